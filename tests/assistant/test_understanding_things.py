"""Words that narrow a question and stand for no slot: never answered by the neighbour's figure."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.ask import Assistant
from assistant.understand.question import Query, understand
from assistant.understand.two_questions import parts
from assistant.understand.typos import mended
from corpus.period import Period

_PERIOD = Period.quarter(2025, 1)


def read(question: str) -> Query:
    return understand(question, period=_PERIOD, currency="CNY", subject="xiaomi")


@cache
def _assistant() -> Assistant:
    return Assistant.open()


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("revenue from humanoid robots", "humanoid robots"),
        ("satellite business revenue", "satellite business"),
        ("Redmi shipments", "Redmi"),
        ("foldable phone shipments", "foldable phone"),
        ("MAU on iPad", "iPad"),
        ("Xiaomi 14 sales", "Xiaomi 14"),
        ("掃地機械人收入", "掃地機械人"),
        ("折疊屏手機出貨量", "折疊屏手機"),
        ("小米14銷量", "小米14"),
        ("iPad月活", "iPad"),
    ],
)
def test_a_word_that_narrows_a_metric_is_kept_as_written(question: str, thing: str) -> None:
    assert read(question).things == (thing,)


@pytest.mark.parametrize(
    "question",
    [
        "what was the headline revenue number",
        "whopping revenue figure",
        "what did Xiaomi book in revenue",
        "upside from here?",
        "how much must MAU grow to reach the target",
        "实际营收是多少",
        "公司这一季一共赚进来多少营业额",
        "空調、冰箱、洗衣機哪樣出貨最多",
        "老板给全年手机定了多少销量任务",
        "revenue in Q1 2025",
    ],
)
def test_idle_words_narrow_nothing(question: str) -> None:
    assert read(question).things == ()


@pytest.mark.parametrize(
    "question",
    [
        "revenue from humanoid robots",
        "robot vacuum revenue",
        "YouTube revenue",
        "Redmi shipments",
        "POCO market share",
        "foldable phone shipments",
        "gross margin of the chip unit",
        "tariff impact on revenue",
        "掃地機械人收入",
        "小米酒店業務收入",
        "電動滑板車出貨量",
        "晶片業務毛利率",
        "折叠屏手机出货量",
    ],
)
def test_what_the_report_does_not_speak_of_is_refused_by_name(question: str) -> None:
    answer = _assistant().ask(question)
    assert answer.refused
    assert read(question).things[0].split()[0] in answer.text


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("off-season aircon shipments", "1.1 million"),
        ("Beijing factory utilisation", "80%"),
        ("MIUI users overseas", "538 million"),
        ("lifestyle products revenue", "RMB 32.3 billion"),
        ("channel efficiency versus traditional carmakers", "2-3 times"),
        ("how many countries do they sell in", "100"),
    ],
)
def test_what_the_report_does_speak_of_is_answered(question: str, shown: str) -> None:
    answer = _assistant().ask(question)
    assert shown in answer.text
    assert not answer.refused


@pytest.mark.parametrize(
    "question", ["crash rate of SU7", "I thought so", "the report", "who competes", "green cars"]
)
def test_an_english_word_is_not_mended_into_a_name(question: str) -> None:
    assert mended(question, read(question)) == question


@pytest.mark.parametrize(
    ("question", "right"),
    [("grss margin", "gross margin"), ("smratphone sales", "smartphone sales")],
)
def test_a_misspelt_name_is_mended(question: str, right: str) -> None:
    query = Query(question, "en", content=(question.split()[0],))
    assert mended(question, query) == right


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("deliveries Jan-Mar", Period.quarter(2025, 1)),
        ("revenue January to June", Period.half(2025, 1)),
        ("revenue Oct-Dec 2024", Period.quarter(2024, 4)),
        ("2024 full year revenue", Period.year(2024)),
    ],
)
def test_months_and_years_as_questions_write_them(question: str, period: Period) -> None:
    assert read(question).periods == (period,)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("What was EV revenue and how many cars were delivered?", 2),
        ("What was the gross margin, and why did it rise?", 2),
        ("手機收入多少？出貨量又是多少？", 2),
        ("汽車毛利率幾多，點解升咁多", 2),
        ("Is it higher, and by how much?", 1),
        ("Which is bigger, EV or IoT, and by how much?", 1),
        ("Are you sure? Was it not 19%?", 1),
        ("大陸手機市佔率為什麼能回到第一？增速有多快", 1),
        ("Compare revenue and profit", 1),
    ],
)
def test_two_questions_in_one_are_told_apart(question: str, count: int) -> None:
    assert len(parts(question)) == count


def test_both_parts_of_a_question_are_answered() -> None:
    answer = _assistant().ask("What was EV revenue and how many cars were delivered?")
    assert "RMB 18.6 billion" in answer.text
    assert "75,869" in answer.text
