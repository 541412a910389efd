"""Declared formulas, and sums, differences and ratios over the figures that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.calculation import calculated
from assistant.answer.compare import one_each
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder, formulas, related
from assistant.answer.state import state
from assistant.answer.workings import said
from assistant.check.derive import Result, difference, product, ratio, total
from assistant.check.tolerance import comparable
from assistant.understand.own_names import named
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import subject_text
from corpus.kpi import KpiRow, Measure

# Signs between two metrics that are named, and 減 where no word of change follows.
_DIVISION = re.compile(r"\s[/÷]\s|÷|\bas (?:a )?(?:%|pct|percent) of\b")
_HAN = r"[\u4e00-\u9fff]"
_MINUS = re.compile(rf"\s[-−–]\s|(?<={_HAN})[减減](?![少去掉慢值持弱幅低緩缓虧亏])(?={_HAN})")
_PLUS = re.compile(rf"\s[+＋]\s|(?<={_HAN})加(?![起權权總总大快上速強强])(?={_HAN})")


def by_formula(query: Query, rows: RowFinder) -> Draft | None:
    """A metric that the report lacks, by the formula that defines it."""
    if len(query.metrics) > 1:
        return _by_its_operands(query, rows)
    if rows.find(query, exact=True):
        return None
    for metric in (query.metrics[0], *related(query.metrics[0])):
        for name, formula, one, other in formulas():
            drafted = _followed(query, rows, formula, one, other, name) if name == metric else None
            if drafted is not None:
                return drafted
    return None


def _by_its_operands(query: Query, rows: RowFinder) -> Draft | None:
    """A metric that the report lacks, asked for with what it follows from ("the tax rate that
    profit and tax imply")."""
    if "compute" not in query.intents and not said(query.question, "worked_back"):
        return None
    for name, formula, one, other in formulas():
        if name not in query.metrics or not {one, other} & (set(query.metrics) - {name}):
            continue
        alone = replace(query, metrics=(name,), intents=frozenset())
        if rows.find(alone, exact=True):
            continue
        drafted = _followed(alone, rows, formula, one, other, name)
        if drafted is not None:
            return drafted
    return None


def _followed(
    query: Query, rows: RowFinder, formula: str, one: str, other: str, metric: str
) -> Draft | None:
    """`metric` by one formula, where the report has both operands of one time."""
    plain = replace(query, measure=None)
    candidates = [
        levels(rows.find(replace(plain, metrics=(key,)), exact=True)) for key in (one, other)
    ]
    operands = _of_one_time(*candidates)
    result = _formula(formula, operands) if operands else None
    if result is None:
        return None
    shown = named(replace(operands[0], metric=metric), rows, query.language)
    return calculated(query, rows, result, operands, subject_text(shown, query.language))


def _of_one_time(ones: Sequence[KpiRow], others: Sequence[KpiRow]) -> list[KpiRow]:
    """The first two operands that speak of the same time and come from the same source: a
    year's plan over a quarter's result is no ratio."""
    for one in ones:
        for other in others:
            if same_time(one, other):
                return [one, other]
    return []


def same_time(one: KpiRow, other: KpiRow) -> bool:
    """Whether two rows are of one source and one time; what stands at a day goes with the
    period that the day ends."""
    if one.source is not other.source:
        return False
    if one.period is None or other.period is None or one.period == other.period:
        return one.period == other.period
    a_day = min(one.period.month_count, other.period.month_count) == 1
    return a_day and one.period.end == other.period.end


def _formula(formula: str, operands: Sequence[KpiRow]) -> Result | None:
    one, other = operands[0].figure, operands[1].figure
    if formula == "product":
        return product(one, other)
    if formula == "difference":
        return difference(one, other) if comparable(one.unit, other.unit) else None
    return ratio(one, other, percent=formula == "share")


def arithmetic(query: Query, rows: RowFinder) -> Draft | None:
    """Sums, differences, shares and ratios over the figures that the question names."""
    query = _with_signs(query)
    over = _divides(query)
    calculates = "compute" in query.intents or query.asks & {"plus", "minus", "times", "over"}
    if not calculates and not over:
        return None
    query = replace(query, measure=None)
    chosen: list[KpiRow] = []
    if len(query.metrics) > 1:
        chosen = _of_the_metrics(query, rows)
    elif len(query.segments) > 1:
        chosen = one_each(query, rows, "segments", [(key,) for key in query.segments])
    chosen = list(dict.fromkeys(levels(chosen)))
    if len(chosen) < 2:
        return None
    if len(chosen) > 2 and {"plus", "minus"} <= query.asks:
        return None  # which sign goes with which is not known
    pair = chosen[:2]
    if not same_time(pair[0], pair[1]):
        return _not_together("operands_mixed", query, rows, pair)
    same = all(comparable(row.figure.unit, chosen[0].figure.unit) for row in chosen)
    if "times" in query.asks:
        result = product(pair[0].figure, pair[1].figure)
        return None if result is None else calculated(query, rows, result, pair)
    if same and "minus" in query.asks:
        subject = phrase("difference_of", query.language)
        result = difference(pair[0].figure, pair[1].figure)
        return calculated(query, rows, result, pair, subject)
    if same and "plus" in query.asks:
        subject = phrase("sum_of", query.language)
        return calculated(query, rows, total([row.figure for row in chosen]), chosen, subject)
    kinds = {row.figure.unit.kind for row in pair}
    if len(kinds) == 1 and not same:
        return _not_together("operands_unlike", query, rows, pair)
    result = ratio(pair[0].figure, pair[1].figure, percent=same and len(kinds) == 1)
    if result is None or not (same or result.formula == "per unit"):
        return None  # units without a quotient that means something
    subject = ""
    if result.formula == "share":
        names = [subject_text(row, query.language, entity=n == 0) for n, row in enumerate(pair)]
        subject = phrase("part_of", query.language, one=names[0], other=names[1])
    return calculated(query, rows, result, pair, subject)


def _with_signs(query: Query) -> Query:
    """A question with what the signs between its metrics ask for."""
    if max(len(query.metrics), len(query.segments)) < 2:
        return query
    asks = query.asks
    asks |= {"minus"} if _MINUS.search(query.question) else set()
    asks |= {"plus"} if _PLUS.search(query.question) else set()
    return replace(query, asks=asks)


def _divides(query: Query) -> bool:
    """Whether a question divides one figure by another: words, or a sign between them."""
    if len(query.metrics) < 2:
        return False
    asked = query.measure in (Measure.SHARE, Measure.PER_UNIT) or "per_unit" in query.asks
    return asked or bool(_DIVISION.search(query.question))


def _of_the_metrics(query: Query, rows: RowFinder) -> list[KpiRow]:
    """A row for each metric named, of one time and source where the report has such."""
    found = [levels(rows.find(replace(query, metrics=(key,)))) for key in query.metrics]
    if len(found) == 2:
        together = _of_one_time(*found)
        if together:
            return together
    return [given[0] for given in found if given]


def _not_together(key: str, query: Query, rows: RowFinder, pair: Sequence[KpiRow]) -> Draft:
    """Says why two figures give no ratio, then gives both."""
    names = [subject_text(row, query.language) for row in pair]
    lead = phrase(key, query.language, one=names[0], other=names[1])
    facts = [replace(state(row, rows, query.language), bullet=True) for row in pair]
    return Draft((Statement(lead[:1].upper() + lead[1:]), *facts), "compute")


def levels(rows: Sequence[KpiRow]) -> list[KpiRow]:
    return [row for row in rows if row.measure is Measure.LEVEL and not row.figure.is_range]
