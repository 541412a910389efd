"""Running a set: order, history, reports, crashes; and what the report shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.results import Turn
from eval import question_set
from eval.__main__ import main
from eval.report import as_records, failures, table
from eval.run import Run, ask_case, run_set
from eval.testing import Canned, answer, case

GOOD = answer("It was 23.2%.", "The margin was 23.2%.")
EXPECTED = {"figures": ["23.2%"], "cites": ["23.2%"]}


def _run(name: str = "dev") -> Run:
    """One right answer, one wrong, one crash."""
    cases = [
        case(EXPECTED, id_="a-1", question="Margin?"),
        case(EXPECTED, id_="a-2", question="Margin again?"),
        case(EXPECTED, id_="a-3", kind="why", lang="zh-Hant", question="毛利率？"),
    ]
    canned = Canned({"Margin?": GOOD, "Margin again?": answer("It was 9%.", "Nothing of it.")})
    return run_set(name, cases, lambda path: canned)


def test_results_keep_the_order_of_the_cases_and_each_report_opens_once() -> None:
    bank = "haiyu-bank-2024q3.txt"
    cases = [
        case(EXPECTED, id_="a-1", question="Margin?"),
        case(EXPECTED, id_="a-2", question="Margin?", report=bank),
        case(EXPECTED, id_="a-3", question="Margin?"),
    ]
    opened: list[Path | None] = []

    def opener(path: Path | None) -> Canned:
        opened.append(path)
        return Canned({"Margin?": GOOD})

    run = run_set("dev", cases, opener)
    assert [result.case.id for result in run.results] == ["a-1", "a-2", "a-3"]
    assert opened == [None, question_set.REPORTS / bank]


def test_cases_on_a_report_that_is_not_here_are_skipped_and_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(question_set, "ORIGINAL", tmp_path / "nowhere.txt")
    cases = [case(EXPECTED, report="original"), case(EXPECTED, id_="a-2", question="Margin?")]
    run = run_set("dev", cases, lambda path: Canned({"Margin?": GOOD}))
    assert [result.case.id for result in run.results] == ["a-2"]
    assert run.skipped == 1
    assert "1 skipped" in table(run)


def test_the_history_is_handed_on_as_turns() -> None:
    canned = Canned({"And?": GOOD})
    ask_case(canned, case(question="And?", history=[{"role": "user", "content": "Margin?"}]))
    assert canned.asked == [("And?", (Turn("user", "Margin?"),))]


def test_a_crash_is_a_wrong_answer_and_does_not_end_the_run() -> None:
    right, wrong, crashed = _run().results
    assert (right.right, wrong.right, crashed.right) == (True, False, False)
    assert wrong.failed == ("figures", "source")
    assert crashed.failed == ("error",)
    assert crashed.error == "KeyError: '毛利率？'"
    assert crashed.passed("figures") is False


def test_the_table_counts_by_kind_and_language() -> None:
    lines = [line.split() for line in table(_run()).splitlines()]
    header = ["kind", "cases", "right", "sourced", "checked", "en", "zh-Hant", "zh-Hans"]
    assert header in lines
    assert ["lookup", "2", "50.0", "50.0", "100.0", "50.0", "-", "-"] in lines
    assert ["why", "1", "0.0", "0.0", "0.0", "-", "0.0", "-"] in lines
    assert ["all", "3", "33.3", "33.3", "66.7", "50.0", "0.0", "-"] in lines
    assert "figures 2" in table(_run())


def test_failures_show_what_was_asked_expected_and_came() -> None:
    told = failures(_run())
    assert "a-1" not in told
    assert "a-2  failed: figures, source" in told
    assert "came     It was 9%." in told
    assert "came     KeyError" in told


def test_failures_of_a_held_out_set_are_counted_and_not_shown() -> None:
    assert failures(_run("untouched")) == "2 of 3 cases failed something (held out: not shown)"
    records = as_records([_run("untouched")])
    assert all("question" not in record and "answer" not in record for record in records)


def test_records_are_json_with_one_line_per_case() -> None:
    records = [json.loads(json.dumps(record)) for record in as_records([_run()])]
    assert [record["right"] for record in records] == [True, False, False]
    assert records[1]["answer"] == "It was 9%."
    assert records[2]["answer"] is None


def test_an_unknown_set_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--set", "nowhere"]) == 2
    assert "no question set 'nowhere'" in capsys.readouterr().err
