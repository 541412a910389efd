"""Finds the formula and the rows from which a figure follows.

The rows are those of the figures that stand beside it in its text, or those of the table that a
declared formula of its metric needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations
from pathlib import Path

import corpus.kpi_names
from assistant.check.derive import (
    Result,
    before_points,
    difference,
    gives,
    growth,
    implied_base,
    product,
    proof_of,
    ratio,
    total,
)
from assistant.check.nearby import same_sentence
from assistant.check.row_index import RowIndex
from assistant.results import FigureCheck, Verdict
from assistant.words.phrases import phrase
from corpus.bind.binding import Binding
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import read_rows
from corpus.period import Period
from corpus.script import Language

_ALL = 100  # percent
_MOST_OPERANDS = 8
_REACH = 12  # figures before and after one among which its operands are looked for
_RATES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
_NO_OPERANDS = (Measure.BAND, Measure.STREAK, Measure.SPAN, Measure.RANK)
_RESULTS = (SourceKind.REPORTED, SourceKind.OTHER)
_POINTS = (UnitKind.POINT, UnitKind.BASIS_POINT)
# What a change is derived by; a ratio that happens to be as large says nothing of it.
_CHANGE_FORMULAS = ("growth", "difference", "implied base")
_EARLIER: dict[Measure, Callable[[Period], Period]] = {
    Measure.YOY: Period.previous_year,
    Measure.QOQ: Period.previous,
}

Derivation = tuple[Result, tuple[KpiRow, ...]]


@dataclass(frozen=True, slots=True)
class Prover:
    """Derives the figures of one text. `bound` are its figures, `checks` the verdicts so far."""

    bound: Sequence[Binding]
    checks: Sequence[FigureCheck]
    rows: RowIndex
    language: Language

    def settle(self, at: int, *, denies: bool = True) -> FigureCheck:
        """The verdict on the figure at that place: *derived* where it follows from others; a
        conflict where what it is said to be follows from rows with another value, if `denies`."""
        binding, check = self.bound[at], self.checks[at]
        for result, rows in self._beside(at):
            if gives(result, binding.figure) and _can_be(binding, result):
                return derived(check, result, rows)
        # What the report states outright is not set aside by what other rows of it give.
        stated = check.verdict is Verdict.CONFLICT and binding.measure is not Measure.SHARE
        declared = [] if stated else [*self._base(at), *_from_table(binding, self.rows)]
        for result, rows in declared:
            if gives(result, binding.figure) and _can_be(binding, result):
                return derived(check, result, rows)
        if denies and declared and binding.figure.unit.kind is declared[0][0].kind:
            return denied(check, *declared[0], self.language)
        return check

    def _base(self, at: int) -> Iterator[Derivation]:
        """The level before the change that the figure's own sentence states with the level."""
        binding = self.bound[at]
        if binding.measure is not Measure.LEVEL or binding.period is None:
            return
        beside = [
            (self.bound[i], row)
            for i in same_sentence(self.bound, at)
            if (row := self.checks[i].row) is not None
            if is_operand(self.bound[i], self.checks[i]) and _is_like(binding, self.bound[i])
        ]
        for change, rate in beside:
            earlier = _EARLIER.get(change.measure)
            for level, row in beside:
                now = level.measure is Measure.LEVEL and level.period == change.period
                if earlier is None or not now or level.period is None:
                    continue
                if earlier(level.period) == binding.period:
                    yield from _before(row, rate)

    def _beside(self, at: int) -> Iterator[Derivation]:
        """What the figures near in the text that stand give together."""
        near = range(max(at - _REACH, 0), min(at + _REACH + 1, len(self.bound)))
        nearest = sorted(
            (i for i in near if is_operand(self.bound[i], self.checks[i])),
            key=lambda index: abs(index - at),
        )[:_MOST_OPERANDS]
        found = [self.checks[index].row for index in sorted(nearest)]
        yield from _from_text(list(dict.fromkeys(row for row in found if row is not None)))


def is_operand(binding: Binding, check: FigureCheck) -> bool:
    """Whether a figure of a text can be calculated with: it stands, and is a quantity."""
    stands = check.verdict in (Verdict.CONFIRMED, Verdict.ROUNDED) and check.row is not None
    return stands and binding.measure not in _NO_OPERANDS


