"""Questions of why, how, what and who: the report's own sentences that answer them.

Passages are found in every edition; sentences are taken from the edition to be read in the
question's language, through the pairing of paragraphs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.answer.find import related
from assistant.answer.word_support import held_name, holds, pairs_held, pieces
from assistant.understand.query import Query
from assistant.understand.synonyms import synonyms
from corpus.figure import Span
from corpus.kpi_names import vocabulary
from corpus.report import Edition, Place, Report
from corpus.script import fold, has_han
from corpus.sentences import sentence_spans
from index.build import PassageIndex
from index.encode import Encoder, Vectors

_LISTS = Path(__file__).parents[1] / "words" / "lists.toml"
_THINGS = Path(__file__).parents[1] / "words" / "things.toml"
_CAPTION = re.compile(
    r"\s*(?:(?:chart|figure|exhibit|source)s?\b ?\d*[:.]|[图表]\s?[\d一二三四五六七八九十])"
)
_HITS = 12
_RANK, _LEAST = 0.4, -0.8  # of a search score beside the support, and what it can cost at most
_CONTEXT = 0.7  # a word found only in the paragraphs before counts in part
_STRANGERS, _KINSHIP = 0.45, 0.3  # cosines: below the first unrelated, their sum and above the same
_KINDS = ("metric", "segment", "region", "entity", "source")


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


@cache
def _series() -> tuple[tuple[str, ...], ...]:
    data = tomllib.loads(_LISTS.read_text(encoding="utf-8"))
    return tuple(tuple(fold(item) for item in series["items"]) for series in data["series"])


@cache
def _reasons() -> tuple[str, ...]:
    words = tomllib.loads(_LISTS.read_text(encoding="utf-8"))["reasons"]
    return tuple(fold(word) for word in (*words["en"], *words["zh"]))


def tells_why(text: str) -> bool:
    """Whether a text has any of the words by which reasons are given."""
    plain = fold(text)
    return any(word in plain for word in _reasons())


@cache
def _examples() -> tuple[str, ...]:
    words = tomllib.loads(_THINGS.read_text(encoding="utf-8"))["examples"]
    return tuple(fold(word) for word in (*words["en"], *words["zh"]))


def _is_proper(word: str, question: str) -> bool:
    """Whether a word stands as a proper name within the question; nothing else means the same."""
    if not word.isascii() or not word.isalpha():
        return False
    return question.find(" " + word.capitalize()) > 0


def _is_caption(text: str) -> bool:
    return _CAPTION.match(text) is not None


class PassageFinder:
    """Finds paragraphs and sentences of one report. Keeps what it has read of it."""

    def __init__(self, report: Report, index: PassageIndex, encoder: Encoder) -> None:
        self.report = report
        self.index = index
        self.encoder = encoder
        self._keys: dict[str, frozenset[str]] = {}
        self._pieces: dict[str, Vectors] = {}

    def find(self, query: Query, limit: int = 5) -> tuple[Found, ...]:
        """The best paragraphs for `query`, best first, in the edition to be read."""
        target = self.report.edition(query.language)
        best: dict[int, float] = {}
        languages: dict[int, Edition] = {}
        for hit in self.index.search(search_text(query), k=_HITS, report_ids={self.report.id}):
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
            keys = self._keys_of(span.of(edition.text))
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
            for key in self._keys_of(text)
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
        if "why" in query.intents and any(word in text for word in _reasons()):
            bonus += 0.5
        if query.intents & {"why", "how", "list", "which_things"} and self.items_after(
            edition, number
        ):
            bonus += 0.4
        if _is_caption(text):
            bonus -= 0.5
        return bonus + self._kind_of_text(query, text)

    def _kind_of_text(self, query: Query, text: str) -> float:
        """Plans where plans are asked for; examples, named, where the question asks which."""
        bonus = 0.0
        if "future" in query.asks and query.intents & {"how", "which_things"}:
            planned = {m.key for m in vocabulary().mentions(text) if m.kind == "source"}
            bonus += 0.4 if "target" in planned else 0.0
        if "which_things" in query.intents:
            listed = any(word in text for word in _examples())
            whole = any(word in text for word in query.content if has_han(word))
            bonus += (0.3 if listed else 0.0) + (0.5 if whole else 0.0)
        proper = (word for word in query.content if _is_proper(word, query.question))
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
        there = frozenset().union(*(self._keys_of(text) for text in texts))
        around = frozenset().union(*(self._keys_of(text) for text in context)) if context else there
        names = vocabulary().names
        known = [k for k in keys if k in names or k == (query.source and query.source.value)]
        weighed = [(1.0, held_name(k, there) or _CONTEXT * held_name(k, around)) for k in known]
        weighed += [(1.0, self._word_support(fold(k), texts)) for k in keys if k not in known]
        for word in dict.fromkeys(query.content):
            weight = min(2.0, len(word) / 2) if has_han(word) else 1.0
            held = self._held if _is_proper(word, query.question) else self._word_support
            own = held(word, texts)
            wide = held(word, context) if context and own < 1 else 0.0
            weighed.append((weight, max(own, _CONTEXT * wide)))
        total = sum(weight for weight, _ in weighed)
        return sum(weight * score for weight, score in weighed) / total if total else 0.0

    def _keys_of(self, text: str) -> frozenset[str]:
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
        if "why" in query.intents and any(word in fold(text) for word in _reasons()):
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
        inside = self._items_in(edition, edition.paragraphs[paragraph])
        if len(inside) > 1:
            return inside
        for series in _series():
            first = self._first_item(edition, paragraph, series)
            items: list[Place] = []
            for offset, marker in enumerate(series):
                number = first + offset
                if number >= len(edition.paragraphs) or not self._begins(edition, number, marker):
                    break
                items.append(Place(self.report.id, edition.language, edition.paragraphs[number]))
            if len(items) > 1:
                return tuple(items)
        return ()

    def _first_item(self, edition: Edition, paragraph: int, series: Sequence[str]) -> int:
        """Where an enumeration begins that `paragraph` is an item of, or leads to."""
        for position, marker in enumerate(series):
            if self._begins(edition, paragraph, marker):
                return max(0, paragraph - position)
        return paragraph + 1

    def _begins(self, edition: Edition, paragraph: int, marker: str) -> bool:
        if paragraph >= len(edition.paragraphs):
            return False
        return fold(edition.paragraphs[paragraph].of(edition.text)).lstrip().startswith(marker)

    def _items_in(self, edition: Edition, span: Span) -> tuple[Place, ...]:
        text = fold(span.of(edition.text))
        for series in _series():
            starts: list[int] = []
            for marker in series:
                at = text.find(marker, starts[-1] + 1 if starts else 0)
                if at < 0:
                    break
                starts.append(at)
            if len(starts) > 1:
                ends = [*starts[1:], len(text)]
                return tuple(
                    Place(
                        self.report.id,
                        edition.language,
                        Span(
                            span.start + start, span.start + start + len(text[start:end].rstrip())
                        ),
                    )
                    for start, end in zip(starts, ends, strict=True)
                )
        return ()


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
