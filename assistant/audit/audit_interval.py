"""Amounts with the room that their rounding and their bounds leave, and arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from corpus.figure import Figure, Qualifier, UnitKind

HUNDRED = Decimal(100)
_BOUND_UNITS = 10  # "over 55%" means less than 65%: a writer would name the higher mark else
_GOOD_DIGITS = 3  # trailing zeros behind these may be rounding: 41,800,000
_GOOD_DIGITS_SCALED = 4  # with a scale word zeros are rarely filled in: 1,250 million
_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
_FLOORS = (Qualifier.OVER, Qualifier.AT_LEAST)
_CEILINGS = (Qualifier.UNDER, Qualifier.AT_MOST, Qualifier.NEARLY)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the lowest and highest that it can be. Exact arithmetic of closed intervals."""

    low: Decimal
    value: Decimal
    high: Decimal

    @classmethod
    def exact(cls, value: Decimal | int) -> Interval:
        return cls(Decimal(value), Decimal(value), Decimal(value))

    @classmethod
    def total(cls, parts: Iterable[Interval]) -> Interval:
        result = cls.exact(0)
        for part in parts:
            result = result + part
        return result

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.value + other.value, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.value - other.value, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), self.value * other.value, max(ends))

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.value, -self.low)

    def over(self, other: Interval) -> Interval | None:
        """The quotient; `None` where the divisor can be zero."""
        if other.low <= 0 <= other.high:
            return None
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), self.value / other.value, max(ends))

    def times(self, factor: Decimal) -> Interval:
        return self * Interval.exact(factor)

    def meets(self, other: Interval) -> bool:
        """Whether both can be the same value."""
        return self.low <= other.high and other.low <= self.high

    def ratio_to(self, other: Interval) -> Decimal | None:
        """How many times the larger value is the smaller, at least 1; `None` for unlike signs
        or zero."""
        one, two = self.value, other.value
        if one * two <= 0:
            return None
        return max(abs(one), abs(two)) / min(abs(one), abs(two))


def allowed(figure: Figure) -> Interval:
    """What a figure can stand for, by the digits and the bound it is written with.

    Basis points count as hundredths of a point. Zeros that end an amount of more than three
    digits (four before a scale word) count as rounded.
    """
    quantum = _worth(figure)
    room = _last_unit(abs(figure.value), quantum) * _BOUND_UNITS
    upper = figure.value if figure.upper is None else figure.upper
    first, last = sorted((figure.value, upper))  # a range may be written from high to low
    low, high = first - quantum / 2, last + quantum / 2
    middle = figure.value if figure.upper is None else (figure.value + figure.upper) / 2
    if figure.qualifier in _FLOORS:
        high += room
    elif figure.qualifier in _CEILINGS:
        low -= room
    elif figure.qualifier is Qualifier.ABOUT:
        low, high = low - room / _BOUND_UNITS, high + room / _BOUND_UNITS
    interval = Interval(low, middle, high)
    return interval.times(1 / HUNDRED) if figure.unit.kind is UnitKind.BASIS_POINT else interval


def _worth(figure: Figure) -> Decimal:
    """What one unit of the last digit that counts is worth."""
    value = abs(figure.value)
    if figure.unit.kind not in _AMOUNTS or not value:
        return figure.quantum
    good = _GOOD_DIGITS if figure.scale == 1 else _GOOD_DIGITS_SCALED
    least = Decimal(10) ** (value.adjusted() - good + 1)
    return max(figure.quantum, min(_last_unit(value, figure.quantum), least))


def _last_unit(value: Decimal, quantum: Decimal) -> Decimal:
    """What one unit of the last digit that is not zero is worth, `quantum` at least."""
    exponent = value.normalize().as_tuple().exponent
    if not value or not isinstance(exponent, int):
        return quantum
    return max(quantum, Decimal(1).scaleb(exponent))
