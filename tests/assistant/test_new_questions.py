"""Every row of the bundled table is found by its own slots, in generated phrasings and three
scripts; and kinds of question that were new when the sets were written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from assistant.ask import Assistant
from assistant.results import Answer
from assistant.write.numbers import period_text
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import Language, to_script

# Of each phrasing, the templates of its English and its Chinese; {what} names the row by its slots.
_EN = {
    Measure.LEVEL: ("What was {what}{when}?", "{what}{when}", "how much is {what}{when}"),
    Measure.YOY: ("By how much did {what} change year on year?", "{what} yoy"),
    Measure.QOQ: ("By how much did {what} change quarter on quarter?", "{what} qoq"),
    Measure.CHANGE: ("By how much did {what} change?",),
    Measure.SHARE: ("share of {what} in the total{when}",),
    Measure.CUMULATIVE: ("What is the cumulative {what}?", "cumulative {what}"),
    Measure.RANK: ("Where does {what} rank?", "rank of {what}"),
}
_ZH = {
    Measure.LEVEL: ("{when}{what}是多少？", "{when}{what}", "{when}{what}有幾多"),
    Measure.YOY: ("{what}同比變動多少？", "{what}按年升跌幾多"),
    Measure.QOQ: ("{what}環比變動多少？", "{what}較上季變動"),
    Measure.CHANGE: ("{what}變動多少？",),
    Measure.SHARE: ("{when}{what}佔比多少",),
    Measure.CUMULATIVE: ("{what}累計多少？", "累計{what}"),
    Measure.RANK: ("{what}排第幾？",),
}
_SAYS_EN = {
    SourceKind.TARGET: "the target for ",
    SourceKind.PRIOR_TARGET: "the previous target for ",
    SourceKind.FORECAST: "the forecast for ",
    SourceKind.CONSENSUS: "the market expectation for ",
}
_SAYS_ZH = {
    SourceKind.TARGET: "目標",
    SourceKind.PRIOR_TARGET: "原先目標",
    SourceKind.FORECAST: "預測",
    SourceKind.CONSENSUS: "市場預期",
}


@cache
def assistant() -> Assistant:
    return Assistant.open()


def ask(question: str) -> Answer:
    return assistant().ask(question)


def _slots(row: KpiRow) -> tuple[object, ...]:
    return (
        row.metric, row.entity, row.segment, row.region, row.period, row.measure, row.source,
        row.figure.unit.kind,
    )  # fmt: skip


def _english(row: KpiRow) -> str:
    words = vocabulary()
    entity = words.label(row.entity, "en") if row.source is SourceKind.OTHER else ""
    segment = words.names[row.segment].modifier if row.segment else ""
    region = words.label(row.region, "en") if row.region not in ("", "global") else ""
    where = f" in {region}" if region and row.region != "overseas" else ""
    front = "overseas" if row.region == "overseas" else "global" if row.region else ""
    parts = (entity, front if not where else "", segment, words.label(row.metric, "en"))
    return _SAYS_EN.get(row.source, "") + " ".join(part for part in parts if part) + where


def _chinese(row: KpiRow) -> str:
    words = vocabulary()
    entity = words.label(row.entity, "zh-Hant") if row.source is SourceKind.OTHER else ""
    keys = (row.segment, row.region, row.metric)
    text = entity + "".join(words.label(key, "zh-Hant") for key in keys if key)
    return text + _SAYS_ZH.get(row.source, "")


def _asked() -> Iterator[tuple[str, Language, KpiRow]]:
    """(question, language, row) for every row that its slots alone can tell from the others."""
    report = assistant().reports[0]
    now = report.period
    for row in assistant().tables[0]:
        named = row.metric in vocabulary().names and row.measure in _EN
        if not named or row.detail or row.figure.unit.kind is UnitKind.MULTIPLE:
            continue
        current = row.period is None or (now is not None and row.period.end == now.end)
        english = "" if current or row.period is None else f" in {period_text(row.period, 'en')}"
        chinese = "" if current or row.period is None else period_text(row.period, "zh-Hant")
        for template in _EN[row.measure]:
            yield template.format(what=_english(row), when=english), "en", row
        for template in _ZH[row.measure]:
            text = template.format(what=_chinese(row), when=chinese)
            yield text, "zh-Hant", row
            yield to_script(text, "zh-Hans"), "zh-Hans", row


@cache
def _questions() -> dict[str, tuple[Language, KpiRow]]:
    return {question: (language, row) for question, language, row in _asked()}


def first_figure_is_right(question: str, row: KpiRow) -> bool:
    """Whether the row's figure (or one of the same slots) is in the first sentence with any."""
    answer = ask(question)
    alike = [other for other in assistant().tables[0] if _slots(other) == _slots(row)]
    if answer.refused or not answer.checks:
        return False
    end = _first_sentence_end(answer)
    first = [check.figure for check in answer.checks if check.figure.span.start < end]
    return any(
        figure.value == other.figure.value and figure.upper == other.figure.upper
        for figure in first
        for other in alike
    )


