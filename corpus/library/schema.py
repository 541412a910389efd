"""The tables of the library's database, and how an older one is brought up to date."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
    update,
)

from corpus.library.errors import LibraryUnusable

VERSION = 1

metadata = MetaData()

# One row: the version of these tables, and how often anything has been changed.
about = Table(
    "about",
    metadata,
    Column("version", Integer, nullable=False),
    Column("changes", Integer, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("content_hash", String(64), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    # The facts in force; `found` are those read off the text, `edited` the names set by hand.
    Column("subject", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("ticker", Text, nullable=False),
    Column("period", String(40), nullable=False),
    Column("currency", String(8), nullable=False),
    Column("language", String(8), nullable=False),
    Column("found", Text, nullable=False),
    Column("edited", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("page_name", String(16), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("published", String(10), nullable=False),
    Column("added", String(32), nullable=False),
    Column("updated", String(32), nullable=False),
    Column("paired_with", String(80), nullable=False),
    Index("reports_by_origin", "origin"),
)

_OF_REPORT = "reports.id"

editions = Table(
    "editions",
    metadata,
    Column("report_id", ForeignKey(_OF_REPORT, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

kpi_rows = Table(
    "kpi_rows",
    metadata,
    Column("report_id", ForeignKey(_OF_REPORT, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("metric", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("period", String(40), nullable=False),
    Column("period_start", String(10), nullable=False),
    Column("period_end", String(10), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("value", Text, nullable=False),  # exact digits, never a float
    Column("unit", String(40), nullable=False),
    Column("page", Integer, nullable=False),
    Column("rest", Text, nullable=False),
    Index("rows_by_metric", "metric", "period_end"),
    Index("rows_by_segment", "segment"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey(_OF_REPORT, ondelete="CASCADE"), nullable=False),
    Column("key", Text, nullable=False),
    Column("extracted", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("made", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Index("corrections_by_report", "report_id"),
)

# MIGRATIONS[n] takes a database from version n to n + 1, within the opening transaction.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {}


def prepare(connection: Connection) -> None:
    """Make the tables in a new database, or bring an older one up to date.

    Raises:
        LibraryUnusable: the database was made by a newer version of the program.
    """
    if not inspect(connection).has_table("about"):
        metadata.create_all(connection)
        connection.execute(insert(about).values(version=VERSION, changes=0))
        return
    version = connection.execute(select(about.c.version)).scalar_one_or_none() or 0
    if version > VERSION:
        raise LibraryUnusable(
            "The library was made by a newer version of this program: install that version, or "
            "choose another data folder."
        )
    while version < VERSION:
        MIGRATIONS[version](connection)
        version += 1
        connection.execute(update(about).values(version=version))
