"""What stands between a result and a plan: gap, part reached, growth and pace needed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assistant.answer.calculation import calculated, result_text, written
from assistant.answer.compute_revised import lower, upper
from assistant.answer.draft import Draft
from assistant.answer.find import PLANNED, RowFinder
from assistant.answer.workings import said
from assistant.check.derive import Result, difference, growth, ratio
from assistant.check.guard import same_period
from assistant.check.tolerance import Match, comparable, match
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, row_value
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period

_TIMES = ("year", "quarter", "month", "week", "day")
_ASKS = frozenset({"gap", "progress", "required_growth", "pace"})


def toward_plan(query: Query, rows: RowFinder) -> Draft | None:
    """A result held against its plan; `None` where the question does not ask for that, or
    the report lacks one of the two."""
    asked = _asked(query)
    if not asked or "former" in query.asks or not (query.metrics or query.figures):
        return None
    for plan in _plans(query, rows):
        actual = _actual(plan, query, rows)
        if actual is None:
            continue
        if "pace" in asked:
            return None if plan.figure.is_range else _pace(query, rows, plan, actual)
        percent = plan.figure.unit.kind is UnitKind.PERCENT
        if "required_growth" in asked and not percent:
            return None if plan.figure.is_range else _growth(query, rows, plan, actual)
        if "progress" in asked and not percent:
            return _progress(query, rows, plan, actual)
        if plan.figure.is_range or "progress" in asked:
            continue
        return _gap(query, rows, plan, actual)
    return None


def _asked(query: Query) -> frozenset[str]:
    """What is asked of a plan and its result."""
    told = query.asks & _ASKS
    question = query.question
    if said(question, "to_go") and not told & {"pace", "required_growth"}:
        needed = query.unit is UnitKind.PERCENT and not said(question, "part_done")
        return frozenset({"required_growth" if needed else "gap"})
    if told:
        return told
    planned = query.source in PLANNED or said(question, "plan")
    shared = query.measure is Measure.SHARE or query.unit is UnitKind.PERCENT
    if planned and shared and said(question, "part_done") and not query.figures:
        return frozenset({"progress"})
    against = "compare" in query.intents or said(question, "against")
    now = said(question, "this_time") or any(p for p in (*query.periods, *query.bases))
    if planned and against and now and query.source is not SourceKind.PRIOR_TARGET:
        return told | {"gap"}
    return told


def _progress(query: Query, rows: RowFinder, plan: KpiRow, actual: KpiRow) -> Draft | None:
    """The part of a plan that a result comes to: of the end of a range that is asked about, or
    of both."""
    if not plan.figure.is_range:
        share = ratio(actual.figure, plan.figure, percent=True)
        subject = phrase("part_reached", query.language)
        return None if share is None else calculated(query, rows, share, [actual, plan], subject)
    language = query.language
    low, high = said(query.question, "lower_end"), said(query.question, "upper_end")
    ends = [lower(plan.figure)] if low or not high else []
    ends += [upper(plan.figure)] if high or not low else []
    lines, values = [], []
    for end in ends:
        share = ratio(actual.figure, end, percent=True)
        if share is None:
            return None
        value = result_text(share, [actual, plan], language)
        whole = figure_text(end, language, bounds=False)
        lines.append(f"{row_value(actual, language)} ÷ {whole} ≈ {value}")
        values.append(value)
    subject = phrase("part_of_plan", language) if len(ends) == 1 else ""
    return written(query, rows, lines, [actual, plan], subject, values[0])


def plan_and_actual(query: Query, rows: RowFinder) -> tuple[KpiRow, KpiRow] | None:
    """A plan for what is asked about, and the latest result of it."""
    for plan in _plans(query, rows):
        actual = _actual(plan, query, rows)
        if actual is not None:
            return plan, actual
    return None


def _gap(query: Query, rows: RowFinder, plan: KpiRow, actual: KpiRow) -> Draft:
    """What is left of a plan, or by how much it has been passed."""
    passed = actual.figure.value > plan.figure.value
    pair = [actual, plan] if passed else [plan, actual]
    left = difference(pair[0].figure, pair[1].figure)
    subject = phrase("gap_passed" if passed else "gap_left", query.language)
    return calculated(query, rows, left, pair, subject, fine=True)


def _plans(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The plans that can be meant: of the metric asked about, or the one that the question
    states the figure of."""
    planned = replace(query, source=SourceKind.TARGET, measure=None, figures=(), direction="")
    planned = replace(planned, unit=None, scale=Decimal(0), bases=())
    stated = [f for f in query.figures if f.unit.code not in _TIMES]
    if stated:
        equal = [
            row
            for row in rows.table
            if _is_plan(row, query)
            and any(match(figure, row.figure) is Match.EQUAL for figure in stated)
            and (not query.segments or rows.agrees(replace(planned, periods=()), row))
        ]
        if equal or not query.metrics:
            return equal
    running = said(query.question, "full_year")
    periods = tuple(p for p in query.periods if not _is_current(p, rows))
    found = rows.find(replace(planned, periods=periods))
    if not found and (running or periods != query.periods):
        found = rows.find(replace(planned, periods=()))
    return [row for row in found if _is_plan(row, query)]


