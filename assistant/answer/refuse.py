"""Saying plainly that the report does not tell, with the nearest facts that it does give."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.state import state
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import period_text, subject_text
from assistant.write.sentences import can_compose
from corpus.kpi import KpiRow, SourceKind
from corpus.kpi_names import vocabulary


def refusal(query: Query, rows: RowFinder) -> Draft:
    """Says what the report does not give, and offers the nearest facts."""
    language = query.language
    what = described(query, rows)
    nobody = "who" in query.intents and not query.metrics
    key = "refuse_metric" if what else "refuse_who" if nobody else "refuse_plain"
    if key == "refuse_plain" and query.segments and query.content and not query.intents:
        key, what = "refuse_of", _topic(query)
        names = vocabulary().names
        wider = (names[k].parent for k in query.segments if k in names and names[k].parent)
        query = replace(query, segments=tuple(wider) or query.segments)
    text = phrase(key, language, what=what)
    statements = [Statement(text)]
    near = [row for row in rows.nearest(query) if can_compose(row)]
    if near:
        statements.append(Statement(phrase("nearest", language)))
        for row in near:
            statements.append(replace(state(row, rows, language), bullet=True))
    return Draft(tuple(statements), "refusal", refused=True)


def _topic(query: Query) -> str:
    """A business and what is asked of it, where that is no metric ("YU7 pricing")."""
    business = vocabulary().label(query.segments[0], query.language)
    link = " " if query.language == "en" else "的"
    return business + link + " ".join(query.content[:2])


def without_reason(query: Query, row: KpiRow, rows: RowFinder) -> Draft:
    """Says that no reason is given, and what is given of the thing asked about."""
    language = query.language
    what = subject_text(row, language)
    statements = (
        Statement(phrase("refuse_reason", language, what=what)),
        Statement(phrase("nearest", language)),
        replace(state(row, rows, language), bullet=True),
    )
    return Draft(statements, "refusal", refused=True)


def without_measure(query: Query, row: KpiRow, rows: RowFinder) -> Draft:
    """Says that the change on that base is not given, and what is."""
    language, measure = query.language, query.measure
    name = phrase(f"measure_{measure.value}", language) if measure else ""
    what = subject_text(row, language)
    statements = (
        Statement(phrase("refuse_measure", language, measure=name, what=what)),
        Statement(phrase("nearest", language)),
        replace(state(row, rows, language), bullet=True),
    )
    return Draft(statements, "refusal", refused=True)


def described(query: Query, rows: RowFinder) -> str:
    """The thing asked for, in words, from the slots of the query; "" where it names no metric."""
    if not query.metrics or not len(rows.table):
        return ""
    subject = rows.report.subject
    entity = next((key for key in query.entities if key != subject), "") or (
        query.entities[0] if query.entities else ""
    )
    stand_in = replace(
        rows.table.rows[0],
        metric=query.metrics[0],
        entity=entity,
        segment=query.segments[0] if query.segments else "",
        region=query.regions[0] if query.regions else "",
    )
    text = subject_text(stand_in, query.language)
    if query.band is not None:
        text = phrase("in_band", query.language, what=text, band=query.band.text.strip())
    if query.periods:
        period = period_text(query.periods[0], query.language)
        text = f"{text} for {period}" if query.language == "en" else f"{period}的{text}"
    elif query.unknown_period:
        when = phrase("when_asked", query.language)
        text = f"{text} {when}" if query.language == "en" else f"{when}的{text}"
    if query.source is not None and query.source is not SourceKind.REPORTED:
        kind = phrase(f"says_{query.source.value}", query.language)
        text = f"a {kind} for {text}" if query.language == "en" else f"{text}{kind}"
    return text
