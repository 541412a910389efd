"""The characters of Chinese numerals, in simplified script, and what they are worth."""

from __future__ import annotations

HAN_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "〇": 0, "两": 2, "倆": 2, "俩": 2, "参": 3, "弍": 2, "貳": 2,
}  # fmt: skip
SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
CONTRACTED = {"廿": 20, "卅": 30, "卌": 40}
BIG_UNITS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
FINANCIAL = frozenset("壹贰叁参肆伍陆柒捌玖拾佰仟弍貳俩倆")
HAN_START = frozenset(HAN_DIGITS) | frozenset(SMALL_UNITS) | frozenset(CONTRACTED) | {"万", "亿"}
OPEN_WORDS = frozenset("多余来几")
