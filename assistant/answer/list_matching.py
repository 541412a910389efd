"""Every figure of one kind: all that the report gives of the metrics, the business, the unit or the
way of measuring that a question names."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.find import RowFinder
from assistant.answer.workings import said
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import vocabulary

_FEWEST, _MOST = 2, 20
_CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
_NO_FIGURES = (Measure.BAND, Measure.STREAK, Measure.SPAN, Measure.RANK)
_CLASSES = ("price_band",)
_CURRENCIES = ("in_hkd", "in_usd", "in_cny", "in_twd", "in_eur")


def matching(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The rows of every kind that a question names, in the order of the report, each once; none
    where it does not ask for all there are."""
    if not said(query.question, "every_figure"):
        return []
    metrics = tuple(key for key in query.metrics if key not in _CLASSES)
    written = {m.key for m in vocabulary().mentions(query.question) if m.kind == "metric"}
    points = query.unit is UnitKind.POINT or said(query.question, "points")
    foreign = _foreign(query, rows)
    growth = points or said(query.question, "growth_rates") or query.measure in _CHANGES
    if points or foreign:  # only what the question names itself
        metrics = tuple(key for key in metrics if key in written)
    if not (metrics or points or foreign):
        return []
    plain = replace(
        query, measure=None, direction="", comparing="", unit=None, scale=query.scale * 0,
        asks=frozenset(), intents=frozenset(), bases=(), band=None,
    )  # fmt: skip
    if not query.entities:  # those of others too, each by its name
        plain = replace(plain, entities=tuple({r.entity for r in rows.table if r.entity}))
    distinct: dict[tuple[object, ...], KpiRow] = {}
    for row in rows.table:
        if row.measure in _NO_FIGURES or not row.metric:
            continue
        if metrics and row.metric not in metrics:
            continue
        if growth is not (row.measure in _CHANGES):
            continue
        if points and row.figure.unit.kind is not UnitKind.POINT:
            continue
        if foreign and row.figure.unit.code != foreign:
            continue
        if query.banded and not row.detail:
            continue
        if rows.agrees(plain, row):
            key = (row.metric, row.entity, row.segment, row.region, row.measure, row.source)
            distinct.setdefault((*key, row.figure.value, row.figure.upper), row)
    found = _one_for_each(list(distinct.values()))
    return found if _FEWEST <= len(found) <= _MOST else []


def _one_for_each(found: list[KpiRow]) -> list[KpiRow]:
    """Rows without those that say the same amount of a wider or another scope again."""
    kept: list[KpiRow] = []
    for row in found:
        again = any(
            row.metric == one.metric
            and row.measure is one.measure
            and row.region == one.region
            and row.source is one.source
            and row.entity == one.entity
            and comparable(row.figure.unit, one.figure.unit)
            and row.figure.same_amount(one.figure)
            and ("" in (row.segment, one.segment) or row.segment == one.segment)
            for one in kept
        )
        if not again:
            kept.append(row)
    return kept


def _foreign(query: Query, rows: RowFinder) -> str:
    """The currency, other than the report's, that figures are asked for in."""
    codes = {r.figure.unit.code for r in rows.table if r.figure.unit.kind is UnitKind.CURRENCY}
    for code in sorted(codes - {rows.report.currency}):
        key = f"in_{code.lower()}"
        if key in _CURRENCIES and said(query.question, key):
            return code
    return ""
