"""Plain text → blocks: hard-wrapped lines joined; headings, captions, lists, tables told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.load.block import CELL, Block, BlockKind, Piece, clean, hyphenated_words, make_block
from corpus.load.headings import Group, mark_headings
from corpus.load.lines import (
    Line,
    columns,
    drop_running_lines,
    is_caption,
    is_source_line,
    read_lines,
)
from corpus.load.markers import is_bare_bullet, marker_style, split_at_bullets
from corpus.load.run_on import split_run_on
from corpus.load.text_tables import cells_of, find_table
from corpus.load.wrap import Wrap, ends_sentence, measure

_LONGEST_ITEM = 240  # columns; a longer list item is a paragraph of its own
_MOST_INNER_ITEMS = 200_000  # so many bullets inside lines are no list


def reflow(text: str, *, chinese: bool) -> tuple[Block, ...]:
    """The blocks of a plain text, in order; `chinese` says how to join lines.

    Everything is told from the text itself: how wide it was wrapped, whether blank lines
    stand between the lines of a paragraph or between paragraphs, how far lines are indented.
    """
    lines = list(_items_apart(drop_running_lines(list(read_lines(text)))))
    wrap = measure(lines)
    hyphenated = hyphenated_words([line.text for line in lines])
    groups = list(_groups(lines, wrap))
    mark_headings(groups, wrap)
    blocks: list[Block] = []
    for run in _with_list_items_together(groups, wrap):
        block = _block(run, chinese, hyphenated)
        if block is not None:
            blocks.append(block)
    return tuple(blocks)


def _items_apart(lines: Iterable[Line]) -> Iterator[Line]:
    items = 0
    for line in lines:
        if is_bare_bullet(line.text):
            continue  # its item's text stands elsewhere
        if items >= _MOST_INNER_ITEMS:
            yield line
            continue
        first, *others = [
            replace(line, text=text, furniture=piece.furniture)
            for piece in split_run_on(line.text)
            for text in split_at_bullets(piece.text)
        ] or [line]
        items += len(others)
        cut = any(item.furniture for item in (first, *others))
        yield replace(first, cut=cut) if others else line
        for item in others:
            yield replace(item, gap=0, new_page=False, cut=cut)


def _groups(lines: Sequence[Line], wrap: Wrap) -> Iterator[Group]:
    group = Group([])
    cells = [cells_of(line.text) for line in lines]
    at = 0
    while at < len(lines):
        table = find_table(lines, cells, at, wrap.gap)
        if table is not None:
            if group.lines:
                yield group
            yield Group(list(lines[table.first : table.after]), "table", rows=table.rows)
            group, at = Group([]), table.after
            continue
        line = lines[at]
        if group.lines and not _continues(group, line, wrap):
            yield group
            group = Group([])
        if not group.lines and (line.furniture or is_caption(line.text)):
            group.kind = "caption"
        group.lines.append(line)
        at += 1
    if group.lines:
        yield group


def _continues(group: Group, line: Line, wrap: Wrap) -> bool:
    """Whether `line` goes on with the paragraph of `group`."""
    last = group.lines[-1]
    if last.cut and line.cut:
        return False
    opening = marker_style(group.lines[0].text)
    if not wrap.joins(last, line, hangs=bool(opening), first=len(group.lines) == 1):
        return False
    starts_anew = is_caption(line.text) or bool(marker_style(line.text))
    if not starts_anew:
        return True
    in_mid_sentence = not ends_sentence(last.text) and wrap.is_full(last, line)
    return (
        in_mid_sentence
        and not is_source_line(line.text)
        and group.kind != "caption"
        and (not opening or marker_style(line.text) != opening)
    )


def _with_list_items_together(groups: Sequence[Group], wrap: Wrap) -> Iterator[list[Group]]:
    """Groups one by one, but the short items of one list as one run."""
    run: list[Group] = []
    for group in groups:
        style = marker_style(group.lines[0].text) if group.kind == "text" else ""
        near = group.lines[0].gap <= max(wrap.gap, 1)
        short = sum(columns(line.text) for line in group.lines) <= _LONGEST_ITEM
        near = near and short
        if run and not (style and near and style == marker_style(run[-1].lines[0].text)):
            yield run
            run = []
        if style and short:
            run.append(group)
        else:
            yield [group]
    if run:
        yield run


def _block(run: Sequence[Group], chinese: bool, hyphenated: frozenset[str]) -> Block | None:
    first = run[0]
    pieces: list[Piece] = []
    if first.kind == "table":
        for row, line in zip(first.rows, first.lines, strict=True):
            if not any(character.isalnum() for cell in row for character in cell):
                continue  # a rule drawn with dashes
            text = CELL.join(clean(cell, chinese=chinese) for cell in row)
            pieces.append(Piece(text, line.number, line.page, breaks=True))
        return make_block(BlockKind.TABLE, pieces, chinese=False)
    for group in run:
        for number, line in enumerate(group.lines):
            pieces.append(Piece(line.text, line.number, line.page, breaks=number == 0))
    return make_block(
        BlockKind(first.kind), pieces, chinese=chinese, level=first.level, hyphenated=hyphenated
    )
