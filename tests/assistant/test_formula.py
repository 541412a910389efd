"""Formulas as data and as a text writes them: reading, units, rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.answer.asked_formula import asked_formula, ratio_in, ratios, years_in
from assistant.check.written_formula import result_of
from assistant.formula import BadFormula, Node, Worth, combine, read_formula
from corpus.figure import Figure
from corpus.kpi_names import vocabulary
from corpus.read.read_figures import read_figures


def written(node: Node) -> str:
    if node.op == "metric":
        return node.name + ("'" * node.back)
    if node.op == "number":
        return f"{node.value:f}"
    return "(" + f" {node.op} ".join(written(part) for part in node.parts) + ")"


def test_products_bind_before_sums_and_equal_signs_from_the_left() -> None:
    assert written(read_formula("a + b * c - d / e / f")) == "((a + (b * c)) - ((d / e) / f))"


def test_a_mean_is_of_a_balance_and_the_one_a_year_before() -> None:
    assert written(read_formula("avg(inventory)")) == "((inventory + inventory') / 2)"
    assert written(read_formula("change(a) + prev(b)")) == "((a - a') + b')"


def test_alternatives_bind_before_products() -> None:
    assert written(read_formula("a|b / c")) == "((a either b) / c)"


@pytest.mark.parametrize(
    "text", ["", "a +", "(a", "a b", "a $ b", "(" * 60 + "a" + ")" * 60, "* a"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(BadFormula):
        read_formula(text)


def test_every_declared_ratio_is_made_of_known_metrics() -> None:
    known = vocabulary().names
    assert len(ratios()) >= 50
    for ratio in ratios().values():
        names = [leaf.name for leaf in ratio.formula.leaves()]
        assert names
        assert [name for name in names if name not in known] == []


def test_rounding_widens_a_quotient_to_both_sides() -> None:
    one = Worth(Decimal(10), Decimal("9.5"), Decimal("10.5"), 1, "USD")
    other = Worth(Decimal(4), Decimal("3.5"), Decimal("4.5"), 1, "USD")
    ratio = combine("/", one, other)
    assert ratio is not None
    assert (ratio.value, ratio.low, ratio.high, ratio.money) == (
        Decimal("2.5"),
        Decimal("9.5") / Decimal("4.5"),
        Decimal(3),
        0,
    )


def test_unlike_currencies_and_unlike_things_do_not_add_up() -> None:
    dollars = Worth(Decimal(1), Decimal(1), Decimal(1), 1, "USD")
    yuan = Worth(Decimal(1), Decimal(1), Decimal(1), 1, "CNY")
    assert combine("+", dollars, yuan) is None
    assert combine("+", dollars, Worth.exact(Decimal(1))) is None
    assert combine("/", dollars, Worth.exact(Decimal(0))) is None


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        (
            "What is the FY2015 cash ratio? It is defined as: cash from operations / total "
            "current liabilities. Round your answer to two decimal places.",
            "(operating_cash_flow / current_liabilities)",
        ),
        (
            "Define working capital ratio as total current assets divided by total current "
            "liabilities. What was it in FY2015?",
            "(current_assets / current_liabilities)",
        ),
        (
            "FY2015 DPO? DPO is defined as: 365 * (average accounts payable between FY2014 and "
            "FY2015) / (FY2015 COGS + change in inventory between FY2014 and FY2015).",
            "((365 * ((accounts_payable + accounts_payable') / 2))"
            " / (cost_of_sales + (inventory - inventory')))",
        ),
        (
            "2015年的固定資產周轉率是多少？定義為：收入除以平均固定資產。",
            "(revenue / ((property_plant_equipment + property_plant_equipment') / 2))",
        ),
    ],
)
def test_a_formula_that_the_question_writes_is_read(question: str, formula: str) -> None:
    asked, _ = asked_formula(question, 2015)
    assert asked is not None
    assert asked.defined
    assert written(asked.formula) == formula


def test_a_definition_may_use_others() -> None:
    asked, rest = asked_formula(
        "CCC for FY2018? CCC is defined as: DIO - DPO. DIO is defined as: 365 * inventory / COGS. "
        "DPO is defined as: 365 * accounts payable / COGS.",
        2018,
    )
    assert asked is not None
    assert written(asked.formula) == (
        "(((365 * inventory) / cost_of_sales) - ((365 * accounts_payable) / cost_of_sales))"
    )
    assert "365" not in rest


def test_the_longest_name_of_a_ratio_counts() -> None:
    found = [ratio_in(text) for text in ("fixed asset turnover in 2020", "存貨周轉天數", "weather")]
    assert [ratio.key if ratio else "" for ratio in found] == [
        "fixed_asset_turnover",
        "inventory_days",
        "",
    ]


def test_years_are_read_in_their_short_form_too() -> None:
    assert years_in("FY19 to fiscal 2021, not 20,210 or 2021.5%") == [2019, 2021]


def figures(text: str) -> list[Figure]:
    return list(read_figures(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(US$40 million + US$60 million) ÷ 2 ≈ US$50 million", "50000000"),
        ("365 × (US$40 million + US$60 million) ÷ 2 ÷ US$100 million ≈ 182.5 days", "182.5"),
        ("(3.0% + 2.0% + 4.0%) ÷ 3 ≈ 3.0%", "3"),
        ("US$40 million ÷ (US$60 million − US$10 million) ≈ 80%", "80"),
    ],
)
def test_a_written_calculation_is_worked_out_with_its_brackets(text: str, value: str) -> None:
    *operands, said = figures(text)
    exact = [figure.unit.kind.value == "number" for figure in operands]
    result = result_of(text[: said.span.start], 0, operands, exact, said)
    assert result is not None
    assert round(result.value, 6) == Decimal(value)
    assert result.low <= result.value <= result.high


def test_a_calculation_whose_unit_is_another_is_none() -> None:
    text = "US$40 million ÷ US$20 million ≈ US$2 million"
    *operands, said = figures(text)
    assert result_of(text[: said.span.start], 0, operands, [False, False], said) is None
