"""The lines over a table that name its columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.load.pdf.geometry import Rect, Run
from corpus.load.pdf.line import Line, overlap
from corpus.load.pdf.words import join_words

_LONGEST_HEADER = 42  # characters of a heading in one line of one column
MOST_HEADER_LINES = 6
_MOST_BETWEEN = 3  # lines of labels between the headings of the columns and the first figures
_CLEARLY = 1.6  # times as wide as the gaps between words: a gap between columns
_LARGER = 1.25  # times as large as what it stands over: a title, not the heading of a column


def years_over(lines: Sequence[Line], bands: Sequence[Rect]) -> int:
    """How many lines lead up to the last heading over the first row of figures."""
    after = 0
    for number, line in enumerate(lines):
        if line.is_row() and not line.is_year_row():
            break
        if line.is_year_row() or any(run.rect.left >= bands[0].left for run in line.runs):
            after = number + 1
    return after


def head_over(
    above: list[Line], first: Line, labels: Rect, bands: Sequence[Rect]
) -> tuple[list[Line], list[Line]]:
    """The heading lines of the columns over the row `first`, and lines of the label column
    between them and that row; both are taken off the end of `above`."""
    head: list[Line] = []
    between: list[Line] = []
    at, below = len(above), first
    while at and len(head) < MOST_HEADER_LINES:
        line = above[at - 1]
        line.runs = [part for run in line.runs for part in _parted(run, bands)]
        inside = [run for run in line.runs if run.rect.right > labels.left - 1]
        if not inside:
            at -= 1  # a line of the notes beside the table
            continue
        gap = below.rect.top - Rect.around(run.rect for run in inside).bottom
        if max(run.size for run in inside) > _LARGER * below.size:
            break
        if gap > (1.2 if head else 3.0) * max(line.size, below.size):
            break
        if all(run.rect.right <= bands[0].left for run in inside):
            if head or len(between) == _MOST_BETWEEN or len(inside) > 1:
                break
            between.insert(0, line)
        elif _heads(inside, labels, bands):
            head.insert(0, line)
        else:
            break
        below = line
        at -= 1
        if len(inside) < len(line.runs) and head:
            break  # notes beside the table: what is over it is theirs
    if not head:
        return [], []
    taken = head + between
    found = []
    for line in taken:
        found.append(Line([run for run in line.runs if run.rect.right > labels.left - 1]))
        line.runs = [run for run in line.runs if run.rect.right <= labels.left - 1]
    above[:] = [line for line in above if line.runs]
    return found[: len(head)], found[len(head) :]


def _parted(run: Run, bands: Sequence[Rect]) -> list[Run]:
    """A run that names several columns, set close, cut where they part; else the run alone."""
    over = [band for band in bands if overlap(run.rect, band) > 0.5 * min(band.width, run.size)]
    words = run.words
    if len(over) < 2 or len(words) < len(over) or run.rect.left < bands[0].left - 2 * run.size:
        return [run]
    gaps = sorted(
        ((b.rect.left - a.rect.right, n) for n, (a, b) in enumerate(pairwise(words), 1)),
        reverse=True,
    )
    cuts = gaps[: len(over) - 1]
    widest_left = gaps[len(over) - 1][0] if len(gaps) >= len(over) else 0.2 * run.size
    if cuts[-1][0] <= _CLEARLY * max(widest_left, 0.2 * run.size):
        return [run]
    places = [0, *sorted(n for _, n in cuts), len(words)]
    parts = [Run.of(words[a:b], join_words(words[a:b])) for a, b in pairwise(places)]
    fits = all(overlap(part.rect, band) > 0 for part, band in zip(parts, over, strict=True))
    return parts if fits else [run]


def _heads(runs: Sequence[Run], labels: Rect, bands: Sequence[Rect]) -> bool:
    """Whether a line names columns: nothing in it runs from the labels into the figures."""
    left, right = bands[0].left, bands[-1].right
    slack = 3.5 * runs[0].size
    over = [run for run in runs if run.rect.right > left]
    if not over or not all(len(run.text) <= _LONGEST_HEADER for run in over):
        return False
    if any(run.rect.right > right + 2 * slack for run in over):
        return False
    return all(run.rect.left >= max(left - slack, labels.left + 1) for run in over)
