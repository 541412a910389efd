"""The library's folder: the files that reports came from, by the hash of their content, and a
lock that tells whether anybody is bringing reports in."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without it: nothing is tidied there, nothing is lost
    fcntl = None  # type: ignore[assignment]

_HASH = re.compile(r"[0-9a-f]{64}")
_PARTIAL = ".part"


class SourceFiles:
    """Files kept by content, each written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, content_hash: str) -> Path:
        """Where a file of that content is kept, or would be."""
        if not _HASH.fullmatch(content_hash):
            raise ValueError("not a SHA-256 in hexadecimal")
        return self._folder / content_hash[:2] / content_hash

    def keep(self, content_hash: str, data: bytes) -> None:
        """Keep `data`; nothing happens where it is kept already."""
        path = self.path(content_hash)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{content_hash}.{uuid.uuid4().hex}{_PARTIAL}")
        try:
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)

    def remove(self, content_hash: str) -> None:
        self.path(content_hash).unlink(missing_ok=True)

    def tidy(self, wanted: Collection[str]) -> None:
        """Remove what a crash left: files of no report, and halves of files."""
        for path in self._folder.glob("*/*"):
            if path.name not in wanted:
                with contextlib.suppress(OSError):
                    path.unlink()


def tidy_folders(folder: Path, wanted: Collection[str]) -> None:
    """Remove the folders in `folder` whose names are not in `wanted`."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name not in wanted:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def bringing_in(folder: Path) -> Iterator[None]:
    """Held by a process that brings a report in; the system lets go when the process ends,
    however it ends."""
    with _lock(folder, exclusive=False):
        yield


@contextmanager
def nobody_bringing_in(folder: Path) -> Iterator[bool]:
    """Whether nobody is bringing reports in, and nobody begins to meanwhile."""
    try:
        with _lock(folder, exclusive=True):
            yield fcntl is not None
    except BlockingIOError:
        yield False


@contextmanager
def _lock(folder: Path, *, exclusive: bool) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as file:
        if exclusive:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            fcntl.flock(file, fcntl.LOCK_SH)
        yield
