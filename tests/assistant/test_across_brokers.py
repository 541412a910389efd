"""Questions with gold figures on eleven brokers' reports, each report alone and all together.

The reports are not part of the project: without them, this is skipped.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.ask import Assistant
from assistant.library.report_terms import terms_of_report
from assistant.results import Answer
from assistant.settings import Settings
from corpus.bind.bind_report import bind_report
from corpus.library.library import Library
from corpus.library.records import Source
from corpus.load.load_report import report_from_text
from corpus.read.read_figures import read_figures

DATA = Path(__file__).resolve().parents[3] / "shared" / "dev-data"
LEAST_ALONE, LEAST_TOGETHER = 0.86, 0.80  # under what was measured: 0.901 and 0.840

pytestmark = pytest.mark.slow


def lines(name: str) -> list[dict[str, Any]]:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"needs {path}")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def brokers(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    library = Library.open(settings.data_dir)
    for each in lines("zh_broker_reports.jsonl"):
        text = each["name"] + "\n\n" + each["text"]
        data = text.encode()
        report = report_from_text(text, id=each["doc"])
        source = Source(f"{each['doc']}.txt", each["doc"], hashlib.sha256(data).hexdigest())
        library.add(report, bind_report(report), source, terms=terms_of_report(report))
    return Assistant.open(settings, library=True)


def is_right(answer: Answer, gold: str) -> bool:
    """Whether an answer, no refusal, gives every figure of the gold one; "down 2%" is -2%."""
    if answer.refused:
        return False
    given = [check.figure for check in answer.checks]
    return all(
        gold in answer.text
        or any(abs(f.value) == abs(g.value) and f.upper == g.upper for f in given)
        for g in read_figures(gold)
    )


def test_each_report_alone_gives_the_gold_figures(brokers: Assistant) -> None:
    questions = lines("zh_broker_questions.jsonl")
    right = [
        is_right(brokers.ask(q["question"], report_id=q["doc"]), q["answer"]) for q in questions
    ]
    assert sum(right) / len(right) >= LEAST_ALONE


def test_all_reports_together_give_the_gold_figures(brokers: Assistant) -> None:
    questions = lines("zh_broker_questions.jsonl")
    right = [is_right(brokers.ask(q["question"], report_ids=()), q["answer"]) for q in questions]
    assert sum(right) / len(right) >= LEAST_TOGETHER
