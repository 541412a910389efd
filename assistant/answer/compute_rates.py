"""Averages over time, yearly rates, remainders, and changes in absolute terms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assistant.answer.calculation import calculated, result_text, written
from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.metric_links import flows
from assistant.check.derive import Result, difference, implied_base
from assistant.check.tolerance import Match, match
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, row_value, subject_text
from corpus.figure import Figure, Qualifier, UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import vocabulary

_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
_MONTHS = {"per_month": 1, "per_quarter": 3, "per_year": 12}
_HUNDRED = Decimal(100)


def average_over_time(query: Query, rows: RowFinder) -> Draft | None:
    """An amount of a longer period, for each month, quarter or year of it."""
    asked = next((key for key in _MONTHS if key in query.asks), "")
    years = any(figure.unit.code == "year" and figure.value > 1 for figure in query.figures)
    if not asked and years and "average" in query.asks:
        asked = "per_year"
    wants = query.asks & {"average", "value"} or "compute" in query.intents
    if not asked or not wants or not query.metrics:
        return None
    months = _MONTHS[asked]
    row = _longer(replace(query, monthly=False), rows, months)
    if row is None or row.period is None:
        return None
    count = row.period.month_count // months
    value, (low, high) = row.figure.value / count, row.figure.interval
    result = Result(
        "per unit", value, low / count, high / count, row.figure.unit.kind, row.figure.unit.code
    )
    said = result_text(result, [row], query.language)
    line = f"{row_value(row, query.language)} ÷ {count} ≈ {said}"
    return written(query, rows, [line], [row], phrase(asked, query.language), said)


def _longer(query: Query, rows: RowFinder, months: int) -> KpiRow | None:
    """The nearest amount of a period that holds several times so many months."""
    found = rows.find(replace(query, measure=None))
    if not found and query.periods:
        found = rows.find(replace(query, measure=None, periods=()))
    spans = [int(f.value) for f in query.figures if f.unit.code == "year" and f.value > 1]
    stated = [f for f in query.figures if f.unit.code not in ("year", "quarter", "month")]
    fitting = [
        row
        for row in found
        if row.measure is Measure.LEVEL
        and row.metric in flows()
        and row.figure.unit.kind in _AMOUNTS
        and not row.figure.is_range
        and row.period is not None
        and row.period.month_count > months
        and row.period.month_count % months == 0
        and (not spans or row.period.month_count // 12 in spans)
        and all(match(figure, row.figure) is Match.EQUAL for figure in stated)
    ]
    return fitting[0] if fitting else None


def annualised(query: Query, rows: RowFinder) -> Draft | None:
    """A quarter's (or half's) amount at a full year's rate."""
    if "annualised" not in query.asks or not query.metrics:
        return None
    for row in rows.find(replace(query, measure=None)):
        months = row.period.month_count if row.period else 12
        amount = row.measure is Measure.LEVEL and row.metric in flows()
        if amount and not row.figure.is_range and months in (1, 3, 6) and row.period is not None:
            if row.period.month_count == 1:
                continue
            times = 12 // months
            value = row.figure.value * times
            kind, code = row.figure.unit.kind, row.figure.unit.code
            said = result_text(
                Result("sum", value, value, value, kind, code), [row], query.language
            )
            line = f"{row_value(row, query.language)} × {times} = {said}"
            return written(query, rows, [line], [row], phrase("annualised", query.language), said)
    return None


def remainder(query: Query, rows: RowFinder) -> Draft | None:
    """What is left of the whole without a part whose share is stated."""
    if "complement" not in query.asks or not query.metrics:
        return None
    shared = rows.find(replace(query, measure=Measure.SHARE))
    shares = [row for row in shared if row.measure is Measure.SHARE and not row.figure.is_range]
    if not shares:
        return None
    row = shares[0]
    value = _HUNDRED - row.figure.value
    unit = row.figure.unit
    said = figure_text(replace(row.figure, value=value, unit=unit), query.language, bounds=False)
    line = f"100% − {row_value(row, query.language)} = {said}"
    return written(query, rows, [line], [row], phrase("rest", query.language), said)


