"""The door to pdfium: characters and ruled lines of a PDF's pages, and pictures of them.

Nothing of pdfium's own types leaves this file. pdfium is not safe to use from two threads at
once: one lock guards every call.
"""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any

from corpus.errors import EmptyReport, EncryptedReport, UnreadableReport, UnsupportedFormat
from corpus.load.pdf.geometry import HAIRLINE, Glyph, Rect, sides_of, turned_back
from corpus.report import Box

_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024  # bytes; some programs put a few before the header
_LOCK = RLock()
_A4 = (595.0, 842.0)
_UPRIGHT = math.radians(5)  # text turned by more is a watermark or the name of an axis
_MOST_AREAS = 20_000  # drawn shapes of one page that are looked at
_ANGLE_STEP = 3  # every third character tells how a page's text is turned
_FEWEST_TURNED, _MOSTLY = 12, 0.7  # characters looked at; share of them turned alike
_BOX_SEGMENTS = 6  # of a rectangle; a filled path with more can be a grid
_MOST_SEGMENTS = 4_000
_MOST_GLYPHS = 60_000  # characters of one page
_HYPHEN, _LINE_END_HYPHENS = 0x2D, (0x02, 0xFFFE)  # how pdfium marks one at a line's end
_PARTED = 0x0A  # a space that pdfium only infers from a gap parts words and is none itself
_FONT_NAME = 128  # bytes
_FORCE_BOLD = 1 << 18  # ISO 32000, table 121
_BOLD = re.compile(rb"(?i)bold|black|heavy|demi")
_HIGHLIGHT = (255, 221, 0, 96)
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its title, its page (1-based, 0 unknown) and its depth, 1 the highest."""

    title: str
    page: int
    level: int


class Pdf:
    """An open PDF; pages are numbered from 1."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._turns: dict[int, int] = {}  # degrees by which pages with text set sideways are turned
        self.page_count = len(document)

    @property
    def title(self) -> str:
        """The title in the file's own description, "" for none."""
        with _LOCK:
            return str(self._document.get_metadata_dict().get("Title", "")).strip()

    def outline(self) -> tuple[OutlineEntry, ...]:
        """The bookmarks in order; empty where there are none or they are damaged."""
        from pypdfium2 import PdfiumError

        found: list[OutlineEntry] = []
        with _LOCK:
            try:
                for bookmark in self._document.get_toc(max_depth=8):
                    target = bookmark.get_dest()
                    index = target.get_index() if target is not None else None
                    page = index + 1 if index is not None else 0
                    found.append(OutlineEntry(bookmark.get_title(), page, bookmark.level + 1))
            except (PdfiumError, ValueError):
                return ()
        return tuple(found)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page as displayed, in points; a damaged one's are those of A4."""
        from pypdfium2 import PdfiumError

        with _LOCK:
            try:
                width, height = self._document.get_page_size(number - 1)
            except PdfiumError:
                return _A4
        return (float(width), float(height)) if width > 0 and height > 0 else _A4

    def glyphs(self, number: int) -> list[Glyph]:
        """The visible upright characters of a page, in the order of the file.

        A space of the file is a glyph of its own; a line feed parts words that have none between
        them. What lies off the page is left out, as are pages that
        are damaged. Where most text is set sideways, places are those on the page turned so
        that it is upright; `box` turns them back.
        """
        with _LOCK, self._page(number) as page:
            if page is None:
                return []
            self._turns[number] = _sideways(page)
            return list(_glyphs(page, self._turns[number]))

    def drawn(self, number: int) -> tuple[tuple[Rect, ...], float]:
        """Where lines and filled shapes lie on a page, and the share of it under pictures."""
        with _LOCK, self._page(number) as page:
            return _drawn(page, self._turns.get(number, 0)) if page is not None else ((), 0.0)

    def box(self, number: int, rect: Rect) -> Box:
        """Where `rect`, told by `glyphs` or `drawn`, lies on the page as displayed."""
        turn = self._turns.get(number, 0)
        if turn:
            rect = turned_back(rect, turn, *self.size(number))
        return rect.on_page(number)

    def picture(self, number: int, *, dots_per_inch: float) -> Any:
        """The page as an RGB array, height × width × 3."""
        with _LOCK, self._page(number) as page:
            if page is None:
                raise UnreadableReport(f"page {number} is damaged")
            bitmap = page.render(scale=_scale(page, dots_per_inch / 72))
            return bitmap.to_pil().convert("RGB")

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        from pypdfium2 import PdfiumError

        try:
            page = self._document[number - 1]
        except PdfiumError:
            yield None
            return
        try:
            yield page
        finally:
            page.close()


