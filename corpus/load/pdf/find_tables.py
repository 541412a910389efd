"""Where the tables of a page are: lines whose figures stand in columns under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.load.pdf.cells import is_value
from corpus.load.pdf.geometry import Rect, Run
from corpus.load.pdf.line import Line, figure_rects, overlap
from corpus.load.pdf.table_columns import (
    bands_of,
    callouts,
    is_table,
    label_band,
    left_of_labels,
    with_text_columns,
)
from corpus.load.pdf.table_head import MOST_HEADER_LINES, head_over, years_over

_GAP = 3.5  # of the font size, between two rows of one table
_MOST_PAIRS = 2_500  # of runs of two lines
_MOST_LABEL_LINES = 6  # lines without figures between two rows with them
_TITLE = 1.15  # times as large as the labels: the title of another table


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to be: `head` and `body` lines, the bands of its columns of figures from left to
    right, and the band of its labels (`groups` are label columns to the left of that)."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    labels: Rect
    bands: tuple[Rect, ...]
    groups: tuple[Run, ...] = ()

    @property
    def rect(self) -> Rect:
        return Rect.around(line.rect for line in (*self.head, *self.body))


def merge_level(lines: Sequence[Line]) -> list[Line]:
    """Lines that stand beside each other on slightly different baselines made one."""
    merged: list[Line] = []
    for line in lines:
        last = merged[-1] if merged else None
        if last is not None and _level(last, line):
            last.runs = sorted((*last.runs, *line.runs), key=lambda run: run.rect.left)
        else:
            merged.append(line)
    return merged


def _level(a: Line, b: Line) -> bool:
    if len(a.runs) * len(b.runs) > _MOST_PAIRS:
        return False
    one, other = a.rect, b.rect
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    if shared < 0.6 * min(one.height, other.height):
        return False
    return all(overlap(x.rect, y.rect) <= 0 for x in a.runs for y in b.runs)


def find_tables(lines: Sequence[Line], areas: Sequence[Rect]) -> tuple[list[Grid], list[Line]]:
    """The tables of a page and the lines that are left, which both come from the top.

    A line can give some of its runs to a table and keep the others: notes beside it.
    """
    grids: list[Grid] = []
    rest: list[Line] = []
    at = 0
    while at < len(lines):
        after = _group_end(lines, at)
        if after == at:
            rest.append(lines[at])
            at += 1
            continue
        found, left = _tables_of(lines[at:after], rest, areas)
        grids += found
        rest += left
        at = after
    rest = [line for line in rest if line.runs]
    rest.sort(key=lambda line: line.rect.top)
    return grids, rest


def _group_end(lines: Sequence[Line], first: int) -> int:
    """Where the rows that begin with line `first` end; `first` if there are none."""
    if not lines[first].is_row():
        return first
    last = first
    columns: list[Rect] = []
    for at in range(first, len(lines)):
        line = lines[at]
        gap = line.rect.top - lines[at - 1].rect.bottom if at > first else 0.0
        if gap > _GAP * max(line.size, lines[at - 1].size) or at - last > _MOST_LABEL_LINES:
            break
        if line.is_row():
            if columns and (line.is_year_row() or not _fits(line, columns)):
                break  # another table begins
            if not line.is_year_row():
                columns = bands_of([line], columns)
            last = at
        elif _crosses(line, columns or figure_rects(lines[first])):
            break
        elif columns and (_names_columns(line, columns) or _is_title(line, lines[last], columns)):
            break  # the headings, or the title, of another table
    return last + 1


def _is_title(line: Line, row: Line, columns: Sequence[Rect]) -> bool:
    """Whether words larger than a row's label begin over it."""
    first, label = line.runs[0], row.runs[0]
    over = label.rect.left - first.size < first.rect.left < columns[0].left
    return over and first.size > _TITLE * label.size


def _names_columns(line: Line, columns: Sequence[Rect]) -> bool:
    """Whether words stand over several columns of figures."""
    over = {
        number
        for run in line.runs
        for number, column in enumerate(columns)
        if overlap(run.rect, column) > 0
    }
    words = [run for run in line.runs if any(overlap(run.rect, c) > 0 for c in columns)]
    return len(over) > 1 and len(words) > 1


