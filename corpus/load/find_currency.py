"""Which currency a report's bare 元 or $ stands for."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from corpus.load.find_subject import facts_data
from corpus.script import Language

_LONGEST_SEARCHED = 200_000
_OFTEN_ENOUGH = 3  # mentions by which the only currency named is the report's
_BARE_YUAN = re.compile(r"[\d萬万億亿千百十]元")
_BARE_DOLLAR = re.compile(r"(?<![A-Za-z$])\$\s?\d")
_UNIT_STATEMENT = re.compile(
    r"(?:單位|单位|幣別|币别|幣種|币种|貨幣|货币)[:：為为]\s?(.{2,12})"
    r"|(?i:\bin (?:millions|thousands|billions)(?: of)? ([^,;)\n]{2,24}))"
    r"|(.{2,12}) (?i:in (?:millions|thousands|billions)\b)"
    r"|(?:^|[\n(（|])\s?(NT\$|NTD\$?|HK\$|US\$|RMB|新台幣|新臺幣|人民幣|人民币|港幣)\s?/?\s?"
    r"(?:M|B|mn|bn|[Mm]illions?|[Bb]illions?|百萬|百万|億|亿|仟|千)"
)


def find_currency(text: str, language: Language, ticker: str = "") -> str:
    """The ISO 4217 code for a bare 元 (Chinese) or $ (English), "" where the text leaves it open.

    A statement of units decides; else a bare 元 is the yuan unless the text is plainly in
    Taiwan's, and a bare $ is the US dollar in a US filing or the only dollar that the text
    names; else the one currency that the text names.
    """
    text = text[:_LONGEST_SEARCHED]
    stated = Counter(
        code
        for found in _UNIT_STATEMENT.finditer(text)
        for code in _named(next(filter(None, found.groups()), ""))
    )
    clear = _leading(stated)
    if clear:
        return clear
    named = _named(text)
    if language != "en" and _BARE_YUAN.search(text):
        taiwanese = ticker.endswith((".TW", ".TWO")) or named["TWD"] > named["CNY"]
        return "TWD" if taiwanese else "CNY"
    if language == "en" and _BARE_DOLLAR.search(text):
        return _dollar(text, named)
    return _leading(named) if named.total() >= _OFTEN_ENOUGH else ""


def _leading(named: Counter[str]) -> str:
    """The currency named several times as often as any other; "" where none is."""
    (code, count), *others = named.most_common(2) or [("", 0)]
    return code if not others or count >= _OFTEN_ENOUGH * others[0][1] else ""


def _dollar(text: str, named: Counter[str]) -> str:
    signs = facts_data()["dollars"]
    if any(sign in text for sign in signs["us_filing"]):
        return "USD"
    dollars = [code for code in signs["codes"] if named[code]]
    clear = _leading(Counter({code: named[code] for code in dollars}))
    if clear:
        return clear
    american = any(sign in text for sign in signs["us_exchanges"])
    elsewhere = any(sign in text for sign in signs["elsewhere"])
    return "USD" if not dollars and (american or not elsewhere) else ""


def _named(text: str) -> Counter[str]:
    """How often each currency is named beyond doubt."""
    counts: Counter[str] = Counter()
    for found in _names().finditer(text):
        counts[_code_of()[found.group().lower()]] += 1
    return counts


@cache
def _code_of() -> dict[str, str]:
    currencies = facts_data()["currencies"]
    return {word.lower(): code for code, words in currencies.items() for word in words}


@cache
def _names() -> re.Pattern[str]:
    words = sorted(_code_of(), key=len, reverse=True)
    return re.compile(
        "|".join(
            (r"(?<![A-Za-z])" if word[0].isalpha() and word.isascii() else "")
            + re.escape(word)
            + (r"(?![a-rt-z])" if word[-1].isalpha() and word.isascii() else "")
            for word in words
        ),
        re.IGNORECASE,
    )
