"""Whether a question asks for a yes or a no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.words.lists import word_file
from corpus.script import fold, has_han, is_han

_WH = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b")
_CLAUSES = re.compile(r"[,;:.!?，；：。！？—-]+\s*")
_OPEN_ZH = ("多少", "几多", "为什么", "为何", "点解", "哪", "几时", "谁", "怎", "点样")


@dataclass(frozen=True, slots=True)
class _Words:
    openers: frozenset[str]
    leads: frozenset[str]
    polite: tuple[str, ...]
    tags: frozenset[str]
    inside: tuple[str, ...]
    stating: frozenset[str]
    ends_zh: tuple[str, ...]
    inside_zh: tuple[str, ...]
    polite_zh: tuple[str, ...]
    a_not_a: frozenset[str]


@cache
def _words() -> _Words:
    data = word_file("yes_no")

    def folded(key: str) -> tuple[str, ...]:
        return tuple(fold(word) for word in data[key])

    return _Words(
        frozenset(data["openers"].split()),
        frozenset(data["leads"].split()),
        folded("polite"),
        frozenset(data["tags"]),
        folded("inside"),
        frozenset(data["stating"].split()),
        folded("ends_zh"),
        folded("inside_zh"),
        folded("polite_zh"),
        frozenset(fold(data["a_not_a"])),
    )


def asks_yes_or_no(question: str) -> bool:
    """Whether the answer should begin with a yes or a no.

    A question that also asks how much ("is it higher, and by how much?") still does; a polite
    wrapping of another question ("can you tell me …") does not.
    """
    plain = fold(question).replace("’", "'").strip()
    return _chinese(plain) if has_han(plain) else _english(plain)


def _english(plain: str) -> bool:
    words = _words()
    clauses = [clause.strip() for clause in _CLAUSES.split(plain) if clause.strip()]
    if not clauses:
        return False
    if any(phrase in plain for phrase in words.inside):
        return True
    if clauses[-1] in words.tags and len(clauses) > 1:
        return True
    for clause in clauses:
        tokens = clause.split()
        while tokens and tokens[0] in words.leads:
            tokens.pop(0)
        rest = " ".join(tokens)
        if any(rest.startswith(polite) for polite in words.polite):
            return False
        if tokens and tokens[0] in words.openers and len(tokens) > 1:
            return True
        if _WH.search(clause):
            return False
    return plain.endswith("?") and any(word in words.stating for word in clauses[-1].split())


def _chinese(plain: str) -> bool:
    words = _words()
    bare = plain.rstrip(" ?？。.!！~～啊呀呢㗎嘅的")
    if any(word in plain for word in words.polite_zh):
        return False
    if any(word in plain for word in words.inside_zh):
        return True
    if bare.endswith(words.ends_zh):
        return not any(word in plain for word in _OPEN_ZH)
    return any(
        plain[at] in words.a_not_a and is_han(plain[at - 1]) and plain[at - 1] == plain[at + 1]
        for at in range(1, len(plain) - 1)
    )
