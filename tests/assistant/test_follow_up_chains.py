"""Conversations of several turns on several reports, in three scripts: the last answer's figures."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.results import Answer, Turn


def last(assistant: Assistant, chain: str) -> Answer:
    history: list[Turn] = []
    *earlier, question = chain.split(" | ")
    for one in earlier:
        history += [Turn("user", one), Turn("assistant", assistant.ask(one, history).text)]
    return assistant.ask(question, history)


@pytest.mark.parametrize(
    ("chain", "figures"),
    [
        ("What's the 2025 EV delivery target? | what share of that is done already?", ("21.7%",)),
        ("小米毛利率幾多？ | 汽車嗰邊呢？ | 同理想比呢", ("23.2%", "19.7%", "3.5個百分點")),
        ("集團毛利率是多少？ | 唔係喎，我記得係25%", ("22.8%",)),
        ("手机出货目标多少 | 研发投入今年多少 | 五年总共呢", ("2000亿元",)),
        ("手机出货目标多少？ | 已经完成多少了 | 还差多少", ("1.382亿台",)),
        ("EV revenue? | as a share of group revenue?", ("16.2%",)),
        ("Phone shipments worldwide? | and in China? | how much of the total is that?", ("31.8%",)),
        ("EV operating loss in Q1? | and the quarter before? | by how much did it narrow?",
         ("RMB 200 million",)),
        ("汽车交付目标 | 原来是多少 | 上调了多少", ("5万辆",)),
        ("雪櫃賣咗幾多 | 洗衣機呢 | 邊個升得快啲", ("65%", "100%")),
        ("手机在国内市占率多少？ | 4000-5000元价位段呢", ("24.4%",)),
        ("净利润预测 | 收入呢", ("4900-5100亿元",)),
        ("What was EV gross margin? | how does that compare with NIO? | and XPeng? | "
         "and which of the three is best?", ("23.2%", "12.3%", "10.5%")),
        ("理想毛利率係幾多 | 蔚來呢 | 小鵬呢 | 咁小米高過佢幾多", ("12.7個百分點",)),
        ("蔚来毛利率 | 小鹏 | 它俩差几个点", ("1.8个百分点",)),
        ("IoT海外收入占比 | 目标是多少 | 差几个点", ("7个百分点",)),
        ("internet services revenue? | its margin? | what share of the group is it", ("8.2%",)),
    ],
)  # fmt: skip
def test_what_a_turn_leaves_out_comes_from_those_before(
    assistant: Assistant, chain: str, figures: tuple[str, ...]
) -> None:
    answer = last(assistant, chain)
    assert not answer.refused
    assert all(figure in answer.text for figure in figures), answer.text


@pytest.mark.parametrize(
    ("chain", "figure"),
    [
        ("interim dividend | and last year?", "5.0 pence"),
        ("loyalty members? | last year?", "5.9 million"),
        ("線上收入 | 佔比 | 去年呢", "18.5%"),
        ("Food revenue? | share of group? | and Clothing?", "16.0%"),
        ("full-year operating profit guidance? | what was it before?", "£190-200 million"),
        ("like-for-like growth? | how about Marlowe's? | and the sector?", "2.4%"),
    ],
)
def test_chains_on_a_retailer_with_a_year_of_its_own(
    retailer: Assistant, chain: str, figure: str
) -> None:
    assert figure in last(retailer, chain).text


@pytest.mark.parametrize(
    ("chain", "figure"),
    [
        ("淨利差幾多 | 上季呢 | 同業平均呢", "1.41%"),
        ("net interest income? | its share of revenue?", "65.0%"),
        ("成本收入比 | 去年同期 | 东岬银行呢", "53.5%"),
        ("逾放比 | 6月底呢 | in English", "0.21%"),
    ],
)
def test_chains_on_a_bank(bank: Assistant, chain: str, figure: str) -> None:
    assert figure in last(bank, chain).text


def test_a_time_that_was_said_is_not_dropped_where_only_the_time_is_asked(bank: Assistant) -> None:
    assert last(bank, "逾放比 | 2019年呢").refused


def test_a_change_of_language_keeps_the_thread(assistant: Assistant) -> None:
    answer = last(assistant, "IoT revenue | 用中文")
    assert answer.language == "zh-Hant"
    assert "323億元" in answer.text
