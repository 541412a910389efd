"""Which words of a cited passage answer which words of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.library.reports import OpenReport
from assistant.results import Citation
from corpus.report import Passage


def with_words(
    question: str, citations: Sequence[Citation], on: OpenReport
) -> tuple[Citation, ...]:
    """`citations` of one report, each with the words of its passage that answer the question's;
    without any where the index does not hold the passage."""
    passages = [_passage_of(citation, on) for citation in citations]
    found = iter(on.index.words(question, [one for one in passages if one is not None]))
    told: list[Citation] = []
    for citation, passage in zip(citations, passages, strict=True):
        words = next(found) if passage is not None else ()
        inside = tuple(word for word in words if citation.place.span.covers(word.span))
        told.append(replace(citation, words=inside) if inside else citation)
    return tuple(told)


def _passage_of(citation: Citation, on: OpenReport) -> Passage | None:
    place = citation.place
    edition = on.report.edition(place.language)
    return edition.passage_at(place.span.start) if edition.language == place.language else None
