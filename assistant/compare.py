"""Comparisons, rankings and computations over rows, with their proofs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.derive import Result, difference, ratio, total
from assistant.draft import Draft, Statement
from assistant.find import RowFinder
from assistant.phrases import phrase
from assistant.question import Query
from assistant.tolerance import comparable
from assistant.write.numbers import figure_text, subject_text
from assistant.write.sentences import can_compose, sentence
from corpus.figure import Figure, Qualifier, Span, Unit, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import Language

_LOW_WORDS = frozenset(
    {"lowest", "smallest", "slowest", "least", "worst", "最低", "最小", "最慢", "最少"}
)
_MULTIPLE_FROM = Decimal("1.5")


def compare(query: Query, rows: RowFinder) -> Draft | None:
    """Two or more things side by side, with their difference; `None` for other questions."""
    chosen = _compared(query, rows)
    if len(chosen) < 2:
        return None
    language = query.language
    statements = [_statement(row, rows, language) for row in chosen]
    one, other = chosen[0], chosen[1]
    if len(chosen) == 2 and comparable(one.figure.unit, other.figure.unit):
        told = _difference(one, other, language)
        if told is not None:
            statements.append(told)
    return Draft(tuple(statements), "compare")


def _compared(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The rows that a question sets side by side: one for each name of the slot that holds
    several, or target and actual, or this and the earlier period."""
    if not query.metrics:
        return []
    for slot in ("segments", "regions", "periods"):
        keys = getattr(query, slot)
        if len(keys) > 1:
            return _one_each(query, rows, slot, [(key,) for key in keys])
    others = [key for key in query.entities if key != rows.report.subject]
    if others and ("compare" in query.intents or len(query.entities) > 1):
        own = rows.report.subject
        return _one_each(query, rows, "entities", [(own,), *((key,) for key in others)])
    if len(query.metrics) > 1 and "compare" in query.intents:
        return _one_each(query, rows, "metrics", [(key,) for key in query.metrics])
    if query.source is SourceKind.CONSENSUS or "other_base" in query.asks:
        return _one_each(
            query,
            rows,
            "source",
            [SourceKind.REPORTED, SourceKind.CONSENSUS],  # type: ignore[list-item]
        )
    return []


def _one_each(query: Query, rows: RowFinder, slot: str, values: Sequence[object]) -> list[KpiRow]:
    found: list[KpiRow] = []
    for value in values:
        narrowed = replace(query, **{slot: value})  # type: ignore[arg-type]
        if slot == "entities" and value != (rows.report.subject,):
            narrowed = replace(narrowed, segments=())
        matching = [row for row in rows.find(narrowed) if row.measure is Measure.LEVEL] or list(
            rows.find(narrowed)
        )
        if matching and matching[0] not in found:
            found.append(matching[0])
    return found


def _statement(row: KpiRow, rows: RowFinder, language: Language) -> Statement:
    fact = rows.fact(row)
    if not can_compose(row):
        fact = replace(fact, rows=(row,))
    return Statement(sentence(fact, language), rows=fact.rows)


def _difference(one: KpiRow, other: KpiRow, language: Language) -> Statement | None:
    if one.figure.is_range or other.figure.is_range or one.metric != other.metric:
        return None
    high, low = (one, other) if one.figure.value >= other.figure.value else (other, one)
    result = difference(high.figure, low.figure)
    if not result.value:
        return None
    names = _distinct_names(high, low, language)
    text = phrase(
        "higher",
        language,
        one=names[0],
        other=names[1],
        value=figure_text(
            as_figure(result, min(one.figure.quantum, other.figure.quantum)), language
        ),
    )
    times = ratio(high.figure, low.figure)
    if (
        times is not None
        and times.value >= _MULTIPLE_FROM
        and times.kind is UnitKind.MULTIPLE
        and result.kind is not UnitKind.POINT
    ):
        text += (" " if language == "en" else "") + phrase(
            "times",
            language,
            one=names[0],
            other=names[1],
            value=figure_text(as_figure(times, Decimal("0.1")), language),
        )
    return Statement(text, rows=(high, low))


def _distinct_names(one: KpiRow, other: KpiRow, language: Language) -> tuple[str, str]:
    """Names that tell two rows apart: only what differs, capital first."""
    names = [subject_text(row, language) for row in (one, other)]
    if names[0] == names[1]:
        labels = [phrase(f"says_{row.source.value}", language) for row in (one, other)]
        names = [f"{name} ({label})" for name, label in zip(names, labels, strict=True)]
    return names[0][:1].upper() + names[0][1:], names[1]


def as_figure(result: Result, quantum: Decimal) -> Figure:
    """A computed value as a figure, rounded to `quantum`."""
    value = (result.value / quantum).quantize(Decimal(1), rounding=ROUND_HALF_UP) * quantum
    return Figure(
        value=value,
        unit=Unit(result.kind, result.code),
        text="=",
        span=Span(0, 0),
        quantum=quantum,
        qualifier=Qualifier.EXACT,
    )


