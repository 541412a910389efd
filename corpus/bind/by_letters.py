"""A business that only its place tells: letters right before "total" ("BCA total backlog"), a
proper name between a number and what it counts ("66 Future Shop stores")."""

from __future__ import annotations

import re

from corpus.bind.name_words import name_words
from corpus.bind.sentence_words import SentenceWords
from corpus.kpi_names import Mention

_REACH = 12  # characters before the word
_NAME = 60  # characters
_PROPER = re.compile(r" ((?:[A-Z][\w&'’-]{1,20} ){0,3}[A-Z][\w&'’-]{1,20}) ")
_LETTERS = re.compile(r"(?<![\w.&-])([A-Z]{2,5})(?:['’]s?)? $")


def counted_name(words: SentenceWords, end: int) -> str:
    """The proper name between a number and the noun that it counts ("66 Future Shop stores"),
    where it is none that is known."""
    noun = next(iter(words.between(end, end + _NAME, "metric")), None)
    if noun is None:
        return ""
    found = _PROPER.fullmatch(words.text[end : noun.span.start])
    known = any(end <= m.span.start < noun.span.start for m in words.mentions)
    if found is None or known:
        return ""
    first = found[1].split()[0]
    return "" if first.lower() in name_words().stops or first in name_words().common else found[1]


def told_by_letters(words: SentenceWords, scope: Mention) -> str:
    """The letters right before a word for the whole, where they are no name that is known and no
    word of measuring (GAAP); "" else."""
    start = scope.span.start
    found = _LETTERS.search(words.text[max(start - _REACH, words.span.start) : start])
    if found is None:
        return ""
    at = start - len(found.group())
    known = any(m.span.start <= at < m.span.end for m in words.mentions)
    return "" if known or found[1].lower() in name_words().plain else found[1]
