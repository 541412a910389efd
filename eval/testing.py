"""For tests: hand-made cases and answers, and an assistant of canned answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.results import Answer, Citation, FigureCheck, Turn, Verdict
from corpus.figure import Span
from corpus.read.read_figures import read_figures
from corpus.report import Place
from corpus.script import Language
from eval.question_set import Case


def case(
    expect: Mapping[str, Any] | None = None,
    *,
    id_: str = "a-1",
    kind: str = "lookup",
    lang: Language = "en",
    question: str = "What was the EV gross margin?",
    **fields: Any,
) -> Case:
    """A case that expects `expect`."""
    return Case.model_validate(
        {"id": id_, "kind": kind, "lang": lang, "question": question, "expect": expect or {}}
        | fields
    )


def answer(
    text: str,
    *quotes: str,
    lang: Language = "en",
    refused: bool = False,
    verdicts: Sequence[Verdict] = (),
) -> Answer:
    """An answer whose figures are read from `text`, each confirmed unless `verdicts` tells."""
    figures = read_figures(text)
    judged = [*verdicts, *[Verdict.CONFIRMED] * (len(figures) - len(verdicts))]
    return Answer(
        question="",
        text=text,
        language=lang,
        refused=refused,
        checks=tuple(FigureCheck(f, v) for f, v in zip(figures, judged, strict=True)),
        citations=tuple(
            Citation(number, Place("r", lang, Span(0, len(quote))), quote)
            for number, quote in enumerate(quotes, start=1)
        ),
    )


class Canned:
    """An assistant that knows its answers by heart, and remembers what it was asked.

    A question that it has no answer to raises `KeyError`.
    """

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        return self.answers[question]
