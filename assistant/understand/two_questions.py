"""A question that is two: "What was the margin, and why did it rise?" is answered part by part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.answer.draft import Draft, Statement
from assistant.understand.question_names import WORDS
from assistant.words.lists import word_file
from corpus.kpi_names import read_rows, vocabulary
from corpus.script import fold, has_han

_SENTENCES = re.compile(r"(?<=[?？])\s*(?=\S)")
_LEADS = frozenset({"and", "but", "so", "also", "then", "ok", "okay"})
_KINDS = ("metric", "segment", "region", "entity")
_MOST = 3
_SHORTEST = 4  # characters of a part that can be a question of its own


@cache
def _joints() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """Where a second question begins, in English and in Chinese, and what makes it a part of the
    first one all the same."""
    words = word_file("things")["joints"]
    english = "|".join(re.escape(word) for word in words["en"])
    chinese = "|".join(re.escape(fold(word)) for word in words["zh"])
    joint_en = re.compile(rf"(?:,|;)?\s(?:and|also|plus)(?:,| then| also)?\s(?=(?:{english})\b)")
    joint_zh = re.compile(rf"[,，;；、]\s?(?:还有|另外|同埋|以及|又|而|那|同时)?(?=(?:{chinese}))")
    return joint_en, joint_zh, tuple(fold(word) for word in words["same"])


def parts(question: str) -> tuple[str, ...]:
    """The questions that `question` puts one after another; itself alone where it is one."""
    found: list[str] = []
    for sentence in _SENTENCES.split(question.strip()):
        found += _split(sentence)
    if not 1 < len(found) <= _MOST or not all(_asks(part) for part in found):
        return (question,)
    if not all(_names(part) for part in found[1:]):
        return (question,)
    if _repeats(found[0]):  # "are you sure? was it not 19%?" pushes back once
        return (question,)
    return tuple(found)


def _names(part: str) -> bool:
    """Whether a later part speaks of something of its own, or asks for more than a number."""
    named = {m.key for m in vocabulary().mentions(part) if m.kind in _KINDS} - {"growth_rate"}
    plain = fold(part)
    return bool(named) or any(word in plain for word in _opening())


@cache
def _opening() -> tuple[str, ...]:
    words = word_file("things")["opening"]
    return tuple(fold(word) for word in (*words["en"], *words["zh"]))


def _repeats(part: str) -> bool:
    """Whether a part only asks for what was said before once more."""
    return fold(part).rstrip(" ?？") in {fold(word) for word in _again()}


def _split(sentence: str) -> list[str]:
    plain = fold(sentence)
    joint_en, joint_zh, same = _joints()
    joint = joint_zh if has_han(plain) else joint_en
    for found in joint.finditer(plain):
        first, second = sentence[: found.start()], sentence[found.end() :]
        if any(fold(second).startswith(word) for word in same):
            continue
        if _asks(first) and (_asks(second) or len(second) < _SHORTEST):
            return [first.strip(), second.strip()]
    return [sentence.strip()]


def _asks(part: str) -> bool:
    """Whether a part can be asked alone: it begins with a word that asks, or in Chinese has one."""
    plain = fold(part)
    if len(plain) < _SHORTEST:
        return False
    if has_han(plain):
        return any(word in plain for word in _asking() if has_han(word))
    words = plain.replace(",", " ").split()
    while words and words[0] in _LEADS:
        words.pop(0)
    return bool(words) and words[0].rstrip("?") in _asking()


@cache
def _again() -> tuple[str, ...]:
    rows = read_rows(WORDS / "questions.csv")
    row = next(row for row in rows if row["kind"] == "turn" and row["key"] == "again")
    return tuple((row["en"] + "|" + row["zh"]).split("|"))


@cache
def _asking() -> tuple[str, ...]:
    words = word_file("things")["asking"]
    return tuple(fold(word) for word in (*words["en"], *words["zh"]))


def joined(drafts: Sequence[Draft]) -> Draft:
    """One draft of the answers to the parts, in order; a sentence said twice once. It is refused
    where all parts are."""
    told: list[Statement] = []
    seen: set[str] = set()
    for draft in drafts:
        for statement in draft.statements:
            if statement.text not in seen:
                seen.add(statement.text)
                told.append(statement)
    answered = [draft for draft in drafts if not draft.refused]
    intent = (answered or list(drafts))[0].intent
    return Draft(tuple(told), intent, refused=not answered)
