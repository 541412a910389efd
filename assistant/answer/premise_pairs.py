"""Questions that state a figure for each of several things: "A's margin of 12% and B's of 20%"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.compare import compare
from assistant.answer.draft import Statement
from assistant.answer.find import RowFinder
from assistant.answer.state import told_once
from assistant.answer.stated_figures import Finding, stated_figures
from assistant.understand.query import Query
from corpus.figure import Figure, UnitKind
from corpus.kpi_names import vocabulary
from corpus.script import fold

_SLOTS = ("entities", "segments", "regions", "metrics")
_KINDS = {"entities": "entity", "segments": "segment", "regions": "region", "metrics": "metric"}


def paired_figures(query: Query, rows: RowFinder) -> Finding | None:
    """Whether each figure is that of the thing it stands beside; `None` where a question does not
    name several things and figures of some of them."""
    slot = next((slot for slot in _SLOTS if len(getattr(query, slot)) > 1), "")
    stated = [f for f in query.figures if f.unit.kind is not UnitKind.POINT]
    if not slot or not stated or not query.metrics or not query.yes_no:
        return None
    if slot == "metrics" and len(stated) < 2:
        return None  # "does A at 5% tie with B": of one of them
    pairs = _pairs(query, slot, stated)
    if pairs is None:
        return None
    told: list[Statement] = []
    holds = True
    for key, figures in pairs.items():
        alone = replace(query, figures=tuple(figures), comparing="", weighs=False)
        alone = replace(alone, intents=alone.intents - {"compare"}, **{slot: (key,)})  # type: ignore[arg-type]
        if slot == "entities":
            alone = replace(alone, segments=query.segments)
        found = stated_figures(alone, rows)
        if found is None:
            return None
        holds = holds and found.holds
        told += found.statements[:1]
    sides = replace(query, figures=(), intents=query.intents | {"compare"})
    if query.comparing and len(pairs) < len(getattr(query, slot)):
        drafted = compare(sides, rows)
        told = [*(drafted.statements if drafted is not None else ()), *told]
    return Finding(holds, told_once(told), of_figure=True)


def _pairs(query: Query, slot: str, stated: Sequence[Figure]) -> dict[str, list[Figure]] | None:
    """The figures by the thing that is named last before each, or first after it."""
    places = _places(query, slot)
    if len(places) < 2:
        return None
    pairs: dict[str, list[Figure]] = {}
    for figure in stated:
        before = [place for place in places if place[0] < figure.span.start]
        after = [place for place in places if place[0] >= figure.span.end]
        chosen = max(before, default=None) or min(after, default=None)
        if chosen is None:
            return None
        pairs.setdefault(chosen[1], []).append(figure)
    return pairs


def _places(query: Query, slot: str) -> list[tuple[int, str]]:
    """Where a question names the things of a slot."""
    named = getattr(query, slot)
    kind = _KINDS[slot]
    found = [
        (mention.span.start, mention.key)
        for mention in vocabulary().mentions(query.question)
        if mention.kind == kind and mention.key in named
    ]
    known = {key for _, key in found}
    plain = fold(query.question)
    found += [(at, key) for key in named if key not in known and (at := plain.find(fold(key))) >= 0]
    return found
