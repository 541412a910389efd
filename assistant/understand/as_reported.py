"""What a question asks for, put as the report has it.

A question says "the analysts' estimate" of a report that has only its own forecast, "the full year"
of a company whose year ends in February, "profit" where the plan is for operating profit: one
thing is meant in each case, and the report tells which.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer.find import PLANNED, RowFinder
from assistant.answer.metric_links import related
from assistant.understand.loose_words import families_of
from assistant.understand.query import Query
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import fold

_EXPECTED = (SourceKind.CONSENSUS, SourceKind.FORECAST, SourceKind.TARGET)
_YEAR_MONTHS = 12
_ONE_BUSINESS = (1,)  # how often a question calls them a business
_BUSINESS = re.compile(
    r"\b(?:arm|business|unit|division|side|segment)\b|生意|业务|板块|分部|部门|那边|那块|嗰边|嗰瓣"
)
_OF_MARKET = ("consensus", "market", "street", "一致", "市场", "共识", "华尔街")
_CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
_QUARTER_MONTHS = 3
_QUARTER = re.compile(
    r"(?:第|财年)?([一二三四])季|\bq([1-4])\b|\b(first|second|third|fourth)[ -]quarter"
)
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_NUMBERS |= {"first": 1, "second": 2, "third": 3, "fourth": 4}
_DIGITS = re.compile(r"\d\d")


def as_reported(query: Query, rows: RowFinder) -> Query:
    """`query` with the period, source or metric that the report has for its words; itself
    where the report has what it asks for, or nothing that it can mean."""
    query = _of_own_quarter(_with_change(query, rows), rows)
    if not query.metrics or rows.find(query):
        return query
    for way in (_of_own_year, _of_source, _of_loose_word, _of_parts):
        for put in (way(query, rows), way(_of_own_year(query, rows), rows)):
            if put is not query and rows.find(put):
                return replace(put, asked_source=query.source)
    return query


def _with_change(query: Query, rows: RowFinder) -> Query:
    """The change of a metric that the report does not give itself: of the one that answers for
    it, where that is given with its change (毛利升咗幾多, of a gross margin)."""
    changes = _CHANGES if query.measure is None else (query.measure,)
    asked = "growth" in query.asks or query.measure in _CHANGES
    if not asked or len(query.metrics) != 1 or rows.find(query, exact=True):
        return query
    for key in related(query.metrics[0]):
        found = rows.find(replace(query, metrics=(key,)), exact=True)
        if any(row.measure in changes for row in found):
            return replace(query, metrics=(key,))
    return query


def _of_own_quarter(query: Query, rows: RowFinder) -> Query:
    """ "The fourth quarter" of a company whose quarters are not the calendar's, by its own
    count: the report's quarter where that is the one, else the one before it of that number."""
    now, named = rows.report.period, _QUARTER.search(fold(query.question))
    if now is None or named is None or query.periods != (now,):
        return query
    years = (row.period for row in rows.table if row.period is not None)
    year = next((p for p in years if p.month_count == _YEAR_MONTHS and p.contains(now)), None)
    if year is None or now.is_quarter or now.month_count != _QUARTER_MONTHS:
        return query
    months = (now.start.year - year.start.year) * _YEAR_MONTHS + now.start.month - year.start.month
    number = months // _QUARTER_MONTHS + 1
    back = (number - _NUMBERS[next(part for part in named.groups() if part)]) % 4
    period = now
    for _ in range(back):
        period = period.previous()
    return replace(query, periods=(period,))


def _of_own_year(query: Query, rows: RowFinder) -> Query:
    """ "The full year" of a company whose year is not the calendar's is its own."""
    now = rows.report.period
    said = _DIGITS.search(query.question) is not None
    years = query.periods and all(p.month_count == _YEAR_MONTHS for p in query.periods)
    if now is None or said or not years:
        return query
    wanted = {*query.metrics, *(key for metric in query.metrics for key in related(metric))}
    for row in sorted(rows.table, key=lambda row: row.metric not in wanted):
        own = row.period
        if own is not None and own.month_count == _YEAR_MONTHS and own.contains(now):
            return replace(query, periods=(own,)) if own not in query.periods else query
    return query


def _of_source(query: Query, rows: RowFinder) -> Query:
    """What is expected of a figure, whoever expects it, where only one of them is given."""
    plain = fold(query.question)
    if query.source not in _EXPECTED or any(word in plain for word in _OF_MARKET):
        return query  # a consensus is the market's, not the report's own
    for source in (SourceKind.FORECAST, SourceKind.CONSENSUS):
        other = replace(query, source=source)
        if source is not query.source and rows.find(other):
            return other
    return query


def _of_loose_word(query: Query, rows: RowFinder) -> Query:
    """The plan or expectation for a loose word ("profit"): for the metric that there is one of."""
    if query.source not in (*PLANNED, SourceKind.CONSENSUS, SourceKind.PRIOR_TARGET):
        return query
    for metrics in families_of(query):
        for key in metrics:
            found = rows.find(replace(query, metrics=(key,)), exact=True)
            if any(_is_level(row) for row in found):
                return replace(query, metrics=(key,))
    return query


def _of_parts(query: Query, rows: RowFinder) -> Query:
    """A business called by two of its parts ("the ads-and-games arm") is that business."""
    names = vocabulary().names
    parents = {names[key].parent if key in names else "" for key in query.segments}
    whole = parents.pop() if len(parents) == 1 and len(query.segments) > 1 else ""
    if not whole or len(_BUSINESS.findall(fold(query.question))) not in _ONE_BUSINESS:
        return query
    if any(row.segment in query.segments and row.metric in query.metrics for row in rows.table):
        return query
    return replace(query, segments=(whole,))


def _is_level(row: KpiRow) -> bool:
    return row.measure is Measure.LEVEL
