"""The declared formulas by which figures follow from others, and the proof of each.

They are difference, sum, ratio, share, growth, per unit, implied base. All in `Decimal`, each
with the lowest and highest result that the operands' rounding allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation

from assistant.check.tolerance import bound_holds, digit_of_about
from assistant.results import Proof
from corpus.figure import Figure, Qualifier, UnitKind
from corpus.kpi import KpiRow

_HUNDRED = Decimal(100)


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
    """A percentage before a change in percentage points, or in basis points."""
    sign = -1 if falling else 1
    by = _HUNDRED if points.unit.kind is UnitKind.BASIS_POINT else Decimal(1)
    half = (now.quantum + points.quantum / by) / 2
    value = now.value - sign * points.value / by
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


def proof_of(result: Result, rows: tuple[KpiRow, ...], written: str = "") -> Proof:
    """The proof that `result` follows from `rows`; `written` is the calculation where a text
    writes it out with numbers that are no rows."""
    low, high = sorted((result.low, result.high))
    shown = written or expression(result, rows)
    return Proof(result.formula, shown, rows, _digits(low), _digits(high))


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
    if figure.qualifier not in (Qualifier.EXACT, Qualifier.ABOUT):
        return bound_holds(figure.qualifier, figure.value, abs(result.value), unit)
    if figure.qualifier is Qualifier.ABOUT:
        unit = digit_of_about(figure.value, figure.quantum)
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
