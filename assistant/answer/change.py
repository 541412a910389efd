"""How much something changed, where the report gives it at both times."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from assistant.answer.contrast import as_figure
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import legible
from assistant.check.derive import difference
from assistant.check.tolerance import comparable
from assistant.understand.own_names import named
from assistant.understand.query import Query
from assistant.words.lists import word_file
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, period_text, row_value, subject_text
from assistant.write.sentences import change_text
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.period import Period
from corpus.script import Language, fold

_QUARTER = 3  # months
_LOSSES = ("net_loss", "operating_loss", "loss_per_unit")


def changed(query: Query, rows: RowFinder) -> Draft | None:
    """By how much a level rose or fell, from the earlier value to the present one; `None`
    where that is not asked, or where the report gives only one of the two."""
    asks = bool(query.asks & {"growth", "absolute_change"}) or bool(query.direction)
    if not asks or not _asks_how_much(query.question) or query.source is not None:
        return None
    if len(query.metrics) != 1 or len(query.segments) > 1 or len(query.periods) > 1:
        return None
    if query.measure not in (None, Measure.YOY, Measure.QOQ) or query.unit is UnitKind.PERCENT:
        return None
    found = [r for r in rows.find(replace(query, measure=None)) if r.measure is Measure.LEVEL]
    if not found or found[0].figure.is_range or found[0].source is not SourceKind.REPORTED:
        return None
    now = found[0]
    earlier = [row for row in rows.table if is_before(row, now)]
    if not earlier or now.period is None:
        return None
    base = {Measure.YOY: now.period.previous_year(), Measure.QOQ: now.period.previous()}
    if query.measure in base:
        earlier = [row for row in earlier if row.period == base[query.measure]]
    if not earlier:
        return None
    before = max(earlier, key=lambda row: str(row.period))
    told = moved(before, now, rows, query.language)
    return None if told is None else Draft((told,), "compute")


def is_before(row: KpiRow, now: KpiRow) -> bool:
    """Whether a row gives the same thing for an earlier time."""
    return (
        row.period is not None
        and now.period is not None
        and row.measure is Measure.LEVEL
        and row.period.end < now.period.end
        and _alike_long(row.period, now.period)
        and row.source is now.source
        and not row.figure.is_range
        and comparable(row.figure.unit, now.figure.unit)
        and (row.metric, row.segment, row.region, row.entity, row.detail)
        == (now.metric, now.segment, now.region, now.entity, now.detail)
    )


def _alike_long(one: Period, other: Period) -> bool:
    """Whether two periods are of one length; a month or a day can date a state of any."""
    shorter, longer = sorted((one.month_count, other.month_count))
    return shorter == longer or shorter < _QUARTER


def moved(before: KpiRow, now: KpiRow, rows: RowFinder, language: Language) -> Statement | None:
    """The change from `before` to `now` in one sentence; `None` where there is none, or where
    the figure check could not follow it."""
    if before.figure.value == now.figure.value or before.period is None or now.period is None:
        return None
    rises = now.figure.value > before.figure.value
    high, low = (now, before) if rises else (before, now)
    quantum = max(now.figure.quantum, before.figure.quantum)
    value = figure_text(as_figure(difference(high.figure, low.figure), quantum), language)
    loses = now.metric in _LOSSES
    verb = ("widened" if rises else "narrowed") if loses else ("rose" if rises else "fell")
    changes = rows.fact(now).of(Measure.YOY, Measure.QOQ, Measure.CHANGE)
    tails = ["".join(change_text(row, language) for row in changes), ""]
    for tail in tails:
        text = phrase(
            f"moved_{verb}",
            language,
            subject=subject_text(named(now, rows, language), language),
            value=value,
            before=row_value(before, language),
            now=row_value(now, language),
            then=period_text(before.period, language),
            when=period_text(now.period, language),
            tail=tail,
        )
        text = text[:1].upper() + text[1:]
        if legible(text, rows, language):
            return Statement(text, rows=(before, now, *(changes if tail else ())))
    return None


def _asks_how_much(question: str) -> bool:
    return any(word in fold(question) for word in _how_much())


@cache
def _how_much() -> tuple[str, ...]:
    lists = word_file("lists")
    return tuple(
        fold(word)
        for key in ("difference", "changes")
        for word in (*lists[key]["en"], *lists[key]["zh"])
    )
