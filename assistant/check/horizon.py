"""How far back a figure looks, or how long what it is of runs: 近三年, 过去5日, "12-month".

Two returns of one fund over different stretches are different figures, though all other words
around them are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.words.lists import word_file
from corpus.figure import Span
from corpus.read.period_raw import small_number
from corpus.script import fold

_DAYS = {"d": 1, "w": 7}
_MONTHS = {"m": 1, "q": 3, "y": 12}
_ENGLISH_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    """The pattern of folded text, the unit of each word of time, and the key of each phrase."""
    data = word_file("wording")["horizon"]
    units = {fold(word): key for key, words in data["units"].items() for word in words.split()}
    phrases = {fold(said): key for key, some in data["phrases"].items() for said in some}
    han = "|".join(sorted((w for w in units if w[0] > "\u3400"), key=len, reverse=True))
    latin = "|".join(sorted((w for w in units if w[0] < "\u3400"), key=len, reverse=True))
    said = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
    leads = "|".join(fold(lead) for lead in data["leads_zh"])
    names = "|".join(fold(name) for name in data["in_names"])
    numbers = "|".join(_ENGLISH_NUMBERS)
    return (
        re.compile(
            rf"(?P<phrase>{said})"
            # a number and a unit in Chinese, with or without a word before it
            rf"|(?<![0-9.一二两三四五六七八九十第])(?:{leads})?"
            rf"(?P<n>[0-9]{{1,3}}|[一二两三四五六七八九十]{{1,3}}|半)[ ]?(?P<han>{han})"
            rf"(?!内?(?:{names}))"
            # a number and a unit in English
            rf"|(?<![\w.])(?P<m>[0-9]{{1,3}}|{numbers})[ -](?P<latin>{latin})(?!\w)"
            # one of a unit
            rf"|(?<!\w)(?:past|trailing) (?P<one>{latin})(?!\w)"
        ),
        units,
        phrases,
    )


def horizons(folded: str) -> Iterator[tuple[Span, str]]:
    """The stretches of time that folded text names, in order, each with a key that is the same
    for all wordings ("36m" of 近三年, "ytd"); dates must have been taken out before."""
    pattern, units, phrases = _pattern()
    for match in pattern.finditer(folded):
        span = Span(*match.span())
        if match["phrase"]:
            yield span, phrases[match["phrase"]]
            continue
        unit = units[match["han"] or match["latin"] or match["one"]]
        number = match["n"] or match["m"] or "1"
        if number == "半":
            yield from [(span, "6m")] if unit == "y" else []
            continue
        count = small_number(number) or _english(number)
        if count and unit in _DAYS:
            yield span, f"{count * _DAYS[unit]}d"
        elif count:
            yield span, f"{count * _MONTHS[unit]}m"


def _english(number: str) -> int:
    return _ENGLISH_NUMBERS.index(number) + 1 if number in _ENGLISH_NUMBERS else 0
