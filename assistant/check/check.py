"""The figure check: text in, a verdict on every figure out.

Pure code: it sees the text, the KPI table and the reports, never a model or a prompt.
Verdicts are those of `assistant.results.Verdict`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from assistant.check.around import words_around
from assistant.check.as_said import as_bound, as_said, as_whole
from assistant.check.beyond_value import BeyondValue
from assistant.check.by_wording import ByWording
from assistant.check.expressions import settle_expressions
from assistant.check.guard import Guard, as_change, counts_alike, same_period, wrong_way
from assistant.check.nearby import same_sentence
from assistant.check.prove import Prover
from assistant.check.quotes import Quotes
from assistant.check.row_index import RowIndex, wording_of
from assistant.check.stated_formulas import StatedFormulas
from assistant.check.tolerance import Match, comparable, match
from assistant.results import FigureCheck, Verdict
from assistant.words.phrases import phrase
from assistant.write.numbers import describe_row
from corpus.bind.bind_figures import bind_figures
from corpus.bind.binding import Binding, Context
from corpus.figure import Figure, Unit, UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure
from corpus.kpi_names import Matcher, read_rows, vocabulary
from corpus.report import Report
from corpus.script import Language, detect_language

__all__ = ["Checker", "same_period", "shifted"]

_SAME_METRIC = Path(__file__).parents[1] / "words" / "same_metric.csv"
_WEAK = (Measure.BAND, Measure.STREAK, Measure.SPAN, Measure.RANK, Measure.RELATIVE)


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
        bound = self._bind(plain)
        names = vocabulary().mentions(plain) if bound else ()
        bound = as_said(bound, plain, names, self.report)
        quotes = Quotes(self.report, self.table)
        verbatims = [quotes.row_of(plain, binding) for binding in bound]
        # What is quoted needs no words around it, and those of a long report take their time.
        all_quoted = all(verbatim is not None for verbatim in verbatims)
        wordings = self._wordings(plain, () if all_quoted else bound)
        checks: list[FigureCheck] = []
        quoted: set[int] = set()
        for at, binding in enumerate(bound):
            verbatim = verbatims[at]
            if verbatim is not None:
                quoted.add(at)
                checks.append(FigureCheck(binding.figure, Verdict.CONFIRMED, verbatim.row))
                continue
            previous = bound[at - 1] if at else None
            whole = as_whole(binding, previous, plain, names, self.report.subject)
            check = self._judge(binding, whole, plain, language)
            words = wordings[at] if wordings else None
            checks.append(check if words is None else words.settle(check, language))
        checks = [self._like_the_others(bound, checks, at, language) for at in range(len(bound))]
        checks = settle_expressions(plain, bound, checks)
        stated = StatedFormulas(
            plain, bound, checks, self.rows, names, self.report.period, language
        )
        prover = Prover(bound, checks, self.rows, language)
        settled = [
            check
            if check.verdict.passes
            else stated.settle(at) or prover.settle(at, denies=not stated.is_stated(at))
            for at, check in enumerate(checks)
        ]
        beyond = BeyondValue(plain, bound, settled, self.report, self.rows, language).settle()
        kept = (settled[at] if at in quoted else check for at, check in enumerate(beyond))
        return tuple(
            replace(check, figure=_as_written(check.figure, text), binding=binding)
            for check, binding in zip(kept, bound, strict=True)
        )

    @property
    def rows(self) -> RowIndex:
        """The table, arranged for looking up."""
        return RowIndex.of(self.report, self.table)

    def _wordings(self, text: str, bound: Sequence[Binding]) -> list[ByWording]:
        """How each figure's words stand to the report's, where its table was made by the
        program: what the program could not name is told by its words only. Else nothing."""
        wording = None
        if self.rows.automatic and bound:
            wording = wording_of(self.report, self.table, detect_language(text))
        if wording is None:
            return []
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

    def _judge(
        self, binding: Binding, whole: Binding | None, text: str, language: Language
    ) -> FigureCheck:
        """A figure against the rows that speak of the same thing, else against those of the
        company as a `whole`, if it may be of that."""
        check = self._hold(binding, text, language)
        bounded = as_bound(binding)
        if not check.verdict.passes and bounded is not None:
            check = self._hold(bounded, text, language)
        if check.verdict.passes or whole is None or binding.measure in _WEAK:
            return check
        of_whole = self._hold(whole, text, language)
        unknown = check.verdict is Verdict.NOT_IN_REPORT and "segment" in binding.said
        denied = unknown and of_whole.verdict is Verdict.CONFLICT
        return of_whole if of_whole.verdict.passes or denied else check

    def _hold(self, binding: Binding, text: str, language: Language) -> FigureCheck:
        figure = binding.figure
        if not self._is_known(binding.metric) and binding.measure not in _WEAK:
            return self._unbound(binding, text, language)
        same = self._rows_for(binding)
        best: tuple[Match, KpiRow] | None = None
        for row in same:
            found = match(figure, as_change(binding, row))
            if found is Match.DIFFERENT or wrong_way(binding, row):
                continue
            if not counts_alike(binding, row):
                continue
            if best is None or (found is Match.EQUAL and best[0] is not Match.EQUAL):
                best = found, row
        if best is not None:
            verdict = Verdict.CONFIRMED if best[0] is Match.EQUAL else Verdict.ROUNDED
            return FigureCheck(figure, verdict, best[1])
        rivals = [row for row in same if comparable(figure.unit, row.figure.unit)]
        rivals = rivals or [row for row in same if _in_wrong_unit(figure.unit, row.figure.unit)]
        if binding.measure in _WEAK:
            check = self._unbound(binding, text, language)
            if check.verdict.passes or not all(_excludes(row, binding) for row in rivals or same):
                return check
        if rivals:
            key = "conflict_direction" if wrong_way(binding, rivals[0]) else "conflict_value"
            reason = phrase(key, language, row=describe_row(rivals[0], language))
            return FigureCheck(figure, Verdict.CONFLICT, rivals[0], reason=reason)
        return self._elsewhere(binding, language)

    def _rows_for(self, binding: Binding) -> list[KpiRow]:
        """The rows that speak of the same thing, in the claim's word for the metric or, where
        there are none, in what that stands for in everyday words: sold, delivered."""
        guard = Guard(self.report, self.rows)
        for metric in (binding.metric, *_meant(binding.metric)):
            same = guard.rows_for(replace(binding, metric=metric))
            if same:
                return same
        return []

    def _like_the_others(
        self, bound: Sequence[Binding], checks: Sequence[FigureCheck], at: int, language: Language
    ) -> FigureCheck:
        """The verdict on a figure that its sentence holds against other companies' figures of
        one business: it is of that business too, where that fits."""
        binding, check = bound[at], checks[at]
        if check.verdict.passes or binding.segment or "segment" in binding.said:
            return check
        others = {
            row.segment
            for i in same_sentence(bound, at)
            if (row := checks[i].row) is not None and checks[i].verdict.passes
            if bound[i].metric == binding.metric and bound[i].entity != binding.entity
        }
        if len(others) != 1:
            return check
        alike = self._hold(replace(binding, segment=others.pop()), "", language)
        return alike if alike.verdict.passes else check

    def _is_known(self, metric: str) -> bool:
        """Whether the vocabulary or the report has a metric of that name."""
        return metric in vocabulary().names or bool(metric and len(self.rows.of_metric(metric)))

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
            if not counts_alike(binding, row) or wrong_way(binding, row):
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


def _in_wrong_unit(said: Unit, true: Unit) -> bool:
    """Whether two units are taken for one another: two currencies, or percent and points."""
    kinds = {said.kind, true.kind}
    return kinds == {UnitKind.CURRENCY} or (
        UnitKind.PERCENT in kinds and bool(kinds & {UnitKind.POINT, UnitKind.BASIS_POINT})
    )


def _excludes(row: KpiRow, binding: Binding) -> bool:
    """Whether a place or a count of periods in the report leaves no room for the claim's."""
    if binding.measure not in (Measure.RANK, Measure.STREAK):
        return False
    figures = row.figure, binding.figure
    ends = [(f.value, f.value if f.upper is None else f.upper) for f in figures]
    (low, high), (said_low, said_high) = ends
    inside = low <= said_low and said_high <= high
    return not (inside or (said_low <= low and high <= said_high))


@lru_cache(maxsize=64)
def _meant(metric: str) -> tuple[str, ...]:
    """The metrics that a metric's name can stand for in everyday words."""
    return tuple(row["meant"] for row in read_rows(_SAME_METRIC) if row["said"] == metric)


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


def _as_written(figure: Figure, text: str) -> Figure:
    """`figure` with the characters of `text`, where a citation mark stands inside it."""
    written = figure.span.of(text)
    return replace(figure, text=written) if "[" in written else figure


def shifted(check: FigureCheck, by: int) -> FigureCheck:
    """`check` for a text that stands `by` characters further on."""
    figure = replace(check.figure, span=check.figure.span.shifted(by))
    return replace(check, figure=figure)
