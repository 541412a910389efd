"""Claims told apart by the words around their figures, on invented reports full of names that no
vocabulary holds: stretches of time, lists dealt out, dates, synonyms, flattened records."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.answer.find import open_names
from assistant.check.around import words_around
from assistant.check.check import Checker
from assistant.check.check_batch import Overall, check_text
from assistant.check.dealt import dealt
from assistant.check.horizon import horizons
from assistant.results import Verdict
from corpus.bind.bind_report import bind_report
from corpus.figure import Span
from corpus.kpi_names import Matcher
from corpus.load.load_report import report_from_text
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.read.read_periods import read_periods
from corpus.script import fold

FUND = """\
使用描述：基金档案 内容：湖光稳进混合A成立于2019年。截止2024年06月14日湖光稳进混合A单位净值为1.3052元、涨跌幅为0.31%、近一周涨跌幅为1.08%、今年以来涨跌幅为-4.62%。

收益拆解：湖光稳进混合A近一月的基金收益率是: 2.15%湖光稳进混合A近一月的相对基准超额收益率是: -0.74%同类近一月的平均收益率是: 2.89%

近三年最大回撤为18.40%、近一年最大回撤为9.75%。单笔最大买入金额：20.5万；日申购限购：3.5万；
"""
STOCK = """\
文章标题：岭南织造每日行情 发布时间：2024年06月14日 星期五 文章内容：截至2024年6月14日收盘，岭南织造报收于12.46元，下跌2.03%，换手率1.15%，成交额8412.60万元。6月13日岭南织造的收盘价为12.72元。

2024年6月14日，甲线、乙线和丙线的织机利用率分别为81.4%、76.9%和64.2%。

岭南织造一季度营业收入5.26亿元，同比下降7.31%；扣除非经常性损益的净利润4120.5万元，同比大增26.48%。2023年度营业收入为22.90亿元。
"""
FERRIES = """\
Northlake Ferries plc: half-year results

In the six months ended 30 September 2024 Northlake Ferries carried 4.2 million passengers. Freight brought £58 million and catering £31 million.

