"""A comparison whose sides no slots tell apart, answered side by side: each is asked alone, by all
the ways that there are, and their figures are set against each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer.compare_growth import EITHER_OR
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import legible
from assistant.answer.pairs import set_against
from assistant.answer.refuse import described
from assistant.answer.sides import sides_of
from assistant.answer.state import told_once
from assistant.answer.workings import said
from assistant.check.tolerance import comparable
from assistant.results import Turn
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import vocabulary
from corpus.script import fold

Ask = Callable[[str, Sequence[Turn]], Draft]
_CHANGES = (Measure.YOY, Measure.CHANGE, Measure.QOQ)
_SINGLE = ("lookup", "explain", "compute", "line_item", "refusal", "verify", "correction")
_RATES = (UnitKind.PERCENT, UnitKind.POINT, UnitKind.BASIS_POINT)
_SLOTS = (("regions", "region"), ("segments", "segment"))
_MOST = 3
_LONGEST = 320  # characters of one side's answer


def by_sides(query: Query, draft: Draft, rows: RowFinder, ask: Ask) -> Draft:
    """`draft`, or the answer of both sides where the question compares and `draft` tells of one
    side only."""
    if not _compares(query) or query.intents & {"why", "when"} or not _is_single(draft):
        return draft
    if draft.intent in ("verify", "correction") and query.figures and not draft.refused:
        return draft  # whether a figure is so has been told
    for sides in sides_of(query.question)[:_MOST]:
        one, other = ask(sides.one, ()), ask(sides.other, (Turn("user", sides.one),))
        if _is_single(other) and (other.refused or not _figures(query, other, rows)):
            other = ask(sides.other, ())
        pair = _pair(_figures(query, one, rows), _figures(query, other, rows))
        if not one.refused and not other.refused and pair is not None:
            told = _told(query, (one, other), pair, rows)
            if told is not None:
                return told
    return draft


def with_missing(query: Query, draft: Draft, rows: RowFinder) -> Draft:
    """`draft`, or where the report gives one side of a comparison only, that side and which
    side is missing."""
    if draft.refused or draft.intent not in ("lookup", "compare") or not _compares(query):
        return draft
    known = vocabulary().names
    if len(query.metrics) != 1 or query.metrics[0] not in known:
        return draft
    for slot, held in _SLOTS:
        keys = [key for key in getattr(query, slot) if key in known]
        if len(keys) != 2:
            continue
        absent = [key for key in keys if not _tells_of(query, held, key, rows)]
        if len(absent) != 1:
            continue
        kept = [
            statement
            for statement in draft.statements
            if statement.rows and all(row.metric in query.metrics for row in statement.rows)
        ]
        what = described(replace(query, **{slot: (absent[0],)}), rows)  # type: ignore[arg-type]
        if kept and what:
            text = phrase("refuse_metric", query.language, what=what)
            return Draft((*kept, Statement(text)), "lookup")
    return draft


def _tells_of(query: Query, held: str, key: str, rows: RowFinder) -> bool:
    """Whether some row gives the metric of one side, or of a part of it."""
    words = vocabulary()
    return any(
        row.metric in query.metrics
        and (getattr(row, held) == key or words.within(getattr(row, held), key))
        for row in rows.table
    )


def _told(
    query: Query, drafts: tuple[Draft, Draft], pair: tuple[KpiRow, KpiRow], rows: RowFinder
) -> Draft | None:
    """Both sides' answers with what they come to; as they are, where names of the report's own
    only tell them apart."""
    known = vocabulary().names
    if all(row.metric in known for row in pair):
        return set_against(pair, query, rows, "compare")
    first = [next((s for s in draft.statements if s.rows or s.places), None) for draft in drafts]
    told = [statement for statement in first if statement is not None]
    if len(told) < len(drafts) or any(len(statement.text) > _LONGEST for statement in told):
        return None
    joint = " " if query.language == "en" else ""
    texts = joint.join(statement.text for statement in told)
    right = legible(texts, rows, query.language)
    return Draft(told_once(told), "compare") if right else None


def _compares(query: Query) -> bool:
    either = EITHER_OR.search(fold(query.question)) is not None
    weighs = bool(query.comparing) or "compare" in query.intents or query.weighs
    return either or weighs or said(query.question, "against") or said(query.question, "two_sides")


def _is_single(draft: Draft) -> bool:
    """Whether an answer tells of one thing only."""
    if draft.refused:
        return True
    if draft.intent not in _SINGLE:
        return False
    stated = [row for statement in draft.statements for row in statement.rows]
    things = {(r.metric, r.entity, r.segment, r.region, r.period, r.source) for r in stated}
    return len(things) < 2


def _figures(query: Query, draft: Draft, rows: RowFinder) -> list[KpiRow]:
    """The figures that a side's answer stands on, those of the kind compared first."""
    if draft.refused or draft.intent == "list":
        return []
    stated = _stated(draft, rows)
    growth = said(query.question, "grew_faster") or query.measure in _CHANGES
    growth = growth or "growth" in query.asks
    found = list(dict.fromkeys(stated))
    if growth:
        of_fact = [r for row in found[:1] for r in rows.fact(row).of(*_CHANGES)]
        changes = [r for r in (*found, *of_fact) if r.measure in _CHANGES]
        rates = [r for r in found if r.figure.unit.kind in _RATES]
        return [*dict.fromkeys((*changes, *rates))]
    return found


def _stated(draft: Draft, rows: RowFinder) -> list[KpiRow]:
    """The rows that an answer stands on, or those whose figures stand in the words it quotes."""
    found = [row for statement in draft.statements for row in statement.rows]
    if found:
        return found
    quoted = [place for statement in draft.statements for place in statement.places]
    return [
        row
        for row in rows.table
        if any(
            place.language == own.language and place.span.covers(own.span)
            for place in quoted[:1]
            for own in row.places
        )
    ]


def _class_of(row: KpiRow) -> str:
    """Whether a row is a change, a share, or an amount by itself: unlike ones do not compare."""
    if row.measure in _CHANGES:
        return "change"
    return "share" if row.measure is Measure.SHARE else "level"


def _pair(ones: Sequence[KpiRow], others: Sequence[KpiRow]) -> tuple[KpiRow, KpiRow] | None:
    """The first figures of both sides that compare."""
    for one in ones:
        for other in others:
            apart = one is not other and one.places[:1] != other.places[:1]
            alike = _class_of(one) == _class_of(other)
            if apart and alike and comparable(one.figure.unit, other.figure.unit):
                return one, other
    return None
