"""What every command needs: errors as one line and an exit code, and the library opened."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unicodedata import category

import typer

from assistant.errors import AssistantError, BadQuestion, BadSettings
from assistant.settings import Settings
from corpus.errors import CorpusError
from index.errors import IndexingError

if TYPE_CHECKING:
    from corpus.library.library import Library


@contextmanager
def errors_told() -> Iterator[None]:
    """Errors that a user can mend become one line on stderr and an exit code."""
    try:
        yield
    except (CorpusError, BadQuestion) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(3) from error
    except (IndexingError, BadSettings, AssistantError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(4) from error


def wrong_usage(told: str) -> typer.Exit:
    """Tells what is wrong with the command; to be raised."""
    typer.echo(f"error: {told}", err=True)
    return typer.Exit(2)


@contextmanager
def opened_library() -> Iterator[Library]:
    """The library of the settings; faults are told, and it is closed again."""
    with errors_told():
        from corpus.library.library import Library  # a fifth of a second; only when needed

        settings = Settings.from_environment()
        library = Library.open(settings.data_dir, settings.library_url)
        try:
            yield library
        finally:
            library.close()


def one_line(text: str) -> str:
    """`text` without line breaks and other control characters, which a terminal would obey."""
    return "".join("�" if category(c).startswith("C") else c for c in text)


@contextmanager
def reading() -> Iterator[None]:
    """A sign of life on a terminal while a report is read and indexed."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    from index.progress import listening

    with Console(stderr=True).status("Reading the report …") as status, listening(status.update):
        yield
