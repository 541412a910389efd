"""Names and years dealt out to the figures of a list: "A、B和C分别上涨1%、2%和3%"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.figure import Span
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.read.read_periods import PeriodMention
from corpus.script import has_han

_BETWEEN = re.compile(r"[ ]?(?:[、,，/;；和与與及以]|and|&){1,3}[ ]?")
_ITEMS = re.compile(r"、|,|，|和|与|與|及|以及|(?<!\w)and(?!\w)|&")
_LEAD = re.compile(r"[:：。；;\n]")  # what a list of names does not reach back over
_REACH = 400  # characters before a list of figures in which its names stand
_CUE_REACH = 60  # characters between 分别 and the first figure, or the last and "respectively"
_YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Share:
    """What one figure of a list gets: the place of its own name, that of the words the list
    shares, and the period where years are dealt out."""

    name: Span
    shared: Span
    period: Period | None = None


def dealt(text: str, spans: Sequence[Span], periods: Sequence[PeriodMention]) -> dict[int, Share]:
    """By the number of a figure in `spans`, its share of the list that it stands in."""
    found: dict[int, Share] = {}
    cues = [m.span for m in vocabulary().mentions(text) if m.kind == "respective"]
    for cue in cues if len(spans) > 1 else []:
        leads = has_han(cue.of(text))
        for first, last in _lists(text, spans):
            start, end = spans[first].start, spans[last].end
            gap = start - cue.end if leads else cue.start - end
            if not 0 <= gap <= _CUE_REACH:
                continue
            count = last - first + 1
            names = [] if leads else _names(text, cue.start, count, end)
            names = names or _names(text, cue.start if leads else start, count)
            if any(name.overlaps(span) for name in names for span in spans):
                names = []
            shared = Span(cue.end, start) if leads else Span(start, start)
            if leads and names:
                at = _shared_from(text, names[-1])
                names[-1], shared = Span(names[-1].start, at), Span(at, start)
            years = _years(text, periods, start, last - first + 1)
            for at, number in enumerate(range(first, last + 1)):
                if names or years:
                    name = names[at] if names else Span(start, start)
                    found[number] = Share(name, shared, years[at] if years else None)
    return found


def _lists(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The runs of two figures and more with nothing but list marks between."""
    first = 0
    for number in range(1, len(spans) + 1):
        goes_on = number < len(spans) and _BETWEEN.fullmatch(
            text, spans[number - 1].end, spans[number].start
        )
        if not goes_on:
            if number - first > 1:
                yield first, number - 1
            first = number


def _names(text: str, end: int, count: int, begin: int = 0) -> list[Span]:
    """The last `count` items of the list of names in `[begin, end)`; none where it is shorter."""
    low = max(end - _REACH, begin)
    marks = [match.end() for match in _LEAD.finditer(text, low, end)]
    low = marks[-1] if marks else low
    cuts = [(match.start(), match.end()) for match in _ITEMS.finditer(text, low, end)]
    starts = [low, *(cut[1] for cut in cuts)]
    ends = [*(cut[0] for cut in cuts), end]
    items = [Span(a, b) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]
    return items[-count:] if len(items) >= count else []


def _shared_from(text: str, last: Span) -> int:
    """Where in the last name of a list the words begin that hold for all of it: after 的
    ("丙線的利用率"), or at the metric ("C公司營收"); its end where there are none."""
    found = [text.rfind("的", last.start, last.end) + 1]
    found += [
        last.start + mention.span.start
        for mention in vocabulary().mentions(last.of(text))
        if mention.kind == "metric"
    ][:1]
    return max((at for at in found if at > last.start), default=last.end)


def _years(text: str, periods: Sequence[PeriodMention], end: int, count: int) -> list[Period]:
    """The years of a range (2024-2026年) that has as many as the list has figures; else none."""
    low = max(end - _REACH, 0)
    for mention in reversed([p for p in periods if low <= p.span.start and p.span.end <= end]):
        period = mention.period
        if period is None or period.month_count != count * _YEAR:
            continue
        first = Period.year(period.start.year)
        years = [Period.year(first.start.year + step) for step in range(count)]
        return years if period == Period(first.start, years[-1].end) else []
    return []
