"""Pages that are pictures, read by OCR where the optional extra is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from corpus.errors import ScannedReport
from corpus.load.pdf.geometry import Rect, Word
from corpus.load.pdf.pdfium import Pdf

Progress = Callable[[int, int], None]

_MOST_PAGES = 200  # OCR takes seconds a page
_DOTS_PER_INCH = 200
_FEW_LETTERS = 8
_PICTURED = 0.5  # of the page
_OUTLINES = 200  # drawn shapes of a page without text: letters turned into outlines
_SURE = 0.5  # what the reader must hold its line for likely
_INSTALL = (
    "this PDF holds pictures of pages, no text. Install the extra for OCR: "
    "pip install 'report-assistant[ocr]'; then add it again"
)


def needs_ocr(pdf: Pdf, number: int, words: Sequence[Word]) -> bool:
    """Whether a page is a picture: hardly any text on it, and pictures over half of it, or no
    text at all and many drawn shapes."""
    if sum(len(word.text) for word in words) > _FEW_LETTERS:
        return False
    areas, pictured = pdf.drawn(number)
    return pictured >= _PICTURED or (not words and len(areas) >= _OUTLINES)


def read_scanned_pages(
    pdf: Pdf, numbers: Sequence[int], progress: Progress
) -> Iterator[tuple[int, list[Word]]]:
    """The words of the pages `numbers`, page by page; nothing where OCR is not installed.

    Raises:
        ScannedReport: every page is a picture, and there is no OCR to read it or too many pages.
    """
    if not numbers:
        return
    whole = len(numbers) == pdf.page_count
    if not can_read_pictures():
        if whole:
            raise ScannedReport(_INSTALL)
        return
    if len(numbers) > _MOST_PAGES:
        if whole:
            raise ScannedReport(
                f"this PDF holds pictures of {len(numbers)} pages; OCR takes {_MOST_PAGES} at "
                "most: split the file"
            )
        numbers = numbers[:_MOST_PAGES]
    for done, number in enumerate(numbers, 1):
        yield number, _words_of(pdf, number)
        progress(done, len(numbers))


def can_read_pictures() -> bool:
    """Whether the extra for OCR is installed."""
    return find_spec("rapidocr_onnxruntime") is not None


@cache
def _reader() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR()


def _words_of(pdf: Pdf, number: int) -> list[Word]:
    import numpy

    picture = pdf.picture(number, dots_per_inch=_DOTS_PER_INCH)
    found, _ = _reader()(numpy.asarray(picture)[:, :, ::-1])
    width, _ = pdf.size(number)
    per_pixel = width / picture.width
    words: list[Word] = []
    for corners, text, sure in found or ():
        if float(sure) < _SURE or not text.strip():
            continue
        rect = Rect(
            min(x for x, _ in corners) * per_pixel,
            min(y for _, y in corners) * per_pixel,
            max(x for x, _ in corners) * per_pixel,
            max(y for _, y in corners) * per_pixel,
        )
        size = 0.8 * rect.height
        words.append(Word(text.strip(), rect, rect.bottom - 0.25 * rect.height, size, False))
    return words
