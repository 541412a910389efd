"""A found table → its rows of cells: wrapped labels joined, figures put into their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.load.pdf.cells import is_value
from corpus.load.pdf.find_tables import Grid
from corpus.load.pdf.geometry import Rect, Run
from corpus.load.pdf.header_rows import header_rows
from corpus.script import is_han

_TIGHT = 0.75  # of the font size, between the lines of one label, at most
_WRAPPED = 1.32  # of the font size, between the baselines of a wrapped label
_ASIDE = re.compile(r"[(（][^()（）]{1,10}[)）]")  # a label that is no label of its own
_GOES_ON = frozenset(
    [
        *("of", "and", "to", "for", "by", "in", "from", "the", "or", "with", "on", "at", "a", "an"),
        *("net", "per", "as", "under", "other", "less", "than"),
    ]
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and where it lies; no place for an empty one."""

    text: str
    rect: Rect | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, labels first; rows of one cell are lines between the others. The first
    `head` rows name the columns."""

    rows: tuple[tuple[Cell, ...], ...]
    head: int
    rect: Rect
    bands: tuple[Rect, ...] = ()


@dataclass(slots=True)
class _Row:
    """A row in the making."""

    label: list[Run] = field(default_factory=list)
    cells: dict[int, list[Run]] = field(default_factory=dict)

    @property
    def rect(self) -> Rect:
        runs = self.label + [run for cell in self.cells.values() for run in cell]
        return Rect.around(run.rect for run in runs)


def table_of(grid: Grid, areas: Sequence[Rect]) -> Table:
    """The rows of `grid`, its heading rows first."""
    rows = _merge_split(_assembled(grid))
    rows = _join_labels(_join_words(rows), grid)
    heads = header_rows(grid, areas)
    _complete_heads(heads, rows)
    width = len(grid.bands)
    named = _groups_of_rows(rows, grid, areas)
    cells = [tuple(cell_of(runs) for runs in head) for head in heads]
    for row, name in zip(rows, named, strict=True):
        label = cell_of(name + row.label)
        if row.cells:
            figures = [cell_of(row.cells.get(column, [])) for column in range(width)]
            cells.append((label, *figures))
        else:
            cells.append((label,))
    return Table(tuple(cells), len(heads), grid.rect, grid.bands)


def _assembled(grid: Grid) -> list[_Row]:
    rows = []
    for line in grid.body:
        row = _Row()
        for run in line.runs:
            column = _column(run, grid)
            if column < 0:
                row.label.append(run)
            else:
                row.cells.setdefault(column, []).append(run)
        rows.append(row)
    return rows


def _column(run: Run, grid: Grid) -> int:
    """The column that a run of a row stands in, -1 for that of the labels."""
    first = grid.bands[0]
    if run.rect.center < first.left and not (
        is_value(run.text) and run.rect.left > grid.labels.right
    ):
        return -1
    if run.rect.left < min(grid.labels.right, first.left - run.size):
        return -1
    best, most = 0, float("-inf")
    for number, band in enumerate(grid.bands):
        shared = min(run.rect.right, band.right) - max(run.rect.left, band.left)
        if shared > most:
            best, most = number, shared
    return best


def _merge_split(rows: list[_Row]) -> list[_Row]:
    """Rows whose cells stand on two baselines (smaller figures beside larger ones) made one."""
    merged: list[_Row] = []
    for row in rows:
        last = merged[-1] if merged else None
        if last is not None and last.cells and row.cells and not (row.label and last.label):
            a, b = last.rect, row.rect
            apart = abs(a.middle - b.middle)
            if apart < 0.5 * min(a.height, b.height) and not row.cells.keys() & last.cells.keys():
                last.label += row.label
                last.cells |= row.cells
                continue
        merged.append(row)
    return merged


def _join_words(rows: Sequence[_Row]) -> list[_Row]:
    """Rows that only go on with the words in the columns of the row above, put into it."""
    joined: list[_Row] = []
    for row in rows:
        if joined and _goes_on_in_columns(joined[-1], row):
            for column, cell in row.cells.items():
                joined[-1].cells[column] += cell
            if not row.label:
                continue
            row.cells.clear()
        joined.append(row)
    return joined


def _goes_on_in_columns(last: _Row, row: _Row) -> bool:
    runs = [run for cell in row.cells.values() for run in cell]
    if not runs or any(is_value(run.text) for run in runs):
        return False
    beneath = row.cells.keys() <= last.cells.keys()
    return beneath and row.rect.top - last.rect.bottom < _TIGHT * runs[0].size


def _join_labels(rows: list[_Row], grid: Grid) -> list[_Row]:
    """Labels of several lines made one: above their figures, below them, or around them."""
    ends = sorted((run.rect.right for row in rows for run in row.label), reverse=True)
    out: list[_Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        following = rows[at + 1] if at + 1 < len(rows) else None
        if row.cells and not row.label:
            at += _join_around(out, row, following)
        elif (
            not row.cells
            and following is not None
            and _wraps(row, following, _limit(row, ends, grid))
        ):
            following.label = row.label + following.label
            at += 1
            continue
        elif not row.cells and out and out[-1].label and _is_tail(out[-1], row, following):
            out[-1].label += row.label
            at += 1
            continue
        out.append(row)
        at += 1
    return out


def _limit(row: _Row, ends: Sequence[float], grid: Grid) -> float:
    """How far to the right the labels reach, the one in question left aside."""
    own = row.label[-1]
    if own.rect.right < ends[0]:
        return ends[0]
    return grid.bands[0].left - own.size


def _join_around(out: list[_Row], row: _Row, following: _Row | None) -> int:
    """Give a row of figures the label lines above and below its middle; how many rows below
    were used up."""
    size = max(run.size for cell in row.cells.values() for run in cell)
    above = out[-1] if out and not out[-1].cells else None
    middle = row.rect.middle
    upper = middle - above.label[-1].rect.middle if above else float("inf")
    below = following if following is not None and not following.cells else None
    lower = below.label[0].rect.middle - middle if below else float("inf")
    used = 0
    if above is not None and upper < 1.1 * size and (lower < 1.1 * size or below is None):
        row.label = above.label
        out.pop()
    if below is not None and lower < 1.1 * size and row.label:
        row.label = row.label + below.label
        used = 1
    elif below is not None and lower < 0.8 * size:
        row.label, used = below.label, 1
    return used


def _wraps(row: _Row, following: _Row, limit: float) -> bool:
    """Whether a label without figures goes on in the next row's label."""
    if not following.label:
        return False
    last, first = row.label[-1], following.label[0]
    if first.rect.top - last.rect.bottom > _TIGHT * last.size or last.text[-1] in ":：":
        return False
    if abs(last.size - first.size) > 0.1 * last.size or last.bold != first.bold:
        return False
    if first.text[0].islower() or _ASIDE.fullmatch(first.text):
        return True
    if last.text[-1] in ",-–—、，(（&":
        return True
    if last.text.split()[-1].lower() in _GOES_ON:
        return True
    word = first.words[0]
    wide = word.size if is_han(word.text[0]) else word.rect.width + 0.3 * first.size
    if first.base - last.base > _WRAPPED * last.size:
        return False
    indented = first.rect.left > last.rect.left - 0.1 * first.size
    return indented and last.rect.right + wide > limit and following.cells != {}


