"""Re-flowing plain text: wrapped lines, blank lines, spaces, headings, captions, lists, tables."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.load.block import BlockKind
from corpus.load.reflow import reflow
from corpus.load.split_report import edition_from_text
from corpus.report import Edition
from corpus.sentences import sentence_spans

ORIGINAL = Path(__file__).parents[2].parent / "shared/report/xiaomi-2025q1-original.txt"


def blocks(text: str, *, chinese: bool = True) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in reflow(text, chinese=chinese)]


def hard_wrapped(paragraph: str, width: int) -> list[str]:
    return [paragraph[at : at + width] for at in range(0, len(paragraph), width)]


ONE = (
    "本集團於本季度錄得營業收入一百二十億元，按年增長百分之八，主要由於海外訂單恢復。毛利率改善至百分之二十五，"
    "原因是產品結構優化及原材料價格回落，管理層預期下半年將延續此趨勢，並維持全年資本開支指引不變。"
)
TWO = (
    "分部方面，零售業務收入增長百分之十二，批發業務收入下降百分之三，兩者合計佔總收入約九成。"
    "集團將繼續關閉低效門店，並把資源集中於線上渠道和會員體系，以提升單客貢獻及回購率。"
)


def test_a_blank_line_between_all_wrapped_lines_ends_no_paragraph() -> None:
    lines = hard_wrapped(ONE, 30) + hard_wrapped(TWO, 30)
    assert blocks("\n\n".join(lines)) == [("text", ONE), ("text", TWO)]


def test_a_blank_line_between_paragraphs_only_separates_them() -> None:
    text = "\n".join(hard_wrapped(ONE, 30)) + "\n\n" + "\n".join(hard_wrapped(TWO, 30))
    assert blocks(text) == [("text", ONE), ("text", TWO)]


def test_a_short_line_ends_a_paragraph_where_no_blank_line_does() -> None:
    text = "\n".join(hard_wrapped(ONE, 32) + hard_wrapped(TWO, 32))
    assert blocks(text) == [("text", ONE), ("text", TWO)]


def test_a_first_line_set_in_begins_a_paragraph_behind_a_full_line() -> None:
    full = ONE[:90]  # its last line is as long as the others and ends the sentence
    full = full[:89] + "。"
    lines = hard_wrapped(full, 30)
    other = hard_wrapped(TWO, 30)
    text = "\n".join(["　　" + lines[0], *lines[1:], "　　" + other[0], *other[1:]])
    assert blocks(text) == [("text", full), ("text", TWO)]


@pytest.mark.parametrize("width", [24, 37, 45])
def test_a_page_break_in_mid_sentence_joins(width: int) -> None:
    lines = hard_wrapped(ONE, width)
    assert blocks(
        "\n\n".join([lines[0], "\f " + lines[1], *lines[2:]]) + "\n" + TWO[:9] + "。"
    ) == [
        ("text", ONE),
        ("text", TWO[:9] + "。"),
    ]


def test_spaces_beside_chinese_characters_go_and_those_between_latin_words_stay() -> None:
    text = (
        "2025 年第一季度，小 米集團 SU7 Ultra 與 IoT 與 AI 大模型 、汽車達 1113 億元"
        "（同比+ 65%）， 其 “人車” 戰略。"
    )
    assert blocks(text) == [
        (
            "text",
            "2025年第一季度，小米集團SU7 Ultra與IoT與AI大模型、汽車達1113億元"
            "（同比+ 65%），其“人車”戰略。",
        )
    ]


def test_english_keeps_its_spaces_around_a_chinese_name() -> None:
    text = "The 小米 brand grew by 5% in the quarter."
    assert blocks(text, chinese=False) == [("text", text)]


ENGLISH = (
    "Revenue in the first quarter rose by 12.5% to US$1,234 million, helped by a strong showing of "
    "long-term service contracts, while the cost of components fell and the currency stayed "
    "steady. "
    "Management confirmed the outlook for the full year and announced an interim dividend of "
    "5 cents "
    "per share, to be paid in September to shareholders on the register at the end of August."
)


@pytest.mark.parametrize("width", [50, 72, 90])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_hard_wrapped_english_is_joined_with_spaces(width: int, gap: str) -> None:
    lines = wrap(ENGLISH, width, break_on_hyphens=False)
    assert blocks(gap.join(lines), chinese=False) == [("text", ENGLISH)]


def test_a_word_cut_at_the_line_end_is_made_whole() -> None:
    text = (
        "The company reported that the quarter brought an improve-\n"
        "ment of margins and of the long-term order book, which is\n"
        "larger than it was in the year before, and so the long-\n"
        "term outlook for the years 2025-\n2027 is better."
    )
    assert blocks(text, chinese=False) == [
        ("text", "The company reported that the quarter brought an improvement of margins and "
         "of the "
         "long-term order book, which is larger than it was in the year before, and so the "
         "long-term outlook for the years 2025-2027 is better."),
    ]  # fmt: skip


def test_one_paragraph_a_line_comes_through_unharmed() -> None:
    paragraphs = [ONE, TWO, ONE[:47] + "。", TWO + ONE, "短句。", TWO[:60] + "。"]
    assert blocks("\n".join(paragraphs)) == [("text", text) for text in paragraphs]
    assert blocks("\n\n".join(paragraphs)) == [("text", text) for text in paragraphs]


def test_short_lines_set_off_over_body_text_are_headings() -> None:
    text = "\n".join(
        ["某集團年度業績", "", "一、業務回顧", *hard_wrapped(ONE, 30), "",
         "（一）零售", *hard_wrapped(TWO, 30), "",
         "展望", *hard_wrapped(TWO, 30), "", "下一步做什麼？", *hard_wrapped(ONE, 30)]
    )  # fmt: skip
    found = reflow(text, chinese=True)
    assert [(block.text, block.level) for block in found if block.kind is BlockKind.HEADING] == [
        ("某集團年度業績", 1),
        ("一、業務回顧", 1),
        ("（一）零售", 2),
        ("展望", 1),
        ("下一步做什麼？", 1),
    ]
    assert [block.text for block in found if block.kind is BlockKind.TEXT] == [ONE, TWO, TWO, ONE]


def test_captions_and_sources_are_no_headings_and_stay_apart() -> None:
    lines = [
        *hard_wrapped(ONE, 30),
        "圖一：收入與利潤",
        "資料來源：公司公告",
        *hard_wrapped(TWO, 30),
    ]
    for gap in ("\n", "\n\n"):
        assert blocks(gap.join(lines)) == [
            ("text", ONE),
            ("caption", "圖一：收入與利潤"),
            ("caption", "資料來源：公司公告"),
            ("text", TWO),
        ]


def test_list_items_stay_together_and_apart_from_the_text() -> None:
    text = (
        "The board named three aims for the year that is to come:\n"
        "- growth in the markets abroad, above all in the countries\n"
        "  of the south;\n"
        "- fewer stores;\n"
        "- a better online offer.\n"
        "The aims were set in March after a long talk with owners\n"
        "and with the banks that lend to the company."
    )
    assert blocks(text, chinese=False) == [
        ("text", "The board named three aims for the year that is to come:"),
        ("text", "- growth in the markets abroad, above all in the countries of the south;\n"
         "- fewer stores;\n- a better online offer."),
        ("text", "The aims were set in March after a long talk with owners and with the banks that "
         "lend to the company."),
    ]  # fmt: skip


def test_bullets_inside_a_line_begin_items_of_their_own() -> None:
    assert blocks("摘要：\uf06e收入增長。\uf06e利潤下降➢天坛：批签发◆◆◆级。") == [
        ("text", "摘要："),
        ("text", "▪收入增長。\n▪利潤下降\n➢天坛：批签发◆◆◆级。"),
    ]


TABLES = [
    "                 2025     2024   Change\n"
    "Revenue         1,284    1,209     6.2%\nNet loss         (12)      (9)        –",
    "\t2025\t2024\tChange\nRevenue\t1,284\t1,209\t6.2%\nNet loss\t(12)\t(9)\t–",
    "2025 2024 Change\nRevenue 1,284 1,209 6.2%\nNet loss (12) (9) –",
    "| | 2025 | 2024 | Change |\n|---|---|---|---|\n"
    "| Revenue | 1,284 | 1,209 | 6.2% |\n| Net loss | (12) | (9) | – |",
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_one_block_with_its_cells_set_apart_alike(table: str) -> None:
    text = f"The figures of the group follow.\n\n{table}\n\nThey are good."
    assert blocks(text, chinese=False) == [
        ("text", "The figures of the group follow."),
        (
            "table",
            "| 2025 | 2024 | Change\nRevenue | 1,284 | 1,209 | 6.2%\nNet loss | (12) | (9) | –",
        ),
        ("text", "They are good."),
    ]


def test_justified_prose_with_wide_spaces_is_no_table() -> None:
    text = (
        "Revenue  rose  in the first  quarter as\n"
        "costs  fell  and the  currency stayed steady\nover the  year."
    )
    assert blocks(text, chinese=False) == [("text", " ".join(text.split()))]


def test_running_heads_and_page_numbers_are_left_out_and_sentences_join_across_them() -> None:
    lines = hard_wrapped(ONE, 20)
    pages = [
        "\n".join(["某集團 2025 年報", *lines[n : n + 2], f"- {n} -"])
        for n in range(0, len(lines), 2)
    ]
    assert len(pages) >= 3
    assert blocks("\f".join(pages)) == [("text", ONE)]


def test_marks_tell_the_line_of_every_joined_line() -> None:
    (block,) = reflow("\n\n".join(hard_wrapped(ONE, 30)), chinese=True)
    assert [(mark.offset, mark.line) for mark in block.marks] == [
        (30 * n, 2 * n + 1) for n in range(len(hard_wrapped(ONE, 30)))
    ]


SENTENCES = st.lists(
    st.sampled_from(re.findall("[^。]+。", ONE + TWO)), min_size=1, max_size=5
).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES, min_size=2, max_size=5), st.integers(22, 48), st.integers(0, 1))
def test_wrapping_at_any_width_changes_nothing_but_line_ends(
    paragraphs: list[str], width: int, gap: int
) -> None:
    lines = [line for text in paragraphs for line in hard_wrapped(text, width)]
    joined = "".join(block.text for block in reflow(("\n" * (gap + 1)).join(lines), chinese=True))
    assert joined.replace("\n", "") == "".join(paragraphs)


# The broker's own text -------------------------------------------------------------------


@pytest.fixture(scope="module")
def original() -> Edition:
    if not ORIGINAL.exists():
        pytest.skip("needs ../shared/report/xiaomi-2025q1-original.txt")
    return edition_from_text(ORIGINAL.read_text("utf-8"), "zh-Hant", "original")


def test_the_originals_headings_are_found_and_nothing_else(original: Edition) -> None:
    lines = [original.source.line(section.span.start) for section in original.sections]
    assert lines == [1, 11, 29, 86, 142]


def test_the_originals_paragraphs_end_with_their_sentences(original: Edition) -> None:
    openings = {section.span.start for section in original.sections[1:]}
    text = [
        span.of(original.text)
        for span in original.paragraphs
        if span.start not in openings and not re.match("圖.：|資料來源", span.of(original.text))
    ]
    assert len(text) == 19
    (unfinished,) = [paragraph for paragraph in text if paragraph[-1] not in "。？："]
    assert unfinished.endswith("成為高端市場標杆")  # so in the file


def test_the_originals_captions_and_sources_are_captions(original: Edition) -> None:
    captions = [p.span.of(original.text) for p in original.passages if p.kind == "caption"]
    assert len(captions) == 6
    assert all(re.fullmatch("圖.：[^\n]+\n\n資料來源：[^\n]+", caption) for caption in captions)


def test_the_original_loses_white_space_only(original: Edition) -> None:
    raw = ORIGINAL.read_text("utf-8")
    assert re.sub(r"\s", "", original.text) == re.sub(r"\s", "", raw)
    assert not re.search(
        r"[\u3000-\u9fff\uff00-\uffef] | [\u3000-\u9fff\uff00-\uffef]", original.text
    )
    assert "SU7 Ultra" in original.text and "推動手機、汽車、IoT全場景" in original.text


def test_the_originals_offsets_lead_to_their_lines(original: Edition) -> None:
    raw = ORIGINAL.read_text("utf-8").split("\n")
    for start, line in zip(original.source.starts, original.source.lines, strict=True):
        written = re.sub(r"\s", "", raw[line - 1])
        here = re.sub(r"\s", "", original.text[start : start + 2 * len(written)])
        assert here.startswith(written)


def test_no_sentence_of_the_original_is_cut_by_a_passage(original: Edition) -> None:
    ends = {span.end for span in sentence_spans(original.text)}
    assert all(passage.span.end in ends for passage in original.passages)
    for a, b in pairwise(original.passages):
        assert a.span.end <= b.span.start
    sizes = sorted(len(p.span.of(original.text)) for p in original.passages if p.kind == "text")
    assert sizes[0] >= 60 and sizes[-1] <= 225
