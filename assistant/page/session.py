"""What one reader has open: reports, language, conversation. Frozen; each step gives a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.check.graded import GradedText, graded, refuse_too_much
from assistant.errors import AssistantError
from assistant.results import Answer, FigureCheck, Turn
from assistant.settings import Settings
from corpus.kpi import KpiRow, KpiTable
from corpus.library.errors import LibraryUnusable
from corpus.library.records import Summary
from corpus.report import Report
from corpus.script import Language

if TYPE_CHECKING:
    from assistant.library.ingest import Ingestion
    from corpus.library.library import Library

HISTORY_TURNS = 24  # messages handed on; a follow-up leans on the last few only


class PageAssistant(Protocol):
    """The part of the assistant that the page uses."""

    @property
    def reports(self) -> tuple[Report, ...]: ...

    @property
    def library(self) -> Library | None: ...

    @property
    def settings(self) -> Settings: ...

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        report_id: str = "",
        report_ids: Sequence[str] | None = None,
    ) -> Answer: ...

    def check(self, text: str, *, report_id: str = "") -> tuple[FigureCheck, ...]: ...

    def listed(self) -> tuple[Summary, ...]: ...

    def report(self, report_id: str) -> Report: ...

    def table(self, report_id: str) -> KpiTable: ...

    def label(self, key: str, language: Language) -> str: ...


Scope = tuple[str, ...]  # ids of the reports that are asked; empty for all


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question put to the reports of a scope, with its answer or the problem that it met."""

    question: str
    scope: Scope
    answer: Answer | None = None
    problem: str = ""


Kind = Literal["cite", "figure", "claim", "row", "report"]
KINDS: tuple[Kind, ...] = ("cite", "figure", "claim", "row", "report")


def _whole(raw: object) -> int:
    """A small whole number, 0 where it is none."""
    digits = str(raw)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose to see: citation or figure `number` of exchange `turn`, or
    figure `number` of the checked text, or the KPI row of `row_key` `row`, or the report of
    that id."""

    kind: Kind
    turn: int = 0
    number: int = 0
    row: str = ""

    @classmethod
    def read(cls, data: object) -> Choice | None:
        """What a browser says was chosen; it may say anything, which is then `None`."""
        if not isinstance(data, dict):
            return None
        kind = next((kind for kind in KINDS if kind == data.get("kind")), None)
        if kind is None:
            return None
        turn, number = (_whole(data.get(name)) for name in ("turn", "number"))
        return cls(kind, turn, number, str(data.get("row") or ""))


def row_key(row: KpiRow) -> str:
    """What tells a KPI row from all others of a session: ids are a report's own."""
    return f"{row.report_id}#{row.id}"


