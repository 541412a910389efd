"""Two rows set against each other in one sentence, the conclusion first."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.answer.draft import Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import first_legible
from assistant.check.derive import Result, difference, ratio
from assistant.check.tolerance import comparable
from assistant.understand.own_names import named
from assistant.words.phrases import phrase
from assistant.write.numbers import (
    figure_text,
    in_period,
    period_text,
    row_value,
    subject_text,
    was,
)
from corpus.figure import Figure, Qualifier, Span, Unit, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.script import Language

_MULTIPLE_FROM = Decimal("1.5")
_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
_MORE = (Qualifier.OVER, Qualifier.AT_LEAST)
_SAID = {
    SourceKind.CONSENSUS: "side_consensus",
    SourceKind.TARGET: "side_target",
    SourceKind.PRIOR_TARGET: "side_prior_target",
    SourceKind.FORECAST: "side_forecast",
}


def as_figure(result: Result, quantum: Decimal) -> Figure:
    """A computed value as a figure, rounded to `quantum`; "about" where that moved it."""
    value = (result.value / quantum).quantize(Decimal(1), rounding=ROUND_HALF_UP) * quantum
    moved = Qualifier.EXACT if value == result.value else Qualifier.ABOUT
    unit = Unit(result.kind, result.code)
    return Figure(value, unit, "", Span(0, 0), quantum, qualifier=moved)


def contrasted(one: KpiRow, other: KpiRow, rows: RowFinder, language: Language) -> Statement | None:
    """Both values and how far they lie apart, in one sentence; `None` where that says nothing
    or the figure check could not follow it."""
    pair = _ordered(one, other)
    if pair is None:
        return None
    high, low = pair
    apart = _apart(high, low, language)
    times = _times(high, low, language)
    period = high.period if high.period == low.period else None
    candidates = []
    worded = named(high, rows, language), named(low, rows, language)
    for names in _namings(*worded, language):
        values = [row_value(row, language) for row in pair]
        dated = [
            f"{name} ({value})" if language == "en" else f"{name}（{value}）"
            for name, value in zip(names, values, strict=True)
        ]
        text = phrase(
            "higher", language, one=dated[0], other=dated[1], value=apart, was=_verb(high)
        )
        stop = text[-1]
        more = phrase("times_short", language, value=times) if times else ""
        lead = in_period(period, language) if period else ""
        whole = lead + (text[:1].upper() + text[1:] if not lead else text)
        candidates += [whole[:-1] + more + stop] if more else []
        candidates.append(whole)
    best = first_legible(candidates, rows, language)
    return Statement(best, rows=pair) if best else None


def difference_between(one: KpiRow, other: KpiRow, language: Language) -> Statement | None:
    """How far two rows lie apart, in words; `None` where that says nothing."""
    pair = _ordered(one, other)
    if pair is None:
        return None
    high, low = pair
    names = _namings(high, low, language)[0]
    apart = _apart(high, low, language)
    text = phrase("higher", language, one=names[0], other=names[1], value=apart, was=_verb(high))
    times = _times(high, low, language)
    if times:
        more = phrase("times_short", language, value=times)
        text = text[:-1] + more + text[-1]
    return Statement(text[:1].upper() + text[1:], rows=pair)


def _ordered(one: KpiRow, other: KpiRow) -> tuple[KpiRow, KpiRow] | None:
    """The higher row, then the lower; `None` where they do not compare."""
    if one.figure.is_range or other.figure.is_range or one.measure is not other.measure:
        return None
    if not comparable(one.figure.unit, other.figure.unit):
        return None
    if one.figure.value == other.figure.value:
        return None
    falling = one.direction == "down", other.direction == "down"
    if any(falling):
        return None  # "fell 3%" against "rose 5%" is no plain difference
    return (one, other) if one.figure.value > other.figure.value else (other, one)


def _apart(high: KpiRow, low: KpiRow, language: Language) -> str:
    quantum = max(high.figure.quantum, low.figure.quantum)
    result = difference(high.figure, low.figure)
    apart = as_figure(result, quantum)
    if high.figure.qualifier in _MORE and low.figure.qualifier is Qualifier.EXACT:
        apart = replace(apart, qualifier=Qualifier.OVER)
    return figure_text(apart, language)


def _times(high: KpiRow, low: KpiRow, language: Language) -> str:
    """How many times the lower the higher is, where that is telling; else ""."""
    times = ratio(high.figure, low.figure)
    if times is None or high.figure.unit.kind not in _AMOUNTS or times.value < _MULTIPLE_FROM:
        return ""
    if high.measure is not Measure.LEVEL:
        return ""
    return figure_text(as_figure(times, Decimal("0.1")), language)


def _namings(high: KpiRow, low: KpiRow, language: Language) -> list[tuple[str, str]]:
    """Ways to name both, the shortest first; the company is named once where it is one."""
    full = _distinct_names(high, low, language)
    if high.entity != low.entity or not high.entity:
        return [full]
    inner = _measured(low, language, entity=False)
    same_thing = subject_text(high, language) == subject_text(low, language)
    if same_thing and low.source is not high.source:
        said = low if low.source in _SAID else high
        name = phrase(_SAID[said.source], language) if said.source in _SAID else ""
        plain = subject_text(high, language)
        pair = (plain, name) if said is low else (name, plain)
        return [pair, full] if name else [full]
    if same_thing:
        return [full]
    own = language == "en" and low.measure is Measure.LEVEL
    return [(full[0], f"its {inner}" if own else inner), full]


def _distinct_names(one: KpiRow, other: KpiRow, language: Language) -> tuple[str, str]:
    """Names that tell two rows apart, by who says it where nothing else does."""
    names = [_measured(row, language) for row in (one, other)]
    if names[0] == names[1]:
        labels = [phrase(f"says_{row.source.value}", language) for row in (one, other)]
        if one.source is other.source:
            labels = [
                period_text(row.period, language) if row.period else "" for row in (one, other)
            ]
            if language == "en":
                return f"{names[0]} in {labels[0]}", f"in {labels[1]}"
            return f"{labels[0]}{names[0]}", labels[1]
        names = [f"{name} ({label})" for name, label in zip(names, labels, strict=True)]
    return names[0], names[1]


def _verb(row: KpiRow) -> str:
    return was(row) if row.measure is Measure.LEVEL else "was"


def _measured(row: KpiRow, language: Language, *, entity: bool = True) -> str:
    """What a row speaks of; that of a change is the growth of it."""
    name = subject_text(row, language, entity=entity)
    if row.measure in (Measure.YOY, Measure.QOQ, Measure.CHANGE):
        if language == "en" and not entity:
            name = f"its {name}"
        return phrase("growth_in", language, metric=name)
    return name
