"""What a question leaves unnamed and its other words decide: "EV growth?", "rank in China?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from assistant.answer.find import COMPANIONS, RowFinder, in_band
from assistant.answer.metric_links import amounts
from assistant.understand.as_reported import as_reported
from assistant.understand.held_things import told_in, with_things
from assistant.understand.plain_words import naming_words
from assistant.understand.query import Query
from assistant.words.lists import listed
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import fold

_OPEN = frozenset({"why", "how", "who", "when", "where", "which_things", "summarise", "outlook"})
_PROFITS = ("operating_profit", "net_profit", "gross_profit", "operating_margin", "gross_margin")
_EACH = "average_selling_price"  # what is asked for by "how much on average"
_MARKET = ("market", "市场", "市占", "份额")  # words of a share of the market
_TOWARD = frozenset({"gap", "progress", "pace", "required_growth"})
_TELLING = (Measure.SPAN, Measure.STREAK, Measure.CUMULATIVE, Measure.SHARE)


def with_metric(query: Query, rows: RowFinder) -> Query:
    """`query` with the metric that its other slots lead to, where it names none.

    For a question with words that could name something and were not understood, only what the
    report says in those words is inferred.
    """
    query = with_things(_of_counts(query), rows)
    query = as_reported(_of_band(query, rows), rows)
    left = naming_words(query.content)
    if query.comparing and len(query.segments) > 1 and not (query.metrics or left):
        metric = _common_metric(query, rows)
        if metric:
            return replace(query, metrics=(metric,))
    ranked = "rank" in query.intents and "superlative" in query.asks
    if ranked and len(query.segments) == 1 and not query.metrics:
        return query  # the parts of a business in order: `ranking` finds what they share
    opened = query.intents & (_OPEN - {"where"} if query.unit is UnitKind.RANK else _OPEN)
    if "growth" in query.asks and ("compare" in query.intents or len(query.entities) > 1):
        opened -= {"summarise"}
    if query.metrics or opened or query.out_of_scope:
        return query
    return _of_rows(query, rows, left) if left else _of_slots(query, rows)


def _of_slots(query: Query, rows: RowFinder) -> Query:
    """`query` with the metric that its cues ask for, or that its rows share."""
    if ("other_base" in query.asks or query.source is SourceKind.CONSENSUS) and not query.segments:
        expected = (r.metric for r in rows.table if r.source is SourceKind.CONSENSUS)
        metric = next(expected, "")
        if metric:
            return replace(query, metrics=(metric,))
    planned = _planned_metric(query, rows)
    if planned:
        return replace(query, metrics=(planned,))
    common = _common_metric(query, rows)
    if common:
        return replace(query, metrics=(common,))
    return _of_rows(query, rows, ())


def _of_rows(query: Query, rows: RowFinder, left: tuple[str, ...]) -> Query:
    """`query` with the metric of the rows that are of the kind it asks for; where words are left
    over, of those whose sentences hold them."""
    wanted = _wanted(query)
    if wanted is None:
        return query
    plain = replace(query, figures=(), unit=None, scale=Decimal(0))
    own = replace(plain, entities=tuple(e for e in query.entities if e == rows.report.subject))
    found = [row for row in rows.table if wanted(row) and rows.agrees(own, row)]
    others = [e for e in query.entities if e != rows.report.subject]
    for entity in others:
        theirs = replace(plain, entities=(entity,))
        there = {r.metric for r in rows.table if wanted(r) and rows.agrees(theirs, r)}
        found = [row for row in found if row.metric in there] or [
            row for row in rows.table if row.metric in there and wanted(row)
        ]
    found = [row for row in found if told_in(left, row, rows)]
    if not found:
        return query
    metrics = [row.metric for row in sorted(found, key=lambda row: rows.distance(plain, row))]
    usual = _EACH if "average" in query.asks and query.unit is UnitKind.CURRENCY else "revenue"
    metric = usual if usual in metrics else metrics[0]
    measure = query.measure
    if measure is None and "growth" in query.asks:
        measure = Measure.YOY
    band = next((f for f in query.figures if any(in_band(f, row) for row in found)), None)
    rest = tuple(f for f in query.figures if f is not band) if query.band is None else query.figures
    if measure is Measure.SHARE and band is not None:
        measure = None
    return replace(query, metrics=(metric,), measure=measure, band=query.band or band, figures=rest)


def _planned_metric(query: Query, rows: RowFinder) -> str:
    """What there is both a plan and a result of, where the question asks for the gap between
    them and names the business alone."""
    if not query.asks & _TOWARD or not (query.segments or query.regions) or query.figures:
        return ""
    plain = replace(query, source=None, measure=None, periods=(), unit=None)
    agreeing = [row for row in rows.table if rows.agrees(plain, row)]
    results = {(r.metric, r.measure) for r in agreeing if r.source is SourceKind.REPORTED}
    plans = [row for row in agreeing if row.source is SourceKind.TARGET]
    both = (row.metric for row in plans if (row.metric, row.measure) in results)
    return next(both, "")


def _common_metric(query: Query, rows: RowFinder) -> str:
    """What businesses are measured by where a question only sets them against one another or
    asks for the largest: revenue, or the first amount that the report gives of each."""
    superlative = "superlative" in query.asks and not query.segments and not query.regions
    sized = bool(query.comparing) or "compare" in query.intents
    if not superlative and not (sized and len(query.segments) > 1):
        return ""
    if query.measure is not None or query.source is not None or query.unit is not None:
        return ""
    if query.figures or "growth" in query.asks or query.entities:
        return ""
    given: list[set[str]] = []
    order: dict[str, None] = {}
    for key in query.segments or ("",):
        plain = replace(query, segments=(key,) if key else ())
        there = [row for row in rows.table if _is_amount(row) and rows.agrees(plain, row)]
        given.append({row.metric for row in there})
        order.update(dict.fromkeys(row.metric for row in there))
    shared = set.intersection(*given)
    if any(word in fold(query.question) for word in listed("earning")):
        return _of_profit(query, rows)
    if "revenue" in shared:
        return "revenue"
    return "" if superlative else next((metric for metric in order if metric in shared), "")


def _of_profit(query: Query, rows: RowFinder) -> str:
    """What tells which business earns most: the first measure of profit that the report gives
    of each one named, or of at least two."""
    for metric in _PROFITS:
        given = {
            row.segment
            for row in rows.table
            if row.metric == metric and row.measure is Measure.LEVEL and rows.is_own(row)
            if row.source is SourceKind.REPORTED and row.segment
        }
        if set(query.segments) <= given if query.segments else len(given) > 1:
            return metric
    return ""


def _of_counts(query: Query) -> Query:
    """ "How many users did it lose": a number of users, not a loss of money."""
    if query.unit is not UnitKind.COUNT or len(query.metrics) < 2:
        return query
    names = vocabulary().names
    counted = tuple(
        key
        for key in query.metrics
        if key in names and any(unit.startswith("count") for unit in names[key].units)
    )
    return replace(query, metrics=counted) if counted else query


def _of_band(query: Query, rows: RowFinder) -> Query:
    """A share of a class of prices, where the report gives one of that class and not of the
    metric named: "what part of the phones sold cost over 3,000"."""
    asks_part = query.measure is Measure.SHARE or query.unit is UnitKind.PERCENT
    loose = asks_part or "market_share" in query.metrics
    if query.band is None or not query.metrics or not loose or rows.find(query):
        return query
    if any(word in fold(query.question) for word in _MARKET):
        return query
    plain = replace(query, measure=None, unit=None, metrics=())
    for row in rows.table:
        part = row.measure is Measure.LEVEL and row.figure.unit.kind is UnitKind.PERCENT
        if part and rows.agrees(plain, row):
            return replace(query, metrics=(row.metric,), measure=None)
    return query


def _is_amount(row: KpiRow) -> bool:
    return (
        row.measure is Measure.LEVEL
        and row.source is SourceKind.REPORTED
        and row.metric in amounts()
        and row.figure.unit.kind in (UnitKind.CURRENCY, UnitKind.COUNT)
    )


def _wanted(query: Query) -> Callable[[KpiRow], bool] | None:
    """What the rows must be for the metric to be inferred from them."""
    prices = [f for f in query.figures if f.unit.kind is UnitKind.CURRENCY]
    if prices and (query.measure is Measure.SHARE or query.unit is UnitKind.PERCENT):
        return lambda row: row.measure is Measure.LEVEL and any(in_band(f, row) for f in prices)
    if query.unit is UnitKind.RANK:
        return lambda row: row.measure is Measure.RANK
    if query.measure in _TELLING:
        return lambda row: row.measure is query.measure
    scoped = bool(query.segments or query.regions or query.entities or query.group_scope)
    growing = "growth" in query.asks or query.measure in (Measure.YOY, Measure.QOQ)
    growing = growing or (bool(query.direction) and query.yes_no and not query.figures)
    if growing and (scoped or query.measure is not None):
        wanted = (query.measure,) if query.measure else (Measure.YOY, Measure.CHANGE)
        return lambda row: row.measure in wanted and row.measure in COMPANIONS
    if query.segments and query.unit in (UnitKind.COUNT, UnitKind.CURRENCY):
        return lambda row: row.measure is Measure.LEVEL and row.figure.unit.kind is query.unit
    return None
