"""What an answer is before it is cited and checked: statements and what they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.audit.audit_finding import Finding
from corpus.kpi import KpiRow
from corpus.report import Place


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, with the rows and the places of the report it stands on.

    `bullet` makes it an item of a list. A statement of the assistant's own (a refusal, a
    lead-in) stands on nothing and carries no mark.
    """

    text: str
    rows: tuple[KpiRow, ...] = ()
    places: tuple[Place, ...] = ()
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Statements in order; `refused` when the report does not say what was asked. `findings` are
    those of the audit that the statements tell."""

    statements: tuple[Statement, ...]
    intent: str
    refused: bool = False
    findings: tuple[Finding, ...] = ()
