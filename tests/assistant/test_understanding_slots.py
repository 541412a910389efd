"""Slots that are easily misread: currencies, classes of prices, periods, who expects what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.ask import Assistant
from assistant.understand.asked_currency import asked_currency
from assistant.understand.asked_periods import as_asked
from assistant.understand.price_bands import prices_in_thousands
from assistant.understand.question import Query, understand
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.read.read_periods import read_periods

_PERIOD = Period.quarter(2025, 1)


def read(question: str) -> Query:
    return understand(question, period=_PERIOD, currency="CNY", subject="xiaomi")


@pytest.mark.parametrize(
    ("question", "code", "turned"),
    [
        ("Convert the quarter's revenue into euros", "EUR", True),
        ("目標價換算成人民幣幾多", "CNY", True),
        ("净利润折合多少美元", "USD", True),
        ("revenue in Hong Kong dollars", "HKD", True),
        ("汽车收入换成英镑", "GBP", True),
        ("revenue (NT$)", "TWD", False),
    ],
)
def test_the_currency_asked_for_is_read(question: str, code: str, turned: bool) -> None:
    found = asked_currency(question, ())
    assert found is not None
    assert (found.code, found.turned_into) == (code, turned)


@pytest.mark.parametrize(
    "question", ["how many orders were won", "growth in real terms", "is RMB 30 billion the target"]
)
def test_a_word_or_a_figure_s_own_currency_asks_for_none(question: str) -> None:
    assert asked_currency(question, read_figures(question, currency="CNY")) is None


def test_a_currency_s_place_is_no_region() -> None:
    assert read("share buyback in Hong Kong dollars").regions == ()


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Convert the quarter's revenue into euros", "111.3 billion"),
        ("目標價換算成人民幣幾多", "65-75港元"),
        ("EV revenue in yen please", "18.6 billion"),
    ],
)
def test_an_amount_is_given_in_its_own_currency_with_a_word_on_the_rate(
    assistant: Assistant, question: str, value: str
) -> None:
    text = assistant.ask(question).text
    assert value in text
    assert "exchange rate" in text or "匯率" in text


def test_an_amount_asked_for_in_its_own_currency_needs_no_rate(assistant: Assistant) -> None:
    assert "rate" not in assistant.ask("share buyback in Hong Kong dollars").text
    assert "匯率" not in assistant.ask("目標價多少港元").text


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("share in the RMB4-5k bracket", 4000, 5000),
        ("the 4k-and-up tier", 4000, None),
        ("3k以上", 3000, None),
        ("the RMB 4,000-5,000 segment", 4000, 5000),
    ],
)
def test_prices_that_only_questions_write_so_are_read(
    question: str, low: int, high: int | None
) -> None:
    (price,) = prices_in_thousands(question, "CNY")
    assert price.value == Decimal(low)
    assert price.upper == (None if high is None else Decimal(high))


def test_a_length_or_a_count_in_thousands_is_no_price() -> None:
    assert prices_in_thousands("a 4k screen with 12k units", "CNY") == ()


@pytest.mark.parametrize(
    ("question", "value", "other"),
    [
        ("share in the RMB4-5k bracket", "24.4%", "18.8%"),
        ("share in the RMB 4,000-5,000 segment in China", "24.4%", "18.8%"),
        ("the premium 4k-and-up bracket: how big is Xiaomi's slice in China?", "9.6%", "18.8%"),
        ("share of phones above RMB 3,000 in China shipments", "25%", "18.8%"),
        ("国内卖出去的手机里三千以上的占几成", "25%", "31.8%"),
        ("What share of mainland China shipments were premium models?", "25%", "31.8%"),
        ("what % of the phones it shipped in the mainland were premium?", "25%", "13.3 million"),
        ("rank in the 4000-5000 price band", "first", "18.8%"),
    ],
)
def test_a_class_of_prices_narrows_a_share(
    assistant: Assistant, question: str, value: str, other: str
) -> None:
    text = assistant.ask(question).text
    assert value in text
    assert other not in text


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("op loss q4 24", "2024-10-01", "2024-12-31"),
        ("h1 24 revenue", "2024-01-01", "2024-06-30"),
        ("首三季收入", "2024-01-01", "2024-09-30"),
        ("20年前三季度净利", "2020-01-01", "2020-09-30"),
    ],
)
def test_short_periods_are_read(question: str, start: str, end: str) -> None:
    (mention,) = as_asked(question, read_periods(question, anchor=_PERIOD), _PERIOD)
    assert mention.period is not None
    assert (str(mention.period.start), str(mention.period.end)) == (start, end)


@pytest.mark.parametrize("question", ["SU7月交付", "北京二期工厂投产后年产能"])
def test_a_model_s_number_and_a_part_of_a_word_are_no_period(question: str) -> None:
    assert as_asked(question, read_periods(question, anchor=_PERIOD), _PERIOD) == ()


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("street estimate for 1Q revenue?", "108.965 billion"),
        ("市场原来以为它营收能做多少", "1089.65亿"),
        ("分析师预计全年净利", "400-450亿"),
        ("guidance for adjusted net profit in 2025", "40-45 billion"),
        ("what does the broker expect for full-year profit?", "40-45 billion"),
    ],
)
def test_an_expectation_is_found_whoever_it_is_put_to(
    assistant: Assistant, question: str, value: str
) -> None:
    assert value in assistant.ask(question).text


def test_a_consensus_that_the_report_has_not_is_refused_with_its_own_forecast(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("market consensus for 2025 revenue")
    assert answer.refused
    assert "490-510 billion" in answer.text


def test_what_analysts_expect_is_the_report_s_own_where_it_has_no_other(
    assistant: Assistant,
) -> None:
    text = assistant.ask("analysts' estimate of 2025 adjusted profit").text
    assert text.startswith("The report gives no market consensus for this")
    assert "40-45 billion" in text


def test_a_gap_in_the_plan_s_half_year_is_not_filled_by_the_year_s_plan(
    assistant: Assistant,
) -> None:
    assert assistant.ask("smartphone shipment target for the second half of 2025").refused
