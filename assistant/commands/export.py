"""Text that leaves the program: cells for spreadsheets, Markdown, names of files.

What a user pasted or a report says is data: it becomes neither a formula nor structure.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path


class Format(StrEnum):
    """What a result can be written as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"

    @property
    def suffix(self) -> str:
        """How the name of such a file ends, without the point."""
        return {"text": "txt", "markdown": "md"}.get(self.value, self.value)

    @property
    def mime(self) -> str:
        kinds = {"json": "application/json", "markdown": "text/markdown", "csv": "text/csv"}
        return kinds.get(self.value, "text/plain")

    @classmethod
    def of(cls, path: Path) -> Format | None:
        """The format that a file's name asks for, `None` where it asks for none."""
        suffix = path.suffix.lower().lstrip(".")
        return next((one for one in cls if suffix in (one.suffix, one.value)), None)


BOM = "\ufeff"  # spreadsheets read UTF-8 only where it stands first

_FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"
_NUMBER = re.compile(r"-?[0-9][0-9,]{0,40}(?:\.[0-9]{1,40})?%?")
_STRUCTURE = re.compile(r"([\\`*_\[\]<>|~&$@])")
_LINKS = re.compile(r"(?i)(://)|(www)\.")
_LINE_START = re.compile(r"([#+\-=:>])|([0-9]{1,9})([.)])")
_NAME = re.compile(r"[^a-z0-9]+")


def csv_cell(value: str) -> str:
    """`value` for a spreadsheet: what it would take for a formula begins with an apostrophe.

    A plain number may be negative and stays one.
    """
    value = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) != "Cc")
    first = value.lstrip(" \u00a0\u3000")[:1] or " "
    if (value[:1] in _FORMULA_STARTS or first in _FORMULA_STARTS) and value:
        return value if _NUMBER.fullmatch(value) else "'" + value
    return value


def csv_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as comma-separated values with a byte order mark, every cell made safe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([csv_cell(cell) for cell in head])
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def markdown_inline(value: str) -> str:
    """`value` as one line of Markdown that reads as the same text."""
    line = " ".join("".join(c if _printable(c) else " " for c in value).split())
    escaped = _STRUCTURE.sub(r"\\\1", line)
    return _LINKS.sub(lambda m: "\\://" if m[1] else f"{m[2]}\\.", escaped)


def markdown_line(value: str) -> str:
    """`value` as a line of its own: it starts no heading, list, quotation or rule."""
    return start_of_line(markdown_inline(value))


def start_of_line(escaped: str) -> str:
    """Inline Markdown that may stand first on a line."""
    start = _LINE_START.match(escaped)
    if start is None:
        return escaped
    if start[1]:
        return "\\" + escaped
    return f"{start[2]}\\{escaped[len(start[2]) :]}"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, every cell made safe."""
    lines = [_row(head), _row(["---"] * len(head), raw=True)]
    lines += [_row(row) for row in rows]
    return "\n".join(lines) + "\n"


def _row(values: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(v if raw else markdown_inline(v) for v in values) + " |"


def _printable(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")


def file_name(kind: str, of: str, form: Format) -> str:
    """A name for a file that every system takes: "claim-check-<of>.csv"."""
    slug = _NAME.sub("-", of.lower()).strip("-")[:60].strip("-")
    return "-".join(part for part in (kind, slug) if part) + "." + form.suffix
