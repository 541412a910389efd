"""When: the period that a figure is of."""

from __future__ import annotations

import re

from corpus.bind.bind_view import AMOUNTS, CHANGES, FigureView
from corpus.bind.binding import Binding
from corpus.kpi import Measure, SourceKind
from corpus.period import Period
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.script import has_han

_SAME = "同期"  # the period that is spoken of, for another
_WHOLE_YEAR = 12  # months
_SEEN_BY = re.compile(r"[^，。；\n]{0,12}?(?:[來来][看說说]|上看|而言)")


def period_of(view: FigureView, base: bool, measure: Measure) -> Period | None:
    """The figure's period: its own words', its sentence's, else the report's."""

    def free(periods: list[PeriodMention]) -> list[PeriodMention]:
        return [p for p in periods if not _is_basis(view, p, measure)]

    inside = [p for p in view.words.periods if p.span.covers(view.figure.span)]
    if inside and view.is_duration:
        view.said.add("period")
        return inside[0].period
    if base and view.before("current"):
        return view.context.period
    own = free(view.periods(view.previous_end, view.start))
    own = [p for p in own if not _belongs_to_base(view, p)]
    after = free(view.periods(view.end, view.after_end, loose=True))
    after = [p for p in after if not has_han(p.text)]
    if after and (not own or base or view.words.is_near(view.end, after[0].span.start)):
        own = after[:1]
    if own and own[-1].text == _SAME and not base:
        return view.last.period if view.last is not None else view.context.period
    if own:
        view.said.add("period")
        return _comparable(view, own[-1]) if base else own[-1].period
    if base:
        opening = free(view.periods(view.words.span.start, view.start))
        return _period_before(view) or _beginning(view, opening)
    dated = view.periods(view.words.span.start, view.start)
    if view.before("current") and view.kind in AMOUNTS and not dated:
        return view.context.reported or view.context.period
    if view.before("same_year"):
        return _same_year(view)
    aims = (SourceKind.TARGET, SourceKind.FORECAST)
    if view.before("current") and view.last is not None and view.last.source in aims:
        return view.context.reported or view.context.period  # how far an aim has come about
    if measure in CHANGES:  # growth over years is of them all, whatever its ends were
        years = [p for p in view.periods(view.words.span.start, view.start) if p.period]
        over = [p.period for p in years if p.period and _spans_years(p.period)]
        if over:
            view.said.add("period")
            return over[-1]
    for binding in reversed(view.done):
        anew = bool(view.before("metric")) or measure in CHANGES
        if anew and _is_comparison(view, binding):
            continue
        if "period" in binding.said and not binding.base:
            view.said.add("period")
            return binding.period
    opening = free(view.periods(view.words.span.start, view.start))
    opening = [p for p in opening if not _belongs_to_base(view, p) and p.kind != "relative"]
    opening = [p for p in opening if not _is_compared_with(view, p)]
    opening = opening or _closing(view)[:1]
    if opening:
        view.said.add("period")
        return _end_of(view, opening[0].period)
    return view.context.period


def _is_comparison(view: FigureView, binding: Binding) -> bool:
    """Whether a value before a change is only what it is compared with: 去年同期為28.5%，提升…"""
    start = view.words.clause_start(binding.figure.span.start)
    before = [p for p in view.periods(start, binding.figure.span.start) if p.kind == "relative"]
    report = view.context.period
    past = report is not None and binding.period is not None and binding.period.end < report.start
    return past and any(p.period == binding.period for p in before)


def _comparable(view: FigureView, mention: PeriodMention) -> Period | None:
    """The period of a value compared with: in a quarter's report, "last year" is its quarter."""
    period, report = mention.period, view.context.period
    if period is not None and _spans_years(period):
        return Period.year(period.start.year)
    if mention.kind == "open":  # "from 5 in 2014 to 8 in 2018": 2014 is where it begins, no more
        read = read_periods(mention.text, anchor=report)
        return read[0].period if len(read) == 1 else period
    shorter = report is not None and report.month_count < _WHOLE_YEAR
    if mention.kind == "relative" and report is not None and shorter and period is not None:
        before = report.previous_year()
        if period.month_count == _WHOLE_YEAR and period.start <= before.start <= period.end:
            return before
    return period


def _beginning(view: FigureView, opening: list[PeriodMention]) -> Period | None:
    """Of "from 2015 to 2019 it grew from 5 to 8": the first year is the first value's."""
    period = opening[0].period if opening else None
    if period is None or not _spans_years(period):
        return None
    view.said.add("period")
    return Period.year(period.start.year)


def _end_of(view: FigureView, period: Period | None) -> Period | None:
    """The last year of several, for the value that a change over them led to."""
    last = view.last
    led = last is not None and last.base and last.figure.unit == view.figure.unit
    if period is None or not led or not _spans_years(period):
        return period
    return Period.year(period.end.year)


def _spans_years(period: Period) -> bool:
    return period.month_count > _WHOLE_YEAR and period == Period(
        Period.year(period.start.year).start, Period.year(period.end.year).end
    )


def _closing(view: FigureView) -> list[PeriodMention]:
    """Periods later in the clause that hold for all its figures: not one that is relative, nor
    one of a value compared with ("from 5% at the end of May")."""
    end = view.words.clause_end(view.end)
    later = view.periods(view.end, end, loose=True)
    return [
        p
        for p in later
        if not has_han(p.text)
        and p.kind != "relative"
        and not view.words.between(view.end, p.span.start, "base")
    ]


def _belongs_to_base(view: FigureView, period: PeriodMention) -> bool:
    """A period that stands right at the value a change starts from is that value's."""
    for binding in view.done:
        value = binding.figure.span
        if not binding.base:
            continue
        just_before = 0 <= value.start - period.span.end <= 2
        same_clause = value.end <= period.span.start < view.words.clause_end(value.end)
        if just_before or (same_clause and not has_han(period.text)):
            return True
    return False


def _is_basis(view: FigureView, period: PeriodMention, measure: Measure) -> bool:
    """A period named only as what a change is measured against."""
    if period.kind == "relative" and measure in CHANGES:
        return True
    if measure in CHANGES and _is_compared_with(view, period):
        return True
    cues = [m for m in view.words.mentions if m.kind == "measure" and m.key in ("yoy", "qoq")]
    return any(m.span.overlaps(period.span) for m in cues)


def _is_compared_with(view: FigureView, period: PeriodMention) -> bool:
    """Whether a word of comparing stands right before a period (較第一季)."""
    if period.period is not None and _spans_years(period.period):
        return False  # 自2015年至2019年 is when, not what it is compared with
    if _SEEN_BY.match(view.words.text, period.span.end):
        return False  # 從2020年銷量上來看
    return any(
        m.kind == "base" and 0 <= period.span.start - m.span.end <= 1 for m in view.words.mentions
    )


def _period_before(view: FigureView) -> Period | None:
    """The period of a value that a change starts from, where the cues tell."""
    report = view.context.period
    if report is None:
        return None
    cues = {m.key for m in view.words.between(view.clause, view.words.span.end, "measure")}
    if "qoq" in cues:
        return report.previous()
    return report.previous_year() if "yoy" in cues else None


def _same_year(view: FigureView) -> Period | None:
    """Of "the year": the year that was spoken of, else the one the report is about."""
    known = [b.period for b in (*view.earlier, *view.done) if b.period]
    years = [p for p in known if p.month_count == _WHOLE_YEAR]
    if years:
        view.said.add("period")
        return years[-1]
    report = view.context.period
    if report is not None and report.month_count == _WHOLE_YEAR:
        return report
    return None
