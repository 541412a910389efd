"""Questions that state something: yes, or no and what the report says instead."""

from __future__ import annotations

from dataclasses import replace

from assistant.draft import Draft, Statement
from assistant.find import COMPANIONS, RowFinder
from assistant.phrases import phrase
from assistant.question import Query
from assistant.tolerance import Match, comparable, match
from assistant.write.sentences import can_compose, sentence
from corpus.figure import Figure, Qualifier, UnitKind
from corpus.kpi import KpiRow, Measure

_A_FEW = 12  # "the three models": a number of things spoken of, not a figure of the report
_OTHER_ORDER = 1000


def verify(query: Query, rows: RowFinder) -> Draft | None:
    """A verdict on what the question presumes; `None` where it presumes nothing checkable."""
    if not query.metrics or not (query.figures or query.direction):
        return None
    if not query.figures and "verify" not in query.intents and "why" not in query.intents:
        return None
    if not query.figures and ("value" in query.asks or "compare" in query.intents):
        return None
    found = rows.find(replace(query, measure=None) if query.measure is None else query)
    if not found:
        return None
    row = found[0]
    fact = rows.fact(row)
    holds = (
        _figures_hold(query, fact.rows, found)
        if query.figures
        else _direction_holds(query, fact.rows)
    )
    if holds is None:
        return None
    language = query.language
    if not can_compose(row):
        return None
    lead = ""
    asked = bool(query.intents & {"verify"}) or query.figures
    if asked or not holds:
        key = "premise_right" if holds else "premise_wrong" if query.figures else "premise_no"
        lead = phrase(key, language) + (" " if language == "en" else "")
    intent = "verify" if holds else "correction"
    return Draft((Statement(lead + sentence(fact, language), rows=fact.rows),), intent)


def _figures_hold(query: Query, fact: tuple[KpiRow, ...], found: tuple[KpiRow, ...]) -> bool | None:
    """Whether every figure of the question is one that the report gives for this thing."""
    checked = False
    for figure in query.figures:
        rivals = [row for row in (*fact, *found) if _is_claim_of(figure, row)]
        if not rivals:
            continue
        checked = True
        agreeing = [row for row in rivals if _agrees(figure, row)]
        if query.direction and figure.unit.kind.value in ("percent", "percentage_point"):
            agreeing = [row for row in agreeing if row.direction in ("", query.direction)]
        if not agreeing:
            return False
    return True if checked else None


def _is_claim_of(figure: Figure, row: KpiRow) -> bool:
    """Whether a figure of the question can be meant as this row's value: not "three models",
    and not an amount of another order altogether."""
    if not comparable(figure.unit, row.figure.unit):
        return False
    value, true = abs(figure.value), abs(row.figure.value)
    if figure.unit.kind is UnitKind.COUNT and value <= _A_FEW:
        return False
    return not value or not true or max(value, true) / min(value, true) < _OTHER_ORDER


def _agrees(figure: Figure, row: KpiRow) -> bool:
    """Whether a figure of the question holds of a row; "above 50" holds of 323."""
    true = row.figure.value
    if figure.is_range or row.figure.is_range:
        return match(figure, row.figure) is not Match.DIFFERENT
    if figure.qualifier in (Qualifier.OVER, Qualifier.AT_LEAST):
        return (
            true >= figure.value if figure.qualifier is Qualifier.AT_LEAST else true > figure.value
        )
    if figure.qualifier in (Qualifier.UNDER, Qualifier.AT_MOST):
        return (
            true <= figure.value if figure.qualifier is Qualifier.AT_MOST else true < figure.value
        )
    return match(figure, row.figure) is not Match.DIFFERENT


def _direction_holds(query: Query, fact: tuple[KpiRow, ...]) -> bool | None:
    """Whether the stated change goes the way the question says."""
    changes = [row for row in fact if row.measure in COMPANIONS and row.direction]
    if query.measure in (Measure.YOY, Measure.QOQ):
        changes = [row for row in changes if row.measure is query.measure] or changes
    if not changes:
        return None
    return changes[0].direction == query.direction
