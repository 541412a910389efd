"""Computed answers and comparisons on the bundled report: what was asked, and nothing beside it."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.results import Verdict


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("how much higher is smartphone revenue than EV revenue",
         "In the first quarter of 2025, Xiaomi's smartphone revenue (RMB 50.6 billion) was RMB 32 billion higher "
         "than its EV revenue (RMB 18.6 billion), about 2.7 times as much."),
        ("手机收入比汽车高多少", "2025年第一季度，小米智能手机收入（506亿元）比智能电动汽车收入（186亿元）高320亿元"),
        ("how much bigger is IoT than internet services?", "In the first quarter of 2025, Xiaomi's IoT revenue (RMB 32.3 billion)"),
        ("did revenue beat consensus and by how much?", "Yes. In the first quarter of 2025, Xiaomi's revenue (RMB 111.3 billion) was about RMB 2.3 billion higher"),
        ("收入超出預期多少", "2025年第一季度，小米收入（1113億元）比市場預期（1089.65億元）高約23億元。"),
    ],
)  # fmt: skip
def test_a_difference_is_told_first_in_one_sentence(
    assistant: Assistant, question: str, start: str
) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(start), answer.text
    assert "\n" not in answer.text
    assert answer.passed


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("profit per car?", ("makes a loss", "RMB 6,590")),
        ("每輛車賺多少錢", ("虧損", "6590元")),
        ("平均每辆车收入多少", ("每辆", "24.5万元")),
        ("how much does each phone bring in?", ("per phone", "RMB 1,211")),
        ("average revenue per vehicle delivered", ("per vehicle", "RMB 245,000")),
        ("revenue per user", ("per user", "RMB 154.8")),
    ],
)
def test_an_amount_for_each_is_divided_by_what_is_counted(
    assistant: Assistant, question: str, words: tuple[str, ...]
) -> None:
    answer = assistant.ask(question)
    assert all(word in answer.text for word in words), answer.text
    assert not answer.refused
    assert answer.passed


@pytest.mark.parametrize(
    "question", ["revenue per employee", "每家門店收入多少", "profit per store", "人均淨利潤"]
)
def test_the_whole_amount_never_stands_for_the_amount_for_each(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.refused
    assert answer.passed


def test_a_years_plan_and_a_quarters_result_give_no_ratio(assistant: Assistant) -> None:
    answer = assistant.ask("R&D to revenue ratio")
    assert "27.0%" not in answer.text
    assert "not of the same time" in answer.text
    assert "RMB 30 billion" in answer.text


def test_two_currencies_give_no_ratio(assistant: Assistant) -> None:
    answer = assistant.ask("buyback as share of adjusted net profit")
    assert "different currencies" in answer.text
    assert not any(check.figure.unit.kind.value == "percent" for check in answer.checks[:2])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("by how much did the EV operating loss narrow?",
         "Xiaomi's smart EV and AI operating loss narrowed by RMB 200 million, from RMB 700 million in the fourth "
         "quarter of 2024 to RMB 500 million in the first quarter of 2025, down 28.6% quarter on quarter. [1]"),
        ("汽车业务亏损收窄了多少",
         "小米智能电动汽车及AI创新业务经营亏损收窄2亿元，由2024年第四季度的7亿元降至2025年第一季度的5亿元，环比下降28.6%。[1]"),
    ],
)  # fmt: skip
def test_a_change_leads_with_how_much_it_was(
    assistant: Assistant, question: str, text: str
) -> None:
    answer = assistant.ask(question)
    assert answer.text == text
    assert answer.checks[0].verdict is Verdict.DERIVED


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("adjusted net profit margin", "9.6%"),
        ("adjusted net profit / revenue", "9.6%"),
        ("經調整淨利潤除以收入", "9.6%"),
        ("revenue minus the four segments", "RMB 700 million"),
        ("EV revenue - internet services revenue", "RMB 9.5 billion"),
        ("overseas IoT revenue", "RMB 12.3 billion"),
        ("deliveries vs target", "274,131 vehicles"),
        ("what percent of the MAU target was reached", "95.9%"),
        ("gross profit of the EV business", "RMB 4.32 billion"),
    ],
)
def test_a_result_leads_with_what_it_is(assistant: Assistant, question: str, result: str) -> None:
    answer = assistant.ask(question)
    first = answer.text.partition(". ")[0]
    assert result in answer.text.splitlines()[0], answer.text
    assert first
    assert answer.passed, answer.text


def test_the_businesses_do_not_add_up_to_the_whole(assistant: Assistant) -> None:
    answer = assistant.ask("四个业务的收入加起来等于总收入吗")
    assert answer.text.startswith("对不上，")
    assert "1106亿元" in answer.text
    assert "相差7亿元" in answer.text
    assert answer.passed
