"""A table's cells put in order: signs joined to their numbers, columns of notes and blanks dropped,
the label of each row in its first cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.bind.table_cells import Cell, is_value
from corpus.bind.table_words import plain, table_words
from corpus.figure import Span

Rows = list[list[Cell]]
_SIGN = re.compile(r"[A-Z]{0,3} ?[$＄¥€£]|RMB|NT|US|HK")
_CLOSING = re.compile(r"[)）] ?%?|%|[)）]?%|pts?|ppts?|bps|x")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTE_MARK = re.compile(r"(?:[(]\d{1,2}[)]){1,4}")
_FEWEST_YEARS = 2
_TOP_ROWS = 4  # rows in which a column is named


def tidy(rows: Rows) -> Rows:
    """The rows as cells by columns: row label first, then one cell a column.

    Rows of one cell (a title, a unit line) stay so. A "$" in a cell of its own is dropped, a ")" or
    "%" kept as the mark of the number before it; spans stay those of the text.
    """
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        return rows
    rows = [_without_notes(_without_own_signs(row, rows)) for row in rows]
    width = max(len(row) for row in rows)
    grid = [row if len(row) == 1 else _padded(row, width) for row in rows]
    for column in range(width - 1, 0, -1):
        _settle(grid, column)
    return [_labelled(row, grid) for row in grid]


def _padded(row: Sequence[Cell], width: int) -> list[Cell]:
    end = row[-1].span.end
    return [*row, *[Cell("", Span(end, end))] * (width - len(row))]


def _without_own_signs(row: list[Cell], rows: Rows) -> list[Cell]:
    """A ragged row whose signs stand in cells that other rows do not have."""
    usual = max((len(other) for other in rows if other is not row and not _signs(other)), default=0)
    if not usual or len(row) <= usual or len(row) - _signs(row) > usual:
        return row
    return [cell for at, cell in enumerate(row) if at == 0 or not _SIGN.fullmatch(cell.text)]


def _without_notes(row: list[Cell]) -> list[Cell]:
    """A row of years without the marks of footnotes in cells of their own ("2017 | (1) | 2016")."""
    years = sum(_YEAR.fullmatch(cell.text) is not None for cell in row[1:])
    if years < _FEWEST_YEARS:
        return row
    return [row[0], *(cell for cell in row[1:] if not _NOTE_MARK.fullmatch(cell.text))]


def _signs(row: Sequence[Cell]) -> int:
    return sum(_SIGN.fullmatch(cell.text) is not None for cell in row[1:])


def _settle(grid: Rows, column: int) -> None:
    """Drop a column of signs, marks, notes or blanks, in place."""
    rows = [row for row in grid if len(row) > column]
    cells = [row[column] for row in rows]
    written = [cell for cell in cells if cell.text]
    names = table_words().note_columns
    if any(plain(cell.text).strip(" .:") in names for cell in cells[:_TOP_ROWS]):
        for row in rows:
            del row[column]
        return
    body = [cell for cell in written if is_value(cell.text) or _is_mark(cell.text)]
    if not body and written:
        return
    marks = [cell for cell in body if _is_mark(cell.text)]
    if len(marks) < len(body):
        return
    names_above = [cell for cell in written if not _is_mark(cell.text)]
    if names_above and not all(_may_move(row, column) for row in rows if _named(row[column])):
        return
    for row in rows:
        _fold_in(row, column)


def _is_mark(text: str) -> bool:
    return bool(_SIGN.fullmatch(text) or _CLOSING.fullmatch(text))


def _named(cell: Cell) -> bool:
    return bool(cell.text) and not _is_mark(cell.text)


def _may_move(row: Sequence[Cell], column: int) -> bool:
    """Whether a heading over a column to be dropped can go to the one after it."""
    return column + 1 < len(row) and not row[column + 1].text


def _fold_in(row: list[Cell], column: int) -> None:
    cell = row[column]
    if _CLOSING.fullmatch(cell.text) and is_value((row[column - 1].text + cell.text).strip()):
        row[column - 1] = replace(row[column - 1], mark=cell.text)
    elif _named(cell) and _may_move(row, column):
        row[column + 1] = cell
    del row[column]


def _labelled(row: list[Cell], grid: Rows) -> list[Cell]:
    """The row with the last of its leading words as its label, where the first cell is blank or
    only says which group of rows it is in."""
    if len(row) < 3:
        return row
    values = [at for at, cell in enumerate(row) if at and is_value(cell.text + cell.mark)]
    if not values or values[0] < 2:
        return row
    leading = [cell for cell in row[1 : values[0]] if cell.text]
    if not leading or (row[0].text and not _is_grouped(grid, 1)):
        return row
    label = leading[-1]
    return [label, *row[1 : values[0]], *row[values[0] :]] if label is not row[1] else [
        label, Cell("", Span(label.span.end, label.span.end)), *row[2:]
    ]  # fmt: skip


def _is_grouped(grid: Rows, column: int) -> bool:
    """Whether the first column only names groups: most of its cells are blank."""
    rows = [row for row in grid if len(row) > column]
    blank = sum(not row[0].text for row in rows)
    return 2 * blank > len(rows)
