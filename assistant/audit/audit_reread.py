"""Rows that a program bound, read again with what an audit can tell of them.

A company that the program does not know by name gives its own name for a business, and the value
that a change starts from ("較去年同期的80.0億元增長8.0%") may be given the period of the value
that it leads to. Rows of hand-made tables are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.audit.audit_facts import CHANGES, Facts, same_amount, words
from corpus.figure import PERCENT
from corpus.kpi import KpiRow, KpiTable, Measure
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.report import Report
from corpus.script import fold

_NAME_ENDS = re.compile(r"[:：(（\d]")
_REACH = 40  # characters between a value and the earlier one that it is compared with


def read_again(report: Report, table: KpiTable) -> KpiTable:
    """The rows of `report` in `table`, those of programs read again. Pure."""
    rows = [row for row in table if row.report_id == report.id]
    if all(row.curated for row in rows):
        return KpiTable(tuple(rows))
    facts = Facts.of(report, KpiTable(tuple(rows)))
    named = rows if report.subject else [_of_business(facts, row) for row in rows]
    named = [_of_whole(row) for row in named]
    return KpiTable(tuple(_with_bases(facts, named)))


def _of_whole(row: KpiRow) -> KpiRow:
    """`row` without a business that has the name of the company itself."""
    own = bool(row.segment) and not row.curated and fold(row.segment) == fold(row.entity)
    return replace(row, segment="") if own else row


def _of_business(facts: Facts, row: KpiRow) -> KpiRow:
    """`row` without a business that is only a word of the company's own name."""
    if row.curated or not row.segment:
        return row
    title = facts.report.editions[0].title
    name = fold(_NAME_ENDS.split(title, maxsplit=1)[0]).strip()
    inside = {mention.key for mention in vocabulary().mentions(name)}
    rest = fold(facts.sentence_text(row)).replace(name or " ", " ")
    elsewhere = {mention.key for mention in vocabulary().mentions(rest)}
    own = fold(row.segment) in name or row.segment in inside - elsewhere
    return replace(row, segment="") if own else row


def _with_bases(facts: Facts, rows: Sequence[KpiRow]) -> list[KpiRow]:
    """The rows, an earlier value that a neighbour is compared with in its own period."""
    read: list[KpiRow] = []
    for row in rows:
        before = read[-1] if read else None
        read.append(row if before is None else _as_base(facts, before, row))
    return read


def _as_base(facts: Facts, now: KpiRow, row: KpiRow) -> KpiRow:
    """`row` as the earlier value behind `now`, where the words between them say so."""
    if row.curated or now.period is None or not _alike(now, row):
        return row
    start, end = now.places[0].span.end, row.places[0].span.start
    if not start <= end <= start + _REACH or facts.sentence(now) != facts.sentence(row):
        return row
    period = _said_before(fold(facts.report.editions[0].text[start:end]), now.period)
    if period is None:
        return row
    return replace(row, period=period, measure=Measure.LEVEL, direction="")


def _alike(now: KpiRow, row: KpiRow) -> bool:
    """Whether two rows are of one thing, or differ in a measure that a rate was given amiss."""
    same = all(
        getattr(now, name) == getattr(row, name)
        for name in ("metric", "entity", "segment", "region", "period", "source")
    )
    if not same or not now.places or not row.places or now.measure is not Measure.LEVEL:
        return False
    if now.figure.unit.kind is not row.figure.unit.kind or row.figure.is_range:
        return False
    rate = row.measure in CHANGES and row.figure.unit == now.figure.unit == PERCENT
    return rate or (row.measure is Measure.LEVEL and not same_amount(now, row))


def _said_before(between: str, now: Period) -> Period | None:
    """The period of a value that is introduced by `between` (folded), seen from `now`."""
    bare = between.rstrip(" 的為为是,，(（:：") if between else ""
    for kind, moved in (("year", now.previous_year), ("quarter", now.previous)):
        for cue in words()["base"][kind]:
            if bare.endswith(fold(cue).rstrip("的")):
                return moved()
    return None
