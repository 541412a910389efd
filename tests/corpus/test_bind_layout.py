"""What a report's layout tells of its figures: lines over lists, lead-ins, rows that name sections,
conditions, and names that hold a known one; on short reports made up for the purpose."""

from __future__ import annotations

import pytest

from corpus.bind.bind_figures import bind_figures
from corpus.bind.bind_report import bind_report
from corpus.bind.binding import Context
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.load.load_report import report_from_text
from corpus.period import Period

YEAR = Context("", Period.year(2024), "CNY")
SOUTH_WIND = """南風電器2024年度經營情況

一、概況

2024年公司實現營業收入300億元，年增5%。銷售費用30億元，費用率10.0%；管理費用12億元，費用率4.0%。

二、產品情況

（單位：億元）
產品 | 營業收入 | 占比 | 毛利率
空調 | 120.0 | 40.0% | 28.0%
小家電 | 60.0 | 20.0% | 33.0%
廚衛及其他 | 120.0 | 40.0% | 21.0%
合計 | 300.0 | 100.0% | 26.2%

空調業務中，家用空調收入90億元；中央空調收入30億元。中央空調需求平穩，家用空調銷量600萬台。小家電毛利率提高1.5個百分點。

國內收入200億元，海外收入100億元。海外收入中，自有品牌佔35%，其餘為代工。

三、展望

公司對2025年提出以下目標：

1、營業收入320億元至330億元；
2、毛利率不低於27%；
3、每年節省開支3億元，目前已落實1億元。

四、風險

銅價每上漲10%，毛利率將下降約0.8個百分點。
"""
CEDAR = """# Cedar Biotech: results for the second quarter of 2025

## Product sales

| Product | Revenue, $ million | Share |
|---|---|---|
| Arvexa | 300.0 | 60.0% |
| Bonlira | 200.0 | 40.0% |
| Total | 500.0 | 100.0% |

**Arvexa.** In the United States sales rose 12% to $180 million.

**Bonlira.** Sales were flat at $120 million in the United States.

## Bonlira

Gross margin was 81%.

## Money

Operating income rose 8% to $90.0 million, a margin of 18.0%. Adjusted diluted earnings per share were $1.10; the analysts' consensus had been $1.02. Patients lost 9% of their body weight.

A 10% stronger dollar would lower annual revenue by about 3%.
"""


def rows(text: str) -> list[KpiRow]:
    return list(bind_report(report_from_text(text, id="made-up")))


def row(found: list[KpiRow], text: str) -> KpiRow:
    return next(r for r in found if r.figure.text == text)


@pytest.fixture(scope="module")
def south_wind() -> list[KpiRow]:
    return rows(SOUTH_WIND)


@pytest.fixture(scope="module")
def cedar() -> list[KpiRow]:
    return rows(CEDAR)


def test_items_under_a_line_of_targets_are_targets_of_its_year(south_wind: list[KpiRow]) -> None:
    for text, metric in (
        ("320億元至330億元", "revenue"), ("27%", "gross_margin"), ("3億元", "cost_savings")
    ):  # fmt: skip
        found = row(south_wind, text)
        told = (found.metric, found.source, found.period)
        assert told == (metric, SourceKind.TARGET, Period.year(2025))


def test_what_has_come_about_of_a_target_is_reported(south_wind: list[KpiRow]) -> None:
    assert row(south_wind, "1億元").source is SourceKind.REPORTED


def test_a_bare_rate_is_that_of_the_amount_before_it(
    south_wind: list[KpiRow], cedar: list[KpiRow]
) -> None:
    rates = [r.metric for r in south_wind if r.figure.text in ("10.0%", "4.0%")]
    assert rates == ["selling_expense_ratio", "admin_expense_ratio"]
    assert row(cedar, "18.0%").metric == "operating_margin"


def test_a_name_that_holds_a_known_one_is_a_business_of_its_own(south_wind: list[KpiRow]) -> None:
    assert row(south_wind, "90億元").segment == "家用空調"
    assert row(south_wind, "30億元").metric == "selling_expenses"
    central = [r.segment for r in south_wind if r.figure.text == "30億元" and r.metric == "revenue"]
    assert central == ["中央空調"]
    assert row(south_wind, "33.0%").segment == row(south_wind, "1.5個百分點").segment == "小家電"
    assert row(south_wind, "28.0%").segment == "air_conditioners"


def test_a_share_of_a_whole_named_before_is_not_one_of_the_group(south_wind: list[KpiRow]) -> None:
    share = row(south_wind, "35%")
    assert (share.segment, share.measure, share.detail) == (
        "自有品牌", Measure.SHARE, "of 海外收入"
    )  # fmt: skip


def test_what_would_follow_is_no_result(south_wind: list[KpiRow], cedar: list[KpiRow]) -> None:
    assert row(south_wind, "0.8個百分點").metric == ""
    assert row(cedar, "3%").metric == ""


def test_a_lead_in_names_what_its_paragraph_speaks_of(cedar: list[KpiRow]) -> None:
    assert row(cedar, "$180 million").segment == "Arvexa"
    assert row(cedar, "$120 million").segment == "Bonlira"


def test_a_heading_that_a_table_names_a_row_by_is_a_business(cedar: list[KpiRow]) -> None:
    assert row(cedar, "81%").segment == "Bonlira"


def test_a_heading_over_all_products_names_none(cedar: list[KpiRow]) -> None:
    assert row(cedar, "500.0").segment == ""


def test_an_expectation_is_of_what_its_sentence_has_told(cedar: list[KpiRow]) -> None:
    expected = row(cedar, "$1.02")
    assert (expected.metric, expected.source) == ("adjusted_eps", SourceKind.CONSENSUS)


def test_what_people_lose_of_their_own_is_no_loss(cedar: list[KpiRow]) -> None:
    assert row(cedar, "9%").metric == "body weight"


@pytest.mark.parametrize(
    ("text", "slot", "wanted"),
    [
        ("高端品牌“嵐光”收入達到21億元。", "segment", "嵐光"),
        ("增長主要來自熱管理部件，該產品收入17億元。", "segment", "熱管理部件"),
        ("羅勇工廠設計年產能200萬台。", "segment", "羅勇工廠"),
        ("同業安平保險同期的毛利率為49.5%。", "entity", "安平保險"),
        ("行業龍頭格嶺電器的市占率為24.6%。", "entity", "格嶺電器"),
        ("我們給予目標價29.5元。", "period", "None"),
    ],
)
def test_a_name_in_the_sentence_itself_is_what_the_figure_is_of(
    text: str, slot: str, wanted: str
) -> None:
    assert [str(getattr(b, slot)) for b in bind_figures(text, YEAR)] == [wanted]


def test_shares_alone_in_brackets_go_on_as_shares() -> None:
    text = "The US brought in $78 million (61.0% of revenue), Europe $31 million (24.0%)."
    context = Context("", Period.quarter(2025, 2), "USD")
    found = {b.figure.text: b.measure for b in bind_figures(text, context)}
    assert found["61.0%"] is found["24.0%"] is Measure.SHARE
