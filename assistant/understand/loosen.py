"""What a question may be asked as instead, where the report has nothing for all it inherited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.understand.query import Query

_SCOPES = ("regions", "entities", "segments")
_EMPTY: dict[str, object] = {"source": None, "periods": ()}


def loosened(query: Query) -> Iterator[Query]:
    """`query` with less of what it took from earlier turns, the most of it kept first.

    A question that names its metric can be of the whole and of results where it only inherits a
    business or a plan. One that names another business, region or company only keeps the metric:
    the time spoken of before may not be given for it.
    """
    if "metrics" not in query.inherited and query.metrics:
        yield from _of_metric(query)
    elif "segments_twice" in query.inherited:
        yield _without(query, "segments")
    said = any(getattr(query, slot) and slot not in query.inherited for slot in _SCOPES)
    if "periods" in query.inherited and "metrics" in query.inherited and said:
        yield _without(query, "periods")


def _of_metric(query: Query) -> Iterator[Query]:
    inherited = [slot for slot in _SCOPES if slot in query.inherited]
    for slot in inherited:
        yield _without(query, slot)
    if len(inherited) > 1:
        yield _without(query, *inherited)
    if "source" in query.inherited:
        yield _without(query, "source", "periods")
        if inherited:
            yield _without(query, "source", "periods", *inherited)


def _without(query: Query, *slots: str) -> Query:
    dropped = {slot: _EMPTY.get(slot, ()) for slot in slots if slot in query.inherited}
    return replace(query, inherited=frozenset(), **dropped)  # type: ignore[arg-type]
