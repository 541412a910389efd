"""Cells with spans → the rows and columns that a reader of the table sees.

Files draw tables with more columns than anyone sees: a currency sign or a bracket in a column of
its own, empty columns for spacing, headers over several columns. Here the signs join their
numbers, columns of figures are found by what lies under each other, and a header is repeated over
each column that it spans.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.load.block import Piece, drop_invisible
from corpus.load.text_tables import is_number
from corpus.report import Box

MAX_CELLS = 200_000  # of one table; what lies beyond is left out
_WIDEST_SPAN = 500
_BEFORE = re.compile(r"[(（]?(?:[A-Z]{0,3}[$＄¥€£]|RMB|NTD|USD|HKD|EUR|GBP)?\s?[(（]?[-–−]?")
_BEHIND = re.compile(r"[)）]?\s?(?:%|％|pp|pps|bps|x)?[)）]?")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at a 0-based `row` and `column` that spans `rows` and `columns` of them."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    line: int = 1
    page: int = 0
    box: Box | None = None

    @property
    def after(self) -> int:
        return self.column + min(self.columns, _WIDEST_SPAN)


def rows_of(cells: Iterable[GridCell]) -> tuple[tuple[Piece, ...], ...]:
    """The rows of a table, all with the same number of cells; the first begins a new line.

    Rows without text are left out.
    """
    grid = _rows(cells)
    joined = [_with_signs(row) for row in grid]
    columns = _columns(joined)
    return tuple(tuple(_placed(row, columns)) for row in joined if row)


def _rows(cells: Iterable[GridCell]) -> list[list[GridCell]]:
    """The cells with text by row, from left to right. What spans rows stands in the first, but a
    label at the left edge, which holds for all of them."""
    rows: dict[int, list[GridCell]] = defaultdict(list)
    for number, cell in enumerate(cells):
        if number == MAX_CELLS:
            break
        text = " ".join(drop_invisible(cell.text).split())
        if not text:
            continue
        repeats = min(cell.rows, 50) if cell.column == 0 and cell.columns == 1 else 1
        for below in range(repeats):
            rows[cell.row + below].append(replace(cell, text=text, row=cell.row + below))
    return [sorted(rows[row], key=lambda cell: cell.column) for row in sorted(rows)]


def _with_signs(row: Sequence[GridCell]) -> list[GridCell]:
    """`row` with "$" joined to the number behind it and ")" or "%" to the one before it."""
    joined: list[GridCell] = []
    carried: GridCell | None = None
    for cell in row:
        if carried is not None:
            if _opens_number(cell.text):
                cell = replace(cell, text=carried.text + cell.text)
            else:
                joined.append(carried)
            carried = None
        if joined and _BEHIND.fullmatch(cell.text) and _ends_in_digit(joined[-1].text):
            joined[-1] = replace(joined[-1], text=joined[-1].text + cell.text)
        elif _BEFORE.fullmatch(cell.text) and not is_number(cell.text):
            carried = cell
        else:
            joined.append(cell)
    return joined if carried is None else [*joined, carried]


def _opens_number(text: str) -> bool:
    return text[0].isdigit() or text[0] in "(（-–−—." or is_number(text)


def _ends_in_digit(text: str) -> bool:
    return text[-1].isdigit() or (text[-1] in ")）" and any(c.isdigit() for c in text))


def _columns(rows: Sequence[Sequence[GridCell]]) -> list[tuple[int, int]]:
    """The columns as ranges of the file's columns: those of figures first, then what other cells
    need beside them."""
    figures = [cell for row in rows for cell in row if cell.column > 0 and is_number(cell.text)]
    columns = _clusters((cell.column, cell.after) for cell in figures)
    others = [
        (cell.column, cell.after)
        for row in rows
        for cell in row
        if cell.columns == 1 or len(row) > 1
        if not any(cell.column < after and first < cell.after for first, after in columns)
    ]
    columns = sorted([*columns, *_clusters(others)])
    if not columns and any(rows):
        columns = [(0, max(cell.after for row in rows for cell in row))]
    return columns


def _clusters(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges that overlap, taken together."""
    clusters: list[tuple[int, int]] = []
    for first, after in sorted(ranges):
        if clusters and first < clusters[-1][1]:
            clusters[-1] = (clusters[-1][0], max(clusters[-1][1], after))
        else:
            clusters.append((first, after))
    return clusters


def _placed(row: Sequence[GridCell], columns: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """One piece for each of `columns`; a lone cell is a label and stands in the first."""
    alone = len(row) == 1 and not is_number(row[0].text)
    for number, (first, after) in enumerate(columns):
        if alone and row[0].column < columns[0][1]:
            here = row if number == 0 else []
        else:
            here = [c for c in row if c.column < after and first < c.after]
        cell = here[0] if here else row[0]
        text = " ".join(c.text for c in here)
        yield Piece(text, cell.line, cell.page, breaks=number == 0, box=cell.box)
