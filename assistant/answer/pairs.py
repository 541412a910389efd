"""Two rows told together: both values and how far they lie apart, in words the check can follow."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.contrast import contrasted, difference_between
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import legible
from assistant.answer.state import quote, state, told_once
from assistant.understand.query import Query
from assistant.write.numbers import subject_text
from corpus.kpi import KpiRow, Measure
from corpus.script import Language


def set_against(pair: tuple[KpiRow, KpiRow], query: Query, rows: RowFinder, intent: str) -> Draft:
    """Both rows, what the comparison comes to first where the check can follow it."""
    one, other = pair
    language = query.language
    apart = told_apart(one, other, language)
    told = contrasted(*_of_one_measure(one, other), rows, language) if apart else None
    facts = [state(row, rows, language) for row in pair]
    if told is not None:
        more = [fact for row, fact in zip(pair, facts, strict=True) if len(rows.fact(row).rows) > 1]
        return Draft(told_once([replace(told, rows=pair), *more]), intent)
    facts = _whole(facts, pair, rows, query)
    alike = one.measure is other.measure and apart
    last = difference_between(one, other, language) if alike else None
    joint = " " if language == "en" else ""
    if last is not None:
        text = joint.join(statement.text for statement in (*facts, last))
        if legible(text, rows, language):
            return Draft(told_once([*facts, last]), intent)
    return Draft(told_once(facts), intent)


def told_apart(one: KpiRow, other: KpiRow, language: Language) -> bool:
    """Whether the names, times or sources of two rows tell them apart; their details do not."""
    same = subject_text(one, language) == subject_text(other, language)
    return not same or (one.period, one.source) != (other.period, other.source)


def _of_one_measure(one: KpiRow, other: KpiRow) -> tuple[KpiRow, KpiRow]:
    """Rows whose metric is itself a growth say the same by a level and by a change."""
    if one.measure is not other.measure and {one.measure, other.measure} <= {
        Measure.LEVEL,
        Measure.YOY,
        Measure.CHANGE,
    }:
        return replace(one, measure=Measure.LEVEL), replace(other, measure=Measure.LEVEL)
    return one, other


def _whole(
    facts: list[Statement], pair: tuple[KpiRow, KpiRow], rows: RowFinder, query: Query
) -> list[Statement]:
    """Each row's sentence, quoted where our own leaves its figure out."""
    return [
        fact if row in fact.rows else quote(row, rows.report, query.language)
        for fact, row in zip(facts, pair, strict=True)
    ]
