"""Golden texts for the readers, in groups by where such texts come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.figure import Figure, Qualifier
from corpus.period import Period
from corpus.read.read_figures import parse_figure, read_figures
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.script import to_script

GOLDEN = Path(__file__).parent / "golden"


def table(name: str) -> list[list[str]]:
    lines = (GOLDEN / name).read_text("utf-8").splitlines()
    return [line.split("|") for line in lines if line and not line.startswith("#")]


FIGURES = table("reader_figures.csv")
PERIODS = table("reader_periods.csv")


def shown(figure: Figure) -> str:
    amount = f"{figure.value:f}" + (f"..{figure.upper:f}" if figure.upper is not None else "")
    qualifier = "" if figure.qualifier is Qualifier.EXACT else f" {figure.qualifier.value}"
    return f"{amount} {figure.unit}{qualifier}"


def mentioned(mention: PeriodMention) -> str:
    kind = "" if mention.kind == "absolute" else f" {mention.kind}"
    return f"{mention.period or '?'}{kind}"


def parts(written: str) -> list[str]:
    return [part.strip() for part in written.split(";") if part.strip()]


@pytest.mark.parametrize(("text", "expected"), FIGURES, ids=[row[0] for row in FIGURES])
def test_a_golden_text_gives_exactly_these_figures_in_both_scripts(
    text: str, expected: str
) -> None:
    for written in dict.fromkeys((text, to_script(text, "zh-Hans"))):
        figures = read_figures(written, currency="CNY")
        assert [shown(figure) for figure in figures] == parts(expected)


@pytest.mark.parametrize(("text", "_"), FIGURES, ids=[row[0] for row in FIGURES])
def test_every_figure_of_a_golden_text_reads_back_from_its_own_words(text: str, _: str) -> None:
    for figure in read_figures(text, currency="CNY"):
        again = parse_figure(figure.text, currency="CNY")
        assert again is not None, figure.text
        assert (again.same_amount(figure), again.quantum) == (True, figure.quantum), figure.text


@pytest.mark.parametrize(("text", "anchor", "expected"), PERIODS, ids=[row[0] for row in PERIODS])
def test_a_golden_text_speaks_of_exactly_these_periods_in_both_scripts(
    text: str, anchor: str, expected: str
) -> None:
    beside = Period.parse(anchor) if anchor else None
    for written in dict.fromkeys((text, to_script(text, "zh-Hans"))):
        assert [mentioned(m) for m in read_periods(written, anchor=beside)] == parts(expected)


def test_the_words_of_a_period_are_no_figures() -> None:
    texts = [row[0] for row in PERIODS if row[0] != "114年"]
    left = {text: [f.text for f in read_figures(text)] for text in texts if read_figures(text)}
    assert left == {}


def test_thin_spaces_group_digits_and_other_spaces_do_not() -> None:
    (grouped,) = read_figures("about 1\u202f234\u202f567.5 in all")
    assert (f"{grouped.value:f}", grouped.text) == ("1234567.5", "1\u202f234\u202f567.5")
    assert [f"{figure.value:f}" for figure in read_figures("rows 7 234 and 567")] == [
        "7", "234", "567",
    ]  # fmt: skip


def test_every_world_currency_is_read_by_its_english_and_chinese_name() -> None:
    for amount, code in [("5 Kenyan shillings", "KES"), ("5肯尼亚先令", "KES"), ("UGX 5", "UGX")]:
        (figure,) = read_figures(amount)
        assert str(figure.unit) == f"currency:{code}"


def test_a_currencys_code_that_is_a_word_or_a_rate_is_no_currency() -> None:
    units = {str(f.unit) for text in ("ALL 5", "IRR 12", "12 kgs") for f in read_figures(text)}
    assert units == {"number"}
