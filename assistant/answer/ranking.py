"""Businesses or companies in order, or one a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import first_legible
from assistant.answer.refuse import refusal
from assistant.answer.state import state
from assistant.answer.workings import said
from assistant.check.tolerance import comparable
from assistant.understand.own_names import named
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import row_value, subject_text
from assistant.write.sentences import change_text
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import fold

_WHICH_TIME = re.compile(r"\b(?:which|what) (?:quarter|year|month|half)\b|哪一?[个個]?(?:季|年|月)")
_LOW_WORDS = (
    "lowest",
    "smallest",
    "slowest",
    "least",
    "worst",
    "最低",
    "最小",
    "最慢",
    "最少",
    "由低",
    "垫底",
    "包尾",
    "bottom",
)


def rank(query: Query, rows: RowFinder) -> Draft | None:
    """Businesses or companies in order, or one a line; `None` for other questions."""
    if _WHICH_TIME.search(fold(query.question)):
        return _by_time(query, rows)
    each = bool(query.asks & {"each_segment", "each_company"})
    if not query.metrics and "each_segment" in query.asks:
        query = replace(query, metrics=("revenue",))
    moving = "growth" in query.asks or bool(query.direction)
    if not query.metrics and "rank" in query.intents and moving and not query.segments:
        query = replace(query, metrics=("revenue",), asks=query.asks | {"growth"})
    if not query.metrics and "rank" in query.intents and moving and len(query.segments) == 1:
        query = replace(query, metrics=shared_growth(query, rows), asks=query.asks | {"growth"})
    if not query.metrics or not ("rank" in query.intents or each) or len(query.entities) > 1:
        return None
    if query.segments and "each_company" not in query.asks:
        return _rank_within(query, rows)
    if said(query.question, "regions") and not query.regions:
        found = _by_region(query, rows)
        if len(found) > 1:
            return ranked(query, rows, found)
    found = _by_company(query, rows) if "each_company" in query.asks else by_segment(query, rows)
    if len(found) < 2:
        return None
    return ranked(query, rows, found)


def _by_time(query: Query, rows: RowFinder) -> Draft | None:
    """ "Which quarter was best": the periods of one thing in order; a refusal where the report
    gives only one."""
    if not query.metrics:
        return None
    found = [row for row in rows.find(replace(query, measure=None)) if row.measure is Measure.LEVEL]
    reported = [row for row in found if row.source is SourceKind.REPORTED and row.period]
    like = [
        row
        for row in reported
        if (row.segment, row.region, row.entity, row.detail)
        == (reported[0].segment, reported[0].region, reported[0].entity, reported[0].detail)
    ]
    distinct = list({row.period: row for row in reversed(like)}.values())
    if not distinct:
        return refusal(replace(query, measure=None), rows)
    if len(distinct) < 2:
        what = subject_text(named(distinct[0], rows, query.language), query.language)
        lead = Statement(phrase("one_time", query.language, what=what))
        return Draft((lead, *_bullets(distinct, rows, query)), "refusal", refused=True)
    distinct.sort(key=_signed, reverse=not _asks_lowest(query))
    return Draft(tuple(_bullets(distinct, rows, query)), "compare")


def shared_growth(query: Query, rows: RowFinder) -> tuple[str, ...]:
    """The first metric whose growth the report gives of several parts of a business."""
    words = vocabulary()
    parts: dict[str, set[str]] = {}
    for row in rows.table:
        inner = row.segment not in ("", *query.segments)
        if row.measure is Measure.YOY and inner and words.within(row.segment, query.segments[0]):
            parts.setdefault(row.metric, set()).add(row.segment)
    return next(((metric,) for metric, names in parts.items() if len(names) > 1), ())


def _rank_within(query: Query, rows: RowFinder) -> Draft | None:
    """The products of one business in order."""
    if len(query.segments) != 1:
        return None
    inside = [row for row in rows.find(query) if row.segment and row.segment not in query.segments]
    found = _distinct(query, rows, inside, "segment") if inside else []
    return ranked(query, rows, found) if len(found) > 1 else None


def ranked(query: Query, rows: RowFinder, found: list[KpiRow]) -> Draft:
    """Rows in order, the one asked for first and named; unordered where no order is asked."""
    if "rank" not in query.intents:
        return Draft(tuple(_bullets(found, rows, query)), "list")
    lowest = _asks_lowest(query) or (query.direction == "down" and "growth" in query.asks)
    found.sort(key=_signed, reverse=not lowest)
    winner = found[0]
    shown = named(winner, rows, query.language)
    name = vocabulary().label(shown.segment or shown.region, query.language)
    if "each_company" in query.asks:
        name = subject_text(winner, query.language, metric=False)
    text = _told(winner, name, lowest, query, rows)
    lead = [Statement(text, rows=(winner,))] if text else []
    return Draft((*lead, *_bullets(found, rows, query)), "compare")


def _told(winner: KpiRow, name: str, lowest: bool, query: Query, rows: RowFinder) -> str:
    """Which one comes first and with what, in the shortest words that the check can follow; ""
    where it can follow none."""
    language = query.language
    way = "lowest" if lowest else "highest"
    metric = vocabulary().label(winner.metric, language)
    subject = subject_text(named(winner, rows, language), language)
    value = row_value(winner, language)
    if winner.measure is not Measure.LEVEL:
        metric = phrase("growth_of", language, metric=metric)
        subject = phrase("growth_in", language, metric=subject)
        if winner.direction == "down":
            value = change_text(winner, language).lstrip(", ，")
    before = ""
    if query.direction == "down" and winner.measure is not Measure.LEVEL and _signed(winner) > 0:
        before = phrase("none_fell", language) + (" " if language == "en" else "")
    plain = phrase(f"{way}_is", language, subject=subject, value=value)
    told = [
        phrase(way, language, metric=metric, name=name, value=value),
        plain[:1].upper() + plain[1:],
        phrase(f"{way}_of", language, metric=metric, name=name, value=value),
    ]
    texts = [before + text for text in told]
    return first_legible(texts, rows, language)


def in_order(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The businesses of the report by the metric of `query`, the one asked for first."""
    found = by_segment(query, rows)
    return sorted(found, key=_signed, reverse=not _asks_lowest(query))


