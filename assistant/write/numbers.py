"""Figures and periods in words: RMB 111.3 billion, 1113億元, the first quarter of 2025."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from assistant.words.phrases import phrase
from assistant.write.periods import in_period, period_text
from corpus.figure import Figure, Qualifier, Unit, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import read_rows, vocabulary
from corpus.read.figure_units import counter_words
from corpus.read.read_figures import read_figures
from corpus.script import Language, has_han, to_script

__all__ = ["describe_row", "figure_text", "in_period", "period_text", "row_value"]
__all__ += ["subject_text", "was"]

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


_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
_RATES = (UnitKind.PERCENT, UnitKind.POINT, UnitKind.BASIS_POINT, UnitKind.MULTIPLE)
_RATE_MARKS = "%％"
_SIGNS = tuple("+-−－＋")
_LOOSE_COUNTERS = ("business", "item", "company")
_PLURALS = ("countries and ", "shares ")


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
    foreign = not place.text or place.language[:2] != language[:2]
    if foreign or not _says_itself(row, place.text):
        return figure_text(_plainly_counted(row), language)
    bounds = _EN_BOUNDS if language == "en" else _ZH_BOUNDS
    return to_script(bounds.get(row.figure.qualifier, "") + place.text, language)


def change_value(row: KpiRow, language: Language) -> str:
    """A change without its sign, for a sentence that says which way it went: "down 6.1%"."""
    place = row.place(language)
    signed = place.text[:1] in _SIGNS or row.figure.value < 0
    if not signed or row.figure.is_range:
        return row_value(row, language)
    return figure_text(replace(row.figure, value=abs(row.figure.value)), language)


def _says_itself(row: KpiRow, text: str) -> bool:
    """Whether a row's words alone tell its amount; a table's cell ("876.6" under "in millions")
    does not."""
    if row.figure.unit.kind in _RATES and not row.curated:
        return any(c in text for c in _RATE_MARKS) or any(c.isalpha() for c in text)
    if row.figure.unit.kind not in _AMOUNTS or row.curated:
        return True
    if row.figure.unit.kind is UnitKind.CURRENCY and "$" in text and has_han(text):
        return False  # "$41.98新臺幣" names its currency twice
    found = read_figures(text, currency=row.figure.unit.code)
    if len(found) != 1:
        return not found
    figure = found[0]
    bare = row.figure.unit.kind is UnitKind.CURRENCY and figure.unit.kind is UnitKind.NUMBER
    return not bare and abs(figure.value) == abs(row.figure.value)


def _plainly_counted(row: KpiRow) -> Figure:
    """A row's figure to be written in another language: without a counter that means less
    than the metric says (家 of branches is no "businesses")."""
    figure = row.figure
    loose = figure.unit.kind is UnitKind.COUNT and figure.unit.code in _LOOSE_COUNTERS
    if not loose or row.metric not in vocabulary().names:
        return figure
    return replace(figure, unit=Unit(UnitKind.COUNT))


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


def subject_text(
    row: KpiRow, language: Language, *, metric: bool = True, entity: bool = True
) -> str:
    """What a row speaks of, without its period: "Xiaomi's EV gross margin in mainland China".

    `metric` and `entity` leave those out where they are told already.
    """
    words = vocabulary()
    owner = words.label(row.entity, language) if row.entity and entity else ""
    if language == "en" and has_han(owner) and row.source is not SourceKind.OTHER:
        owner = "the company"  # whose English name the report does not tell
    region = words.label(row.region, language) if row.region else ""
    label = words.label(row.metric, language) if metric else ""
    if language == "en":
        name = words.names.get(row.segment)
        segment = name.modifier if name else row.segment
        core = _without_stutter(segment, label)
        if region:
            core = (
                f"worldwide {core}"
                if row.region == "global"
                else f"{core} in {region}"
                if row.region != "overseas"
                else f"overseas {core}"
            )
        return f"{owner}'s {core}" if owner and core else core or owner
    segment = words.label(row.segment, language) if row.segment else ""
    if segment and label.startswith(segment):
        segment = ""  # 寬頻, 寬頻用戶數
    return _joined(owner, segment, region, label)


def was(row: KpiRow) -> str:
    """The verb after a row's subject: was, or were after a plural."""
    label = vocabulary().label(row.metric, "en")
    plural = label.endswith("s") and not label.endswith(("ss", "sales", "earnings per share"))
    return "were" if plural or label.startswith(_PLURALS) else "was"


def _without_stutter(segment: str, label: str) -> str:
    """A business and a metric, what both say once: fixed broadband, broadband subscribers."""
    known = segment.casefold().split()
    rest = label.split()
    while known and rest and rest[0].casefold() == known[-1]:
        rest.pop(0)
    return " ".join(part for part in (segment, " ".join(rest)) if part)


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
