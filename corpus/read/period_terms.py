"""Pieces of a period as words give them, and what days they mean beside a report's period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.period import Period

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A year and a part of it; either may be missing.

    `part` is one of: "" the year, "quarter", "half", "months" (from `first` to `last`),
    "day" (`first` is the month, `last` the day), "end" the last day. `fiscal`: counted in the
    company's own years; `straddles`: written as two years (2024/25), so a year of its own that
    ends in `year` and not with the calendar's.
    """

    year: int | None = None
    part: str = ""
    first: int = 0
    last: int = 0
    fiscal: bool = False
    straddles: bool = False

    def with_year(self, year: int) -> Term:
        return replace(self, year=year)

    def days(self, fiscal_end: int = 12) -> Period | None:
        """The days meant, `None` without a year or where there are no such days.

        `fiscal_end` is the month in which the company's years end, 0 where that is unknown.
        """
        if self.year is None:
            return None
        if (self.fiscal and fiscal_end == 0) or (self.straddles and fiscal_end in (0, 12)):
            return None
        shift = fiscal_end - 12 if self.fiscal else 0
        try:
            return self._days(self.year, shift)
        except ValueError:
            return None

    def _days(self, year: int, shift: int) -> Period:
        if self.part == "day":
            return Period.day(year, self.first, self.last)
        if self.part == "end":
            last = _months(year, 12, 12, shift).end
            return Period(last, last)
        first, last_month = {
            "quarter": (3 * self.first - 2, 3 * self.last),
            "half": (6 * self.first - 5, 6 * self.first),
            "months": (self.first, self.last),
            "": (1, 12),
        }[self.part]
        return _months(year, first, last_month, shift)


def _months(year: int, first: int, last: int, shift: int) -> Period:
    if not 1 <= first <= last <= 12:
        raise ValueError("no such months")
    start_index = year * 12 + first - 1 + shift
    end_index = year * 12 + last + shift  # the month after the last
    start = date(start_index // 12, start_index % 12 + 1, 1)
    after = date(end_index // 12, end_index % 12 + 1, 1)
    return Period(start, after - timedelta(days=1))


def year_beside(term: Term, anchor: Period) -> int | None:
    """The year that a part named without one belongs to, in a report about `anchor`.

    A quarter or a month that begins after the report's period, or several that end after it, could
    be last year's or this year's: unknown. Halves, year ends and the whole year are this year's.
    """
    year = anchor.end.year
    if term.part in ("quarter", "months", "day"):
        month = {"quarter": 3 * term.last - 2, "months": term.last, "day": term.first}[term.part]
        return year if month <= anchor.end.month else None
    return year


def beside(code: str, anchor: Period | None) -> Period | None:
    """The days that a relative word means in a report about `anchor`."""
    if anchor is None or code == "unknown" or code.endswith(("_unclear", "_bare")):
        return None
    year = anchor.end.year
    own_year = anchor.month_count == 12
    if code == "same_last_year":
        return anchor.previous_year()
    if code.endswith("_quarter"):
        if not anchor.is_quarter and anchor.month_count != 3:
            return None
        if code == "next_quarter":
            return _after(anchor, anchor.month_count)
        return anchor.previous() if code == "last_quarter" else anchor
    if code == "this_period":
        return anchor
    if code == "last_period":
        return anchor.previous_year() if own_year else None
    if code == "last_year_end":
        return Period.day(year - 1, 12, 31)
    if code == "trailing_year":
        start = anchor.end + timedelta(days=1)
        return Period(start, start).years_later(-1).until(anchor.end)
    if code == "year_to_date":
        return Period(date(year, 1, 1), anchor.end)
    offset = {"last_year": -1, "this_year": 0, "next_year": 1, "year_before_last": -2}.get(code, 2)
    if own_year and not anchor.is_year:
        found = anchor
        for _ in range(-offset):
            found = found.previous_year()
        return found if offset <= 0 else None
    return Period.year(year + offset)


def year_of(code: str, anchor: Period | None) -> int | None:
    """The calendar year that 去年, 今年, 明年 … mean."""
    offset = {
        "last_year": -1, "this_year": 0, "next_year": 1, "year_before_last": -2,
        "year_after_next": 2,
    }.get(code)  # fmt: skip
    return anchor.end.year + offset if anchor is not None and offset is not None else None


def _after(anchor: Period, months: int) -> Period:
    start = anchor.end + timedelta(days=1)
    index = start.year * 12 + start.month - 1 + months
    return Period(start, date(index // 12, index % 12 + 1, 1) - timedelta(days=1))
