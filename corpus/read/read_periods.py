"""Every period a text speaks of, English and Chinese mixed as it comes.

A period is resolved from what the text says and the period the report is about; what
neither tells stays `None`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from corpus.figure import Span
from corpus.period import Period
from corpus.read.english_numbers import read_words
from corpus.read.numerals import fold_numbers
from corpus.read.period_patterns import PATTERN
from corpus.read.period_raw import Raw, relative_words, small_number
from corpus.read.period_readers import READERS
from corpus.read.period_terms import MONTHS, beside, year_beside, year_of

_SEP = re.compile(r"[ ]{0,2}(?:-{1,2}|[\u2010-\u2014]{1,2}|~|至|到|to|through|until)[ ]{0,2}")
_AND = re.compile(r"[ ]{0,2}(?:与|和|及|(?:and)(?![a-z]))[ ]{0,2}")
_BETWEEN = re.compile(r"(?:between|介于)[ ]?$")
_COMMA = re.compile(r"[ ]{0,2}[,、]")
_MORE_YEARS = re.compile(
    r"[ ]?(?:,|、)?[ ]?(?:and[ ]|or[ ]|&[ ]|及|和|与)?[ ]?(?:19|20)[0-9]{2}(?![0-9])"
)
_ELLIPSIS = re.compile(r"[ ]?年?[ ]?[及和与、][ ]?")
_LISTED = re.compile(r"[ ]{0,2}(?:和|与|及|、|,|/|and|or|&)[ ]{0,2}")
_OPEN_BEFORE = re.compile(r"(?:since|自从?|从)[ ]?(?:the[ ])?$")
# 从2024年来看, 从2024年销量上看
_LOOKS_BACK = re.compile(r"[ ]?(?:的|看)|[^,。;\n]{0,12}?(?:来看|来说|上看|而言)")
_OPEN_AFTER = re.compile(r"[ ]?(?:以来|起|开始|至今|以后|之后)")
_SPAN_OF_YEARS = re.compile(
    r"(?P<way>未来|今后|过去|近|最近|(?<![a-z])(?:next|coming|past|last)[ ])"
    r"(?P<n>[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
    r"|two|three|four|five|six|seven|eight|nine|ten)[ ]?"
    r"(?P<unit>个?(?:年|财年|季度|季)|(?:years?|quarters?|fiscal[ ]years?)(?![a-z]))"
)
_CLOSED_LENGTH = re.compile(
    r"(?:日)?(?:为止|止|的|之){0,2}(?:(?P<n>三|3|六|6|九|9|十二|12)个月"
    r"|(?P<year>年度|财政年度|财年|季度|财季|半年度?))"
)
_CLOSED_MONTHS = {
    "季度": 3, "财季": 3, "半年": 6, "半年度": 6,
    "三": 3, "3": 3, "六": 6, "6": 6, "九": 9, "9": 9, "十二": 12, "12": 12,
    "年度": 12, "财政年度": 12, "财年": 12,
}  # fmt: skip
_FISCAL_END = re.compile(
    r"fiscal years? end(?:s|ed|ing)(?: on)? (?:[0-9]{1,2} )?"
    rf"(?P<month>{'|'.join(MONTHS)})(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A place of a text that speaks of a period; `period` is `None` where it is unknown.

    `kind` is "absolute" (the text names the year or the part of one), "relative" (to the report's
    period) or "open" (it begins with the named time and lasts on).
    """

    period: Period | None
    span: Span
    text: str
    kind: str


def read_periods(text: str, *, anchor: Period | None = None) -> tuple[PeriodMention, ...]:
    """All mentions of periods in `text`, in order; `anchor` is the report's period.

    "Q1", 一季度 or 3月 without a year belong to the anchor's year, unless they lie after the
    report's period: then they stay unknown. A fiscal year is the calendar's unless the text or the
    anchor says when it ends.
    """
    folded = fold_numbers(text)
    fiscal_end = _fiscal_end(folded, anchor)
    found: list[PeriodMention] = []
    joined = [_lengthened(folded, r) for r in _joined(folded, _raws(folded), anchor, fiscal_end)]
    for raw in _with_shared_parts(folded, joined):
        span = Span(raw.start, raw.end)
        found.append(PeriodMention(raw.period, span, span.of(text), raw.kind))
    return tuple(found)


