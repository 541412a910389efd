"""Answers in the report's own sentences: explanations, enumerations, summaries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.draft import Draft, Statement
from assistant.answer.passages import Found, PassageFinder
from assistant.answer.reasons import gives_reason_or_purpose, has_words, tells_why
from assistant.answer.report_lines import is_prose
from assistant.answer.word_support import holds, pairs_held
from assistant.understand.plain_words import naming_words
from assistant.understand.query import Query
from assistant.understand.synonyms import synonyms
from assistant.words.lists import listed
from assistant.words.phrases import phrase
from corpus.bind.open_names import open_companies
from corpus.figure import Span
from corpus.kpi_names import vocabulary
from corpus.report import Edition, Place, Report
from corpus.script import fold, has_han, to_script
from corpus.sentences import sentence_spans

# Below these parts of a question's words found in a paragraph, it is not about the question.
_SUPPORT = 0.6
_STRICT_SUPPORT = 0.85
_MOST_SENTENCES = 3
_WHOLE_PARAGRAPH = 4
_NEAR = 0.4  # of two scores
_HEAD = 400  # characters by which a paragraph is known for prose or a chart's labels
_SURE = 0.42  # how likely a sentence elsewhere must be to answer
_CLEARLY = 0.08  # by how much its words must be met better
_HELD = 0.4  # of the pairs of a Chinese word
_CLAUSE = re.compile(r"[,;:，；：、。]")
# A name as written: "jointly with Acme", "Acme and other makers"; 與某某等廠商.
_CALLED = re.compile(
    r"(?:\b(?:by|with|from|like|including|against|over|overtook|behind|such as"
    r"|CEO|CFO|[Cc]hair[a-z]{0,5}|[Pp]resident|[Ff]ounder|[Dd]irector|[Oo]fficer),? |\()"
    r"([A-Z][A-Za-z&.-]{2,24})"
)
_CALLED_ZH = re.compile(r"[\u3400-\u9fff]{2,8}等(?:厂商|公司|企业|供应商|对手|品牌|车企|同业)")


def explain(
    query: Query, passages: PassageFinder, report: Report, *, strict: bool = False
) -> Draft | None:
    """The sentences that answer an open question; `None` when the report has none."""
    found = passages.find(query)
    needed = _STRICT_SUPPORT if strict else _SUPPORT
    good = [one for one in found if one.support >= needed and is_prose(one.text[:_HEAD])]
    who = "who" in query.intents and not query.intents & {"why", "how"}
    if who:
        good = [one for one in good if _tells_who(one, query, report)]
    if not good:
        return None
    best = good[0]
    if "why" in query.intents:  # reasons one by one say more than their summary
        reasons = [one for one in good if tells_why(one.text)]
        listed = [one for one in reasons if passages.items_after(one.edition, one.paragraph)]
        as_good = (o for o in listed if o.score >= best.score - _NEAR and o.support >= best.support)
        best = next(as_good, best)
    wide = bool(query.intents & {"why", "how", "list", "which_things"}) and not who
    items = passages.items_after(best.edition, best.paragraph) if wide else ()
    direct = _direct(query, best, items, passages) if wide else None
    if direct is not None:
        return _draft([direct], best.edition, query, report)
    if items:
        places = _lead(best, items, report)
        return _draft([*places, *items], best.edition, query, report, bullets=len(places))
    if wide:
        places = _on_topic(_paragraph(best, passages, query, report), best.edition, query)
        return _draft(places, best.edition, query, report)
    close = [one for one in good if one.score >= best.score - _NEAR][:3]
    places = list(passages.sentences(query, close, most=2))
    if who:
        texts = [place.span.of(best.edition.text) for place in places]
        told = zip(places, texts, strict=True)
        places = [place for place, text in told if names_somebody(text, query, report)]
        if not places:
            return None
    if not _speaks_of_product(query, places, best.edition):
        return None
    if not who and _is_on_something_else(query, places, best.edition, passages):
        return None
    return _draft(places, best.edition, query, report)


def _direct(
    query: Query, best: Found, items: Sequence[Place], passages: PassageFinder
) -> Place | None:
    """The one sentence that is surely meant, where it stands elsewhere than the best paragraph and
    its items and the question's words are met better there."""
    meant = passages.meant.find(query, limit=1)
    if not meant or meant[0].likely < _SURE or meant[0].measures.absent:
        return None
    line = meant[0].line
    place, text = line.read_in(best.edition.language)
    spans = [best.span, *(item.span for item in items)]
    if place.language != best.edition.language or any(s.overlaps(place.span) for s in spans):
        return None
    if "why" in query.intents and not gives_reason_or_purpose(text):
        return None
    if "future" in query.asks and not has_words("planned", text):
        return None
    met = passages.meant.met_by_paragraph(query)
    edition = best.edition
    numbers = [best.paragraph, *(edition.paragraph_at(item.span.start) for item in items)]
    key = line.at[0]
    rival = max((met.get((key, number), 0.0) for number in numbers), default=0.0)
    return place if met.get(line.at, 0.0) > rival + _CLEARLY else None