@contextmanager
def open_pdf(data: bytes) -> Iterator[Pdf]:
    """The PDF in `data`, open for the time of the `with` block.

    Raises:
        EmptyReport: no bytes, or no pages.
        UnsupportedFormat: not a PDF, whatever it is named.
        EncryptedReport: it takes a password to open.
        UnreadableReport: truncated or damaged.
    """
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2 import raw as c

    if not data:
        raise EmptyReport("the file is empty: nothing to read")
    if _HEADER not in data[:_HEADER_WITHIN]:
        raise UnsupportedFormat("this is not a PDF, though it is named so: check the file")
    with _LOCK:
        try:
            document = PdfDocument(data)
        except PdfiumError as error:
            if getattr(error, "err_code", None) == c.FPDF_ERR_PASSWORD:
                raise EncryptedReport(
                    "this PDF asks for a password: save a copy without one and add that"
                ) from None
            raise UnreadableReport(
                "this PDF is damaged or cut off: fetch or export it again"
            ) from None
    try:
        if not len(document):
            raise EmptyReport("this PDF has no pages")
        yield Pdf(document)
    finally:
        with _LOCK:
            document.close()


def render_page(data: bytes, page: int, boxes: Sequence[Box], scale: float) -> bytes:
    """Page `page` (1-based) as a PNG, `scale` pixels a point, with those of `boxes` that lie on
    it highlighted.

    Raises:
        UnreadableReport: no such page, or as `open_pdf` does.
    """
    from PIL import Image, ImageDraw

    with open_pdf(data) as pdf:
        if not 1 <= page <= pdf.page_count:
            raise UnreadableReport(f"there is no page {page}: the PDF has {pdf.page_count}")
        width, _ = pdf.size(page)
        picture = pdf.picture(page, dots_per_inch=72 * scale).convert("RGBA")
    per_point = picture.width / width
    marks = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(marks)
    for box in boxes:
        if box.page == page:
            left, top, right, bottom = (
                edge * per_point for edge in (box.left, box.top, box.right, box.bottom)
            )
            draw.rectangle(
                (left - 1, top - 1, max(left, right) + 1, max(top, bottom) + 1), _HIGHLIGHT
            )
    out = io.BytesIO()
    Image.alpha_composite(picture, marks).convert("RGB").save(out, "PNG")
    return out.getvalue()


def _scale(page: Any, wanted: float) -> float:
    """`wanted`, or less for a page so large that its picture would fill the memory."""
    width, height = page.get_size()
    return min(wanted, math.sqrt(_MOST_PIXELS / max(width * height, 1)))


class _Frame:
    """From the coordinates of a page's content to those of the page as displayed."""

    def __init__(self, page: Any, turn: int = 0) -> None:
        from pypdfium2 import raw as c

        bounds = c.FS_RECTF()
        c.FPDF_GetPageBoundingBox(page.raw, bounds)
        self.left, self.bottom = bounds.left, bounds.bottom
        self.right, self.top = bounds.right, bounds.top
        self.turn = (page.get_rotation() + turn) % 360
        self.width, self.height = page.get_size()
        if turn % 180:
            self.width, self.height = self.height, self.width

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect:
        if not self.turn:
            return Rect(left - self.left, self.top - top, right - self.left, self.top - bottom)
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _sideways(page: Any) -> int:
    """By how many degrees, clockwise, a page must be turned for most of its text to stand
    upright: 0, 90, 180 or 270."""
    from pypdfium2 import raw as c

    text = page.get_textpage()
    try:
        raw = text.raw
        turns: Counter[int] = Counter()
        for index in range(0, min(c.FPDFText_CountChars(raw), _MOST_GLYPHS), _ANGLE_STEP):
            if c.FPDFText_GetUnicode(raw, index) > 32:
                angle = math.degrees(c.FPDFText_GetCharAngle(raw, index))
                turns[round(angle / 90) * 90 % 360] += 1
    finally:
        text.close()
    seen = turns.total()
    usual, times = turns.most_common(1)[0] if turns else (0, 0)
    turn = -(usual + page.get_rotation()) % 360
    return turn if seen >= _FEWEST_TURNED and times > _MOSTLY * seen else 0


