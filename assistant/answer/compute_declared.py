"""Ratios over statements: a declared one, or the formula that the question writes; and single
line items of them."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer.asked_formula import Asked, asked_formula, years_in
from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.state import state
from assistant.answer.statement_rows import StatementRows, statement_items, year_of
from assistant.answer.tell_formula import LINE_ITEM, tell_formula
from assistant.answer.wanted_formula import GROWN, GROWTH_A_YEAR, MEAN, wanted_of
from assistant.formula import Node
from assistant.understand.query import Query
from corpus.bind.name_words import subject_pattern
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import fold

__all__ = ["LINE_ITEM", "declared"]

_STATEMENT = re.compile(
    r"\bstatements? of (?:cash flows?|income|operations|earnings|financial position)"
    r"|\b(?:cash ?flow|income|earnings) statements?|\bbalance sheets?|\bprofit and loss\b"
    r"|現金流量表|现金流量表|資產負債表|资产负债表|損益表|损益表|利潤表|利润表",
    re.IGNORECASE,
)
_YEAR = 12  # months
_TWO = 2
_UNITS = {"percent": UnitKind.PERCENT, "amount": UnitKind.CURRENCY}
_OTHER_WAYS = frozenset({"gap", "progress", "required_growth", "pace", "each_segment", "former"})


def declared(query: Query, rows: RowFinder) -> Draft | None:
    """A ratio over the line items of the report's statements; `None` where the question asks
    for none, where the report states it, or where a line item is missing."""
    if query.asks & _OTHER_WAYS or query.source is not None:
        return None
    own = rows.report.subject
    another = bool(query.entities and own) and own not in query.entities
    if another and subject_pattern(own).search(query.question) is None:
        return None
    items = StatementRows.of(rows)
    if not items.years:
        return None
    said = query.question
    latest = _latest(query, rows, items)
    part = _part_of_year(query, rows)
    if part is not None:
        items = items.of_period(part)
    asked, rest = asked_formula(said, max(years_in(said), default=latest))
    plain = fold(rest)
    if asked is None:
        item = _line_item(query, rest, plain, rows, items)
        if item is not None:
            return Draft((state(item, rows, query.language),), LINE_ITEM)
        asked = _of_metric(query, plain)
    if asked is None or _of_a_part(asked, query, rows):
        return None
    if _is_stated(asked, query, rows, plain):
        stated = _line_item(query, rest, plain, rows, items)
        return None if stated is None else Draft((state(stated, rows, query.language),), LINE_ITEM)
    named = years_in(rest) or years_in(said)
    wanted = wanted_of(asked, query, plain, tuple(sorted(set(named))) or (latest,))
    return tell_formula(wanted, query, rows, items)


def _part_of_year(query: Query, rows: RowFinder) -> Period | None:
    """The quarter or half-year asked about; the report's own where the question names no time."""
    asked = query.periods or (rows.report.period,)
    parts = [p for p in asked if p is not None and p.month_count < _YEAR and year_of(p) is None]
    return parts[0] if parts else None


def _latest(query: Query, rows: RowFinder, items: StatementRows) -> int:
    """The year asked about where the question writes none: that of its period, or the report's."""
    for period in (*query.periods, rows.report.period):
        year = year_of(period) if period is not None else None
        if year is not None:
            return year
    period = rows.report.period
    return period.end.year if period is not None else items.years[-1]


def _of_metric(query: Query, plain: str) -> Asked | None:
    """A line item of which a mean or a growth over years is asked, or the item of a year."""
    metrics = _items_named(query, query.question)
    if len(metrics) != 1:
        return None
    grown = GROWN.search(plain) is not None and len(set(years_in(plain))) == _TWO
    over_years = grown or GROWTH_A_YEAR.search(plain) or MEAN.search(plain)
    return Asked(Node("metric", name=metrics[0])) if over_years else None


def _line_item(
    query: Query, rest: str, plain: str, rows: RowFinder, items: StatementRows
) -> KpiRow | None:
    """The one line item of a year that a question names and asks nothing else of."""
    named = years_in(rest) or [period.end.year for period in query.periods]
    metrics = _items_named(query, rest)
    alone = len(metrics) == 1 and len(set(named)) == 1 and not query.intents - {"compute"}
    if not alone or query.measure is not None or query.figures or query.yes_no or query.direction:
        return None
    if MEAN.search(plain) or GROWTH_A_YEAR.search(plain) or GROWN.search(plain):
        return None
    asked = Asked(Node("metric", name=metrics[0]))
    return None if _of_a_part(asked, query, rows) else items.row(metrics[0], named[0])


def _items_named(query: Query, text: str) -> list[str]:
    """The line items that a question names; "the statement of cash flows" names none."""
    found = [key for key in query.metrics if key in statement_items()]
    if len(found) < _TWO or _STATEMENT.search(text) is None:
        return found
    plain = _STATEMENT.sub(" ", text)
    named = {m.key for m in vocabulary().mentions(plain) if m.kind == "metric"}
    return [key for key in found if key in named]


def _of_a_part(asked: Asked, query: Query, rows: RowFinder) -> bool:
    """Whether a business or region is meant: one of the vocabulary, or a name that the report
    gives one of the line items for."""
    if any(key in vocabulary().names for key in (*query.segments, *query.regions)):
        return True
    items = {leaf.name for leaf in asked.formula.leaves()} | {"revenue", "operating_profit"}
    named = {key for key in query.segments if key in query.question and not key.islower()}
    return any(row.segment in named and row.metric in items for row in rows.table)


def _is_stated(asked: Asked, query: Query, rows: RowFinder, plain: str) -> bool:
    """Whether the report gives the ratio itself, and nothing is to be made of it."""
    ratio = asked.ratio
    if asked.defined or ratio is None or ratio.key not in vocabulary().names:
        return False
    if MEAN.search(plain) or GROWTH_A_YEAR.search(plain) or "plain" in query.asks:
        return False
    found = rows.find(replace(query, metrics=(ratio.key,), measure=None), exact=True)
    return any(
        row.measure is Measure.LEVEL
        and row.source is SourceKind.REPORTED
        and not row.segment
        and vocabulary().names[ratio.key].has_unit(row.figure.unit)
        and row.figure.unit.kind is _UNITS.get(ratio.kind, row.figure.unit.kind)
        for row in found
    )
