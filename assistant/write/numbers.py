"""Figures and periods in words: RMB 111.3 billion, 1113億元, the first quarter of 2025."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

from babel.dates import format_date

from assistant.phrases import phrase
from corpus.figure import Figure, Qualifier, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import read_rows, vocabulary
from corpus.period import Period
from corpus.read.figure_units import counter_words
from corpus.script import Language, has_han, to_script

_WORDS = Path(__file__).parent.parent / "words"
_EN_SCALES = (
    (Decimal(10) ** 12, "trillion"),
    (Decimal(10) ** 9, "billion"),
    (Decimal(10) ** 6, "million"),
)
_ZH_SCALES = ((Decimal(10) ** 8, "億"), (Decimal(10) ** 4, "萬"))
_EN_CURRENCIES = {
    "CNY": "RMB ",
    "HKD": "HK$",
    "USD": "US$",
    "TWD": "NT$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
}
_ZH_CURRENCIES = {
    "CNY": "元",
    "HKD": "港元",
    "USD": "美元",
    "TWD": "元新台幣",
    "EUR": "歐元",
    "GBP": "英鎊",
    "JPY": "日圓",
    "": "元",
}
_EN_BOUNDS = {
    Qualifier.ABOUT: "about ",
    Qualifier.NEARLY: "nearly ",
    Qualifier.OVER: "more than ",
    Qualifier.UNDER: "less than ",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.AT_MOST: "at most ",
}
_ZH_BOUNDS = {
    Qualifier.ABOUT: "約",
    Qualifier.NEARLY: "近",
    Qualifier.OVER: "超過",
    Qualifier.UNDER: "不到",
    Qualifier.AT_LEAST: "至少",
    Qualifier.AT_MOST: "至多",
}
_EN_MONTHS = {3: "three months", 6: "six months", 9: "nine months", 12: "year"}
_ZH_MONTHS = {3: "三個月", 6: "六個月", 9: "九個月", 12: "年度"}
_EN_ORDINALS = ("zeroth", "first", "second", "third", "fourth")
_ZH_DIGITS = "〇一二三四"


@cache
def _counters() -> dict[str, dict[str, str]]:
    """Counters by their codes: those worded by hand, the others by the reader's own words."""
    worded = {row["code"]: row for row in read_rows(_WORDS / "counters.csv")}
    for chinese, code in counter_words():
        if code not in worded:
            plural = code[:-1] + "ies" if code.endswith("y") else code + "s"
            worded[code] = {"code": code, "en": code, "en_plural": plural, "zh": chinese}
    return worded


def figure_text(figure: Figure, language: Language, *, bounds: bool = True) -> str:
    """`figure` in the reader's convention, as precise as it was given.

    `bounds` puts "more than", 約 and their like before it.
    """
    english = language == "en"
    before = ""
    if bounds:
        before = (_EN_BOUNDS if english else _ZH_BOUNDS).get(figure.qualifier, "")
    text = _english(figure) if english else _chinese(figure)
    return before + text if english else to_script(before + text, language)


def row_value(row: KpiRow, language: Language) -> str:
    """A row's figure: as the report's edition in that language writes it, else converted."""
    place = row.place(language)
    if not place.text or place.language[:2] != language[:2]:
        return figure_text(row.figure, language)
    bounds = _EN_BOUNDS if language == "en" else _ZH_BOUNDS
    return to_script(bounds.get(row.figure.qualifier, "") + place.text, language)


def _english(figure: Figure) -> str:
    kind = figure.unit.kind
    ends = [figure.value] if figure.upper is None else [figure.value, figure.upper]
    if kind is UnitKind.PERCENT:
        return "-".join(f"{_plain(end, figure.quantum)}%" for end in ends)
    if kind is UnitKind.RANK:
        return f"No. {ends[0]}" if figure.upper is None else f"No. {ends[0]}-{ends[1]}"
    scale, word = _scale(max(abs(end) for end in ends), figure.quantum, _EN_SCALES)
    quantum = figure.quantum / scale if scale == 1 else Decimal(1)
    digits = "-".join(_plain(end / scale, quantum) for end in ends)
    number = f"{digits} {word}" if word else digits
    if kind is UnitKind.CURRENCY:
        mark = _EN_CURRENCIES.get(
            figure.unit.code, f"{figure.unit.code} " if figure.unit.code else ""
        )
        if not figure.unit.code and figure.text:
            return number
        return f"-{mark}{number[1:]}" if number.startswith("-") else f"{mark}{number}"
    one = ends == [Decimal(1)]
    if kind is UnitKind.POINT:
        return f"{number} percentage point{'' if one else 's'}"
    if kind is UnitKind.BASIS_POINT:
        return f"{number} basis point{'' if one else 's'}"
    if kind is UnitKind.MULTIPLE:
        return f"{number} times"
    if kind is UnitKind.COUNT and figure.unit.code:
        row = _counters().get(figure.unit.code)
        name = figure.unit.code if row is None else row["en"] if one else row["en_plural"]
        return f"{number} {name}"
    return number


