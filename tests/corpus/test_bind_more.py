"""Binding in reports of many industries: names the vocabulary lacks, lists, labels, guidance; and
the first report, as its broker published it, against the curated table."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus.bind.bind_figures import bind_figures
from corpus.bind.bind_report import bind_edition
from corpus.bind.binding import Binding, Context
from corpus.bind.topics import topics
from corpus.bundled import bundled_report
from corpus.figure import Span
from corpus.kpi import KpiRow
from corpus.kpi_names import vocabulary
from corpus.load.find_subject import find_subject
from corpus.load.load_report import load_report, report_from_text
from corpus.period import Period

ORIGINAL = Path(__file__).resolve().parents[3] / "shared" / "report" / "xiaomi-2025q1-original.txt"
SLOTS = ("metric", "entity", "segment", "region", "period", "measure", "source")
QUARTER = Context("Harbour plc", Period.quarter(2024, 3), "GBP")


def bound(text: str, context: Context = QUARTER) -> list[Binding]:
    return list(bind_figures(text, context))


def told(text: str, *slots: str, context: Context = QUARTER) -> list[tuple[str, ...]]:
    return [
        (b.figure.text, *(str(getattr(b, s) or "") for s in slots)) for b in bound(text, context)
    ]


# -- what the vocabulary does not hold --------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Overtime hours fell 17%.", [("17%", "Overtime hours", "")]),
        ("On-shelf availability averaged 96.3%.", [("96.3%", "On-shelf availability", "")]),
        ("Garden furniture sales fell 8%.", [("8%", "revenue", "Garden furniture")]),
        ("Own-brand lines made up 47% of sales.", [("47%", "revenue", "Own-brand lines")]),
        ("The tool handles 70% of online picking.", [("70%", "online picking", "online_channel")]),
        ("提存準備率為1.3%。", [("1.3%", "提存準備率", "")]),
        ("數位帳戶達214萬戶，年增27%。", [("214萬戶", "數位帳戶", ""), ("27%", "數位帳戶", "")]),
        ("消費性放款為3,060億元。", [("3,060億元", "loans", "消費性")]),
        ("國產白蛋白批簽發2857萬件。", [("2857萬件", "lot_release", "國產白蛋白")]),
        ("2024年前三季因子VIII批簽發166萬瓶。", [("166萬瓶", "lot_release", "因子VIII")]),
        ("數位通路已處理91%的轉帳交易。", [("91%", "轉帳交易", "")]),
    ],
)
def test_unknown_names_are_kept_as_written(text: str, wanted: list[tuple[str, ...]]) -> None:
    assert told(text, "metric", "segment") == wanted


def test_a_rate_is_not_taken_for_the_amount_that_its_name_begins_with() -> None:
    (binding,) = bound("團體保費收入率為12%。")
    assert binding.metric == "團體保費收入率"


def test_what_adds_to_a_margin_is_not_the_margin() -> None:
    text = "Gross margin was 38.6%. Lower freight rates added 50 basis points."
    assert told(text, "metric") == [("38.6%", "gross_margin"), ("50 basis points", "gross_margin")]


def test_a_small_number_counts_the_noun_after_it() -> None:
    text = "We run 412 stores in three formats, and all but 12 desks have moved."
    assert told(text, "metric") == [
        ("412 stores", "stores"),
        ("three", "formats"),
        ("12", "desks"),
    ]


# -- lists and labels -------------------------------------------------------------------


def test_each_part_of_an_enumeration_has_its_amount_and_its_share() -> None:
    text = "放款餘額為2.04兆元，其中企業金融1.122兆元，占55%，房屋貸款6,120億元，占30%，其餘為3,060億元。"
    assert told(text, "metric", "segment", "measure") == [
        ("2.04兆元", "loans", "", "level"),
        ("1.122兆元", "loans", "corporate_banking", "level"),
        ("55%", "loans", "corporate_banking", "share"),
        ("6,120億元", "loans", "mortgages", "level"),
        ("30%", "loans", "mortgages", "share"),
        ("3,060億元", "loans", "其餘", "level"),
    ]


def test_a_part_named_last_is_not_inherited_by_the_next_sentence() -> None:
    text = "放款餘額為2.04兆元，其中企業金融1.122兆元，個人金融0.9兆元。存款餘額為2.72兆元。"
    assert bound(text)[-1].segment == ""


def test_a_label_says_what_its_line_is_about() -> None:
    text = "➢白蛋白：批簽發4477萬件，同比增長16%；➢靜丙：批簽發975萬瓶，同比下降2%。"
    assert told(text, "segment", "metric", "direction") == [
        ("4477萬件", "白蛋白", "lot_release", ""), ("16%", "白蛋白", "lot_release", "up"),
        ("975萬瓶", "靜丙", "lot_release", ""), ("2%", "靜丙", "lot_release", "down"),
    ]  # fmt: skip


def test_labels_that_say_something_are_no_topics() -> None:
    words = vocabulary()
    assert topics("資料來源：公司公告。主要原因：成本下降。毛利率：22%。", words) == ()
    assert [t.segment for t in topics("Food: sales rose. Kitchen & bath: sales fell.", words)] == [
        "grocery", "Kitchen & bath",
    ]  # fmt: skip


def test_a_label_in_a_bullet_holds_for_the_bullets_below_it() -> None:
    report = report_from_text("某公司2024年報\n\n➢靜丙：同比增長。\n\n➢批簽發975萬瓶。\n", id="x")
    (binding,) = bind_edition(report, report.editions[0])
    assert binding.segment == "靜丙"


@pytest.mark.parametrize(
    ("text", "slot", "wanted"),
    [
        ("Sales in China fell to £5m, while sales in Japan and Europe were £3m and £2m, respectively.",
         "region", ["mainland_china", "japan", "europe"]),
        ("雲端與資安業務營收分別成長35%和28%。", "segment", ["cloud", "資安業務"]),
        ("預計2024-2026年淨利潤分別為156億元、171億元和189億元。", "period", ["2024", "2025", "2026"]),
        ("出口和進口分別為30億美元和6億美元。", "metric", ["exports", "imports"]),
    ],
)  # fmt: skip
def test_lists_are_dealt_out_respectively(text: str, slot: str, wanted: list[str]) -> None:
    assert [str(getattr(b, slot)) for b in bound(text)] == wanted


def test_a_list_of_changes_is_of_one_kind() -> None:
    text = "收入同比增長15%、10%和11%。"
    assert {b.measure.value for b in bound(text)} == {"yoy"}


def test_ratings_after_slashes_share_their_metric() -> None:
    text = "預計淨利潤為4.1/6.3/9.5億元，對應PE為165/108/72倍。"
    assert bound(text)[-1].metric == "pe_ratio"


# -- shares, bases and periods ----------------------------------------------------------


def test_a_share_of_another_metric_is_the_subjects_share() -> None:
    text = "淨利息收入為118.6億元，占淨收益的65.0%。"
    assert told(text, "metric", "measure")[1] == ("65.0%", "net_interest_income", "share")


def test_the_base_of_a_change_keeps_its_period_to_itself() -> None:
    text = "Net debt fell to £214 million from £251 million at the end of August 2024."
    assert told(text, "period") == [("£214 million", "2024Q3"), ("£251 million", "2024-08")]


def test_last_year_beside_a_quarters_value_is_the_quarter_of_last_year() -> None:
    text = "Operating costs were £265 million, or 31.5% of revenue, compared with 31.9% last year."
    assert [str(b.period) for b in bound(text)] == ["2024Q3", "2024Q3", "2023Q3"]


def test_a_change_from_the_value_of_a_year_before_is_year_on_year() -> None:
    text = "Revenue was £842 million, up 7.9% from £780 million a year earlier."
    assert told(text, "measure")[1] == ("7.9%", "yoy")


def test_a_value_compared_with_the_start_of_the_year_is_not_of_that_day() -> None:
    context = Context("甲", Period.half(2024, 1), "CNY")
    text = "內含價值為4,820億元，較2023年末增長4.1%；償付能力充足率為158%。"
    assert {str(b.period) for b in bound(text, context)} == {"2024H1"}


def test_years_between_which_something_grew_belong_to_its_ends() -> None:
    text = "自2015年至2019年，市場規模從142億元增至243億元，年複合增長率為14.4%。"
    assert told(text, "period") == [
        ("142億元", "2015"), ("243億元", "2019"), ("14.4%", "2015..2019"),
    ]  # fmt: skip


def test_days_of_stock_are_a_level_of_their_own() -> None:
    text = (
        "Inventory was £1.6 billion, or 104 days, compared with 112 days at the end of June 2024."
    )
    assert told(text, "metric", "measure")[1:] == [
        ("104 days", "inventory_days", "level"), ("112 days", "inventory_days", "level"),
    ]  # fmt: skip


# -- who says it ------------------------------------------------------------------------


def test_guidance_and_what_it_replaces() -> None:
    text = "We now expect operating profit of £205-215 million, against our earlier range of £190-200 million."
    assert [b.source.value for b in bound(text)] == ["forecast", "prior_target"]


def test_a_raised_target_replaces_the_one_it_was_raised_from() -> None:
    text = "Management raised its capital expenditure target to £900 million from £800 million."
    assert [b.source.value for b in bound(text)] == ["target", "prior_target"]


def test_a_possessive_is_a_company_unless_the_text_uses_it_as_a_business() -> None:
    text = "Motor premiums rose 11%. Motor's combined ratio was 97.2%. Marlowe's combined ratio was 95%."
    assert told(text, "entity", "segment")[1:] == [
        ("97.2%", "Harbour plc", "Motor"), ("95%", "Marlowe", ""),
    ]  # fmt: skip


def test_the_subjects_name_is_no_business_whatever_its_words() -> None:
    context = Context("Norvane Semiconductor", Period.quarter(2024, 3), "USD")
    (binding,) = bound("Norvane Semiconductor posted revenue of $2.41 billion.", context)
    assert (binding.entity, binding.segment) == ("Norvane Semiconductor", "")


def test_a_region_in_a_condition_is_no_market() -> None:
    text = "美國若再降息，淨利差將縮減2個基點。"
    assert bound(text)[0].region == ""


def test_a_mark_that_was_passed_and_a_class_that_was_joined_are_no_results() -> None:
    assert [b.measure.value for b in bound("收入越過千億元關口。")] == ["band"]
    (binding,) = bound("增速在前五名廠商中最快。")
    assert (binding.measure.value, binding.entity) == ("band", "industry")


def test_a_common_word_that_ends_like_a_company_is_not_the_reports_subject() -> None:
    assert find_subject("首選優質賽道龍頭公司\n\n行業收入增長。")[0] == ""
    assert find_subject("海嶼商業銀行2024年業績\n\n海嶼商業銀行淨收益增長。")[0] == "海嶼商業銀行"


# -- the first report as published ------------------------------------------------------


def agrees(slot: str, row: KpiRow, binding: Binding) -> bool:
    wanted, got = getattr(row, slot), getattr(binding, slot)
    if slot == "region" and {wanted, got} == {"", "global"}:
        return True
    if slot == "period" and isinstance(wanted, Period) and isinstance(got, Period):
        same_end = wanted.end == got.end and min(wanted.month_count, got.month_count) == 1
        return wanted == got or same_end
    return wanted == got or (slot == "period" and wanted is None)


@pytest.mark.skipif(not ORIGINAL.exists(), reason="the report as published is not here")
def test_the_published_report_gives_the_curated_rows_and_hardly_a_wrong_one() -> None:
    report = load_report(ORIGINAL)
    edition = report.editions[0]
    _, curated = bundled_report()
    found = list(bind_edition(report, edition))

    def fits(row: KpiRow, binding: Binding) -> bool:
        same = binding.figure.same_amount(row.figure)
        return same and all(agrees(slot, row, binding) for slot in SLOTS)

    right = sum(any(fits(row, binding) for binding in found) for row in curated)
    known = [b for b in found if any(b.figure.same_amount(row.figure) for row in curated)]
    wrong = [b.figure.text for b in known if not any(fits(row, b) for row in curated)]
    assert right / len(curated) >= 0.96
    assert len(wrong) / len(found) <= 0.02, wrong


def test_a_hundred_thousand_characters_are_bound_in_seconds() -> None:
    line = "2024年第三季淨利息收入為118.6億元，年增6.0%，占淨收益的65.0%，信用卡流通卡數為386萬張。"
    report = report_from_text("\n\n".join([line] * 2_000), id="long")
    edition = report.editions[0]
    begun = time.process_time()
    count = sum(1 for _ in bind_edition(report, edition))
    assert count > 7_900
    assert time.process_time() - begun < 15
    assert edition.paragraphs[0] == Span(0, len(line))
