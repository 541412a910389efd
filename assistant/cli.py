"""The command line: ``report-assistant ask | find | kpis | check | audit | figures | app``.

Exit codes: 0 done; 1 a question of a batch could not be taken; 2 wrong usage; 3 a report or
question that cannot be used; 4 a setting or an encoder that cannot be used.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import AssistantError, BadQuestion, BadSettings
from corpus.errors import CorpusError
from index.errors import IndexingError

if TYPE_CHECKING:
    from assistant.ask import Assistant

app = typer.Typer(
    name="report-assistant",
    help="Ask financial reports questions; every figure of an answer is cited and checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ReportOption = Annotated[
    Path | None, typer.Option("--report", help="A report to use instead of the bundled one.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@contextmanager
def _errors_told() -> Iterator[None]:
    """Errors that a user can mend become one line on stderr and an exit code."""
    try:
        yield
    except (CorpusError, BadQuestion) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(3) from error
    except (IndexingError, BadSettings, AssistantError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(4) from error


@contextmanager
def _reading() -> Iterator[None]:
    """A sign of life on a terminal while a report is read and indexed."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status("Reading the report …"):
        yield


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _opened(report: Path | None) -> Assistant:
    """The assistant on `report`, by default the bundled one."""
    from assistant.ask import Assistant  # takes most of the start-up; only when needed

    with _reading():
        return Assistant.open(report=report)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in English or Chinese.")] = "",
    report: ReportOption = None,
    as_json: JsonOption = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            help="A JSONL file of questions: id, question, and optionally history "
            "([{role, content}]). Prints one JSON line per answer.",
        ),
    ] = None,
) -> None:
    """Answer a question, or a file of them, from the report."""
    if bool(question) == bool(batch):
        typer.echo("error: give a question, or --batch FILE", err=True)
        raise typer.Exit(2)
    with _errors_told():
        lines = _lines_of(batch) if batch else []
        assistant = _opened(report)
        if batch:
            failed = _ask_batch(assistant, lines)
            raise typer.Exit(1 if failed else 0)
        answer = assistant.ask(question)
    if as_json:
        from assistant.to_json import answer_json

        _print_json(answer_json(answer))
    else:
        from assistant.to_terminal import print_answer

        print_answer(answer)


def _lines_of(batch: Path) -> list[str]:
    try:
        return [line for line in batch.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestion(f"Cannot read the questions in {batch}: {error}") from error


def _ask_batch(assistant: Assistant, lines: list[str]) -> int:
    """Answers line by line; how many lines could not be taken."""
    from assistant.results import Turn
    from assistant.to_json import answer_json

    def answered(case: dict[str, Any]) -> dict[str, Any]:
        turns = [Turn(str(t["role"]), str(t["content"])) for t in case.get("history") or ()]
        return answer_json(assistant.ask(str(case["question"]), turns))

    return _run_batch(lines, "id, question, history", answered)


def _run_batch(
    lines: list[str], wanted: str, result_of: Callable[[dict[str, Any]], dict[str, Any]]
) -> int:
    """Prints one JSON line for each line of a batch, with its id; a line that cannot be taken
    gives an error line. How many did."""
    failed = 0
    for number, line in enumerate(lines, start=1):
        identifier: object = number
        try:
            case = json.loads(line)
            identifier = case.get("id", number)
            result = result_of(case)
        except (ValueError, KeyError, TypeError, AttributeError, BadQuestion) as error:
            failed += 1
            hint = "" if isinstance(error, BadQuestion) else f" (wanted: {wanted})"
            result = {"error": f"line {number}: {error}{hint}"}
        _print_json({"id": identifier, **result})
        sys.stdout.flush()
    return failed


@app.command()
def find(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    report: ReportOption = None,
    as_json: JsonOption = False,
    count: Annotated[int, typer.Option("--count", "-k", min=1, max=100)] = 5,
) -> None:
    """List the passages nearest to a query, best first."""
    from assistant.to_json import hit_json

    with _errors_told():
        assistant = _opened(report)
        hits = assistant.find(query, k=count)
    if not hits and not as_json:
        typer.echo("Nothing in the report comes near.")
    for number, hit in enumerate(hits, start=1):
        edition = next(
            edition
            for one in assistant.reports
            if one.id == hit.passage.report_id
            for edition in one.editions
            if edition.language == hit.passage.language
        )
        text = hit.passage.span.of(edition.text)
        section = edition.sections[hit.passage.section].title
        if as_json:
            _print_json({"rank": number, **hit_json(hit, text, section)})
        else:
            line = edition.source.line(hit.passage.span.start)
            typer.echo(f"{number}. {section} · line {line} · {hit.score:.2f}\n   {text}\n")


@app.command()
def kpis(report: ReportOption = None, as_json: JsonOption = False) -> None:
    """Print the report's KPI table: every figure with what it speaks of."""
    from assistant.to_json import row_json
    from assistant.to_terminal import print_rows

    with _errors_told():
        assistant = _opened(report)
    if as_json:
        for row in assistant.kpis:
            _print_json(row_json(row))
    else:
        print_rows(assistant.kpis)


@app.command()
def check(
    file: Annotated[
        str, typer.Argument(help="A text file to check, or - for standard input.")
    ] = "",
    report: ReportOption = None,
    as_json: JsonOption = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            help="A JSONL file of texts: id, text. Prints one JSON line per text, with the "
            "verdict on each figure and one over all.",
        ),
    ] = None,
) -> None:
    """Hold every figure of a text, or of a file of texts, against the report."""
    from assistant.to_json import check_json
    from assistant.to_terminal import print_checks
    from corpus.load.load_report import read_plain_text

    if bool(file) == bool(batch):
        typer.echo("error: give a file, or --batch FILE", err=True)
        raise typer.Exit(2)
    with _errors_told():
        lines = _lines_of(batch) if batch else []
        text = "" if batch else sys.stdin.read() if file == "-" else read_plain_text(Path(file))
        assistant = _opened(report)
    if batch:
        raise typer.Exit(1 if _check_batch(assistant, lines) else 0)
    checks = assistant.check(text)
    if as_json:
        for one in checks:
            _print_json(check_json(one))
    else:
        print_checks(checks)


