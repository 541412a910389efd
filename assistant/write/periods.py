"""Periods in words: the first quarter of 2025, 截至2025年3月."""

from __future__ import annotations

from babel.dates import format_date

from corpus.period import Period
from corpus.script import Language, to_script

_EN_MONTHS = {3: "three months", 6: "six months", 9: "nine months", 12: "year"}
_ZH_MONTHS = {3: "三個月", 6: "六個月", 9: "九個月", 12: "年度"}
_EN_ORDINALS = ("zeroth", "first", "second", "third", "fourth")
_ZH_DIGITS = "〇一二三四"


def period_text(period: Period, language: Language) -> str:
    """ "the first quarter of 2025", 2025年第一季度, "March 2025", 2025年全年 …"""
    text = str(period)
    year = period.start.year
    english = language == "en"
    if period.is_quarter:
        quarter = int(text[5])
        if english:
            return f"the {_EN_ORDINALS[quarter]} quarter of {year}"
        return f"{year}年第{_ZH_DIGITS[quarter]}季度"
    if text[4:5] == "H":
        first = text[5] == "1"
        if english:
            return f"the {'first' if first else 'second'} half of {year}"
        return to_script(f"{year}年{'上' if first else '下'}半年", language)
    if period.is_year:
        return f"{year}" if english else f"{year}年"
    if len(text) == 7:
        return (
            format_date(period.start, "MMMM yyyy", locale="en")
            if english
            else f"{year}年{period.start.month}月"
        )
    if period.start == period.end:
        day = period.start
        if english:
            return format_date(day, "d MMMM yyyy", locale="en")
        return f"{day.year}年{day.month}月{day.day}日"
    months = period.month_count
    if months == 9 and (period.start.month, period.start.day) == (1, 1):
        return f"the first nine months of {year}" if english else f"{year}年前三季度"
    if months in _EN_MONTHS:
        last = period.end
        if english:
            return f"the {_EN_MONTHS[months]} ended {format_date(last, 'd MMMM yyyy', locale='en')}"
        told = f"截至{last.year}年{last.month}月{last.day}日止{_ZH_MONTHS[months]}"
        return to_script(told, language)
    start, end = period.start.isoformat(), period.end.isoformat()
    if text == f"{year}..{period.end.year}":
        start, end = str(year), str(period.end.year) + ("" if english else "年")
    return f"{start} to {end}" if english else f"{start}至{end}"


def in_period(period: Period, language: Language) -> str:
    """A period as a sentence's opening: "In the first quarter of 2025, ", 截至2025年3月，."""
    text = period_text(period, language)
    a_day = period.month_count == 1
    if language == "en":
        return f"As of {text}, " if a_day else f"In {text}, "
    return to_script(f"截至{text}，" if a_day else f"{text}，", language)
