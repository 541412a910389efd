"""The command line: ``report-assistant ask | find | kpis | check | audit | figures | app``, and
those on the library (`assistant.commands.library_command`).

Exit codes: 0 done; 1 some of several things (lines of a batch, files to add) could not be taken;
2 wrong usage; 3 a report or question that cannot be used; 4 a setting, an encoder or an output
file that cannot be used; 130 cancelled by Ctrl-C.
"""

from __future__ import annotations

import io
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.check_command import (
    audit_all,
    check_case,
    check_text,
    form_of,
    lines_of,
    put_out,
    run_batch,
    text_of,
)
from assistant.commands.console import errors_told, reading, wrong_usage
from assistant.commands.export import Format
from assistant.commands.library_command import library_app
from assistant.commands.tables_command import export_table, import_table

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.library.open_reports import Asked

app = typer.Typer(
    name="report-assistant",
    help="Ask financial reports questions; every figure of an answer is cited and checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.registered_commands += library_app.registered_commands

ReportOption = Annotated[
    str, typer.Option("--report", help="A file, or a report of the library, by id or name.")
]
ReportArgument = Annotated[
    str,
    typer.Argument(
        metavar="[REPORT]", help="A file or a report of the library; else the bundled one."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FormatOption = Annotated[
    Format | None, typer.Option("--format", help="How to write the result; text by default.")
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write into this file; its ending chooses the format."),
]


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _opened(report: str = "") -> Assistant:
    """The assistant on one report, by default the bundled one."""
    from assistant.library.open_reports import (
        open_one,  # takes most of the start-up; only when needed
    )

    with reading():
        return open_one(report)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in English or Chinese.")] = "",
    reports: Annotated[
        list[str] | None,
        typer.Option(
            "--report", help="A file, or a report of the library; may be given several times."
        ),
    ] = None,
    ask_all: Annotated[
        bool, typer.Option("--all", help="Ask every report of the library.")
    ] = False,
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
    """Answer a question, or a file of them, from one report, several, or all."""
    if bool(question) == bool(batch):
        raise wrong_usage("give a question, or --batch FILE")
    if reports and ask_all:
        raise wrong_usage("name reports, or ask --all")
    with errors_told():
        lines = lines_of(batch) if batch else []
        asked = _asked(tuple(reports or ()), ask_all=ask_all)
        if batch:
            failed = _ask_batch(asked, lines)
            raise typer.Exit(1 if failed else 0)
        answer = asked.ask(question)
    if as_json:
        from assistant.commands.to_json import answer_json

        _print_json(answer_json(answer, asked.names))
    else:
        from assistant.commands.to_terminal import print_answer

        print_answer(answer, asked.names)


def _asked(reports: tuple[str, ...], *, ask_all: bool) -> Asked:
    """What questions go to: one report, several, or all."""
    from assistant.library.open_reports import Asked, open_several

    if not ask_all and len(reports) < 2:
        return Asked(_opened(*reports))
    with reading():
        return Asked(*open_several(reports))


def _ask_batch(asked: Asked, lines: list[str]) -> int:
    """Answers line by line; how many lines could not be taken."""
    from assistant.commands.to_json import answer_json
    from assistant.results import Turn

    def answered(case: dict[str, Any]) -> dict[str, Any]:
        turns = [Turn(str(t["role"]), str(t["content"])) for t in case.get("history") or ()]
        return answer_json(asked.ask(str(case["question"]), turns), asked.names)

    return run_batch(lines, "id, question, history", answered, typer.echo)


@app.command()
def find(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    report: ReportOption = "",
    as_json: JsonOption = False,
    count: Annotated[int, typer.Option("--count", "-k", min=1, max=100)] = 5,
) -> None:
    """List the passages nearest to a query, best first."""
    from assistant.commands.find_command import put_hits

    with errors_told():
        assistant = _opened(report)
        hits = assistant.find(query, k=count)
    if not hits and not as_json:
        typer.echo("Nothing in the report comes near.")
    put_hits(query.strip(), hits, assistant.reports, as_json=as_json)


@app.command()
def kpis(
    file: ReportArgument = "",
    report: ReportOption = "",
    as_json: JsonOption = False,
    export: Annotated[
        Path | None, typer.Option(help="Write the table into this file: .csv or .xlsx.")
    ] = None,
    import_from: Annotated[
        Path | None,
        typer.Option("--import", help="Take the corrections made in an exported CSV table."),
    ] = None,
) -> None:
    """Print the report's KPI table: every figure with what it speaks of."""
    from assistant.commands.to_json import row_json
    from assistant.commands.to_terminal import print_rows

    chosen = _one_of(file, report)
    if import_from is not None:
        if not chosen or export or as_json:
            raise wrong_usage("--import goes with --report REPORT alone")
        import_table(chosen, import_from)
        return
    with errors_told():
        assistant = _opened(chosen)
        if export is not None:
            export_table(assistant, export)
            return
    if as_json:
        for row in assistant.kpis:
            _print_json(row_json(row))
    else:
        print_rows(assistant.kpis)


def _one_of(file: str, report: str) -> str:
    """The report, named with or without `--report`."""
    if file and report:
        raise wrong_usage("name the report once")
    return file or report


@app.command()
def check(
    file: Annotated[
        str, typer.Argument(help="A text file to check, or - for standard input.")
    ] = "",
    report: ReportOption = "",
    as_json: JsonOption = False,
    form: FormatOption = None,
    output: OutputOption = None,
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
    if bool(file) == bool(batch):
        raise wrong_usage("give a file, or --batch FILE")
    with errors_told():
        lines = lines_of(batch) if batch else []
        text = "" if batch else text_of(file)
        assistant = _opened(report)
        if batch:
            failed = run_batch(lines, "id, text", partial(check_case, assistant), typer.echo)
            raise typer.Exit(1 if failed else 0)
        chosen = form_of(form, as_json=as_json, output=output)
        put_out(check_text(assistant, text, chosen, one_line=not output), output)


@app.command()
def audit(
    file: ReportArgument = "",
    report: ReportOption = "",
    as_json: JsonOption = False,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Find where the report does not agree with itself, with the arithmetic."""
    chosen = _one_of(file, report)
    with errors_told():
        assistant = _opened(chosen)
        wanted = form_of(form, as_json=as_json, output=output)
        put_out(audit_all(assistant, wanted, one_line=not output), output)


@app.command()
def figures(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    as_json: JsonOption = False,
    currency: Annotated[
        str, typer.Option(help="What a bare 元, $ or ¥ stands for, as an ISO code.")
    ] = "",
) -> None:
    """Read the figures of any text: value, unit, bounds, place, and the period it names."""
    from assistant.commands.to_json import read_figure_json
    from assistant.commands.to_terminal import print_figures
    from corpus.bind.bind_figures import bind_figures
    from corpus.bind.binding import Context

    with errors_told():
        text = text_of(file)
    bound = bind_figures(text, Context(currency=currency))
    if as_json:
        for one in bound:
            _print_json(read_figure_json(one))
    else:
        print_figures(bound)


@app.command("app")
def serve(
    report: Annotated[str, typer.Option("--report", help="A file to begin with.")] = "",
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "",
    port: Annotated[int, typer.Option(help="The port; 0 for the settings' own.")] = 0,
) -> None:
    """Open the page in a browser."""
    import subprocess

    command = [sys.executable, str(Path(__file__).resolve().parent.parent / "app.py")]
    command += ["--report", report] if report else []
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
