"""A file → a report. One reader per format, found by the file's content and suffix."""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import Path, PurePath

from corpus.errors import (
    EmptyReport,
    ReportNotFound,
    ReportTooLarge,
    UnreadableReport,
    UnsupportedFormat,
)
from corpus.load.decode import decode
from corpus.load.describe_report import describe
from corpus.load.formats import Format, format_of
from corpus.load.load_types import Progress, Reader, untold
from corpus.load.read_markdown import looks_like_markdown
from corpus.load.split_report import edition_from_markdown, edition_from_text
from corpus.report import Edition, Report
from corpus.script import language_of

MAX_BYTES = 64_000_000
MAX_LINES = 2_000_000  # a real text of 64 MB has half as many; each costs about half a kilobyte


def load_report(
    path: Path, *, max_bytes: int = MAX_BYTES, id: str = "", progress: Progress | None = None
) -> Report:
    """Read the report in the file `path`; `id` defaults to its name and a hash of its content.

    `progress` is told (pages read, pages in all) by formats that have pages.

    Raises:
        ReportNotFound: no such path.
        ReportTooLarge: beyond `max_bytes` bytes, or a limit of its format.
        EmptyReport: nothing but white space.
        UnsupportedFormat: not a format that is read.
        EncryptedReport: it needs a password.
        ScannedReport: pictures of pages, and no OCR at hand.
        UnreadableReport: a folder, no permission, an unknown encoding, damaged.
    """
    data = read_bytes(path, max_bytes)
    try:
        return report_from_bytes(data, path.name, id=id, progress=progress)
    except UnreadableReport as error:
        raise type(error)(f"{path}: {error}") from None


def report_from_bytes(
    data: bytes, name: str, *, id: str = "", progress: Progress | None = None
) -> Report:
    """The report in the content `data` of a file called `name`.

    Raises:
        UnreadableReport: and its kinds, as `load_report` does.
    """
    suffix = PurePath(name).suffix
    report_id = id or make_id(PurePath(name).stem, data)
    reader = reader_of(format_of(data, suffix))
    return _report(reader(data, report_id, progress or untold), report_id)


def reader_of(format: Format) -> Reader:
    """The reader of a format; those that take a library are imported when they are asked for.

    Raises:
        UnsupportedFormat: an archive, which is no report itself.
    """
    match format:
        case Format.TEXT:
            return read_text
        case Format.MARKDOWN:
            return read_markdown_file
        case Format.HTML:
            from corpus.load.read_html import read_html

            return read_html
        case Format.PDF:
            from corpus.load.read_pdf import read_pdf

            return read_pdf
        case Format.DOCX:
            from corpus.load.read_docx import read_docx

            return read_docx
        case Format.XLSX:
            from corpus.load.read_xlsx import read_xlsx

            return read_xlsx
        case Format.PPTX:
            from corpus.load.read_pptx import read_pptx

            return read_pptx
        case Format.ZIP:
            raise UnsupportedFormat("it is an archive of files: add it to the library instead")


def report_from_text(text: str, *, id: str, title: str = "") -> Report:
    """The report that a text in memory holds, Markdown or plain.

    Raises:
        EmptyReport: nothing but white space.
        ReportTooLarge: more than `MAX_LINES` lines.
    """
    return _report(_edition(text, id, markdown=looks_like_markdown(text), title=title), id)


def read_plain_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """The text of the file `path`, decoded, not cut into a report.

    Raises:
        CorpusError: as `load_report` does.
    """
    try:
        return decode(read_bytes(path, max_bytes))
    except UnreadableReport as error:
        raise type(error)(f"{path}: {error}") from None


def read_text(data: bytes, report_id: str, progress: Progress) -> Edition:
    """The edition in the bytes of a plain text, or of Markdown that is not named so."""
    text = decode(data)
    return _edition(text, report_id, markdown=looks_like_markdown(text))


def read_markdown_file(data: bytes, report_id: str, progress: Progress) -> Edition:
    """The edition in the bytes of a Markdown file."""
    return _edition(decode(data), report_id, markdown=True)


def make_id(stem: str, data: bytes) -> str:
    """A short name for a report: words of its file's name and a hash of its content."""
    slug = re.sub(r"[\W_]+", "-", stem.lower()).strip("-")[:40].rstrip("-")
    return f"{slug or 'report'}-{hashlib.sha256(data).hexdigest()[:8]}"


def _edition(text: str, report_id: str, *, markdown: bool, title: str = "") -> Edition:
    if text.count("\n") + text.count("\r") + text.count("\f") > MAX_LINES:
        raise ReportTooLarge(f"more than {MAX_LINES:,} lines: split the file")
    make = edition_from_markdown if markdown else edition_from_text
    return make(text, language_of(text), report_id, title)


def _report(edition: Edition, report_id: str) -> Report:
    if not edition.text:
        raise EmptyReport("there is no text in it: nothing to read")
    facts = describe(edition)
    return Report(
        id=report_id,
        title=edition.title,
        editions=(edition,),
        subject=facts.subject,
        ticker=facts.ticker,
        period=facts.period,
        currency=facts.currency,
    )


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The content of the file `path`.

    Raises:
        ReportNotFound, ReportTooLarge, UnreadableReport: as `load_report` does.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableReport(f"{path} is a folder: name a file in it")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableReport(f"{path} is not an ordinary file")
        if status.st_size > max_bytes:
            raise _too_large(path, max_bytes)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise ReportNotFound(f"{path} does not exist: check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise UnreadableReport(f"{path} cannot be read: {reason}") from None
    if len(data) > max_bytes:
        raise _too_large(path, max_bytes)
    return data


def _too_large(path: Path, max_bytes: int) -> ReportTooLarge:
    limit = max_bytes / 1_000_000
    return ReportTooLarge(
        f"{path} is larger than the limit of {limit:g} MB: split it or raise the limit"
    )
