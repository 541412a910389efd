"""Misspelt vocabulary words put right."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from assistant.query import Query
from corpus.kpi_names import vocabulary
from corpus.script import fold

_SHORTEST_TYPO = 4
_TYPO_LIKENESS = 0.82  # of letters in order, by difflib; grss → gross is .89


@cache
def _known_words() -> tuple[str, ...]:
    """The English words that names are made of, longest misspelt first."""
    words = {
        word
        for name in vocabulary().names.values()
        for label in (name.en, name.modifier)
        for word in fold(label).split()
        if word.isalpha() and len(word) >= _SHORTEST_TYPO
    }
    return tuple(sorted(words))


def mended(question: str, query: Query) -> str:
    """`question` with misspelt vocabulary words put right; names in capitals are left alone."""
    for word in query.content:
        if len(word) < _SHORTEST_TYPO or not word.isascii() or not word.isalpha():
            continue
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", question) is None:
            continue
        close = get_close_matches(word, _known_words(), n=1, cutoff=_TYPO_LIKENESS)
        if close:
            question = re.sub(rf"(?<![a-z]){re.escape(word)}(?![a-z])", close[0], question)
    return question
