"""Answers on an invented report of another trade, whose table the program makes itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.settings import Settings

REPORT = """# Tallow Ferries plc: results for the second quarter of 2025

Group revenue was €420.0 million in the second quarter of 2025, up 5.0% year on year. Net profit was €42.0
million in the second quarter of 2025, down 3.0% year on year because of higher fuel prices. Operating cash flow was
€90 million in the second quarter of 2025. Capital expenditure was €60 million in the second quarter of 2025. Profit
before tax was €56.0 million and income tax was €14.0 million in the second quarter of 2025. Tallow employs 6,000
people. The EBITDA margin was 24.0% in the second quarter of 2025, compared with 22.5% in the second quarter of 2024.

## Grocery shops

Grocery revenue was €300.0 million in the second quarter of 2025, up 7.0% year on year. Grocery gross margin was 30.0% in
the second quarter of 2025.

## Apparel

Apparel revenue was €120.0 million in the second quarter of 2025, down 2.0% year on year. Apparel gross margin was 45.0%
in the second quarter of 2025.

## Balance sheet

Total assets were €1,200 million at the end of June 2025, and total liabilities were €700 million at the end of June
2025.
"""


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("ferries")
    path = folder / "ferries.md"
    path.write_text(REPORT, encoding="utf-8")
    return Assistant.open(Settings(data_dir=folder), path)


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("net margin", "10.0%"),
        ("free cash flow", "€30 million"),
        ("effective tax rate", "25.0%"),
        ("equity", "€500 million"),
        ("debt to asset ratio", "58.3%"),
        ("revenue per employee", "€70,000"),
        ("capital intensity", "14.3%"),
        ("operating cash flow minus capex", "€30 million"),
        ("capex as % of revenue", "14.3%"),
    ],
)
def test_what_follows_by_a_formula_is_computed(
    ferries: Assistant, question: str, result: str
) -> None:
    answer = ferries.ask(question)
    assert not answer.refused
    assert result in answer.text.splitlines()[0], answer.text


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("which business shrank?", "Apparel, down 2.0% year on year"),
        ("哪個業務毛利率最高", "服飾，為45.0%"),
        ("is grocery bigger than apparel?", "Yes."),
        ("is grocery more than half of revenue?", "Yes."),
        ("how much bigger is grocery than apparel", "€180 million higher"),
        ("revenue by business", "Grocery"),
    ],
)
def test_businesses_are_set_against_one_another(
    ferries: Assistant, question: str, line: str
) -> None:
    answer = ferries.ask(question)
    assert line in answer.text.splitlines()[0], answer.text
    assert not answer.refused


def test_a_reason_given_with_the_figure_is_the_answer(ferries: Assistant) -> None:
    answer = ferries.ask("why did net profit fall?")
    assert "because of higher fuel prices" in answer.text
    assert "Operating cash flow" not in answer.text


def test_where_no_reason_is_given_that_is_said(ferries: Assistant) -> None:
    answer = ferries.ask("why did revenue rise?")
    assert answer.refused
    assert answer.text.startswith("The report gives no reason")


def test_a_loose_word_means_what_the_report_has_of_its_family(ferries: Assistant) -> None:
    assert "24.0%" in ferries.ask("margin?").text


def test_a_report_in_english_is_summarised_for_a_chinese_reader(ferries: Assistant) -> None:
    answer = ferries.ask("两句话总结")
    assert answer.text.count("- ") == 2
    assert "4.2" in answer.text
