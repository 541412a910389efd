"""The sets themselves: they can be read, and their gold facts are in the reports."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from corpus.figure import Figure
from corpus.load.load_report import load_report
from corpus.read.read_figures import parse_figure, read_figures
from corpus.script import detect_language
from eval.match import COMPUTED, has_figure, says_words
from eval.question_set import (
    BUNDLED_REPORT,
    CHECKOUT,
    ORIGINAL,
    REPORTS,
    SETS,
    BadQuestionSet,
    Case,
    available,
    load_set,
    parse_set,
    report_file,
    report_path,
    set_names,
)

BUNDLED = CHECKOUT / "corpus" / "reports" / BUNDLED_REPORT
CASES = [case for name in set_names() for case in load_set(name)]
EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])

LINE = '{"id": "a-1", "kind": "lookup", "lang": "en", "question": "Revenue?", "expect": %s}'


@cache
def _report(name: str) -> tuple[str, tuple[Figure, ...]]:
    """The text of a report, of all its editions, and the figures in it.

    The text comes twice, the second time without line breaks: a hard-wrapped line may split a fact.
    """
    with report_file(name) as path:
        if path is None:
            files = sorted(BUNDLED.glob("report.*.md"))
            texts = [file.read_text(encoding="utf-8") for file in files]
        elif path.suffix in (".txt", ".md"):
            texts = [path.read_text(encoding="utf-8")]
        else:
            texts = [edition.text for edition in load_report(path).editions]
    texts += ["".join(line.strip() for line in text.splitlines()) for text in texts]
    text = "\n\n".join(texts)
    return text, read_figures(text)


def test_ids_are_unique_over_all_sets() -> None:
    assert [id_ for id_, count in Counter(case.id for case in CASES).items() if count > 1] == []


def test_no_question_is_asked_twice_of_one_report() -> None:
    asked = Counter(
        (case.report, case.question, tuple(message.content for message in case.history))
        for case in CASES
    )
    assert [question for question, count in asked.items() if count > 1] == []


def test_sets_are_as_large_and_as_mixed_as_promised() -> None:
    bundled = [case for case in CASES if case.report == BUNDLED_REPORT]
    assert len(bundled) >= 240
    assert len({case.kind for case in bundled}) == 13
    assert min(Counter(case.lang for case in bundled).values()) >= 60
    assert sum(case.report == "original" for case in CASES) >= 40
    for report in ("harrow-finch-fy2025q3.md", "haiyu-bank-2024q3.txt"):
        assert sum(case.report == report for case in CASES) >= 25


def test_every_gold_figure_can_be_read() -> None:
    written = {f for case in CASES for f in (*case.expect.all_figures, *case.expect.forbid)}
    assert [f for f in sorted(written) if parse_figure(f.removeprefix(COMPUTED)) is None] == []


@EVERY_CASE
def test_every_gold_fact_is_in_the_report(case: Case) -> None:
    if not available(case):
        pytest.skip(f"{report_path(case.report)} is not on this machine")
    text, figures = _report(case.report)
    quoted = [figure for figure in case.expect.figures if not figure.startswith(COMPUTED)]
    for alternatives in [*case.expect.cites, *((figure,) for figure in quoted)]:
        found = [
            fact for fact in alternatives if says_words(text, fact) or has_figure(figures, fact)
        ]
        assert found, f"{alternatives} is not in {case.report}"


def test_what_must_be_refused_expects_no_figure_and_no_source() -> None:
    refused = [case for case in CASES if case.expect.refused]
    assert [case.id for case in refused if case.expect.all_figures or case.expect.cites] == []


def test_something_is_expected_of_every_answer() -> None:
    answered = [case.expect for case in CASES if case.expect.refused is False]
    assert all(expect.all_figures or expect.says or expect.cites for expect in answered)


def test_every_question_is_in_the_language_it_names() -> None:
    wrong = [c.id for c in CASES if (detect_language(c.question) == "en") is not (c.lang == "en")]
    assert wrong == []


def test_a_single_string_stands_for_one_alternative() -> None:
    (case,) = parse_set([LINE % '{"cites": ["23.2%", ["a", "b"]], "says": ["yes"]}'])
    assert case.expect.cites == (("23.2%",), ("a", "b"))
    assert case.expect.says == (("yes",),)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["", LINE % "{}", LINE % "{}"], "set:3: id a-1 comes twice"),
        ([LINE % '{"figure": ["1%"]}'], "set:1: expect.figure"),
        ([LINE % '{"figures": [""]}'], "set:1: expect.figures.0"),
        ([LINE % '{"verdicts": ["conflict"]}'], "set:1: expect.verdicts.0"),
        (["{"], "set:1: line"),
        ([(LINE % "{}").replace("lookup", "guess")], "set:1: kind"),
        ([(LINE % "{}").replace('"en"', '"zh"')], "set:1: lang"),
    ],
)
def test_a_bad_line_is_named_with_its_field(lines: list[str], message: str) -> None:
    with pytest.raises(BadQuestionSet) as caught:
        parse_set(lines)
    assert str(caught.value).startswith(message)


def test_a_missing_set_tells_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(BadQuestionSet, match="no question set 'other'; there are: some"):
        load_set("other", tmp_path)


def test_reports_are_found_by_name() -> None:
    assert report_path(BUNDLED_REPORT) is None
    assert report_path("original") == ORIGINAL
    assert report_path("haiyu-bank-2024q3.txt") == REPORTS / "haiyu-bank-2024q3.txt"


def test_the_readme_counts_every_set() -> None:
    readme = (SETS / "README.md").read_text(encoding="utf-8")
    for name in set_names():
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}` |"))
        assert f"| {len(load_set(name))} |" in row
