"""The heading rows of a table: which columns each heading stands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.load.pdf.cells import is_year
from corpus.load.pdf.find_tables import Grid
from corpus.load.pdf.geometry import Rect, Run
from corpus.load.pdf.line import Line

_RULE = 3.0  # points: a drawn area no higher is a line
_RULE_BELOW = 2.0  # of the font size, at most, from a heading's baseline to its line
_TOUCHING = 1.0  # points
_NEAR = 1.5  # of the font size, between two lines of one heading
_WRAPPED = 1.3  # of the font size, between the baselines of one heading's lines
_SKIPPED = 4.0  # points that leaving a column without a heading costs


def header_rows(grid: Grid, areas: Sequence[Rect]) -> list[list[list[Run]]]:
    """The rows over the figures: for each column, labels first, the runs that stand there.

    A heading over several columns stands in each of them. Lines of one heading are joined;
    rows with headings over several columns stay rows of their own.
    """
    areas = _rules(areas)
    head = _stacked(grid.head, areas)
    rows: list[list[list[Run]]] = []
    joinable: Line | None = None
    for number, line in enumerate(head):
        below = head[number + 1] if number + 1 < len(head) else None
        row, spans = _row(line, below, grid, areas)
        near = joinable is not None and line.rect.top - joinable.rect.bottom < _NEAR * line.size
        if rows and near and not spans:
            for cell, more in zip(rows[-1], row, strict=True):
                cell += more
        else:
            rows.append(row)
        joinable = None if spans else line
    return rows


def _stacked(head: Sequence[Line], areas: Sequence[Rect]) -> list[Line]:
    """The heading lines with the lines of each wrapped heading made one run."""
    cells: list[Run] = []
    for line in head:
        here: list[Run] = []
        for run in line.runs:
            near = [cell for cell in cells if run.base - cell.base <= _WRAPPED * run.size]
            over = [cell for cell in near if _beside(cell, run)]
            alone = len(over) == 1 and sum(_beside(over[0], other) for other in line.runs) == 1
            if alone and _goes_on(over[0], run, areas):
                cells.remove(over[0])
                text = f"{over[0].text} {run.text}"
                run = replace(Run.of([*over[0].words, *run.words], text), base=run.base)
            here.append(run)
        cells += here
    lines: list[Line] = []
    for cell in sorted(cells, key=lambda cell: (cell.rect.middle, cell.rect.left)):
        if lines and cell.rect.middle < lines[-1].rect.bottom - 0.3 * cell.size:
            lines[-1].runs.append(cell)
        else:
            lines.append(Line([cell]))
    for line in lines:
        line.runs.sort(key=lambda run: run.rect.left)
    return lines


def _beside(a: Run, b: Run) -> bool:
    return a.rect.left < b.rect.right and b.rect.left < a.rect.right


def _goes_on(cell: Run, run: Run, areas: Sequence[Rect]) -> bool:
    """Whether a heading goes on in the run right under it, no line between them."""
    if run.base - cell.base > _WRAPPED * run.size or abs(run.size - cell.size) > 0.1 * run.size:
        return False
    if any(
        cell.base - 1 < area.middle < run.base - 0.5 * run.size
        and area.left < run.rect.center < area.right
        for area in areas
    ):
        return False
    if is_year(run.text):
        return cell.text[-1] in ",，" or cell.rect.width <= 1.4 * run.rect.width
    return True


def _row(
    line: Line, below: Line | None, grid: Grid, areas: Sequence[Rect]
) -> tuple[list[list[Run]], bool]:
    bands = grid.bands
    row: list[list[Run]] = [[] for _ in range(len(bands) + 1)]
    over: list[Run] = []
    for place, run in enumerate(line.runs):
        if not place and _is_corner(run, grid):
            row[0].append(run)
        else:
            over.append(run)
    spans = False
    for run, columns in zip(over, _assign(over, below, bands, line, areas), strict=True):
        spans = spans or len(columns) > 1
        for column in columns:
            row[column + 1].append(run)
    return row, spans


def _rules(areas: Sequence[Rect]) -> list[Rect]:
    """The level lines among drawn areas; those that were drawn in pieces made whole."""
    flat = [area for area in areas if area.height <= _RULE < 1.5 * area.width]
    whole: list[Rect] = []
    for area in sorted(flat, key=lambda area: (round(area.middle), area.left)):
        last = whole[-1] if whole else None
        level = last is not None and abs(last.middle - area.middle) < 1
        if last is not None and level and area.left < last.right + _TOUCHING:
            whole[-1] = Rect.around((last, area))
        else:
            whole.append(area)
    return whole


def _is_corner(run: Run, grid: Grid) -> bool:
    """Whether the first heading of a line stands over the labels."""
    first = grid.bands[0]
    if is_year(run.text) or run.rect.left >= first.left:
        return False
    return run.rect.left - grid.labels.left < abs(run.rect.center - first.center)


def _assign(
    runs: Sequence[Run],
    below: Line | None,
    bands: Sequence[Rect],
    line: Line,
    areas: Sequence[Rect],
) -> list[range]:
    """For each heading of a line, from left to right, the columns that it stands over."""
    if len(runs) == len(bands):
        return [range(column, column + 1) for column in range(len(bands))]
    floor = below.rect.middle if below is not None else float("inf")
    ruled = [_ruled(run, floor, bands, areas) for run in runs]
    if all(ruled) and all(a.stop <= b.start for a, b in pairwise(ruled)):
        return ruled
    singles = [_nearest(run.rect, bands) for run in runs]
    if below is None and all(a < b for a, b in pairwise(singles)):
        return [range(column, column + 1) for column in singles]
    groups = _partition([run.rect for run in runs], bands)
    return [_narrowed(run, group, below, bands) for run, group in zip(runs, groups, strict=True)]


def _nearest(rect: Rect, bands: Sequence[Rect]) -> int:
    def apart(column: int) -> tuple[float, float]:
        band = bands[column]
        gap = max(band.left - rect.right, rect.left - band.right, 0.0)
        return gap, abs(band.center - rect.center)

    return min(range(len(bands)), key=apart)


def _ruled(run: Run, floor: float, bands: Sequence[Rect], areas: Sequence[Rect]) -> range:
    """The columns over which a line is drawn under the heading, not below `floor`."""
    best = range(0)
    for area in areas:
        if not -1 < area.top - run.base < _RULE_BELOW * run.size or area.middle > floor:
            continue
        if not (area.left <= run.rect.center <= area.right):
            continue
        inside = [
            n for n, band in enumerate(bands) if area.left - 1 <= band.center <= area.right + 1
        ]
        if inside and len(inside) > len(best):
            best = range(inside[0], inside[-1] + 1)
    return best


def _partition(rects: Sequence[Rect], bands: Sequence[Rect]) -> list[range]:
    """Neighbouring columns for each heading, so that their middles lie as near as may be."""
    count, width = len(rects), len(bands)
    best: list[list[tuple[float, int, int]]] = [
        [(float("inf"), 0, 0)] * (width + 1) for _ in range(count + 1)
    ]
    for after in range(width + 1):
        best[0][after] = (_SKIPPED * after, 0, 0)
    for number in range(1, count + 1):
        rect = rects[number - 1]
        for after in range(1, width + 1):
            skipped = best[number][after - 1]
            choice = (skipped[0] + _SKIPPED, skipped[1], skipped[2])
            for start in range(after):
                center = (bands[start].left + bands[after - 1].right) / 2
                cost = best[number - 1][start][0] + abs(center - rect.center)
                if cost < choice[0]:
                    choice = (cost, start, after)
            best[number][after] = choice
    groups: list[range] = []
    after = width
    for number in range(count, 0, -1):
        _, start, stop = best[number][after]
        groups.insert(0, range(start, stop))
        after = start
    return groups


def _narrowed(run: Run, group: range, below: Line | None, bands: Sequence[Rect]) -> range:
    """A heading right over a single other one, and not much wider, is that one's first line."""
    if len(group) < 2 or below is None or below.runs[0].base - run.base > _WRAPPED * run.size:
        return group
    under = [
        other
        for other in below.runs
        if other.rect.left < run.rect.right and run.rect.left < other.rect.right
    ]
    if len(under) == 1 and run.rect.width <= 1.4 * under[0].rect.width:
        column = _nearest(under[0].rect, bands)
        return range(column, column + 1)
    return group
