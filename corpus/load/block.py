"""Blocks: the paragraphs of a report before they become one text, and the cleaning of lines.

A block is what lies between two paragraph ends of the normalised text: a heading, a paragraph,
a whole list, a whole table or a caption. It remembers which source line each part came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.report import Box

CELL = " | "  # between the cells of a table row, whatever the file put there
ROW = "\n"  # between the rows of a table, the items of a list, the lines of code

# Controls but tab, newline and form feed; soft hyphens, zero-width and direction marks;
# private-use characters (symbol fonts leave them behind) and halves of surrogate pairs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ue000-\uf8ff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)
_WIDE = (
    "\u2e80-\u2fdf\u3001-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef"
)
_SPACE_BY_WIDE = re.compile(f" (?=[{_WIDE}])|(?<=[{_WIDE}]) ")
_IS_WIDE = re.compile(f"[{_WIDE}]")


class BlockKind(StrEnum):
    """What a block is. A list is a text whose items stand on lines of their own."""

    HEADING = "heading"
    TEXT = "text"
    TABLE = "table"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one source line (1-based) on one page (0 where there are no pages).

    `breaks` tells that a new row or item begins here, rather than a continued sentence; `box`
    is where it lies on the page, in formats with a layout.
    """

    text: str
    line: int
    page: int = 0
    breaks: bool = False
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """From `offset` in its block on, the text stood on source line `line` of page `page`, in
    `box` where there is a layout."""

    offset: int
    line: int
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. `level` is a heading's depth, 1 the highest; 0 for other blocks."""

    kind: BlockKind
    text: str
    marks: tuple[Mark, ...]
    level: int = 0


# Bullets of symbol fonts, which land in the private-use area.
_SYMBOL_BULLET = re.compile(
    "[\uf06c\uf06e-\uf071\uf075-\uf077\uf09f\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc\uf0fe]"
)


def drop_invisible(text: str) -> str:
    """`text` without the characters that nobody can see; tabs and line ends stay, and the
    bullets of symbol fonts become ordinary ones."""
    if not text.isascii():
        text = _SYMBOL_BULLET.sub("▪", text)
    return _INVISIBLE.sub("", text)


def clean(text: str, *, chinese: bool) -> str:
    """One line with single spaces and, in Chinese, none beside a Chinese character."""
    text = " ".join(text.split())
    return _SPACE_BY_WIDE.sub("", text) if chinese else text


def make_block(
    kind: BlockKind,
    pieces: Iterable[Piece],
    *,
    chinese: bool,
    level: int = 0,
    hyphenated: frozenset[str] = frozenset(),
) -> Block | None:
    """Join the lines of one paragraph; `None` where nothing visible is left.

    `hyphenated` are words (lower case) that the report writes with their hyphen elsewhere, so
    that a line end does not take it from them.
    """
    parts: list[str] = []
    marks: list[Mark] = []
    size, last = 0, ""
    for piece in pieces:
        text = clean(piece.text, chinese=chinese)
        if not text:
            continue
        if last:
            glue = ROW if piece.breaks else _glue(last, text, chinese)
            if glue == "" and not piece.breaks and _splits_word(last, text, hyphenated):
                parts[-1] = parts[-1][:-1]
                size -= 1
            parts.append(glue)
            size += len(glue)
        mark = Mark(size, piece.line, piece.page, piece.box)
        if not marks or replace(marks[-1], offset=size) != mark:
            marks.append(mark)
        parts.append(text)
        size += len(text)
        last = text
    return Block(kind, "".join(parts), tuple(marks), level) if parts else None


def make_table(rows: Iterable[Sequence[Piece]], *, chinese: bool) -> Block | None:
    """A table from its rows of cells; an empty cell keeps its column. Every cell has a mark of its
    own. `None` where nothing visible is left.

    A cell's text never holds a bar or a line end: those part the cells and the rows.
    """
    parts: list[str] = []
    marks: list[Mark] = []
    size = 0
    for row in rows:
        texts = [clean(cell.text.replace("|", "/"), chinese=chinese) for cell in row]
        if not any(texts):
            continue
        for number, (cell, text) in enumerate(zip(row, texts, strict=True)):
            glue = CELL if number else ROW if parts else ""
            size += len(glue)
            mark = Mark(size, cell.line, cell.page, cell.box)
            if not marks or replace(marks[-1], offset=size) != mark:
                marks.append(mark)
            parts += (glue, text)
            size += len(text)
    return Block(BlockKind.TABLE, "".join(parts), tuple(marks)) if parts else None


def _glue(left: str, right: str, chinese: bool) -> str:
    """What stands between two lines of one sentence."""
    both = _IS_WIDE.match(left[-1]), _IS_WIDE.match(right[0])
    if any(both) and (chinese or all(both)):
        return ""
    hyphen = left[-1] in "-\u2010\u2011" and len(left) > 1 and left[-2].isalnum()
    return "" if hyphen and right[0].isalnum() else " "


def _splits_word(left: str, right: str, hyphenated: frozenset[str]) -> bool:
    """Whether the hyphen that ends `left` is there only because the line ended."""
    if not (left[-1] in "-\u2010" and left[-2:-1].islower() and right[0].islower()):
        return False
    head = left[:-1][-40:].split()[-1]
    tail = right[:40].split()[0].strip(".,;:!?)\"'")
    return f"{head}-{tail}".lower() not in hyphenated


_HYPHENATED = re.compile(r"(?<![\w-])[A-Za-z]{1,30}-[A-Za-z]{1,30}(?![\w-])")


def hyphenated_words(lines: Sequence[str]) -> frozenset[str]:
    """Words written with a hyphen inside a line, in lower case."""
    return frozenset(
        word.lower() for line in lines if "-" in line for word in _HYPHENATED.findall(line)
    )
