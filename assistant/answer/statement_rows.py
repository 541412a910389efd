"""The line items of a report's statements by metric and year.

A filing says revenue in a hundred places; the one to calculate with stands in the consolidated
statement, which is the table that holds most other line items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import corpus.kpi_names
from assistant.answer.find import RowFinder
from assistant.check.memory import Memory
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import read_rows, vocabulary
from corpus.period import Period

_YEAR = 12  # months
_MOST_TABLES = 200  # that give one line item
_FEWEST_ITEMS = 4  # line items of a table that can be a statement
_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
_Table = tuple[str, int]  # the language of its edition, the number of its paragraph
_Rank = tuple[bool, bool, bool, bool, int, Decimal]
_Ranked = tuple[_Rank, KpiRow]
_ITEMS: Memory[StatementRows] = Memory()


@dataclass(frozen=True, slots=True)
class StatementRows:
    """By metric and year, the rows that tables of the report give, those of the table with the
    most line items first; the same for periods shorter than a year."""

    by_year: dict[tuple[str, int], tuple[KpiRow, ...]] = field(repr=False)
    by_period: dict[tuple[str, str], tuple[KpiRow, ...]] = field(repr=False)
    years: tuple[int, ...] = ()

    @classmethod
    def of(cls, rows: RowFinder) -> StatementRows:
        """Those of a report, gathered once."""
        return _ITEMS.get(rows.table, lambda: _gather(rows))

    def row(self, metric: str, year: int) -> KpiRow | None:
        """The line item of a year, or at its end; `None` where no statement has it."""
        found = self.by_year.get((metric, year))
        return found[0] if found else None

    def of_period(self, period: Period) -> StatementRows:
        """The line items of a quarter or half-year and at its end, as if it were its year."""
        ends = (str(period), str(Period(period.end, period.end)))
        year = period.end.year
        kept = {
            (metric, year): found
            for (metric, told), found in self.by_period.items()
            if told in ends
        }
        return replace(self, by_year=kept)


def year_of(period: Period) -> int | None:
    """The year that a period of a year, or a day, belongs to: the one it ends in."""
    if period.start == period.end or period.month_count == _YEAR:
        return period.end.year
    return None


def _gather(rows: RowFinder) -> StatementRows:
    tables: dict[_Table, list[KpiRow]] = defaultdict(list)
    for row in rows.table:
        table = _table_of(row, rows)
        if table is not None and row.period is not None and _is_item(row, rows):
            tables[table].append(row)
    years: dict[tuple[str, int], list[_Ranked]] = defaultdict(list)
    periods: dict[tuple[str, str], list[_Ranked]] = defaultdict(list)
    for items in tables.values():
        held = {row.metric for row in items}
        if len(held) < _FEWEST_ITEMS:
            continue
        given = _given(items)
        for row in items:
            ranked = _rank(row, held, given, rows.report.currency), row
            periods[row.metric, str(row.period)].append(ranked)
            year = year_of(row.period) if row.period is not None else None
            if year is not None:
                years[row.metric, year].append(ranked)
    return StatementRows(
        {key: _best_first(found) for key, found in years.items()},
        {key: _best_first(found) for key, found in periods.items()},
        tuple(sorted({year for _, year in years})),
    )


def _given(items: Iterable[KpiRow]) -> dict[tuple[str, str], int]:
    """How many values a table gives for a metric and period."""
    values: dict[tuple[str, str], set[Decimal]] = defaultdict(set)
    for row in items:
        values[row.metric, str(row.period)].add(row.figure.value)
    return {key: len(found) for key, found in values.items()}


def _rank(row: KpiRow, held: set[str], given: dict[tuple[str, str], int], currency: str) -> _Rank:
    """How far a row is from being the line item, least first: no amount, another currency, a
    table that gives several values for it, one that is not its statement, a small table."""
    unit = row.figure.unit
    home = _homes().get(row.metric, frozenset())
    return (
        unit.kind not in (UnitKind.CURRENCY, UnitKind.PERCENT),
        bool(currency and unit.code) and unit.code != currency,
        given[row.metric, str(row.period)] > 1,
        bool(home) and not home & held,
        -len(held),
        row.figure.quantum,
    )


def statement_items() -> frozenset[str]:
    """The metrics that are line items of the statements."""
    return frozenset(_homes())


@cache
def _homes() -> dict[str, frozenset[str]]:
    """By metric, the line items that tell the statement it stands in."""
    path = Path(corpus.kpi_names.__file__).with_name("names") / "statements.csv"
    return {
        metric: frozenset(row["anchors"].split("|"))
        for row in read_rows(path)
        for metric in row["metrics"].split("|")
    }


def _table_of(row: KpiRow, rows: RowFinder) -> _Table | None:
    """The table that a row stands in: its language and paragraph."""
    place = row.places[0]
    edition = next((e for e in rows.report.editions if e.language == place.language), None)
    if edition is None or place.report_id != rows.report.id:
        return None
    number = edition.paragraph_at(place.span.start)
    start = edition.text.rfind("\n", 0, place.span.start) + 1
    end = edition.text.find("\n", place.span.end)
    line = edition.text[start : end if end >= 0 else len(edition.text)]
    return (place.language, number) if " | " in line else None


def _is_item(row: KpiRow, rows: RowFinder) -> bool:
    """Whether a row can be a line item of the whole company."""
    plain = row.measure is Measure.LEVEL and row.source is SourceKind.REPORTED
    whole = not row.segment and row.region in ("", "global") and not row.detail
    own = row.entity in ("", rows.report.subject)
    return plain and whole and own and not row.figure.is_range and bool(row.metric)


def _best_first(found: Sequence[_Ranked]) -> tuple[KpiRow, ...]:
    """The rows from the likeliest on; of those of like statements, what most tables give."""

    def order(ranked: _Ranked) -> tuple[tuple[bool, ...], int, int, Decimal]:
        rank, row = ranked
        agreeing = sum(_agree(row, other) for _, other in found)
        return rank[:4], -agreeing, rank[4], rank[5]

    ranked = sorted(found[:_MOST_TABLES], key=order)
    return tuple(row for _, row in ranked if _has_its_unit(row))


def _has_its_unit(row: KpiRow) -> bool:
    """Whether a row is the amount, or the percentage, that its metric is."""
    name = vocabulary().names.get(row.metric)
    kind = row.figure.unit.kind
    of_percent = name is not None and "percent" in name.units
    return kind in _AMOUNTS and not of_percent if kind is not UnitKind.PERCENT else of_percent


def _agree(one: KpiRow, other: KpiRow) -> bool:
    """Whether two rows give one value, as finely as the coarser does."""
    coarser = max(one.figure.quantum, other.figure.quantum)
    apart = abs(abs(one.figure.value) - abs(other.figure.value))
    return one.figure.unit == other.figure.unit and 2 * apart <= coarser
