"""Stated shares against part ÷ whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.audit.audit_facts import AMOUNTS, Facts, Slots, at
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import HUNDRED, Interval, allowed
from assistant.check.tolerance import comparable
from corpus.figure import PERCENT
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import vocabulary

_NEAR = 2  # a share of a figure named beside it may be of another figure


@dataclass(frozen=True, slots=True)
class _Try:
    """A part and a whole that a share can be of. `sure` where the slots tell, not the words."""

    part: KpiRow
    whole: KpiRow
    share: Interval
    sure: bool


def shares(facts: Facts) -> Iterator[Finding]:
    """A stated share against part ÷ whole, where both are stated."""
    for slots, rows in facts.groups(Measure.SHARE):
        found: list[Finding] = []
        for row in rows:
            if row.figure.unit != PERCENT or row.figure.is_range:
                continue
            tries = list(_tries(facts, slots, row))
            stated = allowed(row.figure)
            if any(one.share.meets(stated) for one in tries):
                found = []  # the others are shares of something else
                break
            found += _judged(facts, row, tries)
        yield from found[:1]


def _tries(facts: Facts, slots: Slots, row: KpiRow) -> Iterator[_Try]:
    part = facts.level(slots, row.detail)
    for whole in wholes_of(slots):
        yield from _tried(part, facts.level(whole), sure=True)
    for metric in named_metrics(facts, row):
        whole = at(slots, metric=metric, segment="", region="")
        yield from _tried(part, facts.level(whole), sure=False)
    if not slots.segment and not slots.region:
        yield from _tried(_amount_before(facts, row), facts.level(slots), sure=False)


def _tried(part: KpiRow | None, whole: KpiRow | None, *, sure: bool) -> Iterator[_Try]:
    if part is None or whole is None or part == whole:
        return
    if part.figure.unit.kind in AMOUNTS and comparable(part.figure.unit, whole.figure.unit):
        quotient = allowed(part.figure).over(allowed(whole.figure))
        if quotient is not None:
            yield _Try(part, whole, quotient.times(HUNDRED), sure)


def _judged(facts: Facts, row: KpiRow, tries: list[_Try]) -> Iterator[Finding]:
    """What is wrong by the likeliest of the tries; none of them gives the share."""
    if not tries:
        return
    stated = allowed(row.figure)
    best = min(tries, key=lambda one: (not one.sure, one.share.ratio_to(stated) or HUNDRED))
    severity = facts.weigh((row, best.part), best.share, stated)
    if severity is None and best.sure and facts.plainly_said(row):
        severity = Severity.DOUBTFUL
    if not best.sure and not row.curated:
        near = (best.share.ratio_to(stated) or HUNDRED) < _NEAR
        severity = Severity.DOUBTFUL if near else None
    if severity is not None:
        operands = (row, best.part, best.whole)
        yield facts.finding(
            Relation.SHARE, severity, "share", "{1} ÷ {2} × 100 = {result}%", operands,
            best.share, PERCENT,
        )  # fmt: skip


def wholes_of(slots: Slots) -> Iterator[Slots]:
    """What a share can be a share of by its slots, the narrowest first."""
    if slots.region:
        yield at(slots, region="")
    names, above = vocabulary().names, slots.segment
    while above:
        name = names.get(above)
        above = name.parent if name else ""
        yield at(slots, segment=above)
        if slots.region:
            yield at(slots, segment=above, region="")


def named_metrics(facts: Facts, row: KpiRow) -> Iterator[str]:
    """The other metrics that the sentence of a share names: "25% of revenue"."""
    for mention in vocabulary().mentions(facts.sentence_text(row)):
        if mention.kind == "metric" and mention.key != row.metric:
            yield mention.key


def _amount_before(facts: Facts, row: KpiRow) -> KpiRow | None:
    """The last amount of another metric before a share in its sentence."""
    sentence = facts.sentence(row)
    if sentence is None:
        return None
    found = None
    for other in facts.rows:
        if not other.places or not sentence.covers(other.places[0].span):
            continue
        amount = other.measure is Measure.LEVEL and other.figure.unit.kind in AMOUNTS
        alike = other.metric != row.metric and other.period == row.period
        if amount and alike and other.places[0].span < row.places[0].span:
            found = other
    return found
