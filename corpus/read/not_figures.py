"""What looks like a number and is none: names, tickers, addresses, dates, marks, list numbers.

`blank_out` covers such places with a character that nothing else reads, keeping all offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpus.figure import NUMBER, UnitKind
from corpus.read.figure_units import read_tail
from corpus.read.han_words import HAN_START
from corpus.read.numerals import ONE, Numeral
from corpus.read.read_periods import period_spans
from corpus.read.word_tables import EndIndex, WordIndex, rows
from corpus.script import fold

BLANK = "\0"
"""What a covered place is filled with."""

# Each pattern begins with what it can begin with, so that a search passes quickly over the rest.
_ADDRESSES = re.compile(
    r"""https?://[^\s\u4e00-\u9fff]{1,2000} | www\.[^\s\u4e00-\u9fff]{1,2000}
      | (?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,255}""",
    re.VERBOSE,
)
_CODES = re.compile(
    r"""(?:hkex|sehk|nyse|nasdaq|sse|szse|twse|stock\ code|股份代号|股票代码|证券代码)
        \s?:?\s?[0-9]{3,6}(?![0-9])""",
    re.VERBOSE,
)
_SHAPES = re.compile(
    r"""(?=[0-9+(\[v.-])(?:
      # the dots that lead to a page number, and page numbers between dashes
        \.{4,}[ ]{0,3}[0-9]{1,4}(?![0-9%]) | (?<![0-9a-z)])-[ ]?[0-9]{1,3}[ ]?-(?![0-9])
      # decades, and those born in one
      | (?<![0-9.])[0-9]0(?:年代|'s(?![a-z])|s(?![a-z])) | (?<![0-9.])[0-9][05]后(?![年天个月])
      | (?<=[;。:,])[0-9]{1,2}\)(?=[\u4e00-\u9fff])
      |
      # tickers: 1810.hk
        (?<![0-9a-z.])(?<![0-9],)[0-9]{1,6}
          \.(?:hk|sh|sz|ss|xshe|xshg|tw|two|us|ks|kq|bj|of|oq|n|o)(?![a-z0-9])
      # the code of a stock in brackets behind a name
      | (?<=[\u4e00-\u9fffa-z]\()[036][0-9]{5}(?=\))
      # clock times and ratios of whole numbers
      | (?<![0-9.:])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])(?:\s?[ap]\.?m\.?(?![a-z]))?
      | (?<![0-9.$])[0-9]{1,2}(?:\.[0-9]{2})?\s?[ap]\.?m(?:\.|(?![a-z0-9]))
      | (?<![0-9.])[0-9]{1,2}时(?:[0-9]{1,2}分)?(?!间)
      | (?<![0-9.])[0-9]{1,2}点(?:[0-9]{1,2}分|整|钟)
      # telephone numbers
      | (?<![0-9a-z])\+?[0-9]{1,4}-[0-9]{3,4}-[0-9]{3,4}(?:[-/][0-9]{2,4})?(?![0-9])
      | (?<![0-9a-z])\+[0-9]{1,3}[ -][0-9][0-9 -]{5,14}[0-9]
      | (?<![0-9a-z.,])0[0-9]{2,3}-[0-9]{7,8}(?![0-9]) | \([0-9]{3}\)\s?[0-9]{3}-[0-9]{4}
      | \(0[0-9]{2,3}\)\s?[0-9]{6,8}(?![0-9])
      | (?<![0-9a-z.,])[48]00-[0-9]{3}-?[0-9]{4}(?![0-9])
      # filings and plans by their form
      | (?<![0-9a-z.,])(?:(?:10-[kq]|20-f|40-f|8-k|6-k)(?![a-z0-9])|401\(k\)|(?:24/7|9/11)(?![0-9]))
      # versions and headings numbered with two dots or more
      | (?<![0-9a-z.,])v?[0-9]{1,4}(?:\.[0-9]{1,5}){2,9}+(?![0-9])
      | (?<![a-z0-9])v[0-9]{1,3}(?:\.[0-9]{1,3})?(?![0-9a-z])
      # zeros that name a scale: rmb'000
      | (?<=['\u2019])000(?:s(?![a-z]))?(?![0-9,.])
      # citation marks and lone numbers in brackets
      | \[[0-9]{1,3}(?:[,\-][0-9]{1,3}){0,9}\]
      | \((?:[0-9]|[一二三四五六七八九十]{1,3})\)(?!%)
    )""",
    re.VERBOSE,
)
# At a line's start: (1), 1), 1., 1、 and 2.3 before a heading; anywhere: 一、
_LIST_NUMBERS = re.compile(
    r"""^[ \t]{0,8}(?:\(?[0-9]{1,2}\)|[0-9]{1,2}[.、](?![0-9]))(?=.*[^\s])
      | ^[ \t]{0,8}[0-9]{1,2}(?:\.[1-9][0-9]?){1,3}[ ]
        (?=[a-z\u4e00-\u9fff])(?![万亿千百兆])""",
    re.VERBOSE | re.MULTILINE,
)
_HAN_LIST_NUMBERS = re.compile(r"[一二三四五六七八九十]{1,3}、")
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year"})
_NUMERALS = frozenset(HAN_START) | frozenset("0123456789")
_BEFORE_NUMERALS = _NUMERALS | frozenset("之")  # 四分之一大
_INSIDE_NUMERALS = _NUMERALS | frozenset("几")  # 十几个


@cache
def _words() -> tuple[re.Pattern[str], WordIndex[str]]:
    entries = rows("not_figures.csv")
    firsts = "".join(sorted({row[0][0] for row in entries}))
    table = WordIndex.build((row[0], fold(row[1]) if len(row) > 1 else "") for row in entries)
    return re.compile(f"[{re.escape(firsts)}]"), table


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Words that hold a numeral without counting, where no numeral goes on with them."""
    firsts, table = _words()
    after = 0
    for found in firsts.finditer(text):
        start = found.start()
        if start < after:
            continue
        if found.group() in _INSIDE_NUMERALS and text[start - 1 : start] in _BEFORE_NUMERALS:
            continue
        for word, unless in table.by_first[found.group()]:
            if text.startswith(word, start):
                after_word = text[start + len(word) : start + len(word) + 1]
                if after_word and after_word in unless:
                    continue
                if word[-1] in _NUMERALS and after_word in _NUMERALS:
                    continue
                after = start + len(word)
                yield start, after
                break


@cache
def _name_before() -> EndIndex[bool]:
    return EndIndex.build((row[0], True) for row in rows("name_words.csv") if row[1] == "before")


@cache
def _name_after() -> WordIndex[bool]:
    return WordIndex.build((row[0], True) for row in rows("name_words.csv") if row[1] == "after")


def blank_out(text: str) -> str:
    """Folded `text`, as long as before, with everything covered that is no quantity."""
    text = _covered(text, period_spans(text))
    if "://" in text or "www." in text or "@" in text:
        text = _ADDRESSES.sub(_blanks, text)
    text = _SHAPES.sub(_blanks, _CODES.sub(_blanks, text))
    text = _LIST_NUMBERS.sub(_blank_heading, text)
    if "、" in text:
        lists = (found.span() for found in _HAN_LIST_NUMBERS.finditer(text))
        text = _covered(text, (at for at in lists if not _goes_on(text, at[0])))
    whole = text.strip()
    if any(end - start == len(whole) for start, end in _word_spans(whole)):
        return text  # the word is all there is: let the number in it be tried
    return _covered(text, _word_spans(text))


def _goes_on(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return before in _NUMERALS or "\u4e00" <= before <= "\u9fff"


def _blank_heading(found: re.Match[str]) -> str:
    """Cover a heading's number, unless what follows is a unit: then it counts."""
    number = Numeral(ONE, ONE, len(found.group().rstrip()) + found.start())
    tail = read_tail(found.string, number, money=False, loose=False)
    counted = tail.unit.kind is not UnitKind.COUNT or tail.unit.code in _TIMES
    counts = tail.had_scale or (tail.unit is not NUMBER and counted)
    return found.group() if counts and found.group().endswith(" ") else _blanks(found)


def _blanks(found: re.Match[str]) -> str:
    return BLANK * len(found.group())


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, after = [], 0
    for start, end in spans:
        pieces += [text[after:start], BLANK * (end - start)]
        after = end
    return "".join([*pieces, text[after:]])


def numbers_a_thing(text: str, start: int, end: int) -> bool:
    """Whether the bare digits at [start, end) name or number a thing (Figure 3, 15 Ultra)."""
    before = start
    while before and start - before < 2 and text[before - 1] in " :":
        before -= 1
    if _name_before().match(text, before):
        return True
    after = end
    while text[after : after + 1] == " " and after - end < 2:
        after += 1
    return _name_after().match(text, after) is not None
