"""Bringing in files: formats, encodings, limits, complaints, and what a report is about."""

from __future__ import annotations

import codecs
import json
import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import (
    CorpusError,
    EmptyReport,
    ReportNotFound,
    ReportTooLarge,
    UnreadableReport,
    UnsupportedFormat,
)
from corpus.load.decode import decode
from corpus.load.find_currency import find_currency
from corpus.load.find_subject import find_subject
from corpus.load.load_report import MAX_LINES, load_report, make_id, report_from_text

SHARED = Path(__file__).parents[2].parent / "shared"
TRADITIONAL = (
    "某集團二零二五年第一季度收入為１２０億元，同比增長百分之八，毛利率提升至百分之二十三。\n"
    "管理層對全年展望保持樂觀。\n"
)
SIMPLIFIED = (
    "某集团二零二五年第一季度收入为120亿元，同比增长百分之八，毛利率提升至百分之二十三。\n"
    "管理层对全年展望保持乐观。\n"
)
ENGLISH = (
    "Revenue – “net” of returns – rose to €5 million in the first quarter of the financial year.\n"
    * 3
)


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# Encodings ----------------------------------------------------------------------------------

ENCODED = [
    (TRADITIONAL, "utf-8"),
    (TRADITIONAL, "utf-8-sig"),
    (TRADITIONAL, "utf-16"),
    (TRADITIONAL, "big5"),
    (TRADITIONAL, "big5hkscs"),
    (TRADITIONAL, "gb18030"),
    (SIMPLIFIED, "gb18030"),
    (SIMPLIFIED, "gbk"),
    (SIMPLIFIED, "gb2312"),
    (SIMPLIFIED, "utf-32"),
    (ENGLISH, "cp1252"),
    (ENGLISH, "utf-8"),
]


