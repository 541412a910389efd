"""Summaries: the facts that matter of the report, or of one business, in its own order."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.compare import by_segment
from assistant.draft import Draft, Statement
from assistant.find import Fact, RowFinder
from assistant.query import Query
from assistant.state import state
from assistant.write.sentences import can_compose
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary

_MOST = 8
_HEADLINES = 3
_PLANNED = (SourceKind.FORECAST, SourceKind.TARGET)


def summarise(query: Query, rows: RowFinder) -> Draft | None:
    """The main facts, one a line; `None` where the table has none to tell.

    "In three sentences" limits the lines.
    """
    most = _asked_count(query) or _MOST
    found = _of_business(query, rows) if query.segments else _of_report(query, rows)
    statements: list[Statement] = []
    told: set[KpiRow] = set()
    for row in found:
        if row not in told and len(statements) < most:
            statement = state(row, rows, query.language)
            told.update(statement.rows)
            statements.append(Statement(statement.text, statement.rows, bullet=True))
    return Draft(tuple(statements), "summary") if statements else None


def outlook(query: Query, rows: RowFinder) -> Draft | None:
    """What is forecast, then what the management aims at; `None` where nothing is."""
    planned = [row for row in _levels(rows.table.rows) if row.source in _PLANNED]
    if query.segments:
        planned = [row for row in planned if _is_of(row, query.segments)]
    planned.sort(key=lambda row: (_PLANNED.index(row.source), bool(row.segment)))
    lines: list[Statement] = []
    for fact in _facts(planned, rows):
        line = state(fact.main, rows, query.language)
        lines.append(Statement(line.text, line.rows, bullet=True))
    return Draft(tuple(dict.fromkeys(lines))[:_MOST], "outlook") if lines else None


def _of_report(query: Query, rows: RowFinder) -> list[KpiRow]:
    """Headlines of the group, the first fact of each business, and the forecasts."""
    levels = _levels(rows.table.rows)
    subject = rows.report.subject
    group = [
        row
        for row in levels
        if not row.segment and row.source is SourceKind.REPORTED and row.entity in ("", subject)
    ]
    headlines = [fact.main for fact in _facts(group, rows)][:_HEADLINES]
    revenue = Query(query.question, query.language, metrics=("revenue",))
    businesses = by_segment(revenue, rows)
    forecasts = [row for row in levels if row.source is SourceKind.FORECAST and not row.segment]
    if _asked_count(query):
        return [*headlines[:2], *forecasts, *headlines[2:], *businesses]
    return [*headlines, *businesses, *[fact.main for fact in _facts(forecasts, rows)]]


def _of_business(query: Query, rows: RowFinder) -> list[KpiRow]:
    levels = [row for row in _levels(rows.table.rows) if _is_of(row, query.segments)]
    own = [row for row in levels if row.entity in ("", rows.report.subject)]
    reported = [row for row in own if row.source is SourceKind.REPORTED]
    planned = [row for row in own if row.source in _PLANNED]
    reported.sort(key=lambda row: row.segment not in query.segments)
    main = [fact.main for fact in _facts(reported, rows)]
    return [*main[: _MOST - 1], *[fact.main for fact in _facts(planned, rows)][:2]]


def _levels(rows: Sequence[KpiRow]) -> list[KpiRow]:
    return [row for row in rows if row.measure is Measure.LEVEL and can_compose(row)]


def _is_of(row: KpiRow, segments: Sequence[str]) -> bool:
    words = vocabulary()
    return any(bool(row.segment) and words.within(row.segment, key) for key in segments)


def _facts(found: Sequence[KpiRow], rows: RowFinder) -> list[Fact]:
    """One fact for each thing spoken of, in order."""
    distinct: dict[tuple[object, ...], KpiRow] = {}
    for row in found:
        key = (row.metric, row.entity, row.segment, row.region, row.period, row.source)
        distinct.setdefault(key, row)
    return [rows.fact(row) for row in distinct.values()]


def _asked_count(query: Query) -> int:
    """How many sentences or points the question asks for, 0 where it does not say."""
    counts = [int(figure.value) for figure in query.figures if 1 <= figure.value <= _MOST]
    return counts[0] if counts else 0
