"""Changes against the values before and after, forecasts against one base, marks against levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.audit_facts import AMOUNTS, CHANGES, RATES, Facts, Slots, at, changes, listed, sign
from assistant.audit_finding import Finding, Relation, Severity
from assistant.audit_interval import HUNDRED, Interval, allowed
from assistant.tolerance import comparable
from corpus.figure import PERCENT, POINT, Qualifier, Unit, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period

_ONE = Interval.exact(1)
_PLANS = (SourceKind.FORECAST, SourceKind.TARGET, SourceKind.CONSENSUS)
_FLOORS = (Qualifier.OVER, Qualifier.AT_LEAST)
_CEILINGS = (Qualifier.UNDER, Qualifier.AT_MOST)
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
    if now is None or not (row.curated or facts.sentence(row) == facts.sentence(now)):
        return
    stated = changes(row)
    tried: list[tuple[KpiRow, Judged]] = []
    for before in _before(facts, slots, row, now):
        for formula, result, unit in _between(now, before, row):
            if any(result.meets(change) for change in stated):
                return
            tried.append((before, (formula, result, unit)))
    if not tried or len({before.id for before, _ in tried}) > 1:
        return
    before, (formula, result, unit) = tried[0]
    operands = (row, now, before)
    severity = facts.weigh(operands, result, stated[0])
    if severity is not None and row.measure is Measure.CHANGE:
        severity = Severity.DOUBTFUL  # its base may be another
    if severity is not None:
        case = "growth_amount" if unit.kind in AMOUNTS else "growth"
        yield facts.finding(Relation.GROWTH, severity, case, formula, operands, result, unit)


def _before(facts: Facts, slots: Slots, row: KpiRow, now: KpiRow) -> list[KpiRow]:
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


def _between(now: KpiRow, before: KpiRow, change: KpiRow) -> Iterator[Judged]:
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


def ranges(facts: Facts) -> Iterator[Finding]:
    """Forecast amounts and forecast growth against one base."""
    for slots, rows in facts.groups(Measure.YOY):
        if slots.source not in _PLANS:
            continue
        for row in rows:
            amounts = facts.stated(slots, Measure.LEVEL, row.detail)
            amounts = tuple(a for a in amounts if a.figure.unit.kind in AMOUNTS)
            percent = row.figure.unit == PERCENT and len(changes(row)) == 1
            if len(amounts) == 1 and percent and row.figure.is_range and amounts[0].figure.is_range:
                yield from _one_base(facts, row, amounts[0])


def ends(row: KpiRow) -> tuple[Interval, Interval]:
    """The two ends of a range, each with its rounding; twice the same where it is none."""
    low = replace(row.figure, upper=None)
    high = low if row.figure.upper is None else replace(low, value=row.figure.upper)
    return allowed(low), allowed(high)


def _one_base(facts: Facts, rate: KpiRow, amount: KpiRow) -> Iterator[Finding]:
    """Whether both ends grow from one base, the lower from the lower."""
    fallen = _bases(amount, rate, falling=True)
    if (rate.direction == "down" or not rate.curated) and fallen and fallen[0].meets(fallen[1]):
        return
    bases = fallen if rate.direction == "down" else _bases(amount, rate, falling=False)
    base = _stated_base(facts, rate)
    if bases is None:
        return
    low, high = bases
    if low.meets(high) if base is None else all(allowed(base.figure).meets(b) for b in bases):
        return
    both = Interval(min(low.low, high.low), low.value, max(low.high, high.high))
    severity = facts.weigh((rate, amount), low, high)
    formula = _two_ends(amount, rate, low, high)
    rows = (rate, amount) if base is None else (rate, amount, base)
    case = "range" if base is None else "range_base"
    if severity is not None:
        yield facts.finding(
            Relation.RANGE, Severity.DOUBTFUL, case, formula, rows, both, amount.figure.unit
        )


def _bases(amount: KpiRow, rate: KpiRow, *, falling: bool) -> tuple[Interval, Interval] | None:
    """The bases of the two ends; the deepest fall leads to the lowest amount."""
    rates = ends(rate)
    if falling:
        rates = -rates[1], -rates[0]
    factors = [percent.times(1 / HUNDRED) + _ONE for percent in rates]
    low, high = (
        value.over(factor) if factor.low > 0 else None
        for value, factor in zip(ends(amount), factors, strict=True)
    )
    return None if low is None or high is None else (low, high)


def _two_ends(amount: KpiRow, rate: KpiRow, low: Interval, high: Interval) -> str:
    """What each end of a range of amounts and of one of rates give, as a formula without places."""
    scale = amount.figure.scale
    terms = []
    rates = ends(rate)
    rates = (rates[1], rates[0]) if rate.direction == "down" else rates
    for value, percent, result in zip(ends(amount), rates, (low, high), strict=True):
        shown = f"{value.value / scale:,f} ÷ (1 {sign(rate)} {percent.value:f}%)"
        terms.append(f"{shown} = {result.value / scale:,.2f}")
    return "; ".join(dict.fromkeys(terms))


def _stated_base(facts: Facts, rate: KpiRow) -> KpiRow | None:
    """The reported level that a growth on the year before starts from."""
    if rate.period is None:
        return None
    when = facts.when(rate.metric, rate.period.previous_year())
    return facts.level(at(facts.slots(rate), period=when, source=SourceKind.REPORTED))


def target_prices(facts: Facts) -> Iterator[Finding]:
    """Target prices and upsides against one share price, stated or implied."""
    targets = _only(facts, "target_price")
    upsides = _only(facts, "upside")
    if targets is None or upsides is None or upsides.figure.unit != PERCENT:
        return
    price = _only(facts, "share_price")
    implied = _bases(targets, upsides, falling=upsides.direction == "down")
    if implied is None or targets.entity != upsides.entity:
        return
    low, high = implied
    unit = targets.figure.unit
    both = Interval(min(low.low, high.low), low.value, max(low.high, high.high))
    rows: tuple[KpiRow, ...] = (upsides, targets)
    case, formula = "target_price", _two_ends(targets, upsides, low, high)
    broken = not low.meets(high)
    if price is not None and price.entity == targets.entity:
        if not comparable(price.figure.unit, unit) or price.figure.is_range:
            return
        stated = allowed(price.figure)
        broken = not (low.meets(stated) and high.meets(stated))
        rows, case = (upsides, targets, price), "target_price_stated"
    if broken and (low.ratio_to(high) or HUNDRED) < Decimal("1.5"):
        yield facts.finding(
            Relation.TARGET_PRICE, Severity.DOUBTFUL, case, formula, rows, both, unit
        )


def _only(facts: Facts, metric: str) -> KpiRow | None:
    """The level of a metric where the report states one amount of it and no more."""
    found = [row for row in facts.rows if row.metric == metric and row.measure is Measure.LEVEL]
    amounts = {(row.figure.value, row.figure.upper) for row in found}
    return found[0] if len(amounts) == 1 else None
