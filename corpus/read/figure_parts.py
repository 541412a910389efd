"""Parts and multiples in words: 3/4, 三分之一, 百分之二十, 翻倍, 翻两番, 一半, 打八折."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from corpus.figure import BASIS_POINT, MULTIPLE, PERCENT, POINT
from corpus.read.figure_atom import Atom
from corpus.read.han_numerals import read_han
from corpus.read.han_words import HAN_START
from corpus.read.numerals import ONE, Numeral, divide, read_digits, skip_spaces

_PART_BASE = {"百": 2, "佰": 2, "千": 3, "仟": 3, "万": 4, "亿": 8}
_HALVES = {
    "成": (PERCENT, Decimal(5)),
    "折": (PERCENT, Decimal(50)),
    "个": (MULTIPLE, Decimal("0.5")),
}
_POINTS_OF_HALF = re.compile(r"百分点|pct|pp(?![a-z])|(?P<basis>基点|bps?)")
_PART_OF = re.compile(r"[ ]{0,2}分[ ]{0,2}之[ ]{0,2}")
_DIGIT_PART = re.compile(r"([0-9]{1,4})[ ]?/[ ]?([0-9]{1,4})(?![0-9./])")
_NUMERAL_CHARACTERS = HAN_START | frozenset("0123456789")


def read_fraction(text: str, start: int, *, whole: bool) -> Numeral | None:
    """3/4 and 2 1/2; not a date, a fiscal year or a pair of codes."""
    units, at = Decimal(0), start
    found = _DIGIT_PART.match(text, at)
    if found is None:
        first = read_digits(text, at)
        if first is None or first.quantum != 1 or text[first.end : first.end + 1] != " ":
            return None
        found = _DIGIT_PART.match(text, first.end + 1)
        if found is None or text[start : first.end].count(","):
            return None
        units = first.value
    over, under = Decimal(found.group(1)), Decimal(found.group(2))
    if under == 0 or (start and text[start - 1] == "/"):
        return None
    alone = found.end() == len(text) and text[:start].strip(" -") == ""
    if not whole and not alone and not (2 <= under <= 10 and (over < under or units)):
        return None
    value = units + divide(over, under)
    return Numeral(value, Decimal("0.01"), found.end(), is_fraction=True)


def with_part(text: str, first: Numeral) -> Numeral:
    """五分之三 and 三又五分之一 behind a first numeral."""
    whole, base = Decimal(0), first
    at = skip_spaces(text, base.end)
    if text[at : at + 1] == "又":
        second = read_han(text, skip_spaces(text, at + 1))
        if second is None or _PART_OF.match(text, second.end) is None:
            return first
        whole, base = base.value, second
    found = _PART_OF.match(text, base.end)
    if found is None:
        return first
    at = found.end()
    negative = text[at : at + 1] == "负"
    over = read_han(text, at + negative)
    if over is None or base.value == 0:
        return first
    value = whole + divide(-over.value if negative else over.value, base.value)
    return Numeral(value, Decimal("0.01"), over.end, style="han", is_fraction=True)


def read_hundredths(text: str, start: int, at: int) -> tuple[Atom | None, int]:
    """百分之二十: per cent; 千分之, 万分之 likewise."""
    if start and text[start - 1] in _NUMERAL_CHARACTERS:
        return None, start + 1
    at = skip_spaces(text, at)
    sign = -1 if text[at : at + 1] in ("负", "-") else 1
    at += sign < 0
    if text[at : at + 1] in ("百", "佰"):
        number: Numeral | None = Numeral(Decimal(100), ONE, at + 1)
        longer = read_han(text, at)
        number = longer if longer and longer.end > at + 1 else number
    else:
        number = read_han(text, at)
    if number is None:
        return None, end_of_han(text, at) + 1
    at = skip_spaces(text, number.end, 1)
    if text[at : at + 1] == "k":
        number = number.times(Decimal(1000), at + 1)
    power = 2 - sum(_PART_BASE.get(c, 0) for c in text[start : start + 2])
    number = number.times(sign * Decimal(10) ** power, number.end)
    if sign < 0:
        number = replace(number, quantum=abs(number.quantum), scale=abs(number.scale))
    return Atom(number, PERCENT, start, number.end, bare_end=power == 0), number.end


def read_change(text: str, found: re.Match[str]) -> tuple[Atom | None, int]:
    """翻倍 doubles, 翻两番 is four times, 一半 and 减半 a half; 打八折 leaves 80%."""
    start, end = found.span()
    written = found.group()
    unit, value, quantum = MULTIPLE, Decimal(2), ONE
    if written[0] == "半":
        unit, value = _HALVES[written[-1]]
        points = _POINTS_OF_HALF.match(text, end) if written[-1] == "个" else None
        if points is not None:
            unit, end = BASIS_POINT if points.lastgroup else POINT, points.end()
            return Atom(Numeral(value, Decimal("0.1"), end), unit, start, end), end
        half = Numeral(value, value, end, is_fraction=unit is MULTIPLE)
        return Atom(half, unit, start, end), end
    if written.startswith("打"):
        times_ten = {"对": 5, "七": 7, "八": 8, "九": 9}[written[-2]]
        left = Numeral(Decimal(10 * times_ten), Decimal(10), end)
        return Atom(left, PERCENT, end - 2, end), end
    if written.endswith("番"):
        value = Decimal(2) ** {"两": 2, "二": 2, "三": 3, "四": 4}.get(written[-2], 1)
    elif written in ("减半", "腰斩", "一半", "1半"):
        value, quantum = Decimal("0.5"), Decimal("0.01")
    if written[0] in "一1" and start and text[start - 1] in _NUMERAL_CHARACTERS:
        return None, start + 1
    return Atom(Numeral(value, quantum, end, is_fraction=value < 1), unit, start, end), end


def end_of_han(text: str, start: int) -> int:
    """Where a run of Chinese numeral characters ends."""
    at = start
    while at < len(text) and text[at] in HAN_START:
        at += 1
    return at
