"""The reason that a report gives in the same breath as the figure: "fell 3%, because …"."""

from __future__ import annotations

import re
from functools import cache

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.understand.query import Query
from assistant.words.lists import listed
from assistant.words.phrases import phrase
from corpus.kpi import KpiRow, Measure
from corpus.report import Edition, Place
from corpus.script import fold, to_script
from corpus.sentences import sentence_spans


def reason_beside(query: Query, rows: RowFinder) -> Draft | None:
    """The sentence that gives the figure asked about and its reason, or the figure's sentence
    and the next one where that gives it; `None` where neither does."""
    if len(query.metrics) != 1:
        return None
    found = [row for row in rows.find(query, exact=True) if row.metric in query.metrics]
    for row in found[:1]:
        for one in rows.fact(row).rows:
            drafted = _told(one, query, rows) if one.places else None
            if drafted is not None:
                return drafted
    return None


def gives_reason(draft: Draft) -> bool:
    """Whether any sentence of a draft, or an enumeration in it, tells a reason."""
    if any(statement.bullet for statement in draft.statements):
        return True
    text = fold(" ".join(statement.text for statement in draft.statements))
    words = (*listed("because"), *listed("announced"), *listed("reasons"))
    return any(word in text for word in words)


def gives_reason_or_purpose(text: str) -> bool:
    """Whether a sentence tells why something is so, or what it is done for."""
    return has_reason(text) or has_words("purpose", text)


def has_reason(text: str) -> bool:
    """Whether a sentence tells why something has changed."""
    return any(has_words(key, text) for key in ("because", "announced", "reasons"))


def tells_why(text: str) -> bool:
    """Whether a text has any of the words by which reasons are given."""
    return has_words("reasons", text)


def tells_means(text: str) -> bool:
    """Whether a sentence tells how something is done."""
    return has_words("means", text)


def has_words(key: str, text: str) -> bool:
    """Whether a text has any word of the list `key` of `lists.toml`."""
    return _pattern(key).search(fold(text)) is not None


@cache
def _pattern(key: str) -> re.Pattern[str]:
    """Any of the words; one in Latin letters does not begin within another ("breakthrough")."""
    found = (
        rf"(?<![a-z]){re.escape(word)}"
        if word[:1].isalpha() and word.isascii()
        else re.escape(word)
        for word in listed(key)
    )
    return re.compile("|".join(found))


def _told(row: KpiRow, query: Query, rows: RowFinder) -> Draft | None:
    if row.measure not in (Measure.LEVEL, Measure.YOY, Measure.QOQ, Measure.CHANGE):
        return None
    report = rows.report
    place = row.place(report.edition(query.language).language)
    edition = next(one for one in report.editions if one.language == place.language)
    paragraph = edition.paragraphs[edition.paragraph_at(place.span.start)]
    spans = sentence_spans(edition.text, paragraph.start, paragraph.end)
    at = next((n for n, span in enumerate(spans) if span.covers(place.span)), None)
    if at is None:
        return None
    own = Place(report.id, edition.language, spans[at])
    if _gives_reason(own, edition):
        return _quoted([own], edition, query, row)
    if at + 1 < len(spans):
        after = Place(report.id, edition.language, spans[at + 1])
        plain = fold(_text(after, edition))
        announced = any(word in plain for word in listed("announced"))
        tells_of_other = not announced and any(mark.isdigit() for mark in plain)
        if _gives_reason(after, edition) and not tells_of_other:
            return _quoted([own, after], edition, query, row)
    return None


def _text(place: Place, edition: Edition) -> str:
    return place.span.of(edition.text).strip()


def _gives_reason(place: Place, edition: Edition) -> bool:
    plain = fold(_text(place, edition))
    return any(word in plain for word in (*listed("because"), *listed("announced")))


def _quoted(places: list[Place], edition: Edition, query: Query, row: KpiRow) -> Draft:
    foreign = edition.language[:2] != query.language[:2]
    lines = [Statement(phrase("own_words", query.language))] if foreign else []
    for number, place in enumerate(places):
        text = _text(place, edition)
        shown = text if foreign else to_script(text, query.language)
        lines.append(Statement(shown, (row,) if number == 0 else (), (place,)))
    return Draft(tuple(lines), "explain")
