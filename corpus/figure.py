"""A figure: a number with its unit, exactly as a text gives it.

Values are `Decimal`, always; unlike units never compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The half-open slice ``[start, end)`` of a text, in characters."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The characters of `text` under this span."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


class UnitKind(StrEnum):
    """What a number counts. Figures of different kinds are never equal."""

    CURRENCY = "currency"
    COUNT = "count"
    PERCENT = "percent"
    POINT = "percentage_point"
    BASIS_POINT = "basis_point"
    MULTIPLE = "multiple"
    RANK = "rank"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Unit:
    """A kind and its code.

    `code` is the ISO 4217 code of a currency ("" where the text does not tell which
    currency, such as a bare 元 in a report of unknown currency), or the canonical counter
    of a count ("unit", "person", "device", "country", "year", …; "" where none is written).
    """

    kind: UnitKind
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.code}" if self.code else self.kind.value

    @classmethod
    def parse(cls, text: str) -> Unit:
        """Read what `str()` writes.

        Raises:
            ValueError: the kind is unknown.
        """
        kind, _, code = text.partition(":")
        return cls(UnitKind(kind), code)


PERCENT = Unit(UnitKind.PERCENT)
POINT = Unit(UnitKind.POINT)
BASIS_POINT = Unit(UnitKind.BASIS_POINT)
MULTIPLE = Unit(UnitKind.MULTIPLE)
RANK = Unit(UnitKind.RANK)
NUMBER = Unit(UnitKind.NUMBER)


class Qualifier(StrEnum):
    """How the text bounds its number."""

    EXACT = "exact"
    ABOUT = "about"  # 約, 左右, about, roughly
    NEARLY = "nearly"  # 近, 接近, nearly, almost: at or a little under
    OVER = "over"  # 超, 逾, 突破, more than, over: strictly above
    UNDER = "under"  # 不到, 不足, less than, below: strictly under
    AT_LEAST = "at_least"  # 以上, 至少, at least, "+"
    AT_MOST = "at_most"  # 以內, 至多, up to, at most


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text. Immutable.

    `value` is in base units (1,113億 is 111300000000; 23.2% is 23.2; three percentage
    points is 3; negative where sign, parentheses or unit word say so, never from a
    direction word such as "fell"). A range keeps its lower end in `value` and its upper end in
    `upper`. `scale` is the multiplier written (1億 → 100000000); `quantum` is what one unit of the
    last quoted digit is worth in base units (47.4% → 0.1; 1,113億 → 100000000), so half of it is
    the rounding the text allows. `text` is the figure as written, `span` its place.
    """

    value: Decimal
    unit: Unit
    text: str
    span: Span
    quantum: Decimal
    scale: Decimal = Decimal(1)
    qualifier: Qualifier = Qualifier.EXACT
    upper: Decimal | None = None

    def __post_init__(self) -> None:
        for number in (self.value, self.quantum, self.scale, self.upper):
            if number is not None and not isinstance(number, Decimal):
                raise TypeError(f"a figure holds Decimal, not {type(number).__name__}")

    @property
    def is_range(self) -> bool:
        return self.upper is not None

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """The values that rounding to the digits written allows, lowest and highest."""
        half = self.quantum / 2
        high = self.value if self.upper is None else self.upper
        return self.value - half, high + half

    def same_amount(self, other: Figure) -> bool:
        """Whether both say the same number in the same unit, ends of a range included."""
        return (self.value, self.upper, self.unit) == (other.value, other.upper, other.unit)
