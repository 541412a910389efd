"""Figures against those that define them: margins, differences, price × volume, per unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.audit.audit_facts import Facts, Slots, at, changes, listed, sign, words
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import HUNDRED, Interval, allowed
from assistant.check.tolerance import comparable
from corpus.figure import PERCENT, Unit, UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import vocabulary

_NEAR = Decimal("1.5")
_ONE = Interval.exact(1)
Tried = tuple[KpiRow, KpiRow, Interval, Unit, str]


def identities(facts: Facts) -> Iterator[Finding]:
    """A stated figure against the two that it follows from by definition."""
    by_result: dict[str, list[dict[str, str]]] = {}
    for identity in words()["identity"]:
        by_result.setdefault(identity["result"], []).append(identity)
    for slots, rows in facts.groups(Measure.LEVEL):
        stated = facts.level(slots) if slots.metric in by_result else None
        if stated is None or rows[0] is not stated:
            continue
        tried: list[Tried] = []
        for identity in by_result[slots.metric]:
            given = _by_identity(facts, slots, stated, identity)
            if given is not None:
                tried.append(given)
        value = allowed(stated.figure)
        if not tried or any(given[2].meets(value) for given in tried):
            continue
        one, other, result, unit, formula = tried[0]
        operands = (stated, one, other)
        severity = facts.weigh(operands, result, value)
        if severity is None:
            continue
        usual = any(identity.get("usual") for identity in by_result[slots.metric])
        if usual and not all(row.curated or facts.plainly_said(row) for row in operands):
            continue  # lines of a table between them may make the difference
        if usual or len(tried) > 1:
            severity = Severity.DOUBTFUL
        yield facts.finding(Relation.MARGIN, severity, "margin", formula, operands, result, unit)


def _by_identity(
    facts: Facts, slots: Slots, stated: KpiRow, identity: dict[str, str]
) -> Tried | None:
    found = []
    for name in (identity["one"], identity["other"]):
        period = facts.when(name, stated.period)
        level = facts.level(at(slots, metric=name, period=period), stated.detail)
        if level is None:
            return None
        found.append(level)
    one, other = found[0], as_cost(found[1])
    if identity["formula"] == "difference":
        alike = comparable(one.figure.unit, other.figure.unit)
        if not alike or not comparable(one.figure.unit, stated.figure.unit):
            return None
        result = allowed(one.figure) - allowed(other.figure)
        return one, other, result, one.figure.unit, "{1} − {2} = {result}"
    if not comparable(one.figure.unit, other.figure.unit) or stated.figure.unit != PERCENT:
        return None
    quotient = allowed(one.figure).over(allowed(other.figure))
    if quotient is None:
        return None
    return one, other, quotient.times(HUNDRED), PERCENT, "{1} ÷ {2} × 100 = {result}%"


def as_cost(row: KpiRow) -> KpiRow:
    """A cost that a table writes as a deduction, as the amount that it is."""
    if row.metric not in listed("costs") or row.figure.value >= 0:
        return row
    return replace(row, figure=replace(row.figure, value=-row.figure.value))


def price_times_volume(facts: Facts) -> Iterator[Finding]:
    """An average price times units sold, against the revenue of the same business."""
    for slots, _ in facts.groups(Measure.LEVEL):
        price = facts.level(slots) if slots.metric == "average_selling_price" else None
        revenue = facts.level(at(slots, metric="revenue"))
        if price is None or revenue is None or price.figure.unit.kind is not UnitKind.CURRENCY:
            continue
        if not comparable(price.figure.unit, revenue.figure.unit):
            continue
        volumes = [
            row
            for metric in words()["metrics"]["volumes"]
            for row in of_related(facts, at(slots, metric=metric))
            if row.figure.unit.kind in (UnitKind.COUNT, UnitKind.NUMBER)
        ]
        exact = [row for row in volumes if row.segment == price.segment]
        value = allowed(revenue.figure)
        results = [(row, allowed(price.figure) * allowed(row.figure)) for row in exact or volumes]
        if not results or any(result.meets(value) for _, result in results):
            continue
        row, result = results[0]
        if (result.ratio_to(value) or HUNDRED) > _NEAR:
            continue
        severity = Severity.DOUBTFUL if exact else Severity.NOTE
        case = "price_volume" if exact else "price_volume_scope"
        yield facts.finding(
            Relation.PRICE_VOLUME, severity, case, "{1} × {2} = {result}",
            (revenue, price, row), result, revenue.figure.unit,
        )  # fmt: skip


def growth_of_price_and_volume(facts: Facts) -> Iterator[Finding]:
    """Growth of revenue against that of average price and of units sold, of one business."""
    for slots, _ in facts.groups(Measure.YOY):
        if slots.metric != "revenue" or not slots.segment:
            continue
        revenue = facts.growth(slots)
        price = facts.growth(at(slots, metric="average_selling_price"))
        for metric in words()["metrics"]["volumes"]:
            volume = facts.growth(at(slots, metric=metric))
            if revenue is None or price is None or volume is None:
                continue
            factors = [changes(row)[0].times(1 / HUNDRED) + _ONE for row in (volume, price)]
            result = (factors[0] * factors[1] - _ONE).times(HUNDRED)
            stated, operands = changes(revenue)[0], (revenue, volume, price)
            if result.meets(stated):
                return
            formula = (
                f"((1 {sign(volume)} {{1}}) × (1 {sign(price)} {{2}}) − 1) × 100 = {{result}}%"
            )
            if facts.weigh(operands, factors[0] * factors[1], stated.times(1 / HUNDRED) + _ONE):
                yield facts.finding(
                    Relation.PRICE_VOLUME, Severity.DOUBTFUL, "price_volume_growth", formula,
                    operands, result, PERCENT,
                )  # fmt: skip


def of_related(facts: Facts, slots: Slots) -> Iterator[KpiRow]:
    """Levels of a metric for the business of `slots`, then for its parts and what it is part of."""
    within = vocabulary().within
    own = facts.level(slots)
    if own is not None:
        yield own
    for other in facts.businesses(slots):
        if other.segment == slots.segment:
            continue
        related = within(other.segment, slots.segment) or within(slots.segment, other.segment)
        row = facts.level(other)
        if row is not None and other.segment and slots.segment and related:
            yield row


def per_unit(facts: Facts) -> Iterator[Finding]:
    """A value per unit times the units, against the whole that it divides."""
    whole_of = wholes_per_unit()
    for slots, _ in facts.groups(Measure.LEVEL):
        each = facts.level(slots) if slots.metric in whole_of else None
        if each is None or each.figure.unit.kind is not UnitKind.CURRENCY:
            continue
        units = [
            u
            for metric in words()["metrics"]["volumes"]
            if (u := facts.level(at(slots, metric=metric)))
        ]
        wholes = [
            row
            for name in whole_of[slots.metric]
            for row in of_family(facts, at(slots, metric=name))
            if comparable(row.figure.unit, each.figure.unit)
        ]
        if units and wholes:
            yield from _whole_of(facts, each, units[0], wholes)


def wholes_per_unit() -> dict[str, list[str]]:
    """The metrics that a value per unit is a part of, by that value's name."""
    whole_of: dict[str, list[str]] = {}
    for whole_name, name in vocabulary().per_unit.items():
        if whole_name != name:
            whole_of.setdefault(name, []).append(whole_name)
    return whole_of


