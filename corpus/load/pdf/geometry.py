"""What lies on a page: places, characters, words, runs of words. Values only.

All places are in points from the page's top left corner as it is displayed; `y` grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.report import Box

HAIRLINE = 3.0  # points: what is no thicker is a line


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def center(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def on_page(self, page: int) -> Box:
        """The same rectangle as a box of a report's source map, in hundredths of a point."""
        return Box(
            page,
            round(self.left, 2),
            round(self.top, 2),
            round(self.right, 2),
            round(self.bottom, 2),
        )

    @classmethod
    def around(cls, rects: Iterable[Rect]) -> Rect:
        """The smallest rectangle that holds all of `rects`, one at least."""
        rects = list(rects)
        return cls(
            min(rect.left for rect in rects),
            min(rect.top for rect in rects),
            max(rect.right for rect in rects),
            max(rect.bottom for rect in rects),
        )


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as it is drawn. `base` is its baseline, `size` its font size in points."""

    text: str
    rect: Rect
    base: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a gap between them, on one baseline; `spaced` tells that the file has
    white space before them."""

    text: str
    rect: Rect
    base: float
    size: float
    bold: bool
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one line that stand near each other: a line of a column, or a cell."""

    words: tuple[Word, ...]
    text: str
    rect: Rect
    base: float
    size: float
    bold: bool

    @classmethod
    def of(cls, words: Sequence[Word], text: str = "") -> Run:
        """The run of `words`, ordered from left to right, one at least."""
        letters = sum(len(word.text) for word in words) or 1
        main = max(words, key=lambda word: len(word.text))
        bold = 2 * sum(len(word.text) for word in words if word.bold) > letters
        return cls(
            tuple(words),
            text or " ".join(word.text for word in words),
            Rect.around(word.rect for word in words),
            main.base,
            main.size,
            bold,
        )


def turned_back(rect: Rect, turn: int, width: float, height: float) -> Rect:
    """`rect` of a page that was turned clockwise by `turn` degrees, on the page before that, which
    is `width` × `height`."""
    corners = ((rect.left, rect.top), (rect.right, rect.bottom))
    if turn == 90:
        points = [(y, height - x) for x, y in corners]
    elif turn == 180:
        points = [(width - x, height - y) for x, y in corners]
    else:
        points = [(width - y, x) for x, y in corners]
    (x0, y0), (x1, y1) = points
    return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def sides_of(corners: Sequence[tuple[float, float]]) -> list[Rect]:
    """The level and upright sides of an outline; a thin one is a line itself."""
    if not corners:
        return []
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    whole = Rect(min(xs), min(ys), max(xs), max(ys))
    if min(whole.width, whole.height) <= HAIRLINE:
        return [whole]
    return [
        Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        for (x0, y0), (x1, y1) in pairwise(corners)
        if abs(x1 - x0) < 0.5 or abs(y1 - y0) < 0.5
    ]
