"""How far a text holds a name or a word, in other words too."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.answer.find import related
from assistant.understand.synonyms import known_within, synonyms
from corpus.script import fold, has_han

_SHORT = 4  # letters of a word without endings
ANSWERS_FOR = 0.9  # a related metric in the place of the one asked about


def held_name(key: str, there: frozenset[str]) -> float:
    """Whether a name stands there, or a metric that answers for it (a little less)."""
    if key in there:
        return 1.0
    return ANSWERS_FOR if any(other in there for other in related(key)) else 0.0


def pairs_held(run: str, text: str) -> float:
    """The part of a run's pairs of characters that a text holds, or holds in other words."""
    held = [run[at : at + 2] in text for at in range(len(run) - 1)]
    for word in known_within(run):
        if any(other in text for other in synonyms(word)):
            start = run.index(word)
            for at in range(max(0, start - 1), min(start + len(word), len(held))):
                held[at] = True
    return sum(held) / len(held)


def is_proper(word: str, question: str) -> bool:
    """Whether a word stands as a proper name within the question; nothing else means the same."""
    if not word.isascii() or not word.isalpha():
        return False
    return question.find(" " + word.capitalize()) > 0


def stem(word: str) -> str:
    """The part of a folded word that its other forms share; a short word whole."""
    if has_han(word):
        return word
    single = word.removesuffix("s") if len(word) > _SHORT else word
    return single if len(single) <= _SHORT + 1 else single[: max(_SHORT + 1, len(single) - 3)]


def holds(word: str, text: str) -> bool:
    """Whether a folded text has a word that begins as the stem of `word`, or its characters."""
    if has_han(word):
        return word in text
    return _forms(word).search(text) is not None


@lru_cache(maxsize=4096)  # a question's words are held against every paragraph found
def _forms(word: str) -> re.Pattern[str]:
    """What finds a word that begins as the stem of `word`."""
    begin = stem(word)
    whole = begin == word.removesuffix("s") or begin == word
    rest = r"(?:s|es|d|ed|ing)?(?![a-z0-9])" if whole else ""
    return re.compile(rf"(?<![a-z0-9]){re.escape(begin)}{rest}")


def pieces(text: str) -> list[str]:
    """Words of a text: Latin words, and pairs of Chinese characters."""
    folded = fold(text)
    pieces: list[str] = []
    run = ""
    for character in folded + " ":
        if has_han(character):
            if run and has_han(run[-1]):
                pieces.append(run[-1] + character)
            run = character
        elif character.isalnum():
            run = run + character if run and not has_han(run[-1]) else character
        else:
            if len(run) > 2:
                pieces.append(run)
            run = ""
    return list(dict.fromkeys(pieces))[:400]
