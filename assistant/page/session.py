"""What one reader has open: reports, language, conversation. Frozen; each step gives a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol, Self

from assistant.errors import AssistantError
from assistant.results import Answer, FigureCheck, Turn
from corpus.kpi import KpiRow, KpiTable
from corpus.report import Report
from corpus.script import Language

HISTORY_TURNS = 24  # messages handed on; a follow-up leans on the last few only


class PageAssistant(Protocol):
    """The part of the assistant that the page uses."""

    @property
    def reports(self) -> tuple[Report, ...]: ...

    @property
    def kpis(self) -> KpiTable: ...

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, report_id: str = ""
    ) -> Answer: ...

    def check(self, text: str, *, report_id: str = "") -> tuple[FigureCheck, ...]: ...

    def with_report(self, path: Path) -> Self: ...

    def label(self, key: str, language: Language) -> str: ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question put to one report, with its answer or the problem that it met."""

    question: str
    report_id: str
    answer: Answer | None = None
    problem: str = ""


Kind = Literal["cite", "figure", "claim", "row"]
KINDS: tuple[Kind, ...] = ("cite", "figure", "claim", "row")


def _whole(raw: object) -> int:
    """A small whole number, 0 where it is none."""
    digits = str(raw)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose to see: citation or figure `number` of exchange `turn`, or
    figure `number` of the checked text, or the KPI row of `row_key` `row`."""

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
    """One reader's page. `claim` is the text last checked, `checks` its figures' verdicts."""

    assistant: PageAssistant = field(repr=False)
    report_id: str
    language: Language = "en"
    exchanges: tuple[Exchange, ...] = ()
    claim: str = ""
    checks: tuple[FigureCheck, ...] = ()

    @classmethod
    def start(cls, assistant: PageAssistant, language: Language = "en") -> Session:
        """A fresh page on the assistant's first report."""
        return cls(assistant, assistant.reports[0].id, language)

    @property
    def report(self) -> Report:
        """The report that questions go to."""
        return self.report_of(self.report_id) or self.assistant.reports[0]

    def title_of(self, report: Report) -> str:
        """The report's title in the page's language, where it has an edition in it."""
        return report.edition(self.language).title or report.title

    def report_of(self, report_id: str) -> Report | None:
        return next((r for r in self.assistant.reports if r.id == report_id), None)

    @property
    def rows(self) -> tuple[KpiRow, ...]:
        """The KPI rows of the chosen report."""
        return tuple(row for row in self.assistant.kpis if row.report_id == self.report_id)

    def row(self, key: str) -> KpiRow | None:
        """The KPI row of that `row_key`, in whichever of the session's reports."""
        return next((row for row in self.assistant.kpis if row_key(row) == key), None)

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns of the conversation since the report was chosen."""
        turns: list[Turn] = []
        for exchange in reversed(self.exchanges):
            if exchange.report_id != self.report_id or len(turns) >= HISTORY_TURNS:
                break
            if exchange.answer is not None:
                turns.append(Turn("assistant", exchange.answer.text))
                turns.append(Turn("user", exchange.question))
        return tuple(reversed(turns))

    def asked(self, question: str) -> Session:
        """With `question` answered; a question that cannot be taken leaves its problem."""
        try:
            answer = self.assistant.ask(question, self.history, report_id=self.report_id)
        except AssistantError as error:
            return self.failed(question, str(error))
        exchange = Exchange(question, self.report_id, answer)
        return replace(self, exchanges=(*self.exchanges, exchange))

    def failed(self, question: str, problem: str) -> Session:
        """With `question` unanswered because of `problem`."""
        exchange = Exchange(question, self.report_id, problem=problem)
        return replace(self, exchanges=(*self.exchanges, exchange))

    def checked(self, text: str) -> Session:
        """With the figures of `text` judged against the chosen report."""
        checks = self.assistant.check(text, report_id=self.report_id) if text.strip() else ()
        return replace(self, claim=text, checks=checks)

    def added(self, path: Path) -> Session:
        """With the report at `path` beside the others, and chosen.

        Raises:
            CorpusError: the file cannot be read as a report.
        """
        before = self.assistant.reports
        assistant = self.assistant.with_report(path)
        new = [r for r in assistant.reports if not any(r is known for known in before)]
        chosen = (new or assistant.reports)[0]
        return replace(self, assistant=assistant, report_id=chosen.id)

    def selected(self, report_id: str) -> Session:
        """With another of the session's reports chosen; an unknown id changes nothing."""
        return self if self.report_of(report_id) is None else replace(self, report_id=report_id)

    def cleared(self) -> Session:
        return replace(self, exchanges=())

    def in_language(self, language: Language) -> Session:
        return replace(self, language=language)

    def answer_at(self, turn: int) -> Answer | None:
        """The answer of exchange `turn` (0-based), `None` where there is none."""
        return self.exchanges[turn].answer if 0 <= turn < len(self.exchanges) else None
