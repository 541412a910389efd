"""Whether two figures say the same amount, as their digits and bounds allow.

The tolerance is half a unit of the claim's last quoted digit, never a flat percentage;
"over", "nearly" and their like are bounds.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from corpus.figure import Figure, Qualifier, Unit, UnitKind
from corpus.kpi_names import same_counter

_UPWARD = (Qualifier.OVER, Qualifier.AT_LEAST)
_DOWNWARD = (Qualifier.UNDER, Qualifier.AT_MOST, Qualifier.NEARLY)


class Match(StrEnum):
    """How a claim's amount stands to the report's."""

    EQUAL = "equal"
    ROUNDED = "rounded"
    DIFFERENT = "different"


def comparable(one: Unit, other: Unit) -> bool:
    """Whether figures in the two units can be held against each other at all.

    Percent and percentage points never can. A plain number can stand for a count or for an
    amount whose currency is left out; a currency that the text leaves open can stand for any.
    """
    kinds = {one.kind, other.kind}
    if kinds == {UnitKind.POINT, UnitKind.BASIS_POINT}:
        return True
    if UnitKind.NUMBER in kinds and kinds & {UnitKind.COUNT, UnitKind.CURRENCY}:
        return True
    if one.kind is not other.kind:
        return False
    if one.kind is UnitKind.CURRENCY:
        return one.code == other.code or "" in (one.code, other.code)
    if one.kind is UnitKind.COUNT:
        return same_counter(one.code, other.code)
    return True


def match(claim: Figure, truth: Figure) -> Match:
    """Hold `claim` against what the report says.

    Units that are not comparable are different. A range equals only the same range.
    """
    if not comparable(claim.unit, truth.unit):
        return Match.DIFFERENT
    said, quantum = _in_points(claim, claim.value), _in_points(claim, claim.quantum)
    true = _in_points(truth, truth.value)
    if claim.is_range or truth.is_range:
        return _match_ranges(claim, truth)
    if claim.qualifier in _UPWARD and truth.qualifier in _DOWNWARD:
        return Match.DIFFERENT
    if claim.qualifier in _DOWNWARD and truth.qualifier in _UPWARD:
        return Match.DIFFERENT
    if said == true:
        below = claim.qualifier is Qualifier.UNDER and truth.qualifier is not Qualifier.UNDER
        return Match.DIFFERENT if below else Match.EQUAL
    if bound_holds(claim.qualifier, said, true, quantum):
        return Match.ROUNDED
    if claim.qualifier in (*_UPWARD, *_DOWNWARD):
        return Match.DIFFERENT
    coarser = quantum > _in_points(truth, truth.quantum) or quantum == truth.quantum
    if coarser and abs(said - true) <= quantum / 2 and quantum != truth.quantum:
        return Match.ROUNDED
    return Match.DIFFERENT


def _in_points(figure: Figure, amount: Decimal) -> Decimal:
    return amount / 100 if figure.unit.kind is UnitKind.BASIS_POINT else amount


def _match_ranges(claim: Figure, truth: Figure) -> Match:
    if claim.is_range and truth.is_range:
        same = claim.value == truth.value and claim.upper == truth.upper
        return Match.EQUAL if same else Match.DIFFERENT
    if truth.is_range and not claim.is_range:
        ends = {Qualifier.AT_LEAST: truth.value, Qualifier.AT_MOST: truth.upper}
        held = ends.get(claim.qualifier)
        return Match.ROUNDED if held == claim.value else Match.DIFFERENT
    inside = claim.upper is not None and claim.value <= truth.value <= claim.upper
    return Match.ROUNDED if inside else Match.DIFFERENT


def last_digit_unit(value: Decimal, quantum: Decimal) -> Decimal:
    """What one unit of the last non-zero digit is worth: 110 billion counts tens of billions."""
    if not value:
        return quantum
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(quantum, Decimal(1).scaleb(exponent))


def digit_of_about(value: Decimal, quantum: Decimal) -> Decimal:
    """The unit by half of which "about `value`" may be off: that of its last non-zero digit, but
    no more than a fifth of the value, for "about 100 million" is no word for 140 million."""
    return max(quantum, min(last_digit_unit(value, quantum), abs(value) / 5))


def bound_holds(qualifier: Qualifier, said: Decimal, true: Decimal, quantum: Decimal) -> bool:
    """Whether `true` keeps the bound `said` and lies within its last digit."""
    unit = last_digit_unit(said, quantum)
    if qualifier in _UPWARD:
        return said <= true < said + unit
    if qualifier in _DOWNWARD:
        return said - unit < true <= said
    if qualifier is Qualifier.ABOUT:
        return abs(said - true) <= digit_of_about(said, quantum) / 2
    return False
