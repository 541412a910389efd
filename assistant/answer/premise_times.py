"""Whether something is higher or lower than at another time, above or below nought, or planned."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.change import moved
from assistant.answer.find import PLANNED, RowFinder
from assistant.answer.premise_of import wanted_direction
from assistant.answer.premise_words import says
from assistant.answer.state import state
from assistant.answer.stated_figures import Finding
from assistant.check.tolerance import Match, comparable, match
from assistant.understand.query import Query
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.period import Period

_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER, UnitKind.PERCENT)


def against_time(query: Query, rows: RowFinder) -> Finding | None:
    """Whether a level stands as the question has it to the one of an earlier time, where the
    report gives both."""
    way = {"up": "up", "down": "down", "good": "up", "bad": "down"}.get(query.comparing, "")
    way = query.direction or way
    if not query.yes_no or not way or query.figures or len(query.metrics) != 1:
        return None
    now = query.periods[0] if len(query.periods) == 1 else rows.report.period
    base = _base(query, now)
    if now is None or base is None:
        return None
    plain = replace(query, measure=None, bases=(), direction="", comparing="", intents=frozenset())
    later, earlier = (_level(replace(plain, periods=(time,)), rows) for time in (now, base))
    if later is None or earlier is None or later == earlier:
        return None
    same = (later.metric, later.segment, later.region, later.entity) == (
        earlier.metric,
        earlier.segment,
        earlier.region,
        earlier.entity,
    )
    if not same or not comparable(later.figure.unit, earlier.figure.unit):
        return None
    went = "up" if later.figure.value > earlier.figure.value else "down"
    level = later.figure.value == earlier.figure.value
    holds = not level and went == wanted_direction(replace(query, direction=way), later)
    told = moved(earlier, later, rows, query.language)
    both = (state(later, rows, query.language), state(earlier, rows, query.language))
    return Finding(holds, both if told is None else (told,), row=later)


def _base(query: Query, now: Period | None) -> Period | None:
    if len(query.bases) == 1:
        return query.bases[0]
    if now is None or query.bases:
        return None
    asks = query.comparing or "compare" in query.intents
    if query.measure is Measure.YOY and asks:
        return now.previous_year()
    return now.previous() if query.measure is Measure.QOQ and asks else None


def _level(query: Query, rows: RowFinder) -> KpiRow | None:
    found = rows.find(query)
    levels = [r for r in found if r.measure is Measure.LEVEL and not r.figure.is_range]
    return levels[0] if levels and levels[0].period in query.periods else None


def signed(query: Query, rows: RowFinder) -> Finding | None:
    """Whether an amount is above nought ("was cash flow positive?")."""
    positive, negative = (says(query.question, key) for key in ("positive", "negative"))
    if not query.yes_no or positive is negative or not query.metrics or query.figures:
        return None
    found = [r for r in rows.find(query) if r.measure is Measure.LEVEL and not r.figure.is_range]
    if not found or found[0].figure.unit.kind not in _AMOUNTS:
        return None
    holds = (found[0].figure.value > 0) is positive
    return Finding(holds, (state(found[0], rows, query.language),))


def planned_figure(query: Query, rows: RowFinder) -> Finding | None:
    """Whether a figure that the question calls a target is one, where it does not name of what."""
    planned = query.source in (*PLANNED, SourceKind.PRIOR_TARGET)
    if query.metrics or not planned or not query.figures or not query.yes_no:
        return None
    plain = replace(query, figures=(), source=None)
    plans = [
        row
        for row in rows.table
        if row.source in (*PLANNED, SourceKind.PRIOR_TARGET)
        and row.measure is Measure.LEVEL
        and rows.agrees(plain, row)
    ]
    for figure in query.figures:
        meant = [r for r in plans if match(figure, r.figure) is not Match.DIFFERENT]
        meant.sort(key=lambda row: row.source is not SourceKind.PRIOR_TARGET)
        for row in meant:
            now = [r for r in plans if r.metric == row.metric and r.source in PLANNED]
            now = [r for r in now if (r.segment, r.region) == (row.segment, row.region)]
            held = any(match(figure, r.figure) is not Match.DIFFERENT for r in now)
            if now:
                return Finding(held, (state(now[0], rows, query.language),), of_figure=True)
    return None
