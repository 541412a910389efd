"""What an audit finds: frozen values, worded elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corpus.figure import Unit
from corpus.kpi import KpiRow
from corpus.report import Place


class Severity(StrEnum):
    """How sure it is that something is wrong."""

    CONFLICT = "conflict"  # the figures cannot all be true
    DOUBTFUL = "doubtful"  # they hardly can; a difference of scope or a slip explains it
    NOTE = "note"  # nothing is wrong, but a reader should know


class Relation(StrEnum):
    """Which relation between figures was looked at."""

    PARTS = "parts"  # parts against their total
    SHARE = "share"  # a share against part and whole
    GROWTH = "growth"  # a change against both values
    PARTS_GROWTH = "parts_growth"  # a total's growth against that of its parts
    MARGIN = "margin"  # a figure against the two that define it
    PRICE_VOLUME = "price_volume"  # price times volume against revenue
    PER_UNIT = "per_unit"  # a value per unit against the whole and the units
    RANGE = "range"  # forecast growth and amounts against one base
    TARGET_PRICE = "target_price"  # target prices and upsides against one share price
    RESTATED = "restated"  # one figure stated twice
    EDITIONS = "editions"  # two editions of one report
    LABEL = "label"  # what a figure is called, against the others
    BOUND = "bound"  # a mark passed, or a cumulative figure, against the level
    IMPOSSIBLE = "impossible"  # a value that such a figure cannot have


@dataclass(frozen=True, slots=True)
class Finding:
    """A relation that the report's figures do not keep.

    `rows` are the operands; the first is the one in doubt. `expression` is the arithmetic with
    the figures as the report writes them. `value` is what it gives, `low` and `high` what
    rounding allows it to be, in `unit` and base units. `case` names the wording in
    `words/audit.toml`, `formula` the expression with places ({0}, {1} … {result}) for the operands.
    """

    kind: Relation
    severity: Severity
    report_id: str
    rows: tuple[KpiRow, ...]
    case: str
    formula: str
    value: Decimal
    low: Decimal
    high: Decimal
    unit: Unit
    places: tuple[Place, ...]

    @property
    def expression(self) -> str:
        """The arithmetic in the report's own figures, its result rounded for reading."""
        texts = [row.figure.text for row in self.rows]
        return self.formula.format(*texts, result=_digits(self.value))


def _digits(value: Decimal) -> str:
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.2f}"
