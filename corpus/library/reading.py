"""Reading from the library: lists, reports, tables, rows. Each method sees one state of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.library import schema, store
from corpus.library.corrections import applied
from corpus.library.database import Database
from corpus.library.editions import joined, merged
from corpus.library.errors import (
    LibraryUnusable,
    NotInLibrary,
)
from corpus.library.files import SourceFiles
from corpus.library.records import (
    Summary,
)
from corpus.library.serialise import BadEdition
from corpus.period import Period
from corpus.report import Report

_MOST_FOUND = 10_000  # rows given back by one search


class Reading:
    """What can be asked of a library. Safe to use from several threads and processes at once."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._database = database
        self._files = SourceFiles(folder / "files")

    def close(self) -> None:
        self._database.close()

    @property
    def index_folder(self) -> Path:
        """Where the indexes of reports lie, one folder each, named by the report's id."""
        return self.folder / "index"

    @property
    def incoming_folder(self) -> Path:
        """Where files may lie while they are brought in; emptied by `tidy`."""
        return self.folder / "incoming"

    def list(self) -> tuple[Summary, ...]:
        """All reports, in the order in which they were added, without their texts."""
        with self._reading() as connection:
            return store.read_summaries(connection)

    def changes(self) -> int:
        """How often anything in the library has been changed: as long as this is the same, so is
        all that was read."""
        with self._reading() as connection:
            return int(connection.execute(select(schema.about.c.changes)).scalar_one())

    def summary(self, report_id: str) -> Summary:
        """One report without its text.

        Raises:
            NotInLibrary: there is no report of that id.
        """
        with self._reading() as connection:
            return self._summary(connection, report_id)

    def named(self, name: str) -> Summary:
        """The report of that id or name; the beginning of a name will do where only one has it.

        Raises:
            NotInLibrary: none or several are meant.
        """
        everything = self.list()
        wanted = name.strip().casefold()
        ways: tuple[Callable[[Summary], bool], ...] = (
            lambda s: s.id == name,
            lambda s: s.name.casefold() == wanted,
            lambda s: s.source.name.casefold() == wanted,
            lambda s: bool(wanted) and s.name.casefold().startswith(wanted),
            lambda s: bool(wanted) and s.id.startswith(wanted),
        )
        for means in ways:
            found = [summary for summary in everything if means(summary)]
            if len(found) == 1:
                return found[0]
            if found:
                told = ", ".join(summary.id for summary in found[:5])
                raise NotInLibrary(f"Several reports are called {name!r}: name one of {told}")
        raise NotInLibrary(f"No report in the library is called {name!r}: list them to see all")

    def get(self, report_id: str) -> Report:
        """A report with the facts in force. One that is paired has the other's edition after its
        own: the places of that edition carry the other report's id.

        Raises:
            NotInLibrary: there is no report of that id.
            LibraryUnusable: what is stored of it is damaged.
        """
        with self._reading() as connection:
            summary = self._summary(connection, report_id)
            report = self._report(connection, summary)
            if not summary.pair:
                return report
            other = self._summary(connection, summary.pair)
            return joined(report, self._report(connection, other))

    def table(self, report_id: str) -> KpiTable:
        """A report's KPI rows with the corrections applied. Where it is paired, a row that both
        editions give has its places in both, and the other edition's further rows follow.

        Raises:
            NotInLibrary: there is no report of that id.
        """
        with self._reading() as connection:
            summary = self._summary(connection, report_id)
            own = self._table(connection, summary)
            if not summary.pair:
                return own
            other = self._summary(connection, summary.pair)
            return merged(own, self._table(connection, other), summary, other)

    def own(self, report_id: str) -> Report:
        """A report as its own file has it, paired or not.

        Raises:
            NotInLibrary: there is no report of that id.
        """
        with self._reading() as connection:
            return self._report(connection, self._summary(connection, report_id))

    def file_of(self, report_id: str) -> Path | None:
        """The kept file of a report, `None` where it was not kept.

        Raises:
            NotInLibrary: there is no report of that id.
        """
        path = self._files.path(self.summary(report_id).source.content_hash)
        return path if path.is_file() else None

    def terms(self) -> dict[str, bytes]:
        """What the index wants to know of each report without opening it, by id."""
        reports = schema.reports
        with self._reading() as connection:
            found = connection.execute(select(reports.c.id, reports.c.terms))
            return {report_id: terms for report_id, terms in found}

    def find_rows(
        self,
        *,
        metric: str = "",
        entity: str = "",
        segment: str | None = None,
        region: str | None = None,
        period: Period | None = None,
        measure: Measure | None = None,
        source: SourceKind | None = None,
        report_ids: tuple[str, ...] | None = None,
    ) -> tuple[KpiRow, ...]:
        """The rows of all reports that agree with what is given, corrections applied, by report
        and then in the order of the text. A row of no entity is of its report's subject."""
        asked = {
            "metric": metric, "segment": segment, "region": region, "period": period,
            "measure": measure, "source": source,
        }  # fmt: skip
        columns, reports = schema.kpi_rows.c, schema.reports
        query = select(schema.kpi_rows, reports.c.subject).join(reports)
        if report_ids is not None:
            query = query.where(columns.report_id.in_(report_ids))
        with self._reading() as connection:
            fixed = self._fixed(connection, report_ids)
            query = query.where(columns.report_id.not_in(fixed)) if fixed else query
            for name, value in asked.items():
                if value not in (None, "") or (value == "" and name in ("segment", "region")):
                    query = query.where(columns[name] == str(value))
            if entity:
                own = (columns.entity == "") & (reports.c.subject == entity)
                query = query.where(or_(columns.entity == entity, own))
            query = query.order_by(columns.report_id, columns.number).limit(_MOST_FOUND)
            found = [store.row_of(each) for each in connection.execute(query)]
            for report_id in fixed:
                summary = self._summary(connection, report_id)
                for row in self._table(connection, summary):
                    company = row.entity or summary.facts.subject
                    agrees = all(
                        getattr(row, name) == value
                        for name, value in asked.items()
                        if value is not None and not (name == "metric" and not value)
                    )
                    if agrees and entity in ("", company):
                        found.append(row)
        return tuple(sorted(found, key=lambda row: row.report_id)) if fixed else tuple(found)

    def _fixed(self, connection: Any, report_ids: tuple[str, ...] | None) -> tuple[str, ...]:
        """The reports that have corrections: their rows are not what the columns say."""
        fixes = schema.corrections
        found = connection.execute(select(fixes.c.report_id).distinct()).scalars()
        return tuple(each for each in found if report_ids is None or each in report_ids)

    # -- within a transaction --------------------------------------------------

    def _summary(self, connection: Any, report_id: str) -> Summary:
        found = store.read_summaries(connection, report_id) if report_id else ()
        if not found:
            raise NotInLibrary(f"There is no report {report_id!r} in the library.")
        return found[0]

    def _report(self, connection: Any, summary: Summary) -> Report:
        try:
            report = store.read_report(connection, summary.id)
        except BadEdition as error:
            raise LibraryUnusable(
                f"What the library keeps of {summary.name!r} cannot be read ({error}): remove it "
                "and add its file again."
            ) from error
        assert report is not None  # its summary was read in the same transaction
        facts = summary.facts  # those of its other edition among them
        report = replace(
            report,
            subject=facts.subject,
            issuer=facts.issuer,
            ticker=facts.ticker,
            period=summary.period,
            currency=facts.currency,
        )
        if "language" not in summary.edited:
            return report
        first, language = report.editions[0], summary.language
        passages = tuple(replace(passage, language=language) for passage in first.passages)
        first = replace(first, language=language, passages=passages)
        return replace(report, editions=(first, *report.editions[1:]))

    def _table(self, connection: Any, summary: Summary) -> KpiTable:
        table = store.read_rows(connection, summary.id)
        if "language" in summary.edited:
            table = KpiTable(
                tuple(
                    replace(
                        row,
                        places=tuple(replace(p, language=summary.language) for p in row.places),
                    )
                    for row in table
                )
            )
        return applied(table, store.read_corrections(connection, summary.id))

    def _set(self, connection: Any, report_id: str, **values: Any) -> None:
        reports = schema.reports
        connection.execute(update(reports).where(reports.c.id == report_id).values(**values))

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        with _told(), self._database.read() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with _told(), self._database.write() as connection:
            yield connection
            about = schema.about
            connection.execute(update(about).values(changes=about.c.changes + 1))


@contextmanager
def _told() -> Iterator[None]:
    """A fault of the database as an error that says what to do."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or type(error).__name__
        raise LibraryUnusable(
            f"The library's database failed ({reason}): nothing was changed; try again."
        ) from error
