"""Whether and where a plain text was hard-wrapped, told from its own line lengths."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.load.lines import Line, columns

_CLOSERS = "\"'”’」』）)]】》〉* "
_ENDS = "。！？!?…；;：:.｡"
_CONTINUES = "，、,（(「『《〈【“‘[—–/&+＋"
_FIRST_TOKEN = re.compile(r"[!-~]{1,40}|.")

_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE_LINES = 4000

_HANG = 10  # columns by which the lines of a list item may stand further in than its marker
_NARROWEST, _WIDEST = 30, 260  # columns of a wrapped page; beyond, a line is a paragraph
_FULL = 0.88  # of the usual width: justified lines of one page differ by this much


def ends_sentence(text: str) -> bool:
    """Whether the line's last character but closing marks ends a sentence or leads in a list."""
    return text.rstrip(_CLOSERS)[-1:] in _ENDS


@dataclass(frozen=True, slots=True)
class Wrap:
    """How a text is wrapped: `width` in columns (0: it is not), `gap` the blank lines that
    stand between two lines of one paragraph, `indent` the usual white space before a line."""

    width: int = 0
    gap: int = 0
    indent: int = 0

    def edge(self, line: Line) -> int:
        """The column where the line ends."""
        return line.indent + columns(line.text)

    def is_full(self, line: Line, following: Line) -> bool:
        """Whether the first word of the line after would not have found room."""
        if not self.width:
            return False
        token = _FIRST_TOKEN.match(following.text)
        more = columns(token.group()) if token else 1
        return self.edge(line) + more >= _FULL * self.width

    def joins(
        self, line: Line, following: Line, *, hangs: bool = False, first: bool = True
    ) -> bool:
        """Whether two lines are of one paragraph, by their lengths, ends and indents alone.

        `hangs`: the paragraph is a list item, whose lines may hang further in. `first`:
        `line` is the paragraph's first line, which alone may be set in.
        """
        gap = min(following.gap, self.gap) if following.new_page else following.gap
        if gap > self.gap:
            return False
        goes_on = not ends_sentence(line.text)
        indent = max(self.indent, line.indent) + (_HANG if hangs else 0)
        if not self.is_full(line, following):
            cut_word = line.text[-1] == "-" and line.text[-2:-1].isalnum()
            open_ended = (
                line.text[-1] in _CONTINUES
                or cut_word
                or (following.text[0].islower() and columns(line.text) >= _NARROWEST)
            )
            return goes_on and open_ended and following.indent <= indent
        if following.new_page and goes_on:
            return True
        if goes_on:
            return following.indent <= indent + 2
        return following.indent <= (indent if hangs or not first else self.indent)


def measure(lines: Sequence[Line]) -> Wrap:
    """Infer the wrapping of a text from the lengths and ends of its lines."""
    if len(lines) < 2:
        return Wrap()
    lines = _sample(lines)
    edges = [line.indent + columns(line.text) for line in lines]
    indent = Counter(line.indent for line in lines).most_common(1)[0][0]
    # Short lines tell nothing: they are headings, last lines, cells of tables.
    long_edges = sorted(edge for edge in edges if edge >= _NARROWEST)
    width = long_edges[int(0.85 * len(long_edges))] if long_edges else 0
    if not 0 < width <= _WIDEST:
        return Wrap(indent=indent)
    near = [number for number, edge in enumerate(edges) if 0.8 * width <= edge <= 1.12 * width]
    open_ended = [number for number in near if not ends_sentence(lines[number].text)]
    prose = sum(_is_prose(lines[number].text) for number in near)
    if (
        len(near) < 0.35 * len(long_edges)
        or len(open_ended) < 0.35 * len(near)
        or prose < 0.5 * len(near)
        or not any(ends_sentence(line.text) for line in lines)
    ):
        return Wrap(indent=indent)
    gaps = Counter(lines[number + 1].gap for number in open_ended if number + 1 < len(lines))
    return Wrap(width, gaps.most_common(1)[0][0] if gaps else 0, indent)


def _sample(lines: Sequence[Line]) -> Sequence[Line]:
    """Enough runs of neighbouring lines, evenly over the whole, to tell the wrapping by."""
    if len(lines) <= _SAMPLE_LINES:
        return lines
    run = _SAMPLE_LINES // 20
    step = (len(lines) - run) // 19
    return [line for at in range(20) for line in lines[at * step : at * step + run]]


def _is_prose(text: str) -> bool:
    """Whether a line is more words than figures."""
    return 2 * len(_LETTER.findall(text)) >= len(text)
