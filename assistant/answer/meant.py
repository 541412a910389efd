"""The sentence of a report that answers a question in quite other words, and how surely.

How sure it is that a sentence answers is a logistic function of a few measures: how much of the
question's words is met by nothing there, whether its names stand there, whether a figure of the
kind asked for or the form of a reason does, how far it leads. The weights were fitted on the
questions of all open sets: on the best sentence, and on the best that is left when those that
answer are taken out, on questions that no report answers, and on those of other passages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from assistant.answer.asked import asked_text, has_form
from assistant.answer.report_lines import Compared, Line, Paragraph, ReportLines
from assistant.answer.word_support import held_name
from assistant.understand.plain_words import naming_words, thing_words
from assistant.understand.query import Query
from assistant.understand.question_names import stopwords
from assistant.understand.synonyms import synonyms
from corpus.kpi_names import vocabulary
from corpus.report import Report
from corpus.script import fold, has_han
from index.build import PassageIndex
from index.encode import Encoder, TokenEncoder

_FOUND = 60  # passages
_TRIED = 16  # sentences whose words are met best, among which the names and the form decide
_MET = 0.42  # a cosine from which a word is met by another
_NAMED = 0.38  # and one that names something
_STRANGE = 0.28  # below it a word is on something else
_KINDS = ("metric", "segment", "region", "entity", "source")
_FAR = 3.0  # beyond it a lead over the next sentence says no more

# Of the measures in their order, and what they start from: first to rank, then to be sure.
_RANK_BIAS, _RANK = -5.93, (-1.44, 0.42, 1.93, -0.35, 1.67, 0.74)
_SURE_BIAS = -3.24
_SURE = (-1.3, 0.53, 1.28, -0.93, 1.46, 0.29, 0.24, -0.29, 0.36, -2.67, -0.78)


@dataclass(frozen=True, slots=True)
class Measures:
    """What tells whether a sentence answers, each from 0 to 1 (`lead` in standard deviations)."""

    unmet: float  # the part of the words' weight that nothing meets
    heaviest: float  # how well the word that weighs most is met
    names: float  # the part of the question's names that stand there or around
    absent: float  # 1 where one of the names does not
    kind: float  # 1 with a figure of the kind asked for or the form of an answer, 0 without
    lead: float  # how far the words are met better than in other sentences

    @property
    def rank(self) -> float:
        return _RANK_BIAS + _weighed(_RANK, self._all)

    @property
    def _all(self) -> tuple[float, ...]:
        return (self.unmet, self.heaviest, self.names, self.absent, self.kind, self.lead)

    def likely(self, gap: float, missing: int, foreign: bool, words: int, bare: bool) -> float:
        """How likely the sentence is to answer: with its lead over the next one, the number of
        names that it lacks, whether it is in another language, the number of words asked, and
        whether none of them names anything."""
        more = (min(gap, _FAR), missing, float(foreign), 1 / max(1, words), float(bare))
        return 1 / (1 + exp(-_SURE_BIAS - _weighed(_SURE, (*self._all, *more))))


@dataclass(frozen=True, slots=True)
class Meant:
    """A sentence, its measures, how likely it is to answer (0 to 1), and the words of the question
    that name something of which it does not speak."""

    line: Line
    measures: Measures
    likely: float
    missing: tuple[str, ...]
    named: int  # how many words of the question name something


class MeantFinder:
    """Finds sentences of one report. Nothing is found with an encoder that has no token vectors."""

    def __init__(self, report: Report, index: PassageIndex, encoder: Encoder) -> None:
        self.report = report
        self.index = index
        self._encoder = encoder
        self._lines: ReportLines | None = None
        self._last: tuple[str, Compared] | None = None  # one question is compared several times
        self._keys: dict[str, frozenset[str]] = {}

    def find(self, query: Query, limit: int = 3) -> tuple[Meant, ...]:
        """The sentences likeliest to answer `query`, likeliest first."""
        compared = self.compared(query)
        if compared is None or not len(compared.weights):
            return ()
        met = compared.met
        tried = np.argsort(-met, kind="stable")[:_TRIED]
        middle, spread = float(met.mean()), float(met.std()) or 1.0
        measured: dict[str, tuple[float, Line, Measures]] = {}
        for number in tried.tolist():
            lead = (float(met[number]) - middle) / spread
            line = compared.lines[number]
            measures = self._measures(query, line, compared, number, lead)
            measured.setdefault(line.text, (measures.rank, line, measures))
        ranked = sorted(measured.values(), key=lambda each: -each[0])
        return tuple(
            self._meant(query, line, measures, rank - max(self._rival(ranked, at), rank - _FAR))
            for at, (rank, line, measures) in enumerate(ranked[:limit])
        )

    @staticmethod
    def _rival(ranked: Sequence[tuple[float, Line, Measures]], at: int) -> float:
        """The rank score of the best other sentence."""
        others = [one[0] for number, one in enumerate(ranked[: at + 2]) if number != at]
        return max(others, default=-99.0)

    def _meant(self, query: Query, line: Line, measures: Measures, gap: float) -> Meant:
        compared = self.compared(query)
        words = len(compared.weights) if compared is not None else 0
        missing = self.missing(query, [line])
        named = naming_words(query.content)
        foreign = all(place.language[:2] != query.language[:2] for place in line.places)
        bare = not (named or query.metrics or query.segments)
        likely = measures.likely(gap, len(missing), foreign, words, bare)
        return Meant(line, measures, likely, missing, len({*named, *missing}))

    def missing(self, query: Query, lines: Sequence[Line]) -> tuple[str, ...]:
        """The words of a question that name something of which none of the lines speaks."""
        if self._lines is None or not lines:
            return ()
        text = fold("\n".join(text for line in lines for text in (*line.texts, line.title)))
        words = dict.fromkeys((*naming_words(query.content), *self._unmet_words(query, lines)))
        return tuple(
            word
            for word in words
            if not any(_begins(one, text) for one in synonyms(word))
            and self._lines.met(word, lines) < _NAMED
        )

    def _unmet_words(self, query: Query, lines: Sequence[Line]) -> list[str]:
        """Chinese words of two characters or more that nothing in the lines comes near."""
        compared = self.compared(query)
        if compared is None:
            return []
        among = {line.number for line in lines}
        at = [n for n, line in enumerate(compared.lines) if line.number in among]
        if not at:
            return []
        best = compared.best[at].max(axis=0)
        idle = thing_words()["idle_zh"] | set(stopwords()[1])
        met = zip(compared.words, best.tolist(), strict=True)
        return [
            word
            for word, one in met
            if one < _STRANGE and len(word) > 1 and has_han(word) and fold(word) not in idle
        ]

    def next_line(self, line: Line) -> Line | None:
        """The sentence after one of the same paragraph."""
        together = self.lines_of([line.at])
        after = (one for one in together if one.number == line.number + 1)
        return next(after, None)

    def lines_of(self, paragraphs: Sequence[Paragraph]) -> list[Line]:
        """The sentences of some paragraphs."""
        if self._lines is None:
            return []
        return [line for one in paragraphs for line in self._lines.by_paragraph.get(one, ())]

    def met_by_paragraph(self, query: Query) -> dict[Paragraph, float]:
        """How well the question's words are met by the best sentence of each paragraph."""
        compared = self.compared(query)
        best: dict[Paragraph, float] = {}
        if compared is not None and len(compared.weights):
            for line, met in zip(compared.lines, compared.met.tolist(), strict=True):
                best[line.at] = max(met, best.get(line.at, 0.0))
        return best

    def compared(self, query: Query) -> Compared | None:
        """The report's sentences beside the question's own words."""
        if not isinstance(self._encoder, TokenEncoder):
            return None
        asked = search_text(query)
        if self._last is not None and self._last[0] == asked:
            return self._last[1]
        if self._lines is None:
            self._lines = ReportLines(self.report, self._encoder)
        hits = self.index.search(asked, k=_FOUND, report_ids={self.report.id}, marked=False)
        first = self.report.editions[0].language
        places = [
            (first if self.report.paired else hit.passage.language, hit.passage.paragraph)
            for hit in hits
        ]
        compared = self._lines.compare(asked_text(asked), places)
        self._last = asked, compared
        return compared

    def _measures(
        self, query: Query, line: Line, compared: Compared, number: int, lead: float
    ) -> Measures:
        best, weights = compared.best[number], compared.weights
        held = self._names_held(query, line)
        return Measures(
            unmet=float(weights[best < _MET].sum()),
            heaviest=float(best[int(weights.argmax())]),
            names=sum(held) / len(held) if held else 1.0,
            absent=1.0 if any(one < 0.5 for one in held) else 0.0,
            kind=has_form(query, line.texts),
            lead=lead,
        )

    def _names_held(self, query: Query, line: Line) -> list[float]:
        """For each name of the question, how far it stands in the sentence or around it."""
        loose = "how" in query.intents and query.content  # "costlier" is no price asked for
        metrics = () if loose else query.metrics
        slots = (metrics, query.segments, query.regions, query.entities)
        known = vocabulary().names
        keys = [k for slot in slots for k in slot if k in known and k != self.report.subject]
        keys += [query.source.value] if query.source is not None else []
        own = frozenset().union(*(self.keys_of(text) for text in line.texts))
        around = own | self.keys_of(line.title)
        return [held_name(key, own) or 0.8 * held_name(key, around) for key in keys]

    def keys_of(self, text: str) -> frozenset[str]:
        """The names in a text, with the businesses and regions that they are part of."""
        if text not in self._keys:
            words = vocabulary()
            there = {m.key for m in words.mentions(text) if m.kind in _KINDS}
            for key in list(there):
                while key in words.names and words.names[key].parent:
                    key = words.names[key].parent
                    there.add(key)
            self._keys[text] = frozenset(there)
        return self._keys[text]


def _weighed(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def _begins(word: str, text: str) -> bool:
    """Whether a folded text has a word that begins so, or these characters."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) is not None


def search_text(query: Query) -> str:
    """The question, with the names it inherits from the conversation."""
    if not query.inherited:
        return query.question
    words = vocabulary()
    keys = [
        key
        for slot in ("metrics", "segments", "regions", "entities")
        if slot in query.inherited
        for key in getattr(query, slot)
    ]
    return query.question + " " + " ".join(words.label(key, query.language) for key in keys)
