"""The words around every figure of a report, each by how much it is worth to the figure.

A word in the figure's own clause counts fully, one in the clauses before it less, one after it or
in the section's title least. Names of the vocabulary are words too, whatever the text calls them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from assistant.answer.table_cell import TableCell, table_cells, without_periods
from assistant.check.memory import Memory
from corpus.figure import Span
from corpus.kpi import KpiRow, KpiTable, Measure
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.report import Edition, Report
from corpus.script import fold, has_han
from corpus.sentences import sentence_spans
from index.terms import terms_of

NAMES = ("metric", "segment", "region", "entity")
CUES = ("measure", "growth", "direction", "level")
SHARES = "market_share"  # how a share of a whole is asked for, whatever it is called
CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
# What a word is worth by where it stands: in the figure's clause, in the clauses before it from
# the nearest on, after it, and in the section's title.
_OWN, _BEFORE, _AFTER, _TITLE = 1.0, (0.9, 0.8, 0.7, 0.6, 0.5), 0.35, 0.4
_CLAUSE_END = re.compile(r"[，。；;！？!?\n|]|,(?=\s)|、|：|:(?=\s)|\.(?=\s)")
# And in a table, where the row's own label counts fully.
_COLUMN, _GROUP, _CAPTION = 0.9, 0.7, 0.5
_LONGEST_CAPTION = 240  # characters of a line over a table
_SHORT_FOR = 0.7  # for a word that is short for one there
_FARTHEST = 6  # clauses back
_LONGEST_QUOTE = 260  # characters
_SAME = {"growth_rate": "growth"}
_GROWTH = ("growth_rate", "yoy", "qoq")


@dataclass(frozen=True, slots=True)
class AroundFigure:
    """The words around one figure by their worth, and the periods that its sentence names."""

    row: KpiRow
    worth: Mapping[str, float] = field(repr=False)
    label: frozenset[str] = field(repr=False)
    changes: bool  # whether its clause speaks of a change
    periods: tuple[tuple[Period, int], ...]  # with how many clauses before the figure's
    quote: Span
    said: str = field(repr=False)  # its sentence up to the end of its clause, folded
    cell: TableCell | None = None  # where it stands in a table

    def held(self, word: str) -> float:
        """What a word is worth to the figure; a Chinese word of two characters can be short for
        one of four (醫美 for 醫療美容)."""
        worth = self.worth.get(word, 0.0)
        if worth or len(word) != 2 or not has_han(word):
            return worth
        at = self.said.find(word[0])
        while at >= 0:
            if self.said[at + 2 : at + 3] == word[1]:
                return _SHORT_FOR
            at = self.said.find(word[0], at + 1)
        return 0.0


@dataclass(frozen=True, slots=True)
class FigureWords:
    """All figures of an edition with their words, and how much each word tells."""

    arounds: tuple[AroundFigure, ...]
    holders: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]

    def weight(self, word: str) -> float:
        return self.weights.get(word, log(2 * (len(self.arounds) + 2)))


def key_word(name: str) -> str:
    """A name of the vocabulary as a word, whatever it is called in the text."""
    return "@" + _SAME.get(name, name)


def plain_terms(text: str) -> list[str]:
    return [term.text for term in terms_of(text) if len(term.text) > 1 or not has_han(term.text)]


def words_of(report: Report, edition: Edition, table: KpiTable) -> FigureWords:
    return _WORDS.get(table, lambda: _make(report, edition, table))


_WORDS: Memory[FigureWords] = Memory()


def _make(report: Report, edition: Edition, table: KpiTable) -> FigureWords:
    by_paragraph: dict[int, list[tuple[Span, KpiRow]]] = defaultdict(list)
    for row in table:
        for place in row.places:
            if place.report_id == report.id and place.language == edition.language:
                number = edition.paragraph_at(place.span.start)
                by_paragraph[number].append((place.span, row))
    arounds: list[AroundFigure] = []
    for number, placed in by_paragraph.items():
        paragraph = edition.paragraphs[number]
        title = frozenset(plain_terms(edition.section_at(paragraph.start).title))
        passage = edition.passage_at(paragraph.start)
        if passage is not None and passage.kind == "table":
            above = edition.paragraphs[number - 1].of(edition.text) if number else ""
            arounds += in_table(edition, paragraph, placed, title, above)
            continue
        for sentence in sentence_spans(edition.text, paragraph.start, paragraph.end):
            here = [(span, row) for span, row in placed if sentence.covers(span)]
            if here:
                arounds += _in_sentence(edition.text, sentence, here, title, report.period)
    counts: Counter[str] = Counter()
    holders: dict[str, list[int]] = defaultdict(list)
    for index, around in enumerate(arounds):
        counts.update(around.worth.keys())
        for word in around.worth:
            holders[word].append(index)
    weights = {word: log((len(arounds) + 1) / (n + 0.5)) + 0.2 for word, n in counts.items()}
    return FigureWords(tuple(arounds), {w: tuple(found) for w, found in holders.items()}, weights)


def _in_sentence(
    text: str,
    sentence: Span,
    placed: Sequence[tuple[Span, KpiRow]],
    title: frozenset[str],
    anchor: Period | None,
) -> list[AroundFigure]:
    said = sentence.of(text)
    figures = [span.shifted(-sentence.start) for span, _ in placed]
    cuts = [
        match.end()
        for match in _CLAUSE_END.finditer(said)
        if not any(f.start < match.end() <= f.end for f in figures)
    ]
    starts = [0, *cuts]
    clauses = [Span(a, b) for a, b in zip(starts, [*cuts, len(said)], strict=True)]
    words = [frozenset(plain_terms(clause.of(said))) for clause in clauses]
    named = [
        (bisect_right(starts, m.span.start) - 1, m)
        for m in vocabulary().mentions(said)
        if m.kind in (*NAMES, *CUES)
    ]
    keys = [
        frozenset(key_word(m.key) for at, m in named if at == n and m.kind in NAMES)
        for n in range(len(clauses))
    ]
    words = [plain | known for plain, known in zip(words, keys, strict=True)]
    periods = read_periods(said, anchor=anchor)
    folded = fold(said)
    found = []
    for figure, (_, row) in zip(figures, placed, strict=True):
        own = bisect_right(starts, figure.start) - 1
        worth: dict[str, float] = dict.fromkeys(title, _TITLE)
        before = said[clauses[own].start : figure.start]
        label = frozenset(plain_terms(before))
        for word in words[own]:
            worth[word] = _OWN if word in label or word in keys[own] else 0.8
        for back in range(1, min(own, _FARTHEST) + 1):
            credit = _BEFORE[min(back, len(_BEFORE)) - 1]
            for word in words[own - back]:
                worth[word] = max(worth.get(word, 0.0), credit)
        if own + 1 < len(words):
            for word in words[own + 1]:
                worth[word] = max(worth.get(word, 0.0), _AFTER)
        shares = any(at == own and (m.kind, m.key) == ("measure", "share") for at, m in named)
        if row.measure is Measure.SHARE or shares:
            worth[key_word(SHARES)] = _OWN
        if row.metric in vocabulary().names:
            worth[key_word(row.metric)] = _OWN
        changes = row.measure in CHANGES or any(
            at == own and m.span.end <= figure.start and (m.kind == "growth" or m.key in _GROWTH)
            for at, m in named
        )
        near = _periods(periods, figure, starts, own)
        quote = _quote(clauses, own, figure).shifted(sentence.start)
        found.append(
            AroundFigure(row, worth, label, changes, near, quote, folded[: clauses[own].end])
        )
    return found


def in_table(
    edition: Edition,
    paragraph: Span,
    placed: Sequence[tuple[Span, KpiRow]],
    title: frozenset[str],
    above: str,
) -> list[AroundFigure]:
    """The figures of a table: the words of the row, of the column over the figure, of the line
    over its rows, and of the caption."""
    leads = len(above) <= _LONGEST_CAPTION or above.rstrip().endswith((":", "："))
    caption = above[-_LONGEST_CAPTION:] if leads else ""
    read: dict[str, frozenset[str]] = {}

    def words(text: str) -> frozenset[str]:
        if text not in read:
            plain = without_periods(text)
            keys = [key_word(m.key) for m in vocabulary().mentions(plain) if m.kind in NAMES]
            read[text] = frozenset((*plain_terms(plain), *keys))
        return read[text]

    starts = sorted(placed, key=lambda each: each[0])
    found: list[AroundFigure] = []
    at = 0
    for cell in table_cells(paragraph.of(edition.text)):
        span = cell.span.shifted(paragraph.start)
        while at < len(starts) and starts[at][0].end <= span.start:
            at += 1
        if at == len(starts) or not starts[at][0].overlaps(span):
            continue
        figure, row = starts[at]
        worth: dict[str, float] = dict.fromkeys(title, _TITLE)
        for text, credit in (
            (caption, _CAPTION), (cell.corner, _CAPTION), (cell.group, _GROUP),
            (cell.column, _COLUMN), (cell.row, _OWN),
        ):  # fmt: skip
            worth.update((w, max(credit, worth.get(w, 0.0))) for w in words(text))
        if row.measure is Measure.SHARE:
            worth[key_word(SHARES)] = _OWN
        if row.metric in vocabulary().names:
            worth[key_word(row.metric)] = _OWN
        label = words(cell.row) | words(cell.column)
        periods = ((row.period, 0),) if row.period is not None else ()
        said = fold(f"{cell.group} {cell.row} {cell.column}")
        changes = row.measure in CHANGES
        found.append(AroundFigure(row, worth, label, changes, periods, figure, said, cell))
    return found


def _periods(
    periods: Sequence[PeriodMention], figure: Span, starts: Sequence[int], own: int
) -> tuple[tuple[Period, int], ...]:
    """The periods before a figure, from the nearest clause on; of one clause all of them."""
    found: list[tuple[Period, int]] = []
    for mention in periods:
        clause = bisect_right(starts, mention.span.start) - 1
        if mention.period is not None and clause <= own and not figure.overlaps(mention.span):
            found.append((mention.period, own - clause))
    return tuple(sorted(found, key=lambda each: each[1]))


def _quote(clauses: Sequence[Span], own: int, figure: Span) -> Span:
    """The sentence, or so many clauses before the figure, and its own, as a reader can take in."""
    if clauses[-1].end <= _LONGEST_QUOTE:
        return Span(0, clauses[-1].end)
    first = own
    while first and clauses[own].end - clauses[first - 1].start <= _LONGEST_QUOTE:
        first -= 1
    start = clauses[first].start
    if figure.end - start > _LONGEST_QUOTE:
        start = max(figure.start - _LONGEST_QUOTE // 2, start)
    return Span(start, min(max(clauses[own].end, figure.end), start + 2 * _LONGEST_QUOTE))
