"""Tables whose cells are all ruled: their lines say what the rows, columns and merged cells are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.load.pdf.cells import is_value, is_year, join_marks
from corpus.load.pdf.geometry import Rect, Run, Word
from corpus.load.pdf.table_rows import Cell, Table, cell_of
from corpus.load.pdf.words import lines_of, runs_of

_THIN = 3.0  # points: what is no thicker is a line
_SHORTEST = 6.0
_SNAP = 2.5  # points within which two lines are one
_COVERED = 0.7  # of a side of a cell must be drawn
_MOST_LINES = 120  # of each direction; more is a drawing
_CLOSE = 0.4  # of the font size: words so near on both sides of a line are not parted by it
_MOST_DRAWN = 3_000  # lines of a page
_FEWEST_FILLED = 0.4  # of the cells


@dataclass(frozen=True, slots=True)
class _Lattice:
    """The level and upright lines of one table and where cells begin."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    level: tuple[Rect, ...]
    upright: tuple[Rect, ...]


def find_ruled_tables(
    words: Sequence[Word], areas: Sequence[Rect]
) -> tuple[list[Table], list[Word]]:
    """The ruled tables of a page, and the words outside them."""
    tables: list[Table] = []
    rest = list(words)
    for lattice in _lattices(areas):
        left, right, top, bottom = lattice.xs[0], lattice.xs[-1], lattice.ys[0], lattice.ys[-1]
        inside = [w for w in rest if left < w.rect.center < right and top < w.rect.middle < bottom]
        over = _written_over(lattice, inside)
        inside = [word for word in inside if id(word) not in over]
        table = _table(lattice, inside)
        if table is not None:
            tables.append(table)
            taken = set(map(id, inside))
            rest = [word for word in rest if id(word) not in taken]
    return tables, rest


def _written_over(lattice: _Lattice, words: Sequence[Word]) -> set[int]:
    """Words (by identity) of a line that runs over the side of a cell: notes over the table."""
    found: set[int] = set()
    for line in lines_of(words):
        for run in runs_of(line):
            crossed = any(
                b.rect.left - a.rect.right < _CLOSE * run.size
                and any(
                    a.rect.center < x < b.rect.center and _is_drawn(lattice, x, run.rect.middle)
                    for x in lattice.xs
                )
                for a, b in pairwise(run.words)
            )
            if crossed and not any(is_value(word.text) for word in run.words):
                found.update(map(id, run.words))
    return found


def _is_drawn(lattice: _Lattice, x: float, y: float) -> bool:
    return any(abs(a.center - x) <= _SNAP and a.top <= y <= a.bottom for a in lattice.upright)


def _lattices(areas: Sequence[Rect]) -> Iterator[_Lattice]:
    """Groups of crossing lines, from the top of the page."""
    level = [a for a in areas if a.height <= _THIN and a.width >= _SHORTEST]
    upright = [a for a in areas if a.width <= _THIN and a.height >= _SHORTEST]
    if len(level) < 3 or len(upright) < 3 or len(level) + len(upright) > _MOST_DRAWN:
        return
    groups = _connected([*level, *upright])
    for group in sorted(groups, key=lambda lines: min(line.top for line in lines)):
        across = tuple(a for a in group if a.height <= _THIN and a.width >= _SHORTEST)
        down = tuple(a for a in group if a.width <= _THIN and a.height >= _SHORTEST)
        xs, ys = _places([a.center for a in down]), _places([a.middle for a in across])
        if 3 <= len(xs) <= _MOST_LINES and 3 <= len(ys) <= _MOST_LINES:
            yield _Lattice(xs, ys, across, down)


def _connected(lines: Sequence[Rect]) -> list[list[Rect]]:
    """Lines that touch, directly or by others, together."""
    groups: list[tuple[Rect, list[Rect]]] = []
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        touching = [g for g in groups if _touch(g[0], line)]
        merged = [line, *(other for g in touching for other in g[1])]
        bounds = Rect.around([line, *(g[0] for g in touching)])
        groups = [g for g in groups if g not in touching] + [(bounds, merged)]
    return [lines for _, lines in groups]


def _touch(a: Rect, b: Rect) -> bool:
    return (
        a.left <= b.right + _SNAP
        and b.left <= a.right + _SNAP
        and a.top <= b.bottom + _SNAP
        and b.top <= a.bottom + _SNAP
    )


def _places(values: Sequence[float]) -> tuple[float, ...]:
    places: list[list[float]] = []
    for value in sorted(values):
        if places and value - places[-1][-1] <= _SNAP:
            places[-1].append(value)
        else:
            places.append([value])
    return tuple(sum(group) / len(group) for group in places)