def _signed(row: KpiRow) -> Decimal:
    """A row's value, below zero for a fall."""
    falls = row.direction == "down" and row.measure is not Measure.LEVEL
    return -abs(row.figure.value) if falls else row.figure.value


def _asks_lowest(query: Query) -> bool:
    return any(fold(word) in fold(query.question) for word in _LOW_WORDS)


def _bullets(found: Sequence[KpiRow], rows: RowFinder, query: Query) -> list[Statement]:
    return [replace(state(row, rows, query.language), bullet=True) for row in found]


def by_segment(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The nearest row of each top business, in the order of the report."""
    narrowed = replace(query, entities=(), segments=(), group_scope=False)
    return _distinct(query, rows, [row for row in rows.find(narrowed) if row.segment], "segment")


def _by_region(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The nearest row of each region, in the order of the report."""
    found = [row for row in rows.find(replace(query, entities=())) if not row.segment]
    asked = query.measure if query.measure in (Measure.YOY, Measure.QOQ) else None
    growth = asked is not None or "growth" in query.asks or bool(query.direction)
    wanted = (Measure.YOY, Measure.CHANGE) if growth else (Measure.LEVEL,)
    distinct: dict[str, KpiRow] = {}
    for row in found:
        if row.measure in wanted and row.region not in ("", "global") and not row.figure.is_range:
            distinct.setdefault(row.region, row)
    return sorted(distinct.values(), key=rows.table.rows.index)


def _by_company(query: Query, rows: RowFinder) -> list[KpiRow]:
    companies = {row.entity for row in rows.table if row.entity not in ("", "industry")}
    narrowed = replace(query, entities=tuple(companies), segments=())
    found = [row for row in rows.find(narrowed) if row.entity]
    others = {row.segment for row in found if row.entity != rows.report.subject}
    alike = [row for row in found if not others or row.segment in others]
    return _distinct(query, rows, alike, "entity")


def _plain(found: Sequence[KpiRow], slot: str, measure: Measure) -> dict[str, KpiRow]:
    """The first row of a measure for each name in `slot`, over all regions."""
    distinct: dict[str, KpiRow] = {}
    for row in found:
        plain = row.measure is measure and not row.figure.is_range
        stated = row.source in (SourceKind.REPORTED, SourceKind.OTHER)
        if plain and stated and row.region in ("", "global"):
            distinct.setdefault(getattr(row, slot), row)
    return distinct


def _distinct(query: Query, rows: RowFinder, found: Sequence[KpiRow], slot: str) -> list[KpiRow]:
    """One row for each name in `slot`: levels, or growth where that is asked."""
    asked = query.measure if query.measure in (Measure.YOY, Measure.QOQ) else None
    if asked is None and "growth" in query.asks:
        asked = Measure.YOY
    distinct = _plain(found, slot, Measure.LEVEL)
    changes = _plain(found, slot, asked) if asked is not None else {}
    if asked is Measure.YOY:
        changes = {**_plain(found, slot, Measure.CHANGE), **changes}
    if len(changes) >= max(2, len(distinct)):
        distinct = changes  # else the levels, each stated with its own change
    words = vocabulary()
    kept = [
        row
        for key, row in distinct.items()
        if not any(other != key and words.within(key, other) for other in distinct)
    ]
    kept = [row for row in kept if comparable(row.figure.unit, kept[0].figure.unit)]
    return sorted(kept, key=lambda row: rows.table.rows.index(row))
