"""A KPI row as a statement: composed where its slots tell all, else in the report's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.answer.draft import Statement
from assistant.answer.find import Fact, RowFinder
from assistant.answer.table_cell import cell_at, told_of_cell
from assistant.understand.own_names import named_fact
from assistant.words.lists import listed
from assistant.write.numbers import describe_row
from assistant.write.sentences import PLAIN, can_compose, sentence
from corpus.figure import Span
from corpus.kpi import KpiRow
from corpus.kpi_names import vocabulary
from corpus.report import Report
from corpus.script import Language, fold, to_script
from corpus.sentences import sentence_spans


def state(row: KpiRow, rows: RowFinder, language: Language) -> Statement:
    """`row` and what is stated with it, as one sentence in `language`."""
    if can_compose(row):
        fact = rows.fact(row)
        return Statement(sentence(named_fact(fact, rows, language), language), rows=fact.rows)
    return quote(row, rows.report, language)


def told_once(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Statements in order, each text once with all the rows that it stands on."""
    distinct: dict[str, Statement] = {}
    for statement in statements:
        earlier = distinct.get(statement.text)
        if earlier is not None:
            rows = tuple(dict.fromkeys((*earlier.rows, *statement.rows)))
            statement = replace(earlier, rows=rows)
        distinct[statement.text] = statement
    return tuple(distinct.values())


def quote(row: KpiRow, report: Report, language: Language) -> Statement:
    """The report's own sentence that holds `row`, in the edition to be read; one line on the
    row where that edition is in another language."""
    place = row.place(report.edition(language).language)
    written = next(e for e in report.editions if e.language == place.language)
    cell = cell_at(written, place.span)
    if cell is not None:
        return Statement(told_of_cell(row, cell, language), rows=(row,))
    found = _sentence_of(row, report, language)
    if found is None:
        return Statement(describe_row(row, language), rows=(row,))
    text, written_in = found
    if written_in[:2] != language[:2]:
        if row.metric in vocabulary().names and row.measure in PLAIN:
            return Statement(sentence(Fact((row,)), language), rows=(row,))
        stop = "." if language == "en" else "。"
        return Statement(describe_row(row, language) + stop, rows=(row,))
    return Statement(to_script(text, language), rows=(row,))


def is_record(row: KpiRow, report: Report) -> bool:
    """Whether the report's sentence calls the figure a record."""
    found = _sentence_of(row, report, "en")
    return found is not None and any(word in fold(found[0]) for word in listed("records"))


def sentence_of(row: KpiRow, report: Report) -> Span | None:
    """Where the sentence stands that states a row, in the edition of its first place."""
    if not row.places:
        return None
    place = row.places[0]
    edition = next(e for e in report.editions if e.language == place.language)
    paragraph = edition.paragraphs[edition.paragraph_at(place.span.start)]
    spans = sentence_spans(edition.text, paragraph.start, paragraph.end)
    return next((span for span in spans if span.covers(place.span)), None)


def _sentence_of(row: KpiRow, report: Report, language: Language) -> tuple[str, Language] | None:
    place = row.place(report.edition(language).language)
    edition = next(e for e in report.editions if e.language == place.language)
    paragraph = edition.paragraphs[edition.paragraph_at(place.span.start)]
    for span in sentence_spans(edition.text, paragraph.start, paragraph.end):
        if span.covers(place.span):
            return span.of(edition.text), edition.language
    return None
