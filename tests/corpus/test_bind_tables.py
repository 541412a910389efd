"""Tables become rows: the label says what, the header when, the unit line how much."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bind.bind_report import bind_edition, bind_report
from corpus.bind.bind_tables import bind_table
from corpus.bind.binding import Binding, Context
from corpus.load.load_report import report_from_text
from corpus.period import Period

CONTEXT = Context("acme", Period.quarter(2024, 3), "USD")


def rows(table: str, note: str = "", context: Context = CONTEXT) -> list[Binding]:
    return list(bind_table(table, context, note=note)[0])


def told(binding: Binding) -> tuple[str, ...]:
    figure = binding.figure
    return (
        figure.text,
        binding.metric,
        str(binding.period),
        binding.measure.value,
        str(figure.unit),
    )


def value(binding: Binding) -> Decimal:
    return binding.figure.value


STATEMENT = (
    "| Q3 2024 | Q2 2024 | Q3 2023 | YoY\n"
    "Revenue | 1,234.5 | 1,100.2 | 1,000.0 | 23.5%\n"
    "Gross margin | 45.2% | 44.1% | 40.0% | 5.2 pp\n"
    "Net income per share (US$) | 0.45 | (0.30) | — |"
)


def test_a_cell_takes_its_metric_from_the_row_and_its_period_and_measure_from_the_column() -> None:
    found = rows(STATEMENT, "(in millions of US$, except per share)")
    assert [told(b) for b in found] == [
        ("1,234.5", "revenue", "2024Q3", "level", "currency:USD"),
        ("1,100.2", "revenue", "2024Q2", "level", "currency:USD"),
        ("1,000.0", "revenue", "2023Q3", "level", "currency:USD"),
        ("23.5%", "revenue", "2024Q3", "yoy", "percent"),
        ("45.2%", "gross_margin", "2024Q3", "level", "percent"),
        ("44.1%", "gross_margin", "2024Q2", "level", "percent"),
        ("40.0%", "gross_margin", "2023Q3", "level", "percent"),
        ("5.2 pp", "gross_margin", "2024Q3", "yoy", "percentage_point"),
        ("0.45", "eps", "2024Q3", "level", "currency:USD"),
        ("(0.30)", "eps", "2024Q2", "level", "currency:USD"),
    ]


def test_the_unit_line_scales_amounts_but_not_what_is_per_share_or_a_rate() -> None:
    found = rows(STATEMENT, "(in millions of US$, except per share)")
    assert [value(b) for b in (found[0], found[4], found[8], found[9])] == [
        Decimal("1234500000"), Decimal("45.2"), Decimal("0.45"), Decimal("-0.30"),
    ]  # fmt: skip
    assert found[0].figure.quantum == Decimal(100_000)


@pytest.mark.parametrize(
    ("note", "code", "scale"),
    [
        ("In thousands of US dollars", "USD", 1_000),
        ("(US$ in billions)", "USD", 1_000_000_000),
        ("單位：新台幣百萬元", "TWD", 1_000_000),
        ("单位：人民币亿元", "CNY", 100_000_000),
        ("人民幣千元", "CNY", 1_000),
        ("HK$ million", "HKD", 1_000_000),
    ],
)
def test_unit_lines_of_both_languages_are_read(note: str, code: str, scale: int) -> None:
    (first, *_) = rows("| 2024 | 2023\nRevenue | 12 | 10\nNet profit | 3 | 2", note)
    assert (first.figure.unit.code, value(first)) == (code, Decimal(12 * scale))


def test_an_amount_whose_unit_no_line_tells_stays_a_plain_number() -> None:
    assert [str(b.figure.unit) for b in rows("| 2024 | 2023\nRevenue | 12 | 10")] == ["number"] * 2


def test_headings_over_several_columns_hold_for_all_of_them() -> None:
    found = rows(
        "| Three months ended September 30, | | Nine months ended September 30, |\n"
        " | 2024 | 2023 | 2024 | 2023\nNet sales | $ 1,234 | $ 1,100 | $ 3,500 | $ 3,300",
        "(In thousands)",
    )
    assert [str(b.period) for b in found] == [
        "2024Q3", "2023Q3", "2024-01-01..2024-09-30", "2023-01-01..2023-09-30",
    ]  # fmt: skip


def test_brackets_are_negative_unless_the_row_is_of_costs_or_losses() -> None:
    found = rows(
        "| 2024 | 2023\nOperating profit | (15) | 20\nCost of sales | (678) | (600)",
        "US$ millions",
    )
    assert [int(value(b) / 1_000_000) for b in found] == [-15, 20, 678, 600]


def test_a_label_over_the_rows_gives_them_their_metric_and_each_row_its_part() -> None:
    found = rows(
        "| Q3 2024 | % of total\nRevenue by segment | |\nCloud | 600 | 60%\n"
        "Quantum tools | 400 | 40%\nTotal | 1,000 | 100%",
        "US$ millions",
    )
    assert [(b.metric, b.segment, b.measure.value) for b in found] == [
        ("revenue", "cloud", "level"), ("revenue", "cloud", "share"),
        ("revenue", "Quantum tools", "level"), ("revenue", "Quantum tools", "share"),
        ("revenue", "", "level"), ("revenue", "", "share"),
    ]  # fmt: skip


def test_rows_of_regions_are_bound_to_their_regions() -> None:
    found = rows("Revenue | Q3 2024 | YoY\nEurope | 10 | (2%)\nJapan | 5 | 3%", "US$ millions")
    assert [(b.region, b.metric, b.direction) for b in found] == [
        ("europe", "revenue", ""), ("europe", "revenue", "down"),
        ("japan", "revenue", ""), ("japan", "revenue", "up"),
    ]  # fmt: skip


def test_a_table_with_its_periods_down_the_side_is_read_that_way() -> None:
    found = rows("Period | Revenue | Net profit\n2023 | 100 | 10\n2025E | 150 | 16", "RMB million")
    assert [(str(b.period), b.metric, b.source.value) for b in found] == [
        ("2023", "revenue", "reported"), ("2023", "net_profit", "reported"),
        ("2025", "revenue", "forecast"), ("2025", "net_profit", "forecast"),
    ]  # fmt: skip


def test_rows_of_other_companies_are_theirs() -> None:
    found = rows("Company | Gross margin\nAcme | 35%\nTesla | 18%\nZorp Corp | 20%", "2024")
    assert [(b.entity, b.source.value) for b in found] == [
        ("acme", "reported"), ("tesla", "other"), ("Zorp Corp", "other"),
    ]  # fmt: skip


def test_a_chinese_statement_is_read_with_its_own_signs() -> None:
    found = rows(
        "項目 | 2025年第二季 | 2024年第二季 | 年增率\n營業收入 | 12,345 | 10,000 | 23.5%\n"
        "營業毛利率(%) | 45.2 | 40.0 | 5.2\n稅後淨利 | (123) | 400 | n.m.\n每股盈餘(元) | 1.25 | 1.00 |",
        "單位：新台幣百萬元",
        Context("甲", Period.quarter(2025, 2), "TWD"),
    )
    assert [told(b) for b in found] == [
        ("12,345", "revenue", "2025Q2", "level", "currency:TWD"),
        ("10,000", "revenue", "2024Q2", "level", "currency:TWD"),
        ("23.5%", "revenue", "2025Q2", "yoy", "percent"),
        ("45.2", "gross_margin", "2025Q2", "level", "percent"),
        ("40.0", "gross_margin", "2024Q2", "level", "percent"),
        ("5.2", "gross_margin", "2025Q2", "yoy", "percentage_point"),
        ("(123)", "net_profit", "2025Q2", "level", "currency:TWD"),
        ("400", "net_profit", "2024Q2", "level", "currency:TWD"),
        ("1.25", "eps", "2025Q2", "level", "currency:TWD"),
        ("1.00", "eps", "2024Q2", "level", "currency:TWD"),
    ]
    assert value(found[6]) == Decimal(-123_000_000)
    assert value(found[8]) == Decimal("1.25")


def test_cells_that_write_their_figure_out_are_read_as_text_is() -> None:
    found = rows("| FY2025 guidance | FY2024\nRevenue | $5.0-5.2 billion | $4.6 billion")
    assert [(b.figure.value, b.figure.upper, b.source.value) for b in found] == [
        (Decimal(5_000_000_000), Decimal(5_200_000_000), "target"),
        (Decimal(4_600_000_000), None, "reported"),
    ]


def test_a_table_of_words_gives_no_row() -> None:
    assert rows("Name | Role\nAda | Chair\nBo | Chief executive") == []


REPORT = """# Zorp Corp: third quarter 2024 results

