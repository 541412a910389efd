"""The figure check: text in, a verdict on every figure out.

Pure code: it sees the text, the KPI table and the reports, never a model or a prompt.
Verdicts are those of `assistant.results.Verdict`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from assistant.around import words_around
from assistant.by_wording import ByWording
from assistant.derive import derive
from assistant.expressions import settle_expressions
from assistant.phrases import phrase
from assistant.quotes import Quotes
from assistant.results import FigureCheck, Verdict
from assistant.row_index import RowIndex, wording_of
from assistant.tolerance import Match, comparable, match
from assistant.write.numbers import describe_row
from corpus.bind.bind_figures import bind_figures
from corpus.bind.binding import Binding, Context
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.kpi_names import Matcher, vocabulary
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.report import Report
from corpus.script import Language, detect_language

_WEAK = (Measure.BAND, Measure.STREAK, Measure.SPAN, Measure.RANK, Measure.RELATIVE)
_PLANNED = (SourceKind.TARGET, SourceKind.FORECAST)
_CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)


@dataclass(frozen=True, slots=True)
class Checker:
    """Holds texts against one report's KPI table and text.

    `names` finds the names that the report has and the vocabulary has not.
    """

    report: Report = field(repr=False)
    table: KpiTable = field(repr=False)
    names: Matcher | None = field(default=None, repr=False)

    def check(self, text: str, *, language: Language | None = None) -> tuple[FigureCheck, ...]:
        """One verdict for every figure of `text`, in order; spans are offsets into `text`.

        Citation marks such as ``[1]`` are no figures. Reasons are in `language`, by default
        the text's own.
        """
        language = language or detect_language(text)
        plain = _without_marks(text)
        bound = [self._as_said(binding, plain) for binding in self._bind(plain)]
        quotes = Quotes(self.report, self.table)
        wordings = self._wordings(plain, bound)
        checks: list[FigureCheck] = []
        for binding, wording in zip(bound, wordings, strict=True):
            verbatim = quotes.row_of(plain, binding)
            if verbatim is not None:
                checks.append(FigureCheck(binding.figure, Verdict.CONFIRMED, verbatim.row))
            else:
                check = self._judge(binding, plain, language)
                checks.append(check if wording is None else wording.settle(check, language))
        checks = settle_expressions(plain, bound, checks)
        settled = list(checks)
        for index, (binding, check) in enumerate(zip(bound, checks, strict=True)):
            if not check.verdict.passes:
                settled[index] = derive(
                    binding, check, checks, bound, self.rows.of_metric(binding.metric)
                )
        return tuple(settled)

    @property
    def rows(self) -> RowIndex:
        """The table, arranged for looking up."""
        return RowIndex.of(self.report, self.table)

    def _wordings(self, text: str, bound: Sequence[Binding]) -> list[ByWording | None]:
        """How each figure's words stand to the report's, where its table was made by the
        program: what the program could not name is told by its words only."""
        wording = None
        if self.rows.automatic and bound:
            wording = wording_of(self.report, self.table, detect_language(text))
        if wording is None:
            return [None] * len(bound)
        spans = [binding.figure.span for binding in bound]
        arounds = words_around(text, spans, self.report.period)
        return [
            ByWording(binding, around, wording, text)
            for binding, around in zip(bound, arounds, strict=True)
        ]

    def _bind(self, text: str) -> list[Binding]:
        """The figures of a text, line by line: a list's items do not speak for one another."""
        report = self.report
        context = Context(report.subject, report.period, report.currency, strict=True)
        bound: list[Binding] = []
        start = 0
        for line in text.splitlines(keepends=True):
            for binding in bind_figures(line, context, names=self.names):
                figure = replace(binding.figure, span=binding.figure.span.shifted(start))
                sentence = binding.sentence.shifted(start)
                bound.append(replace(binding, figure=figure, sentence=sentence))
            start += len(line)
        return bound

    def _as_said(self, binding: Binding, text: str) -> Binding:
        """`binding` without a plan that only its date tells: "deliveries were 350,000 in 2025"
        against a report of the first quarter states a result, true or not."""
        period, report = binding.period, self.report.period
        dated = period is not None and report is not None and period.end > report.end
        if not dated or binding.source not in _PLANNED or "source" in binding.said:
            return binding
        said = vocabulary().mentions(binding.sentence.of(text))
        if any(mention.kind in ("source", "future", "speaker") for mention in said):
            return binding
        return replace(binding, source=SourceKind.REPORTED)

    def _judge(self, binding: Binding, text: str, language: Language) -> FigureCheck:
        """A figure against the rows that speak of the same thing."""
        figure = binding.figure
        if not self._is_known(binding.metric) and binding.measure not in _WEAK:
            return self._unbound(binding, text, language)
        same = [r for r in self.rows.of_metric(binding.metric) if self._speaks_of(binding, r)]
        same = _in_band(binding, same)
        best: tuple[Match, KpiRow] | None = None
        for row in sorted(same, key=lambda row: self._distance(binding, row)):
            found = match(figure, row.figure)
            if found is Match.DIFFERENT or self._wrong_way(binding, row):
                continue
            if not _counts_alike(binding, row):
                continue
            if best is None or (found is Match.EQUAL and best[0] is not Match.EQUAL):
                best = found, row
        if best is not None:
            verdict = Verdict.CONFIRMED if best[0] is Match.EQUAL else Verdict.ROUNDED
            return FigureCheck(figure, verdict, best[1])
        if binding.measure in _WEAK:
            return self._unbound(binding, text, language)
        whole = self._of_whole(binding, text, language)
        if whole is not None:
            return whole
        rivals = [row for row in same if comparable(figure.unit, row.figure.unit)]
        if rivals:
            row = min(rivals, key=lambda row: self._distance(binding, row))
            key = "conflict_direction" if self._wrong_way(binding, row) else "conflict_value"
            reason = phrase(key, language, row=describe_row(row, language))
            return FigureCheck(figure, Verdict.CONFLICT, row, reason=reason)
        return self._elsewhere(binding, language)

    def _is_known(self, metric: str) -> bool:
        """Whether the vocabulary or the report has a metric of that name."""
        return metric in vocabulary().names or bool(metric and len(self.rows.of_metric(metric)))

    def _of_whole(self, binding: Binding, text: str, language: Language) -> FigureCheck | None:
        """The figure as one of the company as a whole, where its sentence names no business
        and only the one before it does."""
        if not binding.segment or "segment" in binding.said:
            return None
        check = self._judge(replace(binding, segment=""), text, language)
        return check if check.verdict.passes else None

    def _elsewhere(self, binding: Binding, language: Language) -> FigureCheck:
        """The figure of something else of the report, or of nothing in it."""
        figure = binding.figure
        for row in self.rows.of_amount(figure):
            near = row.metric == binding.metric or (
                bool(binding.segment) and row.segment == binding.segment
            )
            if near and match(figure, row.figure) is Match.EQUAL:
                reason = phrase("conflict_other", language, row=describe_row(row, language))
                return FigureCheck(figure, Verdict.CONFLICT, row, reason=reason)
        return FigureCheck(figure, Verdict.NOT_IN_REPORT, reason=phrase("not_in_report", language))

    def _unbound(self, binding: Binding, text: str, language: Language) -> FigureCheck:
        """A figure without a metric of the vocabulary: only the words around it can tell."""
        said = _names_in(binding.sentence.of(text))
        for row in self.rows.of_amount(binding.figure):
            if match(binding.figure, row.figure) is not Match.EQUAL:
                continue
            for place in row.places:
                edition = self.report.edition(place.language)
                passage = edition.passage_at(place.span.start)
                around = passage.span.of(edition.text) if passage else ""
                there = _names_in(around)
                if said and said <= there | {row.segment, row.entity, row.metric}:
                    return FigureCheck(binding.figure, Verdict.CONFIRMED, row)
        return FigureCheck(
            binding.figure, Verdict.NOT_CHECKABLE, reason=phrase("not_checkable", language)
        )

    def _speaks_of(self, binding: Binding, row: KpiRow) -> bool:
        """The guard: same metric, entity, segment, region, period, measure and source."""
        if row.metric != binding.metric or not _same_measure(binding, row):
            return False
        if (row.entity or self.report.subject) != (binding.entity or self.report.subject):
            return False
        if not self._same_segment(binding, row):
            return False
        if binding.region != row.region and {binding.region, row.region} - {"", "global"}:
            return False
        if not _same_source(binding, row):
            return False
        return self._same_period(binding, row) and _same_detail(binding, row)

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

    def _same_period(self, binding: Binding, row: KpiRow) -> bool:
        if row.period is None or binding.period is None:
            return "period" not in binding.said or row.period is None
        if "period" not in binding.said and row.source is not SourceKind.REPORTED:
            return True
        return same_period(binding.period, row.period)

    def _wrong_way(self, binding: Binding, row: KpiRow) -> bool:
        return (
            binding.measure in _CHANGES
            and bool(binding.direction and row.direction)
            and binding.direction != row.direction
        )

    def _distance(self, binding: Binding, row: KpiRow) -> tuple[int, ...]:
        """How far a row is from the claim; the least is the one to show."""
        report = self.report.period
        return (
            0 if row.segment == binding.segment else 1,
            0 if row.detail == binding.detail else 1,
            0 if row.measure is binding.measure else 1,
            0 if row.source is binding.source else 1,
            0 if row.period == (binding.period or report) else 1,
            0 if row.region == binding.region else 1,
        )


