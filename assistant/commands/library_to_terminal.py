"""The library on a terminal: what is being brought in, what there is, one report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.commands.console import one_line
from assistant.library.ingest_events import Event, EventKind
from corpus.kpi import KpiRow
from corpus.kpi_names import vocabulary
from corpus.library.records import (
    FACT_NAMES,
    CorrectedRow,
    Correction,
    Disagreement,
    Summary,
)
from corpus.report import Edition
from corpus.script import Language

_MARKS = {
    EventKind.ADDED: "+", EventKind.UPDATED: "↻", EventKind.UNCHANGED: "=",
    EventKind.SKIPPED: "✗", EventKind.CANCELLED: "-",
}  # fmt: skip
_SHOWN_DIFFERENCES = 20


def plain(text: str) -> str:
    """`text` for a terminal: no markup, no control character that it would obey."""
    return escape(one_line(text))


class IngestionShown:
    """Shows an ingestion: a line on standard output for each file that is done, and `live` a bar
    on standard error with the file, its step and its page."""

    def __init__(self, live: bool) -> None:
        self._out = Console(highlight=False, soft_wrap=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[step]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True, highlight=False),
            transient=True,
            disable=not live,
        )
        self._task = self._bar.add_task("", total=1.0, step="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def tell(self, event: Event) -> None:
        """Shows one event."""
        if event.kind.ends_file:
            self._out.print(_outcome(event))
        elif event.kind is not EventKind.FINISHED:
            page = f" {event.done}/{event.of}" if event.of else ""
            self._bar.update(
                self._task,
                completed=event.part if event.total else 0,
                description=f"{event.number}/{event.total} {plain(event.file)[-40:]}",
                step=f"{event.step}{page}",
            )


def _outcome(event: Event) -> str:
    told = f"{_MARKS[event.kind]} {plain(event.file) or 'the library'}  {event.kind.value}"
    if event.kind is EventKind.SKIPPED:
        return f"{told}: {plain(event.reason)}"
    known = f" as {plain(event.name)} \\[{plain(event.report_id)}]" if event.report_id else ""
    return told + known


def print_summaries(summaries: Sequence[Summary]) -> None:
    """The reports of the library: name, what it is about, id."""
    console = Console(highlight=False, soft_wrap=True)
    if not summaries:
        console.print("The library is empty. Add reports: report-assistant add PATH…")
        return
    for one in summaries:
        console.print(plain(one.name), style="bold")
        pages = f"{one.pages} {one.page_name}s" if one.pages else ""
        facts = (
            company(one, "en"), one.facts.period, one.facts.language, pages,
            f"{one.rows:,} figures", f"added {one.added:%Y-%m-%d}",
        )  # fmt: skip
        console.print("  " + " · ".join(plain(fact) for fact in facts if fact))
        console.print(f"  {plain(one.id)}", style="dim")
    console.print(f"{len(summaries)} reports")


def company(summary: Summary, language: Language) -> str:
    """The readable name of the company that a report is about."""
    subject = summary.facts.subject
    return vocabulary().label(subject, language) if subject else ""


def print_facts(summary: Summary) -> None:
    """What a report is about; facts set by hand say so, with what was found."""
    console = Console(highlight=False, soft_wrap=True)
    for name in FACT_NAMES:
        value = getattr(summary.facts, name) or "(unknown)"
        found = getattr(summary.found, name) or "nothing"
        edited = f"  (set by hand; found: {plain(found)})" if name in summary.edited else ""
        console.print(f"{name + ':':10} {plain(value)}{edited}")


def print_summary(
    summary: Summary,
    editions: Iterable[Edition],
    corrections: Sequence[Correction],
    pair: Summary | None,
    disagreements: Sequence[Disagreement],
) -> None:
    """All that the library knows of a report without its text."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(plain(summary.name), style="bold")
    console.print(f"{'id:':10} {plain(summary.id)}")
    if summary.title != summary.name:
        console.print(f"{'title:':10} {plain(summary.title)}")
    console.print(f"{'file:':10} {plain(summary.source.origin)}")
    print_facts(summary)
    if pair is not None:
        console.print(f"{'paired:':10} {plain(pair.name)} \\[{plain(pair.id)}]")
    if summary.pages:
        console.print(f"{summary.page_name + 's:':10} {summary.pages}")
    console.print(f"{'figures:':10} {summary.rows}")
    console.print(f"{'added:':10} {summary.added:%Y-%m-%d %H:%M}")
    if summary.updated != summary.added:
        console.print(f"{'updated:':10} {summary.updated:%Y-%m-%d %H:%M}")
    for edition in editions:
        sections, passages = len(edition.sections), len(edition.passages)
        console.print(f"{edition.language + ':':10} {sections} sections, {passages} passages")
    for fix in corrections:
        changed = ", ".join(f"{name} {plain(text)}" for name, text in fix.changed.items())
        note = f" ({plain(fix.note)})" if fix.note else ""
        console.print(f"corrected: {plain(fix.extracted.text)} → {changed}{note}")
    for each in disagreements[:_SHOWN_DIFFERENCES]:
        words = vocabulary().label(each.one.metric, "en")
        one, other = plain(each.one.figure.text), plain(each.other.figure.text)
        console.print(f"editions differ: {plain(words)} {each.one.period or ''} {one} ≠ {other}")


def print_row(row: KpiRow) -> None:
    """A KPI row on one line, with what was extracted where it is corrected."""
    words = vocabulary()
    about = [words.label(key, "en") for key in (row.metric, row.segment, row.region) if key]
    if row.period is not None:
        about.append(str(row.period))
    line = f"{row.figure.text}  {' · '.join(about)}"
    if isinstance(row, CorrectedRow) and row.original is not None:
        line += f"  (corrected; extracted: {row.original.figure.text})"
    Console(highlight=False, soft_wrap=True).print(plain(line))
