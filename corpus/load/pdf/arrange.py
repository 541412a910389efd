"""The order in which the parts of a page are read: columns, text boxes, tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from corpus.load.markers import is_bare_bullet, marker_style
from corpus.load.pdf.cells import is_value
from corpus.load.pdf.geometry import Rect, Run
from corpus.load.pdf.table_rows import Table
from corpus.script import has_han

_GUTTER = 1.0  # of the font size, at least, between two columns
_SHORT = 14  # characters; a column of such lines beside another is no column of text
_NEAR = 1.3  # of the font size, between two runs of one text
_SAME_LINE = 0.35  # of the font size, between the baselines of one line
_STACKED = 3  # lines
_DEEPEST = 40  # cuts into each other
_NARROW_GAP = 0.25  # of the font size: a gap between lines to cut a page at


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of running text; lines of one column of a page share their `column`."""

    text: str
    rect: Rect
    base: float
    size: float
    bold: bool
    first_word: float  # the width of its first word
    column: int


Part = TextLine | Table


@dataclass(frozen=True, slots=True)
class _Item:
    rect: Rect
    size: float
    content: Run | Table

    @property
    def is_table(self) -> bool:
        return isinstance(self.content, Table)


def arrange(runs: Sequence[Run], tables: Sequence[Table]) -> list[Part]:
    """Lines and tables of a page in reading order.

    A page is cut along its widest gaps: into columns side by side where both sides hold text of
    their own, else into what stands above and below (the recursive X-Y cut of Nagy and Seth).
    """
    items = [_Item(run.rect, run.size, run) for run in runs]
    items += [_Item(table.rect, 0.0, table) for table in tables]
    parts: list[Part] = []
    _cut(items, parts, [0], 0)
    return parts


def _cut(items: list[_Item], parts: list[Part], columns: list[int], depth: int) -> None:
    if not items:
        return
    if depth < _DEEPEST and len(items) > 1:
        sides = _side_by_side(items)
        if sides is not None:
            for side in sides:
                columns[0] += 1
                _cut(side, parts, columns, depth + 1)
            columns[0] += 1
            return
        above_below = _above_below(items)
        if above_below is not None:
            for part in above_below:
                _cut(part, parts, columns, depth + 1)
            return
    _emit(items, parts, columns[0])


def _side_by_side(items: Sequence[_Item]) -> tuple[list[_Item], list[_Item]] | None:
    """Two columns of `items` with the widest gutter between them, the one to read first first."""
    best, where = 0.0, 0.0
    right = float("-inf")
    for item in sorted(items, key=lambda item: item.rect.left):
        if right > float("-inf") and item.rect.left - right > best:
            best, where = item.rect.left - right, (item.rect.left + right) / 2
        right = max(right, item.rect.right)
    size = median(item.size for item in items)
    if best < max(_GUTTER * size, 4.0):
        return None
    left = [item for item in items if item.rect.center < where]
    other = [item for item in items if item.rect.center >= where]
    if not _are_columns(left, other) and not (_is_stack(left) and _is_stack(other)):
        return None
    tables = any(item.is_table for item in items)
    if not tables and min(_usual_length(left), _usual_length(other)) < _SHORT:
        above_below = _widest_level_gap(items)
        if above_below[0] > best:
            return None  # scattered words: what stands apart most is parted first
    if any(item.is_table for item in other) and not any(item.is_table for item in left):
        return other, left  # notes beside a table are read after it
    return left, other


def _are_columns(left: Sequence[_Item], right: Sequence[_Item]) -> bool:
    """Whether two sides are read one after the other, not line by line across."""
    if any(item.is_table for item in (*left, *right)):
        return True
    if len(left) == 1 and len(right) == 1:
        return not _level(left[0], right[0])
    bases = sorted(item.content.base for item in left if isinstance(item.content, Run))
    level = 0
    for item in right:
        if isinstance(item.content, Run):
            near = _SAME_LINE * item.size
            at = bisect_left(bases, item.content.base - near)
            level += at < len(bases) and bases[at] < item.content.base + near
    if 2 * level < min(len(left), len(right)):
        return True
    return min(_usual_length(left), _usual_length(right)) >= _SHORT


