"""Amounts for each vehicle, store, employee, user …: the noun after "per" says what divides.

The nouns are data: `words/per.csv` names, for each, the metrics that count it and, where it is the
product of one business, that business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from assistant.answer.calculation import calculated
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.metric_links import amounts, formulas
from assistant.answer.state import state
from assistant.check.derive import ratio
from assistant.understand.own_names import named
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import subject_text
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import read_rows, vocabulary
from corpus.script import Language, fold, to_script

_WORDS = Path(__file__).parents[1] / "words"
_PER = r"\b(?:per|each|every|apiece|for (?:each|every|one)|a single|average) (?:[\w-]+ )?"
_GAINS = ("net_profit", "adjusted_net_profit", "operating_profit", "gross_profit")
_LOSSES = ("loss_per_unit", "net_loss", "operating_loss")
_COUNTS = (UnitKind.COUNT, UnitKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Counted:
    """What an amount is divided by: the metrics that count it, and the business it is of."""

    one_en: str
    one_zh: str
    metrics: tuple[str, ...]
    segment: str
    english: re.Pattern[str]
    chinese: re.Pattern[str]

    def one(self, question: str, language: Language) -> str:
        """The noun after "per", in English the asker's own."""
        if language != "en":
            return to_script(self.one_zh, language)
        asked = self.english.search(question)
        return asked["one"] if asked is not None else self.one_en


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _counted() -> tuple[Counted, ...]:
    found = []
    for row in read_rows(_WORDS / "per.csv"):
        english = "|".join(re.escape(word) for word in row["en"].split("|"))
        words = [fold(word) for word in row["zh"].split("|")]
        after = _any_of(word for word in words if not word.startswith("="))
        whole = _any_of(word[1:] for word in words if word.startswith("=")) or "(?!)"
        found.append(
            Counted(
                row["one_en"],
                row["one_zh"],
                tuple(row["metrics"].split("|")),
                row["segment"],
                re.compile(rf"{_PER}(?P<one>{english})(?:e?s)?\b", re.IGNORECASE),
                re.compile(rf"(?:每一?|平均一)(?:{after})|{whole}"),
            )
        )
    return tuple(found)


def per_one(query: Query, rows: RowFinder) -> Draft | None:
    """An amount divided by what the question counts; a refusal where the report does not give
    both, for the whole amount is no answer; `None` where no such noun is named, or where the
    report states the amount for each."""
    asks = "per_unit" in query.asks or query.measure is Measure.PER_UNIT
    if not asks and not _named_in_chinese(query):
        return None
    amount = next((key for key in query.metrics if key in amounts()), "")
    counted = _asked(query)
    if counted is None:
        return None
    plain = replace(query, measure=None, unit=None, alternatives=(), figures=())
    stated = vocabulary().per_unit.get(amount, amount if amount in _per_metrics() else "")
    if any(key in _per_metrics() for key in query.metrics) and rows.find(plain, exact=True):
        return None
    if stated and rows.find(replace(plain, metrics=(stated,)), exact=True):
        return None
    if not amount:
        return None
    for name, how, one, other in formulas():
        sold = other in ("deliveries", "shipments", "sales_volume")  # a price is no revenue each
        if how == "per unit" and one == amount and other in counted.metrics and not sold:
            given = rows.find(replace(plain, metrics=(name,)), exact=True)
            if given and given[0].measure is Measure.LEVEL:
                return Draft((state(given[0], rows, query.language),), "lookup")
    segments = plain.segments or ((counted.segment,) if counted.segment else ())
    asked = replace(plain, metrics=(amount,), segments=segments)
    found = _divided(asked, rows, counted, query)
    if found is not None:
        return found
    if amount in _GAINS and asked.segments:
        lost = _loses(asked, rows)
        if lost is not None:
            return lost
    return _refused(asked, rows, counted, query)


def _named_in_chinese(query: Query) -> bool:
    return any(one.chinese.search(fold(query.question)) for one in _counted())


