"""The company beside others: its figure against those that the report gives of its peers, of the
average of all, or of the companies that the question names."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.pairs import set_against
from assistant.answer.ranking import ranked
from assistant.answer.state import state, told_once
from assistant.answer.workings import begins, said
from assistant.check.guard import same_period
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary

_INDUSTRY = "industry"
_OTHERS = 6
_RATES = (Measure.LEVEL, Measure.YOY, Measure.CHANGE)


def compare_peers(query: Query, rows: RowFinder) -> Draft | None:
    """The company's figure and those of its peers with how far they lie apart, or the peers'
    alone where they are asked for; `None` where the question names no other, or where the report
    has nothing of them."""
    if not query.metrics or query.source not in (None, SourceKind.OTHER):
        return None
    others = _others(query, rows)
    if not others:
        return None
    if _asks_for_others(query):
        told = [state(row, rows, query.language) for row in others]
        return Draft(tuple(replace(line, bullet=True) for line in told_once(told)), "list")
    if not _compares(query, rows):
        return None
    pairs = [(own, row) for row in others if (own := _own(query, rows, row)) is not None]
    if not pairs:
        return None
    if len(pairs) == 1:
        return set_against(pairs[0], query, rows, "compare")
    found = [pairs[0][0], *(row for _, row in pairs)]
    asked = replace(
        query, asks=query.asks | {"each_company"}, intents=query.intents | {"rank"}, direction=""
    )
    return ranked(asked, rows, found)


def _asks_for_others(query: Query) -> bool:
    """Whether the peers' figures are asked for, and not how the company stands to them."""
    if not said(query.question, "peers") or query.yes_no or query.comparing:
        return False
    return said(query.question, "each") and not said(query.question, "against")


def _compares(query: Query, rows: RowFinder) -> bool:
    """Whether the company itself is one side of the comparison."""
    weighs = "compare" in query.intents or query.weighs or bool(query.comparing)
    several = len(query.entities) > 1 and bool(query.intents & {"who", "rank"})
    weighs = weighs or several or "superlative" in query.asks
    if not (weighs or said(query.question, "against")):
        return False
    own = rows.report.subject
    named = [key for key in query.entities if key not in (own, _INDUSTRY)]
    if own in query.entities or not named:
        return True
    if len(named) == 1:
        return True
    mentions = vocabulary().mentions(query.question)
    places = [m.span.start for m in mentions if m.kind == "entity" and m.key in named]
    return bool(places) and 0 <= begins(query.question, "against") < min(places)


def _others(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The rows of the companies named; of all peers, or of the average of them, where they are
    asked for without a name."""
    own = rows.report.subject
    named = [key for key in query.entities if key not in (own, _INDUSTRY)]
    general = said(query.question, "average_of_all") or _INDUSTRY in query.entities
    peers = said(query.question, "peers")
    if not named and not general and not peers:
        return []
    plain = replace(query, measure=None, periods=(), bases=(), direction="", group_scope=False)
    found: dict[str, KpiRow] = {}
    for row in rows.table:
        if row.source is not SourceKind.OTHER or row.metric not in query.metrics:
            continue
        asked = replace(plain, entities=(row.entity,))
        if row.measure in _RATES and not row.figure.is_range and rows.agrees(asked, row):
            found.setdefault(row.entity, row)
    if named:
        return [found[key] for key in named if key in found]
    average = [row for key, row in found.items() if key == _INDUSTRY]
    single = [row for key, row in found.items() if key != _INDUSTRY]
    first = (average, single) if general else (single, average)
    return (first[0] or first[1])[:_OTHERS]


def _own(query: Query, rows: RowFinder, other: KpiRow) -> KpiRow | None:
    """The company's own row that compares with another's: of the same business and time."""
    plain = replace(query, entities=(), measure=None, periods=(), bases=(), direction="")
    segments = query.segments or ((other.segment,) if other.segment else ())
    found = [
        row
        for row in rows.find(replace(plain, segments=segments, source=None), exact=True)
        if rows.is_own(row)
        and row.source is SourceKind.REPORTED
        and row.measure in _RATES
        and not row.figure.is_range
        and comparable(row.figure.unit, other.figure.unit)
        and _of_one_time(row, other)
        and (not other.region or row.region == other.region)
    ]
    found.sort(key=lambda row: (row.measure is not other.measure, row.segment != other.segment))
    return found[0] if found else None


def _of_one_time(one: KpiRow, other: KpiRow) -> bool:
    if one.period is None or other.period is None:
        return True
    return same_period(one.period, other.period)
