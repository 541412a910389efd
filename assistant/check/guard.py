"""The guard: whether a row of the table speaks of what a claim speaks of.

Metric, company, business, region, period, measure and who says it must be the same; what a
claim leaves unsaid may stand for what the report has, where there is nothing of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from assistant.check.row_index import RowIndex
from corpus.bind.binding import Binding
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.report import Report

CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
_PLANNED = frozenset({SourceKind.TARGET, SourceKind.FORECAST})
_WHOLE = frozenset({"", "global"})


@dataclass(frozen=True, slots=True)
class Guard:
    """Holds what claims speak of against the rows of one report."""

    report: Report
    rows: RowIndex

    def rows_for(self, binding: Binding) -> list[KpiRow]:
        """The rows that speak of the same thing, the nearest first."""
        same = [r for r in self.rows.of_metric(binding.metric) if self.speaks_of(binding, r)]
        if "period" in binding.said:  # a row of unknown time is none where there is one of that
            same = [r for r in same if r.period is not None] or same
        return sorted(in_band(binding, same), key=lambda row: self.distance(binding, row))

    def speaks_of(self, binding: Binding, row: KpiRow) -> bool:
        """Same metric, entity, segment, region, period, measure and source."""
        if row.metric != binding.metric or not _same_measure(binding, row):
            return False
        if (row.entity or self.report.subject) != (binding.entity or self.report.subject):
            return False
        if not self._same_segment(binding, row) or not self._same_region(binding, row):
            return False
        if not _same_source(binding, row):
            return False
        return _same_time(binding, row) and _same_detail(binding, row)

    def distance(self, binding: Binding, row: KpiRow) -> tuple[int, ...]:
        """How far a row is from the claim; the least is the one to show."""
        return (
            0 if row.segment == binding.segment else 1,
            0 if row.detail == binding.detail else 1,
            0 if row.measure is binding.measure else 1,
            0 if row.source is binding.source else 1,
            0 if row.period == (binding.period or self.report.period) else 1,
            0 if row.region == binding.region else 1,
        )

    def _same_segment(self, binding: Binding, row: KpiRow) -> bool:
        """The same business; or, where the report has no row for what the claim names, one of
        its products; or, where the claim names none and there is no row of the whole, any."""
        if binding.segment == row.segment:
            return True
        if binding.segment and not vocabulary().within(row.segment, binding.segment):
            return False
        if not binding.segment and "segment" in binding.said:
            return False
        return not self.rows.has_for_segment(row, binding.segment, self.report.subject)

    def _same_region(self, binding: Binding, row: KpiRow) -> bool:
        """The same region; or, where the claim names none and its price class is one that the
        report knows in one region only, that one."""
        if binding.region == row.region or {binding.region, row.region} <= _WHOLE:
            return True
        band = _band(binding.detail)
        if binding.region or "region" in binding.said or not band or _band(row.detail) != band:
            return False
        return not any(
            other.region in _WHOLE and _band(other.detail) == band
            for other in self.rows.of_metric(row.metric)
        )


def wrong_way(binding: Binding, row: KpiRow) -> bool:
    """Whether a claim has a change going one way and the row the other."""
    return (
        binding.measure in CHANGES
        and bool(binding.direction and row.direction)
        and binding.direction != row.direction
    )


def as_change(binding: Binding, row: KpiRow) -> Figure:
    """A row's figure as a claim without a sign gives it: of "-3.5%", 3.5 where it went down."""
    figure, said = row.figure, binding.figure
    fell = row.measure in CHANGES and row.direction == "down" == binding.direction
    if fell and figure.value < 0 < said.value and figure.upper is None:
        return replace(figure, value=-figure.value)
    return figure


def counts_alike(binding: Binding, row: KpiRow) -> bool:
    """Whether a bare number in the report can be of the claim's unit: 21,500 employees are not
    £21,500."""
    name = vocabulary().names.get(row.metric)
    bare = row.figure.unit.kind is UnitKind.NUMBER and row.measure is Measure.LEVEL
    return name is None or not bare or name.has_unit(binding.figure.unit)


def same_period(one: Period, other: Period) -> bool:
    """Equal, or an as-of date or month that closes the longer period."""
    if one == other:
        return True
    return (
        one.end == other.end
        and (one.contains(other) or other.contains(one))
        and (min(one.month_count, other.month_count) == 1)
    )


def in_band(binding: Binding, rows: Sequence[KpiRow]) -> Sequence[KpiRow]:
    """The rows of the claim's price band; where it names none, those of the whole, if any."""
    wanted = _band(binding.detail)
    return [row for row in rows if _band(row.detail) == wanted] or rows


def _same_time(binding: Binding, row: KpiRow) -> bool:
    if row.period is None or binding.period is None:
        return "period" not in binding.said or row.period is None
    if "period" not in binding.said and row.source is not SourceKind.REPORTED:
        return True
    return same_period(binding.period, row.period)


def _same_measure(binding: Binding, row: KpiRow) -> bool:
    if binding.measure is row.measure:
        return True
    # "up 1.7%" with no base named is kept by a change of any base, and the other way round.
    return (
        binding.measure in CHANGES
        and row.measure in CHANGES
        and Measure.CHANGE in (binding.measure, row.measure)
    )


def _same_source(binding: Binding, row: KpiRow) -> bool:
    return binding.source is row.source or {binding.source, row.source} <= _PLANNED


def _same_detail(binding: Binding, row: KpiRow) -> bool:
    if binding.detail == row.detail or not binding.detail or not row.detail:
        return True
    return bool(_band(binding.detail)) and _band(binding.detail) == _band(row.detail)


@lru_cache(maxsize=4096)
def _band(detail: str) -> frozenset[tuple[Decimal, Decimal | None]]:
    """The amounts that a detail names: a price band."""
    if not any(character.isdigit() for character in detail):
        return frozenset()
    figures = read_figures(detail, currency="CNY")
    return frozenset((f.value, f.upper) for f in figures if f.unit.kind is UnitKind.CURRENCY)