def _asked(query: Query) -> Counted | None:
    plain = fold(query.question)
    for one in _counted():
        if one.english.search(plain) or one.chinese.search(plain):
            return one
    return None


@cache
def _per_metrics() -> frozenset[str]:
    """Metrics that are amounts for each of something by their own names."""
    stated = vocabulary().per_unit.values()
    return frozenset((*stated, *(name for name, how, _, _ in formulas() if how == "per unit")))


def _divided(asked: Query, rows: RowFinder, counted: Counted, query: Query) -> Draft | None:
    for amount in _plain_levels(asked, rows, (UnitKind.CURRENCY,)):
        if amount.metric not in asked.metrics:
            continue
        for metric in counted.metrics:
            counts = _plain_levels(replace(asked, metrics=(metric,), source=None), rows, _COUNTS)
            if not counts and not counted.segment:
                whole = replace(asked, metrics=(metric,), segments=(), source=None)
                counts = _plain_levels(whole, rows, _COUNTS)
            for count in counts:
                if count.metric != metric or not _of_one_scope(amount, count):
                    continue
                result = ratio(amount.figure, count.figure)
                if result is None:
                    continue
                result = replace(
                    result,
                    formula="per unit",
                    kind=UnitKind.CURRENCY,
                    code=amount.figure.unit.code,
                )
                subject = phrase(
                    "per_one",
                    query.language,
                    subject=subject_text(named(amount, rows, query.language), query.language),
                    one=counted.one(query.question, query.language),
                )
                return calculated(query, rows, result, [amount, count], subject)
    return None


def _plain_levels(query: Query, rows: RowFinder, kinds: tuple[UnitKind, ...]) -> list[KpiRow]:
    return [
        row
        for row in rows.find(query, exact=True)
        if row.measure is Measure.LEVEL
        and not row.figure.is_range
        and row.figure.unit.kind in kinds
        and row.source is (query.source or SourceKind.REPORTED)
        and (query.regions or row.region in ("", "global"))
    ]


def _of_one_scope(amount: KpiRow, count: KpiRow) -> bool:
    """Whether a count is of the business and the time that an amount is of; a count at a day
    goes with the period that the day ends."""
    words = vocabulary()
    if count.segment and not (amount.segment and words.within(count.segment, amount.segment)):
        return False
    if count.entity != amount.entity:
        return False
    if amount.period is None or count.period is None:
        return amount.period is count.period
    if amount.period == count.period:
        return True
    a_day = min(amount.period.month_count, count.period.month_count) == 1
    return a_day and amount.period.end == count.period.end


def _loses(asked: Query, rows: RowFinder) -> Draft | None:
    """A profit for each is asked of what makes a loss."""
    for metric in _LOSSES:
        found = rows.find(replace(asked, metrics=(metric,)), exact=True)
        losses = [row for row in found if row.measure is Measure.LEVEL]
        if losses:
            lead = phrase("loses", asked.language) + (" " if asked.language == "en" else "")
            told = state(losses[0], rows, asked.language)
            return Draft((replace(told, text=lead + told.text),), "correction")
    return None


def _refused(asked: Query, rows: RowFinder, counted: Counted, query: Query) -> Draft:
    language = query.language
    example = rows.table.rows[0] if len(rows.table) else None
    what = vocabulary().label(asked.metrics[0], language)
    if example is not None:
        stand_in = replace(
            example,
            metric=asked.metrics[0],
            entity=rows.report.subject,
            segment=asked.segments[0] if asked.segments else "",
            region=asked.regions[0] if asked.regions else "",
        )
        what = subject_text(stand_in, language)
    what = phrase("what_per_one", language, subject=what, one=counted.one(query.question, language))
    statements = [Statement(phrase("refuse_metric", language, what=what))]
    near = [row for row in rows.nearest(asked) if row.metric == asked.metrics[0]][:2]
    if near:
        statements.append(Statement(phrase("nearest", language)))
        statements += [replace(state(row, rows, language), bullet=True) for row in near]
    return Draft(tuple(statements), "refusal", refused=True)
