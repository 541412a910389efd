"""DOCX → an edition: headings by style or outline level, lists, tables, footnotes at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from corpus.errors import UnreadableReport
from corpus.load.drafts import Draft, edition_from_drafts, heading, paragraph, table
from corpus.load.load_types import Progress
from corpus.load.table_grid import GridCell
from corpus.load.zips import check_office
from corpus.report import Edition

if TYPE_CHECKING:
    from docx.document import Document

MAIN_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"(?:heading|標題|标题)\s{0,2}(\d)", re.I)
_LONGEST_BOLD_HEADING = 100


def read_docx(data: bytes, report_id: str, progress: Progress) -> Edition:
    """The edition in the bytes of a Word document. Deleted text of tracked changes is left out.

    Raises:
        CorpusError: as `check_office` and `edition_from_drafts` say.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    check_office(data, MAIN_PART)
    try:
        document = docx.Document(BytesIO(data))
        drafts = list(_drafts(document))
    except (PackageNotFoundError, etree.LxmlError, KeyError, ValueError, AttributeError):
        raise UnreadableReport(
            "the Word document is damaged: open it in Word and save it again"
        ) from None
    return edition_from_drafts(drafts, report_id, document.core_properties.title.strip())


def _drafts(document: Document) -> Iterator[Draft]:
    levels = _heading_levels(document)
    number = 0
    for number, element in enumerate(_body(document.element.body), 1):
        if element.tag == f"{_W}p":
            draft = _paragraph(element, number, levels)
            if draft is not None:
                yield draft
        else:
            yield table(_cells(element, number))
    for note in _footnotes(document):
        number += 1
        yield paragraph(note, number)


def _body(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, content controls and text boxes looked into."""
    for element in body.iterchildren():
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
            for box in element.iter(f"{_W}txbxContent"):
                if not _is_fallback(box):
                    yield from _body(box)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag"):
            yield from _body(element)


def _is_fallback(element: Any) -> bool:
    """Whether it is the second drawing of a text box, kept for old programs."""
    return any(str(above.tag).endswith("}Fallback") for above in element.iterancestors())


def _heading_levels(document: Document) -> dict[str, int]:
    """The outline level of each paragraph style that has one, 1 the highest."""
    levels: dict[str, int] = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        named = _HEADING_STYLE.match(name.get(f"{_W}val", "")) if name is not None else None
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if named:
            levels[style.get(f"{_W}styleId")] = int(named[1])
        elif outline is not None and outline.get(f"{_W}val", "9") < "9":
            levels[style.get(f"{_W}styleId")] = int(outline.get(f"{_W}val")) + 1
        elif name is not None and name.get(f"{_W}val", "").lower() == "title":
            levels[style.get(f"{_W}styleId")] = 1
    return levels


def _paragraph(element: Any, number: int, levels: dict[str, int]) -> Draft | None:
    text = _text(element)
    if not text.strip():
        return None
    style = element.find(f"{_W}pPr/{_W}pStyle")
    outline = element.find(f"{_W}pPr/{_W}outlineLvl")
    level = levels.get(style.get(f"{_W}val"), 0) if style is not None else 0
    if outline is not None and outline.get(f"{_W}val", "9") < "9":
        level = int(outline.get(f"{_W}val")) + 1
    if not level and _is_bold_line(element, text):
        level = 3
    if level:
        return heading(text, level, number)
    listed = element.find(f"{_W}pPr/{_W}numPr") is not None
    return paragraph(f"• {text}" if listed else text, number)


def _is_bold_line(element: Any, text: str) -> bool:
    """Whether a paragraph is one short line, all bold, and no sentence: a heading by hand."""
    text = text.strip()
    if len(text) > _LONGEST_BOLD_HEADING or "\n" in text or text[-1] in ".。;；,，:：":
        return False
    runs = [run for run in element.iter(f"{_W}r") if (run.findtext(f"{_W}t") or "").strip()]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}b")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false")


def _text(element: Any) -> str:
    """The words of a paragraph, without text boxes in it and without deleted text."""
    parts: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        above = [a.tag for a in node.iterancestors()]
        inner = above[: above.index(element.tag)] if element.tag in above else above
        if f"{_W}del" in inner or f"{_W}txbxContent" in inner or f"{_W}pPr" in inner:
            continue
        kind = node.tag.removeprefix(_W)
        parts.append({"t": node.text or "", "tab": " ", "noBreakHyphen": "-"}.get(kind, "\n"))
    return "".join(parts)


def _cells(element: Any, number: int) -> Iterator[GridCell]:
    """The cells of a table; what is merged downwards is one cell that spans rows."""
    open_cells: dict[int, list[Any]] = {}  # column → [text, first row, rows, columns]
    for at, row in enumerate(element.iterchildren(f"{_W}tr")):
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        column = _number(before, 0)
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tbl")) is not element:
                continue  # of a table within the table: its text is in the outer cell
            columns = max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1), 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            if goes_on and column in open_cells:
                open_cells[column][2] += 1
            else:
                if column in open_cells:
                    yield _grid_cell(column, open_cells[column], number)
                text = " ".join(_text(p) for p in cell.iter(f"{_W}p"))
                open_cells[column] = [text, at, 1, columns]
            column += columns
    for column, found in open_cells.items():
        yield _grid_cell(column, found, number)


def _grid_cell(column: int, found: list[Any], number: int) -> GridCell:
    text, row, rows, columns = found
    return GridCell(text, row, column, rows, columns, number)


def _number(element: Any, default: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return int(value) if value.isdigit() and len(value) < 4 else default


def _footnotes(document: Document) -> Iterator[str]:
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            for note in root.iter(f"{_W}footnote"):
                text = " ".join(_text(p) for p in note.iter(f"{_W}p")).strip()
                if text:
                    yield text
