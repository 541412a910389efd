"""The question itself is answered: lists whole, premises put right, loose words told apart."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("margin?", "By business: EV gross margin 23.2% and internet services gross margin 76.9%."),
        ("毛利率?", "按業務分：智能電動汽車毛利率為23.2%，互聯網服務毛利率為76.9%。"),
    ],
)
def test_a_bare_metric_is_given_for_the_whole_and_for_each_business(
    assistant: Assistant, question: str, text: str
) -> None:
    answer = assistant.ask(question)
    assert "22.8%" in answer.text.partition("[")[0]
    assert text in answer.text
    assert answer.passed


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("三句话总结", 3),
        ("三句話總結", 3),
        ("summarise in 5 points", 5),
        ("give me two key numbers", 2),
    ],
)
def test_a_summary_has_as_many_points_as_are_asked_for(
    assistant: Assistant, question: str, lines: int
) -> None:
    answer = assistant.ask(question)
    assert len(answer.text.splitlines()) == lines
    assert answer.passed


def test_everything_on_a_business_leaves_nothing_out(assistant: Assistant) -> None:
    text = assistant.ask("everything on internet services").text
    for figure in ("RMB 9.1 billion", "8.2%", "76.9%", "six quarters", "719 million", "74.8%"):
        assert figure in text


def test_each_target_is_listed_once(assistant: Assistant) -> None:
    text = assistant.ask("all 2025 targets").text
    assert text.count("350,000") == 1
    for figure in ("180 million", "RMB 30 billion", "750 million", "75%", "90%", "45%"):
        assert figure in text


def test_all_of_a_metric_is_listed_with_the_peers(assistant: Assistant) -> None:
    answer = assistant.ask("list all gross margins")
    for figure in ("22.8%", "23.2%", "76.9%", "10.5%", "12.3%", "19.7%"):
        assert figure in answer.text
    assert answer.intent == "list"


def test_records_are_listed_where_no_metric_is_named(assistant: Assistant) -> None:
    text = assistant.ask("which metrics hit a record?").text
    assert text.count("- ") >= 4
    assert "RMB 1,211" in text


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("is the internet business shrinking?", "No. It rose; it did not fall. Xiaomi's internet services revenue"),
        ("電動車業務在萎縮嗎", "不是。是上升，並非下降。2025年第一季度，小米智能電動汽車收入"),
        ("Xiaomi sold 500,000 cars in Q1, right?", "No: the report says otherwise. Xiaomi's SU7 deliveries were 75,869"),
        ("Did internet services' share of revenue exceed 10%?", "No: the report says otherwise."),
        ("Is smartphone revenue more than half of the total?", "No."),
        ("Why did Xiaomi's revenue miss expectations?", "No: the report says otherwise."),
        ("小米汽车为什么盈利了", "不对，报告的说法不同。"),
        ("is internet services more profitable than EV?", "Yes. In the first quarter of 2025, Xiaomi's internet services gross margin"),
        ("is 23.2% the group or EV margin?", "Xiaomi's EV gross margin was 23.2%"),
    ],
)  # fmt: skip
def test_a_premise_is_judged_by_what_it_is_about(
    assistant: Assistant, question: str, start: str
) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(start), answer.text
    assert answer.passed


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("EV shipments", "75,869 vehicles"),
        ("how many cars did they ship in Q1?", "75,869 vehicles"),
        ("is 350k cars the target or the actual?", "The target for Xiaomi's EV deliveries"),
        ("what is RMB 700 million?", "operating loss was RMB 700 million"),
        ("which EV maker has the lowest margin?", "XPeng's EV gross margin is the lowest: 10.5%."),
        ("which business is smallest?", "internet services"),
    ],
)
def test_what_is_meant_is_found(assistant: Assistant, question: str, figure: str) -> None:
    answer = assistant.ask(question)
    assert figure in answer.text.splitlines()[0], answer.text
    assert answer.passed


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("stores in mainland China", "countries"),
        ("why did IoT margin improve", "economies of scale"),
        ("how many users did Xiaomi lose this quarter?", "The report gives no"),
    ],
)
def test_the_neighbour_of_a_question_is_no_answer(
    assistant: Assistant, question: str, absent: str
) -> None:
    answer = assistant.ask(question)
    assert answer.refused
    assert absent not in answer.text
