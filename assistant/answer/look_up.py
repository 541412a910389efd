"""A look-up: the row nearest to what is asked, and what a bare question can mean beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import legible
from assistant.answer.refuse import described, refusal, without_measure
from assistant.answer.row_traits import in_currency
from assistant.answer.state import quote, state, told_once
from assistant.understand.loose_words import families_of
from assistant.understand.own_names import named
from assistant.understand.query import Query
from assistant.words.lists import listed
from assistant.words.phrases import phrase
from assistant.write.numbers import row_value, subject_text
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import fold, has_han

_COMPARING = (Measure.YOY, Measure.QOQ)
_BARE_WORDS, _BARE_CHARACTERS = 3, 6
_OTHERS = 3
_ALL = 16


def look_up(query: Query, rows: RowFinder) -> Draft | None:
    """The value asked for; a refusal where the report gives another scope or measure only;
    `None` where no row speaks of it."""
    found = rows.find(query)
    if not found:
        return _of_family(query, rows)
    if is_bare(query) and (found[0].segment or found[0].metric not in query.metrics):
        wider = _of_family(query, rows)
        if wider is not None and len(wider.statements) > 1:
            return wider
    if query.measure in _COMPARING and not _has_measure(query, found, rows):
        return without_measure(query, found[0], rows)
    if query.measure is Measure.SHARE and query.content and _of_another(query, found[0]):
        return refusal(replace(query, measure=None), rows)
    absent = _absent_company(query, found, rows)
    if absent:
        return refusal(replace(query, entities=(absent,)), rows)
    if query.unit is UnitKind.COUNT and found[0].figure.unit.kind is UnitKind.CURRENCY:
        return refusal(query, rows) if not query.scale else None
    listed = _all_of(query, rows)
    if listed is not None:
        return listed
    found = (richest(found, rows), *found[1:])
    missing = [m for m in query.metrics if not rows.find(replace(query, metrics=(m,)))]
    if query.measure is Measure.SHARE and query.metrics[:1] == tuple(missing[:1]):
        return refusal(replace(query, metrics=tuple(missing), measure=None), rows)
    statements: list[Statement] = []
    if query.convert and not (query.currency and in_currency(query, found[0])):
        statements.append(Statement(phrase("no_convert", query.language)))
    if query.asked_source is SourceKind.CONSENSUS and found[0].source is not query.asked_source:
        statements.append(Statement(phrase("no_consensus", query.language)))
    for metric in _asked_metrics(query, found):
        leading = _leading(query, [row for row in found if row.metric == metric])
        if query.pinned:  # of a thing that no slot holds: in the words that speak of it
            statements += [quote(row, rows.report, query.language) for row in leading]
        else:
            statements += [state(row, rows, query.language) for row in leading]
    if is_bare(query):
        others = _by_business(query, found[0], rows)
        statements += [others] if others is not None else []
    for metric in missing if query.band is None else ():
        what = described(replace(query, metrics=(metric,)), rows)
        statements.append(Statement(phrase("refuse_metric", query.language, what=what)))
    return Draft(told_once(statements), "lookup")


def _absent_company(query: Query, found: Sequence[KpiRow], rows: RowFinder) -> str:
    """A company that is asked about beside the report's own, and of which nothing was found."""
    others = (key for key in query.entities if key not in (rows.report.subject, "industry"))
    return next((key for key in others if all(row.entity != key for row in found)), "")


def richest(found: Sequence[KpiRow], rows: RowFinder) -> KpiRow:
    """The nearest row, or one of the same amount at the same time that is told with its change
    where the nearest is not."""
    best = found[0]

    def changes(row: KpiRow) -> bool:
        return len(rows.fact(row).rows) > 1

    if best.measure is not Measure.LEVEL or changes(best):
        return best
    like = (best.metric, best.entity, best.period, best.source, best.measure)
    for row in found[1:]:
        same = (row.metric, row.entity, row.period, row.source, row.measure) == like
        if same and row.figure.same_amount(best.figure) and not row.detail and changes(row):
            return row
    return best


def _all_of(query: Query, rows: RowFinder) -> Draft | None:
    """Every level of one metric, where all of them are asked for; `None` for other questions
    and where there is only one."""
    if len(query.metrics) != 1 or query.measure is not None or query.source is not None:
        return None
    plain = fold(query.question)
    if query.figures or not any(word in plain for word in listed("all_of")):
        return None
    distinct: dict[tuple[object, ...], KpiRow] = {}
    for row in rows.table:
        result = row.source in (SourceKind.REPORTED, SourceKind.OTHER)
        if row.metric != query.metrics[0] or row.measure is not Measure.LEVEL or not result:
            continue
        asked = replace(query, entities=query.entities or ((row.entity,) if row.entity else ()))
        if rows.agrees(asked, row):
            key = (row.entity, row.segment, row.region, row.period, row.detail)
            distinct.setdefault((*key, row.figure.value), row)
    told: dict[str, Statement] = {}
    for row in distinct.values():
        statement = state(row, rows, query.language)
        told.setdefault(statement.text, replace(statement, bullet=True))
    return Draft(tuple(told.values())[:_ALL], "list") if len(told) > 1 else None


