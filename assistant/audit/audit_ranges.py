"""Forecast amounts and growth against one base, target prices and upsides against one price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.audit.audit_facts import AMOUNTS, Facts, at, changes, sign
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import HUNDRED, Interval, allowed
from assistant.check.tolerance import comparable
from corpus.figure import PERCENT
from corpus.kpi import KpiRow, Measure, SourceKind

_ONE = Interval.exact(1)
_PLANS = (SourceKind.FORECAST, SourceKind.TARGET, SourceKind.CONSENSUS)


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


def one_base(rate: KpiRow, amount: KpiRow) -> tuple[str, Interval, bool] | None:
    """The base that a range of growth and one of amounts start from, how it is worked out, and
    whether both ends have the same."""
    if amount.figure.unit.kind not in AMOUNTS or rate.figure.unit != PERCENT:
        return None
    if not amount.figure.is_range or len(changes(rate)) != 1:
        return None
    bases = _bases(amount, rate, falling=rate.direction == "down")
    if bases is None:
        return None
    low, high = bases
    both = Interval(min(low.low, high.low), low.value, max(low.high, high.high))
    return _two_ends(amount, rate, low, high), both, low.meets(high)


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
