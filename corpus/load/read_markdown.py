"""Markdown → blocks. The marks go, the words stay; HTML is text like any other.

Covers what reports use of CommonMark and its tables: headings of both kinds, paragraphs, lists,
block quotes, tables, fenced code, rules, emphasis, links. Nothing is ever refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.load.block import CELL, Block, BlockKind, Piece, clean, hyphenated_words, make_block
from corpus.load.lines import Line, is_caption, read_lines

_HEADING = re.compile(r"(#{1,6})(?:[ \t\u3000]+(.*))?$")
_RULE = re.compile(r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$")
_UNDERLINE = re.compile(r"(?:=+|-{2,})$")
_ITEM = re.compile(r"(?:[-*+•]|(?P<number>\d{1,9}[.)]))[ \t]+(?=\S)")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_FRONT_KEY = re.compile(r"[\w-]{1,40}:|\s|#|-")
_BREAK = "\x00"  # stands for a line end while marks that run over lines are taken away

# An escaped mark is lifted into the private-use area, which `read_lines` has emptied, until the
# other marks are gone.
_LIFT = 0xE000
_LIFTED = re.compile(f"[{chr(_LIFT + 0x21)}-{chr(_LIFT + 0x7E)}]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPAN_OF_MARKS = [
    (re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s[^()]{0,300})?\)"), r"\1"),
    (re.compile(r"(?<!!)\[([^\[\]]{1,500})\]\([^()\s]{0,2000}(?:\s[^()]{0,300})?\)"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"(?<!`)`([^`]{1,500})`(?!`)"), r"\1"),
    (re.compile(r"\*\*\*(?=\S)([^*]{1,500})(?<=\S)\*\*\*"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*]{1,500})(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__(?=\S)([^_]{1,500})(?<=\S)__(?!\w)"), r"\1"),
    (re.compile(r"(?<![*\w])\*(?=[^\s*])([^*]{1,500})(?<=[^\s*])\*(?![*\w])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_]{1,500})(?<=[^\s_])_(?!\w)"), r"\1"),
    (re.compile(r"~~(?=\S)([^~]{1,500})(?<=\S)~~"), r"\1"),
]


def looks_like_markdown(text: str) -> bool:
    """Whether a text whose name does not say so is Markdown: it has headings marked with #,
    two at least or one that opens it."""
    head = text[:200_000].lstrip()
    headings = len(re.findall(r"^#{1,6} \S", head, re.MULTILINE))
    return headings >= 2 or (headings == 1 and head.startswith("#"))


def read_markdown(text: str, *, chinese: bool) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in order; `chinese` says how to join lines."""
    return _Reader(tuple(read_lines(text)), chinese).read()