def _glyphs(page: Any, turned: int) -> Iterator[Glyph]:
    from pypdfium2 import raw as c

    frame = _Frame(page, turned)
    text = page.get_textpage()
    try:
        raw = text.raw
        box, x, y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        matrix = c.FS_MATRIX()
        turn = math.radians(frame.turn)
        bold, name = False, ctypes.create_string_buffer(_FONT_NAME)
        flags, new_word = ctypes.c_int(), True
        for index in range(min(c.FPDFText_CountChars(raw), _MOST_GLYPHS)):
            code = c.FPDFText_GetUnicode(raw, index)
            code = _HYPHEN if code in _LINE_END_HYPHENS else code
            if not c.FPDFText_GetLooseCharBox(raw, index, box):
                continue
            c.FPDFText_GetCharOrigin(raw, index, x, y)
            angle = c.FPDFText_GetCharAngle(raw, index) + turn  # counts clockwise
            if code > 32 and abs(math.remainder(angle, 2 * math.pi)) > _UPRIGHT:
                continue
            rect = frame.rect(box.left, box.bottom, box.right, box.top)
            if (
                rect.right <= 0
                or rect.left >= frame.width
                or rect.bottom <= 0
                or rect.top >= frame.height
            ):
                continue
            size = c.FPDFText_GetFontSize(raw, index)
            if c.FPDFText_GetMatrix(raw, index, matrix):
                size *= math.hypot(matrix.c, matrix.d) or 1
            if code <= 32:
                new_word = True
                if c.FPDFText_IsGenerated(raw, index) == 1:
                    code = _PARTED
            elif new_word:  # fonts change between words, hardly ever inside one
                new_word = False
                c.FPDFText_GetFontInfo(raw, index, name, _FONT_NAME, flags)
                if name.value:
                    bold = bool(flags.value & _FORCE_BOLD or _BOLD.search(name.value))
                else:
                    bold = c.FPDFText_GetFontWeight(raw, index) >= 600
            base = frame.point(x.value, y.value)[1]
            yield Glyph(chr(code) if code else " ", rect, base, size, bold)
    finally:
        text.close()


def _drawn(page: Any, turned: int) -> tuple[tuple[Rect, ...], float]:
    from pypdfium2 import raw as c

    frame = _Frame(page, turned)
    whole = frame.width * frame.height or 1
    areas: list[Rect] = []
    pictured = 0.0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for number, part in enumerate(page.get_objects(max_depth=3)):
        if number >= _MOST_AREAS:
            break
        if part.type not in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE):
            continue
        if not c.FPDFPageObj_GetBounds(part.raw, left, bottom, right, top):
            continue
        rect = frame.rect(left.value, bottom.value, right.value, top.value)
        if part.type == c.FPDF_PAGEOBJ_PATH:
            areas.append(rect)
            if rect.width > HAIRLINE and rect.height > HAIRLINE:
                areas += _strokes(part.raw, frame)
        else:
            pictured += min(rect.width, frame.width) * min(rect.height, frame.height) / whole
    return tuple(areas), min(pictured, 1.0)


def _strokes(path: Any, frame: _Frame) -> list[Rect]:
    """The level and upright lines that a path draws, where it draws lines."""
    from pypdfium2 import raw as c

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    count = c.FPDFPath_CountSegments(path)
    c.FPDFPath_GetDrawMode(path, fill, stroke)
    if not 4 <= count <= _MOST_SEGMENTS or not (stroke.value or count > _BOX_SEGMENTS):
        return []
    matrix, x, y = c.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    c.FPDFPageObj_GetMatrix(path, matrix)
    lines: list[Rect] = []
    box: list[tuple[float, float]] = []  # the corners of a closed part
    for index in range(count):
        segment = c.FPDFPath_GetPathSegment(path, index)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        place = frame.point(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_BEZIERTO:
            return []  # a curve: a drawing
        if kind == c.FPDF_SEGMENT_MOVETO:
            lines += sides_of(box)
            box = []
        box.append(place)
        if c.FPDFPathSegment_GetClose(segment) and box:
            box.append(box[0])
    return lines + sides_of(box)
