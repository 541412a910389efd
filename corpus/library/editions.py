"""Two files that are one report in two languages: how they are found, read as one, compared.

Nothing of either report is changed by that: what is joined is made when it is asked for, and each
stays whole without the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow, KpiTable
from corpus.library.records import Disagreement, PairCandidate, Summary
from corpus.report import Report

_DIGITS = 3  # significant digits by which a figure can be told from another
_COMMON = 12  # a figure that so many reports have says nothing of any two
_FEWEST_SHARED = 8
_LEAST_SHARE = 0.4  # of the figures of the shorter table

Fingerprint = tuple[str, str, str]  # value, unit, period


def joined(report: Report, other: Report) -> Report:
    """`report` with the other's edition after its own."""
    return replace(report, editions=(*report.editions, *other.editions))


# -- one table of two -----------------------------------------------------------------


def merged(own: KpiTable, other: KpiTable, summary: Summary, second: Summary) -> KpiTable:
    """The rows of `own`, with places in both editions where the other gives the same figure of
    the same thing; then the other's rows on things of which `own` says nothing."""
    match = _matches(own, other, summary, second)
    rows = [
        replace(row, places=(*row.places, *other.rows[match[number]].places))
        if number in match
        else row
        for number, row in enumerate(own)
    ]
    used = set(match.values())
    said = {_slots_only(row, summary) for row in own}
    rest = (
        row
        for number, row in enumerate(other)
        if number not in used and _slots_only(row, second) not in said
    )
    return KpiTable((*rows, *rest))


def _matches(own: KpiTable, other: KpiTable, one: Summary, two: Summary) -> dict[int, int]:
    """The numbers of rows of `own` with those of their counterparts in `other`."""
    match: dict[int, int] = {}
    free = set(range(len(other)))
    for keyed in (_slots_and_amount, _slots_only, _figure_only):
        places: dict[object, list[int]] = defaultdict(list)
        for number in sorted(free):
            key = keyed(other.rows[number], two)
            if key is not None:
                places[key].append(number)
        mates: dict[object, list[int]] = defaultdict(list)
        for number, row in enumerate(own):
            key = keyed(row, one)
            if number not in match and key in places:
                mates[key].append(number)
        for key, numbers in mates.items():
            pairs = _in_order(numbers, places[key], certain=keyed is not _slots_and_amount)
            for number, counterpart in pairs:
                if same_figure(own.rows[number].figure, other.rows[counterpart].figure):
                    match[number] = counterpart
                    free.discard(counterpart)
    return match


def _in_order(one: Sequence[int], other: Sequence[int], certain: bool) -> Iterator[tuple[int, int]]:
    """First with first, second with second; only single ones where more would be a guess."""
    if not certain or len(one) == len(other) == 1:
        yield from zip(one, other, strict=False)


def _slots(row: KpiRow, summary: Summary) -> tuple[object, ...]:
    subject = summary.facts.subject
    return (
        row.metric,
        "" if row.entity == subject else row.entity,
        row.segment,
        "" if row.region == "global" else row.region,
        row.period,
        row.measure,
        row.source,
    )


def _slots_and_amount(row: KpiRow, summary: Summary) -> object:
    figure = row.figure
    return (*_slots(row, summary), figure.value, figure.upper, figure.unit)


def _slots_only(row: KpiRow, summary: Summary) -> object:
    return (*_slots(row, summary), row.figure.unit.kind)


def _figure_only(row: KpiRow, summary: Summary) -> object:
    """A figure with digits enough to be known by them, whatever the row is called."""
    figure = row.figure
    if significant(figure) < _DIGITS:
        return None
    return row.period, row.measure, figure.value, figure.upper, figure.unit


def significant(figure: Figure) -> int:
    """How many digits of a figure tell, zeros at its end aside."""
    return len(figure.value.normalize().as_tuple().digits)


def same_figure(one: Figure, other: Figure) -> bool:
    """Whether two figures give one amount as far as their digits tell."""
    if not _alike(one, other) or (one.upper is None) != (other.upper is None):
        return False
    (low, high), (other_low, other_high) = one.interval, other.interval
    return low <= other_high and other_low <= high


