"""Paragraphs and tables as a format gives them, before the language of the whole is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.errors import EmptyReport, ReportTooLarge
from corpus.load.block import Block, BlockKind, Piece, drop_invisible, make_block, make_table
from corpus.load.lines import is_caption
from corpus.load.split_report import edition_from_blocks
from corpus.load.table_grid import GridCell, rows_of
from corpus.report import Edition
from corpus.script import language_of

MAX_CHARACTERS = 20_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph, a heading or a list (`pieces`), or a table (`cells`).

    `level` is a heading's depth, 1 the highest.
    """

    kind: BlockKind
    pieces: tuple[Piece, ...] = ()
    cells: tuple[GridCell, ...] = ()
    level: int = 0

    @property
    def text(self) -> str:
        parts = self.cells if self.kind is BlockKind.TABLE else self.pieces
        return " ".join(part.text for part in parts)


def paragraph(text: str, line: int, page: int = 0) -> Draft:
    """A paragraph of running text, whose line ends are kept as rows."""
    lines = [part for part in text.split("\n") if part.strip()]
    pieces = (
        Piece(drop_invisible(part), line, page, breaks=number > 0)
        for number, part in enumerate(lines)
    )
    return Draft(BlockKind.TEXT, tuple(pieces))


def heading(text: str, level: int, line: int, page: int = 0) -> Draft:
    """A heading, on one line."""
    piece = Piece(drop_invisible(" ".join(text.split())), line, page)
    return Draft(BlockKind.HEADING, (piece,), level=level)


def table(cells: Iterable[GridCell]) -> Draft:
    """A table from its cells, in any order."""
    return Draft(BlockKind.TABLE, cells=tuple(cells))


def edition_from_drafts(
    drafts: Sequence[Draft], report_id: str, title: str = "", *, page_name: str = "page"
) -> Edition:
    """The edition that `drafts` make up.

    Raises:
        EmptyReport: no text at all.
        ReportTooLarge: more than `MAX_CHARACTERS` characters.
    """
    texts = [draft.text for draft in drafts]
    size = sum(map(len, texts))
    if size > MAX_CHARACTERS:
        raise ReportTooLarge(
            f"it holds {size:,} characters of text; at most {MAX_CHARACTERS:,} are read: "
            "split the file"
        )
    language = language_of("\n".join(texts))
    made = [_block(draft, chinese=language != "en") for draft in drafts]
    blocks = [block for block in made if block is not None]
    if not blocks:
        raise EmptyReport("there is no text in it: nothing to read")
    return edition_from_blocks(blocks, language, report_id, title, page_name=page_name)


def _block(draft: Draft, *, chinese: bool) -> Block | None:
    if draft.kind is BlockKind.TABLE:
        rows = rows_of(draft.cells)
        if any(len(row) > 1 for row in rows):
            return make_table(rows, chinese=chinese)
        pieces = [cell for row in rows for cell in row]  # one column is no table
        return make_block(BlockKind.TEXT, pieces, chinese=chinese)
    first = draft.pieces[0].text.strip() if draft.pieces else ""
    caption = draft.kind is BlockKind.TEXT and first and is_caption(first)
    kind = BlockKind.CAPTION if caption else draft.kind
    return make_block(kind, draft.pieces, chinese=chinese, level=draft.level)
