"""Figures that a sentence says are calculated: "A was x and B was y, a difference of z".

The words tell which calculation; its operands are the figures of the sentence that stand, or the
rows of the table that it names. A result that the calculation does not give is a conflict, and
the proof shows what it gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path

from assistant.check.derive import difference, gives, growth, ratio, total
from assistant.check.guard import same_period
from assistant.check.nearby import inside, same_sentence, starts_after
from assistant.check.prove import Derivation, denied, derived, is_operand
from assistant.check.row_index import RowIndex
from assistant.check.tolerance import comparable
from assistant.results import FigureCheck
from corpus.bind.binding import Binding
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import Matcher, Mention, read_words
from corpus.period import Period
from corpus.script import Language

_FILE = Path(__file__).parents[1] / "words" / "stated_formulas.csv"
_MOST_OPERANDS = 6
_AFTER = 24  # characters after a figure in which its formula can be told
_REACH = 12  # figures before one among which its operands are
_ADJOINS = 2  # characters between a figure and the word that tells it
_RESULTS = (SourceKind.REPORTED, SourceKind.OTHER)
_PLANS = (SourceKind.TARGET, SourceKind.FORECAST)
_STATED = (Measure.LEVEL, Measure.CUMULATIVE, Measure.SHARE)
_SUBJECTS = ("segment", "region", "entity", "scope")


@cache
def _cues() -> Matcher:
    return read_words(_FILE, "side", "formula")


@dataclass(frozen=True, slots=True)
class StatedFormulas:
    """The calculations that one text states. `names` are the vocabulary's words in it."""

    text: str
    bound: Sequence[Binding]
    checks: Sequence[FigureCheck]
    rows: RowIndex
    names: Sequence[Mention]
    period: Period | None
    language: Language

    def settle(self, at: int) -> FigureCheck | None:
        """The verdict on the figure at that place; `None` where no calculation is stated for
        it or its operands are not known."""
        check, figure = self.checks[at], self.bound[at].figure
        formula = self._formula(at)
        if formula is None or self.bound[at].measure is Measure.BAND:
            return None
        found: list[Derivation] = []
        for operands in (self._operands(at), self._named(at)):
            found += list(_results(formula, operands, figure.unit.kind))
            for result, rows in found:
                if gives(result, figure):
                    return derived(check, result, rows)
            if found:
                break
        if not found:
            return None
        nearest = min(found, key=lambda derivation: abs(derivation[0].value - figure.value))
        return denied(check, *nearest, self.language)

    def is_stated(self, at: int) -> bool:
        """Whether words tell that the figure at that place is calculated."""
        return self._formula(at) is not None

    def _formula(self, at: int) -> str | None:
        """Which calculation the words around a figure tell."""
        span, sentence = self.bound[at].figure.span, self.bound[at].sentence
        start, end = starts_after(self.bound, at), min(sentence.end, span.end + _AFTER)
        if at + 1 < len(self.bound):
            end = min(end, self.bound[at + 1].figure.span.start)
        told = [
            m.key
            for m in _cues().mentions(self.text[span.end : end])
            if m.kind == "after" and m.span.start <= _ADJOINS
        ]
        before = _cues().mentions(self.text[start : span.start])
        told += [m.key for m in reversed(before) if m.kind == "before"]
        return told[0] if told else None

    def _operands(self, at: int) -> list[KpiRow]:
        """The rows of the figures before in the sentence that stand; a single one with the row
        that it is said to be held against, else with those of the sentence before, and those
        that follow."""
        own = self.bound[at].sentence
        reach = range(max(at - _REACH, 0), at)
        before = [i for i in reach if is_operand(self.bound[i], self.checks[i])]
        here = [i for i in before if self.bound[i].sentence == own]
        if len(here) == 1:
            for row in self._rows_at(here):
                against = self._against(at, row)
                if against is not None:
                    return [row, against]
        if len(here) < 2 and before:
            last = self.bound[before[-1]].sentence
            here = [i for i in before if self.bound[i].sentence in (own, last)]
        if len(here) < 2:
            here = [
                i
                for i in same_sentence(self.bound, at)
                if i != at and is_operand(self.bound[i], self.checks[i])
            ]
        return self._rows_at(here)[-_MOST_OPERANDS:]

    def _rows_at(self, places: Sequence[int]) -> list[KpiRow]:
        rows = [self.checks[i].row for i in places]
        kept = [r for r in rows if r is not None and r.measure in _STATED and not r.figure.is_range]
        return list(dict.fromkeys(kept))

    def _against(self, at: int, row: KpiRow) -> KpiRow | None:
        """The row that the words around a figure hold `row` against: its like of another
        business, region or company that they name, or its plan, or what has been reached of it."""
        sentence, start = self.bound[at].sentence, starts_after(self.bound, at)
        near = inside(self.names, start, sentence.end)
        planned = row.source in _PLANS
        if planned or any(m.key == SourceKind.TARGET.value for m in near):
            wanted = (SourceKind.REPORTED,) if planned else _PLANS
            found = [other for other in self._like(row) if other.source in wanted]
            found = [r for r in found if r.segment == row.segment] or found
            return found[0] if found and row.measure is Measure.LEVEL else None
        named = {m.key if m.kind != "scope" else "" for m in near if m.kind in _SUBJECTS}
        found = [
            other
            for other in self._like(row)
            if other.source in _RESULTS and other.period == row.period
            and _subject(other) != _subject(row) and _subject(other) in named
        ]  # fmt: skip
        return found[0] if len(found) == 1 else None

    def _like(self, row: KpiRow) -> list[KpiRow]:
        """The other levels of a row's metric and company, those of its own business or of one
        that holds it or is held by it first, results of the report's own period only."""
        return [
            other
            for other in self.rows.of_metric(row.metric)
            if other is not row and other.measure is Measure.LEVEL and not other.detail
            and not other.figure.is_range and other.entity == row.entity
            and comparable(other.figure.unit, row.figure.unit)
            and (other.source in _PLANS or self._is_now(other))
        ]  # fmt: skip

    def _is_now(self, row: KpiRow) -> bool:
        return row.period is None or self.period is None or same_period(row.period, self.period)

    def _named(self, at: int) -> list[KpiRow]:
        """The rows of the figure's metric for the two businesses, regions or companies that its
        sentence names; nothing where it names another number of them."""
        binding = self.bound[at]
        if len(same_sentence(self.bound, at)) > 1:
            return []
        told = inside(self.names, binding.sentence.start, binding.sentence.end)
        named = {m.key if m.kind != "scope" else "" for m in told if m.kind in _SUBJECTS}
        period = binding.period or self.period
        rows = [
            row
            for row in self.rows.of_metric(binding.metric)
            if row.measure is Measure.LEVEL and row.source in _RESULTS
            and not row.detail and not row.figure.is_range
            and row.period is not None and period is not None
            and same_period(row.period, period)
        ]  # fmt: skip
        found = [row for row in rows if _subject(row) in named]
        return found if len(found) == 2 else []


def _subject(row: KpiRow) -> str:
    """What tells a row from its like: its business, else its region, else the whole."""
    return row.segment or row.region


def _results(formula: str, rows: Sequence[KpiRow], kind: UnitKind) -> Iterator[Derivation]:
    if formula == "sum":
        last = [row for row in rows if rows and comparable(row.figure.unit, rows[-1].figure.unit)]
        for start in range(len(last) - 1):
            yield total([row.figure for row in last[start:]]), tuple(last[start:])
        return
    for one, other in permutations(reversed(rows), 2):
        if not comparable(one.figure.unit, other.figure.unit):
            continue
        pair = (one, other)
        if kind is UnitKind.MULTIPLE:
            result = ratio(one.figure, other.figure)
        elif kind is UnitKind.PERCENT and formula == "part":
            result = ratio(one.figure, other.figure, percent=True)
        elif kind is UnitKind.PERCENT and one.figure.unit.kind is not UnitKind.PERCENT:
            result = growth(one.figure, other.figure)
        else:
            result = difference(one.figure, other.figure)
        # The larger over the smaller comes first: it is the one to show.
        if result is not None and (kind is UnitKind.PERCENT or result.value >= 0):
            yield result, pair
