"""An audit as JSON values, on a terminal, and as a file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from assistant.audit.audit_finding import Finding, Severity
from assistant.audit.audit_words import (
    amount_in,
    explanation_of,
    expression_in,
    severity_word,
    title_of,
)
from assistant.check.graded import Where, reported_row, where_of, where_text, words
from assistant.commands.export import (
    Format,
    csv_table,
    markdown_inline,
    markdown_line,
    markdown_table,
)
from assistant.commands.to_json import Json, row_json
from assistant.commands.to_terminal import plain
from corpus.report import Report
from corpus.script import LANGUAGES, Language

MARKS = {Severity.CONFLICT: "✗", Severity.DOUBTFUL: "?", Severity.NOTE: "i"}
_STYLES = {Severity.CONFLICT: "bold red", Severity.DOUBTFUL: "bold yellow", Severity.NOTE: "bold"}
_COLUMNS = ("severity", "relation", "title", "explanation", "arithmetic", "allowed", "figures",
            "where")  # fmt: skip


def export_audit(
    report: Report, findings: Sequence[Finding], form: Format, language: Language
) -> str:
    """The findings as a file of that format holds them, worded in `language`."""
    match form:
        case Format.CSV:
            return _csv(report, findings, language)
        case Format.JSON:
            value = audit_json(report, findings)
            return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        case Format.MARKDOWN:
            return _markdown(report, findings, language)
        case Format.TEXT:
            return plain(lambda console: print_findings(findings, language, console))


def audit_json(report: Report, findings: Sequence[Finding]) -> Json:
    """How many findings of each severity, and each of them, the surest first."""
    counts = Counter(finding.severity for finding in findings)
    return {
        "report": report.id,
        "title": report.title,
        "counts": {severity.value: counts[severity] for severity in Severity},
        "findings": [finding_json(finding) for finding in findings],
    }


def finding_json(finding: Finding) -> Json:
    """A finding: kind, severity, wording in all languages, arithmetic, bounds, operands, spans.

    Numbers are strings in base units.
    """
    return {
        "kind": finding.kind.value,
        "severity": finding.severity.value,
        "report": finding.report_id,
        "title": {language: title_of(finding, language) for language in LANGUAGES},
        "explanation": {language: explanation_of(finding, language) for language in LANGUAGES},
        "expression": finding.expression,
        "value": format(finding.value, "f"),
        "low": format(finding.low, "f"),
        "high": format(finding.high, "f"),
        "unit": finding.unit.kind.value,
        "code": finding.unit.code,
        "rows": [row_json(row) for row in finding.rows],
        "spans": [
            {"language": place.language, "span": [place.span.start, place.span.end]}
            for place in finding.places
        ],
    }


def counted(findings: Sequence[Finding], language: Language) -> str:
    """How many findings there are of each severity, on one line."""
    counts = Counter(finding.severity for finding in findings)
    return " · ".join(
        f"{counts[severity]} {severity_word(severity, language, counts[severity])}"
        for severity in Severity
    )


def print_findings(
    findings: Sequence[Finding], language: Language = "en", console: Console | None = None
) -> None:
    """Each finding with its arithmetic, the surest first, and how many there are of each kind."""
    console = console or Console(highlight=False, soft_wrap=True)
    if not findings:
        console.print(words("said", "clean", language))
    for finding in findings:
        word = severity_word(finding.severity, language)
        head = f"{MARKS[finding.severity]} {word}: {title_of(finding, language)}"
        console.print(escape(head), style=_STYLES[finding.severity])
        console.print(escape(f"    {explanation_of(finding, language)}"))
        console.print(escape(f"    {expression_in(finding, language)}"), style="dim")
    console.print(escape(counted(findings, language)))


def _wheres(report: Report, finding: Finding, language: Language) -> list[Where | None]:
    return [where_of(row, report, language) for row in finding.rows]


def _cells(report: Report, finding: Finding, language: Language) -> list[str]:
    low, high = (amount_in(finding, end, language) for end in (finding.low, finding.high))
    places = (where_text(where, language) for where in _wheres(report, finding, language))
    return [
        severity_word(finding.severity, language),
        words("relation", finding.kind.value, language),
        title_of(finding, language),
        explanation_of(finding, language),
        expression_in(finding, language),
        low if low == high else f"{low} – {high}",
        "; ".join(reported_row(row, language) for row in finding.rows),
        "; ".join(dict.fromkeys(place for place in places if place)),
    ]


def _csv(report: Report, findings: Sequence[Finding], language: Language) -> str:
    head = [words("column_audit", key, language) for key in _COLUMNS]
    return csv_table(head, (_cells(report, finding, language) for finding in findings))


def _markdown(report: Report, findings: Sequence[Finding], language: Language) -> str:
    title = report.edition(language).title or report.title
    parts = [
        "# " + words("said", "title_audit", language),
        markdown_line(words("said", "report", language, title=title)),
        counted(findings, language) if findings else words("said", "clean", language),
    ]
    head = [words("column", key, language) for key in ("figure", "where", "passage")]
    for finding in findings:
        word = severity_word(finding.severity, language)
        parts.append(
            f"## {MARKS[finding.severity]} {word}: " + markdown_inline(title_of(finding, language))
        )
        parts.append(markdown_line(explanation_of(finding, language)))
        parts.append(markdown_line(expression_in(finding, language)))
        lines = []
        for row, where in zip(finding.rows, _wheres(report, finding, language), strict=True):
            passage = where.passage if where else ""
            lines.append([reported_row(row, language), where_text(where, language), passage])
        parts.append(markdown_table(head, lines))
    return "\n\n".join(part.rstrip() for part in parts) + "\n"
