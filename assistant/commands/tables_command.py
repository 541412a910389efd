"""The KPI table out to a spreadsheet, and the corrections made there in again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from assistant.commands.console import opened_library, wrong_usage
from assistant.errors import BadQuestion

if TYPE_CHECKING:
    from assistant.ask import Assistant


def export_table(assistant: Assistant, path: Path) -> None:
    """The KPI table as a spreadsheet that can be corrected and, as CSV, taken in again.

    Raises:
        NotWritten: the file cannot be written.
    """
    from assistant.commands.check_command import NotWritten
    from corpus.library.exchange import rows_to_csv, rows_to_xlsx

    writer = {".csv": rows_to_csv, ".xlsx": rows_to_xlsx}.get(path.suffix.lower())
    if writer is None:
        raise wrong_usage("tables are exported as .csv or .xlsx")
    report = assistant.reports[0]
    try:
        path.write_bytes(writer(assistant.tables[0], report, report.title))
    except OSError as error:
        raise NotWritten(f"Cannot write {path}: {error.strerror or error}") from error
    typer.echo(f"Written: {path}", err=True)


def import_table(report: str, file: Path) -> None:
    """Take the corrections that somebody made in an exported CSV table."""
    if file.suffix.lower() in (".xlsx", ".xls"):
        raise wrong_usage("a table is imported from CSV: save the sheet as CSV first")
    with opened_library() as library:
        summary = library.named(report)
        try:
            data = file.read_bytes()
        except OSError as error:
            raise BadQuestion(f"Cannot read {file}: {error.strerror or error}") from error
        done = library.import_kpis(summary.id, data, note=f"from {file.name}")
    typer.echo(f"{done.corrected} rows corrected, {done.unchanged} as they were.")
