"""Questions on whether figures agree: a yes or no first, the calculation, and only what is asked."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.results import Verdict


@pytest.mark.parametrize(
    ("question", "lead", "told"),
    [
        ("is 8.2% right for internet services' slice of revenue?", "Yes", "= 8.18%"),
        ("Does the 16.2% EV share tie with the revenue figures?", "No", "is 16.71%"),
        (
            "do mainland and overseas phone users add up to the global figure",
            "Yes",
            "= 719 million",
        ),
        ("海外佔比74.8%計得啱嗎", "對得上", "= 74.83%"),
        ("手机均价1211元和收入、出货量对得上吗", "对得上", "= 506.2亿元"),
        ("每輛蝕6590元呢個數計得啱唔啱？", "對得上", "口徑大於該產品"),
        ("均价23.83万和23.8万，两个数矛盾吗", "没有矛盾", "同一数字"),
        ("四个业务的收入加起来等于总收入吗", "对不上", "相差7亿元"),
        ("手機出貨升3%、均價升5.8%，同收入升8.9%夾唔夾", "對得上", "= 8.97%"),
        ("If mainland is 181m and the world is 719m, is 74.8% abroad right?", "Yes", "= 74.83%"),
        (
            "do smartphone revenue and IoT revenue add up to group revenue?",
            "No",
            "RMB 82.9 billion",
        ),
    ],
)
def test_the_relation_asked_of_is_worked_out(
    assistant: Assistant, question: str, lead: str, told: str
) -> None:
    answer = assistant.ask(question)
    assert answer.intent == "audit"
    assert answer.text.startswith(lead)
    assert told in answer.text
    assert answer.passed


def test_every_operand_is_cited(assistant: Assistant) -> None:
    answer = assistant.ask("Do phone revenue, units and ASP agree with one another?")
    cited = {row.metric for citation in answer.citations for row in citation.rows}
    assert {"revenue", "shipments", "average_selling_price"} <= cited


def test_a_question_on_one_relation_tells_nothing_of_others(assistant: Assistant) -> None:
    answer = assistant.ask("手机均价1211元和收入、出货量对得上吗")
    assert "47.4%" not in answer.text
    assert "16.2%" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "any numbers in this report that do not agree with each other?",
        "這份報告有沒有自相矛盾的數字",
    ],
)
def test_a_general_question_gets_every_finding_and_none_of_its_figures_is_doubted(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.text.count("\n- ") == 5
    assert "16.71%" in answer.text
    assert answer.passed


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("三項收益加埋等唔等於淨收益", "= 182.4億元"),
        ("成本收入比49.0%算得对吗", "= 49.01%"),
        ("does the 18% effective tax rate tie to the tax and pre-tax numbers?", "= 17.98%"),
        ("Do pre-provision profit, bad debt cost and pre-tax profit agree?", "= NT$8.12 billion"),
        ("182.4亿减89.4亿等于93.0亿吗", "= 93亿元"),
    ],
)
def test_parts_and_definitions_of_a_bank(bank: Assistant, question: str, told: str) -> None:
    answer = bank.ask(question)
    assert answer.text.startswith(("Yes", "對得上", "对得上"))
    assert told in answer.text
    assert answer.passed


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("do the three divisions sum to group revenue?", "= £842 million"),
        ("營業利潤率7.1%計得啱嗎", "= 7.10%"),
        ("毛利率提升120个基点，三个因素加得起来吗", "= 120"),
        ("Do the division shares add up to 100%?", "= 100"),
    ],
)
def test_parts_and_definitions_of_a_retailer(retailer: Assistant, question: str, told: str) -> None:
    answer = retailer.ask(question)
    assert answer.text.startswith(("Yes", "對得上", "对得上"))
    assert told in answer.text


def test_a_report_without_contradictions_says_so(bank: Assistant) -> None:
    answer = bank.ask("are there any errors in the figures?")
    assert answer.text.startswith("No: no figures were found")


def test_figures_that_cannot_be_checked_are_told_as_such(assistant: Assistant) -> None:
    answer = assistant.ask("is the 18.8% market share consistent with 13.3 million units?")
    assert answer.text.startswith("The report does not give the figures")


@pytest.mark.parametrize(
    "question",
    [
        "Is revenue in line with market expectations?",
        "营收和市场预期一致吗",
        "has growth been consistent?",
    ],
)
def test_other_senses_of_the_words_ask_for_no_audit(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).intent != "audit"


def test_steps_of_a_calculation_are_derived(assistant: Assistant) -> None:
    answer = assistant.ask("预测收入4900-5100亿和增速34%-40%对得上吗")
    verdicts = {check.figure.text: check.verdict for check in answer.checks}
    assert verdicts["3,656.72"] is Verdict.DERIVED
