"""Citations: every mark has one, every quote is the text at its offsets, nothing is padded."""

from __future__ import annotations

import re

import pytest

from assistant.answer.cite import cite
from assistant.answer.draft import Draft, Statement
from assistant.ask import Assistant
from assistant.results import Answer
from corpus.figure import Span
from corpus.kpi import KpiRow
from corpus.report import Edition, Place, Report
from corpus.script import Language

QUESTIONS = (
    "what was EV gross margin",
    "小米汽車毛利率是多少",
    "小米汽车毛利率多少",
    "revenue by segment",
    "list management targets",
    "管理層有哪些目標",
    "summarise the report",
    "總結一下",
    "why did EV gross margin improve",
    "汽车毛利率为什么提升",
    "compare EV gross margin with XPeng",
    "EV revenue plus smartphone revenue",
    "去年同期總收入是多少",
    "EV gross margin in Q2 2025",
    "Tesla's revenue",
    "is it true that EV gross margin was 30%?",
    "who supplies the batteries",
    "outlook",
    "目標價",
    "what does Xiaomi say about India",
)


def edition_of(assistant: Assistant, place: Place) -> Edition:
    report = next(one for one in assistant.reports if one.id == place.report_id)
    return next(one for one in report.editions if one.language == place.language)


def marks(answer: Answer) -> list[int]:
    return [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]


def is_sound(assistant: Assistant, answer: Answer) -> None:
    """The numbers, quotes, highlights and places of an answer's citations fit its reports."""
    assert [citation.number for citation in answer.citations] == list(
        range(1, len(answer.citations) + 1)
    )
    assert set(marks(answer)) == {citation.number for citation in answer.citations}
    seen = [citation.place for citation in answer.citations]
    assert len(seen) == len(set(seen))
    for citation in answer.citations:
        edition = edition_of(assistant, citation.place)
        span = citation.place.span
        assert citation.quote == span.of(edition.text) != ""
        assert citation.highlights
        for highlight in citation.highlights:
            assert span.covers(highlight)
            assert highlight.of(edition.text).strip()
        assert list(citation.highlights) == sorted(citation.highlights)
        assert citation.section == edition.section_at(span.start).title
        assert citation.line == edition.source.line(span.start)
        for row in citation.rows:
            place = row.place(citation.place.language)
            assert span.overlaps(place.span)


@pytest.mark.parametrize("question", QUESTIONS)
def test_citations_of_an_answer_are_sound(assistant: Assistant, question: str) -> None:
    is_sound(assistant, assistant.ask(question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_citations_on_the_report_as_published_are_sound(original: Assistant, question: str) -> None:
    is_sound(original, original.ask(question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_confirmed_figure_of_an_answer_lies_in_a_cited_passage(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    for check in answer.checks:
        if check.row is None or check.proof is not None:
            continue
        cited = [
            citation
            for citation in answer.citations
            for place in check.row.places
            if (place.report_id, place.language)
            == (citation.place.report_id, citation.place.language)
            and citation.place.span.covers(place.span)
        ]
        same = [
            citation
            for citation in answer.citations
            if check.figure.text in citation.quote or check.row.figure.text in citation.quote
        ]
        assert cited or same, check.figure.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_marks_stand_at_sentence_ends(assistant: Assistant, question: str) -> None:
    for line in assistant.ask(question).text.splitlines():
        for found in re.finditer(r"(.) ?(?:\[\d+\])+", line):
            assert found.group(1) in '.。!?！？:：”」）)"', line


def test_an_answer_in_chinese_cites_the_chinese_edition(assistant: Assistant) -> None:
    for question, language in (("EV gross margin", "en"), ("汽车毛利率", "zh-Hant")):
        for citation in assistant.ask(question).citations:
            assert citation.place.language == language


# -- drafts made by hand --------------------------------------------------------------


def row_of(assistant: Assistant, figure: str) -> KpiRow:
    return next(row for row in assistant.kpis if row.figure.text == figure)


@pytest.fixture
def report(assistant: Assistant) -> Report:
    return assistant.reports[0]


def test_one_passage_is_one_number_however_often_it_is_used(
    assistant: Assistant, report: Report
) -> None:
    margin, change = row_of(assistant, "23.2%"), row_of(assistant, "2.8個百分點")
    revenue = row_of(assistant, "1113億元")
    draft = Draft(
        (
            Statement("One.", rows=(margin,)),
            Statement("Two.", rows=(revenue, change)),
            Statement("Three."),
        ),
        "lookup",
    )
    text, citations = cite(draft, report, "en")
    assert text == "One. [1] Two. [1][2] Three."
    assert [citation.rows for citation in citations] == [(margin, change), (revenue,)]
    assert len(citations[0].highlights) == 2


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("en", "Lead. [1]\n- Item. [1]\n- Own."), ("zh-Hant", "Lead.[1]\n- Item.[1]\n- Own.")],
)
def test_list_items_stand_on_lines_of_their_own(
    assistant: Assistant, report: Report, language: Language, wanted: str
) -> None:
    margin = row_of(assistant, "23.2%")
    draft = Draft(
        (
            Statement("Lead.", rows=(margin,)),
            Statement("Item.", rows=(margin,), bullet=True),
            Statement("Own.", bullet=True),
        ),
        "list",
    )
    assert cite(draft, report, language)[0] == wanted


def test_a_statement_that_stands_on_nothing_carries_no_mark(report: Report) -> None:
    text, citations = cite(Draft((Statement("The report does not say."),), "refusal"), report, "en")
    assert (text, citations) == ("The report does not say.", ())


def test_a_quoted_place_is_cited_by_its_passage_and_highlighted(report: Report) -> None:
    edition = report.edition("en")
    start = edition.text.index("CATL's batteries")
    place = Place(report.id, "en", Span(start, start + 4))
    _, (citation,) = cite(Draft((Statement("CATL.", places=(place,)),), "explain"), report, "en")
    assert citation.highlights == (place.span,)
    assert "CATL's batteries" in citation.quote
    assert citation.section in edition.text
