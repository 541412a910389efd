"""HTML → an edition. Scripts, styles, menus and hidden parts are left out; nothing is ever run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import EmptyReport, UnreadableReport
from corpus.load.decode import decode
from corpus.load.drafts import Draft, edition_from_drafts, heading, paragraph, table
from corpus.load.load_types import Progress
from corpus.load.table_grid import GridCell
from corpus.report import Edition

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DEEPEST = 200  # elements within each other; what lies deeper is read as flat text
_LARGEST_SPAN = 500  # of a cell
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "nav", "svg", "math", "iframe", "object",
    "embed", "video", "audio", "canvas", "button", "select", "textarea", "input", "ix:header",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "address", "blockquote",
    "center", "dd", "details", "dl", "dt", "fieldset", "figcaption", "figure", "li", "ol", "pre",
    "summary", "ul", "body", "html", "hr", "caption", "td", "th", "tr", "tbody", "form",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.I)
_BOLD = re.compile(r"font-weight\s{0,5}:\s{0,5}(?:bold|[6-9]00)", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([\w-]{2,20})", re.I)
_LONGEST_BOLD_HEADING = 120


def read_html(data: bytes, report_id: str, progress: Progress) -> Edition:
    """The edition in the bytes of an HTML page.

    Raises:
        EmptyReport: no text outside scripts and menus.
        ReportTooLarge: too much text.
        UnreadableReport: in no known encoding, or not HTML at all.
    """
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_text(data), parser=parser)
    except (etree.ParserError, ValueError):
        raise EmptyReport("there is no text in this page: nothing to read") from None
    except etree.LxmlError:
        raise UnreadableReport("the page cannot be read as HTML: save it again") from None
    title = " ".join((root.findtext(".//title") or "").split())
    return edition_from_drafts(list(_Walk().drafts(root)), report_id, title)


def _text(data: bytes) -> str:
    """The page's characters, by its own word on its encoding where that fits."""
    named = _CHARSET.search(data[:4096])
    if named:
        try:
            text = data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            text = decode(data)
    else:
        text = decode(data)
    # lxml takes no text that declares an encoding of its own
    return re.sub(r"^\s{0,100}<\?xml[^>]{0,200}\?>", "", text)


class _Walk:
    """Goes through the elements in order and gathers the words of one paragraph at a time."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._plain = False  # whether any of the words is not bold
        self._line = 1

    def drafts(self, root: HtmlElement) -> Iterator[Draft]:
        yield from self._element(root, 0, bold=False)
        yield from self._finish()

    def _element(self, element: HtmlElement, depth: int, *, bold: bool) -> Iterator[Draft]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _UNSEEN or _is_hidden(element):
            return
        self._line = element.sourceline or self._line
        if depth > _DEEPEST:
            self._say(_flat(element), bold)
            return
        if tag in _HEADINGS:
            yield from self._finish()
            text = _flat(element)
            if text:
                yield heading(text, _HEADINGS[tag], self._line)
            return
        if tag == "table" and not _is_layout(element):
            yield from self._finish()
            for caption in element.iterchildren("caption"):
                text = _flat(caption)
                if text:
                    yield paragraph(text, self._line)
            yield table(_cells(element))
            return
        if tag == "br":
            self._words.append("\n")
        parts = tag in _BLOCKS
        if parts:
            yield from self._finish()
            if tag == "li":
                self._words.append("• ")
        bold = bold or tag in ("b", "strong") or _says(element, _BOLD)
        self._say(element.text or "", bold)
        for child in element.iterchildren():
            yield from self._element(child, depth + 1, bold=bold)
            self._say(child.tail or "", bold)
        if parts:
            yield from self._finish()

    def _say(self, text: str, bold: bool) -> None:
        if text.strip() and not bold:
            self._plain = True
        self._words.append(re.sub(r"\s+", " ", text))

    def _finish(self) -> Iterator[Draft]:
        """The paragraph gathered so far; one all in bold and short is a heading."""
        text = "".join(self._words).strip()
        plain, self._plain, self._words = self._plain, False, []
        if not text or text == "•":
            return
        one_line = "\n" not in text and len(text) <= _LONGEST_BOLD_HEADING
        if one_line and not plain and text[-1] not in ".。;；,，:：" and not text.startswith("•"):
            yield heading(text, 3, self._line)
        else:
            yield paragraph(text, self._line)


def _says(element: HtmlElement, pattern: re.Pattern[str]) -> bool:
    return pattern.search(element.get("style", "")[:2000]) is not None


def _is_hidden(element: HtmlElement) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or _says(element, _HIDDEN)
    )


def _flat(element: HtmlElement) -> str:
    """All text of an element that can be seen, on one line."""
    parts: list[str] = []
    skipped = 0
    for event, node in _events(element):
        tag = node.tag if isinstance(node.tag, str) else ""
        unseen = tag in _UNSEEN or _is_hidden(node)
        if event == "start":
            skipped += unseen
            if not skipped:
                parts.append(" " if tag == "br" or tag in _BLOCKS else "")
                parts.append(node.text or "")
        else:
            skipped -= unseen
            if not skipped and node is not element:
                parts.append(node.tail or "")
    return " ".join("".join(parts).split())


def _events(element: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    from lxml import etree

    yield from etree.iterwalk(element, events=("start", "end"))


def _is_layout(element: HtmlElement) -> bool:
    """Whether a table only puts other things in their places: it holds another table, or a
    single cell in each row, or a bullet beside its text."""
    if next(element.iterdescendants("table"), None) is not None:
        return True
    rows = [[_flat(cell) for cell in row.iterchildren("td", "th")] for row in element.iter("tr")]
    full = [[text for text in row if text] for row in rows]
    full = [row for row in full if row]
    if not full:
        return False
    if max(map(len, full)) <= 1:
        return True
    return all(len(row) <= 2 and len(row[0]) <= 3 and len(row[-1]) > 3 for row in full) and not any(
        any(character.isdigit() for character in row[-1][:1]) for row in full
    )


def _cells(element: HtmlElement) -> Iterator[GridCell]:
    taken: dict[int, int] = {}  # column → rows that a cell from above still covers
    for number, row in enumerate(element.iter("tr")):
        column = 0
        covered = {at for at, rows in taken.items() if rows > 0}
        taken = {at: rows - 1 for at, rows in taken.items() if rows > 1}
        if _is_hidden(row):
            continue
        for cell in row.iterchildren("td", "th"):
            while column in covered:
                column += 1
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            line = cell.sourceline or 1
            yield GridCell(_flat(cell), number, column, rows, columns, line)
            if rows > 1:
                taken.update((at, rows - 1) for at in range(column, column + columns))
            column += columns


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _LARGEST_SPAN) if value.isdigit() and len(value) < 5 else 1
