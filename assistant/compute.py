"""Computations by declared formulas, each operand cited, the result checked like any figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.calculation import calculated
from assistant.compare import as_figure, by_segment, one_each
from assistant.compute_plans import toward_plan
from assistant.compute_rates import (
    absolute_change,
    annualised,
    average_over_time,
    remainder,
    whole_less_part,
)
from assistant.derive import Result, before_points, difference, implied_base, product, ratio, total
from assistant.draft import Draft, Statement
from assistant.find import RowFinder, formulas
from assistant.phrases import phrase
from assistant.query import Query
from assistant.state import state
from assistant.tolerance import comparable
from assistant.write.numbers import figure_text, period_text, subject_text
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.period import Period
from corpus.script import Language

_COUNTED = ("deliveries", "shipments", "sales_volume", "production")


def compute(query: Query, rows: RowFinder) -> Draft | None:
    """A figure that the report does not state but that follows from those it does; `None`
    when it states it, or when no formula leads there."""
    if not query.metrics:
        return None
    for way in (
        toward_plan,
        average_over_time,
        annualised,
        _sum_of_segments,
        whole_less_part,
        remainder,
        _earlier,
        _rest_of_world,
        _share_of_whole,
        _by_formula,
        _per_unit,
        _arithmetic,
        absolute_change,
    ):
        drafted = way(query, rows)
        if drafted is not None:
            return drafted
    return None


def _sum_of_segments(query: Query, rows: RowFinder) -> Draft | None:
    """All businesses of the report added up, beside the whole where it is stated."""
    if "each_segment" not in query.asks or "plus" not in query.asks:
        return None
    parts = by_segment(query, rows)
    if len(parts) < 2 or any(row.figure.unit.kind is UnitKind.PERCENT for row in parts):
        return None
    draft = calculated(query, rows, total([row.figure for row in parts]), parts)
    whole = [row for row in rows.find(replace(query, segments=())) if not row.segment]
    if whole:
        stated = state(whole[0], rows, query.language)
        draft = replace(draft, statements=(*draft.statements, stated))
    return draft


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
    told = next((row for row in levels if rows.fact(row).of(measure)), None)
    if told is None:
        return None
    change = rows.fact(told).of(measure)[0]
    result = _value_before(told, change)
    if result is None:
        return None
    sentence = _earlier_sentence(told, asked, result, query.language)
    stated = state(told, rows, query.language)
    return Draft((replace(sentence, rows=(told, change)), stated), "compute")


def _value_before(level: KpiRow, change: KpiRow) -> Result | None:
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


def _share_of_whole(query: Query, rows: RowFinder) -> Draft | None:
    """A part of the whole in percent, where the report states none."""
    if query.measure is not Measure.SHARE or not (query.segments or query.regions):
        return None
    if any(row.measure is Measure.SHARE for row in rows.find(query)):
        return None
    part = replace(query, measure=None, group_scope=False)
    regions = tuple(key for key in query.regions if key != "global")
    part = replace(part, regions=regions)
    whole = replace(part, regions=()) if regions else replace(part, segments=(), group_scope=True)
    operands = [levels[0] for one in (part, whole) if (levels := _levels(rows.find(one)))]
    if len(operands) < 2 or operands[0] == operands[1]:
        return None
    part_row, whole_row = operands
    alike = comparable(part_row.figure.unit, whole_row.figure.unit)
    if not alike or part_row.metric != whole_row.metric:
        return None
    if part_row.figure.unit.kind is UnitKind.PERCENT:
        return None  # a margin or a share is no part of another
    result = ratio(part_row.figure, whole_row.figure, percent=True)
    return None if result is None else calculated(query, rows, result, operands)


def _rest_of_world(query: Query, rows: RowFinder) -> Draft | None:
    """Overseas as the whole less the home market, where the report states only those."""
    if query.regions != ("overseas",) or rows.find(query):
        return None
    home = _levels(rows.find(replace(query, regions=("mainland_china",))))
    whole = _levels(rows.find(replace(query, regions=("global",))))
    if not home or not whole or home[0].figure.unit.kind is UnitKind.PERCENT:
        return None
    operands = [whole[0], home[0]]
    if home[0].figure.unit.kind is not whole[0].figure.unit.kind or home[0] == whole[0]:
        return None
    return calculated(query, rows, difference(operands[0].figure, operands[1].figure), operands)


def _by_formula(query: Query, rows: RowFinder) -> Draft | None:
    """A metric that the report lacks, by the formula that defines it."""
    metric = query.metrics[0]
    if len(query.metrics) > 1 or rows.find(query, exact=True):
        return None
    for name, formula, one, other in formulas():
        if name != metric:
            continue
        operands = []
        for key in (one, other):
            found = _levels(rows.find(replace(query, metrics=(key,)), exact=True))
            operands += found[:1]
        if len(operands) < 2:
            continue
        result = _formula(formula, operands)
        if result is not None:
            named = replace(operands[0], metric=metric)
            return calculated(query, rows, result, operands, subject_text(named, query.language))
    return None


def _formula(formula: str, operands: Sequence[KpiRow]) -> Result | None:
    one, other = operands[0].figure, operands[1].figure
    if formula == "product":
        return product(one, other)
    if formula == "difference":
        return difference(one, other) if comparable(one.unit, other.unit) else None
    return ratio(one, other, percent=formula == "share")


def _arithmetic(query: Query, rows: RowFinder) -> Draft | None:
    """Sums, differences, shares and ratios over the figures that the question names."""
    divides = len(query.metrics) > 1 and (
        "per_unit" in query.asks or query.measure in (Measure.SHARE, Measure.PER_UNIT)
    )
    calculates = "compute" in query.intents or query.asks & {"plus", "minus", "times", "over"}
    if not calculates and not divides:
        return None
    query = replace(query, measure=None)
    chosen: list[KpiRow] = []
    if len(query.metrics) > 1:
        chosen = one_each(query, rows, "metrics", [(key,) for key in query.metrics])
    elif len(query.segments) > 1:
        chosen = one_each(query, rows, "segments", [(key,) for key in query.segments])
    chosen = _levels(chosen)
    if len(chosen) < 2:
        return None
    pair = chosen[:2]
    same = all(comparable(row.figure.unit, chosen[0].figure.unit) for row in chosen)
    if "times" in query.asks:
        result = product(pair[0].figure, pair[1].figure)
        return None if result is None else calculated(query, rows, result, pair)
    if same and "minus" in query.asks:
        return calculated(query, rows, difference(pair[0].figure, pair[1].figure), pair)
    if same and "plus" in query.asks:
        return calculated(query, rows, total([row.figure for row in chosen]), chosen)
    result = ratio(pair[0].figure, pair[1].figure, percent=same)
    if result is None or not (same or result.formula == "per unit"):
        return None  # units without a quotient that means something
    return calculated(query, rows, result, pair)


def _per_unit(query: Query, rows: RowFinder) -> Draft | None:
    """An amount divided by what a business made or sold, where the report does not do it."""
    if "per_unit" not in query.asks or len(query.metrics) != 1:
        return None
    plain = replace(query, measure=None)
    if any(row.measure is Measure.PER_UNIT for row in rows.find(plain)):
        return None
    amounts = [r for r in _levels(rows.find(plain)) if r.figure.unit.kind is UnitKind.CURRENCY]
    if not amounts or amounts[0].metric != query.metrics[0]:
        return None
    amount = amounts[0]
    for metric in _COUNTED:
        counts = _levels(rows.find(replace(plain, metrics=(metric,)), exact=True))
        counts = [row for row in counts if row.period == amount.period and row.segment]
        if counts and amount.segment:
            result = ratio(amount.figure, counts[0].figure)
            return None if result is None else calculated(query, rows, result, [amount, counts[0]])
    return None


def _levels(rows: Sequence[KpiRow]) -> list[KpiRow]:
    return [row for row in rows if row.measure is Measure.LEVEL and not row.figure.is_range]
