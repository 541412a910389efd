"""What is quoted word for word stands, whatever the assistant says before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.results import Verdict
from eval.question_set import REPORTS

REPORT = """# 北渚電機：2024年度業績

2024年營業收入為80.0億元，同比增長12%，毛利率為28.2%，提升0.8個百分點。

## 風險

銅價每上漲10%，毛利率將下降約0.9個百分點，公司以期貨對沖六成用量。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    path: Path = tmp_path_factory.mktemp("reports") / "beizhu.md"
    path.write_text(REPORT, encoding="utf-8")
    return Assistant.open(report=path)


def test_the_numbers_of_a_list_are_not_told_beside_its_bullets() -> None:
    insurer = Assistant.open(report=REPORTS / "langang-insurance-2025h1.md")
    answer = insurer.ask("管理層定咗邊幾個目標？逐個列出嚟。")
    lead, *items = answer.text.split("\n")
    assert lead.startswith("管理層維持以下目標：")
    assert [item[:8] for item in items] == ["- 2025年全", "- 2027年股", "- 2026年底", "- 2025年數"]
    assert {check.verdict for check in answer.checks} == {Verdict.CONFIRMED}


def test_a_quotation_stands_though_the_assistant_announces_it(assistant: Assistant) -> None:
    quoted = "銅價每上漲10%，毛利率將下降約0.9個百分點，公司以期貨對沖六成用量。"
    for text in (quoted, f"In the report's own words: {quoted}", f"報告原文是這樣說的：{quoted}"):
        assert {check.verdict for check in assistant.check(text)} == {Verdict.CONFIRMED}, text
