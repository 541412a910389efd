"""A calculation written out: its numbers, its result, and the rows it stands on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answer.contrast import as_figure
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import legible
from assistant.answer.state import state
from assistant.check.derive import Result
from assistant.understand.own_names import named
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, in_period, row_value, subject_text, was
from assistant.write.sentences import can_compose
from corpus.figure import Figure, Unit, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.script import Language, to_script

_TENTH = Decimal("0.1")
_SIGNS = {"difference": " − ", "sum": " + ", "product": " × "}
# The word after a number and its scale word: " vehicles", 輛.
_COUNTER = re.compile(
    r"(?<=\d)(?: (?!million|billion|trillion)[a-z]+)$"
    r"|(?<=[a-z])(?: [a-z]+)$"
    r"|[^\d\W億萬亿万千百十]{1,2}$"
)
_ROUNDED = ("per unit", "product")


def calculated(
    query: Query,
    rows: RowFinder,
    result: Result,
    operands: Sequence[KpiRow],
    subject: str = "",
    *,
    fine: bool = False,
) -> Draft:
    """The result with its formula and numbers, then the operands, each in its sentence."""
    language = query.language
    value = result_text(result, operands, language, fine=fine)
    sign = _SIGNS.get(result.formula, " ÷ ")
    shown = sign.join(row_value(row, language) for row in operands)
    equals = " = " if result.formula in ("difference", "sum") else " ≈ "
    return written(query, rows, [f"{shown}{equals}{value}"], operands, subject, value)


def written(
    query: Query,
    rows: RowFinder,
    lines: Sequence[str],
    operands: Sequence[KpiRow],
    subject: str = "",
    value: str = "",
) -> Draft:
    """Calculations as one statement, what they come to first where `subject` names it, then
    the operands, each in its sentence."""
    language = query.language
    joint, stop = (" ", ".") if language == "en" else ("", "。")
    bare = joint.join(line + stop for line in lines)
    leads = [bare[:1].upper() + bare[1:]]
    if subject:
        key = "works_out" if any("≈" in line for line in lines) else "works_out_exact"
        told = phrase(key, language, subject=subject, value=value) + joint + bare
        leads.insert(0, told[:1].upper() + told[1:])
    short = _joined_operands([named(row, rows, language) for row in operands], language)
    for lead in leads:
        if short and legible(lead + joint + short, rows, language):
            return _draft(lead, [Statement(short, rows=tuple(operands))], operands)
    stated = [state(row, rows, language) for row in dict.fromkeys(operands)]
    after = joint.join(statement.text for statement in stated)
    known = [lead for lead in leads if legible(lead + joint + after, rows, language)]
    return _draft((known or leads)[0], stated, operands)


def _draft(lead: str, stated: Sequence[Statement], operands: Sequence[KpiRow]) -> Draft:
    first = Statement(lead, rows=tuple(operands))
    return Draft(tuple(dict.fromkeys((first, *stated))), "compute")


def _joined_operands(operands: Sequence[KpiRow], language: Language) -> str:
    """The operands of a calculation in one short sentence, where they are results of one
    company and one period; "" else."""
    distinct = list(dict.fromkeys(operands))
    alike = {(row.entity, row.period) for row in distinct}
    plain = all(
        row.measure is Measure.LEVEL and row.source is SourceKind.REPORTED and can_compose(row)
        for row in distinct
    )
    if len(alike) > 1 or not plain:
        return ""
    parts = []
    for number, row in enumerate(distinct):
        subject = subject_text(row, language, entity=number == 0)
        value = row_value(row, language)
        verb = f" {was(row)}" if number == 0 else ""
        parts.append(phrase("operand", language, subject=subject, value=value, was=verb))
    period = distinct[0].period
    when = in_period(period, language) if period else ""
    if language != "en":
        return f"{when}{'，'.join(parts)}。"
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"{when}{listed}." if when else f"{listed[:1].upper()}{listed[1:]}."


def result_text(
    result: Result, operands: Sequence[KpiRow], language: Language, *, fine: bool = False
) -> str:
    """A result in words, as precise as its operands bear; with `fine` as precise as the most
    precise of them (a target is exact, however round)."""
    figure = result_figure(result, operands, fine=fine)
    if figure.unit.kind is not UnitKind.COUNT:
        return figure_text(figure, language, bounds=False)
    bare = replace(figure, unit=Unit(UnitKind.COUNT))
    return figure_text(bare, language, bounds=False) + _counter(operands, language)


def result_figure(result: Result, operands: Sequence[KpiRow], *, fine: bool = False) -> Figure:
    """A result as a figure, rounded to what its operands bear."""
    quanta = [row.figure.quantum for row in operands]
    quantum = min(quanta) if fine else max(quanta)
    if result.kind is UnitKind.PERCENT or result.formula == "ratio":
        quantum = _TENTH
    elif result.formula in _ROUNDED:
        quantum = useful(result)
    return as_figure(result, quantum)


def _counter(operands: Sequence[KpiRow], language: Language) -> str:
    """The counter as the report writes it after the operands: " vehicles", 輛."""
    for row in operands:
        if row.figure.unit.kind is UnitKind.COUNT:
            place = row.place(language)
            ending = _COUNTER.search(place.text if place.language[:2] == language[:2] else "")
            if ending is not None:
                return to_script(ending.group(), language)
    return ""


def useful(result: Result) -> Decimal:
    """The worth of the last digit that the operands' rounding bears."""
    width = result.high - result.low
    quantum = Decimal(10) ** (width.adjusted() if width else result.value.adjusted() - 3)
    return max(quantum, Decimal(1)) if result.kind is UnitKind.COUNT else quantum
