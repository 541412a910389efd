"""A file, a folder or an archive → the files in it that may be reports, and those that are not.

Nothing is unpacked to disk: a member of an archive is read into memory, and its name is only a
label, so that no path in an archive leads anywhere.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from corpus.errors import CorpusError, ReportNotFound, ReportTooLarge, UnreadableReport
from corpus.load.formats import SUFFIXES, Format
from corpus.load.load_report import read_bytes
from corpus.load.zips import DAMAGE, open_zip

MAX_FILES = 10_000
_MARKS = ("[Content_Types].xml", "mimetype")  # of documents that are ZIP containers


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be a report.

    `name` is what to show: its path, with that inside the archive after "!" where it lies in one.
    `data` is its content where it lies in an archive, else `None`: read `path`.
    """

    name: str
    path: Path
    data: bytes | None = field(default=None, repr=False)

    def read(self, max_bytes: int) -> bytes:
        """The file's content.

        Raises:
            CorpusError: as `read_bytes` does.
        """
        return read_bytes(self.path, max_bytes) if self.data is None else self.data


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that is left out, and why."""

    name: str
    reason: str


def files_in(path: Path, *, max_bytes: int) -> Iterator[FoundFile | SkippedFile]:
    """The files that `path` stands for, in the order of their names. Never raises; what cannot be
    looked at is a `SkippedFile`.

    A file that is named itself is taken whatever its name; in a folder or archive only those of
    the known formats are. Hidden files are passed over without a word.
    """
    if path.is_dir():
        yield from _in_folder(path, max_bytes)
    elif path.suffix.lower() == ".zip":
        yield from _in_archive(path, max_bytes)
    elif path.exists():
        yield FoundFile(str(path), path)
    else:
        yield SkippedFile(str(path), str(ReportNotFound("it does not exist: check the path")))


def _in_folder(folder: Path, max_bytes: int) -> Iterator[FoundFile | SkippedFile]:
    found = 0
    try:
        paths = sorted(folder.rglob("*"))
    except OSError as error:
        yield SkippedFile(str(folder), f"the folder cannot be read: {error.strerror}")
        return
    for path in paths:
        inside = path.relative_to(folder).parts
        if any(part.startswith((".", "__MACOSX")) for part in inside) or path.is_dir():
            continue
        found += 1
        if found > MAX_FILES:
            yield SkippedFile(str(folder), f"only the first {MAX_FILES:,} files were taken")
            return
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            yield SkippedFile(str(path), "it is a link out of the folder")
        elif path.suffix.lower() == ".zip":
            yield from _in_archive(path, max_bytes)
        elif path.suffix.lower() not in SUFFIXES:
            yield SkippedFile(str(path), _unknown(path.suffix))
        else:
            yield FoundFile(str(path), path)


def _in_archive(path: Path, max_bytes: int) -> Iterator[FoundFile | SkippedFile]:
    try:
        archive = open_zip(read_bytes(path, max_bytes))
    except CorpusError as error:
        yield SkippedFile(str(path), str(error))
        return
    with archive:
        if any(mark in archive.namelist() for mark in _MARKS):
            yield FoundFile(str(path), path)  # a document that was named .zip
            return
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            inside = PurePosixPath(member.filename.replace("\\", "/"))
            if member.is_dir() or any(p.startswith((".", "__MACOSX")) for p in inside.parts[-1:]):
                continue
            if "__MACOSX" in inside.parts:
                continue
            name = f"{path}!{inside}"
            kind = SUFFIXES.get(inside.suffix.lower())
            if kind is None or kind is Format.ZIP:
                yield SkippedFile(
                    name, "an archive within an archive" if kind else _unknown(inside.suffix)
                )
                continue
            try:
                yield FoundFile(name, path, _unpacked(archive, member, max_bytes))
            except UnreadableReport as error:
                yield SkippedFile(name, str(error))


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, max_bytes: int) -> bytes:
    """A member's content, however small the archive says that it is.

    Raises:
        ReportTooLarge: more than `max_bytes` bytes.
        UnreadableReport: damaged.
    """
    try:
        with archive.open(member) as file:
            data = file.read(max_bytes + 1)
    except DAMAGE:
        raise UnreadableReport("damaged in the archive: make the archive again") from None
    if len(data) > max_bytes:
        raise ReportTooLarge(f"it is larger than the limit of {max_bytes / 1_000_000:g} MB")
    return data


def _unknown(suffix: str) -> str:
    known = ", ".join(sorted({kind.value.upper() for kind in Format}))
    return f"{suffix or 'a file without a suffix'} is not a format that is read ({known})"
