"""A figure of a table is told by its row and its column, never by the line it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.answer.table_cell import table_cells, without_periods

REPORT = """# Acme Annual Report 2018

Acme's revenue was $120 million in 2018. All amounts are in US dollars.

## Properties

The following table provides a summary of our floor space by business:

| (Square feet in thousands) | Owned | Leased | Total |
|---|---|---|---|
| Airplanes | 40,822 | 2,264 | 43,086 |
| Global Care | 684 | 8,140 | 8,824 |
"""


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    path: Path = tmp_path_factory.mktemp("reports") / "acme.md"
    path.write_text(REPORT, encoding="utf-8")
    return Assistant.open(report=path)


def test_a_cell_knows_its_row_its_column_and_the_line_over_it() -> None:
    text = " | 2018 | 2017\nNumber of stores |  | \nDomestic | 1,363 | 1,415"
    cells = [(cell.group, cell.row, cell.column) for cell in table_cells(text)]
    assert cells == [
        ("Number of stores", "Domestic", "2018"),
        ("Number of stores", "Domestic", "2017"),
    ]


def test_a_header_without_its_times_keeps_its_words() -> None:
    assert without_periods("Fiscal 2017 Stores Closed") == "Stores Closed"


def test_the_column_that_the_question_names_is_told(acme: Assistant) -> None:
    answer = acme.ask("How much of the floor space of Global Care is leased?")
    assert "8.14 million square feet" in answer.text
    assert "Leased" in answer.text
    assert "|" not in answer.text


def test_no_answer_shows_a_line_of_a_table(acme: Assistant) -> None:
    questions = ("total floor space", "floor space of Global Care", "Global Care", "Airplanes")
    assert all("|" not in acme.ask(question).text for question in questions)
