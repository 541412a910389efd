"""Figures that follow from others by a declared formula, with their proof.

The formulas: difference, sum, ratio, share, growth, per unit, implied base. All in `Decimal`, each
with the lowest and highest result that the operands' rounding allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero, InvalidOperation
from itertools import permutations

from assistant.results import FigureCheck, Proof, Verdict
from assistant.tolerance import last_digit_unit
from corpus.bind.binding import Binding
from corpus.figure import Figure, Qualifier, UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure

_HUNDRED = Decimal(100)
_MOST_OPERANDS = 8
_REACH = 12  # figures before and after one among which its operands are looked for
_RATES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
_NO_OPERANDS = (Measure.BAND, Measure.STREAK, Measure.SPAN, Measure.RANK)
# What a change is derived by; a ratio that happens to be as large says nothing of it.
_CHANGE_FORMULAS = ("growth", "difference", "implied base")


@dataclass(frozen=True, slots=True)
class Result:
    """What a formula gives: the value, and its bounds by the operands' rounding."""

    formula: str
    value: Decimal
    low: Decimal
    high: Decimal
    kind: UnitKind
    code: str = ""


def difference(one: Figure, other: Figure) -> Result:
    """`one` less `other`; percentages give percentage points."""
    (low, high), (other_low, other_high) = one.interval, other.interval
    kind = UnitKind.POINT if one.unit.kind is UnitKind.PERCENT else one.unit.kind
    return Result(
        "difference",
        one.value - other.value,
        low - other_high,
        high - other_low,
        kind,
        one.unit.code,
    )


def total(figures: Sequence[Figure]) -> Result:
    """The sum of figures of one unit."""
    lows, highs = zip(*(figure.interval for figure in figures), strict=True)
    unit = figures[0].unit
    value = sum((figure.value for figure in figures), Decimal(0))
    return Result("sum", value, sum(lows, Decimal(0)), sum(highs, Decimal(0)), unit.kind, unit.code)


def ratio(one: Figure, other: Figure, *, percent: bool = False) -> Result | None:
    """`one` over `other`, as a multiple or (a share) in percent; `None` over zero."""
    (low, high), (other_low, other_high) = one.interval, other.interval
    if other_low <= 0 or low < 0:
        return None
    factor = _HUNDRED if percent else Decimal(1)
    try:
        value = one.value / other.value * factor
        bounds = low / other_high * factor, high / other_low * factor
    except (DivisionByZero, InvalidOperation):
        return None
    if percent:
        return Result("share", value, *bounds, UnitKind.PERCENT)
    if one.unit.kind is UnitKind.CURRENCY and other.unit.kind in (UnitKind.COUNT, UnitKind.NUMBER):
        return Result("per unit", value, *bounds, UnitKind.CURRENCY, one.unit.code)
    return Result("ratio", value, *bounds, UnitKind.MULTIPLE)


def growth(now: Figure, before: Figure) -> Result | None:
    """Change from `before` to `now` in percent; `None` from zero or a negative base."""
    share = ratio(now, before, percent=True)
    if share is None:
        return None
    return Result(
        "growth",
        share.value - _HUNDRED,
        share.low - _HUNDRED,
        share.high - _HUNDRED,
        UnitKind.PERCENT,
    )


def product(amount: Figure, percent: Figure) -> Result | None:
    """`percent` of an amount, or a count times a price; `None` for other units."""
    (low, high), (low_rate, high_rate) = amount.interval, percent.interval
    counts = (UnitKind.COUNT, UnitKind.NUMBER)
    unit, by = amount.unit, Decimal(1)
    if percent.unit.kind is UnitKind.PERCENT and unit.kind is not UnitKind.PERCENT:
        by = _HUNDRED
    elif unit.kind in counts and percent.unit.kind is UnitKind.CURRENCY:
        unit = percent.unit
    elif not (unit.kind is UnitKind.CURRENCY and percent.unit.kind in counts):
        return None
    value = amount.value * percent.value / by
    return Result(
        "product", value, low * low_rate / by, high * high_rate / by, unit.kind, unit.code
    )


def before_points(now: Figure, points: Figure, *, falling: bool = False) -> Result:
    """A percentage before a change in percentage points."""
    sign = -1 if falling else 1
    half = (now.quantum + points.quantum) / 2
    value = now.value - sign * points.value
    return Result("implied base", value, value - half, value + half, UnitKind.PERCENT)


def implied_base(now: Figure, change: Figure, *, falling: bool = False) -> Result:
    """The value before a change in percent: now / (1 + change)."""
    sign = -1 if falling else 1
    low_change, high_change = (1 + sign * end / _HUNDRED for end in change.interval)
    low, high = now.interval
    return Result(
        "implied base",
        now.value / (1 + sign * change.value / _HUNDRED),
        low / max(low_change, high_change),
        high / min(low_change, high_change),
        now.unit.kind,
        now.unit.code,
    )


def derive(
    binding: Binding,
    check: FigureCheck,
    checks: Sequence[FigureCheck],
    bound: Sequence[Binding],
    table: KpiTable,
) -> FigureCheck:
    """`check`, or a *derived* verdict where the figure follows from confirmed ones beside it
    in the text, or from rows of the table."""
    at = next(index for index, other in enumerate(bound) if other is binding)
    near = range(max(at - _REACH, 0), min(at + _REACH + 1, len(bound)))
    nearest = sorted(
        (
            index
            for index in near
            if checks[index].verdict in (Verdict.CONFIRMED, Verdict.ROUNDED)
            and bound[index].measure not in _NO_OPERANDS
            and checks[index].row is not None
        ),
        key=lambda index: abs(index - at),
    )[:_MOST_OPERANDS]
    operands = [(bound[index], checks[index]) for index in sorted(nearest)]
    for result, rows in (*_from_text(operands), *_from_table(binding, table)):
        if gives(result, binding.figure) and _can_be(binding, result):
            proof = proof_of(result, rows)
            return replace(check, verdict=Verdict.DERIVED, row=rows[0], proof=proof, reason="")
    return check


