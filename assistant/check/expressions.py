"""Figures in a written-out calculation: "RMB 10.7 billion ÷ RMB 111.3 billion ≈ 9.6%".

Its operands stand when the text has stated them and they stood, when an earlier calculation gave
them, or when they are constants (÷ 3, 100%, − 1); its result when the calculation gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.check.derive import (
    Result,
    before_points,
    difference,
    gives,
    growth,
    implied_base,
    product,
    proof_of,
    ratio,
    total,
)
from assistant.check.tolerance import Match, match
from assistant.check.written_formula import result_of
from assistant.results import FigureCheck, Verdict
from corpus.bind.binding import Binding
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow

_EQUALS = "=≈＝"
_OPERATORS = "÷×−+＋^"
_LARGEST_CONSTANT = 60
_DAYS = (90, 91, 100, 180, 360, 365, 366)  # of a quarter, half-year or year; and the whole
_WHOLE = 100  # percent
_PERIODS = ("", "month", "quarter", "year", "week", "day", "time")
_UNJUDGED = (Verdict.NOT_CHECKABLE, Verdict.NOT_IN_REPORT)


@dataclass(frozen=True, slots=True)
class _Operand:
    """A number of a calculation: a row's, or one without a row (`row` is `None`)."""

    figure: Figure
    row: KpiRow | None = None
    constant: bool = False


def settle_expressions(
    text: str, bound: Sequence[Binding], checks: Sequence[FigureCheck]
) -> list[FigureCheck]:
    """`checks` with those inside calculations judged by the calculation."""
    settled = list(checks)
    stated = [check.row for check in checks if check.verdict.passes and check.row is not None]
    results: list[FigureCheck] = []
    index = 0
    while index < len(bound):
        sentence = bound[index].sentence
        last = index
        while last < len(bound) and bound[last].sentence == sentence:
            last += 1
        for start, end in _calculations(text, bound, index, last):
            _settle(text, bound, settled, stated, results, start, end)
        index = last
    return [_as_result(check, results) for check in settled] if results else settled


def _as_result(check: FigureCheck, results: Sequence[FigureCheck]) -> FigureCheck:
    """`check`, or that of the calculation whose result the figure repeats."""
    if check.verdict not in _UNJUDGED:
        return check
    same = next((r for r in results if r.figure.same_amount(check.figure)), None)
    return check if same is None else replace(same, figure=check.figure)


def _calculations(
    text: str, bound: Sequence[Binding], first: int, last: int
) -> list[tuple[int, int]]:
    """Runs of figures `[start, end)` joined by operators, the last one after an equals sign."""
    runs = []
    start = first
    for index in range(first + 1, last):
        gap = text[bound[index - 1].figure.span.end : bound[index].figure.span.start]
        if any(mark in gap for mark in _EQUALS):
            if index - start >= 2:
                runs.append((start, index + 1))
            start = index + 1
        elif not any(mark in gap for mark in _OPERATORS):
            start = index
    return runs


def _settle(
    text: str,
    bound: Sequence[Binding],
    settled: list[FigureCheck],
    stated: Sequence[KpiRow],
    results: list[FigureCheck],
    start: int,
    end: int,
) -> None:
    operands: list[_Operand] = []
    for index in range(start, end - 1):
        operand = _operand(bound[index].figure, stated, results)
        if operand is None:
            return
        operands.append(operand)
    rows = tuple(operand.row for operand in operands if operand.row is not None)
    rows = rows or tuple(row for check in results if check.row is not None for row in [check.row])
    if not rows or all(operand.constant for operand in operands):
        return
    for index, operand in zip(range(start, end - 1), operands, strict=True):
        figure = bound[index].figure
        settled[index] = FigureCheck(figure, Verdict.CONFIRMED, operand.row)
    check = settled[end - 1]
    figure = bound[end - 1].figure
    result = _result(_operators(text, bound, start, end - 1), operands, figure)
    if result is None or not gives(result, figure):
        result = _in_brackets(text, bound, operands, start, end) or result
    if result is None or not gives(result, figure):
        settled[end - 1] = replace(check, verdict=Verdict.CONFLICT, row=rows[0])
        return
    written = text[bound[start].figure.span.start : figure.span.end]
    proof = proof_of(result, rows, written if len(rows) < len(operands) else "")
    derived = FigureCheck(figure, Verdict.DERIVED, rows[0], proof)
    settled[end - 1] = derived
    results.append(derived)


