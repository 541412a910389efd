"""Classes of sentences that reports of many industries share: comparisons in passing, parts of a
total, rates of a known amount, time as a metric, counts of any noun, labels over captions."""

from __future__ import annotations

import pytest

from corpus.bind.bind_figures import bind_figures
from corpus.bind.bind_report import bind_report
from corpus.bind.binding import Binding, Context
from corpus.load.find_subject import find_subject
from corpus.load.load_report import report_from_text
from corpus.period import Period
from corpus.read.read_periods import read_periods

HALF = Context("", Period.half(2025, 1), "HKD")


def bound(text: str, context: Context = HALF) -> dict[str, Binding]:
    return {b.figure.text: b for b in bind_figures(text, context)}


def test_a_figure_after_a_comparison_in_passing_is_of_the_reports_own_time() -> None:
    found = bound("中期股息每股0.48港元，去年同期為0.44港元，派息比率約35%。")
    assert found["0.44港元"].period == Period.half(2024, 1)
    assert found["35%"].period == Period.half(2025, 1)


def test_parts_of_a_total_keep_their_names_though_a_metric_stands_inside_them() -> None:
    found = bound("投資資產總值1,420億港元，其中固定收益佔71%，股票佔14%，現金及其他佔9%。")
    told = {text: (b.segment, b.measure.value) for text, b in found.items()}
    assert told["71%"] == ("固定收益", "share")
    assert told["14%"] == ("股票", "share")
    assert told["9%"] == ("現金及其他", "share")
    assert len({b.metric for b in found.values()}) == 1


def test_a_rate_of_a_known_amount_is_a_metric_of_its_own() -> None:
    found = bound("研發投入22.8億港元，按年上升18.1%；研發投入轉化率為57.0%，去年同期為54.2%。")
    assert found["22.8億港元"].metric == found["18.1%"].metric == "rd_spending"
    assert found["57.0%"].metric == found["54.2%"].metric == "研發投入轉化率"
    assert found["57.0%"].measure.value == "level"


def test_how_long_something_takes_is_a_level_of_its_own_name() -> None:
    found = bound("月活躍用戶達71萬名，平均處理時間由3.1天縮短至2.4天。")
    assert (found["2.4天"].metric, found["2.4天"].measure.value) == ("處理時間", "level")


@pytest.mark.parametrize(
    ("text", "figure", "metric"),
    [
        ("我們在大灣區設有7間服務中心。", "7間", "服務中心"),
        ("The renovation of eleven flagship hotels began.", "eleven", "flagship hotels"),
        ("法定最低要求為100%。", "100%", "法定最低要求"),
        ("The regulatory minimum is 100%.", "100%", "regulatory minimum"),
        ("Net system growth of about 4.5% and revenue of $2 billion.", "4.5%", "Net system"),
    ],
)
def test_what_no_vocabulary_holds_is_kept_by_its_own_name(
    text: str, figure: str, metric: str
) -> None:
    assert bound(text)[figure].metric == metric


def test_how_far_something_has_come_is_no_change() -> None:
    found = bound("The share buyback of $300 million was 64% complete.")
    assert found["64%"].measure.value == "share"


def test_what_is_reached_by_now_is_no_target() -> None:
    found = bound("2026年底前每年節省開支3.5億港元，目前已落實1.9億港元。")
    assert [b.source.value for b in found.values()] == ["target", "reported"]
    assert found["1.9億港元"].period == Period.half(2025, 1)


def test_the_last_year_of_a_series_is_a_result_where_the_report_is_later() -> None:
    year = Context("", Period.year(2020), "CNY")
    found = bound("19年收入18亿元，净利5.1亿元；20年前三季度收入11.4亿元。", year)
    assert {b.source.value for b in found.values()} == {"reported"}


def test_goods_from_abroad_are_a_part_and_no_imports() -> None:
    found = bound("其中進口奶粉銷量2845萬罐，國產奶粉銷量1632萬罐。")
    assert [(b.metric, b.segment) for b in found.values()] == [
        ("sales_volume", "進口奶粉"),
        ("sales_volume", "國產奶粉"),
    ]


def test_years_that_open_with_from_are_the_time_of_a_rate() -> None:
    found = bound("從2015年到2019年複合年增長率達到51.2%。")
    assert found["51.2%"].period == Period(Period.year(2015).start, Period.year(2019).end)


def test_short_years_around_a_move_are_years() -> None:
    found = bound("集中度從15年的41.6%上升到19年的48.4%。", Context("", Period.year(2020), "CNY"))
    assert [b.period for b in found.values()] == [Period.year(2015), Period.year(2019)]


def test_bringing_a_yearly_premium_is_not_next_year() -> None:
    mentions = read_periods("上半年帶來年化保費9億元", anchor=HALF.period)
    assert [m.period for m in mentions] == [Period.half(2025, 1)]


def test_a_label_holds_over_the_captions_after_it() -> None:
    text = "某藥業報告\n\n片劑：銷量為35萬台。\n\n圖1：銷量變化\n\n資料來源：統計局\n\n➢2024年銷量36萬台。"
    rows = {r.figure.text: r.segment for r in bind_report(report_from_text(text, id="label"))}
    assert rows["36萬台"] == "片劑"


def test_the_name_before_the_period_of_a_results_title_is_the_subject() -> None:
    body = "\n\n清河飲料2025年上半年營業收入86億元。"
    assert find_subject("清河飲料2025年上半年業績點評" + body)[0] == "清河飲料"
    assert find_subject("飲料行業2025年上半年業績點評" + body)[0] == ""


def test_shares_dealt_after_a_list_are_of_its_names_in_order() -> None:
    found = bound(
        "各企業銷量分別為甲方製藥53台、乙方製藥43台和丙方製藥37台，分別佔比40%、32%和28%。"
    )
    assert [(b.segment, b.measure.value) for b in found.values()] == [
        ("甲方製藥", "level"),
        ("乙方製藥", "level"),
        ("丙方製藥", "level"),
        ("甲方製藥", "share"),
        ("乙方製藥", "share"),
        ("丙方製藥", "share"),
    ]
