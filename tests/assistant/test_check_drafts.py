"""Sentences as an analyst's or a chatbot's draft has them, half of them wrong, against the
bundled report: one letter for each figure.

c confirmed, r rounded, d derived, x conflict, n not in report, ? not checkable.
"""

from __future__ import annotations

import pytest

from assistant.check.check import Checker
from assistant.results import Verdict

LETTERS = {
    Verdict.CONFIRMED: "c",
    Verdict.ROUNDED: "r",
    Verdict.DERIVED: "d",
    Verdict.CONFLICT: "x",
    Verdict.NOT_IN_REPORT: "n",
    Verdict.NOT_CHECKABLE: "?",
}
RIGHT = (
    ("EV GM hit 23.2% in Q1, +10pp YoY and +2.8pp QoQ.", "ccc"),
    ("Xiaomi's Q1 revenue topped RMB 110bn, up nearly 50% YoY.", "rr"),
    ("Revenue of RMB 111.3bn beat consensus of RMB 108.97bn.", "cr"),
    ("Adjusted net profit topped RMB 10 billion for the first time, at RMB 10.7 billion.", "cc"),
    ("Smartphones brought in RMB 50.6bn, or 45.5% of group revenue.", "cd"),
    ("Xiaomi expects to deliver 350,000 cars in 2025, up from an earlier target of 300,000.", "cc"),
    ("MAU grew 9.2% to 719 million, of which 181 million are in mainland China.", "ccc"),
    ("At RMB 50.6 billion, Xiaomi's smartphone revenue was up 8.9% from a year earlier.", "cc"),
    ("A year-on-year rise of 47.4% took Xiaomi's revenue to RMB 111.3 billion.", "cc"),
    ("It was RMB 18.6 billion that Xiaomi reported for EV revenue.", "c"),
    ("Xiaomi sold 75,869 SU7s in the first quarter.", "c"),
    ("Li Auto, at 19.7%, came closest to Xiaomi's EV gross margin of 23.2%.", "cc"),
    ("Gross margin rose to 22.8%.", "c"),
    ("Xiaomi's EV gross margin was not 25% but 23.2%.", "?c"),
    ("Xiaomi will put RMB 200 billion into R&D over five years.", "cc"),
    ("Xiaomi's SU7 loss per unit in the fourth quarter of 2024 was about RMB 9,190.", "d"),
    ("2025年Q1小米營收1113億，YoY+47.4%。", "cc"),
    ("小米Q1經調整淨利107億元，首次突破百億大關，年增64.5%。", "ccc"),
    ("手機ASP升至1211元，創歷史新高。", "c"),
    ("小米汽車毛利率23.2%，比集團毛利率高出0.4個百分點。", "cd"),
    ("汽車業務經營虧損從上季的7億收窄至5億。", "cc"),
    ("蔚來毛利率12.3%，小鵬10.5%，理想19.7%，都不及小米的23.2%。", "cccc"),
    ("空調、冰箱、洗衣機出貨量分別超過110萬、88萬和74萬台。", "ccc"),
    ("2025年第一季度小米毛利率、小米經調整淨利潤和小米IoT收入分別為22.8%、107億元和323億元。", "ccc"),
    ("海外月活5.38億，佔74.8%。", "cc"),
    ("小米手机在中国大陆市占率18.8%，重回第一。", "cc"),
    ("IoT收入323亿元，首次超过300亿，同比增长超55%。", "ccc"),
    ("小米2025年手机出货目标1.8亿台，一季度已完成约23%。", "cd"),
    ("2024年第一季度小米营收约755亿元。", "d"),
    ("小米营收不是1113亿美元，而是1113亿元人民币。", "?c"),
)  # fmt: skip
WRONG = (
    ("EV GM hit 23.2% in Q1, +2.8pp YoY.", "cx"),
    ("Revenue of RMB 111.3bn missed consensus of RMB 108.97bn.", "cx"),
    ("Smartphone revenue exceeded RMB 50 billion for the first time, at RMB 50.6 billion.", "nc"),
    ("Smartphones brought in RMB 50.6bn, or 48.5% of group revenue.", "cx"),
    ("Xiaomi sold 75,869 phones in the first quarter.", "x"),
    ("Xiaomi delivered 350,000 cars in 2025.", "x"),
    ("IoT revenue was the lowest ever at RMB 32.3 billion.", "n"),
    ("Xiaomi's smartphone shipments hit a record 41.8 million units.", "n"),
    ("Gross margin fell to 22.8%.", "x"),
    ("XPeng's gross margin was 19.7%.", "x"),
    ("The broker set a target price of HK$65-85.", "x"),
    ("R&D spending was RMB 30 billion in the first quarter.", "x"),
    ("Xiaomi's phone shipments did not grow 3%.", "x"),
    ("Xiaomi's EV gross margin was less than 23%.", "x"),
    ("A year-on-year fall of 47.4% took Xiaomi's revenue to RMB 111.3 billion.", "xc"),
    ("XPeng's EV gross margin (10.5%) was higher than Xiaomi's gross margin (22.8%).", "cx"),
    ("Xiaomi's SU7 loss per unit in the fourth quarter of 2024 was about RMB 8,190.", "x"),
    ("小米Q1經調整淨利107億元，同比下滑64.5%。", "cx"),
    ("手機出貨量創歷史新高，達4180萬台。", "n"),
    ("小米汽車毛利率23.2%，比集團毛利率高出4個百分點。", "cx"),
    ("蔚來毛利率10.5%，小鵬12.3%，理想19.7%。", "xxc"),
    ("空調、冰箱、洗衣機出貨量分別超過110萬、74萬和88萬台。", "cxx"),
    ("互聯網服務毛利率76.9%，同比下降2.7個百分點。", "cx"),
    ("小米手机在中国大陆市占率18.8%，位居第二。", "cx"),
    ("小米全球市占率18.8%。", "x"),
    ("小米预计2025年收入4900-5300亿元。", "x"),
    ("2024年第一季度小米营收约855亿元。", "x"),
    ("小米回购了22.49亿美元的股份。", "x"),
    ("空調出貨不到110萬臺。", "x"),
    ("小米毛利率並非22.8%。", "x"),
)  # fmt: skip