@dataclass(frozen=True, slots=True)
class Session:
    """One reader's page. Questions go to the reports of `scope`; `report_id` is the one whose
    figures, audit and checks are shown. `graded` is the text last checked, `claim_problem` why the
    last one could not be; `bringing` are the files that this reader last added, `uploaded` where
    they lie until they are in."""

    assistant: PageAssistant = field(repr=False)
    report_id: str
    scope: Scope
    language: Language = "en"
    exchanges: tuple[Exchange, ...] = ()
    graded: GradedText | None = field(default=None, repr=False)
    claim_problem: str = ""
    bringing: Ingestion | None = field(default=None, repr=False)
    uploaded: tuple[str, ...] = ()

    @classmethod
    def start(cls, assistant: PageAssistant, language: Language = "en") -> Session:
        """A fresh page on the assistant's first report."""
        first = assistant.reports[0].id
        return cls(assistant, first, (first,), language)

    # -- what there is --------------------------------------------------------------------

    @property
    def listed(self) -> tuple[Summary, ...]:
        """All reports that can be asked."""
        return self.assistant.listed()

    @property
    def everything(self) -> tuple[Summary, ...]:
        """What a question to all reports goes to: the reader's own where there are any."""
        listed = self.listed
        return tuple(s for s in listed if not s.bundled) or listed

    @property
    def in_scope(self) -> tuple[Summary, ...]:
        """The reports that questions go to; those removed since are not among them."""
        if not self.scope:
            return self.everything
        return tuple(s for s in self.listed if s.id in self.scope)

    def summary_of(self, report_id: str) -> Summary | None:
        return next((s for s in self.listed if s.id == report_id), None)

    @property
    def report(self) -> Report:
        """The report that is shown."""
        return self.report_of(self.report_id) or self.assistant.reports[0]

    def name_of(self, report_id: str) -> str:
        """What a report is called: by its reader, else by itself in the page's language."""
        summary = self.summary_of(report_id)
        if summary is not None and not summary.bundled:
            return summary.name
        report = self.report_of(report_id)
        return self.title_of(report) if report else report_id

    def title_of(self, report: Report) -> str:
        """The report's title in the page's language, where it has an edition in it."""
        return report.edition(self.language).title or report.title

    def report_of(self, report_id: str) -> Report | None:
        try:
            return self.assistant.report(report_id)
        except (KeyError, LibraryUnusable):  # removed meanwhile, or damaged
            return None

    def rows_of(self, report_id: str) -> tuple[KpiRow, ...]:
        """The KPI rows of a report."""
        try:
            return self.assistant.table(report_id).rows
        except (KeyError, LibraryUnusable):
            return ()

    @property
    def rows(self) -> tuple[KpiRow, ...]:
        """The KPI rows of the report that is shown."""
        return self.rows_of(self.report.id)

    def row(self, key: str) -> KpiRow | None:
        """The KPI row of that `row_key`, in whichever report."""
        rows = self.rows_of(key.partition("#")[0])
        return next((row for row in rows if row_key(row) == key), None)

    # -- asking -----------------------------------------------------------------------------

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns of the conversation since the reports were chosen."""
        turns: list[Turn] = []
        for exchange in reversed(self.exchanges):
            if exchange.scope != self.scope or len(turns) >= HISTORY_TURNS:
                break
            if exchange.answer is not None:
                turns.append(Turn("assistant", exchange.answer.text))
                turns.append(Turn("user", exchange.question))
        return tuple(reversed(turns))

    def asked(self, question: str) -> Session:
        """With `question` answered; a question that cannot be taken leaves its problem."""
        try:
            if len(self.scope) == 1:
                answer = self.assistant.ask(question, self.history, report_id=self.scope[0])
            else:
                answer = self.assistant.ask(question, self.history, report_ids=self.scope)
        except AssistantError as error:
            return self.failed(question, str(error))
        exchange = Exchange(question, self.scope, answer)
        return replace(self, exchanges=(*self.exchanges, exchange))

    def failed(self, question: str, problem: str) -> Session:
        """With `question` unanswered because of `problem`."""
        exchange = Exchange(question, self.scope, problem=problem)
        return replace(self, exchanges=(*self.exchanges, exchange))

    def checked(self, text: str) -> Session:
        """With the figures of `text` judged against the report that is shown; a text that cannot
        be taken leaves its problem."""
        report = self.report
        try:
            refuse_too_much(text)
            checks = self.assistant.check(text, report_id=report.id) if text.strip() else ()
        except AssistantError as error:
            return replace(self, graded=None, claim_problem=str(error))
        return replace(self, graded=graded(text, checks, report), claim_problem="")

    # -- choosing ---------------------------------------------------------------------------

    def asking(self, scope: Sequence[str]) -> Session:
        """With the reports of `scope` asked, all for none; unknown ids are left out, and where
        none is left, nothing changes."""
        listed = [summary.id for summary in self.listed]
        known = tuple(report_id for report_id in listed if report_id in scope)
        if scope and not known:
            return self
        changed = replace(self, scope=known)
        shown = [summary.id for summary in changed.in_scope]
        return changed._on(self.report_id if self.report_id in shown else shown[0])

    def toggled(self, report_id: str) -> Session:
        """With one report more, or less, asked; the last one stays."""
        now = self.scope or tuple(summary.id for summary in self.everything)
        if report_id in now and len(now) == 1:
            return self
        changed = [i for i in now if i != report_id] if report_id in now else [*now, report_id]
        return self.asking(changed)

    def showing(self, report_id: str) -> Session:
        """With the figures of another report shown; an unknown id changes nothing."""
        return self._on(report_id) if self.summary_of(report_id) is not None else self

    def still(self) -> Session:
        """Without the reports that are no longer there; on the first one where none is left."""
        ids = {summary.id for summary in self.listed}
        first = self.assistant.reports[0].id
        left = tuple(report_id for report_id in self.scope if report_id in ids)
        scope = left or ((first,) if self.scope else ())
        shown = self.report_id if self.report_id in ids else (*scope, first)[0]
        return replace(self, scope=scope)._on(shown)

    def _on(self, report_id: str) -> Session:
        """On another report; what was checked was checked against the one before."""
        if report_id == self.report_id:
            return self
        return replace(self, report_id=report_id, graded=None, claim_problem="")

    def cleared(self) -> Session:
        return replace(self, exchanges=())

    def in_language(self, language: Language) -> Session:
        return replace(self, language=language)

    def answer_at(self, turn: int) -> Answer | None:
        """The answer of exchange `turn` (0-based), `None` where there is none."""
        return self.exchanges[turn].answer if 0 <= turn < len(self.exchanges) else None