def _can_be(binding: Binding, result: Result) -> bool:
    """Whether what a formula gives is the kind of thing that the figure is said to be."""
    if binding.measure not in (Measure.YOY, Measure.QOQ) or not binding.metric:
        return True
    other_way = result.formula == "growth" and (result.value < 0) is (binding.direction == "up")
    return result.formula in _CHANGE_FORMULAS and not other_way


def proof_of(result: Result, rows: tuple[KpiRow, ...], written: str = "") -> Proof:
    """The proof that `result` follows from `rows`; `written` is the calculation where a text
    writes it out with numbers that are no rows."""
    low, high = sorted((result.low, result.high))
    shown = written or expression(result, rows)
    return Proof(result.formula, shown, rows, _digits(low), _digits(high))


def _from_text(
    operands: Sequence[tuple[Binding, FigureCheck]],
) -> Iterator[tuple[Result, tuple[KpiRow, ...]]]:
    rows = list(dict.fromkeys(judged.row for _, judged in operands if judged.row is not None))
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


def _across_units(one: KpiRow, other: KpiRow) -> Iterator[tuple[Result, tuple[KpiRow, ...]]]:
    """What an amount and a rate, or an amount and a count, give together."""
    falling = other.direction == "down"
    if other.measure in (Measure.YOY, Measure.QOQ, Measure.CHANGE) and one.measure is Measure.LEVEL:
        if other.figure.unit.kind is UnitKind.POINT and one.figure.unit.kind is UnitKind.PERCENT:
            yield before_points(one.figure, other.figure, falling=falling), (one, other)
        if other.figure.unit.kind is UnitKind.PERCENT:
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


def _from_table(binding: Binding, table: KpiTable) -> Iterator[tuple[Result, tuple[KpiRow, ...]]]:
    """Shares of the whole and bases of stated growth, for a figure that names its metric."""
    levels = [
        row
        for row in table
        if row.metric == binding.metric and row.measure is Measure.LEVEL and not row.figure.is_range
    ]
    own = [
        row
        for row in levels
        if row.segment == binding.segment
        and row.region == binding.region
        and row.entity == binding.entity
    ]
    for row in own:
        dated = "period" in binding.said and row.period != binding.period
        if binding.measure is Measure.SHARE and (binding.segment or binding.region) and not dated:
            for whole in levels:
                is_whole = not whole.segment or whole.region in ("", "global")
                if whole is not row and is_whole and whole.period == row.period:
                    share = ratio(row.figure, whole.figure, percent=True)
                    if share is not None:
                        yield share, (row, whole)
        if binding.measure is Measure.LEVEL and row.period is not None:
            for change in table:
                if (
                    change.measure is Measure.YOY
                    and change.metric == row.metric
                    and change.entity == row.entity
                    and change.segment == row.segment
                    and change.region == row.region
                    and change.period == row.period
                    and change.figure.unit.kind is UnitKind.PERCENT
                    and binding.period == row.period.previous_year()
                ):
                    yield (
                        implied_base(row.figure, change.figure, falling=change.direction == "down"),
                        (row, change),
                    )


def gives(result: Result, figure: Figure) -> bool:
    """Whether the result, rounded as the figure is, can be the figure; a range is that of the
    values which the operands' rounding allows."""
    if result.kind is not figure.unit.kind:
        return False
    if result.kind is UnitKind.CURRENCY and figure.unit.code not in ("", result.code):
        return False
    unit = figure.quantum
    if figure.upper is not None:
        ends = (figure.value - result.low, figure.upper - result.high)
        return all(abs(end) <= unit / 2 for end in ends)
    if figure.qualifier is Qualifier.ABOUT:
        unit = last_digit_unit(figure.value, figure.quantum)
    return abs(abs(result.value) - abs(figure.value)) <= unit / 2


def expression(result: Result, rows: Sequence[KpiRow]) -> str:
    """The formula with its numbers in it, as written in the report."""
    texts = [row.figure.text for row in rows]
    value = _digits(result.value)
    if result.formula == "difference":
        return f"{texts[0]} − {texts[1]} = {value}"
    if result.formula == "sum":
        return f"{' + '.join(texts)} = {value}"
    if result.formula == "share":
        return f"{texts[0]} ÷ {texts[1]} × 100 = {value}"
    if result.formula == "growth":
        return f"({texts[0]} ÷ {texts[1]} − 1) × 100 = {value}"
    if result.formula == "implied base" and rows[1].figure.unit.kind is UnitKind.PERCENT:
        return f"{texts[0]} ÷ (1 {_sign(rows[1])} {texts[1]}) = {value}"
    if result.formula == "implied base":
        return f"{texts[0]} {'+' if rows[1].direction == 'down' else '−'} {texts[1]} = {value}"
    if result.formula == "product":
        return f"{texts[0]} × {texts[1]} = {value}"
    return f"{texts[0]} ÷ {texts[1]} = {value}"


def _sign(row: KpiRow) -> str:
    return "−" if row.direction == "down" else "+"


def _digits(value: Decimal) -> str:
    """A result with as many digits as a reader can use."""
    rounded = value.quantize(Decimal(1)) if abs(value) >= 10_000 else round(value, 4)
    return f"{rounded.normalize():,f}"
