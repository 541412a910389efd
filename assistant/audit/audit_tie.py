"""One relation between figures: the values it may be worked out from, and the likeliest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.audit.audit_facts import AMOUNTS, CHANGES, Facts, changes
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import HUNDRED, Interval, allowed
from assistant.check.tolerance import comparable
from corpus.figure import PERCENT, Unit
from corpus.kpi import KpiRow

_FAR = 2  # operands that give another order of a figure are of something else


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation as a finding, its stated figure the first of its rows, and whether the figures
    keep it. `wider` tells that an operand covers more than the figure does, `rest` what a whole
    has beside the parts that are given."""

    finding: Finding
    kept: bool
    wider: bool = False
    rest: Finding | None = None

    @property
    def rows(self) -> tuple[KpiRow, ...]:
        return self.finding.rows


@dataclass(frozen=True, slots=True)
class Try:
    """Operands for a stated figure and what they give."""

    operands: tuple[KpiRow, ...]
    result: Interval
    formula: str
    unit: Unit
    sure: bool = True


def tie_of(
    facts: Facts, kind: Relation, stated: KpiRow, tried: Sequence[Try], *, wider: bool = False
) -> Iterator[Tie]:
    """The try that fits the stated figure, else the likeliest of those that come near it."""
    values = changes(stated) if stated.measure in CHANGES else (allowed(stated.figure),)

    def far(one: Try) -> tuple[bool, bool, object]:
        fits = any(one.result.meets(value) for value in values)
        ratio = one.result.ratio_to(values[0])
        return not fits, not one.sure, HUNDRED if ratio is None else ratio

    best = min(tried, key=far, default=None)
    if best is None:
        return
    kept = not far(best)[0]
    ratio = best.result.ratio_to(values[0])
    if kept or (ratio is not None and ratio < _FAR):
        rows = (stated, *best.operands)
        finding = facts.finding(
            kind, Severity.NOTE, "tie", best.formula, rows, best.result, best.unit
        )
        yield Tie(finding, kept, wider)


def quotient(part: KpiRow, whole: KpiRow, *, sure: bool = True) -> Iterator[Try]:
    if part == whole or part.figure.unit.kind not in AMOUNTS:
        return
    if comparable(part.figure.unit, whole.figure.unit):
        quotient = allowed(part.figure).over(allowed(whole.figure))
        if quotient is not None:
            formula = "{1} ÷ {2} × 100 = {result}%"
            yield Try((part, whole), quotient.times(HUNDRED), formula, PERCENT, sure)
