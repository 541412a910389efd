"""A question answered by its words alone: the figure of the report around which they stand.

For names that no vocabulary holds ("non-surgical treatments", 液晶面板) the KPI table cannot tell
what is asked for. Then each figure is weighed by how many of the question's words stand in its
own clause, in those before it and around it, rare words counting more, and by its period and unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answer.draft import Draft, Statement
from assistant.answer.figure_words import (
    CHANGES,
    CUES,
    NAMES,
    SHARES,
    AroundFigure,
    FigureWords,
    key_word,
    plain_terms,
    words_of,
)
from assistant.answer.table_cell import TableCell, told_of_cell
from assistant.understand.query import Query
from assistant.words.lists import word_file
from corpus.figure import Span, UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.read.read_periods import read_periods
from corpus.report import Report
from corpus.script import fold, has_han, to_script

_UNSAID_HOME = 0.5  # of its weight that the report's own country does not cost where it is unsaid
_DENIALS = "非无不"
_LONG_NAME = 4  # words of a name that leaves no doubt what is meant
_HOME = {
    "CNY": "mainland_china", "USD": "united_states", "TWD": "taiwan", "HKD": "hong_kong",
    "JPY": "japan",
}  # fmt: skip
_NAMED = 0.5  # how near a metric's name must stand
_LEAST = 0.62  # of a question's words, below which a figure is not what is asked for
_BETTER = 0.22  # by which a figure must do better than what the table gave
_BESIDE = 0.02  # the same, for another column of the table's row that it gave
_ONE_ROW = 200  # characters
_WRONG_PERIOD, _RIGHT_PERIOD, _UNSAID_PERIOD = -0.6, 0.1, -0.08
_WRONG_CHANGE = -0.25  # a change where a level is asked for, or the other way round
_FOREIGN = 0.15  # what words between a clause's beginning and its figure cost that are not asked
_RATES = (UnitKind.PERCENT, UnitKind.POINT, UnitKind.BASIS_POINT)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure found by its words: the row, how well they fit, and the words to quote."""

    row: KpiRow
    score: float
    quote: Span
    cell: TableCell | None = None


def put_right(query: Query, draft: Draft, report: Report, table: KpiTable) -> Draft:
    """`draft`, or the figure that the question's words point at where the draft gives none, or
    one that fits the words much less.

    Only for tables that the program bound: what a hand-made one does not give, the report does
    not say.
    """
    asks_value = draft.intent in ("lookup", "refusal", "compute") and not query.out_of_scope
    if not asks_value or any(row.curated for row in table.rows[:1]) or "per_unit" in query.asks:
        return draft
    edition = report.edition(query.language)
    if edition.language[:2] != query.language[:2]:
        return draft
    words = words_of(report, edition, table)
    asked = question_words(query, report.period, words.holders)
    if len(asked) < 2:
        return draft
    home = _HOME.get(report.currency, "")
    best = _best(query, asked, words, home)
    if best is None or best.score < _LEAST:
        return draft
    stated = [row.id for statement in draft.statements for row in statement.rows]
    rows = [row for statement in draft.statements for row in statement.rows]
    if query.source is not None and any(row.source is query.source for row in rows):
        return draft  # it is who says it that the words cannot tell
    if any(_answers(query, row) for row in rows):
        return draft
    if query.group_scope and any(row.metric == best.row.metric for row in rows):
        return draft  # the words of a part are those of the whole
    if not draft.refused:
        told = [around for around in words.arounds if around.row.id in stated]
        given = [_score(query, asked, words, around, home).score for around in told]
        beside = best.cell is not None and any(_beside(best, around) for around in told)
        better = _BESIDE if beside else _BETTER
        if best.row.id in stated or best.score < max(given, default=0.0) + better:
            return draft
    if best.cell is not None:
        text = told_of_cell(best.row, best.cell, query.language)
    else:
        text = to_script(" ".join(best.quote.of(edition.text).split()), query.language)
    return Draft((Statement(text, rows=(best.row,)),), "lookup")


def _beside(best: Told, around: AroundFigure) -> bool:
    """Whether two figures stand in one row of a table, in columns that no table row tells apart:
    the same metric, business and period."""
    one, other = best.row, around.row
    if around.cell is None or best.cell is None or best.cell.row != around.cell.row:
        return False
    near = abs(best.quote.start - around.quote.start) < _ONE_ROW
    same = (one.metric, one.segment, one.region, one.period, one.measure)
    return near and same == (
        other.metric, other.segment, other.region, other.period, other.measure
    )  # fmt: skip


def question_words(
    query: Query, anchor: Period | None, known: Mapping[str, object]
) -> tuple[str, ...]:
    """The words of a question that can stand in a report: names of the vocabulary that are `known`
    there, pairs of Chinese characters, Latin words and numbers, without its periods and the words
    of asking."""
    plain = list(fold(query.question))
    for mention in read_periods(query.question, anchor=anchor):
        for at in range(mention.span.start, mention.span.end):
            plain[at] = " "
    named = [
        m
        for m in vocabulary().mentions("".join(plain))
        if m.kind in CUES or m.kind == "metric" or (m.kind in NAMES and key_word(m.key) in known)
        if m.kind != "entity" or m.key in query.entities  # the end of one word can look like one
    ]
    for name in named:
        for at in range(name.span.start, name.span.end):
            plain[at] = " "
    text = "".join(plain)
    latin, chinese = _stopwords()
    for word in chinese:
        text = text.replace(word, " " * len(word))
    keys = [key_word(m.key) for m in named if m.kind in NAMES]
    words = (*keys, *(word for word in plain_terms(text) if word not in latin))
    return tuple(dict.fromkeys(words))


