"""The library: the reports that a user keeps, each whole or absent.

One object, one folder: the database (`corpus.library.schema`), the files that reports came from,
and room for what is derived from them (indexes). Everything that changes is one transaction.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from corpus.kpi import KpiTable
from corpus.library import schema, store
from corpus.library.changing import LONGEST_NAME, Changing
from corpus.library.database import Database
from corpus.library.editions import candidates, disagreements
from corpus.library.errors import (
    NotAPair,
)
from corpus.library.files import bringing_in, nobody_bringing_in, tidy_folders
from corpus.library.records import (
    Added,
    Disagreement,
    Facts,
    Outcome,
    PairCandidate,
    Restatement,
    Source,
)
from corpus.library.restate import restatements
from corpus.report import Report

FOLDER = "library"
_SHORT_TITLE = 12  # characters of a title in Latin letters that tells little


class Library(Changing):
    """The reports of one user: bringing in, and pairing the two editions of one report.

    `corpus.library.reading` has what can be asked, `corpus.library.changing` what can be set.
    """

    @classmethod
    def open(cls, data_dir: Path, url: str = "") -> Library:
        """The library in `data_dir`, made where there is none; `url` is the address of a server
        database to use in place of the SQLite file there.

        Raises:
            LibraryUnusable: the database cannot be opened, or a newer program made it.
        """
        folder = data_dir / FOLDER
        return cls(folder, Database(folder, url))

    # -- bringing in --------------------------------------------------

    def known(self, source: Source, found: Facts | None = None) -> Added | None:
        """What bringing in `source` would come to: `UNCHANGED` where its content is here
        already, `UPDATED` where another content of the same origin is, else `None`.

        Two uploads of one name may be two reports: with what was `found` in the new one, an old
        one of another company, period or language is no earlier content of it.
        """
        reports = schema.reports
        with self._reading() as connection:
            for column, outcome in (
                (reports.c.content_hash == source.content_hash, Outcome.UNCHANGED),
                (reports.c.origin == source.origin, Outcome.UPDATED),
            ):
                query = select(reports.c.id, reports.c.name, reports.c.found).where(column)
                for each in connection.execute(query.order_by(reports.c.added.desc())):
                    old = Facts(**json.loads(each.found))
                    uploaded = not Path(source.origin).is_absolute()
                    other = uploaded and found is not None and differ(old, found)
                    if outcome is Outcome.UNCHANGED or not other:
                        return Added(outcome, each.id, each.name)
        return None

    def add(
        self,
        report: Report,
        table: KpiTable,
        source: Source,
        *,
        data: bytes | None = None,
        terms: bytes = b"",
        again: bool = False,
    ) -> Added:
        """Bring in a report with its table, in one transaction.

        A content that is here already changes nothing, unless `again` (a better reader has
        read it anew). A new content of the same origin replaces the old and keeps id, name, edited
        facts and corrections. `data` are the file's bytes, to be kept; `terms` is what the index
        wants to know of the report without opening it.
        """
        if data is not None:
            self._files.keep(source.content_hash, data)
        values = store.report_values(report, table, source, terms)
        with self._writing() as connection:
            known = self.known(source, Facts.of(report))  # nobody else writes now
            if known is not None and known.outcome is Outcome.UNCHANGED and not again:
                return known
            if known is None:
                known = self._insert(connection, report, values)
            else:
                known = replace(known, outcome=Outcome.UPDATED)
                if again:
                    values.pop("origin")
                self._update(connection, known.id, values)
            store.write_content(connection, known.id, report.editions, table)
        return known

    def _insert(self, connection: Any, report: Report, values: Mapping[str, Any]) -> Added:
        wanted = name_for(report.title, values["file_name"]) or report.id
        name = store.free_name(connection, wanted)
        report_id = store.free_id(connection, report.id)
        facts = json.loads(values["found"])
        connection.execute(
            insert(schema.reports).values(
                id=report_id, name=name, added=values["updated"], edited="[]", paired_with="",
                **facts, **values,
            )
        )  # fmt: skip
        return Added(Outcome.ADDED, report_id, name)

    def _update(self, connection: Any, report_id: str, values: Mapping[str, Any]) -> None:
        reports = schema.reports
        edited = json.loads(
            connection.execute(
                select(reports.c.edited).where(reports.c.id == report_id)
            ).scalar_one()
        )
        found = json.loads(values["found"])
        facts = {name: value for name, value in found.items() if name not in edited}
        connection.execute(
            update(reports).where(reports.c.id == report_id).values(**facts, **values)
        )

    @contextmanager
    def bringing_in(self) -> Iterator[None]:
        """To be held by a process from before it writes a report's files until they are in."""
        with bringing_in(self.folder):
            yield

    def tidy(self) -> bool:
        """Remove what a killed process left (files and indexes of no report); whether it could
        be done, which it cannot while a process is bringing a report in."""
        with nobody_bringing_in(self.folder) as alone:
            if alone:
                with self._reading() as connection:
                    reports = schema.reports
                    found = connection.execute(select(reports.c.id, reports.c.content_hash)).all()
                self._files.tidy({each.content_hash for each in found})
                tidy_folders(self.index_folder, {each.id for each in found})
                tidy_folders(self.incoming_folder, ())
            return alone

    # -- editions --------------------------------------------------

    def pair_candidates(self) -> tuple[PairCandidate, ...]:
        """Pairs of unpaired reports that look like one report in two languages, surest first."""
        with self._reading() as connection:
            single = [s for s in store.read_summaries(connection) if not s.pair]
            rows = schema.kpi_rows
            found = connection.execute(
                select(rows.c.report_id, rows.c.value, rows.c.unit, rows.c.period)
            )
            return candidates(single, ((i, v, u, p) for i, v, u, p in found))

    def pair(self, first: str, second: str) -> None:
        """Make two reports editions of one another.

        Raises:
            NotInLibrary: there is no report of one of the ids.
            NotAPair: they are in one language, or one is paired already.
        """
        with self._writing() as connection:
            one, other = (self._summary(connection, each) for each in (first, second))
            if one.language[:2] == other.language[:2]:
                raise NotAPair("Two editions of a report are in two languages; these are in one.")
            if one.pair or other.pair:
                raise NotAPair("One of them has its other edition already: part them first.")
            self._set(connection, first, paired_with=second)
            self._set(connection, second, paired_with=first)

    def unpair(self, report_id: str) -> None:
        """Part a report from its other edition; both go on by themselves.

        Raises:
            NotInLibrary: there is no report of that id.
        """
        with self._writing() as connection:
            summary = self._summary(connection, report_id)
            for each in (summary.id, summary.pair):
                self._set(connection, each, paired_with="")

    def disagreements(self, report_id: str) -> tuple[Disagreement, ...]:
        """Figures that the two editions of a paired report give differently."""
        with self._reading() as connection:
            summary = self._summary(connection, report_id)
            if not summary.pair:
                return ()
            other = self._summary(connection, summary.pair)
            tables = [self._table(connection, each) for each in (summary, other)]
            return disagreements(tables[0], tables[1], summary, other)

    def restatements(self, subject: str = "") -> tuple[Restatement, ...]:
        """Figures of a company that a later report gives differently, for all companies or one."""
        with self._reading() as connection:
            summaries = store.read_summaries(connection)
            by_subject = Counter(summary.facts.subject for summary in summaries)
            several = [
                summary
                for summary in summaries
                if by_subject[summary.facts.subject] > 1 and summary.facts.subject
                if subject in ("", summary.facts.subject)
            ]
            tables = [self._table(connection, summary) for summary in several]
        return restatements(several, tables)


def differ(one: Facts, other: Facts) -> bool:
    """Whether two reports are plainly two: of another company, period or language."""
    names = ("subject", "ticker", "period", "language")
    said = ((getattr(one, name), getattr(other, name)) for name in names)
    return any(a and b and a != b for a, b in said)


def name_for(title: str, file_name: str) -> str:
    """What to call a report at first: its title, or its file's name where the title is none that
    tells it from others ("FORM 10-K", "UNITED STATES SECURITIES AND EXCHANGE COMMISSION")."""
    title = " ".join(title.split())
    stem = " ".join(Path(file_name).stem.replace("_", " ").split())
    plain = title.isascii() and (title.isupper() or len(title) < _SHORT_TITLE)
    return (stem if plain and stem else title or stem)[:LONGEST_NAME]
