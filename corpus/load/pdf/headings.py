"""Which paragraphs of a PDF are headings, and how deep: by type, numbering and outline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from statistics import median

from corpus.load.lines import columns, is_unit_line
from corpus.load.markers import heading_depth, marker_style
from corpus.load.pdf.paragraphs import Paragraph
from corpus.load.pdf.pdfium import OutlineEntry
from corpus.script import has_han

_LARGER = 1.15  # times the usual size
_LONGEST = 110  # columns
_LONGEST_NUMBERED = 60
_LONGEST_NAME = 40
_MOST_LINES = 3
_NO_ENDS = "。；;，,、.…"
_SPACES = re.compile(r"\s+")
_DEEPEST = 6
_NEARLY = 0.75  # of the size of the largest heading
_SHORTEST_NAME, _OFTEN = 6, 4  # characters; times that a name is said again
_TITLE_TOP = 0.4  # of a slide's height: its title stands above


def mark_headings(paragraphs: Sequence[Paragraph], outline: Sequence[OutlineEntry]) -> None:
    """Give the headings of a document with pages of text their level, 1 the highest."""
    body = _usual_size(paragraphs)
    bold_body = _mostly_bold(paragraphs)
    listed = {(_plain(entry.title), entry.page): entry.level for entry in outline}
    headings: list[Paragraph] = []
    for number, paragraph in enumerate(paragraphs):
        if not _may_be_heading(paragraph):
            continue
        below = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        large = paragraph.first.size >= _LARGER * body
        bold = all(line.bold for line, _ in paragraph.lines) and not bold_body
        if (
            (_plain(paragraph.text), paragraph.page) in listed
            or large
            or (bold and paragraph.first.size >= 0.95 * body)
            or _is_numbered(paragraph, below)
        ):
            headings.append(paragraph)
    _level_by_type(headings, listed)


def mark_slide_titles(paragraphs: Sequence[Paragraph], height: float) -> list[Paragraph]:
    """The paragraphs of slides with each slide's title, its largest words near the top, made a
    heading and put first."""
    ordered: list[Paragraph] = []
    for page, group in groupby(paragraphs, key=lambda paragraph: paragraph.lines[0][1]):
        slide = list(group)
        words = [p for p in slide if _may_be_heading(p) and p.page == page]
        high = [p for p in words if p.first.rect.top < _TITLE_TOP * height]
        title = max(
            (high or words) if page > 1 else words, key=lambda p: p.first.size, default=None
        )
        if title is not None and _stands_out(title, slide):
            title.level = 1 if page == 1 else 2
            slide.remove(title)
            slide.insert(0, title)
        ordered += slide
    return ordered


def _stands_out(title: Paragraph, slide: Sequence[Paragraph]) -> bool:
    others = [p.first.size for p in slide if p is not title and p.table is None]
    return not others or title.first.size >= max(median(others), 1.0)


def _usual_size(paragraphs: Sequence[Paragraph]) -> float:
    sizes: Counter[float] = Counter()
    for paragraph in paragraphs:
        for line, _ in paragraph.lines:
            sizes[round(2 * line.size) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _mostly_bold(paragraphs: Sequence[Paragraph]) -> bool:
    letters = Counter[bool]()
    for paragraph in paragraphs:
        for line, _ in paragraph.lines:
            letters[line.bold] += len(line.text)
    return letters[True] > letters[False]


def _may_be_heading(paragraph: Paragraph) -> bool:
    if paragraph.kind != "text" or len(paragraph.lines) > _MOST_LINES:
        return False
    text = paragraph.text.strip()
    letters = sum(map(str.isalpha, text))
    if letters < 2 or 2 * letters < len(text.replace(" ", "")) or columns(text) > _LONGEST:
        return False
    if is_unit_line(text) or (text[0] in "(（" and not marker_style(text)):
        return False
    if marker_style(text) in ("bullet", "dash", "circled", "letter"):
        return False
    if text[-1] == "." and text.isupper() and columns(text) <= _LONGEST_NAME:
        return True  # the name of a company
    return text[-1] not in _NO_ENDS or bool(heading_depth(text) and not has_han(text))


def _is_numbered(paragraph: Paragraph, below: Paragraph | None) -> bool:
    text = paragraph.text
    if not heading_depth(text) or columns(text) > _LONGEST_NUMBERED or text[-1] in "。；;":
        return False
    if below is None or below.table is not None:
        return True
    if marker_style(below.text) == marker_style(text):
        return False
    return len(below.lines) > 1 or bool(heading_depth(below.text))


def _level_by_type(headings: Sequence[Paragraph], listed: dict[tuple[str, int], int]) -> None:
    """Larger type stands higher, bold above light; an outline says it outright."""
    looks = sorted({_look(heading) for heading in headings}, reverse=True)
    level = {look: min(place, _DEEPEST) for place, look in enumerate(looks, 1)}
    for heading in headings:
        known = listed.get((_plain(heading.text), heading.page))
        heading.level = min(known, _DEEPEST) if known else level[_look(heading)]


def _look(heading: Paragraph) -> tuple[int, bool, int]:
    depth = heading_depth(heading.text)
    return round(heading.first.size), heading.first.bold, -depth if depth else -9


def _plain(text: str) -> str:
    return _SPACES.sub("", text).lower()


def title_of(paragraphs: Sequence[Paragraph]) -> str:
    """The report's title: of the largest words of the first page those that later pages say
    again, a company's name and the kind of report, else the largest heading; "" for none."""
    first = [p for p in paragraphs if p.level and p.lines[0][1] == 1]
    largest = max(first, key=lambda p: p.first.size, default=None)
    if largest is None:
        return ""
    rest = " ".join(p.text for p in paragraphs if p.lines[0][1] > 1 and p.table is None).casefold()
    large = [_spaced(p.text) for p in first if p.first.size >= _NEARLY * largest.first.size]
    again = {text: rest.count(text.casefold()) for text in large if len(text) >= _SHORTEST_NAME}
    named = sorted((t for t, times in again.items() if times >= _OFTEN), key=lambda t: -again[t])
    return " · ".join(named[:2]) or _spaced(largest.text)


def _spaced(text: str) -> str:
    return " ".join(text.split())
