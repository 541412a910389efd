"""Several rows side by side: comparisons, rankings, one row a business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.derive import Result, difference, ratio
from assistant.draft import Draft, Statement
from assistant.find import RowFinder
from assistant.phrases import phrase
from assistant.query import Query
from assistant.state import state
from assistant.tolerance import comparable
from assistant.write.numbers import figure_text, period_text, row_value, subject_text
from corpus.figure import Figure, Qualifier, Span, Unit, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import Language, fold

_MULTIPLE_FROM = Decimal("1.5")
_LOW_WORDS = (
    "lowest",
    "smallest",
    "slowest",
    "least",
    "worst",
    "最低",
    "最小",
    "最慢",
    "最少",
    "由低",
)


def compare(query: Query, rows: RowFinder) -> Draft | None:
    """Two or more things side by side, with their difference; `None` for other questions."""
    chosen = compared(query, rows)
    if len(chosen) < 2:
        return None
    language = query.language
    statements = [state(row, rows, language) for row in chosen]
    one, other = chosen[0], chosen[1]
    if len(chosen) == 2 and comparable(one.figure.unit, other.figure.unit):
        told = difference_between(one, other, language)
        if told is not None:
            statements.append(told)
    return Draft(tuple(dict.fromkeys(statements)), "compare")


def compared(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The rows that a question sets side by side: one for each name of the slot that holds
    several, or reported and expected, or the group and a business, or before and after."""
    if not query.metrics:
        return []
    for slot in ("segments", "regions", "periods"):
        keys = getattr(query, slot)
        if len(keys) > 1:
            return one_each(query, rows, slot, [(key,) for key in keys])
    own = rows.report.subject
    others = [key for key in query.entities if key != own]
    if others and ("compare" in query.intents or len(query.entities) > 1):
        sides = one_each(query, rows, "entities", [(own,), *((key,) for key in others)])
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
        best = next((row for row in matching if row.measure is wanted), None)
        best = best or (levels[0] if levels else matching[0] if matching else None)
        if best is not None and best not in found:
            found.append(best)
    return found


