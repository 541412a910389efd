"""What follows from one figure in several reports, in words, with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.answer.compare import as_figure
from assistant.check.derive import Result, difference, growth
from assistant.library.library_words import say
from assistant.results import FigureCheck, Proof, Verdict
from assistant.write.numbers import figure_text, period_text, row_value
from corpus.figure import Figure, Span, UnitKind
from corpus.kpi import KpiRow
from corpus.kpi_names import vocabulary
from corpus.script import Language

_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Side:
    """One figure with what to call its side: a company, a period or a report."""

    name: str
    row: KpiRow


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A sentence on several rows, and the verdicts on its figures, spans in the sentence."""

    text: str
    rows: tuple[KpiRow, ...]
    checks: tuple[FigureCheck, ...] = ()


def compared(sides: Sequence[Side], language: Language) -> Conclusion | None:
    """How the figures of several companies stand to one another; `None` for a single one."""
    if len(sides) < 2 or any(side.row.figure.is_range for side in sides):
        return None
    rows = tuple(side.row for side in sides)
    if not all(rows[0].figure.unit == row.figure.unit for row in rows):
        return Conclusion(say("unlike", language), ())
    metric = vocabulary().label(rows[0].metric, language)
    ordered = sorted(sides, key=lambda side: -signed(side.row))
    high, low = ordered[0], ordered[-1]
    if signed(high.row) == signed(low.row):
        text = say("same", language, one=high.name, other=low.name, metric=metric)
        return Conclusion(text, (high.row, low.row))
    sentence = _Sentence(language)
    if len(sides) == 2:
        result = difference(_plain(high.row), _plain(low.row))
        text = sentence.say(
            "higher",
            one=high.name,
            other=low.name,
            metric=metric,
            value=_derived(result, high.row, low.row, "−"),
        )
        return Conclusion(text, (high.row, low.row), sentence.checks(text))
    text = sentence.say(
        "highest",
        metric=metric,
        one=high.name,
        other=low.name,
        value=_stated(high.row),
        low=_stated(low.row),
    )
    return Conclusion(text, (high.row, low.row), sentence.checks(text))


def moved(sides: Sequence[Side], language: Language) -> Conclusion | None:
    """How a figure went from the first of `sides` to the last; `None` for a single one."""
    if len(sides) < 2 or any(side.row.figure.is_range for side in sides):
        return None
    first, last = sides[0].row, sides[-1].row
    if first.figure.unit != last.figure.unit:
        return Conclusion(say("unlike", language), ())
    sentence = _Sentence(language)
    metric = subject_of(first, language)
    places = {"metric": metric, "start": sides[0].name, "end": sides[-1].name}
    if signed(first) == signed(last):
        text = sentence.say("unmoved", **places, first=_stated(first))
        return Conclusion(text, (first, last), sentence.checks(text))
    key = "rose" if signed(last) > signed(first) else "fell"
    change = _change(last, first)
    text = sentence.say(key, **places, first=_stated(first), last=_stated(last), value=change)
    return Conclusion(text, (first, last), sentence.checks(text))


def restated(row: KpiRow, report_name: str, language: Language) -> Conclusion:
    """That a later report gives `row` in place of an earlier figure."""
    sentence = _Sentence(language)
    period = period_name(row, language)
    text = sentence.say("restated", name=report_name, period=period, value=_stated(row))
    return Conclusion(text, (row,), sentence.checks(text))


def subject_of(row: KpiRow, language: Language) -> str:
    """Business and metric of a row, to begin a sentence with."""
    words = vocabulary()
    metric = words.label(row.metric, language)
    if not row.segment:
        return metric[:1].upper() + metric[1:]
    name = words.names.get(row.segment)
    if language == "en":
        segment = name.modifier if name else row.segment
        return f"{segment[:1].upper()}{segment[1:]} {metric}"
    return words.label(row.segment, language) + metric


def signed(row: KpiRow) -> Decimal:
    """A row's value with the sign that the words of a change give it."""
    value = row.figure.value
    return -value if row.direction == "down" and value > 0 else value


def _plain(row: KpiRow) -> Figure:
    return replace(row.figure, value=signed(row))


def _change(last: KpiRow, first: KpiRow) -> _Value:
    """An amount's growth in percent, a rate's in points; without its sign, which a word gives."""
    now, before = _plain(last), _plain(first)
    if now.unit.kind in _AMOUNTS and before.value > 0:
        result = growth(now, before)
        if result is not None:
            return _derived(result, last, first, "÷", quantum=Decimal("0.1"))
    return _derived(difference(now, before), last, first, "−")


@dataclass(frozen=True, slots=True)
class _Value:
    """A figure to be written, and the verdict on it."""

    figure: Figure
    verdict: Verdict
    row: KpiRow | None = None
    proof: Proof | None = None


def _stated(row: KpiRow) -> _Value:
    return _Value(row.figure, Verdict.CONFIRMED, row)


def _derived(
    result: Result, one: KpiRow, other: KpiRow, sign: str, *, quantum: Decimal | None = None
) -> _Value:
    positive = replace(
        result,
        value=abs(result.value),
        low=min(abs(result.low), abs(result.high)),
        high=max(abs(result.low), abs(result.high)),
    )
    quantum = quantum or max(one.figure.quantum, other.figure.quantum)
    figure = as_figure(positive, quantum)
    expression = f"{one.figure.text} {sign} {other.figure.text}"
    if result.formula == "growth":
        expression += " − 1"
    proof = Proof(
        result.formula,
        expression,
        (one, other),
        format(positive.low.normalize(), "f"),
        format(positive.high.normalize(), "f"),
    )
    return _Value(figure, Verdict.DERIVED, proof=proof)


@dataclass(slots=True)
class _Sentence:
    """Fills a phrase and remembers where its figures came to stand."""

    language: Language
    values: list[tuple[str, _Value]] = field(default_factory=list)

    def say(self, key: str, **places: str | _Value) -> str:
        texts: dict[str, str] = {}
        for name, value in places.items():
            if isinstance(value, _Value):
                texts[name] = self._text(value)
                self.values.append((texts[name], value))
            else:
                texts[name] = value
        return say(key, self.language, **texts)

    def _text(self, value: _Value) -> str:
        if value.row is not None:
            return row_value(value.row, self.language)
        return figure_text(value.figure, self.language)

    def checks(self, text: str) -> tuple[FigureCheck, ...]:
        """The verdicts in the order of the text."""
        found: list[FigureCheck] = []
        taken: list[Span] = []
        for written, value in self.values:
            at = text.find(written)
            while at >= 0 and any(s.start < at + len(written) and at < s.end for s in taken):
                at = text.find(written, at + 1)
            if at < 0:
                continue
            span = Span(at, at + len(written))
            taken.append(span)
            figure = replace(value.figure, text=written, span=span)
            found.append(FigureCheck(figure, value.verdict, value.row, value.proof))
        return tuple(sorted(found, key=lambda check: check.figure.span))


def period_name(row: KpiRow, language: Language) -> str:
    return period_text(row.period, language) if row.period else ""
