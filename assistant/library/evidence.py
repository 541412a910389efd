"""Which report answers a question best, where the question names none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.library.report_terms import ReportRanker, telling_terms
from assistant.library.reports import OpenReport, Shelf
from assistant.library.route import asked_periods
from assistant.results import Answer, Turn
from corpus.library.records import Summary
from corpus.sentences import sentence_spans
from index.terms import terms_of

_MOST_ANSWERS, _MOST_TRIED = 4, 9  # reports whose answers are held against one another
_PRIOR = 0.5  # of the words of a whole report beside those of its answer
_PERIOD = 0.15  # for a report of the very period that is asked about


def best_answer(
    question: str,
    history: Sequence[Turn],
    shelf: Shelf,
    allowed: Sequence[Summary],
    try_one: Callable[[str, Sequence[Turn], OpenReport], Answer],
) -> Summary | None:
    """The report among `allowed` whose answer stands on most of the question's words; `None` where
    no report answers."""
    ranker = shelf.ranker()
    known = {summary.id: summary for summary in allowed}
    scores = {id_: score for id_, score in ranker.rank(question) if id_ in known}
    ranked = sorted(allowed, key=lambda summary: -scores.get(summary.id, 0.0))
    top = max(scores.values(), default=1.0)
    periods = asked_periods(question, allowed)
    best: tuple[float, Summary] | None = None
    answered = 0
    for summary in ranked[:_MOST_TRIED]:
        answer = try_one(question, history, shelf.open(summary.id))
        if answer.refused and answer.intent == "refusal":
            continue
        strength = covered(question, answer, ranker) + _PRIOR * scores.get(summary.id, 0.0) / top
        strength += _PERIOD if summary.period in periods else 0.0
        if best is None or strength > best[0]:
            best = strength, summary
        answered += 1
        if answered == _MOST_ANSWERS:
            break
    return best[1] if best else None


def covered(question: str, answer: Answer, ranker: ReportRanker) -> float:
    """The part of the question's words that an answer and the sentences it stands on hold, rare
    words counting more; 0 to 1."""
    held = {term.text for term in terms_of(answer.text)}
    for citation in answer.citations:
        quote, start = citation.quote, citation.place.span.start
        for span in sentence_spans(quote):
            marked = any(
                h.start - start < span.end and span.start < h.end - start
                for h in citation.highlights
            )
            if marked:
                held |= {term.text for term in terms_of(span.of(quote))}
        held |= {term.text for term in terms_of(citation.section)}
    total = found = 0.0
    for term in telling_terms(question):
        weight = ranker.rarity(term)
        total += weight
        found += weight if term in held else 0.0
    return found / total if total else 0.0
