"""Which questions ask for a summary, of what, and in how many lines."""

from __future__ import annotations

from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.summarise import (
    asked_count,
    asks_all,
    asks_summary,
    outlook,
    summarise,
    summarise_rows,
)
from assistant.answer.topics import Topic, topic_rows, topics_of
from assistant.understand.plain_words import thing_words
from assistant.understand.query import Query
from corpus.kpi import SourceKind

_FEWEST = 2  # facts that make a summary of a topic
_OTHERWISE = frozenset(
    {"compare", "rank", "compute", "audit", "verify", "which_things", "who", "when", "where"}
)


def overview(query: Query, rows: RowFinder) -> Draft | None:
    """A summary or an outlook, where that and no single figure is asked for."""
    if query.intents & {"why", "who"}:
        return None
    topical = _of_topics(query, rows)
    if topical is not None:
        return topical
    if query.metrics:
        return None
    plans = query.source in (SourceKind.TARGET, SourceKind.FORECAST) and not query.segments
    if plans or ("outlook" in query.intents and not query.intents & {"which_things", "how"}):
        told = outlook(query, rows) if asks_summary(query) or not plans else None
        if told is not None:
            return told
    drafted = summarise(query, rows) if _is_wide(query) else None
    return drafted


def _is_wide(query: Query) -> bool:
    """Whether a summary is asked for. "How is it coping with X" asks no such thing, though "how is
    it doing" does."""
    if asks_summary(query) or asked_count(query.question):
        return not query.intents & {"which_things", "how"} or "summarise" in query.intents
    if "summarise" in query.intents:
        return "how" not in query.intents or not left_over(query)
    if query.source is not None or not query.segments or query.regions:
        return False
    only_named = not (query.content or query.intents or query.asks)
    return only_named or asks_all(query)


def left_over(query: Query) -> list[str]:
    """The words of a question that stand for no slot and say something all the same."""
    words = thing_words()
    idle = words["idle_en"] | words["idle_zh"] | words["heads"]
    return [word for word in query.content if word not in idle]


def _of_topics(query: Query, rows: RowFinder) -> Draft | None:
    """What the table has on a topic without a figure of its own name ("asset quality"), or all of a
    metric where a summary of it is asked for in so many words."""
    if query.intents & _OTHERWISE or query.yes_no or query.figures:
        return None
    if "how" in query.intents and (
        "summarise" not in query.intents or "future" in query.asks or left_over(query)
    ):
        return None
    topics = topics_of(query)
    if not topics and query.metrics and asks_summary(query):
        topics = (Topic((), query.metrics, query.source),)
    listed = "list" in query.intents and _names_all(query, topics)
    if not topics or (query.metrics and not asks_summary(query) and not listed):
        return None
    found = topic_rows(topics, query, rows)
    if topics[0].source is None and query.source in (SourceKind.TARGET, SourceKind.FORECAST):
        found = [row for row in found if row.source is query.source] or found
    if len(found) < _FEWEST:
        return None
    return summarise_rows(found, query, rows)


def _names_all(query: Query, topics: tuple[Topic, ...]) -> bool:
    """Whether the metrics that a question names are all of its topics ("margins")."""
    of_topics = {metric for topic in topics for metric in topic.metrics}
    return all(metric in of_topics for metric in query.metrics)
