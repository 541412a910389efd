"""What can go wrong with the library.

CorpusError
└── LibraryError
    ├── NotInLibrary      no report (row, correction) of that id
    ├── LibraryUnusable   the database cannot be opened, or is of a newer program
    ├── NotAPair          two reports that cannot be editions of one
    ├── BadCorrection     a value or slot that cannot be used
    └── BadTable          an imported table with errors, listed by line
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.errors import CorpusError
from corpus.library.records import LineError


class LibraryError(CorpusError):
    """Base of the library's errors."""


class NotInLibrary(LibraryError):
    """There is no report, row or correction of that id."""


class LibraryUnusable(LibraryError):
    """The database cannot be opened, is damaged, or was made by a newer version."""


class NotAPair(LibraryError):
    """The two reports cannot be two editions of one."""


class BadCorrection(LibraryError):
    """A corrected value or slot that cannot be used."""


class BadTable(LibraryError):
    """An imported table that cannot be taken; nothing of it was. `errors` are by line."""

    def __init__(self, errors: Sequence[LineError]) -> None:
        self.errors = tuple(errors)
        told = "; ".join(f"line {e.line}, {e.column}: {e.message}" for e in self.errors[:5])
        more = f"; and {len(self.errors) - 5} more" if len(self.errors) > 5 else ""
        super().__init__(f"The table was not taken: {told}{more}")
