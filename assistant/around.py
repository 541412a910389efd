"""The words around a figure, and the period it stands under.

Words are pairs of Chinese characters, and Latin words, of the folded text.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus.figure import Span
from corpus.period import Period
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.script import fold
from corpus.sentences import sentence_spans

_FILE = Path(__file__).with_name("words") / "wording.toml"
_WORDS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9][a-z0-9.&]*")
_REACH = 160  # characters before a figure whose words can belong to it
_LABEL_LENGTH = 8  # characters before a figure that name it, two for a Latin word


@dataclass(frozen=True, slots=True)
class Around:
    """The words around one figure, and the period it stands under.

    `label` are those right before it, `clause` the others of its clause, `before` of the clause
    before, `rest` of the sentence before that, `paragraph` of everything around. `said` tells
    that its sentence names `period`; `periods` are all that the paragraph names. `in_name` marks
    a number that words run on from.
    """

    label: frozenset[str]
    clause: frozenset[str]
    before: frozenset[str]
    rest: frozenset[str]
    paragraph: frozenset[str]
    period: Period | None = None
    periods: frozenset[Period] = frozenset()
    said: bool = False
    in_name: bool = False

    @property
    def places(self) -> tuple[frozenset[str], ...]:
        """The words from near to far, those of the paragraph last."""
        return self.label, self.clause, self.before, self.rest, self.paragraph

    @property
    def own(self) -> frozenset[str]:
        """The words of the figure's own clause."""
        return self.label | self.clause


@cache
def _data() -> tuple[str, frozenset[str], str]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return fold(data["fillers_zh"]), frozenset(data["fillers_en"].split()), fold(data["marks"])


def words_of(text: str) -> frozenset[str]:
    """The words of a folded text: pairs of Chinese characters, and Latin words."""
    found: set[str] = set()
    for piece in _WORDS.findall(text):
        if piece[0] < "\u3400":
            found.add(piece.removesuffix("s") if len(piece) > 3 else piece)
        elif len(piece) == 1:
            found.add(piece)
        else:
            found.update(piece[at : at + 2] for at in range(len(piece) - 1))
    return frozenset(found) - _data()[1]


def words_around(text: str, spans: Sequence[Span], anchor: Period | None = None) -> list[Around]:
    """The words around each figure of a paragraph; `spans` are theirs, in order. `anchor` is the
    period of the report, for dates that leave their year out."""
    periods = _periods(text, anchor)
    plain = _plain(text, [period.span for period in periods])
    paragraph = words_of(plain)
    dated = [period for period in periods if period.kind != "relative"]
    named = frozenset(period.period for period in dated if period.period)
    starts = [period.span.start for period in dated]
    sentences = sentence_spans(text)
    sentence_starts = [sentence.start for sentence in sentences]
    found: list[Around] = []
    for number, span in enumerate(spans):
        index = bisect_right(sentence_starts, span.start) - 1
        sentence = sentences[index] if index >= 0 else Span(0, len(text))
        low = max(sentence.start, span.start - _REACH)
        clause_start = _clause_start(plain, span.start, low)
        before_start = _clause_start(plain, max(clause_start - 1, low), low)
        limit = spans[number + 1].start if number + 1 < len(spans) else len(text)
        clause_end = _clause_end(plain, span.end, min(sentence.end, limit, span.end + _REACH))
        left, asides = _without_asides(plain[clause_start : span.start])
        right = plain[span.end : clause_end]
        at = bisect_left(starts, span.start)
        period = dated[at - 1] if at else None
        if period is None or period.span.start < sentence.start:
            later = dated[at] if at < len(dated) else None
            if later is not None and later.span.start < sentence.end:
                period = later
        label = _label_start(left)
        around = Around(
            words_of(left[label:]),
            words_of(left[:label]) | words_of(right),
            words_of(plain[before_start:clause_start] + asides),
            words_of(plain[low:before_start]),
            paragraph,
            period.period if period else None,
            named,
            period is not None and period.span.start >= sentence.start,
            right[:1].isalnum(),
        )
        if not around.own and found and index >= 0 and spans[number - 1].start >= sentence.start:
            last = found[-1]  # a list of values under one name
            around = replace(
                around, label=last.label, clause=last.clause, before=last.before, rest=last.rest
            )
        found.append(around)
    return found


def _periods(text: str, anchor: Period | None) -> list[PeriodMention]:
    """The periods of a paragraph; what leaves its year out has that of the first that tells,
    else the report's."""
    found = read_periods(text, anchor=None)
    full = next((period.period for period in found if period.period), anchor)
    if full is not None and any(period.period is None for period in found):
        found = read_periods(text, anchor=full)
    return [period for period in found if period.period]


def _plain(text: str, periods: Sequence[Span]) -> str:
    """`text` folded, without periods and fillers; offsets stay."""
    fillers, _, _ = _data()
    plain = list(fold(text))
    for span in periods:
        plain[span.start : span.end] = " " * (span.end - span.start)
    for at, character in enumerate(plain):
        if character in fillers:
            plain[at] = " "
    return "".join(plain)


def _label_start(left: str) -> int:
    """Where the words that name a figure begin in the clause before it."""
    length = 0
    for piece in reversed(list(_WORDS.finditer(left))):
        if piece.group()[0] < "\u3400":
            length += 2
            start = piece.start()
        else:
            taken = min(piece.end() - piece.start(), _LABEL_LENGTH - length)
            length += taken
            start = piece.end() - taken
        if length >= _LABEL_LENGTH:
            return start
    return 0


def _without_asides(left: str) -> tuple[str, str]:
    """A clause without what stands in closed brackets, and that."""
    outside: list[str] = []
    inside: list[str] = []
    depth = 0
    for character in left:
        depth += character == "("
        (inside if depth > 0 else outside).append(character)
        depth -= character == ")" and depth > 0
    return "".join(outside), " " + "".join(inside)


def _is_mark(plain: str, at: int) -> bool:
    if plain[at] not in _data()[2]:
        return False
    return not (plain[at] == "," and plain[at + 1 : at + 2].isdigit() and plain[at - 1].isdigit())


def _clause_start(plain: str, offset: int, low: int) -> int:
    """Where the clause before `offset` begins; brackets that have closed are passed over, one
    that is open ends it."""
    depth = 0
    for at in range(offset - 1, low - 1, -1):
        if plain[at] == ")":
            depth += 1
        elif plain[at] == "(":
            if not depth:
                return at + 1
            depth -= 1
        elif not depth and _is_mark(plain, at):
            return at + 1
    return low


def _clause_end(plain: str, offset: int, high: int) -> int:
    for at in range(offset, high):
        if plain[at] in "()" or _is_mark(plain, at):
            return at
    return high
