"""Why, how, what and who: the passage that answers, or that the report does not tell."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from assistant.answer.reasons import tells_why
from assistant.answer.word_support import holds, stem
from assistant.ask import Assistant

_SETS = Path(__file__).parent.parent.parent / "eval" / "sets" / "reports"


@cache
def _assistant(name: str = "") -> Assistant:
    return Assistant.open(report=_SETS / name if name else None)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("自研晶片有哪幾款", ("O1", "T1")),
        ("what chips does Xiaomi develop itself", ("O1", "T1")),
        ("新零售、供應鏈等三大優勢是哪三項", ("規模", "供應鏈", "新零售")),
        ("高端化下一步點走", ("6000元",)),
        ("which new IoT products are planned for the second half", ("speakers",)),
        ("小米汽車虧損點解收窄", ("規模經濟", "供應鏈", "新零售")),
        ("how did they lower costs", ("new-retail",)),
        ("小米15 Ultra賣成點", ("90%",)),
    ],
)
def test_the_passage_that_answers_is_found(question: str, shown: tuple[str, ...]) -> None:
    answer = _assistant().ask(question)
    assert not answer.refused
    assert all(words in answer.text for words in shown)


@pytest.mark.parametrize("question", ["what risks does the report mention", "有咩風險"])
def test_risks_are_sentences_that_speak_of_risks(question: str) -> None:
    text = _assistant().ask(question).text
    assert "competition" in text or "競爭" in text
    assert "record" not in text


@pytest.mark.parametrize("question", ["who is the CEO", "who wrote the report?"])
def test_who_is_not_answered_by_a_passage_that_names_nobody(question: str) -> None:
    assert _assistant().ask(question).refused


def test_a_reason_is_no_list_of_something_else() -> None:
    answer = _assistant("haiyu-bank-2024q3.txt").ask("Why did net profit rise?")
    assert "風險" not in answer.text


def test_a_reason_in_another_language_is_found_by_its_business() -> None:
    answer = _assistant("haiyu-bank-2024q3.txt").ask("Why did wealth management fees grow?")
    assert "股市活絡" in answer.text


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("How long has internet services been growing?", "six quarters"),
        ("手機出貨連升幾多季", "連續7個季度"),
    ],
)
def test_how_long_is_a_number_of_periods_in_a_row(question: str, shown: str) -> None:
    assert shown in _assistant().ask(question).text


@pytest.mark.parametrize(
    ("word", "text", "there"),
    [
        ("risks", "the risk of delay", True),
        ("threat", "three models", False),
        ("smart", "smartphone sales", False),
        ("develop", "self-developed chips", True),
        ("cut", "costs were cut", True),
    ],
)
def test_a_word_is_held_by_its_forms_and_not_by_words_that_begin_alike(
    word: str, text: str, there: bool
) -> None:
    assert holds(word, text) is there


def test_a_stem_is_what_the_forms_of_a_word_share() -> None:
    assert (stem("risks"), stem("competition"), stem("晶片")) == ("risk", "competit", "晶片")


def test_a_text_that_gives_a_reason_says_so() -> None:
    assert tells_why("Sales fell because two plants closed.")
    assert not tells_why("Sales were 12 million.")