def derived(check: FigureCheck, result: Result, rows: tuple[KpiRow, ...]) -> FigureCheck:
    """The verdict on a figure that `result` gives."""
    proof = proof_of(result, rows)
    return replace(check, verdict=Verdict.DERIVED, row=rows[0], proof=proof, reason="")


def denied(
    check: FigureCheck, result: Result, rows: tuple[KpiRow, ...], language: Language
) -> FigureCheck:
    """The verdict on a figure that is said to follow from `rows` but does not."""
    proof = proof_of(result, rows)
    reason = phrase("conflict_formula", language, proof=proof.expression)
    return replace(check, verdict=Verdict.CONFLICT, row=rows[0], proof=proof, reason=reason)


def _can_be(binding: Binding, result: Result) -> bool:
    """Whether what a formula gives is the kind of thing that the figure is said to be."""
    if binding.measure not in (Measure.YOY, Measure.QOQ) or not binding.metric:
        return True
    other_way = result.formula == "growth" and (result.value < 0) is (binding.direction == "up")
    return result.formula in _CHANGE_FORMULAS and not other_way


def _from_text(rows: Sequence[KpiRow]) -> Iterator[Derivation]:
    for one, other in permutations(rows, 2):
        if one.figure.is_range or other.figure.is_range:
            continue
        if one.figure.unit == other.figure.unit:
            yield difference(one.figure, other.figure), (one, other)
            if one.measure in _RATES or other.measure in _RATES:
                continue  # how many times as fast one grew is nothing that a text says
            for result in (
                ratio(one.figure, other.figure),
                ratio(one.figure, other.figure, percent=True),
                growth(one.figure, other.figure),
            ):
                if result is not None:
                    yield result, (one, other)
        else:
            yield from _across_units(one, other)
        if one.figure.unit == other.figure.unit and rows.index(one) < rows.index(other):
            yield total((one.figure, other.figure)), (one, other)
    same = [row for row in rows if rows and row.figure.unit == rows[0].figure.unit]
    if len(same) > 2 and not any(row.figure.is_range for row in same):
        yield total([row.figure for row in same]), tuple(same)


def _across_units(one: KpiRow, other: KpiRow) -> Iterator[Derivation]:
    """What an amount and a rate, or an amount and a count, give together."""
    falling = other.direction == "down"
    if other.measure in _RATES and one.measure is Measure.LEVEL:
        if other.figure.unit.kind in _POINTS and one.figure.unit.kind is UnitKind.PERCENT:
            yield before_points(one.figure, other.figure, falling=falling), (one, other)
        if other.figure.unit.kind is UnitKind.PERCENT and not _is_all(other, falling=falling):
            yield implied_base(one.figure, other.figure, falling=falling), (one, other)
        if one.figure.unit.kind is other.figure.unit.kind:
            yield difference(one.figure, other.figure), (one, other)
    if one.figure.unit.kind is UnitKind.CURRENCY:
        per_unit = ratio(one.figure, other.figure)
        if per_unit is not None and per_unit.formula == "per unit":
            yield per_unit, (one, other)
    if other.measure in (Measure.LEVEL, Measure.SHARE):
        part = product(one.figure, other.figure)
        if part is not None:
            yield part, (one, other)


def _from_table(binding: Binding, rows: RowIndex) -> Iterator[Derivation]:
    """What the table's own rows give for what a figure is said to be: a share of the whole, a
    level before a stated change, a change between two levels, a metric made of two others."""
    if binding.source not in _RESULTS or not binding.metric:
        return
    table = [row for row in rows.of_metric(binding.metric) if row.source in _RESULTS]
    levels = [r for r in table if r.measure is Measure.LEVEL and not r.figure.is_range]
    own = [row for row in levels if _is_of(binding, row)]
    if binding.measure is Measure.SHARE:
        yield from _shares(binding, own, levels)
    elif binding.measure is Measure.LEVEL:
        changes = [r for r in table if r.measure in _EARLIER and _is_of(binding, r)]
        yield from _bases(binding, own, changes)
        yield from _of_two_metrics(binding, rows)
    elif binding.measure in _EARLIER and not binding.detail:
        yield from _changes(binding, own)


def _is_all(change: KpiRow, *, falling: bool) -> bool:
    """Whether a fall leaves nothing, or may: there is no telling what it came from."""
    percent = change.figure.unit.kind is UnitKind.PERCENT
    return falling and percent and change.figure.interval[1] >= _ALL


