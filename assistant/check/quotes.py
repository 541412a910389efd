"""Sentences of a text that stand word for word in the report."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.check.memory import Memory
from assistant.words.phrases import phrase
from corpus.bind.binding import Binding
from corpus.figure import Figure, Span
from corpus.kpi import KpiRow, KpiTable
from corpus.report import Edition, Report
from corpus.script import Language, fold

_FOLDED: Memory[str] = Memory()
_LANGUAGES: tuple[Language, ...] = ("en", "zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True)
class Verbatim:
    """The row at the place of a quoted figure; `None` where the table has none."""

    row: KpiRow | None


class Quotes:
    """Finds sentences that stand word for word in the report."""

    def __init__(self, report: Report, table: KpiTable) -> None:
        self.report = report
        self.table = table

    def row_of(self, text: str, binding: Binding) -> Verbatim | None:
        """The row at the place where the binding's sentence stands in the report; `None`
        when it does not stand there word for word."""
        sentence = binding.sentence.of(text)
        lead = _lead(sentence)
        words = sentence[lead:].strip(" -•\n")
        if len(words) < 8:
            return None
        for edition in self.report.editions:
            at = _find(edition, words)
            if at < 0:
                continue
            offset = at - binding.sentence.start - lead
            span = Span(binding.figure.span.start + offset, binding.figure.span.end + offset)
            return Verbatim(self._row_at(edition, span, binding.figure))
        return None

    def _row_at(self, edition: Edition, span: Span, figure: Figure) -> KpiRow | None:
        for row in self.table:
            for place in row.places:
                if place.language == edition.language and place.span.overlaps(span):
                    return row
        return None


def _lead(sentence: str) -> int:
    """How many characters stand before what may be quoted: a bullet, and the phrase by which the
    assistant itself announces a quotation."""
    bare = sentence.lstrip(" -•\n")
    for language in _LANGUAGES:
        told = phrase("own_words", language)
        if bare.startswith(told):
            bare = bare[len(told) :].lstrip(" -•\n")
            break
    return len(sentence) - len(bare)


def _find(edition: Edition, words: str) -> int:
    at = edition.text.find(words)
    if at < 0:
        at = _FOLDED.get(edition, lambda: fold(edition.text)).find(fold(words))
    return at