def absolute_change(query: Query, rows: RowFinder) -> Draft | None:
    """A change that the report gives in per cent, as an amount."""
    if "absolute_change" not in query.asks or not query.metrics:
        return None
    measure = query.measure if query.measure is Measure.QOQ else Measure.YOY
    found = rows.find(replace(query, measure=None, bases=(), unit=None))
    levels = [r for r in found if r.measure is Measure.LEVEL and not r.figure.is_range]
    if not levels or levels[0].period is None or levels[0].figure.unit.kind not in _AMOUNTS:
        return None
    level = levels[0]
    earlier = [r for r in levels if _is_before(r, level)]
    if earlier:
        high, low = sorted((level, earlier[0]), key=lambda r: r.figure.value, reverse=True)
        return calculated(query, rows, difference(high.figure, low.figure), [high, low])
    changes = rows.fact(level).of(measure)
    if not changes or changes[0].figure.unit.kind is not UnitKind.PERCENT:
        return None
    before = implied_base(level.figure, changes[0].figure, falling=changes[0].direction == "down")
    pair = [level, changes[0]]
    base = _rounded_base(before, level)
    change = difference(level.figure, base)
    language = query.language
    now, rate = (row_value(row, language) for row in pair)
    sign = "−" if changes[0].direction == "down" else "+"
    then = figure_text(base, language, bounds=False)
    said = result_text(_absolute(change), [level], language)
    lines = [f"{now} ÷ (1 {sign} {rate}) ≈ {then}", f"{now} − {then} ≈ {said}"]
    subject = phrase("change_of", language, subject=subject_text(level, language))
    return written(query, rows, lines, pair, subject, said)


def _is_before(row: KpiRow, now: KpiRow) -> bool:
    """Whether a row gives the same thing for an earlier time."""
    return (
        row.period is not None
        and now.period is not None
        and row.period < now.period
        and row.source is now.source
        and (row.metric, row.segment, row.region, row.entity, row.figure.unit)
        == (now.metric, now.segment, now.region, now.entity, now.figure.unit)
    )


def _rounded_base(before: Result, level: KpiRow) -> Figure:
    figure = level.figure
    steps = (before.value / figure.quantum).quantize(Decimal(1))
    exact = replace(figure, value=steps * figure.quantum, qualifier=Qualifier.EXACT, text="")
    return exact


def _absolute(change: Result) -> Result:
    return replace(change, value=abs(change.value))


def whole_less_part(query: Query, rows: RowFinder) -> Draft | None:
    """The group's amount without one business, or without a region."""
    wants = bool(query.asks & {"minus", "complement"}) and "plus" not in query.asks
    if not wants or not query.metrics or len(query.metrics) > 1:
        return None
    if not query.segments or query.regions:
        return None
    whole = _amount(replace(query, segments=(), group_scope=True), rows)
    parts = [
        _amount(replace(query, segments=(key,), group_scope=False), rows) for key in query.segments
    ]
    known = [part for part in parts if part is not None]
    if whole is None or len(known) != len(parts):
        return None
    if len(known) > 1 and not query.group_scope and len(query.segments) == 2 and _pairwise(query):
        return None
    unit = whole.figure.unit
    if any(part.figure.unit != unit for part in known):
        return None
    value = whole.figure.value - sum((p.figure.value for p in known), Decimal(0))
    quantum = max(row.figure.quantum for row in (whole, *known))
    said = figure_text(
        replace(whole.figure, value=value, quantum=quantum, text=""), query.language, bounds=False
    )
    shown = " − ".join(row_value(row, query.language) for row in (whole, *known))
    if len(known) == 1:
        result = difference(whole.figure, known[0].figure)
        subject = phrase("left_over", query.language)
        return calculated(query, rows, result, [whole, known[0]], subject)
    subject = phrase("left_over", query.language)
    return written(query, rows, [f"{shown} = {said}"], [whole, *known], subject, said)


def _pairwise(query: Query) -> bool:
    """ "IoT minus internet services" is between the two, not from the whole."""
    names = vocabulary().names
    return all(key in names for key in query.segments)


def _amount(query: Query, rows: RowFinder) -> KpiRow | None:
    plain = replace(query, measure=None, figures=(), direction="", unit=None)
    for row in rows.find(plain):
        if row.measure is Measure.LEVEL and not row.figure.is_range:
            return row if row.figure.unit.kind in _AMOUNTS else None
    return None
