"""Summaries: the facts that matter of the report, or of one business, in its own order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import Fact, RowFinder
from assistant.answer.legible import legible
from assistant.answer.main_sentences import main_sentences
from assistant.answer.ranking import by_segment
from assistant.answer.state import quote, state
from assistant.understand.query import Query
from assistant.words.lists import listed, word_file
from assistant.write.sentences import can_compose
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import Language, fold

_MOST = 8
_COMPLETE = 16
_HEADLINES = 3
_FEW = 4  # lines that hold several facts each, and how many
_PER_LINE = {1: 3, 2: 2, 3: 2, 4: 2}
_FEWEST = 2  # fewer facts than this are no summary
_TELLING = (UnitKind.CURRENCY, UnitKind.PERCENT, UnitKind.COUNT, UnitKind.MULTIPLE)
_VALUED = ("target_price",)  # what an outlook ends with
_PLANNED = (SourceKind.FORECAST, SourceKind.TARGET)
_NUMBERS = "one|一 two|兩|两|二 three|三 four|四 five|五 six|六 seven|七 eight|八"
_DIGITS = {
    word: number
    for number, words in enumerate(_NUMBERS.split(), start=1)
    for word in words.split("|")
}


def summarise(query: Query, rows: RowFinder) -> Draft | None:
    """The main facts, one a line; `None` where there is nothing to tell.

    "In three sentences" limits the lines; "everything on" a business leaves none out. A report
    whose table gives too little is told in its own main sentences.
    """
    asked = asked_count(query.question)
    complete = asks_all(query)
    most = asked or (_COMPLETE if complete else _MOST)
    part = query.segments or query.regions
    found = _of_business(query, rows) if part else _of_report(query, rows, asked)
    lines = _packed(found, rows, query, asked) if 0 < asked <= _FEW else []
    lines = lines or _stated(found, rows, query, most)
    if complete and query.segments:
        lines += _the_rest(query, rows, lines)[: most - len(lines)]
    if len(lines) < min(_FEWEST, most) and not part:
        lines = [*main_sentences(rows.report, query.language, most)] or lines
    bullets = [replace(line, bullet=True) for line in lines]
    return Draft(tuple(bullets), "summary") if bullets else None


def summarise_rows(found: Sequence[KpiRow], query: Query, rows: RowFinder) -> Draft:
    """A summary that tells these rows, in as many lines as are asked for."""
    asked = asked_count(query.question)
    lines = _packed(found, rows, query, asked) if 0 < asked <= _FEW else []
    lines = lines or _stated(found, rows, query, asked or _COMPLETE)
    return Draft(tuple(replace(line, bullet=True) for line in lines), "summary")


def _packed(found: Sequence[KpiRow], rows: RowFinder, query: Query, asked: int) -> list[Statement]:
    """Few lines that hold more than a fact each, where the check can still follow them."""
    facts = _stated(found, rows, query, _PER_LINE[asked] * asked)
    if len(facts) <= asked:
        return facts
    lines = []
    for number in range(asked):
        part = facts[number * len(facts) // asked : (number + 1) * len(facts) // asked]
        lines.append(_joined(part, query.language))
    return lines if all(legible(line.text, rows, query.language) for line in lines) else []


def _joined(facts: Sequence[Statement], language: Language) -> Statement:
    """Sentences as one, with semicolons."""
    stop, link = (".", "; ") if language == "en" else ("。", "；")
    texts = [fact.text.rstrip(stop) for fact in facts]
    return Statement(
        link.join(texts) + stop,
        rows=tuple(dict.fromkeys(row for fact in facts for row in fact.rows)),
        places=tuple(dict.fromkeys(place for fact in facts for place in fact.places)),
    )


def _stated(found: Sequence[KpiRow], rows: RowFinder, query: Query, most: int) -> list[Statement]:
    lines: list[Statement] = []
    told: set[KpiRow] = set()
    for row in found:
        if row not in told and len(lines) < most:
            line = state(row, rows, query.language)
            told.update(line.rows)
            lines.append(line)
    return lines


def _the_rest(query: Query, rows: RowFinder, lines: Sequence[Statement]) -> list[Statement]:
    """What the table has of a business beside the lines there are, in the report's words."""
    told = {row for line in lines for row in line.rows}
    rest: dict[str, Statement] = {}
    for row in rows.table:
        if row in told or row.measure is Measure.BAND or not rows.is_own(row):
            continue
        if not _is_of(row, query.segments) or any(_says(line, row) for line in lines):
            continue
        plain = can_compose(row) and row.measure is not Measure.SHARE
        way = state(row, rows, query.language) if plain else None
        line = way or quote(row, rows.report, query.language)
        told.update(line.rows)
        earlier = rest.get(line.text)
        rest[line.text] = replace(line, rows=(*earlier.rows, *line.rows)) if earlier else line
    return list(rest.values())


def _says(line: Statement, row: KpiRow) -> bool:
    """Whether a line gives the same amount of the same thing already."""
    like = (row.metric, row.segment, row.region, row.measure)
    return any(
        (one.metric, one.segment, one.region, one.measure) == like
        and one.figure.same_amount(row.figure)
        for one in line.rows
    )


