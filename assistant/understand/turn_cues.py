"""Cues of a short question that only an earlier one gives a sense: "which of the two", "vs NIO?",
"what share of that", "and last year?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understand.query import Query
from corpus.figure import UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import detect_language, fold, has_han

_PLANS = (SourceKind.TARGET, SourceKind.PRIOR_TARGET)
_YEAR_MONTHS = 12
_SIDES = ("segments", "entities", "regions", "metrics")
_MOST_SIDES = 4
_HELD = re.compile(r"(?:[同跟和与]|相对).{1,16}?(?:比较|对比|相比|比(?![例重率]))")
_LAST_YEAR = re.compile(
    r"\b(?:last year|the year before|prior year|previous year|(?:a )?year ago|year earlier)\b"
    r"|去年|上年|前一年|一年前"
)
_SHARE_OF_IT = re.compile(
    r"\b(?:what|how much|which) (?:share|part|proportion|percentage|fraction|of)\b"
    r"|\bof (?:the|that|its) (?:total|whole|overall)\b|\bshare of (?:the )?(?:total|whole|group)\b"
    r"|[占佔](?:总|整体|全部|集团|全体|几多|多少|比多少|几成)"
)
_SHORT = re.compile(
    r"(?:差|争)(?:几|多少)"
    r"|\b(?:how (?:far|much|many)\b.{1,40}\b(?:short|off|to go|left|away))"
)
_OVERALL = re.compile(
    r"\b(?:overall|altogether|in all|worldwide|globally)\b|整体|总体|全部|全球|总共|一共"
)
_AGAINST_TIME = re.compile(
    r"^[那咁]?(?:比|较|跟|同|相比)|\b(?:than|compared (?:with|to)|versus|vs\.?|against|since)\b"
)
_CHANGES_ASKED = frozenset({"growth", "absolute_change"})


def held_against(query: Query) -> Query:
    """A question that holds what it names against something by a bare 比 (同蔚來比)."""
    if has_han(query.question) and _HELD.search(fold(query.question)) and query.entities:
        return replace(query, intents=query.intents | {"compare"})
    return query


def of_sides(query: Query, before: Sequence[Query], subject: str, *, bare: bool) -> Query:
    """ "The former", "which of the two", "the three": the sides of what was compared, or of the
    last turns. `bare` tells that the question names nothing of its own."""
    asks_which = bool(query.comparing) or "rank" in query.intents
    which = asks_which and bare and len(before) > 1
    told = query.turns & {"both_of", "first_of", "second_of", "all_of"}
    if not told and not which:
        return query
    slot, sides = _sides(before, subject, 2 if told - {"all_of"} else _MOST_SIDES)
    if len(sides) < 2 or (which and not told and slot == "metrics"):
        return query
    kept = sides
    if "first_of" in query.turns:
        kept = sides[:1]
    elif "second_of" in query.turns:
        kept = sides[1:2]
    taken: dict[str, object] = {slot: kept}
    if slot != "metrics" and not query.metrics:
        taken["metrics"] = before[-1].metrics
    if which and query.direction and not query.comparing:
        taken["asks"] = query.asks | {"growth"}
    return replace(query, **taken)  # type: ignore[arg-type]


def _sides(before: Sequence[Query], subject: str, most: int) -> tuple[str, tuple[str, ...]]:
    """The slot in which several things were named, and the things in their order."""
    last = before[-1]
    for slot in _SIDES:
        named = tuple(key for key in getattr(last, slot) if slot != "entities" or key != subject)
        if len(named) > 1:
            return slot, tuple(getattr(last, slot))[:most]
    turns = [last]
    for earlier in reversed(before[:-1]):
        if len(turns) >= most or not (set(earlier.metrics) & set(last.metrics)):
            break
        turns.insert(0, earlier)
    for slot in _SIDES[:-1]:
        whole = subject if slot == "entities" else ""
        listed = [key for turn in turns for key in (getattr(turn, slot) or (whole,)) if key]
        if len(set(listed) - {subject}) and len(set(listed)) > 1:
            return slot, tuple(dict.fromkeys(listed))[-most:]
    if len(before) > 1:
        both = tuple(dict.fromkeys((*before[-2].metrics, *last.metrics)))
        if len(both) > 1:
            return "metrics", both[-2:]
    return "", ()


def share_of_it(query: Query, before: Sequence[Query], *, fragment: bool) -> Query:
    """ "How much of the total is that?", "as a share of revenue": a share of what was spoken of,
    or of its plan the part that is reached. A ratio has no share: the amount spoken of before it
    has, or else the revenue."""
    earlier = before[-1]
    asked = query.measure is Measure.SHARE or _SHARE_OF_IT.search(fold(query.question)) is not None
    scoped = query.segments or query.entities or query.regions
    if not asked or not earlier.metrics or scoped or not (fragment or query.refers_back):
        return query
    if earlier.source in _PLANS and not query.metrics:
        return replace(query, measure=None, asks=query.asks | {"progress"})
    taken: dict[str, object] = {"measure": Measure.SHARE}
    if not query.metrics and _is_ratio(earlier.metrics):
        amounts = (turn.metrics for turn in reversed(before) if not _is_ratio(turn.metrics))
        if earlier.segments or earlier.regions:
            taken["metrics"] = next((one for one in amounts if one), ("revenue",))
    others = tuple(key for key in query.metrics if key not in earlier.metrics)
    if query.metrics and others == query.metrics:
        taken["metrics"] = (*earlier.metrics[:1], *others)
    elif query.metrics and not earlier.segments and not earlier.regions:
        return query
    return replace(query, refers_back=True, **taken)  # type: ignore[arg-type]


def _is_ratio(metrics: Sequence[str]) -> bool:
    names = [vocabulary().names.get(key) for key in metrics]
    return bool(names) and all(n is not None and tuple(n.units) == ("percent",) for n in names)


def gap_to_plan(query: Query, earlier: Query, *, fragment: bool) -> Query:
    """ "How many points short?" after a plan: what is left of it."""
    plain = fold(query.question)
    if fragment and earlier.source in _PLANS and not query.metrics and _SHORT.search(plain):
        return replace(query, asks=query.asks | {"gap"}, unit=None)
    return query


def in_its_script(query: Query) -> Query:
    """A reply asked for in Chinese, in the script that the question itself is written in."""
    if query.reply == "zh-Hant" and has_han(query.question):
        script = detect_language(query.question, default_chinese="zh-Hant")
        if script == "zh-Hans":
            return replace(query, reply=script, language=script)
    return query


def says_overall(query: Query) -> bool:
    """Whether a question asks of the whole after a part was spoken of."""
    return query.group_scope or _OVERALL.search(fold(query.question)) is not None


def periods_of_turn(query: Query, before: Sequence[Query], period: Period | None) -> Query:
    """The time that a short question's words mean after an earlier one: "last year" as the same
    quarter of it, a change as the one up to the latest time spoken of."""
    earlier = before[-1]
    at = earlier.periods[-1] if earlier.periods else period
    plain = fold(query.question)
    if at is not None and len(query.periods) == 1 and _LAST_YEAR.search(plain):
        whole = query.periods[0].month_count == _YEAR_MONTHS
        if whole and at.month_count < _YEAR_MONTHS and query.source is None:
            return replace(query, periods=(at.previous_year(),))
    if query.asks & {"ever", "plus"} and _years(query) and not query.periods:
        return replace(query, unknown_period=False, said_period=True)  # "over the five years?"
    changes = query.asks & _CHANGES_ASKED or query.direction
    if changes and not query.periods and not query.bases and earlier.periods:
        latest = _latest(before, period)
        if latest is not None and earlier.periods[-1].end < latest.end:
            return replace(query, periods=(latest,))
    return query


def compares_times(query: Query) -> bool:
    """Whether a question names a time only to hold the present against it."""
    return bool(query.periods) and _AGAINST_TIME.search(fold(query.question)) is not None


def _years(query: Query) -> bool:
    """Whether a question names a number of years."""
    return any(figure.unit.code == "year" and figure.value > 1 for figure in query.figures)


def _latest(before: Sequence[Query], period: Period | None) -> Period | None:
    """The latest time spoken of in the last turns on one metric; the report's counts as said
    where a turn names none."""
    latest: Period | None = None
    for turn in reversed(before):
        if not set(turn.metrics) & set(before[-1].metrics):
            break
        said = turn.periods[-1] if turn.periods else period
        alike = said is not None and said.month_count == before[-1].periods[-1].month_count
        if said is not None and alike and (latest is None or said.end > latest.end):
            latest = said
    return latest


def plan_changed(query: Query, earlier: Query, *, fragment: bool) -> Query:
    """ "By how much was it raised?" of a plan: the old one and the new."""
    asks = query.direction or query.asks & (_CHANGES_ASKED | {"value"})
    moved = bool(query.direction) and asks
    if not fragment or not moved or earlier.source not in _PLANS or query.metrics:
        return query
    return replace(
        query,
        source=SourceKind.TARGET,
        revised=True,
        direction="",
        intents=query.intents | {"compare"},
        unit=None if query.unit is UnitKind.PERCENT else query.unit,
    )
