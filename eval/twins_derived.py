"""Sentences with figures that follow from two facts, true ones and ones that are off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from assistant.check.derive import difference, implied_base, ratio, total
from corpus.figure import MULTIPLE, PERCENT, POINT, Figure, Qualifier, Span, Unit
from corpus.kpi import Measure, SourceKind
from eval.claims import LANGUAGES, Fact, Material, derived_statement
from eval.twin_cases import Case, is_near


def derived_cases(material: Material, random: Random) -> Iterator[Case]:
    for kind, one, other, value in _derivations(material):
        yield _derived(material, "derived", kind, one, other, value, true=True)
        off = value.value * (Decimal(1) + Decimal(random.choice((-8, -5, 5, 8))) / 100)
        quantum = value.quantum
        off = (off / quantum).to_integral_value() * quantum
        off += quantum * 2 * (1 if off >= value.value else -1)
        if off > 0 and not is_near(replace(value, value=off), value):
            wrong = replace(value, value=off)
            yield _derived(material, "derived off", kind, one, other, wrong, true=False)


def _derived(
    material: Material, name: str, kind: str, one: Fact, other: Fact, value: Figure, *, true: bool
) -> Case:
    return Case(
        material.name,
        name,
        true,
        tuple(derived_statement(kind, one, other, value, language) for language in LANGUAGES),
    )


def _derivations(material: Material) -> Iterator[tuple[str, Fact, Fact, Figure]]:
    levels = [
        fact
        for fact in material.facts
        if fact.measure is Measure.LEVEL and not fact.figure.is_range
        and fact.figure.qualifier is Qualifier.EXACT
        and fact.source in (SourceKind.REPORTED, SourceKind.OTHER) and fact.period is not None
    ]  # fmt: skip
    shares = {
        (fact.metric, fact.segment) for fact in material.facts if fact.measure is Measure.SHARE
    }
    for one in levels:
        for other in levels:
            same = (one.metric, one.period, one.figure.unit) == (
                other.metric, other.period, other.figure.unit
            )  # fmt: skip
            if not same or one.figure.value <= other.figure.value or one.slots == other.slots:
                continue
            gap = difference(one.figure, other.figure)
            unit = POINT if one.figure.unit == PERCENT else one.figure.unit
            quantum = min(one.figure.quantum, other.figure.quantum)
            yield "difference", one, other, _figure(gap.value, unit, quantum)
            if one.figure.unit == PERCENT:
                continue
            times = ratio(one.figure, other.figure)
            if times is not None and times.value < 40:
                yield "ratio", one, other, _figure(times.value, MULTIPLE, Decimal("0.1"))
            share = ratio(other.figure, one.figure, percent=True)
            if share is not None and (other.metric, other.segment) not in shares:
                yield "share", other, one, _figure(share.value, PERCENT, Decimal("0.1"))
            if one.segment and other.segment and one.region == other.region == "":
                both = total([one.figure, other.figure])
                yield "sum", one, other, _figure(both.value, one.figure.unit, quantum)
    yield from _bases(material, levels)


def _bases(material: Material, levels: Sequence[Fact]) -> Iterator[tuple[str, Fact, Fact, Figure]]:
    """Levels a year before, from levels and their growth."""
    for change in material.facts:
        if change.measure is not Measure.YOY or change.figure.unit != PERCENT:
            continue
        if change.figure.is_range or change.direction != "up":
            continue
        for level in levels:
            if replace(change, figure=level.figure, measure=Measure.LEVEL, direction="") == level:
                base = implied_base(level.figure, change.figure)
                digits = level.figure.quantum
                yield "base", level, change, _figure(base.value, level.figure.unit, digits)


def _figure(value: Decimal, unit: Unit, quantum: Decimal) -> Figure:
    """A computed figure, rounded to `quantum`."""
    shown = (value / quantum).to_integral_value() * quantum
    return Figure(shown, unit, "", Span(0, 0), quantum)
