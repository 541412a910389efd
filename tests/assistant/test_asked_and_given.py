"""What is asked of is what is given: times, sides, names, topics and ways are not exchanged."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.ask import Assistant
from assistant.results import Answer, Turn


@cache
def _assistant() -> Assistant:
    return Assistant.open()


def ask(*questions: str) -> Answer:
    history: list[Turn] = []
    for question in questions[:-1]:
        answer = _assistant().ask(question, history)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    return _assistant().ask(questions[-1], history)


@pytest.mark.parametrize(
    ("question", "asked", "given"),
    [
        ("What were deliveries in March?", "March 2025", "first quarter of 2025"),
        ("How many cars were delivered in January?", "January 2025", "300,000"),
        ("3月手機收入多少", "2025年3月", "2025年第一季度"),
    ],
)
def test_a_month_is_not_answered_by_its_quarter(question: str, asked: str, given: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert answer.text.index(asked) < answer.text.index(given)


@pytest.mark.parametrize(
    "question", ["How many users were there at the end of March?", "What was MAU in March 2025?"]
)
def test_what_stood_at_the_end_of_a_month_is_given(question: str) -> None:
    assert not ask(question).refused


@pytest.mark.parametrize(
    "question", ["overseas MAU share now vs target", "海外用戶佔比現在和目標各是多少"]
)
def test_a_share_now_and_its_target_are_both_given_with_the_difference(question: str) -> None:
    text = ask(question).text
    assert all(value in text for value in ("74.8%", "75%", "0.2"))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who supplies Xiaomi's batteries?", "CATL"),
        ("Who supplies the screens?", "CSOT"),
        ("誰提供屏幕", "華星光電"),
    ],
)
def test_who_is_answered_by_a_sentence_that_names_somebody(question: str, name: str) -> None:
    assert name in ask(question).text


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Who competes with Xiaomi in China smartphones?", "The report names none."),
        ("Who is the CEO?", "The report names none."),
    ],
)
def test_who_is_refused_where_nobody_is_named(question: str, lead: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert answer.text.startswith(lead)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("profit cow是什么", "cow"),
        ("R&D on chips", "chips"),
        ("How much R&D is spent on chips?", "chips"),
        ("What was R&D spending on AI?", "AI"),
        ("小米貸款業務收入", "貸款業務收入"),
        ("loan business revenue", "loan business revenue"),
    ],
)
def test_a_part_that_is_not_given_is_refused_by_its_name(question: str, named: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert named in answer.text.splitlines()[0]


@pytest.mark.parametrize(
    "question", ["what is 2+2", "What did the broker say about YU7 pricing?", "what is 3+4"]
)
def test_what_the_report_does_not_speak_of_is_not_answered_by_a_neighbour(question: str) -> None:
    assert ask(question).refused


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("券商預計全年收入是多少", "4900-5100億元"),
        ("What does the broker expect full-year revenue to be?", "490-510 billion"),
        ("the Street's revenue number", "108.965 billion"),
        ("市場預期收入是多少", "1089.65億元"),
    ],
)
def test_the_brokers_forecast_is_not_the_markets_expectation(question: str, value: str) -> None:
    answer = ask(question)
    assert not answer.refused
    assert value in answer.text


@pytest.mark.parametrize(
    ("question", "topic", "other"),
    [("list the risks", "competition", "350,000"), ("有哪些風險", "競爭", "35萬輛")],
)
def test_a_topic_begins_with_the_sentence_that_speaks_of_it(
    question: str, topic: str, other: str
) -> None:
    text = ask(question).text
    assert topic in text
    assert other not in text


def test_a_follow_up_to_a_reason_asks_for_the_other_reason() -> None:
    answer = ask("Why did EV gross margin rise?", "and for internet services?")
    assert answer.refused
    assert "no reason" in answer.text
    assert "76.9%" in answer.text


def test_a_business_without_the_figure_has_no_reason_for_its_change() -> None:
    assert ask("點解IoT毛利率上升", "咁手機呢").refused


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Did Xiaomi's market share in mainland China slip to 18.8%?", False),
        ("Did Xiaomi's market share in mainland China rise to 18.8%?", True),
        ("MAU fell below 900 million, right?", False),
        ("MAU slipped to 719 million?", False),
        ("MAU is below 900 million, right?", True),
        ("手機市佔跌到18.8%，係咪", False),
    ],
)
def test_the_way_a_question_says_a_figure_went_is_checked(question: str, *, right: bool) -> None:
    answer = ask(question)
    assert answer.intent == ("verify" if right else "correction")


def test_who_is_first_can_be_the_reports_own_company() -> None:
    assert "first place" in ask("With Xiaomi second in China by share, who is first?").text


def test_a_sentence_with_both_figures_is_told_once() -> None:
    text = ask("overseas IoT revenue share now versus goal").text
    assert "7 percentage points" in text
    assert text.count("is 38% at present") == 1


@pytest.mark.parametrize("question", ["EV revenue in April", "4月汽車收入"])
def test_a_time_the_report_does_not_reach_is_said_to_be_the_reason(question: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert "time asked about" in answer.text or "所問期間" in answer.text


def test_when_a_product_went_on_sale_is_found_beside_its_name() -> None:
    assert "February" in ask("When did the SU7 Ultra go on sale?").text


def test_who_the_competitors_are_is_told_from_the_other_companies_figures() -> None:
    text = ask("Who competes with Xiaomi in EVs?").text
    assert all(name in text for name in ("XPeng", "NIO", "Li Auto"))


@pytest.mark.parametrize(
    ("question", "named"),
    [("What did the broker say about YU7 pricing?", "YU7 pricing"), ("YU7 warranty", "warranty")],
)
def test_what_is_not_said_of_a_product_is_refused_by_name_with_near_facts(
    question: str, named: str
) -> None:
    answer = ask(question)
    assert answer.refused
    assert named in answer.text.splitlines()[0]
    assert "EV revenue" in answer.text


@pytest.mark.parametrize("question", ["which rivals are in smartphones?", "手機有哪些競爭對手"])
def test_which_rivals_is_a_question_of_who(question: str) -> None:
    assert ask(question).refused
