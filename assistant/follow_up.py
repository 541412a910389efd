"""A question in a conversation: what it leaves out is taken from the turn before."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.query import Query
from corpus.kpi import Measure
from corpus.script import has_han

_SLOTS = ("metrics", "segments", "regions", "entities", "periods", "measure", "source")


def follow(query: Query, earlier: Query, subject: str) -> Query:
    """`query` with what it leaves out taken from the turn before it."""
    if query.out_of_scope or query.small_talk:
        return query
    complete = bool(query.metrics) and bool(query.segments or query.entities or query.group_scope)
    plans = query.source is not None and "list" in query.intents and not _is_fragment(query)
    independent = complete or plans or (bool(query.metrics) and len(query.question) > 24)
    part_of_whole = query.measure is Measure.SHARE and query.refers_back
    if independent and not _is_fragment(query) and not part_of_whole:
        return query
    taken: dict[str, object] = {}
    if not query.metrics and (
        query.segments
        or query.entities
        or query.regions
        or query.periods
        or query.figures
        or query.refers_back
        or _is_fragment(query)
    ):
        taken["metrics"] = earlier.metrics
    if not query.segments and (part_of_whole or not query.group_scope):
        taken["segments"] = earlier.segments
    elif "compare" in query.intents and query.refers_back:
        both = dict.fromkeys((*earlier.segments, *query.segments))
        taken["segments"] = tuple(both)  # "how much higher is that than for phones?"
    if not query.regions and not query.segments:
        taken["regions"] = earlier.regions
    if not query.entities and not query.segments:
        taken["entities"] = earlier.entities
    planned = query.source is not None and query.source is not earlier.source
    if not query.periods and not query.unknown_period and not planned:
        taken["periods"] = earlier.periods
        taken["said_period"] = earlier.said_period
    if query.measure is None and not query.metrics and earlier.measure is not None:
        taken["measure"] = earlier.measure
    if query.source is None and not query.metrics:
        taken["source"] = earlier.source
    if query.entities and any(key != subject for key in query.entities) and not query.segments:
        taken["segments"] = earlier.segments
    taken = {slot: value for slot, value in taken.items() if value}
    inherited = frozenset(taken) & frozenset(_SLOTS)
    return replace(query, **taken, inherited=inherited)  # type: ignore[arg-type]


def _is_fragment(query: Query) -> bool:
    """Whether a question is too short to stand alone ("and year over year?", 那理想呢)."""
    size = len(re.findall(r"[A-Za-z0-9&%.]+|[\u3400-\u9fff]", query.question))
    return size <= (8 if has_han(query.question) else 6)
