"""What the headers of a table's columns and the labels of its rows say of the figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.bind.binding import Context
from corpus.bind.table_cells import NO_SCALE, Cell, Scale, holds_figure, is_value, read_scale
from corpus.home_region import at_home
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.read.read_periods import read_periods

LONGEST_LABEL = 80
BRACKETS = re.compile(r"[（(\[][^（()）\[\]]{0,40}[)）\]]")
# A unit at the end of a label, without brackets: "Revenue in US$ Mn".
UNIT_TAIL = re.compile(
    r" (?:in |, )?(?:US ?\$|NT\$|HK\$|RMB|USD|TWD|CNY|NTD|\$|€|£) ?"
    r"(?:mn|m|bn|b|k|millions?|billions?|thousands?)?$",
    re.IGNORECASE,
)
# Marks after a header.
FOOTNOTES = re.compile(r"(?<=[\w)])(?:[*†‡§]{1,3}|(?: ?\(\d\)){1,4}|\([a-z]\))$")
_LENGTH = re.compile(r"\d{1,2}[- ]?(?:month|week|year)s?(?: ended)?", re.IGNORECASE)
_MOST_HEADERS = 4  # rows above the figures that name the columns
_MOST_LINES = 12  # rows above the figures, those of one cell among them
_CHANGE = re.compile(r"change|變動|变动|增減|增减")
_EXPECTED = re.compile(
    r"(?<![A-Za-z])(?:FY|CY)?(?:20)?\d\d(?:Q[1-4])?[EF](?![A-Za-z])|[1-4]Q\d\d[EF]"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a label or a header says of the figures beside or below it.

    `whole` tells that the metric's name is the whole label once `steps` words that say nothing are
    left out, `more` that a label says more than the metric it names, `at_beginning` that a balance
    is that
    before its period, `of_whole` that a column of rates gives parts of its table's whole, and
    `over` what a column of changes is measured against.
    """

    text: str = ""
    metric: str = ""
    segment: str = ""
    region: str = ""
    entity: str = ""
    period: Period | None = None
    measure: Measure | None = None
    source: SourceKind | None = None
    scale: Scale = NO_SCALE
    whole: bool = False
    steps: int = 0
    more: bool = False
    at_beginning: bool = False
    of_whole: bool = False
    over: Measure | None = None


def first_of_figures(rows: Sequence[Sequence[Cell]]) -> int:
    """The first row that is no header: it holds a number that is no period."""
    headers = 0
    for index, row in enumerate(rows[:_MOST_LINES]):
        values = [cell.text for cell in row[1:] if holds_figure(cell)]
        values = [value for value in values if not _LENGTH.fullmatch(value)]
        if any(not _is_period(value) for value in values) and not only_periods(row):
            return _back_over_labels(rows, index)
        headers += sum(bool(cell.text) for cell in row) > 1
        if headers > _MOST_HEADERS:
            break
    else:
        if len(rows) <= _MOST_LINES and any(only_periods(row) for row in rows):
            return len(rows)  # the columns' names alone: the figures stand in the next part
    return 0 if rows and any(is_value(cell.text) for cell in rows[0][1:]) else min(1, len(rows))


def _back_over_labels(rows: Sequence[Sequence[Cell]], index: int) -> int:
    """The first of the lines between the columns' names and the first row of figures: "Assets",
    "Current assets:"."""
    named = [at for at in range(index) if sum(bool(cell.text) for cell in rows[at]) > 1]
    named = [at for at in named if any(_is_period(cell.text) for cell in rows[at][1:])]
    first = named[-1] + 1 if named else index
    while named and first < index and sum(bool(cell.text) for cell in rows[first][1:]) > 1:
        first += 1  # a second line of names under the periods: "Opened | Closed"
    return first


def only_periods(row: Sequence[Cell]) -> bool:
    """Whether the cells of a row name periods, and none of them holds a figure."""
    written = [cell for cell in row[1:] if cell.text]
    named = [cell for cell in written if _is_period(cell.text)]
    return bool(named) and all(cell in named or not holds_figure(cell) for cell in written)


def _is_period(text: str) -> bool:
    text = FOOTNOTES.sub("", text)
    read = read_periods(text)
    return len(read) == 1 and len(read[0].text) >= len(text.strip()) - 2


def read_headers(
    rows: Sequence[Sequence[Cell]], context: Context
) -> tuple[tuple[Told, ...], list[str]]:
    """What each column says, from the rows above the figures; rows of one cell are lines."""
    lines = [row[0].text for row in rows if len([c for c in row if c.text]) == 1]
    headers = [row for row in rows if len([c for c in row if c.text]) > 1]
    width = max((len(row) for row in headers), default=0)
    names = [""] * width
    for row in headers:
        filled = ""
        for index, cell in enumerate(row):
            # a heading over several columns stands in the first of them
            filled = cell.text or (filled if row is not headers[-1] and index else "")
            names[index] = f"{names[index]} {FOOTNOTES.sub('', filled)}".strip()
    return tuple(read_label(name, context) for name in names), lines


def read_label(text: str, context: Context) -> Told:
    """What a header or label says."""
    if not text or len(text) > 4 * LONGEST_LABEL:
        return Told()
    words = vocabulary()
    mentions = at_home(words.mentions(text), text, context.currency)
    keys = {kind: [m.key for m in mentions if m.kind == kind] for kind in _KINDS}
    periods = [p.period for p in read_periods(text, anchor=context.period) if p.period]
    measures = [Measure(key) for key in keys["measure"] if key in ("yoy", "qoq", "share")]
    measure = measures[-1] if measures else None
    changing = bool(keys["growth"] or keys["direction"] or "growth_rate" in keys["metric"])
    if measure is None and (changing or _CHANGE.search(text.lower())):
        measure = Measure.CHANGE
    sources = [SourceKind(key) for key in keys["source"]]
    source = sources[-1] if sources else None
    if _EXPECTED.search(text):
        source = SourceKind.FORECAST
    metrics = [key for key in keys["metric"] if key != "growth_rate"]
    units = [*BRACKETS.finditer(text), *UNIT_TAIL.finditer(text)]
    bracketed = " ".join(match.group() for match in units)
    return Told(
        text,
        metrics[-1] if metrics else "",
        keys["segment"][-1] if keys["segment"] else "",
        keys["region"][-1] if keys["region"] else "",
        keys["entity"][-1] if keys["entity"] else "",
        periods[0] if periods else None,
        measure,
        source,
        read_scale(bracketed),
    )


_KINDS = ("metric", "segment", "region", "entity", "measure", "growth", "direction", "source")
