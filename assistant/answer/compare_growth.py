"""How fast several things grew, side by side: metrics, businesses or regions by their changes."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.pairs import set_against
from assistant.answer.state import state, told_once
from assistant.answer.workings import said
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.script import fold

EITHER_OR = re.compile(r"\bor\b(?! not)|還是|还是|抑或|定係|定是")
_SLOTS = ("segments", "regions", "metrics")
_CHANGES = (Measure.YOY, Measure.CHANGE, Measure.QOQ)
_FEWEST, _MOST = 2, 4


def compare_growth(query: Query, rows: RowFinder) -> Draft | None:
    """The change of each of several things that are compared by how they grew, the conclusion
    first for two; `None` for other questions, and where the report lacks the change of one."""
    found = _changes_compared(query, rows)
    if not found:
        return None
    if len(found) > _FEWEST:
        found.sort(key=_signed, reverse=True)
        return Draft(told_once(state(row, rows, query.language) for row in found), "compare")
    drafted = set_against((found[0], found[1]), query, rows, "compare")
    return _answered(query, drafted, *found) if query.yes_no else drafted


def _answered(query: Query, draft: Draft, one: KpiRow, other: KpiRow) -> Draft:
    """A comparison with a yes or a no before it: whether the thing named first grew faster."""
    holds = (_signed(one) > _signed(other)) is (query.comparing != "down")
    lead = phrase("premise_right" if holds else "premise_no", query.language)
    joint = " " if query.language == "en" else ""
    first, *rest = draft.statements
    told = (replace(first, text=lead + joint + first.text), *rest)
    return Draft(told, "verify" if holds else "correction")


def _changes_compared(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The change of each thing in the slot that names several."""
    if not query.metrics or query.figures or query.source not in (None, SourceKind.REPORTED):
        return []
    if query.asks & {"plus", "minus", "times", "over"} or not _compares_growth(query):
        return []
    slot = next((slot for slot in _SLOTS if len(set(getattr(query, slot))) >= _FEWEST), "")
    if not slot:
        return []
    wanted = query.measure if query.measure in _CHANGES else None
    found: list[KpiRow] = []
    for key in dict.fromkeys(getattr(query, slot)):
        narrowed: dict[str, object] = {slot: (key,)}
        row = _change(replace(query, **narrowed), rows, wanted)  # type: ignore[arg-type]
        if row is None:
            return []
        if row not in found:
            found.append(row)
    alike = all(comparable(row.figure.unit, found[0].figure.unit) for row in found)
    return found if alike and _FEWEST <= len(found) <= _MOST else []


def _compares_growth(query: Query) -> bool:
    """Whether it is by their growth that things are compared, and not by their size."""
    question = query.question
    compares = bool(query.comparing) or bool(query.intents & {"compare", "rank"})
    compares = compares or said(question, "against") or EITHER_OR.search(fold(question)) is not None
    grown = query.measure in _CHANGES or said(question, "grew_faster")
    return compares and grown


def _change(query: Query, rows: RowFinder, wanted: Measure | None) -> KpiRow | None:
    """The change of one thing: on the base asked for, else on a year before."""
    plain = replace(
        query, measure=None, direction="", comparing="", bases=(), unit=None,
        asks=frozenset(), intents=frozenset(),
    )  # fmt: skip
    found = [row for row in rows.find(plain) if rows.is_own(row)]
    level = next((row for row in found if row.measure is Measure.LEVEL), None)
    told = rows.fact(level).of(*_CHANGES) if level is not None else ()
    first = sorted((*told, *found), key=lambda row: row not in told)
    for measure in (wanted,) if wanted is not None else _CHANGES:
        for row in first:
            if row.measure is measure and row.source is SourceKind.REPORTED:
                return row
    return None


def _signed(row: KpiRow) -> Decimal:
    return -row.figure.value if row.direction == "down" else row.figure.value
