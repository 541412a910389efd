"""Several rows side by side, what the comparison comes to first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.change import is_before, moved
from assistant.answer.contrast import as_figure, contrasted, difference_between
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.state import state, told_once
from assistant.understand.query import Query
from assistant.words.lists import listed
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import fold

__all__ = ["as_figure", "compare", "compared", "one_each", "side_by_side"]

_SCOPES = ("segments", "regions", "entities")


def compare(query: Query, rows: RowFinder) -> Draft | None:
    """Two or more things side by side, with their difference; `None` for other questions."""
    chosen = compared(query, rows)
    if len(chosen) < 2:
        return None
    if query.from_to and len(chosen) == 2 and is_before(chosen[0], chosen[1]):
        told = moved(chosen[0], chosen[1], rows, query.language)
        if told is not None:
            return Draft((told,), "compare")
    return Draft(side_by_side(chosen, query, rows), "compare")


def side_by_side(chosen: Sequence[KpiRow], query: Query, rows: RowFinder) -> tuple[Statement, ...]:
    """What the comparison comes to first; then each row in its own sentence, unless the
    question asks for the difference alone and the first sentence holds both."""
    language = query.language
    facts = [state(row, rows, language) for row in chosen]
    if len(chosen) == 2:
        told = None
        if chosen[0].metric == chosen[1].metric or query.comparing or "compare" in query.intents:
            told = contrasted(chosen[0], chosen[1], rows, language)
            if told is not None and _asks_difference(query):
                return (told,)
            if told is not None:  # both values are told: only what a sentence adds to them
                more = [row for row in chosen if len(rows.fact(row).rows) > 1]
                facts = [state(row, rows, language) for row in more]
            told = told or difference_between(chosen[0], chosen[1], language)
        facts = [told, *facts] if told is not None else facts
    return told_once(facts)


def _asks_difference(query: Query) -> bool:
    """ "How much higher", "is it higher": the difference, and no more of either side."""
    if query.comparing or query.yes_no or "value" in query.asks:
        return True
    return any(word in fold(query.question) for word in listed("difference"))


def _is_amount(metrics: Sequence[str]) -> bool:
    """Whether the metrics are amounts, so that their growth is another thing than they are."""
    names = vocabulary().names
    return not any("percent" in names[key].units for key in metrics if key in names)


def _of_growth(query: Query) -> bool:
    """Whether it is the growth of things that is compared, not their size."""
    if "growth" not in query.asks or query.asks & {"plus", "minus"}:
        return False
    return any(word in fold(query.question) for word in listed("growing"))


def compared(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The rows that a question sets side by side: one for each name of the slot that holds
    several, or reported and expected, or the group and a business, or before and after."""
    if not query.metrics:
        return []
    if query.unit is UnitKind.POINT:  # of the difference, not of either side
        query = replace(query, unit=None)
    for slot in ("segments", "regions", "periods"):
        keys = getattr(query, slot)
        if len(keys) > 1:
            return one_each(query, rows, slot, [(key,) for key in keys])
    own = rows.report.subject
    others = [key for key in query.entities if key != own]
    if others and ("compare" in query.intents or len(query.entities) > 1):
        named = [own, *others] if own in query.entities or len(others) == 1 else others
        sides = one_each(query, rows, "entities", [(key,) for key in named])
        return _of_one_business(query, rows, sides)
    weighs = "compare" in query.intents or query.weighs
    expected = query.source is SourceKind.CONSENSUS and weighs
    if expected or "other_base" in query.asks:
        kinds = (SourceKind.REPORTED, SourceKind.CONSENSUS)
        return one_each(query, rows, "source", kinds)
    years = any(figure.unit.code == "year" and figure.value > 1 for figure in query.figures)
    if years and query.periods and "compare" in query.intents:
        plain = replace(query, figures=())
        two = (rows.find(plain), rows.find(replace(query, periods=())))
        dated = [side[0] for side in two if side]
        return dated if len(set(dated)) > 1 else []
    if query.from_to:
        both = _before_and_after(query, rows)
        if both:
            return both
    if query.bases and "compare" in query.intents and not query.direction:
        both = one_each(
            replace(query, measure=None), rows, "periods", [(p,) for p in _now_and(query, rows)]
        )
        if len(both) > 1:
            return both
    if query.revised:
        return one_each(query, rows, "source", (SourceKind.PRIOR_TARGET, SourceKind.TARGET))
    if query.group_scope and query.segments and "compare" in query.intents:
        whole = replace(query, segments=())
        part = replace(query, group_scope=False)
        found = [found[0] for one in (whole, part) if (found := rows.find(one))]
        return found if len(set(found)) > 1 else []
    if "previous" in query.asks and "compare" in query.intents and not query.periods:
        return []
    if len(query.metrics) > 1:
        return one_each(query, rows, "metrics", [(key,) for key in query.metrics])
    return []


def _before_and_after(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The level at two times (or the old and the new plan), the earlier first."""
    found = [r for r in rows.find(replace(query, measure=None)) if r.measure is Measure.LEVEL]
    for one in found:
        for other in found:
            same = (one.metric, one.segment, one.region) == (
                other.metric,
                other.segment,
                other.region,
            )
            if not same or one.entity != other.entity:
                continue
            if one.source is SourceKind.PRIOR_TARGET and other.source is SourceKind.TARGET:
                return [one, other]
            dated = one.period is not None and other.period is not None
            if dated and one.source is other.source and one.period < other.period:  # type: ignore[operator]
                return [one, other]
    return []


def _now_and(query: Query, rows: RowFinder) -> tuple[Period, ...]:
    """The period asked about and the one it is measured from."""
    now = query.periods or ((rows.report.period,) if rows.report.period else ())
    return (*now, *query.bases)


def _of_one_business(query: Query, rows: RowFinder, found: list[KpiRow]) -> list[KpiRow]:
    """The subject's row for the business that the other company's is of."""
    if len(found) < 2 or found[0].segment == found[1].segment or query.segments:
        return found
    alike = replace(query, entities=(), segments=(found[1].segment,))
    own = [row for row in rows.find(alike) if row.measure is found[1].measure]
    return [own[0], *found[1:]] if own else found


def one_each(query: Query, rows: RowFinder, slot: str, values: Sequence[object]) -> list[KpiRow]:
    """The nearest row for each value of one slot, in the order of the values."""
    found: list[KpiRow] = []
    for value in values:
        narrowed = replace(query, **{slot: value})  # type: ignore[arg-type]
        if slot == "entities" and value != (rows.report.subject,):
            narrowed = replace(narrowed, segments=())
        matching = rows.find(narrowed)
        levels = [row for row in matching if row.measure is Measure.LEVEL]
        wanted = query.measure if query.measure in (Measure.YOY, Measure.QOQ) else None
        if wanted is None and slot in _SCOPES and _of_growth(query):
            wanted = Measure.YOY if _is_amount(query.metrics) else None
        best = next((row for row in matching if row.measure is wanted), None)
        best = best or (levels[0] if levels else matching[0] if matching else None)
        if best is not None and best not in found:
            found.append(best)
    return found
