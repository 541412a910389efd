"""Rows of a table: an amount takes the changes of its own row, and the report's currency leads."""

from __future__ import annotations

from assistant.answer.find import RowFinder
from assistant.understand.query import Query
from corpus.bind.bind_report import bind_report
from corpus.load.load_report import report_from_text

TEXT = """# Harbour Chips: results for 4Q25

All amounts are in New Taiwan dollars (NT$) unless stated otherwise; revenue was NT$22,799 million.

## Income statement

| NT$ million | 4Q25 | 4Q24 | Y/Y (%) |
|---|---|---|---|
| Revenue in US$ million | 738 | 390 | |
| Revenue | 22,799 | 12,572 | 81.3 |
"""


def test_the_reports_currency_leads_and_an_amount_takes_the_change_of_its_own_row() -> None:
    report = report_from_text(TEXT, id="chips")
    rows = RowFinder(report, bind_report(report))
    found = rows.find(Query("revenue in 4Q25?", "en", metrics=("revenue",)))
    assert found[0].figure.unit.code == "TWD"
    dollars = next(row for row in found if row.figure.unit.code == "USD")
    assert [row.figure.text for row in rows.fact(dollars).rows] == [dollars.figure.text]
    lead = next(row for row in found if row.figure.text == "22,799")
    assert "81.3" in [row.figure.text for row in rows.fact(lead).rows]
