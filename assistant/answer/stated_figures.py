"""Figures that a question states, held against the rows of what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answer.change import is_before, moved
from assistant.answer.draft import Statement
from assistant.answer.find import RowFinder
from assistant.answer.state import quote, sentence_of, state, told_once
from assistant.check.tolerance import Match, comparable, match
from assistant.understand.query import Query
from corpus.figure import PERCENT, Figure, Qualifier, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind

_A_FEW = 12  # "the three models": a number of things spoken of, not a figure of the report
_OTHER_ORDER = 1000
_SAID = (SourceKind.REPORTED, SourceKind.OTHER, SourceKind.TARGET, SourceKind.PRIOR_TARGET)
_TIMES = ("year", "quarter", "month", "week", "day")


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether what a question states holds, and the statements that show it; `row` is the one
    that a change spoken of is of."""

    holds: bool
    statements: tuple[Statement, ...]
    of_figure: bool = False
    row: KpiRow | None = None


def stated_figures(query: Query, rows: RowFinder) -> Finding | None:
    """Whether every figure of the question is one that the report gives for this thing."""
    lasting = query.measure in (Measure.STREAK, Measure.SPAN)
    stated = tuple(f for f in query.figures if lasting or f.unit.code not in _TIMES)
    years = _years_said(query)
    query = replace(query, figures=tuple(_as_growth(figure) for figure in stated))
    if not query.figures or not query.metrics:
        return None
    together = _told_together(query, rows)
    if together is not None:
        return together
    found = _as_long(years, rows.find(query))
    if found:
        fact = rows.fact(found[0])
        holds = _figures_hold(query, fact.rows, found, rows)
        if holds is not None:
            main = _nearest_to_claim(query, found)
            told = [state(main, rows, query.language)]
            moved_by = None if holds else _moved_by(query, main, rows)
            if moved_by is not None:
                return Finding(True, (moved_by,), of_figure=True, row=main)
            stray = None if holds else _of_another_scope(query, rows, but=fact.rows)
            told += [state(stray, rows, query.language)] if stray is not None else []
            return Finding(holds, told_once(told), of_figure=True, row=main)
    stray = _of_another_scope(query, rows)
    if stray is not None and (found or query.yes_no):
        return Finding(False, (state(stray, rows, query.language),), of_figure=True, row=stray)
    return None


def _years_said(query: Query) -> int:
    """The number of years that a question speaks of ("over five years"), else 0."""
    years = [f for f in query.figures if f.unit.code == "year" and f.value > 1]
    return int(years[0].value) if years else 0


def _as_long(years: int, found: tuple[KpiRow, ...]) -> tuple[KpiRow, ...]:
    """The rows of a time so long, where there are some."""
    lasting = [r for r in found if r.period is not None and r.period.month_count == 12 * years]
    return tuple(lasting) if years and lasting else found


def _told_together(query: Query, rows: RowFinder) -> Finding | None:
    """Whether one sentence on what is asked about gives all the figures of a question that have
    no other way to be said: two at least, or a mark and how long it has been passed."""
    lasting = query.measure in (Measure.STREAK, Measure.SPAN) or query.monthly
    if not (lasting or len(query.figures) > 1) or not query.yes_no:
        return None
    plain = replace(query, figures=(), measure=None, direction="", comparing="", monthly=False)
    for row in rows.find(plain):
        told = [one for one in _beside(row, rows) if one.metric == row.metric]
        shown = all(any(_is_said(f, one) for one in told) for f in query.figures)
        ways = {one.direction for one in told if one.direction}
        if shown and not (query.direction and ways and query.direction not in ways):
            line = quote(row, rows.report, query.language)
            return Finding(True, (line,), of_figure=True, row=row)
    return None


def _is_said(figure: Figure, row: KpiRow) -> bool:
    """Whether a row gives just this figure, whatever bound either of them has."""
    plain = replace(figure, qualifier=Qualifier.EXACT)
    own = replace(row.figure, qualifier=Qualifier.EXACT)
    return is_claim_of(figure, row) and match(plain, own) is not Match.DIFFERENT


def _beside(row: KpiRow, rows: RowFinder) -> list[KpiRow]:
    """The rows that the sentence of `row` states, itself among them."""
    span = sentence_of(row, rows.report)
    if span is None:
        return [row]
    language = row.places[0].language
    return [
        other
        for other in rows.table
        if any(p.language == language and span.covers(p.span) for p in other.places)
    ]


def _moved_by(query: Query, now: KpiRow, rows: RowFinder) -> Statement | None:
    """The change from the value before to `now`, where that is the figure of the question."""
    if not query.direction or now.measure is not Measure.LEVEL or now.figure.is_range:
        return None
    for before in rows.table:
        if not is_before(before, now):
            continue
        rises = now.figure.value > before.figure.value
        if rises is not (query.direction == "up") or now.figure.value == before.figure.value:
            continue
        if all(_is_change(figure, before, now) for figure in query.figures):
            return moved(before, now, rows, query.language)
    return None


def _is_change(figure: Figure, before: KpiRow, now: KpiRow) -> bool:
    """Whether a figure is the difference of two levels, in their unit or in percent."""
    one, other = now.figure, before.figure
    if figure.unit.kind is UnitKind.PERCENT and one.unit.kind is not UnitKind.PERCENT:
        base = abs(other.value)
        change = abs(one.value - other.value) / base * 100 if base else None
    elif comparable(figure.unit, one.unit) or figure.unit.kind is UnitKind.POINT:
        change = abs(one.value - other.value)
    else:
        change = None
    return change is not None and abs(change - abs(figure.value)) <= figure.quantum / 2


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


def _of_another_scope(query: Query, rows: RowFinder, but: Sequence[KpiRow] = ()) -> KpiRow | None:
    """The row of the same metric, elsewhere, that the question's figure really is of."""
    for figure in query.figures:
        if figure.unit.kind is UnitKind.COUNT and figure.value <= _A_FEW:
            continue
        for row in rows.table:
            apart = row not in but and row.measure is not Measure.BAND
            same = row.metric in query.metrics and match(figure, row.figure) is Match.EQUAL
            if same and apart and row.source in _SAID:
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
