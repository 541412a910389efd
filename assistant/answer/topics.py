"""Topics: what is told together although no single metric names it ("asset quality")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answer.find import PLANNED, RowFinder
from assistant.answer.row_traits import same_scope
from assistant.understand.query import Query
from assistant.words.lists import word_file
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import fold


@dataclass(frozen=True, slots=True)
class Topic:
    """The words of a topic, folded, its metrics in the order in which they are told, and who says
    their figures where that is part of it."""

    words: tuple[str, ...]
    metrics: tuple[str, ...]
    source: SourceKind | None = None


@cache
def _topics() -> tuple[Topic, ...]:
    data = word_file("topics")
    return tuple(
        Topic(
            tuple(fold(word) for word in (*one["en"], *one["zh"])),
            tuple(one["metrics"]),
            SourceKind(one["source"]) if "source" in one else None,
        )
        for one in data.values()
    )


def topics_of(query: Query) -> tuple[Topic, ...]:
    """The topics that a question names."""
    plain = fold(query.question)
    return tuple(topic for topic in _topics() if any(word in plain for word in topic.words))


def topic_rows(topics: Sequence[Topic], query: Query, rows: RowFinder) -> list[KpiRow]:
    """The levels that the report's own company has of the topics' metrics, metric by metric: those
    of the time asked about, the whole before its parts, results before plans."""
    return [row for topic in topics for row in _of_topic(topic, query, rows)]


def _of_topic(topic: Topic, query: Query, rows: RowFinder) -> Iterator[KpiRow]:
    for metric in topic.metrics:
        found = [
            row for row in rows.table if row.metric == metric and _fits(row, topic, query, rows)
        ]
        found.sort(key=lambda row: (row.source in PLANNED, bool(row.segment), bool(row.detail)))
        seen: list[KpiRow] = []
        for row in found:
            if not any(_same_thing(row, one) for one in seen):
                seen.append(row)
                yield row


def _fits(row: KpiRow, topic: Topic, query: Query, rows: RowFinder) -> bool:
    if row.measure is not Measure.LEVEL or not rows.is_own(row):
        return False
    if topic.source is not None and row.source is not topic.source:
        return False
    if row.source in (SourceKind.CONSENSUS, SourceKind.PRIOR_TARGET):
        return False
    words = vocabulary()
    if query.segments and not any(
        row.segment and words.within(row.segment, key) for key in query.segments
    ):
        return False
    if query.periods:
        return rows.agrees(query, row)
    now = rows.report.period
    return now is None or row.period is None or row.period.end >= now.end


def _same_thing(one: KpiRow, other: KpiRow) -> bool:
    like = (one.metric, one.segment, one.region, one.period, one.source)
    same = like == (other.metric, other.segment, other.region, other.period, other.source)
    return same and same_scope(one.detail, other.detail)