def _fits(line: Line, columns: Sequence[Rect]) -> bool:
    """Whether the figures of a row stand in the columns of the rows above it."""
    figures = figure_rects(line)
    hits = [[n for n, c in enumerate(columns) if overlap(c, rect) > 0] for rect in figures]
    if not any(hits):
        return False
    alone = [hit[0] for hit in hits if len(hit) == 1]
    return len(alone) == len(set(alone)) and (len(figures) == 1 or any(alone) or 0 in alone)


def _crosses(line: Line, bands: Sequence[Rect]) -> bool:
    """Whether words run on from the labels into the figures, as a sentence does."""
    left = min(band.left for band in bands)
    right = max(band.right for band in bands)
    return any(
        not is_value(run.text)
        and run.rect.left < left - 1
        and run.rect.right > left + min(0.25 * (right - left), 3 * run.size)
        for run in line.runs
    )


def _tables_of(
    lines: Sequence[Line], above: list[Line], areas: Sequence[Rect]
) -> tuple[list[Grid], list[Line]]:
    """The tables in a run of rows, side by side where there are several; heading lines are
    taken off the end of `above`."""
    split = _second_labels(lines)
    if split is not None:
        left_lines = [Line([r for r in line.runs if r.rect.center < split]) for line in lines]
        right_lines = [Line([r for r in line.runs if r.rect.center >= split]) for line in lines]
        found: list[Grid] = []
        rest: list[Line] = []
        near = above[-MOST_HEADER_LINES:]
        head_right = [Line([r for r in line.runs if _right_of(r, split)]) for line in near]
        head_left = [Line([r for r in line.runs if not _right_of(r, split)]) for line in near]
        for part, over in ((left_lines, head_left), (right_lines, head_right)):
            part = [line for line in part if line.runs]
            over_part = [line for line in over if line.runs]
            grids, left_over = _tables_of(part, over_part, areas) if part else ([], [])
            taken = {id(run) for grid in grids for line in grid.head for run in line.runs}
            for line in near:
                line.runs = [run for run in line.runs if id(run) not in taken]
            found += grids
            rest += left_over
        above[:] = [line for line in above if line.runs]
        return found, rest
    grid, rest = _grid(lines, above, areas)
    return ([grid] if grid is not None else []), rest


def _right_of(run: Run, split: float) -> bool:
    return run.rect.left >= split - 2 * run.size and run.rect.center > split


def _second_labels(lines: Sequence[Line]) -> float | None:
    """The left edge of a second column of labels, with figures on both sides of it."""
    rows = [line for line in lines if line.is_row() and not line.is_year_row()]
    starts: list[Rect] = []
    for line in rows:
        seen = False
        for place, run in enumerate(line.runs):
            value = is_value(run.text)
            follows = any(is_value(other.text) for other in line.runs[place + 1 :])
            if not value and seen and follows and sum(map(str.isalpha, run.text)) > 1:
                starts.append(run.rect)
                break
            seen = seen or (value and place > 0)
    if len(starts) < 2 or 2 * len(starts) < len(rows):
        return None
    left = min(rect.left for rect in starts)
    if max(rect.left for rect in starts) - left > 0.5 * max(rect.width for rect in starts) + 40:
        return None
    return left - 1


def _grid(
    lines: Sequence[Line], above: list[Line], areas: Sequence[Rect]
) -> tuple[Grid | None, list[Line]]:
    """The table of a run of rows, `None` where they are none after all, and what is left."""
    rows = [line for line in lines if line.is_row()]
    body_rows = [line for line in rows if not line.is_year_row()]
    if not body_rows:
        return None, list(lines)
    bands = bands_of(body_rows)
    labels, bands = label_band(body_rows, bands)
    headed = len(body_rows) < len(rows)
    if labels is None or not bands or not is_table(body_rows, labels, bands, headed):
        return None, list(lines)
    outside, groups, labels = left_of_labels(lines, labels, bands, areas)
    rest: list[Line] = []
    kept: list[Line] = []
    outside |= callouts(lines, bands)
    for line in lines:
        away = [run for run in line.runs if id(run) in outside]
        if away:
            rest.append(Line(away))
        inside = [run for run in line.runs if id(run) not in outside and run not in groups]
        if inside:
            kept.append(Line(inside))
    bands = with_text_columns(kept, labels, bands)
    after = years_over(kept, bands)
    head, between = head_over(above, kept[0], labels, bands)
    body = [*between, *kept[after:]]
    return Grid((*head, *kept[:after]), tuple(body), labels, tuple(bands), tuple(groups)), rest
