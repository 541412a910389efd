"""Two Chinese digits that go on, as a range: 七八百 is 700 to 800."""

from __future__ import annotations

from dataclasses import replace

from corpus.read.han_numerals import read_han
from corpus.read.han_words import BIG_UNITS, HAN_DIGITS, HAN_START, SMALL_UNITS
from corpus.read.numerals import Numeral


def read_pair(text: str, start: int) -> Numeral | None:
    """七八百 is 700 to 800, 十七八万 170,000 to 180,000: two digits that go on, as a range."""
    end = start
    while end < min(len(text), start + 24) and (text[end] in HAN_START or text[end] in BIG_UNITS):
        end += 1
    for at in range(start, end - 1):
        low, high = HAN_DIGITS.get(text[at], 0), HAN_DIGITS.get(text[at + 1], 0)
        if low and ((high == low + 1) or (low, high) == (3, 5)):
            break
    else:
        return None
    if at + 2 == end and text[at - 1 : at] not in SMALL_UNITS:
        return None  # 七八 alone could be 78
    first = read_han(text[start : at + 1] + text[at + 2 : end], 0)
    second = read_han(text[start:at] + text[at + 1 : end], 0)
    whole = end - start - 1
    if first is None or second is None or not first.end == second.end == whole:
        return None
    if first.style == "string" or not first.value < second.value:
        return None
    return replace(first, upper=second.value, end=end)
