"""Figures read from English and Chinese text."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.figure import Figure, Qualifier, UnitKind
from corpus.read.read_figures import parse_figure, read_figures
from corpus.script import to_script

GOLDEN = [
    line.rsplit("|", 1)
    for line in (Path(__file__).parent / "golden" / "figures.csv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def shown(figure: Figure) -> str:
    amount = f"{figure.value:f}" + (f"..{figure.upper:f}" if figure.upper is not None else "")
    qualifier = "" if figure.qualifier is Qualifier.EXACT else f" {figure.qualifier.value}"
    return f"{amount} {figure.unit}{qualifier}"


def read(text: str, currency: str = "CNY") -> list[str]:
    return [shown(figure) for figure in read_figures(text, currency=currency)]


@pytest.mark.parametrize(("text", "expected"), GOLDEN, ids=[text for text, _ in GOLDEN])
def test_golden_texts_give_exactly_these_figures(text: str, expected: str) -> None:
    assert read(text) == [part.strip() for part in expected.split(";") if part.strip()]


@pytest.mark.parametrize(("text", "expected"), GOLDEN, ids=[text for text, _ in GOLDEN])
def test_simplified_text_reads_like_traditional(text: str, expected: str) -> None:
    simplified = to_script(text, "zh-Hans")
    if len(simplified) == len(text):
        assert read(simplified) == read(text)


@pytest.mark.parametrize(("text", "_"), GOLDEN, ids=[text for text, _ in GOLDEN])
def test_every_figure_text_reads_back_to_the_same_amount(text: str, _: str) -> None:
    for figure in read_figures(text, currency="CNY"):
        again = parse_figure(figure.text, currency="CNY")
        assert again is not None, figure.text
        assert again.same_amount(figure), figure.text
        assert again.quantum == figure.quantum, figure.text


@pytest.mark.parametrize(
    ("text", "quantum", "scale"),
    [
        ("25.8萬", "1000", "10000"),
        ("2萬", "10000", "10000"),
        ("4180萬", "10000", "10000"),
        ("101", "1", "1"),
        ("1,200", "1", "1"),
        ("2千萬", "10000000", "10000000"),
        ("3億5000萬", "10000", "10000"),
        ("47.40%", "0.01", "1"),
        ("RMB 111.3 billion", "100000000", "1000000000"),
        ("two million", "1000000", "1000000"),
        ("三成五", "1", "10"),
        ("34 cents", "0.01", "0.01"),
    ],
)
def test_quantum_is_the_worth_of_the_last_quoted_digit(text: str, quantum: str, scale: str) -> None:
    figure = parse_figure(text)
    assert figure is not None
    assert (figure.quantum, figure.scale) == (Decimal(quantum), Decimal(scale))


def test_the_span_holds_number_scale_and_unit_but_no_qualifier() -> None:
    text = "交付量超過 25.8 萬輛，約人民幣 5 億元左右"
    assert [figure.text for figure in read_figures(text)] == ["25.8 萬輛", "人民幣 5 億元"]


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("5 元", "", ""),
        ("5 元", "CNY", "CNY"),
        ("5 元", "HKD", "HKD"),
        ("5 元", "EUR", ""),
        ("$5", "USD", "USD"),
        ("$5", "HKD", "HKD"),
        ("$5", "CNY", ""),
        ("¥5", "JPY", "JPY"),
        ("US$5", "HKD", "USD"),
        ("新台幣 5 元", "CNY", "TWD"),
        ("5 澳元", "CNY", "AUD"),
        ("12 francs", "CNY", ""),
    ],
)
def test_a_bare_currency_word_takes_the_reports_currency_where_it_can(
    text: str, currency: str, code: str
) -> None:
    (figure,) = read_figures(text, currency=currency)
    assert (figure.unit.kind, figure.unit.code) == (UnitKind.CURRENCY, code)


def test_parse_figure_refuses_text_around_and_two_figures() -> None:
    assert parse_figure("about 5%") is None
    assert parse_figure("5% 6%") is None
    assert parse_figure("") is None
    assert parse_figure("nothing") is None


def test_a_number_of_too_many_digits_is_no_figure() -> None:
    assert read_figures("9" * 100) == ()


NUMBER_WORDS = """
    1 23.4 1,234 5% 6 萬 亿 元 個 月 年 第 一 二十 百 千 万 点 半 成 折 倍 - – ~ 至 to from
    between and RMB $ US$ HK$ million bn k x pp 個百分點 超 約 over about 以上 左右 ( ) （ ） , ，
    。 2025 Q1 季度 one twenty hundred half a dozen three-quarters doubled No. top first SU7 3nm
    负 minus 分之 又 几 多 余 零 / . : + | 角 分 块 cents
"""
WORDS = st.sampled_from([*NUMBER_WORDS.split(), " ", "\n"])


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(WORDS, st.sampled_from(["", " "])), max_size=14).map("".join))
def test_any_mix_of_number_words_gives_ordered_spans_that_read_back(text: str) -> None:
    end = 0
    for figure in read_figures(text, currency="CNY"):
        assert figure.span.start >= end
        end = figure.span.end
        assert figure.text == figure.span.of(text) != ""
        assert figure.quantum > 0
        assert figure.scale > 0
        assert figure.upper is None or figure.upper > figure.value
        again = parse_figure(figure.text, currency="CNY")
        assert again is not None, figure
        assert again.same_amount(figure), (figure, again)
        assert again.quantum == figure.quantum, (figure, again)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_random_text_raises_nothing(text: str) -> None:
    read_figures(text)
    parse_figure(text)
