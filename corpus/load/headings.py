"""Headings of plain text: short lines, set off, with body text under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.load.lines import Line, columns, is_unit_line
from corpus.load.markers import heading_depth, marker_style
from corpus.load.wrap import Wrap, ends_sentence

_LONGEST = 90  # columns
_MOST_STACKED = 3  # headings over each other; more short lines in a row are something else
_SHORT = 0.6  # of the width: a line that ends so early, without a full stop, is no paragraph
_LONGEST_LEAD_IN = 24  # columns of a heading that ends with a colon
_NO_HEADING_ENDS = "。；;，,、.…｡"
_SENTENCE_MARKS = "。！？!?；;"


@dataclass(slots=True)
class Group:
    """Lines of one paragraph; `kind` is "text", "caption", "table" or "heading"."""

    lines: list[Line]
    kind: str = "text"
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_body(self) -> bool:
        """Whether it reads as running text, such as stands under a heading."""
        if self.kind == "table":
            return True
        text = self.lines[-1].text
        return self.kind == "text" and (
            len(self.lines) > 1 or text[-1] in "。.！!？?；;：:」”）)" or columns(text) > _LONGEST
        )


def mark_headings(groups: Sequence[Group], wrap: Wrap) -> None:
    """Turn the groups that are headings into such, with levels. Goes from the end to the
    front, because a heading may stand over another heading."""
    stacked = 0
    for number in range(len(groups) - 2, -1, -1):
        if stacked < _MOST_STACKED and _is_heading(groups, number, wrap):
            groups[number].kind = "heading"
            stacked += 1
        else:
            stacked = 0
    headings = [group for group in groups if group.kind == "heading"]
    depths = [heading_depth(group.lines[0].text) for group in headings]
    level = {depth: place for place, depth in enumerate(sorted(set(depths) - {0}), 1)}
    for group, depth in zip(headings, depths, strict=True):
        group.level = level.get(depth, 1)


def _is_heading(groups: Sequence[Group], number: int, wrap: Wrap) -> bool:
    group, below = groups[number], groups[number + 1]
    if group.kind != "text" or len(group.lines) != 1 or not _reads_as_heading(group.lines[0], wrap):
        return False
    if not (
        below.is_body or below.kind in ("heading", "caption") or is_unit_line(below.lines[0].text)
    ):
        return False
    text = group.lines[0].text
    if group.lines[0].cut and not heading_depth(text):
        return False  # it may be anything that the page held
    if text[-1] in "：:" and marker_style(below.lines[0].text) and below.kind == "text":
        return False  # it leads in the list under it
    style = marker_style(text)
    if style and not heading_depth(text):
        return False
    if style and _has_sibling(groups, number, style):
        return False
    return bool(style) or _is_set_off(groups, number, wrap)


def _reads_as_heading(line: Line, wrap: Wrap) -> bool:
    text, width = line.text, columns(line.text)
    if width > (min(_LONGEST, 0.85 * wrap.width) if wrap.width else _LONGEST):
        return False
    letters = sum(map(str.isalpha, text))
    if letters < 2 or 2 * letters < len(text.replace(" ", "")) or is_unit_line(text):
        return False
    if text[0] in "(（" and text[-1] in ")）" and not marker_style(text):
        return False
    if text[-1] in _NO_HEADING_ENDS or any(mark in text[:-1] for mark in _SENTENCE_MARKS):
        return False
    return text[-1] not in "：:" or width <= _LONGEST_LEAD_IN


def _has_sibling(groups: Sequence[Group], number: int, style: str) -> bool:
    """Whether the line is one of several list items in a row."""
    around = [number - 1, number + 1]
    return any(
        0 <= other < len(groups)
        and groups[other].kind == "text"
        and marker_style(groups[other].lines[0].text) == style
        for other in around
    )


def _is_set_off(groups: Sequence[Group], number: int, wrap: Wrap) -> bool:
    """Whether a line without a number stands apart from the text around it."""
    line, below = groups[number].lines[0], groups[number + 1].lines[0]
    if not wrap.width or number == 0:
        return True
    above = groups[number - 1].lines[-1]
    between_paragraphs = (
        ends_sentence(above.text)
        and len(groups[number + 1].lines) > 1
        and columns(line.text) <= _SHORT * wrap.width
    )
    return (
        between_paragraphs
        or line.indent > wrap.indent
        or line.gap > wrap.gap
        or (wrap.gap > 0 and below.gap < wrap.gap)
    )
