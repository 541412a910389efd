"""Tables to KPI rows: the row's label says what is measured, the column's header when and how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from corpus.bind.binding import Binding, Context
from corpus.bind.table_apart import columns_apart, told_apart
from corpus.bind.table_cells import (
    Cell,
    Scale,
    cells_of_table,
    counted_in,
    exceeds_whole,
    holds_figure,
    read_cell,
    read_scale,
)
from corpus.bind.table_columns import columns_of
from corpus.bind.table_grid import tidy
from corpus.bind.table_groups import (
    as_flow,
    caption_lines,
    completed,
    group_of_table,
    heading_metric,
    names_flows,
    own_metric,
    told_group,
    with_own_unit,
)
from corpus.bind.table_headers import Told, first_of_figures, only_periods
from corpus.bind.table_labels import read_row
from corpus.bind.table_words import metric_kinds, plain, table_words
from corpus.figure import BASIS_POINT, PERCENT, POINT, Figure, Span, Unit, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Name, vocabulary
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.read.read_periods import read_periods

_MOST_CELLS = 20_000
_CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
_NO_MONEY = re.compile(
    r"\bnumber of|\bdays\b|\brate\b|\bratio\b|headcount|\bcount\b"
    r"|(?<!影響)(?<!影响)[數数率比]$|天數|人數"
)
_BASIS = re.compile(r"\bbps?\b|basis points?|基點|基点")
_POINTS = re.compile(r"\bp(?:p|pt|ts)s?\b|percentage points?|百分點|百分点")


@dataclass(frozen=True, slots=True)
class _Table:
    """What holds for all rows: the table's unit, what it counts if no money, whether plain numbers
    are money, its heading's metric, and the context with the period of what stands before it."""

    scale: Scale
    counted: Unit | None
    money: bool
    heading: str
    context: Context


def bind_table(
    text: str, context: Context, *, note: str = "", columns: Sequence[Told] = ()
) -> tuple[tuple[Binding, ...], tuple[Told, ...]]:
    """The figures of a table's `text`, bound, and what its columns say.

    `note` is what stands before the table (caption, unit line, heading); `columns` are those of
    a table right before this one, for a part that names none of its own. Spans are offsets into
    `text`. A text without rows of figures gives no binding.
    """
    rows = cells_of_table(text)
    if sum(len(row) for row in rows) > _MOST_CELLS:
        return (), ()
    rows = tidy(rows)
    first = first_of_figures(rows)
    own, lines = columns_of(rows[:first], rows[first:], context)
    known = any(c.period or c.measure for c in own)
    width = max((len(row) for row in rows), default=0)
    columns = own if known or len(columns) < width else columns
    corner = own[0] if own else Told()
    units = " ".join([_without_figures(note[-200:]), *lines, corner.text])
    units = corner.text if counted_in(corner.text) else units
    counted = counted_in(units)
    scale = read_scale(units) if counted else _unit_of(units, context)
    table = _Table(
        scale,
        counted,
        _is_money(rows[first:], scale, context),
        heading_metric(note, context),
        replace(context, period=corner.period or _default_period(note, context)),
    )
    group = group_of_table(note, lines, own, known, rows[first:], context)
    above = [*note[-200:].split("\n"), *lines]
    bound = _bind_body(rows[first:], table, columns, group, names_flows(above))
    heads = " ".join([*above, *(cell.text for row in rows for cell in row[1:] if len(row) > 1)])
    reconciles = any(word in plain(heads) for word in table_words().reconciliations)
    return tuple(told_apart(bound, reconciles)), tuple(columns)


def _bind_body(
    rows: Sequence[Sequence[Cell]], table: _Table, columns: Sequence[Told], group: Told, flows: bool
) -> Iterable[tuple[Told, list[Binding]]]:
    """The labels of the rows and the figures of each, in order."""
    context = table.context
    grouped = not any(c.metric for c in columns[1:])
    above = Told()
    begun = ""  # a label whose figures stand on the next line
    for row in rows:
        if only_periods(row):
            columns, _ = columns_of([row], [], context)
            continue
        if not any(holds_figure(cell) for cell in row[1:]):
            line = " ".join(cell.text for cell in row if cell.text)
            group = told_group(line, context)
            flows = flows or names_flows([line])
            begun = "" if line.endswith((":", "：")) else line
            continue
        written = row[0].text
        if begun and written[:1].islower():
            written = f"{begun} {written}"
        begun = ""
        label = read_row(written, context, group.metric or table.heading)
        found = with_own_unit(
            completed(label, group if grouped else Told(), above, columns, context)
        )
        found = as_flow(found, written) if flows else found
        if group.metric in metric_kinds().per_share and not label.scale.currency:
            found = replace(found, scale=replace(found.scale, factor=Decimal(1)))
        yield found, _bind_row(row, found, columns, table)
        above = found
        if label.whole and label.metric and group.metric in metric_kinds().parts:
            group = Told()  # a total, or another item, ends what the rows before it are parts of


