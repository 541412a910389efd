"""Everyday words that can mean any of several metrics: "margin", "profit".

They are the families of `lists.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.understand.query import Query
from assistant.words.lists import word_file
from corpus.script import fold


@dataclass(frozen=True, slots=True)
class _Family:
    """Everyday words that can mean any of several metrics, and the one they are read as."""

    words: tuple[str, ...]
    unless: tuple[str, ...]
    metrics: tuple[str, ...]


@cache
def _families() -> tuple[_Family, ...]:
    data = word_file("lists")["family"]
    return tuple(
        _Family(
            tuple(fold(word) for word in (*one["en"], *one["zh"])),
            tuple(fold(word) for word in one["unless"]),
            tuple(one["metrics"]),
        )
        for one in data
    )


def families_of(query: Query) -> Iterator[tuple[str, ...]]:
    """The metrics that the loose word of a question can mean, the likeliest first; none where
    another word says which one is meant."""
    plain = fold(query.question)
    for family in _families():
        loose = len(query.metrics) == 1 and query.metrics[0] in family.metrics
        said = any(word in plain for word in family.words)
        if loose and said and not any(word in plain for word in family.unless):
            yield family.metrics
