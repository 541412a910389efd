"""Results on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.results import Answer, FigureCheck, Verdict
from corpus.bind.binding import Binding
from corpus.figure import Qualifier
from corpus.kpi import KpiTable
from corpus.kpi_names import vocabulary
from corpus.script import Language

MARKS = {
    Verdict.CONFIRMED: "✓",
    Verdict.ROUNDED: "≈",
    Verdict.DERIVED: "∑",
    Verdict.CONFLICT: "✗",
    Verdict.NOT_IN_REPORT: "?",
    Verdict.NOT_CHECKABLE: "…",
}


def print_answer(answer: Answer) -> None:
    """The answer, a mark for every figure, and the cited passages."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(escape(answer.text))
    if answer.checks:
        console.print()
        _print_verdicts(console, answer.checks)
    for citation in answer.citations:
        where = [citation.section]
        if citation.page:
            where.append(f"page {citation.page}")
        if citation.line:
            where.append(f"line {citation.line}")
        console.print(f"\n\\[{citation.number}] {escape(' · '.join(where))}", style="bold")
        console.print(f"    {escape(citation.quote)}", style="dim")


def print_checks(checks: Iterable[FigureCheck]) -> None:
    """A mark, the verdict and the reason for every figure of a text."""
    console = Console(highlight=False, soft_wrap=True)
    listed = list(checks)
    if not listed:
        console.print("No figure in the text.")
        return
    _print_verdicts(console, listed)
    judged = sum(check.verdict is not Verdict.NOT_CHECKABLE for check in listed)
    passed = sum(check.verdict.passes for check in listed)
    console.print(f"\n{passed} of {len(listed)} figures stand; {judged} could be judged.")


def print_figures(bound: Iterable[Binding]) -> None:
    """The figures of a text, one a line: as written, value, unit, bounds, period, place."""
    console = Console(highlight=False, soft_wrap=True)
    shown = Table(box=None, header_style="bold")
    for name in ("Written", "Value", "Unit", "Bound", "Period", "From", "To"):
        shown.add_column(name, overflow="fold")
    count = 0
    for binding in bound:
        figure = binding.figure
        value = format(figure.value, "f")
        if figure.upper is not None:
            value += f" … {figure.upper:f}"
        cells = (
            figure.text,
            value,
            str(figure.unit),
            "" if figure.qualifier is Qualifier.EXACT else figure.qualifier.value,
            str(binding.period or ""),
            str(figure.span.start),
            str(figure.span.end),
        )
        shown.add_row(*(escape(cell) for cell in cells))
        count += 1
    if count:
        console.print(shown)
    console.print(f"{count} figures")


def _print_verdicts(console: Console, checks: Iterable[FigureCheck]) -> None:
    for check in checks:
        told = check.reason or (check.proof.expression if check.proof else "")
        line = f"  {MARKS[check.verdict]} {check.figure.text}  {check.verdict.value}"
        console.print(escape(f"{line}  {told}".rstrip()))


def print_rows(table: KpiTable, language: Language = "en") -> None:
    """The KPI table, a row a line."""
    console = Console(highlight=False)
    words = vocabulary()
    shown = Table(box=None, header_style="bold")
    for name in (
        "Metric",
        "Who",
        "Business",
        "Region",
        "Period",
        "Measure",
        "Says",
        "Figure",
        "Detail",
    ):
        shown.add_column(name, overflow="fold")
    for row in table:
        shown.add_row(
            *(
                escape(cell)
                for cell in (
                    words.label(row.metric, language) or "—",
                    words.label(row.entity, language) if row.entity else "",
                    words.label(row.segment, language) if row.segment else "",
                    words.label(row.region, language) if row.region else "",
                    str(row.period or ""),
                    row.measure.value + (" ↓" if row.direction == "down" else ""),
                    row.source.value,
                    row.figure.text,
                    row.detail,
                )
            )
        )
    console.print(shown)
    console.print(f"{len(table)} figures")
