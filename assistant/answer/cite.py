"""A draft to text with numbered marks, and the citations the marks point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.draft import Draft, Statement
from assistant.results import Citation
from corpus.figure import Span
from corpus.kpi import KpiRow
from corpus.report import Edition, Place, Report
from corpus.script import Language


def cite(draft: Draft, report: Report, language: Language) -> tuple[str, tuple[Citation, ...]]:
    """The draft's text, each statement followed by its marks, and the citations in order.

    Passages are cited from the edition to be read in `language`, one number each.
    """
    book = _Citations(report, language)
    lines: list[str] = []
    running = ""
    for statement in draft.statements:
        marks = "".join(f"[{number}]" for number in book.numbers_for(statement))
        text = _with_marks(statement.text, marks, language)
        if statement.bullet:
            if running:
                lines.append(running)
                running = ""
            lines.append(f"- {text}")
        else:
            joint = " " if running and language == "en" else ""
            running = running + joint + text
    if running:
        lines.append(running)
    return "\n".join(lines), book.finished()


def _with_marks(text: str, marks: str, language: Language) -> str:
    if not marks:
        return text
    return f"{text} {marks}" if language == "en" else f"{text}{marks}"


@dataclass(slots=True)
class _Citations:
    report: Report
    language: Language
    places: list[Place] = field(default_factory=list)
    highlights: list[list[Span]] = field(default_factory=list)
    rows: list[list[KpiRow]] = field(default_factory=list)

    def numbers_for(self, statement: Statement) -> list[int]:
        numbers: list[int] = []
        for row in statement.rows:
            if row.places:
                place = row.place(self.report.edition(self.language).language)
                numbers.append(self._number(place, row))
        for place in statement.places:
            numbers.append(self._number(place, None))
        return sorted(dict.fromkeys(numbers))

    def _number(self, place: Place, row: KpiRow | None) -> int:
        edition = _edition(self.report, place)
        passage = edition.passage_at(place.span.start)
        whole = Place(place.report_id, place.language, passage.span if passage else place.span)
        if whole not in self.places:
            self.places.append(whole)
            self.highlights.append([])
            self.rows.append([])
        index = self.places.index(whole)
        inside = Span(place.span.start, min(place.span.end, whole.span.end))
        if inside not in self.highlights[index]:
            self.highlights[index].append(inside)
        if row is not None and row not in self.rows[index]:
            self.rows[index].append(row)
        return index + 1

    def finished(self) -> tuple[Citation, ...]:
        return tuple(
            self._citation(number, place, marks, rows)
            for number, (place, marks, rows) in enumerate(
                zip(self.places, self.highlights, self.rows, strict=True), start=1
            )
        )

    def _citation(
        self, number: int, place: Place, marks: Sequence[Span], rows: Sequence[KpiRow]
    ) -> Citation:
        edition = _edition(self.report, place)
        return Citation(
            number=number,
            place=place,
            quote=place.span.of(edition.text),
            highlights=tuple(sorted(marks)),
            section=edition.section_at(place.span.start).title,
            page=edition.source.page(place.span.start),
            line=edition.source.line(place.span.start),
            rows=tuple(rows),
        )


def _edition(report: Report, place: Place) -> Edition:
    for edition in report.editions:
        if edition.language == place.language:
            return edition
    return replace(report.editions[0])
