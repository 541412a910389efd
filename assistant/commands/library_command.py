"""The commands on the library: add, list, show, rename, edit, pair, correct, remove."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.console import errors_told, one_line, opened_library, wrong_usage
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.library.ingest import Ingestion
    from corpus.library.library import Library
    from corpus.library.records import PairCandidate

CANCELLED = 130  # what a shell gives for a program that Ctrl-C has ended
_OFFERED = 5  # pairs offered after files were added

library_app = typer.Typer()
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ReportName = Annotated[str, typer.Argument(metavar="REPORT", help="Its id or name, or the start.")]


# -- bringing in -----------------------------------------------------------------------


@library_app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders, ZIP archives of files.")],
    name: Annotated[str, typer.Option(help="What to call the report (one report only).")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Read files anew that are in the library already.")
    ] = False,
) -> None:
    """Add reports to the library: PDF, Word, Excel, PowerPoint, HTML, Markdown, text."""
    if name and len(paths) > 1:
        raise wrong_usage("a name is for one report: add the others by themselves")
    with errors_told():
        from assistant.library.ingest import ingest

        ingestion = ingest(paths, Settings.from_environment(), again=again)
        try:
            _follow(ingestion)
        except KeyboardInterrupt:
            ingestion.cancel()
            _summarise(ingestion)
            typer.echo("Cancelled: the reports named above are in, the others are not.", err=True)
            raise typer.Exit(CANCELLED) from None
    skipped = _summarise(ingestion)
    done = ingestion.summary
    brought = (*done.added, *done.updated, *done.unchanged)
    with opened_library() as library:
        if name and len(brought) == 1:
            library.rename(brought[0], name)
            typer.echo(f"Called: {one_line(library.summary(brought[0]).name)}")
        elif name and brought:
            typer.echo(f"error: {len(brought)} reports were added; none was renamed", err=True)
        if done.added or done.updated:
            found = library.pair_candidates()
            _offer(library, [c for c in found if {c.first, c.second} & {*brought}])
    if skipped or (name and len(brought) != 1):
        raise typer.Exit(1)


def _follow(ingestion: Ingestion) -> None:
    """A line for each file that is done, and on a terminal a bar with page and step."""
    from assistant.commands.library_to_terminal import IngestionShown

    with IngestionShown(sys.stderr.isatty()) as shown:
        for event in ingestion:
            shown.tell(event)


def _summarise(ingestion: Ingestion) -> int:
    """The totals, and what was skipped; how many files were."""
    done = ingestion.wait()
    counts = {
        "added": len(done.added), "updated": len(done.updated),
        "in the library already": len(done.unchanged), "skipped": len(done.skipped),
    }  # fmt: skip
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    typer.echo(told or "Nothing to add: no file of a known format is there.")
    return len(done.skipped) or (0 if told else 1)


def _offer(library: Library, candidates: Sequence[PairCandidate]) -> None:
    """Names the pairs that look like one report in two languages, and how to pair them."""
    for candidate in candidates[:_OFFERED]:
        one, other = (library.summary(each) for each in (candidate.first, candidate.second))
        typer.echo(
            f"\nOne report in two languages? {one_line(one.name)} ({one.language}) and "
            f"{one_line(other.name)} ({other.language}): {candidate.shared} of "
            f"{candidate.compared} figures agree.\n"
            f"  report-assistant pair {one.id} {other.id}"
        )


# -- looking -----------------------------------------------------------------------------


@library_app.command("list")
def list_reports(as_json: JsonOption = False) -> None:
    """List the reports of the library."""
    with opened_library() as library:
        summaries = library.list()
    if as_json:
        from assistant.commands.to_json import summary_json

        for summary in summaries:
            typer.echo(json.dumps(summary_json(summary), ensure_ascii=False))
        return
    from assistant.commands.library_to_terminal import print_summaries

    print_summaries(summaries)


@library_app.command()
def show(
    report: ReportName,
    as_json: JsonOption = False,
    with_kpis: Annotated[
        bool, typer.Option("--kpis", help="With the table of its figures.")
    ] = False,
) -> None:
    """Show what the library knows of a report: facts, editions, counts, corrections."""
    with opened_library() as library:
        summary = library.named(report)
        corrections = library.corrections(summary.id)
        pair = library.summary(summary.pair) if summary.pair else None
        table = library.table(summary.id) if with_kpis else None
        disagreements = library.disagreements(summary.id)
        editions = library.get(summary.id).editions
    if as_json:
        from assistant.commands.to_json import row_json, shown_json

        value = shown_json(summary, editions, corrections, disagreements)
        if table is not None:
            value["kpis"] = [row_json(row) for row in table]
        typer.echo(json.dumps(value, ensure_ascii=False))
        return
    from assistant.commands.library_to_terminal import print_summary
    from assistant.commands.to_terminal import print_rows

    print_summary(summary, editions, corrections, pair, disagreements)
    if table is not None:
        print_rows(table)


# -- changing ----------------------------------------------------------------------------


@library_app.command()
def rename(
    report: ReportName, name: Annotated[str, typer.Argument(help="What to call it.")]
) -> None:
    """Call a report of the library something else."""
    with opened_library() as library:
        summary = library.named(report)
        library.rename(summary.id, name)
        typer.echo(f"Called: {one_line(library.summary(summary.id).name)}")


@library_app.command()
def edit(
    report: ReportName,
    subject: Annotated[str | None, typer.Option(help="The company it is about.")] = None,
    issuer: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    ticker: Annotated[str | None, typer.Option(help="The company's ticker.")] = None,
    period: Annotated[str | None, typer.Option(help="Its period: 2025Q1, 2024, …")] = None,
    currency: Annotated[str | None, typer.Option(help="A code of three letters.")] = None,
    language: Annotated[str | None, typer.Option(help="en, zh-Hant or zh-Hans.")] = None,
    reset: Annotated[
        list[str] | None,
        typer.Option(help="A fact to set back to what was found in the text."),
    ] = None,
) -> None:
    """Set what a report is about, where the program found it wrong or not at all."""
    given = {
        "subject": subject, "issuer": issuer, "ticker": ticker, "period": period,
        "currency": currency, "language": language,
    }  # fmt: skip
    facts: dict[str, str | None] = {key: text for key, text in given.items() if text is not None}
    facts.update(dict.fromkeys(reset or ()))
    if not facts:
        raise wrong_usage("say what to set, such as --period 2025Q1")
    with opened_library() as library:
        summary = library.edit_facts(library.named(report).id, **facts)
    from assistant.commands.library_to_terminal import print_facts

    print_facts(summary)


@library_app.command()
def pair(
    first: Annotated[str, typer.Argument(metavar="[REPORT]", help="One edition.")] = "",
    second: Annotated[str, typer.Argument(metavar="[REPORT]", help="The other one.")] = "",
) -> None:
    """Pair two reports that are one in two languages; without names, list those that look so."""
    if first and not second:
        raise wrong_usage("name both editions")
    with opened_library() as library:
        if not first:
            candidates = library.pair_candidates()
            _offer(library, candidates)
            if not candidates:
                typer.echo("No two reports look like one in two languages.")
            return
        one, other = library.named(first), library.named(second)
        library.pair(one.id, other.id)
        differ = len(library.disagreements(one.id))
    typer.echo(f"Paired: {one_line(one.name)} and {one_line(other.name)}")
    if differ:
        typer.echo(f"They give {differ} figures differently: report-assistant show {one.id}")


@library_app.command()
def unpair(report: ReportName) -> None:
    """Part a report from its edition in the other language."""
    with opened_library() as library:
        summary = library.named(report)
        if not summary.pair:
            raise wrong_usage(f"{one_line(summary.name)} is not paired")
        library.unpair(summary.id)
    typer.echo(f"Parted: {one_line(summary.name)}")


@library_app.command()
def correct(
    report: ReportName,
    row: Annotated[str, typer.Argument(help="The row's id, as `kpis --json` gives it.")],
    value: Annotated[str | None, typer.Option(help="In base units: 111300000000, 23.2.")] = None,
    unit: Annotated[
        str | None, typer.Option(help="percent, percentage_point, currency:CNY, …")
    ] = None,
    period: Annotated[str | None, typer.Option(help="2025Q1, 2024, …")] = None,
    metric: Annotated[str | None, typer.Option(help="The metric.")] = None,
    segment: Annotated[str | None, typer.Option(help="The business.")] = None,
    region: Annotated[str | None, typer.Option(help="The region.")] = None,
    measure: Annotated[str | None, typer.Option(help="level, yoy, qoq, share, …")] = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the correction back.")] = False,
) -> None:
    """Correct a figure of a report by hand; what was read from the text is kept beside it."""
    given = {
        "value": value, "unit": unit, "period": period, "metric": metric, "segment": segment,
        "region": region, "measure": measure,
    }  # fmt: skip
    changes = {key: text for key, text in given.items() if text is not None}
    if bool(changes) == undo:
        raise wrong_usage("say what is right, such as --value 23.2, or --undo")
    with opened_library() as library:
        summary = library.named(report)
        if undo:
            library.undo_correction(summary.id, row)
        else:
            library.correct(summary.id, row, changes, note)
        now = next(each for each in library.table(summary.id) if each.id == row)
    from assistant.commands.library_to_terminal import print_row

    print_row(now)


@library_app.command()
def remove(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT…", help="Ids or names.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove reports from the library, with their corrections."""
    with opened_library() as library:
        summaries = {s.id: s for s in (library.named(name) for name in reports)}.values()
        for summary in summaries:
            lost = f" with {summary.corrections} corrections" if summary.corrections else ""
            asked = f"Remove {one_line(summary.name)}{lost}?"
            if not yes and not typer.confirm(asked):
                typer.echo(f"Kept: {one_line(summary.name)}")
                continue
            library.remove(summary.id)
            typer.echo(f"Removed: {one_line(summary.name)}")
        library.tidy()
