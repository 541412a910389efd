"""A sentence put to the figure check in both languages, and whether it can be true after all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.check.tolerance import Match, last_digit_unit, match
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow, Measure
from eval.claims import Fact, Material, Statement

CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence in both languages; `true` tells whether the report bears its figure out."""

    material: str
    kind: str
    true: bool
    statements: tuple[Statement, ...]


def is_whole(material: Material, fact: Fact) -> bool:
    return any(
        other.slots == fact.slots and match(fact.figure, other.figure) is not Match.DIFFERENT
        for other in material.facts
    )


def is_near(figure: Figure, truth: Figure) -> bool:
    """Whether `figure` may be `truth` rounded to fewer digits."""
    coarse = replace(figure, quantum=last_digit_unit(figure.value, figure.quantum))
    return match(coarse, truth) is not Match.DIFFERENT


def is_true(material: Material, fact: Fact, *, strict: bool = False) -> bool:
    """Whether the report may bear `fact` out after all: a row of its metric and measure has the
    figure, and does not differ from it in what the fact is of.

    `strict` lets a row that leaves its region or period open stand for any.
    """
    borne_out = any(_bears_out(row, fact, strict=strict) for row in material.table)
    return borne_out or is_whole(material, fact)


def _bears_out(row: KpiRow, fact: Fact, *, strict: bool) -> bool:
    if row.metric != fact.metric or match(fact.figure, row.figure) is Match.DIFFERENT:
        return False
    if (row.entity, row.segment) != (fact.entity, fact.segment):
        return False
    if row.source is not fact.source or row.direction != fact.direction:
        return False
    same_period = row.period == fact.period or (strict and row.period is None)
    either = {row.region, fact.region} <= {"", "global"}
    same_region = row.region == fact.region or (strict and either)
    changes = row.measure in CHANGES and fact.measure in CHANGES
    same_measure = row.measure is fact.measure or (
        changes and Measure.CHANGE in (row.measure, fact.measure)
    )
    return same_period and same_region and same_measure
