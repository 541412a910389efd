"""Two files that are one report in two languages, and figures that a later report restates."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.bind.bind_report import bind_report
from corpus.library.errors import NotAPair
from corpus.library.library import Library
from corpus.library.records import Source
from corpus.load.load_report import load_report, report_from_text

DECKS = Path(__file__).resolve().parents[3] / "shared" / "dev-data" / "documents"

ENGLISH = """# Orrin Pumps (NYSE: ORP): results for the second quarter of 2024

Revenue was $412.5 million in the second quarter of 2024. Gross margin was 31.27%.

Net profit was $40.12 million. Operating profit was $55.31 million. Capital expenditure was $18.74 million.

R&D expenses were $22.95 million. Operating margin was 13.41%. Total assets were $1,983 million. Free cash flow was $27.66 million.
"""
CHINESE = """# 歐林泵業（NYSE: ORP）：2024年第二季度業績

2024年第二季度營收為4.125億美元，毛利率為31.27%。

淨利潤為4012萬美元，經營利潤為5531萬美元，資本開支為1874萬美元。

研發費用為2295萬美元，經營利潤率為13.41%，總資產為19.83億美元，自由現金流為2766萬美元。
"""


def add(library: Library, text: str, id: str) -> str:
    data = text.encode()
    source = Source(f"{id}.md", f"/{id}.md", hashlib.sha256(data).hexdigest(), len(data))
    report = report_from_text(text, id=id)
    return library.add(report, bind_report(report), source, data=data).id


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path)
    add(library, ENGLISH, "english")
    add(library, CHINESE, "chinese")
    return library


def test_two_languages_of_one_report_are_offered_as_a_pair(library: Library) -> None:
    add(library, ENGLISH.replace("second", "first").replace("12", "18"), "other-quarter")
    (candidate,) = library.pair_candidates()
    assert {candidate.first, candidate.second} == {"english", "chinese"}
    assert candidate.share > 0.8


def test_reports_of_two_companies_or_times_are_not_offered(library: Library) -> None:
    library.edit_facts("chinese", ticker="XYZ")
    assert library.pair_candidates() == ()
    library.edit_facts("chinese", ticker=None, period="2023Q2")
    assert library.pair_candidates() == ()


def test_a_paired_report_has_both_editions_its_own_first(library: Library) -> None:
    library.pair("english", "chinese")
    for own, languages in (("english", ["en", "zh-Hant"]), ("chinese", ["zh-Hant", "en"])):
        report = library.get(own)
        assert (report.id, [e.language for e in report.editions]) == (own, languages)
    assert library.summary("english").pair == "chinese"
    assert library.pair_candidates() == ()


def test_a_row_that_both_editions_give_has_its_places_in_both(library: Library) -> None:
    library.pair("english", "chinese")
    report, table = library.get("english"), library.table("english")
    margin = next(row for row in table if row.metric == "gross_margin")
    assert [(p.report_id, p.language) for p in margin.places] == [
        ("english", "en"),
        ("chinese", "zh-Hant"),
    ]
    assert [report.text_at(place) for place in margin.places] == ["31.27%", "31.27%"]
    both = [row for row in table if len(row.places) == 2]
    assert len(both) == len(table) == 9


def test_amounts_written_in_other_scales_are_one_figure(library: Library) -> None:
    library.pair("english", "chinese")
    revenue = next(row for row in library.table("english") if row.metric == "revenue")
    assert [place.text for place in revenue.places] == ["$412.5 million", "4.125億美元"]


def test_a_figure_that_the_editions_give_differently_is_told(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    add(library, ENGLISH, "english")
    add(library, CHINESE.replace("4012萬", "4102萬"), "chinese")
    library.pair("english", "chinese")
    (found,) = library.disagreements("english")
    assert (found.one.metric, found.one.figure.value, found.other.figure.value) == (
        "net_profit",
        Decimal(40_120_000),
        Decimal(41_020_000),
    )
    rows = [row for row in library.table("english") if row.metric == "net_profit"]
    assert [row.report_id for row in rows] == ["english"]


def test_removing_one_edition_leaves_the_other_whole(library: Library) -> None:
    alone, table = library.get("chinese"), library.table("chinese")
    library.pair("english", "chinese")
    library.remove("english")
    assert (library.get("chinese"), library.table("chinese")) == (alone, table)
    assert library.summary("chinese").pair == ""


def test_parted_editions_are_as_before(library: Library) -> None:
    before = [library.get("english"), library.table("english")]
    library.pair("english", "chinese")
    library.unpair("chinese")
    assert [library.get("english"), library.table("english")] == before


def test_a_fact_that_one_edition_does_not_tell_is_the_others(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    add(library, ENGLISH, "english")
    add(library, CHINESE.replace("（NYSE: ORP）", ""), "chinese")
    assert library.summary("chinese").facts.ticker == ""
    library.pair("english", "chinese")
    assert library.summary("chinese").facts.ticker == "ORP"
    assert library.get("chinese").ticker == "ORP"
    library.unpair("english")
    assert library.summary("chinese").facts.ticker == ""


def test_reports_in_one_language_or_paired_already_are_no_pair(library: Library) -> None:
    add(library, ENGLISH + "\nMore.\n", "third")
    with pytest.raises(NotAPair):
        library.pair("english", "third")
    library.pair("english", "chinese")
    with pytest.raises(NotAPair):
        library.pair("third", "chinese")


def test_a_later_report_that_gives_another_figure_restates_it(library: Library) -> None:
    library.remove("chinese")
    later = ENGLISH.replace("second quarter", "third quarter").replace("412.5", "430.8")
    later += "\nRevenue was $415.0 million in the second quarter of 2024.\n"
    add(library, later, "later")
    (found,) = library.restatements()
    assert (found.earlier.report_id, found.later.report_id) == ("english", "later")
    assert (found.earlier.figure.value, found.later.figure.value) == (
        Decimal(412_500_000),
        Decimal(415_000_000),
    )
    assert library.restatements("nobody") == ()


def test_a_figure_given_again_with_fewer_digits_is_no_restatement(library: Library) -> None:
    library.remove("chinese")
    later = ENGLISH.replace("second quarter", "third quarter").replace("412.5", "430.8")
    later += "\nRevenue was $413 million in the second quarter of 2024.\n"
    add(library, later, "later")
    assert library.restatements() == ()


@pytest.mark.slow
@pytest.mark.parametrize("issuer", ["3231", "8299"])
def test_the_two_decks_of_an_issuer_are_offered_as_a_pair(tmp_path: Path, issuer: str) -> None:
    paths = sorted(DECKS.glob("*_ir*.pdf"))
    if not paths:
        pytest.skip(f"needs {DECKS}")
    library = Library.open(tmp_path)
    for path in paths:
        data = path.read_bytes()
        report = load_report(path)
        source = Source(path.name, str(path), hashlib.sha256(data).hexdigest(), len(data))
        library.add(report, bind_report(report), source)
    names = {s.id: s.source.name for s in library.list()}
    pairs = [sorted((names[p.first], names[p.second])) for p in library.pair_candidates()]
    assert [f"{issuer}_2025_q4_ir.pdf", f"{issuer}_2025_q4_ir_en.pdf"] in pairs
    assert len(pairs) == 2
