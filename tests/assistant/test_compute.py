"""Computed answers: the value, its formula, every operand cited, the proof in the verdict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.ask import Assistant
from assistant.results import FigureCheck, Verdict


def derived(assistant: Assistant, question: str) -> list[FigureCheck]:
    answer = assistant.ask(question)
    assert answer.passed, answer.text
    return [check for check in answer.checks if check.verdict is Verdict.DERIVED]


@pytest.mark.parametrize(
    ("question", "formula", "value", "operands"),
    [
        ("EV revenue plus smartphone revenue", "sum", "69200000000", ("186億元", "506億元")),
        ("smartphone revenue minus EV revenue", "difference", "32000000000", ("506億元", "186億元")),
        ("手機收入佔總收入多少", "share", "45.5", ("506億元", "1113億元")),
        ("what share of total revenue is IoT", "share", "29.0", ("323億元", "1113億元")),
        ("smartphone share of revenue", "share", "45.5", ("506億元", "1113億元")),
        ("adjusted net margin", "share", "9.6", ("107億元", "1113億元")),
        ("經調整淨利率是多少", "share", "9.6", ("107億元", "1113億元")),
        ("What was revenue a year ago?", "implied base", "75500000000", ("1113億元", "47.4%")),
        ("去年同期總收入是多少", "implied base", "75500000000", ("1113億元", "47.4%")),
        ("EV gross margin in Q4 2024", "implied base", "20.4", ("23.2%", "2.8個百分點")),
        ("2024年第一季度小米汽車毛利率", "implied base", "13.2", ("23.2%", "10個百分點")),
        ("compare EV gross margin with XPeng", "difference", "12.7", ("23.2%", "10.5%")),
        ("how much higher is internet services gross margin than EV gross margin", "difference", "53.7", ("76.9%", "23.2%")),
        ("smartphone shipments overseas", "difference", "28500000", ("4180萬臺", "1330萬臺")),
        ("2024年第一季度手機收入", "implied base", "46500000000", ("506億元", "8.9%")),
    ],
)  # fmt: skip
def test_a_computed_answer(
    assistant: Assistant, question: str, formula: str, value: str, operands: tuple[str, ...]
) -> None:
    proofs = derived(assistant, question)
    assert proofs
    check = proofs[0]
    assert check.proof is not None
    assert check.proof.formula == formula
    assert abs(check.figure.value - Decimal(value)) <= check.figure.quantum / 2
    assert [row.figure.text for row in check.proof.operands] == list(operands)


@pytest.mark.parametrize(
    "question",
    ["EV revenue plus smartphone revenue", "手機收入佔總收入多少", "What was revenue a year ago?"],
)
def test_every_operand_is_stated_and_cited(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    cited = {row.id for citation in answer.citations for row in citation.rows}
    for check in derived(assistant, question):
        assert check.proof is not None
        for row in check.proof.operands:
            assert row.id in cited
    confirmed = [c.row for c in answer.checks if c.verdict is Verdict.CONFIRMED]
    assert confirmed


def test_the_bounds_of_a_proof_hold_its_value(assistant: Assistant) -> None:
    for question in ("adjusted net margin", "去年同期總收入是多少", "EV revenue plus IoT revenue"):
        for check in derived(assistant, question):
            assert check.proof is not None
            low, high = (
                Decimal(end.replace(",", "")) for end in (check.proof.low, check.proof.high)
            )
            half = check.figure.quantum / 2
            assert low - half <= check.figure.value <= high + half


def test_businesses_add_up_beside_the_whole_that_is_stated(assistant: Assistant) -> None:
    answer = assistant.ask("sum of all segments' revenue")
    assert answer.passed
    assert "110.6 billion" in answer.text
    assert "111.3 billion" in answer.text


@pytest.mark.parametrize(
    "question",
    ["smartphone revenue in 2019", "what was inventory a year ago", "Tesla's revenue plus NIO's revenue"],
)  # fmt: skip
def test_nothing_is_computed_without_operands(assistant: Assistant, question: str) -> None:
    assert derived(assistant, question) == []


def test_an_amount_is_divided_by_the_count_that_is_asked_for(assistant: Assistant) -> None:
    check, *repeated = derived(assistant, "What is EV revenue per vehicle delivered?")
    assert [one.figure.value for one in repeated] == [check.figure.value] * len(repeated)
    assert check.proof is not None
    assert check.proof.formula == "per unit"
    assert abs(check.figure.value - 245_000) <= check.figure.quantum
