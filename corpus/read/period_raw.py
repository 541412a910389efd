"""One mention of a period as written, and the pieces that every way of writing shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.period import Period
from corpus.read.han_numerals import read_han
from corpus.read.period_terms import Term
from corpus.read.word_tables import rows

NUMBER_OF = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "1st": 1, "2nd": 2, "3rd": 3,
    "4th": 4, "三": 3, "一": 1, "二": 2, "四": 4, "上": 1, "下": 2, "three": 3, "six": 6, "nine": 9,
    "two": 2, "twelve": 12, "1": 1, "2": 2, "3": 3, "4": 4, "两": 2, "六": 6, "九": 9, "6": 6,
    "9": 9,
}  # fmt: skip
HAN_YEAR_DIGITS = {"〇": "0", "零": "0", "○": "0"} | dict(
    zip("一二三四五六七八九", "123456789", strict=True)
)


@dataclass(frozen=True, slots=True)
class Raw:
    """One mention as written, at [start, end) of the text.

    `term` is what it names, `code` a relative word; `period` is set where neither is needed.
    """

    start: int
    end: int
    term: Term | None = None
    code: str = ""  # of a relative word
    period: Period | None = None
    kind: str = "absolute"
    counts: bool = False  # holds a number of years, which is a figure as well
    shared: bool = False  # a year that took its part from the mention before it


@cache
def relative_words() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {row[0]: row[1] for row in rows("period_words.csv")}
    words = sorted(codes, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    han = "|".join(re.escape(word) for word in words if not word.isascii())
    han = han.replace("来年", "(?<![带未近以本往原历迎到])来年(?![化均])")
    counted = (
        "(?:(?<![0-9一二三四五六七八九十百两几数多半])(?<![0-9一二三四五六七八九十百两][ ])|(?!年))"
    )
    return re.compile(rf"(?<![a-z-])(?:{latin})(?![a-z-])|{counted}(?:{han})"), codes


def written_year(written: str | None) -> int | None:
    if not written:
        return None
    if written[0] in HAN_YEAR_DIGITS:
        written = "".join(HAN_YEAR_DIGITS[character] for character in written)
    return int(written) if len(written) == 4 else 2000 + int(written)


def straddling_years(first: str, second: str) -> Term | None:
    """The year of a company that begins in `first` and ends in `second`."""
    begins, ends = written_year(first), int(second)
    if begins is None or ends % 100 != (begins + 1) % 100:
        return None
    return Term(begins + 1, fiscal=True, straddles=True)


def small_number(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    number = read_han(written, 0)
    return int(number.value) if number and number.end == len(written) else None
