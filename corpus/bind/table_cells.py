"""A table of text: its cells with their places, and the units that hold for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from corpus.figure import PERCENT, POINT, Figure, Span, Unit, UnitKind
from corpus.kpi_names import read_rows
from corpus.load.find_subject import facts_data
from corpus.read.read_figures import read_figures
from corpus.script import fold

_FILE = Path(__file__).parent.parent / "names" / "table_units.csv"
_NUMBER = re.compile(
    r"[(（]?[-–−+＋△▲▼]?\s?(?P<coin>[A-Z]{0,3}[$＄¥€£]|[A-Z]{3} )?\s?[(（]?[-–−]?"
    r"(?P<digits>\d[\d,，]{0,30}(?:\.\d{1,12})?)\s?[)）]?\s?(?P<mark>%|％|pps?|ppts?|pt|bps?|x|X|倍)?[)）]?%?"
)
_NEGATIVE = re.compile(
    r"^[^\d]{0,8}[-–−△▼]|[(（][^()（）]{0,40}[)）] ?(?:%|bps?|pps?|ppts?|pts?)?$"
)
_NOT_SHARES = re.compile(
    r"except (?:for )?(?:number of )?(?:common )?shares?(?! data)\b|except share data"
)
# A noun beside a scale: "million square feet", "square feet in thousands".
_COUNTED = re.compile(
    r"(?:million|thousand)s?(?: of)? (?P<after>[a-z]{3,12}(?: [a-z]{4,8})?)"
    r"|(?P<before>[a-z]{3,12}(?: [a-z]{4,8})?),? \(?in (?:million|thousand)s"
)
_PLAIN_NUMBER = re.compile(r"[(（]?[$＄¥€£]?\s?-?(\d[\d,]{0,20})(?:\.\d{1,6})?\s?[)）]?")
# What a table counts as a whole; "Balance sheets (in millions)" and shares are no such unit.
_MEASURED = frozenset(
    {"square foot", "square metre", "tonne", "ton", "barrel", "unit", "vehicle", "wafer"}
)
_SHARE = "share"  # counted in the table's unit, as the money is
_PER_SHARE = ("per share", "per ads", "per unit", "每股", "每单位", "单价", "均价")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text and its place in the table's text; `mark` is a ")" or "%" that stands in a
    cell of its own right after it."""

    text: str
    span: Span
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a unit line says: the multiplier, the currency's ISO code, whether it says "%", and
    whether it holds for numbers of shares; `None` and "" are what it does not say."""

    factor: Decimal | None = None
    currency: str = ""
    percent: bool = False
    shares: bool = True

    def over(self, other: Scale) -> Scale:
        """This one, completed by what `other` says."""
        return Scale(
            other.factor if self.factor is None else self.factor,
            self.currency or other.currency,
            self.percent,
            self.shares and other.shares,
        )


NO_SCALE = Scale()


def cells_of_table(text: str) -> list[list[Cell]]:
    """The rows of a table passage (cells between bars, a row a line), blank rows left out."""
    rows: list[list[Cell]] = []
    at = 0
    for line in text.split("\n"):
        if "|" in line:
            rows.append(_cells(line, at))
        elif line.strip():
            begin = at + len(line) - len(line.lstrip())
            rows.append([Cell(line.strip(), Span(begin, begin + len(line.strip())))])
        at += len(line) + 1
    return rows


def _cells(line: str, start: int) -> list[Cell]:
    cells = []
    at = start
    for part in line.split("|"):
        written = part.strip()
        begin = at + len(part) - len(part.lstrip()) if written else at
        cells.append(Cell(written, Span(begin, begin + len(written))))
        at += len(part) + 1
    return cells


@cache
def _scales() -> tuple[tuple[re.Pattern[str], Decimal], ...]:
    found = []
    for row in read_rows(_FILE):
        latin = "|".join(re.escape(word) for word in row["en"].split("|") if word)
        if latin:
            found.append((re.compile(rf"(?<![a-z0-9])(?:{latin})(?![a-z])"), Decimal(row["scale"])))
        chinese = "|".join(re.escape(fold(word)) for word in row["zh"].split("|") if word)
        if chinese:
            found.append((re.compile(rf"(?:{chinese})"), Decimal(row["scale"])))
    return tuple(found)


_NOTE = "(b)"  # the second footnote, not billions


def read_scale(text: str) -> Scale:
    """The unit that words such as "In millions of US$" or 單位：新台幣百萬元 give."""
    text = text.replace(_NOTE, " ").replace("US $", "US$")
    text = text.replace("NT $", "NT$").replace("HK $", "HK$")
    plain = fold(text)
    best: tuple[int, Decimal] | None = None
    for pattern, factor in _scales():
        for match in pattern.finditer(plain):
            size = match.end() - match.start()
            if best is None or size > best[0]:
                best = size, factor
    shares = _NOT_SHARES.search(plain) is None
    return Scale(best[1] if best else None, _currency(text), "%" in plain, shares)


def counted_in(text: str) -> Unit | None:
    """What a unit line counts instead of money ("Square feet in thousands", "million tonnes");
    `None` where it names a currency or nothing that is counted."""
    if _currency(text):
        return None
    for match in _COUNTED.finditer(fold(text)):
        noun = match["after"] or match["before"]
        found = read_figures(f"1 {noun}")
        if len(found) == 1 and noun in found[0].text:
            unit = found[0].unit
            return unit if unit.kind is UnitKind.COUNT and unit.code in _MEASURED else None
    return None


def _currency(text: str) -> str:
    first: tuple[int, int, str] | None = None
    for code, words in facts_data()["currencies"].items():
        for word in words:
            at = text.find(word)
            if at >= 0 and (first is None or (at, -len(word)) < first[:2]):
                first = at, -len(word), code
    return first[2] if first else ""


def is_value(text: str) -> bool:
    """Whether a cell holds a number, signs and unit marks aside."""
    return _NUMBER.fullmatch(text.strip()) is not None


def holds_figure(cell: Cell) -> bool:
    """Whether a cell holds a number or writes a figure out."""
    return is_value(cell.text + cell.mark) or _figure_in_words(cell) is not None


def exceeds_whole(cell: Cell) -> bool:
    """Whether a number without a sign of its own is over a hundred, which no margin is ("Gross
    margin 5,063")."""
    match = _PLAIN_NUMBER.fullmatch(cell.text + cell.mark)
    return match is not None and len(match[1].replace(",", "")) >= 3 and match[1] != "100"


def read_cell(
    cell: Cell, unit: Unit | None, scale: Scale, *, label: str, own_scale: bool = False
) -> Figure | None:
    """The figure of a cell; `unit` is what its row and column say that it counts (`None` where
    they do not), `scale` the table's unit, or the label's own where `own_scale` says so, and
    `label` the row's name. `None` for a cell without a number."""
    written = cell.text + cell.mark
    match = _NUMBER.fullmatch(written)
    if match is None:
        return _figure_in_words(cell, scale.currency)
    digits = match["digits"].replace(",", "").replace("，", "")
    number = Decimal(digits)
    if _NEGATIVE.search(written):
        number = -number
    own = _own_unit(match["mark"] or ("%" if written.endswith("%") else ""))
    if own is not None:
        unit, factor = own, Decimal(1)
    else:
        coin = _currency(match["coin"] or "")
        unit = _with_currency(unit, coin, scale)
        factor = _factor(unit, scale, "" if own_scale else label, own_scale)
    decimals = len(digits.partition(".")[2])
    quantum = factor.scaleb(-decimals)
    number *= factor
    return Figure(number, unit, cell.text, cell.span, quantum, factor)


def _figure_in_words(cell: Cell, currency: str = "") -> Figure | None:
    """A cell that writes its figure out ("RMB 1.2 billion", "about 5%")."""
    if not any(character.isdigit() for character in cell.text):
        return None
    found = read_figures(cell.text, currency=currency)
    if len(found) != 1 or len(found[0].text) * 2 < len(cell.text):
        return None
    figure = found[0]
    span = figure.span.shifted(cell.span.start)
    return Figure(
        figure.value, figure.unit, figure.text, span, figure.quantum, figure.scale,
        figure.qualifier, figure.upper,
    )  # fmt: skip


def _own_unit(mark: str) -> Unit | None:
    plain = fold(mark)
    if plain == "%":
        return PERCENT
    if plain.startswith("p"):
        return POINT
    if plain.startswith("bp"):
        return Unit(UnitKind.BASIS_POINT)
    return Unit(UnitKind.MULTIPLE) if plain in ("x", "倍") else None


def _with_currency(unit: Unit | None, coin: str, scale: Scale) -> Unit:
    if coin:
        return Unit(UnitKind.CURRENCY, coin)
    if unit is None:
        return PERCENT if scale.percent and scale.factor is None else Unit(UnitKind.NUMBER)
    if unit.kind is UnitKind.CURRENCY and not unit.code:
        known = scale.factor is not None or scale.currency
        return Unit(UnitKind.CURRENCY, scale.currency) if known else Unit(UnitKind.NUMBER)
    return unit


def _factor(unit: Unit, scale: Scale, label: str, own_scale: bool) -> Decimal:
    """The multiplier for a number of this unit: none for rates and for what is per share."""
    plain = fold(label)
    counted = unit.kind in (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
    if not counted or scale.factor is None or any(word in plain for word in _PER_SHARE):
        return Decimal(1)
    if own_scale:
        return scale.factor
    if unit.kind is UnitKind.COUNT:
        of_money = bool(scale.currency) and unit.code != _SHARE
        if of_money or (unit.code == _SHARE and not scale.shares):
            return Decimal(1)  # 百萬元 is the unit of money, not of what is counted
    return scale.factor
