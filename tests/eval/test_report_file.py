"""Reports that lie beside the checkout: named by path, or as one line of a JSONL file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.results import Answer, Turn
from eval import question_set
from eval.question_set import (
    SHARED,
    BadQuestionSet,
    available,
    is_held,
    report_file,
    report_path,
)
from eval.run import run_set
from eval.testing import Canned, answer, case

IN_LINES = "shared:some.jsonl#b-2"


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lines = [{"doc": "a-1", "text": "Revenue: 1"}, {"doc": "b-2", "text": "收入：2億元"}]
    (tmp_path / "some.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8"
    )
    monkeypatch.setattr(question_set, "SHARED", tmp_path)
    return tmp_path


def test_a_shared_report_is_a_path_beside_the_checkout() -> None:
    assert report_path("shared:some/deck.pdf") == SHARED / "some" / "deck.pdf"
    assert report_path("shared:some/all.jsonl#b-2") == SHARED / "some" / "all.jsonl"


def test_untouched_sets_are_held_out() -> None:
    assert is_held("untouched")
    assert is_held("untouched_others")
    assert not is_held("opened")


def test_a_line_of_a_jsonl_file_is_a_text_file_while_it_is_open(shared: Path) -> None:
    with report_file(IN_LINES) as path:
        assert path is not None
        assert path.name == "b-2.txt"
        assert path.read_text(encoding="utf-8") == "收入：2億元"
    assert not path.exists()


def test_any_other_shared_report_is_opened_where_it_lies(shared: Path) -> None:
    with report_file("shared:some.jsonl") as path:
        assert path == shared / "some.jsonl"


def test_an_unknown_line_is_named(shared: Path) -> None:
    with (
        pytest.raises(BadQuestionSet, match=r"some\.jsonl has no report 'c-3'"),
        report_file("shared:some.jsonl#c-3"),
    ):
        pass


def test_a_case_on_an_absent_file_is_skipped_and_counted(shared: Path) -> None:
    absent = case(report="shared:none.jsonl#b-2")
    assert available(case(report=IN_LINES))
    assert not available(absent)
    assert run_set("some", [absent]).skipped == 1


def test_a_report_that_cannot_be_opened_fails_its_cases_and_not_the_run(shared: Path) -> None:
    cases = [case(id_="a-1", report=IN_LINES), case(id_="a-2", expect={"figures": ["23.2%"]})]

    def opener(path: Path | None) -> Canned:
        if path is not None:
            raise ValueError(f"{path.name} is damaged")
        return Canned({cases[1].question: answer("It was 23.2%.", "23.2%")})

    first, second = run_set("some", cases, opener).results
    assert (first.answer, first.error) == (None, "ValueError: b-2.txt is damaged")
    assert (second.right, second.error) == (True, "")


def test_questions_are_asked_while_the_file_is_there(shared: Path) -> None:
    class Reads:
        def __init__(self, path: Path) -> None:
            self.path = path

        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            return answer(self.path.read_text(encoding="utf-8"), "2億元", lang="zh-Hant")

    def opener(path: Path | None) -> Reads:
        assert path is not None
        return Reads(path)

    asked = case({"figures": ["2億元"]}, lang="zh-Hant", question="收入幾多？", report=IN_LINES)
    (result,) = run_set("some", [asked], opener).results
    assert result.right
