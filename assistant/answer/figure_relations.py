"""Whether figures that a question names follow from one another, wherever the report has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assistant.answer.audit_asked import Asked, meant, says
from assistant.answer.find import RowFinder
from assistant.audit.audit_facts import CHANGES, Facts, changes
from assistant.audit.audit_finding import Severity
from assistant.audit.audit_interval import allowed
from assistant.audit.audit_stated import Reckoned, reckonings
from assistant.audit.audit_tie import Tie
from assistant.check.tolerance import Match, match
from corpus.figure import Figure, Span, Unit, UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.read.read_figures import read_figures
from corpus.report import Edition, Place
from corpus.script import fold

_MOST = 6
_SIGNS = {
    sign: mark
    for mark, signs in (
        ("+", ("+", "＋", "plus", "and", "加", "加上", "、")),
        ("−", ("-", "−", "–", "less", "minus", "減", "减", "減去", "减去", "扣除")),
    )
    for sign in signs
}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.,%])")
_MOST_PLACES = 8
_REACH = 80  # characters around a number that tell its unit
# The cues of a formula, for figures that do not keep it; the first that is said counts.
_WAYS = (
    ("yearly", ("yearly",)),
    ("growing", ("growth",)),
    ("timing", ("product",)),
    ("dividing", ("share", "ratio", "per_unit")),
    ("taking", ("difference",)),
    ("adding_up", ("sum",)),
)


def stated_relation(asked: Asked, rows: RowFinder, facts: Facts) -> Tie | None:
    """The relation among the figures that the question states, or among those of the metrics
    that it names; `None` where none of them follows from the others, unless the question says
    how it is to."""
    summed = _added_up(asked, rows, facts)
    if summed is not None:
        return summed
    named = _named(asked, rows)
    if not 2 < len(named) <= _MOST:
        return None
    known = [row for row, found in named if found]
    if len(known) < len(named) - 1:
        return None
    years = _years(asked.query.question)
    tried: list[tuple[KpiRow, bool, list[KpiRow], Reckoned]] = []
    for at in _likeliest_results(named):
        stated, found = named[at]
        operands = [row for index, (row, _) in enumerate(named) if index != at]
        if not all(ok for index, (_, ok) in enumerate(named) if index != at):
            continue
        given = [row.figure for row in operands]
        every = list(reckonings(stated.figure, given, years))
        if all(row.measure in CHANGES for row in operands):  # growths are multiplied
            every.sort(key=lambda one: one.way != "compounded")
        for reckoned in every:
            if reckoned.result.meets(allowed(stated.figure)):
                return _tie(facts, stated, found, operands, reckoned, kept=True)
            tried.append((stated, found, operands, reckoned))
    way = _said_way(asked)
    for stated, found, operands, reckoned in tried:
        if reckoned.way in way:
            return _tie(facts, stated, found, operands, reckoned, kept=False)
    return None


def _added_up(asked: Asked, rows: RowFinder, facts: Facts) -> Tie | None:
    """Figures that the question adds up and takes off ("0.9 + 0.6 − 0.7"), against another one of
    its own or one of the metrics that it names."""
    question, figures = asked.query.question, _numbers(asked)
    signs = "+"
    for one, other in pairwise(figures):
        between = question[one.span.end : other.span.start].strip().casefold()
        own = other.text.strip()[:1] if not between else ""  # "0.6 -0.7": the sign is the figure's
        if not (sign := _SIGNS.get(between or own, "")):
            break
        signs += sign
    added = figures[: len(signs)]
    if len(added) < 3 and not (len(added) == 2 and len(figures) == 3):
        return None
    sizes = [replace(figure, value=abs(figure.value)) for figure in added]
    operands = [_grounded(figure, asked, rows) for figure in sizes]
    rest = [_grounded(figure, asked, rows) for figure in figures[len(signs) :]]
    told = [row for row, found in rest if found]
    told += [
        r
        for r in rows.table
        if r.metric in asked.query.metrics
        and rows.agrees(replace(asked.query, figures=(), measure=None, things=()), r)
    ]
    if not all(found for _, found in operands):
        return None
    for stated in told:
        given = [row.figure for row, _ in operands]
        for reckoned in reckonings(stated.figure, given, signs=signs):
            fits = reckoned.result.meets(changes(stated)[0])
            if reckoned.way == "signed" and fits:
                return _tie(facts, stated, True, [r for r, _ in operands], reckoned, kept=True)
            break
    return None


def _tie(
    facts: Facts,
    stated: KpiRow,
    found: bool,
    operands: Sequence[KpiRow],
    reckoned: Reckoned,
    *,
    kept: bool,
) -> Tie:
    case = "figures" if found else "claimed"
    finding = facts.finding(
        reckoned.kind, Severity.NOTE, case, reckoned.formula, (stated, *operands),
        reckoned.result, reckoned.unit,
    )  # fmt: skip
    return Tie(finding, kept)


def _numbers(asked: Asked) -> tuple[Figure, ...]:
    """The figures of a question in order, with the bare numbers that were not read as any."""
    found = [*asked.figures, *asked.few]
    for bare in _NUMBER.finditer(asked.query.question):
        span = Span(bare.start(), bare.end())
        if not any(figure.span.overlaps(span) for figure in found):
            value = Decimal(bare.group().replace(",", ""))
            exponent = value.as_tuple().exponent
            quantum = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
            found.append(Figure(value, Unit(UnitKind.NUMBER), bare.group(), span, quantum))
    return tuple(sorted(found, key=lambda figure: figure.span)[:_MOST])


def _said_way(asked: Asked) -> tuple[str, ...]:
    plain = fold(asked.query.question)
    return next((ways for cue, ways in _WAYS if says(plain, cue)), ())


def _likeliest_results(named: Sequence[tuple[KpiRow, bool]]) -> list[int]:
    """Which of the figures follows from the others: the only percentage, else the last."""
    percents = [n for n, (row, _) in enumerate(named) if row.figure.unit.kind is UnitKind.PERCENT]
    last_first = list(range(len(named)))[::-1]
    lead = percents if len(percents) == 1 else []
    return lead + [at for at in last_first if at not in lead]


def _years(question: str) -> int:
    """How many years lie between the first and the last that a question names."""
    years = [int(found.group()) for found in _YEAR.finditer(question)]
    return max(years) - min(years) if len(years) > 1 else 0


def _named(asked: Asked, rows: RowFinder) -> list[tuple[KpiRow, bool]]:
    """The figures that the question states, each as the report has it and whether it has it, and
    those of the metrics that it names beside them."""
    found: list[tuple[KpiRow, bool]] = []
    for figure in asked.figures:
        found.append(_grounded(figure, asked, rows))
    metrics = {row.metric for row, _ in found}
    plain = replace(asked.query, figures=(), measure=None, direction="", comparing="")
    if len(found) < 2:
        for metric in asked.query.metrics if len(asked.query.metrics) > 1 else ():
            given = () if metric in metrics else rows.find(replace(plain, metrics=(metric,)))
            levels = [r for r in given if r.measure is Measure.LEVEL and not r.figure.is_range]
            near = min(levels, key=lambda row: _apart(row, found), default=None)
            found += [(near, True)] if near is not None else []
    return found


def _apart(row: KpiRow, found: Sequence[tuple[KpiRow, bool]]) -> tuple[bool, int]:
    """How far a row is from the first that was found: in its business, and in the text."""
    if not found or not found[0][0].places or not row.places:
        return False, 0
    first = found[0][0]
    far = abs(first.places[0].span.start - row.places[0].span.start)
    return row.period != first.period, far


def _grounded(figure: Figure, asked: Asked, rows: RowFinder) -> tuple[KpiRow, bool]:
    """A figure of the question as the report has it, and whether it has it."""
    counted = figure.unit.kind is UnitKind.COUNT  # 161.2億對得上: no 161.2億對
    plainly = replace(figure, unit=Unit(UnitKind.NUMBER)) if counted else figure
    row: KpiRow | None = None
    for read in dict.fromkeys((figure, plainly)):
        row = row or _in_table(read, asked, rows) or _in_text(read, rows)
    return row or KpiRow("", rows.report.id, "", plainly), row is not None


def _in_table(figure: Figure, asked: Asked, rows: RowFinder) -> KpiRow | None:
    alike = [row for row in rows.table if meant(figure, row)]
    if not alike:
        return None
    query = replace(asked.query, figures=(), measure=None)

    def strange(row: KpiRow) -> tuple[bool, bool, bool]:
        exact = match(figure, row.figure) is Match.EQUAL
        return not exact, row.metric not in query.metrics, row.segment not in query.segments

    return min(alike, key=strange)


def _in_text(figure: Figure, rows: RowFinder) -> KpiRow | None:
    """A figure of the text that no row has: its digits, where they read as the same amount."""
    digits = _NUMBER.search(figure.text)
    if digits is None:
        return None
    for edition in rows.report.editions:
        row = _found_in(edition, figure, digits.group().replace(",", ""), rows)
        if row is not None:
            return row
    return None


def _found_in(edition: Edition, figure: Figure, digits: str, rows: RowFinder) -> KpiRow | None:
    whole, _, part = digits.partition(".")
    spaced = ",?".join(whole[max(0, at - 3) : at] for at in range(len(whole), 0, -3)[::-1])
    written = spaced + (rf"\.{part}" if part else "")
    pattern = re.compile(rf"(?<![\d.,]){written}(?![\d]|[.,]\d)")
    for number, place in enumerate(pattern.finditer(edition.text)):
        if number >= _MOST_PLACES:
            break
        paragraph = edition.paragraphs[edition.paragraph_at(place.start())]
        start = max(paragraph.start, place.start() - _REACH)
        text = edition.text[start : min(paragraph.end, place.end() + _REACH)]
        for read in read_figures(text, currency=rows.report.currency):
            span = Span(read.span.start + start, read.span.end + start)
            inside = span.start <= place.start() < span.end
            at = Place(rows.report.id, edition.language, span, read.text)
            row = KpiRow("", rows.report.id, "", read, places=(at,))
            if inside and meant(figure, row):
                return row
    return None
