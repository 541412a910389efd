"""One thing at two times: both values and the change, the earlier worked back from the stated
change where the report does not give it."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.change import moved
from assistant.answer.compute_before import implied, level_and_change
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import legible
from assistant.answer.pairs import set_against
from assistant.answer.state import quote, state, told_once
from assistant.answer.workings import said
from assistant.check.guard import same_period
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.period import Period

_YEAR = 12  # months


def compare_times(query: Query, rows: RowFinder) -> Draft | None:
    """What a metric is now and was before; `None` where no two times are compared, or the
    report gives neither the earlier value nor the change from it."""
    if len(query.metrics) != 1 or query.figures or "why" in query.intents:
        return None
    if query.source not in (None, SourceKind.REPORTED) or len(query.segments) > 1:
        return None
    if query.entities and set(query.entities) != {rows.report.subject}:
        return None
    times = _times(query, rows)
    if times is None:
        return None
    plain = replace(
        query, measure=None, direction="", comparing="", bases=(), periods=(), asks=frozenset(),
        intents=frozenset(), unit=None, scale=query.scale * 0,
    )  # fmt: skip
    then, now = times
    present = _levels(plain, rows, now)
    for level in present:
        before = next((row for row in _levels(plain, rows, then) if _is_like(row, level)), None)
        if before is not None and before != level:
            return _told(before, level, query, rows)
    return _worked_back(plain, rows, then, now)


def _told(before: KpiRow, level: KpiRow, query: Query, rows: RowFinder) -> Draft:
    stated = _stated_change(before, level, rows)
    if stated is not None:
        both = (quote(stated, rows.report, query.language), state(level, rows, query.language))
        return Draft(told_once(both), "compare")
    told = moved(before, level, rows, query.language)
    if told is not None:
        return Draft((told,), "compare")
    return set_against((level, before), query, rows, "compare")


def _stated_change(before: KpiRow, level: KpiRow, rows: RowFinder) -> KpiRow | None:
    """The change between two levels, where the report states it as an amount and finer than
    they give it."""
    apart = abs(level.figure.value - before.figure.value)
    quantum = max(level.figure.quantum, before.figure.quantum)
    for row in rows.beside(level):
        amount = row.measure is Measure.CHANGE and row.figure.unit.kind is level.figure.unit.kind
        near = amount and abs(row.figure.value - apart) <= quantum
        if near and row.period == level.period and row.figure.quantum < quantum:
            return row
    return None


def _times(query: Query, rows: RowFinder) -> tuple[Period, Period] | None:
    """The two times that are compared, the earlier first."""
    now = rows.report.period
    compares = "compare" in query.intents or said(query.question, "against")
    compares = compares or query.from_to or said(query.question, "times")
    if not compares or now is None:
        return None
    named = list(dict.fromkeys((*query.periods, *query.bases)))
    if len(named) == 2:
        first, last = sorted(named, key=lambda period: period.end)
        return _as_parts(query, rows, first, last)
    if len(named) == 1:
        then = named[0]
        if then.end < now.end or (then.end <= now.end and then.contains(now)):
            return (then, now) if then.end < now.end else None
        return None
    if query.measure in (Measure.YOY, Measure.QOQ):
        return (now.previous_year() if query.measure is Measure.YOY else now.previous()), now
    return None


def _as_parts(query: Query, rows: RowFinder, first: Period, last: Period) -> tuple[Period, Period]:
    """Two years of which the report, one on a part of the year, gives that part only: "this
    year against last" is this quarter against the same one."""
    now = rows.report.period
    years = first.is_year and last.is_year and first.end.year + 1 == last.end.year
    if now is None or not years or now.month_count >= _YEAR or not last.contains(now):
        return first, last
    annual = [r for r in rows.find(replace(query, periods=(last,), bases=())) if r.period == last]
    told = any(row.source is SourceKind.REPORTED for row in annual)
    return (first, last) if told else (now.previous_year(), now)


def _levels(query: Query, rows: RowFinder, period: Period) -> list[KpiRow]:
    """The reported levels of a time, that of a day or month that closes it too."""

    def fits(row: KpiRow) -> bool:
        if row.measure is not Measure.LEVEL or row.figure.is_range or row.period is None:
            return False
        if row.source is not SourceKind.REPORTED or not rows.is_own(row):
            return False
        return same_period(row.period, period) or _closes(row.period, period)

    found = [row for row in rows.find(query) if fits(row)]
    found.sort(key=lambda row: (row.period != period, bool(row.detail)))
    return found


def _closes(row: Period, period: Period) -> bool:
    """Whether a row's day or month is the last of a longer period, or the other way round."""
    ends = row.end == period.end
    return ends and min(row.month_count, period.month_count) == 1


def _is_like(one: KpiRow, other: KpiRow) -> bool:
    return (one.metric, one.segment, one.region) == (
        other.metric, other.segment, other.region,
    ) and comparable(one.figure.unit, other.figure.unit)  # fmt: skip


def _worked_back(query: Query, rows: RowFinder, then: Period, now: Period) -> Draft | None:
    """The present value with its change, and what that makes of the earlier one."""
    report = rows.report.period
    if report is None or not (same_period(now, report) or _closes(report, now)):
        return None
    measure = _base(then, now)
    pair = level_and_change(query, rows, measure) if measure is not None else None
    if pair is None:
        return None
    level = state(pair[0], rows, query.language)
    earlier = implied(*pair, query.language)
    told: list[Statement] = [level]
    if earlier is not None:
        joint = " " if query.language == "en" else ""
        if legible(level.text + joint + earlier.text, rows, query.language):
            told.append(earlier)
    return Draft(told_once(told), "compare")


def _base(then: Period, now: Period) -> Measure | None:
    if then in (now.previous_year(), Period.year(now.end.year - 1)) or then.contains(
        now.previous_year()
    ):
        return Measure.YOY
    return Measure.QOQ if then == now.previous() else None
