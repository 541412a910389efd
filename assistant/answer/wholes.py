"""The whole among amounts that nothing tells apart."""

from __future__ import annotations

from assistant.understand.query import Query
from corpus.bind.table_words import metric_kinds
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.report import Report

_YEAR = 12  # months
_ADDS_UP = (UnitKind.CURRENCY, UnitKind.COUNT)


def whole_first(query: Query, found: tuple[KpiRow, ...], report: Report) -> tuple[KpiRow, ...]:
    """`found`, with the largest amount that a table gives for its time first: of several that
    name no business the others are parts, told under a heading ("Total backlog of 57 billion" in
    the part on one business) or of one kind ("stores" of one brand)."""
    best = found[0]
    adds_up = best.metric in metric_kinds().parts and best.figure.unit.kind in _ADDS_UP
    plain = best.measure is Measure.LEVEL and best.source is SourceKind.REPORTED
    if best.curated or best.segment or query.segments or not (plain and adds_up):
        return found
    rows = [row for row in found if _alike(row, best) and _is_in_table(row, report)]
    most = max(rows, key=lambda row: row.figure.value, default=best)
    if most.figure.value <= best.figure.value:
        return found
    return (most, *(row for row in found if row is not most))


def _alike(row: KpiRow, best: KpiRow) -> bool:
    """Whether two rows say what the same thing of the same whole is at the same time."""
    if row.period is None or best.period is None:
        return False
    years = row.period.is_year or best.period.is_year
    dated = row.period.end == best.period.end
    fiscal = years and row.period.end.year == best.period.end.year and _lasts_a_year(row, best)
    one, other = (
        (r.metric, r.entity, r.segment, r.region, r.measure, r.source, r.detail, r.figure.unit)
        for r in (row, best)
    )
    return one == other and (dated or fiscal)


def _lasts_a_year(*rows: KpiRow) -> bool:
    return all(row.period is not None and row.period.month_count == _YEAR for row in rows)


def _is_in_table(row: KpiRow, report: Report) -> bool:
    for place in row.places:
        passage = report.edition(place.language).passage_at(place.span.start)
        if passage is not None and passage.kind == "table":
            return True
    return False