def of_family(facts: Facts, slots: Slots) -> Iterator[KpiRow]:
    """Levels of a metric for the business of `slots`, then for those with the same root."""
    own = facts.level(slots)
    if own is not None:
        yield own
        return
    for other in facts.businesses(slots):
        row = facts.level(other)
        if row is not None and _root(other.segment) == _root(slots.segment):
            yield row


def _root(segment: str) -> str:
    names = vocabulary().names
    while segment in names and names[segment].parent:
        segment = names[segment].parent
    return segment


def _whole_of(facts: Facts, each: KpiRow, units: KpiRow, wholes: list[KpiRow]) -> Iterator[Finding]:
    result = allowed(each.figure) * allowed(units.figure)
    whole = min(wholes, key=lambda row: result.ratio_to(allowed(row.figure)) or HUNDRED)
    operands = (each, units, whole)
    fits = result.meets(allowed(whole.figure))
    severity: Severity | None
    if whole.segment == each.segment:
        if fits:
            return
        case = "per_unit"
        severity = facts.weigh(operands, result, allowed(whole.figure))
    else:
        near = (result.ratio_to(allowed(whole.figure)) or HUNDRED) < _NEAR
        case = "per_unit_scope" if fits else "per_unit_other"
        severity = Severity.NOTE if near else None
    if severity is not None:
        yield facts.finding(
            Relation.PER_UNIT, severity, case, "{0} × {1} = {result}", operands, result,
            whole.figure.unit,
        )  # fmt: skip
