"""Answers from several reports in one: each sentence with the report that says it, cited from that
report and checked against it alone, and what follows from them together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.cite import cite
from assistant.answer.draft import Draft, Statement
from assistant.check.check import shifted
from assistant.library.reports import OpenReport
from assistant.results import Answer, Citation, FigureCheck
from corpus.report import Place
from corpus.script import Language

_MARK = re.compile(r"\s?\[(\d{1,4})\]")


@dataclass(slots=True)
class Combined:
    """An answer being put together, line by line; citations are numbered over all reports."""

    language: Language
    lines: list[str] = field(default_factory=list)
    checks: list[FigureCheck] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def add(
        self, text: str, checks: Sequence[FigureCheck] = (), numbers: Sequence[int] = ()
    ) -> None:
        """A line of our own; `checks` have their spans in `text`."""
        start = sum(len(line) + 1 for line in self.lines)
        self.checks += [shifted(check, start) for check in checks]
        self.lines.append(text + self._marks(numbers))

    def state(self, name: str, statements: Sequence[Statement], on: OpenReport) -> None:
        """A bullet with what the report called `name` says; figures of the name are no claim."""
        lead = f"- {name}: " if self.language == "en" else f"- {name}："
        text = lead
        checks: list[FigureCheck] = []
        for statement in statements:
            joint = " " if self.language == "en" and text != lead else ""
            said = statement.text
            checks += [
                shifted(check, len(text) + len(joint))
                for check in on.checker.check(said, language=self.language)
            ]
            text += joint + said + self._marks(self.cited(statement, on))
        self.add(text, checks)

    def cited(self, statement: Statement, on: OpenReport) -> list[int]:
        """The numbers of the passages that a statement stands on."""
        _, citations = cite(Draft((statement,), "compare"), on.report, self.language)
        return [self.number(citation) for citation in citations]

    def number(self, citation: Citation) -> int:
        """The number of a passage in the whole answer; what is marked in it is joined."""
        place = _key(citation.place)
        for index, known in enumerate(self.citations):
            if _key(known.place) == place:
                self.citations[index] = replace(
                    known,
                    highlights=tuple(sorted({*known.highlights, *citation.highlights})),
                    rows=tuple(dict.fromkeys((*known.rows, *citation.rows))),
                )
                return index + 1
        self.citations.append(replace(citation, number=len(self.citations) + 1))
        return len(self.citations)

    def take(self, answer: Answer, lead: str) -> None:
        """The whole of another answer under a line that names its report."""
        numbers = {citation.number: self.number(citation) for citation in answer.citations}
        self.add(lead)
        text, moved = renumbered(answer.text, numbers)
        start = sum(len(line) + 1 for line in self.lines)
        self.checks += [
            shifted(check, start + moved(check.figure.span.start)) for check in answer.checks
        ]
        self.lines.append(text)

    def finished(self, question: str, intent: str, *, refused: bool = False) -> Answer:
        return Answer(
            question=question,
            text="\n".join(self.lines),
            language=self.language,
            refused=refused,
            checks=tuple(self.checks),
            citations=tuple(self.citations),
            intent=intent,
        )

    def _marks(self, numbers: Sequence[int]) -> str:
        marks = "".join(f"[{number}]" for number in sorted(dict.fromkeys(numbers)))
        return f" {marks}" if marks and self.language == "en" else marks


def _key(place: Place) -> tuple[object, ...]:
    return place.report_id, place.language, place.span


class _Moved:
    """By how much each offset of a text moves when some of its marks change their length."""

    def __init__(self) -> None:
        self.changes: list[tuple[int, int]] = []

    def __call__(self, offset: int) -> int:
        return sum(by for at, by in self.changes if at <= offset)


def renumbered(text: str, numbers: dict[int, int]) -> tuple[str, _Moved]:
    """`text` with its citation marks renumbered, and by how much an offset in it moves."""
    moved = _Moved()

    def changed(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in numbers:
            return match.group()
        mark = match.group().replace(match[1], str(numbers[number]))
        moved.changes.append((match.end(), len(mark) - len(match.group())))
        return mark

    return _MARK.sub(changed, text), moved
