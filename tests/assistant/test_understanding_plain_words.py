"""Which left-over words name something: only those make a look-up be refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.results import Answer
from assistant.settings import Settings
from assistant.understand.glossary import other_words
from assistant.understand.plain_words import is_plain_verb, names_something, naming_runs
from corpus.script import fold

_AIRLINE = """# Northgate Airways plc: second-quarter results, 2025

Three months to 30 June 2025. Figures are in euros.

## Summary

Northgate Airways carried 6.4 million passengers in the second quarter of 2025, up 8.1% year on
year. Revenue rose 11.3% to €1.24 billion. Passenger revenue was €1.02 billion, or 82% of the total.

## Other

Revenue from ancillary services such as seats and bags grew 23% to €92 million.

## Outlook

For 2025 management expects revenue of €4.6-4.8 billion. The load factor was 86.2%.
"""


def runs(text: str) -> list[str]:
    folded = fold(text)
    return [folded[start:end] for start, end in naming_runs(folded)]


@pytest.mark.parametrize(
    "text",
    [
        "今季出咗",
        "卖一",
        "能收",
        "多满",
        "我記得",
        "列晒",
        "瓣生意",
        "計得啱",
        "为啥",
        "連上",
        "哪天开始实施",
        "里起作用",
    ],
)
def test_verbs_particles_and_measure_words_name_nothing(text: str) -> None:
    assert runs(text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("衛星", ["卫星"]),
        ("無人機配送", ["无人机配送"]),
        ("收银台的", ["收银台"]),  # no listed word, and not one character of it stands alone
        ("租赁", ["租赁"]),
        ("代工", ["代工"]),
        ("出咗機器人", ["机器人"]),
        ("外幣", ["外币"]),
    ],
)
def test_nouns_and_trades_name_something_wherever_their_words_begin(
    text: str, named: list[str]
) -> None:
    assert runs(text) == named


@pytest.mark.parametrize("word", ["sentences", "quoted", "thick", "deep", "climbing", "roughly"])
def test_english_words_of_asking_and_weighing_name_nothing(word: str) -> None:
    assert not names_something(word)


@pytest.mark.parametrize("word", ["satellites", "organic", "leasing", "warehouses", "drone"])
def test_english_nouns_and_kinds_name_something(word: str) -> None:
    assert names_something(word)


def test_a_verb_before_a_noun_can_tell_its_kind_but_not_where_it_asks() -> None:
    assert not names_something("build")
    assert names_something("build", before_noun=True)
    assert not names_something("compute", before_noun=True)
    assert not names_something("left", before_noun=True)


def test_forms_of_a_verb_are_known_by_their_endings() -> None:
    forms = ("carry", "carries", "carried", "planning", "took")
    assert all(map(is_plain_verb, forms))
    assert not is_plain_verb("satellite")


def test_a_term_is_known_in_both_languages() -> None:
    assert "行动银行" in other_words("mobile banking users")["mobile banking"]
    assert "白蛋白" in other_words("human albumin")["human albumin"]


@pytest.fixture(scope="module")
def airline(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    path = tmp_path_factory.mktemp("airline") / "northgate.md"
    path.write_text(_AIRLINE, encoding="utf-8")
    return Assistant.open(Settings(data_dir=tmp_path_factory.mktemp("data")), path)


@pytest.mark.parametrize(
    "question",
    [
        "lounge revenue",
        "helicopter revenue",
        "loyalty programme revenue",
        "revenue in the second half of 2025",
        "Spanish revenue",
        "competitor's load factor",
        "passengers in 2024",
    ],
)
def test_a_neighbour_of_what_another_report_has_is_refused(
    airline: Assistant, question: str
) -> None:
    answer = airline.ask(question)
    assert answer.refused, answer.text


def test_a_word_that_another_row_is_of_does_not_get_the_whole(airline: Assistant) -> None:
    text = airline.ask("ancillary revenue growth").text
    assert "23%" in text
    assert "1.24 billion" not in text


def test_a_business_called_as_a_metric_is_the_metric_where_no_other_is_named(
    airline: Assistant,
) -> None:
    assert "6.4 million" in airline.ask("how many passengers did it carry").text
    assert "1.02 billion" in airline.ask("passenger revenue").text


_ANSWERED = [
    ("今季出咗幾多部雪櫃", "88萬"),
    ("手機分部營收", "506億"),
    ("washing machine unit growth", "100%"),
    ("報告給的目標價", "65-75港元"),
    ("研报预计今年营收增速区间", "34%-40%"),
    ("卖一辆车平均能收多少钱", "23.83万"),
    ("列晒手機MAU：全球、內地、海外", "1.81億"),
    ("How thick are margins at the ads-and-games arm?", "76.9%"),
    ("firm orders for the Ultra version of the sedan", "23,000"),
    ("Give me the car business in three sentences", "18.6 billion"),
    ("連上小米平臺的智能裝置總數（不計手機平板手提電腦）", "9.437億"),
    ("ev + ai op loss q4 24", "700 million"),
    ("oversea MAU growht", "8.2%"),
    ("How deep in the red are they on each car they hand over?", "6,590"),
    ("北京那个厂子开工开得有多满？", "80%"),
]


@pytest.mark.parametrize(("question", "value"), _ANSWERED, ids=[q for q, _ in _ANSWERED])
def test_left_over_grammar_does_not_refuse(assistant: Assistant, question: str, value: str) -> None:
    answer = assistant.ask(question)
    assert not answer.refused, answer.text
    assert value in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "satellite phone revenue",
        "drone shipments",
        "机器人业务收入",
        "上海工廠產能利用率",
        "小米手錶賣咗幾多隻",
        "空调均价",
        "gross margin of ads",
        "advertising and games revenue",
        "market share in Latin America",
        "store count in Europe",
        "SU7 deliveries in Germany",
        "How much does SU7 Ultra cost?",
        "中國6000元以上手機市佔",
        "market share at 6k and above?",
        "premium share in India",
        "比亞迪毛利率",
    ],
)
def test_a_neighbour_of_what_the_report_has_is_refused(assistant: Assistant, question: str) -> None:
    answer: Answer = assistant.ask(question)
    assert answer.refused, answer.text


def test_a_refusal_names_the_prices_asked_about(assistant: Assistant) -> None:
    assert "at 6k" in assistant.ask("market share at 6k and above?").text


def test_another_language_s_word_finds_a_business_by_its_meaning(tmp_path: Path) -> None:
    path = tmp_path / "drinks.txt"
    path.write_text(
        "清泉飲料2025年上半年業績\n\n公司2025年上半年果汁收入7.0億元，同比下降3.1%。包裝水收入24.1億元，同比增長5.3%。\n",
        encoding="utf-8",
    )
    drinks = Assistant.open(Settings(data_dir=tmp_path / "data"), path)
    assert "700 million" in drinks.ask("juice revenue").text
    assert drinks.ask("coffee revenue").refused
