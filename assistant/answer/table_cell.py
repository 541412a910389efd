"""A figure of a table by its row and its column: a line of a table is no sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, period_text, row_value
from corpus.bind.table_cells import Cell, cells_of_table, holds_figure
from corpus.bind.table_grid import tidy
from corpus.bind.table_headers import first_of_figures
from corpus.figure import Span, UnitKind
from corpus.kpi import KpiRow
from corpus.read.read_periods import read_periods
from corpus.report import Edition
from corpus.script import Language, to_script

_MOST_CELLS = 20_000
_LONGEST_CORNER, _LONGEST_NAME = 60, 90
_JOINTS = " ,:;-–—()（），：、"


@dataclass(frozen=True, slots=True)
class TableCell:
    """What names a cell: its row's label, its column's header, the line over its rows, and what
    stands in the corner (a unit mostly)."""

    span: Span
    row: str
    column: str
    group: str
    corner: str


def table_cells(text: str) -> Iterator[TableCell]:
    """The cells with figures of a table's `text`; spans are offsets into it."""
    rows = cells_of_table(text)
    if sum(len(row) for row in rows) > _MOST_CELLS:
        return
    rows = tidy(rows)
    first = first_of_figures(rows)
    headers = [row for row in rows[:first] if len(row) > 1]
    titles = _titles(headers)
    corner = " ".join(row[0].text for row in headers if row[0].text)
    group = ""
    for row in rows[first:]:
        if not any(holds_figure(cell) for cell in row[1:]):
            group = " ".join(cell.text for cell in row if cell.text)
            continue
        for at, cell in enumerate(row[1:], start=1):
            if cell.text:
                title = titles[at] if at < len(titles) else ""
                label = row[0].text
                yield TableCell(cell.span, label, title, group, corner[:_LONGEST_CORNER])


def _titles(headers: Sequence[Sequence[Cell]]) -> list[str]:
    """The header of each column, its lines one after another, each text once."""
    width = max((len(row) for row in headers), default=0)
    titles = []
    for at in range(width):
        lines = [row[at].text for row in headers if at < len(row) and row[at].text]
        titles.append(" ".join(dict.fromkeys(lines)))
    return titles


def cell_at(edition: Edition, span: Span) -> TableCell | None:
    """The cell that holds `span`; `None` where that stands in no table."""
    passage = edition.passage_at(span.start)
    if passage is None or passage.kind != "table":
        return None
    paragraph = edition.paragraphs[edition.paragraph_at(span.start)]
    here = span.shifted(-paragraph.start)
    cells = table_cells(paragraph.of(edition.text))
    return next((cell for cell in cells if cell.span.overlaps(here)), None)


def told_of_cell(row: KpiRow, cell: TableCell, language: Language) -> str:
    """The figure of a cell as a sentence: row, column, period, value."""
    column = without_periods(cell.column) if row.period is not None else cell.column
    names = [cell.group.strip(_JOINTS), cell.row.strip(_JOINTS), column]
    names = [name[:_LONGEST_NAME] for name in dict.fromkeys(names) if name]
    scaled = row.figure.unit.kind is UnitKind.COUNT and row.figure.scale != 1
    counted = row.figure.unit.kind in (UnitKind.NUMBER, UnitKind.COUNT) and not scaled
    corner = cell.corner.strip(_JOINTS) if counted and not read_periods(cell.corner) else ""
    when = period_text(row.period, language) if row.period is not None else ""
    parts = [*names, *([corner] if corner else []), *([when] if when else [])]
    subject = to_script((", " if language == "en" else "，").join(parts), language)
    value = figure_text(row.figure, language) if scaled else row_value(row, language)
    return phrase("table_cell", language, subject=subject, value=value)


def without_periods(text: str) -> str:
    """A header without the times that it names."""
    for mention in reversed(read_periods(text)):
        text = text[: mention.span.start] + " " + text[mention.span.end :]
    return " ".join(text.split()).strip(_JOINTS)
