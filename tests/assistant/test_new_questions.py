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
