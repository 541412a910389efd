"""The words by which a question asks for a calculation, a comparison or a list.

They are data: `words/workings.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from assistant.words.lists import word_file
from corpus.script import fold, has_han

_APART = ".{0,60}?"  # between two words that belong together
_APART_HAN = ".{0,16}?"
_THAN = "(?<![占百同环])比(?![例重率])"  # 比, not that of 占比, 百分比, 同比, 比例


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics that are asked for together by one name."""

    pattern: re.Pattern[str]
    metrics: tuple[str, ...]


def said(question: str, key: str) -> bool:
    """Whether a question has any of the words `key`."""
    return pattern(key).search(fold(question)) is not None


def begins(question: str, key: str) -> int:
    """Where the first of the words `key` begins; -1 where there is none."""
    found = pattern(key).search(fold(question))
    return found.start() if found is not None else -1


@cache
def pattern(key: str) -> re.Pattern[str]:
    """What any of the words `key` looks like in folded text."""
    return _words(word_file("workings")[key])


@cache
def families() -> tuple[Family, ...]:
    """The metrics that have one name together, in the order of the file."""
    return tuple(
        Family(_words(one), tuple(one["metrics"])) for one in word_file("workings")["family"]
    )


@cache
def opposites() -> tuple[Family, ...]:
    """Pairs of flows that go against each other, each with the words for what they change."""
    return tuple(
        Family(_words(one), tuple(one["metrics"])) for one in word_file("workings")["opposite"]
    )


@cache
def profits() -> tuple[str, ...]:
    """What a plan called "profit" may be of."""
    return tuple(word_file("workings")["profits"]["metrics"])


def _words(entry: dict[str, list[str]]) -> re.Pattern[str]:
    return _compiled((*entry["en"], *entry["zh"]))


def _compiled(words: Iterable[str]) -> re.Pattern[str]:
    parts = [_one(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(parts) or "(?!)")


def _one(word: str) -> str:
    pieces = [fold(piece) for piece in word.split("~")]
    if has_han(word):
        return _APART_HAN.join(_THAN if piece == "比" else re.escape(piece) for piece in pieces)
    made = [re.escape(piece).replace(r"\*", r"[a-z']{0,8}") for piece in pieces]
    return r"(?<![a-z0-9])" + _APART.join(made) + r"(?![a-z0-9])"
