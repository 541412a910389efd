"""PPTX → an edition: a section a slide, its text, tables and charts' data in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

from corpus.errors import UnreadableReport
from corpus.load.drafts import Draft, edition_from_drafts, heading, paragraph, table
from corpus.load.load_types import Progress
from corpus.load.table_grid import GridCell
from corpus.load.zips import check_office
from corpus.report import Edition

MAIN_PART = "ppt/presentation.xml"
_SIGNIFICANT = 12  # digits of a chart's value; more are the noise of binary fractions


def read_pptx(data: bytes, report_id: str, progress: Progress) -> Edition:
    """The edition in the bytes of a presentation; a page is a slide. A chart with its data in
    the file is read as the table it draws.

    Raises:
        CorpusError: as `check_office` and `edition_from_drafts` say.
    """
    import pptx
    from lxml import etree
    from pptx.exc import PythonPptxError

    check_office(data, MAIN_PART)
    try:
        deck = pptx.Presentation(BytesIO(data))
        slides = list(deck.slides)
        drafts: list[Draft] = []
        for number, slide in enumerate(slides, 1):
            drafts += _slide(slide, number)
            progress(number, len(slides))
        title = (deck.core_properties.title or "").strip()
    except (PythonPptxError, etree.LxmlError, KeyError, ValueError, AttributeError):
        raise UnreadableReport(
            "the presentation is damaged: open it in PowerPoint and save it again"
        ) from None
    if title.lower() in ("", "powerpoint presentation", "powerpoint 簡報", "powerpoint 演示文稿"):
        title = ""
    return edition_from_drafts(drafts, report_id, title, page_name="slide")


def _slide(slide: Any, number: int) -> Iterator[Draft]:
    title = slide.shapes.title
    if title is not None and title.has_text_frame and title.text_frame.text.strip():
        yield heading(title.text_frame.text, 1, 1, number)
    shapes = [s for s in _flat(slide.shapes) if title is None or s.shape_id != title.shape_id]
    for line, shape in enumerate(sorted(shapes, key=_place), 2):
        if shape.has_text_frame:
            for part in shape.text_frame.paragraphs:
                if part.text.strip():
                    yield paragraph(part.text.replace("\v", "\n"), line, number)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield table(_cells(shape.table, line, number))
        elif getattr(shape, "has_chart", False) and shape.has_chart:
            yield from _chart(shape.chart, line, number)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text
        if notes.strip():
            yield paragraph(notes, len(shapes) + 2, number)


def _flat(shapes: Iterable[Any]) -> Iterator[Any]:
    """Shapes that can be read, groups taken apart."""
    from pptx.enum.shapes import MSO_SHAPE_TYPE

    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _flat(shape.shapes)
        else:
            yield shape


def _place(shape: Any) -> tuple[int, int]:
    """From top to bottom in bands of half an inch, then from left to right."""
    band = 457_200  # English Metric Units
    return (int(shape.top or 0) // band, int(shape.left or 0))


def _cells(grid: Any, line: int, page: int) -> Iterator[GridCell]:
    for row_number, row in enumerate(grid.rows):
        for column, cell in enumerate(row.cells):
            if not cell.is_spanned:
                rows = cell.span_height if cell.is_merge_origin else 1
                columns = cell.span_width if cell.is_merge_origin else 1
                yield GridCell(cell.text, row_number, column, rows, columns, line, page)


def _chart(chart: Any, line: int, page: int) -> Iterator[Draft]:
    if chart.has_title and chart.chart_title.has_text_frame:
        text = chart.chart_title.text_frame.text
        if text.strip():
            yield paragraph(text, line, page)
    cells: list[GridCell] = []
    for plot in list(chart.plots)[:1]:
        rows = [["", *(str(category) for category in plot.categories)]]
        rows += [[s.name or "", *map(_value, s.values)] for s in plot.series]
        cells = [
            GridCell(text, row, column, line=line, page=page)
            for row, texts in enumerate(rows)
            for column, text in enumerate(texts)
        ]
    if cells:
        yield table(cells)


def _value(value: float | None) -> str:
    if value is None:
        return ""
    number = Decimal(f"{value:.{_SIGNIFICANT}g}")
    return f"{number:f}" if number != number.to_integral() else f"{number.to_integral():f}"
