"""Questions of why, how, what and who: the report's own sentences that answer them.

Passages are found in every edition; sentences are taken from the edition to be read in the
question's language, through the pairing of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer.enumerations import items_after
from assistant.answer.find import related
from assistant.answer.meant import MeantFinder, search_text
from assistant.answer.reasons import tells_why
from assistant.answer.word_support import (
    held_name,
    holds,
    is_proper,
    pairs_held,
    pieces,
)
from assistant.understand.query import Query
from assistant.understand.synonyms import synonyms
from assistant.words.lists import listed
from corpus.bind.contents import is_contents
from corpus.figure import Span
from corpus.kpi_names import vocabulary
from corpus.report import Edition, Place, Report
from corpus.script import fold, has_han
from corpus.sentences import sentence_spans
from index.build import PassageIndex
from index.encode import Encoder, Vectors

_CAPTION = re.compile(
    r"\s*(?:(?:chart|figure|exhibit|source)s?\b ?\d*[:.]|[图表]\s?[\d一二三四五六七八九十])"
)
_HITS = 12
_RANK, _LEAST = 0.4, -0.8  # of a search score beside the support, and what it can cost at most
_CONTEXT = 0.7  # a word found only in the paragraphs before counts in part
_STRANGERS, _KINSHIP = 0.45, 0.3  # cosines: below the first unrelated, their sum and above the same


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph found: its number in `edition`, the part of the question's words that it
    holds (0 to 1), and its rank score."""

    edition: Edition
    paragraph: int
    support: float
    score: float

    @property
    def span(self) -> Span:
        return self.edition.paragraphs[self.paragraph]

    @property
    def text(self) -> str:
        return self.span.of(self.edition.text)


