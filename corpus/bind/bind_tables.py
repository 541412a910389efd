"""Tables to KPI rows: the row's label says what is measured, the column's header when and how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.bind.binding import Binding, Context
from corpus.bind.table_cells import (
    Cell,
    Scale,
    cells_of_table,
    holds_figure,
    read_cell,
    read_scale,
)
from corpus.bind.table_headers import (
    BRACKETS,
    LONGEST_LABEL,
    Told,
    first_of_figures,
    read_headers,
    read_label,
)
from corpus.figure import PERCENT, POINT, Figure, Span, Unit, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Name, vocabulary
from corpus.period import Period
from corpus.read.read_periods import read_periods

_MOST_CELLS = 20_000
_LABEL_MARKS = " :：*-–—·•、."
_COMPANIES = re.compile(r"compan(?:y|ies)|vendor|maker|公司|企業|企业|廠商|厂商|品牌")
_CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)


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
    first = first_of_figures(rows)
    own, lines = read_headers(rows[:first], context)
    known = any(c.period or c.measure for c in own)
    width = max((len(row) for row in rows), default=0)
    columns = own if known or len(columns) < width else columns
    scale = _unit_of(" ".join([note[-200:], *lines, *([own[0].text] if own else [])]), context)
    group = Told() if any(c.metric for c in own[1:]) else _group(note, lines, own, known, context)
    default = _default_period(note, context)
    found: list[Binding] = []
    above = Told()
    for row in rows[first:]:
        label = read_label(row[0].text, context)
        values = row[1:]
        if not any(holds_figure(cell) for cell in values):
            group = read_label(" ".join(cell.text for cell in row if cell.text), context)
            continue
        label = _own_unit(_completed(label, group, above, columns, context))
        found += _bind_row(row, label, columns, scale, replace(context, period=default))
        above = label
    return tuple(found), tuple(columns)


def _unit_of(text: str, context: Context) -> Scale:
    """The table's unit; the report's currency stands in where only a scale is written."""
    scale = read_scale(text)
    return scale if scale.factor is None else scale.over(Scale(currency=context.currency))


def _group(
    note: str, lines: Sequence[str], own: Sequence[Told], known: bool, context: Context
) -> Told:
    """What a caption or a line over the rows says that all of them measure."""
    told = [read_label(line, context) for line in lines]
    told += own[:1]  # the corner can say what the whole table measures
    if own and not known:
        told.append(read_label(" ".join(column.text for column in own), context))
    caption = note.strip().rsplit("\n", 1)[-1]
    if len(caption) <= LONGEST_LABEL:
        told.insert(0, read_label(caption, context))
    named = [t for t in told if t.metric and len(t.text) <= LONGEST_LABEL]
    return named[-1] if named else Told()


def _default_period(note: str, context: Context) -> Period | None:
    """The one period that the lines before the table name, else the report's."""
    named = {p.period for p in read_periods(note[-120:], anchor=context.period) if p.period}
    return named.pop() if len(named) == 1 else context.period


def _own_unit(label: Told) -> Told:
    """A label that names its currency has left the table's scale behind ("price (US$)")."""
    scale = label.scale
    if scale.currency and scale.factor is None:
        return replace(label, scale=replace(scale, factor=Decimal(1)))
    return label


def _completed(
    label: Told, group: Told, above: Told, columns: Sequence[Told], context: Context
) -> Told:
    """A row's label with what the label over it, or the row before it, leaves to be understood."""
    name = BRACKETS.sub("", label.text).strip(_LABEL_MARKS)[:LONGEST_LABEL]
    if not label.metric and any(column.metric for column in columns[1:]):
        if label.period or label.entity or label.region or label.segment or _is_total(name):
            return label
        if name.lower() == context.subject.lower():
            return replace(label, entity=context.subject)
        company = _COMPANIES.search(columns[0].text.lower())
        return replace(label, entity=name) if company else replace(label, segment=name)
    if label.metric:
        return label
    if label.measure is not None and label.measure is not Measure.SHARE and above.metric:
        return replace(above, text=label.text, measure=label.measure, scale=label.scale)
    if group.metric:
        known = label.region or label.entity or label.period or _is_total(name)
        part = label.segment or ("" if known else name)
        return replace(
            label, metric=group.metric, segment=part, scale=label.scale.over(group.scale)
        )
    if label.period is not None or label.entity or label.region:
        return label
    return replace(label, metric=name)


