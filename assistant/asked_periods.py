"""The periods of a question: those asked about, and those a change is measured from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.figure import Span
from corpus.kpi import Measure
from corpus.period import Period
from corpus.read.read_periods import PeriodMention
from corpus.script import fold

_YEAR = re.compile(r"(?<![\d.,$€£¥])(?:19|20)\d\d(?![\d.,%億萬亿万元])")
_BASE_BEFORE = re.compile(
    r"(?:\b(?:than|from|since|versus|vs\.?|against|over|compared (?:with|to)|relative to)"
    r"(?: (?:in|the|that of|at|those of|it was in|end of))*\s*|[较比与同跟对](?:起)?)$"
)
_BASE_AFTER = re.compile(r"\s*(?:年?底|末)?(?:相比|比较|比)")


def split_bases(
    question: str, periods: Sequence[PeriodMention]
) -> tuple[tuple[Period, ...], tuple[PeriodMention, ...]]:
    """The periods that a change is measured from ("since December"), and the others."""
    plain = fold(question)
    bases: list[PeriodMention] = []
    for mention in periods:
        before = plain[max(0, mention.span.start - 24) : mention.span.start]
        after = plain[mention.span.end : mention.span.end + 6]
        if _BASE_BEFORE.search(before) or _BASE_AFTER.match(after):
            bases.append(mention)
    found = tuple(mention.period for mention in bases if mention.period is not None)
    return found, tuple(mention for mention in periods if mention not in bases)


def measure_from(base: Period, period: Period) -> Measure:
    if base.contains(period.previous_year()):
        return Measure.YOY
    return Measure.QOQ if base == period.previous() else Measure.CHANGE


def bare_year(question: str) -> tuple[PeriodMention, ...]:
    """A year in a question that names no other period ("about 2024 revenue")."""
    year = _YEAR.search(question)
    if year is None:
        return ()
    span = Span(year.start(), year.end())
    return (PeriodMention(Period.year(int(year.group())), span, year.group(), "absolute"),)


def in_report_quarters(
    periods: Sequence[PeriodMention], anchor: Period | None
) -> tuple[PeriodMention, ...]:
    """ "The third quarter" of a company whose quarters are not the calendar's is its own."""
    if anchor is None or anchor.month_count != 3 or anchor.is_quarter:
        return tuple(periods)

    def own(mention: PeriodMention) -> PeriodMention:
        named = mention.period
        if named is None or not named.is_quarter:
            return mention
        overlaps = named.start <= anchor.end and anchor.start <= named.end
        return replace(mention, period=anchor) if overlaps else mention

    return tuple(own(mention) for mention in periods)


def measure_of_base(
    periods: Sequence[PeriodMention], anchor: Period | None
) -> tuple[Measure | None, tuple[PeriodMention, ...]]:
    """ "How did it change on the previous quarter": the period is a base, not what is asked."""
    bases = [p for p in periods if p.kind == "relative" and p.period and anchor]
    if not bases or anchor is None:
        return None, tuple(periods)
    measure = Measure.QOQ if bases[0].period == anchor.previous() else Measure.YOY
    return measure, tuple(p for p in periods if p not in bases)
