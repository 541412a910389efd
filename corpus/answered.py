"""Words of a report that answer words of a question: no more than places in two texts."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.figure import Span


@dataclass(frozen=True, slots=True)
class Answered:
    """Words of a passage (a span of the edition's text) and the words of the question that they
    answer (spans of the question as searched for, without the blanks around it)."""

    span: Span
    asked: tuple[Span, ...]