def _unit_of(text: str, context: Context) -> Scale:
    """The table's unit; the report's currency stands in where only a scale is written."""
    scale = read_scale(text)
    return scale if scale.factor is None else scale.over(Scale(currency=context.currency))


def _without_figures(note: str) -> str:
    """What stands before a table without its amounts: "$41 million" is no unit of the table."""
    for figure in reversed(read_figures(note)):
        note = f"{note[: figure.span.start]} {note[figure.span.end :]}"
    return note


def _is_money(rows: Sequence[Sequence[Cell]], scale: Scale, context: Context) -> bool:
    """Whether a row that names nothing known is an amount: most known rows of the table are."""
    if not scale.currency or scale.factor is None:
        return False
    names = [vocabulary().names.get(read_row(row[0].text, context).metric) for row in rows]
    known = [name for name in names if name is not None]
    amounts = [name for name in known if "currency" in name.units]
    return 2 * len(amounts) >= len(known)


def _default_period(note: str, context: Context) -> Period | None:
    """The one period that the short lines before the table name, else the report's; a sentence
    before it ("than last year", 較年初) tells nothing of the table."""
    captions = "\n".join(caption_lines(note))
    named = {p.period for p in read_periods(captions, anchor=context.period) if p.period}
    return named.pop() if len(named) == 1 else context.period


def _bind_row(
    row: Sequence[Cell], label: Told, columns: Sequence[Told], table: _Table
) -> list[Binding]:
    found = []
    line = Span(row[0].span.start, max(cell.span.end for cell in row))
    line = Span(min(line.start, *(cell.span.start for cell in row if cell.text)), line.end)
    now = next((c.period for c in columns[1:] if c.period), None)
    columns = _matched(row, columns)
    for index, cell in enumerate(row[1:], start=1):
        column = columns[index] if index < len(columns) else Told()
        if not cell.text:
            continue
        binding = _bind_cell(cell, label, column, table, now)
        if binding is not None:
            found.append(replace(binding, sentence=line))
    return columns_apart(_without_brackets(found), row, columns)


def _matched(row: Sequence[Cell], columns: Sequence[Told]) -> Sequence[Told]:
    """The columns by the cells of a row; where a row's figures stand beside the named columns, but
    are as many, each takes the name in its turn."""
    named = [c for c in columns[1:] if c.period or c.measure or c.metric or c.of_whole]
    written = [at for at, cell in enumerate(row) if at and (holds_figure(cell) or _is_nil(cell))]
    beside = [at for at in written if at >= len(columns) or columns[at] not in named]
    if not beside or len(written) != len(named):
        return columns
    out = [columns[0] if columns else Told(), *[Told()] * (len(row) - 1)]
    for at, column in zip(written, named, strict=True):
        out[at] = column
    return out


def _is_nil(cell: Cell) -> bool:
    return bool(cell.text) and not cell.text.strip("-–—$ ")


def _without_brackets(found: list[Binding]) -> list[Binding]:
    """What is paid or lost, given in brackets throughout a row, is an amount, not a negative one;
    an expense never is."""
    levels = [b for b in found if b.measure is Measure.LEVEL]
    levels = [b for b in levels if b.figure.unit.kind in (UnitKind.CURRENCY, UnitKind.NUMBER)]
    kinds = metric_kinds()
    metric = levels[0].metric if levels else ""
    name = vocabulary().names.get(metric)
    deducted = metric in kinds.outflow or (name is not None and name.good == "down")
    if metric not in kinds.expense and (not deducted or any(b.figure.value > 0 for b in levels)):
        return found
    return [
        replace(b, figure=replace(b.figure, value=abs(b.figure.value))) if b in levels else b
        for b in found
    ]


