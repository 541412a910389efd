"""The value a year or a quarter before, worked back from the present one and its change."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer.contrast import as_figure
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.state import state
from assistant.answer.workings import said
from assistant.check.derive import Result, before_points, difference, implied_base
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, period_text, subject_text
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.period import Period
from corpus.script import Language

_POINTS = (UnitKind.POINT, UnitKind.BASIS_POINT)
_CHANGES = (Measure.YOY, Measure.QOQ)
_ENDS = re.compile(r"\W{0,3}(?:$|[.,;|)。，；）]|and\b|to\b)")  # nothing said of the base after it
_BASE = re.compile(r"較|较|比|自|於|对|對|vs|than|from|against", re.IGNORECASE)  # or before it
_AROUND = 24  # characters


def compute_before(query: Query, rows: RowFinder) -> Draft | None:
    """The value of the quarter or year before, where the report gives only the present one and
    its change; `None` where no such time is asked about, or the report has its value."""
    asked = _time_asked(query, rows)
    if asked is None:
        return None
    measure, given = asked
    plain = replace(
        query, measure=None, bases=(), direction="", comparing="", unit=None, unknown_period=False
    )
    if given and rows.find(replace(plain, periods=given)):
        return None
    pair = level_and_change(replace(plain, periods=()), rows, measure)
    told = None if pair is None else implied(*pair, query.language)
    if pair is None or told is None:
        return None
    return Draft((told, state(pair[0], rows, query.language)), "compute")


def _time_asked(query: Query, rows: RowFinder) -> tuple[Measure, tuple[Period, ...]] | None:
    """By which change an earlier time is asked about, and the periods that it can be."""
    now = rows.report.period
    worked_back = said(query.question, "worked_back")
    periods = query.periods or (query.bases if worked_back else ())
    if worked_back and not periods and (query.measure in _CHANGES or "previous" in query.asks):
        return (Measure.QOQ if query.measure is Measure.QOQ else Measure.YOY), ()
    if now is None or len(periods) != 1:
        return None
    asked = periods[0]
    given = rows.find(replace(query, periods=(), bases=(), measure=None, direction=""))
    done = {row.period for row in given if row.source is SourceKind.REPORTED and row.period}
    for period in (now, *(one for one in done if one.end <= now.end)):
        if asked == period.previous_year():
            return Measure.YOY, (asked,)
        if period.month_count > 1 and asked == period.previous():
            return Measure.QOQ, (asked,)
    if worked_back and asked.contains(now.previous_year()):
        return Measure.YOY, ()
    return None


def level_and_change(
    query: Query, rows: RowFinder, measure: Measure
) -> tuple[KpiRow, KpiRow] | None:
    """The present level of what is asked, and the change on that base that goes with it."""
    now = rows.report.period
    levels = [
        row
        for row in rows.find(query)
        if row.measure is Measure.LEVEL
        and row.source is SourceKind.REPORTED
        and not row.figure.is_range
        and (now is None or row.period is None or row.period.end >= now.end)
    ]
    if not levels:
        return None
    scope = (levels[0].segment, levels[0].region, levels[0].entity)
    alike = [row for row in levels if (row.segment, row.region, row.entity) == scope]
    for row in alike:
        changes = rows.fact(row).of(measure)
        if not changes and measure is Measure.YOY:
            changes = _on_year_unsaid(row, rows)
        if changes:
            return row, changes[0]
    return None


def _on_year_unsaid(level: KpiRow, rows: RowFinder) -> tuple[KpiRow, ...]:
    """Its changes in % that do not say on what, in a report that measures that period only
    against the year before."""
    same = [row for row in rows.table.rows if row.period == level.period]
    if level.period is None or any(row.measure is Measure.QOQ for row in same):
        return ()
    before = level.period.previous_year()
    yearly = any(row.measure is Measure.YOY for row in same) or any(
        row.period == before and row.measure is Measure.LEVEL for row in rows.table.rows
    )
    changes = rows.fact(level).of(Measure.CHANGE) if yearly else ()
    percent = (row for row in changes if row.figure.unit.kind is UnitKind.PERCENT)
    return tuple(row for row in percent if _baseless(row, rows))


def _baseless(change: KpiRow, rows: RowFinder) -> bool:
    """Whether the words beside a change name nothing that it is measured on."""
    for place in change.places:
        text, span = rows.report.edition(place.language).text, place.span
        before = re.split(r"[.,;|。，；\n]", text[max(0, span.start - _AROUND) : span.start])[-1]
        after = text[span.end : span.end + _AROUND].split("\n")[0]
        if _BASE.search(before) or _ENDS.match(after) is None:
            return False
    return bool(change.places)


def implied(level: KpiRow, change: KpiRow, language: Language) -> Statement | None:
    """What a level came from, in one sentence; `None` where nothing follows."""
    result = value_before(level, change)
    if result is None or level.period is None:
        return None
    earlier = change.measure is Measure.QOQ
    when = _quarter_before(level.period) if earlier else level.period.previous_year()
    quantum = level.figure.quantum
    value = figure_text(as_figure(result, quantum), language, bounds=False)
    text = phrase(
        "earlier",
        language,
        subject=subject_text(level, language),
        period=period_text(when, language),
        value=value,
    )
    return Statement(text[:1].upper() + text[1:], rows=(level, change))


def _quarter_before(period: Period) -> Period:
    """The quarter before a quarter; the month three months before a day's."""
    if period.month_count != 1:
        return period.previous()
    for _ in range(3):
        period = period.previous()
    return period


def value_before(level: KpiRow, change: KpiRow) -> Result | None:
    """A level before its change, by the rounding of both; `None` for units that do not go
    together."""
    kind = change.figure.unit.kind
    falling = change.direction == "down"
    if change.figure.is_range:
        return None
    if level.figure.unit.kind is UnitKind.PERCENT and kind in _POINTS:
        return before_points(level.figure, change.figure, falling=falling)
    if kind is UnitKind.PERCENT and level.figure.unit.kind is not UnitKind.PERCENT:
        return implied_base(level.figure, change.figure, falling=falling)
    if kind is not UnitKind.PERCENT and comparable(level.figure.unit, change.figure.unit):
        signed = replace(change.figure, value=-change.figure.value) if falling else change.figure
        return difference(level.figure, signed)
    return None
