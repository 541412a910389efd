"""Whether the report speaks of what a question names beside its slots.

Where it does not, the answer would be one to another question: how busy the plant in Shanghai is
does not follow from how busy that in Beijing is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.find import RowFinder
from assistant.answer.word_support import holds, pairs_held
from assistant.understand.glossary import other_words
from assistant.understand.plain_words import naming_words, thing_words
from assistant.understand.query import Query
from assistant.understand.same_thing import segment_called
from assistant.understand.synonyms import synonyms
from corpus.kpi import KpiRow, SourceKind
from corpus.kpi_names import vocabulary
from corpus.report import Place
from corpus.script import fold, has_han
from corpus.sentences import sentence_spans

_LATIN = re.compile(r"[a-z0-9][a-z0-9.&/-]*[a-z0-9]|[a-z0-9]")
_HAN = re.compile(r"[\u3400-\u9fff]{2,8}")
_OPEN = frozenset({"why", "how", "who", "when", "where", "which_things", "summarise", "outlook"})
# Questions of several things, whose words no single row has to hold.
_WIDE = frozenset({"compute", "compare", "rank", "list", "audit"})
_CLAUSE = re.compile(r"[,;:，；：、](?!\d)")
_SPENT_ON = r"\b(?:on|for|into) (?:the |its |new |own )?"
_HELD = 0.5  # the part of a Chinese thing's pairs that must stand in the text
_PROPER = re.compile(r"(?<=[\w,] )[A-Z][a-z]{2,}")


def with_things(query: Query, rows: RowFinder) -> Query:
    """`query` asked of the things that it names, where its slots leave them out: of the business
    that a row's sentence calls so, else of an open name that the report may not have."""
    if not query.metrics or query.intents & _OPEN:
        return query
    if _of_others(query):
        return replace(query, entities=_others(query, rows))
    things = (*query.things, *_loose(query))
    found = rows.find(query) if things or query.plants else ()
    if not found or len(query.segments) > 1:
        return query
    near = _paragraphs(found[0], rows)
    elsewhere = next((p for p in query.plants if not _placed(p, _sentences(found[0], rows))), "")
    if elsewhere:
        return replace(query, segments=(elsewhere,))
    labels = [fold(vocabulary().label(key, "en")) for key in query.metrics]
    for thing in things:
        own = segment_called(thing, rows) if not query.segments else ""
        if own and rows.find(replace(query, segments=(own,))):
            return replace(query, segments=(own,))
        if any(holds(fold(thing), label) for label in labels):
            continue
        spent_on = re.search(_SPENT_ON + re.escape(fold(thing)), fold(query.question)) is not None
        if _holds(thing, _sentences(found[0], rows) if spent_on else near):
            continue
        plain = replace(query, segments=(), regions=query.regions)
        told = [r for r in rows.find(plain) if query.source is not None or _is_result(r)]
        other = next((r for r in told if _holds(thing, _sentences(r, rows))), None)
        alone = frozenset(r.id for r in told if not r.segment and _holds(thing, _clauses(r, rows)))
        if alone and not query.segments and not spent_on:
            return replace(query, pinned=alone)
        if other is None or not other.segment:
            named = any(m.kind == "entity" for m in vocabulary().mentions(thing))
            entities = () if named else query.entities  # the company's name is a part of it
            rest = query.inherited - {"segments"}
            return replace(query, segments=(thing,), entities=entities, inherited=rest)
        if other.segment and (not query.segments or "segments" in query.inherited):
            rest = query.inherited - {"segments"}
            return replace(query, segments=(other.segment,), inherited=rest)
    return query


def _of_others(query: Query) -> bool:
    """Whether a look-up is of rivals, whichever they are ("a competitor's margin")."""
    named = query.entities or query.segments or query.intents & _WIDE or query.comparing
    return "each_company" in query.asks and not named and not query.inherited


def _others(query: Query, rows: RowFinder) -> tuple[str, ...]:
    """The other companies that the report gives the metric of; the industry where it has none."""
    own = ("", "industry", rows.report.subject)
    given = (r.entity for r in rows.table if r.metric in query.metrics and r.entity not in own)
    return tuple(dict.fromkeys(given)) or ("industry",)


