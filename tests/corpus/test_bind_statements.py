"""Statements and decks as companies lay them out: each row its own metric, period, unit and sign."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.bind.bind_tables import bind_table
from corpus.bind.binding import Binding, Context
from corpus.bind.table_labels import read_row
from corpus.period import Period

US = Context("acme", Period.year(2020), "USD")
TW = Context("甲", Period.quarter(2025, 4), "TWD")
GB = Context("acme", Period.half(2025, 1), "GBP")
BANK = Context("acme", Period.quarter(2024, 3), "TWD")


def rows(table: str, context: Context, note: str = "") -> list[Binding]:
    return list(bind_table(table, context, note=note)[0])


def told(binding: Binding) -> tuple[str, str, str, Decimal]:
    figure = binding.figure
    return binding.metric, str(binding.period), binding.measure.value, figure.value


def millions(found: list[Binding]) -> dict[tuple[str, str], Decimal]:
    levels = [b for b in found if b.measure.value == "level"]
    return {(b.metric, str(b.period)): b.figure.value / 1_000_000 for b in levels}


INCOME = (
    "Consolidated Statements of Earnings\n"
    "ACME, INC. AND SUBSIDIARIES\n"
    "(In Millions, Except per Share Data)\n"
    " | Fiscal Years Ended May 31, | | \n"
    " | 2020 | 2019 | 2018\n"
    "Net sales | $ 17,626.6 | $ 16,865.2 | $ 15,740.4\n"
    "Cost of products sold | 11,496.7 | 11,108.4 | 10,304.8\n"
    "Gross margin | 6,129.9 | 5,756.8 | 5,435.6\n"
    "Selling, general, and administrative expenses | 3,151.6 | 2,935.8 | 2,850.1\n"
    "Divestitures loss | - | 30.0 | —\n"
    "Interest, net | 466.5 | 521.8 | 373.7\n"
    "Income before income taxes (Note 8) | 2,397.0 | 2,082.0 | 2,135.6\n"
    "Provision for income taxes | (480.5) | (367.8) | (57.3)\n"
    "Net earnings, including earnings attributable to noncontrolling interests"
    " | 2,210.8 | 1,786.2 | 2,163.0\n"
    "Net earnings attributable to Acme | $ 2,181.2 | $ 1,752.7 | $ 2,131.0\n"
    "Earnings per share:\n"
    "Basic | $ 3.59 | $ 2.92 | $ 3.69\n"
    "Diluted | $ 3.56 | $ 2.90 | $ 3.64\n"
    "Weighted average shares outstanding:\n"
    "Basic | 608.1 | 600.4 | 576.8\n"
)


def test_an_american_income_statement_gives_each_line_its_metric_year_and_scale() -> None:
    found = millions(rows(INCOME, US))
    assert {key[0]: value for key, value in found.items() if key[1] == "2020"} == {
        "revenue": Decimal("17626.6"),
        "cost_of_sales": Decimal("11496.7"),
        "gross_profit": Decimal("6129.9"),  # an amount, whatever the label calls it
        "sga_expenses": Decimal("3151.6"),
        "finance_costs": Decimal("466.5"),
        "profit_before_tax": Decimal("2397.0"),
        "income_tax": Decimal("480.5"),  # deducted: the brackets are no sign
        "profit_incl_minorities": Decimal("2210.8"),
        "net_profit": Decimal("2181.2"),
        "eps": Decimal("0.00000359"),  # per share, not in millions
        "diluted_eps": Decimal("0.00000356"),
        "weighted_shares_basic": Decimal("608.1"),
    }
    assert found["Divestitures loss", "2019"] == 30
    assert ("Divestitures loss", "2020") not in found  # a dash is no figure


BALANCE = (
    " | December 31, | \n"
    "(In millions, except share data) | 2021 | 2020\n"
    "Assets\nCurrent assets:\n"
    "Cash and cash equivalents | $ 2,148 | $ 2,672\n"
    "Trade accounts receivable, net of doubtful accounts - $42 and $46 | 2,004 | 2,133\n"
    "Other current assets (Note 11 and 15) | 1,026 | 761\n"
    "Total current assets | 7,659 | 8,004\n"
    "Property, plant and equipment, net of accumulated depreciation - $13,969 | 15,804 | 15,742\n"
    "Total assets | 30,154 | 30,775\n"
    "Liabilities and Equity\nCurrent liabilities:\n"
    "Accounts payable | 1,612 | 1,174\n"
    "Deferred revenue | 300 | 280\n"
    "Total current liabilities | 4,806 | 3,767\n"
    "Long-term debt (Note 12) | 6,989 | 7,816\n"
    "Treasury stock, at cost; Shares held: 970 million | (20,263) | (19,928)\n"
    "Total Acme shareholders’ equity | 12,333 | 13,257\n"
    "Total equity | 12,545 | 13,448\n"
    "Total liabilities and equity | $ 30,154 | $ 30,775\n"
)


def test_a_balance_sheet_keeps_other_items_apart_from_the_totals_they_are_named_after() -> None:
    found = millions(rows(BALANCE, US))
    assert {key[0]: int(value) for key, value in found.items() if key[1] == "2021-12-31"} == {
        "cash": 2148,
        "accounts_receivable": 2004,
        "other_current_assets": 1026,
        "current_assets": 7659,
        "property_plant_equipment": 15804,
        "total_assets": 30154,
        "accounts_payable": 1612,
        "contract_liabilities": 300,
        "current_liabilities": 4806,
        "long_term_debt": 6989,
        "treasury_stock": -20263,
        "Total Acme shareholders’ equity": 12333,
        "equity": 12545,
        "liabilities_and_equity": 30154,
    }


FLOWS = (
    "| 2021 | 2020\n"
    "Cash Flows from Operating Activities:\n"
    "Net income | $ 1,906 | $ 512\n"
    "Depreciation | 1,352 | 1,399\n"
    "Changes in assets and liabilities:\n"
    "Trade accounts receivable | (54) | (274)\n"
    "Inventories | (103) | 423\n"
    "Other current assets | (224) | (25)\n"
    "Income taxes | (213) | (90)\n"
    "Net cash provided by operating activities | 3,412 | 2,180\n"
    "Cash Flows from Investing Activities:\n"
    "Capital expenditures | (1,637) | (1,377)\n"
    "Net cash used in investing activities | (1,419) | (1,310)\n"
    "Net (decrease) increase in cash and cash equivalents | (524) | 238\n"
    "Cash and cash equivalents at beginning of year | 2,672 | 2,434\n"
    "Cash and cash equivalents at end of year | $ 2,148 | $ 2,672\n"
)


def test_in_a_cash_flow_statement_a_balance_is_what_it_changed_by() -> None:
    found = rows(FLOWS, US, "Consolidated Statements of Cash Flows\n(In millions)")
    assert [(*told(b)[:2], int(told(b)[3] / 1_000_000)) for b in found][::2] == [
        ("net_profit", "2021", 1906),
        ("depreciation", "2021", 1352),
        ("change_in_receivables", "2021", -54),
        ("change_in_inventory", "2021", -103),
        ("change in other current assets", "2021", -224),
        ("change in income taxes", "2021", -213),
        ("operating_cash_flow", "2021", 3412),
        ("capital_expenditure", "2021", 1637),
        ("investing_cash_flow", "2021", -1419),
        ("net_change_in_cash", "2021", -524),
        ("cash", "2020-12-31", 2672),  # the beginning of 2021
        ("cash", "2021", 2148),
    ]


QUARTERS = (
    "NT$ M | 4Q 2025 | | 3Q 2025 | | QoQ | 4Q 2024 | | YoY\n"
    "營業收入淨額 | 720,941 | | 567,805 | | 27.0% | 297,182 | | 142.6%\n"
    "已實現營業毛利 | 40,509 | 5.62% | 41,965 | 7.39% | -3.5% | 24,034 | 8.09% | 68.5%\n"
    "營業費用 | (15,036) | -2.09% | (14,822) | -2.61% | 1.4% | 12,175 | 4.10% | 23.5%\n"
    "營業外收入及利益/費用及損失\n"
    "利息費用,淨額 | (4,587) | | (4,352) | | | (1,045) | |\n"
    "所得稅費用 | (4,924) | -23.15% | (5,518) | -25.04% | -10.8% | (3,195) | -25.25% |\n"
    "本期淨利 | 8,167 | | 7,406 | | 10.3% | 5,312 | | 53.7%\n"
    "流通在外股數 (M) | 3,180 | | 3,180 | | | 2,896 | |\n"
    "EPS | 2.60 | | 2.36 | | 10.2% | 1.85 | | 40.5%\n"
)


def test_columns_of_quarters_with_rates_beside_them_give_margins_and_changes() -> None:
    found = rows(QUARTERS, TW)
    by_row: dict[str, list[tuple[str, str, str, Decimal]]] = {}
    for binding in found:
        by_row.setdefault(binding.sentence.of(QUARTERS).split(" | ")[0], []).append(told(binding))
    assert by_row["已實現營業毛利"] == [
        ("gross_profit", "2025Q4", "level", Decimal("40509000000")),
        ("gross_margin", "2025Q4", "level", Decimal("5.62")),
        ("gross_profit", "2025Q3", "level", Decimal("41965000000")),
        ("gross_margin", "2025Q3", "level", Decimal("7.39")),
        ("gross_profit", "2025Q4", "qoq", Decimal("-3.5")),
        ("gross_profit", "2024Q4", "level", Decimal("24034000000")),
        ("gross_margin", "2024Q4", "level", Decimal("8.09")),
        ("gross_profit", "2025Q4", "yoy", Decimal("68.5")),
    ]
    assert by_row["營業費用"][:2] == [
        ("operating_expenses", "2025Q4", "level", Decimal("15036000000")),
        ("operating_expenses", "2025Q4", "share", Decimal("2.09")),
    ]
    assert by_row["所得稅費用"][1] == ("tax_rate", "2025Q4", "level", Decimal("23.15"))
    assert by_row["利息費用,淨額"][0] == ("finance_costs", "2025Q4", "level", Decimal("4587000000"))
    assert by_row["流通在外股數 (M)"][0][3] == Decimal("3180000000")
    assert by_row["EPS"][0] == ("eps", "2025Q4", "level", Decimal("2.60"))


def test_the_same_statement_in_both_languages_gives_the_same_metrics() -> None:
    english = (
        "NT$mn | 4Q25 | 3Q25\nNet revenue | 22,799 | 18,137\nMarketing Exp. | 555 | 375\n"
        "General & Adm. Exp. | 438 | 310\nNon-Operating gains (losses) | 1,865 | 1,231\n"
        "PBT | 5,199 | 2,655\nTAX | 570 | 428\nPAT | 4,629 | 2,227\nA/R Turnover Days | 54 | 54\n"
        "Net PP&E | 8,424 | 8,477\nCash & ST Investments | 17,709 | 13,703\n"
        "Average Exchange Rate--USD/NTD | 31.18 | 31.22\n"
    )
    chinese = (
        "新台幣/百萬元 | 4Q25 | 3Q25\n營業收入 | 22,799 | 18,137\n推銷費用 | 555 | 375\n"
        "管理費用 | 438 | 310\n營業外收益(損失) | 1,865 | 1,231\n稅前淨利 | 5,199 | 2,655\n"
        "所得稅費用(利益) | 570 | 428\n稅後淨利 | 4,629 | 2,227\n應收帳款週轉天數 | 54 | 54\n"
        "不動產、廠房及設備 | 8,424 | 8,477\n現金及約當現金&短期投資 | 17,709 | 13,703\n"
        "平均匯率(美元/新台幣) | 31.18 | 31.22\n"
    )
    one, other = rows(english, TW), rows(chinese, TW)
    assert [told(b) for b in one] == [told(b) for b in other]
    assert [b.metric for b in one][::2] == [
        "revenue", "selling_expenses", "admin_expenses", "non_operating_income",
        "profit_before_tax", "income_tax", "net_profit", "receivable_days",
        "property_plant_equipment", "cash_and_investments", "exchange_rate",
    ]  # fmt: skip
    assert one[-1].figure.value == Decimal("31.22")  # no amount, and not in millions


def test_a_reconciliation_leads_from_stated_to_adjusted_figures() -> None:
    found = rows(
        "NT$/million | 4Q25\nTIFRS Operating Profit | 3,334\nShares-based payment | 122\n"
        "Non-TIFRS Operating Profit | 3,456\nTIFRS Basic EPS (NT$) | 21.74\n"
        "Non-TIFRS Basic EPS (NT$) | 22.24\n",
        TW,
    )
    assert [(b.metric, b.figure.value) for b in found] == [
        ("operating_profit", Decimal("3334000000")),
        ("share_based_compensation", Decimal("122000000")),
        ("adjusted_operating_profit", Decimal("3456000000")),
        ("eps", Decimal("21.74")),
        ("adjusted_eps", Decimal("22.24")),
    ]


def test_signs_and_notes_in_cells_of_their_own_are_no_columns() -> None:
    found = rows(
        " | Note | | 2024 | | 2023 |\n"
        "Revenue | 5 | $ | 1,234 | $ | 1,100 |\n"
        "Other income, net | 7 | | (3 | | (12 | )\n"
        "Margin on sales | | | 12.5 | | 11.0 | %\n",
        US,
        "In thousands",
    )
    assert [(b.metric, str(b.period), b.figure.value) for b in found[:3]] == [
        ("revenue", "2024", Decimal(1_234_000)),
        ("revenue", "2023", Decimal(1_100_000)),
        ("other_income", "2024", Decimal(3_000)),
    ]
    assert found[3].figure.value == Decimal(-12_000)
    assert found[3].figure.text == "(12"  # the span holds what the text writes


def test_rows_under_a_label_are_its_parts_until_a_total_ends_them() -> None:
    found = rows(
        "| 2016 | 2015\nRevenue:\nTransaction-based revenue | 1,456 | 1,050\n"
        "Hardware revenue | 44 | 16\nTotal net revenue | 1,500 | 1,066\n"
        "Cost of revenue:\nTransaction-based costs | 943 | 672\nHardware costs | 69 | 31\n"
        "Total cost of revenue | 1,012 | 703\nLitigation loss | 50 | —\n",
        US,
        "In millions",
    )
    assert [(b.metric, b.segment) for b in found if str(b.period) == "2016"] == [
        ("revenue", "Transaction-based"),
        ("revenue", "hardware"),
        ("revenue", ""),
        ("cost_of_sales", "Transaction-based"),
        ("cost_of_sales", "hardware"),
        ("cost_of_sales", ""),
        ("Litigation loss", ""),
    ]


def test_a_banks_table_tells_rates_from_amounts_and_basis_points_from_percentages() -> None:
    found = rows(
        "| 3Q24 | 2Q24 | QoQ | YoY\nNet interest income | 9,215 | 9,020 | 2.2% | 4.7%\n"
        "Net interest margin (%) | 1.62 | 1.58 | 4bps | 9bps\nNPL ratio | 0.35% | 0.36% | (1)bp | (5)bp\n"
        "Loans (NT$bn) | 2,040 | 2,010 | 1.5% | 8.5%\nProvisions | (118) | (110) | 7.3% | 18.0%\n",
        BANK,
        "NT$ million",
    )
    assert [(b.metric, b.measure.value, b.figure.value, str(b.figure.unit)) for b in found] == [
        ("net_interest_income", "level", Decimal(9_215_000_000), "currency:TWD"),
        ("net_interest_income", "level", Decimal(9_020_000_000), "currency:TWD"),
        ("net_interest_income", "qoq", Decimal("2.2"), "percent"),
        ("net_interest_income", "yoy", Decimal("4.7"), "percent"),
        ("net_interest_margin", "level", Decimal("1.62"), "percent"),
        ("net_interest_margin", "level", Decimal("1.58"), "percent"),
        ("net_interest_margin", "qoq", Decimal(4), "basis_point"),
        ("net_interest_margin", "yoy", Decimal(9), "basis_point"),
        ("npl_ratio", "level", Decimal("0.35"), "percent"),
        ("npl_ratio", "level", Decimal("0.36"), "percent"),
        ("npl_ratio", "qoq", Decimal(-1), "basis_point"),
        ("npl_ratio", "yoy", Decimal(-5), "basis_point"),
        ("loans", "level", Decimal(2_040_000_000_000), "currency:TWD"),
        ("loans", "level", Decimal(2_010_000_000_000), "currency:TWD"),
        ("loans", "qoq", Decimal("1.5"), "percent"),
        ("loans", "yoy", Decimal("8.5"), "percent"),
        ("credit_cost", "level", Decimal(118_000_000), "currency:TWD"),
        ("credit_cost", "level", Decimal(110_000_000), "currency:TWD"),
        ("credit_cost", "qoq", Decimal("7.3"), "percent"),
        ("credit_cost", "yoy", Decimal("18.0"), "percent"),
    ]


def test_a_retailers_table_takes_its_metric_from_the_caption_and_its_unit_from_the_corner() -> None:
    found = rows(
        "£ million | H1 2025 | H1 2024 | Change\nFood | 2,500 | 2,400 | 4.2%\n"
        "Clothing | 1,200 | 1,300 | (7.7)%\nTotal | 3,700 | 3,700 | 0.0%\n",
        GB,
        "Revenue by segment",
    )
    assert [(b.metric, b.segment, b.measure.value, b.figure.value) for b in found][:6] == [
        ("revenue", "grocery", "level", Decimal(2_500_000_000)),
        ("revenue", "grocery", "level", Decimal(2_400_000_000)),
        ("revenue", "grocery", "yoy", Decimal("4.2")),
        ("revenue", "apparel", "level", Decimal(1_200_000_000)),
        ("revenue", "apparel", "level", Decimal(1_300_000_000)),
        ("revenue", "apparel", "yoy", Decimal("-7.7")),
    ]
    assert [b.direction for b in found if b.measure.value == "yoy"] == ["up", "down", "up"]


def test_a_columns_of_percent_without_a_sign_are_parts_of_the_whole_beside_them() -> None:
    found = rows(
        "項目 | 2025年第一季 | % | 2024年第一季 | % | 年增率%\n"
        "營業收入 | 1,000 | 100 | 900 | 100 | 11.1\n營業成本 | (700) | (70) | (650) | (72) | 7.7\n"
        "營業毛利 | 300 | 30 | 250 | 28 | 20.0\n",
        Context("甲", Period.quarter(2025, 1), "TWD"),
        "單位：新台幣百萬元",
    )
    assert [told(b) for b in found[5:]] == [
        ("cost_of_sales", "2025Q1", "level", Decimal(700_000_000)),
        ("cost_of_sales", "2025Q1", "share", Decimal(70)),
        ("cost_of_sales", "2024Q1", "level", Decimal(650_000_000)),
        ("cost_of_sales", "2024Q1", "share", Decimal(72)),
        ("cost_of_sales", "2025Q1", "yoy", Decimal("7.7")),
        ("gross_profit", "2025Q1", "level", Decimal(300_000_000)),
        ("gross_margin", "2025Q1", "level", Decimal(30)),
        ("gross_profit", "2024Q1", "level", Decimal(250_000_000)),
        ("gross_margin", "2024Q1", "level", Decimal(28)),
        ("gross_profit", "2025Q1", "yoy", Decimal("20.0")),
    ]


def test_counts_take_the_scale_in_their_own_label() -> None:
    found = rows("| 2024 | 2025\nSubscribers (million) | 12.1 | 13.4\n", US)
    assert [(b.metric, b.figure.value) for b in found] == [
        ("paying_users", Decimal("12100000")), ("paying_users", Decimal("13400000")),
    ]  # fmt: skip


def test_a_line_of_periods_within_a_table_names_the_columns_anew() -> None:
    found = rows(
        "| 2024 | 2023\nRevenue | 10 | 9\n | 31 December 2024 | 31 December 2023\nTotal assets | 50 | 40\n",
        US,
        "US$ millions",
    )
    assert [(b.metric, str(b.period)) for b in found] == [
        ("revenue", "2024"), ("revenue", "2023"),
        ("total_assets", "2024-12-31"), ("total_assets", "2023-12-31"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "metric"),
    [
        ("Net cash (used) provided by financing activities", "financing_cash_flow"),
        ("Other income (expense), net", "other_income"),
        ("Equity in earnings (losses) of affiliated companies (Note 3)", "equity_method_income"),
        ("Total Acme stockholders' equity", "equity"),
        ("Accumulated other comprehensive income (loss) ........", "accumulated_oci"),
        ("Purchases of land, buildings, and equipment", "capital_expenditure"),
        ("Research, development and engineering expenses", "rd_spending"),
        ("Earnings from continuing operations before income taxes", "profit_before_tax"),
        ("Accrued income taxes", ""),
        ("Deferred provision for income taxes", ""),
        ("Proceeds from sale of loans", ""),
        ("Deposits and incentives", ""),
        ("一、營業收入合計", "revenue"),
        ("減：所得稅費用（附註十二）", "income_tax"),
        ("歸屬於母公司業主之權益合計", "equity_to_owners"),
        ("存貨之淨變動", "change_in_inventory"),
        ("其他應收款項", "other_receivables"),
        ("採用權益法之投資", "long_term_investments"),
        ("經營活動產生的現金流量淨額", "operating_cash_flow"),
        ("支付的所得稅", "tax_paid"),
    ],
)
def test_a_label_is_a_metrics_name_whole_or_not_at_all(label: str, metric: str) -> None:
    assert read_row(label, US).metric == metric


def test_a_mark_of_a_footnote_on_a_year_and_a_heading_over_a_short_label_are_understood() -> None:
    found = rows(
        "| 2024 | 2025*\nCash (NT$) | 3.8 | 5.5\nStock (NT$) | - | -\nEPS (NT$) | 6.11 | 9.04\n",
        TW,
        "Dividend History",
    )
    assert [told(b) for b in found] == [
        ("dividend_per_share", "2024", "level", Decimal("3.8")),
        ("dividend_per_share", "2025", "level", Decimal("5.5")),
        ("eps", "2024", "level", Decimal("6.11")),
        ("eps", "2025", "level", Decimal("9.04")),
    ]


def test_a_label_that_names_a_place_and_more_is_kept_as_written() -> None:
    (found,) = rows("NT$ M | 4Q25\n處份深圳宏芯宇股權利益 | (4,290)\n", TW)
    assert found.metric == "處份深圳宏芯宇股權利益"
