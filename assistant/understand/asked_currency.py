"""The currency that a question asks its answer in ("in US dollars", 換算成人民幣)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpus.figure import Figure, Span
from corpus.kpi_names import Matcher
from corpus.read.word_tables import rows
from corpus.script import fold, has_han

_LISTS = ("currencies.csv", "currencies_world.csv")
_SHORTEST = 2
_CODE_LETTERS = 3
_THREE_LETTERS = frozenset({"yen", "won", "usd", "eur", "gbp", "hkd", "jpy", "twd", "rmb", "cny"})
_OTHER = frozenset({"real", "reals", "rand", "try", "all", "top", "mark", "marks"})
_DOLLAR, _POUND = "$", "£?"
_USUAL = {_DOLLAR: "USD", _POUND: "GBP", "£": "GBP", "€": "EUR", "¥": "JPY"}
_CODE = re.compile(r"[A-Z]{3}")
# What stands before or after a currency that an amount is to be turned into.
_INTO_BEFORE = re.compile(
    r"(?:\b(?:in|into|to|as)(?: (?:terms of|the))? |换成|换算成|换算做|换做|换算为|折成|折合成?"
    r"|折算成?|兑成?|兑换成?|转成|转换成|以|用|按|系|等于|合)(?:几多|多少|几)?[亿万]?$"
)
_TURN = re.compile(r"\bconvert(?:ed)?\b|换算|兑换|折合|折算")
_INTO_AFTER = re.compile(r"(?: (?:terms|equivalent)\b|计|口径|等值|算|来算|表示|系几多|是多少)")
_LAST = re.compile(r"[?？呢]*$")  # 幾多美金: a currency that a Chinese question ends with


@dataclass(frozen=True, slots=True)
class AskedCurrency:
    """An ISO code, where it is named, and whether an amount is to be turned into it."""

    code: str
    span: Span
    turned_into: bool


@cache
def _words() -> Matcher:
    named = ((row[0], row[2]) for name in _LISTS for row in rows(name) if row[1] != "sub")
    coded = ((word, _USUAL.get(code, code)) for word, code in named)
    return Matcher.of(
        (word, "currency", code)
        for word, code in coded
        if _CODE.fullmatch(code) and len(word) >= _SHORTEST and not word.startswith("元")
    )


def asked_currency(question: str, figures: Sequence[Figure]) -> AskedCurrency | None:
    """The currency named apart from any figure of the question; the last one of several."""
    plain = fold(question)
    named = [
        mention
        for mention in _words().mentions(question)
        if not any(mention.span.overlaps(figure.span) for figure in figures)
        and _is_money(mention.span.of(question))
    ]
    if not named:
        return None
    last = named[-1]
    before, after = plain[: last.span.start].rstrip("("), plain[last.span.end :]
    turned = _INTO_BEFORE.search(before) or _INTO_AFTER.match(after)
    written = last.span.of(question)
    ends = has_han(written) and _LAST.match(after) is not None
    into = turned is not None or ends or _TURN.search(plain) is not None
    if not into and written.islower() and not has_han(written):
        return None  # "orders won"
    return AskedCurrency(last.key, last.span, into)


def _is_money(written: str) -> bool:
    """Whether a currency's word is no other one: a code stands in capitals, "real" is none."""
    if written.isascii() and written.isalpha() and len(written) == _CODE_LETTERS:
        return written.isupper() or written.casefold() in _THREE_LETTERS
    return written.casefold() not in _OTHER