def _placed(plant: str, texts: Sequence[str]) -> bool:
    """Whether a text names the place of a plant, in whatever language."""
    words = vocabulary()
    keys = {m.key for m in words.mentions(plant)}
    return any(m.key in keys for text in texts for m in words.mentions(text))


def _loose(query: Query) -> tuple[str, ...]:
    """Nouns elsewhere in a look-up, and names in capitals: they narrow it wherever they stand."""
    if query.intents & _WIDE or query.comparing or query.inherited:
        return ()
    proper = {fold(name) for name in _PROPER.findall(query.question)}
    spoken = {fold(thing) for thing in query.things}
    left = naming_words(query.content)
    return tuple(
        word
        for word in left
        if (has_han(word) or word in proper) and not any(word in thing for thing in spoken)
    )


def told_in(words: Sequence[str], row: KpiRow, rows: RowFinder) -> bool:
    """Whether the sentence of a row holds every one of some words of a question."""
    if not words:
        return True
    texts = _sentences(row, rows)
    return all(holds_words(fold(word), texts) for word in words)


def _is_result(row: KpiRow) -> bool:
    return row.source in (SourceKind.REPORTED, SourceKind.OTHER)


def _paragraphs(row: KpiRow, rows: RowFinder) -> list[str]:
    """The paragraph that a row stands in, under its heading, in every edition."""
    texts = []
    for edition in rows.report.editions:
        for place in row.places:
            if place.language == edition.language:
                number = edition.paragraph_at(place.span.start)
                title = edition.section_at(place.span.start).title
                texts.append(fold(title + "\n" + edition.paragraphs[number].of(edition.text)))
    return texts


def _sentences(row: KpiRow, rows: RowFinder) -> list[str]:
    return [fold(_sentence(place, rows)) for place in row.places]


def _clauses(row: KpiRow, rows: RowFinder) -> list[str]:
    """The clause that the figure of a row stands in, in every edition."""
    found = []
    for place in row.places:
        sentence = _sentence(place, rows)
        at = sentence.find(place.text)
        before = _CLAUSE.split(sentence[:at])[-1] if at >= 0 else ""
        after = _CLAUSE.split(sentence[at + len(place.text) :])[0] if at >= 0 else ""
        found.append(fold(before + place.text + after))
    return found


def _sentence(place: Place, rows: RowFinder) -> str:
    edition = next(e for e in rows.report.editions if e.language == place.language)
    paragraph = edition.paragraphs[edition.paragraph_at(place.span.start)]
    spans = sentence_spans(edition.text, paragraph.start, paragraph.end)
    own = next((span for span in spans if span.covers(place.span)), paragraph)
    return own.of(edition.text)


def _holds(thing: str, texts: Sequence[str]) -> bool:
    """Whether a text has any word of a thing, as it is or in other words."""
    plain = fold(thing)
    for mention in vocabulary().mentions(thing):
        blank = " " * (mention.span.end - mention.span.start)
        plain = plain[: mention.span.start] + blank + plain[mention.span.end :]
    return not plain.strip() or holds_words(plain, texts)


def holds_words(plain: str, texts: Sequence[str]) -> bool:
    """Whether folded texts have more than half of some folded words, or what says the same."""
    heads = thing_words()["heads"]
    bare = " ".join(word for word in plain.split() if word not in heads)
    terms = (alike for term, alike in other_words(bare).items() if len(term) * 2 > len(bare))
    if any(holds(word, text) for alike in terms for word in alike for text in texts):
        return True
    if has_han(plain):
        return any(pairs_held(run, text) >= _HELD for run in _HAN.findall(plain) for text in texts)
    words = [word for word in _LATIN.findall(plain) if word not in heads]
    there = [any(holds(one, text) for one in _alike(word) for text in texts) for word in words]
    return 2 * sum(there) > len(there) or not words


def _alike(word: str) -> tuple[str, ...]:
    """A word and what can stand for it, in the other language too."""
    terms = other_words(word).get(word, ())
    return tuple(dict.fromkeys((word, *synonyms(word), *terms)))
