"""Tables in plain text: rows of cells set apart by tabs, bars or runs of spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.load.lines import Line, columns
from corpus.load.wrap import ends_sentence

_LONGEST_ROW = 2000
_GAP = re.compile(r"[ \u00a0\u3000]{2,}|\u3000")
_MAY_HAVE_CELLS = re.compile(r"[\t|｜│\u3000]|[ \u00a0]{2}| \S{1,40} \S{1,40}$")
_NUMBER = re.compile(
    r"[(（]?[-–−+＋△▲▼]?(?:[A-Z]{2,3}|[A-Z]{0,2}[$＄])?[¥€£]?[-–−]?"
    r"\d[\d,，.]{0,30}(?:%|％|x|X|倍|pp|pps|bps|pt)?[)）]?%?"
)
_NO_NUMBER = frozenset({"-", "–", "—", "--", "n/a", "n.a.", "na", "n.m.", "nm", "不適用", "不适用"})


@dataclass(frozen=True, slots=True)
class TableRows:
    """Lines ``[first, after)`` are the rows of a table, `rows` their cells, line by line."""

    first: int
    after: int
    rows: tuple[tuple[str, ...], ...]


def find_table(
    lines: Sequence[Line], cells: Sequence[tuple[str, ...] | None], first: int, gap: int
) -> TableRows | None:
    """The table whose first row is line `first`; rows lie at most `gap` blank lines apart.

    `cells` are `cells_of` each line.

    Two rows or more, with figures or with tabs or bars between the cells. A short line inside
    (a label over the rows below) and a heading row without figures belong to it.
    """
    if not any(cells[first : first + 2]):
        return None
    rows: list[tuple[str, ...]] = []
    at = last_row = first
    full = 0
    while at < len(lines) and (at == first or lines[at].gap <= gap):
        row = cells[at]
        if row is not None:
            rows.append(row)
            full += 1
            last_row = at
        elif _may_be_label(lines[at], at > last_row + 1):
            rows.append((lines[at].text,))
        else:
            break
        at += 1
    rows = rows[: last_row - first + 1]
    if full < 2 or (len(rows[0]) < 2 and not _heads(rows)) or not _is_tabular(lines, first, rows):
        return None
    return TableRows(first, last_row + 1, _with_corner(lines[first : last_row + 1], rows))


def _with_corner(
    lines: Sequence[Line], rows: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """Heading rows cut into cells; rows that begin further in than the labels do, above the
    figures, get an empty first cell."""
    width = max(len(row) for row in rows)
    if len(rows[0]) == 1 and _heads(rows):
        names = tuple(rows[0][0].split())
        rows = [names if len(names) == width else ("", *names), *rows[1:]]
    indent = min(line.indent for line, row in zip(lines, rows, strict=True) if len(row) == width)
    return tuple(
        ("", *row) if 1 < len(row) < width and line.indent > indent + 3 else row
        for line, row in zip(lines, rows, strict=True)
    )


def cells_of(text: str) -> tuple[str, ...] | None:
    """The cells of a table row, `None` for a line that is none."""
    if len(text) > _LONGEST_ROW or not _MAY_HAVE_CELLS.search(text):
        return None
    for bar in "\t|｜│":
        if bar in text.strip(bar):
            parts = text.strip(bar).split(bar) if bar != "\t" else text.split(bar)
            return tuple(part.strip() for part in parts)
    parts = [part.strip() for part in _GAP.split(text)]
    if len(parts) >= 2 and not (len(parts) == 2 and not is_number(parts[1])):
        return tuple(parts)
    return _numbers_behind_label(text)


def is_number(cell: str) -> bool:
    """Whether a cell holds a figure, or a sign for none."""
    return cell.lower() in _NO_NUMBER or _NUMBER.fullmatch(cell) is not None


def _numbers_behind_label(text: str) -> tuple[str, ...] | None:
    """Label and figures set apart by single spaces, as text copied from a PDF has them."""
    words = text.split()
    at = len(words)
    while at > 0 and is_number(words[at - 1]):
        at -= 1
    label = " ".join(words[:at])
    if len(words) - at < 2 or not label or columns(label) > 60 or ends_sentence(label):
        return None
    return (label, *words[at:])


def _may_be_label(line: Line, after_label: bool) -> bool:
    return not after_label and columns(line.text) <= 60 and line.text[-1] not in "。.！!？?；;，,"


def _heads(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether the first row, one cell so far, names the columns of the rows below."""
    names = rows[0][0].split()
    width = max(len(row) for row in rows)
    return width >= 3 and width - 1 <= len(names) <= width


def _is_tabular(lines: Sequence[Line], first: int, rows: Sequence[tuple[str, ...]]) -> bool:
    texts = [line.text for line in lines[first : first + len(rows)]]
    marked = sum("\t" in text or "|" in text for text in texts)
    others = [cell for row in rows for cell in row[1:]]
    figures = sum(is_number(cell) for cell in others)
    if marked * 2 >= len(rows):
        return all(columns(cell) <= 200 for cell in others)
    return figures * 3 >= len(others) and figures >= 2
