"""What a report itself calls a business that the vocabulary knows under another name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from assistant.answer.find import Fact, RowFinder
from assistant.check.memory import Memory
from corpus.kpi import KpiRow
from corpus.kpi_names import vocabulary
from corpus.script import Language, has_han

_Names = dict[tuple[str, str], str]
_NAMES: Memory[_Names] = Memory()


def named(row: KpiRow, rows: RowFinder, language: Language) -> KpiRow:
    """`row` for wording only, its business called as the report calls it in `language`; a
    hand-made table keeps the vocabulary's names."""
    if row.curated or row.segment not in vocabulary().names:
        return row
    known = _NAMES.get(rows.table, lambda: _read(rows))
    own = known.get((row.segment, language[:2]))
    return row if own is None else replace(row, segment=own)


def named_fact(fact: Fact, rows: RowFinder, language: Language) -> Fact:
    """The rows of a fact, each named as the report does."""
    return Fact(tuple(named(row, rows, language) for row in fact.rows))


def _read(rows: RowFinder) -> _Names:
    """The word used most for each business in the sentences its rows stand in."""
    words = vocabulary()
    segments = {row.segment for row in rows.table if row.segment in words.names}
    found: dict[tuple[str, str], Counter[str]] = {}
    for edition in rows.report.editions:
        for text in _texts(rows, edition.language):
            for mention in words.mentions(text):
                inside = has_han(text[max(0, mention.span.start - 1) : mention.span.start])
                if inside and has_han(mention.span.of(text)):
                    continue  # 芯片業務 of 電源管理芯片業務 is no name of its own
                if mention.kind == "segment" and mention.key in segments:
                    key = mention.key, edition.language[:2]
                    found.setdefault(key, Counter())[mention.span.of(text)] += 1
    chosen = {key: counts.most_common(1)[0][0] for key, counts in found.items()}
    usual = {key: {words.names[key[0]].modifier, words.names[key[0]].zh} for key in chosen}
    return {key: name for key, name in chosen.items() if name not in usual[key]}


def _texts(rows: RowFinder, language: str) -> Iterable[str]:
    """The paragraphs and headings that the rows of businesses stand under, each once."""
    edition = next(one for one in rows.report.editions if one.language == language)
    numbers = {
        edition.paragraph_at(place.span.start)
        for row in rows.table
        if row.segment
        for place in row.places
        if place.language == language
    }
    for number in sorted(numbers):
        span = edition.paragraphs[number]
        yield span.of(edition.text)
        section = edition.section_at(span.start)
        yield section.title
