"""Reports to rows of the database and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from corpus.kpi import KpiRow, KpiTable
from corpus.library import schema
from corpus.library.records import FACT_NAMES, Correction, Facts, Source, Summary
from corpus.library.serialise import (
    pack_edition,
    pack_row,
    unpack_edition,
    unpack_figure,
    unpack_row,
)
from corpus.period import Period
from corpus.report import Edition, Report


def now() -> str:
    """This moment in UTC, as stored."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def facts_json(facts: Facts) -> str:
    return json.dumps({name: getattr(facts, name) for name in FACT_NAMES}, ensure_ascii=True)


def report_values(report: Report, table: KpiTable, source: Source, terms: bytes) -> dict[str, Any]:
    """The columns of a report that its file alone decides."""
    map_ = report.editions[0].source
    return {
        "title": report.title,
        "file_name": source.name,
        "origin": source.origin,
        "content_hash": source.content_hash,
        "size": source.size,
        "found": facts_json(Facts.of(report)),
        "pages": max(map_.pages),
        "page_name": map_.page_name,
        "row_count": len(table),
        "terms": terms,
        "published": "" if report.date is None else report.date.isoformat(),
        "updated": now(),
    }


def write_content(
    connection: Connection, report_id: str, editions: Sequence[Edition], table: KpiTable
) -> None:
    """Store editions and rows of a report in place of what there is."""
    for table_of in (schema.editions, schema.kpi_rows):
        connection.execute(delete(table_of).where(table_of.c.report_id == report_id))
    for number, edition in enumerate(editions):
        values = {"report_id": report_id, "number": number, "data": pack_edition(edition)}
        connection.execute(insert(schema.editions).values(values))
    rows = [
        row_values(report_id, number, row, editions[0].source.page(_start(row)) or 0)
        for number, row in enumerate(table)
    ]
    if rows:
        connection.execute(insert(schema.kpi_rows), rows)


def row_values(report_id: str, number: int, row: KpiRow, page: int) -> dict[str, Any]:
    period = row.period
    return {
        "report_id": report_id,
        "number": number,
        "metric": row.metric,
        "entity": row.entity,
        "segment": row.segment,
        "region": row.region,
        "period": "" if period is None else str(period),
        "period_start": "" if period is None else period.start.isoformat(),
        "period_end": "" if period is None else period.end.isoformat(),
        "measure": row.measure.value,
        "source": row.source.value,
        "value": str(row.figure.value),
        "unit": str(row.figure.unit),
        "page": page,
        "rest": json.dumps(pack_row(row), ensure_ascii=True),
    }


def _start(row: KpiRow) -> int:
    return row.places[0].span.start if row.places else 0


def row_of(found: Row[Any]) -> KpiRow:
    """The KPI row in a row of the database."""
    columns = dict(found._mapping)
    return unpack_row(columns, json.loads(columns["rest"]), columns["report_id"])


def read_rows(connection: Connection, report_id: str) -> KpiTable:
    """The rows of a report as they were extracted."""
    rows = schema.kpi_rows
    found = connection.execute(
        select(rows).where(rows.c.report_id == report_id).order_by(rows.c.number)
    )
    return KpiTable(tuple(row_of(each) for each in found))


def read_report(connection: Connection, report_id: str) -> Report | None:
    """A report with the facts in force, as it stands in its own file."""
    reports, editions = schema.reports, schema.editions
    found = connection.execute(select(reports).where(reports.c.id == report_id)).one_or_none()
    if found is None:
        return None
    data = connection.execute(
        select(editions.c.data).where(editions.c.report_id == report_id).order_by(editions.c.number)
    ).scalars()
    return Report(
        id=report_id,
        title=found.title,
        editions=tuple(unpack_edition(each, report_id) for each in data),
        subject=found.subject,
        issuer=found.issuer,
        ticker=found.ticker,
        period=Period.parse(found.period) if found.period else None,
        currency=found.currency,
        date=date.fromisoformat(found.published) if found.published else None,
    )


_IN_SUMMARY = [column for column in schema.reports.c if column.name != "terms"]


def read_summaries(connection: Connection, report_id: str = "") -> tuple[Summary, ...]:
    """All reports, or one, in the order in which they were added."""
    reports, fixes = schema.reports, schema.corrections
    counted = select(fixes.c.report_id, func.count()).group_by(fixes.c.report_id)
    counts = {found_id: int(count) for found_id, count in connection.execute(counted)}
    query = select(*_IN_SUMMARY).order_by(reports.c.added, reports.c.id)
    if report_id:  # with the other edition, which can tell what this one does not
        either = (reports.c.id == report_id) | (reports.c.paired_with == report_id)
        query = query.where(either)
    found = [_summary(each, counts.get(each.id, 0)) for each in connection.execute(query)]
    known = {summary.id: summary for summary in found}
    filled = [_filled(summary, known.get(summary.pair)) for summary in found]
    return tuple(summary for summary in filled if report_id in ("", summary.id))


def _filled(summary: Summary, other: Summary | None) -> Summary:
    """A summary with the facts that only its other edition tells."""
    if other is None:
        return summary
    facts = {
        name: getattr(summary.facts, name) or getattr(other.facts, name) for name in FACT_NAMES
    }
    return replace(summary, facts=Facts(**facts))


def _summary(found: Row[Any], corrections: int) -> Summary:
    return Summary(
        id=found.id,
        name=found.name,
        title=found.title,
        source=Source(found.file_name, found.origin, found.content_hash, found.size),
        facts=Facts(**{name: getattr(found, name) for name in FACT_NAMES}),
        found=Facts(**json.loads(found.found)),
        added=datetime.fromisoformat(found.added),
        updated=datetime.fromisoformat(found.updated),
        edited=frozenset(json.loads(found.edited)),
        pages=found.pages,
        page_name=found.page_name,
        rows=found.row_count,
        corrections=corrections,
        pair=found.paired_with,
    )


def read_corrections(connection: Connection, report_id: str) -> tuple[Correction, ...]:
    """The corrections of a report, in the order in which they were made."""
    fixes = schema.corrections
    found = connection.execute(
        select(fixes).where(fixes.c.report_id == report_id).order_by(fixes.c.id)
    )
    return tuple(
        Correction(
            id=each.id,
            report_id=each.report_id,
            key=each.key,
            extracted=unpack_figure(json.loads(each.extracted)),
            changed=json.loads(each.changed),
            made=datetime.fromisoformat(each.made),
            note=each.note,
        )
        for each in found
    )


def free_name(connection: Connection, wanted: str, own_id: str = "") -> str:
    """`wanted`, with a number after it where another report has that name."""
    reports = schema.reports
    taken = set(connection.execute(select(reports.c.name).where(reports.c.id != own_id)).scalars())
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} ({number})", number + 1
    return name


def free_id(connection: Connection, wanted: str) -> str:
    """`wanted`, with a number after it where another report has that id."""
    reports = schema.reports
    taken = set(connection.execute(select(reports.c.id)).scalars())
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found
