"""The gate: no kind of question may fall below what the baseline keeps."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.baseline import Tally, read_baseline, regressions, write_baseline
from eval.question_set import load_set
from eval.report import failures, table
from eval.run import Run, run_set
from eval.testing import Canned, answer, case

GOOD = answer("It was 23.2%.", "The margin was 23.2%.")
BAD = answer("It was 9%.")
EXPECTED = {"figures": ["23.2%"], "cites": ["23.2%"]}


def _run(*good: bool, kind: str = "lookup", skipped: int = 0) -> Run:
    cases = [
        case(EXPECTED, id_=f"a-{number}", kind=kind, question=f"Margin {number}?")
        for number in range(len(good))
    ]
    answers = {
        asked.question: GOOD if is_good else BAD for asked, is_good in zip(cases, good, strict=True)
    }
    run = run_set("dev", cases, lambda path: Canned(answers))
    return Run(run.name, run.results, skipped)


def _baseline(passed: int, of: int, kind: str = "lookup") -> dict[str, dict[str, Tally]]:
    return {"dev": {kind: {"right": (passed, of)}}}


def test_a_kind_below_its_baseline_is_named_with_both_scores() -> None:
    (fallen,) = regressions(_run(True, False), _baseline(2, 2))
    assert str(fallen) == "dev/lookup: right 50.0% (1/2), was 100.0% (2/2)"


def test_a_kind_at_or_above_its_baseline_passes() -> None:
    assert regressions(_run(True, False), _baseline(1, 2)) == []
    assert regressions(_run(True, True), _baseline(1, 2)) == []


def test_rates_are_compared_when_cases_were_added() -> None:
    assert regressions(_run(True, True, False, False), _baseline(1, 2)) == []
    assert len(regressions(_run(True, True, False, False, False), _baseline(1, 2))) == 1


def test_a_kind_that_vanished_has_fallen() -> None:
    (fallen,) = regressions(_run(True), _baseline(1, 1, kind="why"))
    assert fallen.now == (0, 0)


def test_what_the_baseline_does_not_know_cannot_fall() -> None:
    assert regressions(_run(False), {}) == []


def test_a_run_that_lacked_reports_is_not_compared() -> None:
    assert regressions(_run(False, skipped=1), _baseline(1, 1)) == []


def test_sources_and_verdicts_are_guarded_too(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline([_run(True)], path)
    fallen = regressions(_run(False), read_baseline(path))
    assert [(found.kind, found.what) for found in fallen] == [
        ("lookup", "right"),
        ("lookup", "sourced"),
        ("all", "right"),
        ("all", "sourced"),
    ]


def test_a_baseline_is_read_as_it_was_written_and_other_sets_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert read_baseline(path) == {}
    write_baseline([Run("other", _run(True, False).results)], path)
    write_baseline([_run(True)], path)
    baseline = read_baseline(path)
    assert list(baseline) == ["dev", "other"]
    assert baseline["other"]["lookup"]["right"] == (1, 2)
    assert baseline["dev"]["all"] == {"right": (1, 1), "sourced": (1, 1), "checked": (1, 1)}


def test_the_command_writes_the_baseline_and_exits_with_1_below_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "baseline.json"
    cases = load_set("retailer")
    refusal = answer("The report does not say.", refused=True)
    refuses = Canned({case.question: refusal for case in cases})
    knows_nothing = Canned({})
    assert main(["--set", "retailer", "--update"], lambda _: refuses, path) == 0
    assert main(["--set", "retailer", "--baseline"], lambda _: refuses, path) == 0
    assert main(["--set", "retailer", "--baseline"], lambda _: knows_nothing, path) == 1
    assert "below the baseline: retailer/unanswerable: right 0.0%" in capsys.readouterr().err


@pytest.mark.skipif(
    importlib.util.find_spec("assistant.ask") is None, reason="the assistant is not there yet"
)
def test_no_kind_of_the_dev_set_falls_below_the_baseline() -> None:
    baseline = read_baseline()
    assert "dev" in baseline, "nothing to compare with: python -m eval --set dev --update"
    run = run_set("dev", load_set("dev"))
    fallen = regressions(run, baseline)
    assert not fallen, "\n".join([*map(str, fallen), table(run), failures(run)])
