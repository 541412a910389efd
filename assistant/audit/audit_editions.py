"""Where the two editions of a report of the library give one figure differently."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import allowed
from corpus.library.records import Disagreement
from corpus.report import Report


def edition_findings(report: Report, disagreements: Iterable[Disagreement]) -> tuple[Finding, ...]:
    """A finding for each of `Library.disagreements`, as `assistant.audit.audit` gives them for
    editions paired by hand. Doubtful, since a program bound both figures."""
    found = []
    for each in disagreements:
        stated = allowed(each.one.figure)
        found.append(
            Finding(
                Relation.EDITIONS,
                Severity.DOUBTFUL,
                report.id,
                (each.one, each.other),
                "editions",
                "{0} ≠ {1}",
                stated.value,
                stated.low,
                stated.high,
                each.one.figure.unit,
                (*each.one.places, *each.other.places),
            )
        )
    return tuple(found)
