"""Summaries: of what, in how many lines, with which figures first."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.words.lists import word_file
from corpus.kpi_names import vocabulary


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Sum up the report in one line", 1),
        ("一句話總結", 1),
        ("Give me the car business in three sentences", 3),
        ("三句话总结这份报告", 3),
        ("the report in five bullets", 5),
    ],
)
def test_a_summary_has_as_many_lines_as_are_asked_for(
    assistant: Assistant, question: str, number: int
) -> None:
    answer = assistant.ask(question)
    assert answer.intent == "summary"
    assert len(answer.text.splitlines()) == number


def test_one_line_holds_revenue_before_profit(assistant: Assistant) -> None:
    text = assistant.ask("Sum up the report in one line").text
    assert -1 < text.index("RMB 111.3 billion") < text.index("RMB 10.7 billion")


def test_a_business_is_summed_up_with_its_revenue_margin_and_volume(assistant: Assistant) -> None:
    text = assistant.ask("Give me the car business in three sentences").text
    assert all(figure in text for figure in ("RMB 18.6 billion", "23.2%"))


def test_two_lines_hold_four_headlines(retailer: Assistant) -> None:
    text = retailer.ask("two-line summary for a note").text
    assert len(text.splitlines()) == 2
    assert text.index("£842.0 million") < text.index("£59.8 million")


def test_a_topic_without_a_figure_of_its_name_is_told_by_those_that_belong_to_it(
    bank: Assistant,
) -> None:
    text = bank.ask("资产质量情况概括").text
    assert -1 < text.index("0.18%") < text.index("712%")
    assert "182.4" not in text


def test_the_ratios_of_a_topic_are_listed_together(bank: Assistant) -> None:
    answer = bank.ask("all the capital ratios")
    found = [answer.text.find(figure) for figure in ("14.8%", "12.9%", "11.6%")]
    assert -1 not in found
    assert found == sorted(found)


def test_the_conclusion_of_a_broker_is_its_target_price(assistant: Assistant) -> None:
    assert "HK$65-75" in assistant.ask("what's the broker's bottom line?").text


def test_a_region_of_a_business_is_summed_up_by_its_own_figures(assistant: Assistant) -> None:
    text = assistant.ask("幫我整理手機在中國大陸的表現").text
    assert "1330萬" in text
    assert "18.8%" in text
    assert "4180萬" not in text


def test_every_metric_of_a_topic_is_in_the_vocabulary() -> None:
    data = word_file("topics")
    known = vocabulary().names
    assert [m for one in data.values() for m in one["metrics"] if m not in known] == []