def _level(a: _Item, b: _Item) -> bool:
    if not (isinstance(a.content, Run) and isinstance(b.content, Run)):
        return False
    return abs(a.content.base - b.content.base) < _SAME_LINE * max(a.size, b.size)


def _usual_length(items: Sequence[_Item]) -> float:
    lengths = []
    for item in items:
        if isinstance(item.content, Run) and not is_value(item.content.text):
            text = item.content.text
            lengths.append(len(text) * (2 if has_han(text) else 1))
        else:
            lengths.append(0)
    return median(lengths)


def _is_stack(items: Sequence[_Item]) -> bool:
    """Whether lines are set centered over each other, as in a box of a slide."""
    if len(items) < _STACKED:
        return False
    size = median(item.size for item in items)
    centers = [item.rect.center for item in items]
    lefts = [item.rect.left for item in items]
    return max(centers) - min(centers) < 2 * size and max(lefts) - min(lefts) > size


def _widest_level_gap(items: Sequence[_Item]) -> tuple[float, float]:
    """The widest gap between what stands above and below, and where it is."""
    best, where = 0.0, 0.0
    bottom = float("-inf")
    for item in sorted(items, key=lambda item: item.rect.top):
        if bottom > float("-inf") and item.rect.top - bottom > best:
            best, where = item.rect.top - bottom, (item.rect.top + bottom) / 2
        bottom = max(bottom, item.rect.bottom)
    return best, where


def _above_below(items: Sequence[_Item]) -> tuple[list[_Item], list[_Item]] | None:
    best, where = _widest_level_gap(items)
    if best <= _NARROW_GAP * median(item.size for item in items):
        return None
    above = [item for item in items if item.rect.middle < where]
    below = [item for item in items if item.rect.middle >= where]
    return above, below


def _emit(items: Sequence[_Item], parts: list[Part], column: int) -> None:
    """What is left without a gap, line by line from the top."""
    line: list[Run] = []
    for item in sorted(items, key=lambda item: (_base(item), item.rect.left)):
        if isinstance(item.content, Table):
            _flush(line, parts, column)
            line = []
            parts.append(item.content)
            continue
        run = item.content
        if line and run.base - line[0].base > _SAME_LINE * min(run.size, line[0].size):
            _flush(line, parts, column)
            line = []
        line.append(run)
    _flush(line, parts, column)


def _base(item: _Item) -> float:
    return item.content.base if isinstance(item.content, Run) else item.rect.top


def _flush(line: Sequence[Run], parts: list[Part], column: int) -> None:
    """Emit the runs of one line: those that belong together as one."""
    group: list[Run] = []
    for run in sorted(line, key=lambda run: run.rect.left):
        if group and not _belongs(group[-1], run):
            parts.append(_text_line(group, column))
            group = []
        group.append(run)
    if group:
        parts.append(_text_line(group, column))


def _belongs(run: Run, following: Run) -> bool:
    """Whether two runs of a line are one text: an item and its marker, a name and its figure."""
    if following.rect.left - run.rect.right < _NEAR * run.size:
        return True
    if is_bare_bullet(run.text) or marker_style(run.text + " x") or is_value(following.text):
        return True
    return not has_han(run.text[-1:]) and not has_han(following.text[:1])


def _text_line(runs: Sequence[Run], column: int) -> TextLine:
    words = [word for run in runs for word in run.words]
    whole = Run.of(words, " ".join(run.text for run in runs))
    first = words[0]
    width = first.size if has_han(first.text[:1]) else first.rect.width
    return TextLine(whole.text, whole.rect, whole.base, whole.size, whole.bold, width, column)
