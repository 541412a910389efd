"""KPI rows and the index's hits ranked together, on the bundled report."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answer.ranked_evidence import ranked_evidence
from assistant.ask import Assistant
from assistant.library.reports import OpenReport
from assistant.understand.question import understand
from eval.question_set import REPORTS
from index.passage import Hit


@pytest.fixture(scope="module")
def on(assistant: Assistant) -> OpenReport:
    report = assistant.reports[0]
    return OpenReport.of(report, assistant.tables[0], assistant.index, assistant.encoder)


def ranked(on: OpenReport, question: str, k: int = 10) -> Sequence[Hit]:
    query = understand(
        question,
        period=on.report.period,
        currency=on.report.currency,
        subject=on.report.subject,
        names=on.names,
    )
    return ranked_evidence(query, on, on.index.search(question, k=20), k)


def text_of(on: OpenReport, hit: Hit) -> str:
    return hit.passage.span.of(on.report.edition(hit.passage.language).text)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what was EV gross margin", "23.2%"),
        ("汽車毛利率是多少", "23.2%"),
        ("汽车毛利率是多少", "23.2%"),
    ],
)
def test_the_passage_of_the_row_that_answers_comes_first(
    on: OpenReport, question: str, said: str
) -> None:
    first = ranked(on, question)[0]
    assert said in text_of(on, first)
    edition = on.report.edition(first.passage.language)
    assert any(said in span.of(edition.text) for span in first.matched)


def test_no_passage_comes_twice_scores_fall_and_k_cuts(on: OpenReport) -> None:
    hits = ranked(on, "smartphone shipments", k=15)
    assert len(hits) == 15
    assert len({hit.passage.id for hit in hits}) == 15
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert ranked(on, "smartphone shipments", k=3) == hits[:3]


def test_spans_lie_within_their_passage(on: OpenReport) -> None:
    for question in ("why did the gross margin rise", "overseas users", "新零售門店數量"):
        for hit in ranked(on, question):
            assert all(hit.passage.span.covers(span) for span in hit.matched)
            assert hit.passage.span not in hit.matched, "a passage as a whole marks nothing"


def test_words_that_are_no_question_keep_the_indexs_hits(on: OpenReport) -> None:
    text = "zzz qqq"
    query = understand(text, names=on.names)
    hits = on.index.search("overseas users", k=5)
    found = {hit.passage.id for hit in ranked_evidence(query, on, hits, 30)}
    assert {hit.passage.id for hit in hits} <= found
    assert ranked_evidence(query, on, (), 0) == ()


@pytest.fixture(scope="module")
def several(assistant: Assistant) -> Assistant:
    """The bundled report with a bank's beside it, which comes first."""
    return assistant.with_report(REPORTS / "haiyu-bank-2024q3.txt")


@pytest.mark.parametrize(
    ("question", "report", "said"),
    [
        ("how many smartphones did Xiaomi ship", "xiaomi-2025q1", "41.8"),
        ("小米汽車毛利率是多少", "xiaomi-2025q1", "23.2%"),
        ("what was the net interest margin", "haiyu-bank-2024q3", "1.62%"),
    ],
)
def test_of_several_reports_the_evidence_of_the_one_that_answers_comes_first(
    several: Assistant, question: str, report: str, said: str
) -> None:
    hits = several.find(question, 5)
    first = hits[0].passage
    assert first.report_id.startswith(report)
    edition = several.report(first.report_id).edition(first.language)
    assert said in first.span.of(edition.text)
    assert len({hit.passage.id for hit in hits}) == 5
    assert [hit.score for hit in hits] == [1 / rank for rank in range(1, 6)]


def test_of_several_reports_none_of_which_answers_the_indexs_hits_stay_as_they_are(
    several: Assistant,
) -> None:
    question = "who is the head of the canteen"
    expected = [hit.passage for hit in several.index.search(question, k=20)][:6]
    assert [hit.passage for hit in several.find(question, 6)] == expected
