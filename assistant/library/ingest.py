"""Bringing files into the library, in the background: each in a process of its own, under limits.

A report is in the library whole or not at all, whichever process is killed at whatever moment. One
bad file does not stop the rest.
"""

from __future__ import annotations

import queue
import shutil
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from assistant.library.ingest_events import Event, EventKind, IngestSummary, Skipped
from assistant.library.ingest_process import run_worker
from assistant.library.ingest_worker import Job
from assistant.settings import Settings
from corpus.errors import CorpusError
from corpus.library.library import Library
from corpus.load.find_files import FoundFile, SkippedFile, files_in

__all__ = ["Event", "EventKind", "IngestSummary", "Ingestion", "Skipped", "ingest", "open_library"]


def open_library(settings: Settings) -> Library:
    """The library that the settings name, made where there is none.

    Raises:
        LibraryUnusable: its database cannot be opened, or a newer program made it.
    """
    return Library.open(settings.data_dir, settings.library_url)


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    *,
    names: Mapping[Path, str] | None = None,
    again: bool = False,
) -> Ingestion:
    """Begin to bring in the files of `paths`: files, folders, ZIP archives of them.

    `names` gives the names of files that lie elsewhere than they came from (uploads). `again` reads
    files anew that are in the library already, keeping names, facts and corrections.

    Raises:
        LibraryUnusable: the library cannot be opened.
    """
    library = open_library(settings)
    return Ingestion(library, tuple(paths), settings, dict(names or {}), again)


@dataclass(frozen=True, slots=True)
class _Item:
    """A file to bring in: where its bytes are, and what it is known by; or why it is left out."""

    shown: str
    path: Path = Path()
    name: str = ""
    origin: str = ""
    skipped: str = ""


class Ingestion:
    """Files being brought in. Iterate for the events; `latest` is the last one so far."""

    def __init__(
        self,
        library: Library,
        paths: tuple[Path, ...],
        settings: Settings,
        names: dict[Path, str],
        again: bool,
    ) -> None:
        self._library = library
        self._settings = settings
        self._names = names
        self._again = again
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._told: list[Event] = []  # those that end a file
        self._cancelled = threading.Event()
        self._finished = threading.Event()
        self.latest = Event(EventKind.STARTED)
        self._thread = threading.Thread(target=self._run, args=(paths,), daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Event]:
        """Each event as it comes, to the last, which is `FINISHED`; for one reader."""
        while True:
            event = self._events.get()
            yield event
            if event.kind is EventKind.FINISHED:
                return

    def cancel(self) -> None:
        """Stop: the file being read is left out, those before it stay in."""
        self._cancelled.set()

    @property
    def finished(self) -> bool:
        return self._finished.is_set()

    @property
    def summary(self) -> IngestSummary:
        """What has come of the files so far."""
        told = tuple(self._told)

        def ids(kind: EventKind) -> tuple[str, ...]:
            return tuple(event.report_id for event in told if event.kind is kind)

        return IngestSummary(
            ids(EventKind.ADDED),
            ids(EventKind.UPDATED),
            ids(EventKind.UNCHANGED),
            tuple(Skipped(e.file, e.reason) for e in told if e.kind is EventKind.SKIPPED),
            self._cancelled.is_set(),
        )

    def wait(self, timeout: float | None = None) -> IngestSummary:
        """Wait for the end, at most `timeout` seconds, and give what has come of it."""
        self._finished.wait(timeout)
        return self.summary

    # -- in the background --------------------------------------------------------------

    def _run(self, paths: tuple[Path, ...]) -> None:
        spool = self._library.incoming_folder / uuid.uuid4().hex
        try:
            self._library.tidy()  # what a killed run has left
            with self._library.bringing_in():
                items = list(self._items(paths, spool))
                for number, item in enumerate(items, start=1):
                    if self._cancelled.is_set():
                        break
                    self._bring_in(item, number, len(items))
        except (CorpusError, OSError) as error:
            self._tell(Event(EventKind.SKIPPED, reason=str(error)))
        finally:
            shutil.rmtree(spool, ignore_errors=True)
            self._library.close()
            self._tell(Event(EventKind.FINISHED))
            self._finished.set()

    def _bring_in(self, item: _Item, number: int, total: int) -> None:
        place = {"file": item.shown, "number": number, "total": total}
        if item.skipped:
            self._tell(Event(EventKind.SKIPPED, reason=item.skipped, **place))  # type: ignore[arg-type]
            return
        self._tell(Event(EventKind.STARTED, **place))  # type: ignore[arg-type]
        settings = self._settings
        job = Job(
            path=str(item.path),
            name=item.name,
            origin=item.origin,
            data_dir=str(settings.data_dir),
            library_url=settings.library_url,
            encoder=settings.encoder,
            vector_store=settings.vector_store,
            max_bytes=settings.max_report_bytes,
            memory_mb=settings.ingest_memory_mb,
            again=self._again,
        )
        for told in run_worker(job, settings, self._cancelled.is_set):
            self._tell(Event(**{**told, **place, "kind": EventKind(told["kind"])}))

    def _tell(self, event: Event) -> None:
        if event.kind.ends_file:
            self._told.append(event)
        self.latest = event
        self._events.put(event)

    def _items(self, paths: tuple[Path, ...], spool: Path) -> Iterator[_Item]:
        """The files of `paths`, each once; those out of archives as files in `spool`."""
        seen: dict[str, int] = {}
        for path in paths:
            given = self._names.get(path)
            for found in files_in(path, max_bytes=self._settings.max_report_bytes):
                if self._cancelled.is_set():
                    return
                shown = found.name if given is None else found.name.replace(str(path), given, 1)
                if isinstance(found, SkippedFile):
                    yield _Item(shown, skipped=found.reason)
                    continue
                origin = shown if given is not None else _origin(found)
                seen[origin] = seen.get(origin, 0) + 1
                if seen[origin] > 1 and found.data is None:
                    continue  # named twice
                if seen[origin] > 1:
                    origin += f"#{seen[origin]}"  # two of one name in an archive
                yield _Item(shown, _on_disk(found, spool, len(seen)), _base_name(shown), origin)


def _origin(found: FoundFile) -> str:
    """What tells a file that has changed from another file."""
    _, mark, inside = found.name.partition(f"{found.path}!")
    return str(found.path.resolve()) + (f"!{inside}" if mark else "")


def _on_disk(found: FoundFile, spool: Path, number: int) -> Path:
    """Where the file's bytes are; those of an archive's member are written to `spool`."""
    if found.data is None:
        return found.path.resolve()
    spool.mkdir(parents=True, exist_ok=True)
    path = spool / str(number)
    while path.exists():
        path = path.with_name(path.name + "x")
    path.write_bytes(found.data)
    return path


def _base_name(shown: str) -> str:
    return PurePath(shown.rsplit("!", 1)[-1]).name or "report"
