"""KPI tables to files and back: CSV and XLSX out, corrections in a CSV in.

Values are exact digits in base units. A spreadsheet runs cells that begin like a formula: such
texts get an apostrophe in front, which is taken off again on the way in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from corpus.errors import CorpusError
from corpus.kpi import KpiRow, KpiTable
from corpus.kpi_names import vocabulary
from corpus.library.corrections import FIELDS, checked_changes, field_text
from corpus.library.errors import BadCorrection, BadTable
from corpus.library.records import CorrectedRow, LineError
from corpus.load.decode import decode
from corpus.report import Place, Report

COLUMNS = (
    "id", "report", "label", *FIELDS, "written", "language", "page", "extracted_value", "note",
)  # fmt: skip
_NUMBERS = ("value", "upper", "page", "extracted_value")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_EXACT_DIGITS = 15  # that a spreadsheet keeps of a number; longer ones are put in as text
_MOST_BYTES = 64_000_000
_MOST_ERRORS = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def rows_to_csv(table: KpiTable, report: Report, name: str) -> bytes:
    """The table as CSV in UTF-8, with a mark in front by which spreadsheets know that."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for cells in _lines(table, report, name):
        writer.writerow([_safe(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def rows_to_xlsx(table: KpiTable, report: Report, name: str) -> bytes:
    """The table as a workbook; numbers as numbers as long as that keeps all their digits."""
    from openpyxl import Workbook  # only needed here; it takes a while to import

    book = Workbook(write_only=True)
    sheet = book.create_sheet("KPIs")
    sheet.append(list(COLUMNS))
    for cells in _lines(table, report, name):
        sheet.append(
            [_cell(sheet, column, cell) for column, cell in zip(COLUMNS, cells, strict=True)]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(table: KpiTable, report: Report, name: str) -> Iterator[Sequence[str]]:
    words = vocabulary()
    language = report.editions[0].language
    for row in table:
        place = row.places[0] if row.places else None
        original = row.original if isinstance(row, CorrectedRow) else None
        yield (
            row.id,
            name,
            words.label(row.metric, language),
            *(field_text(row, field) for field in FIELDS),
            (original or row).figure.text,
            place.language if place else "",
            _page(report, place),
            field_text(original, "value") if original else "",
            row.note if isinstance(row, CorrectedRow) else "",
        )


def _page(report: Report, place: Place | None) -> str:
    for edition in report.editions if place else ():
        if place is not None and edition.language == place.language:
            return str(edition.source.page(place.span.start) or "")
    return ""


def _safe(cell: str) -> str:
    if cell.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def _cell(sheet: Any, column: str, text: str) -> object:
    from openpyxl.cell import WriteOnlyCell

    exact = len(text.replace("-", "").replace(".", "")) <= _EXACT_DIGITS
    if column in _NUMBERS and exact and _NUMBER.fullmatch(text):
        return Decimal(text)
    cell = WriteOnlyCell(sheet, value=_safe(_CONTROL.sub("", text))[:32_000])
    cell.data_type = "s"  # whatever it looks like
    return cell


def changes_of(data: bytes, table: KpiTable) -> tuple[list[tuple[int, str, dict[str, str]]], int]:
    """(line, row id, changed fields) of an edited CSV table, and how many of its rows are as
    they were.

    Columns may be left out, in any order; `id` is needed. Columns that tell of a row without
    being a part of it (label, page …) are read over.

    Raises:
        BadTable: what is wrong, by line.
    """
    try:
        text = decode(data[: _MOST_BYTES + 1])
    except CorpusError as error:
        raise BadTable([LineError(1, "file", str(error))]) from error
    if len(data) > _MOST_BYTES:
        raise BadTable([LineError(1, "file", f"larger than {_MOST_BYTES // 1_000_000} MB")])
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    rows = {row.id: row for row in table}
    changes: list[tuple[int, str, dict[str, str]]] = []
    errors: list[LineError] = []
    unchanged, seen, header = 0, set[str](), None
    try:
        for cells in reader:
            line = reader.line_num
            if header is None:
                header = _header(cells)
                continue
            if not any(cell.strip() for cell in cells):
                continue
            row, changed = _read_line(line, header, cells, rows, seen, errors)
            if row is not None and changed:
                changes.append((line, row.id, changed))
            unchanged += row is not None and not changed
            if len(errors) >= _MOST_ERRORS:
                break
    except csv.Error as error:
        errors.append(LineError(reader.line_num, "file", f"not CSV: {error}"))
    if header is None:
        errors.append(LineError(1, "file", "it is empty"))
    if errors:
        raise BadTable(errors)
    return changes, unchanged


def _header(cells: Sequence[str]) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    unknown = [name for name in header if name not in COLUMNS]
    if "id" not in header or unknown or len(set(header)) < len(header):
        told = f"; {unknown[0][:40]!r} is none of them" if unknown else ""
        wanted = f"the columns are id and any of {', '.join(COLUMNS[1:])}{told}"
        raise BadTable([LineError(1, "header", wanted)])
    return header


def _read_line(
    line: int,
    header: Sequence[str],
    cells: Sequence[str],
    rows: dict[str, KpiRow],
    seen: set[str],
    errors: list[LineError],
) -> tuple[KpiRow | None, dict[str, str]]:
    """The row that a line is of, and the fields that it gives differently."""
    if len(cells) != len(header):
        errors.append(LineError(line, "row", f"{len(cells)} cells where {len(header)} are needed"))
        return None, {}
    record = dict(zip(header, (_as_typed(cell) for cell in cells), strict=True))
    row = rows.get(record["id"].strip())
    if row is None:
        errors.append(LineError(line, "id", "the report has no such row; rows cannot be added"))
        return None, {}
    if row.id in seen:
        errors.append(LineError(line, "id", "the row is there twice"))
        return None, {}
    seen.add(row.id)
    changed: dict[str, str] = {}
    for name in FIELDS:
        if name not in record or record[name] == field_text(row, name):
            continue
        try:
            changed.update(checked_changes(row, {name: record[name]}))
        except BadCorrection as error:
            errors.append(LineError(line, name, str(error)))
    return row, changed


def _as_typed(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS_FORMULA) else cell