def _check_batch(assistant: Assistant, lines: list[str]) -> int:
    """Checks line by line; how many lines could not be taken."""
    from assistant.check_batch import overall
    from assistant.to_json import check_json

    def checked(case: dict[str, Any]) -> dict[str, Any]:
        checks = assistant.check(str(case["text"]))
        return {"overall": overall(checks).value, "figures": [check_json(one) for one in checks]}

    return _run_batch(lines, "id, text", checked)


@app.command()
def audit(report: ReportOption = None, as_json: JsonOption = False) -> None:
    """Find where the report does not agree with itself, with the arithmetic."""
    from assistant.audit import audit as audit_report
    from assistant.audit_output import finding_json, print_findings

    with _errors_told():
        assistant = _opened(report)
    for one, table in zip(assistant.reports, assistant.tables, strict=True):
        findings = audit_report(one, table)
        if not as_json:
            print_findings(findings)
        for finding in findings if as_json else ():
            _print_json(finding_json(finding))


@app.command()
def figures(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    as_json: JsonOption = False,
    currency: Annotated[
        str, typer.Option(help="What a bare 元, $ or ¥ stands for, as an ISO code.")
    ] = "",
) -> None:
    """Read the figures of any text: value, unit, bounds, place, and the period it names."""
    from assistant.to_json import read_figure_json
    from assistant.to_terminal import print_figures
    from corpus.bind.bind_figures import bind_figures
    from corpus.bind.binding import Context
    from corpus.load.load_report import read_plain_text

    with _errors_told():
        text = sys.stdin.read() if file == "-" else read_plain_text(Path(file))
    bound = bind_figures(text, Context(currency=currency))
    if as_json:
        for one in bound:
            _print_json(read_figure_json(one))
    else:
        print_figures(bound)


@app.command("app")
def serve(
    report: ReportOption = None,
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "",
    port: Annotated[int, typer.Option(help="The port; 0 for the settings' own.")] = 0,
) -> None:
    """Open the page in a browser."""
    import subprocess

    command = [sys.executable, str(Path(__file__).resolve().parent.parent / "app.py")]
    command += ["--report", str(report)] if report else []
    command += ["--host", host] if host else []
    command += ["--port", str(port)] if port else []
    try:
        raise typer.Exit(subprocess.call(command))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def main() -> None:
    """The console script's entry."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without our marks shows "?"
    app()


if __name__ == "__main__":
    main()