def _is_on_something_else(
    query: Query, places: Sequence[Place], edition: Edition, passages: PassageFinder
) -> bool:
    """Whether most words that name something stand in none of the paragraphs of `places`."""
    passages.meant.compared(query)
    report = passages.report
    language = report.editions[0].language if report.paired else edition.language
    numbers = [edition.paragraph_at(place.span.start) for place in places]
    lines = passages.meant.lines_of([(language, number) for number in numbers])
    missing = passages.meant.missing(query, lines)
    return 2 * len(missing) > len({*naming_words(query.content), *missing})


def _tells_who(one: Found, query: Query, report: Report) -> bool:
    """Whether a paragraph names anybody beside the report's own company."""
    return names_somebody(one.text, query, report)


def _lead(best: Found, items: Sequence[Place], report: Report) -> list[Place]:
    """The sentence that opens an enumeration: the last one before the first item."""
    edition, start = best.edition, items[0].span.start
    number = edition.paragraph_at(start)
    if not any(map(str.isalpha, edition.text[edition.paragraphs[number].start : start])):
        number = max(0, number - 1)  # at most the item's own number stands before it
    if edition.section_at(edition.paragraphs[number].start) != edition.section_at(start):
        return []
    paragraph = edition.paragraphs[number]
    passage = edition.passage_at(paragraph.start)
    if passage is None or passage.kind != "text":
        return []  # a heading
    spans = sentence_spans(edition.text, paragraph.start, min(paragraph.end, start))
    return [Place(report.id, edition.language, span) for span in spans[-1:]]


def _paragraph(best: Found, passages: PassageFinder, query: Query, report: Report) -> list[Place]:
    """A short paragraph whole, the best sentences of a long one."""
    spans = sentence_spans(best.edition.text, best.span.start, best.span.end)
    if len(spans) <= _WHOLE_PARAGRAPH:
        return [Place(report.id, best.edition.language, span) for span in spans]
    return list(passages.sentences(query, [best], most=_MOST_SENTENCES))


def names_somebody(text: str, query: Query, report: Report) -> bool:
    """Whether a text names another company than the report's own, or a person, or speaks of one by
    the office asked about; "the top five vendors" are nobody in particular."""
    known = vocabulary().mentions(text)
    asked = fold(query.question)
    placed = any(
        word in asked for word in listed("places", "things")
    )  # "who is first?": it can be itself
    nobody = {"industry"} if placed else {"industry", report.subject}
    others = {m.key for m in known if m.kind == "entity"} - nobody
    plain = fold(text)
    office = any(word in plain and word in asked for word in listed("persons", "things"))
    if others or open_companies(text, known) or office:
        return True
    taken = [m.span for m in known]
    found = [Span(*one.span(1)) for one in _CALLED.finditer(text)]
    if any(not any(span.overlaps(own) for own in taken) for span in found):
        return True
    return _CALLED_ZH.search(plain) is not None


def _speaks_of_product(query: Query, places: Sequence[Place], edition: Edition) -> bool:
    """Whether the sentences say what is asked of a product: its name and a word asked about in
    one clause, or all under its heading."""
    names = vocabulary().names
    asked = [key for key in query.segments if key in names and names[key].parent]
    if not asked or not query.content or query.intents or len(asked) < len(query.segments):
        return True
    words = {one for word in query.content for one in synonyms(word)}
    for place in places:
        heads = " ".join(s.title for s in edition.sections if s.span.covers(place.span))
        if any(m.key in asked for m in vocabulary().mentions(heads)):
            return True
        for clause in _CLAUSE.split(place.span.of(edition.text)):
            named = any(m.key in asked for m in vocabulary().mentions(clause))
            if named and any(_has(word, fold(clause)) for word in words):
                return True
    return False


def _has(word: str, text: str) -> bool:
    if has_han(word) and len(word) > 1:
        return pairs_held(word, text) >= _HELD
    return holds(word, text)


def _on_topic(places: list[Place], edition: Edition, query: Query) -> list[Place]:
    """`places` from the first one on that has a word of the topic asked for ("risks"); all of
    them where none has, or where reasons and ways are asked for."""
    if not query.content or query.intents & {"why", "how"}:
        return places
    words = {one for word in query.content for one in synonyms(word)}
    for number, place in enumerate(places):
        text = fold(place.span.of(edition.text))
        if any(holds(word, text) for word in words):
            return places[number:]
    return places


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
