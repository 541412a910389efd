"""A formula worked out for a year from the line items of statements, and written with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.answer.statement_rows import StatementRows
from assistant.formula import Node, Worth, combine, precedence
from assistant.write.numbers import figure_text
from corpus.bind.table_words import metric_kinds
from corpus.figure import Figure, Span, Unit, UnitKind
from corpus.kpi import KpiRow
from corpus.script import Language, to_script

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "^": "^"}
_LOSSES = {"net_profit": "net_loss", "operating_profit": "operating_loss"}
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Worked:
    """What a formula comes to: its worth, how it is written, and the rows it stands on."""

    worth: Worth
    written: str
    rows: tuple[KpiRow, ...]
    op: str = ""


@dataclass(frozen=True, slots=True)
class Rounded:
    """A result as it is given, and whether rounding moved it."""

    text: str
    exact: bool


def work_out(node: Node, year: int, items: StatementRows, language: Language) -> Worked | None:
    """A formula's worth for `year`; `None` where a line item is missing or nothing comes of it."""
    if node.op == "number":
        return Worked(Worth.exact(node.value), f"{node.value:f}", ())
    if node.op == "metric":
        return _item(node, year - node.back, items, language)
    if node.op == "either":
        ways = (work_out(part, year, items, language) for part in node.parts)
        return next((way for way in ways if way is not None), None)
    one, other = (work_out(part, year, items, language) for part in node.parts)
    missing = [part.optional for part in node.parts]
    if other is None and one is not None and missing[1] and node.op in "+-":
        return one
    if one is None or other is None:
        return None
    worth = combine(node.op, one.worth, other.worth)
    if worth is None:
        return None
    written = _bracketed(one, node.op) + _SIGNS[node.op] + _bracketed(other, node.op, last=True)
    return Worked(worth, written, (*one.rows, *other.rows), node.op)


def _bracketed(part: Worked, op: str, *, last: bool = False) -> str:
    """A part of a calculation, in brackets where it would be read otherwise without."""
    rank = precedence(part.op)
    loose = rank < precedence(op) or (last and rank == precedence(op) and op in "-/")
    return f"({part.written})" if loose or (part.written.startswith("-") and last) else part.written


def _item(node: Node, year: int, items: StatementRows, language: Language) -> Worked | None:
    row = items.row(node.name, year)
    if row is None and node.name in _LOSSES:
        row = items.row(_LOSSES[node.name], year)
    if row is None:
        return None
    figure = signed(row, items, year)
    low, high = figure.interval
    code = figure.unit.code if figure.unit.kind is UnitKind.CURRENCY else ""
    money = int(figure.unit.kind is UnitKind.CURRENCY)
    worth = Worth(figure.value, low, high, money, code, 1 - money)
    return Worked(worth, figure_text(figure, language, bounds=False), (row,))


def signed(row: KpiRow, items: StatementRows, year: int) -> Figure:
    """A line item's figure with the sign that formulas mean: what is paid or spent is an
    amount, however the statement brackets it, and a loss is below zero."""
    figure, kinds = row.figure, metric_kinds()
    value = figure.value
    if row.metric in _LOSSES.values():
        value = -abs(value)
    elif row.metric == "income_tax":
        before, after = items.row("profit_before_tax", year), items.row("net_profit", year)
        if before is not None and after is not None:
            credit = before.figure.value < after.figure.value
            value = -abs(value) if credit else abs(value)
    elif row.metric in kinds.outflow or row.metric in kinds.expense:
        value = abs(value)
    return replace(figure, value=value)


def rounded(worked: Worked, kind: str, decimals: int | None, language: Language) -> Rounded:
    """A result as it is given: "percent", "multiple", "days", "amount" or "per_share"; by its
    units where `kind` is ""."""
    worth = worked.worth
    if worth.money == 1 and not worth.things:
        return _amount(worked, language)
    if worth.money or (worth.things and kind not in ("per_share",)):
        return _amount(worked, language)
    if kind == "days":
        value = _cut(worth.value, 1 if decimals is None else decimals)
        word = " days" if language == "en" else "天"
        return Rounded(f"{value:,f}{word}", exact=value == worth.value)
    if kind == "percent":
        hundred = worth.value * 100
        value = _cut(hundred, 1 if decimals is None else decimals)
        return Rounded(f"{value:,f}%", exact=value == hundred)
    value = _cut(worth.value, 2 if decimals is None else decimals)
    word = " times" if language == "en" else to_script("倍", language)
    return Rounded(f"{value:,f}{word}", exact=value == worth.value)


def _amount(worked: Worked, language: Language) -> Rounded:
    """An amount as fine as its coarsest line item; one per share or other unit as its digits
    bear."""
    worth = worked.worth
    quantum = max((row.figure.quantum for row in worked.rows), default=Decimal("0.01"))
    if worth.things:
        quantum = Decimal("0.01")
    value = (worth.value / quantum).quantize(Decimal(1), rounding=ROUND_HALF_UP) * quantum
    kind = UnitKind.CURRENCY if worth.money else UnitKind.COUNT
    figure = Figure(value, Unit(kind, worth.code), "", Span(0, 0), quantum)
    return Rounded(figure_text(figure, language, bounds=False), exact=value == worth.value)


def _cut(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