def difference_between(one: KpiRow, other: KpiRow, language: Language) -> Statement | None:
    """How far two rows of one metric lie apart, in words; `None` where that says nothing."""
    if one.figure.is_range or other.figure.is_range or one.metric != other.metric:
        return None
    high, low = (one, other) if one.figure.value >= other.figure.value else (other, one)
    result = difference(high.figure, low.figure)
    if not result.value:
        return None
    names = _distinct_names(high, low, language)
    quantum = max(one.figure.quantum, other.figure.quantum)
    value = figure_text(as_figure(result, quantum), language)
    text = phrase("higher", language, one=names[0], other=names[1], value=value)
    times = ratio(high.figure, low.figure)
    amounts = result.kind in (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
    if times is not None and amounts and times.value >= _MULTIPLE_FROM:
        said = figure_text(as_figure(times, Decimal("0.1")), language)
        more = phrase("times", language, one=names[0], other=names[1], value=said)
        text += (" " if language == "en" else "") + more
    return Statement(text, rows=(high, low))


def _distinct_names(one: KpiRow, other: KpiRow, language: Language) -> tuple[str, str]:
    """Names that tell two rows apart, by who says it where nothing else does."""
    names = [subject_text(row, language) for row in (one, other)]
    if names[0] == names[1]:
        labels = [phrase(f"says_{row.source.value}", language) for row in (one, other)]
        if one.source is other.source:
            labels = [
                period_text(row.period, language) if row.period else "" for row in (one, other)
            ]
        names = [f"{name} ({label})" for name, label in zip(names, labels, strict=True)]
    return names[0][:1].upper() + names[0][1:], names[1]


def as_figure(result: Result, quantum: Decimal) -> Figure:
    """A computed value as a figure, rounded to `quantum`; "about" where that moved it."""
    value = (result.value / quantum).quantize(Decimal(1), rounding=ROUND_HALF_UP) * quantum
    moved = Qualifier.EXACT if value == result.value else Qualifier.ABOUT
    unit = Unit(result.kind, result.code)
    return Figure(value, unit, "", Span(0, 0), quantum, qualifier=moved)


def rank(query: Query, rows: RowFinder) -> Draft | None:
    """Businesses or companies in order, or one a line; `None` for other questions."""
    each = bool(query.asks & {"each_segment", "each_company"})
    if not query.metrics and "each_segment" in query.asks:
        query = replace(query, metrics=("revenue",))
    if not query.metrics and "rank" in query.intents and "growth" in query.asks:
        query = replace(query, metrics=("revenue",))  # "which business grew fastest?"
    if not query.metrics or not ("rank" in query.intents or each) or len(query.entities) > 1:
        return None
    if query.segments and "each_company" not in query.asks:
        return None
    found = _by_company(query, rows) if "each_company" in query.asks else by_segment(query, rows)
    if len(found) < 2:
        return None
    if "rank" not in query.intents:
        return Draft(tuple(_bullets(found, rows, query)), "list")
    lowest = _asks_lowest(query)
    found.sort(key=lambda row: row.figure.value, reverse=not lowest)
    winner = found[0]
    name = vocabulary().label(winner.segment, query.language)
    if "each_company" in query.asks:
        name = subject_text(winner, query.language, metric=False)
    key = "lowest" if lowest else "highest"
    metric = vocabulary().label(winner.metric, query.language)
    if winner.measure is not Measure.LEVEL:
        metric = phrase("growth_of", query.language, metric=metric)
    value = row_value(winner, query.language)
    text = phrase(key, query.language, metric=metric, name=name, value=value)
    return Draft((Statement(text, rows=(winner,)), *_bullets(found, rows, query)), "compare")


def in_order(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The businesses of the report by the metric of `query`, the one asked for first."""
    found = by_segment(query, rows)
    return sorted(found, key=lambda row: row.figure.value, reverse=not _asks_lowest(query))


def _asks_lowest(query: Query) -> bool:
    return any(fold(word) in fold(query.question) for word in _LOW_WORDS)


def _bullets(found: Sequence[KpiRow], rows: RowFinder, query: Query) -> list[Statement]:
    return [replace(state(row, rows, query.language), bullet=True) for row in found]


def by_segment(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The nearest row of each top business, in the order of the report."""
    narrowed = replace(query, entities=(), segments=(), group_scope=False)
    return _distinct(query, rows, [row for row in rows.find(narrowed) if row.segment], "segment")


def _by_company(query: Query, rows: RowFinder) -> list[KpiRow]:
    companies = {row.entity for row in rows.table if row.entity not in ("", "industry")}
    narrowed = replace(query, entities=tuple(companies), segments=())
    found = [row for row in rows.find(narrowed) if row.entity]
    others = {row.segment for row in found if row.entity != rows.report.subject}
    alike = [row for row in found if not others or row.segment in others]
    return _distinct(query, rows, alike, "entity")


def _plain(found: Sequence[KpiRow], slot: str, measure: Measure) -> dict[str, KpiRow]:
    """The first row of a measure for each name in `slot`, over all regions."""
    distinct: dict[str, KpiRow] = {}
    for row in found:
        plain = row.measure is measure and not row.figure.is_range
        stated = row.source in (SourceKind.REPORTED, SourceKind.OTHER)
        if plain and stated and row.region in ("", "global"):
            distinct.setdefault(getattr(row, slot), row)
    return distinct


def _distinct(query: Query, rows: RowFinder, found: Sequence[KpiRow], slot: str) -> list[KpiRow]:
    """One row for each name in `slot`: levels, or growth where that is asked."""
    asked = query.measure if query.measure in (Measure.YOY, Measure.QOQ) else None
    if asked is None and "growth" in query.asks:
        asked = Measure.YOY
    distinct = _plain(found, slot, Measure.LEVEL)
    changes = _plain(found, slot, asked) if asked is not None else {}
    if len(changes) >= max(2, len(distinct)):
        distinct = changes  # else the levels, each stated with its own change
    words = vocabulary()
    kept = [
        row
        for key, row in distinct.items()
        if not any(other != key and words.within(key, other) for other in distinct)
    ]
    kept = [row for row in kept if comparable(row.figure.unit, kept[0].figure.unit)]
    return sorted(kept, key=lambda row: rows.table.rows.index(row))
