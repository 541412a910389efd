"""What leaves the program: no cell becomes a formula, no text becomes structure."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.ask import Assistant
from assistant.audit.audit import audit
from assistant.audit.audit_output import export_audit
from assistant.check.graded import GradedText, difference_text, graded
from assistant.commands.export import BOM, Format, csv_cell, csv_table, file_name, markdown_line
from assistant.commands.export_check import export_check
from assistant.results import Verdict
from assistant.settings import Settings
from corpus.bundled import bundled_report
from corpus.script import LANGUAGES, Language

HOSTILE = (
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![p](http://evil.example/p.png)",
    "# heading", "> quote", "- item", "+ item", "* item", "1. item", "1) item", "---", "===", "***",
    "```code", "~~~", "a | b", "| --- |", "**bold** _it_ `c`", "&lt;b&gt;", "<http://x.example>",
    "http://x.example www.x.example a@b.example", "    indented", "\tindented", "\\", "a\\\nb",
    "[ref]: http://x.example", "$x$", "~~gone~~", "\u2028# x", "a\x00b\x1b[31m",
)  # fmt: skip
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = {"paragraph_open", "paragraph_close", "inline"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(Settings(data_dir=tmp_path_factory.mktemp("data")))


def grade(assistant: Assistant, text: str) -> GradedText:
    return graded(text, assistant.check(text), assistant.reports[0])


def kinds(markdown: str) -> list[str]:
    """The blocks and the inline parts that a reader of Markdown sees."""
    found = []
    for token in MARKDOWN.parse(markdown):
        found.append(token.type)
        found += [child.type for child in token.children or ()]
    return found


def said(markdown: str) -> str:
    """The text that a reader of Markdown sees."""
    inlines = [token for token in MARKDOWN.parse(markdown) if token.type == "inline"]
    return "\n".join("".join(c.content for c in token.children or ()) for token in inlines)


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("-3.5", "-3.5"),
        ("-1,250.75", "-1,250.75"),
        ("-12%", "-12%"),
        ("−0.4 percentage points", "−0.4 percentage points"),
        ("收入", "收入"),
        ("a\x00=b", "a=b"),
        ("", ""),
    ],
)
def test_a_cell_is_never_a_formula_and_a_negative_number_stays_one(value: str, safe: str) -> None:
    assert csv_cell(value) == safe


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_cell_comes_back_from_the_file_and_starts_no_formula(value: str) -> None:
    written = csv_table(["x"], [[value]]).encode("utf-8", "replace").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    cell = rows[1][0] if rows[1:] and rows[1] else ""
    assert cell[:1] not in tuple("=+@")
    if cell.startswith("-"):
        assert set(cell) <= set("-0123456789,.%")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_line_of_markdown_is_a_paragraph_that_reads_as_the_text(hostile: str) -> None:
    line = markdown_line(hostile)
    assert set(kinds(line)) <= PLAIN | {"text", "text_special"}
    words = "".join(c if c.isprintable() else " " for c in hostile).split()
    assert said(line).split() == words


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_line_of_markdown_is_at_most_a_paragraph(value: str) -> None:
    assert set(kinds(markdown_line(value))) <= PLAIN | {"text", "text_special"}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_adds_no_structure_to_its_export(hostile: str, assistant: Assistant) -> None:
    plain = grade(assistant, "EV gross margin was 22.8%.")
    attacked = grade(assistant, f"{hostile}\nEV gross margin was 22.8%.")
    before, after = (kinds(export_check(one, Format.MARKDOWN)) for one in (plain, attacked))
    extra = set(after) - set(before)
    assert extra <= {"text_special"}
    for kind in ("heading_open", "blockquote_open", "table_open"):
        assert after.count(kind) == before.count(kind)
    assert "html_inline" not in after
    assert "link_open" not in after


def test_markdown_holds_the_verdict_the_text_with_marks_and_a_table(assistant: Assistant) -> None:
    text = export_check(grade(assistant, "EV gross margin was 22.8%, a rise."), Format.MARKDOWN)
    assert text.startswith("# Claim check\n\nReport: ")
    assert "**The report says otherwise**" in text
    assert "Figures seen: 1 · checked: 1 · stand: 0 · not checkable: 0" in text
    assert "> EV gross margin was **22.8%** (✗ conflict), a rise." in text
    assert "| 22.8% | conflict |" in text
    assert "| −0.4 percentage points |" in text


@pytest.mark.parametrize(
    ("text", "overall", "heading"),
    [
        ("小米汽車毛利率為22.8%。", "與報告不符", "數字"),
        ("小米汽车毛利率为22.8%。", "与报告不符", "数字"),
        ("EV gross margin was 22.8%.", "The report says otherwise", "Figure"),
    ],
)
def test_exports_speak_the_language_of_the_text(
    text: str, overall: str, heading: str, assistant: Assistant
) -> None:
    result = grade(assistant, text)
    assert f"**{overall}**" in export_check(result, Format.MARKDOWN)
    table = export_check(result, Format.CSV)
    assert table.startswith(BOM + heading + ",")


def test_csv_opens_with_every_figure_on_a_line(assistant: Assistant) -> None:
    text = 'EV gross margin was 22.8%,\n"Revenue" was RMB 111.3 billion.'
    table = export_check(grade(assistant, text), Format.CSV)
    rows = list(csv.DictReader(io.StringIO(table.removeprefix(BOM), newline="")))
    assert [row["Figure"] for row in rows] == ["22.8%", "RMB 111.3 billion"]
    start, end = int(rows[1]["From character"]), int(rows[1]["To character"])
    assert text[start:end] == "RMB 111.3 billion"
    assert "23.2%" in rows[0]["Passage"]


def test_json_keeps_numbers_exact_and_names_row_span_and_passage(assistant: Assistant) -> None:
    value: dict[str, Any] = json.loads(
        export_check(grade(assistant, "EV gross margin was 22.8%."), Format.JSON)
    )
    (figure,) = value["figures"]
    assert (value["overall"], value["coverage"]) == ("conflict", "1/1")
    assert (figure["verdict"], figure["right_value"]) == ("conflict", "23.2%")
    assert figure["difference"]["value"] == "-0.4"
    assert (figure["says"]["metric"], figure["says"]["segment"]) == (
        "gross_margin", "electric_vehicles",
    )  # fmt: skip
    start, end = figure["passage"]["span"]
    edition = assistant.reports[0].edition("en")
    assert edition.text[start:end] == "23.2%"
    assert "23.2%" in figure["passage"]["text"]


def test_a_figure_that_cannot_be_checked_is_counted_and_never_passes(assistant: Assistant) -> None:
    result = grade(assistant, "It scored 9.9 somewhere.")
    assert result.counts == {"seen": 1, "checked": 0, "passed": 0, "open": 1}
    assert result.overall.value == "not checkable"
    assert "0/1" in export_check(result, Format.JSON)


def test_a_fall_where_the_report_has_a_rise_is_off_by_both(assistant: Assistant) -> None:
    result = grade(assistant, "SU7 deliveries fell 3% year on year.")
    (one,) = [one for one in result.figures if one.check.verdict is Verdict.CONFLICT]
    assert difference_text(one.difference, "en") == "−11.9 percentage points"


def test_a_proof_is_written_as_the_edition_of_the_texts_language_writes_it(
    assistant: Assistant,
) -> None:
    result = grade(assistant, "EV revenue made up about 17% of total revenue.")
    table = export_check(result, Format.CSV)
    assert "RMB 18.6 billion ÷ RMB 111.3 billion × 100" in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_audit_is_exported_in_every_language_and_format(language: Language) -> None:
    report, table = bundled_report()
    findings = audit(report, table)
    markdown = export_audit(report, findings, Format.MARKDOWN, language)
    assert kinds(markdown).count("heading_open") == 1 + len(findings)
    assert "link_open" not in kinds(markdown)
    rows = list(
        csv.reader(
            io.StringIO(
                export_audit(report, findings, Format.CSV, language).removeprefix(BOM), newline=""
            )
        )
    )
    assert len(rows) == 1 + len(findings)
    assert {len(row) for row in rows} == {8}
    value = json.loads(export_audit(report, findings, Format.JSON, language))
    assert value["counts"] == {"conflict": 2, "doubtful": 2, "note": 2}
    assert "16.71%" in export_audit(report, findings, Format.TEXT, language)


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("xiaomi-2025q1", "claim-check-xiaomi-2025q1.csv"),
        ("../../etc/passwd", "claim-check-etc-passwd.csv"),
        ("小米", "claim-check.csv"),
        ('a"b\r\nc: d', "claim-check-a-b-c-d.csv"),
        ("x" * 500, f"claim-check-{'x' * 60}.csv"),
    ],
)
def test_a_files_name_is_one_that_every_system_takes(of: str, name: str) -> None:
    assert file_name("claim-check", of, Format.CSV) == name


def test_a_files_ending_tells_the_format() -> None:
    told = {name: Format.of(Path(name)) for name in ("a.md", "a.CSV", "a.json", "a.txt", "a.pdf")}
    assert list(told.values()) == [
        Format.MARKDOWN, Format.CSV, Format.JSON, Format.TEXT, None,
    ]  # fmt: skip
