"""A PDF → an edition: text in reading order, headings, tables, each with its place on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from corpus.errors import ReportTooLarge
from corpus.load.block import Block, BlockKind, Piece, hyphenated_words, make_block, make_table
from corpus.load.pdf.arrange import Part, arrange
from corpus.load.pdf.cells import join_marks
from corpus.load.pdf.find_tables import find_tables, merge_level
from corpus.load.pdf.geometry import Rect, Word
from corpus.load.pdf.headings import mark_headings, mark_slide_titles, title_of
from corpus.load.pdf.join_tables import is_page_list, join_tables
from corpus.load.pdf.line import Line
from corpus.load.pdf.paragraphs import Paragraph, paragraphs_of
from corpus.load.pdf.pdfium import Pdf, open_pdf
from corpus.load.pdf.ruled_tables import find_ruled_tables
from corpus.load.pdf.running_lines import drop_running_lines
from corpus.load.pdf.table_rows import table_of
from corpus.load.pdf.words import lines_of, runs_of, words_of
from corpus.load.read_scan import needs_ocr, read_scanned_pages
from corpus.load.split_report import edition_from_blocks
from corpus.report import Box, Edition
from corpus.script import Language, detect_language

Progress = Callable[[int, int], None]
Place = Callable[[int, Rect], Box]  # a place of a page as it is displayed

MAX_PAGES = 2_000
MAX_CHARACTERS = 20_000_000
_SAMPLE = 40_000  # characters from which the language is told
_WIDE_PAGE = 1.2  # times as wide as high: a slide


def read_pdf(data: bytes, report_id: str, progress: Progress) -> Edition:
    """The edition that the PDF in `data` holds; `progress` is told (pages read, pages in all).

    Pages that are pictures are read by OCR where it is installed, and left out where not.

    Raises:
        EmptyReport: no bytes or no pages.
        UnsupportedFormat: not a PDF.
        EncryptedReport: it takes a password to open.
        ScannedReport: all pages are pictures, and OCR is not installed.
        ReportTooLarge: more than `MAX_PAGES` pages or `MAX_CHARACTERS` characters.
        UnreadableReport: damaged.
    """
    with open_pdf(data) as pdf:
        if pdf.page_count > MAX_PAGES:
            raise ReportTooLarge(
                f"this PDF has {pdf.page_count:,} pages, more than {MAX_PAGES:,}: split the file"
            )
        pages = read_lines(pdf, progress)
        width, height = pdf.size(1)
        slides = width > _WIDE_PAGE * height
        paragraphs = _paragraphs(pdf, pages)
        if slides:
            paragraphs = mark_slide_titles(paragraphs, height)
        else:
            mark_headings(paragraphs, pdf.outline())
        language = _language(paragraphs)
        blocks = tuple(_blocks(paragraphs, pdf.box, chinese=language != "en"))
        name = "slide" if slides else "page"
        return edition_from_blocks(
            blocks, language, report_id, title_of(paragraphs), page_name=name
        )


def read_lines(pdf: Pdf, progress: Progress) -> list[list[Line]]:
    """The lines of every page, from the top, running heads and feet dropped."""
    pages: list[list[Line]] = []
    characters = 0
    scanned: list[int] = []
    for number in range(1, pdf.page_count + 1):
        glyphs = pdf.glyphs(number)
        characters += len(glyphs)
        if characters > MAX_CHARACTERS:
            raise ReportTooLarge(f"more than {MAX_CHARACTERS:,} characters: split the file")
        words = words_of(glyphs)
        if needs_ocr(pdf, number, words):
            scanned.append(number)
        pages.append(_lines(words))
        progress(number, pdf.page_count)
    for number, words in read_scanned_pages(pdf, scanned, progress):
        pages[number - 1] = _lines(words)
    heights = [pdf.size(number)[1] for number in range(1, pdf.page_count + 1)]
    return drop_running_lines(pages, heights)


def _paragraphs(pdf: Pdf, pages: Sequence[list[Line]]) -> list[Paragraph]:
    return join_tables(paragraphs_of(_parts(pdf, pages)))


def _parts(pdf: Pdf, pages: Sequence[list[Line]]) -> Iterator[tuple[int, Sequence[Part]]]:
    """The tables and lines of each page in reading order."""
    for number, lines in enumerate(pages, 1):
        areas, _ = pdf.drawn(number)
        words = [word for line in lines for run in line.runs for word in run.words]
        tables, words = find_ruled_tables(words, areas)
        if tables:
            lines = _lines(words)
        grids, rest = find_tables(lines, areas)
        runs = [run for line in rest for run in line.runs]
        for grid in grids:
            table = table_of(grid, areas)
            if is_page_list(table, pdf.page_count):
                runs += [run for line in (*grid.head, *grid.body) for run in line.runs]
            else:
                tables.append(table)
        yield number, arrange(runs, tables)


def _lines(words: Sequence[Word]) -> list[Line]:
    lines = [Line(join_marks(list(runs_of(line)))) for line in lines_of(words)]
    return merge_level([line for line in lines if line.runs])


def _language(paragraphs: Sequence[Paragraph]) -> Language:
    texts = [paragraph.text for paragraph in paragraphs if paragraph.table is None]
    for paragraph in paragraphs:
        if paragraph.table is not None:
            texts += [row[0].text for row in paragraph.table.rows if row]
    whole = " ".join(texts)
    step = max((len(whole) - _SAMPLE // 4) // 3, 1)
    if len(whole) <= _SAMPLE:
        return detect_language(whole)
    return detect_language(" ".join(whole[at * step : at * step + _SAMPLE // 4] for at in range(4)))


def _blocks(paragraphs: Sequence[Paragraph], box: Place, *, chinese: bool) -> Iterator[Block]:
    hyphenated = hyphenated_words([line.text for p in paragraphs for line, _ in p.lines])
    number = 0
    for paragraph in paragraphs:
        if paragraph.table is not None:
            block = _table_block(paragraph, number, box, chinese)
            number += len(paragraph.table.rows)
        else:
            pieces = [
                Piece(line.text, number + at, page, box=box(page, line.rect))
                for at, (line, page) in enumerate(paragraph.lines, 1)
            ]
            number += len(pieces)
            kind = BlockKind.HEADING if paragraph.level else BlockKind(paragraph.kind)
            block = make_block(
                kind, pieces, chinese=chinese, level=paragraph.level, hyphenated=hyphenated
            )
        if block is not None:
            yield block


def _table_block(paragraph: Paragraph, number: int, box: Place, chinese: bool) -> Block | None:
    table = paragraph.table
    assert table is not None
    rows: list[list[Piece]] = []
    page = paragraph.lines[0][1]
    parts = [(len(table.rows), page)] if not paragraph.rows_on else []
    if paragraph.rows_on:
        rest = sum(count for count, _ in paragraph.rows_on)
        parts = [(len(table.rows) - rest, page), *paragraph.rows_on]
    at = 0
    for count, page in parts:
        for row in table.rows[at : at + count]:
            number += 1
            rows.append(
                [
                    Piece(c.text, number, page, box=box(page, c.rect) if c.rect else None)
                    for c in row
                ]
            )
        at += count
    return make_table(rows, chinese=chinese)