def _chinese(figure: Figure) -> str:
    kind = figure.unit.kind
    ends = [figure.value] if figure.upper is None else [figure.value, figure.upper]
    if kind is UnitKind.PERCENT:
        return "-".join(f"{_plain(end, figure.quantum)}%" for end in ends)
    if kind is UnitKind.RANK:
        return f"第{ends[0]}" if figure.upper is None else f"第{ends[0]}至{ends[1]}"
    scale, word = _scale(max(abs(end) for end in ends), figure.quantum, _ZH_SCALES)
    quantum = figure.quantum / scale if scale == 1 else Decimal(1)
    digits = "-".join(_plain(end / scale, quantum, group=not word) for end in ends)
    number = digits + word
    if kind is UnitKind.CURRENCY:
        return number + _ZH_CURRENCIES.get(figure.unit.code, figure.unit.code)
    tail = {
        UnitKind.POINT: "個百分點",
        UnitKind.BASIS_POINT: "個基點",
        UnitKind.MULTIPLE: "倍",
    }.get(kind, "")
    if kind is UnitKind.COUNT and figure.unit.code:
        row = _counters().get(figure.unit.code)
        tail = row["zh"] if row else ""
    return number + tail


def _scale(
    value: Decimal, quantum: Decimal, scales: tuple[tuple[Decimal, str], ...]
) -> tuple[Decimal, str]:
    """The scale word to write `value` in without losing or adding a digit."""
    for scale, word in scales:
        if value >= scale and (quantum * 1000 >= scale or value % (scale / 1000) == 0):
            return scale, word
    return Decimal(1), ""


def _plain(value: Decimal, quantum: Decimal, *, group: bool = True) -> str:
    """Digits with the decimals that `quantum` gives; thousands grouped."""
    decimals = max(0, -quantum.normalize().as_tuple().exponent) if quantum else 0  # type: ignore[operator]
    exponent = value.normalize().as_tuple().exponent
    decimals = max(decimals, -exponent if isinstance(exponent, int) else 0)
    return f"{value:,.{decimals}f}" if group else f"{value:.{decimals}f}"


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


def subject_text(row: KpiRow, language: Language, *, metric: bool = True) -> str:
    """What a row speaks of, without its period: "Xiaomi's EV gross margin in mainland China"."""
    words = vocabulary()
    entity = words.label(row.entity, language) if row.entity else ""
    if language == "en" and has_han(entity) and row.source is not SourceKind.OTHER:
        entity = "the company"  # whose English name the report does not tell
    region = words.label(row.region, language) if row.region else ""
    label = words.label(row.metric, language) if metric else ""
    if language == "en":
        name = words.names.get(row.segment)
        segment = name.modifier if name else row.segment
        core = " ".join(part for part in (segment, label) if part)
        if region:
            core = (
                f"worldwide {core}"
                if row.region == "global"
                else f"{core} in {region}"
                if row.region != "overseas"
                else f"overseas {core}"
            )
        return f"{entity}'s {core}" if entity and core else core or entity
    segment = words.label(row.segment, language) if row.segment else ""
    return _joined(entity, segment, region, label)


def _joined(*parts: str) -> str:
    """Chinese runs on; two words in Latin letters keep a space between them."""
    text = ""
    for part in parts:
        meets = text[-1:].isascii() and part[:1].isascii() and text[-1:].isalnum()
        text += (" " if meets and part[:1].isalnum() else "") + part
    return text


def describe_row(row: KpiRow, language: Language) -> str:
    """One line on a row: subject, period, measure, value, and who says it if not reported."""
    subject = subject_text(row, language)
    value = row_value(row, language)
    period = period_text(row.period, language) if row.period else ""
    notes = []
    if row.measure is not Measure.LEVEL:
        notes.append(phrase(f"measure_{row.measure.value}", language))
    if row.source not in (SourceKind.REPORTED, SourceKind.OTHER):
        notes.append(phrase(f"says_{row.source.value}", language))
    if language == "en":
        extra = f" ({', '.join(notes)})" if notes else ""
        return f"{subject}{extra}{', ' + period if period else ''}: {value}"
    extra = to_script(f"（{'、'.join(notes)}）", language) if notes else ""
    return f"{period}{subject}{extra}：{value}"