def is_bare(query: Query) -> bool:
    """Whether a question names a metric and nothing else ("margin?"), so that it can mean that
    of any business."""
    scoped = query.segments or query.regions or query.entities or query.periods
    narrowed = query.measure or query.source or query.figures or query.intents or query.asks
    if scoped or narrowed or query.group_scope or query.inherited or len(query.metrics) != 1:
        return False
    plain = query.question.strip(" ?？.。!！")
    size = len(plain) if has_han(plain) else len(plain.split())
    return size <= (_BARE_CHARACTERS if has_han(plain) else _BARE_WORDS)


def _by_business(query: Query, row: KpiRow, rows: RowFinder) -> Statement | None:
    """The same metric of each business, in one sentence."""
    if row.segment or row.measure is not Measure.LEVEL:
        return None
    words = vocabulary()
    distinct: dict[str, KpiRow] = {}
    for other in rows.table:
        alike = (other.metric, other.entity, other.period, other.measure, other.source)
        if alike == (row.metric, row.entity, row.period, row.measure, row.source):
            plain = not other.detail and other.region in ("", "global")
            if other.segment and plain and not other.figure.is_range:
                distinct.setdefault(other.segment, other)
    kept = [
        one
        for key, one in distinct.items()
        if not any(key != other and words.within(key, other) for other in distinct)
    ]
    if not kept:
        return None
    language = query.language
    names = [subject_text(named(one, rows, language), language, entity=False) for one in kept]
    values = [row_value(one, language) for one in kept]
    if language == "en":
        listed = [f"{name} {value}" for name, value in zip(names, values, strict=True)]
        told = " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
    else:
        told = "，".join(
            phrase("operand", language, subject=name, value=value)
            for name, value in zip(names, values, strict=True)
        )
    text = phrase("by_business", language, told=told)
    return Statement(text, rows=tuple(kept)) if legible(text, rows, language) else None


def _of_family(query: Query, rows: RowFinder) -> Draft | None:
    """What a loose word ("margin") means in a report that has no metric of that very name: the
    ones of its family that the report does give."""
    for metrics in families_of(query):
        given = [
            found[0]
            for key in metrics
            if (found := rows.find(replace(query, metrics=(key,)), exact=True))
        ]
        given.sort(key=lambda row: bool(row.segment))
        if given:
            stated = [state(row, rows, query.language) for row in given[:_OTHERS]]
            return Draft(tuple(dict.fromkeys(stated)), "lookup")
    return None


def _of_another(query: Query, row: KpiRow) -> bool:
    """Whether a share is that of a business or region that the question does not name."""
    listed = "each_segment" in query.asks or query.intents & {"list", "rank", "compare"}
    if listed or any(word in fold(row.detail) for word in query.content):
        return False
    if row.region in query.regions or row.segment in query.segments:
        return False
    return bool(row.segment) or row.region not in ("", "global")


def _has_measure(query: Query, found: Sequence[KpiRow], rows: RowFinder) -> bool:
    """Whether any of the rows, or what is stated with the nearest, is the change asked."""
    near = rows.fact(found[0]).rows
    return any(row.measure in (query.measure, Measure.CHANGE) for row in (*near, found[0]))


def _asked_metrics(query: Query, found: Sequence[KpiRow]) -> list[str]:
    named = [m for m in query.metrics if any(row.metric == m for row in found)]
    return named or [found[0].metric]


def _leading(query: Query, rows: Sequence[KpiRow]) -> list[KpiRow]:
    """The rows to state: the nearest one for each scope that the query names, or, where it
    names none and the nearest is no whole, the scopes that the report has."""
    best = rows[0]
    wanted: list[KpiRow] = []
    scopes = max(
        len(query.segments), len(query.regions), len(query.entities), len(query.periods), 1
    )
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        period = row.period if len(query.periods) > 1 else None
        scope = (row.segment, row.region, row.entity, period)
        if scope in seen or row.measure is not best.measure or row.source is not best.source:
            continue
        if row.detail and not best.detail:
            continue
        seen.add(scope)
        wanted.append(row)
    if scopes > 1:
        return wanted[: max(scopes, 2)]
    inside = bool(query.segments) and best.segment not in query.segments
    open_scope = not query.segments and best.segment and not query.group_scope
    if inside or open_scope:
        alike = [row for row in wanted if row.metric == best.metric and row.region == best.region]
        return alike[:4]
    return [best]
