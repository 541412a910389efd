"""A line of a page: what stands on one height, parted into runs."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from corpus.load.pdf.cells import is_value, is_year
from corpus.load.pdf.geometry import Rect, Run


@dataclass(slots=True)
class Line:
    """The runs of a line from left to right. Changes while a page is being read."""

    runs: list[Run]

    @property
    def rect(self) -> Rect:
        return Rect.around(run.rect for run in self.runs)

    @property
    def size(self) -> float:
        return median(run.size for run in self.runs)

    def is_row(self) -> bool:
        """Whether a figure stands in it to the right of something else."""
        return any(is_value(run.text) for run in self.runs[1:])

    def is_year_row(self) -> bool:
        """Whether its figures are years and quarters only, as over the columns of a table."""
        figures = [run.text for run in self.runs if is_value(run.text) or is_year(run.text)]
        return bool(figures) and all(is_year(text) for text in figures)


def overlap(a: Rect, b: Rect) -> float:
    return min(a.right, b.right) - max(a.left, b.left)


def figure_rects(line: Line) -> list[Rect]:
    return [run.rect for run in line.runs[1:] if is_value(run.text)]