@cache
def _stopwords() -> tuple[frozenset[str], tuple[str, ...]]:
    data = word_file("stopwords")
    chinese = {fold(word) for word in data["zh"].split()}
    return frozenset(data["en"].split()), tuple(sorted(chinese, key=len, reverse=True))


def _answers(query: Query, row: KpiRow) -> bool:
    """Whether a row is of all that the question names, and it names nothing else."""
    named = query.segments or query.entities
    whole = bool(named and query.metrics and query.periods) and not (query.content or query.things)
    return (
        whole
        and row.metric in query.metrics
        and set(query.segments) <= {row.segment}
        and set(query.entities) <= {row.entity}
        and set(query.regions) <= {row.region}
        and row.period in query.periods
    )


# -- the question's side ------------------------------------------------------------------


def _best(query: Query, asked: Sequence[str], words: FigureWords, home: str) -> Told | None:
    shared: Counter[int] = Counter()
    for word in asked:
        for index in words.holders.get(word, ()):
            shared[index] += 1
    likely = [index for index, _ in shared.most_common(300)]
    told = [
        _score(query, asked, words, words.arounds[index], home)
        for index in sorted(likely)
        if _can_answer(query, asked, words.arounds[index], home)
    ]
    return max(told, key=lambda each: each.score, default=None)


def _score(
    query: Query, asked: Sequence[str], words: FigureWords, around: AroundFigure, home: str
) -> Told:
    unsaid = key_word(home)  # the country that the report is of goes without saying
    total = sum(words.weight(word) for word in asked)  # names are words like others here
    if unsaid in asked and not around.worth.get(unsaid):
        total -= _UNSAID_HOME * words.weight(unsaid)
    held = sum(words.weight(word) * around.held(word) for word in asked)
    score = held / total if total else 0.0
    own = sum(words.weight(word) for word in around.label)
    foreign = sum(words.weight(word) for word in around.label if word not in asked)
    score -= _FOREIGN * foreign / own if own else 0.0
    score += _period_score(query, around)
    changed = around.changes and around.row.figure.unit.kind in _RATES
    wants_change = query.measure in CHANGES or "growth" in query.asks or bool(query.direction)
    if changed != wants_change and query.measure is not Measure.SHARE:
        score += _WRONG_CHANGE
    return Told(around.row, score, around.quote, around.cell)


def _period_score(query: Query, around: AroundFigure) -> float:
    """What the period asked for tells: said nearby, said otherwise, or not said at all."""
    if query.unknown_period and not query.periods:
        return 0.0
    if not query.periods:
        return 0.0
    said = [period for period, _ in around.periods]
    if any(period in said for period in query.periods):
        nearest = [p for p, back in around.periods if back == around.periods[0][1]]
        other = not any(period in nearest for period in query.periods)
        return _UNSAID_PERIOD if other else _RIGHT_PERIOD
    if around.row.period in query.periods:
        return _RIGHT_PERIOD / 2
    return _WRONG_PERIOD


def _can_answer(query: Query, asked: Sequence[str], around: AroundFigure, home: str) -> bool:
    """Whether a figure is of the kind asked for and every name of the question stands near it.

    A metric may go unnamed where the words of an open name are all there; so may the country
    that the report is of.
    """
    if not _has_kind(query, around.row):
        return False
    metrics = {key_word(metric) for metric in query.metrics}
    companies = {term for name in query.entities for term in plain_terms(fold(name))}
    plain = [word for word in asked if not word.startswith("@") and word not in companies]
    spelled = len(plain) >= _LONG_NAME and all(around.held(word) >= _NAMED for word in plain)
    asked_of = fold(query.question)
    if any(_is_denied(w, around.said) and not _is_denied(w, asked_of) for w in plain):
        return False
    for word in asked:
        if word.startswith("@") and word != key_word(home):
            near = around.worth.get(word, 0.0)
            if (not near or (word in metrics and near < _NAMED)) and not (
                spelled and word in metrics
            ):
                return False
    return True


def _is_denied(word: str, said: str) -> bool:
    """Whether a text only speaks of what is not so (非手術 where 手術 is asked for)."""
    if len(word) < 2 or word[0] in _DENIALS or not has_han(word):
        return False
    places = [m.start() for m in re.finditer(re.escape(word), said)]
    return bool(places) and all(at and said[at - 1] in _DENIALS for at in places)


def _has_kind(query: Query, row: KpiRow) -> bool:
    """Whether a row's figure is of a kind that can answer."""
    kind = row.figure.unit.kind
    if query.unit is not None:
        return kind is query.unit or {kind, query.unit} <= {UnitKind.PERCENT, UnitKind.POINT}
    shares = query.measure is Measure.SHARE or SHARES in query.metrics
    if shares or query.measure in CHANGES or "growth" in query.asks:
        return kind in (*_RATES, UnitKind.MULTIPLE)
    names = vocabulary().names
    known = [names[metric] for metric in query.metrics if metric in names]
    units = [name for name in known if name.units]
    if not units:
        return True
    return any(name.has_unit(row.figure.unit) for name in units)
