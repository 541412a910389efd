"""The audit of the chosen report, as HTML: each finding with its arithmetic and its figures."""

from __future__ import annotations

from assistant.audit.audit import Finding, Severity, audit
from assistant.audit.audit_editions import edition_findings
from assistant.audit.audit_output import MARKS
from assistant.audit.audit_words import explanation_of, expression_in, severity_word, title_of
from assistant.page.check_view import exports
from assistant.page.labels import label
from assistant.page.markup import Html, element, join
from assistant.page.scope_view import shown_switch
from assistant.page.session import Session
from assistant.page.tables import Names, rows_table
from corpus.kpi import KpiTable
from corpus.script import Language

SHOWN_FINDINGS = 100
OPEN_ROWS = 3  # more operands than this are folded away
# The tones that the page has for a conflict, an open question and a fine point.
_TONES = {
    Severity.CONFLICT: "is-conflict",
    Severity.DOUBTFUL: "is-not-checkable",
    Severity.NOTE: "is-rounded",
}


def audit_view(session: Session) -> Html:
    """What does not tie in the chosen report, the surest first."""
    language, names = session.language, Names.of(session)
    findings = findings_of(session)
    about = element("p", label("audit_about", language), class_="quiet")
    if not findings:
        nothing = element("p", label("audit_none", language), class_="quiet empty")
        switch = shown_switch(session)
        return element("section", switch, about, nothing, class_="checked audit", lang=language)
    counts = [
        element(
            "span",
            element("span", MARKS[severity], class_="icon", aria_hidden="true"),
            f" {count} {severity_word(severity, language, count)}",
            class_=f"count {_TONES[severity]}",
        )
        for severity in Severity
        if (count := sum(finding.severity is severity for finding in findings))
    ]
    total = label("audit_found", language, total=len(findings))
    return element(
        "section",
        shown_switch(session),
        about,
        element("p", element("strong", total), join(counts), class_="tally"),
        exports("audit", language),
        *(_finding(finding, names) for finding in findings[:SHOWN_FINDINGS]),
        class_="checked audit",
        aria_live="polite",
        lang=language,
    )


def findings_of(session: Session) -> tuple[Finding, ...]:
    """What does not tie in the report that is shown; of one with its other edition paired in the
    library, also the figures that the two give differently."""
    report = session.report
    findings = tuple(audit(report, KpiTable(session.rows)))
    summary, library = session.summary_of(report.id), session.assistant.library
    if library is None or summary is None or not summary.pair:
        return findings
    return (*findings, *edition_findings(report, library.disagreements(report.id)))


def _finding(finding: Finding, names: Names) -> Html:
    language = names.language
    title = title_of(finding, language)
    used = label("rows_used", language)
    return element(
        "article",
        element(
            "header",
            _badge(finding.severity, language),
            element("span", title, class_="title"),
        ),
        element("p", explanation_of(finding, language)),
        element("p", element("code", expression_in(finding, language))),
        element(
            "details",
            element("summary", f"{used} ({len(finding.rows)})"),
            rows_table(finding.rows, names, title),
            open=len(finding.rows) <= OPEN_ROWS,
        ),
        class_=f"card finding {_TONES[finding.severity]}",
    )


def _badge(severity: Severity, language: Language) -> Html:
    return element(
        "span",
        element("span", MARKS[severity], class_="icon", aria_hidden="true"),
        " ",
        severity_word(severity, language),
        class_=f"badge {_TONES[severity]}",
    )