def _first_sentence_end(answer: Answer) -> int:
    start = answer.checks[0].figure.span.start
    ends = [at for mark in (". ", "。", "\n") if (at := answer.text.find(mark, start)) >= 0]
    return min(ends, default=len(answer.text))


def test_every_row_is_found_by_its_slots_in_three_scripts() -> None:
    missed = [q for q, (_, row) in _questions().items() if not first_figure_is_right(q, row)]
    assert len(_questions()) > 400
    assert missed == []


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("How many more vehicles must be delivered to meet the target?", "274,131 vehicles"),
        ("要達到交付目標，餘下每季平均要交付多少輛", "91,377輛"),
        ("What percentage of the full-year shipment target was achieved in Q1?", "23.2%"),
        ("how much must MAU grow to reach the target", "4.3%"),
        ("首季平均每月收入幾多", "371億元"),
        ("What is the average annual R&D over the five-year plan?", "RMB 40 billion"),
        ("smartphone revenue annualised", "RMB 202.4 billion"),
        ("what proportion of MIUI users are not overseas", "25.2%"),
        ("总收入减去手机收入等于多少", "607亿元"),
        ("How much did the EV operating loss shrink in yuan terms?", "RMB 200 million"),
        ("每辆车对应多少收入？", "24.5"),
    ],
)
def test_a_computation_shows_its_result(question: str, shown: str) -> None:
    answer = ask(question)
    assert answer.intent == "compute"
    assert shown in answer.text


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Did EV operating losses widen?", "No."),
        ("Was consensus revenue above RMB 110 billion?", "No:"),
        ("小米汽車第一季是否虧損？", "是的。"),
        ("Did Xiaomi beat revenue expectations?", "Yes."),
        ("Is Xiaomi no 1 in mainland China smartphones?", "Yes."),
        ("小米汽車賺緊錢未？", "不是。"),
        ("NIO毛利率高過小米，係咪？", "不是。"),
        ("Was the phone ASP a record?", "Yes."),
        ("Is smartphones the largest business?", "Yes."),
        ("Is MAU less than 800 million?", "Yes."),
        ("Full-year delivery target was cut to 300,000, right?", "No."),
        ("Why is XPeng's margin higher than Xiaomi's?", "No:"),
        ("小米汽車毛利率跌到23.2%，點解？", "不對"),
        ("冰箱出貨量翻倍，對嗎", "不對"),
    ],
)
def test_what_a_question_states_is_answered_first(question: str, lead: str) -> None:
    assert ask(question).text.startswith(lead)


@pytest.mark.parametrize(
    "question",
    [
        "How far is Xiaomi from its 2025 delivery target?",
        "要達到年底7.5億月活目標，仲差幾多",
        "With a margin of 23.2%, how does EV compare with NIO?",
        "what was EV gross margin",
        "Can you tell me the EV gross margin?",
        "你可以告訴我汽車毛利率嗎？",
    ],
)
def test_no_yes_stands_before_the_answer_to_another_kind_of_question(question: str) -> None:
    answer = ask(question)
    assert answer.checks
    assert not answer.text.startswith(("Yes", "No", "是的", "不"))


@pytest.mark.parametrize(
    "question",
    [
        "capex as a share of revenue",
        "手机收入环比增长多少",
        "Net profit under IFRS (unadjusted)?",
        "What did Xiaomi spend on marketing?",
        "YU7的订单量",
        "revenue from advertising",
        "smartphone gross margin of 22.8%",
        "Is Xiaomi a good company?",
        "How many SU7 were sold overseas?",
    ],
)
def test_the_neighbour_of_what_is_asked_is_no_answer(question: str) -> None:
    assert ask(question).refused


@pytest.mark.parametrize(
    "question",
    [
        "share of phones above RMB 3,000 in China shipments",
        "每月活躍用戶平均每月幾多",
        "高端機佔出貨幾成",
    ],
)
def test_no_quotient_is_shown_that_means_nothing(question: str) -> None:
    assert "÷" not in ask(question).text