def _bind_cell(
    cell: Cell, label: Told, column: Told, table: _Table, now: Period | None
) -> Binding | None:
    context = table.context
    metric = own_metric(label, column)
    if not metric and not label.text:
        return None  # a page's number
    measure = label.measure or column.measure or Measure.LEVEL
    if measure is Measure.LEVEL and exceeds_whole(cell):
        metric = metric_kinds().amounts.get(metric, metric)
    name = vocabulary().names.get(metric)
    own = label.scale.over(column.scale)
    unit = _unit(name, measure, own, column)
    if unit == PERCENT and measure is Measure.LEVEL and table.scale.factor is not None:
        both = name is not None and "currency" in name.units and not own.percent
        unit = Unit(UnitKind.CURRENCY) if both and not column.of_whole else unit
    if unit is None and table.counted is not None and not own.currency:
        unit = table.counted
    if unit is None and table.money and not _NO_MONEY.search(plain(label.text)):
        unit = Unit(UnitKind.CURRENCY)
    scale = replace(own.over(table.scale), percent=own.percent)
    if scale.factor is not None and not scale.currency and table.counted is None:
        scale = replace(scale, currency=context.currency)  # "($m)" names no country's dollar
    if metric in metric_kinds().per_share:
        scale = replace(scale, factor=Decimal(1))
    own_scale = own.factor is not None and metric not in metric_kinds().per_share
    text = "" if label.whole else label.text + " " + column.text
    figure = read_cell(cell, unit, scale, label=text, own_scale=own_scale)
    if figure is None:
        return None
    if figure.unit == Unit(UnitKind.CURRENCY) and context.currency:
        figure = replace(figure, unit=Unit(UnitKind.CURRENCY, context.currency))  # "$5.1 billion"
    metric, measure = _measured(metric, measure, name, figure, column)
    part = figure.unit == PERCENT and measure in (Measure.LEVEL, Measure.SHARE)
    if part and figure.value < 0 and label.metric in metric_kinds().outflow:
        figure = replace(figure, value=-figure.value)  # a cost in brackets has its part in brackets
    entity = label.entity or column.entity or context.subject
    other = bool(context.subject) and entity != context.subject
    reported = SourceKind.OTHER if other else SourceKind.REPORTED
    changes = measure in _CHANGES
    direction = ("down" if figure.value < 0 else "up") if changes else ""
    group_wide = name is not None and name.group_wide
    segment = label.segment or column.segment or ("" if group_wide else context.segment)
    period = column.period or label.period or now or context.period
    if label.at_beginning and period is not None:
        before = period.start - timedelta(days=1)
        period = Period(before, before)
    return Binding(
        figure,
        metric,
        entity,
        segment,
        label.region or column.region,
        period,
        measure,
        label.source or column.source or reported,
        direction=direction,
        said=frozenset({"metric", "period"} if column.period or label.period else {"metric"}),
    )


def _unit(name: Name | None, measure: Measure, scale: Scale, column: Told) -> Unit | None:
    """What the numbers of a row count, as far as its metric, its measure and its unit tell."""
    units = [Unit.parse(unit) for unit in name.units] if name else []
    rate = bool(units) and units[0].kind is UnitKind.PERCENT
    if measure in _CHANGES:
        header = plain(column.text)
        if _BASIS.search(header):
            return BASIS_POINT
        if _POINTS.search(header):
            return POINT
        if rate and scale.factor is None:
            return POINT
        if scale.percent or measure is not Measure.CHANGE:
            return PERCENT
    if measure is Measure.SHARE or scale.percent or column.of_whole:
        return PERCENT
    if not units:
        return Unit(UnitKind.CURRENCY) if scale.currency else None
    return units[0]


def _measured(
    metric: str, measure: Measure, name: Name | None, figure: Figure, column: Told
) -> tuple[str, Measure]:
    """The metric and measure, once the cell is read: a percentage of an amount that no column
    explains is a share of it, one beside its period a margin where there is one."""
    if measure is Measure.CHANGE and column.over is not None:
        return metric, column.over
    if measure is not Measure.LEVEL or figure.unit != PERCENT or name is None:
        return metric, measure
    if any(unit.startswith("percent") for unit in name.units):
        return metric, measure
    if column.of_whole or column.measure is None:
        rate = metric_kinds().rates.get(metric, "")
        if rate:
            return rate, Measure.LEVEL
    return metric, Measure.SHARE
