"""A paragraph read for what stands around its figures: its words, periods and sentences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.check.clauses import clause_end
from assistant.check.horizon import horizons
from assistant.check.plain_words import PlainWords
from corpus.figure import Span
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.script import fold, has_han
from corpus.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph read for the words around its figures."""

    folded: str
    plain: PlainWords
    spans: tuple[Span, ...]
    sentences: tuple[Span, ...]
    dated: tuple[PeriodMention, ...]
    stretches: tuple[tuple[Span, str], ...]
    deals: bool  # whether it may deal the names of a list out to figures ("respectively")

    @classmethod
    def of(cls, text: str, spans: Sequence[Span], anchor: Period | None) -> Paragraph:
        periods = _periods(text, anchor)
        folded = fold(text)
        dated = tuple(
            p
            for p in periods
            if p.kind != "relative" and not _begins(folded, p) and not _is_base(folded, p)
        )
        told = [period.span for period in periods if period.kind != "relative"]
        stretches = tuple(horizons(_blanked(folded, told)))
        names = vocabulary().mentions(text)
        blank = [*(p.span for p in periods), *(s for s, _ in stretches)]
        return cls(
            folded,
            PlainWords.of(text, names, blank, spans),
            tuple(spans),
            sentence_spans(text),
            dated,
            stretches,
            any(name.kind == "respective" for name in names),
        )

    def sentence_of(self, span: Span) -> Span:
        index = bisect_right(self.sentences, span.start, key=_start) - 1
        return self.sentences[index] if index >= 0 else Span(0, len(self.folded))

    def period_of(self, span: Span, sentence: Span) -> tuple[Period | None, bool]:
        """The last period before a figure, and whether the sentence names it; where it names
        none before, the first one after."""
        at = bisect_left(self.dated, span.start, key=lambda period: period.span.start)
        found = self.dated[at - 1] if at else None
        if found is None or found.span.start < sentence.start:
            later = self.dated[at] if at < len(self.dated) else None
            if later is not None and later.span.start < sentence.end and not self._leads(later):
                found = later
        said = found is not None and found.span.start >= sentence.start
        return found.period if found else None, said

    def _leads(self, period: PeriodMention) -> bool:
        """Whether a figure follows a period in its clause ("其中上半年为25.2%")."""
        end = clause_end(self.plain.text, period.span.end, len(self.folded))
        at = bisect_left(self.spans, period.span.end, key=_start)
        return has_han(period.text) and at < len(self.spans) and self.spans[at].start < end

    def dates_of(self, span: Span, sentence: Span) -> frozenset[Period]:
        """The periods that a figure's sentence names before it."""
        return frozenset(
            p.period for p in self.dated if p.period and sentence.start <= p.span.start < span.start
        )

    def horizon_of(self, left: Sequence[Span], right: Span) -> str:
        """The stretch of time named last before a figure in its clause, else after it."""
        before = [key for span, key in self.stretches if any(place.covers(span) for place in left)]
        after = [key for span, key in self.stretches if right.covers(span)]
        return before[-1] if before else after[0] if after else ""

    def leading_horizon(self, start: int, end: int) -> str:
        """The stretch of time named in the clause before, where that has no figure of its own
        ("过去5日，净流入…")."""
        inside = [
            (span, key)
            for span, key in self.stretches
            if start <= span.start < end and not self.folded[span.start].isdigit()
        ]
        alone = all(
            any(stretch.covers(span) for stretch, _ in inside)
            for span in self.spans
            if start <= span.start < end
        )
        return inside[-1][1] if inside and alone else ""


def _periods(text: str, anchor: Period | None) -> list[PeriodMention]:
    """The periods of a paragraph; what leaves its year out has that of the first that tells,
    else the report's."""
    found = read_periods(text, anchor=None)
    full = next((period.period for period in found if period.period), anchor)
    if full is not None and any(period.period is None for period in found):
        found = read_periods(text, anchor=full)
    return [period for period in found if period.period]


def _begins(folded: str, period: PeriodMention) -> bool:
    """Whether a date is only where a stretch of time begins ("成立(2021-05-27)以来")."""
    after = folded[period.span.end : period.span.end + 4].lstrip(") ")
    lasts = after.startswith(("以来", "至今", "起", "开始"))
    return lasts or (period.kind == "open" and not has_han(period.text))


def _is_base(folded: str, period: PeriodMention) -> bool:
    """Whether a period is only what a change is measured against ("比2021年增加77亿斤"), not one
    that a figure follows ("较2014年的35.9%")."""
    before = folded[max(period.span.start - 2, 0) : period.span.start].rstrip(" ")[-1:]
    after = folded[period.span.end : period.span.end + 2].lstrip("的 ")
    return before in tuple("较比与同") and not after[:1].isdigit()


def _blanked(text: str, spans: Sequence[Span]) -> str:
    out = list(text)
    for span in spans:
        out[span.start : span.end] = " " * (span.end - span.start)
    return "".join(out)


def _start(span: Span) -> int:
    return span.start