def _is_tail(row: _Row, tail: _Row, following: _Row | None) -> bool:
    """Whether a line without figures ends the label of the row before it."""
    last, first = row.label[-1], tail.label[0]
    if first.rect.top - last.rect.bottom > _TIGHT * last.size or abs(last.size - first.size) > 1:
        return False
    if last.text[-1] in ":：":
        return False
    nearer = (
        following is None
        or not following.label
        or (
            first.rect.top - last.rect.bottom
            < following.label[0].rect.top - tail.label[-1].rect.bottom - 0.05 * last.size
        )
    )
    return first.text[0].islower() or (first.text[0] in "(（" and nearer)


def _complete_heads(heads: list[list[list[Run]]], rows: Sequence[_Row]) -> None:
    """A column of percentages without a heading stands under that of its amounts."""
    if not heads:
        return
    for column in range(2, len(heads[0])):
        if any(head[column] for head in heads):
            continue
        texts = ["".join(run.text for run in row.cells.get(column - 1, [])) for row in rows]
        written = [text for text in texts if text]
        if written and 2 * sum("%" in text for text in written) > len(written):
            for head in heads:
                head[column] = list(head[column - 1])


def _groups_of_rows(rows: Sequence[_Row], grid: Grid, areas: Sequence[Rect]) -> list[list[Run]]:
    """For each row, the cell of a merged label column to its left that it belongs to."""
    if not grid.groups:
        return [[] for _ in rows]
    left = min(run.rect.left for run in grid.groups)
    right = max(run.rect.right for run in grid.groups)
    rules = sorted(
        edge
        for area in areas
        if area.left <= left + 2 and area.right >= right
        for edge in ((area.middle,) if area.height < 4 else (area.top, area.bottom))
    )
    if not rules:
        return [[] for _ in rows]
    cells: list[list[Run]] = []
    for run in sorted(grid.groups, key=lambda run: run.rect.top):
        if cells and _part(rules, cells[-1][-1].rect.middle) == _part(rules, run.rect.middle):
            cells[-1].append(run)
        else:
            cells.append([run])
    found: list[list[Run]] = []
    for row in rows:
        middle = row.rect.middle
        inside = [c for c in cells if _part(rules, c[0].rect.middle) == _part(rules, middle)]
        if inside:
            found.append(list(inside[0]))
        else:  # the cell above goes on where the next one is empty
            found.append(list(found[-1]) if found else [])
    return found


def _part(rules: Sequence[float], y: float) -> int:
    return sum(rule < y for rule in rules)


def cell_of(runs: Sequence[Run]) -> Cell:
    """The cell that `runs`, in reading order, fill; an empty one for none."""
    if not runs:
        return Cell("")
    text = runs[0].text
    for run in runs[1:]:
        glued = text[-1:] == "-" and text[-2:-1].islower() and run.text[:1].islower()
        text = text[:-1] + run.text if glued else f"{text} {run.text}"
    return Cell(text, Rect.around(run.rect for run in runs))
