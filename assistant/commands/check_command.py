"""What the commands `check` and `audit` do: text in, a result in the format that was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from assistant.commands.export import Format
from assistant.errors import AssistantError, BadQuestion
from corpus.load.decode import decode
from corpus.load.load_report import read_plain_text

if TYPE_CHECKING:
    from assistant.ask import Assistant

Json = dict[str, Any]
_MOST_BYTES = 16_000_000


def text_of(file: str) -> str:
    """The text of a file, or of standard input for "-".

    Raises:
        CorpusError: it cannot be read, or is no text.
    """
    if file != "-":
        return read_plain_text(Path(file))
    data = sys.stdin.buffer.read(_MOST_BYTES)
    return decode(data) if data.strip() else ""


def form_of(form: Format | None, *, as_json: bool, output: Path | None) -> Format:
    """The format asked for: by name, by `--json`, or by how the output file is named."""
    if form is None and output is not None and not as_json:
        form = Format.of(output)
    return form or (Format.JSON if as_json else Format.TEXT)


def check_text(assistant: Assistant, text: str, form: Format, *, one_line: bool) -> str:
    """The graded text in `form`; JSON on `one_line` or indented.

    Raises:
        BadQuestion: too long, or too many figures.
    """
    from assistant.check.graded import graded, refuse_too_much
    from assistant.commands.export_check import export_check, graded_json

    refuse_too_much(text)
    result = graded(text, assistant.check(text), assistant.reports[0])
    if form is Format.JSON and one_line:
        return json.dumps(graded_json(result), ensure_ascii=False) + "\n"
    return export_check(result, form)


def check_case(assistant: Assistant, case: Json) -> Json:
    """The result for one line of a batch: {"id", "text"}."""
    return dict(json.loads(check_text(assistant, str(case["text"]), Format.JSON, one_line=True)))


def audit_all(assistant: Assistant, form: Format, *, one_line: bool) -> str:
    """The audit of each report in `form`; texts are in the first edition's language."""
    from assistant.audit.audit import audit
    from assistant.audit.audit_output import audit_json, export_audit

    parts = []
    for report, table in zip(assistant.reports, assistant.tables, strict=True):
        findings = audit(report, table)
        if form is Format.JSON and one_line:
            value = audit_json(report, findings)
            parts.append(json.dumps(value, ensure_ascii=False) + "\n")
        else:
            languages = [edition.language for edition in report.editions]
            language = "en" if "en" in languages else languages[0]
            parts.append(export_audit(report, findings, form, language))
    return "".join(parts)


def lines_of(batch: Path) -> list[str]:
    """The lines of a batch that hold something.

    Raises:
        BadQuestion: the file cannot be read as text.
    """
    try:
        return [line for line in batch.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestion(f"Cannot read the batch {batch}: {error}") from error


def run_batch(
    lines: list[str], wanted: str, result_of: Callable[[Json], Json], echo: Callable[[str], None]
) -> int:
    """Gives `echo` one JSON line for each line of a batch, with its id; a line that cannot be
    taken gives an error line. How many did."""
    failed = 0
    for number, line in enumerate(lines, start=1):
        identifier: object = number
        try:
            case = json.loads(line)
            identifier = case.get("id", number)
            result = result_of(case)
        except (
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
            BadQuestion,
        ) as error:
            failed += 1
            hint = "" if isinstance(error, BadQuestion) else f" (wanted: {wanted})"
            result = {"error": f"line {number}: {error}{hint}"}
        echo(json.dumps({"id": identifier, **result}, ensure_ascii=False))
        sys.stdout.flush()
    return failed


class NotWritten(AssistantError):
    """The output file cannot be written."""


def write_file(path: Path, text: str) -> None:
    """`text` as UTF-8 in the file `path`, in place of what it held.

    Raises:
        NotWritten: no such folder, no permission, a folder of that name.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise NotWritten(f"Cannot write {path}: {error.strerror or error}") from error


def put_out(text: str, output: Path | None) -> None:
    """Into the file, or onto standard output."""
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_file(output, text)
        typer.echo(f"Written: {output}", err=True)
