"""The audit of a report: does it agree with itself?

Every relation that the report's own figures allow is reckoned in `Decimal` with the room that
rounding and bounds leave. Figures of different scopes, periods and sources are never mixed, and
a figure that is stated in two ways is held against itself only.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.audit.audit_changes import bounds, growth, impossible
from assistant.audit.audit_facts import Facts
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_formulas import (
    growth_of_price_and_volume,
    identities,
    per_unit,
    price_times_volume,
)
from assistant.audit.audit_parts import growth_of_parts, larger_than_whole, sums, wholes
from assistant.audit.audit_ranges import ranges, target_prices
from assistant.audit.audit_reread import read_again
from assistant.audit.audit_restated import comparisons, editions, restated
from assistant.audit.audit_shares import shares
from corpus.kpi import KpiTable
from corpus.report import Report

__all__ = ["Finding", "Relation", "Severity", "audit"]

_ORDER = tuple(Severity)


def audit(report: Report, table: KpiTable) -> tuple[Finding, ...]:
    """What does not tie in `report`, by the rows of `table`: surest first, then in the order of
    the text. Rows of other reports are left out. Pure."""
    facts = Facts.of(report, read_again(report, table))
    distinct: dict[object, Finding] = {}
    for found in _findings(facts):
        doubted = found.rows[0]
        key = found.case, found.expression, doubted.metric, doubted.segment, doubted.period
        distinct.setdefault(key, found)
    return tuple(sorted(distinct.values(), key=lambda f: (_ORDER.index(f.severity), _start(f))))


def _findings(facts: Facts) -> Iterator[Finding]:
    totals = tuple(wholes(facts))
    yield from sums(facts, totals)
    yield from larger_than_whole(facts, totals)
    yield from growth_of_parts(facts, totals)
    for relation in (
        shares,
        growth,
        identities,
        price_times_volume,
        growth_of_price_and_volume,
        per_unit,
        ranges,
        target_prices,
        restated,
        editions,
        comparisons,
        bounds,
        impossible,
    ):
        yield from relation(facts)


def _start(finding: Finding) -> int:
    return finding.places[0].span.start if finding.places else 0
