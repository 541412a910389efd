"""Passages: slices of an edition's text of a size to cite, cut on sentence ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.figure import Span
from corpus.load.block import Block, BlockKind
from corpus.load.lines import is_source_line, is_unit_line
from corpus.report import Passage, Section
from corpus.script import Language
from corpus.sentences import clause_spans, sentence_spans

# Sizes count a Chinese character as 1 and a Latin word or number as 1.8, so that the limits
# are about 80-220 Chinese characters or 60-120 English words.
LARGEST = 220.0
SMALLEST = 80.0
_WORD = 1.8
_PER_CHARACTER = 0.28  # at least: digits and dots without a space are no single word
_LARGEST_TABLE = 1600.0
# What runs on for longer without a sentence end is no sentence (a flattened table, a contents
# page, a binary blob): it is cut at commas, and where it has none, anywhere.
_LARGEST_SENTENCE = 500.0
_LONGEST_PIECE = 700

_WIDE = re.compile(r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")
_ONE_WORD = re.compile(r"[^\W\u3000-\u9fff\uf900-\uffef]+")


@dataclass(frozen=True, slots=True)
class _Draft:
    paragraph: int
    span: Span
    kind: str


def split_passages(
    text: str,
    blocks: Sequence[Block],
    paragraphs: Sequence[Span],
    sections: Sequence[Section],
    language: Language,
    report_id: str,
) -> tuple[Passage, ...]:
    """Passages in order; together they cover everything but headings and white space, once.

    None crosses a paragraph, but a table takes along the caption and unit line before it and
    the source line behind it, and a figure's caption its source line.
    """
    passages: list[Passage] = []
    section = 0
    for draft in _drafts(text, blocks, paragraphs):
        while section + 1 < len(sections) and sections[section + 1].span.start <= draft.span.start:
            section += 1
        passages.append(
            Passage(
                report_id, language, len(passages), section, draft.paragraph, draft.span, draft.kind
            )
        )
    return tuple(passages)


def _drafts(text: str, blocks: Sequence[Block], paragraphs: Sequence[Span]) -> Iterator[_Draft]:
    number = 0
    while number < len(blocks):
        after, table = _with_caption(blocks, number)
        if after > number + 1 or table is not None:
            yield from _captioned(text, paragraphs, number, after, table)
        elif blocks[number].kind is BlockKind.CAPTION:
            yield _Draft(number, paragraphs[number], "caption")
        elif blocks[number].kind is BlockKind.TEXT:
            for span in _packed(text, paragraphs[number]):
                yield _Draft(number, span, "text")
        number = after


def _with_caption(blocks: Sequence[Block], first: int) -> tuple[int, int | None]:
    """Where the run of caption, unit line, table and source line that begins at block `first`
    ends, and which of its blocks is the table."""
    number = first
    while number < len(blocks) and number < first + 4 and _belongs_before_table(blocks[number]):
        number += 1
    table = number if number < len(blocks) and blocks[number].kind is BlockKind.TABLE else None
    if table is None:
        pair = blocks[first : first + 2]
        captions = all(block.kind is BlockKind.CAPTION for block in pair)
        sourced = len(pair) == 2 and captions and is_source_line(pair[1].text)
        return (first + 2 if sourced and not is_source_line(pair[0].text) else first + 1), None
    number += 1
    if number < len(blocks) and is_source_line(blocks[number].text):
        number += 1
    return number, table


def _belongs_before_table(block: Block) -> bool:
    if block.kind is BlockKind.CAPTION:
        return not is_source_line(block.text)
    return block.kind is BlockKind.TEXT and is_unit_line(block.text)


def _captioned(
    text: str, paragraphs: Sequence[Span], first: int, after: int, table: int | None
) -> Iterator[_Draft]:
    whole = Span(paragraphs[first].start, paragraphs[after - 1].end)
    if table is None:
        yield _Draft(first, whole, "caption")
    elif whole.end - whole.start <= _LARGEST_TABLE or _size(text, whole) <= _LARGEST_TABLE:
        yield _Draft(table, whole, "table")
    else:
        rows = _lines(text, whole)
        for span in _pack(rows, [_size(text, row) for row in rows], _LARGEST_TABLE):
            yield _Draft(table, span, "table")


def _lines(text: str, span: Span) -> list[Span]:
    spans: list[Span] = []
    start = span.start
    while start < span.end:
        end = text.find("\n", start, span.end)
        end = span.end if end < 0 else end
        if end > start:
            spans.extend(_no_longer_than(text, Span(start, end), int(_LARGEST_TABLE)))
        start = end + 1
    return spans


def _packed(text: str, paragraph: Span) -> list[Span]:
    sentences: list[Span] = []
    for sentence in sentence_spans(text, paragraph.start, paragraph.end):
        if _size(text, sentence) <= _LARGEST_SENTENCE:
            sentences.append(sentence)
        else:
            for clause in clause_spans(text, sentence.start, sentence.end):
                sentences.extend(_no_longer_than(text, clause, _LONGEST_PIECE))
    return _pack(sentences, [_size(text, sentence) for sentence in sentences], LARGEST)


def _no_longer_than(text: str, span: Span, most: int) -> Iterator[Span]:
    start = span.start
    while span.end - start > most:
        space = text.rfind(" ", start + most // 2, start + most)
        cut = space if space > 0 else start + most
        yield Span(start, cut)
        start = cut + (space > 0)
    if start < span.end:
        yield Span(start, span.end)


def _pack(parts: Sequence[Span], sizes: Sequence[float], largest: float) -> list[Span]:
    """Neighbouring parts together, in runs of even size not above `largest`; a larger part
    stands alone."""
    remaining = sum(sizes)
    runs: list[Span] = []
    start, filled, target = 0, 0.0, _even(remaining, largest)
    for number, size in enumerate(sizes):
        too_much = filled + size > largest and not (filled < SMALLEST / 2 and size < largest)
        if number > start and (too_much or filled + size / 2 >= target):
            runs.append(Span(parts[start].start, parts[number - 1].end))
            remaining -= filled
            start, filled, target = number, 0.0, _even(remaining, largest)
        filled += size
    if start < len(parts):
        runs.append(Span(parts[start].start, parts[-1].end))
    return runs


def _even(total: float, largest: float) -> float:
    """The size of each of as few equal runs as keep under `largest`."""
    return total / max(1, -(-total // largest))


def _size(text: str, span: Span) -> float:
    part = span.of(text)
    words = len(_ONE_WORD.findall(part))
    wide = len(_WIDE.findall(part))
    return max(wide + _WORD * words, _PER_CHARACTER * len(part))
