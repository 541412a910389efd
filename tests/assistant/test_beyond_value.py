"""What a sentence says of a figure beside its value: denials, records, comparisons, moves."""

from __future__ import annotations

import pytest

from assistant.check.check import Checker
from assistant.results import Verdict

CONFIRMED, CONFLICT = Verdict.CONFIRMED, Verdict.CONFLICT
ABSENT, OPEN = Verdict.NOT_IN_REPORT, Verdict.NOT_CHECKABLE


def verdicts(checker: Checker, text: str) -> list[Verdict]:
    return [check.verdict for check in checker.check(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xiaomi's EV gross margin was not 23.2%.", [CONFLICT]),
        ("小米汽車毛利率並非23.2%。", [CONFLICT]),
        ("Xiaomi's revenue did not grow 47.4% year on year.", [CONFLICT]),
        ("小米收入並沒有同比增長47.4%。", [CONFLICT]),
        ("Xiaomi's EV gross margin was not 25% but 23.2%.", [OPEN, CONFIRMED]),
        ("小米汽車毛利率不是25%，而是23.2%。", [OPEN, CONFIRMED]),
        ("Xiaomi's EV gross margin was not only 23.2%, it beat its peers.", [CONFIRMED]),
        ("The outlook is not clear; Xiaomi's EV gross margin was 23.2%.", [CONFIRMED]),
    ],
)
def test_a_denial_of_a_true_figure_is_a_conflict(
    checker: Checker, text: str, expected: list[Verdict]
) -> None:
    assert verdicts(checker, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IoT revenue was RMB 32.3 billion, a record high.", CONFIRMED),
        ("IoT收入為323億元，創歷史新高。", CONFIRMED),
        ("The smartphone ASP reached an all-time high of RMB 1,211.", CONFIRMED),
        ("Washing machine shipments hit a record of over 740,000 units.", CONFIRMED),
        ("Smartphone revenue was RMB 50.6 billion, a record high.", ABSENT),
        ("智能手機收入為506億元，創歷史新高。", ABSENT),
        ("The smartphone ASP fell to a record low of RMB 1,211.", ABSENT),
        ("Xiaomi's EV gross margin was 23.2%, the highest ever.", ABSENT),
    ],
)
def test_a_record_must_be_called_one_by_the_report(
    checker: Checker, text: str, expected: Verdict
) -> None:
    assert verdicts(checker, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Revenue was RMB 111.3 billion, above the market expectation of RMB 108.965 billion.",
         CONFIRMED),
        ("Revenue was RMB 111.3 billion, below the market expectation of RMB 108.965 billion.",
         CONFLICT),
        ("收入為1113億元，高於市場預期的1089.65億元。", CONFIRMED),
        ("收入為1113億元，低於市場預期的1089.65億元。", CONFLICT),
        ("小米毛利率（22.8%）高於小鵬毛利率（10.5%）。", CONFIRMED),
        ("小米毛利率（22.8%）低於小鵬毛利率（10.5%）。", CONFLICT),
    ],
)  # fmt: skip
def test_a_comparison_holds_only_the_way_the_figures_stand(
    checker: Checker, text: str, expected: Verdict
) -> None:
    assert verdicts(checker, text)[-1] is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xiaomi's EV gross margin rose to 23.2%.", CONFIRMED),
        ("Xiaomi's EV gross margin fell to 23.2%.", CONFLICT),
        ("小米汽車毛利率提高到23.2%。", CONFIRMED),
        ("小米汽車毛利率下降到23.2%。", CONFLICT),
        ("2025年第一季度，小米智能電動汽車及AI創新業務的經營虧損擴大至5億元。", CONFLICT),
    ],
)
def test_a_level_is_reached_the_way_the_report_has_it(
    checker: Checker, text: str, expected: Verdict
) -> None:
    assert verdicts(checker, text) == [expected]


def test_the_reason_shows_both_sides_of_a_comparison(checker: Checker) -> None:
    text = "收入為1113億元，低於市場預期的1089.65億元。"
    assert checker.check(text)[-1].reason == (
        "報告所述的高低相反：2025年第一季度小米收入：1113億元；"
        "2025年第一季度小米收入（市場預期）：1089.65億元。"
    )
