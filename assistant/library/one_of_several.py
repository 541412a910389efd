"""A question over several reports as one to each: what is asked of it, and the row that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.compute_declared import LINE_ITEM, declared
from assistant.library.conclude import Side, period_name
from assistant.library.reports import OpenReport
from assistant.library.route import Leg
from assistant.results import Turn
from assistant.understand.query import Query
from assistant.understand.question import understand
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import Language

_COMPARING = frozenset({"compare", "verify", "rank"})


def narrowed(
    question: str, history: Sequence[Turn], on: OpenReport, period: Period | None
) -> Query:
    """The question as one to a single report: of its own company, in one period, comparing
    nothing."""
    report = on.report
    query = understand(
        question, history, period=report.period, currency=report.currency,
        subject=report.subject, names=on.names,
    )  # fmt: skip
    periods = (period,) if period else ()
    return replace(
        query,
        entities=(),
        periods=periods or (query.periods if not query.unknown_period else ()),
        unknown_period=False,
        said_period=bool(periods),
        bases=(),
        intents=query.intents - _COMPARING,
        asks=query.asks - {"previous", "growth", "each_company"},
        comparing="",
        weighs=False,
        yes_no=False,
        direction="",
        from_to=False,
        leads_with_entity=False,
    )


def row_for(query: Query, on: OpenReport) -> KpiRow | None:
    """The row that answers a narrowed question: the measure asked for, else the level; that of
    the statements where the report has them, for a chart's or a sentence's may be rougher."""
    if query.measure is None:
        now = (on.report.period,) if on.report.period is not None else ()
        # "highest" is of them all; each is asked for its own, of the report's time by default
        plain = replace(query, intents=frozenset(), asks=frozenset(), periods=query.periods or now)
        stated = declared(plain, on.rows)
        if stated is not None and stated.intent == LINE_ITEM:
            rows = (row for one in stated.statements for row in one.rows)
            line = next((row for row in rows if row.measure is Measure.LEVEL), None)
            if line is not None:
                return line
    found = on.rows.find(query)
    if query.measure is not None:
        for row in found:
            if row.measure is query.measure:
                return row
    return next((row for row in found if row.measure is Measure.LEVEL), None)


def named_sides(
    rows: Sequence[tuple[Leg, KpiRow]], language: Language, *, by_period: bool
) -> list[Side]:
    """The rows with names that tell them apart: periods, companies, or reports."""
    names = []
    for leg, row in rows:
        company = vocabulary().label(leg.summary.facts.subject, language)
        names.append(period_name(row, language) if by_period else company)
    if len(set(names)) < len(names) or not all(names):
        names = [leg.summary.name for leg, _ in rows]
    return [Side(name, row) for name, (_, row) in zip(names, rows, strict=True)]


def alike(sides: Sequence[Side]) -> bool:
    """Whether rows are of one thing, so that they can be set against one another."""
    slots = {(s.row.metric, s.row.segment, s.row.region, s.row.measure) for s in sides}
    return len(sides) > 1 and len(slots) == 1
