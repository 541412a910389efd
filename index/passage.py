"""What goes into the index and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.answered import Answered
from corpus.figure import Span
from corpus.report import Passage, Report


@dataclass(frozen=True, slots=True)
class Indexed:
    """A passage with the words that the index reads: its text, and its section's title."""

    passage: Passage
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Higher scores are better; scores compare within one search.

    `matched` are the spans of the passage (in the edition's text) to be marked, best first; `words`
    are those of them whose words answered the question's words, with these.
    """

    passage: Passage
    score: float
    matched: tuple[Span, ...] = ()
    words: tuple[Answered, ...] = ()


def passages_of(report: Report) -> tuple[Indexed, ...]:
    """All passages of all editions of `report`, ready for the index."""
    return tuple(
        Indexed(passage, passage.span.of(edition.text), edition.sections[passage.section].title)
        for edition in report.editions
        for passage in edition.passages
    )
