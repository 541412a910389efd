"""The periods of a question: those asked about, and those a change is measured from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.figure import Span
from corpus.kpi import Measure
from corpus.period import Period
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.script import fold

_YEAR = re.compile(r"(?<![\d.,$€£¥])(?:19|20)\d\d(?![\d.,%億萬亿万元])")
_BASE_BEFORE = re.compile(
    r"(?:\b(?:than|from|since|versus|vs\.?|against|over|on|compared (?:with|to)|relative to)"
    r"(?: (?:in|the|that of|at|those of|it was in|end of))*\s*|[较比与同跟对](?:起)?)$"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_RANGE = re.compile(
    r"\b(" + "|".join(_MONTHS) + r")[a-z]{0,6}\.?\s?(?:-|–|to|through|until)\s?"
    r"(" + "|".join(_MONTHS) + r")[a-z]{0,6}\.?(?:\s(20\d\d))?(?![a-z0-9])"
)
_WHOLE_YEAR = re.compile(r"\b(20\d\d)[ -](?:full[ -]year|fy)\b")
_SHORT_QUARTER = re.compile(r"\b(?:q([1-4])|([1-4])q)(?: ?['’]? ?|/)(\d\d)(?![\d.,%])")
_SHORT_HALF = re.compile(r"\b(?:h([12])|([12])h)(?: ?['’]? ?|/)(\d\d)(?![\d.,%])")
_THIS_TIME = re.compile(
    r"\b(?:this|the same|at this|at the same|same) (?:time|point|stage) last year\b"
    r"|旧年同期|旧年今日"
)
_FIRST_QUARTERS = re.compile(r"[首头前](两|二|2|三|3)个?季度?|first (two|three) quarters")
_SEVERAL = {"两": 2, "二": 2, "2": 2, "two": 2}  # and three otherwise
_MODEL_MONTH = re.compile(r"[a-z]\d{1,2}月")  # SU7月交付: a model's number
_YEAR_OF_WORD = re.compile(r"[后前]年(?=产|均|化|度|销|增|费|薪|租)")  # 投產後年產能
_USUAL_WORDS = (("舊年", "去年"), ("旧年", "去年"), ("出年", "明年"))
_CENTURY = 2000
_SPREAD = re.compile(r"\b(?:over|across|spread over)(?: the)? (\w{1,6})[ -]years?\b")
_FEW_WORDS = 6
_BASE_AFTER = re.compile(r"\s*(?:年?底|末)?(?:相比|比较|比)")


def in_usual_words(question: str) -> str:
    """`question` with Cantonese words of time in those that periods are read by, as long as they
    are: 舊年 is 去年."""
    for spoken, usual in _USUAL_WORDS:
        question = question.replace(spoken, usual)
    return question


def split_bases(
    question: str, periods: Sequence[PeriodMention]
) -> tuple[tuple[Period, ...], tuple[PeriodMention, ...]]:
    """The periods that a change is measured from ("since December"), and the others."""
    plain = fold(question)
    bases: list[PeriodMention] = []
    for mention in periods:
        before = plain[max(0, mention.span.start - 24) : mention.span.start]
        after = plain[mention.span.end : mention.span.end + 6]
        if _BASE_BEFORE.search(before) or _BASE_AFTER.match(after):
            bases.append(mention)
    found = tuple(mention.period for mention in bases if mention.period is not None)
    return found, tuple(mention for mention in periods if mention not in bases)


def measure_from(base: Period, period: Period) -> Measure:
    if base.contains(period.previous_year()):
        return Measure.YOY
    return Measure.QOQ if base == period.previous() else Measure.CHANGE


def as_asked(
    question: str, periods: Sequence[PeriodMention], anchor: Period | None
) -> tuple[PeriodMention, ...]:
    """The periods of a question, with those that only questions write so: "Jan-Mar", "2024 full
    year", "over five years" of a plan."""
    plain = fold(question)
    own: list[PeriodMention] = []
    for found in _MONTH_RANGE.finditer(plain):
        first, last = (_MONTHS.index(found[at]) + 1 for at in (1, 2))
        year = int(found[3]) if found[3] else anchor.end.year if anchor else 0
        if year and first < last:
            start, end = Period.month(year, first).start, Period.month(year, last).end
            own.append(_mention(Period(start, end), found))
    own += _short_quarters(plain)
    if anchor is not None:
        own += [_mention(anchor.previous_year(), f) for f in _THIS_TIME.finditer(plain)]
    own += _first_quarters(plain, periods, anchor)
    own += [_mention(Period.year(int(found[1])), found) for found in _WHOLE_YEAR.finditer(plain)]
    short = anchor is not None and len(plain.split()) <= _FEW_WORDS
    for found in _SPREAD.finditer(plain) if short else ():  # of the plan just spoken of
        ahead = read_periods(f"next {found[1]} years", anchor=anchor)
        own += [_mention(one.period, found) for one in ahead[:1] if one.period is not None]
    odd = [Span(*found.span()) for found in _MODEL_MONTH.finditer(plain)]
    odd += [Span(*found.span()) for found in _YEAR_OF_WORD.finditer(plain)]
    taken = [*(one.span for one in own), *odd]
    rest = [p for p in periods if not any(p.span.overlaps(span) for span in taken)]
    return tuple(sorted((*rest, *own), key=lambda mention: mention.span))


