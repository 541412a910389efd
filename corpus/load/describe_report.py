"""What a report is about, as far as its own text tells: company, ticker, period, currency."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from corpus.kpi_names import vocabulary
from corpus.load.find_currency import find_currency
from corpus.load.find_subject import find_subject
from corpus.period import Period
from corpus.read.read_periods import read_periods
from corpus.report import Edition

_OPENING_PARAGRAPHS = 8
_OPENING_LENGTH = 2000
_TITLE_WEIGHT = 3
_LONG_AGO = 5  # years; "the Act of 1934" is no reporting period
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HALF_YEAR = re.compile(r"half[- ]year|interim|中期")
_YEARS_READ = 20_000  # characters
_OFTEN = 3  # times that a period is named by which it can be what a text is about
_QUARTER, _YEAR_LONG = 3, 12  # months
_REPORTING_MONTHS = (3, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What could be told; "" or `None` is what could not."""

    subject: str = ""
    ticker: str = ""
    currency: str = ""
    period: Period | None = None


def describe(edition: Edition) -> ReportFacts:
    """Read the facts off `edition` by general rules; nothing is guessed."""
    subject, ticker = find_subject(edition.text)
    known = [m.key for m in vocabulary().mentions(subject) if m.kind == "entity"]
    subject = known[0] if known else subject
    currency = find_currency(edition.text, edition.language, ticker)
    return ReportFacts(subject, ticker, currency, find_period(edition))


def find_period(edition: Edition) -> Period | None:
    """The quarter, half-year, nine months or year that the title and the opening name most,
    the first named of those on a par; `None` where they name none."""
    captions = {p.paragraph for p in edition.passages if p.kind == "caption"}
    prose = [span for n, span in enumerate(edition.paragraphs) if n not in captions]
    prose = prose or [*edition.paragraphs]
    end = prose[min(_OPENING_PARAGRAPHS, len(prose)) - 1].end
    opening = edition.text[: min(end, _OPENING_LENGTH)]
    named: Counter[Period] = Counter()
    titled = edition.title + "\n"  # read together: the opening tells when a fiscal year ends
    for mention in read_periods(titled + opening):
        period = mention.period
        if period is not None and period.month_count in _REPORTING_MONTHS:
            named[period] += _TITLE_WEIGHT if mention.span.end < len(titled) else 1
    year = _usual_year(edition.text)
    named = Counter({p: n for p, n in named.items() if p.end.year > year - _LONG_AGO})
    if not named:
        return _latest_often_named(edition.text)
    most = named.most_common(1)[0][0]
    if most.is_year and _HALF_YEAR.search(edition.title.lower()):
        return Period.half(most.start.year, 1)  # "half-year results 2024"
    # "The third quarter of fiscal 2025" names the year too; the part is what it is about.
    parts = [p for p in named if most.month_count == 12 and most.contains(p) and p != most]
    return max(parts, key=lambda p: named[p]) if len(parts) == 1 else most


def _latest_often_named(text: str) -> Period | None:
    """The last of the quarters, else years, that a text without a telling opening names most, as
    the columns of its tables; `None` where it names none three times."""
    counted = Counter(
        mention.period
        for mention in read_periods(text[:_YEARS_READ])
        if mention.kind == "absolute" and mention.period is not None
    )
    for length in (_QUARTER, _YEAR_LONG):
        fewest = _OFTEN if length == _YEAR_LONG else _OFTEN - 1
        named = {p: n for p, n in counted.items() if p.month_count == length and n >= fewest}
        most = max(named.values(), default=0)
        often = [period for period, count in named.items() if 2 * count >= most]
        if often:
            return max(often)
    return None


def _usual_year(text: str) -> int:
    """The year that the beginning of `text` names most, 0 for none."""
    years = Counter(_YEAR.findall(text[:_YEARS_READ])).most_common(1)
    return int(years[0][0]) if years else 0
