"""Computations by declared formulas, each operand cited, the result checked like any figure."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.arithmetic import arithmetic, by_formula
from assistant.answer.change import changed
from assistant.answer.compute_parts import by_share, rest_of_world, share_of_whole, sum_of_segments
from assistant.answer.compute_per import per_one
from assistant.answer.compute_plans import toward_plan
from assistant.answer.compute_rates import (
    absolute_change,
    annualised,
    average_over_time,
    remainder,
    whole_less_part,
)
from assistant.answer.contrast import as_figure
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import legible
from assistant.answer.phrases import phrase
from assistant.answer.state import state, told_once
from assistant.check.derive import Result, before_points, difference, implied_base
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from assistant.write.numbers import figure_text, period_text, subject_text
from corpus.figure import Unit, UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.period import Period
from corpus.script import Language


def compute(query: Query, rows: RowFinder) -> Draft | None:
    """A figure that the report does not state but that follows from those it does; `None`
    when it states it, or when no formula leads there."""
    if not query.metrics:
        return None
    for way in (
        per_one,
        toward_plan,
        average_over_time,
        annualised,
        sum_of_segments,
        whole_less_part,
        remainder,
        _earlier,
        rest_of_world,
        by_share,
        share_of_whole,
        by_formula,
        arithmetic,
        changed,
        absolute_change,
    ):
        drafted = way(query, rows)
        if drafted is not None:
            return replace(drafted, statements=told_once(drafted.statements))
    return None


def _earlier(query: Query, rows: RowFinder) -> Draft | None:
    """The value of the quarter or year before, from the present one and its change."""
    now = rows.report.period
    if now is None or len(query.periods) != 1 or rows.find(query):
        return None
    asked = query.periods[0]
    bases = {now.previous_year(): Measure.YOY, now.previous(): Measure.QOQ}
    measure = bases.get(asked)
    if measure is None:
        return None
    present = rows.find(replace(query, periods=(now,), measure=None))
    levels = [row for row in present if row.measure is Measure.LEVEL and not row.figure.is_range]
    if not levels:
        return None
    scope = (levels[0].segment, levels[0].region, levels[0].entity)
    alike = [row for row in levels if (row.segment, row.region, row.entity) == scope]
    told = next((row for row in alike if rows.fact(row).of(measure)), None)
    if told is None:
        return None
    change = rows.fact(told).of(measure)[0]
    result = _value_before(told, change)
    if result is None:
        return None
    sentence = _earlier_sentence(told, asked, result, query.language)
    of_points = change.figure.unit.kind is UnitKind.BASIS_POINT
    if of_points and not legible(sentence.text, rows, query.language):
        return None
    stated = state(told, rows, query.language)
    return Draft((replace(sentence, rows=(told, change)), stated), "compute")


def _value_before(level: KpiRow, change: KpiRow) -> Result | None:
    change = _in_points(change)
    kind = change.figure.unit.kind
    falling = change.direction == "down"
    if level.figure.unit.kind is UnitKind.PERCENT and kind is UnitKind.POINT:
        return before_points(level.figure, change.figure, falling=falling)
    if kind is UnitKind.PERCENT and level.figure.unit.kind is not UnitKind.PERCENT:
        return implied_base(level.figure, change.figure, falling=falling)
    if comparable(level.figure.unit, change.figure.unit):
        signed = replace(change.figure, value=-change.figure.value) if falling else change.figure
        return difference(level.figure, signed)
    return None


def _in_points(change: KpiRow) -> KpiRow:
    """A change in basis points as one in percentage points."""
    figure = change.figure
    if figure.unit.kind is not UnitKind.BASIS_POINT:
        return change
    points = replace(
        figure, value=figure.value / 100, quantum=figure.quantum / 100, unit=Unit(UnitKind.POINT)
    )
    return replace(change, figure=points)


def _earlier_sentence(
    level: KpiRow, asked: Period, result: Result, language: Language
) -> Statement:
    value = figure_text(as_figure(result, level.figure.quantum), language, bounds=False)
    text = phrase(
        "earlier",
        language,
        subject=subject_text(level, language),
        period=period_text(asked, language),
        value=value,
    )
    return Statement(text[:1].upper() + text[1:])
