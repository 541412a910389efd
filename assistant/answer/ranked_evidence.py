"""Passages ranked by all that is known of them: the KPI rows they hold, and the index.

A figure asked for by metric, business and period is found in the table more surely than by any
likeness of words; a reason or a plan is not in the table at all. So the passages that the answer
by rules would cite come first, then those of other rows that agree with the question, then the
paragraphs that hold its words, then the index's hits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from assistant.answer.answer import Answerer
from assistant.answer.cite import cite
from assistant.answer.draft import Draft
from assistant.library.reports import OpenReport
from assistant.understand.query import Query
from corpus.figure import Span
from corpus.report import Passage, Place
from index.passage import Hit

_ROWS = 3  # that agree with the question beside those of the answer, nearest first
_PARAGRAPHS = 5


def ranked_evidence(query: Query, on: OpenReport, hits: Sequence[Hit], k: int) -> tuple[Hit, ...]:
    """The at most `k` passages of one report that answer `query` best, best first.

    `hits` are the index's for the same question. The scores are 1 through the rank: what comes
    from the table and what from the index has no scale in common. `matched` are first the rows'
    own words, where a row put the passage there.
    """
    return _with_hits(
        _marked(query, on, Answerer(on.report, on.rows, on.passages).draft(query)), hits, k
    )


def ranked_in_several(
    asked: Sequence[tuple[Query, OpenReport]], hits: Sequence[Hit], k: int
) -> tuple[Hit, ...]:
    """The same over several reports, each with the question as one to it: the evidence of those
    that answer comes first, by turns in the order of their first hits; a report that refuses
    the question has no evidence beyond the index's hits."""
    order = {id_: n for n, id_ in enumerate(dict.fromkeys(hit.passage.report_id for hit in hits))}
    evidence: list[dict[Passage, list[Span]]] = []
    for query, on in sorted(asked, key=lambda pair: order.get(pair[1].report.id, len(order))):
        draft = Answerer(on.report, on.rows, on.passages).draft(query)
        if not draft.refused:
            evidence.append(_marked(query, on, draft))
    by_turns = chain.from_iterable(zip_longest(*(marks.items() for marks in evidence)))
    return _with_hits(dict(pair for pair in by_turns if pair is not None), hits, k)


def _with_hits(marks: dict[Passage, list[Span]], hits: Sequence[Hit], k: int) -> tuple[Hit, ...]:
    """The marked passages, then the hits that are not among them."""
    found = {hit.passage: hit for hit in hits}
    ranked: list[Hit] = []
    for rank, passage in enumerate(dict.fromkeys((*marks, *found)), start=1):
        hit = found.get(passage, Hit(passage, 0.0))
        matched = tuple(dict.fromkeys((*marks.get(passage, ()), *hit.matched)))
        ranked.append(Hit(passage, 1 / rank, matched, hit.words))
    return tuple(ranked[:k])


def _marked(query: Query, on: OpenReport, draft: Draft) -> dict[Passage, list[Span]]:
    """The passages of the evidence, best first, with the words in each that are it."""
    marks: dict[Passage, list[Span]] = {}
    for place, is_telling in _places(query, on, draft):
        passage = _passage_at(on, place)
        if passage is not None:
            spans = marks.setdefault(passage, [])
            spans += [_inside(place.span, passage.span)] if is_telling else []
    return marks


def _places(query: Query, on: OpenReport, draft: Draft) -> Iterator[tuple[Place, bool]]:
    """Where the evidence stands, best first, and whether it is words to be marked; a paragraph
    as a whole is not."""
    if not draft.refused:
        _, citations = cite(draft, on.report, query.language)
        for citation in citations:
            where = citation.place
            for span in citation.highlights:
                yield Place(where.report_id, where.language, span), span != where.span
    language = on.report.edition(query.language).language
    for row in on.rows.find(query)[:_ROWS] if query.metrics else ():
        if row.places:
            yield row.place(language), True
    for paragraph in on.passages.find(query, limit=_PARAGRAPHS):
        yield Place(on.report.id, paragraph.edition.language, paragraph.span), False


def _passage_at(on: OpenReport, place: Place) -> Passage | None:
    edition = on.report.edition(place.language)
    return edition.passage_at(place.span.start) if edition.language == place.language else None


def _inside(span: Span, outer: Span) -> Span:
    return Span(max(span.start, outer.start), min(span.end, outer.end))
