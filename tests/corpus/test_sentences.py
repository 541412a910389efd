"""Sentences and clauses of Chinese, English and mixed text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figure import Span
from corpus.sentences import clause_spans, sentence_spans


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


def clauses(text: str) -> list[str]:
    return [span.of(text) for span in clause_spans(text)]


CHINESE = [
    (
        "收入1113億元。同比增長47.4%！真的？是。",
        ["收入1113億元。", "同比增長47.4%！", "真的？", "是。"],
    ),
    ("他說：“買入！”然後走了。", ["他說：“買入！”", "然後走了。"]),
    ("“買入！”的評級不變。", ["“買入！”的評級不變。"]),
    (
        "他問：「為什麼？」她答：「因為貴。」完。",
        ["他問：「為什麼？」", "她答：「因為貴。」", "完。"],
    ),
    ("甲公司(1810.HK)漲了5.2%。好。", ["甲公司(1810.HK)漲了5.2%。", "好。"]),
    ("一是技術；二是市場；三是服務。", ["一是技術；二是市場；三是服務。"]),
    ("增速（遠超大盤的4%。見附錄）很快。", ["增速（遠超大盤的4%。見附錄）很快。"]),
    ("增长5%.其中手机.1.整体", ["增长5%.", "其中手机.", "1.整体"]),
    ("第一……第二。結束……", ["第一……第二。", "結束……"]),
    ("第一行\n第二行", ["第一行", "第二行"]),
    ("目錄1.整體.........62.品種", ["目錄1.整體.........", "62.品種"]),
    ("毛利率22.8%", ["毛利率22.8%"]),
]
ENGLISH = [
    ("No. 1 in China. See Fig. 3 for it.", ["No. 1 in China.", "See Fig. 3 for it."]),
    ("The answer is no. We sell.", ["The answer is no.", "We sell."]),
    ("The U.S. market grew 3.5%. It did.", ["The U.S. market grew 3.5%.", "It did."]),
    ("We sell in the U.S. The rest is Europe.", ["We sell in the U.S.", "The rest is Europe."]),
    ("Acme Inc. reported $1.2 billion. Good.", ["Acme Inc. reported $1.2 billion.", "Good."]),
    (
        "It closed on Dec. 31, 2024 at $4. Then rose.",
        ["It closed on Dec. 31, 2024 at $4.", "Then rose."],
    ),
    (
        "Mr. Lee spoke (see p. 4. It is long). Done.",
        ["Mr. Lee spoke (see p. 4. It is long).", "Done."],
    ),
    ('He said "Buy." Then he left.', ['He said "Buy."', "Then he left."]),
    ("1. Overview of it. 2. Results were good.", ["1. Overview of it.", "2. Results were good."]),
    ("Visit www.example.com. Thanks", ["Visit www.example.com.", "Thanks"]),
    ("Why? Because! Yes.", ["Why?", "Because!", "Yes."]),
    ("1810.HK rose 2.5% to HK$30.5. IDC agrees.", ["1810.HK rose 2.5% to HK$30.5.", "IDC agrees."]),
]


@pytest.mark.parametrize(("text", "expected"), CHINESE + ENGLISH)
def test_text_is_cut_where_its_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


CLAUSES = [
    ("收入75,869輛，同比增長8.9%；其中1,113.5億、占比5%。",
     ["收入75,869輛，", "同比增長8.9%；", "其中1,113.5億、", "占比5%。"]),
    ("Revenue of $1,234,567, up 5%; profit fell. Next, x",
     ["Revenue of $1,234,567,", "up 5%;", "profit fell.", "Next,", "x"]),
    ("2024，2025，6，000元", ["2024，", "2025，", "6，000元"]),
    ("一是甲；二是乙。", ["一是甲；", "二是乙。"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_clauses_end_at_commas_and_semicolons_outside_numbers(
    text: str, expected: list[str]
) -> None:
    assert clauses(text) == expected


def test_only_the_asked_slice_is_cut_and_offsets_are_those_of_the_whole_text() -> None:
    text = "甲。乙。丙。"
    assert sentence_spans(text, 2, 4) == (Span(2, 4),)
    assert sentence_spans(text, 3) == (Span(3, 4), Span(4, 6))
    assert sentence_spans("") == ()


ALPHABET = "甲乙元，。！？；、（）「」“”.!?,;:()[]\"' \n\t12aAbU.S…％%"


@given(st.text(ALPHABET, max_size=80) | st.text(max_size=60))
def test_sentences_cover_all_that_is_visible_once_and_in_order(text: str) -> None:
    for spans in (sentence_spans(text), clause_spans(text)):
        end = 0
        for span in spans:
            assert not text[end : span.start].strip()
            assert span.of(text) == span.of(text).strip() != ""
            end = span.end
        assert not text[end:].strip()


@given(st.text(ALPHABET, max_size=80))
def test_every_clause_lies_in_one_sentence(text: str) -> None:
    whole = sentence_spans(text)
    for clause in clause_spans(text):
        assert sum(sentence.covers(clause) for sentence in whole) == 1
