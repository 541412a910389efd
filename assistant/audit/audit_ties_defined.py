"""Figures and those that they follow from: by definition, price × volume, value per unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from assistant.answer.metric_links import formulas
from assistant.audit.audit_facts import Facts, Slots, at, words
from assistant.audit.audit_finding import Relation
from assistant.audit.audit_formulas import as_cost, of_family, of_related, wholes_per_unit
from assistant.audit.audit_interval import allowed
from assistant.audit.audit_tie import Tie, Try, quotient, tie_of
from assistant.check.tolerance import comparable
from corpus.figure import PERCENT, UnitKind
from corpus.kpi import KpiRow, Measure

_CHECKED = ("share", "difference", "ratio")


def definitions(facts: Facts) -> Iterator[Tie]:
    """A figure and the two that it follows from by definition."""
    for slots, _ in facts.groups(Measure.LEVEL):
        rules = _rules().get(slots.metric, ())
        for stated in facts.candidates(slots) if rules else ():
            tried = [one for rule in rules for one in _by_definition(facts, slots, stated, rule)]
            yield from tie_of(facts, Relation.MARGIN, stated, tried)


@cache
def _rules() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """(formula, one, other) by what follows: the audit's own, then those that questions are
    computed by."""
    own = (*words()["identity"], *words()["followed"])
    known = [(i["result"], i["formula"], i["one"], i["other"]) for i in own]
    known += [rule for rule in formulas() if rule[1] in _CHECKED]
    found: dict[str, dict[tuple[str, str, str], None]] = {}
    for result, *rule in known:
        found.setdefault(result, {})[rule[0], rule[1], rule[2]] = None
    return {result: tuple(rules) for result, rules in found.items()}


def _by_definition(
    facts: Facts, slots: Slots, stated: KpiRow, rule: tuple[str, str, str]
) -> Iterator[Try]:
    formula, *names = rule
    when = [facts.when(name, stated.period) for name in names]
    sides = [
        facts.candidates(at(slots, metric=name, period=period), stated.detail)
        for name, period in zip(names, when, strict=True)
    ]
    for one, row in product(*sides):
        other = as_cost(row)
        if formula == "share":
            if stated.figure.unit == PERCENT:
                yield from quotient(one, other)
        elif not comparable(one.figure.unit, other.figure.unit):
            continue
        elif formula == "difference" and comparable(one.figure.unit, stated.figure.unit):
            result = allowed(one.figure) - allowed(other.figure)
            yield Try((one, other), result, "{1} − {2} = {result}", one.figure.unit)
        elif formula == "ratio" and stated.figure.unit.kind is UnitKind.MULTIPLE:
            ratio = allowed(one.figure).over(allowed(other.figure))
            if ratio is not None:
                yield Try((one, other), ratio, "{1} ÷ {2} = {result}", stated.figure.unit)


def price_and_volume(facts: Facts) -> Iterator[Tie]:
    """The revenue of a business, and price × units sold."""
    for slots, _ in facts.groups(Measure.LEVEL):
        if slots.metric != "average_selling_price":
            continue
        prices = facts.candidates(slots)
        volumes = [
            row
            for metric in words()["metrics"]["volumes"]
            for row in of_related(facts, at(slots, metric=metric, region=""))
        ]
        for revenue in facts.candidates(at(slots, metric="revenue")):
            tried = [
                Try(
                    (price, row),
                    allowed(price.figure) * allowed(row.figure),
                    "{1} × {2} = {result}",
                    revenue.figure.unit,
                    row.segment == price.segment,
                )
                for price, row in product(prices, volumes)
                if comparable(price.figure.unit, revenue.figure.unit)
                and row.figure.unit.kind in (UnitKind.COUNT, UnitKind.NUMBER)
            ]
            yield from tie_of(facts, Relation.PRICE_VOLUME, revenue, tried)


def per_unit(facts: Facts) -> Iterator[Tie]:
    """A value per unit, and the whole ÷ the units."""
    names = wholes_per_unit()
    for slots, _ in facts.groups(Measure.LEVEL):
        for each in facts.candidates(slots) if slots.metric in names else ():
            volumes = [at(slots, metric=metric) for metric in words()["metrics"]["volumes"]]
            units = [row for where in volumes for row in facts.candidates(where)]
            whole_rows = [
                row
                for name in names[slots.metric]
                for row in of_family(facts, at(slots, metric=name))
                if comparable(row.figure.unit, each.figure.unit)
            ]
            tried = [
                Try((unit, whole), result, "{2} ÷ {1} = {result}", each.figure.unit)
                for unit, whole in product(units, whole_rows)
                if (result := allowed(whole.figure).over(allowed(unit.figure))) is not None
            ]
            for tie in tie_of(facts, Relation.PER_UNIT, each, tried):
                yield replace(tie, wider=tie.rows[2].segment != each.segment)