def _is_total(name: str) -> bool:
    """Whether a label means the whole ("Total", 合計)."""
    return any(
        m.kind == "scope" and m.span == Span(0, len(name)) for m in vocabulary().mentions(name)
    )


def _bind_row(
    row: Sequence[Cell], label: Told, columns: Sequence[Told], scale: Scale, context: Context
) -> list[Binding]:
    found = []
    line = Span(row[0].span.start, max(cell.span.end for cell in row))
    now = next((c.period for c in columns[1:] if c.period), None)
    for index, cell in enumerate(row[1:], start=1):
        column = columns[index] if index < len(columns) else Told()
        if not cell.text:
            continue
        binding = _bind_cell(cell, label, column, scale, context, now)
        if binding is not None:
            found.append(replace(binding, sentence=line))
    return _without_brackets(found)


def _without_brackets(found: list[Binding]) -> list[Binding]:
    """Costs and losses that a row gives in brackets throughout are amounts, not negative ones."""
    levels = [b for b in found if b.measure is Measure.LEVEL]
    name = vocabulary().names.get(levels[0].metric) if levels else None
    deducted = name is not None and name.good == "down"
    if not deducted or any(b.figure.value > 0 for b in levels):
        return found
    return [
        replace(b, figure=replace(b.figure, value=-b.figure.value)) if b in levels else b
        for b in found
    ]


def _bind_cell(
    cell: Cell, label: Told, column: Told, scale: Scale, context: Context, now: Period | None
) -> Binding | None:
    metric = label.metric or column.metric
    measure = label.measure or column.measure or Measure.LEVEL
    name = vocabulary().names.get(metric)
    own = label.scale.over(column.scale)
    figure = read_cell(
        cell,
        _unit(name, measure, own),
        replace(own.over(scale), percent=own.percent),
        label=label.text + " " + column.text,
    )
    if figure is None:
        return None
    measure = _measured(measure, name, figure)
    entity = label.entity or column.entity or context.subject
    other = bool(context.subject) and entity != context.subject
    reported = SourceKind.OTHER if other else SourceKind.REPORTED
    changes = measure in _CHANGES
    direction = ("down" if figure.value < 0 else "up") if changes else ""
    group_wide = name is not None and name.group_wide
    segment = label.segment or column.segment or ("" if group_wide else context.segment)
    return Binding(
        figure,
        metric,
        entity,
        segment,
        label.region or column.region,
        column.period or label.period or now or context.period,
        measure,
        label.source or column.source or reported,
        direction=direction,
        said=frozenset({"metric", "period"} if column.period or label.period else {"metric"}),
    )


def _unit(name: Name | None, measure: Measure, scale: Scale) -> Unit | None:
    """What the numbers of a row count, as far as its metric, its measure and its unit tell."""
    units = [Unit.parse(unit) for unit in name.units] if name else []
    rate = bool(units) and units[0].kind is UnitKind.PERCENT
    if measure in _CHANGES:
        if rate and scale.factor is None:
            return POINT
        if scale.percent or measure is not Measure.CHANGE:
            return PERCENT
    if measure is Measure.SHARE or scale.percent:
        return PERCENT
    if not units:
        return Unit(UnitKind.CURRENCY) if scale.currency else None
    return units[0]


def _measured(measure: Measure, name: Name | None, figure: Figure) -> Measure:
    """A percentage of an amount that no column explains is a share of it."""
    if measure is not Measure.LEVEL or figure.unit != PERCENT or name is None:
        return measure
    percent = any(unit.startswith("percent") for unit in name.units)
    return Measure.LEVEL if percent else Measure.SHARE
