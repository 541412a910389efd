"""Figures that a question states, held against the rows of what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answer.draft import Statement
from assistant.answer.find import RowFinder
from assistant.answer.state import state
from assistant.check.tolerance import Match, comparable, match
from assistant.understand.query import Query
from corpus.figure import PERCENT, Figure, Qualifier, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind

_A_FEW = 12  # "the three models": a number of things spoken of, not a figure of the report
_OTHER_ORDER = 1000
_TIMES = ("year", "quarter", "month", "week", "day")


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether what a question states holds, and the statements that show it."""

    holds: bool
    statements: tuple[Statement, ...]
    of_figure: bool = False


def stated_figures(query: Query, rows: RowFinder) -> Finding | None:
    """Whether every figure of the question is one that the report gives for this thing."""
    lasting = query.measure in (Measure.STREAK, Measure.SPAN)
    stated = tuple(f for f in query.figures if lasting or f.unit.code not in _TIMES)
    query = replace(query, figures=tuple(_as_growth(figure) for figure in stated))
    if not query.figures or not query.metrics:
        return None
    found = rows.find(query)
    holds = None
    if found:
        fact = rows.fact(found[0])
        holds = _figures_hold(query, fact.rows, found, rows)
        if holds is not None:
            main = _nearest_to_claim(query, found)
            return Finding(holds, (state(main, rows, query.language),), of_figure=True)
    stray = _of_another_scope(query, rows)
    if found and stray is not None:
        return Finding(False, (state(stray, rows, query.language),), of_figure=True)
    return None


def _as_growth(figure: Figure) -> Figure:
    """ "Doubled" as the growth it says: at least 100%, as a rounder word than a number."""
    if figure.unit.kind is not UnitKind.MULTIPLE or figure.is_range or figure.value <= 1:
        return figure
    grown = (figure.value - 1) * 100
    return replace(
        figure, value=grown, unit=PERCENT, quantum=Decimal(1), qualifier=Qualifier.AT_LEAST
    )


def _nearest_to_claim(query: Query, found: Sequence[KpiRow]) -> KpiRow:
    """The row of the kind of figure that the question states."""
    for row in found:
        if any(is_claim_of(figure, row) for figure in query.figures):
            return row
    return found[0]


def _of_another_scope(query: Query, rows: RowFinder) -> KpiRow | None:
    """The row of the same metric, elsewhere, that the question's figure really is of."""
    for figure in query.figures:
        if figure.unit.kind is UnitKind.COUNT and figure.value <= _A_FEW:
            continue
        for row in rows.table:
            if row.metric in query.metrics and match(figure, row.figure) is Match.EQUAL:
                return row
    return None


def _figures_hold(
    query: Query, fact: tuple[KpiRow, ...], found: tuple[KpiRow, ...], rows: RowFinder
) -> bool | None:
    checked = False
    compares = any(key != rows.report.subject for key in query.entities)
    for figure in query.figures:
        claimed = [row for row in (*fact, *found) if is_claim_of(figure, row)]
        claimed = [row for row in claimed if row.measure is query.measure] or claimed
        rivals = _nearest_alike(claimed)
        if not rivals:
            continue
        checked = True
        agreeing = [row for row in rivals if agrees(figure, row)]
        if query.direction and figure.unit.kind in (UnitKind.PERCENT, UnitKind.POINT):
            agreeing = [row for row in agreeing if row.direction in ("", query.direction)]
        if not agreeing and not (compares and _is_of_subject(figure, found[0].metric, rows)):
            return False
    return True if checked else None


def _is_of_subject(figure: Figure, metric: str, rows: RowFinder) -> bool:
    """Whether a comparison states the side that is the report's own company's."""
    return any(
        row.metric == metric
        and rows.is_own(row)
        and row.source is SourceKind.REPORTED
        and row.measure is Measure.LEVEL
        and match(figure, row.figure) is Match.EQUAL
        for row in rows.table
    )


def _nearest_alike(rivals: Sequence[KpiRow]) -> list[KpiRow]:
    """The rows said by the same side, of the same business and for the same time as the nearest
    of them: another business's figure vouches for nothing."""
    if not rivals:
        return []
    first = _scope(rivals[0])
    return [row for row in rivals if _scope(row) == first]


def _scope(row: KpiRow) -> tuple[object, ...]:
    return (row.source, row.period, row.segment, row.region, row.entity)


def is_claim_of(figure: Figure, row: KpiRow) -> bool:
    """Whether a figure of the question can be meant as this row's value: not "three models",
    and not an amount of another order altogether."""
    if not comparable(figure.unit, row.figure.unit):
        return False
    if figure.unit.code in _TIMES and row.measure not in (Measure.STREAK, Measure.SPAN):
        return False
    if (figure.unit.code in _TIMES) is not (row.figure.unit.code in _TIMES):
        return False
    value, true = abs(figure.value), abs(row.figure.value)
    if figure.unit.kind is UnitKind.COUNT and value <= _A_FEW and true > _A_FEW:
        return False
    return not value or not true or max(value, true) / min(value, true) < _OTHER_ORDER


def agrees(figure: Figure, row: KpiRow) -> bool:
    """Whether a figure of the question holds of a row; "above 50" holds of 323."""
    true = row.figure.value
    if figure.unit.kind is UnitKind.RANK:
        return figure.value <= true and (row.figure.upper or true) <= (figure.upper or figure.value)
    if figure.is_range or row.figure.is_range:
        return match(figure, row.figure) is not Match.DIFFERENT
    if figure.qualifier in (Qualifier.OVER, Qualifier.AT_LEAST):
        strict = figure.qualifier is Qualifier.OVER
        return true > figure.value if strict else true >= figure.value
    if figure.qualifier in (Qualifier.UNDER, Qualifier.AT_MOST):
        strict = figure.qualifier is Qualifier.UNDER
        return true < figure.value if strict else true <= figure.value
    return match(figure, row.figure) is not Match.DIFFERENT
