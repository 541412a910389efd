"""Questions that state something or ask for a yes or a no: whether the report bears it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.compare import compare, compared
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import COMPANIONS, RowFinder
from assistant.answer.premise_of import (
    earning,
    moved_so,
    part,
    reached,
    there,
    told_way,
    wanted_direction,
)
from assistant.answer.premise_pairs import paired_figures
from assistant.answer.premise_times import against_time, planned_figure, signed
from assistant.answer.premise_words import as_stated, corrected
from assistant.answer.ranking import in_order
from assistant.answer.state import quote, state
from assistant.answer.stated_figures import Finding, agrees, is_claim_of, stated_figures
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from assistant.words.lists import listed
from assistant.words.phrases import phrase
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import fold

_EITHER_OR = re.compile(r"\bor\b(?! not)|還是|还是|抑或|定係")


def verify(query: Query, rows: RowFinder) -> Draft | None:
    """A verdict on what the question states; `None` where it states nothing that can be
    checked, or states it rightly on the way to another question."""
    query = as_stated(query)
    ways = (
        _revised,
        planned_figure,
        _expected,
        paired_figures,
        stated_figures,
        _ranked,
        _foremost,
        _against_others,
        part,
        reached,
        against_time,
        moved_so,
        signed,
        earning,
        there,
    )
    right: Finding | None = None
    for way in ways:
        finding = way(query, rows)
        if finding is not None and not finding.holds:
            return _draft(query, finding, rows)
        if finding is not None and way in _DECISIVE:
            return _draft(query, finding, rows)
        right = right or finding
    return None if right is None else _draft(query, right, rows)


def _draft(query: Query, finding: Finding, rows: RowFinder) -> Draft | None:
    if finding.holds and not query.yes_no:
        return None
    if finding.holds and _EITHER_OR.search(query.question):
        return Draft(finding.statements, "verify")
    key = "premise_right"
    if not finding.holds:
        key = "premise_no" if query.yes_no and not finding.of_figure else "premise_wrong"
    joint = " " if query.language == "en" else ""
    lead = phrase(key, query.language) + joint
    went = "" if finding.holds or finding.row is None else _went(query, finding.row, rows)
    if went and finding.row is not None:
        lead += corrected(went, finding.row, query.language) + joint
    first, *rest = finding.statements
    statements = (replace(first, text=lead + first.text), *rest)
    return Draft(statements, "verify" if finding.holds else "correction")


def _went(query: Query, row: KpiRow, rows: RowFinder) -> str:
    """Which way a figure went, where the question has it the other way; "" else."""
    told = {r.direction for r in rows.fact(row).rows if r.measure in COMPANIONS and r.direction}
    way = next(iter(told)) if len(told) == 1 else "" if told else told_way(row, rows)
    wanted = wanted_direction(query, row)
    return way if way and wanted and way != wanted else ""


# -- plans, expectations, ranks -------------------------------------------------------


def _revised(query: Query, rows: RowFinder) -> Finding | None:
    """Whether a plan was changed the way the question says."""
    if not query.revision:
        return None
    if not query.metrics:
        replaced = [r.metric for r in rows.table if r.source is SourceKind.PRIOR_TARGET]
        query = replace(query, metrics=tuple(dict.fromkeys(replaced))[:1])
    sides = compared(replace(query, revised=True), rows)
    if len(sides) != 2 or sides[0].source is not SourceKind.PRIOR_TARGET:
        return None
    before, after = sides
    other = bool(query.metrics) and after.metric != query.metrics[0]
    if other or before.metric != after.metric or before.period != after.period:
        return None  # a plan of something else, or for another time
    went = "up" if after.figure.value > before.figure.value else "down"
    targets = [f for f in query.figures if is_claim_of(f, after)]
    holds = went == query.revision and all(
        agrees(figure, before) or agrees(figure, after) for figure in targets
    )
    if holds and not query.yes_no:
        return None
    shown = [state(row, rows, query.language) for row in sides]
    told = [] if holds else [Statement(phrase(f"revised_{went}", query.language))]
    return Finding(holds, (*told, *shown))


def _expected(query: Query, rows: RowFinder) -> Finding | None:
    """Whether a result came in above (or below) what the market had expected."""
    if not (query.yes_no or "why" in query.intents or "presumes" in query.asks):
        return None
    if query.source is not SourceKind.CONSENSUS and "other_base" not in query.asks:
        return None
    if query.figures and "other_base" not in query.asks:
        return None  # "was the consensus above 110 billion?"
    for metric in query.metrics or ("revenue",):
        asked = replace(query, metrics=(metric,))
        asked = replace(asked, asks=query.asks | {"other_base"})
        sides = compared(asked, rows)
        if len(sides) == 2 and sides[1].source is SourceKind.CONSENSUS:
            above = sides[0].figure.value > sides[1].figure.value
            drafted = compare(asked, rows)
            if drafted is not None:
                missed = "below_expectation" in query.asks or query.direction == "down"
                missed = missed or any(word in fold(query.question) for word in listed("missed"))
                gap = abs(sides[0].figure.value - sides[1].figure.value)
                known = all(
                    any(agrees(figure, side) for side in sides)
                    or abs(figure.value - gap) <= figure.quantum / 2
                    for figure in query.figures
                )
                return Finding(above is not missed and known, drafted.statements)
    return None


def _ranked(query: Query, rows: RowFinder) -> Finding | None:
    """Whether the place in an order that the question names is the one reported."""
    ranks = [figure for figure in query.figures if figure.unit.kind is UnitKind.RANK]
    if "growth" in query.asks and "superlative" in query.asks:
        return None  # the fastest of the first five: no place in an order
    if not ranks and (query.figures or not (query.yes_no and query.unit is UnitKind.RANK)):
        return None
    named = replace(query, figures=())
    found = [row for row in rows.table if row.measure is Measure.RANK and rows.agrees(named, row)]
    if query.metrics:
        found = [row for row in found if row.metric in query.metrics] or found
    if not found:
        return None
    row = min(found, key=lambda one: (bool(one.detail), rows.distance(named, one)))
    holds = all(agrees(figure, row) for figure in ranks)
    return Finding(holds, (quote(row, rows.report, query.language),), of_figure=True)


def _foremost(query: Query, rows: RowFinder) -> Finding | None:
    """Whether the business named is the largest (smallest …) of all, as the question says."""
    if not (query.yes_no or "presumes" in query.asks) or "superlative" not in query.asks:
        return None
    if len(query.segments) != 1 or (query.entities and rows.report.subject not in query.entities):
        return None
    order = in_order(replace(query, metrics=query.metrics or ("revenue",)), rows)
    if len(order) < 2 or not any(row.segment == query.segments[0] for row in order):
        return None
    holds = order[0].segment == query.segments[0]
    own = next(row for row in order if row.segment == query.segments[0])
    shown = dict.fromkeys((own, order[0]))
    return Finding(holds, tuple(state(row, rows, query.language) for row in shown))


def _against_others(query: Query, rows: RowFinder) -> Finding | None:
    """Whether one thing is above (below, better than) the other one named."""
    stated = query.yes_no or "why" in query.intents or "presumes" in query.asks
    if not stated or query.figures or not query.metrics or not query.comparing:
        return None
    query = _with_peer(query, rows)
    several = max(len(query.segments), len(query.regions), len(query.entities)) > 1
    if "compare" not in query.intents and not query.weighs and not several:
        return None
    sides = compared(replace(query, intents=query.intents | {"compare"}), rows)
    if len(sides) != 2 or not comparable(sides[0].figure.unit, sides[1].figure.unit):
        return None
    drafted = compare(replace(query, intents=query.intents | {"compare"}), rows)
    percent = sides[0].figure.unit.kind is UnitKind.PERCENT
    if drafted is None or (percent and sides[0].metric != sides[1].metric):
        return None
    first, second = _in_order_named(query, sides)
    name = vocabulary().names.get(first.metric)
    high_is_good = name is None or name.good != "down"
    up = {"up": True, "down": False, "good": high_is_good, "bad": not high_is_good}[query.comparing]
    holds = (first.figure.value > second.figure.value) is up
    return Finding(holds, drafted.statements)


_DECISIVE = (_revised, _expected, planned_figure, paired_figures)  # all that the question states


def _with_peer(query: Query, rows: RowFinder) -> Query:
    """ "Than its peers'": the industry, or the one other company that the metric is given of."""
    if "each_company" not in query.asks or query.entities:
        return query
    others = {r.entity for r in rows.table if r.metric in query.metrics and not rows.is_own(r)}
    only = {"industry"} & others or (others if len(others) == 1 else set())
    return replace(query, entities=tuple(only)) if only else query


def _in_order_named(query: Query, sides: Sequence[KpiRow]) -> tuple[KpiRow, KpiRow]:
    one, other = sides
    if one.entity != other.entity and len(query.entities) > 1:
        first = query.entities[0]
        return (one, other) if one.entity == first else (other, one)
    if one.entity != other.entity and query.leads_with_entity:
        return other, one
    return one, other