def told(checker: Checker, text: str) -> str:
    return "".join(LETTERS[check.verdict] for check in checker.check(text))


@pytest.mark.parametrize(("text", "letters"), RIGHT)
def test_a_right_draft_stands(checker: Checker, text: str, letters: str) -> None:
    assert told(checker, text) == letters


@pytest.mark.parametrize(("text", "letters"), WRONG)
def test_a_wrong_draft_is_caught_where_it_is_wrong(
    checker: Checker, text: str, letters: str
) -> None:
    assert told(checker, text) == letters


def test_a_wrong_calculation_is_shown_with_what_it_gives(checker: Checker) -> None:
    _, check = checker.check("小米汽車毛利率23.2%，比集團毛利率高出4個百分點。")
    assert check.proof is not None
    assert check.proof.formula == "difference"
    assert check.proof.expression == "23.2% − 22.8% = 0.4"
    assert check.reason == "計算的結果不同：23.2% − 22.8% = 0.4。"


def test_a_conflict_of_direction_names_the_row_that_is_right(checker: Checker) -> None:
    (check,) = checker.check("Xiaomi's adjusted net profit fell 64.5% in Q1 2025.")
    assert check.row is not None
    assert (check.row.metric, check.row.direction) == ("adjusted_net_profit", "up")
    assert check.reason.startswith("The report has it moving the other way: ")


def test_a_figure_that_could_not_be_judged_never_passes() -> None:
    assert not Verdict.NOT_CHECKABLE.passes


def test_every_check_tells_what_its_text_says_the_figure_is_of(checker: Checker) -> None:
    margin, rise = checker.check("EV gross margin was 23.2%, up 10 percentage points year on year.")
    assert margin.binding is not None
    assert rise.binding is not None
    assert (margin.binding.metric, margin.binding.segment) == ("gross_margin", "electric_vehicles")
    assert (rise.binding.metric, rise.binding.direction) == ("gross_margin", "up")