def outlook(query: Query, rows: RowFinder) -> Draft | None:
    """What is forecast, then what the management aims at; `None` where nothing is."""
    valued = [row for row in rows.table if row.metric in _VALUED and row.measure is Measure.LEVEL]
    planned = [row for row in _levels(rows.table.rows) if row.source in _PLANNED]
    if query.source in _PLANNED:
        planned = [row for row in planned if row.source is query.source] or planned
    if query.segments:
        planned = [row for row in planned if _is_of(row, query.segments)]
    planned.sort(key=lambda row: (_PLANNED.index(row.source), bool(row.segment)))
    if not query.segments and query.source is not SourceKind.TARGET:
        planned += [row for row in valued if row not in planned]
    lines: list[Statement] = []
    for fact in _facts(planned, rows):
        line = state(fact.main, rows, query.language)
        lines.append(Statement(line.text, line.rows, bullet=True))
    return Draft(tuple(dict.fromkeys(lines))[:_MOST], "outlook") if lines else None


def _of_report(query: Query, rows: RowFinder, asked: int) -> list[KpiRow]:
    """Headlines of the group, the first fact of each business, and the forecasts."""
    levels = _levels(rows.table.rows)
    subject = rows.report.subject
    group = [
        row
        for row in levels
        if not row.segment
        and row.source is SourceKind.REPORTED
        and not row.figure.is_range
        and row.entity in ("", subject)
        and row.region in ("", "global")
        and not _is_past(row, rows)
    ]
    order = _headlines()
    group.sort(key=lambda row: order.index(row.metric) if row.metric in order else len(order))
    headlines = _once_each([fact.main for fact in _facts(group, rows)], rows)[:_HEADLINES]
    revenue = Query(query.question, query.language, metrics=("revenue",))
    businesses = [row for row in by_segment(revenue, rows) if not _is_past(row, rows)]
    forecasts = [row for row in levels if row.source is SourceKind.FORECAST and not row.segment]
    forecasts = [fact.main for fact in _facts(forecasts, rows)]
    if asked:
        return [*headlines, *forecasts, *businesses]  # results before what is expected
    return [*headlines, *businesses, *forecasts]


def _once_each(found: Sequence[KpiRow], rows: RowFinder) -> list[KpiRow]:
    """One row of each metric: that of the report's own period where there is one."""
    best: dict[str, KpiRow] = {}
    for row in found:
        if row.metric not in best or (
            row.period == rows.report.period and best[row.metric].period != rows.report.period
        ):
            best[row.metric] = row
    return list(best.values())


def _is_past(row: KpiRow, rows: RowFinder) -> bool:
    now = rows.report.period
    return now is not None and row.period is not None and row.period.end < now.end


def _of_business(query: Query, rows: RowFinder) -> list[KpiRow]:
    levels = [row for row in _levels(rows.table.rows) if _is_of_part(row, query)]
    own = [row for row in levels if row.entity in ("", rows.report.subject)]
    reported = [row for row in own if row.source is SourceKind.REPORTED]
    planned = [row for row in own if row.source in _PLANNED]
    order = _headlines()
    reported.sort(
        key=lambda row: (
            bool(query.segments) and row.segment not in query.segments,
            _is_past(row, rows),
            order.index(row.metric) if row.metric in order[:1] else len(order),
        )
    )
    main = [fact.main for fact in _facts(reported, rows)]
    return [*main[: _MOST - 1], *[fact.main for fact in _facts(planned, rows)][:2]]


def _levels(rows: Sequence[KpiRow]) -> list[KpiRow]:
    """Levels that a sentence can tell; a bare number of a table is none."""
    return [
        row
        for row in rows
        if row.measure is Measure.LEVEL
        and can_compose(row)
        and (row.curated or row.figure.unit.kind in _TELLING)
    ]


def _is_of_part(row: KpiRow, query: Query) -> bool:
    """Whether a row is of the business asked about, in the region asked about."""
    placed = not query.regions or row.region in query.regions
    return placed and (not query.segments or _is_of(row, query.segments))


def _is_of(row: KpiRow, segments: Sequence[str]) -> bool:
    words = vocabulary()
    return any(bool(row.segment) and words.within(row.segment, key) for key in segments)


def _facts(found: Sequence[KpiRow], rows: RowFinder) -> list[Fact]:
    """One fact for each thing spoken of, in order: the one that tells most of it."""
    distinct: dict[tuple[object, ...], Fact] = {}
    for row in found:
        key = (row.metric, row.entity, row.segment, row.region, row.period, row.source)
        fact = rows.fact(row)
        if key not in distinct or len(fact.rows) > len(distinct[key].rows):
            distinct[key] = fact
    return list(distinct.values())


def asks_summary(query: Query) -> bool:
    """Whether a question asks for a summary in so many words."""
    plain = fold(query.question)
    return any(word in plain for word in listed("summary"))


def asks_all(query: Query) -> bool:
    """Whether a question asks for all there is ("everything on", 全部)."""
    plain = fold(query.question)
    return any(word in plain for word in listed("everything"))


def asked_count(question: str) -> int:
    """How many sentences or points a question asks for, 0 where it does not say."""
    found = _counts().search(fold(question))
    if found is None:
        return 0
    number = found["number"]
    count = int(number) if number.isdecimal() else _DIGITS[number]
    return count if 1 <= count <= _COMPLETE else 0


@cache
def _counts() -> re.Pattern[str]:
    """A number, at most one word, and a word for sentences or points."""
    numbers = "|".join([*_DIGITS, "[0-9]{1,2}"])
    data = word_file("lists")["points"]
    english = "|".join(data["en"])
    chinese = "|".join(sorted((fold(word) for word in data["zh"]), key=len, reverse=True))
    return re.compile(
        rf"(?P<number>{numbers})(?:[ -](?:[a-z]+ )?(?:{english})s?\b| ?個? ?个?(?:{chinese}))"
    )


@cache
def _headlines() -> tuple[str, ...]:
    return tuple(word_file("lists")["headlines"]["metrics"])
