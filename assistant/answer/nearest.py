"""What a refusal offers: the same metric elsewhere, or the same business, and nothing farther."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer.metric_links import nearby
from assistant.understand.query import Query
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary

_OTHER_METRICS = 2  # facts of the business on something else than what was asked


def nearest(
    query: Query, table: Iterable[KpiRow], subject: str, limit: int = 3
) -> tuple[KpiRow, ...]:
    """Rows to offer when nothing agrees, nearest first, one for each thing spoken of."""
    family = {near for metric in query.metrics for near in (metric, *nearby(metric))}
    words = vocabulary()

    def of_business(row: KpiRow) -> bool:
        return any(bool(row.segment) and words.within(row.segment, key) for key in query.segments)

    def tier(row: KpiRow) -> int:
        if row.metric in family and (of_business(row) or not query.segments):
            return 0
        if row.metric in query.metrics and not row.segment:
            return 1
        if row.metric not in family:
            return 3
        return 2

    def rank(row: KpiRow) -> tuple[int, ...]:
        return (
            tier(row),
            0 if row.metric in query.metrics else 1,
            0 if (row.entity or subject) in (query.entities or (subject,)) else 1,
            0 if row.segment in query.segments or not row.segment else 1,
            0 if row.source is SourceKind.REPORTED else 1,
            0 if not row.detail else 1,
        )

    close = [
        row
        for row in table
        if row.measure is Measure.LEVEL
        and row.metric in words.names
        and (row.metric in family or of_business(row))
    ]
    distinct: dict[tuple[object, ...], KpiRow] = {}
    others = 0
    for row in sorted(close, key=rank):
        key = (row.metric, row.entity, row.segment, row.region, row.period)
        if key in distinct:
            continue
        if row.metric not in family:
            others += 1
            if others > _OTHER_METRICS:
                continue
        distinct[key] = row
    return tuple(list(distinct.values())[:limit])