def rank(query: Query, rows: RowFinder) -> Draft | None:
    """Which business, company or region has the most; `None` for other questions."""
    if "rank" not in query.intents or not query.metrics or query.segments:
        return None
    narrowed = replace(query, entities=())
    wanted = query.measure if query.measure in (Measure.YOY, Measure.QOQ, Measure.SHARE) else None
    if wanted is None:
        wanted = Measure.YOY if "growth" in query.asks else Measure.LEVEL
    level = [
        row
        for row in rows.find(narrowed)
        if row.measure is wanted and row.segment and not row.detail and not row.figure.is_range
    ]
    distinct: dict[str, KpiRow] = {}
    for row in level:
        distinct.setdefault(row.segment, row)
    top = [row for row in distinct.values() if not _has_parent_in(row.segment, distinct)]
    top = [row for row in top if comparable(row.figure.unit, top[0].figure.unit)]
    if len(top) < 2:
        return None
    top.sort(key=lambda row: row.figure.value, reverse=True)
    lowest = any(word in query.question.lower() for word in _LOW_WORDS)
    winner = top[-1] if lowest else top[0]
    text = phrase(
        "lowest" if lowest else "highest",
        query.language,
        name=vocabulary().label(winner.segment, query.language),
        value=figure_text(winner.figure, query.language),
    )
    ordered = list(reversed(top)) if lowest else top
    statements = [Statement(text, rows=(winner,))]
    for row in ordered:
        fact = rows.fact(row)
        statements.append(Statement(sentence(fact, query.language), rows=fact.rows, bullet=True))
    return Draft(tuple(statements), "compare")


def _has_parent_in(segment: str, among: dict[str, KpiRow]) -> bool:
    words = vocabulary()
    return any(other != segment and words.within(segment, other) for other in among)


def compute(query: Query, rows: RowFinder) -> Draft | None:
    """Ratios, sums, differences and shares over named figures; `None` for other questions."""
    if "compute" not in query.intents and query.measure is not Measure.SHARE:
        return None
    chosen = _operands(query, rows)
    if len(chosen) < 2:
        return None
    results = _results(query, chosen)
    if results is None:
        return None
    result, operands, quantum = results
    language = query.language
    statements = [_statement(row, rows, language) for row in operands]
    value = figure_text(as_figure(result, quantum), language)
    names = " − " if result.formula == "difference" else " + " if result.formula == "sum" else " ÷ "
    shown = names.join(figure_text(row.figure, language, bounds=False) for row in operands)
    joint = " ≈ " if result.formula not in ("difference", "sum") else " = "
    statements.append(
        Statement(shown + joint + value + ("." if language == "en" else "。"), rows=tuple(operands))
    )
    return Draft(tuple(statements), "compute")


def _operands(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The level rows of each metric, and of each business, that the question names."""
    found: list[KpiRow] = []
    if len(query.metrics) > 1:
        found = _one_each(query, rows, "metrics", [(key,) for key in query.metrics])
    elif len(query.segments) > 1:
        found = _one_each(query, rows, "segments", [(key,) for key in query.segments])
    elif query.measure is Measure.SHARE and query.metrics and (query.segments or query.regions):
        stated = [row for row in rows.find(query) if row.measure is Measure.SHARE]
        if stated:
            return []
        whole = replace(query, segments=(), regions=(), group_scope=True, measure=None)
        part = replace(query, measure=None)
        for one in (part, whole):
            levels = [row for row in rows.find(one) if row.measure is Measure.LEVEL]
            found += levels[:1]
    return [row for row in found if row.measure is Measure.LEVEL and not row.figure.is_range]


def _results(query: Query, chosen: list[KpiRow]) -> tuple[Result, list[KpiRow], Decimal] | None:
    text = query.question.lower()
    pair = chosen[:2]
    same_unit = all(comparable(row.figure.unit, chosen[0].figure.unit) for row in chosen)
    quantum = max(row.figure.quantum for row in chosen)
    if same_unit and any(
        word in text for word in ("minus", "less", "減去", "减去", "difference", "相差")
    ):
        return difference(pair[0].figure, pair[1].figure), pair, quantum
    if same_unit and any(
        word in text
        for word in ("plus", "sum", "add", "combined", "total", "之和", "合計", "合计", "加")
    ):
        return total([row.figure for row in chosen]), chosen, quantum
    percent = same_unit and (
        query.measure is Measure.SHARE
        or any(word in text for word in ("percent", "%", "share", "比", "率", "margin", "divided"))
    )
    result = ratio(pair[0].figure, pair[1].figure, percent=percent)
    if result is None:
        return None
    return result, pair, Decimal("0.1") if percent or result.kind is UnitKind.MULTIPLE else quantum
