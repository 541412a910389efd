"""Which words of a passage answer which words of a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.figure import Span

MAX_MATCHES = 8


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of a passage's text (offsets into it) that answers the question, how well, and
    which words of the question (offsets into that)."""

    span: Span
    strength: float
    asked: tuple[Span, ...] = ()


def best_matches(text: str, matches: Sequence[Match]) -> tuple[Match, ...]:
    """The strongest of `matches` (given in the order of the text), widened to whole Latin
    words, those that touch made one; at most `MAX_MATCHES`, best first."""
    joined: list[Match] = []
    for match in matches:
        span, strength, asked = whole_word(text, match.span), match.strength, match.asked
        if joined and text[joined[-1].span.end : span.start].strip(" -") == "":
            last = joined.pop()
            span = Span(last.span.start, max(span.end, last.span.end))
            strength += last.strength
            asked = tuple(dict.fromkeys((*last.asked, *asked)))
        joined.append(Match(span, strength, asked))
    joined.sort(key=lambda match: -match.strength)
    return tuple(joined[:MAX_MATCHES])


def whole_word(text: str, span: Span) -> Span:
    """`span` with the whole of the Latin word or number that it begins or ends in."""

    def inside(at: int) -> bool:
        return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()

    start, end = span.start, span.end
    while inside(start) and inside(start - 1):
        start -= 1
    while inside(end - 1) and inside(end):
        end += 1
    return Span(start, end)
