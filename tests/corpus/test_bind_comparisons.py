"""What stands beside another value: shares of other metrics, bases, differences, whole lists of subjects."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.bind.bind_figures import bind_figures
from corpus.bind.bind_report import bind_report
from corpus.bind.binding import Binding, Context
from corpus.load.load_report import report_from_text
from corpus.period import Period

ACME = Context("acme", Period.quarter(2025, 1), "CNY")


def bound(text: str, context: Context = ACME) -> list[Binding]:
    return list(bind_figures(text, context))


@pytest.mark.parametrize(
    "text",
    [
        "Capital expenditure was £110 million, 13.2% of revenue.",
        "資本支出為1.1億元，佔營收的13.2%。",
    ],
)
def test_a_share_of_another_metric_says_what_it_is_taken_of(text: str) -> None:
    amount, share = bound(text)
    assert (amount.metric, amount.detail) == ("capital_expenditure", "")
    assert (share.metric, share.measure.value) == ("capital_expenditure", "share")
    assert share.detail == "of revenue"


@pytest.mark.parametrize(
    "text",
    [
        "R&D spending was £40 million, and marketing expenses were 3.1% of revenue.",
        "研發費用為0.4億元，營銷費用佔營收的3.1%。",
    ],
)
def test_a_share_is_of_the_metric_its_own_clause_names(text: str) -> None:
    assert [b.metric for b in bound(text)] == ["rd_spending", "selling_expenses"]


@pytest.mark.parametrize(
    "text",
    [
        "Electric vehicles made up 16.2 percentage points of total revenue.",
        "汽車佔總收入的16.2個百分點。",
    ],
)
def test_a_share_in_the_wrong_unit_is_a_share_in_both_languages(text: str) -> None:
    (share,) = bound(text)
    assert (share.metric, share.measure.value, str(share.figure.unit)) == (
        "revenue", "share", "percentage_point",
    )  # fmt: skip


def test_a_base_behind_new_guidance_is_not_of_the_guidance_it_replaced() -> None:
    found = bound(
        "We now expect operating profit of £205-215 million, compared with our earlier range of "
        "£190-200 million, on revenue of £3.35-3.42 billion."
    )
    assert [(b.metric, b.source.value) for b in found] == [
        ("operating_profit", "forecast"),
        ("operating_profit", "prior_target"),
        ("revenue", "forecast"),
    ]


def test_the_value_compared_with_is_of_the_year_before_and_the_change_of_this_one() -> None:
    now, before, change = bound("營業收入為86.4億元，較去年同期的80.0億元增長8.0%。")
    assert [str(b.period) for b in (now, before, change)] == ["2025Q1", "2024Q1", "2025Q1"]
    assert (before.base, change.measure.value) == (True, "yoy")
    level, last, points = bound("毛利率30.0%，去年同期為28.5%，提升1.5個百分點。")
    assert [str(b.period) for b in (level, last, points)] == ["2025Q1", "2024Q1", "2025Q1"]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Acme's gross margin was less than 22%.", "level"),
        ("Acme's gross margin rose more than 22%.", "change"),
        ("Acme's gross margin (22.8%) was higher than its operating margin (10.5%).", "level"),
    ],
)
def test_less_and_higher_before_than_set_a_bound_or_compare(text: str, measure: str) -> None:
    assert {b.measure.value for b in bound(text)} == {measure}


def test_a_region_belongs_to_the_figure_of_its_own_subject() -> None:
    washers, phones = bound(
        "洗衣機出貨量（超過74萬臺）高於acme中國大陸智能手機出貨量（1330萬臺）。"
    )
    assert (washers.segment, washers.region) == ("washing_machines", "")
    assert (phones.segment, phones.region) == ("smartphones", "mainland_china")


def test_the_whole_worlds_users_are_those_of_no_business_named_before() -> None:
    margin, users = bound("電動汽車毛利率為23.2%，全球MAU為7.19億。")
    assert (margin.segment, users.segment, users.region) == ("electric_vehicles", "", "global")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "毛利率、經調整淨利潤和IoT收入分別為22.8%、107億元和323億元。",
            [("gross_margin", ""), ("adjusted_net_profit", ""), ("revenue", "iot")],
        ),
        (
            "Smartphone revenue, EV revenue and smartphone average selling price were "
            "RMB 50.6 billion, RMB 18.6 billion and RMB 1,211, respectively.",
            [
                ("revenue", "smartphones"),
                ("revenue", "electric_vehicles"),
                ("average_selling_price", "smartphones"),
            ],
        ),
        (
            "空調、冰箱、洗衣機出貨量分別超過110萬、88萬和74萬台。",
            [
                ("shipments", "air_conditioners"),
                ("shipments", "refrigerators"),
                ("shipments", "washing_machines"),
            ],
        ),
    ],
)
def test_a_list_of_subjects_is_dealt_out_whole(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(b.metric, b.segment) for b in bound(text)] == wanted


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("The car business lost RMB 500 million.", "net_loss", 500_000_000),
        ("The network passes 7.2 million homes.", "homes_passed", 7_200_000),
        ("Monthly churn was 1.1%.", "churn", Decimal("1.1")),
        ("月流失率為1.1%。", "churn", Decimal("1.1")),
        ("2019年美容診療市場達到人民幣836億元。", "market_size", 83_600_000_000),
        ("該品牌占整個護膚市場的58.2%。", "market_share", Decimal("58.2")),
    ],
)
def test_a_figure_is_a_level_of_what_its_sentence_speaks_of(
    text: str, metric: str, value: Decimal
) -> None:
    (found,) = bound(text)
    assert (found.metric, found.measure.value, found.figure.value) == (metric, "level", value)


@pytest.mark.parametrize(
    "text",
    [
        "Cloud revenue was US$50 million and hardware revenue US$30 million, a difference of US$20 million.",
        "雲業務收入為50億元，硬體收入為30億元，相差20億元。",
    ],
)
def test_a_difference_is_no_level_in_a_reports_table(text: str) -> None:
    report = report_from_text(f"# Acme: first quarter 2025\n\n{text}\n", id="acme")
    measures = [row.measure.value for row in bind_report(report)]
    assert measures[-1] == "relative"
    assert measures[:-1] == ["level", "level"]


def test_a_small_number_in_words_counts_things_and_is_no_amount() -> None:
    (found,) = bound("Both segments have offerings in six revenue categories.")
    assert (found.figure.value, found.metric) == (Decimal(6), "")
