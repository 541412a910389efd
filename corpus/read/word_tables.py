"""The word lists under `corpus/read/figure_words/`, read once. Every key is folded."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from corpus.script import fold

T = TypeVar("T")
_FOLDER = Path(__file__).parent / "figure_words"


def rows(name: str) -> list[list[str]]:
    """The rows of one list, without comments and blank lines; the words (column 1) folded."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if line.strip() and not line.startswith("#"))
        return [[fold(row[0]), *(cell.strip() for cell in row[1:])] for row in csv.reader(lines)]


@dataclass(frozen=True, slots=True)
class WordIndex(Generic[T]):
    """Words that may begin at a place of a text; the longest wins."""

    by_first: Mapping[str, tuple[tuple[str, T], ...]]

    @classmethod
    def build(cls, entries: Iterable[tuple[str, T]]) -> WordIndex[T]:
        table: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for word, value in entries:
            table[word[0]].append((word, value))
        return cls({k: tuple(sorted(v, key=lambda e: -len(e[0]))) for k, v in table.items()})

    def match(self, text: str, at: int) -> tuple[int, T] | None:
        """Where the longest word at `at` ends, and what it stands for.

        A word in Latin letters must end where the letters end.
        """
        for word, value in self.by_first.get(text[at : at + 1], ()):
            if text.startswith(word, at):
                end = at + len(word)
                latin = "a" <= word[-1] <= "z" and "a" <= text[end : end + 1] <= "z"
                if not latin:
                    return end, value
        return None


@dataclass(frozen=True, slots=True)
class EndIndex(Generic[T]):
    """Words that may end at a place of a text; the longest wins."""

    by_last: Mapping[str, tuple[tuple[str, T], ...]]

    @classmethod
    def build(cls, entries: Iterable[tuple[str, T]]) -> EndIndex[T]:
        table: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for word, value in entries:
            table[word[-1]].append((word, value))
        return cls({k: tuple(sorted(v, key=lambda e: -len(e[0]))) for k, v in table.items()})

    def match(self, text: str, end: int) -> tuple[int, T] | None:
        """Where the longest word that ends at `end` begins, and what it stands for.

        A word in Latin letters must begin where the letters begin.
        """
        for word, value in self.by_last.get(text[end - 1 : end] if end else "", ()):
            start = end - len(word)
            if start >= 0 and text.startswith(word, start):
                before = text[start - 1 : start] if start else ""
                if not ("a" <= word[0] <= "z" and "a" <= before <= "z"):
                    return start, value
        return None


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of one list."""
    return frozenset(row[0] for row in rows(name))
