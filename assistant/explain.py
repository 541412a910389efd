"""Answers in the report's own sentences: explanations, enumerations, summaries."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.draft import Draft, Statement
from assistant.passages import Found, PassageFinder, tells_why
from assistant.phrases import phrase
from assistant.query import Query
from corpus.kpi_names import vocabulary
from corpus.report import Edition, Place, Report
from corpus.script import fold, to_script
from corpus.sentences import sentence_spans

# Below these parts of a question's words found in a paragraph, it is not about the question.
_SUPPORT = 0.6
_STRICT_SUPPORT = 0.85
_MOST_SENTENCES = 3
_WHOLE_PARAGRAPH = 4
_NEAR = 0.4  # of two scores
_THINGS = Path(__file__).with_name("words") / "things.toml"


def explain(
    query: Query, passages: PassageFinder, report: Report, *, strict: bool = False
) -> Draft | None:
    """The sentences that answer an open question; `None` when the report has none."""
    found = passages.find(query)
    needed = _STRICT_SUPPORT if strict else _SUPPORT
    good = [one for one in found if one.support >= needed]
    if "who" in query.intents and not query.intents & {"why", "how"}:
        good = [one for one in good if _tells_who(one, report)]
    if not good:
        return None
    best = good[0]
    if "why" in query.intents:  # reasons one by one say more than their summary
        reasons = [one for one in good if tells_why(one.text)]
        listed = [one for one in reasons if passages.items_after(one.edition, one.paragraph)]
        as_good = (o for o in listed if o.score >= best.score - _NEAR and o.support >= best.support)
        best = next(as_good, best)
    wide = bool(query.intents & {"why", "how", "list", "which_things"})
    items = passages.items_after(best.edition, best.paragraph) if wide else ()
    if items:
        places = _lead(best, items, report)
        return _draft([*places, *items], best.edition, query, report, bullets=len(places))
    if wide:
        return _draft(_paragraph(best, passages, query, report), best.edition, query, report)
    close = [one for one in good if one.score >= best.score - _NEAR][:3]
    places = list(passages.sentences(query, close, most=2))
    return _draft(places, best.edition, query, report)


@cache
def _persons() -> tuple[str, ...]:
    words = tomllib.loads(_THINGS.read_text(encoding="utf-8"))["persons"]
    return tuple(fold(word) for word in (*words["en"], *words["zh"]))


def _tells_who(one: Found, report: Report) -> bool:
    """Whether a paragraph names another company than the report's own, or speaks of a person
    or a trade by its role."""
    named = {m.key for m in vocabulary().mentions(one.text) if m.kind == "entity"}
    plain = fold(one.text)
    return bool(named - {report.subject}) or any(word in plain for word in _persons())


def _lead(best: Found, items: Sequence[Place], report: Report) -> list[Place]:
    """The sentence that opens an enumeration: the last one before the first item."""
    edition, start = best.edition, items[0].span.start
    number = edition.paragraph_at(start)
    if edition.paragraphs[number].start == start:
        number = max(0, number - 1)
    if edition.section_at(edition.paragraphs[number].start) != edition.section_at(start):
        return []
    paragraph = edition.paragraphs[number]
    spans = sentence_spans(edition.text, paragraph.start, min(paragraph.end, start))
    return [Place(report.id, edition.language, span) for span in spans[-1:]]


def _paragraph(best: Found, passages: PassageFinder, query: Query, report: Report) -> list[Place]:
    """A short paragraph whole, the best sentences of a long one."""
    spans = sentence_spans(best.edition.text, best.span.start, best.span.end)
    if len(spans) <= _WHOLE_PARAGRAPH:
        return [Place(report.id, best.edition.language, span) for span in spans]
    return list(passages.sentences(query, [best], most=_MOST_SENTENCES))


def _draft(
    places: Sequence[Place],
    edition: Edition,
    query: Query,
    report: Report,
    *,
    bullets: int | None = None,
    intent: str = "explain",
) -> Draft:
    """Statements that quote `places`; those from number `bullets` on are list items. Words in
    a language the reader did not ask in get a lead in the reader's."""
    statements: list[Statement] = []
    foreign = edition.language[:2] != query.language[:2]
    if foreign:
        statements.append(Statement(phrase("own_words", query.language)))
    for number, place in enumerate(places):
        text = place.span.of(edition.text).strip()
        if not foreign:
            text = to_script(text, query.language)
        statements.append(
            Statement(text, places=(place,), bullet=bullets is not None and number >= bullets)
        )
    return Draft(tuple(statements), intent)