class PassageFinder:
    """Finds paragraphs and sentences of one report. Keeps what it has read of it."""

    def __init__(self, report: Report, index: PassageIndex, encoder: Encoder) -> None:
        self.report = report
        self.index = index
        self.encoder = encoder
        self.meant = MeantFinder(report, index, encoder)
        self._pieces: dict[str, Vectors] = {}

    def find(self, query: Query, limit: int = 5) -> tuple[Found, ...]:
        """The best paragraphs for `query`, best first, in the edition to be read."""
        target = self.report.edition(query.language)
        best: dict[int, float] = {}
        languages: dict[int, Edition] = {}
        for hit in self.index.search(
            search_text(query), k=_HITS, report_ids={self.report.id}, marked=False
        ):
            edition = target if self.report.paired else self._edition(hit.passage.language)
            number = hit.passage.paragraph
            if hit.score > best.get(number, -1e9):
                best[number] = hit.score
                languages[number] = edition
        for number in self._after_named(query, target):
            best.setdefault(number, min(best.values(), default=0.0))
            languages.setdefault(number, target)
        top = max(best.values(), default=0.0)
        found = []
        for number, score in best.items():
            edition = languages[number]
            if is_contents(edition.paragraphs[number].of(edition.text)):
                continue
            support = self.support(query, *self._texts(query, number, edition))
            bonus = self._bonus(query, edition, number)
            rank = max(_LEAST, _RANK * (score - top))
            found.append(Found(edition, number, support, rank + 2 * support + bonus))
        return tuple(sorted(found, key=lambda f: -f.score)[:limit])

    def _after_named(self, query: Query, edition: Edition) -> list[int]:
        """For reasons: the paragraphs that follow one which names what is asked about."""
        if "why" not in query.intents or not query.metrics:
            return []
        numbers = []
        for number, span in enumerate(edition.paragraphs[:-2]):
            keys = self.meant.keys_of(span.of(edition.text))
            if all({m, *related(m)} & keys for m in query.metrics) and self._about(
                query, edition, number, keys
            ):
                numbers += [number + 1, number + 2]
        return numbers

    def _about(self, query: Query, edition: Edition, number: int, keys: frozenset[str]) -> bool:
        return (
            not query.segments
            or bool(set(query.segments) & keys)
            or bool(self._section_bonus(query, edition, number))
        )

    def is_of_business(self, place: Place) -> bool:
        """Whether `place` stands under a heading that names a business."""
        edition = self._edition(place.language)
        return any(
            mention.kind == "segment"
            for section in edition.sections
            if section.span.covers(place.span) and section.level > 1
            for mention in vocabulary().mentions(section.title)
        )

    def is_about(self, query: Query, place: Place) -> bool:
        """Whether the paragraph at `place`, its heading or one just before it names a business
        that the question asks about."""
        edition = self._edition(place.language)
        number = edition.paragraph_at(place.span.start)
        near = edition.paragraphs[max(0, number - 1) : number + 1]
        texts = [span.of(edition.text) for span in near]
        texts += [s.title for s in edition.sections if s.span.covers(place.span)]
        words = vocabulary()
        known = any(
            words.within(asked, key) or words.within(key, asked)
            for asked in query.segments
            for text in texts
            for key in self.meant.keys_of(text)
            if key in words.names and words.names[key].kind == "segment"
        )
        opened = [fold(key) for key in query.segments if key not in words.names]
        return known or any(word in fold(text) for word in opened for text in texts)

    def _edition(self, language: str) -> Edition:
        return next(e for e in self.report.editions if e.language == language)

    def _texts(self, query: Query, number: int, edition: Edition) -> tuple[list[str], list[str]]:
        """The paragraph in every paired edition with its section's title, and, for reasons,
        the paragraphs just before it in its section."""
        editions = self.report.editions if self.report.paired else (edition,)
        own, context = [], []
        for one in editions:
            span = one.paragraphs[number]
            section = one.section_at(span.start)
            own.append(section.title + "\n" + span.of(one.text))
            if "which_things" in query.intents:
                items = self.items_after(one, number)
                context += [item.span.of(one.text) for item in items]
            if query.intents & {"why", "how", "which_things"}:
                earlier = one.paragraphs[max(0, number - 2) : number]
                context += [p.of(one.text) for p in earlier if section.span.covers(p)]
        return own, context

    def _bonus(self, query: Query, edition: Edition, number: int) -> float:
        """What the kind of question makes likelier: reasons, enumerations, the right section."""
        bonus = self._section_bonus(query, edition, number)
        text = fold(edition.paragraphs[number].of(edition.text))
        if "why" in query.intents and tells_why(text):
            bonus += 0.5
        if query.intents & {"why", "how", "list", "which_things"} and self.items_after(
            edition, number
        ):
            bonus += 0.4
        if _CAPTION.match(text):
            bonus -= 0.5
        return bonus + self._kind_of_text(query, text)

    def _kind_of_text(self, query: Query, text: str) -> float:
        """Plans where plans are asked for; examples, named, where the question asks which."""
        bonus = 0.0
        if "future" in query.asks and query.intents & {"how", "which_things"}:
            planned = {m.key for m in vocabulary().mentions(text) if m.kind == "source"}
            bonus += 0.4 if "target" in planned else 0.0
        if "which_things" in query.intents:
            exemplary = any(word in text for word in listed("examples", "things"))
            whole = any(word in text for word in query.content if has_han(word))
            bonus += (0.3 if exemplary else 0.0) + (0.5 if whole else 0.0)
        proper = (word for word in query.content if is_proper(word, query.question))
        return bonus + (0.4 if any(self._held(word, [text]) for word in proper) else 0.0)

    def _section_bonus(self, query: Query, edition: Edition, number: int) -> float:
        """Paragraphs under a heading that names the business asked about come first."""
        if not query.segments:
            return 0.0
        words = vocabulary()
        start = edition.paragraphs[number].start
        titles = [s.title for s in edition.sections if s.span.covers(Span(start, start))]
        level2 = [s.title for s in edition.sections if s.span.start <= start and s.level <= 2]
        named = {
            m.key
            for title in (*titles, *level2[-1:])
            for m in words.mentions(title)
            if m.kind == "segment"
        }
        return (
            0.5 if any(words.within(key, one) for key in query.segments for one in named) else 0.0
        )

    def support(self, query: Query, texts: Sequence[str], context: Sequence[str] = ()) -> float:
        """The part of the question's meaning-bearing words that `texts` hold, 0 to 1; what
        only the `context` before them holds counts in part."""
        keys = [k for slot in (query.metrics, query.segments, query.regions) for k in slot]
        keys += [key for key in query.entities if key != self.report.subject]
        keys += [query.source.value] if query.source is not None else []
        keys_of = self.meant.keys_of
        there = frozenset().union(*map(keys_of, texts))
        around = frozenset().union(*map(keys_of, context)) if context else there
        names = vocabulary().names
        known = [k for k in keys if k in names or k == (query.source and query.source.value)]
        weighed = [(1.0, held_name(k, there) or _CONTEXT * held_name(k, around)) for k in known]
        weighed += [(1.0, self._word_support(fold(k), texts)) for k in keys if k not in known]
        for word in dict.fromkeys(query.content):
            weight = min(2.0, len(word) / 2) if has_han(word) else 1.0
            held = self._held if is_proper(word, query.question) else self._word_support
            own = held(word, texts)
            wide = held(word, context) if context and own < 1 else 0.0
            weighed.append((weight, max(own, _CONTEXT * wide)))
        total = sum(weight for weight, _ in weighed)
        return sum(weight * score for weight, score in weighed) / total if total else 0.0

    def _word_support(self, word: str, texts: Sequence[str]) -> float:
        """How far the texts hold a word, by its characters or by what it means."""
        lexical = self._held(word, texts)
        return lexical if lexical >= 1 else max(lexical, self._meaning(word, texts))

    def _held(self, word: str, texts: Sequence[str]) -> float:
        folded = [fold(text) for text in texts]
        if has_han(word):
            lexical = max(pairs_held(word, text) for text in folded)
        else:
            alike = dict.fromkeys((word, *synonyms(word)))
            lexical = 1.0 if any(holds(one, text) for text in folded for one in alike) else 0.0
        return lexical

    def _meaning(self, word: str, texts: Sequence[str]) -> float:
        """How near the nearest word of `texts` comes to `word`, 0 to 1."""
        vector = self.encoder.encode_query([word])[0]
        nearest = max(
            (float(np.max(self._vectors_of(text) @ vector)) for text in texts), default=0.0
        )
        return min(1.0, max(0.0, (nearest - _STRANGERS) / _KINSHIP))

    def _vectors_of(self, text: str) -> Vectors:
        if text not in self._pieces:
            self._pieces[text] = self.encoder.encode(pieces(text) or [""])
        return self._pieces[text]

    def sentences(self, query: Query, found: Sequence[Found], most: int) -> tuple[Place, ...]:
        """The sentences of `found` that answer best, at most `most`, in the order of the text."""
        spans: list[tuple[float, Edition, Span]] = []
        question = self.encoder.encode_query([search_text(query)])[0]
        for one in found:
            for span in sentence_spans(one.edition.text, one.span.start, one.span.end):
                text = span.of(one.edition.text)
                if " | " in text:
                    continue  # a line of a table is no sentence
                near = float((self.encoder.encode([text]) @ question)[0])
                own = self.support(query, [text])
                spans.append(
                    (
                        own + near + 0.3 * one.score + self._kind_bonus(query, text),
                        one.edition,
                        span,
                    )
                )
        spans.sort(key=lambda item: -item[0])
        if not spans:
            return ()
        floor = spans[0][0] - 0.5
        chosen = [item for item in spans[:most] if item[0] >= floor]
        chosen.sort(key=lambda item: (item[1].language, item[2].start))
        return tuple(Place(self.report.id, edition.language, span) for _, edition, span in chosen)

    def _kind_bonus(self, query: Query, text: str) -> float:
        if "why" in query.intents and tells_why(text):
            return 0.4
        wants_number = "value" in query.asks
        if wants_number and any(character.isdigit() for character in text):
            return 0.2
        if "who" in query.intents:
            named = {m.key for m in vocabulary().mentions(text) if m.kind == "entity"}
            return 0.3 if named - {self.report.subject} else 0.0
        if "when" in query.intents and any(mark in text for mark in ("20", "年", "月")):
            return 0.2
        return 0.0

    def items_after(self, edition: Edition, paragraph: int) -> tuple[Place, ...]:
        """The items of an enumeration that `paragraph` holds or that follow it."""
        return items_after(self.report.id, edition, paragraph)
