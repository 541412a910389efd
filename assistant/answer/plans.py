"""All targets or forecasts of a report, one a line, each told once."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import PLANNED, RowFinder
from assistant.answer.state import quote, state
from assistant.answer.workings import said
from assistant.understand.query import Query
from assistant.write.sentences import can_compose
from corpus.kpi import KpiRow, Measure, SourceKind


def list_plans(query: Query, rows: RowFinder) -> Draft | None:
    """The targets (or forecasts) asked for, in the order of the text; `None` where there is
    none."""
    distinct: dict[tuple[object, ...], KpiRow] = {}
    for row in rows.table:
        if _is_asked(query, row):
            key = (row.metric, row.entity, row.segment, row.region, row.measure)
            distinct.setdefault((*key, row.figure.value, row.figure.upper), row)
    told: dict[str, Statement] = {}
    seen: set[KpiRow] = set()
    for row in distinct.values():
        if row in seen:
            continue
        statement = _statement(row, rows, query)
        seen.update(statement.rows)
        earlier = told.get(statement.text)
        of_both = (*earlier.rows, *statement.rows) if earlier else statement.rows
        told[statement.text] = replace(statement, rows=of_both, bullet=True)
    return Draft(tuple(told.values()), "list") if told else None


def _is_asked(query: Query, row: KpiRow) -> bool:
    guided = row.source in PLANNED and said(query.question, "guidance")
    if (row.source is not query.source and not guided) or row.measure is Measure.BAND:
        return False
    if query.segments and row.segment not in query.segments:
        return False
    running = said(query.question, "full_year") and not any(c.isdigit() for c in query.question)
    return (
        not query.periods
        or running
        or any(row.period is not None and asked.contains(row.period) for asked in query.periods)
    )


def _statement(row: KpiRow, rows: RowFinder, query: Query) -> Statement:
    """A plan in a sentence of our own; in the report's where it also tells what it replaces,
    or where the table was made by the program, whose slots may tell less than the words."""
    replaced = any(
        other.source is SourceKind.PRIOR_TARGET
        and (other.metric, other.segment, other.region) == (row.metric, row.segment, row.region)
        for other in rows.table
    )
    if row.curated and can_compose(row) and not replaced:
        return state(row, rows, query.language)
    return quote(row, rows.report, query.language)
