"""Findings as JSON values and on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from assistant.audit_finding import Finding, Severity
from assistant.audit_words import explanation_of, expression_in, severity_word, title_of
from assistant.to_json import Json, row_json
from corpus.script import LANGUAGES, Language

MARKS = {Severity.CONFLICT: "✗", Severity.DOUBTFUL: "?", Severity.NOTE: "i"}
_STYLES = {Severity.CONFLICT: "bold red", Severity.DOUBTFUL: "bold yellow", Severity.NOTE: "bold"}


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


def print_findings(
    findings: Sequence[Finding], language: Language = "en", console: Console | None = None
) -> None:
    """Each finding with its arithmetic, the surest first, and how many there are of each kind."""
    console = console or Console(highlight=False, soft_wrap=True)
    for finding in findings:
        word = severity_word(finding.severity, language)
        head = f"{MARKS[finding.severity]} {word}: {title_of(finding, language)}"
        console.print(escape(head), style=_STYLES[finding.severity])
        console.print(escape(f"    {explanation_of(finding, language)}"))
        console.print(escape(f"    {expression_in(finding, language)}"), style="dim")
    counts = Counter(finding.severity for finding in findings)
    counted = [
        f"{counts[severity]} {severity_word(severity, language, counts[severity])}"
        for severity in Severity
    ]
    console.print(escape(" · ".join(counted)))