def period_spans(folded: str) -> Iterator[tuple[int, int]]:
    """Where folded text speaks of periods; numbers of years (next five years) are left out."""
    for raw in _raws(folded):
        if not raw.counts:
            closes = _CLOSED_LENGTH.match(folded, raw.end)
            yield raw.start, closes.end() if closes else raw.end


def _fiscal_end(folded: str, anchor: Period | None) -> int:
    said = _FISCAL_END.search(folded)
    if said is not None:
        return MONTHS[said.group("month")]
    if anchor is not None and anchor.month_count == 12:
        return anchor.end.month
    return 12


def _raws(folded: str) -> list[Raw]:
    """The single mentions in order, none overlapping."""
    found: list[Raw] = []
    for match in PATTERN.finditer(folded):
        raw = READERS[match.lastgroup or ""](match, folded)
        if raw is not None:
            found.append(raw)
    pattern, codes = relative_words()
    for match in pattern.finditer(folded):
        found.append(Raw(*match.span(), code=codes[match.group()], kind="relative"))
    for match in _SPAN_OF_YEARS.finditer(folded):
        found.append(Raw(*match.span(), code=_span_code(match), kind="relative", counts=True))
    found.sort(key=lambda raw: (raw.start, -raw.end))
    kept: list[Raw] = []
    for raw in found:
        if not kept or raw.start >= kept[-1].end:
            kept.append(raw)
        elif raw.end > kept[-1].end and raw.start == kept[-1].start:
            kept[-1] = raw
    return kept


def _span_code(match: re.Match[str]) -> str:
    forward = match["way"].strip() in ("未来", "今后", "next", "coming")
    number = small_number(match["n"])
    if number is None:
        words = read_words(match["n"], 0)
        number = int(words.value) if words else 0
    yearly = "年" in match["unit"] or "year" in match["unit"]
    return f"{'next' if forward else 'past'}:{number}:{'year' if yearly else 'quarter'}"


def _joined(folded: str, raws: list[Raw], anchor: Period | None, fiscal_end: int) -> Iterator[Raw]:
    """The mentions with their days; two ends become one, and a year is handed on in a list."""
    previous: Raw | None = None
    dated: Raw | None = None  # the mention whose part the bare years listed behind it share
    for raw in raws:
        if previous is not None and dated is not None:
            raw = _same_part(folded, previous, dated, raw)
        if previous is not None and raw.term and raw.term.year is None and raw.kind == "absolute":
            between = folded[previous.end : raw.start]
            linked = _SEP.fullmatch(between) or _LISTED.fullmatch(between)
            if linked and previous.term and previous.term.year and previous.kind != "relative":
                raw = replace(raw, term=raw.term.with_year(previous.term.year))
        raw = _resolved(folded, raw, anchor, fiscal_end)
        if previous is not None:
            merged = _merge(folded, previous, raw)
            if merged is not None:
                previous, dated = merged, None
                continue
            yield _opened(folded, previous, anchor)
        if not (raw.shared and dated is not None):
            dated = raw
        previous = raw
    if previous is not None:
        yield _opened(folded, previous, anchor)


def _same_part(folded: str, previous: Raw, dated: Raw, raw: Raw) -> Raw:
    """A bare year listed behind a dated mention: "three months ended March 31, 2025 and 2024"."""
    year = _bare_year(folded, raw)
    said = folded[dated.end - 4 : dated.end]
    if year is None or dated.period is None or dated.kind != "absolute" or not said.isdigit():
        return raw
    if dated.end - dated.start <= 4 or not 1900 < int(said) < 2100:
        return raw
    if not _LISTED.fullmatch(folded, previous.end, raw.start):
        return raw
    if _COMMA.match(folded, previous.end) and not _ends_the_list(folded, previous, raw):
        return raw
    return replace(raw, term=None, period=dated.period.years_later(year - int(said)), shared=True)


def _ends_the_list(folded: str, previous: Raw, raw: Raw) -> bool:
    """Whether a comma before a year parts a list: another year follows, or "and" stands there."""
    if _MORE_YEARS.match(folded, raw.end):
        return True
    return re.search(r"(?:and|or|&|及|和|与) ?$", folded[previous.end : raw.start]) is not None


