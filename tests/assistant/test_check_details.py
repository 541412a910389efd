"""The figure check on what narrows a figure, on plans, constants and bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.check.check import Checker
from assistant.check.tolerance import last_digit_unit
from assistant.results import FigureCheck, Verdict


def told(checker: Checker, text: str) -> dict[str, Verdict]:
    return {check.figure.text: check.verdict for check in checker.check(text)}


def last(checker: Checker, text: str) -> FigureCheck:
    return checker.check(text)[-1]


@pytest.mark.parametrize(
    ("text", "figure", "passes"),
    [
        ("Xiaomi's smartphone market share in mainland China was 18.8%.", "18.8%", True),
        ("Xiaomi's smartphone market share in mainland China was 24.4%.", "24.4%", False),
        ("小米在中國大陸的智能手機市佔率為9.6%。", "9.6%", False),
        (
            "Xiaomi's smartphone market share in mainland China in the price band of RMB 4,000"
            " and above was 9.6%.",
            "9.6%",
            True,
        ),
        (
            "Xiaomi's smartphone market share in mainland China in the price band of RMB 4,000"
            " and above was 18.8%.",
            "18.8%",
            False,
        ),
    ],
)
def test_the_figure_of_a_price_band_is_not_that_of_the_whole(
    checker: Checker, text: str, figure: str, passes: bool
) -> None:
    assert told(checker, text)[figure].passes is passes


@pytest.mark.parametrize(
    ("plan", "fact"),
    [
        (
            "Xiaomi's EV delivery target for 2025 is 350,000 vehicles.",
            "Xiaomi's EV deliveries were 350,000 vehicles in 2025.",
        ),
        ("2025年小米智能電動汽車交付量目標為35萬輛。", "2025年小米智能電動汽車交付量為35萬輛。"),
        (
            "Revenue is forecast to grow 34%-40% in 2025 to RMB 490-510 billion.",
            "Xiaomi's revenue was RMB 490-510 billion in 2025.",
        ),
    ],
)
def test_a_plan_told_as_a_result_does_not_pass(checker: Checker, plan: str, fact: str) -> None:
    assert last(checker, plan).verdict.passes
    assert last(checker, fact).verdict is Verdict.CONFLICT


@pytest.mark.parametrize(
    ("calculation", "result"),
    [
        ("RMB 111.3 billion ÷ 3 ≈ RMB 37.1 billion.", Verdict.DERIVED),
        ("RMB 111.3 billion ÷ 3 ≈ RMB 38.1 billion.", Verdict.CONFLICT),
        ("RMB 111.3 billion × 4 = RMB 445.2 billion.", Verdict.DERIVED),
        ("RMB 111.3 billion × 4 = RMB 545.2 billion.", Verdict.CONFLICT),
    ],
)
def test_a_constant_may_stand_in_a_calculation(
    checker: Checker, calculation: str, result: Verdict
) -> None:
    text = f"Xiaomi's revenue was RMB 111.3 billion in the first quarter of 2025. {calculation}"
    checks = checker.check(text)
    assert checks[-1].verdict is result
    assert checks[-2].verdict is Verdict.CONFIRMED


def test_the_whole_in_percent_may_stand_in_a_calculation(checker: Checker) -> None:
    text = "Internet services gross margin was 76.9%. 100% − 76.9% = 23.1%."
    assert [check.verdict for check in checker.check(text)] == [
        Verdict.CONFIRMED,
        Verdict.CONFIRMED,
        Verdict.CONFIRMED,
        Verdict.DERIVED,
    ]


def test_a_calculation_may_go_on_with_the_result_of_another(checker: Checker) -> None:
    text = (
        "Xiaomi's EV delivery target for 2025 is 350,000 vehicles. The SU7 series delivered 75,869"
        " vehicles in the first quarter of 2025. 350,000 vehicles − 75,869 vehicles ="
        " 274,131 vehicles. 274,131 vehicles ÷ 3 ≈ 91,377 vehicles."
    )
    check = last(checker, text)
    assert check.verdict is Verdict.DERIVED
    assert check.proof is not None
    assert check.proof.expression == "274,131 vehicles ÷ 3 ≈ 91,377 vehicles"
    assert last(checker, text.replace("91,377", "91,477")).verdict is Verdict.CONFLICT


def test_constants_alone_prove_nothing(checker: Checker) -> None:
    assert not any(check.verdict.passes for check in checker.check("12 ÷ 3 = 4."))


def test_a_change_is_not_derived_from_a_ratio_that_happens_to_be_as_large(
    checker: Checker,
) -> None:
    text = (
        "Smartphone revenue was RMB 50.6 billion in the first quarter of 2025, and group revenue"
        " was RMB 111.3 billion, up 45.5% year on year."
    )
    assert last(checker, text).verdict is Verdict.CONFLICT


def test_the_unit_of_the_last_digit_of_a_huge_number_is_found() -> None:
    assert last_digit_unit(Decimal("1E+30"), Decimal("0.1")) == Decimal("1E+30")
    assert last_digit_unit(Decimal("1113E8"), Decimal("1E8")) == Decimal("1E8")
    assert last_digit_unit(Decimal("110E9"), Decimal("1E9")) == Decimal("10E9")
