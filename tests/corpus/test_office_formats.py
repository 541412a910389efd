"""Word, Excel, PowerPoint and HTML files, made here by the libraries that others make them with."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from corpus.load.cell_format import shown as cell_text
from corpus.load.load_report import report_from_bytes
from corpus.report import Edition


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def edition(data: bytes, name: str) -> Edition:
    return report_from_bytes(data, name).editions[0]


def paragraphs(edition: Edition) -> list[str]:
    return [span.of(edition.text) for span in edition.paragraphs]


# HTML ---------------------------------------------------------------------------------------


def html(body: str) -> Edition:
    return edition(
        f"<html><head><title>Acme</title></head><body>{body}</body></html>".encode(), "a.html"
    )


def test_headings_paragraphs_and_items_of_html_come_in_order() -> None:
    found = html(
        "<h1>Results</h1><p>Sales rose <b>8%</b>.</p><ul><li>First<li>Second</ul><h2>Outlook</h2><p>Good.</p>"
    )
    assert paragraphs(found) == [
        "Results",
        "Sales rose 8%.",
        "• First",
        "• Second",
        "Outlook",
        "Good.",
    ]
    assert [(s.level, s.title) for s in found.sections] == [(1, "Results"), (2, "Outlook")]


def test_what_a_reader_of_the_page_does_not_see_is_left_out() -> None:
    found = html(
        "<script>var a='Sales 1'</script><style>p{}</style><nav>Home</nav><!-- Sales 2 -->"
        "<p hidden>Sales 3</p><div style='display : none'>Sales 4</div><p>Sales 5.</p>"
    )
    assert found.text == "Sales 5."


def test_markup_written_as_text_stays_text() -> None:
    assert (
        html("<p>&lt;script&gt;alert(1)&lt;/script&gt; rose 3%.</p>").text
        == "<script>alert(1)</script> rose 3%."
    )


STATEMENT = """<p>(In millions)</p><table>
<tr><td></td><td colspan=6>Three Months Ended</td></tr>
<tr><td></td><td colspan=3>March 31, 2025</td><td colspan=3>March 31, 2024</td></tr>
<tr><td>Revenue</td><td>$</td><td>1,234</td><td></td><td>$</td><td>1,100</td><td></td></tr>
<tr><td>Net loss</td><td></td><td>(56</td><td>)</td><td></td><td>(70</td><td>)</td></tr>
<tr><td>Margin</td><td></td><td>45.1</td><td>%</td><td></td><td>44.0</td><td>%</td></tr></table>"""


def test_signs_in_columns_of_their_own_join_their_numbers_and_headers_span_their_columns() -> None:
    found = html(STATEMENT)
    assert paragraphs(found)[1].split("\n") == [
        " | Three Months Ended | Three Months Ended",
        " | March 31, 2025 | March 31, 2024",
        "Revenue | $1,234 | $1,100",
        "Net loss | (56) | (70)",
        "Margin | 45.1% | 44.0%",
    ]
    assert [p.kind for p in found.passages] == ["table"]  # with its unit line


def test_a_table_that_only_places_bullets_is_text() -> None:
    found = html(
        "<table><tr><td>•</td><td>Costs fell.</td></tr><tr><td>•</td><td>Sales rose.</td></tr></table>"
    )
    assert "|" not in found.text
    assert "Costs fell." in found.text


def test_a_cell_over_two_rows_at_the_left_names_both() -> None:
    found = html(
        "<table><tr><td></td><td></td><td>2025</td></tr><tr><td rowspan=2>Food</td><td>Sales</td><td>10</td></tr>"
        "<tr><td>Profit</td><td>2</td></tr></table>"
    )
    assert found.text.split("\n")[1:] == ["Food | Sales | 10", "Food | Profit | 2"]


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8"])
def test_a_page_is_read_in_the_encoding_that_it_names(encoding: str) -> None:
    body = "二零二五年第一季度收入為一百二十億元，同比增長百分之八。"
    data = f"<html><head><meta charset={encoding}></head><body><p>{body}</p></body></html>".encode(
        encoding
    )
    assert edition(data, "a.htm").text == body


# Word ---------------------------------------------------------------------------------------


def test_a_word_document_gives_headings_lists_and_tables_with_merged_cells() -> None:
    document = docx.Document()
    document.add_heading("First half", 1)
    document.add_paragraph("Revenue was HK$4,210 million.")
    document.add_heading("Segments", 2)
    document.add_paragraph("Food grew", style="List Bullet")
    table = document.add_table(rows=3, cols=3)
    texts = [["", "1H25", ""], ["Food", "2,500", "4.2%"], ["Total", "4,210", "6.3%"]]
    for row, line in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    found = edition(saved(document), "a.docx")
    assert paragraphs(found) == [
        "First half",
        "Revenue was HK$4,210 million.",
        "Segments",
        "Food grew",
        " | 1H25 | 1H25\nFood | 2,500 | 4.2%\nTotal | 4,210 | 6.3%",
    ]
    assert [(s.level, s.title) for s in found.sections] == [(1, "First half"), (2, "Segments")]
    assert found.source.line(found.text.index("2,500")) == 5


def test_inserted_words_of_tracked_changes_count_and_deleted_ones_do_not() -> None:
    document = docx.Document()
    p = document.add_paragraph("Sales rose ")
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for tag, part, text in (("ins", "t", "8%"), ("del", "delText", "9%")):
        mark = etree.SubElement(p._p, f"{{{w}}}{tag}")
        run = etree.SubElement(mark, f"{{{w}}}r")
        etree.SubElement(run, f"{{{w}}}{part}").text = text
    assert edition(saved(document), "a.docx").text == "Sales rose 8%"


# Excel --------------------------------------------------------------------------------------


def workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "損益表"
    sheet["A1"], sheet["A2"] = "北岸銀行二零二五年第一季度業績", "單位：百萬港元"
    for row in (
        ["項目", "2025Q1", "2024Q1", "同比"],
        ["淨利息收入", 12345.678, 11800, 0.0462],
        ["淨利潤", -530.2, 420, -2.262],
    ):
        sheet.append(row)
    for name in ("B4", "C4", "B5", "C5"):
        sheet[name].number_format = "#,##0.0;(#,##0.0)"
    for name in ("D4", "D5"):
        sheet[name].number_format = "0.0%"
    return book


def test_a_sheet_is_read_as_it_shows() -> None:
    found = edition(saved(workbook()), "a.xlsx")
    assert found.title == "北岸銀行二零二五年第一季度業績"
    assert paragraphs(found) == [
        "損益表",
        "北岸銀行二零二五年第一季度業績",
        "單位：百萬港元",
        "項目 | 2025Q1 | 2024Q1 | 同比\n淨利息收入 | 12,345.7 | 11,800.0 | 4.6%\n淨利潤 | (530.2) | 420.0 | -226.2%",
    ]
    at = found.text.index("(530.2)")
    assert (found.source.page(at), found.source.line(at), found.source.page_name) == (1, 5, "sheet")


def test_hidden_sheets_rows_and_columns_are_not_read() -> None:
    book = workbook()
    sheet = book.active
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("secret").append(["a", 1])
    book["secret"].sheet_state = "hidden"
    text = edition(saved(book), "a.xlsx").text
    assert "淨利息收入 | 12,345.7 | 4.6%" in text
    assert "530" not in text
    assert "secret" not in text


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "General", "1234.5"),
        (1234567.0, "#,##0,", "1,235"),
        (-5.25, "0.0", "-5.3"),
        (-5.25, '"RMB" #,##0.00_);("RMB" #,##0.00)', "(RMB5.25)"),
        (0, "#,##0;(#,##0);-", "-"),
        (0.2318, "0.0%", "23.2%"),
        (7, '0"x"', "7x"),
        (1e20, "0", "100000000000000000000"),
    ],
)
def test_a_number_is_written_as_its_format_shows_it(
    value: float, number_format: str, shown: str
) -> None:
    assert cell_text(value, number_format) == shown


# PowerPoint ---------------------------------------------------------------------------------


def test_a_deck_gives_titles_tables_and_the_data_of_charts_by_slide() -> None:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Cover"
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Quarterly results"
    table = slide.shapes.add_table(2, 3, Inches(1), Inches(2), Inches(6), Inches(1)).table
    for row, texts in zip(
        table.rows, (["US$ million", "1Q25", "1Q24"], ["Net profit", "(15)", "22"]), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    data = CategoryChartData()
    data.categories = ["1Q24", "1Q25"]
    data.add_series("Subscribers (million)", (12.1, 13.4))
    slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(4), Inches(5), Inches(2), data
    )
    found = edition(saved(deck), "a.pptx")
    assert paragraphs(found) == [
        "Cover",
        "Quarterly results",
        "US$ million | 1Q25 | 1Q24\nNet profit | (15) | 22",
        " | 1Q24 | 1Q25\nSubscribers (million) | 12.1 | 13.4",
    ]
    assert (found.source.page(found.text.index("(15)")), found.source.page_name) == (2, "slide")