@pytest.mark.parametrize(("text", "encoding"), ENCODED)
def test_a_text_in_any_common_encoding_is_read_exactly(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("mark", ["le", "be"])
def test_utf_16_of_either_byte_order_needs_its_mark(mark: str) -> None:
    bom = codecs.BOM_UTF16_LE if mark == "le" else codecs.BOM_UTF16_BE
    data = SIMPLIFIED.encode(f"utf-16-{mark}")
    assert decode(bom + data) == SIMPLIFIED
    with pytest.raises(UnsupportedFormat, match="byte order mark"):
        decode(data)


def test_real_chinese_text_is_never_decoded_wrongly() -> None:
    file = SHARED / "dev-data" / "xquad_passages.jsonl"
    if not file.exists():
        pytest.skip("needs ../shared/dev-data/xquad_passages.jsonl")
    read = refused = 0
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        for text, encoding in ((row["zh"], "gb18030"), (row["zh_hant"], "big5hkscs")):
            data = text.encode(encoding, "ignore")
            try:
                assert decode(data) == data.decode(encoding)
                read += 1
            except UnreadableReport:
                refused += 1
    assert read > 200 and refused <= 0.02 * read


@pytest.mark.parametrize(
    "data",
    [
        "Выручка компании выросла на пять процентов".encode("cp1251"),
        "これは日本語のテキストです。売上高は前年同期比で増加しました。".encode("shift_jis"),
        ("매출은 전년 대비 증가했습니다. 한국어 텍스트입니다. " * 20).encode("euc_kr"),
        SIMPLIFIED.encode("utf-8")[:-40] + b"\xff" + SIMPLIFIED.encode("utf-8")[-40:],
    ],
)
def test_an_encoding_that_is_not_known_is_refused_with_advice(data: bytes) -> None:
    with pytest.raises(UnreadableReport, match="save it as UTF-8"):
        decode(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_clear_error(data: bytes) -> None:
    try:
        assert isinstance(decode(data), str)
    except CorpusError as error:
        assert str(error)


# Bad input ----------------------------------------------------------------------------------


def test_a_path_that_does_not_exist_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(ReportNotFound, match="check the path"):
        load_report(tmp_path / "none.txt")


@pytest.mark.parametrize("path", ["a" * 5000, "nul\0.txt"])
def test_a_path_that_no_file_can_have_is_an_error_of_ours(path: str) -> None:
    with pytest.raises(CorpusError):
        load_report(Path(path))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="is a folder"):
        load_report(tmp_path)


def test_a_device_is_refused_without_reading_it() -> None:
    with pytest.raises(UnreadableReport, match="not an ordinary file"):
        load_report(Path(os.devnull))


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff\u200b \u3000".encode(), b"```\n```\n"])
def test_a_file_without_text_is_empty(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(EmptyReport, match="nothing to read"):
        load_report(write(tmp_path, "empty.md", data))


BINARY = [
    (b"{\\rtf1 Revenue}", "an RTF document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Revenue rose.\x00\x01", "binary"),
    (bytes(range(1, 9)) * 20 + b"abc", "binary"),
]


@pytest.mark.parametrize(("data", "what"), BINARY)
def test_binary_content_is_refused_by_what_it_is_not_by_its_name(
    tmp_path: Path, data: bytes, what: str
) -> None:
    with pytest.raises(UnsupportedFormat, match=what):
        load_report(write(tmp_path, "report.txt", data))


def test_the_limit_counts_bytes_and_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, "big.txt", b"Revenue rose. " * 10)
    assert load_report(path, max_bytes=140).title == "Revenue rose."
    with pytest.raises(ReportTooLarge, match=r"limit of 0\.000139 MB"):
        load_report(path, max_bytes=139)


def test_a_text_of_millions_of_lines_is_refused() -> None:
    with pytest.raises(ReportTooLarge, match="split the file"):
        report_from_text("\n" * (MAX_LINES + 1), id="r")


def test_messages_name_the_file_and_never_its_text(tmp_path: Path) -> None:
    path = write(tmp_path, "secret.txt", b"top secret \xff\xfe words")
    with pytest.raises(UnreadableReport) as caught:
        load_report(path)
    assert "secret.txt" in str(caught.value) and "words" not in str(caught.value)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
def test_loading_any_file_gives_a_report_or_one_of_our_errors(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, "any.txt", data)
    try:
        report = load_report(path)
    except CorpusError:
        return
    assert report.editions[0].text and report.editions[0].sections


# Reports --------------------------------------------------------------------------------------


def test_a_markdown_file_and_the_same_in_a_txt_file_give_the_same_structure(tmp_path: Path) -> None:
    data = "# 標題\n\n**粗體**內容\n換行。\n\n## 第二\n\n- 甲\n- 乙\n".encode()
    by_name, by_content = (load_report(write(tmp_path, name, data)) for name in ("a.md", "b.txt"))
    assert (
        by_name.editions[0].text
        == by_content.editions[0].text
        == "標題\n\n粗體內容換行。\n\n第二\n\n甲\n乙"
    )
    assert [section.title for section in by_name.editions[0].sections] == ["標題", "第二"]


def test_the_id_is_the_files_name_and_a_hash_of_its_content(tmp_path: Path) -> None:
    first = load_report(write(tmp_path, "Q1 Report (final).txt", b"Revenue rose."))
    again = load_report(write(tmp_path, "Q1 Report (final).txt", b"Revenue rose."))
    other = load_report(write(tmp_path, "Q1 Report (final).txt", b"Revenue fell."))
    assert first.id == again.id == make_id("Q1 Report (final)", b"Revenue rose.")
    assert first.id.startswith("q1-report-final-") and first.id != other.id
    assert load_report(tmp_path / "Q1 Report (final).txt", id="mine").id == "mine"
    assert {passage.report_id for passage in first.editions[0].passages} == {first.id}


@pytest.mark.parametrize(
    ("text", "language"), [(TRADITIONAL, "zh-Hant"), (SIMPLIFIED, "zh-Hans"), (ENGLISH, "en")]
)
def test_the_language_is_told_from_the_text(text: str, language: str) -> None:
    assert report_from_text(text, id="r").editions[0].language == language


def test_a_given_title_wins() -> None:
    report = report_from_text("Revenue rose.", id="r", title="Mine")
    assert (report.title, report.editions[0].title) == ("Mine", "Mine")
    assert report.editions[0].sections[0].title == "Mine"


SUBJECTS = [
    (
        "小米集團(1810.HK)收入增長。本次小米集團（1810.HK）報告顯示，小米集團(1810.HK)利潤上升。",
        "小米集團",
        "1810.HK",
    ),
    ("騰訊控股(00700.HK)第三季收入增長。", "騰訊控股", "0700.HK"),
    ("贵州茅台（600519.SH）：业绩稳健", "贵州茅台", "600519.SH"),
    ("深天马A（000050）：需求旺盛", "深天马A", "000050"),
    ("Boeing Co. (NYSE: BA) reported revenue of $5 billion.", "Boeing Co.", "BA"),
    ("We like General Mills, Inc. (NYSE: GIS) today.", "General Mills, Inc.", "GIS"),
    ("台積電(TWSE: 2330)營收創新高。", "台積電", "2330.TW"),
    ("某公司公告\n（股份代號：3999）", "", "3999.HK"),
    ("Apple Inc. (NASDAQ: AAPL) and Microsoft (NASDAQ: MSFT) rose.", "", ""),
    ("行業報告。" * 100 + "相關公司：某某股份（600519.SH）、某某股份（600519.SH）。", "", ""),
    ("Nothing is named here. See Note 1810.HKX and 123456.", "", ""),
]


@pytest.mark.parametrize(("text", "name", "ticker"), SUBJECTS)
def test_subject_and_ticker_are_read_as_written_or_left_open(
    text: str, name: str, ticker: str
) -> None:
    assert find_subject(text) == (name, ticker)


CURRENCIES = [
    ("收入1113億元，海外收入5億美元。", "zh-Hant", "CNY"),
    ("收入100億元人民幣，目標價65港元。", "zh-Hant", "CNY"),
    ("單位：新台幣百萬元\n收入100億元。", "zh-Hant", "TWD"),
    ("營收新台幣8,000億元，資本支出300億元。", "zh-Hant", "TWD"),
    ("單位：港幣千元\n收入 5,000", "zh-Hant", "HKD"),
    ("面板价格上涨4.0美元。", "zh-Hans", ""),
    ("毛利率上升。", "zh-Hant", ""),
    ("Revenue was US$5 million; profit was $1 million.", "en", "USD"),
    ("(HK$ in millions) Revenue was $5 million.", "en", "HKD"),
    ("UNITED STATES SECURITIES AND EXCHANGE COMMISSION. Revenue was $5 million.", "en", "USD"),
    ("Revenue was $5 million.", "en", "USD"),
    ("Revenue was $5 million. The shares trade on the ASX.", "en", ""),
    ("Revenue was RMB 5 million, up from RMB 4 million and RMB 3 million.", "en", "CNY"),
    ("Margins rose.", "en", ""),
]


@pytest.mark.parametrize(("text", "language", "currency"), CURRENCIES)
def test_the_currency_of_a_bare_unit_is_told_or_left_open(
    text: str, language: str, currency: str
) -> None:
    assert find_currency(text, language) == currency  # type: ignore[arg-type]


PERIODS = [
    ("小米集團2025年第一季度財報\n\n2025年第一季度收入增長，高於2024年第四季度。", "2025Q1"),
    ("# Interim results, first half of 2025\n\nRevenue rose in the first half of 2025.", "2025H1"),
    ("# 2024年年度報告\n\n本年度收入增長。", "2024"),
    ("# Notes\n\nRevenue rose.", ""),
]


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_the_reporting_period_is_the_one_named_most_at_the_beginning(
    text: str, period: str
) -> None:
    found = report_from_text(text, id="r").period
    assert ("" if found is None else str(found)) == period


def test_the_original_is_described_from_its_own_text() -> None:
    file = SHARED / "report" / "xiaomi-2025q1-original.txt"
    if not file.exists():
        pytest.skip("needs ../shared/report/xiaomi-2025q1-original.txt")
    report = load_report(file)
    assert (report.subject, report.ticker, report.currency) == ("xiaomi", "1810.HK", "CNY")
    assert report.title == "小米業績超預期，幾項主業均有亮點，年內股價上漲空間還有多少？"
    assert str(report.period) == "2025Q1"


def test_broker_reports_load_whole() -> None:
    file = SHARED / "dev-data" / "zh_broker_reports.jsonl"
    if not file.exists():
        pytest.skip("needs ../shared/dev-data/zh_broker_reports.jsonl")
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        edition = report_from_text(row["text"], id="b").editions[0]
        assert edition.language == "zh-Hans"
        longest = max(len(passage.span.of(edition.text)) for passage in edition.passages)
        assert longest <= 2000
        bare = re.sub(r"\[Table_[A-Za-z0-9]+\]|Table_[A-Za-z0-9]+", "", row["text"])
        letters = [sum(map(str.isalnum, text)) for text in (bare, edition.text)]
        assert letters[0] == letters[1]


# Size -----------------------------------------------------------------------------------------

HUGE = [
    "甲" * 1_000_000,
    "Revenue rose by 5%. " * 20_000,
    "- item\n" * 20_000,
    "(." * 200_000,
    "**a `b" * 100_000,
    "[a](" * 100_000,
    "|a" * 100_000 + "\n" + "|-" * 100_000,
    "|a\n" * 20_000,
    "▪a " * 20_000,
    "1,000 " * 100_000,
    " \n" * 200_000 + "a",
    "甲(1810.HK)" * 50_000,
]


@pytest.mark.parametrize("text", HUGE, ids=[text[:6] for text in HUGE])
@pytest.mark.parametrize("head", ["", "# a\n\n"])
def test_hostile_bulk_takes_time_in_proportion_to_its_size(text: str, head: str) -> None:
    started = time.process_time()
    report_from_text(head + text, id="r")
    assert time.process_time() - started < 15  # each takes about a second
