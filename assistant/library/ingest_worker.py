"""The process that brings one file into the library: ``python -m assistant.ingest_worker``.

It reads its job from the first line of standard input and tells its steps in JSON lines on standard
output. Whatever a file does to it, only this process suffers; the report is in the library by one
transaction at the end, or not at all. When the program that started it is gone, it goes too.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any, TextIO

from corpus.errors import CorpusError
from corpus.library.library import Library
from corpus.library.records import Added, Facts, Outcome, Source
from corpus.report import Report

_TOLD_EVERY = 0.1  # seconds between two reports of one step's progress
_OVERHEAD_MB = 1_200  # address space of libraries and threads that is never memory


@dataclass(frozen=True, slots=True)
class Job:
    """One file to bring in; `path` is where its bytes are, `name` and `origin` what it is known by
    (`corpus.library.records.Source`). `again` reads it anew although it is there."""

    path: str
    name: str
    origin: str
    data_dir: str
    library_url: str = ""
    encoder: str = ""
    vector_store: str = ""
    max_bytes: int = 64_000_000
    memory_mb: int = 0
    again: bool = False

    def to_line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


Tell = Callable[..., None]


def bring_in(job: Job, tell: Tell) -> Added:
    """Read the job's file, bind its figures, index its passages, and add it all at once.

    Raises:
        CorpusError: the file cannot be read as a report, or the library cannot be used.
        IndexingError: there is nothing in it to index.
    """
    from corpus.load.load_report import make_id, read_bytes

    tell("reading")
    data = read_bytes(Path(job.path), job.max_bytes)
    source = Source(job.name, job.origin, hashlib.sha256(data).hexdigest(), len(data))
    library = Library.open(Path(job.data_dir), job.library_url)
    known = library.known(source)
    if known is not None and known.outcome is Outcome.UNCHANGED and not job.again:
        return known
    report_id = known.id if known else make_id(PurePath(job.name).stem, data)
    with library.bringing_in():
        return _read_and_add(library, job, source, data, report_id, tell)


def _read_and_add(
    library: Library, job: Job, source: Source, data: bytes, report_id: str, tell: Tell
) -> Added:
    from corpus.bind.bind_report import bind_report
    from corpus.load.load_report import make_id, report_from_bytes

    def pages(done: int, of: int) -> None:
        tell("reading", done, of)

    report = report_from_bytes(data, job.name, id=report_id, progress=pages)
    known = library.known(source, Facts.of(report))
    if known is None and report_id != make_id(PurePath(job.name).stem, data):
        # A file of that name was of another report: this one needs an id of its own.
        report_id = make_id(PurePath(job.name).stem, data)
        report = report_from_bytes(data, job.name, id=report_id, progress=pages)
    tell("figures")
    table = bind_report(report)
    tell("index")
    terms = _index(library, job, report, lambda done, of: tell("index", done, of))
    tell("storing")
    return library.add(report, table, source, data=data, terms=terms, again=job.again)


def _index(
    library: Library, job: Job, report: Report, progress: Callable[[int, int], None]
) -> bytes:
    """Stores the report's index, and gives what tells of its words. An index is derived: one that
    is missing, or that a crash has left behind, is made anew when the report is opened."""
    from assistant.library.report_terms import terms_of_report
    from index.build import PassageIndex
    from index.load_encoder import load_encoder

    # Another encoder may take more than a worker has, and another store lies outside: then the
    # report is indexed when it is opened.
    if not job.encoder and not job.vector_store:
        index = PassageIndex.build([report], load_encoder(), progress=progress)
        index.save(library.index_folder / report.id)
    return terms_of_report(report)


class _Teller:
    """Writes events; of one step's progress no more than a few a second."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last = ("", 0.0)

    def __call__(self, step: str, done: int = 0, of: int = 0) -> None:
        now = time.monotonic()
        if step == self._last[0] and done < of and now - self._last[1] < _TOLD_EVERY:
            return
        self._last = step, now
        self.write(kind="step", step=step, done=done, of=of)

    def write(self, **event: Any) -> None:
        self._out.write(json.dumps(event) + "\n")
        self._out.flush()


def main() -> int:
    """Bring in the file that standard input names."""
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no event
    job = Job(**json.loads(sys.stdin.readline()))
    threading.Thread(target=_go_with_parent, daemon=True).start()
    teller = _Teller(told)
    try:
        if job.memory_mb:
            _limit_memory(job.memory_mb)
        added = bring_in(job, teller)
    except MemoryError:
        teller.write(kind="memory")
    except Exception as error:  # one bad file must not stop the rest: told, and the next one comes
        teller.write(kind="skipped", reason=_reason(error))
    else:
        teller.write(kind=added.outcome.value, report_id=added.id, name=added.name)
    sys.stdout.flush()
    os._exit(0)  # a thread of a library must not keep it


def _reason(error: Exception) -> str:
    """What to tell of an error: our own in their words, others by their place, never by theirs,
    which can hold text of the report."""
    from index.errors import IndexingError

    if isinstance(error, CorpusError | IndexingError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    return f"the reader failed ({type(error).__name__}{place})"


def _go_with_parent() -> None:
    """Ends this process when the one that started it closes the pipe, as its death does."""
    while sys.stdin.read(1):
        pass
    os._exit(3)


def _limit_memory(megabytes: int) -> None:
    """A hard stop for one sudden allocation; what is in use, the parent watches."""
    try:
        import resource
    except ImportError:
        return
    size = (megabytes + _OVERHEAD_MB) * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
