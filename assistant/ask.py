"""A question to a checked, cited answer: the whole story.

question → query → evidence → draft → citations → check → answer

One report is asked here; many are by `assistant/library/across.py`, report by report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer.answer import Answerer
from assistant.answer.cite import cite
from assistant.answer.cited_words import with_words
from assistant.answer.draft import Draft
from assistant.answer.other_words import in_other_words
from assistant.answer.ranked_evidence import ranked_evidence, ranked_in_several
from assistant.answer.refuse import refusal
from assistant.audit.audit_proof import proven
from assistant.errors import BadQuestion
from assistant.library.by_sides import by_sides, with_missing
from assistant.library.by_words import put_right
from assistant.library.reports import OpenReport, Shelf, stored_index
from assistant.model import LanguageModel, OpenAICompatible, reworded
from assistant.results import Answer, FigureCheck, Turn
from assistant.settings import Settings
from assistant.understand.query import Query
from assistant.understand.question import understand
from assistant.understand.two_questions import joined, parts
from corpus.bind.bind_report import bind_report
from corpus.bundled import bundled_report
from corpus.kpi import KpiTable
from corpus.kpi_names import Matcher, vocabulary
from corpus.library.records import Summary
from corpus.load.load_report import load_report
from corpus.report import Report
from corpus.script import Language
from index.build import PassageIndex
from index.encode import Encoder
from index.load_encoder import load_encoder
from index.passage import Hit
from index.rerank import load_reranker

if TYPE_CHECKING:
    from corpus.library.library import Library

_HITS = 20  # of the index, among which the passages of an answer are put first


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions on its reports. Make one with `Assistant.open`.

    `reports`, with their `tables` and `index`, are held in memory; those of the `library` are
    opened when they are asked for.
    """

    reports: tuple[Report, ...]
    tables: tuple[KpiTable, ...] = field(repr=False)
    index: PassageIndex = field(repr=False)
    encoder: Encoder = field(repr=False)
    settings: Settings = field(default_factory=Settings.from_environment, repr=False)
    model: LanguageModel | None = field(default=None, repr=False)
    library: Library | None = field(default=None, repr=False)
    _shelves: list[Shelf] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        report: Path | None = None,
        *,
        library: bool = False,
    ) -> Assistant:
        """The assistant with the bundled report, or with the report in the file `report`; with
        `library`, also with all that the user keeps.

        Raises:
            CorpusError: the file cannot be read as a report, or the library cannot be opened.
            IndexingError: the encoder that the settings name cannot be loaded.
        """
        settings = settings or Settings.from_environment()
        encoder = load_encoder(settings.encoder)
        if report is None:
            loaded, table = bundled_report()
        else:
            loaded = load_report(report, max_bytes=settings.max_report_bytes)
            table = bind_report(loaded)
        folder = settings.data_dir / "index" / loaded.id
        index = stored_index(folder, loaded, encoder, settings)
        model = OpenAICompatible(settings) if settings.llm_url else None
        kept: Library | None = None
        if library:
            from corpus.library.library import Library  # takes a fifth of a second to import

            kept = Library.open(settings.data_dir, settings.library_url)
        opened = cls((loaded,), (table,), index, encoder, settings, model, kept)
        if report is not None:
            opened._opened(loaded.id).prepare()
        return opened

    def with_report(self, path: Path) -> Assistant:
        """This assistant and the report in the file `path` beside its others, which comes first.

        Raises:
            CorpusError: the file cannot be read as a report.
        """
        loaded = load_report(path, max_bytes=self.settings.max_report_bytes)
        kept = [(r, t) for r, t in zip(self.reports, self.tables, strict=True) if r.id != loaded.id]
        reports = (loaded, *(report for report, _ in kept))
        tables = (bind_report(loaded), *(table for _, table in kept))
        index = PassageIndex.build(reports, self.encoder)
        index.rerank_by(load_reranker(self.settings.reranker))
        return replace(self, reports=reports, tables=tables, index=index, _shelves=[])

    @property
    def kpis(self) -> KpiTable:
        """The KPI rows of all reports."""
        return KpiTable.join(self.tables)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        report_id: str = "",
        report_ids: Sequence[str] | None = None,
    ) -> Answer:
        """Answer `question` from one report, by default the first; or from the reports
        `report_ids`, from all of them where it is empty.

        Raises:
            BadQuestion: the question is empty or longer than the settings allow.
            KeyError: there is no report of that id.
        """
        question = self._checked(question)
        if report_ids is None:
            return self._answer(question, history, self._opened(report_id))
        from assistant.library.across import Across  # only questions over several reports need it

        across = Across(self._shelf, self._answer, self._unchecked)
        return across.ask(question, history, report_ids)

    def _answer(self, question: str, history: Sequence[Turn], on: OpenReport) -> Answer:
        """The answer of one report."""
        answer = self._unchecked(question, history, on)
        checks = on.checker.check(answer.text, language=answer.language)
        checks = proven(checks, answer.findings, answer.text, answer.language)
        answer = replace(answer, checks=checks)
        return answer if self.model is None else reworded(answer, self.model, on.checker)

    def _unchecked(self, question: str, history: Sequence[Turn], on: OpenReport) -> Answer:
        """The answer of one report before its figures are checked."""
        report = on.report
        drafts: list[Draft] = []
        for part in parts(question):  # two questions in one are answered one after the other
            query, draft = self._drafted(part, history, on)
            draft = by_sides(query, draft, on.rows, partial(self._draft_of, on))
            drafts.append(with_missing(query, draft, on.rows))
            history = (*history, Turn("user", part))
        draft = drafts[0] if len(drafts) == 1 else joined(drafts)
        text, citations = cite(draft, report, query.language)
        return Answer(
            question=question,
            text=text,
            language=query.language,
            refused=draft.refused,
            citations=with_words(question.strip(), citations, on),
            intent=draft.intent,
            not_understood=query.content if draft.intent == "refusal" else (),
            findings=draft.findings,
        )

    def _drafted(
        self, question: str, history: Sequence[Turn], on: OpenReport
    ) -> tuple[Query, Draft]:
        """One question of one report, understood and drafted."""
        query = _understood(question, history, on.report, on.names)
        draft = Answerer(on.report, on.rows, on.passages).draft(query)
        draft = put_right(query, draft, on.report, on.table)
        draft = in_other_words(query, draft, on.report, on.table, on.passages)
        if not any(statement.text.strip() for statement in draft.statements):
            draft = refusal(query, on.rows)  # an answer without a word is none
        return query, draft

    def _draft_of(self, on: OpenReport, question: str, history: Sequence[Turn]) -> Draft:
        return self._drafted(question, history, on)[1]

    def find(self, query: str, k: int = 10) -> tuple[Hit, ...]:
        """The passages of the reports in memory nearest to `query`, best first: those that an
        answer stands on come before the index's."""
        text = self._checked(query)
        hits = self.index.search(text, k=max(k, _HITS))
        opened = [self._opened(report.id) for report in self.reports]
        asked = [(_understood(text, (), on.report, on.names), on) for on in opened]
        if len(asked) > 1:
            return ranked_in_several(asked, hits, k)
        return ranked_evidence(*asked[0], hits, k)

    def check(self, text: str, *, report_id: str = "") -> tuple[FigureCheck, ...]:
        """A verdict on every figure of `text`, against one report, by default the first."""
        return self._opened(report_id).checker.check(text)

    def listed(self) -> tuple[Summary, ...]:
        """Every report that can be asked, without its text: the bundled one, then the library's."""
        return self._shelf.listed()

    def report(self, report_id: str) -> Report:
        """A report by its id, one of the library with its other edition after its own.

        Raises:
            KeyError: there is none.
        """
        return self._opened(report_id).report

    def table(self, report_id: str) -> KpiTable:
        """A report's KPI rows, corrections by hand applied.

        Raises:
            KeyError: there is none.
        """
        return self._opened(report_id).table

    def label(self, key: str, language: Language) -> str:
        """The readable name of a vocabulary key."""
        return vocabulary().label(key, language)

    def _opened(self, report_id: str) -> OpenReport:
        return self._shelf.open(report_id or self.reports[0].id)

    @property
    def _shelf(self) -> Shelf:
        """What opens reports and keeps them open, made when it is first needed."""
        if not self._shelves:
            held = self.reports, self.tables, self.index, self.encoder
            self._shelves.append(Shelf(*held, self.settings, self.library))
        return self._shelves[0]

    def _checked(self, question: str) -> str:
        question = question.strip()
        if not question:
            raise BadQuestion("The question is empty. Type what you want to know of the report.")
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise BadQuestion(
                f"The question has {len(question):,} characters; at most {limit:,} are read: "
                "shorten it."
            )
        return question


def _understood(question: str, history: Sequence[Turn], report: Report, names: Matcher) -> Query:
    """A question as one to `report`."""
    return understand(
        question,
        history,
        period=report.period,
        currency=report.currency,
        subject=report.subject,
        names=names,
    )