class _Reader:
    """Takes lines from the front, one block at a time."""

    def __init__(self, lines: Sequence[Line], chinese: bool) -> None:
        self._lines = lines
        self._chinese = chinese
        self._hyphenated = hyphenated_words([line.text for line in lines])
        self._blocks: list[Block] = []

    def read(self) -> tuple[Block, ...]:
        at = self._front_matter()
        while at < len(self._lines):
            at = self._take(at)
        return tuple(self._blocks)

    def _take(self, at: int) -> int:
        """Read the block that begins at line `at`; gives the line after it."""
        text = self._lines[at].text
        if _FENCE.match(text):
            return self._code(at)
        heading = _HEADING.match(text)
        if heading:
            title = (heading[2] or "").rstrip()
            title = title.rstrip("#").rstrip() if title.endswith("#") else title
            self._add(BlockKind.HEADING, [self._piece(at, title)], level=len(heading[1]))
            return at + 1
        if _RULE.match(text):
            return at + 1
        if self._is_table(at):
            return self._table(at)
        if _ITEM.match(text):
            return self._list(at)
        return self._paragraph(at)

    def _front_matter(self) -> int:
        """Skip a YAML head between two --- lines."""
        if not self._lines or self._lines[0].text != "---" or self._lines[0].number != 1:
            return 0
        for at, line in enumerate(self._lines[1:60], 1):
            if line.text == "---":
                return at + 1
            if line.indent == 0 and not _FRONT_KEY.match(line.text):
                return 0
        return 0

    def _code(self, at: int) -> int:
        found = _FENCE.match(self._lines[at].text)
        fence = found[1] if found else ""
        pieces: list[Piece] = []
        for number in range(at + 1, len(self._lines)):
            line = self._lines[number]
            if line.text.startswith(fence) and not line.text.strip(fence[0]):
                self._add(BlockKind.TEXT, pieces)
                return number + 1
            pieces.append(Piece(line.text, line.number, line.page, breaks=True))
        self._add(BlockKind.TEXT, pieces)
        return len(self._lines)

    def _is_table(self, at: int) -> bool:
        line = self._lines[at].text
        if "|" not in line or at + 1 >= len(self._lines) or self._lines[at + 1].gap:
            return False
        below = self._lines[at + 1].text
        if "|" in below and len(below) < 10_000 and _DELIMITER.match(below):
            return True
        return all(len(row) > 1 and row[0] == row[-1] == "|" for row in (line, below))

    def _table(self, at: int) -> int:
        pieces: list[Piece] = []
        first = at
        while at < len(self._lines) and "|" in self._lines[at].text:
            line = self._lines[at]
            if line.gap and at > first:
                break
            if not (len(line.text) < 10_000 and "-" in line.text and _DELIMITER.match(line.text)):
                row = _row(_without_marks(line.text), self._chinese)
                pieces.append(Piece(row, line.number, line.page, breaks=True))
            at += 1
        self._add(BlockKind.TABLE, pieces, spaced=True)
        return at

    def _list(self, at: int) -> int:
        """All items, nested ones and their paragraphs too."""
        items: list[list[Line]] = []
        first = at
        while at < len(self._lines):
            line = self._lines[at]
            if _ITEM.match(line.text) and not _RULE.match(line.text):
                items.append([line])
            elif at > first and ((line.gap and line.indent < 2) or self._opens_block(at)):
                break
            elif line.gap:
                items.append([line])
            else:
                items[-1].append(line)
            at += 1
        pieces: list[Piece] = []
        for item in items:
            marker = _ITEM.match(item[0].text)
            keep = marker is None or marker["number"]
            first_text = item[0].text if keep or marker is None else item[0].text[marker.end() :]
            pieces += self._inline(item, first_text)
        self._add(BlockKind.TEXT, pieces)
        return at

    def _opens_block(self, at: int) -> bool:
        text = self._lines[at].text
        return bool(_HEADING.match(text) or _FENCE.match(text) or _RULE.match(text)) or (
            self._is_table(at)
        )

    def _paragraph(self, at: int) -> int:
        lines = [self._lines[at]]
        at += 1
        while at < len(self._lines):
            line = self._lines[at]
            if not line.gap and _UNDERLINE.match(line.text) and len(lines) == 1:
                level = 1 if line.text[0] == "=" else 2
                self._add(BlockKind.HEADING, self._inline(lines), level=level)
                return at + 1
            if line.gap or self._opens_block(at) or _ITEM.match(line.text):
                break
            if is_caption(line.text) or is_caption(lines[-1].text):
                break
            lines.append(line)
            at += 1
        kind = BlockKind.CAPTION if is_caption(_unquoted(lines[0].text)) else BlockKind.TEXT
        self._add(kind, self._inline(lines))
        return at

    def _inline(self, lines: Sequence[Line], first_text: str | None = None) -> list[Piece]:
        """The lines of one paragraph or item without marks; the first begins a row."""
        texts = [_unquoted(line.text) for line in lines]
        if first_text is not None:
            texts[0] = first_text
        bare = _without_marks(_BREAK.join(texts)).split(_BREAK)
        if len(bare) != len(lines):  # a mark swallowed a line end
            bare = [" ".join(bare)] + [""] * (len(lines) - 1)
        return [
            Piece(text, line.number, line.page, breaks=number == 0)
            for number, (text, line) in enumerate(zip(bare, lines, strict=True))
        ]

    def _piece(self, at: int, text: str) -> Piece:
        return Piece(_without_marks(text), self._lines[at].number, self._lines[at].page)

    def _add(
        self, kind: BlockKind, pieces: Sequence[Piece], *, level: int = 0, spaced: bool = False
    ) -> None:
        block = make_block(
            kind,
            pieces,
            chinese=self._chinese and not spaced,
            level=level,
            hyphenated=self._hyphenated,
        )
        if block is not None:
            self._blocks.append(block)


def _unquoted(text: str) -> str:
    """`text` without the mark of a block quote."""
    for _ in range(8):
        if not text.startswith(">"):
            break
        text = text[1:].lstrip()
    return text


def _row(text: str, chinese: bool) -> str:
    """A table row with its cells set apart alike; empty cells keep their place."""
    inner = text.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    cells = re.split(r"(?<!\\)\|", inner)
    return CELL.join(clean(cell.replace("\\|", "|"), chinese=chinese) for cell in cells)


def _without_marks(text: str) -> str:
    """`text` without emphasis, code and link marks."""
    if not any(mark in text for mark in "*_`[<~\\"):
        return text
    text = _ESCAPE.sub(lambda found: chr(_LIFT + ord(found[1])), text)
    for pattern, plain in _SPAN_OF_MARKS:
        text = pattern.sub(plain, text)
    return _LIFTED.sub(lambda found: chr(ord(found.group()) - _LIFT), text)
