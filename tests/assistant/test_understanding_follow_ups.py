"""Follow-ups: what a later question takes over, replaces, and refers to."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.ask import Assistant
from assistant.results import Answer, Turn
from assistant.understand.question import Query, understand
from corpus.kpi import Measure, SourceKind
from corpus.period import Period

_PERIOD = Period.quarter(2025, 1)


def last_of(*questions: str) -> Query:
    history = [Turn("user", question) for question in questions[:-1]]
    return understand(questions[-1], history, period=_PERIOD, currency="CNY", subject="xiaomi")


@cache
def _assistant() -> Assistant:
    return Assistant.open()


def answered(*questions: str) -> Answer:
    history: list[Turn] = []
    for question in questions[:-1]:
        said = _assistant().ask(question, history)
        history += [Turn("user", question), Turn("assistant", said.text)]
    return _assistant().ask(questions[-1], history)


@pytest.mark.parametrize(
    ("question", "segments"),
    [
        ("and the former?", ("electric_vehicles",)),
        ("what about the latter?", ("smartphones",)),
        ("前者呢", ("electric_vehicles",)),
        ("後者呢", ("smartphones",)),
        ("the two combined", ("electric_vehicles", "smartphones")),
        ("兩者合計", ("electric_vehicles", "smartphones")),
    ],
)
def test_the_sides_of_a_comparison_can_be_referred_to(
    question: str, segments: tuple[str, ...]
) -> None:
    query = last_of("Compare EV and smartphone revenue", question)
    assert query.segments == segments
    assert query.metrics == ("revenue",)


def test_the_sides_can_be_those_of_the_last_two_turns() -> None:
    assert last_of("手機收入", "汽車收入", "兩者相差多少").segments == (
        "smartphones",
        "electric_vehicles",
    )
    assert last_of("phone revenue", "and EV?", "which is bigger").segments == (
        "smartphones",
        "electric_vehicles",
    )


def test_the_one_before_is_the_period_before_that_of_the_last_turn() -> None:
    assert last_of("net profit", "and the one before").periods == (Period.quarter(2024, 4),)
    assert last_of("2024 revenue", "and the one before that").periods == (Period.year(2023),)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("and in Chinese please", "zh-Hant"),
        ("in simplified Chinese", "zh-Hans"),
        ("用簡體", "zh-Hans"),
        ("用中文", "zh-Hant"),
    ],
)
def test_a_language_asked_for_repeats_the_answer_in_it(question: str, language: str) -> None:
    query = last_of("EV gross margin", question)
    assert query.language == language
    assert (query.metrics, query.segments, query.regions) == (
        ("gross_margin",),
        ("electric_vehicles",),
        (),
    )


def test_a_language_asked_for_beside_the_question_is_the_answer_s() -> None:
    assert last_of("用英文答：收入多少").language == "en"
    assert last_of("What was EV margin? answer in simplified Chinese").language == "zh-Hans"


def test_a_market_is_no_language() -> None:
    assert last_of("market share in Chinese cities").language == "en"
    assert last_of("shipments in China").regions == ("mainland_china",)


def test_thanks_leave_the_thread_as_it_was() -> None:
    query = last_of("What was revenue?", "thanks", "and EV")
    assert query.metrics == ("revenue",)
    assert query.segments == ("electric_vehicles",)


def test_a_change_asked_for_before_is_not_asked_of_another_company() -> None:
    query = last_of("EV gross margin", "and quarter on quarter?", "那理想呢？")
    assert query.measure is None
    assert last_of("EV gross margin", "and quarter on quarter?", "and internet?").measure is (
        Measure.QOQ
    )


def test_a_currency_asks_for_the_amount_and_not_the_share() -> None:
    query = last_of("IoT revenue", "what share of the total is that", "換成美元")
    assert query.measure is None
    assert query.convert


def test_per_unit_is_the_unit_s_part_of_what_was_spoken_of() -> None:
    assert last_of("operating loss of EV", "per car").metrics == ("loss_per_unit",)


def test_before_is_the_earlier_target() -> None:
    query = last_of("EV delivery target", "what was it before?")
    assert query.source is SourceKind.PRIOR_TARGET


def test_an_unknown_name_replaces_what_was_spoken_of() -> None:
    assert last_of("EV revenue", "and ATMs?").things == ("ATMs",)
    assert last_of("EV gross margin?", "No, I meant the group").things == ()


@pytest.mark.parametrize(
    "question",
    ["you're wrong, it fell", "I thought it was 25%", "我以為係120億", "the news said 1200億元"],
)
def test_pushback_is_a_claim_to_be_checked(question: str) -> None:
    query = last_of("What was revenue?", question)
    assert query.yes_no
    assert query.metrics == ("revenue",)


def test_pushback_does_not_change_a_fact() -> None:
    assert answered("What was EV gross margin?", "I thought it was 25%").text.startswith("No")
    again = answered("What was EV gross margin?", "are you sure?")
    assert "23.2%" in again.text
    assert not again.refused


def test_a_threshold_after_a_threshold_asks_for_a_yes_or_a_no() -> None:
    text = answered("Was the gross margin above 20%?", "and above 25%?").text
    assert text.startswith("No")
    assert "22.8%" in text


def test_the_whole_stays_the_whole_in_a_follow_up() -> None:
    assert last_of("What was the group's gross margin?", "why did it rise?").group_scope


def test_a_price_band_is_one_of_the_metric_spoken_of() -> None:
    text = answered("Smartphone market share in China", "and above RMB 4,000").text
    assert "9.6%" in text


def test_a_named_product_of_another_business_is_found_by_its_name() -> None:
    assert "7.19億" in answered("小愛同學月活", "MIUI呢").text


@pytest.mark.parametrize(
    ("questions", "shown"),
    [
        (("手機收入", "汽車收入", "兩者合計"), "692億元"),
        (("手機收入", "汽車收入", "兩者相差多少"), "320億元"),
        (("operating loss of EV", "how much did it narrow", "per car"), "RMB 6,590"),
        (("How much did they spend on R&D in 2025", "and over five years"), "RMB 200 billion"),
        (("revenue", "換成美元"), "1113億元"),
        (("IoT revenue", "No, I meant shipments of air conditioners", "and fridges"), "880,000"),
    ],
)
def test_chains_end_in_the_right_figure(questions: tuple[str, ...], shown: str) -> None:
    answer = answered(*questions)
    assert shown in answer.text
    assert not answer.refused
