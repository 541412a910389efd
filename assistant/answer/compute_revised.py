"""By how much a plan was changed: the new against the old, end by end where they are ranges."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.calculation import result_text, written
from assistant.answer.draft import Draft
from assistant.answer.find import PLANNED, RowFinder
from assistant.answer.workings import profits, said
from assistant.check.derive import difference
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text
from corpus.figure import Figure, Qualifier
from corpus.kpi import KpiRow, Measure, SourceKind


def revised_by(query: Query, rows: RowFinder) -> Draft | None:
    """The change of a plan that the report gives before and after; `None` where that is not
    asked for, or where it gives only one of the two."""
    if not said(query.question, "revised_by") or query.asks & {"gap", "progress", "pace"}:
        return None
    planned = query.source in (*PLANNED, SourceKind.PRIOR_TARGET) or said(query.question, "plan")
    named = query.metrics or said(query.question, "plan")
    if not planned or not named or query.intents & {"how", "why"}:
        return None
    pair = _old_and_new(query, rows)
    if pair is None:
        return None
    old, new = pair
    ends = _ends(query, old, new)
    if not ends:
        return None
    language = query.language
    lines, values = [], []
    for before, after in ends:
        high, low = (after, before) if after.value >= before.value else (before, after)
        value = result_text(difference(high, low), [new, old], language, fine=True)
        one, other = (figure_text(figure, language, bounds=False) for figure in (high, low))
        lines.append(f"{one} − {other} = {value}")
        values.append(value)
    rises = ends[0][1].value >= ends[0][0].value
    subject = phrase("raised_by" if rises else "lowered_by", language)
    same = len(set(values)) == 1
    return written(query, rows, lines, [new, old], subject if same else "", values[0])


def _old_and_new(query: Query, rows: RowFinder) -> tuple[KpiRow, KpiRow] | None:
    """A plan that was replaced, and the one that replaced it."""
    metrics = query.metrics
    if metrics and set(metrics) & set(profits()):
        metrics = (*metrics, *profits())
    for old in rows.table:
        if old.source is not SourceKind.PRIOR_TARGET or not rows.is_own(old):
            continue
        if (metrics and old.metric not in metrics) or old.measure is not Measure.LEVEL:
            continue
        if query.segments and not rows.agrees(_scope(query), old):
            continue
        for new in rows.table:
            like = (new.metric, new.segment, new.region, new.measure, new.period)
            same = like == (old.metric, old.segment, old.region, old.measure, old.period)
            if same and new.source in PLANNED and comparable(new.figure.unit, old.figure.unit):
                return old, new
    return None


def _scope(query: Query) -> Query:
    return Query(query.question, query.language, segments=query.segments, regions=query.regions)


def _ends(query: Query, old: KpiRow, new: KpiRow) -> list[tuple[Figure, Figure]]:
    """The figures to hold against each other: those of the end asked about, or of both."""
    if old.figure.is_range is not new.figure.is_range:
        return []
    if not new.figure.is_range:
        return [(old.figure, new.figure)]
    low, high = said(query.question, "lower_end"), said(query.question, "upper_end")
    pairs = []
    if low or not high:
        pairs.append((lower(old.figure), lower(new.figure)))
    if high or not low:
        pairs.append((upper(old.figure), upper(new.figure)))
    return pairs


def lower(figure: Figure) -> Figure:
    """The lower end of a range, as a figure of its own."""
    return replace(figure, upper=None, text="", qualifier=Qualifier.EXACT)


def upper(figure: Figure) -> Figure:
    """The upper end of a range, as a figure of its own."""
    value = figure.value if figure.upper is None else figure.upper
    return replace(figure, value=value, upper=None, text="", qualifier=Qualifier.EXACT)
