"""What a text speaks of, in whatever words and language."""

from __future__ import annotations

import pytest

from index.concepts import concepts_of, named_share


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the gross margin of smart EVs", "智能電動汽車毛利率"),
        ("market share in mainland China", "中国大陆市占率"),
        ("R&D spending target", "研发投入目标"),
    ],
)
def test_the_same_thing_in_two_languages_has_the_same_names(one: str, other: str) -> None:
    assert set(concepts_of(one)) == set(concepts_of(other)) != set()


def test_a_business_brings_along_what_it_is_part_of() -> None:
    assert concepts_of("refrigerators") == ["refrigerators", "in smart_appliances", "in iot"]


def test_a_text_that_names_nothing_has_no_names() -> None:
    assert concepts_of("It was a sunny day.") == []


def test_the_share_of_names_tells_how_much_of_a_question_they_are() -> None:
    assert named_share("gross margin") == 1
    assert named_share("毛利率多少") == 3 / 5
    assert named_share("it was sunny") == named_share("") == 0