def same_period(one: Period, other: Period) -> bool:
    """Equal, or an as-of date or month that closes the longer period."""
    if one == other:
        return True
    return (
        one.end == other.end
        and (one.contains(other) or other.contains(one))
        and (min(one.month_count, other.month_count) == 1)
    )


def _same_measure(binding: Binding, row: KpiRow) -> bool:
    if binding.measure is row.measure:
        return True
    # "up 1.7%" with no base named is kept by a change of any base, and the other way round.
    changes = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
    return (
        binding.measure in changes
        and row.measure in changes
        and Measure.CHANGE in (binding.measure, row.measure)
    )


def _same_source(binding: Binding, row: KpiRow) -> bool:
    if binding.source is row.source:
        return True
    planned = {SourceKind.TARGET, SourceKind.FORECAST}
    return {binding.source, row.source} <= planned


def _counts_alike(binding: Binding, row: KpiRow) -> bool:
    """Whether a bare number in the report can be of the claim's unit: 21,500 employees are not
    £21,500."""
    name = vocabulary().names.get(binding.metric)
    bare = row.figure.unit.kind is UnitKind.NUMBER and binding.measure is Measure.LEVEL
    return name is None or not bare or name.has_unit(binding.figure.unit)


def _same_detail(binding: Binding, row: KpiRow) -> bool:
    if binding.detail == row.detail or not binding.detail or not row.detail:
        return True
    return bool(_band(binding.detail)) and _band(binding.detail) == _band(row.detail)


