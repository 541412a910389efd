"""Words that open questions and reports use one for another, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus.kpi_names import read_rows
from corpus.script import fold, has_han

_FILE = Path(__file__).parents[1] / "words" / "synonyms.csv"
_SHORTEST_STEM = 4


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in read_rows(_FILE):
        words = [fold(word) for word in (row["en"] + "|" + row["zh"]).split("|") if word]
        for word in words:
            found.setdefault(word, []).extend(words)
    return {word: tuple(dict.fromkeys(alike)) for word, alike in found.items()}


def synonyms(word: str) -> tuple[str, ...]:
    """The folded words that can stand for the folded `word`, itself included; plural and verb
    endings of English words are looked through."""
    groups = _groups()
    for ending in ("", "s", "es", "ed", "ing", "d"):
        stem = word.removesuffix(ending) if ending else word
        if stem in groups and (stem == word or len(stem) >= _SHORTEST_STEM):
            return groups[stem]
    return (word,)


@cache
def _chinese() -> tuple[str, ...]:
    return tuple(sorted((w for w in _groups() if has_han(w) and len(w) > 1), key=len, reverse=True))


def known_within(run: str) -> tuple[str, ...]:
    """The Chinese words of the lists that stand in a run of Chinese, longest first."""
    return tuple(word for word in _chinese() if word in run)
