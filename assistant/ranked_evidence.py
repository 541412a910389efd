"""Passages ranked by all that is known of them: the KPI rows they hold, and the index.

A figure asked for by metric, business and period is found in the table more surely than by any
likeness of words; a reason or a plan is not in the table at all. So the passages that the answer
by rules would cite come first, then those of other rows that agree with the question, then the
paragraphs that hold its words, then the index's hits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.answer import Answerer
from assistant.cite import cite
from assistant.query import Query
from assistant.reports import OpenReport
from corpus.figure import Span
from corpus.report import Passage, Place
from index.passage import Hit

_ROWS = 3  # that agree with the question beside those of the answer, nearest first
_PARAGRAPHS = 5


def ranked_evidence(query: Query, on: OpenReport, hits: Sequence[Hit], k: int) -> tuple[Hit, ...]:
    """The at most `k` passages of one report that answer `query` best, best first.

    `hits` are the index's for the same question. The scores fall and say no more than the order;
    `matched` are the rows' own words where a row put the passage there.
    """
    marks: dict[str, list[Span]] = {}
    passages: dict[str, Passage] = {}
    for place in _places(query, on):
        passage = _passage_at(on, place)
        if passage is not None:
            passages.setdefault(passage.id, passage)
            marks.setdefault(passage.id, []).append(_inside(place.span, passage.span))
    found = {hit.passage.id: hit for hit in hits}
    first = [
        Hit(passage, 0.0, tuple(dict.fromkeys((*marks[id_], *_matched(found.get(id_))))))
        for id_, passage in passages.items()
    ]
    ordered = [*first, *(hit for hit in hits if hit.passage.id not in passages)][:k]
    return tuple(
        Hit(hit.passage, 1.0 - rank / len(ordered), hit.matched) for rank, hit in enumerate(ordered)
    )


def _places(query: Query, on: OpenReport) -> Iterator[Place]:
    """Where the evidence stands, best first."""
    draft = Answerer(on.report, on.rows, on.passages).draft(query)
    if not draft.refused:
        _, citations = cite(draft, on.report, query.language)
        for citation in citations:
            yield from (
                Place(citation.place.report_id, citation.place.language, span)
                for span in citation.highlights
            )
    language = on.report.edition(query.language).language
    for row in on.rows.find(query)[:_ROWS] if query.metrics else ():
        if row.places:
            yield row.place(language)
    for paragraph in on.passages.find(query, limit=_PARAGRAPHS):
        yield Place(on.report.id, paragraph.edition.language, paragraph.span)


def _passage_at(on: OpenReport, place: Place) -> Passage | None:
    edition = on.report.edition(place.language)
    return edition.passage_at(place.span.start) if edition.language == place.language else None


def _inside(span: Span, outer: Span) -> Span:
    return Span(max(span.start, outer.start), min(span.end, outer.end))


def _matched(hit: Hit | None) -> Iterable[Span]:
    return () if hit is None else hit.matched