def _in_band(binding: Binding, rows: list[KpiRow]) -> list[KpiRow]:
    """The rows of the claim's price band; where it names none, those of the whole, if any."""
    wanted = _band(binding.detail)
    return [row for row in rows if _band(row.detail) == wanted] or rows


@lru_cache(maxsize=4096)
def _band(detail: str) -> frozenset[tuple[Decimal, Decimal | None]]:
    """The amounts that a detail names: a price band."""
    if not any(character.isdigit() for character in detail):
        return frozenset()
    figures = read_figures(detail, currency="CNY")
    return frozenset((f.value, f.upper) for f in figures if f.unit.kind is UnitKind.CURRENCY)


@lru_cache(maxsize=512)
def _names_in(text: str) -> frozenset[str]:
    """The vocabulary names in a text."""
    kinds = ("metric", "segment", "region", "entity")
    return frozenset(m.key for m in vocabulary().mentions(text) if m.kind in kinds)


def _without_marks(text: str) -> str:
    """`text` with citation marks blanked, so that they are not read and offsets stay."""
    out = list(text)
    start = text.find("[")
    while start >= 0:
        end = text.find("]", start, start + 6)
        if end > 0 and text[start + 1 : end].isdigit():
            for at in range(start, end + 1):
                out[at] = " "
        start = text.find("[", start + 1)
    return "".join(out)


def shifted(check: FigureCheck, by: int) -> FigureCheck:
    """`check` for a text that stands `by` characters further on."""
    figure = replace(check.figure, span=check.figure.span.shifted(by))
    return replace(check, figure=figure)
