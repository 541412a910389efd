"""Changes against the values before and after, marks against levels, impossible values."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.audit.audit_facts import AMOUNTS, CHANGES, RATES, Facts, Slots, at, changes, listed
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import HUNDRED, Interval, allowed
from assistant.check.tolerance import comparable
from corpus.figure import PERCENT, POINT, Qualifier, Unit, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period

_ONE = Interval.exact(1)
_FLOORS = (Qualifier.OVER, Qualifier.AT_LEAST)
_CEILINGS = (Qualifier.UNDER, Qualifier.AT_MOST)
_MOST_PERIODS = 12  # of one line of a table
Judged = tuple[str, Interval, Unit]  # a formula for the change, what it gives, and its unit


def growth(facts: Facts) -> Iterator[Finding]:
    """A stated change against the stated values between which it lies."""
    for measure in CHANGES:
        for slots, rows in facts.groups(measure):
            for row in rows:
                known = row.curated or row.metric in vocabulary().names
                if known and not row.figure.is_range:
                    yield from _growth(facts, slots, row)


def _growth(facts: Facts, slots: Slots, row: KpiRow) -> Iterator[Finding]:
    now = facts.level(slots, row.detail)
    if now is None or not (row.curated or _together(facts, row, now)):
        return
    stated = changes(row)
    tried: list[tuple[KpiRow, Judged]] = []
    for before in levels_before(facts, slots, row, now):
        for formula, result, unit in between(now, before, row):
            if any(result.meets(change) for change in stated):
                return
            tried.append((before, (formula, result, unit)))
    if not tried or len({before.id for before, _ in tried}) > 1:
        return
    if not (row.curated or facts.plainly_said(row)) and _of_other_periods(facts, slots, row):
        return
    before, (formula, result, unit) = tried[0]
    operands = (row, now, before)
    severity = facts.weigh(operands, result, stated[0])
    if severity is not None and row.measure is Measure.CHANGE:
        severity = Severity.DOUBTFUL  # its base may be another
    if severity is not None:
        case = "growth_amount" if unit.kind in AMOUNTS else "growth"
        yield facts.finding(Relation.GROWTH, severity, case, formula, operands, result, unit)


def _together(facts: Facts, row: KpiRow, now: KpiRow) -> bool:
    """Whether one sentence says the change and the value, or two say them plainly."""
    if facts.sentence(row) == facts.sentence(now):
        return True
    return facts.plainly_said(row) and facts.plainly_said(now)


def _of_other_periods(facts: Facts, slots: Slots, row: KpiRow) -> bool:
    """Whether a table's change is that between two other periods of its line: a column of
    changes can stand beside several of values."""
    levels = [facts.level(other, row.detail) for other in facts.over_time(slots)]
    known = [level for level in levels if level is not None][:_MOST_PERIODS]
    return any(
        result.meets(change)
        for now in known
        for before in known
        if now is not before
        for _, result, _ in between(now, before, row)
        for change in changes(row)
    )


def levels_before(facts: Facts, slots: Slots, row: KpiRow, now: KpiRow) -> list[KpiRow]:
    """The levels that the change of `row` can start from."""
    sources = (row.source, SourceKind.REPORTED)
    found: list[KpiRow | None] = []
    if row.period is None:
        return []
    if row.measure is Measure.CHANGE:
        found = [facts.level(other) for other in facts.over_time(slots) if _earlier(other, slots)]
    else:
        period = _base_period(row)
        when = facts.when(row.metric, period)
        found = [facts.level(at(slots, period=when, source=source)) for source in sources]
    rows = [level for level in found if level is not None and level != now]
    return list(dict.fromkeys(rows))


def _earlier(one: Slots, other: Slots) -> bool:
    if one.period is None or other.period is None:
        return False
    if isinstance(one.period, Period) and isinstance(other.period, Period):
        return one.period.end < other.period.start
    if isinstance(one.period, Period) or isinstance(other.period, Period):
        return False
    return one.period < other.period


def _base_period(row: KpiRow) -> Period | None:
    period = row.period
    if period is None or row.measure is Measure.YOY:
        return period and period.previous_year()
    if row.metric in listed("as_of") and period.month_count == 1:
        for _ in range(3):  # a quarter ago
            period = period.previous()
        return period
    return period.previous()


def between(now: KpiRow, before: KpiRow, change: KpiRow) -> Iterator[Judged]:
    """What the change from `before` to `now` is, as the unit of the stated one asks."""
    if not comparable(now.figure.unit, before.figure.unit):
        return
    one, two, kind = allowed(now.figure), allowed(before.figure), change.figure.unit.kind
    if now.figure.unit.kind in RATES:
        if kind in (UnitKind.POINT, UnitKind.BASIS_POINT):  # "up 5%" of a rate can mean either
            yield "{1} − {2} = {result}", one - two, POINT
        return
    if kind in AMOUNTS:
        if comparable(now.figure.unit, change.figure.unit):
            yield "{1} − {2} = {result}", one - two, now.figure.unit
        return
    ratio = one.over(two) if two.low > 0 else None
    if ratio is not None and kind is UnitKind.PERCENT:
        yield "({1} ÷ {2} − 1) × 100 = {result}%", (ratio - _ONE).times(HUNDRED), PERCENT


def impossible(facts: Facts) -> Iterator[Finding]:
    """Changes and shares beyond what such a figure can be."""
    bounded, positive = listed("at_most_hundred"), listed("never_negative")
    for row in facts.rows:
        figure, percent = row.figure, row.figure.unit.kind is UnitKind.PERCENT
        if row.source not in (SourceKind.REPORTED, SourceKind.OTHER) or figure.is_range:
            continue
        value = allowed(figure)
        share = row.measure is Measure.SHARE or (
            row.measure is Measure.LEVEL and row.metric in bounded
        )
        falls = row.measure in CHANGES and row.direction == "down" and row.metric in positive
        if not percent or value.low <= HUNDRED or not (share or falls):
            continue
        case = "impossible_fall" if falls else "impossible_share"
        of_something = row.measure is not Measure.SHARE or row.segment or row.region
        if not row.curated and not (of_something and facts.plainly_said(row)):
            continue
        severity = Severity.CONFLICT if row.curated else Severity.DOUBTFUL
        yield facts.finding(
            Relation.IMPOSSIBLE, severity, case, "{0} > 100%", (row,), value, PERCENT
        )


def bounds(facts: Facts) -> Iterator[Finding]:
    """A mark said to be passed, and a cumulative figure, against the level."""
    for slots, rows in facts.groups(Measure.CUMULATIVE):
        level = facts.level(slots)
        for row in rows:
            if level is None or not comparable(row.figure.unit, level.figure.unit):
                continue
            if UnitKind.NUMBER in (row.figure.unit.kind, level.figure.unit.kind):
                continue  # a year, or a cell whose unit is elsewhere
            known = row.metric in vocabulary().names and facts.plainly_said(row)
            if not (known or row.curated):
                continue
            mark, value = allowed(row.figure), allowed(level.figure)
            severity = facts.weigh((row, level), mark, value)
            if mark.high < value.low and severity is not None:
                yield facts.finding(
                    Relation.BOUND, severity, "bound_cumulative", "{0} < {1}", (row, level),
                    value, level.figure.unit,
                )  # fmt: skip
    for slots, rows in facts.groups(Measure.BAND):
        level = facts.level(slots)
        for row in rows:
            if level is not None and facts.sentence(level) == facts.sentence(row) is not None:
                yield from _mark(facts, row, level)


def _mark(facts: Facts, row: KpiRow, level: KpiRow) -> Iterator[Finding]:
    if not comparable(row.figure.unit, level.figure.unit) or row.figure.is_range:
        return
    mark, value, qualifier = row.figure.value, allowed(level.figure), row.figure.qualifier
    if qualifier in _FLOORS and value.high < mark:
        formula = "{1} < {0}"
    elif qualifier in _CEILINGS and value.low > mark:
        formula = "{1} > {0}"
    else:
        return
    yield facts.finding(
        Relation.BOUND, Severity.DOUBTFUL, "bound_mark", formula, (row, level), value,
        level.figure.unit,
    )  # fmt: skip
