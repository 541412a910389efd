"""Reporting periods as intervals of days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` to `end`, both included.

    An as-of date or month is the interval of that day or month. `str()` gives the
    canonical form, which `parse` reads back: ``2025Q1``, ``2025H1``, ``2025``, ``2025-03``,
    ``2025-03-31``, and for anything else ``2022-04-01..2025-03-31``.
    """

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def half(cls, year: int, half: int) -> Period:
        return cls._months(year, 6 * half - 5, 6)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        return cls._months(year, 3 * quarter - 2, 3)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls._months(year, month, 1)

    @classmethod
    def day(cls, year: int, month: int, day: int) -> Period:
        return cls(date(year, month, day), date(year, month, day))

    @classmethod
    def _months(cls, year: int, first: int, count: int) -> Period:
        last = first + count - 1
        return cls(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the canonical form.

        Raises:
            ValueError: `text` is not in the canonical form.
        """
        if ".." in text:
            first, last = text.split("..", 1)
            return cls(cls.parse(first).start, cls.parse(last).end)
        found = re.fullmatch(r"(\d{4})(?:Q([1-4])|H([12])|-(\d\d)(?:-(\d\d))?)?", text)
        if found is None:
            raise ValueError(f"not a period: {text!r}")
        year, quarter, half, month, day = (int(part) if part else 0 for part in found.groups())
        if quarter:
            return cls.quarter(year, quarter)
        if half:
            return cls.half(year, half)
        if day:
            return cls.day(year, month, day)
        return cls.month(year, month) if month else cls.year(year)

    @property
    def month_count(self) -> int:
        """Calendar months touched."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def is_quarter(self) -> bool:
        return str(self)[4:5] == "Q"

    @property
    def is_year(self) -> bool:
        return len(str(self)) == 4

    def contains(self, other: Period) -> bool:
        """Whether every day of `other` lies in this period."""
        return self.start <= other.start and other.end <= self.end

    def until(self, end: date) -> Period:
        """From this period's first day to `end`."""
        return Period(self.start, end)

    def previous_year(self) -> Period:
        """The same period one year earlier."""
        return self._shifted(-12)

    def years_later(self, years: int) -> Period:
        """The same period so many years later; earlier where `years` is negative."""
        return self._shifted(12 * years)

    def previous(self) -> Period:
        """The period of the same length just before this one."""
        return self._shifted(-self.month_count)

    def _shifted(self, months: int) -> Period:
        def move(day: date, to_month_end: bool) -> date:
            index = day.year * 12 + day.month - 1 + months
            year, month = divmod(index, 12)
            last = calendar.monthrange(year, month + 1)[1]
            return date(year, month + 1, last if to_month_end else min(day.day, last))

        ends_month = (self.end + timedelta(days=1)).day == 1
        return Period(move(self.start, False), move(self.end, ends_month))

    def __str__(self) -> str:
        first, last = self.start, self.end
        if first == last:
            return first.isoformat()
        whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1
        if whole_months and first.year == last.year:
            if self.month_count == 12:
                return f"{first.year}"
            if self.month_count == 6 and first.month in (1, 7):
                return f"{first.year}H{(first.month + 5) // 6}"
            if self.month_count == 3 and first.month in (1, 4, 7, 10):
                return f"{first.year}Q{(first.month + 2) // 3}"
            if self.month_count == 1:
                return f"{first.year}-{first.month:02d}"
        if first.month == 1 and first.day == 1 and last.month == 12 and last.day == 31:
            return f"{first.year}..{last.year}"
        return f"{first.isoformat()}..{last.isoformat()}"
