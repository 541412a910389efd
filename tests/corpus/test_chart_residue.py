"""What charts and pages leave in a text: told from figures, parted from sentences."""

from __future__ import annotations

import pytest

from corpus.bind.bind_figures import bind_figures
from corpus.load.run_on import split_run_on
from corpus.load.split_report import edition_from_text
from corpus.read.read_figures import read_figures
from corpus.read.residue import is_artefact, residue_spans

SENTENCE = "公司2024年膠囊銷量為120萬盒，同比增長8%。"
PIE = "甲企業26%乙企業（南）16%丙企業32%丁企業26%"
PAGE = (
    "請務必閱讀正文之後的免責條款2/6" + SENTENCE * 8
    + "圖3：膠囊銷量變化0%10%20%30%40%050100150200250300資料來源：國家統計局，某某證券研究所整理"
    + "➢片劑銷量為35萬盒。" + "某某業務" * 60
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "-20%-10%0%10%20%30%",
        "050100150200250300",
        "15.68.011.535.117.5101%",
        "2017201820192020",
        f"0%10%20%30%{PIE}",
    ],
)
def test_axis_ticks_and_cells_without_gaps_are_one_stretch(text: str) -> None:
    (span,) = residue_spans(f"銷量增長。{text}。收入")
    assert span.of(f"銷量增長。{text}。收入") == text


@pytest.mark.parametrize(
    "text",
    ["2020.12.07-2021.03.24", "10.5%-12.3%", "收入4.1/6.3/9.5億元", "2024年至2025年", "S1120519080005",
     "甲佔26%，乙佔16%，丙佔32%", "12,345,678.90", PIE],
)  # fmt: skip
def test_dates_ranges_lists_and_numbers_are_no_residue(text: str) -> None:
    assert residue_spans(f"本期{text}。") == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("直營渠道32", []),
        ("業績44%5表一", ["44%"]),
        ("評分為46，較去年高5分", ["46", "5"]),
        ("指數達105", ["105"]),
        ("市場總收益（單位：十億）", []),
        ("員工8.38人", []),
        ("員工8.38萬人", ["8.38萬人"]),
    ],
)
def test_numbers_of_pages_and_cut_cells_are_no_figures(text: str, kept: list[str]) -> None:
    assert [f.text for f in read_figures(text) if not is_artefact(text, f)] == kept


def test_a_chart_between_two_sentences_gives_no_row_and_ends_the_first() -> None:
    text = "膠囊銷量為120萬台。進口企業0%5%10%15%20%片劑毛利率為35%。"
    assert [(b.figure.text, b.metric) for b in bind_figures(text)] == [
        ("120萬台", "sales_volume"),
        ("35%", "gross_margin"),
    ]


def test_a_page_on_one_line_is_cut_at_its_captions_sources_and_running_lines() -> None:
    pieces = split_run_on(PAGE)
    assert [p.text for p in pieces if p.furniture] == [
        "請務必閱讀正文之後的免責條款2/6",
        "圖3：膠囊銷量變化",
        "0%10%20%30%40%050100150200250300",
        "資料來源：國家統計局，某某證券研究所整理",
    ]
    assert pieces[1].text == SENTENCE * 8
    assert "".join(p.text for p in pieces) == PAGE


def test_a_paragraph_without_page_furniture_stays_whole() -> None:
    text = ("如圖3：所示，" + SENTENCE) * 30 + "艾薩克•牛頓"
    assert [p.text for p in split_run_on(text)] == [text]


def test_the_field_codes_of_a_template_are_left_out() -> None:
    text = "[Table_Title]" + SENTENCE * 20 + "[Table_Rank]"
    assert [p.text for p in split_run_on(text)] == [SENTENCE * 20]


def test_what_was_cut_is_a_caption_and_no_heading() -> None:
    edition = edition_from_text("報告標題\n\n" + PAGE, "zh-Hant", "cut")
    captions = [p.span.of(edition.text) for p in edition.passages if p.kind == "caption"]
    assert any(text.startswith("0%10%20%30%40%050100150200250300") for text in captions)
    assert [s.title for s in edition.sections] == ["報告標題"]
