"""Ratios over statements: a declared one, or the formula that the question writes, for a year,
as a mean over years, or as growth; each line item cited, the calculation written out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from assistant.answer.asked_formula import Asked, asked_formula, years_in
from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.formula import Node, earlier, number
from assistant.answer.legible import legible
from assistant.answer.phrases import phrase
from assistant.answer.state import state
from assistant.answer.statement_rows import StatementRows, statement_items, year_of
from assistant.answer.work_out import Worked, rounded, work_out
from assistant.understand.query import Query
from corpus.bind.open_names import subject_pattern
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import Language, fold, to_script

_WORDS = Path(__file__).parents[1] / "words" / "ratio_phrases.toml"
_GROWTH_A_YEAR = re.compile(
    r"\bcagr\b|compound(?:ed)? annual|复合(?:年)?(?:均)?(?:增长|成长)率|年均复合"
)
_MEAN = re.compile(
    r"(\d|two|three|four|five)[- ]?(?:year|yr)s? (?:simple )?average|\b(?:average|mean) .{0,80}"
    r"\b(?:from|between|over)\b|([二两三四五\d])年(?:的)?(?:平均|均值)|年间的平均"
)
_GROWN = re.compile(
    r"year[- ]over[- ]year|\byoy\b|(?:percent(?:age)?|%) (?:change|growth|increase|decrease)"
    r"|growth rate|\bgrowth in\b|同比(?:增|变)|增长率|成长率|年增率"
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_STATEMENT = re.compile(
    r"\bstatements? of (?:cash flows?|income|operations|earnings|financial position)"
    r"|\b(?:cash ?flow|income|earnings) statements?|\bbalance sheets?|\bprofit and loss\b"
    r"|現金流量表|现金流量表|資產負債表|资产负债表|損益表|损益表|利潤表|利润表",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"\b(one|two|three|four|\d) decimal|([一二两三四\d])位小数|小数点?后([一二两三四\d])位"
)
_DIGITS = {"one": 1, "two": 2, "three": 3, "four": 4, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_MOST_YEARS = 10
_YEAR = 12  # months
_TWO = 2
# Kinds of answers of their own: what stands in the statements is not weighed against sentences.
LINE_ITEM, _RATIO = "line_item", "ratio"
_UNITS = {"percent": UnitKind.PERCENT, "amount": UnitKind.CURRENCY}
_MOST_OPERANDS = 24
_OTHER_WAYS = frozenset({"gap", "progress", "required_growth", "pace", "each_segment", "former"})


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be worked out, for which years, and how it is given."""

    asked: Asked
    years: tuple[int, ...]
    kind: str
    decimals: int | None
    name: str


def declared(query: Query, rows: RowFinder) -> Draft | None:
    """A ratio over the line items of the report's statements; `None` where the question asks
    for none, where the report states it, or where a line item is missing."""
    if query.asks & _OTHER_WAYS or query.source is not None:
        return None
    own = rows.report.subject
    another = bool(query.entities and own) and own not in query.entities
    if another and subject_pattern(own).search(query.question) is None:
        return None
    items = StatementRows.of(rows)
    if not items.years:
        return None
    said = query.question
    latest = _latest(query, rows, items)
    part = _part_of_year(query, rows)
    if part is not None:
        items = items.of_period(part)
    asked, rest = asked_formula(said, max(years_in(said), default=latest))
    plain = fold(rest)
    if asked is None:
        item = _line_item(query, rest, plain, rows, items)
        if item is not None:
            return Draft((state(item, rows, query.language),), LINE_ITEM)
        asked = _of_metric(query, plain)
    if asked is None or _of_a_part(asked, query, rows):
        return None
    if _is_stated(asked, query, rows, plain):
        stated = _line_item(query, rest, plain, rows, items)
        return None if stated is None else Draft((state(stated, rows, query.language),), LINE_ITEM)
    named = years_in(rest) or years_in(said)
    wanted = _wanted(asked, query, plain, tuple(sorted(set(named))) or (latest,))
    return _answer(wanted, query, rows, items)


def _part_of_year(query: Query, rows: RowFinder) -> Period | None:
    """The quarter or half-year asked about; the report's own where the question names no time."""
    asked = query.periods or (rows.report.period,)
    parts = [p for p in asked if p is not None and p.month_count < _YEAR and year_of(p) is None]
    return parts[0] if parts else None


def _latest(query: Query, rows: RowFinder, items: StatementRows) -> int:
    """The year asked about where the question writes none: that of its period, or the report's."""
    for period in (*query.periods, rows.report.period):
        year = year_of(period) if period is not None else None
        if year is not None:
            return year
    period = rows.report.period
    return period.end.year if period is not None else items.years[-1]


