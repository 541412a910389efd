"""A file → a report. One reader per format, found by the file's suffix."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Callable
from pathlib import Path

from corpus.errors import EmptyReport, ReportNotFound, ReportTooLarge, UnreadableReport
from corpus.load.decode import decode
from corpus.load.describe_report import describe
from corpus.load.read_markdown import looks_like_markdown
from corpus.load.split_report import edition_from_markdown, edition_from_text
from corpus.report import Edition, Report
from corpus.script import Language, detect_language

MAX_BYTES = 16_000_000
MAX_LINES = 2_000_000  # a real text of 64 MB has half as many; each costs about half a kilobyte

Reader = Callable[[bytes, str], Edition]  # content, report id


def load_report(path: Path, *, max_bytes: int = MAX_BYTES, id: str = "") -> Report:
    """Read the report in the file `path`; `id` defaults to its name and a hash of its content.

    Raises:
        ReportNotFound: no such path.
        ReportTooLarge: more than `max_bytes` bytes or `MAX_LINES` lines.
        EmptyReport: nothing but white space.
        UnsupportedFormat: not a format that is read.
        UnreadableReport: a folder, no permission, an unknown encoding, damaged.
    """
    data = _read(path, max_bytes)
    report_id = id or make_id(path.stem, data)
    reader = READERS.get(path.suffix.lower(), read_text)
    try:
        return _report(reader(data, report_id), report_id)
    except UnreadableReport as error:
        raise type(error)(f"{path}: {error}") from None


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
        return decode(_read(path, max_bytes))
    except UnreadableReport as error:
        raise type(error)(f"{path}: {error}") from None


def read_text(data: bytes, report_id: str) -> Edition:
    """The edition in the bytes of a plain text, or of Markdown that is not named so."""
    text = decode(data)
    return _edition(text, report_id, markdown=looks_like_markdown(text))


def read_markdown_file(data: bytes, report_id: str) -> Edition:
    """The edition in the bytes of a Markdown file."""
    return _edition(decode(data), report_id, markdown=True)


# A format with a file of its own adds its suffix and reader here; others are tried as text.
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown_file,
    ".markdown": read_markdown_file,
}


def make_id(stem: str, data: bytes) -> str:
    """A short name for a report: words of its file's name and a hash of its content."""
    slug = re.sub(r"[\W_]+", "-", stem.lower()).strip("-")[:40].rstrip("-")
    return f"{slug or 'report'}-{hashlib.sha256(data).hexdigest()[:8]}"


def language_of(text: str) -> Language:
    """The language of a report, told from samples of its whole length."""
    size = 20_000
    if len(text) <= 4 * size:
        return detect_language(text)
    step = (len(text) - size) // 3
    return detect_language(" ".join(text[at * step : at * step + size] for at in range(4)))


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


def _read(path: Path, max_bytes: int) -> bytes:
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
