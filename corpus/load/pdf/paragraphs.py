"""Lines in reading order → paragraphs: wrapped lines joined, headings and captions told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.load.lines import is_caption, is_unit_line
from corpus.load.markers import heading_depth, is_bare_bullet, marker_style
from corpus.load.pdf.arrange import Part, TextLine
from corpus.load.pdf.table_rows import Table
from corpus.load.wrap import ends_sentence

_SAME_SIZE = 0.08  # share by which the sizes of one paragraph's lines may differ
_WIDEST_PITCH = 2.6  # of the font size, between the baselines of one paragraph
_LOOSER = 1.18  # times the usual pitch: a new paragraph
_FOOTNOTE = 0.87  # of the usual size: a footnote
_LONG_CHINESE = 9  # characters
_TIGHT_PITCH = 1.4  # of the font size
_HANG = 0.6  # of the font size by which a line may stand further in


@dataclass(slots=True)
class Paragraph:
    """Lines of one paragraph on one or two pages. `level` is a heading's depth, 0 for none."""

    lines: list[tuple[TextLine, int]]  # line, page
    level: int = 0
    table: Table | None = None
    kind: str = "text"
    rows_on: list[tuple[int, int]] = field(default_factory=list)  # last rows, on later pages

    @property
    def page(self) -> int:
        return self.lines[-1][1]

    @property
    def last(self) -> TextLine:
        return self.lines[-1][0]

    @property
    def first(self) -> TextLine:
        return self.lines[0][0]

    @property
    def text(self) -> str:
        return " ".join(line.text for line, _ in self.lines)


@dataclass(slots=True)
class _Measures:
    """What the lines of a page have in common."""

    pitch: dict[int, float] = field(default_factory=dict)  # by size
    right: dict[int, float] = field(default_factory=dict)  # by column

    @classmethod
    def of(cls, parts: Sequence[Part]) -> _Measures:
        pitches: dict[int, Counter[float]] = {}
        right: dict[int, float] = {}
        lines = [part for part in parts if isinstance(part, TextLine)]
        for line, below in pairwise(lines):
            apart = below.base - line.base
            if line.column == below.column and 0 < apart <= _WIDEST_PITCH * line.size:
                pitches.setdefault(round(line.size), Counter())[round(apart, 0)] += 1
        for line in lines:
            right[line.column] = max(right.get(line.column, 0.0), line.rect.right)
        usual = {
            size: min(p for p, n in seen.items() if 2 * n >= max(seen.values()))
            for size, seen in pitches.items()
        }
        return cls(usual, right)


def paragraphs_of(pages: Iterable[tuple[int, Sequence[Part]]]) -> list[Paragraph]:
    """The paragraphs and tables of a document; `pages` are numbers and parts in order."""
    found: list[Paragraph] = []
    for page, parts in pages:
        measures = _Measures.of(parts)
        here: list[Paragraph] = []
        for part in parts:
            if isinstance(part, Table):
                here.append(Paragraph([], table=part, kind="table"))
                here[-1].lines = [(_table_line(part), page)]
            elif is_bare_bullet(part.text):
                continue
            elif here and here[-1].table is None and _joins(here[-1], part, measures):
                here[-1].lines.append((part, page))
            else:
                kind = "caption" if is_caption(part.text) else "text"
                here.append(Paragraph([(part, page)], kind=kind))
        _join_pages(found, here)
        found += here
    return found


def _table_line(table: Table) -> TextLine:
    return TextLine("", table.rect, table.rect.bottom, 0.0, False, 0.0, -1)


def _joins(paragraph: Paragraph, line: TextLine, measures: _Measures) -> bool:
    """Whether `line` goes on with `paragraph`."""
    last = paragraph.last
    apart = line.base - last.base
    usual = measures.pitch.get(round(last.size), 1.4 * last.size)
    if last.column != line.column or not 0 < apart <= max(_LOOSER * usual, 1.25 * last.size):
        return False
    if abs(last.size - line.size) > _SAME_SIZE * last.size:
        return False
    if line.rect.left >= last.rect.right or line.rect.right <= last.rect.left:
        return False
    if is_caption(line.text) or is_unit_line(line.text) or is_unit_line(last.text):
        return False
    full = last.rect.right + line.first_word + 0.3 * line.size > measures.right[last.column]
    if marker_style(line.text) and (ends_sentence(last.text) or not full):
        return False
    if last.bold != line.bold and not full:
        return False
    if full:
        indented = line.rect.left > last.rect.left + _HANG * line.size
        return not (indented and ends_sentence(last.text) and not _hangs(paragraph))
    if ends_sentence(last.text):
        return False
    if _wraps_chinese(last, line, measures):
        return True
    centered = abs(line.rect.center - last.rect.center) < line.size
    level = abs(line.rect.left - last.rect.left) < _HANG * line.size
    return line.text[0].islower() or (
        (centered or level) and last.bold and line.bold and not heading_depth(line.text)
    )


def _wraps_chinese(last: TextLine, line: TextLine, measures: _Measures) -> bool:
    """Whether a Chinese line goes on though it does not reach the edge of a wider column."""
    return (
        _han(line)
        and len(last.text) >= _LONG_CHINESE
        and line.base - last.base <= _TIGHT_PITCH * last.size
        and abs(line.rect.left - last.rect.left) < _HANG * line.size
        and last.rect.right > last.rect.left + 0.6 * (measures.right[last.column] - last.rect.left)
    )


def _hangs(paragraph: Paragraph) -> bool:
    return bool(marker_style(paragraph.first.text))


def _join_pages(found: Sequence[Paragraph], here: list[Paragraph]) -> None:
    """A sentence that the end of a page cut goes on in the first paragraph of the next one;
    footnotes may stand between."""
    if not found or not here or here[0].table is not None or here[0].kind != "text":
        return
    head = here[0]
    page = found[-1].page
    sizes = Counter(
        round(line.size, 1) for paragraph in found[-12:] for line, _ in paragraph.lines if line.text
    )
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    for paragraph in reversed(found):
        if paragraph.page != page:
            return
        if paragraph.table is not None or paragraph.kind != "text":
            return
        small = paragraph.last.size < _FOOTNOTE * max(usual, head.first.size)
        if small and head.first.size > paragraph.last.size:
            continue
        break
    else:
        return
    last, first = paragraph.last, head.first
    same = abs(last.size - first.size) <= _SAME_SIZE * last.size and last.bold == first.bold
    runs_on = not ends_sentence(last.text) and len(last.text) > 20
    goes_on = first.text[0].islower() or (len(head.lines) > 1 and _han(first))
    if same and runs_on and goes_on and not marker_style(first.text):
        paragraph.lines += head.lines
        del here[0]


def _han(line: TextLine) -> bool:
    return "\u4e00" <= line.text[0] <= "\u9fff"
