"""Questions on whether the report agrees with itself, by the audit's findings."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.phrases import phrase
from assistant.answer.state import state
from assistant.audit.audit import audit
from assistant.audit.audit_finding import Finding
from assistant.audit.audit_words import amount_in, explanation_of
from assistant.check.tolerance import Match, match
from assistant.understand.query import Query
from assistant.write.numbers import row_value
from corpus.script import Language

_MOST = 5


def answer_audit(query: Query, rows: RowFinder) -> Draft | None:
    """What does not tie of the things named, or that all of it does; `None` where the report
    gives nothing of them."""
    language = query.language
    findings = audit(rows.report, rows.table)
    found = [finding for finding in findings if _states(finding, query)]
    found = found or [finding for finding in findings if _concerns(finding, query)]
    if found:
        lead = phrase("audit_broken", language) + (" " if language == "en" else "")
        if len(found) == 1 and found[0].case == "share":
            return _share_told(found[0], rows, language)
        shown = tuple(found[:_MOST])
        lines = [Statement(explanation_of(one, language), rows=one.rows) for one in shown]
        if len(lines) > 1:
            bullets = [replace(line, bullet=True) for line in lines]
            return Draft((Statement(lead.strip()), *bullets), "audit", findings=shown)
        first = replace(lines[0], text=lead + lines[0].text)
        return Draft((first,), "audit", findings=shown)
    if not query.metrics:
        return Draft((Statement(phrase("audit_clean", language)),), "audit")
    stated = rows.find(replace(query, figures=(), measure=None))
    if not stated:
        return None
    lead = phrase("audit_ties", language) + (" " if language == "en" else "")
    told = state(stated[0], rows, language)
    return Draft((replace(told, text=lead + told.text),), "audit")


def _share_told(finding: Finding, rows: RowFinder, language: Language) -> Draft:
    """A share that does not fit its amounts: both as stated, then the division."""
    lead = phrase("audit_broken", language) + (" " if language == "en" else "")
    share, part, whole = finding.rows[:3]
    stated = state(share, rows, language)
    amounts = [row_value(row, language) for row in (part, whole)]
    result = amount_in(finding, finding.value, language)
    division = phrase("audit_division", language, one=amounts[0], other=amounts[1], result=result)
    statements = (
        replace(stated, text=lead + stated.text),
        state(whole, rows, language),
        Statement(division, rows=(part, whole)),
    )
    return Draft(tuple(dict.fromkeys(statements)), "audit")


def _states(finding: Finding, query: Query) -> bool:
    """Whether the figure in doubt is one that the question states."""
    return any(
        match(figure, finding.rows[0].figure) is not Match.DIFFERENT for figure in query.figures
    )


def _concerns(finding: Finding, query: Query) -> bool:
    """Whether a finding is about the names in the question."""
    metrics = {row.metric for row in finding.rows}
    segments = {row.segment for row in finding.rows}
    named = not query.metrics or bool(metrics & set(query.metrics))
    return named and (not query.segments or bool(segments & set(query.segments)))
