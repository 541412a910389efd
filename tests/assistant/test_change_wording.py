"""A change is told with a word or a sign, never with both; an amount names its currency once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.write.numbers import change_value, row_value
from corpus.figure import PERCENT, Figure, Span, Unit, UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.report import Place
from corpus.script import Language


def row(text: str, value: str, unit: Unit, measure: Measure) -> KpiRow:
    figure = Figure(Decimal(value), unit, text, Span(0, len(text)), Decimal("0.1"))
    place = Place("r", "zh-Hant", figure.span, text)
    return KpiRow("r#1", "r", "revenue", figure, measure=measure, direction="down", places=(place,))


@pytest.mark.parametrize(
    ("text", "value", "told"),
    [("-6.1%", "-6.1", "6.1%"), ("+10.0%", "10.0", "10.0%"), ("8.9%", "8.9", "8.9%")],
)
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_a_change_is_told_without_its_sign(
    text: str, value: str, told: str, language: Language
) -> None:
    assert change_value(row(text, value, PERCENT, Measure.YOY), language) == told


def test_an_amount_that_names_its_currency_twice_is_written_anew() -> None:
    money = row("$41.9新臺幣", "41.9", Unit(UnitKind.CURRENCY, "TWD"), Measure.LEVEL)
    assert row_value(money, "zh-Hant") == "41.9元新臺幣"
