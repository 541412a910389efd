"""Which of the words left over in a question can name a thing, and which only carry its grammar.

今季出咗 of 今季出咗幾多部雪櫃 and "in three sentences" are left over and do not narrow what is
asked. A noun or a name does. The word lists are general ones, by parts of speech.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.understand.glossary import chinese_terms
from assistant.understand.question_names import WORDS, stopwords
from assistant.words.lists import word_file
from corpus.script import fold, has_han

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST = 4  # characters of a listed Chinese word
_SHORTEST = 3  # letters of an English word that names something
_KNOWN, _SINGLE, _UNKNOWN = 10, 12, 17  # what a word, a plain character, any other one costs
_ENDINGS: tuple[tuple[str, str], ...] = (  # of a verb's form, and what stands there in its base
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"),
    ("ing", ""), ("ing", "e"),
)  # fmt: skip


@cache
def thing_words() -> dict[str, frozenset[str]]:
    """The word lists of `things.toml` that are runs of words, folded."""
    data = word_file("things")
    return {
        key: frozenset(fold(word) for word in text.split())
        for key, text in data.items()
        if isinstance(text, str)
    }


@cache
def _english() -> dict[str, frozenset[str]]:
    """Verbs, irregular verb forms and other plain words."""
    return _lists(WORDS / "plain_en.txt")


@dataclass(frozen=True, slots=True)
class _Han:
    """Chinese words: characters that only carry grammar, plain words, words that name."""

    grammar: frozenset[str]
    plain: frozenset[str]
    naming: frozenset[str]


@cache
def _chinese() -> _Han:
    lists = _lists(WORDS / "plain_zh.txt")
    idle = thing_words()["idle_zh"] | frozenset(stopwords()[1])
    plain = lists["grammar"] | lists["words"] | idle
    terms = {term for term in chinese_terms() if len(term) > 1}
    naming = _lists(WORDS / "names_zh.txt")[""] | terms
    return _Han(lists["grammar"], plain, naming - plain)


def _lists(path: Path) -> dict[str, frozenset[str]]:
    """The lists of a file, by the heading in brackets over each."""
    found: dict[str, list[str]] = {}
    under = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            under = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(under, []).extend(line.split())
    return {heading: frozenset(words) for heading, words in found.items()}


def _can_be_a_noun(verb: str) -> bool:
    """Whether a verb's form can stand for a thing before a noun: "leasing", "lounge", "drinks";
    an irregular form and what asks for an answer cannot."""
    return verb not in _english()["forms"] and verb not in _english()["requests"]


def is_plain_verb(word: str) -> bool:
    """Whether a folded English word is a form of a verb that is hardly ever a noun."""
    lists = _english()
    if word in lists["verbs"] or word in lists["forms"]:
        return True
    for ending, rest in _ENDINGS:
        stem = word.removesuffix(ending) + rest if word.endswith(ending) else ""
        if stem and (stem in lists["verbs"] or _undoubled(stem) in lists["verbs"]):
            return True
    return False


def _undoubled(stem: str) -> str:
    """ "plann" of "planning": its last letter once."""
    return stem[:-1] if stem[-2:-1] == stem[-1] else stem


def names_something(word: str, *, before_noun: bool = False) -> bool:
    """Whether a word that stands for no slot can name something; with `before_noun` it stands
    where a word tells the kind of what follows, so that "leasing" names a kind."""
    plain = fold(word)
    if has_han(plain):
        return bool(naming_runs(plain))
    lists = thing_words()
    if len(plain) < _SHORTEST or not plain[:1].isalpha() or plain.endswith("ly"):
        return False
    if plain in lists["idle_en"] | lists["heads"] | _english()["others"] | stopwords()[0]:
        return False
    return not is_plain_verb(plain) or (before_noun and _can_be_a_noun(plain))


def naming_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """What of the words left over in a question can name something."""
    found: list[str] = []
    for word in words:
        if has_han(word):
            found += [word[start:end] for start, end in naming_runs(fold(word))]
        elif names_something(word):
            found.append(word)
    return tuple(found)


def naming_runs(text: str) -> list[tuple[int, int]]:
    """Where in a folded text the runs of Chinese stand that can name something."""
    found: list[tuple[int, int]] = []
    for run in _HAN.finditer(text):
        open_at = -1
        words = _marked(run.group())
        for start, _end, names in (*words, (len(run.group()), 0, False)):
            if not names and open_at >= 0 and start - open_at > 1:
                found.append((run.start() + open_at, run.start() + start))
            if not names:
                open_at = -1
            elif open_at < 0:
                open_at = start
    return found


def _marked(run: str) -> list[tuple[int, int, bool]]:
    """The words of a run of Chinese, and whether each can name something: one that is listed so,
    an unlisted character, and a plain character that is no grammar beside such a one."""
    han = _chinese()
    words = _words_of(run)
    naming = [run[start:end] not in han.plain for start, end in words]
    loose = [
        end - start == 1 and run[start:end] not in han.grammar and not naming[at]
        for at, (start, end) in enumerate(words)
    ]
    odd = [named and end - start == 1 for named, (start, end) in zip(naming, words, strict=True)]
    for at in range(len(words)):
        beside = odd[max(0, at - 1) : at] + odd[at + 1 : at + 2]
        if loose[at] and any(beside):
            naming[at] = True
    return [(start, end, naming[at]) for at, (start, end) in enumerate(words)]


def _words_of(run: str) -> list[tuple[int, int]]:
    """Where the words of a run of Chinese stand: the fewest listed ones that make it up."""
    han = _chinese()
    best = [(0, 0)]  # cost, where the last word starts
    for end in range(1, len(run) + 1):
        choices = []
        for start in range(max(0, end - _LONGEST), end):
            word = run[start:end]
            if end - start == 1:
                cost = _SINGLE if word in han.plain else _UNKNOWN
            elif word in han.plain or word in han.naming:
                cost = _KNOWN
            else:
                continue
            choices.append((best[start][0] + cost, start))
        best.append(min(choices))
    words: list[tuple[int, int]] = []
    end = len(run)
    while end:
        start = best[end][1]
        words.append((start, end))
        end = start
    return words[::-1]
