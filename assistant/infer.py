"""What a question leaves unnamed and its other words decide: "EV growth?", "rank in China?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from assistant.find import COMPANIONS, RowFinder, in_band
from assistant.query import Query
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure

_OPEN = frozenset({"why", "how", "who", "when", "where", "which_things", "summarise", "outlook"})
_TELLING = (Measure.SPAN, Measure.STREAK, Measure.CUMULATIVE, Measure.SHARE)


def with_metric(query: Query, rows: RowFinder) -> Query:
    """`query` with the metric that its other slots lead to, where it names none.

    Nothing is inferred for a question with words that were not understood.
    """
    opened = query.intents & (_OPEN - {"where"} if query.unit is UnitKind.RANK else _OPEN)
    if "growth" in query.asks and ("compare" in query.intents or len(query.entities) > 1):
        opened -= {"summarise"}
    if query.metrics or query.content or opened or query.out_of_scope:
        return query
    wanted = _wanted(query)
    if wanted is None:
        return query
    plain = replace(query, figures=(), unit=None, scale=Decimal(0))
    own = replace(plain, entities=tuple(e for e in query.entities if e == rows.report.subject))
    found = [row for row in rows.table if wanted(row) and rows.agrees(own, row)]
    others = [e for e in query.entities if e != rows.report.subject]
    for entity in others:
        theirs = replace(plain, entities=(entity,))
        there = {r.metric for r in rows.table if wanted(r) and rows.agrees(theirs, r)}
        found = [row for row in found if row.metric in there] or [
            row for row in rows.table if row.metric in there and wanted(row)
        ]
    if not found:
        return query
    metrics = [row.metric for row in sorted(found, key=lambda row: rows.distance(plain, row))]
    metric = "revenue" if "revenue" in metrics else metrics[0]
    measure = query.measure
    if measure is None and "growth" in query.asks:
        measure = Measure.YOY
    band = next((f for f in query.figures if any(in_band(f, row) for row in found)), None)
    rest = tuple(f for f in query.figures if f is not band) if query.band is None else query.figures
    if measure is Measure.SHARE and band is not None:
        measure = None
    return replace(query, metrics=(metric,), measure=measure, band=query.band or band, figures=rest)


def _wanted(query: Query) -> Callable[[KpiRow], bool] | None:
    """What the rows must be for the metric to be inferred from them."""
    prices = [f for f in query.figures if f.unit.kind is UnitKind.CURRENCY]
    if prices and (query.measure is Measure.SHARE or query.unit is UnitKind.PERCENT):
        return lambda row: row.measure is Measure.LEVEL and any(in_band(f, row) for f in prices)
    if query.unit is UnitKind.RANK:
        return lambda row: row.measure is Measure.RANK
    if query.measure in _TELLING:
        return lambda row: row.measure is query.measure
    scoped = bool(query.segments or query.regions or query.entities or query.group_scope)
    growing = "growth" in query.asks or query.measure in (Measure.YOY, Measure.QOQ)
    if growing and (scoped or query.measure is not None):
        asked = query.measure or Measure.YOY
        return lambda row: row.measure is asked and row.measure in COMPANIONS
    if query.segments and query.unit in (UnitKind.COUNT, UnitKind.CURRENCY):
        return lambda row: row.measure is Measure.LEVEL and row.figure.unit.kind is query.unit
    return None