def _bare_year(folded: str, raw: Raw) -> int | None:
    written = folded[raw.start : raw.end]
    return int(written) if len(written) == 4 and written.isdigit() and not raw.code else None


def _with_shared_parts(folded: str, raws: list[Raw]) -> list[Raw]:
    """2025及2024年第一季: the year without a 年 shares the part named behind the next one."""
    done: list[Raw] = []
    following: Raw | None = None
    for raw in reversed(raws):
        shares = (
            following is not None
            and following.period is not None
            and raw.term is not None
            and raw.term.year is not None
            and not raw.term.part
            and folded[raw.start : raw.end].isdigit()
            and _ELLIPSIS.fullmatch(folded, raw.end, following.start) is not None
            and "年" in folded[following.start : following.end]
            and not following.period.is_year
        )
        if shares and following and following.period and raw.term and raw.term.year:
            shift = raw.term.year - following.period.start.year
            raw = replace(raw, period=following.period.years_later(shift))
        done.append(raw)
        following = raw
    return done[::-1]


def _resolved(folded: str, raw: Raw, anchor: Period | None, fiscal_end: int) -> Raw:
    if raw.code.startswith(("next:", "past:")):
        return replace(raw, period=_span_days(raw.code, anchor))
    if raw.code:
        if raw.term is None:
            return replace(raw, period=beside(raw.code, anchor))
        year = year_of(raw.code, anchor)
        return replace(raw, period=raw.term.with_year(year).days() if year else None)
    term = raw.term
    if term is None:
        return raw
    if term.year is None and anchor is not None:
        year = year_beside(term, anchor)
        term = term.with_year(year) if year else term
    return replace(raw, period=term.days(fiscal_end))


def _span_days(code: str, anchor: Period | None) -> Period | None:
    way, number, unit = code.split(":")
    count = int(number)
    if anchor is None or not 1 <= count <= 50 or unit != "year":
        return None
    year = anchor.end.year
    if way == "next":
        return Period(date(year + 1, 1, 1), date(year + count, 12, 31))
    return None


def _merge(folded: str, first: Raw, second: Raw) -> Raw | None:
    linked = _SEP.fullmatch(folded, first.end, second.start) or (
        _AND.fullmatch(folded, first.end, second.start)
        and (
            folded.startswith("之间", second.end)
            or _BETWEEN.search(folded, max(0, first.start - 9), first.start)
        )
    )
    if not linked or first.kind != "absolute":
        return None
    if second.kind != "absolute" or first.counts or second.counts:
        return None
    low, high = first.period, second.period
    if (
        low is None
        and high is not None
        and first.term
        and first.term.year is None
        and second.term
        and second.term.year
    ):
        low = first.term.with_year(second.term.year).days()
    if low is None or high is None or not low.start < high.end:
        return None
    return replace(first, end=second.end, period=Period(low.start, high.end), term=second.term)


def _lengthened(folded: str, raw: Raw) -> Raw:
    """A month or day that closes a longer period: 截至2025年3月31日止三个月."""
    if raw.period is None or raw.period.month_count > 1:
        return raw
    closes = _CLOSED_LENGTH.match(folded, raw.end)
    if closes is None:
        return raw
    months = _CLOSED_MONTHS[closes["n"] or closes["year"]]
    end = raw.period.end
    first = end.year * 12 + end.month - months
    start = date(first // 12, first % 12 + 1, 1)
    month_end = Period.month(end.year, end.month).end
    return replace(raw, period=Period(start, month_end), end=closes.end(), kind="absolute")


def _opened(folded: str, raw: Raw, anchor: Period | None) -> Raw:
    if raw.kind != "absolute" or raw.period is None:
        return raw
    opens = _OPEN_AFTER.match(folded, raw.end) or (
        _OPEN_BEFORE.search(folded, max(0, raw.start - 10), raw.start)
        and not _LOOKS_BACK.match(folded, raw.end)
        and folded[max(0, raw.start - 2) : raw.start].strip() != "从"
    )
    if not opens:
        return raw
    days = None
    if anchor is not None and raw.period.start <= anchor.end:
        days = Period(raw.period.start, anchor.end)
    return replace(raw, period=days, kind="open")
