"""The sentences of a report, in all its editions, compared with a question word by word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus.bind.contents import is_contents
from corpus.figure import Span
from corpus.report import Edition, Place, Report
from corpus.sentences import sentence_spans
from index.encode import TokenEncoder
from index.late import LateInteraction
from index.passage import Indexed

Floats = NDArray[np.float32]
Paragraph = tuple[str, int]  # an edition's language (the first's of paired ones), and a number

_ALL = 1_200  # sentences that are all compared; of a longer report those of passages found
_SHORTEST, _LONGEST = 6, 700  # characters of a sentence that can be quoted
_MOST_DIGITS = 45  # of a hundred characters
_UNSTOPPED = 160  # characters of prose that have a stop among them
_DIGIT = re.compile(r"\d")
_STOP = re.compile(r"[,;:，；：。、](?!\d)|\.\s|\.$| (?:and|of|the|to|in) ")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence: its place and text in each edition, the first being the one to be read, its
    paragraph's number, and its section's title."""

    number: int
    paragraph: int
    places: tuple[Place, ...]
    texts: tuple[str, ...] = field(repr=False)
    title: str = field(repr=False)
    kind: str

    @property
    def at(self) -> Paragraph:
        return self.places[0].language, self.paragraph

    @property
    def place(self) -> Place:
        return self.places[0]

    @property
    def text(self) -> str:
        return self.texts[0]

    def read_in(self, language: str) -> tuple[Place, str]:
        """Its place and text in the edition of that language, else in the first one."""
        told = zip(self.places, self.texts, strict=True)
        return next((pair for pair in told if pair[0].language[:2] == language[:2]), self._first)

    @property
    def _first(self) -> tuple[Place, str]:
        return self.places[0], self.texts[0]


@dataclass(frozen=True, slots=True)
class Compared:
    """Lines beside a question: `best[n]` holds for line n the best cosine of each of the
    question's tokens, `weights` what the tokens are worth (their sum is 1), `words` the words
    that they stand for."""

    lines: tuple[Line, ...]
    weights: Floats = field(repr=False)
    best: Floats = field(repr=False)
    words: tuple[str, ...]

    @property
    def met(self) -> Floats:
        """Shape (lines,): the weighted means, 0 to 1."""
        return self.best @ self.weights


class ReportLines:
    """All sentences of a report; reads them when it is first asked."""

    def __init__(self, report: Report, encoder: TokenEncoder) -> None:
        self.report = report
        self.lines = tuple(_lines_of(report))
        self.by_paragraph: dict[Paragraph, list[Line]] = defaultdict(list)
        items: list[Indexed] = []
        self._items_of: list[list[int]] = []
        before = ""
        for line in self.lines:
            together = self.by_paragraph[line.at]
            together.append(line)
            first = together[0] is line
            numbers = []
            for place, text in zip(line.places, line.texts, strict=True):
                edition = next(e for e in report.editions if e.language == place.language)
                passage = edition.passage_at(place.span.start) or edition.passages[0]
                title = line.title if first else f"{line.title} {before}"
                numbers.append(len(items))
                items.append(Indexed(passage, text, title))
            before = line.text
            self._items_of.append(numbers)
        self._late = LateInteraction(encoder, items)

    def compare(self, asked: str, paragraphs: Sequence[Paragraph]) -> Compared:
        """`asked` beside all lines, or those of `paragraphs` where the report is long."""
        chosen = self.lines
        if len(chosen) > _ALL:
            wanted = dict.fromkeys(paragraphs)
            chosen = tuple(line for number in wanted for line in self.by_paragraph[number])
        numbers = [item for line in chosen for item in self._items_of[line.number]]
        compared = self._late.compare(asked, np.array(numbers, np.intp))
        best = np.zeros((len(chosen), len(compared.weights)), np.float32)
        if len(compared.weights):
            starts = np.cumsum([0, *(len(line.places) for line in chosen)])[:-1]
            best = np.maximum.reduceat(compared.best, starts, axis=0) if len(chosen) else best
        words = tuple(span.of(asked) for span in compared.asked)
        return Compared(chosen, compared.weights, best, words)

    def met(self, words: str, lines: Sequence[Line]) -> float:
        """How well `words` are met in the best of some lines or its title, 0 to 1."""
        numbers = [item for line in lines for item in self._items_of[line.number]]
        compared = self._late.compare(words, np.array(numbers, np.intp))
        return float(compared.scores.max(initial=0.0))


def is_prose(text: str) -> bool:
    """Whether a text reads as words: not the labels and numbers of a chart run together."""
    digits = len(_DIGIT.findall(text))
    if 100 * digits > _MOST_DIGITS * len(text):
        return False
    stops = len(_STOP.findall(text))
    return len(text) < _UNSTOPPED * (stops + 1)


def _lines_of(report: Report) -> Iterator[Line]:
    number = 0
    for paragraph, spans in _sentences(report):
        for told in spans:
            places = [Place(report.id, edition.language, span) for edition, span in told]
            texts = [span.of(edition.text).strip() for edition, span in told]
            if not _SHORTEST <= len(texts[0]) <= _LONGEST or not is_prose(texts[0]):
                continue
            edition, span = told[0]
            passage = edition.passage_at(span.start)
            kind = passage.kind if passage is not None else "text"
            if kind == "heading" or " | " in texts[0] or is_contents(texts[0]):
                continue  # a line of a table is no sentence
            title = edition.section_at(span.start).title
            yield Line(number, paragraph, tuple(places), tuple(texts), title, kind)
            number += 1


def _sentences(report: Report) -> Iterator[tuple[int, list[list[tuple[Edition, Span]]]]]:
    """Paragraph by paragraph the sentences; in paired editions side by side, or the paragraph as
    a whole where their numbers differ."""
    if not report.paired:
        for edition in report.editions:
            for number, one in enumerate(edition.paragraphs):
                spans = sentence_spans(edition.text, one.start, one.end)
                yield number, [[(edition, span)] for span in spans]
        return
    for number in range(len(report.editions[0].paragraphs)):
        cut = [
            sentence_spans(e.text, e.paragraphs[number].start, e.paragraphs[number].end)
            for e in report.editions
        ]
        if len({len(spans) for spans in cut}) != 1:
            cut = [(e.paragraphs[number],) for e in report.editions]
        sides = zip(*cut, strict=True)
        yield number, [list(zip(report.editions, side, strict=True)) for side in sides]
