"""Calculations written out in a text: operands stand when stated, results when they come out."""

from __future__ import annotations

import pytest

from assistant.check.check import Checker
from assistant.results import Verdict

STATED = (
    "Xiaomi's adjusted net profit was RMB 10.7 billion and Xiaomi's revenue was RMB 111.3 billion "
    "in the first quarter of 2025. "
)
STATED_ZH = "2025年第一季度，小米收入為1113億元，經調整淨利潤為107億元。"
C, D, X = Verdict.CONFIRMED, Verdict.DERIVED, Verdict.CONFLICT


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (STATED + "RMB 10.7 billion ÷ RMB 111.3 billion ≈ 9.6%.", [C, C, D]),
        (STATED + "RMB 10.7 billion ÷ RMB 111.3 billion ≈ 9.7%.", [C, C, X]),
        (STATED + "RMB 10.7 billion ÷ RMB 111.3 billion ≈ 10%.", [C, C, D]),
        (STATED + "RMB 111.3 billion − RMB 10.7 billion = RMB 100.6 billion.", [C, C, D]),
        (STATED + "RMB 111.3 billion − RMB 10.7 billion = RMB 100.5 billion.", [C, C, X]),
        (STATED + "RMB 111.3 billion + RMB 10.7 billion = RMB 122 billion.", [C, C, D]),
        (STATED_ZH + "107億元 ÷ 1113億元 ≈ 9.6%。", [C, C, D]),
        (STATED_ZH + "107億元 ÷ 1113億元 ≈ 6.9%。", [C, C, X]),
        (STATED_ZH + "1113億元 − 107億元 = 1006億元。", [C, C, D]),
    ],
)
def test_a_written_out_calculation_is_checked(
    checker: Checker, text: str, wanted: list[Verdict]
) -> None:
    assert [check.verdict for check in checker.check(text)][-3:] == wanted


def test_the_proof_of_a_calculation_names_its_rows(checker: Checker) -> None:
    result = checker.check(STATED + "RMB 10.7 billion ÷ RMB 111.3 billion ≈ 9.6%.")[-1]
    assert result.proof is not None
    assert result.proof.formula == "share"
    assert [row.metric for row in result.proof.operands] == ["adjusted_net_profit", "revenue"]


def test_a_result_does_not_stand_on_an_operand_that_nothing_states(checker: Checker) -> None:
    text = STATED + "RMB 20.7 billion ÷ RMB 111.3 billion ≈ 18.6%."
    operand, _, result = checker.check(text)[-3:]
    assert not operand.verdict.passes
    assert not result.verdict.passes


def test_a_chain_of_sums_is_checked(checker: Checker) -> None:
    text = (
        "Smartphone revenue was RMB 50.6 billion, EV revenue was RMB 18.6 billion, IoT revenue was "
        "RMB 32.3 billion and internet services revenue was RMB 9.1 billion. "
        "RMB 50.6 billion + RMB 18.6 billion + RMB 32.3 billion + RMB 9.1 billion = "
    )
    assert checker.check(text + "RMB 110.6 billion.")[-1].verdict is D
    assert not checker.check(text + "RMB 111.3 billion.")[-1].verdict.passes


def test_points_are_taken_from_a_percentage(checker: Checker) -> None:
    text = (
        "EV gross margin was 23.2% in the first quarter of 2025, up 10 percentage points year on "
        "year. 23.2% − 10 percentage points = 13.2%."
    )
    assert checker.check(text)[-1].verdict is D
    assert not checker.check(text.replace("13.2%", "33.2%"))[-1].verdict.passes
