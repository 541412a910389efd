"""A KPI table arranged for the check: rows by metric and by amount, looked up and not searched."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from assistant.check.memory import Memory
from assistant.check.wording import Wording
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow, KpiTable
from corpus.report import Report
from corpus.script import Language

_Slots = tuple[str, str, str, str, str, str]
_Amount = tuple[Decimal, Decimal | None]


@dataclass(frozen=True, slots=True)
class RowIndex:
    """The rows of one report. `automatic` tells that none of them is curated."""

    table: KpiTable = field(repr=False)
    by_metric: dict[str, KpiTable] = field(repr=False)
    by_amount: dict[_Amount, tuple[KpiRow, ...]] = field(repr=False)
    by_segment: frozenset[_Slots] = field(repr=False)
    automatic: bool

    @classmethod
    def of(cls, report: Report, table: KpiTable) -> RowIndex:
        """The index of `table`, made once for as long as it is in use."""
        return _ROWS.get(table, lambda: cls._make(report, table))

    @classmethod
    def _make(cls, report: Report, table: KpiTable) -> RowIndex:
        metrics: dict[str, list[KpiRow]] = {}
        amounts: dict[_Amount, list[KpiRow]] = {}
        slots: set[_Slots] = set()
        for row in table:
            metrics.setdefault(row.metric, []).append(row)
            amounts.setdefault(amount_of(row.figure), []).append(row)
            slots.add(_slots(row, report.subject))
        return cls(
            table,
            {metric: KpiTable(tuple(rows)) for metric, rows in metrics.items()},
            {amount: tuple(rows) for amount, rows in amounts.items()},
            frozenset(slots),
            not any(row.curated for row in table),
        )

    def of_metric(self, metric: str) -> KpiTable:
        """The rows of a metric, in the order of the table."""
        return self.by_metric.get(metric, KpiTable(()))

    def of_amount(self, figure: Figure) -> tuple[KpiRow, ...]:
        """The rows whose number is the figure's, whatever their unit."""
        return self.by_amount.get(amount_of(figure), ())

    def has_for_segment(self, row: KpiRow, segment: str, subject: str) -> bool:
        """Whether there is a row like `row` in metric, measure, source, region and company
        that is of `segment`."""
        like = _slots(row, subject)
        return (like[0], segment, *like[2:]) in self.by_segment


def amount_of(figure: Figure) -> _Amount:
    """A figure's number; basis points as percentage points."""
    if figure.unit.kind is UnitKind.BASIS_POINT:
        return figure.value / 100, None if figure.upper is None else figure.upper / 100
    return figure.value, figure.upper


def wording_of(report: Report, table: KpiTable, language: Language) -> Wording | None:
    """The words around the report's figures in its edition in `language`; `None` where it has
    none in that language, whichever script."""
    edition = report.edition(language)
    if edition.language[:2] != language[:2]:
        return None
    return _WORDINGS.get(edition, lambda: Wording.of(edition, table, report.period))


def _slots(row: KpiRow, subject: str) -> _Slots:
    return (
        row.metric,
        row.segment,
        row.measure.value,
        row.source.value,
        row.region,
        row.entity or subject,
    )


_ROWS: Memory[RowIndex] = Memory()
_WORDINGS: Memory[Wording] = Memory()
