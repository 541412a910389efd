"""Ranks: 第三, 前五, No. 1, top three, ranked third. An ordinal alone is no rank."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from corpus.figure import RANK
from corpus.read.english_numbers import ORDINALS, read_words
from corpus.read.figure_atom import Atom
from corpus.read.han_numerals import read_han
from corpus.read.numerals import ONE, Numeral, read_digits, skip_spaces

_RANK_AFTER = re.compile(
    r"[ ]?(?:名|位|大|强|高|多|的位置|把交椅|梯队)|[ ]?(?=[,。;、.)）\"”!?]|$|\0)"
)
_RANK_BEFORE = re.compile(
    r"(?:排名?|排在|排到|位[列居于]?|名列|列|居|占据|稳居|稳坐|升[至到为]|跃[居至升]|重返|重回|回到"
    r"|提升至|跻身|进入|保持|蝉联|夺得|夺|获|拿下|成为|全球|世界|全国|国内|行业|市场|均?为|是|达到"
    r"|跌至|降至|市占率|份额|销量|规模)[ ]?$"
)
_NOT_RANK_AFTER = re.compile(
    r"[ ]?(?:季|期|次|个|家|代|阶段|章|节|条|款|页|方|手|线|天|批|年|月|周|轮|届|类|步|曲线|部分"
    r"|点|项|种|层|级|段|产业|时间|财|组|局|性|人|增长|一|二|三|四|只|台|辆|版|集|航|场|号|块|卷|编|者|述|后)"
)
_ENGLISH_RANK_AFTER = re.compile(
    r"[ -](?:place|position|rank|spot|largest|biggest|most|highest|best|fastest|globally|worldwide"
    r"|overall|in the (?:world|industry|market|country)|by (?:market|volume|shipments|sales))"
    r"(?![a-z])"
)
_ENGLISH_RANK_BEFORE = re.compile(r"rank(?:ed|s|ing)?(?: (?:as|in|at|to|the|a|joint|its)){0,3} $")


def read_han_rank(text: str, start: int, at: int, *, whole: bool) -> tuple[Atom | None, int]:
    """第三, 前五: a rank where the words around say so."""
    number = read_han(text, skip_spaces(text, at, 1))
    if number is None or number.is_open or number.value > 10**5:
        return None, number.end if number else at
    end = number.end
    atom = Atom(replace(number, quantum=ONE), RANK, start, end)
    if whole or (start == 0 and end == len(text)):
        return atom, end
    if _NOT_RANK_AFTER.match(text, end) and not text.startswith(("大", "名", "位"), end):
        return None, end
    if text[start] == "前":
        return atom, end
    ranked = _RANK_BEFORE.search(text, max(0, start - 6), start)
    after = _RANK_AFTER.match(text, end)
    named = after is not None and after.group().strip() != ""
    marker = text[end : end + 1] == "," and not ranked
    return (atom if (ranked or named) and not marker else None), end


def read_english_rank(text: str, found: re.Match[str]) -> tuple[Atom | None, int]:
    """No. 1, top three, ranked third, the second-largest."""
    start, end = found.span()
    word = found.group()
    if word in ORDINALS:
        number = Numeral(Decimal(ORDINALS[word]), ONE, end, style="words")
        ranked = _ENGLISH_RANK_BEFORE.search(text, max(0, start - 30), start)
        place = _ENGLISH_RANK_AFTER.match(text, end)
        alone = start == 0 and end == len(text)
        return (Atom(number, RANK, start, end) if ranked or place or alone else None), end
    at = skip_spaces(text, end, 1)
    if word == "top" and text[at : at + 1] == "-":
        at += 1
    inner = read_digits(text, at) or read_words(text, at)
    if inner is None or inner.quantum != 1 or inner.value > 1000:
        return None, end
    if word == "ranked" or (word == "number" and inner.value > 10):
        return None, end
    following = text[inner.end : inner.end + 1]
    stuck = following.isalnum() and following.isascii()
    if (
        stuck
        or following == "%"
        or (following == "." and text[inner.end + 1 : inner.end + 2].isdigit())
    ):
        return None, end
    if word in ("no", "nos", "nos.") and not text[at : at + 1].isdigit():
        return None, end
    return Atom(inner, RANK, start, inner.end), inner.end
