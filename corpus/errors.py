"""What can go wrong while a report is brought in.

    CorpusError
    ├── ReportNotFound        the path does not exist
    ├── UnreadableReport      the file is there but cannot be read as a report
    │   ├── EmptyReport       nothing to read in it
    │   ├── UnsupportedFormat not a format that we read
    │   ├── EncryptedReport   needs a password
    │   ├── ScannedReport     pictures of pages, without text
    │   └── ReportTooLarge    beyond the limit
    └── BadReportFolder       a curated report whose files do not fit each other

A message says what happened and what to do; it never carries text of the report.
"""

from __future__ import annotations


class CorpusError(Exception):
    """Base of all errors of this package."""


class ReportNotFound(CorpusError):
    """The path does not exist."""


class UnreadableReport(CorpusError):
    """The file exists but cannot be read as a report."""


class EmptyReport(UnreadableReport):
    """The file holds no text."""


class UnsupportedFormat(UnreadableReport):
    """The file's content is not of a format that is read."""


class EncryptedReport(UnreadableReport):
    """The file needs a password to be read."""


class ScannedReport(UnreadableReport):
    """The file holds pictures of pages and no text; reading it takes OCR."""


class ReportTooLarge(UnreadableReport):
    """The file is larger than the limit."""


class BadReportFolder(CorpusError):
    """A curated report's editions, table and description do not fit each other."""
