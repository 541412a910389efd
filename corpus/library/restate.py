"""The same figure followed across the reports of a company, and where a later one restates it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from corpus.figure import UnitKind
from corpus.kpi import KpiRow, KpiTable, SourceKind
from corpus.kpi_names import vocabulary
from corpus.library.editions import same_figure
from corpus.library.records import Restatement, Summary

Key = tuple[object, ...]


def by_time(summary: Summary) -> tuple[date, object]:
    """Orders reports by what they are about, then by when they came."""
    period = summary.period
    return period.end if period else date.min, summary.added


def restatements(
    summaries: Sequence[Summary], tables: Sequence[KpiTable]
) -> tuple[Restatement, ...]:
    """Each figure that a report gives for the same thing and time as an earlier report of the
    same company, and differently by more than rounding."""
    held = dict(zip(summaries, tables, strict=True))
    first: dict[Key, KpiRow] = {}
    found: list[Restatement] = []
    for summary in sorted(summaries, key=by_time):
        for key, row in single_rows(summary, held[summary]).items():
            before = first.get(key)
            if before is not None and not same_figure(before.figure, row.figure):
                found.append(Restatement(before, row))
            first[key] = row
    return tuple(found)


def single_rows(summary: Summary, table: KpiTable) -> dict[Key, KpiRow]:
    """What a report states of its company as a result, by what it speaks of; where it gives two
    amounts for one thing, it speaks of two things, and neither is taken."""
    rows: dict[Key, list[KpiRow]] = defaultdict(list)
    for row in table:
        key = key_of(summary, row)
        if key is not None:
            rows[key].append(row)
    return {
        key: several[0]
        for key, several in rows.items()
        if all(same_figure(several[0].figure, row.figure) for row in several)
    }


def key_of(summary: Summary, row: KpiRow) -> Key | None:
    """What a reported figure speaks of, as the same in every report of the company; `None` for
    one that cannot be followed."""
    known = row.metric in vocabulary().names
    if row.period is None or not known or row.source is not SourceKind.REPORTED or row.detail:
        return None
    if row.figure.is_range or row.figure.unit.kind in (UnitKind.NUMBER, UnitKind.RANK):
        return None
    return (
        summary.facts.subject,
        row.metric,
        row.entity or summary.facts.subject,
        row.segment,
        "" if row.region == "global" else row.region,
        row.period,
        row.measure,
        row.figure.unit.kind,
    )
