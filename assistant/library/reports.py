"""The reports that an assistant answers from: some held in memory, many in the library.

A report of the library is opened when a question needs it, and the ones used last are kept open,
so that a thousand reports take no more memory than a few.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer.figure_words import words_of
from assistant.answer.find import RowFinder, open_names
from assistant.answer.passages import PassageFinder
from assistant.check.check import Checker
from assistant.check.row_index import wording_of
from assistant.settings import Settings
from corpus.kpi import KpiRow, KpiTable
from corpus.kpi_names import Matcher
from corpus.library.records import Facts, Source, Summary
from corpus.period import Period
from corpus.report import Report
from index.build import PassageIndex, open_index
from index.encode import Encoder
from index.rerank import load_reranker

if TYPE_CHECKING:
    from assistant.library.report_terms import ReportRanker
    from corpus.library.library import Library

MOST_PASSAGES = 12_000  # of the reports kept open; a page has some five, each takes 10 to 20 kB


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report ready for questions: its text, table and index, and what finds and checks in them.

    `names` are those that the report has and the vocabulary has not.
    """

    report: Report
    table: KpiTable = field(repr=False)
    index: PassageIndex = field(repr=False)
    names: Matcher = field(repr=False)
    rows: RowFinder = field(repr=False)
    passages: PassageFinder = field(repr=False)
    checker: Checker = field(repr=False)

    @classmethod
    def of(
        cls, report: Report, table: KpiTable, index: PassageIndex, encoder: Encoder
    ) -> OpenReport:
        names = Matcher.of(open_names(table))
        return cls(
            report,
            table,
            index,
            names,
            RowFinder(report, table, encoder),
            PassageFinder(report, index, encoder),
            Checker(report, table, names),
        )

    def prepare(self) -> None:
        """Make now what the first question would have to wait for: the words around each figure
        of a table that the program bound (a second for an annual report of 150 pages)."""
        if any(row.curated for row in self.table.rows[:1]):
            return
        for edition in self.report.editions:
            words_of(self.report, edition, self.table)
            wording_of(self.report, self.table, edition.language)


class Shelf:
    """Opens reports by id and keeps those used last open. Safe to use from several threads."""

    def __init__(
        self,
        reports: Sequence[Report],
        tables: Sequence[KpiTable],
        index: PassageIndex,
        encoder: Encoder,
        settings: Settings,
        library: Library | None = None,
    ) -> None:
        self._held = {r.id: (r, t) for r, t in zip(reports, tables, strict=True)}
        self._index = index
        self._encoder = encoder
        self._settings = settings
        self._library = library
        self._open: OrderedDict[str, OpenReport] = OrderedDict()
        self._seen = -1  # the library's count of changes when it was read
        self._summaries: tuple[Summary, ...] = ()
        self._ranker: ReportRanker | None = None
        self._lock = threading.RLock()

    def listed(self) -> tuple[Summary, ...]:
        """Every report that can be asked: those in memory, then those of the library."""
        with self._lock:
            self._refresh()
            held = [s for s in self._summaries if s.id in self._held]
            kept = {summary.id for summary in held}
            return (
                *(summary_of(r, t) for r, t in self._held.values() if r.id not in kept),
                *self._summaries,
            )

    def open(self, report_id: str) -> OpenReport:
        """The report of that id.

        Raises:
            KeyError: there is none.
            LibraryUnusable: what is stored of it is damaged.
        """
        with self._lock:
            self._refresh()
            opened = self._open.get(report_id)
            if opened is None:
                opened = self._opened(report_id)
                self._open[report_id] = opened
            self._open.move_to_end(report_id)
            passages = sum(len(each.index) for each in self._open.values())
            while passages > MOST_PASSAGES and len(self._open) > 1:
                _, oldest = self._open.popitem(last=False)
                passages -= len(oldest.index)
            return opened

    def find_rows(
        self, metric: str, period: Period | None, report_ids: Sequence[str]
    ) -> tuple[KpiRow, ...]:
        """The rows of a metric in a period that some reports of the library have, without opening
        them."""
        if self._library is None or not report_ids:
            return ()
        return self._library.find_rows(metric=metric, period=period, report_ids=tuple(report_ids))

    def ranker(self) -> ReportRanker:
        """Ranks the library's reports by their words."""
        from assistant.library.report_terms import ReportRanker, terms_of_report

        with self._lock:
            self._refresh()
            if self._ranker is None:
                stored = self._library.terms() if self._library is not None else {}
                held = {r.id: terms_of_report(r) for r, _ in self._held.values()}
                self._ranker = ReportRanker({**held, **stored})
            return self._ranker

    def _refresh(self) -> None:
        """Reads the library's list again where anything in it has been changed."""
        if self._library is None:
            return
        changes = self._library.changes()
        if changes != self._seen:
            self._summaries = self._library.list()
            self._open.clear()
            self._ranker = None
            self._seen = changes

    def _opened(self, report_id: str) -> OpenReport:
        if any(summary.id == report_id for summary in self._summaries):
            return self._from_library(report_id)
        report, table = self._held[report_id]
        return OpenReport.of(report, table, self._index, self._encoder)

    def _from_library(self, report_id: str) -> OpenReport:
        from corpus.library.errors import NotInLibrary

        assert self._library is not None
        try:
            report = self._library.get(report_id)
            table = self._library.table(report_id)
            paired = any(summary.id == report_id and summary.pair for summary in self._summaries)
            own = self._library.own(report_id) if paired else report
        except NotInLibrary as error:  # removed a moment ago
            raise KeyError(report_id) from error
        folder = self._library.index_folder / report_id
        index = stored_index(folder, own, self._encoder, self._settings)
        return OpenReport.of(report, table, index, self._encoder)


def stored_index(
    folder: Path, report: Report, encoder: Encoder, settings: Settings
) -> PassageIndex:
    """The index of a report in `folder`, made anew where it is missing or stale.

    Raises:
        IndexingError: there is nothing to index, or a store of vectors that cannot be used.
    """
    index = open_index(folder, [report], encoder, store=settings.vector_store)
    index.rerank_by(load_reranker(settings.reranker))
    return index


def summary_of(report: Report, table: KpiTable) -> Summary:
    """A report held in memory as the library would list it."""
    start = datetime.min.replace(tzinfo=UTC)
    facts = Facts.of(report)
    return Summary(
        id=report.id,
        name=report.title,
        title=report.title,
        source=Source(report.id, "", ""),
        facts=facts,
        found=facts,
        added=start,
        updated=start,
        rows=len(table),
        bundled=True,
    )