def _of_metric(query: Query, plain: str) -> Asked | None:
    """A line item of which a mean or a growth over years is asked, or the item of a year."""
    metrics = _items_named(query, query.question)
    if len(metrics) != 1:
        return None
    grown = _GROWN.search(plain) is not None and len(set(years_in(plain))) == _TWO
    over_years = grown or _GROWTH_A_YEAR.search(plain) or _MEAN.search(plain)
    return Asked(Node("metric", name=metrics[0])) if over_years else None


def _line_item(
    query: Query, rest: str, plain: str, rows: RowFinder, items: StatementRows
) -> KpiRow | None:
    """The one line item of a year that a question names and asks nothing else of."""
    named = years_in(rest) or [period.end.year for period in query.periods]
    metrics = _items_named(query, rest)
    alone = len(metrics) == 1 and len(set(named)) == 1 and not query.intents - {"compute"}
    if not alone or query.measure is not None or query.figures or query.yes_no or query.direction:
        return None
    if _MEAN.search(plain) or _GROWTH_A_YEAR.search(plain) or _GROWN.search(plain):
        return None
    asked = Asked(Node("metric", name=metrics[0]))
    return None if _of_a_part(asked, query, rows) else items.row(metrics[0], named[0])


def _items_named(query: Query, text: str) -> list[str]:
    """The line items that a question names; "the statement of cash flows" names none."""
    found = [key for key in query.metrics if key in statement_items()]
    if len(found) < _TWO or _STATEMENT.search(text) is None:
        return found
    plain = _STATEMENT.sub(" ", text)
    named = {m.key for m in vocabulary().mentions(plain) if m.kind == "metric"}
    return [key for key in found if key in named]


def _of_a_part(asked: Asked, query: Query, rows: RowFinder) -> bool:
    """Whether a business or region is meant: one of the vocabulary, or a name that the report
    gives one of the line items for."""
    if any(key in vocabulary().names for key in (*query.segments, *query.regions)):
        return True
    items = {leaf.name for leaf in asked.formula.leaves()} | {"revenue", "operating_profit"}
    named = {key for key in query.segments if key in query.question and not key.islower()}
    return any(row.segment in named and row.metric in items for row in rows.table)


def _is_stated(asked: Asked, query: Query, rows: RowFinder, plain: str) -> bool:
    """Whether the report gives the ratio itself, and nothing is to be made of it."""
    ratio = asked.ratio
    if asked.defined or ratio is None or ratio.key not in vocabulary().names:
        return False
    if _MEAN.search(plain) or _GROWTH_A_YEAR.search(plain) or "plain" in query.asks:
        return False
    found = rows.find(replace(query, metrics=(ratio.key,), measure=None), exact=True)
    return any(
        row.measure is Measure.LEVEL
        and row.source is SourceKind.REPORTED
        and not row.segment
        and vocabulary().names[ratio.key].has_unit(row.figure.unit)
        and row.figure.unit.kind is _UNITS.get(ratio.kind, row.figure.unit.kind)
        for row in found
    )


def _wanted(asked: Asked, query: Query, plain: str, years: tuple[int, ...]) -> _Wanted:
    ratio = asked.ratio
    kind = ratio.kind if ratio is not None else ""
    decimals = ratio.decimals if ratio is not None else None
    told = _PLACES.search(plain)
    if told is not None:
        written = next(part for part in told.groups() if part)
        decimals = _DIGITS.get(written, int(written) if written.isdigit() else 2)
    name = _name(asked, query)
    grown_once = _GROWN.search(plain) is not None and asked.ratio is None and not asked.defined
    if _GROWTH_A_YEAR.search(plain) or grown_once:
        first, last = years[0], years[-1]
        if first == last:
            first = last - 1
        grown = _growth(asked.formula, last, first, compound=not grown_once)
        several = last - first > 1 and not grown_once
        name = _worded("growth" if several else "growth_of_a_year", query.language, name=name)
        decimals = decimals if told is not None else 1
        return _Wanted(replace(asked, formula=grown), (last,), "percent", decimals, name)
    mean = _MEAN.search(plain)
    if mean is not None:
        written = mean[1] or mean[2] or ""
        count = _NUMBERS.get(written, int(written) if written.isdigit() else 0)
        last = years[-1]
        first = years[0] if len(years) > 1 else last - max(count, 1) + 1
        years = tuple(range(max(first, last - _MOST_YEARS), last + 1))
        name = _worded("mean", query.language, name=name)
        return _Wanted(asked, years, kind, decimals, name)
    return _Wanted(asked, years[-1:], kind, decimals, name)


