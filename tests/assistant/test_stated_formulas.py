"""Figures that a sentence says are calculated: the calculation decides, and is shown."""

from __future__ import annotations

import pytest

from assistant.check.check import Checker
from assistant.results import FigureCheck, Verdict

PHONES_AND_CARS = (
    "Smartphone revenue was RMB 50.6 billion and EV revenue was RMB 18.6 billion in the first"
    " quarter of 2025, "
)
PHONES_AND_CARS_ZH = "2025年第一季度智能手機收入為506億元，智能電動汽車收入為186億元，"


def last(checker: Checker, text: str) -> FigureCheck:
    return checker.check(text)[-1]


@pytest.mark.parametrize(
    ("text", "formula", "expression"),
    [
        (PHONES_AND_CARS + "a difference of RMB 32 billion.", "difference",
         "506億元 − 186億元 = 32,000,000,000"),
        (PHONES_AND_CARS + "RMB 69.2 billion together.", "sum",
         "506億元 + 186億元 = 69,200,000,000"),
        (PHONES_AND_CARS + "a ratio of 2.7 times.", "ratio", "506億元 ÷ 186億元 = 2.7204"),
        (PHONES_AND_CARS_ZH + "相差320億元。", "difference", "506億元 − 186億元 = 32,000,000,000"),
        (PHONES_AND_CARS_ZH + "兩者合計692億元。", "sum", "506億元 + 186億元 = 69,200,000,000"),
        (PHONES_AND_CARS_ZH + "前者是後者的2.7倍。", "ratio", "506億元 ÷ 186億元 = 2.7204"),
        ("The gap between smartphone and EV revenue was RMB 32 billion.", "difference",
         "506億元 − 186億元 = 32,000,000,000"),
        ("小米2025年手機出貨目標1.8億台，一季度已完成約23%。", "share",
         "4180萬臺 ÷ 1.8億臺 × 100 = 23.2222"),
    ],
)  # fmt: skip
def test_a_stated_calculation_that_is_right_is_derived(
    checker: Checker, text: str, formula: str, expression: str
) -> None:
    check = last(checker, text)
    assert check.verdict is Verdict.DERIVED
    assert check.proof is not None
    assert (check.proof.formula, check.proof.expression) == (formula, expression)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        (PHONES_AND_CARS + "a difference of RMB 34 billion.", "506億元 − 186億元 = 32,000,000,000"),
        (PHONES_AND_CARS + "RMB 32 billion together.", "506億元 + 186億元 = 69,200,000,000"),
        (PHONES_AND_CARS + "a ratio of 3.7 times.", "506億元 ÷ 186億元 = 2.7204"),
        (PHONES_AND_CARS_ZH + "相差340億元。", "506億元 − 186億元 = 32,000,000,000"),
        (PHONES_AND_CARS_ZH + "兩者合計320億元。", "506億元 + 186億元 = 69,200,000,000"),
        (PHONES_AND_CARS_ZH + "前者是後者的3.7倍。", "506億元 ÷ 186億元 = 2.7204"),
    ],
)
def test_a_stated_calculation_that_is_wrong_is_a_conflict_with_its_proof(
    checker: Checker, text: str, expression: str
) -> None:
    check = last(checker, text)
    assert check.verdict is Verdict.CONFLICT
    assert check.proof is not None
    assert check.proof.expression == expression
    assert expression in check.reason


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Xiaomi's EV gross margin was 13.2% in the first quarter of 2024.",
         "23.2% − 10個百分點 = 13.2"),
        ("Xiaomi's SU7 loss per unit in the fourth quarter of 2024 was about RMB 9,190.",
         "6590元 + 2600元 = 9,190"),
        ("Xiaomi's revenue in the first quarter of 2024 was RMB 75.5 billion.",
         "1113億元 ÷ (1 + 47.4%) = 75,508,819,539"),
    ],
)  # fmt: skip
def test_a_level_before_a_stated_change_is_derived(
    checker: Checker, text: str, expression: str
) -> None:
    check = last(checker, text)
    assert check.verdict is Verdict.DERIVED
    assert check.proof is not None
    assert check.proof.expression == expression


def test_a_wrong_level_before_a_stated_change_is_a_conflict(checker: Checker) -> None:
    check = last(checker, "Xiaomi's EV gross margin was 14.2% in the first quarter of 2024.")
    assert check.verdict is Verdict.CONFLICT
    assert check.reason == "The calculation gives something else: 23.2% − 10個百分點 = 13.2."


def test_what_the_report_states_is_not_set_aside_by_what_other_rows_give(checker: Checker) -> None:
    # 186億 ÷ 75,869 is 245,160, but the report states the average price.
    text = "Xiaomi's EV average selling price was RMB 245,160 in the first quarter of 2025."
    assert last(checker, text).verdict is Verdict.CONFLICT


def test_a_calculation_from_a_changed_amount_carries_on_in_the_text(checker: Checker) -> None:
    text = (
        "Xiaomi's smartphone revenue: RMB 50.6 billion ÷ (1 + 8.9%) ≈ RMB 46.5 billion. "
        "RMB 50.6 billion − RMB 46.5 billion ≈ RMB 4.1 billion. Xiaomi's smartphone revenue was "
        "RMB 50.6 billion in the first quarter of 2025, up 8.9% year on year."
    )
    assert all(check.verdict.passes for check in checker.check(text))
