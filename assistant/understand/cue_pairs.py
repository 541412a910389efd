"""Cues of two parts with other words between them: "what did the *market* … *expect*"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.figure import Span
from corpus.kpi_names import Mention, read_rows
from corpus.script import fold, has_han

_FILE = Path(__file__).parents[1] / "words" / "pairs.csv"


@dataclass(frozen=True, slots=True)
class _Pair:
    """`first` and `second` find the parts; at most `gap` characters lie between them."""

    kind: str
    key: str
    first: re.Pattern[str]
    second: re.Pattern[str]
    gap: int


@cache
def _pairs() -> tuple[_Pair, ...]:
    return tuple(
        _Pair(
            row["kind"], row["key"], _any_of(row["first"]), _any_of(row["second"]), int(row["gap"])
        )
        for row in read_rows(_FILE)
    )


def _any_of(words: str) -> re.Pattern[str]:
    """Any of the words, the longest first; words in Latin letters as whole words.

    ``多!少`` is 多 that 少 does not follow, ``多<少`` is 少 that 多 does not stand before; several
    characters there are alternatives.
    """
    folded = sorted({fold(word) for word in words.split("|")}, key=len, reverse=True)
    return re.compile("|".join(_one(word) for word in folded))


def _one(word: str) -> str:
    before, mark, rest = word.partition("<")
    if mark:
        return rf"(?<![{re.escape(before)}])" + _one(rest)
    word, mark, after = word.partition("!")
    if mark:
        return re.escape(word) + f"(?![{re.escape(after)}])"
    if has_han(word):
        return re.escape(word)
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"


def pair_mentions(text: str, names: Sequence[Span] = ()) -> tuple[Mention, ...]:
    """Both parts of every pair whose second part follows the first; each part is a mention
    of what the pair means, or both and what lies between where that is a metric. A part
    within one of the `names` is none.
    """
    plain = fold(text).replace("’", "'")
    found: list[Mention] = []
    for pair in _pairs():
        for first in pair.first.finditer(plain):
            if pair.kind != "metric" and _within(first, names):
                continue
            second = pair.second.search(plain, first.end(), first.end() + pair.gap + 24)
            if second is not None and second.start() - first.end() <= pair.gap:
                which = pair.key == "which_things" and first.group() != "what"
                open_to = pair.kind == "metric" or which
                if not open_to and _within(second, names):
                    continue
                spans = [Span(*first.span()), Span(*second.span())]
                if pair.kind == "metric":  # one name, its parts apart
                    spans = [Span(first.start(), second.end())]
                found += [Mention(pair.kind, pair.key, span) for span in spans]
                break
    return tuple(found)


def _within(found: re.Match[str], names: Sequence[Span]) -> bool:
    span = Span(*found.span())
    return any(name != span and name.covers(span) for name in names)
