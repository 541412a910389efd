"""The words of one sentence: names, cues, periods and figures by their places."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.figure import Figure, Span
from corpus.kpi_names import Mention, Vocabulary
from corpus.read.read_periods import PeriodMention

_CLAUSE_MARKS = "，；;：:。！？\n"
_BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]")
_FILE = Path(__file__).parent.parent / "names" / "open_names.toml"
_ADJECTIVE_LIMIT = 6  # characters between 的 and its noun: 65-75港元的短期目標價
_LIST_JOINTS = frozenset({"、", "，", ",", "與", "及", "和", "and", "&", "与", "/", "or"})


@cache
def _connectors() -> frozenset[str]:
    return frozenset(tomllib.loads(_FILE.read_text(encoding="utf-8"))["connectors"].split())


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """A sentence (or a part of one) with everything the vocabulary knows in it."""

    text: str
    span: Span
    figures: tuple[Figure, ...]
    mentions: tuple[Mention, ...]
    periods: tuple[PeriodMention, ...]
    vocabulary: Vocabulary

    def between(self, start: int, end: int, *kinds: str) -> list[Mention]:
        """The mentions inside `[start, end)`, of `kinds` where given."""
        return [
            m
            for m in self.mentions
            if start <= m.span.start and m.span.end <= end and (not kinds or m.kind in kinds)
        ]

    def written(self, mention: Mention) -> str:
        return mention.span.of(self.text)

    def clause_start(self, offset: int) -> int:
        """Where the clause that holds `offset` begins."""
        for at in range(offset - 1, self.span.start - 1, -1):
            if self.is_boundary(at):
                return at + 1
        return self.span.start

    def clause_end(self, offset: int) -> int:
        for at in range(offset, self.span.end):
            if self.is_boundary(at):
                return at
        return self.span.end

    def is_boundary(self, at: int) -> bool:
        """Whether a clause ends with the character at `at`; a comma inside a number does not."""
        mark = self.text[at]
        if mark in _CLAUSE_MARKS:
            return True
        return mark == "," and not self.text[at + 1 : at + 2].isdigit()

    def is_aside(self, span: Span, offset: int) -> bool:
        """Whether `span` stands in brackets that have closed before `offset`, or open after it."""
        for match in _BRACKETS.finditer(self.text, self.span.start, self.span.end):
            holds = match.start() <= span.start and span.end <= match.end()
            if holds and not match.start() <= offset < match.end():
                return True
        return False

    def is_in_list(self, mention: Mention) -> bool:
        """Whether a name is one of several listed side by side ("phones, cars and IoT")."""
        others = [m for m in self.mentions if m.kind == mention.kind and m.key != mention.key]
        for other in others:
            low, high = sorted((mention.span, other.span))
            joint = self.text[low.end : high.start].strip(" ()（）業務的").lower()
            if low.end <= high.start and joint in _LIST_JOINTS:
                return True
        return False

    def is_near(self, start: int, end: int) -> bool:
        """Whether only connecting words and known words stand between two offsets."""
        if end - start > 80:
            return False
        kept = list(self.text[start:end])
        spans = [m.span for m in self.between(start, end)]
        spans += [p.span for p in self.periods if start <= p.span.start and p.span.end <= end]
        for span in spans:
            kept[span.start - start : span.end - start] = " " * (span.end - span.start)
        rest = "".join(kept)
        for mark in "()（）的之'’s ":
            rest = rest.replace(mark, " ") if mark != "s" else rest
        return all(word.lower() in _connectors() or word == "s" for word in rest.split())

    def adjoins(self, end: int, mention: Mention) -> bool:
        """Whether a name right after a figure is the noun it counts ("24.4%的市占率")."""
        if mention.span.start <= end:
            return True
        gap = self.text[end : mention.span.start]
        if gap.startswith("的") and len(gap) <= _ADJECTIVE_LIMIT:
            return True
        return self.is_near(end, mention.span.start)
