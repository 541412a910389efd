"""A question over several reports: which of them it is for, and whether they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.library.company_names import CompanyNames, Named, company_names
from assistant.library.library_words import over_time, stretch_of, which_company
from corpus.library.records import Summary
from corpus.library.restate import by_time
from corpus.period import Period
from corpus.read.read_periods import read_periods
from corpus.script import fold

MOST_LEGS = 8  # reports in one answer


class Way(StrEnum):
    """How a question is answered."""

    ONE = "one"  # from one report
    COMPARE = "compare"  # from several, side by side
    SERIES = "series"  # from several of one company, in the order of time
    SEARCH = "search"  # from whichever report answers best


@dataclass(frozen=True, slots=True)
class Leg:
    """A report to ask, and the period to ask it about, `None` where the question names none."""

    summary: Summary
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """The reports that a question is for. For a search `legs` are those to search first, none for
    all. `strangers` are companies that it names and no report is about."""

    way: Way
    legs: tuple[Leg, ...] = ()
    strangers: tuple[str, ...] = ()


def route(question: str, summaries: Sequence[Summary], earlier: Sequence[str] = ()) -> Route:
    """Where `question` goes among `summaries`; `earlier` are the questions before it, which name
    the company where it leaves that out."""
    names = company_names(tuple(summaries))
    named = names.named(question)
    groups = [reports for _, reports in named.companies]
    if not groups and not named.strangers and which_company().search(fold(question)):
        groups = _by_company(summaries)
    if not groups:
        titled = names.titled(question)
        if len(titled) > 1:
            return Route(Way.SEARCH, tuple(Leg(s) for s in titled), named.strangers)
        groups = [titled] if titled else []
    if not groups and not named.strangers:
        groups = _inherited(names, earlier)
    if not groups:
        whole = _one_company(summaries)
        groups = [whole] if whole else []
    if not groups:
        return Route(Way.SEARCH, strangers=named.strangers)
    if len(groups) == 1:
        return within(question, groups[0], named.strangers)
    return _across(question, groups, named)


def _inherited(names: CompanyNames, earlier: Sequence[str]) -> list[tuple[Summary, ...]]:
    for question in reversed(earlier):
        named = names.named(question)
        if named.companies:
            return [reports for _, reports in named.companies]
    return []


def _one_company(summaries: Sequence[Summary]) -> tuple[Summary, ...]:
    """All reports, where they are of one company."""
    subjects = {summary.facts.subject for summary in summaries}
    return tuple(summaries) if len(subjects) == 1 and "" not in subjects else ()


def _by_company(summaries: Sequence[Summary]) -> list[tuple[Summary, ...]]:
    """The reports of each company, for a question that asks which of them."""
    groups: dict[str, list[Summary]] = {}
    for summary in summaries:
        if summary.facts.subject:
            groups.setdefault(summary.facts.subject, []).append(summary)
    return [tuple(group) for group in groups.values()][:MOST_LEGS]


def within(question: str, reports: Sequence[Summary], strangers: tuple[str, ...] = ()) -> Route:
    """Of one company: over time, for some periods, or as the latest report has it."""
    dated = sorted(reports, key=by_time)
    months = stretch(question)
    series = _by_period(dated)
    if (months or over_time().search(fold(question))) and len(series) > 1:
        length = series[-1].period.month_count if series[-1].period else 3
        count = max(round(months / length), 1) if months else MOST_LEGS
        chosen = series[-min(count, MOST_LEGS) :]
        if len(chosen) > 1:
            return Route(Way.SERIES, tuple(Leg(s, s.period) for s in chosen), strangers)
    periods = asked_periods(question, dated)
    legs = _distinct([Leg(report_for(p, dated), p) for p in periods] or [Leg(dated[-1])])
    if len(legs) > 1:
        legs.sort(key=lambda leg: leg.period or Period.year(1))
        return Route(Way.SERIES, tuple(legs[:MOST_LEGS]), strangers)
    if len(dated) > 1 and not periods:
        # Several reports without periods to choose by: the newest first, the others if it fails.
        undated = all(summary.period is None for summary in dated)
        if undated:
            return Route(Way.SEARCH, tuple(Leg(s) for s in reversed(dated)), strangers)
    return Route(Way.ONE, tuple(legs), strangers)


def _across(question: str, groups: Sequence[Sequence[Summary]], named: Named) -> Route:
    """Of several companies: a report of each for each period named; without one, the latest
    period that all of them have, else the latest report of each."""
    everything = [summary for group in groups for summary in group]
    periods: list[Period | None] = [*asked_periods(question, everything)]
    if not periods:
        common = set.intersection(*({s.period for s in group if s.period} for group in groups))
        periods = [max(common, key=lambda p: p.end)] if common else [None]
        if stretch(question) or over_time().search(fold(question)):
            recent = sorted(common, key=lambda p: p.end)
            periods = [*recent[-(MOST_LEGS // len(groups)) :]] or [None]
    legs = []
    for period in periods:
        for group in groups:
            dated = sorted(group, key=by_time)
            legs.append(Leg(report_for(period, dated) if period else dated[-1], period))
    return Route(Way.COMPARE, tuple(_distinct(legs)[:MOST_LEGS]), named.strangers)


def report_for(period: Period, dated: Sequence[Summary]) -> Summary:
    """Of a company's reports, oldest first, the one to ask about `period`: the one of it, else the
    next one that is long enough to hold it or ends after it, else the latest."""
    exact = [s for s in dated if s.period == period]
    if exact:
        return exact[-1]
    holding = [s for s in dated if s.period and s.period.contains(period)]
    if holding:
        return holding[0]
    inside = [s for s in dated if s.period and period.contains(s.period)]
    if inside:
        return inside[-1]
    later = [s for s in dated if s.period and s.period.end >= period.end]
    return later[0] if later else dated[-1]


def asked_periods(question: str, summaries: Sequence[Summary]) -> list[Period]:
    """The periods that a question names, as the newest of the reports understands them."""
    known = [summary.period for summary in summaries if summary.period]
    anchor = max(known, key=lambda p: (p.end, p.start)) if known else None
    found = [m.period for m in read_periods(question, anchor=anchor) if m.period is not None]
    ends = [end for period in found for end in _ends(period, known)]
    return list(dict.fromkeys(ends))


def _ends(period: Period, known: Sequence[Period]) -> list[Period]:
    """A time from the beginning of one report's period to the end of another's ("between 3Q24 and
    1Q25") as these two; any other as it is."""
    first = [p for p in known if p.start == period.start and p.end < period.end]
    last = [p for p in known if p.end == period.end and p.start > period.start]
    if period in known or not first or not last:
        return [period]
    return [first[0], last[0]]


def stretch(question: str) -> int:
    """The months of a stretch of time that ends now ("the last three quarters"); 0 for none."""
    return stretch_of(fold(question))


def _by_period(dated: Sequence[Summary]) -> list[Summary]:
    """One report for each period, those of the most usual length, oldest first."""
    lengths = [s.period.month_count for s in dated if s.period]
    usual = max(lengths, key=lambda n: (lengths.count(n), -n)) if lengths else 0
    latest = {s.period: s for s in dated if s.period and s.period.month_count == usual}
    return sorted(latest.values(), key=by_time)


def _distinct(legs: Sequence[Leg]) -> list[Leg]:
    """One leg a report; a report asked about two periods is asked about both at once."""
    kept: dict[str, Leg] = {}
    for leg in legs:
        known = kept.get(leg.summary.id)
        kept[leg.summary.id] = leg if known is None else Leg(leg.summary)
    return list(kept.values())