def _growth(formula: Node, last: int, first: int, *, compound: bool) -> Node:
    """Growth between two years, a year if `compound`: (last ÷ first) ^ (1 ÷ years) − 1."""
    share = Node("/", (formula, earlier(formula, last - first)))
    power = Node("/", (number(1), number(last - first)))
    grown = share if last - first == 1 or not compound else Node("^", (share, power))
    return Node("-", (grown, number(1)))


def _name(asked: Asked, query: Query) -> str:
    """What is worked out, in words."""
    language = query.language
    if asked.ratio is not None:
        return asked.ratio.en if language == "en" else to_script(asked.ratio.zh, language)
    if query.metrics:
        return vocabulary().label(query.metrics[0], language)
    return _worded("defined", language)


def _answer(wanted: _Wanted, query: Query, rows: RowFinder, items: StatementRows) -> Draft | None:
    """The calculation for each year, their mean where there are several, and the line items."""
    language = query.language
    each = [work_out(wanted.asked.formula, year, items, language) for year in wanted.years]
    done = [worked for worked in each if worked is not None]
    if len(done) < len(each):
        return None
    operands = list(dict.fromkeys(row for worked in done for row in worked.rows))
    if not operands or len(operands) > _MOST_OPERANDS:
        return None
    if len(done) == 1 and not done[0].op:  # the report gives it as it is
        return Draft((state(operands[0], rows, language),), LINE_ITEM)
    lines = []
    values = [rounded(w, wanted.kind, _finer(wanted, done), language) for w in done]
    for worked, value in zip(done, values, strict=True):
        lines.append(f"{worked.written} {'=' if value.exact else '≈'} {value.text}")
    result = values[0]
    if len(done) > 1:
        mean = _mean(done)
        result = rounded(mean, wanted.kind, wanted.decimals, language)
        shown = " + ".join(value.text for value in values)
        lines.append(f"({shown}) ÷ {len(done)} ≈ {result.text}")
    return _draft(wanted, lines, result.text, operands, query, rows)


def _finer(wanted: _Wanted, done: Sequence[Worked]) -> int | None:
    """The decimals of each year's result: one more where a mean is taken of them."""
    if len(done) == 1 or wanted.decimals is None:
        return wanted.decimals
    return wanted.decimals + 1


def _mean(done: Sequence[Worked]) -> Worked:
    count = Decimal(len(done))
    worth = replace(
        done[0].worth,
        value=sum((w.worth.value for w in done), Decimal(0)) / count,
        low=sum((w.worth.low for w in done), Decimal(0)) / count,
        high=sum((w.worth.high for w in done), Decimal(0)) / count,
    )
    return Worked(worth, "", ())


def _draft(
    wanted: _Wanted,
    lines: Sequence[str],
    value: str,
    operands: Sequence[KpiRow],
    query: Query,
    rows: RowFinder,
) -> Draft:
    language: Language = query.language
    joint, stop = (" ", ".") if language == "en" else ("", "。")
    bare = joint.join(line + stop for line in lines)
    subject = _subject(wanted, language, rows)
    lead = phrase("works_out", language, subject=subject, value=value)
    told = lead[:1].upper() + lead[1:] + joint + bare
    stated = [state(row, rows, language) for row in operands]
    after = joint.join(statement.text for statement in stated)
    text = told if legible(told + joint + after, rows, language) else bare
    first = Statement(text, rows=tuple(operands))
    return Draft((first, *dict.fromkeys(replace(s, bullet=True) for s in stated)), _RATIO)


def _subject(wanted: _Wanted, language: Language, rows: RowFinder) -> str:
    """What is worked out, whose it is and for when."""
    company, period = rows.report.subject, rows.report.period
    owner = vocabulary().label(company, language) if company else ""
    owner = _worded("owner", language, owner=owner) if owner else ""
    first, last = wanted.years[0], wanted.years[-1]
    joint = "-" if language == "en" else "至"
    years = str(last) if first == last else f"{first}{joint}{last}"
    if period is not None and period.month_count == _YEAR and not period.is_year:
        years = _worded("fiscal", language, years=years)
    return _worded("subject", language, owner=owner, name=wanted.name, years=years)


def _worded(key: str, language: Language, **parts: str) -> str:
    """A wording of `ratio_phrases.toml`, filled in."""
    text = _wordings()["en" if language == "en" else "zh"][key]
    return to_script(text, language).format(**parts)


@cache
def _wordings() -> dict[str, dict[str, str]]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))
