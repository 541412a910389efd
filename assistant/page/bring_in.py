"""Files that a reader adds: brought in behind the page, with their progress, to the library."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.library.ingest_events import Event, EventKind
from assistant.page.door import gr
from assistant.page.labels import label
from assistant.page.library_view import outcome_view, progress_view
from assistant.page.markup import Html
from assistant.page.session import Session
from assistant.page.updates import Updates, changed, with_reports
from assistant.page.views import status_line
from corpus.errors import CorpusError

LOOK_EVERY = 0.25  # seconds between two looks at how far it is
_MOST_ASKED = 8  # new reports that are asked at once


@dataclass(frozen=True, slots=True)
class BringIn:
    """The way of added files, step by step: begun, followed, finished, or cancelled."""

    def begin(self, paths: Sequence[str], session: Session) -> Updates:
        """Starts; what is being added already goes on."""
        running = session.bringing
        if running is not None and not running.finished:
            gr.Warning(label("wait_for_files", session.language))
            return changed(session)
        if session.assistant.library is None or not paths:
            return changed(session)
        from assistant.library.ingest import ingest  # starts no sooner than somebody adds a file

        files = {Path(path): Path(path).name for path in paths}
        try:
            begun = ingest(list(files), session.assistant.settings, names=files)
        except CorpusError as error:
            return changed(session, status=status_line(str(error), bad=True))
        started = progress_view(Event(EventKind.STARTED), session.language)
        session = replace(session, bringing=begun, uploaded=tuple(paths))
        return changed(session, progress=started, status=status_line(""))

    def follow(self, session: Session) -> Iterator[Html]:
        """How far it is, again and again, to the end."""
        running, before = session.bringing, None
        while running is not None and not running.finished:
            now = (running.latest, running.summary.cancelled)
            if now != before:
                yield progress_view(running.latest, session.language, running.summary.cancelled)
            before = now
            time.sleep(LOOK_EVERY)

    def cancel(self, session: Session) -> Updates:
        if session.bringing is not None:
            session.bringing.cancel()
        return changed(session)

    def finish(self, session: Session, shown: Callable[[Session], dict[str, Any]]) -> Updates:
        """What came of the files; those that are in now are asked. What was told is told once."""
        running = session.bringing
        if running is None or not running.finished:
            return changed(session)
        for path in session.uploaded:  # the library has its own copy
            Path(path).unlink(missing_ok=True)
        session = replace(session, bringing=None, uploaded=())
        done = running.summary
        fresh = tuple(dict.fromkeys((*done.added, *done.updated, *done.unchanged)))
        names = [session.name_of(report_id) for report_id in fresh[:_MOST_ASKED]]
        told = outcome_view(done, names, session.language)
        session = session.asking(fresh[:_MOST_ASKED]) if fresh else session
        if fresh:
            session = session.showing(fresh[0])
        return with_reports(session, progress=told, **shown(session))
