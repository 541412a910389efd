"""Amounts of a time from those of others: a quarter from the half-year that holds it, what a
quarter was of its year, what had come before; and the middle of a range."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from assistant.answer.calculation import calculated, result_text, written
from assistant.answer.compute_revised import lower, upper
from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.metric_links import flows
from assistant.answer.workings import said
from assistant.check.derive import Result, difference, ratio
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, subject_text
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.period import Period


def of_periods(query: Query, rows: RowFinder) -> Draft | None:
    """The first of these ways that the question asks for; `None` where it asks for none."""
    if len(set(query.metrics)) != 1 or query.figures:
        return None
    for way in (_midpoint, _before_this, _part_of_time, _rest_of_time):
        drafted = way(query, rows)
        if drafted is not None:
            return drafted
    return None


def _midpoint(query: Query, rows: RowFinder) -> Draft | None:
    """The middle of a range that is planned or forecast."""
    if not said(query.question, "midpoint") or "growth" in query.asks:
        return None
    for row in rows.find(replace(query, measure=None, unit=None)):
        if row.measure is Measure.LEVEL and row.figure.is_range:
            low, high = lower(row.figure), upper(row.figure)
            middle = (low.value + high.value) / 2
            kind, code = row.figure.unit.kind, row.figure.unit.code
            finer = replace(row.figure, quantum=row.figure.quantum / 10)
            result = Result("per unit", middle, middle, middle, kind, code)
            fine = [replace(row, figure=finer)]
            value = result_text(replace(result, formula="sum"), fine, query.language)
            ends = [figure_text(end, query.language, bounds=False) for end in (low, high)]
            line = f"({ends[0]} + {ends[1]}) ÷ 2 = {value}"
            subject = phrase("midpoint", query.language)
            return written(query, rows, [line], [row], subject, value)
    return None


def _before_this(query: Query, rows: RowFinder) -> Draft | None:
    """What had come together before the report's period."""
    if not said(query.question, "before_this"):
        return None
    found = rows.find(replace(query, periods=(), measure=None, unit=None))
    whole = next((row for row in found if row.measure is Measure.CUMULATIVE), None)
    levels = [row for row in found if row.measure is Measure.LEVEL and not row.figure.is_range]
    if whole is None:
        return None
    for level in levels:
        same = (level.metric, level.segment, level.region, level.period)
        if same == (whole.metric, whole.segment, whole.region, whole.period):
            result = difference(whole.figure, level.figure)
            subject = phrase("left_over", query.language)
            return calculated(query, rows, result, [whole, level], subject, fine=True)
    return None


def _part_of_time(query: Query, rows: RowFinder) -> Draft | None:
    """What the amount of one time is of that of a longer one that holds it."""
    if query.measure is not Measure.SHARE or len(query.periods) != 2:
        return None
    one, other = sorted(query.periods, key=lambda period: period.month_count)
    if not other.contains(one):
        return None
    part, whole = _level(query, rows, one), _level(query, rows, other)
    if part is None or whole is None or not comparable(part.figure.unit, whole.figure.unit):
        return None
    share = ratio(part.figure, whole.figure, percent=True)
    subject = phrase("part_of_time", query.language, one=subject_text(part, query.language))
    return None if share is None else calculated(query, rows, share, [part, whole], subject)


def _rest_of_time(query: Query, rows: RowFinder) -> Draft | None:
    """The amount of a time as that of a longer one less that of the rest of it."""
    if len(query.periods) != 1 or not set(query.metrics) <= flows() or query.measure is not None:
        return None
    asked = query.periods[0]
    if rows.find(query, exact=True):
        return None
    plain = [
        row
        for row in rows.find(replace(query, periods=(), unit=None), exact=True)
        if row.measure is Measure.LEVEL
        and row.source is SourceKind.REPORTED
        and not row.figure.is_range
        and not row.detail
    ]
    for whole in plain:
        for part in plain:
            same = (whole.segment, whole.region, whole.entity, whole.figure.unit)
            if same != (part.segment, part.region, part.entity, part.figure.unit):
                continue
            if _less(whole.period, part.period) == asked:
                result = difference(whole.figure, part.figure)
                subject = phrase("left_over", query.language)
                return calculated(query, rows, result, [whole, part], subject)
    return None


def _less(whole: Period | None, part: Period | None) -> Period | None:
    """What is left of a period without its beginning or its end."""
    if whole is None or part is None or whole == part or not whole.contains(part):
        return None
    if part.end == whole.end:
        return Period(whole.start, part.start - timedelta(days=1))
    return Period(part.end + timedelta(days=1), whole.end) if part.start == whole.start else None


def _level(query: Query, rows: RowFinder, period: Period) -> KpiRow | None:
    asked = replace(query, periods=(period,), measure=None, unit=None, bases=(), direction="")
    for row in rows.find(asked):
        plain = row.measure is Measure.LEVEL and row.source is SourceKind.REPORTED
        if plain and row.period == period and not row.figure.is_range:
            return row
    return None
