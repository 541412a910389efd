"""Derivations: each formula's value and the bounds that rounding allows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.check.check import Checker
from assistant.check.derive import (
    Result,
    before_points,
    difference,
    gives,
    growth,
    implied_base,
    product,
    ratio,
    total,
)
from assistant.results import FigureCheck, Verdict
from corpus.figure import PERCENT, Figure, Span, Unit, UnitKind
from corpus.read.read_figures import read_figures

CNY = Unit(UnitKind.CURRENCY, "CNY")
CARS = Unit(UnitKind.COUNT, "unit")


def read(text: str) -> Figure:
    (figure,) = read_figures(text, currency="CNY")
    return figure


def told(result: Result | None) -> tuple[str, str, str]:
    assert result is not None
    return tuple(format(x, ".6g") for x in (result.value, result.low, result.high))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("result", "formula", "unit", "value_low_high"),
    [
        (
            difference(read("23.2%"), read("10.5%")), "difference", UnitKind.POINT,
            ("12.7", "12.6", "12.8"),
        ),
        (
            difference(read("1113億元"), read("506億元")), "difference", UnitKind.CURRENCY,
            ("6.07e+10", "6.06e+10", "6.08e+10"),
        ),
        (
            total([read("506億元"), read("186億元"), read("323億元"), read("91億元")]), "sum",
            UnitKind.CURRENCY, ("1.106e+11", "1.104e+11", "1.108e+11"),
        ),
        (
            ratio(read("186億元"), read("1113億元"), percent=True), "share", UnitKind.PERCENT,
            ("16.7116", "16.6592", "16.764"),
        ),
        (
            ratio(read("506億元"), read("186億元")), "ratio", UnitKind.MULTIPLE,
            ("2.72043", "2.71046", "2.73046"),
        ),
        (
            ratio(read("186億元"), read("75,869輛")), "per unit", UnitKind.CURRENCY,
            ("245159", "244499", "245820"),
        ),
        (
            growth(read("7.19億"), read("7.023億")), "growth", UnitKind.PERCENT,
            ("2.37790", "2.29942", "2.45639"),
        ),
        (
            implied_base(read("1113億元"), read("47.4%")), "implied base", UnitKind.CURRENCY,
            ("7.55088e+10", "7.54493e+10", "7.55684e+10"),
        ),
        (
            implied_base(read("5億元"), read("28.6%"), falling=True), "implied base",
            UnitKind.CURRENCY, ("7.0028e+08", "6.29811e+08", "7.70848e+08"),
        ),
        (
            before_points(read("23.2%"), read("2.8個百分點")), "implied base", UnitKind.PERCENT,
            ("20.4", "20.3", "20.5"),
        ),
        (
            before_points(read("23.2%"), read("2.8個百分點"), falling=True), "implied base",
            UnitKind.PERCENT, ("26.0", "25.9", "26.1"),
        ),
        (
            product(read("186億元"), read("23.2%")), "product", UnitKind.CURRENCY,
            ("4.3152e+09", "4.29432e+09", "4.33612e+09"),
        ),
        (
            product(read("75,869輛"), read("6590元")), "product", UnitKind.CURRENCY,
            ("4.99977e+08", "4.99935e+08", "5.00018e+08"),
        ),
    ],
)  # fmt: skip
def test_a_formula_gives_its_value_unit_and_bounds(
    result: Result, formula: str, unit: UnitKind, value_low_high: tuple[str, str, str]
) -> None:
    assert (result.formula, result.kind) == (formula, unit)
    got = told(result)
    wanted = tuple(format(Decimal(x), ".6g") for x in value_low_high)
    assert [Decimal(x) for x in got] == [Decimal(x) for x in wanted]


def test_nothing_is_divided_by_zero_or_by_what_may_be_zero() -> None:
    assert ratio(read("5億元"), read("0元")) is None
    assert growth(read("5億元"), read("-3億元")) is None


def test_a_product_of_two_amounts_is_none() -> None:
    assert product(read("5億元"), read("3億元")) is None
    assert product(read("23.2%"), read("10.5%")) is None


NUMBERS = st.integers(1, 10**9)
STEPS = st.sampled_from([Decimal("0.1"), Decimal(1), Decimal(1000)])


def figure(value: int, quantum: Decimal, unit: Unit) -> Figure:
    return Figure(value * quantum, unit, "", Span(0, 0), quantum)


@given(NUMBERS, NUMBERS, STEPS, STEPS, st.fractions(-1, 1), st.fractions(-1, 1))
def test_the_bounds_hold_whatever_the_operands_were_before_rounding(
    a: int, b: int, p: Decimal, q: Decimal, x: Fraction, y: Fraction
) -> None:
    one, other = figure(a, p, CNY), figure(b, q, CNY)
    true_one = Fraction(one.value) + x * Fraction(p) / 2
    true_other = Fraction(other.value) + y * Fraction(q) / 2
    slack = Fraction(1, 10**12)  # Decimal keeps 28 digits
    cases = [
        (difference(one, other), true_one - true_other),
        (total([one, other]), true_one + true_other),
        (ratio(one, other, percent=True), true_one / true_other * 100),
        (growth(one, other), (true_one / true_other - 1) * 100),
    ]
    for result, true in cases:
        assert result is not None
        size = max(abs(true), Fraction(1))
        assert Fraction(result.low) - slack * size <= true <= Fraction(result.high) + slack * size


@given(NUMBERS, st.integers(1, 999), st.booleans())
def test_an_implied_base_grown_again_is_the_value(value: int, change: int, falling: bool) -> None:
    now, rate = figure(value, Decimal(1), CNY), figure(change, Decimal("0.1"), PERCENT)
    base = implied_base(now, rate, falling=falling)
    factor = 1 + (-1 if falling else 1) * rate.value / 100
    assert abs(base.value * factor - now.value) <= now.value * Decimal("1e-20")
    assert base.low <= base.value <= base.high


@pytest.mark.parametrize(
    ("claim", "follows"),
    [
        ("12.7 percentage points", True),
        ("13 percentage points", True),  # rounded as the claim is
        ("12.6 percentage points", False),
        ("12.7%", False),
    ],
)
def test_a_result_is_a_figure_when_it_rounds_to_it(claim: str, follows: bool) -> None:
    assert gives(difference(read("23.2%"), read("10.5%")), read(claim)) is follows


# -- in texts -------------------------------------------------------------------------


def last(checker: Checker, text: str) -> FigureCheck:
    return checker.check(text)[-1]


@pytest.mark.parametrize(
    ("text", "formula", "operands"),
    [
        (
            "Xiaomi's EV gross margin was 23.2% and XPeng's EV gross margin was 10.5%. "
            "Xiaomi's EV gross margin is 12.7 percentage points higher.",
            "difference",
            ("23.2%", "10.5%"),
        ),
        (
            "小米汽車毛利率為23.2%，環比上升2.8個百分點。由此推算，2024年第四季度小米汽車毛利率為20.4%。",
            "implied base",
            ("23.2%", "2.8個百分點"),
        ),
        (
            "Smartphone revenue was RMB 50.6 billion and EV revenue was RMB 18.6 billion in the "
            "first quarter of 2025. Smartphone revenue was 2.7 times EV revenue.",
            "ratio",
            ("506億元", "186億元"),
        ),
        (
            "Xiaomi's revenue in the first quarter of 2024 was RMB 75.5 billion.",
            "implied base",
            ("1113億元", "47.4%"),
        ),
        (
            "Smartphone revenue made up 45.5% of group revenue.",
            "share",
            ("506億元", "1113億元"),
        ),
    ],
)  # fmt: skip
def test_a_figure_that_follows_from_others_is_derived_with_its_proof(
    checker: Checker, text: str, formula: str, operands: tuple[str, ...]
) -> None:
    check = last(checker, text)
    assert check.verdict is Verdict.DERIVED
    assert check.proof is not None
    assert check.proof.formula == formula
    assert tuple(row.figure.text for row in check.proof.operands) == operands
    assert all(row.places for row in check.proof.operands)
    low, high = (Decimal(x.replace(",", "")) for x in (check.proof.low, check.proof.high))
    assert low <= high
    assert abs(check.figure.value - (low + high) / 2) <= (high - low) / 2 + check.figure.quantum / 2
    for operand in operands:
        assert operand in check.proof.expression


@pytest.mark.parametrize(
    "text",
    [
        "Xiaomi's EV gross margin was 23.2% and XPeng's EV gross margin was 10.5%. "
        "Xiaomi's EV gross margin is 13.7 percentage points higher.",
        "Xiaomi's revenue in the first quarter of 2024 was RMB 76.5 billion.",
        "Smartphone revenue made up 44.5% of group revenue.",
        "小米汽車毛利率為23.2%，環比上升2.8個百分點。由此推算，2024年第四季度小米汽車毛利率為26.0%。",
    ],
)
def test_a_figure_that_does_not_follow_is_not_derived(checker: Checker, text: str) -> None:
    assert not last(checker, text).verdict.passes


def test_a_difference_of_percentages_is_never_a_percentage(checker: Checker) -> None:
    text = (
        "Xiaomi's EV gross margin was 23.2% and XPeng's EV gross margin was 10.5%. "
        "Xiaomi's EV gross margin is 12.7% higher."
    )
    assert not last(checker, text).verdict.passes
