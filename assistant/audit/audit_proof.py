"""What an audit's answer calculates, as proofs: the check knows formulas, not findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.audit.audit_finding import Finding
from assistant.check.tolerance import Match, match
from assistant.results import FigureCheck, Proof, Verdict
from corpus.figure import Figure


def proven(checks: Sequence[FigureCheck], findings: Sequence[Finding]) -> tuple[FigureCheck, ...]:
    """`checks` of an answer that tells `findings`: its operands are confirmed by their rows, its
    results derived with the arithmetic shown. What is neither keeps its verdict."""
    return tuple(check if check.verdict.passes else _proven(check, findings) for check in checks)


def _proven(check: FigureCheck, findings: Sequence[Finding]) -> FigureCheck:
    for finding in findings:
        for row in finding.rows:
            found = match(check.figure, row.figure)
            if found is not Match.DIFFERENT:
                verdict = Verdict.CONFIRMED if found is Match.EQUAL else Verdict.ROUNDED
                return replace(check, verdict=verdict, row=row, proof=None, reason="")
        if _is_result(check.figure, finding):
            proof = Proof(
                formula=finding.kind.value,
                expression=finding.expression,
                operands=finding.rows,
                low=str(finding.low),
                high=str(finding.high),
            )
            return replace(check, verdict=Verdict.DERIVED, row=None, proof=proof, reason="")
    return check


def _is_result(figure: Figure, finding: Finding) -> bool:
    """Whether a figure is what the arithmetic gives, or the range that rounding allows it."""
    if figure.unit != finding.unit:
        return False
    half = figure.quantum / 2
    if figure.upper is not None:
        ends = ((figure.value, finding.low), (figure.upper, finding.high))
        return all(abs(said - true) <= half for said, true in ends)
    return abs(figure.value - finding.value) <= half