def _is_plan(row: KpiRow, query: Query) -> bool:
    """Whether a row is a plan that a result can be held against."""
    if row.source not in PLANNED or row.measure not in (Measure.LEVEL, Measure.SHARE):
        return False
    return row.measure is Measure.LEVEL or _asks_share(query, row)


def _asks_share(query: Query, row: KpiRow) -> bool:
    """Whether a plan for a share can be meant: it is asked for, or its scope is named."""
    named = row.segment in query.segments or row.region in query.regions
    return query.measure is Measure.SHARE or (bool(query.segments or query.regions) and named)


def _is_current(period: Period, rows: RowFinder) -> bool:
    now = rows.report.period
    return now is not None and same_period(period, now)


def _actual(plan: KpiRow, query: Query, rows: RowFinder) -> KpiRow | None:
    """The latest result of what the plan is for."""
    words = vocabulary()

    def fits(row: KpiRow) -> bool:
        same_business = row.segment == plan.segment or (
            bool(plan.segment) and words.within(row.segment, plan.segment)
        )
        return (
            row.metric == plan.metric
            and row.measure is plan.measure
            and row.source is SourceKind.REPORTED
            and same_business
            and (row.region == plan.region or {row.region, plan.region} <= {"", "global"})
            and comparable(row.figure.unit, plan.figure.unit)
            and not row.figure.is_range
            and rows.is_own(row)
        )

    found = [row for row in rows.table if fits(row)]
    found = found or ([] if query.segments else _same_share(plan, rows))
    found.sort(key=lambda r: (rows.age(r), r.segment != plan.segment, bool(r.detail)))
    return found[0] if found else None


def _same_share(plan: KpiRow, rows: RowFinder) -> list[KpiRow]:
    """A region's share of the same amount, where the report gives it once and under another
    business's heading."""
    if plan.measure is not Measure.SHARE or plan.region in ("", "global"):
        return []
    what = (plan.metric, plan.region, plan.measure, SourceKind.REPORTED)
    found = [r for r in rows.table if (r.metric, r.region, r.measure, r.source) == what]
    return found if len(found) == 1 and rows.is_own(found[0]) else []


def _growth(query: Query, rows: RowFinder, plan: KpiRow, actual: KpiRow) -> Draft | None:
    needed = growth(plan.figure, actual.figure)
    if needed is None:
        return None
    value = result_text(needed, [plan, actual], query.language)
    one, other = (row_value(row, query.language) for row in (plan, actual))
    subject = phrase("growth_needed", query.language)
    return written(query, rows, [f"{one} ÷ {other} − 1 ≈ {value}"], [plan, actual], subject, value)


def _pace(query: Query, rows: RowFinder, plan: KpiRow, actual: KpiRow) -> Draft | None:
    """What is left of a plan, spread over the months or quarters that are left of it."""
    if plan.period is None or actual.period is None or plan.period.end <= actual.period.end:
        return None
    months = 12 * (plan.period.end.year - actual.period.end.year)
    months += plan.period.end.month - actual.period.end.month
    by_month = "per_month" in query.asks
    count = months if by_month else months // 3
    left = difference(plan.figure, actual.figure)
    if count < 1 or left.value <= 0:
        return None
    language = query.language
    share = left.value / count
    half = actual.figure.quantum / 2 / count  # the plan is exact
    each = Result("per unit", share, share - half, share + half, left.kind, left.code)
    pair = [plan, actual]
    rest = result_text(left, pair, language, fine=True)
    value = result_text(each, pair, language)
    one, other = (row_value(row, language) for row in pair)
    lines = [f"{one} − {other} = {rest}", f"{rest} ÷ {count} ≈ {value}"]
    subject = phrase("pace_month" if by_month else "pace_quarter", language)
    return written(query, rows, lines, pair, subject, value)