The load factor on the island routes was 71.5%, against 64.2% on the mainland routes. The three-year total return was 24.6% and the one-year return 8.3%.
"""


@cache
def checker_of(text: str) -> Checker:
    report = report_from_text(text, id="made")
    table = bind_report(report)
    return Checker(report, table, Matcher.of(open_names(table)))


def holds(text: str, claim: str) -> bool:
    return check_text(checker_of(text), claim).overall is Overall.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("2024年06月14日，湖光稳进混合A的近一周涨跌幅为1.08%", True),
        ("2024年06月14日，湖光稳进混合A的近一周涨跌幅为-4.62%", False),
        ("2024年06月14日，湖光稳进混合A的近一周涨跌幅为0.31%", False),
        ("2024年06月14日，湖光稳进混合A年初至今的涨跌幅为-4.62%", True),
        ("2024年06月14日，湖光稳进混合A今年以来涨跌幅为1.08%", False),
        ("湖光稳进混合A近3年的最大回撤为18.40%", True),
        ("湖光稳进混合A近3年的最大回撤为9.75%", False),
        ("湖光稳进混合A近12个月的最大回撤为9.75%", True),
    ],
)
def test_figures_over_different_stretches_of_time_are_different(claim: str, true: bool) -> None:
    assert holds(FUND, claim) is true


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("湖光稳进混合A近一月的基金收益率为2.15%", True),
        ("湖光稳进混合A近一月的相对基准超额收益率为-0.74%", True),
        ("湖光稳进混合A近一月的相对基准超额收益率为2.15%", False),
        ("湖光稳进混合A的日申购限购为3.5万", True),
        ("湖光稳进混合A的日申购限购为20.5万", False),
        ("湖光稳进混合A的单笔最大买入金额为20.5万", True),
    ],
)
def test_records_run_together_are_told_apart(claim: str, true: bool) -> None:
    assert holds(FUND, claim) is true


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("2024年6月14日，岭南织造的收盘价为12.46元", True),  # 报收于
        ("2024年6月14日，岭南织造的收盘价为12.72元", False),  # the day before
        ("2024年6月14日，岭南织造的成交金额为8412.60万元", True),  # 成交额
        ("2024年6月14日，岭南织造的跌幅为2.03%", True),  # 下跌
        ("岭南织造一季度扣非净利润4120.5万元，同比增长26.48%", True),
        ("岭南织造一季度扣非净利润4120.5万元，同比增长7.31%", False),
        ("岭南织造一季度营业收入5.26亿元，同比下降7.31%", True),
        ("岭南织造一季度营业收入5.26亿元，同比增长率为-7.31%", True),
        ("岭南织造一季度营业收入5.26亿元，同比下降26.48%", False),
    ],
)
def test_one_thing_in_other_words_is_the_same(claim: str, true: bool) -> None:
    assert holds(STOCK, claim) is true


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("2024年6月14日，甲线的织机利用率为81.4%", True),
        ("2024年6月14日，乙线的织机利用率为76.9%", True),
        ("2024年6月14日，丙线的织机利用率为64.2%", True),
        ("2024年6月14日，甲线的织机利用率为76.9%", False),
        ("2024年6月14日，丙线的织机利用率为81.4%", False),
    ],
)
def test_names_of_a_list_are_dealt_out(claim: str, true: bool) -> None:
    assert holds(STOCK, claim) is true


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("The load factor on the island routes was 71.5%.", True),
        ("The load factor on the mainland routes was 64.2%.", True),
        ("The load factor on the mainland routes was 71.5%.", False),
        ("The three-year total return was 24.6%.", True),
        ("The three-year total return was 8.3%.", False),
        ("Catering brought £31 million.", True),
        ("Catering brought £58 million.", False),
    ],
)
def test_the_same_holds_in_english(claim: str, true: bool) -> None:
    assert holds(FERRIES, claim) is true


@pytest.mark.parametrize(
    "claim",
    [
        "岭南织造的资产负债率为76.9%",
        "岭南织造的股息率为1.15%",
        "湖光稳进混合A的管理费率为1.08%",
    ],
)
def test_a_real_figure_under_a_name_that_the_report_has_not_does_not_pass(claim: str) -> None:
    text = FUND if "湖光" in claim else STOCK
    assert not holds(text, claim)


def test_the_figure_of_the_right_stretch_of_time_is_shown() -> None:
    *_, check = checker_of(FUND).check("2024年06月14日，湖光稳进混合A的近一周涨跌幅为-4.62%")
    assert check.verdict is Verdict.CONFLICT
    assert check.row is not None
    assert check.row.figure.text == "1.08%"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("近三年收益、近36个月收益、过去5日净流入", ["36m", "36m", "5d"]),
        ("近一周、最近7天、今年以来、年初至今", ["7d", "7d", "ytd", "ytd"]),
        ("成立以来收益、三个月持有期基金、第3年、四季度", ["inception"]),
        ("the past week, a 12-month low, three-year return, year to date", ["7d", "12m", "36m", "ytd"]),
        ("a 2024 report of 3 pages", []),
    ],
)  # fmt: skip
def test_a_stretch_of_time_has_one_key_in_all_wordings(text: str, keys: list[str]) -> None:
    assert [key for _, key in horizons(fold(text))] == keys


def test_years_of_a_range_are_dealt_out_to_the_figures_of_a_list() -> None:
    text = "2024-2026年净利润增速分别为-1.4%、5.6%、10.8%。"
    spans = [figure.span for figure in read_figures(text) if figure.text.endswith("%")]
    shares = dealt(text, spans, read_periods(text))
    assert [shares[n].period for n in range(3)] == [Period.year(y) for y in (2024, 2025, 2026)]


def test_what_only_compares_is_not_the_period_of_a_figure() -> None:
    text = "2022年大豆产量比2021年增加了77亿斤。"
    (figure,) = (f for f in read_figures(text) if "77" in f.text)
    (around,) = words_around(text, [figure.span])
    assert around.period == Period.year(2022)
    assert around.said


def test_a_long_paragraph_of_lists_takes_time_by_its_length_only() -> None:
    text = "甲、乙分别为1元、2元，" * 400
    spans = [figure.span for figure in read_figures(text)]
    assert len(words_around(text, spans)) == len(spans)
    assert dealt(text, [Span(0, 1)], ()) == {}
