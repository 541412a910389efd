"""Misspelt vocabulary words put right."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import corpus.kpi_names
from assistant.understand.plain_words import is_plain_verb
from assistant.understand.query import Query
from corpus.kpi_names import read_rows, vocabulary
from corpus.script import fold

_REAL_WORDS = Path(__file__).parents[1] / "words" / "real_words.txt"
_CUES = Path(corpus.kpi_names.__file__).with_name("names") / "cues.csv"
_CUE_KINDS = frozenset({"growth", "direction"})
_SHORTEST_TYPO, _SHORTEST_CUE = 4, 6
_TYPO_LIKENESS = 0.82  # of letters in order, by difflib; grss → gross is .89
_LONG, _MOST_LETTERS = 7, 2  # letters more or less: one in a short word, two in a long one


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


@cache
def _cue_words() -> dict[str, str]:
    """Words of growth and direction, by their letters in order: "growht" has those of *growth*."""
    rows = (row for row in read_rows(_CUES) if row["kind"] in _CUE_KINDS)
    words = (word for row in rows for word in fold(row["en"]).split("|"))
    return {"".join(sorted(w)): w for w in words if w.isalpha() and len(w) >= _SHORTEST_CUE}


@cache
def _real_words() -> frozenset[str]:
    lines = _REAL_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _is_real(word: str) -> bool:
    """Whether a word, or the word that it is a form of, is English as it stands."""
    forms = [word, *(word.removesuffix(end) for end in ("s", "es", "ed", "d", "ing"))]
    return is_plain_verb(word) or any(form in _real_words() for form in forms)


def mended(question: str, query: Query) -> str:
    """`question` with misspelt vocabulary words put right; names in capitals are left alone."""
    for word in dict.fromkeys(query.content):
        if len(word) < _SHORTEST_TYPO or not word.isascii() or not word.isalpha():
            continue
        if _is_real(word):
            continue
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", question) is None:
            continue
        swapped = _cue_words().get("".join(sorted(word)))
        known = (swapped,) if swapped else _known_words()
        close = get_close_matches(word, known, n=1, cutoff=_TYPO_LIKENESS)
        if close and _is_slip(word, close[0]):
            question = re.sub(rf"(?<![a-z]){re.escape(word)}(?![a-z])", close[0], question)
    return question


def _is_slip(word: str, known: str) -> bool:
    """Whether `word` can be `known` misspelt: about as long, and not its plural."""
    allowed = 1 if len(word) < _LONG else _MOST_LETTERS
    if known == word + "s":
        return True  # the vocabulary has it with its s only ("oversea")
    return abs(len(word) - len(known)) <= allowed and word.rstrip("s") != known.rstrip("s")
