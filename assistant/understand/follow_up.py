"""A question in a conversation: what it leaves out is taken from the turn before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understand.plain_words import names_something
from assistant.understand.query import Query
from assistant.understand.turn_cues import (
    compares_times,
    gap_to_plan,
    held_against,
    in_its_script,
    of_sides,
    periods_of_turn,
    plan_changed,
    says_overall,
    share_of_it,
)
from corpus.figure import UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import fold, has_han

_SLOTS = ("metrics", "segments", "regions", "entities", "periods", "measure", "source")
_CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
_OPENED = frozenset({"why", "how", "who", "when", "where", "which_things"})
_SIDED = frozenset({"both_of", "first_of", "second_of", "all_of"})
_CLASSES = ("price_band",)  # names of a class, no metrics of their own
_GIVEN = (SourceKind.TARGET, SourceKind.FORECAST, SourceKind.CONSENSUS)


def follow(
    query: Query, before: Sequence[Query], subject: str, period: Period | None = None
) -> Query:
    """`query` with what it leaves out taken from the turns `before` it, the last of them first;
    `period` is the report's."""
    query = in_its_script(held_against(query))
    if query.out_of_scope or query.small_talk or not before:
        return query
    earlier = before[-1]
    if query.turns & {"again", "en", "zh-Hant", "zh-Hans"} and _says_nothing(query):
        language = query.reply or query.language
        if not query.intents - {"verify"}:  # "in English, and what drove it?" asks more
            return replace(earlier, language=language, reply=query.reply)
    fragment = _is_fragment(query)
    if fragment and query.metrics == _CLASSES:
        query = replace(query, metrics=())
    query = of_sides(query, before, subject, bare=_names_nothing(query))
    query = share_of_it(query, before, fragment=fragment)
    query = gap_to_plan(query, earlier, fragment=fragment)
    complete = bool(query.metrics) and bool(query.segments or query.entities or query.group_scope)
    plans = query.source is not None and "list" in query.intents and not fragment
    independent = complete or plans or (bool(query.metrics) and len(query.question) > 24)
    part_of_whole = query.measure is Measure.SHARE and query.refers_back
    sided = bool(query.turns & _SIDED)
    if independent and not fragment and not part_of_whole and not sided:
        return query
    if _only_elsewhere(query, earlier):
        return _asked_elsewhere(query, earlier)
    bare = _says_nothing(query)
    if _asks_reason_again(query, earlier):
        asks = query.asks | (earlier.asks & {"growth"})
        query = replace(query, intents=earlier.intents, asks=asks, direction=earlier.direction)
    if fragment:
        query = periods_of_turn(query, before, period)
    query = plan_changed(query, earlier, fragment=fragment)
    query = _put_right(_inherit(query, earlier, subject, part_of_whole), earlier, period)
    amount = query.asks & {"value", "growth", "absolute_change"}
    if bare and amount and "other_base" in earlier.asks:  # "by how much?"
        return replace(query, asks=query.asks | {"other_base"}, source=None)
    return query


def _holds_against(query: Query) -> bool:
    """Whether a fragment holds one thing against what was spoken of ("higher than EV's?")."""
    return bool(query.comparing) and _is_fragment(query) and len(query.segments) == 1


def _only_elsewhere(query: Query, earlier: Query) -> bool:
    """Whether a fragment asks an open question again of another thing ("risks?", "in cars?")."""
    opened = (earlier.intents & _OPENED or earlier.content) and not earlier.metrics
    asks_more = query.intents or query.metrics or query.content or query.asks or query.figures
    named = query.segments or query.regions or query.entities
    return bool(opened and named and not asks_more and _is_fragment(query))


def _asks_reason_again(query: Query, earlier: Query) -> bool:
    """Whether a fragment after the reason of a result asks for that of another ("and for Y?")."""
    if "why" not in earlier.intents or not earlier.metrics or not _is_fragment(query):
        return False
    more = query.intents or query.asks or query.figures or query.measure or query.source
    named = query.segments or query.regions or query.entities or query.metrics
    return bool(named) and not (more or query.direction or query.turns)


def _asked_elsewhere(query: Query, earlier: Query) -> Query:
    return replace(
        query,
        question=f"{earlier.question} {query.question}",
        intents=earlier.intents,
        asks=earlier.asks,
        content=earlier.content,
        things=(),
    )


