"""Figures in a written-out calculation: "RMB 10.7 billion ÷ RMB 111.3 billion ≈ 9.6%".

Its operands stand when the text has stated them and they stood; its result when the
calculation gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.derive import (
    Result,
    before_points,
    difference,
    gives,
    implied_base,
    product,
    proof_of,
    ratio,
    total,
)
from assistant.results import FigureCheck, Verdict
from assistant.tolerance import Match, match
from corpus.binding import Binding
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow

_EQUALS = "=≈＝"
_OPERATORS = "÷×−+＋"


def settle_expressions(
    text: str, bound: Sequence[Binding], checks: Sequence[FigureCheck]
) -> list[FigureCheck]:
    """`checks` with those inside calculations judged by the calculation."""
    settled = list(checks)
    stated = [check.row for check in checks if check.verdict.passes and check.row is not None]
    index = 0
    while index < len(bound):
        sentence = bound[index].sentence
        last = index
        while last < len(bound) and bound[last].sentence == sentence:
            last += 1
        for start, end in _calculations(text, bound, index, last):
            _settle(text, bound, settled, stated, start, end)
        index = last
    return settled


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
    start: int,
    end: int,
) -> None:
    rows: list[KpiRow] = []
    for index in range(start, end - 1):
        figure = bound[index].figure
        row = next((r for r in stated if match(figure, r.figure) is not Match.DIFFERENT), None)
        if row is None:
            return
        rows.append(row)
        settled[index] = FigureCheck(figure, Verdict.CONFIRMED, row)
    gap = text[bound[start].figure.span.end : bound[start + 1].figure.span.start]
    operator = next((mark for mark in _OPERATORS if mark in gap), "")
    result = _result(operator, rows, bound[end - 1].figure)
    check = settled[end - 1]
    figure = bound[end - 1].figure
    if result is not None and gives(result, figure):
        settled[end - 1] = replace(
            check,
            verdict=Verdict.DERIVED,
            row=rows[0],
            proof=proof_of(result, tuple(rows)),
            reason="",
        )
    else:
        settled[end - 1] = replace(check, verdict=Verdict.CONFLICT, row=rows[0])


def _result(operator: str, rows: Sequence[KpiRow], figure: Figure) -> Result | None:
    one, other = rows[0].figure, rows[1].figure
    if operator in "+＋":
        if len(rows) == 2 and one.unit.kind is not other.unit.kind:
            return before_points(one, other, falling=True)
        return total([row.figure for row in rows])
    if operator == "−":
        if other.unit.kind is UnitKind.POINT and one.unit.kind is UnitKind.PERCENT:
            return before_points(one, other)
        return difference(one, other)
    if operator == "×":
        return product(one, other)
    if other.unit.kind is UnitKind.PERCENT and one.unit.kind is not UnitKind.PERCENT:
        return implied_base(one, other, falling=rows[1].direction == "down")
    return ratio(one, other, percent=figure.unit.kind is UnitKind.PERCENT)
