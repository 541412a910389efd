"""Changing by hand what the library says of its reports: names, facts, rows.

What was found is kept beside what was set.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert

from corpus.library import schema, store
from corpus.library.corrections import checked_changes, checked_field, keys_of
from corpus.library.errors import (
    BadCorrection,
    BadTable,
    NotInLibrary,
)
from corpus.library.exchange import changes_of, rows_to_csv, rows_to_xlsx
from corpus.library.reading import Reading
from corpus.library.records import (
    FACT_NAMES,
    CorrectedRow,
    Correction,
    Imported,
    LineError,
    Summary,
)
from corpus.library.serialise import pack_figure
from corpus.script import LANGUAGES

LONGEST_NAME = 120


class Changing(Reading):
    """What can be set by hand in a library. Every change is one transaction."""

    def rename(self, report_id: str, name: str) -> None:
        """Call a report `name`.

        Raises:
            NotInLibrary: there is no report of that id.
            BadCorrection: the name is empty or too long, or another report has it.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise BadCorrection(f"A name has 1 to {LONGEST_NAME} characters.")
        with self._writing() as connection:
            self._summary(connection, report_id)
            if store.free_name(connection, name, report_id) != name:
                raise BadCorrection(f"Another report is called {name!r} already.")
            self._set(connection, report_id, name=name)

    def edit_facts(self, report_id: str, **facts: str | None) -> Summary:
        """Set facts by hand (`FACT_NAMES`: "" for unknown, a period as 2025Q1); `None` takes
        back what was set, so that what was found is in force again.

        Raises:
            NotInLibrary: there is no report of that id.
            BadCorrection: an unknown fact, or a value that cannot be one.
        """
        with self._writing() as connection:
            summary = self._summary(connection, report_id)
            edited = set(summary.edited)
            values: dict[str, str] = {}
            for name, text in facts.items():
                if name not in FACT_NAMES:
                    raise BadCorrection(f"There is no fact {name!r}: {', '.join(FACT_NAMES)}")
                edited.add(name) if text is not None else edited.discard(name)
                values[name] = getattr(summary.found, name) if text is None else _fact(name, text)
            self._set(connection, report_id, edited=json.dumps(sorted(edited)), **values)
            return self._summary(connection, report_id)

    def remove(self, report_id: str) -> None:
        """Remove a report with its table, corrections, file and index; a report paired with it
        stays whole.

        Raises:
            NotInLibrary: there is no report of that id.
        """
        with self._writing() as connection:
            summary = self._summary(connection, report_id)
            if summary.pair:
                self._set(connection, summary.pair, paired_with="")
            connection.execute(delete(schema.reports).where(schema.reports.c.id == report_id))
        self._files.remove(summary.source.content_hash)
        shutil.rmtree(self.index_folder / report_id, ignore_errors=True)

    def correct(
        self, report_id: str, row_id: str, changes: Mapping[str, str], note: str = ""
    ) -> Correction | None:
        """Correct a row by hand: `changes` gives fields (`corrections.FIELDS`) in text, values in
        base units. What was extracted is kept, and a further correction is made on that; one that
        leads back to it takes the correction away and gives `None`.

        Raises:
            NotInLibrary: no such report or row.
            BadCorrection: a field or value that cannot be, or nothing is changed.
        """
        with self._writing() as connection:
            summary = self._summary(connection, report_id)
            return self._correct(connection, summary, row_id, changes, note)

    def undo_correction(self, report_id: str, row_id: str) -> None:
        """Take the correction of a row back; what was extracted is in force again.

        Raises:
            NotInLibrary: no such report, or the row has no correction.
        """
        with self._writing() as connection:
            table = self._table(connection, self._summary(connection, report_id))
            row = next((row for row in table if row.id == row_id), None)
            if not isinstance(row, CorrectedRow):
                raise NotInLibrary("That row has no correction.")
            fixes = schema.corrections
            connection.execute(delete(fixes).where(fixes.c.id == row.correction_id))

    def corrections(self, report_id: str) -> tuple[Correction, ...]:
        """The corrections of a report, in the order in which they were made, also those whose
        row is no longer there."""
        with self._reading() as connection:
            return store.read_corrections(connection, report_id)

    def _correct(
        self,
        connection: Any,
        summary: Summary,
        row_id: str,
        changes: Mapping[str, str],
        note: str,
    ) -> Correction | None:
        shown = self._table(connection, summary)
        number = next((n for n, row in enumerate(shown) if row.id == row_id), None)
        if number is None:
            raise NotInLibrary(f"The report has no row {row_id}.")
        row = shown.rows[number]
        before: Mapping[str, str] = {}
        fixes = schema.corrections
        if isinstance(row, CorrectedRow):
            old = next(
                each
                for each in store.read_corrections(connection, summary.id)
                if each.id == row.correction_id
            )
            before = old.changed
            connection.execute(delete(fixes).where(fixes.c.id == old.id))
        extracted = store.read_rows(connection, summary.id)
        row = extracted.rows[number]
        wanted = {**before, **{name: checked_field(name, text) for name, text in changes.items()}}
        changed = checked_changes(row, wanted)
        if not changed and before:
            return None
        if not changed:
            raise BadCorrection("The correction changes nothing.")
        note = note.strip()[:1000]
        values = {
            "report_id": summary.id,
            "key": keys_of(extracted)[number],
            "extracted": json.dumps(pack_figure(row.figure)),
            "changed": json.dumps(changed),
            "made": store.now(),
            "note": note,
        }
        connection.execute(insert(fixes).values(values))
        return store.read_corrections(connection, summary.id)[-1]

    # -- tables out and in --------------------------------------------------

    def export_kpis(self, report_id: str, form: str = "csv") -> bytes:
        """A report's KPI table as the bytes of a file, `form` being "csv" or "xlsx".

        Raises:
            NotInLibrary: there is no report of that id.
            ValueError: another form.
        """
        summary, table = self.summary(report_id), self.table(report_id)
        report = self.get(report_id)
        if form == "csv":
            return rows_to_csv(table, report, summary.name)
        if form == "xlsx":
            return rows_to_xlsx(table, report, summary.name)
        raise ValueError(f"tables are exported as csv or xlsx, not as {form}")

    def import_kpis(self, report_id: str, data: bytes, note: str = "") -> Imported:
        """Take the corrections that somebody made in an exported CSV table: rows are told by
        their id, and those that say something else are corrected. All of it or nothing.

        Raises:
            NotInLibrary: there is no report of that id.
            BadTable: what is wrong, by line.
        """
        with self._writing() as connection:
            summary = self._summary(connection, report_id)
            table = self._table(connection, summary)
            changes, unchanged = changes_of(data, table)
            errors: list[LineError] = []
            for line, row_id, changed in changes:
                try:
                    self._correct(connection, summary, row_id, changed, note)
                except BadCorrection as error:
                    errors.append(LineError(line, "row", str(error)))
            if errors:
                raise BadTable(errors)
        return Imported(len(changes), unchanged)


def _fact(name: str, text: str) -> str:
    """The canonical text of a fact that is set by hand."""
    if name == "language":
        if text not in LANGUAGES:
            raise BadCorrection(f"language must be one of {', '.join(LANGUAGES)}")
        return text
    if name == "currency":
        code = text.strip().upper()
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise BadCorrection("currency must be a code of three letters, such as USD")
        return code
    return checked_field("period" if name == "period" else "entity", text)
