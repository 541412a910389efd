"""Scorers: pure functions of a case and its answer, one metric each.

A scorer returns whether the answer is right in its one respect, or `None` where the case
says nothing about that respect. The docstrings decide the ambiguous cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from assistant.results import Answer, FigureCheck, Verdict
from corpus.figure import Figure
from corpus.read.read_figures import read_figures
from corpus.script import Language, detect_language
from corpus.sentences import sentence_spans
from eval.match import (
    COMPUTED,
    expected_figure,
    holds_fact,
    is_shown,
    readings,
    same_number,
    same_unit,
    says_words,
    unquoted,
    written_in,
)
from eval.question_set import Case


def _shown(answer: Answer) -> list[Figure]:
    return [check.figure for check in answer.checks]


def figures_right(case: Case, answer: Answer) -> bool | None:
    """Every expected figure is shown, with its unit.

    A figure of the text that carries no check counts as not shown: the reader could not see
    whether it holds. More figures than expected are no fault here; the other metrics watch
    them. `None` where none is expected, or where the answer may be a refusal and is one.
    """
    expect = case.expect
    if not expect.all_figures or (expect.refused is None and answer.refused):
        return None
    shown = _shown(answer)
    if not all(is_shown(wanted, shown) for wanted in expect.figures):
        return False
    return not expect.any_of or any(
        all(is_shown(wanted, shown) for wanted in group) for group in expect.any_of
    )


def units_right(case: Case, answer: Answer) -> bool | None:
    """No expected number is shown under a wrong unit only (3.3% for 3.3 percentage points).

    A number that is not shown at all is the business of `figures_right`, so it is right here.
    The same number in two units, one of them right, is right: 30% and 30 stores may both be
    in one answer. `None` where no figure is expected.
    """
    if not case.expect.all_figures:
        return None
    shown = readings(_shown(answer))
    for wanted in case.expect.all_figures:
        gold, computed = expected_figure(wanted), wanted.startswith(COMPUTED)
        alike = [figure for figure in shown if same_number(figure, gold, computed=computed)]
        if alike and not any(same_unit(figure, gold) for figure in alike):
            return False
    return True


def forbidden_absent(case: Case, answer: Answer) -> bool | None:
    """No forbidden figure is given as the answer.

    The first sentence with an expected or a forbidden figure gives the answer; a forbidden one
    is wrong there unless an expected one stands beside it ("up 10 points year on year and
    2.8 quarter on quarter" answers both questions), and does no harm in later sentences. Where
    no figure is expected, it is wrong anywhere. A refusal may show it (as one of the nearest
    facts), and so may an answer that repeats it from the question and does not let it pass.
    `None` where nothing is forbidden.
    """
    expect = case.expect
    if not expect.forbid:
        return None
    if answer.refused:
        return True
    premises = read_figures(case.question)
    for span in sentence_spans(answer.text):
        checks = [check for check in answer.checks if span.covers(check.figure.span)]
        shown = [check.figure for check in checks]
        if any(is_shown(wanted, shown) for wanted in expect.all_figures):
            return True
        passed_off = [
            check.figure
            for check in checks
            if check.verdict.passes or not _is_premise(check, premises)
        ]
        if any(is_shown(wrong, passed_off) for wrong in expect.forbid):
            return False
    return True


# --- evidence --------------------------------------------------------------------------------


def source_right(case: Case, answer: Answer) -> bool | None:
    """The cited passages hold every fact that the case names, taken together.

    A fact is held in either language: as a figure of the same value and unit, or as words.
    Where the case names no fact, an answer that is not a refusal still has to cite something.
    `None` where a refusal is expected, and where refusing is allowed and done.
    """
    expect = case.expect
    if expect.refused or (expect.refused is None and (answer.refused or not expect.cites)):
        return None
    if not answer.citations:
        return False
    quotes = [citation.quote for citation in answer.citations]
    return all(
        any(holds_fact(quote, fact) for fact in alternatives for quote in quotes)
        for alternatives in expect.cites
    )


def verdict_right(case: Case, answer: Answer) -> bool | None:
    """Every figure of the answer passes, and the expected ones have an expected verdict.

    A figure repeated from the question need not pass (a wrong premise is rightly shown as
    a conflict). `None` where the answer has no figure.
    """
    if not answer.checks:
        return None
    premises = read_figures(case.question)
    for check in answer.checks:
        if not check.verdict.passes and not _is_premise(check, premises):
            return False
    return all(_has_verdict(wanted, case, answer) for wanted in case.expect.figures)


def _has_verdict(wanted: str, case: Case, answer: Answer) -> bool:
    allowed = [Verdict(verdict) for verdict in case.expect.verdicts]
    about = [check.verdict for check in answer.checks if is_shown(wanted, [check.figure])]
    return not allowed or not about or any(verdict in allowed for verdict in about)


def _is_premise(check: FigureCheck, premises: Iterable[Figure]) -> bool:
    figure = check.figure
    return any(same_unit(figure, said) and same_number(figure, said) for said in premises)


# --- refusal, words, language ----------------------------------------------------------------


def refusal_right(case: Case, answer: Answer) -> bool | None:
    """Refused when it must be, answered when it must not; `None` where both are right."""
    return None if case.expect.refused is None else answer.refused is case.expect.refused


def words_right(case: Case, answer: Answer) -> bool | None:
    """Of each group of alternative words one is said, in the answer's text or in what it quotes.

    Words in the text of a citation do not count. `None` where no word is expected.
    """
    if not case.expect.says:
        return None
    return all(
        any(says_words(answer.text, words) for words in alternatives)
        for alternatives in case.expect.says
    )


def language_right(case: Case, answer: Answer) -> bool | None:
    """The answer is in the question's language and script.

    Quotations stay in the language of their report: where the whole text is not in the question's
    language, what is left without quotations has to be, and something has to be left. Quoted is
    what stands in quotation marks, on lines that begin with ">", and sentences taken
    word for word from a cited passage. Chinese names in an English sentence do no harm as long
    as English prevails. In Chinese, at most one ideograph in ten may be of the other script:
    a few characters are common to both in one sense and not in another. A question whose
    characters are all common to both scripts may be answered in either.
    """
    languages = _languages(case)
    if answer.language not in languages:
        return False
    own_words = unquoted(answer.text, [citation.quote for citation in answer.citations])
    return any(
        written_in(language, text) for language in languages for text in (answer.text, own_words)
    )


def _languages(case: Case) -> tuple[Language, ...]:
    if case.lang == "en":
        return ("en",)
    either: tuple[Language, ...] = ("zh-Hant", "zh-Hans")
    told = {detect_language(case.question, default_chinese=script) for script in either}
    return (case.lang,) if len(told) == 1 else either


# --- together --------------------------------------------------------------------------------

Scorer = Callable[[Case, Answer], bool | None]

METRICS: Mapping[str, Scorer] = {
    "figures": figures_right,
    "units": units_right,
    "forbidden": forbidden_absent,
    "words": words_right,
    "refusal": refusal_right,
    "language": language_right,
    "source": source_right,
    "verdict": verdict_right,
}
# What makes an answer right; whether it is also well sourced and checked is counted apart.
CONTENT = ("figures", "units", "forbidden", "words", "refusal", "language")

Scores = Mapping[str, bool | None]


def score(case: Case, answer: Answer) -> Scores:
    """All metrics of one answer, in the order of `METRICS`."""
    return {name: scorer(case, answer) for name, scorer in METRICS.items()}


def is_right(scores: Scores) -> bool:
    """Whether no metric of the answer's content failed."""
    return all(scores[name] is not False for name in CONTENT)


def rate(passed: int, of: int) -> Decimal:
    """`passed` in per cent of `of`, one decimal; 100 of nothing, as nothing went wrong."""
    return Decimal(100) if of == 0 else round(Decimal(100 * passed) / of, 1)
