"""A formula worked out and told: the calculation of each year, their mean, each line item cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.legible import legible
from assistant.answer.state import state
from assistant.answer.statement_rows import StatementRows
from assistant.answer.wanted_formula import Wanted, worded
from assistant.answer.work_out import Worked, rounded, work_out
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from corpus.kpi import KpiRow
from corpus.kpi_names import vocabulary
from corpus.script import Language

# Kinds of answers of their own: what stands in the statements is not weighed against sentences.
LINE_ITEM, RATIO = "line_item", "ratio"
_MOST_OPERANDS = 24
_YEAR = 12  # months


def tell_formula(
    wanted: Wanted, query: Query, rows: RowFinder, items: StatementRows
) -> Draft | None:
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


def _finer(wanted: Wanted, done: Sequence[Worked]) -> int | None:
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
    wanted: Wanted,
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
    return Draft((first, *dict.fromkeys(replace(s, bullet=True) for s in stated)), RATIO)


def _subject(wanted: Wanted, language: Language, rows: RowFinder) -> str:
    """What is worked out, whose it is and for when."""
    company, period = rows.report.subject, rows.report.period
    owner = vocabulary().label(company, language) if company else ""
    owner = worded("owner", language, owner=owner) if owner else ""
    first, last = wanted.years[0], wanted.years[-1]
    joint = "-" if language == "en" else "至"
    years = str(last) if first == last else f"{first}{joint}{last}"
    if period is not None and period.month_count == _YEAR and not period.is_year:
        years = worded("fiscal", language, years=years)
    return worded("subject", language, owner=owner, name=wanted.name, years=years)
