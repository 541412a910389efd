"""The clause that a figure stands in, and the words of it that name the figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.check.plain_words import WORDS, clause_marks
from corpus.figure import Span
from corpus.script import is_han

_JOINT = re.compile(r"(?<![a-z])(?:and|while|but|against|versus|compared)(?![a-z])")
_LABEL_LENGTH = 8  # characters before a figure that name it, two for a Latin word
_LONGEST_NOUN = 6  # characters right after an amount that can be what it is an amount of
_POINTERS = ":为是达"  # what stands between a name and its amount


def before_pointer(folded: str, offset: int) -> int:
    """Back over a colon that points at a figure ("收益率是: 2.6%"); it ends no clause."""
    at = offset
    while at and folded[at - 1] == " ":
        at -= 1
    return at - 1 if at and folded[at - 1] == ":" else offset


def begins_anew(folded: str, span: Span, right: Span) -> bool:
    """Whether the words right after an amount speak of something else, as where a table's
    marks are lost: "收益率为2.6%海外股近一周的收益率…"."""
    pointed = folded[: span.start].rstrip(" ")[-1:] in _POINTERS
    after = folded[right.start : right.end]
    run = 0
    while run < len(after) and is_han(after[run]):
        run += 1
    return pointed and run > _LONGEST_NOUN and after[0] != "的"


def label_places(
    text: str, left: Sequence[Span], most: int = _LABEL_LENGTH
) -> tuple[list[Span], list[Span]]:
    """The places of the words that name a figure, right before it, and the rest of its clause."""
    length = 0
    for index in range(len(left) - 1, -1, -1):
        place = left[index]
        for piece in reversed(list(WORDS.finditer(text, place.start, place.end))):
            start = piece.start()
            if piece.group()[0] < "\u3400":
                length += 2
            else:
                taken = min(piece.end() - start, most - length)
                length += taken
                start = piece.end() - taken
            if length >= most:
                label = [Span(start, place.end), *left[index + 1 :]]
                return label, [*left[:index], Span(place.start, start)]
    return list(left), []


def without_asides(text: str, start: int, end: int) -> tuple[list[Span], list[Span]]:
    """The places of a clause outside closed brackets, and inside."""
    outside: list[Span] = []
    inside: list[Span] = []
    depth, begun = 0, start
    for at in range(start, end):
        if text[at] == "(":
            if depth == 0:
                outside.append(Span(begun, at))
                begun = at + 1
            depth += 1
        elif text[at] == ")" and depth > 0:
            depth -= 1
            if depth == 0:
                inside.append(Span(begun, at))
                begun = at + 1
    (inside if depth else outside).append(Span(begun, end))
    return outside, inside


def _ends(text: str, at: int) -> bool:
    """Whether the mark at `at` ends a clause; a comma inside a number does not."""
    return not (text[at] == "," and text[at + 1 : at + 2].isdigit() and text[at - 1].isdigit())


def clause_start(text: str, offset: int, low: int) -> int:
    """Where the clause before `offset` begins; brackets that have closed are passed over, one
    that is open ends it."""
    depth, marks = 0, clause_marks()
    for at in range(offset - 1, low - 1, -1):
        character = text[at]
        if character == ")":
            depth += 1
        elif character == "(":
            if not depth:
                return at + 1
            depth -= 1
        elif not depth and character in marks and _ends(text, at):
            return at + 1
    return low


def clause_end(text: str, offset: int, high: int) -> int:
    """Where the clause that goes on at `offset` ends, at `high` at the latest."""
    marks = clause_marks()
    for at in range(offset, high):
        character = text[at]
        if character in "()" or (character in marks and _ends(text, at)):
            return at
    return high


def joined_at(folded: str, offset: int, high: int) -> int:
    """Where an English clause goes over to another of its kind ("… and catering £31 million")."""
    found = _JOINT.search(folded, offset, high)
    return found.start() if found else high