def _short_quarters(plain: str) -> list[PeriodMention]:
    """ "Q4 24" and "H1 24", the year apart."""
    found: list[PeriodMention] = []
    for quarter in _SHORT_QUARTER.finditer(plain):
        number = int(quarter[1] or quarter[2])
        period = Period.quarter(_CENTURY + int(quarter[3]), number)
        found.append(_mention(period, quarter))
    for half in _SHORT_HALF.finditer(plain):
        first = 2 * int(half[1] or half[2]) - 1
        year = _CENTURY + int(half[3])
        start, end = Period.quarter(year, first), Period.quarter(year, first + 1)
        found.append(_mention(Period(start.start, end.end), half))
    return found


def _first_quarters(
    plain: str, periods: Sequence[PeriodMention], anchor: Period | None
) -> list[PeriodMention]:
    """ "The first three quarters" without a year: the last ones that are over."""
    if anchor is None or any(mention.period is not None for mention in periods):
        return []
    found: list[PeriodMention] = []
    for told in _FIRST_QUARTERS.finditer(plain):
        count = _SEVERAL.get(told[1] or told[2], 3)
        start, end = Period.quarter(anchor.end.year, 1), Period.quarter(anchor.end.year, count)
        span = Period(start.start, end.end)
        while span.end > anchor.end:
            span = span.previous_year()
        found.append(_mention(span, told))
    return found


def _mention(period: Period, found: re.Match[str]) -> PeriodMention:
    return PeriodMention(period, Span(*found.span()), found.group(), "absolute")


def bare_year(question: str) -> tuple[PeriodMention, ...]:
    """A year in a question that names no other period ("about 2024 revenue")."""
    year = _YEAR.search(question)
    if year is None:
        return ()
    span = Span(year.start(), year.end())
    return (PeriodMention(Period.year(int(year.group())), span, year.group(), "absolute"),)


def in_report_quarters(
    periods: Sequence[PeriodMention], anchor: Period | None
) -> tuple[PeriodMention, ...]:
    """ "The third quarter" of a company whose quarters are not the calendar's is its own."""
    if anchor is None or anchor.month_count != 3 or anchor.is_quarter:
        return tuple(periods)

    def own(mention: PeriodMention) -> PeriodMention:
        named = mention.period
        if named is None or not named.is_quarter:
            return mention
        overlaps = named.start <= anchor.end and anchor.start <= named.end
        return replace(mention, period=anchor) if overlaps else mention

    return tuple(own(mention) for mention in periods)


def measure_of_base(
    periods: Sequence[PeriodMention], anchor: Period | None
) -> tuple[Measure | None, tuple[PeriodMention, ...]]:
    """ "How did it change on the previous quarter": the period is a base, not what is asked."""
    bases = [p for p in periods if p.kind == "relative" and p.period and anchor]
    if not bases or anchor is None:
        return None, tuple(periods)
    measure = Measure.QOQ if bases[0].period == anchor.previous() else Measure.YOY
    return measure, tuple(p for p in periods if p not in bases)
