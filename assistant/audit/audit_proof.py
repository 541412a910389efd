"""What an audit's answer calculates, as proofs: the check knows formulas, not findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.audit.audit_finding import Finding
from assistant.audit.audit_words import calculation_of, expression_in, plain_expression
from assistant.check.tolerance import Match, match
from assistant.results import FigureCheck, Proof, Verdict
from corpus.figure import Figure, Span
from corpus.script import Language


def proven(
    checks: Sequence[FigureCheck],
    findings: Sequence[Finding],
    text: str = "",
    language: Language = "en",
) -> tuple[FigureCheck, ...]:
    """`checks` of an answer `text` that tells `findings`: its operands are confirmed by their
    rows, its results and the steps to them derived with the arithmetic shown. What is neither
    keeps its verdict."""
    steps = [(finding, span) for finding in findings for span in _spans(finding, text, language)]
    return tuple(
        check if check.verdict.passes else _proven(check, findings, steps) for check in checks
    )


def _spans(finding: Finding, text: str, language: Language) -> list[Span]:
    """Where `text` writes a finding's arithmetic out."""
    found: list[Span] = []
    ways = (expression_in, calculation_of, plain_expression)
    for written in (way(finding, language) for way in ways):
        at = re.finditer(re.escape(written), text, re.IGNORECASE)
        found += [Span(one.start(), one.end()) for one in at]
    return found


def _proven(
    check: FigureCheck, findings: Sequence[Finding], steps: Sequence[tuple[Finding, Span]]
) -> FigureCheck:
    for finding in findings:
        for row in finding.rows:
            found = match(check.figure, row.figure)
            if found is not Match.DIFFERENT:
                verdict = Verdict.CONFIRMED if found is Match.EQUAL else Verdict.ROUNDED
                return replace(check, verdict=verdict, row=row, proof=None, reason="")
        if _is_result(check.figure, finding):
            return _derived(check, finding)
    for finding, span in steps:
        if span.covers(check.figure.span):
            return _derived(check, finding)
    return check


def _derived(check: FigureCheck, finding: Finding) -> FigureCheck:
    proof = Proof(
        formula=finding.kind.value,
        expression=finding.expression,
        operands=finding.rows,
        low=str(finding.low),
        high=str(finding.high),
    )
    return replace(check, verdict=Verdict.DERIVED, row=None, proof=proof, reason="")


def _is_result(figure: Figure, finding: Finding) -> bool:
    """Whether a figure is what the arithmetic gives, or the range that rounding allows it."""
    if figure.unit != finding.unit:
        return False
    half = figure.quantum / 2
    if figure.upper is not None:
        ends = ((figure.value, finding.low), (figure.upper, finding.high))
        return all(abs(said - true) <= half for said, true in ends)
    return any(
        abs(figure.value - end) <= half for end in (finding.value, finding.low, finding.high)
    )
