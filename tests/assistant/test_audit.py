"""The audit: what does not tie is found, what ties is left alone."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from assistant.audit.audit import Finding, Relation, Severity, audit
from assistant.audit.audit_interval import Interval, allowed
from assistant.audit.audit_output import finding_json, print_findings
from assistant.audit.audit_words import explanation_of, expression_in, title_of
from assistant.page.audit_view import audit_view
from assistant.page.session import Session
from assistant.testing import FakeAssistant
from corpus.bind.bind_report import bind_report
from corpus.bundled import bundled_report
from corpus.figure import Figure, Span
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.load.load_report import load_report
from corpus.load.split_report import edition_from_markdown
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.report import Place, Report
from corpus.script import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]
ORIGINAL = ROOT.parent / "shared" / "report" / "xiaomi-2025q1-original.txt"
INVENTED = sorted((ROOT / "eval" / "sets" / "reports").glob("*.*"))

# One consistent company: metric | segment | region | period | measure | source | direction | figure
SHEET = """
revenue | | | 2025Q1 | level | reported | | RMB 100.0 billion
revenue | | | 2024Q1 | level | reported | | RMB 80.0 billion
revenue | | | 2025Q1 | yoy | reported | up | 25.0%
revenue | | | 2025Q1 | level | consensus | | RMB 98.2 billion
gross_profit | | | 2025Q1 | level | reported | | RMB 22.0 billion
gross_margin | | | 2025Q1 | level | reported | | 22.0%
gross_margin | | | 2024Q1 | level | reported | | 21.0%
gross_margin | | | 2025Q1 | yoy | reported | up | 1.0 percentage points
revenue | smartphones | | 2025Q1 | level | reported | | RMB 50.0 billion
revenue | smartphones | | 2025Q1 | yoy | reported | up | 11.1%
revenue | smartphones | | 2025Q1 | share | reported | | 50.0%
shipments | smartphones | | 2025Q1 | level | reported | | 40.0 million units
shipments | smartphones | | 2025Q1 | yoy | reported | up | 5.3%
average_selling_price | smartphones | | 2025Q1 | level | reported | | RMB 1,250
average_selling_price | smartphones | | 2025Q1 | yoy | reported | up | 5.5%
revenue | electric_vehicles | | 2025Q1 | level | reported | | RMB 30.0 billion
revenue | electric_vehicles | | 2025Q1 | yoy | reported | up | 50.0%
revenue | electric_vehicles | | 2025Q1 | share | reported | | 30.0%
operating_loss | electric_vehicles | | 2024Q4 | level | reported | | RMB 700 million
operating_loss | electric_vehicles | | 2025Q1 | level | reported | | RMB 500 million
operating_loss | electric_vehicles | | 2025Q1 | qoq | reported | down | 28.6%
deliveries | electric_vehicles | | 2025Q1 | level | reported | | 100,000 vehicles
loss_per_unit | electric_vehicles | | 2025Q1 | level | reported | | RMB 5,000
deliveries | electric_vehicles | | 2025Q1 | cumulative | reported | | over 258,000 vehicles
revenue | internet_services | | 2025Q1 | level | reported | | RMB 20.0 billion
revenue | internet_services | | 2025Q1 | yoy | reported | up | 33.3%
revenue | internet_services | | 2025Q1 | share | reported | | 20.0%
monthly_active_users | smartphones | global | 2025-03 | level | reported | | 719 million users
monthly_active_users | smartphones | global | 2025Q1 | level | reported | | 719 million users
monthly_active_users | smartphones | mainland_china | 2025Q1 | level | reported | | 181 million users
monthly_active_users | smartphones | overseas | 2025-03 | level | reported | | over 538 million users
monthly_active_users | smartphones | overseas | 2025-03 | share | reported | | 74.8%
monthly_active_users | smartphones | global | 2024-12 | level | reported | | 702.3 million users
monthly_active_users | smartphones | global | 2025-03 | change | reported | up | 16.7 million users
market_share | smartphones | | 2025Q1 | level | reported | | 18.8%
profit_before_tax | | | 2025Q1 | level | reported | | RMB 8.12 billion
income_tax | | | 2025Q1 | level | reported | | RMB 1.46 billion
tax_rate | | | 2025Q1 | level | reported | | 18.0%
net_profit | | | 2025Q1 | level | reported | | RMB 6.66 billion
revenue | | | 2025 | level | forecast | | RMB 420-450 billion
revenue | | | 2025 | yoy | forecast | up | 20%-28.6%
target_price | | | | level | forecast | | HK$65-75
upside | | | | level | forecast | | 30%-50%
share_price | | | | level | reported | | HK$50.0
""".strip().splitlines()


def table_of(lines: Sequence[str], *, curated: bool = True) -> tuple[Report, KpiTable]:
    """A report with a paragraph for each line of a sheet, and its table."""
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    text = "\n\n".join(["# A little report", *(cell[-1] for cell in cells)])
    edition = edition_from_markdown(text, "en", "r")
    rows: list[KpiRow] = []
    for paragraph, row in zip(edition.paragraphs[1:], cells, strict=True):
        metric, segment, region, period, measure, source, direction, written = row
        (figure,) = read_figures(written, currency="CNY")
        figure = replace(figure, span=figure.span.shifted(paragraph.start))
        rows.append(
            KpiRow(
                f"r#{len(rows)}", "r", metric, figure, "acme", segment, region,
                Period.parse(period) if period else None, Measure(measure), SourceKind(source),
                direction=direction, curated=curated,
                places=(Place("r", "en", figure.span, figure.text),),
            )
        )  # fmt: skip
    report = Report("r", "A little report", (edition,), subject="acme", currency="CNY")
    return report, KpiTable(tuple(rows))


def findings_with(old: str, new: str) -> tuple[Finding, ...]:
    """The audit of the sheet with `new` in place of `old`, which is in one of its lines."""
    assert sum(old in line for line in SHEET) == 1
    return audit(*table_of([line.replace(old, new) if old in line else line for line in SHEET]))


def test_a_consistent_sheet_has_no_finding() -> None:
    assert audit(*table_of(SHEET)) == ()


@pytest.mark.parametrize(
    ("old", "new", "kind", "expression"),
    [
        ("smartphones | | 2025Q1 | share | reported | | 50.0%", "smartphones | | 2025Q1 | share | reported | | 55.0%", Relation.SHARE, "RMB 50.0 billion ÷ RMB 100.0 billion × 100 = 50.00%"),
        ("share | reported | | 74.8%", "share | reported | | 78.4%", Relation.SHARE, "538 million users ÷ 719 million users × 100 = 74.83%"),
        ("| | | 2024Q1 | level | reported | | RMB 80.0 billion", "| | | 2024Q1 | level | reported | | RMB 88.0 billion", Relation.GROWTH, "(RMB 100.0 billion ÷ RMB 88.0 billion − 1) × 100 = 13.64%"),
        ("reported | up | 1.0 percentage points", "reported | up | 2.0 percentage points", Relation.GROWTH, "22.0% − 21.0% = 1.00"),
        ("reported | down | 28.6%", "reported | down | 26.8%", Relation.GROWTH, "(RMB 500 million ÷ RMB 700 million − 1) × 100 = -28.57%"),
        ("reported | down | 28.6%", "reported | up | 28.6%", Relation.GROWTH, "(RMB 500 million ÷ RMB 700 million − 1) × 100 = -28.57%"),
        ("16.7 million users", "17.6 million users", Relation.GROWTH, "719 million users − 702.3 million users = 16,700,000"),
        ("RMB 5,000", "RMB 6,590", Relation.PER_UNIT, "RMB 6,590 × 100,000 vehicles = 659,000,000"),
        ("over 258,000 vehicles", "over 85,000 vehicles", Relation.BOUND, "85,000 vehicles < 100,000 vehicles"),
        ("RMB 1,250", "RMB 1,520", Relation.PRICE_VOLUME, "RMB 1,520 × 40.0 million units = 60,800,000,000"),
        ("up | 5.5%", "up | 8.5%", Relation.PRICE_VOLUME, "((1 + 5.3%) × (1 + 8.5%) − 1) × 100 = 14.25%"),
        ("RMB 22.0 billion", "RMB 23.0 billion", Relation.MARGIN, "RMB 23.0 billion ÷ RMB 100.0 billion × 100 = 23.00%"),
        ("tax_rate | | | 2025Q1 | level | reported | | 18.0%", "tax_rate | | | 2025Q1 | level | reported | | 16.0%", Relation.MARGIN, "RMB 1.46 billion ÷ RMB 8.12 billion × 100 = 17.98%"),
        ("RMB 6.66 billion", "RMB 6.06 billion", Relation.MARGIN, "RMB 8.12 billion − RMB 1.46 billion = 6,660,000,000"),
        ("20%-28.6%", "20%-38.6%", Relation.RANGE, "420 ÷ (1 + 20%) = 350.00; 450 ÷ (1 + 38.6%) = 324.68"),
        ("level | forecast | | 30%-50%", "level | forecast | | 30%-45%", Relation.TARGET_PRICE, "65 ÷ (1 + 30%) = 50.00; 75 ÷ (1 + 45%) = 51.72"),
        ("HK$50.0", "HK$55.0", Relation.TARGET_PRICE, "65 ÷ (1 + 30%) = 50.00; 75 ÷ (1 + 50%) = 50.00"),
        ("2025Q1 | level | reported | | 18.8%", "2025Q1 | level | reported | | 188%", Relation.IMPOSSIBLE, "188% > 100%"),
        ("2025Q1 | level | reported | | 719 million users", "2025Q1 | level | reported | | 791 million users", Relation.RESTATED, "791 million users ≠ 719 million users"),
    ],
)  # fmt: skip
def test_one_broken_figure_gives_exactly_the_finding_that_names_it(
    old: str, new: str, kind: Relation, expression: str
) -> None:
    found = findings_with(old, new)
    assert [(f.kind, f.expression) for f in found] == [(kind, expression)]
    assert found[0].severity is not Severity.NOTE


def test_parts_that_make_up_the_whole_must_add_up_to_it() -> None:
    """Shares of 50, 30 and 20 percent leave nothing over; the share itself is off too."""
    found = findings_with(
        "| level | reported | | RMB 20.0 billion", "| level | reported | | RMB 18.0 billion"
    )
    kinds = {f.kind: f for f in found}
    assert kinds[Relation.PARTS].expression == (
        "RMB 50.0 billion + RMB 30.0 billion + RMB 18.0 billion = 98,000,000,000"
    )
    assert kinds[Relation.PARTS].severity is Severity.CONFLICT
    assert Relation.SHARE in kinds


def test_home_and_overseas_must_add_up_to_the_world() -> None:
    found = findings_with("181 million users", "118 million users")
    assert [f.kind for f in found] == [Relation.PARTS]
    assert (found[0].value, found[0].severity) == (Decimal(656_000_000), Severity.CONFLICT)


def test_a_forecast_must_fit_the_base_that_is_stated() -> None:
    base = "revenue | | | 2024 | level | reported | | RMB 350 billion"
    assert audit(*table_of([*SHEET, base])) == ()
    (found,) = audit(*table_of([*SHEET, base.replace("350", "380")]))
    assert (found.case, found.rows[2].figure.text) == ("range_base", "RMB 380 billion")


def test_the_quarters_of_a_year_must_add_up_to_it() -> None:
    quarters = ("24.0", "26.0", "25.0", "30.0")
    lines = [
        f"revenue | | | 2024Q{n} | level | reported | | RMB {amount} billion"
        for n, amount in enumerate(quarters, start=1)
    ]
    year = "revenue | | | 2024 | level | reported | | RMB 105.0 billion"
    assert audit(*table_of([*lines, year])) == ()
    assert audit(*table_of([*lines[1:], year.replace("105", "150")])) == ()  # a quarter is missing
    (found,) = audit(*table_of([*lines, year.replace("105", "150")]))
    assert (found.kind, found.value) == (Relation.PARTS, Decimal(105_000_000_000))


def test_a_region_cannot_be_more_than_the_world() -> None:
    lines = [
        "shipments | smartphones | global | 2025Q1 | level | reported | | 41.8 million units",
        "shipments | smartphones | mainland_china | 2025Q1 | level | reported | | 53.3 million units",
    ]
    (found,) = audit(*table_of(lines))
    assert (found.case, found.severity) == ("part_exceeds", Severity.CONFLICT)


def test_the_growth_of_parts_bounds_that_of_the_whole() -> None:
    """Bases of 45, 20 and 15 billion: a growth of 53.8% would need a base of 65."""
    lines = [line for line in SHEET if "| 2024Q1 | level | reported | | RMB 80.0" not in line]
    lines = [line.replace("up | 25.0%", "up | 53.8%") for line in lines]
    found = audit(*table_of(lines))
    assert [f.kind for f in found] == [Relation.PARTS_GROWTH, Relation.LABEL]
    assert found[0].low < 25 < found[0].high < 53
    assert found[0].rows[0].figure.text == "53.8%"
    assert found[1].rows[0].figure.text == "33.3%"  # without that business the bases tie


def test_a_whole_that_grew_less_than_all_its_parts_is_found() -> None:
    lines = [line for line in SHEET if "| 2024Q1 | level | reported | | RMB 80.0" not in line]
    found = audit(*table_of([line.replace("up | 25.0%", "up | 5.2%") for line in lines]))
    assert [(f.kind, f.case) for f in found] == [(Relation.PARTS_GROWTH, "parts_growth_complete")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RMB 500 million", "RMB 0.5 billion"),
        ("18.0%", "about 18%"),
        ("deliveries | electric_vehicles | | 2025Q1 | level | reported | | 100,000 vehicles", "deliveries | su7 | | 2025Q1 | level | reported | | 90,000 vehicles"),
        ("| 2025Q1 | level | consensus | | RMB 98.2 billion", "| 2025Q1 | level | target | | RMB 98.2 billion"),
        ("| 2024Q1 | level | reported | | RMB 80.0 billion", "| 2023Q1 | level | reported | | RMB 60.0 billion"),
        ("share | reported | | 74.8%", "share | target | | 80.0%"),
    ],
)  # fmt: skip
def test_other_scopes_periods_and_sources_are_not_mixed(old: str, new: str) -> None:
    assert [f for f in findings_with(old, new) if f.severity is not Severity.NOTE] == []


def test_units_of_a_product_against_the_revenue_of_its_business_are_a_note() -> None:
    lines = [
        "revenue | electric_vehicles | | 2025Q1 | level | reported | | RMB 18.6 billion",
        "average_selling_price | electric_vehicles | | 2025Q1 | level | reported | | RMB 238,300",
        "deliveries | su7 | | 2025Q1 | level | reported | | 75,869 vehicles",
    ]
    (found,) = audit(*table_of(lines))
    assert (found.kind, found.severity) == (Relation.PRICE_VOLUME, Severity.NOTE)
    assert found.value == Decimal(18_079_582_700)


def test_rounding_of_every_operand_is_allowed_for() -> None:
    lines = [
        "revenue | | | 2025Q1 | level | reported | | RMB 3 billion",
        "revenue | iot | | 2025Q1 | level | reported | | RMB 1 billion",
        "revenue | iot | | 2025Q1 | share | reported | | 40%",
    ]
    assert audit(*table_of(lines)) == ()  # 1.4 of 2.6 billion, rounded, would even be 54%
    (found,) = audit(*table_of([*lines[:2], lines[2].replace("40%", "65%")]))
    assert (round(found.low, 1), round(found.high, 1)) == (Decimal("14.3"), Decimal("60.0"))


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("RMB 111.3 billion", 111_250_000_000, 111_350_000_000),
        ("41,800,000 units", 41_750_000, 41_850_000),
        ("75,869 units", "75868.5", "75869.5"),
        ("over 55%", "54.5", "65.5"),
        ("at most 30 stores", "-70.5", "30.5"),
        ("about 6,590 units", 6575, 6605),
        ("120 basis points", "1.195", "1.205"),
        ("34%-40%", "33.5", "40.5"),
    ],
)  # fmt: skip
def test_digits_and_bounds_tell_what_a_figure_can_stand_for(
    written: str, low: object, high: object
) -> None:
    (figure,) = read_figures(written)
    interval = allowed(figure)
    assert (interval.low, interval.high) == (Decimal(str(low)), Decimal(str(high)))


numbers = st.decimals(min_value=-1000, max_value=1000, places=2)


@given(
    numbers, numbers, numbers, numbers, st.sampled_from([Decimal(0), Decimal(1), Decimal("0.3")])
)
def test_interval_arithmetic_holds_every_result_of_members(
    a: Decimal, b: Decimal, c: Decimal, d: Decimal, at: Decimal
) -> None:
    one = Interval(min(a, b), min(a, b), max(a, b))
    two = Interval(min(c, d), min(c, d), max(c, d))
    x, y = one.low + (one.high - one.low) * at, two.low + (two.high - two.low) * at
    for result, value in ((one + two, x + y), (one - two, x - y), (one * two, x * y)):
        assert result.low <= value <= result.high
    quotient = one.over(two)
    assert (quotient is None) == (two.low <= 0 <= two.high)
    if quotient is not None:
        assert quotient.low <= x / y <= quotient.high


# The reports themselves.


def test_the_first_report_does_not_tie_where_it_does_not() -> None:
    found = audit(*bundled_report())
    told = [(f.severity.value, f.kind.value, f.rows[0].figure.text) for f in found]
    assert told == [
        ("conflict", "parts_growth", "47.4%"),
        ("conflict", "share", "16.2%"),
        ("doubtful", "label", "10.7%"),
        ("doubtful", "target_price", "30%-45%"),
        ("note", "price_volume", "186億元"),
        ("note", "per_unit", "6590元"),
    ]
    growth, share = found[0], found[1]
    assert (round(growth.low, 1), round(growth.high, 1)) == (Decimal("20.3"), Decimal("22.8"))
    assert share.expression == "186億元 ÷ 1113億元 × 100 = 16.71%"
    assert Decimal("16.65") < share.low < share.high < Decimal("16.77")


def test_every_place_of_a_finding_holds_its_figure() -> None:
    report, table = bundled_report()
    for finding in audit(report, table):
        assert {place.language for place in finding.places} == {"zh-Hant", "en"}
        for place in finding.places:
            assert report.text_at(place) == place.text != ""


@pytest.mark.skipif(not ORIGINAL.exists(), reason="the original report is not at hand")
def test_the_automatic_table_of_the_original_leads_to_the_same_findings() -> None:
    report = load_report(ORIGINAL)
    told = {(f.kind, f.rows[0].figure.text) for f in audit(report, bind_report(report))}
    assert {(Relation.PARTS_GROWTH, "47.4%"), (Relation.SHARE, "16.2%")} <= told


def test_both_editions_read_on_their_own_lead_to_the_same_findings() -> None:
    told = []
    for name in ("report.en.md", "report.zh-Hant.md"):
        report = load_report(ROOT / "corpus" / "reports" / "xiaomi-2025q1" / name)
        told.append(
            [(f.severity, f.case, f.low, f.high) for f in audit(report, bind_report(report))]
        )
    assert told[0] == told[1]
    assert len(told[0]) == 6


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: path.stem)
def test_consistent_reports_read_automatically_raise_no_alarm(path: Path) -> None:
    report = load_report(path)
    found = audit(report, bind_report(report))
    assert [f.expression for f in found if f.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("55.0% of the group", "56.0% of the group", Relation.SHARE),
        ("16.0% of the group", "61.0% of the group", Relation.SHARE),
        ("up 7.9% from", "up 9.7% from", Relation.GROWTH),
        ("£825 million that analysts", "£852 million that analysts", Relation.LABEL),
        ("31.5% of revenue", "35.1% of revenue", Relation.SHARE),
        ("有效稅率為18.0%", "有效稅率為16.0%", Relation.MARGIN),
        ("占淨收益的65.0%", "占淨收益的56.0%", Relation.SHARE),
        ("占淨收益的25.0%", "占淨收益的35.0%", Relation.SHARE),
        ("元，占30%", "元，占33%", Relation.SHARE),
        ("市場預期的63.5億元", "市場預期的68.5億元", Relation.LABEL),
    ],
)  # fmt: skip
def test_an_error_planted_in_a_report_is_found_by_the_automatic_table(
    old: str, new: str, kind: Relation, tmp_path: Path
) -> None:
    (path,) = (path for path in INVENTED if old in path.read_text("utf-8"))
    broken = tmp_path / path.name
    broken.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    report = load_report(broken)
    assert [f.kind for f in audit(report, bind_report(report))] == [kind]


def test_editions_that_disagree_are_told() -> None:
    zh = edition_from_markdown("# 報告\n\n第一季度收入為186億元。\n", "zh-Hant", "r")
    en = edition_from_markdown("# Report\n\nRevenue was RMB 16.8 billion.\n", "en", "r")
    (figure,) = read_figures(zh.text, currency="CNY")[-1:]
    row = KpiRow(
        "r#1", "r", "revenue", figure, places=(Place("r", "zh-Hant", figure.span, figure.text),)
    )
    report = Report("r", "報告", (zh, en), currency="CNY", paired=True)
    (found,) = audit(report, KpiTable((row,)))
    assert (found.kind, found.expression) == (Relation.EDITIONS, "186億元 ≠ RMB 16.8 billion")
    assert "RMB 16.8 billion" in explanation_of(found, "en")
    assert audit(replace(report, editions=(zh,)), KpiTable((row,))) == ()


def test_rows_of_another_report_are_left_out() -> None:
    report, table = table_of(SHEET)
    others = tuple(replace(row, report_id="other") for row in table)
    assert audit(report, KpiTable(others)) == ()


# Wording and output.


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_are_worded_in_every_language(language: Language) -> None:
    for finding in audit(*bundled_report()):
        for said in (title_of(finding, language), explanation_of(finding, language)):
            assert said and "{" not in said
            assert any("\u4e00" <= c <= "\u9fff" for c in said) == (language != "en")
    share = audit(*bundled_report())[1]
    told = {"en": "RMB 18.6 billion ÷ RMB 111.3 billion × 100 = 16.71%", "zh-Hant": "186億元 ÷ 1113億元 × 100 = 16.71%", "zh-Hans": "186亿元 ÷ 1113亿元 × 100 = 16.71%"}  # fmt: skip
    assert expression_in(share, language) == told[language]


def test_json_of_a_finding_is_plain_and_keeps_numbers_exact() -> None:
    values = [json.loads(json.dumps(finding_json(f))) for f in audit(*bundled_report())]
    share = values[1]
    assert (share["kind"], share["severity"], share["unit"]) == ("share", "conflict", "percent")
    assert Decimal(share["low"]) < Decimal(share["value"]) < Decimal(share["high"])
    assert [row["figure"]["text"] for row in share["rows"]] == ["16.2%", "186億元", "1113億元"]
    assert set(share["title"]) == set(LANGUAGES)
    assert len(share["spans"]) == 6


def test_the_terminal_shows_each_finding_and_the_counts() -> None:
    shown = io.StringIO()
    print_findings(audit(*bundled_report()), console=Console(file=shown, width=200))
    text = shown.getvalue()
    assert "✗ conflict: The share does not fit the amounts" in text
    assert "2 conflicts · 2 doubtful · 2 notes" in text


def test_the_page_escapes_what_a_report_says() -> None:
    lines = [
        line.replace("electric_vehicles", "<script>x</script>").replace("30.0%", "39.0%")
        for line in SHEET
    ]
    report, table = table_of(lines)
    session = Session.start(FakeAssistant((report,), table.rows))
    markup = audit_view(session)
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup
    assert 'data-event="row"' in markup


# Nothing that a table can hold makes the audit fail.

figures = st.builds(
    Figure,
    value=st.one_of(
        st.decimals(allow_nan=False, allow_infinity=False, min_value=-200, max_value=200, places=1),
        st.sampled_from([Decimal(0), Decimal("1e30"), Decimal("-1e30"), Decimal("1e-9")]),
    ),
    unit=st.sampled_from([read_figures(w, currency="CNY")[0].unit for w in ("5%", "5元", "5 units", "5個百分點", "5 times")]),
    text=st.sampled_from(["5", "12.5%", "doubled", "{0}", "{"]),
    span=st.just(Span(0, 1)),
    quantum=st.sampled_from([Decimal(1), Decimal("0.1"), Decimal("1e8"), Decimal("1e-9")]),
    upper=st.one_of(st.none(), st.just(Decimal(300))),
)  # fmt: skip
hostile = st.builds(
    KpiRow,
    id=st.integers(0, 10**6).map(str),
    report_id=st.just("r"),
    metric=st.sampled_from(["revenue", "gross_margin", "gross_profit", "average_selling_price", "deliveries", "upside", "target_price", "loss_per_unit", "operating_loss", "{x}"]),
    figure=figures,
    segment=st.sampled_from(["", "su7", "electric_vehicles", "smartphones", "iot"]),
    region=st.sampled_from(["", "global", "overseas", "mainland_china"]),
    period=st.sampled_from([None, Period.parse("2025Q1"), Period.parse("2024Q1"), Period.parse("2024Q4")]),
    measure=st.sampled_from(list(Measure)),
    source=st.sampled_from(list(SourceKind)),
    direction=st.sampled_from(["", "up", "down"]),
    curated=st.booleans(),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(hostile, max_size=24))
def test_no_table_makes_the_audit_fail(rows: list[KpiRow]) -> None:
    edition = edition_from_markdown("# R\n\nx\n", "en", "r")
    report = Report("r", "R", (edition,), subject="acme")
    for finding in audit(report, KpiTable(tuple(rows))):
        assert finding.low <= finding.high
        for language in LANGUAGES:
            finding_json(finding)
            expression_in(finding, language)
