"""A report, its editions, sections and passages.

Everything is an offset into an edition's `text`, one normalised string. Nothing here reads files.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date

from corpus.figure import Span
from corpus.period import Period
from corpus.script import Language


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (1-based), in points from the page's top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where the characters of a normalised text stood in the file.

    `starts[i]` is the offset at which source line `lines[i]` (1-based) on page `pages[i]`
    (1-based; 0 where the format has no pages) begins. `starts` ascends and begins with 0.
    `boxes[i]` is where that line, or that cell of a table, lies on its page; empty for formats
    without a layout. `page_name` is what the format calls a page: "page", "slide" or "sheet".
    """

    starts: tuple[int, ...] = (0,)
    lines: tuple[int, ...] = (1,)
    pages: tuple[int, ...] = (0,)
    boxes: tuple[Box | None, ...] = ()
    page_name: str = "page"

    def line(self, offset: int) -> int:
        """The 1-based source line of the character at `offset`."""
        return self.lines[bisect_right(self.starts, offset) - 1]

    def page(self, offset: int) -> int | None:
        """The 1-based source page of the character at `offset`, `None` without pages."""
        return self.pages[bisect_right(self.starts, offset) - 1] or None

    def boxes_of(self, span: Span) -> tuple[Box, ...]:
        """The boxes of the lines and cells that `span` touches, in the order of the text."""
        if not self.boxes or span.start == span.end:
            return ()
        first = bisect_right(self.starts, span.start) - 1
        after = bisect_left(self.starts, span.end)
        return tuple(box for box in self.boxes[first:after] if box is not None)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an edition: its title and the slice that belongs to it, title included."""

    number: int
    title: str
    span: Span
    level: int = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an edition's text, cut on sentence ends within one paragraph's section.

    `section` and `paragraph` are numbers of the edition; paragraphs of paired editions carry
    the same numbers. `kind` is "text", "table", "caption" or "heading".
    """

    report_id: str
    language: Language
    number: int
    section: int
    paragraph: int
    span: Span
    kind: str = "text"

    @property
    def id(self) -> str:
        return f"{self.report_id}/{self.language}/{self.span.start}-{self.span.end}"


@dataclass(frozen=True, slots=True)
class Place:
    """A span in one edition of one report; `text` are its characters, where at hand."""

    report_id: str
    language: Language
    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A report's text in one language, with its structure.

    `paragraphs[n]` is the span of paragraph number n, headings and captions included.
    """

    language: Language
    title: str
    text: str = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    paragraphs: tuple[Span, ...] = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)
    source: SourceMap = field(default=SourceMap(), repr=False)

    def section_at(self, offset: int) -> Section:
        """The innermost section that holds the character at `offset`."""
        after = bisect_right(self.sections, offset, key=lambda section: section.span.start)
        return self.sections[max(after - 1, 0)]

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph that holds, or comes last before, `offset`."""
        return max(bisect_right(self.paragraphs, offset, key=lambda span: span.start) - 1, 0)

    def passage_at(self, offset: int) -> Passage | None:
        """The passage that holds the character at `offset`."""
        after = bisect_right(self.passages, offset, key=lambda passage: passage.span.start)
        index = after - 1
        if index >= 0 and offset < self.passages[index].span.end:
            return self.passages[index]
        return None


@dataclass(frozen=True, slots=True)
class Report:
    """A report with one or more editions; the first edition is the original.

    `issuer` is who published it, `subject` the company it is about (a key of the entity
    vocabulary or its name as written), `period` the reporting period it is about, `currency` the
    ISO code that a bare 元 or $ stands for ("" where unknown). Editions are `paired` when their
    paragraphs say the same things one by one.
    """

    id: str
    title: str
    editions: tuple[Edition, ...]
    subject: str = ""
    issuer: str = ""
    ticker: str = ""
    period: Period | None = None
    currency: str = ""
    date: date | None = None
    paired: bool = False

    def edition(self, language: Language) -> Edition:
        """The edition to read in `language`: that language, else the same language's other
        script, else the original."""
        for wanted in (language, language[:2]):
            for edition in self.editions:
                if edition.language == wanted or edition.language[:2] == wanted:
                    return edition
        return self.editions[0]

    def text_at(self, place: Place) -> str:
        """The characters under `place`.

        Raises:
            KeyError: the report has no edition in that language.
        """
        for edition in self.editions:
            if edition.language == place.language:
                return place.span.of(edition.text)
        raise KeyError(place.language)
