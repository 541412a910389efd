"""Ratios over the statements of an invented company, asked in two languages, checked and cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.settings import Settings

STATEMENTS = """# Pellworth Tools plc: annual report 2024

All amounts are in US dollars. Pellworth Tools plc makes hand tools.

## Consolidated statements of income

In millions of US$, except per share data

| Year ended December 31 | 2024 | 2023 | 2022 |
|---|---|---|---|
| Revenue | 1,200 | 1,000 | 900 |
| Cost of sales | (720) | (640) | (600) |
| Gross profit | 480 | 360 | 300 |
| Operating income | 180 | 120 | 90 |
| Interest expense | (20) | (24) | (25) |
| Income before income taxes | 160 | 96 | 65 |
| Income tax expense | (40) | (24) | (15) |
| Net income | 120 | 72 | 50 |

## Consolidated balance sheets

In millions of US$

| | December 31, 2024 | December 31, 2023 |
|---|---|---|
| Cash and cash equivalents | 150 | 110 |
| Accounts receivable | 130 | 110 |
| Inventories | 190 | 170 |
| Total current assets | 520 | 430 |
| Property, plant and equipment, net | 310 | 290 |
| Total assets | 1,000 | 900 |
| Accounts payable | 105 | 95 |
| Total current liabilities | 260 | 240 |
| Total liabilities | 500 | 460 |
| Total shareholders' equity | 500 | 440 |

## Consolidated statements of cash flows

In millions of US$

| Year ended December 31 | 2024 | 2023 | 2022 |
|---|---|---|---|
| Net income | 120 | 72 | 50 |
| Depreciation and amortization | 60 | 55 | 50 |
| Net cash provided by operating activities | 200 | 140 | 100 |
| Capital expenditures | (80) | (70) | (65) |
| Net cash used in investing activities | (95) | (75) | (70) |
| Dividends paid | (48) | (40) | (36) |
| Net cash used in financing activities | (65) | (60) | (30) |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("statements")
    path = folder / "pellworth-2024.md"
    path.write_text(STATEMENTS, encoding="utf-8")
    return Assistant.open(Settings(data_dir=folder / "data"), report=path)


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("What was the current ratio in 2024?", "2.00 times"),
        ("Return on assets in 2024?", "12.6%"),
        ("fixed asset turnover for 2024", "4.00 times"),
        ("What is the FY2024 inventory turnover ratio?", "4.00 times"),
        ("days payable outstanding, FY2024", "49.32 days"),
        ("What is the dividend payout ratio for 2024?", "40.0%"),
        ("effective tax rate in 2024", "25.0%"),
        ("EBITDA margin in 2024", "20.0%"),
        ("interest coverage ratio 2024", "9.00 times"),
        ("What was free cash flow in 2024?", "US$120 million"),
        ("What was net working capital in 2023?", "US$190 million"),
        ("What is the revenue CAGR from 2022 to 2024?", "15.5%"),
        ("What is the 2022 - 2024 3 year average operating margin?", "12.3%"),
        ("debt ratio in 2023", "51.1%"),
        ("2024年的流動比率是多少？", "2.00倍"),
        ("2024年存貨周轉天數", "91.25天"),
        ("2024年的資產報酬率是多少？", "12.6%"),
        (
            "What is the cash return for 2024? Cash return is defined as: (cash from operations - "
            "capex) / average total assets. Round to two decimal places.",
            "0.13 times",
        ),
    ],
)
def test_a_ratio_is_worked_out_from_the_statements(
    assistant: Assistant, question: str, result: str
) -> None:
    answer = assistant.ask(question)
    assert result in answer.text
    assert not answer.refused
    assert [str(c.verdict) for c in answer.checks if not c.verdict.passes] == []
    assert any(check.proof is not None for check in answer.checks)
    assert answer.citations


def test_each_line_item_of_a_ratio_is_cited(assistant: Assistant) -> None:
    answer = assistant.ask("What was return on assets in 2024?")
    cited = {row.figure.text for citation in answer.citations for row in citation.rows}
    assert {"120", "1,000", "900"} <= cited


def test_the_proof_shows_the_formula_with_its_numbers(assistant: Assistant) -> None:
    answer = assistant.ask("What was inventory turnover in 2024?")
    assert "US$720 million ÷ ((US$190 million + US$170 million) ÷ 2)" in answer.text


def test_a_wrong_result_of_a_written_calculation_is_a_conflict(assistant: Assistant) -> None:
    text = (
        "Revenue was US$1,200 million in 2024. Total assets were US$1,000 million as of 31 December "
        "2024. Total assets were US$900 million as of 31 December 2023. US$1,200 million ÷ "
        "((US$1,000 million + US$900 million) ÷ 2) ≈ {} times."
    )
    right = assistant.check(text.format("1.26"))
    wrong = assistant.check(text.format("1.45"))
    assert str(right[-1].verdict) == "derived"
    assert str(wrong[-1].verdict) == "conflict"


def test_a_ratio_without_its_line_items_is_not_made_up(assistant: Assistant) -> None:
    answer = assistant.ask("What was the days payable outstanding in 2022?")
    assert "days:" not in answer.text
    assert "≈" not in answer.text


def test_a_line_item_of_a_year_is_that_of_the_statement(assistant: Assistant) -> None:
    answer = assistant.ask("What was net PP&E at the end of 2023?")
    assert "US$290 million" in answer.text


def test_another_company_is_not_answered_for(assistant: Assistant) -> None:
    assert "2.00 times" not in assistant.ask("What was Boeing's current ratio in 2024?").text
