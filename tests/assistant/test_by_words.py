"""Figures found by the question's words, where no vocabulary holds what is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.library.report_terms import ReportRanker, terms_of_report
from assistant.settings import Settings
from corpus.load.load_report import report_from_text

REPORT = """# 青禾环保：2023年经营回顾

2023年膜组件再生服务的处理吨数为48.6万吨，较2022年的41.2万吨有所增加。反渗透滤芯的出货批次为3120批。

2023年淤泥干化线的开工天数为311天，2022年为298天。渗滤液站的药剂单耗同比下降6.4%。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("by-words")
    path = folder / "r.md"
    path.write_text(REPORT, encoding="utf-8")
    return Assistant.open(Settings(data_dir=folder), path)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("2023年膜组件再生服务的处理吨数是多少？", "48.6万吨"),
        ("2022年膜组件再生服务的处理吨数是多少？", "41.2万吨"),
        ("反渗透滤芯的出货批次是多少？", "3120"),
        ("淤泥干化线2023年的开工天数是多少？", "311天"),
        ("渗滤液站的药剂单耗同比下降多少？", "6.4%"),
    ],
)
def test_a_figure_is_found_by_the_words_around_it(
    assistant: Assistant, question: str, figure: str
) -> None:
    answer = assistant.ask(question)
    assert not answer.refused
    assert figure in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "2021年膜组件再生服务的处理吨数是多少？",
        "垃圾焚烧炉的点火次数是多少？",
        "反渗透滤芯的毛利率是多少？",
    ],
)
def test_what_is_not_there_stays_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).refused


def test_a_hand_made_table_is_not_second_guessed(assistant: Assistant, tmp_path: Path) -> None:
    bundled = Assistant.open(Settings(data_dir=tmp_path))
    assert bundled.ask("小米平板的滤芯批次是多少？").refused


def test_reports_are_ranked_by_words_that_few_of_them_have() -> None:
    texts = {
        "a": "Revenue of the mill was flat.",
        "b": "Revenue of the quarry rose.",
        "c": "Quarry, quarry, quarry.",
    }
    ranker = ReportRanker({k: terms_of_report(report_from_text(t, id=k)) for k, t in texts.items()})
    assert next(id_ for id_, _ in ranker.rank("the mill's revenue")) == "a"
    assert [id_ for id_, _ in ranker.rank("quarry")] == ["c", "b"]
    assert ranker.rarity("mill") > ranker.rarity("quarry") > 0
    assert ranker.rank("unheard") == []
