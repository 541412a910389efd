"""Comparisons, calculations and lists that a question asks for by its words: on the bundled report
and on invented ones of other trades."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.settings import Settings
from eval.match import is_shown

HOTELS = """# Osprey Inns: results for the six months ended 30 June 2025

Revenue rose 9.0% year on year to $640 million in the first half of 2025. Revenue in the second quarter of 2025 was
$350 million.

## Regions

| | Revenue ($m) | Change | Occupancy |
|---|---|---|---|
| Americas | 300 | 6.5% | 71.8% |
| Europe | 210 | 14.3% | 69.9% |
| Greater China | 130 | 11.4% | 66.2% |

## Outlook

Operating profit for 2025 should be $100-110 million, compared with our earlier range of $90-96 million.
"""


@pytest.fixture(scope="module")
def hotels(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("hotels")
    path = folder / "hotels.md"
    path.write_text(HOTELS, encoding="utf-8")
    return Assistant.open(Settings(data_dir=folder), path)


def answers(assistant: Assistant, question: str, *figures: str) -> str:
    """The text of an answer that shows all `figures`, each of its own figures standing."""
    answer = assistant.ask(question)
    shown = [check.figure for check in answer.checks]
    assert not answer.refused, answer.text
    assert [figure for figure in figures if not is_shown(figure, shown)] == [], answer.text
    assert answer.passed, answer.text
    return answer.text


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("How did the EV and AI loss compare with the quarter before?", "RMB 500 million|RMB 700 million"),
        ("今季車同AI業務蝕錢同上季比點樣", "5億元|7億元"),
        ("手機月活，三月同去年十二月比，差幾多", "7.19億|7.023億|~1670萬"),
        ("EV gross margin against NIO and XPeng", "23.2%|12.3%|10.5%"),
        ("小米、理想、蔚来、小鹏四家谁的毛利率垫底", "10.5%|12.3%|19.7%|23.2%"),
        ("MAU goal vs where it stands now", "750 million|719 million|~31 million"),
        ("IoT同手機邊個收入升得快", "55%|8.9%"),
        ("收入升幅同盈利升幅，邊個大", "47.4%|64.5%|~17.1個百分點"),
        ("growth of hooked-up devices next to growth of voice assistant users", "20.1%|17.5%"),
        ("大陸手機市佔：整體對四千至五千價位，哪個較高", "18.8%|24.4%"),
    ],
)  # fmt: skip
def test_both_sides_of_a_comparison_are_told(
    assistant: Assistant, question: str, figures: str
) -> None:
    answers(assistant, question, *figures.split("|"))


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("cost-to-income ratio against the peer named in the report", "49.0%|53.5%"),
        ("NIM vs the peer average", "1.62%|1.41%|~0.21 percentage points"),
        ("成本收入比今年和去年比", "49.0%|51.2%"),
        ("逾放比今季同上季", "0.18%|0.21%"),
        ("三項收益邊項增得最快", "21.3%"),
    ],
)
def test_a_bank_is_compared_with_its_peers_and_its_past(
    bank: Assistant, question: str, figures: str
) -> None:
    answers(bank, question, *figures.split("|"))


def test_a_yes_or_no_on_growth_says_which_it_is(assistant: Assistant) -> None:
    text = answers(assistant, "Did profit grow faster than revenue?", "64.5%", "47.4%")
    assert text.startswith("Yes.")


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("離全年35萬輛目標仲差幾多架車", "~274,131輛"),
        ("How many more vehicles must be delivered to hit the full-year goal?", "~274,131 vehicles"),
        ("what share of the annual delivery target has been done", "~21.7%"),
        ("一季度营收占研报全年预测下限的比例", "~22.7%"),
        ("一季度收入占全年预测上限多少", "~21.8%"),
        ("2000億研發分五年，平均每年幾多", "~400億元"),
        ("全年利润预测取个中值是多少", "~425億元"),
        ("本季之前，SU7累計交了多少輛？", "~182,131輛"),
        ("IoT revenue earned overseas, in RMB, roughly", "~RMB 12.3 billion"),
        ("IoT國內收入大約幾多", "~200億元"),
        ("by how many vehicles was the delivery goal lifted", "~50,000 vehicles"),
        ("implied year-ago overseas MAU", "~497 million"),
        ("手機同IoT加埋，佔總收入幾多%", "~74.5%"),
    ],
)  # fmt: skip
def test_what_is_to_be_worked_out_is_worked_out(
    assistant: Assistant, question: str, figures: str
) -> None:
    answers(assistant, question, *figures.split("|"))


@pytest.mark.parametrize("question", ["上一季的淨利差是多少", "NIM a quarter ago"])
def test_a_rate_before_a_change_in_basis_points_is_worked_back(
    bank: Assistant, question: str
) -> None:
    answers(bank, question, "~1.58%")


def test_guidance_that_was_raised_is_told_end_by_end(
    retailer: Assistant, hotels: Assistant
) -> None:
    answers(retailer, "全年營業利潤指引下限上調咗幾多", "~£15 million")
    text = answers(hotels, "by how much was the operating profit guidance raised")
    assert "$10 million" in text and "$14 million" in text


def test_stores_opened_less_stores_closed(retailer: Assistant) -> None:
    answers(retailer, "net change in store count over the quarter", "~9 stores")


def test_tax_rate_of_a_profit_and_a_tax(retailer: Assistant) -> None:
    answers(retailer, "what tax rate does that profit and tax imply", "~25.0%")


def test_a_quarter_follows_from_the_half_year_and_the_other_quarter(hotels: Assistant) -> None:
    answers(hotels, "revenue in the first quarter of 2025", "~$290 million")


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("which rivals' gross margins are quoted, and at what level", "10.5%|12.3%|19.7%"),
        ("shipments of each home appliance with growth", "110萬臺|88萬臺|74萬臺|65%|100%"),
        ("列晒手機MAU：全球、內地、海外", "7.19億|1.81億|5.38億"),
        ("三大家电同比增速分别多少", "65%|100%"),
        ("券商的盈利预测和目标价都列一下", "4900-5100億元|400-450億元|65-75港元"),
        ("everything stated in HK dollars", "HK$2.249 billion|HK$65-75"),
        ("Collect all the year-on-year moves that are in percentage points", "3.3個百分點|2.7個百分點"),
        ("all gross margins quoted anywhere in it", "22.8%|23.2%|76.9%|10.5%|12.3%|19.7%"),
    ],
)  # fmt: skip
def test_a_list_is_complete(assistant: Assistant, question: str, figures: str) -> None:
    answer = assistant.ask(question)
    assert len([line for line in answer.text.splitlines() if line.startswith("- ")]) >= 2
    answers(assistant, question, *figures.split("|"))


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("all the capital ratios", "14.8%|12.9%|11.6%"),
        ("净收益由哪几块构成，各多少", "118.6億元|45.6億元|18.2億元"),
        ("各项放款金额及占比", "1.122兆元|6120億元|3060億元|55%|30%|15%"),
    ],
)
def test_the_parts_of_a_whole_are_listed(bank: Assistant, question: str, figures: str) -> None:
    answers(bank, question, *figures.split("|"))


def test_regions_are_listed_and_ranked(hotels: Assistant) -> None:
    answers(hotels, "occupancy by region", "71.8%", "69.9%", "66.2%")
    text = answers(hotels, "which region grew fastest", "14.3%")
    assert text.index("14.3%") < text.index("6.5%")


@pytest.mark.parametrize(
    "question",
    [
        "what is a gross margin",
        "毛利率是什么意思",
        "EV gross margin against BYD",
        "小米毛利率和华为比",
        "离2026年交付目标还差多少",
        "小米汽车2024年全年交付量",
        "average revenue per employee",
    ],
)
def test_what_the_report_has_no_figures_for_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).refused