def _operand(
    figure: Figure, stated: Sequence[KpiRow], results: Sequence[FigureCheck]
) -> _Operand | None:
    matches = [(match(figure, row.figure), row) for row in stated]
    for wanted in (Match.EQUAL, None):
        for found, row in matches:
            if found is wanted or (wanted is None and found is not Match.DIFFERENT):
                return _Operand(row.figure, row)
    for row in stated:
        if figure.value == -row.figure.value and figure.unit == row.figure.unit:
            return _Operand(figure, row)  # a loss, or what is paid, with its sign
        if row.figure.is_range and _is_end(figure, row.figure):
            return _Operand(figure, row)  # "the lower end of 490-510"
    if any(check.figure.same_amount(figure) for check in results):
        return _Operand(figure)
    return _Operand(figure, constant=True) if _is_constant(figure) else None


def _is_end(figure: Figure, span: Figure) -> bool:
    """Whether a figure is the lower or the upper end of a range."""
    ends = (span.value, span.upper)
    return not figure.is_range and figure.unit == span.unit and figure.value in ends


def _is_constant(figure: Figure) -> bool:
    """A count of months or the like, or the whole in percent."""
    if figure.unit.kind is UnitKind.PERCENT:
        return figure.value == 100 and not figure.is_range
    counts = (UnitKind.NUMBER, UnitKind.COUNT, UnitKind.MULTIPLE)
    if figure.unit.kind not in counts or figure.is_range:
        return False
    known = figure.unit.kind is not UnitKind.COUNT or figure.unit.code in _PERIODS
    whole = figure.value == figure.value.to_integral_value()
    return known and whole and (1 <= figure.value <= _LARGEST_CONSTANT or figure.value in _DAYS)


def _operators(text: str, bound: Sequence[Binding], start: int, end: int) -> str:
    """The operators between the operands `[start, end)`."""
    gaps = (
        text[bound[index].figure.span.end : bound[index + 1].figure.span.start]
        for index in range(start, end - 1)
    )
    return "".join(next((mark for mark in _OPERATORS if mark in gap), "") for gap in gaps)


def _result(operators: str, operands: Sequence[_Operand], figure: Figure) -> Result | None:
    one, other = operands[0].figure, operands[1].figure
    operator = operators[0]
    if operators in ("÷+", "÷−") and operands[1].constant and other.value == 1:
        change = operands[2].figure
        percent = change.unit.kind is UnitKind.PERCENT and change.interval[1] < _WHOLE
        return implied_base(one, change, falling=operators == "÷−") if percent else None
    if operators == "÷−":
        unit = len(operands) == 3 and operands[2].constant and operands[2].figure.value == 1
        return growth(one, other) if unit else None
    if len(set(operators.replace("＋", "+"))) != 1 or (len(operands) > 2 and operator not in "+＋"):
        return None
    if operands[1].constant and operator in "÷×":
        return _scaled(one, other.value, divided=operator == "÷")
    if operator in "+＋":
        if len(operands) == 2 and one.unit.kind is not other.unit.kind:
            return before_points(one, other, falling=True)
        return total([operand.figure for operand in operands])
    if operator == "−":
        points = other.unit.kind in (UnitKind.POINT, UnitKind.BASIS_POINT)
        if points and one.unit.kind is UnitKind.PERCENT:
            return before_points(one, other)
        if operands[0].constant and one.unit.kind is UnitKind.PERCENT:
            return replace(difference(one, other), kind=UnitKind.PERCENT)
        return difference(one, other)
    if operator == "×":
        return product(one, other)
    row = operands[1].row
    if other.unit.kind is UnitKind.PERCENT and one.unit.kind is not UnitKind.PERCENT:
        return implied_base(one, other, falling=row is not None and row.direction == "down")
    return ratio(one, other, percent=figure.unit.kind is UnitKind.PERCENT)


def _in_brackets(
    text: str, bound: Sequence[Binding], operands: Sequence[_Operand], start: int, end: int
) -> Result | None:
    """What a calculation with brackets or several kinds of signs comes to."""
    spans = [binding.figure.span for binding in bound[start:end]]
    begin = spans[0].start
    while begin and text[begin - 1] in "( ":
        begin -= 1
    pairs = zip(operands, spans[:-1], strict=True)
    figures = [replace(operand.figure, span=span) for operand, span in pairs]
    exact = [operand.constant for operand in operands]
    return result_of(text[begin : spans[-1].start], begin, figures, exact, bound[end - 1].figure)


def _scaled(figure: Figure, constant: Decimal, *, divided: bool) -> Result:
    """A figure times a constant, or divided by it."""
    factor = 1 / constant if divided else constant
    low, high = figure.interval
    name = "per unit" if divided else "product"
    unit = figure.unit
    return Result(name, figure.value * factor, low * factor, high * factor, unit.kind, unit.code)
