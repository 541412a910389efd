"""A report's text → an edition: normalised text, paragraphs, sections, passages, source map."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.figure import Span
from corpus.load.block import Block, BlockKind
from corpus.load.markers import heading_depth
from corpus.load.read_markdown import read_markdown
from corpus.load.reflow import reflow
from corpus.load.split_passages import split_passages
from corpus.report import Edition, Section, SourceMap
from corpus.script import Language
from corpus.sentences import sentence_spans

PARAGRAPH = "\n\n"  # between the paragraphs of a normalised text
TITLE_LENGTH = 80
TITLE_BLOCKS = 3  # a heading further down, or a numbered one, names a part, not the report


def edition_from_markdown(
    text: str, language: Language, report_id: str, title: str = ""
) -> Edition:
    """The edition that a Markdown text holds. Never raises; HTML stays literal text."""
    blocks = read_markdown(text, chinese=language != "en")
    return edition_from_blocks(blocks, language, report_id, title)


def edition_from_text(text: str, language: Language, report_id: str, title: str = "") -> Edition:
    """The edition that a plain text holds, hard-wrapped or not. Never raises."""
    blocks = reflow(text, chinese=language != "en")
    return edition_from_blocks(blocks, language, report_id, title)


def edition_from_blocks(
    blocks: Sequence[Block],
    language: Language,
    report_id: str,
    title: str = "",
    *,
    page_name: str = "page",
) -> Edition:
    """Number the blocks, join them and cut them into sections and passages.

    The title is `title`, else the first heading if it stands near the beginning, else the
    first line's first sentence. `page_name` is what the format calls a page.
    """
    title = title or _title(blocks)
    paragraphs, text = _join(blocks)
    sections = _sections(blocks, paragraphs, len(text), title)
    passages = split_passages(text, blocks, paragraphs, sections, language, report_id)
    source = _source_map(blocks, paragraphs, page_name)
    return Edition(language, title, text, sections, paragraphs, passages, source)


def _title(blocks: Sequence[Block]) -> str:
    for number, block in enumerate(blocks[:TITLE_BLOCKS]):
        if block.kind is BlockKind.HEADING and not (number and heading_depth(block.text)):
            return block.text
    if not blocks:
        return ""
    opening = blocks[0].text[: 4 * TITLE_LENGTH]
    first = sentence_spans(opening)[0].of(opening)
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1].rstrip() + "…"


def _join(blocks: Sequence[Block]) -> tuple[tuple[Span, ...], str]:
    spans, position = [], 0
    for block in blocks:
        spans.append(Span(position, position + len(block.text)))
        position += len(block.text) + len(PARAGRAPH)
    return tuple(spans), PARAGRAPH.join(block.text for block in blocks)


def _sections(
    blocks: Sequence[Block], paragraphs: Sequence[Span], size: int, title: str
) -> tuple[Section, ...]:
    """One section per heading, up to the next; what comes before the first belongs to the
    report's title."""
    openings = [
        (span.start, block.text.rstrip("：: "), block.level)
        for block, span in zip(blocks, paragraphs, strict=True)
        if block.kind is BlockKind.HEADING
    ]
    if not openings or openings[0][0] > 0:
        openings.insert(0, (0, title, 1))
    ends = [start for start, _, _ in openings[1:]] + [size]
    return tuple(
        Section(number, name, Span(start, end), level)
        for number, ((start, name, level), end) in enumerate(zip(openings, ends, strict=True))
    )


def _source_map(blocks: Sequence[Block], paragraphs: Sequence[Span], page_name: str) -> SourceMap:
    placed = [
        (span.start + mark.offset, mark)
        for block, span in zip(blocks, paragraphs, strict=True)
        for mark in block.marks
    ]
    if not placed:
        return SourceMap()
    boxes = tuple(mark.box for _, mark in placed)
    return SourceMap(
        starts=tuple(start for start, _ in placed),
        lines=tuple(mark.line for _, mark in placed),
        pages=tuple(mark.page for _, mark in placed),
        boxes=boxes if any(boxes) else (),
        page_name=page_name,
    )
