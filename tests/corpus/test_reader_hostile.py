"""The readers on text that wants to break them: nothing raises, spans fit, time stays linear.

`READER_STRINGS=100000` runs that many strings instead of the few thousand of every run.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable

import pytest

from corpus.figure import Figure
from corpus.period import Period
from corpus.read.read_figures import parse_figure, read_figures
from corpus.read.read_periods import read_periods

STRINGS = int(os.environ.get("READER_STRINGS", "3000"))

WRITTEN = """
    0 1 2 3 5 9 12 00 1,234 1.5 25.8 2025 114 1e5 .5 5. ,5
    ０ １ ５ ９ １２ ， ． ％ ① ² ₃ ½ Ⅳ ٣ १ 𝟓
    一 二 兩 两 十 百 千 萬 万 億 亿 兆 零 〇 半 壹 貳 佰 仟 廿 幾 几 多 餘 數 點 又 負 正
    分之 百分之 成 折 倍 翻倍 翻一番 個百分點 個 元 角 分 塊 港元 人民幣 新台幣 輛 家 名 年
    第 前 首 上半年 一季度 財年 民國 止 三個月 月 日 底 至 到 和 之間 由 從 約 超 逾 以上 左右
    % ‰ ％ pp bps x X - − – — ~ + ± * / ^ = < > ≥ ( ) （ ） [ ] { } | : ; , . ! ? 。 、 「
    $ US$ HK$ NT$ € £ ¥ ￥ RMB USD k K m M bn mn tn b million billion thousand crore
    one two twenty hundred half quarter a an and of point dozen doubled first second third
    percent percentage points cents years quarter on Q1 q1 H2 FY25 2024/25 March Mar to ended
    SU7 3nm 5G 1810.HK covid-19 https://a.b/1 a@b.c +852 14:30 v1.2 No. top # the in
"""
PIECES = [
    *WRITTEN.split(),
    *["\u202e", "\u200f", "\u200b", "\u0301", "\u20dd", "\ufe0f", "\u05d0", "\u0661"],
    *["\U0001f600", "\ud800"],
    *[" ", "  ", "\n", "\t", "\r\n", "\u00a0", "\u3000", "\u2009", "\u202f", "\0", "\x7f", "\ufeff"],
]  # fmt: skip


def hostile_string(chance: random.Random) -> str:
    """A few pieces, blanks between some; now and then one piece very often, or any characters."""
    kind = chance.random()
    if kind < 0.04:
        return chance.choice(PIECES) * chance.randrange(1, 300)
    if kind < 0.10:
        return "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(chance.randrange(1, 40)))
    pieces = (chance.choice(PIECES) for _ in range(chance.randrange(1, 16)))
    return chance.choice(["", "", " "]).join(pieces)


def strings(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [hostile_string(chance) for _ in range(count)]


def reads_back(figure: Figure) -> bool:
    again = parse_figure(figure.text, currency="CNY")
    return again is not None and again.same_amount(figure) and again.quantum == figure.quantum


def test_figures_of_hostile_strings_lie_in_order_within_them_and_read_back() -> None:
    found = 0
    for text in strings(STRINGS, seed=1):
        end = 0
        for figure in read_figures(text, currency="CNY"):
            assert end <= figure.span.start < figure.span.end <= len(text), text
            assert figure.text == figure.span.of(text), text
            assert figure.quantum > 0 < figure.scale, text
            assert figure.upper is None or figure.upper > figure.value, text
            assert reads_back(figure), (text, figure)
            end = figure.span.end
            found += 1
    assert found > STRINGS  # the strings do hold figures


def test_periods_of_hostile_strings_lie_in_order_within_them() -> None:
    found = 0
    anchors = [None, *map(Period.parse, ("2025Q1", "2024", "2024-04-01..2025-03-31"))]
    for number, text in enumerate(strings(STRINGS, seed=2)):
        end = 0
        for mention in read_periods(text, anchor=anchors[number % 4]):
            assert end <= mention.span.start < mention.span.end <= len(text), text
            assert mention.text == mention.span.of(text), text
            assert mention.kind in ("absolute", "relative", "open"), text
            end = mention.span.end
            found += 1
    assert found > STRINGS / 5


def seconds(read: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


RUNS = [
    *["1,", "1", "1.", "1 ", "1-", "(1", "(", "-", "%", "$", "１，", "1/", "1:", "'000", "1^", "9"],
    *["a1", "$1 ", "1 000 ", "[1,", "1e", "\n1. ", "a@", "www.", "1k-", "\u202f1", "1x10^", "2025-"],
    *["一", "百", "萬", "億", "點", "零", "半", "幾", "負", "分之", "約", "第", "百分之", "又一分之"],
    *["一点", "十百", "多万", "三又", "几十", "1亿", "翻倍", "20角", "七八", "一兩", "亿", "上百"],
    *["first ", "one ", "one and ", "half a ", "and a half ", "percent of ", "twenty-", "million "],
    *["a ", "half ", "of the ", "point one ", "from 1 to ", "between 1 and "],
    *["q1 ", "2025", "2025年", "2025/", "2024/25 ", "fy25 ", "march ", "31-mar-", "114年", "民國"],
    *["2025 and ", "三個月止", "quarter to ", "一、", "31/03/"],
]  # fmt: skip


@pytest.mark.parametrize("piece", RUNS)
def test_twice_the_hostile_text_takes_no_more_than_about_thrice_the_time(piece: str) -> None:
    for read in (read_figures, read_periods):
        read(piece * 50)
        half = (piece * 4_000)[:4_000]
        once = min(seconds(read, half) for _ in range(2))
        assert seconds(read, half + half) < 3 * once + 0.1, read.__name__


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["1,", "一", "百", "(", "-", "約", "first", "q1 "])
def test_a_hundred_thousand_hostile_pieces_take_seconds_not_minutes(piece: str) -> None:
    for read in (read_figures, read_periods):
        assert seconds(read, piece * 100_000) < 20, read.__name__
