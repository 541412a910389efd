"""What the library keeps of a report and gives back: frozen values. Imports no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Self

from corpus.figure import Figure
from corpus.kpi import KpiRow
from corpus.period import Period
from corpus.report import Report
from corpus.script import Language

FACT_NAMES = ("subject", "issuer", "ticker", "period", "currency", "language")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report is about; "" is unknown. `period` is in the canonical form of
    `corpus.period.Period`, `language` that of the edition."""

    subject: str = ""
    issuer: str = ""
    ticker: str = ""
    period: str = ""
    currency: str = ""
    language: str = ""

    @classmethod
    def of(cls, report: Report) -> Self:
        """What the reader found out of a report."""
        return cls(
            subject=report.subject,
            issuer=report.issuer,
            ticker=report.ticker,
            period="" if report.period is None else str(report.period),
            currency=report.currency,
            language=report.editions[0].language,
        )


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a report comes from.

    `origin` tells a changed file from another one: its absolute path, "archive.zip/inner name",
    or the name of an upload. `content_hash` is the SHA-256 of its bytes, `size` their number.
    """

    name: str
    origin: str
    content_hash: str
    size: int = 0

    @property
    def format(self) -> str:
        """The file's suffix without the dot: "pdf", "md", …"""
        return PurePath(self.name).suffix.lower().lstrip(".")


@dataclass(frozen=True, slots=True)
class Summary:
    """A report of the library without its text.

    `name` is what the user calls it, `title` what the report calls itself. `facts` are those in
    force, `found` those that the reader read off the text, `edited` the names of those set by hand.
    `pages` is 0 in formats without pages, `page_name` what the format calls one. `pair` is the id
    of the same report in another language. `bundled` marks one that ships with the program.
    """

    id: str
    name: str
    title: str
    source: Source
    facts: Facts
    found: Facts
    added: datetime
    updated: datetime
    edited: frozenset[str] = frozenset()
    pages: int = 0
    page_name: str = "page"
    rows: int = 0
    corrections: int = 0
    pair: str = ""
    bundled: bool = False

    @property
    def period(self) -> Period | None:
        return Period.parse(self.facts.period) if self.facts.period else None

    @property
    def language(self) -> Language:
        """The language of the report's edition."""
        known: dict[str, Language] = {"zh-Hant": "zh-Hant", "zh-Hans": "zh-Hans"}
        return known.get(self.facts.language, "en")


class Outcome(StrEnum):
    """What became of a file that was brought in."""

    ADDED = "added"
    UPDATED = "updated"  # the file's content had changed; name, facts and corrections were kept
    UNCHANGED = "unchanged"  # its content is in the library already


@dataclass(frozen=True, slots=True)
class Added:
    """The outcome of bringing in a report, with the id and name that it has in the library."""

    outcome: Outcome
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CorrectedRow(KpiRow):
    """A KPI row that somebody has corrected by hand; `original` is the row as extracted.

    `places` are those of the original, so that a citation shows what the report says.
    `changed_since` tells that the report's file has since been replaced by one that gives
    another figure than the one that was corrected.
    """

    original: KpiRow | None = None
    note: str = ""
    corrected_at: datetime | None = None
    correction_id: int = 0
    changed_since: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of one KPI row, kept apart from what was extracted.

    `key` finds the row again after the report is read anew, wherever it then stands.
    `extracted` is the figure as it was read when the correction was made; `changed` the row's
    fields that are different, in their canonical text ("value", "unit", "period", …).
    """

    id: int
    report_id: str
    key: str
    extracted: Figure
    changed: Mapping[str, str] = field(hash=False)
    made: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class PairCandidate:
    """Two reports that look like one in two languages: `shared` of the `compared` figures of
    the shorter KPI table are in the other with the same unit and period."""

    first: str
    second: str
    shared: int
    compared: int

    @property
    def share(self) -> float:
        return self.shared / self.compared if self.compared else 0.0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One figure that two editions of a report give differently."""

    one: KpiRow
    other: KpiRow


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure of a company that two of its reports give differently, the later one's last."""

    earlier: KpiRow
    later: KpiRow


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong with one line (1-based) of an imported table."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows of an imported table became corrections, and how many were as they are."""

    corrected: int
    unchanged: int
