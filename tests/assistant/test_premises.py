"""What a question takes for granted: the correction first and in words, each part answered."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("why is xiaomi losing phone share in china", "It rose; it did not fall."),
        ("點解汽車業務虧損擴大到7億", "虧損是收窄，並非擴大。"),
        ("Why did smartphone shipments fall 3%?", "It rose; it did not fall."),
        ("为什么手机均价下降了5.8%", "是上升，并非下降。"),
        ("毛利率怎么跌到22.8%了", "是上升，并非下降。"),
        ("小米手機係咪流失緊市佔", "是上升，並非下降。"),
    ],
)
def test_a_change_the_other_way_is_corrected_in_words(
    assistant: Assistant, question: str, told: str
) -> None:
    answer = assistant.ask(question)
    assert answer.intent == "correction"
    assert told in answer.text
    assert answer.passed


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("空調出貨增長100%、洗衣機增長65%，有沒有錯？", ("65%", "100%")),
        ("Li Auto's gross margin of 12.3% is lower than NIO's, correct?", ("19.7%", "12.3%")),
        ("小鵬毛利率19.7%，理想10.5%，對嗎", ("10.5%", "19.7%")),
    ],
)
def test_each_figure_is_held_against_the_thing_beside_it(
    assistant: Assistant, question: str, figures: tuple[str, ...]
) -> None:
    answer = assistant.ask(question)
    assert answer.intent == "correction"
    assert all(figure in answer.text for figure in figures)


def test_a_figure_of_another_business_is_told_where_it_belongs(assistant: Assistant) -> None:
    text = assistant.ask("平均售價1211元係汽車嘅？").text
    assert text.startswith("不對")
    assert "23.83萬元" in text
    assert "智能手機" in text


def test_figures_that_one_sentence_gives_together_hold(assistant: Assistant) -> None:
    for question in (
        "SU7月交付係咪連續半年過兩萬",
        "Has monthly SU7 delivery been above 20,000 for six months?",
    ):
        answer = assistant.ask(question)
        assert answer.intent == "verify"
        assert "20,000" in answer.text or "2萬" in answer.text


def test_a_plan_for_five_years_is_not_that_for_one(assistant: Assistant) -> None:
    text = assistant.ask("研發五年投300億，對吧").text
    assert text.startswith("不對")
    assert "2000億" in text


def test_a_target_that_was_replaced_is_no_target(assistant: Assistant) -> None:
    text = assistant.ask("小米汽車2025年目標係30萬輛，啱唔啱").text
    assert text.startswith("不對")
    assert "35萬輛" in text


def test_a_result_above_expectation_by_so_much_is_borne_out(assistant: Assistant) -> None:
    assert assistant.ask("Did revenue beat consensus by 2.3 billion?").text.startswith("Yes.")
    assert assistant.ask("Revenue beat expectations by RMB 5 billion, right?").text.startswith(
        "No."
    )
    assert assistant.ask("Was consensus revenue above RMB 110 billion?").text.startswith("No")


@pytest.mark.parametrize(
    ("question", "lead", "told"),
    [
        ("Did net debt rise?", "No.", "£37 million"),
        ("net debt fell 37 million, right?", "Yes.", "£251 million"),
        ("Did stock cover get longer?", "No.", "63 days"),
        ("Has the interim dividend been cut?", "No.", "5.5 pence"),
        ("Were garden furniture sales up 8%?", "No", "It fell; it did not rise."),
        ("Was the guidance cut?", "No.", "£205-215 million"),
    ],
)
def test_changes_between_two_levels_of_a_retailer(
    retailer: Assistant, question: str, lead: str, told: str
) -> None:
    text = retailer.ask(question).text
    assert text.startswith(lead)
    assert told in text


def test_a_ratio_that_is_better_low_gets_worse_when_it_rises(bank: Assistant) -> None:
    assert bank.ask("Did the bad-loan ratio get worse?").text.startswith("No.")
    assert bank.ask("成本收入比有冇改善").text.startswith("是的")


@pytest.mark.parametrize(
    "question",
    [
        "What's the 2025 EV delivery target?",
        "研发投入今年多少",
        "EV revenue in the first quarter of 2025?",
        "How will Xiaomi lower its costs?",
    ],
)
def test_a_plain_question_is_never_answered_by_a_correction(
    assistant: Assistant, question: str
) -> None:
    assert assistant.ask(question).intent != "correction"
