"""The words of a paragraph for holding it against another, and what counts as one word.

Words are pairs of Chinese characters, and Latin words, of the folded text. A cue of the
vocabulary (同比, "rose") or a name that has several wordings (收盘价, 报收于) is one word more,
the same for all its wordings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.words.lists import word_file
from corpus.figure import Span
from corpus.kpi_names import Matcher, Mention
from corpus.script import fold, is_han

WORDS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9][a-z0-9.&]*")
_CUE = "<"  # what a word begins with that stands for a cue
_CHANGES = frozenset(_CUE + key for key in ("up", "down", "flat", "yoy", "qoq"))
_OWNER = "@"  # what a word begins with that stands for a company
_GROWTH_RATE = "growth_rate"  # the name of a metric that is no more than a cue
_NAME = "="  # what a word begins with that stands for a name, whatever its wording


@dataclass(frozen=True, slots=True)
class _Data:
    fillers_en: frozenset[str]
    marks: frozenset[str]
    cues: frozenset[str]
    blank: frozenset[str]
    nouns: tuple[str, ...]
    no_direction: tuple[str, ...]
    after_direction: frozenset[str]
    bounds: tuple[str, ...]
    alike: Matcher
    alike_heads: re.Pattern[str]
    without_fillers: Mapping[int, str]


@cache
def _data() -> _Data:
    data = word_file("wording")
    alike: Mapping[str, Sequence[str]] = data["alike"]
    heads = {WORDS.findall(fold(said))[0] for some in alike.values() for said in some}
    return _Data(
        frozenset(data["fillers_en"].split()),
        frozenset(fold(data["marks"])),
        frozenset(data["cues"]),
        frozenset(data["blank"]),
        tuple(fold(word) for word in data["nouns"]),
        tuple(fold(word) for word in data["no_direction"]),
        frozenset(fold(data["after_direction"])),
        tuple(fold(word) for word in data["bounds"]),
        Matcher.of((said, "alike", key) for key, some in alike.items() for said in some),
        re.compile("|".join(re.escape(head) for head in sorted(heads))),
        dict.fromkeys(map(ord, fold(data["fillers_zh"])), " "),
    )


def words_of(text: str) -> frozenset[str]:
    """The words of a folded text: pairs of Chinese characters, and Latin words."""
    found: set[str] = set()
    for piece in WORDS.findall(text):
        if piece[0] < "\u3400":
            found.add(piece.removesuffix("s") if len(piece) > 3 else piece)
        elif len(piece) == 1:
            found.add(piece)
        else:
            found.update(piece[at : at + 2] for at in range(len(piece) - 1))
    return frozenset(found) - _data().fillers_en


def is_cue(word: str) -> bool:
    """Whether a word stands for a direction or a kind of change, and names nothing."""
    return word.startswith(_CUE)


def is_change(word: str) -> bool:
    """Whether a word stands for a direction, or for a comparison over time."""
    return word in _CHANGES


def is_plain(word: str) -> bool:
    """Whether a word stands in the text as it is."""
    return not word.startswith((_CUE, _NAME, _OWNER))


def owners(words: frozenset[str]) -> frozenset[str]:
    """Those of the words that stand for companies that the vocabulary holds."""
    return frozenset(word for word in words if word.startswith(_OWNER))


def clause_marks() -> frozenset[str]:
    """The characters of folded text that end a clause."""
    return _data().marks


@dataclass(frozen=True, slots=True)
class PlainWords:
    """A paragraph folded, without periods, fillers and cues; offsets stay. `told` are the words
    of cues and of names with several wordings, with their places."""

    text: str
    told: tuple[tuple[int, str], ...]

    @classmethod
    def of(
        cls,
        text: str,
        names: Sequence[Mention],
        blank: Sequence[Span],
        figures: Sequence[Span],
    ) -> PlainWords:
        """The words of `text` but for what `blank` covers; `names` are what the vocabulary holds
        of it, `figures` where its figures are."""
        data, folded = _data(), fold(text)
        plain = list(folded)
        told: list[tuple[int, str]] = []
        starts = {span.start for span in figures}
        for mention in names:
            start, end = mention.span.start, mention.span.end
            if mention.kind == "metric" and mention.key != _GROWTH_RATE:
                told.append((end - 1, _NAME + mention.key))
            elif mention.kind == "entity":
                told.append((end - 1, _OWNER + mention.key))
            elif mention.kind in data.blank:
                plain[start:end] = " " * (end - start)
            elif mention.kind in data.cues and _tells(folded, mention, starts):
                told.append((start, f"{_CUE}{mention.key}"))
                end += folded.startswith("率", end)  # 下降率
                plain[start:end] = " " * (end - start)
            elif mention.kind == "level" and end in starts:  # "超過5%": the figure keeps it
                plain[start:end] = " " * (end - start)
        for span in figures:  # of other amounts the numbers tell something, their units nothing
            for at in range(span.start, span.end):
                if not (plain[at].isdigit() or plain[at] == "."):
                    plain[at] = " "
        for noun in data.nouns:
            _blank_out(plain, folded, noun)
        for start in starts:
            if not folded.endswith(data.bounds, 0, start):
                continue
            near = next(w for w in data.bounds if folded.endswith(w, 0, start))
            plain[start - len(near) : start] = " " * len(near)
        # Looking for the beginnings first costs a tenth of looking for the names.
        named = data.alike_heads.search(folded) is not None
        for mention in data.alike.mentions(text) if named else ():
            told.append((mention.span.end - 1, _NAME + mention.key))
        for span in blank:
            plain[span.start : span.end] = " " * (span.end - span.start)
        return cls("".join(plain).translate(data.without_fillers), tuple(sorted(told)))

    def words(self, *spans: Span) -> frozenset[str]:
        """The words of the places given."""
        found: set[str] = set()
        for span in spans:
            found |= words_of(self.text[span.start : span.end])
            first = bisect_left(self.told, (span.start, ""))
            last = bisect_left(self.told, (span.end, ""))
            found.update(word for _, word in self.told[first:last])
        return frozenset(found)


def _blank_out(plain: list[str], folded: str, word: str) -> None:
    at = folded.find(word)
    while at >= 0:
        plain[at : at + len(word)] = " " * len(word)
        at = folded.find(word, at + len(word))


def _tells(folded: str, mention: Mention, figures: set[int]) -> bool:
    """Whether a cue tells something where it stands: a single character within a word
    (涨 in 涨停价) does not."""
    data, start, end = _data(), mention.span.start, mention.span.end
    if any(
        folded.find(word, max(start - len(word) + 1, 0), end + len(word) - 1) >= 0
        for word in data.no_direction
    ):
        return False
    if end - start > 1 or not is_han(folded[start]):
        return True
    after = folded[end : end + 1]
    return end in figures or not is_han(after or " ") or after in data.after_direction
