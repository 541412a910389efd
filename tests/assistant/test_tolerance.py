"""Tolerance: half a unit of the claim's last digit, bounds as bounds, unlike units never."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.check.tolerance import Match, comparable, match
from corpus.figure import PERCENT, Figure, Qualifier, Span, Unit, UnitKind
from corpus.read.read_figures import read_figures

EQUAL, ROUNDED, DIFFERENT = Match.EQUAL, Match.ROUNDED, Match.DIFFERENT


def read(text: str) -> Figure:
    (figure,) = read_figures(text, currency="CNY")
    return figure


@pytest.mark.parametrize(
    ("claim", "truth", "wanted"),
    [
        # the same amount, in other words
        ("23.2%", "23.2%", EQUAL),
        ("RMB 111.3 billion", "1113億元", EQUAL),
        ("1,113億元", "RMB 111,300 million", EQUAL),
        ("23.83萬元", "RMB 238,300", EQUAL),
        ("41.8 million units", "4180萬臺", EQUAL),
        ("719 million users", "7.19億人", EQUAL),
        ("280 basis points", "2.8 percentage points", EQUAL),
        ("23.20%", "23.2%", EQUAL),
        # rounded to the digits that the claim gives
        ("23%", "23.2%", ROUNDED),
        ("RMB 111 billion", "RMB 111.3 billion", ROUNDED),
        ("1110億元", "1113億元", DIFFERENT),  # its last digit is the 0
        ("76,000 vehicles", "75,869 vehicles", DIFFERENT),  # written to the unit
        ("7.6萬輛", "75,869輛", ROUNDED),
        ("about 76,000 vehicles", "75,869 vehicles", ROUNDED),
        ("約1110億元", "1113億元", ROUNDED),
        ("RMB 238 thousand", "RMB 238,300", ROUNDED),
        # one digit off is off
        ("23.3%", "23.2%", DIFFERENT),
        ("24%", "23.2%", DIFFERENT),
        ("RMB 112 billion", "RMB 111.3 billion", DIFFERENT),
        ("7.5萬輛", "75,869輛", DIFFERENT),
        ("about 75,000 vehicles", "75,869 vehicles", DIFFERENT),
        # more digits than the report gives are no rounding of it
        ("23.24%", "23.2%", DIFFERENT),
        ("719.2 million users", "719 million users", DIFFERENT),
        # bounds
        ("over 258,000 vehicles", "over 258,000 vehicles", EQUAL),
        ("over 75,000 vehicles", "75,869 vehicles", ROUNDED),
        ("nearly 76,000 vehicles", "75,869 vehicles", ROUNDED),
        ("over 76,000 vehicles", "75,869 vehicles", DIFFERENT),
        ("nearly 75,000 vehicles", "75,869 vehicles", DIFFERENT),
        ("less than 76,000 vehicles", "75,869 vehicles", ROUNDED),
        ("超過7萬輛", "75,869輛", ROUNDED),
        ("300%", "up to 30%", DIFFERENT),
        ("less than 258,000 vehicles", "over 258,000 vehicles", DIFFERENT),
        ("over 100 countries", "less than 100 countries", DIFFERENT),
        # ranges
        ("30%-45%", "30%-45%", EQUAL),
        ("HK$65-75", "65-75港元", EQUAL),
        ("30%-40%", "30%-45%", DIFFERENT),
        ("30%", "30%-45%", DIFFERENT),
        ("at least 30%", "30%-45%", ROUNDED),
        ("at most 45%", "30%-45%", ROUNDED),
        ("at least 45%", "30%-45%", DIFFERENT),
        ("20%-25%", "23.2%", ROUNDED),
        ("24%-25%", "23.2%", DIFFERENT),
        # unlike units
        ("2.8%", "2.8 percentage points", DIFFERENT),
        ("HK$5 billion", "RMB 5 billion", DIFFERENT),
        ("3 times", "3%", DIFFERENT),
        ("7 quarters", "7 months", DIFFERENT),
        ("300 people", "300 vehicles", DIFFERENT),
        ("1330萬臺", "13.3 million vehicles", EQUAL),  # counters of things stand for one another
    ],
)
def test_a_claim_against_the_truth(claim: str, truth: str, wanted: Match) -> None:
    assert match(read(claim), read(truth)) is wanted


def figure(value: Decimal, quantum: Decimal = Decimal(1), unit: Unit = PERCENT) -> Figure:
    return Figure(value, unit, "", Span(0, 0), quantum)


WHOLE = st.integers(-(10**12), 10**12).map(Decimal)
UNITS = st.sampled_from(
    [Unit(kind, code) for kind in UnitKind for code in ("", "CNY", "HKD", "unit", "person")]
)


@given(UNITS, UNITS)
def test_whether_units_compare_does_not_depend_on_their_order(one: Unit, other: Unit) -> None:
    assert comparable(one, other) == comparable(other, one)


@given(WHOLE, WHOLE, UNITS, UNITS)
def test_equality_is_symmetric(a: Decimal, b: Decimal, one: Unit, other: Unit) -> None:
    left, right = figure(a, unit=one), figure(b, unit=other)
    assert (match(left, right) is EQUAL) == (match(right, left) is EQUAL)


@given(WHOLE, WHOLE)
def test_at_one_precision_exact_figures_are_equal_or_different(a: Decimal, b: Decimal) -> None:
    assert match(figure(a), figure(b)) is (EQUAL if a == b else DIFFERENT)


@given(WHOLE, st.sampled_from([Decimal(10), Decimal(100), Decimal(10_000)]))
def test_the_tolerance_is_half_a_unit_of_the_claims_last_digit(
    truth: Decimal, quantum: Decimal
) -> None:
    said = (truth / quantum).to_integral_value() * quantum
    assert match(figure(said, quantum), figure(truth)) in (EQUAL, ROUNDED)
    assert match(figure(said + quantum * 2, quantum), figure(truth)) is DIFFERENT


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_over_never_holds_of_less_and_nearly_never_of_more(said: int, true: int) -> None:
    truth = figure(Decimal(true))
    claim = figure(Decimal(said))
    over = Figure(claim.value, PERCENT, "", Span(0, 0), Decimal(1), qualifier=Qualifier.OVER)
    nearly = Figure(claim.value, PERCENT, "", Span(0, 0), Decimal(1), qualifier=Qualifier.NEARLY)
    if true < said:
        assert match(over, truth) is DIFFERENT
    if true > said:
        assert match(nearly, truth) is DIFFERENT