def _inherit(query: Query, earlier: Query, subject: str, part_of_whole: bool) -> Query:
    """The slots that a question leaves open, from the one before it."""
    taken: dict[str, object] = {}
    if not query.metrics and (
        query.segments
        or query.entities
        or query.regions
        or query.periods
        or query.figures
        or query.refers_back
        or query.turns
        or _is_fragment(query)
    ):
        taken["metrics"] = earlier.metrics
    if not query.segments and (part_of_whole or not query.group_scope):
        taken["segments"] = earlier.segments
    elif "compare" in query.intents and (query.refers_back or _holds_against(query)):
        both = dict.fromkeys((*earlier.segments, *query.segments))
        taken["segments"] = tuple(both)  # "how much higher is that than for phones?"
    overall = says_overall(query) and not part_of_whole
    if not query.regions and not query.segments and not overall:
        taken["regions"] = earlier.regions
    if not query.entities and not query.segments:
        taken["entities"] = earlier.entities
    if query.entities == (subject,) and query.comparing and query.refers_back:
        others = tuple(key for key in earlier.entities if key != subject)
        if others:  # "how far is the company above them?"
            taken.update(entities=(subject, *others), segments=earlier.segments)
    planned = query.source is not None and query.source is not earlier.source
    timed = query.periods or query.unknown_period or planned or query.said_period
    if not timed and not compares_times(earlier):
        taken["periods"] = earlier.periods
        taken["said_period"] = earlier.said_period
    other = query.entities and any(key != subject for key in query.entities)
    if query.measure is None and not query.metrics and earlier.measure is not None:
        base = earlier.measure in _CHANGES and other  # another company's level, not its change
        planned_level = query.source in _GIVEN and earlier.source is None  # a plan has no change
        if not (query.convert or base or planned_level):
            taken["measure"] = earlier.measure
    if query.source is None and not query.metrics and (earlier.metrics or query.measure is None):
        taken["source"] = earlier.source
    if _goes_on_with_plan(query, earlier):
        taken["source"] = earlier.source
    if other and not query.segments:
        taken["segments"] = earlier.segments
    if "metrics" in taken and not (query.things or query.segments or query.entities):
        taken["things"] = earlier.things
        if not (query.band or query.regions or query.banded):
            taken.update(band=earlier.band, banded=earlier.banded)
    taken = {slot: value for slot, value in taken.items() if value}
    inherited = frozenset(taken) & frozenset(_SLOTS)
    if "segments" in inherited & earlier.inherited and "metrics" not in earlier.inherited:
        inherited |= {"segments_twice"}
    whole = earlier.group_scope and not query.segments and "segments" not in taken
    if whole and "metrics" in taken:
        taken["group_scope"] = True
    return replace(query, **taken, inherited=inherited)  # type: ignore[arg-type]


def _goes_on_with_plan(query: Query, earlier: Query) -> bool:
    """Whether a short question on another metric is of its plan or forecast as well."""
    if query.source is not None or earlier.source not in _GIVEN or not query.metrics:
        return False
    named = query.periods or query.measure or query.asks & {"newer", "past", "progress", "gap"}
    return not named and _is_fragment(query) and not query.intents & _OPENED


def _put_right(query: Query, earlier: Query, period: Period | None) -> Query:
    """What the question's own cues say of the slots it has inherited."""
    taken: dict[str, object] = {}
    if "metrics" in query.inherited and "per_unit" in query.asks:
        per_unit = vocabulary().per_unit
        taken["metrics"] = tuple(per_unit.get(key, key) for key in query.metrics)
    planned = "source" in query.inherited and query.source is SourceKind.TARGET
    if planned and "former" in query.asks:
        taken["source"] = SourceKind.PRIOR_TARGET
    if "period_before" in query.turns:
        last = earlier.periods[-1] if earlier.periods else period
        if last is not None:
            taken.update(periods=(last.previous(),), said_period=True)
    held = bool(earlier.yes_no and earlier.figures and query.figures)  # "and above 25%?"
    held = held and "metrics" in query.inherited
    banded = query.banded or (earlier.banded and _is_fragment(query))
    shares = "metrics" in query.inherited or query.metrics == ("market_share",)
    if shares and banded and query.band is None and not held:
        kinds = (UnitKind.CURRENCY, UnitKind.NUMBER)
        prices = [figure for figure in query.figures if figure.unit.kind in kinds]
        if prices:
            taken.update(band=prices[0], figures=())
            if "regions" in query.inherited:
                taken["regions"] = ()
    told = query.figures or query.direction
    denied = "deny" in query.turns and told
    if (denied or held) and not query.intents & {"why", "how"}:
        taken.update(yes_no=True, weighs=True, intents=query.intents | {"verify"})
        if held and earlier.comparing and not query.comparing:
            taken["comparing"] = earlier.comparing
    if "metrics" in query.inherited and query.content and _is_fragment(query):
        named = query.segments or query.regions or query.entities or query.periods
        if not named or "segments" in query.inherited:
            opened = [_as_written(w, query) for w in query.content if names_something(w)]
            taken["things"] = tuple(opened[:1]) if not query.intents else query.things
    return replace(query, **taken)  # type: ignore[arg-type]


def _as_written(word: str, query: Query) -> str:
    at = fold(query.question).find(word)
    return query.question[at : at + len(word)] if at >= 0 else word


def _says_nothing(query: Query) -> bool:
    """Whether a question names nothing of its own beside such a cue."""
    slots = (query.metrics, query.segments, query.regions, query.entities, query.periods)
    return not any(slots) and not (query.figures or query.direction or query.content)


def _names_nothing(query: Query) -> bool:
    """Whether a question names no slot; its other words may tell how things stand."""
    slots = (query.metrics, query.segments, query.regions, query.entities, query.periods)
    return not any(slots) and not query.figures


def _is_fragment(query: Query) -> bool:
    """Whether a question is too short to stand alone ("and year over year?", 那理想呢)."""
    size = len(re.findall(r"[A-Za-z0-9&%.]+|[\u3400-\u9fff]", query.question))
    return size <= (8 if has_han(query.question) else 6)