def _is_like(one: Binding, other: Binding) -> bool:
    return (one.metric, one.segment, one.region, one.entity) == (
        other.metric, other.segment, other.region, other.entity,
    )  # fmt: skip


def _is_of(binding: Binding, row: KpiRow) -> bool:
    return (row.segment, row.region, row.entity) == (
        binding.segment, binding.region, binding.entity,
    )  # fmt: skip


def _shares(
    binding: Binding, own: Sequence[KpiRow], levels: Sequence[KpiRow]
) -> Iterator[Derivation]:
    if not binding.segment and not binding.region:
        return
    for row in own:
        if "period" in binding.said and row.period != binding.period:
            continue
        for whole in levels:
            is_whole = not whole.segment or whole.region in ("", "global")
            if whole is not row and is_whole and whole.period == row.period:
                share = ratio(row.figure, whole.figure, percent=True)
                if share is not None:
                    yield share, (row, whole)


def _bases(
    binding: Binding, own: Sequence[KpiRow], changes: Sequence[KpiRow]
) -> Iterator[Derivation]:
    """The level a year or a quarter before a level whose change is stated."""
    for row in own:
        for change in changes:
            if row.period is None or change.period != row.period:
                continue
            if row.detail != change.detail and _narrows(row.detail + change.detail):
                continue
            if binding.period != _EARLIER[change.measure](row.period):
                continue
            yield from _before(row, change)


def _narrows(detail: str) -> bool:
    """Whether a detail tells a part, such as a price class, and is no remark only."""
    return any(character.isdigit() for character in detail)


def _before(row: KpiRow, change: KpiRow) -> Iterator[Derivation]:
    """The level before a change, in percent or in points."""
    falling = change.direction == "down"
    of_rate, by = row.figure.unit.kind is UnitKind.PERCENT, change.figure.unit.kind
    if row.figure.is_range or change.figure.is_range or _is_all(change, falling=falling):
        return
    if of_rate and by in _POINTS:
        yield before_points(row.figure, change.figure, falling=falling), (row, change)
    elif not of_rate and by is UnitKind.PERCENT:
        yield implied_base(row.figure, change.figure, falling=falling), (row, change)
    elif not of_rate and change.figure.unit == row.figure.unit:
        pair = (row.figure, change.figure)
        result = total(pair) if falling else difference(*pair)
        yield replace(result, formula="implied base"), (row, change)


def _changes(binding: Binding, own: Sequence[KpiRow]) -> Iterator[Derivation]:
    """The change between two levels of which the table has both."""
    for now in own:
        for before in own:
            if now.period is None or before.period is None or now.detail != before.detail:
                continue
            if now.period != binding.period or now.figure.unit != before.figure.unit:
                continue
            if before.period == _EARLIER[binding.measure](now.period):
                grown = growth(now.figure, before.figure)
                if grown is not None and binding.figure.unit.kind is UnitKind.PERCENT:
                    yield grown, (now, before)
                else:
                    yield difference(now.figure, before.figure), (now, before)


def _of_two_metrics(binding: Binding, rows: RowIndex) -> Iterator[Derivation]:
    for formula, one_metric, other_metric in _formulas().get(binding.metric, ()):
        for one in rows.of_metric(one_metric):
            if one.measure is not Measure.LEVEL or not _is_of(binding, one):
                continue
            if one.period != binding.period or one.source not in _RESULTS or one.detail:
                continue
            for other in rows.of_metric(other_metric):
                like = (other.segment, other.period, other.measure, other.source, other.detail)
                if like != (one.segment, one.period, one.measure, one.source, one.detail):
                    continue
                if _is_of(binding, other):
                    result = _by(formula, one, other)
                    if result is not None:
                        yield result, (one, other)


def _by(formula: str, one: KpiRow, other: KpiRow) -> Result | None:
    if formula == "product":
        return product(one.figure, other.figure)
    if formula == "difference":
        return difference(one.figure, other.figure)
    return ratio(one.figure, other.figure, percent=formula == "share")


@cache
def _formulas() -> dict[str, list[tuple[str, str, str]]]:
    """By metric: the formula and the two metrics that it follows from."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    path = Path(corpus.kpi_names.__file__).with_name("names") / "formulas.csv"
    for row in read_rows(path):
        found.setdefault(row["metric"], []).append((row["formula"], row["one"], row["other"]))
    return found
