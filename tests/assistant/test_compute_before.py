"""A value of the year before, worked back from a change that does not say on what."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant

_TEXT = """# Bellmoor Ferries plc: second quarter of 2025

Bellmoor Ferries reports for the three months ended 30 June 2025. Revenue was $320.0 million, \
up 8.0% from a year earlier.

Freight revenue was $120.0 million, up 30% since 2022. Onboard revenue was $64.0 million, 5.0% \
above budget. Cruise revenue was $50.0 million, an increase of 10.0% over its former peak. \
Hotel revenue was $22.0 million, an increase of 10.0%.
"""


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    path = tmp_path_factory.mktemp("ferries") / "ferries.md"
    path.write_text(_TEXT, encoding="utf-8")
    return Assistant.open(report=path)


def test_a_change_that_names_no_base_is_on_the_year_before(ferries: Assistant) -> None:
    answer = ferries.ask("What was Hotel revenue a year ago?")
    assert "US$20 million" in answer.text, answer.text
    assert answer.passed


@pytest.mark.parametrize("of", ["Freight", "Onboard", "Cruise"])
def test_a_change_on_something_else_is_not_worked_back(ferries: Assistant, of: str) -> None:
    answer = ferries.ask(f"What was {of} revenue a year ago?")
    assert answer.refused, answer.text
