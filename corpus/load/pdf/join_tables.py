"""Tables that run over pages made one; repeated heading rows and page lists dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.load.pdf.paragraphs import Paragraph
from corpus.load.pdf.table_rows import Cell, Table

_APART = 12.0  # points by which the columns of two parts of one table may be off
_PAGE = re.compile(r"[A-Z]{0,2}-?\d{1,4}")
_GOES_ON = re.compile(r"(?i)continued|續|续")
_MOST_BETWEEN = 4  # short paragraphs between two parts ("continued")
_PAGES_ON = 2
_TITLES = 8  # paragraphs before the first part of a table in which its titles are


def join_tables(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """`paragraphs` with the parts of a table on following pages put together."""
    joined: list[Paragraph] = []
    for paragraph in paragraphs:
        before = _part_before(joined, paragraph)
        if before is None or paragraph.table is None or before.table is None:
            joined.append(paragraph)
            continue
        del joined[joined.index(before) + 1 :]
        rows = paragraph.table.rows[_repeated(before.table, paragraph.table) :]
        before.table = replace(before.table, rows=before.table.rows + rows)
        before.rows_on += [(len(rows), paragraph.page)]
        before.lines.append((paragraph.first, paragraph.page))
    return joined


def _part_before(joined: Sequence[Paragraph], paragraph: Paragraph) -> Paragraph | None:
    """The table on the page before (a blank one may lie between) that `paragraph` goes on with."""
    if paragraph.table is None:
        return None
    for place in range(len(joined) - 1, max(len(joined) - 2 - _MOST_BETWEEN, -1), -1):
        before = joined[place]
        if before.table is not None:
            follows = before.page < paragraph.page <= before.page + _PAGES_ON
            return before if follows and _continues(before.table, paragraph.table) else None
        if not _GOES_ON.search(before.text) and not _is_repeated(joined[:place], before):
            return None
    return None


def _is_repeated(joined: Sequence[Paragraph], title: Paragraph) -> bool:
    """Whether a line over the second part of a table stood over the first part as well."""
    return any(p.text == title.text and p.page < title.page for p in joined[-_TITLES:])


def _continues(table: Table, part: Table) -> bool:
    if len(table.bands) != len(part.bands):
        return False
    pairs = zip(table.bands, part.bands, strict=True)
    if any(abs(a.right - b.right) > _APART and abs(a.center - b.center) > _APART for a, b in pairs):
        return False
    return not part.head or _texts(table.rows[: table.head]) == _texts(part.rows[: part.head])


def _repeated(table: Table, part: Table) -> int:
    """How many rows of `part` repeat the heading of `table`."""
    return part.head


def _texts(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


def is_page_list(table: Table, pages: int) -> bool:
    """Whether a table is a table of contents: one column of page numbers that ascend."""
    if len(table.bands) != 1:
        return False
    numbers = [row[1].text for row in table.rows[table.head :] if len(row) > 1 and row[1].text]
    if len(numbers) < 3 or not all(_PAGE.fullmatch(number) for number in numbers):
        return False
    values = [int(re.sub(r"\D", "", number)) for number in numbers]
    return all(a <= b for a, b in pairwise(values)) and values[-1] <= pages + 20
