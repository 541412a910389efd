"""The one door to SQLAlchemy's engines: a SQLite file by default, a server database by URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from corpus.library.errors import LibraryUnusable
from corpus.library.schema import prepare

FILE_NAME = "library.sqlite"
_BUSY_SECONDS = 30  # how long a writer waits for another one


class Database:
    """Transactions on the library's tables, which are made or brought up to date at the start."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """A database at `url`, by default the SQLite file in `folder`.

        Raises:
            LibraryUnusable: it cannot be opened, is no database, or is of a newer program.
        """
        self._where = url or str(folder / FILE_NAME)
        try:
            address = make_url(url) if url else make_url(f"sqlite:///{folder / FILE_NAME}")
            self._engine = _engine(address)
            with self.write() as connection:
                prepare(connection)
        except ArgumentError as error:
            raise LibraryUnusable("library_url is not a database's address") from error
        except ModuleNotFoundError as error:
            raise LibraryUnusable(
                f"The library's database needs the driver {error.name}: install it"
            ) from error
        except (SQLAlchemyError, OSError) as error:
            reason = getattr(error, "orig", None) or error
            raise LibraryUnusable(
                f"The library in {self._safe_name()} cannot be opened ({reason}): check that the "
                "folder can be written and the file is not damaged."
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the library throughout."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or nothing."""
        with (
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    def _safe_name(self) -> str:
        """The database's address without a password."""
        return self._where if "://" not in self._where else str(make_url(self._where))


def _engine(address: Any) -> Engine:
    if not address.drivername.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # transactions begin where we say, not at the first write
        cursor = raw.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer takes its lock at once: two that read first and write then would fail.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