def _alike(one: Figure, other: Figure) -> bool:
    """Whether two figures are of one unit; one that is not told can be any."""
    if one.unit.kind is not other.unit.kind:
        return False
    return one.unit.code == other.unit.code or "" in (one.unit.code, other.unit.code)


# -- where editions differ --------------------------------------------------------------


def disagreements(
    own: KpiTable, other: KpiTable, one: Summary, two: Summary
) -> tuple[Disagreement, ...]:
    """Rows that speak of one thing, the only ones to do so in their edition, and differ by more
    than rounding."""
    matched = _matches(own, other, one, two)
    taken = set(matched.values())
    theirs = _single(
        ((n, row) for n, row in enumerate(other) if n not in taken), two, _all_slots(other, two)
    )
    ours = _single(
        ((n, row) for n, row in enumerate(own) if n not in matched), one, _all_slots(own, one)
    )
    return tuple(
        Disagreement(row, theirs[key])
        for key, row in ours.items()
        if key in theirs and not same_figure(row.figure, theirs[key].figure)
    )


def _all_slots(table: KpiTable, summary: Summary) -> Counter[object]:
    return Counter(_slots_only(row, summary) for row in table)


def _single(
    rows: Iterable[tuple[int, KpiRow]], summary: Summary, counts: Counter[object]
) -> dict[object, KpiRow]:
    """Rows by what they speak of, those that alone do so and say when."""
    keyed = ((_slots_only(row, summary), row) for _, row in rows if row.period and row.metric)
    return {
        (key, row.detail): row
        for key, row in keyed
        if counts[key] == 1 and row.figure.unit.kind is not UnitKind.NUMBER
    }


# -- which reports are editions of one ----------------------------------------------------


def candidates(
    summaries: Sequence[Summary], rows: Iterable[tuple[str, str, str, str]]
) -> tuple[PairCandidate, ...]:
    """Pairs among `summaries` by the (report id, value, unit, period) of their KPI rows: in two
    languages, of no two companies or times, and with most figures in common. Each report is
    in one pair at most."""
    by_id = {summary.id: summary for summary in summaries}
    figures: dict[str, set[Fingerprint]] = defaultdict(set)
    for report_id, value, unit, period in rows:
        if report_id in by_id and period and _tells(value):
            figures[report_id].add((format(Decimal(value).normalize(), "f"), unit, period))
    shared = _shared(figures)
    found = []
    for (first, second), count in shared.items():
        compared = min(len(figures[first]), len(figures[second]))
        candidate = PairCandidate(first, second, count, compared)
        enough = count >= _FEWEST_SHARED and candidate.share >= _LEAST_SHARE
        if enough and _may_be_one(by_id[first], by_id[second]):
            found.append(candidate)
    found.sort(key=lambda each: (-each.share, each.first, each.second))
    taken: set[str] = set()
    best = []
    for each in found:
        if not taken & {each.first, each.second}:
            taken |= {each.first, each.second}
            best.append(each)
    return tuple(best)


def _tells(value: str) -> bool:
    return len(value.replace(".", "").replace("-", "").strip("0")) >= _DIGITS


def _shared(figures: dict[str, set[Fingerprint]]) -> Counter[tuple[str, str]]:
    """How many figures each two reports have in common, those of all the world aside."""
    holders: dict[Fingerprint, list[str]] = defaultdict(list)
    for report_id in sorted(figures):
        for fingerprint in figures[report_id]:
            holders[fingerprint].append(report_id)
    shared: Counter[tuple[str, str]] = Counter()
    for ids in holders.values():
        if len(ids) <= _COMMON:
            shared.update((a, b) for n, a in enumerate(ids) for b in ids[n + 1 :])
    return shared


def _may_be_one(one: Summary, other: Summary) -> bool:
    """Whether nothing that is known speaks against one report in two languages."""
    if one.language[:2] == other.language[:2]:
        return False
    tickers = _code(one.facts.ticker), _code(other.facts.ticker)
    if all(tickers) and tickers[0] != tickers[1]:
        return False
    times = one.period, other.period
    if times[0] is None or times[1] is None:
        return True
    return times[0].contains(times[1]) or times[1].contains(times[0])


def _code(ticker: str) -> str:
    """A ticker without its exchange."""
    return ticker.split(".", 1)[0].lstrip("0")
