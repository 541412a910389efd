"""What a reader does to the library on the page: edit, pair, remove, correct, import."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.page.correction import FIELDS
from assistant.page.evidence import evidence_pane
from assistant.page.labels import label
from assistant.page.library_view import library_view
from assistant.page.markup import Html
from assistant.page.report_card import LONGEST
from assistant.page.session import Choice, Session
from assistant.page.updates import Updates, changed, with_reports
from assistant.page.views import status_line
from corpus.errors import CorpusError
from corpus.kpi import KpiRow
from corpus.library.corrections import field_text
from corpus.library.records import FACT_NAMES, PairCandidate

if TYPE_CHECKING:
    from corpus.library.library import Library

MOST_COMPARED = 200  # reports: with more, pairs are not looked for unasked
MOST_IMPORT_BYTES = 16_000_000


@dataclass(slots=True)
class _Pairs:
    """The pairs that the library offers, as long as nothing in it is changed."""

    changes: int = -1
    found: tuple[PairCandidate, ...] = ()
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class LibraryActions:
    """Changes of the library, each with the parts of the page that it changes."""

    _pairs: _Pairs = field(default_factory=_Pairs)

    def pairs(self, session: Session) -> tuple[PairCandidate, ...]:
        """The pairs of reports to offer."""
        library = session.assistant.library
        if library is None or len(session.listed) > MOST_COMPARED:
            return ()
        try:
            with self._pairs.lock:
                changes = library.changes()
                if changes != self._pairs.changes:
                    self._pairs.found = library.pair_candidates()
                    self._pairs.changes = changes
                return self._pairs.found
        except CorpusError:
            return ()

    def shown(self, session: Session) -> dict[str, Html]:
        """The library's table."""
        return {"library": library_view(session, self.pairs(session))}

    def act(self, session: Session, data: Mapping[str, Any]) -> Updates:
        """What `data["do"]` asks for; a browser may ask for anything, which then changes
        nothing."""
        library = session.assistant.library
        actions: dict[str, Callable[[Session, Library, Mapping[str, Any]], Updates]] = {
            "save": self._save, "use-found": self._use_found, "remove": self._remove,
            "pair": self._pair, "unpair": self._unpair, "correct": self._correct,
            "undo": self._undo,
        }  # fmt: skip
        action = actions.get(_text(data, "do"))
        if library is None or action is None:
            return changed(session)
        try:
            return action(session, library, data)
        except CorpusError as error:
            session = session.still()
            return changed(session, status=status_line(str(error), bad=True), **self.shown(session))

    # -- reports ------------------------------------------------------------------------

    def _save(self, session: Session, library: Library, data: Mapping[str, Any]) -> Updates:
        summary = library.summary(_text(data, "report"))
        facts = {name: _text(data, name).strip() for name in FACT_NAMES if name in data}
        new = {name: text for name, text in facts.items() if text != getattr(summary.facts, name)}
        if new:
            library.edit_facts(summary.id, **new)
        name = _text(data, "name").strip()
        if name and name != summary.name:
            library.rename(summary.id, name)
        return self._on_report(session, summary.id, label("saved", session.language))

    def _use_found(self, session: Session, library: Library, data: Mapping[str, Any]) -> Updates:
        report_id = _text(data, "report")
        library.edit_facts(report_id, **{_text(data, "name"): None})
        return self._on_report(session, report_id, label("saved", session.language))

    def _pair(self, session: Session, library: Library, data: Mapping[str, Any]) -> Updates:
        report_id = _text(data, "report")
        library.pair(report_id, _text(data, "other"))
        return self._on_report(session, report_id, label("saved", session.language))

    def _unpair(self, session: Session, library: Library, data: Mapping[str, Any]) -> Updates:
        report_id = _text(data, "report")
        library.unpair(report_id)
        return self._on_report(session, report_id, label("saved", session.language))

    def _remove(self, session: Session, library: Library, data: Mapping[str, Any]) -> Updates:
        summary = library.summary(_text(data, "report"))
        library.remove(summary.id)
        library.tidy()
        session = session.still()
        told = label("removed", session.language, name=summary.name)
        return with_reports(
            session,
            evidence=evidence_pane(session, None),
            status=status_line(told),
            **self.shown(session),
        )

    def _on_report(self, session: Session, report_id: str, told: str) -> Updates:
        """The page after a report was changed, its card still open."""
        return with_reports(
            session,
            evidence=evidence_pane(session, Choice("report", row=report_id)),
            status=status_line(told),
            **self.shown(session),
        )

    # -- figures ------------------------------------------------------------------------

    def _correct(self, session: Session, library: Library, data: Mapping[str, Any]) -> Updates:
        key = _text(data, "row")
        row = session.row(key)
        if row is not None:
            library.correct(row.report_id, row.id, _changes(row, data), _text(data, "note"))
        return self._on_row(session, key)

    def _undo(self, session: Session, library: Library, data: Mapping[str, Any]) -> Updates:
        key = _text(data, "row")
        row = session.row(key)
        if row is not None:
            library.undo_correction(row.report_id, row.id)
        return self._on_row(session, key)

    def _on_row(self, session: Session, key: str) -> Updates:
        """The page after a figure was changed, its card still open; the table is shown whole."""
        told = status_line(label("saved", session.language))
        evidence = evidence_pane(session, Choice("row", row=key))
        return with_reports(session, evidence=evidence, status=told, **self.shown(session))


def _changes(row: KpiRow, data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a form that say something else than the row does."""
    given = {name: _text(data, name).strip() for name in FIELDS if name in data}
    return {name: text for name, text in given.items() if text != field_text(row, name)}


def import_table(session: Session, path: str) -> tuple[str, bool]:
    """Takes the corrections of an uploaded CSV table; what to say of it, and whether it failed."""
    file, library = Path(path), session.assistant.library
    try:
        if library is None or file.stat().st_size > MOST_IMPORT_BYTES:
            return label("went_wrong", session.language), True
        done = library.import_kpis(session.report.id, file.read_bytes(), note=file.name[:LONGEST])
    except CorpusError as error:
        return str(error), True
    finally:
        file.unlink(missing_ok=True)
    counts = {"corrected": done.corrected, "unchanged": done.unchanged}
    return label("imported", session.language, **counts), False


def _text(data: Mapping[str, Any], name: str) -> str:
    """A text of a form, cut to what a field may hold."""
    value = data.get(name, "")
    return value[:1000] if isinstance(value, str) else ""
