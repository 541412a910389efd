"""The words by which a question asks for a calculation, a comparison or a list."""

from __future__ import annotations

import time

import pytest

from assistant.answer.sides import Sides, sides_of
from assistant.answer.workings import families, said


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("how many more cars to hit the target", "to_go"),
        ("離全年目標仲差幾多", "to_go"),
        ("margin versus the sector", "average_of_all"),
        ("the rivals' margins", "peers"),
        ("low end of the range", "lower_end"),
        ("按上限計", "upper_end"),
    ],
)
def test_cues_are_found_in_both_languages(question: str, key: str) -> None:
    assert said(question, key)


def test_an_english_cue_is_a_whole_word() -> None:
    assert not said("peerless prices", "average_of_all")
    assert not said("vsop sales", "against")


def test_capital_ratios_are_one_family() -> None:
    named = [one.metrics for one in families() if one.pattern.search("all the capital ratios")]
    assert named[0][:3] == ("capital_adequacy", "tier1_ratio", "cet1_ratio")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "Feb yoy: AMOLED panels against all phone panels",
            Sides("Feb yoy AMOLED panels", "Feb yoy all phone panels"),
        ),
        ("did car margin outpace phone margin", Sides("car margin", "phone margin")),
        ("收入升幅同盈利升幅，邊個大", Sides("收入升幅", "盈利升幅")),
    ],
)
def test_a_comparison_is_taken_apart(question: str, first: Sides) -> None:
    assert sides_of(question)[0] == first


@pytest.mark.parametrize("question", ["what was revenue", "收入多少", "小米、蔚来、理想谁高"])
def test_what_has_no_two_sides_is_left_whole(question: str) -> None:
    assert sides_of(question) == ()


def test_a_hostile_question_takes_no_time() -> None:
    start = time.perf_counter()
    for text in ("how many more " * 400, "離" * 4000, "a against b " * 400, "跟" * 4000):
        said(text, "to_go")
        sides_of(text)
    assert time.perf_counter() - start < 2
