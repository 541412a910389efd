"""Query to evidence: the KPI rows that speak of what is asked, and the nearest ones else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.answer.metric_links import formulas, related
from assistant.answer.nearest import nearest
from assistant.answer.row_traits import (
    COMPANIONS,
    has_unit,
    in_band,
    in_currency,
    named_alike,
    open_names,
    same_scope,
)
from assistant.answer.wholes import whole_first
from assistant.check.guard import same_period
from assistant.understand.query import Query
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.report import Report
from corpus.script import fold
from index.encode import Encoder

__all__ = ["COMPANIONS", "PLANNED", "Fact", "RowFinder", "formulas", "in_band", "related"]
__all__ += ["open_names"]

PLANNED = (SourceKind.TARGET, SourceKind.FORECAST)
# How a question dates a state ("at the end of March"), which a longer period's row can give.
_AS_OF = ("end", "as of", "as at", "by ", "until", "截至", "截止", "底", "末", "止")
_YEAR = 12  # months
_SAME_PLACE_CHARS = 400  # a change stated further off may belong to another statement


@dataclass(frozen=True, slots=True)
class Fact:
    """Rows that say one thing: a level, and the changes and share stated with it."""

    rows: tuple[KpiRow, ...]

    @property
    def main(self) -> KpiRow:
        return self.rows[0]

    def of(self, *measures: Measure) -> tuple[KpiRow, ...]:
        return tuple(row for row in self.rows if row.measure in measures)


@dataclass(frozen=True, slots=True)
class RowFinder:
    """Finds rows of one report's table for a query; the encoder tells what its names mean."""

    report: Report
    table: KpiTable
    encoder: Encoder | None = field(default=None, repr=False, compare=False)

    def find(self, query: Query, *, exact: bool = False) -> tuple[KpiRow, ...]:
        """The rows that agree with everything the query says, nearest to it first.

        Without rows for the metric asked, those of a metric that answers for it, unless
        `exact`.
        """
        groups = [query.metrics] if exact else self._metric_groups(query)
        second_best: tuple[KpiRow, ...] = ()
        for group in groups:
            rows = [row for row in self.table if row.metric in group and self.agrees(query, row)]
            if query.monthly:
                rows = [row for row in rows if "month" in row.detail] or rows
            if rows:
                found = tuple(sorted(rows, key=lambda row: self.distance(query, row)))
                apt = has_unit(query, found[0]) or not query.alternatives
                named = not query.segments or any(self._is_named(query, row) for row in found)
                if exact or (apt and named):
                    return whole_first(query, found, self.report)
                second_best = second_best or found
        if second_best:
            return second_best
        wider = self._plan_of_business(query)
        return self.find(wider, exact=exact) if wider is not None else ()

    def _is_named(self, query: Query, row: KpiRow) -> bool:
        """Whether a row is of a business that is asked about; a count may be of its product."""
        if row.segment in query.segments:
            return True
        counted = row.figure.unit.kind is UnitKind.COUNT and query.unit is UnitKind.COUNT
        return counted and self._segment_agrees(query, row)

    def _plan_of_business(self, query: Query) -> Query | None:
        """Plans are made for a business: a question on a product's target is on its business's."""
        names = vocabulary().names
        parents = tuple(names[key].parent for key in query.segments if key in names)
        if query.source not in PLANNED or not any(parents):
            return None
        return replace(query, segments=tuple(parent for parent in parents if parent))

    def _metric_groups(self, query: Query) -> Iterable[tuple[str, ...]]:
        """The metrics asked for; what else the words can mean; metrics that answer for them.

        A question that says which kind of profit it means ("unadjusted") gets no other.
        """
        yield query.metrics
        for metric in query.alternatives:
            yield (metric,)
        if "plain" in query.asks:
            return
        for metric in (*query.metrics, *query.alternatives):
            for answer in related(metric):
                yield (answer,)

    def agrees(self, query: Query, row: KpiRow) -> bool:
        return (
            self._segment_agrees(query, row)
            and self._region_agrees(query, row)
            and self._entity_agrees(query, row)
            and self._period_agrees(query, row)
            and self._source_agrees(query, row)
            and self._measure_agrees(query, row)
            and (query.band is None or in_band(query.band, row))
            and (not query.pinned or row.id in query.pinned)
        )

    def _share_agrees(self, query: Query, row: KpiRow) -> bool:
        """A share of one region or business is no answer for the whole."""
        return row.region in ("", "global", *query.regions) and (
            not query.segments or row.segment in query.segments
        )

    def _segment_agrees(self, query: Query, row: KpiRow) -> bool:
        if query.segments:
            words = vocabulary()
            return any(
                row.segment == asked
                or (bool(row.segment) and words.within(row.segment, asked))
                or named_alike(row.segment, asked)
                or (not row.segment and self._is_other_named(query, row))
                for asked in query.segments
            )
        return not (query.group_scope and row.segment)

    def _is_other_named(self, query: Query, row: KpiRow) -> bool:
        """Whether a row is of another company that the question names: its figures are kept
        without a business."""
        return row.entity in query.entities and row.entity not in ("", self.report.subject)

    def _region_agrees(self, query: Query, row: KpiRow) -> bool:
        if not query.regions:
            return True
        return any(
            row.region == asked or (asked == "global" and row.region == "")
            for asked in query.regions
        )

    def _entity_agrees(self, query: Query, row: KpiRow) -> bool:
        subject = self.report.subject
        asked = set(query.entities)
        if asked - {subject, "industry"}:
            return (row.entity or subject) in asked
        if "industry" in asked:
            return row.entity == "industry" or row.measure is Measure.RELATIVE
        if not subject:
            return row.source is not SourceKind.OTHER
        return (row.entity or subject) == subject

    def _period_agrees(self, query: Query, row: KpiRow) -> bool:
        if query.unknown_period and not query.periods:
            return False
        if not query.periods:
            return True
        return any(self._covers(asked, query, row) for asked in query.periods)

    def _covers(self, asked: Period, query: Query, row: KpiRow) -> bool:
        if row.period is None:
            return False
        if self._same_fiscal_year(asked, row.period):
            return True
        if same_period(asked, row.period):
            return not _is_narrower(asked, row.period, query.question)
        if "past" in query.asks and query.source is None:
            done = row.source is SourceKind.REPORTED and asked.contains(row.period)
            return done and self._is_running(asked)  # "this year so far"
        # "by the end of 2025" and "in 2025" are one horizon for a plan.
        planned = row.source in (*PLANNED, SourceKind.PRIOR_TARGET)
        ends = asked.start.year == row.period.start.year and asked.end == row.period.end
        a_day = asked.start == asked.end or row.period.start == row.period.end
        return planned and ends and (a_day or asked.contains(row.period))

    def _same_fiscal_year(self, asked: Period, given: Period) -> bool:
        """Whether a table's plain year is the fiscal year that ends in it, which is asked for: the
        columns of a report whose years end in January name them by that."""
        now = self.report.period
        if now is None or now.is_year or now.month_count != _YEAR or not given.is_year:
            return False
        whole = asked.month_count == _YEAR or asked.start == asked.end
        fiscal = whole and asked.end.month == now.end.month
        return fiscal and asked.end.year == given.end.year

    def _is_running(self, period: Period) -> bool:
        """Whether a period was not over yet when the report's ended."""
        now = self.report.period
        return now is not None and period.contains(now) and period.end > now.end

    def _source_agrees(self, query: Query, row: KpiRow) -> bool:
        if query.source is None:
            return True
        if query.source in PLANNED:
            return row.source in PLANNED
        return row.source is query.source

    def _measure_agrees(self, query: Query, row: KpiRow) -> bool:
        asked = query.measure
        if row.figure.unit.kind is UnitKind.MULTIPLE and row.measure in COMPANIONS:
            return False  # "doubled": the percentage beside it says it exactly
        if asked in (None, Measure.RELATIVE, Measure.PER_UNIT):
            return True
        if asked in (Measure.YOY, Measure.QOQ):
            return row.measure in (asked, Measure.LEVEL, Measure.CHANGE)
        if row.measure is Measure.SHARE and not self._share_agrees(query, row):
            return False
        if asked is Measure.SHARE:
            return True
        return row.measure in (asked, Measure.LEVEL)

    def distance(self, query: Query, row: KpiRow) -> tuple[int, ...]:
        """How far a row is from what is asked where the query leaves it open; least is best."""
        report = self.report.period
        wants_plan = query.source in PLANNED
        segments = query.segments or ("",)
        metric_rank = query.metrics.index(row.metric) if row.metric in query.metrics else 9
        usual = PLANNED if wants_plan else (SourceKind.REPORTED, SourceKind.OTHER)
        odd = row.source in (SourceKind.PRIOR_TARGET, SourceKind.CONSENSUS)
        years = {int(f.value) for f in query.figures if f.unit.code == "year" and f.value > 1}
        long = row.period is not None and row.period.month_count // 12 in years
        ever = "ever" in query.asks and not query.said_period and query.measure is None
        return (
            0 if not query.measure or row.measure is query.measure else 1,
            0 if not years or long else 1,
            0 if not ever or row.measure is Measure.CUMULATIVE else 1,
            0 if has_unit(query, row) else 1,
            0 if in_currency(query, row) else 1,
            0 if row.source in usual else 2 if odd else 1,
            0 if row.segment in segments else 1,
            self._is_past(query, row),
            0 if row.measure is Measure.LEVEL else 1 if row.measure in COMPANIONS else 2,
            0 if not row.detail else 1,
            self._is_foreign(row),
            0 if query.regions or row.region in ("", "global") else 1,
            self._period_distance(query, row, report),
            metric_rank,
            0 if row.measure is not Measure.RANK or self._told_with_level(row) else 1,
        )

    def _is_foreign(self, row: KpiRow) -> int:
        """1 for an amount in another currency than the report's own."""
        unit = row.figure.unit
        own = ("", self.report.currency)
        return 1 if unit.kind is UnitKind.CURRENCY and own[1] and unit.code not in own else 0

    def _is_past(self, query: Query, row: KpiRow) -> int:
        """1 for a row of an earlier time than the report's, where no time is asked for."""
        now = self.report.period
        early = now is not None and row.period is not None and row.period.end < now.end
        return 1 if early and not query.periods else 0

    def _period_distance(self, query: Query, row: KpiRow, report: Period | None) -> int:
        if row.period is None:
            return 3
        if query.periods:
            told = row.period in query.periods
            alike = (self._same_fiscal_year(asked, row.period) for asked in query.periods)
            return 0 if told or any(alike) else 1
        if report is None or row.period == report:
            return 0
        return 0 if same_period(report, row.period) else 2

    def is_own(self, row: KpiRow) -> bool:
        """Whether a row speaks of the report's own company."""
        return row.entity in ("", self.report.subject)

    def age(self, row: KpiRow) -> int:
        """By how many days a row's period ends apart from the report's; unknown ones last."""
        period = self.report.period
        if row.period is None or period is None:
            return 10_000
        return abs((period.end - row.period.end).days)

    def fact(self, row: KpiRow) -> Fact:
        """`row` with the changes and the share that the report states with it."""

        def same(other: KpiRow) -> bool:
            return (
                other.metric == row.metric
                and other.entity == row.entity
                and other.segment == row.segment
                and other.region == row.region
                and other.period == row.period
                and other.source == row.source
                and same_scope(other.detail, row.detail)
            )

        kin = [other for other in self.table if same(other)]
        place = row.places[0].span.start if row.places else 0

        def closeness(other: KpiRow) -> int:
            return abs(other.places[0].span.start - place) if other.places else 0

        chosen = [row]
        measures = [Measure.LEVEL, *COMPANIONS, Measure.SHARE]
        for measure in measures:
            found = [
                r
                for r in kin
                if r.measure is measure
                and closeness(r) < _SAME_PLACE_CHARS
                and self._in_one_row(row, r)
                and not (r.measure in COMPANIONS and r.figure.unit.kind is UnitKind.MULTIPLE)
            ]
            if found and not any(r.measure is measure for r in chosen):
                chosen.append(min(found, key=closeness))
        chosen.sort(key=lambda r: measures.index(r.measure) if r.measure in measures else -1)
        if row.measure not in measures:
            chosen = [row]
        return Fact(tuple(chosen))

    def _in_one_row(self, one: KpiRow, other: KpiRow) -> bool:
        """Whether two figures, where the first is a table's, stand in the same row of it: the
        change beside another row's amount is not this amount's."""
        if not one.places or not other.places or one.places[0].language != other.places[0].language:
            return True
        at, to = sorted((one.places[0].span.start, other.places[0].span.start))
        edition = self.report.edition(one.places[0].language)
        passage = edition.passage_at(one.places[0].span.start)
        if passage is None or passage.kind != "table":
            return True
        return "\n" not in edition.text[at:to]

    def _told_with_level(self, row: KpiRow) -> bool:
        return any(other.measure is Measure.LEVEL for other in self.beside(row))

    def beside(self, row: KpiRow) -> list[KpiRow]:
        """The rows that the report gives close to `row`, of the same metric and scope."""
        at = row.places[0].span.start if row.places else 0
        return [
            other
            for other in self.table
            if other is not row
            and (other.metric, other.segment, other.region, other.entity)
            == (row.metric, row.segment, row.region, row.entity)
            and other.places
            and abs(other.places[0].span.start - at) < _SAME_PLACE_CHARS
        ]

    def nearest(self, query: Query, limit: int = 3) -> tuple[KpiRow, ...]:
        """Rows to offer when nothing agrees; see `assistant.answer.nearest`."""
        return nearest(query, self.table, self.report.subject, limit)


def _is_narrower(asked: Period, given: Period, question: str) -> bool:
    """Whether one month of a longer period is asked about, and not what stood at its end."""
    month = asked.month_count == 1 and asked.start < asked.end
    plain = fold(question)
    return month and given.month_count > 1 and not any(word in plain for word in _AS_OF)
