"""Whether a Chinese numeral counts something or is a piece of a word (统一, 大陆, 一般)."""

from __future__ import annotations

from corpus.figure import NUMBER, PERCENT, UnitKind
from corpus.read.figure_atom import is_han
from corpus.read.figure_units import Tail
from corpus.read.han_words import FINANCIAL
from corpus.read.numerals import Numeral

_TIME_COUNTERS = frozenset(
    ["year", "quarter", "month", "week", "day", "hour", "minute", "half-year"]
)
_LIST_END = frozenset("多余几来的和与及至到以左或比而不间之占呢吗~-")
_PASSING = frozenset(
    ["超", "逾", "破", "过", "近", "达", "上", "约", "突破", "跨越", "迈入", "站上"]
)
_MARKS = frozenset(["大关", "规模", "级别", "门槛", "市值"])


def counts_here(
    text: str, start: int, at: int, number: Numeral, tail: Tail, *, money: bool
) -> bool:
    """Whether the Chinese numeral at `at` counts, or is a piece of a word.

    `start` is before `at` where 负 stands before it; `money`: a currency does.
    """
    end = number.end
    written = text[at:end]
    before, following = text[start - 1 : start] if start else "", text[end : end + 1]
    isolated = not is_han(before) and not is_han(text[tail.number.end : tail.number.end + 1])
    if number.is_bare:
        return _bare_scale(text, start, tail)
    if number.style == "string":
        rated = tail.unit == PERCENT and "成" not in text[end : tail.number.end]  # not 六七成
        return rated or (isolated and tail.unit is NUMBER) or "点" in written
    if money or number.is_fraction or (tail.had_scale and isolated):
        return True
    if len(written) == 1:
        return _lone(written, tail, isolated, before, following)
    if tail.unit is not NUMBER or "点" in written or isolated:
        return True
    if len(written) >= 3 or number.scale > 1:
        return True
    return not is_han(following) or following in _LIST_END


def _lone(written: str, tail: Tail, isolated: bool, before: str, following: str) -> bool:
    if tail.unit is NUMBER:
        alone = not is_han(before) and not is_han(following)
        said = before in ("是", "为") and (not is_han(following) or following in "不而")
        return (alone or said) and before != "(" and following not in ("、", ".")
    if written in FINANCIAL or written in "零〇":
        return tail.unit.kind is UnitKind.CURRENCY or isolated
    if written == "一" and tail.unit.kind is UnitKind.COUNT:
        return tail.unit.code in _TIME_COUNTERS or isolated
    return True


def _bare_scale(text: str, start: int, tail: Tail) -> bool:
    """百亿, 千亿 without a digit: only where it is a mark that something passes."""
    at = start
    while at and text[at - 1] == " ":
        at -= 1
    before = text[max(0, at - 2) : at]
    after = text[tail.number.end : tail.number.end + 3]
    passing = before[-1:] in _PASSING or before in _PASSING
    mark = after[:2] in _MARKS or after[:1] == "级"
    alone = tail.number.end - start >= len(text.strip()) and tail.unit is NUMBER
    return passing or mark or alone
