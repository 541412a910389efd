"""Editions: Markdown structure, sections, passages and the map back to the file."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.figure import Span
from corpus.load.split_report import edition_from_markdown, edition_from_text
from corpus.report import Edition
from corpus.sentences import sentence_spans

SHARED = Path(__file__).parents[2].parent / "shared"


def paragraphs(edition: Edition) -> list[str]:
    return [span.of(edition.text) for span in edition.paragraphs]


def passages(edition: Edition) -> list[tuple[str, str]]:
    return [(passage.kind, passage.span.of(edition.text)) for passage in edition.passages]


MARKDOWN = """---
title: head
---
# Results **2025**

Revenue was **RMB 113 billion**,
up `5%`; see [the *note*](http://example.com/a_b).
It was long-
awaited and re-
markable, as long-awaited things are.

## Parts

- first item, which
  runs on
- second *item*

1. one
2. two

Table 1: Revenue
(RMB in millions)

| Part | 2025 | 2024 |
|------|-----:|-----:|
| Phones | 506 | |
| Cars | 186 | 173 |

Source: company

### Deep <b>HTML</b>

> Quoted
> text.

***

```
code * kept *
```
Under
=====
Last_word_here, 5 * 3 * 2, \\*kept\\*.
"""


def test_markdown_marks_go_and_words_stay_in_one_paragraph_per_block() -> None:
    assert paragraphs(edition_from_markdown(MARKDOWN, "en", "r")) == [
        "Results 2025",
        "Revenue was RMB 113 billion, up 5%; see the note. It was long-awaited and remarkable, "
        "as long-awaited things are.",
        "Parts",
        "first item, which runs on\nsecond item\n1. one\n2. two",
        "Table 1: Revenue",
        "(RMB in millions)",
        "Part | 2025 | 2024\nPhones | 506 |\nCars | 186 | 173",
        "Source: company",
        "Deep <b>HTML</b>",
        "Quoted text.",
        "code * kept *",
        "Under",
        "Last_word_here, 5 * 3 * 2, *kept*.",
    ]


def test_sections_have_markdown_levels_and_reach_to_the_next_heading() -> None:
    edition = edition_from_markdown(MARKDOWN, "en", "r")
    assert [(section.title, section.level) for section in edition.sections] == [
        ("Results 2025", 1),
        ("Parts", 2),
        ("Deep <b>HTML</b>", 3),
        ("Under", 1),
    ]
    assert edition.title == "Results 2025"
    assert [section.number for section in edition.sections] == [0, 1, 2, 3]
    assert edition.sections[0].span.start == 0
    assert all(a.span.end == b.span.start for a, b in pairwise(edition.sections))
    assert edition.sections[-1].span.end == len(edition.text)


def test_a_table_is_one_passage_with_its_caption_unit_line_and_source() -> None:
    edition = edition_from_markdown(MARKDOWN, "en", "r")
    (table,) = [passage for passage in edition.passages if passage.kind == "table"]
    assert table.span.of(edition.text) == (
        "Table 1: Revenue\n\n(RMB in millions)\n\n"
        "Part | 2025 | 2024\nPhones | 506 |\nCars | 186 | 173\n\nSource: company"
    )
    assert (table.section, edition.sections[table.section].title) == (1, "Parts")
    assert paragraphs(edition)[table.paragraph].startswith("Part |")


def test_a_figure_caption_goes_with_its_source_line_and_stands_apart_from_text() -> None:
    text = "# 報告\n\n第一段。\n\n圖一：收入\n\n資料來源：公司\n\n圖 2：利潤\n\n第二段。\n"
    assert passages(edition_from_markdown(text, "zh-Hant", "r")) == [
        ("text", "第一段。"),
        ("caption", "圖一：收入\n\n資料來源：公司"),
        ("caption", "圖2：利潤"),
        ("text", "第二段。"),
    ]


def test_a_sentence_about_a_figure_is_no_caption() -> None:
    text = "圖3顯示收入增長。\n\nTable 3 shows that revenue rose.\n"
    assert [kind for kind, _ in passages(edition_from_markdown(text, "zh-Hant", "r"))] == [
        "text",
        "text",
    ]


def test_text_without_a_heading_is_one_section_under_the_title() -> None:
    edition = edition_from_text("收入增長5%。利潤下降。", "zh-Hant", "r")
    assert [(s.title, s.span) for s in edition.sections] == [("收入增長5%。", Span(0, 12))]


def test_text_before_the_first_heading_belongs_to_the_title() -> None:
    edition = edition_from_markdown("開頭。\n\n## 第一部分\n\n內容。\n", "zh-Hant", "r")
    assert [(s.title, s.span.of(edition.text)) for s in edition.sections] == [
        ("開頭。", "開頭。\n\n"),
        ("第一部分", "第一部分\n\n內容。"),
    ]
    assert [passage.section for passage in edition.passages] == [0, 1]


def test_an_empty_text_gives_an_edition_with_one_empty_section() -> None:
    edition = edition_from_text(" \n\t\f\u200b", "en", "r")
    assert (edition.text, edition.paragraphs, edition.passages) == ("", (), ())
    assert [section.span for section in edition.sections] == [Span(0, 0)]


def test_lines_and_pages_lead_back_to_the_file() -> None:
    text = "\ufeff第一行\r\n\r\n## 標題\r\n甲一\r\n甲二\r\n\f乙頁。\r\r丙。"
    edition = edition_from_markdown(text, "zh-Hant", "r")
    assert paragraphs(edition) == ["第一行", "標題", "甲一甲二乙頁。", "丙。"]
    places = {
        word: (edition.source.line(at), edition.source.page(at))
        for word in ("第一行", "標題", "甲一", "甲二", "乙頁", "丙")
        for at in [edition.text.index(word)]
    }
    assert places == {
        "第一行": (1, 1),
        "標題": (3, 1),
        "甲一": (4, 1),
        "甲二": (5, 1),
        "乙頁": (6, 2),
        "丙": (8, 2),
    }


def test_without_form_feeds_no_page_is_made_up() -> None:
    edition = edition_from_markdown("# A\n\nB.\n\nC.", "en", "r")
    assert {edition.source.page(at) for at in range(len(edition.text))} == {None}


def test_passages_are_of_a_size_to_cite() -> None:
    chinese = "本季度營業收入同比增長百分之十二，主要由於海外市場需求回升和產品結構持續改善。" * 30
    english = (
        "Revenue in the quarter grew by twelve per cent as demand from abroad recovered. " * 40
    )
    for text, language, low, high in ((chinese, "zh-Hant", 80, 220), (english, "en", 50, 120)):
        edition = edition_from_text(text, language, "r")  # type: ignore[arg-type]
        for _, passage in passages(edition):
            size = len(passage) if language != "en" else len(passage.split())
            assert low <= size <= high


def test_a_huge_table_is_cut_between_rows() -> None:
    rows = [f"| Line item number {n} | {n},000 | {n},500 |" for n in range(400)]
    edition = edition_from_markdown(
        "\n".join(["| Item | 2025 | 2024 |", "|-|-|-|", *rows]), "en", "r"
    )
    parts = [part for _, part in passages(edition)]
    assert len(parts) > 2 and {kind for kind, _ in passages(edition)} == {"table"}
    assert "\n".join(parts) == edition.text
    assert all(part.startswith(("Item |", "Line item number ")) for part in parts)


def test_what_never_ends_as_a_sentence_is_still_cut() -> None:
    edition = edition_from_text("甲" * 5000 + "，" + "乙" * 300, "zh-Hant", "r")
    assert max(len(part) for _, part in passages(edition)) <= 1000
    assert "".join(part for _, part in passages(edition)) == edition.text


# Properties -------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["# ", "## ", "- ", "1. ", "> ", "| ", "|---|---|", "```", "---", "===", "**", "_", "`",
     "[a](b)",
     "圖一：", "資料來源：", "單位：元", "表1 ", "\n", "\n\n", "\n\n", "\f", "\t", "  ", " ", "　",
     "\r\n", "-\n",
     "。", "，", "！", "；", "（", "）", ".", ", ", "? ", "甲乙丙丁", "營業收入同比增長了百分之五",
     "revenue ", "Growth was strong ",
     "1,234", "5%", "2025 年", "一、", "（一）", "•", "➢", "\uf06e", "\x00",
     "\u200b", "\ud800", "<b>", "\\*"]
)  # fmt: skip
DOCUMENTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, st.sampled_from([edition_from_text, edition_from_markdown]), st.booleans())
def test_every_visible_character_but_headings_lies_in_exactly_one_passage(
    text: str, make: type, chinese: bool
) -> None:
    edition: Edition = make(text, "zh-Hant" if chinese else "en", "r")
    covered = [0] * len(edition.text)
    for passage in edition.passages:
        for at in range(passage.span.start, passage.span.end):
            covered[at] += 1
    openings = {section.span.start for section in edition.sections}
    for first in edition.paragraphs:
        if first.start in openings and covered[first.start] == 0:  # a heading
            assert covered[first.start : first.end] == [0] * (first.end - first.start)
            covered[first.start : first.end] = [1] * (first.end - first.start)
    for at, count in enumerate(covered):
        assert count == 1 or (count == 0 and edition.text[at].isspace())


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, st.sampled_from([edition_from_text, edition_from_markdown]), st.booleans())
def test_structure_is_sound_whatever_the_text(text: str, make: type, chinese: bool) -> None:
    edition: Edition = make(text, "zh-Hant" if chinese else "en", "r")
    source = edition.source
    assert source.starts[0] == 0
    assert all(a < b for a, b in pairwise(source.starts))
    assert all(a <= b for a, b in pairwise(source.lines))
    assert all(a <= b for a, b in pairwise(source.pages))
    assert len(source.starts) == len(source.lines) == len(source.pages)
    assert "\n\n".join(paragraphs(edition)) == edition.text
    edition.text.encode("utf-8")
    for section, after in pairwise(edition.sections):
        assert section.span.end == after.span.start
    for number, passage in enumerate(edition.passages):
        assert passage.number == number
        assert edition.sections[passage.section].span.covers(passage.span)
        assert passage.span.overlaps(edition.paragraphs[passage.paragraph])
        assert edition.passage_at(passage.span.start) is passage
    for a, b in pairwise(edition.passages):
        assert a.span.end <= b.span.start


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_chinese_text_keeps_no_space_beside_a_chinese_character(text: str) -> None:
    edition = edition_from_text(text, "zh-Hant", "r")
    prose = "\n".join(line for line in edition.text.split("\n") if "|" not in line)
    assert not re.search(r" [\u4e00-\u9fff]|[\u4e00-\u9fff] ", prose)


def test_no_sentence_is_cut_in_real_passages() -> None:
    file = SHARED / "dev-data" / "xquad_passages.jsonl"
    if not file.exists():
        pytest.skip("needs ../shared/dev-data/xquad_passages.jsonl")
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        for key, language in (("en", "en"), ("zh", "zh-Hans"), ("zh_hant", "zh-Hant")):
            edition = edition_from_text(row[key], language, row["pid"])  # type: ignore[arg-type]
            assert len(edition.paragraphs) == len(edition.sections) == 1
            squeezed = re.sub(r"[\s\u200b\ufeff]", "", row[key])
            assert re.sub(r"\s", "", edition.text) == squeezed
            ends = {passage.span.end for passage in edition.passages}
            sentence_ends = {span.end for span in sentence_spans(edition.text)}
            assert ends <= sentence_ends
