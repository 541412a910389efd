"""Page numbers and running heads and feet: what most pages have at their edges."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.load.pdf.line import Line

_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 3
_FEWEST_PAGES = 3
_MARGIN = 0.12  # of a page's height, at its top and bottom
_SAME_PLACE = 8.0  # points
_SHARE = 0.3  # of the pages: left and right pages can differ, and chapters have their own
_PAGE_NUMBER = re.compile(
    r"[ivxlc]{1,6}|[-–—]?\s?(?:[A-Z]-)?\d{1,4}\s?[-–—]?|page \d{1,4}(?: of \d{1,4})?", re.I
)


def drop_running_lines(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """The lines of each page without those that stand, numbers aside, at the same place among
    the first or last lines of three pages in ten at least, and without bare page numbers at the
    very edge."""
    edges = [_edges(page, height) for page, height in zip(pages, heights, strict=True)]
    seen = Counter(
        shape
        for page, at in zip(pages, edges, strict=True)
        for shape in {_shape(page[n]) for n in at}
    )
    enough = max(_FEWEST_PAGES, _SHARE * len(pages))
    kept = []
    for page, at in zip(pages, edges, strict=True):
        running = {n for n in at if seen[_shape(page[n])] >= enough}
        left = [line for n, line in enumerate(page) if n not in running]
        if len(pages) >= _FEWEST_PAGES:
            left = _without_number(left)
        kept.append(left)
    return kept


def _edges(page: Sequence[Line], height: float) -> set[int]:
    size = len(page)
    first = range(min(_EDGE_LINES, size))
    last = range(max(size - _EDGE_LINES, 0), size)
    return {n for n in first if page[n].rect.bottom < _MARGIN * height} | {
        n for n in last if page[n].rect.top > (1 - _MARGIN) * height
    }


def _shape(line: Line) -> tuple[str, int]:
    text = _DIGITS.sub("0", " ".join(run.text for run in line.runs))[:200]
    return text, round(line.rect.middle / _SAME_PLACE)


def _without_number(page: list[Line]) -> list[Line]:
    if page and all(_PAGE_NUMBER.fullmatch(run.text) for run in page[-1].runs):
        return page[:-1]
    return page
