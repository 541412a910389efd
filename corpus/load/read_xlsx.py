"""XLSX → an edition: a section a sheet, its tables as they show, titles and notes as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from corpus.errors import ReportTooLarge, UnreadableReport
from corpus.load.block import BlockKind
from corpus.load.cell_format import shown
from corpus.load.drafts import Draft, edition_from_drafts, heading, paragraph, table
from corpus.load.load_types import Progress
from corpus.load.split_report import TITLE_LENGTH
from corpus.load.table_grid import GridCell
from corpus.load.zips import check_office
from corpus.report import Edition

MAIN_PART = "xl/workbook.xml"
MAX_CELLS = 1_000_000
_LONG_TEXT = 60  # characters of a lone cell that reads as a paragraph, not as a label


def read_xlsx(data: bytes, report_id: str, progress: Progress) -> Edition:
    """The edition in the bytes of a workbook; a page is a sheet, a line its row. Values are
    those that the workbook was saved with, written as its number formats show them; hidden
    sheets, rows and columns are left out.

    Raises:
        CorpusError: as `check_office` and `edition_from_drafts` say.
        ReportTooLarge: more than `MAX_CELLS` cells.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    check_office(data, MAIN_PART)
    try:
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if sum(sheet.max_row * sheet.max_column for sheet in sheets) > 50 * MAX_CELLS:
            raise ReportTooLarge("its sheets are too large: keep those that are needed")
        drafts: list[Draft] = []
        for number, sheet in enumerate(sheets, 1):
            drafts += _sheet(sheet, number)
            progress(number, len(sheets))
        title = (book.properties.title or "").strip()
    except (
        InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError,
        SyntaxError,  # the base of the XML parsers' errors
    ):  # fmt: skip
        raise UnreadableReport("the workbook is damaged: open it and save it again") from None
    return edition_from_drafts(drafts, report_id, title or _first_line(drafts), page_name="sheet")


def _first_line(drafts: Sequence[Draft]) -> str:
    """The line over the first table, which says more than a sheet's name does."""
    for draft in drafts[:2]:
        if draft.kind is BlockKind.TEXT and len(draft.text) <= TITLE_LENGTH:
            return draft.text
    return ""


def _sheet(sheet: Any, page: int) -> Iterator[Draft]:
    yield heading(sheet.title, 1, 1, page)
    spans = {
        (area.min_row, area.min_col): (
            area.max_row - area.min_row + 1,
            area.max_col - area.min_col + 1,
        )
        for area in sheet.merged_cells.ranges
    }
    for block in _blocks(_rows(sheet, page, spans)):
        yield from _drafts_of(block)


def _rows(
    sheet: Any, page: int, spans: dict[tuple[int, int], tuple[int, int]]
) -> Iterator[list[GridCell]]:
    """The cells of each row that show anything; an empty row is an empty list."""
    hidden_columns = {
        index
        for name, shape in sheet.column_dimensions.items()
        if shape.hidden and name.isalpha()
        for index in range(shape.min or 0, min((shape.max or 0), 16_384) + 1)
    }
    seen = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if sheet.row_dimensions[number].hidden:
            continue
        cells: list[GridCell] = []
        for cell in row:
            if cell.value is None or cell.column in hidden_columns:
                continue
            rows, columns = spans.get((cell.row, cell.column), (1, 1))
            text = shown(cell.value, cell.number_format)
            cells.append(GridCell(text, number, cell.column - 1, rows, columns, number, page))
        seen += len(cells)
        if seen > MAX_CELLS:
            raise ReportTooLarge(f"a sheet holds more than {MAX_CELLS:,} cells: split it")
        yield cells


def _blocks(rows: Iterator[list[GridCell]]) -> Iterator[list[list[GridCell]]]:
    """Rows that follow each other without an empty one between."""
    block: list[list[GridCell]] = []
    for row in rows:
        if row:
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _drafts_of(block: Sequence[list[GridCell]]) -> Iterator[Draft]:
    """Lone cells at the head and foot of a block are its title, unit and notes; what lies
    between is a table."""
    first, after = 0, len(block)
    while first < after and len(block[first]) == 1:
        first += 1
    while after > first and len(block[after - 1]) == 1 and _is_note(block[after - 1][0]):
        after -= 1
    for row in block[:first]:
        yield paragraph(row[0].text, row[0].line, row[0].page)
    if after > first:
        yield table(cell for row in block[first:after] for cell in row)
    for row in block[after:]:
        yield paragraph(row[0].text, row[0].line, row[0].page)


def _is_note(cell: GridCell) -> bool:
    return len(cell.text) > _LONG_TEXT or not cell.text[-1:].isdigit()
