"""Each scorer passes what is right and fails what is wrong, the ambiguous cases as documented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.results import Verdict
from corpus.figure import Figure
from eval.match import (
    expected_figure,
    holds_fact,
    same_number,
    same_unit,
    says_words,
    unquoted,
)
from eval.score import (
    METRICS,
    figures_right,
    forbidden_absent,
    is_right,
    language_right,
    rate,
    refusal_right,
    score,
    source_right,
    units_right,
    verdict_right,
    words_right,
)
from eval.testing import answer, case

MARGIN = "The EV gross margin was 23.2%, up 10 percentage points year on year. [1]"


def _figure(text: str) -> Figure:
    return expected_figure(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("23.2%", "23.2 percent"),
        ("1113億元", "RMB 111.3 billion"),
        ("75,869輛", "75,869 vehicles"),
        ("7.19億", "719 million users"),
        ("22.49億港元", "HK$2.249 billion"),
        ("10個百分點", "10 percentage points"),
        ("65-75港元", "HK$65-75"),
    ],
)
def test_the_same_figure_in_two_wordings_is_the_same(one: str, other: str) -> None:
    assert same_number(_figure(one), _figure(other))
    assert same_unit(_figure(one), _figure(other))


@pytest.mark.parametrize(
    ("one", "other"), [("3%", "3個百分點"), ("65港元", "65美元"), ("5億元", "5億"), ("3%", "3億元")]
)
def test_unlike_units_are_unlike(one: str, other: str) -> None:
    assert not same_unit(_figure(one), _figure(other))


def test_a_currency_left_open_agrees_with_any() -> None:
    assert same_unit(_figure("65元"), _figure("65港元"))


@pytest.mark.parametrize(
    ("shown", "gold", "same"),
    [
        ("9.6%", "9.6%", True),
        ("9.61%", "9.6%", True),
        ("9.7%", "9.6%", False),
        ("9.66%", "9.6%", False),
        ("17%", "16.7%", True),
        ("20%", "16.7%", False),
        ("8%", "7.9%", False),  # one digit is too coarse for a computed figure
    ],
)
def test_a_computed_figure_is_met_within_half_of_its_last_digit(
    shown: str, gold: str, same: bool
) -> None:
    assert same_number(_figure(shown), _figure(gold), computed=True) is same


def test_a_quoted_figure_is_not_met_by_its_rounding() -> None:
    assert not same_number(_figure("23%"), _figure("23.2%"))


def test_figures_right_needs_every_figure() -> None:
    both = case({"figures": ["23.2%", "10 percentage points"]})
    assert figures_right(both, answer(MARGIN)) is True
    assert figures_right(both, answer("The EV gross margin was 23.2%.")) is False
    assert figures_right(both, answer("Up 10% to 23.2%.")) is False


def test_figures_right_takes_one_alternative_in_full() -> None:
    either = case({"any_of": [["23.83萬元"], ["23.8萬元", "1.7%"]]})
    assert figures_right(either, answer("It was RMB 238,300.")) is True
    assert figures_right(either, answer("It was RMB 238,000, up 1.7%.")) is True
    assert figures_right(either, answer("It was RMB 238,000.")) is False


def test_figures_right_reads_two_ends_as_a_range() -> None:
    expected = case({"figures": ["30%-45%"]})
    assert figures_right(expected, answer("The upside is 30%; at most, it is 45%.")) is True
    assert figures_right(expected, answer("The upside is 45%; at least, it is 30%.")) is False


def test_figures_right_ignores_a_figure_that_carries_no_check() -> None:
    unchecked = replace(answer(MARGIN), checks=())
    assert figures_right(case({"figures": ["23.2%"]}), unchecked) is False


def test_figures_right_does_not_apply_without_figures_or_to_an_allowed_refusal() -> None:
    refusal = answer("The report does not say.", refused=True)
    assert figures_right(case(), answer(MARGIN)) is None
    assert figures_right(case({"figures": ["1%"], "refused": None}), refusal) is None
    assert figures_right(case({"figures": ["1%"]}), refusal) is False


def test_units_right_fails_a_right_number_in_a_wrong_unit() -> None:
    expected = case({"figures": ["3.3 percentage points"]})
    assert units_right(expected, answer("It rose 3.3%.")) is False
    assert units_right(expected, answer("It rose 3.3 percentage points.")) is True
    assert units_right(expected, answer("It rose 4%.")) is True
    assert units_right(expected, answer("It rose 3.3%, that is 3.3 percentage points.")) is True
    assert units_right(case(), answer("It rose 3.3%.")) is None


def test_forbidden_figures_may_stand_beside_or_follow_the_answer_but_not_for_it() -> None:
    expected = case({"figures": ["23.2%"], "forbid": ["22.8%"]})
    assert forbidden_absent(expected, answer("EV: 23.2%. The group: 22.8%.")) is True
    assert forbidden_absent(expected, answer("It was 23.2% after 22.8%.")) is True
    assert forbidden_absent(expected, answer("It was 22.8%. For EV it was 23.2%.")) is False
    assert forbidden_absent(expected, answer("It was 22.8%.")) is False
    assert forbidden_absent(case(), answer("It was 22.8%.")) is None


def test_a_refusal_may_offer_a_forbidden_figure() -> None:
    expected = case({"forbid": ["22.8%"], "refused": True})
    assert forbidden_absent(expected, answer("Not said. Group: 22.8%.", refused=True)) is True
    assert forbidden_absent(expected, answer("Group: 22.8%.")) is False


def test_a_wrong_premise_may_be_repeated_only_if_it_does_not_pass() -> None:
    expected = case({"figures": ["23.2%"], "forbid": ["19%"]}, question="Was it 19%?")
    said = "It was not 19%. It was 23.2%."
    assert forbidden_absent(expected, answer(said, verdicts=[Verdict.CONFLICT])) is True
    assert forbidden_absent(expected, answer(said)) is False


def test_source_right_needs_every_fact_in_the_citations_together() -> None:
    expected = case({"cites": ["23.2%", ["battery", "電池"]]})
    assert source_right(expected, answer(MARGIN, "毛利率為23.2%。", "得益於電池。")) is True
    assert source_right(expected, answer(MARGIN, "The margin was 23.2%.")) is False
    assert source_right(expected, answer(MARGIN, "up 123.2%, battery")) is False
    assert source_right(expected, answer(MARGIN)) is False


def test_source_right_wants_any_citation_where_no_fact_is_named() -> None:
    assert source_right(case(), answer("Chips.", "Chips and AI.")) is True
    assert source_right(case(), answer("Chips.")) is False
    assert source_right(case({"refused": True}), answer("Not said.", refused=True)) is None
    assert source_right(case({"refused": None}), answer("Not said.")) is None


@pytest.mark.parametrize(
    ("text", "fact", "held"),
    [
        ("總收入達1113億元", "RMB 111.3 billion", True),
        ("growth of 3 percentage points", "3%", False),
        ("目標價65-75港元", "65港元", False),
        ("revenue of RMB 111.3 billion", "1113億元", True),
        ("自研3nm旗艦晶片", "3nm", True),
        ("growth of 47.3%", "3%", False),
        ("在2026年实现", "2026", True),
    ],
)
def test_a_fact_is_held_as_a_figure_or_as_words(text: str, fact: str, held: bool) -> None:
    assert holds_fact(text, fact) is held


def test_verdict_right_needs_every_figure_to_pass() -> None:
    expected = case({"figures": ["23.2%"]})
    assert verdict_right(expected, answer(MARGIN)) is True
    for bad in (Verdict.CONFLICT, Verdict.NOT_IN_REPORT, Verdict.NOT_CHECKABLE):
        assert verdict_right(expected, answer(MARGIN, verdicts=[Verdict.CONFIRMED, bad])) is False
    assert verdict_right(expected, answer("Nothing.")) is None


def test_verdict_right_lets_a_premise_conflict() -> None:
    expected = case({"figures": ["23.2%"]}, question="Was it 19%?")
    said = answer("Not 19%: 23.2%.", verdicts=[Verdict.CONFLICT])
    assert verdict_right(expected, said) is True


def test_verdict_right_holds_expected_figures_to_the_verdicts_named() -> None:
    expected = case({"figures": ["~9.6%"], "verdicts": ["derived"]})
    assert verdict_right(expected, answer("It was 9.6%.", verdicts=[Verdict.DERIVED])) is True
    assert verdict_right(expected, answer("It was 9.6%.")) is False


def test_refusal_right_both_ways() -> None:
    refusal, reply = answer("Not said.", refused=True), answer(MARGIN)
    assert refusal_right(case({"refused": True}), refusal) is True
    assert refusal_right(case({"refused": True}), reply) is False
    assert refusal_right(case(), reply) is True
    assert refusal_right(case(), refusal) is False
    assert refusal_right(case({"refused": None}), refusal) is None


def test_words_right_needs_one_word_of_each_group() -> None:
    expected = case({"says": [["scale"], ["supplier*", "supply chain"]]})
    assert words_right(expected, answer("Scale, and better suppliers.")) is True
    assert words_right(expected, answer("Scale alone.")) is False
    assert words_right(expected, answer("Scale alone.", "the supply chain")) is False
    assert words_right(case(), answer("Scale.")) is None


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("No, it rose.", "no", True),
        ("It is now higher.", "no", False),
        ("It is unknown.", "know", False),
        ("batteries", "batter*", True),
        ("a batter", "batter", True),
        ("batters", "batter", False),
        ("規模經濟", "规模", True),
        ("ＳＵ７系列", "su7", True),
        ("AIoT平臺", "IoT", False),
        ("IoT業務", "IoT", True),
        ("47.3%", "3%", False),
        ("3%.", "3%", True),
        ("by 2026.", "2026", True),
        ("12026", "2026", False),
        ("", "no", False),
    ],
)
def test_words_match_whole_in_latin_and_anywhere_in_chinese(
    text: str, words: str, said: bool
) -> None:
    assert says_words(text, words) is said


def test_language_right_tells_the_scripts_apart() -> None:
    traditional = answer("小米汽車毛利率為23.2%，同比增加10個百分點。", lang="zh-Hant")
    simplified = answer("小米汽车毛利率为23.2%，同比增加10个百分点。", lang="zh-Hans")
    assert language_right(case(lang="zh-Hant"), traditional) is True
    assert language_right(case(lang="zh-Hans"), simplified) is True
    assert language_right(case(lang="zh-Hans"), traditional) is False
    assert language_right(case(), traditional) is False
    assert language_right(case(), answer(MARGIN)) is True


def test_language_right_believes_the_text_and_not_only_its_label() -> None:
    mislabelled = answer("小米汽車毛利率為23.2%，同比增加10個百分點。", lang="zh-Hans")
    assert language_right(case(lang="zh-Hans"), mislabelled) is False
    assert language_right(case(lang="zh-Hant"), answer(MARGIN, lang="zh-Hant")) is False


def test_language_right_leaves_quotations_alone() -> None:
    said = answer("The report says: 「規模經濟與爆款策略」. [1]\n> 一是規模經濟與爆款策略")
    assert language_right(case(), said) is True
    quoted = answer("报告的原话：\n> 一是規模經濟與爆款策略，集中資源", lang="zh-Hans")
    assert language_right(case(lang="zh-Hans"), quoted) is True


def test_sentences_word_for_word_from_a_cited_passage_are_quotations() -> None:
    passage = "毛利率提升至23.2%。這一成績得益於三大核心優勢。"
    led = answer(f"In the report's own words: {passage} [1]", passage)
    assert language_right(case(), led) is True
    assert language_right(case(), answer(f"{passage} [1]", passage)) is False
    assert language_right(case(), answer(f"In its own words: {passage} [1]", "別的話。")) is False


def test_a_question_common_to_both_scripts_may_be_answered_in_either() -> None:
    reply = answer("報告沒有提供每股盈利。", lang="zh-Hant")
    assert language_right(case(lang="zh-Hans", question="每股收益"), reply) is True
    assert language_right(case(lang="zh-Hans", question="每股净收益"), reply) is False


def test_unquoted_keeps_what_an_open_quotation_mark_precedes() -> None:
    assert unquoted("甲「乙」丙「丁") == "甲丙「丁"
    assert unquoted('a "b" c') == "a  c"


def test_an_answer_is_right_when_its_content_is_whatever_its_source() -> None:
    expected = case({"figures": ["23.2%"], "cites": ["23.2%"]})
    scores = score(expected, answer(MARGIN))
    assert list(scores) == list(METRICS)
    assert scores["source"] is False
    assert is_right(scores)
    assert not is_right(score(expected, answer("It was 23%.")))


def test_rates_have_one_decimal_and_nothing_is_all_right() -> None:
    assert str(rate(2, 3)) == "66.7"
    assert rate(0, 0) == 100
