"""Results on a terminal."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.check.graded import GradedText, cells, words
from assistant.check.marks import MARKS
from assistant.results import Answer, FigureCheck, Verdict
from corpus.bind.binding import Binding
from corpus.figure import Qualifier
from corpus.kpi import KpiTable
from corpus.kpi_names import vocabulary
from corpus.script import Language


def print_answer(answer: Answer, names: Mapping[str, str] | None = None) -> None:
    """The answer, a mark for every figure, and the cited passages; with the `names` of reports
    by id, each passage tells which report it is from."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(escape(answer.text))
    if answer.checks:
        console.print()
        _print_verdicts(console, answer.checks)
    for citation in answer.citations:
        name = (names or {}).get(citation.place.report_id, "")
        where = [*([name] if name else []), citation.section]
        if citation.page:
            where.append(f"page {citation.page}")
        if citation.line:
            where.append(f"line {citation.line}")
        console.print(f"\n\\[{citation.number}] {escape(' · '.join(where))}", style="bold")
        console.print(f"    {escape(citation.quote)}", style="dim")


def plain(print_to: Callable[[Console], None]) -> str:
    """What `print_to` prints, as text without colours."""
    out = io.StringIO()
    print_to(Console(file=out, highlight=False, soft_wrap=True, color_system=None, width=200))
    return out.getvalue()


def print_graded(graded: GradedText, console: Console | None = None) -> None:
    """Verdict over a text, each figure with what it speaks of and the report's value, coverage."""
    console = console or Console(highlight=False, soft_wrap=True)
    language = graded.language
    if not graded.figures:
        console.print(words("said", "none", language))
        return
    for one in graded.figures:
        line = cells(one, language)
        head = f"{MARKS[one.check.verdict]} {line['figure']}  {line['verdict']}"
        told = [line["about"]]
        if line["difference"]:
            column = words("column", "difference", language)
            told.append(f"{column}: {line['difference']}")
        console.print(escape("  " + "  ".join([head, " · ".join(told)])))
        for detail in (line["reason"], line["proof"]):
            if detail:
                console.print(escape("      " + detail), style="dim")
        if line["where"] and one.check.verdict is not Verdict.NOT_CHECKABLE:
            console.print(escape("      " + line["where"]), style="dim")
    console.print()
    console.print(escape(words("overall", graded.overall.value, language)), style="bold")
    console.print(escape(words("said", "coverage", language, **graded.counts)))


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