def _table(lattice: _Lattice, words: Sequence[Word]) -> Table | None:
    """The table of a lattice; `None` where its lines part no rows or no columns of figures."""
    owner = _owners(lattice)
    if owner is None:
        return None
    texts = _texts(lattice, owner, words)
    if texts is None:
        return None
    height, width = len(lattice.ys) - 1, len(lattice.xs) - 1
    used = [c for c in range(width) if any(texts.get(owner[r, c]) for r in range(height))]
    lines = [r for r in range(height) if any(texts.get(owner[r, c]) for c in range(width))]
    filled = sum(bool(texts.get(owner[r, c])) for r in lines for c in used)
    if len(used) < 2 or len(lines) < 2 or filled < _FEWEST_FILLED * len(lines) * len(used):
        return None
    rows: list[tuple[Cell, ...]] = []
    for r in lines:
        if len({owner[r, c] for c in used}) == 1:
            rows.append((texts.get(owner[r, used[0]], Cell("")),))
        else:
            row = tuple(texts.get(owner[r, c], Cell("")) for c in used)
            rows.append(row if any(cell.text for cell in row[1:]) else row[:1])
    rows = _merged_labels(rows, [owner[r, used[0]] for r in lines])
    ys, xs = lattice.ys, lattice.xs
    bands = tuple(Rect(xs[c], ys[0], xs[c + 1], ys[-1]) for c in used[1:])
    return Table(tuple(rows), _head(rows), Rect(xs[0], ys[0], xs[-1], ys[-1]), bands)


def _owners(lattice: _Lattice) -> dict[tuple[int, int], tuple[int, int]] | None:
    """For each field of the lattice, the first field of the cell that it is part of."""
    height, width = len(lattice.ys) - 1, len(lattice.xs) - 1
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r in range(height):
        for c in range(width):
            own = (r, c)
            if c and not _upright_at(lattice, r, c):
                own = owner[r, c - 1]
            elif r and not _level_at(lattice, r, c):
                own = owner[r - 1, c]
            owner[r, c] = own
    if len(set(owner.values())) < 4:
        return None
    return owner


def _upright_at(lattice: _Lattice, row: int, column: int) -> bool:
    """Whether a line is drawn on the left of a field."""
    x, top, bottom = lattice.xs[column], lattice.ys[row], lattice.ys[row + 1]
    drawn = [a for a in lattice.upright if abs(a.center - x) <= _SNAP]
    return _covered([(a.top, a.bottom) for a in drawn], top, bottom)


def _level_at(lattice: _Lattice, row: int, column: int) -> bool:
    """Whether a line is drawn on top of a field."""
    y, left, right = lattice.ys[row], lattice.xs[column], lattice.xs[column + 1]
    drawn = [a for a in lattice.level if abs(a.middle - y) <= _SNAP]
    return _covered([(a.left, a.right) for a in drawn], left, right)


def _covered(spans: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    covered = 0.0
    at = start
    for first, last in sorted(spans):
        first, last = max(first, at), min(last, end)
        if last > first:
            covered += last - first
            at = last
    return covered >= _COVERED * (end - start)


def _texts(
    lattice: _Lattice, owner: dict[tuple[int, int], tuple[int, int]], words: Sequence[Word]
) -> dict[tuple[int, int], Cell] | None:
    """The text of each cell; `None` where one holds several figures, and so is no cell."""
    inside: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        r = sum(y < word.rect.middle for y in lattice.ys) - 1
        c = sum(x < word.rect.center for x in lattice.xs) - 1
        inside.setdefault(owner[r, c], []).append(word)
    texts: dict[tuple[int, int], Cell] = {}
    for place, group in inside.items():
        runs = [run for line in lines_of(group) for run in join_marks(list(runs_of(line)))]
        if sum(is_value(run.text) for run in runs) > 1 or _reach_out(runs, place, owner, lattice):
            return None
        if runs:
            texts[place] = cell_of(runs)
    return texts


def _reach_out(
    runs: Sequence[Run],
    place: tuple[int, int],
    owner: dict[tuple[int, int], tuple[int, int]],
    lattice: _Lattice,
) -> bool:
    """Whether words reach far over the sides of their cell: the lines are not its own."""
    last = max(c for (r, c), own in owner.items() if own == place and r == place[0])
    left, right = lattice.xs[place[1]], lattice.xs[last + 1]
    return any(run.rect.left < left - run.size or run.rect.right > right + run.size for run in runs)


def _merged_labels(
    rows: list[tuple[Cell, ...]], owners: Sequence[tuple[int, int]]
) -> list[tuple[Cell, ...]]:
    """Where the first column groups the labels of the second, both become one label."""
    first = _head(rows)
    body, places = rows[first:], owners[first:]
    merged = len(set(places)) < len(places)
    second = [row[1].text for row in body if len(row) > 2]
    words = [text for text in second if text and not is_value(text) and not is_year(text)]
    if not merged or 2 * len(words) <= len(second):
        return rows
    joined: list[tuple[Cell, ...]] = []
    above = Cell("")
    for number, row in enumerate(rows):
        if len(row) < 3:
            joined.append(row)
            continue
        group, label = row[0], row[1]
        if number >= first and label.text:
            above = group = group if group.text else above  # goes on where the next one is empty
        if group == label or not label.text:
            joined.append((group, *row[2:]))
        elif not group.text:
            joined.append(row[1:])
        else:
            rects = [cell.rect for cell in (group, label) if cell.rect]
            joined.append((Cell(f"{group.text} {label.text}", Rect.around(rects)), *row[2:]))
    return joined


def _head(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows stand over the first figure."""
    for number, row in enumerate(rows):
        if any(is_value(cell.text) and not is_year(cell.text) for cell in row[1:]):
            return number
    return 0
