"""Queries to KPI rows, rows to facts, and the nearest rows where nothing agrees."""

from __future__ import annotations

import pytest

from assistant.answer.find import RowFinder, formulas, related
from assistant.ask import Assistant
from assistant.understand.question import Query, understand
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary


@pytest.fixture(scope="module")
def finder(assistant: Assistant) -> RowFinder:
    return RowFinder(assistant.reports[0], assistant.tables[0])


def query(finder: RowFinder, question: str) -> Query:
    report = finder.report
    return understand(
        question, period=report.period, currency=report.currency, subject=report.subject
    )


def best(finder: RowFinder, question: str) -> KpiRow | None:
    found = finder.find(query(finder, question))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("total revenue", "1113億元"),
        ("smartphone revenue", "506億元"),
        ("EV gross margin", "23.2%"),
        ("group gross margin", "22.8%"),
        ("小鵬毛利率", "10.5%"),
        ("smartphone shipments in mainland China", "1330萬臺"),
        ("global smartphone shipments", "4180萬臺"),
        ("the EV delivery target for 2025", "35萬輛"),
        ("the previous target for EV deliveries", "30萬輛"),
        ("the previous EV delivery target", "30萬輛"),
        ("the market expectation for revenue", "1089.65億元"),
        ("R&D spending in 2025", "300億元"),
        ("monthly active users in December 2024", "7.023億"),
        ("SU7 cumulative deliveries", "25.8萬輛"),
        ("SU7 deliveries", "75,869輛"),
        ("operating loss in Q4 2024", "7億元"),
        ("overseas monthly active users", "5.38億"),
        ("air conditioner shipments", "110萬臺"),
        ("目標價", "65-75港元"),
    ],
)
def test_the_first_row_found_is_the_one_asked_for(
    finder: RowFinder, question: str, figure: str
) -> None:
    row = best(finder, question)
    assert row is not None
    assert row.figure.text == figure


@pytest.mark.parametrize(
    "question",
    [
        "EV gross margin in Q2 2025",
        "smartphone gross margin",
        "smartphone shipments in India",
        "Tesla's revenue",
        "revenue in 2019",
        "inventory",
        "小米的員工數",
    ],
)
def test_what_the_report_does_not_give_is_not_found(finder: RowFinder, question: str) -> None:
    assert finder.find(query(finder, question)) == ()


def test_every_row_found_agrees_with_the_query(finder: RowFinder) -> None:
    asked = query(finder, "smartphone shipments in mainland China year on year")
    found = finder.find(asked)
    assert found
    for row in found:
        assert (row.metric, row.segment, row.region) == (
            "shipments",
            "smartphones",
            "mainland_china",
        )


def test_rows_come_nearest_first(finder: RowFinder) -> None:
    asked = query(finder, "EV gross margin quarter on quarter")
    found = finder.find(asked)
    assert [finder.distance(asked, row) for row in found] == sorted(
        finder.distance(asked, row) for row in found
    )
    assert found[0].measure is Measure.QOQ


def test_a_fact_holds_the_level_with_the_changes_stated_beside_it(finder: RowFinder) -> None:
    row = best(finder, "EV gross margin")
    assert row is not None
    assert [(r.measure, r.figure.text) for r in finder.fact(row).rows] == [
        (Measure.LEVEL, "23.2%"),
        (Measure.YOY, "10個百分點"),
        (Measure.QOQ, "2.8個百分點"),
    ]


def test_a_fact_never_mixes_scopes(finder: RowFinder) -> None:
    for row in finder.table:
        for other in finder.fact(row).rows:
            assert (other.metric, other.entity, other.segment, other.region, other.period) == (
                (row.metric, row.entity, row.segment, row.region, row.period)
            )
            assert other.source is row.source


def test_the_nearest_rows_are_of_the_metric_or_the_business_asked_for(finder: RowFinder) -> None:
    near = finder.nearest(query(finder, "EV gross margin in 2019"))
    assert 1 <= len(near) <= 3
    assert near[0].metric == "gross_margin"
    assert near[0].segment == "electric_vehicles"
    for row in near:
        assert row.metric == "gross_margin" or row.segment == "electric_vehicles"
        assert row.measure is Measure.LEVEL


def test_a_plan_answers_for_the_year_it_is_made_for(finder: RowFinder) -> None:
    row = best(finder, "the target for monthly active users in 2025")
    assert row is not None
    assert (row.source, row.figure.text) == (SourceKind.TARGET, "7.5億")


def test_related_metrics_and_formulas_name_metrics_of_the_vocabulary() -> None:
    names = vocabulary().names
    for metric, _, one, other in formulas():
        assert {metric, one, other} <= set(names)
    for metric in list(names):
        for answer in related(metric):
            assert names[answer].kind == "metric"
    assert any(related(metric) for metric in names)
