"""Which format a file is in: by its content first, then by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from corpus.errors import EncryptedReport, ScannedReport, UnsupportedFormat
from corpus.load.zips import open_zip


class Format(StrEnum):
    """The formats that are read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ZIP = "zip"


SUFFIXES = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".pptx": Format.PPTX,
    ".pptm": Format.PPTX,
    ".zip": Format.ZIP,
}
_PARTS = {"word/": Format.DOCX, "xl/": Format.XLSX, "ppt/": Format.PPTX}
_HTML = re.compile(rb"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?<(?:!doctype html|html[\s>])", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_PDF_WITHIN = 1024  # bytes in which a PDF's mark may stand


def format_of(data: bytes, suffix: str) -> Format:
    """The format of a file with this content and this suffix (".pdf"); a file that is named
    wrongly is known by what it holds.

    Raises:
        EncryptedReport: an Office document or archive with a password.
        ScannedReport: a picture.
        UnsupportedFormat: an old Office format.
    """
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data)
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise EncryptedReport("it is protected by a password: save a copy without one")
        raise UnsupportedFormat(
            "it is in an old Office format (DOC, XLS, PPT): save it as DOCX, XLSX, PPTX or PDF"
        )
    if data.startswith(_PICTURES):
        raise ScannedReport("it is a picture, without text: give the report as a PDF or as text")
    named = SUFFIXES.get(suffix.lower(), Format.TEXT)
    if _HTML.match(data.removeprefix(b"\xef\xbb\xbf")[:4096]):
        return Format.HTML
    # A name that promises a container over content that is none: the text reader says what is
    # wrong, or reads it, if it is text after all.
    return named if named in (Format.MARKDOWN, Format.HTML, Format.PDF) else Format.TEXT


def _in_zip(data: bytes) -> Format:
    """What a ZIP container holds."""
    with open_zip(data) as archive:
        names = archive.namelist()
    if "[Content_Types].xml" in names:
        for part, kind in _PARTS.items():
            if any(name.startswith(part) for name in names):
                return kind
    return Format.ZIP