Revenue rose to US$1.2 billion.

In US$ millions

| | Q3 2024 | Q3 2023 |
|---|---|---|
| Revenue | 1,200 | 1,000 |
| Operating profit | 150 | 120 |

Margins improved.
"""


def test_a_reports_table_is_bound_by_row_and_column_and_its_spans_are_the_cells() -> None:
    report = report_from_text(REPORT, id="zorp")
    edition = report.editions[0]
    found = list(bind_edition(report, edition))
    assert [(b.figure.text, b.metric, str(b.period), b.figure.value) for b in found] == [
        ("US$1.2 billion", "revenue", "2024Q3", Decimal(1_200_000_000)),
        ("1,200", "revenue", "2024Q3", Decimal(1_200_000_000)),
        ("1,000", "revenue", "2023Q3", Decimal(1_000_000_000)),
        ("150", "operating_profit", "2024Q3", Decimal(150_000_000)),
        ("120", "operating_profit", "2023Q3", Decimal(120_000_000)),
    ]
    for binding in found:
        assert binding.figure.span.of(edition.text) == binding.figure.text
        assert binding.sentence.covers(binding.figure.span)


def test_the_places_of_a_tables_rows_hold_the_cells_text() -> None:
    report = report_from_text(REPORT, id="zorp")
    for row in bind_report(report):
        (place,) = row.places
        assert report.text_at(place) == place.text == row.figure.text


CELLS = st.text(alphabet="0123456789.,()%-—$ 年Q季同比收入Revenue|\n", max_size=120)


@settings(deadline=None, max_examples=200)
@given(CELLS)
def test_any_text_can_be_read_as_a_table_and_spans_stay_inside(text: str) -> None:
    for binding in rows(text, "RMB million"):
        assert binding.figure.span.of(text) == binding.figure.text
        assert binding.sentence.covers(binding.figure.span)


BY_REGION = (
    "| Revenue ($m) | Change | Price ($) | Margin | Share\n"
    "Americas | 842 | 7.5% | 104.20 | 12.8% | 68%\n"
    "Europe, Middle East and Africa | 401 | -2.0% | 98.10 | 9.9% | 32%"
)


def test_changes_and_shares_beside_a_metric_are_of_it_and_a_price_counts_in_ones() -> None:
    found = rows(BY_REGION.replace("Price", "Average price").replace("Margin", "Gross margin"))
    assert [(b.metric, b.region, b.measure.value, str(value(b))) for b in found[:5]] == [
        ("revenue", "americas", "level", "842000000"),
        ("revenue", "americas", "change", "7.5"),
        ("average_selling_price", "americas", "level", "104.20"),
        ("gross_margin", "americas", "level", "12.8"),
        ("revenue", "americas", "share", "68"),
    ]
    assert {b.region for b in found[5:]} == {"emea"}
    assert {str(b.figure.unit) for b in (found[0], found[2])} == {"currency:USD"}


@pytest.mark.parametrize(
    "note",
    [
        "Members passed 41 million, 20% more than last year.\n\nRegions\n",
        "期末資產負債率52.7%，較年初下降2.3個百分點，"
        + "上年同期為35.0億元，" * 6
        + "\n二、分產品\n",
    ],
)
def test_a_sentence_before_a_table_gives_neither_its_unit_nor_its_period(note: str) -> None:
    found = rows("| Revenue | Change\nFood | 842 | 7.5%", note)
    assert [(str(value(b)), str(b.period)) for b in found] == [("842", "2024Q3"), ("7.5", "2024Q3")]


def test_a_period_over_the_labels_holds_for_the_columns_that_name_none() -> None:
    table = (
        "Full year 2025 | New guidance | Earlier guidance\nRevenue | $5.1 billion | $4.9 billion"
    )
    assert [(str(b.period), b.source.value, b.figure.text) for b in rows(table)] == [
        ("2025", "target", "$5.1 billion"),
        ("2025", "prior_target", "$4.9 billion"),
    ]


def test_one_column_of_shares_after_all_periods_is_of_the_last_of_them() -> None:
    table = "Revenue (m) | Q3 2024 | Q3 2023 | Change | Share\nFood | 80 | 75 | 6.7% | 40%"
    found = [(b.figure.text, str(b.period), b.measure.value) for b in rows(table)]
    assert found[0] == ("80", "2024Q3", "level")
    assert found[-1] == ("40%", "2024Q3", "share")
