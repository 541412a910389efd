"""Periods read from English and Chinese text, beside the period of the report."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.period import Period
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.script import to_script

GOLDEN = [
    tuple(line.split("|"))
    for line in (Path(__file__).parent / "golden" / "periods.csv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def shown(mention: PeriodMention) -> str:
    kind = "" if mention.kind == "absolute" else f" {mention.kind}"
    return f"{mention.period or '?'}{kind}"


@pytest.mark.parametrize(("text", "anchor", "expected"), GOLDEN, ids=[g[0] for g in GOLDEN])
def test_golden_texts_speak_of_exactly_these_periods(text: str, anchor: str, expected: str) -> None:
    beside = Period.parse(anchor) if anchor else None
    wanted = [part.strip() for part in expected.split(";") if part.strip()]
    assert [shown(mention) for mention in read_periods(text, anchor=beside)] == wanted


@pytest.mark.parametrize(("text", "anchor", "_"), GOLDEN, ids=[g[0] for g in GOLDEN])
def test_both_chinese_scripts_speak_of_the_same_periods(text: str, anchor: str, _: str) -> None:
    beside = Period.parse(anchor) if anchor else None
    simplified = read_periods(to_script(text, "zh-Hans"), anchor=beside)
    traditional = read_periods(text, anchor=beside)
    assert [shown(m) for m in simplified] == [shown(m) for m in traditional]


def test_a_mention_keeps_its_place_and_words() -> None:
    text = "截至 2025 年 3 月，較 2024 年 12 月"
    first, second = read_periods(text)
    assert (first.text, second.text) == ("2025 年 3 月", "2024 年 12 月")
    assert first.span.of(text) == first.text


def test_days_that_do_not_exist_stay_unknown() -> None:
    (mention,) = read_periods("2025年2月30日")
    assert mention.period is None


PERIOD_WORDS = """
    2025 25 19 年 月 日 Q q1 1 3 12 季度 第 一 上半年 底 初 - 至 到 / . FY H1 quarter March 31 去年
    同期 自 起 未來 五 E year-end 、 和
"""
PHRASES = [" ", "fiscal ", "first ", "of ", ", ", "since ", "next five years", "nine months ended "]
PIECES = st.sampled_from([*PERIOD_WORDS.split(), *PHRASES])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(["", "2025Q1", "2024"]))
def test_any_mix_of_period_words_gives_ordered_spans(text: str, anchor: str) -> None:
    end = 0
    for mention in read_periods(text, anchor=Period.parse(anchor) if anchor else None):
        assert mention.span.start >= end
        end = mention.span.end
        assert mention.text == mention.span.of(text) != ""
        assert mention.kind in ("absolute", "relative", "open")
        assert mention.period is None or mention.period.start <= mention.period.end


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_random_text_raises_nothing(text: str) -> None:
    read_periods(text, anchor=Period.parse("2025Q1"))
