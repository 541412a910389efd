"""A question to a checked, cited answer: the whole story.

question → query → evidence → draft → citations → check → answer
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.answer import Answerer
from assistant.check import Checker
from assistant.cite import cite
from assistant.errors import BadQuestion
from assistant.find import RowFinder, open_names
from assistant.model import LanguageModel, OpenAICompatible, reworded
from assistant.passages import PassageFinder
from assistant.question import understand
from assistant.results import Answer, FigureCheck, Turn
from assistant.settings import Settings
from corpus.bind.bind_report import bind_report
from corpus.bundled import bundled_report
from corpus.kpi import KpiTable
from corpus.kpi_names import Matcher, vocabulary
from corpus.load.load_report import load_report
from corpus.report import Report
from corpus.script import Language
from index.build import PassageIndex, open_index
from index.encode import Encoder
from index.load_encoder import load_encoder
from index.passage import Hit


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions on its reports. Make one with `Assistant.open`."""

    reports: tuple[Report, ...]
    tables: tuple[KpiTable, ...] = field(repr=False)
    index: PassageIndex = field(repr=False)
    encoder: Encoder = field(repr=False)
    settings: Settings = field(default_factory=Settings.from_environment, repr=False)
    model: LanguageModel | None = field(default=None, repr=False)
    _own_names: dict[str, Matcher] = field(default_factory=dict, repr=False, compare=False)
    _finders: dict[str, PassageFinder] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, settings: Settings | None = None, report: Path | None = None) -> Assistant:
        """The assistant with the bundled report, or with the report in the file `report`.

        Raises:
            CorpusError: the file cannot be read as a report.
            IndexingError: the encoder that the settings name cannot be loaded.
        """
        settings = settings or Settings.from_environment()
        encoder = load_encoder(settings.encoder)
        if report is None:
            loaded, table = bundled_report()
        else:
            loaded = load_report(report, max_bytes=settings.max_report_bytes)
            table = bind_report(loaded)
        index = open_index(settings.data_dir / "index" / loaded.id, [loaded], encoder)
        model = OpenAICompatible(settings) if settings.llm_url else None
        return cls((loaded,), (table,), index, encoder, settings, model)

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
        return replace(
            self, reports=reports, tables=tables, index=index, _finders={}, _own_names={}
        )

    @property
    def kpis(self) -> KpiTable:
        """The KPI rows of all reports."""
        return KpiTable.join(self.tables)

    def ask(self, question: str, history: Sequence[Turn] = (), *, report_id: str = "") -> Answer:
        """Answer `question` from one report, by default the first.

        Raises:
            BadQuestion: the question is empty or longer than the settings allow.
            KeyError: there is no report of that id.
        """
        question = self._checked(question)
        report, table = self._report(report_id)
        query = understand(
            question,
            history,
            period=report.period,
            currency=report.currency,
            subject=report.subject,
            names=self._names(report, table),
        )
        answerer = Answerer(report, RowFinder(report, table), self._passages(report))
        draft = answerer.draft(query)
        text, citations = cite(draft, report, query.language)
        checker = Checker(report, table, self._names(report, table))
        answer = Answer(
            question=question,
            text=text,
            language=query.language,
            refused=draft.refused,
            checks=checker.check(text, language=query.language),
            citations=citations,
            intent=draft.intent,
            not_understood=query.content if draft.intent == "refusal" else (),
        )
        return answer if self.model is None else reworded(answer, self.model, checker)

    def find(self, query: str, k: int = 10) -> tuple[Hit, ...]:
        """The passages nearest to `query`, best first."""
        return self.index.search(self._checked(query), k=k)

    def check(self, text: str, *, report_id: str = "") -> tuple[FigureCheck, ...]:
        """A verdict on every figure of `text`, against one report, by default the first."""
        report, table = self._report(report_id)
        return Checker(report, table, self._names(report, table)).check(text)

    def label(self, key: str, language: Language) -> str:
        """The readable name of a vocabulary key."""
        return vocabulary().label(key, language)

    def _report(self, report_id: str) -> tuple[Report, KpiTable]:
        for report, table in zip(self.reports, self.tables, strict=True):
            if report_id in ("", report.id):
                return report, table
        raise KeyError(report_id)

    def _names(self, report: Report, table: KpiTable) -> Matcher:
        """The names that a report has and the vocabulary has not."""
        if report.id not in self._own_names:
            self._own_names[report.id] = Matcher.of(open_names(table))
        return self._own_names[report.id]

    def _passages(self, report: Report) -> PassageFinder:
        """The finder of a report's passages, which keeps what it has read."""
        if report.id not in self._finders:
            self._finders[report.id] = PassageFinder(report, self.index, self.encoder)
        return self._finders[report.id]

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
