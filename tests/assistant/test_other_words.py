"""Questions in other words than the report's: the sentence that is meant, and when it is not."""

from __future__ import annotations

import pytest

from assistant.answer.asked import asked_text
from assistant.answer.report_lines import is_prose
from assistant.ask import Assistant
from assistant.results import Answer
from assistant.settings import Settings

HOTELS = """# 栈桥酒店集团 2024 年度业绩摘要

## 概览

栈桥酒店集团2024年营业收入为人民币46.2亿元，同比增长9.1%。净利润为4.8亿元，同比增长13.0%。

## 运营

集团在营酒店904家，客房9.6万间。全年平均入住率为75.2%，平均房价为每晚288元。

入住率回升，是因为会展增多，加上集团把会员价覆盖到所有预订渠道。

会员贡献了61%的间夜。集团在214家门店试点送物机器人，前台夜班人手因而减少三成。

人工成本占收入的比例由25.3%降至24.1%。去年同期受培训项目影响较大，今年的培训改为线上。

## 展望

管理层提出以下目标：

1. 2025年新开业酒店180家。
2. 2026年底前把加盟店占比提高到82%。
3. 2025年收入增长7%至9%。

## 主要风险

- 差旅预算收缩：宏观消费走弱会压低房价。
- 供给过剩：部分城市新酒店过多。
- 服务参差：加盟商的服务质量不一。
"""


@pytest.fixture(scope="module")
def hotels(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("hotels")
    path = folder / "hotels.md"
    path.write_text(HOTELS, encoding="utf-8")
    return Assistant.open(Settings(data_dir=folder / "data"), path)


def lines(answer: Answer) -> list[str]:
    return [line.split("[")[0].strip() for line in answer.text.splitlines()]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("有多少门店用上了机器人", "214家"),
        ("会员住了多少比例的间夜", "61%"),
        ("有幾多間門店試用機械人", "214家"),
        ("房间住得有多满", "75.2%"),
    ],
)
def test_a_figure_asked_for_in_other_words_is_given_with_its_sentence(
    hotels: Assistant, question: str, figure: str
) -> None:
    answer = hotels.ask(question)
    assert not answer.refused
    assert figure in answer.text
    assert answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "每晚平均电费是多少",
        "健身房有多少家",
        "How many patents does it hold?",
        "餐饮外卖卖了多少单",
    ],
)
def test_a_figure_of_a_thing_that_no_sentence_names_is_refused(
    hotels: Assistant, question: str
) -> None:
    assert hotels.ask(question).refused


def test_a_reason_in_the_next_sentence_is_quoted_with_the_figure(hotels: Assistant) -> None:
    answer = hotels.ask("人工成本占比为什么下降")
    assert "24.1%" in answer.text
    assert "培训" in answer.text


def test_a_list_that_a_sentence_announces_is_given_whole_and_in_order(hotels: Assistant) -> None:
    told = lines(hotels.ask("管理层定了哪几个目标？逐个列出"))
    assert [line[-3:] for line in told[-3:]] == ["80家", "82%", "至9%"] or [
        figure in line for figure, line in zip(("180家", "82%", "9%"), told[-3:], strict=True)
    ] == [True, True, True]


def test_the_items_under_a_heading_answer_a_question_on_it(hotels: Assistant) -> None:
    answer = hotels.ask("主要风险都有哪些？")
    found = [answer.text.find(word) for word in ("差旅预算", "供给过剩", "服务参差")]
    assert -1 not in found
    assert found == sorted(found)


def test_a_price_is_not_read_out_of_another_clause_than_the_product(assistant: Assistant) -> None:
    assert assistant.ask("YU7定價多少").refused


def test_what_a_purchase_is_made_for_answers_why(assistant: Assistant) -> None:
    answer = assistant.ask("小米點解要回購股份")
    assert not answer.refused
    assert "股東價值" in answer.text


def test_why_something_is_called_so_is_told_by_the_sentence_that_calls_it_so(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("何以稱互聯網服務為利潤奶牛？")
    assert "76.9%" in answer.text
    assert "利潤奶牛" in answer.text


def test_the_sentence_on_the_very_matter_goes_before_an_enumeration_near_it(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("海外月活增长主要靠哪些市场")
    assert "印度" in answer.text
    assert "一是" not in answer.text


def test_how_something_is_coped_with_is_no_summary(assistant: Assistant) -> None:
    answer = assistant.ask("how is management coping with rising component prices in phones?")
    assert answer.intent == "explain"
    assert "CSOT" in answer.text


def test_the_words_of_asking_are_not_looked_for() -> None:
    assert asked_text("Why did the margin widen?").split() == ["margin", "widen?"]
    assert asked_text("請問門店有多少間") != "請問門店有多少間"


def test_labels_and_numbers_of_a_chart_are_no_prose() -> None:
    assert is_prose("会员贡献了61%的间夜。")
    assert not is_prose("0.1%2.1%14.5%9.2%16.4%2.4%3.8%15.7%10.3%18.2%3.6%5.2%16.6%11.0%")
    assert not is_prose("品牌产品产能专利客户规模" * 20)
