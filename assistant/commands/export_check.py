"""A graded text as Markdown, CSV, JSON and plain text."""

from __future__ import annotations

import json

from assistant.check.graded import Graded, GradedText, cells, difference_text, words
from assistant.check.marks import MARKS
from assistant.commands.export import (
    Format,
    csv_table,
    markdown_inline,
    markdown_line,
    markdown_table,
    start_of_line,
)
from assistant.commands.to_json import Json, binding_json, check_json, span_json
from assistant.commands.to_terminal import plain, print_graded

_IN_MARKDOWN = ("figure", "verdict", "about", "reported", "difference", "proof", "reason", "where")
_IN_CSV = ("figure", "verdict", "about", "reported", "difference", "proof", "reason", "where",
           "passage", "start", "end")  # fmt: skip


def export_check(graded: GradedText, form: Format) -> str:
    """The graded text as a file of that format holds it."""
    match form:
        case Format.CSV:
            return check_csv(graded)
        case Format.JSON:
            return json.dumps(graded_json(graded), ensure_ascii=False, indent=1) + "\n"
        case Format.MARKDOWN:
            return check_markdown(graded)
        case Format.TEXT:
            return plain(lambda console: print_graded(graded, console))


def graded_json(graded: GradedText) -> Json:
    """Verdict over the text, coverage, and each figure with verdict, row, difference, passage."""
    counts = graded.counts
    return {
        "report": graded.report.id,
        "language": graded.language,
        "overall": graded.overall.value,
        "coverage": f"{counts['checked']}/{counts['seen']}",
        "counts": {
            "figures": counts["seen"],
            "checked": counts["checked"],
            "passed": counts["passed"],
            "not_checkable": counts["open"],
        },
        "figures": [_figure_json(one, graded) for one in graded.figures],
    }


def _figure_json(one: Graded, graded: GradedText) -> Json:
    where, difference = one.where, one.difference
    return {
        **check_json(one.check),
        "says": None if one.check.binding is None else binding_json(one.check.binding),
        "difference": None
        if difference is None
        else {
            "value": format(difference.value, "f"),
            "unit": difference.unit.kind.value,
            "text": difference_text(difference, graded.language),
        },
        "passage": None
        if where is None
        else {
            "edition": where.edition,
            "section": where.section,
            "page": where.page,
            "line": where.line,
            "span": span_json(where.span),
            "text": where.passage,
        },
    }


def check_csv(graded: GradedText) -> str:
    """A line for each figure; headings in the text's language."""
    language = graded.language
    head = [words("column", key, language) for key in _IN_CSV]
    lines = (cells(one, language) for one in graded.figures)
    return csv_table(head, ([line[key] for key in _IN_CSV] for line in lines))


def check_markdown(graded: GradedText) -> str:
    """Verdict and coverage, the text with a mark behind each figure, then a table."""
    language, report = graded.language, graded.report
    title = report.edition(language).title or report.title
    parts = [
        "# " + words("said", "title", language),
        markdown_line(words("said", "report", language, title=title)),
        f"**{words('overall', graded.overall.value, language)}**",
        words("said", "coverage", language, **graded.counts),
    ]
    if not graded.figures:
        parts.append(words("said", "none", language))
    parts += ["## " + words("said", "text", language), _marked(graded)]
    if graded.figures:
        lines = [cells(one, language) for one in graded.figures]
        shown = [key for key in _IN_MARKDOWN if any(line[key] for line in lines)]
        head = [words("column", key, language) for key in shown]
        parts.append("## " + words("said", "figures", language))
        parts.append(markdown_table(head, ([line[key] for key in shown] for line in lines)))
    return "\n\n".join(parts).rstrip() + "\n"


def _marked(graded: GradedText) -> str:
    """The text as a quotation, each figure in bold with its sign and verdict."""
    quoted: list[str] = []
    pending = list(graded.figures)
    start = 0
    for line in graded.text.splitlines(keepends=True):
        end, at, pieces = start + len(line), start, []
        while pending and pending[0].check.figure.span.start < end:
            check = pending.pop(0).check
            span = check.figure.span
            if span.start < at:
                continue
            word = words("verdict", check.verdict.value, graded.language)
            before = markdown_inline("·" + graded.text[at : span.start] + "·")[1:-1]
            written = markdown_inline(span.of(graded.text))
            pieces.append(f"{before}**{written}** ({MARKS[check.verdict]} {word})")
            at = span.end
        pieces.append(markdown_inline("·" + graded.text[at:end])[1:] if at < end else "")
        said = start_of_line("".join(pieces).strip())
        if said:
            quoted.append("> " + said)
        start = end
    return "\n>\n".join(quoted)
