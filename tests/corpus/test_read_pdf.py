"""What the PDF reader makes of pages: text in order, tables, places, bad files."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image, ImageDraw

from corpus.errors import (
    EmptyReport,
    EncryptedReport,
    ReportTooLarge,
    ScannedReport,
    UnreadableReport,
    UnsupportedFormat,
)
from corpus.figure import Span
from corpus.load import read_pdf as module
from corpus.load import read_scan
from corpus.load.pdf.pdfium import open_pdf, render_page
from corpus.load.read_pdf import read_pdf
from corpus.report import Edition
from tests.corpus.pdf_pages import Page, pdf_of

BODY = (
    "The company sells tools to builders in nine countries and rents larger",
    "machines by the day. Sales grew in every region during the year, and the",
    "order book at its end was the largest in the history of the company.",
)


def read(pages: Sequence[Page]) -> Edition:
    return read_pdf(pdf_of(pages), "r", lambda done, total: None)


def paragraphs(edition: Edition) -> list[str]:
    return [span.of(edition.text) for span in edition.paragraphs]


def tables(edition: Edition) -> list[list[list[str]]]:
    return [
        [row.split(" | ") for row in text.split("\n")]
        for text in paragraphs(edition)
        if " | " in text
    ]


def prose(page: Page, lines: Sequence[str], x: float, y: float, size: float = 10) -> float:
    for line in lines:
        page.text(x, y, line, size)
        y += 1.2 * size
    return y


def statement(page: Page, y: float, rows: Sequence[Sequence[str]], x: float = 60) -> float:
    """Rows of a label and right-aligned figures; a "$" stands in a column of its own."""
    for label, *cells in rows:
        page.text(x, y, label)
        for number, cell in enumerate(cells, 1):
            right = x + 240 + 90 * number
            if cell.startswith("$"):
                page.text(right - 70, y, "$")
                cell = cell[1:]
            page.right(right, y, cell)
        y += 15
    return y


def test_wrapped_lines_are_one_paragraph_and_a_word_cut_by_a_hyphen_is_whole() -> None:
    page = Page()
    prose(
        page,
        (
            "The management reviews the cash position of every sub-",
            "sidiary once a month and reports to the board.",
        ),
        60,
        100,
    )
    assert paragraphs(read([page])) == [
        "The management reviews the cash position of every subsidiary once a month and reports to the board."
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = Page()
    page.text(60, 80, "One title over both columns of the page", 16, bold=True)
    prose(
        page,
        (
            "Left column first line of text runs",
            "on in its second line and then it",
            "stops at last.",
        ),
        60,
        120,
    )
    prose(
        page,
        (
            "Right column first line of text runs",
            "on in its second line as well, then",
            "ends too.",
        ),
        330,
        120,
    )
    assert paragraphs(read([page])) == [
        "One title over both columns of the page",
        "Left column first line of text runs on in its second line and then it stops at last.",
        "Right column first line of text runs on in its second line as well, then ends too.",
    ]


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = []
    for number in range(1, 5):
        page = Page()
        page.text(60, 40, "Annual report of the tool company")
        prose(page, (f"Page {number} says something of its own, a sentence with an end.",), 60, 100)
        page.text(300, 770, str(number))
        pages.append(page)
    assert paragraphs(read(pages)) == [
        f"Page {n} says something of its own, a sentence with an end." for n in range(1, 5)
    ]


def test_a_sentence_goes_on_over_the_page_and_the_footnote_stays_apart() -> None:
    first, second = Page(), Page()
    prose(first, BODY[:2], 60, 640)
    prose(first, ("1 A footnote in small type about the regions of the company.",), 60, 740, 7)
    prose(second, ("order book at its end was the largest in the history of the company.",), 60, 80)
    assert paragraphs(read([first, second])) == [
        " ".join(BODY),
        "1 A footnote in small type about the regions of the company.",
    ]


def test_headings_have_levels_by_the_size_of_their_type() -> None:
    page = Page()
    page.text(60, 60, "Report for the year", 20, bold=True)
    page.text(60, 110, "Sales by region", 14, bold=True)
    y = prose(page, BODY, 60, 140)
    page.text(60, y + 20, "Europe", 10, bold=True)
    prose(page, BODY, 60, y + 45)
    assert [(s.title, s.level) for s in read([page]).sections] == [
        ("Report for the year", 1),
        ("Sales by region", 2),
        ("Europe", 3),
    ]


def test_dollar_signs_brackets_and_percent_signs_join_their_figures() -> None:
    page = Page()
    page.right(390, 90, "2024").right(480, 90, "2023")
    statement(
        page,
        110,
        [
            ("Revenue", "$1,250", "$1,100"),
            ("Cost of sales", "(750)", "(640)"),
            ("Gross profit", "$500", "$460"),
        ],
    )
    page.text(60, 155, "Margin").right(390, 155, "40").text(394, 155, "%").right(
        480, 155, "42"
    ).text(484, 155, "%")
    assert tables(read([page])) == [
        [
            ["", "2024", "2023"],
            ["Revenue", "$1,250", "$1,100"],
            ["Cost of sales", "(750)", "(640)"],
            ["Gross profit", "$500", "$460"],
            ["Margin", "40%", "42%"],
        ]
    ]


def test_dot_leaders_are_no_text_and_a_label_of_two_lines_is_one_cell() -> None:
    page = Page()
    page.right(390, 90, "2024").right(480, 90, "2023")
    page.text(60, 110, "Revenue . . . . . . . . . . . . . . .").right(390, 110, "1,250").right(
        480, 110, "1,100"
    )
    page.text(60, 126, "Net cash provided by operating activities of")
    page.text(66, 138, "continuing operations......").right(390, 138, "310").right(480, 138, "280")
    page.text(60, 154, "Other").right(390, 154, "12").right(480, 154, "-")
    assert tables(read([page]))[0][1:] == [
        ["Revenue", "1,250", "1,100"],
        ["Net cash provided by operating activities of continuing operations", "310", "280"],
        ["Other", "12", "-"],
    ]


def test_a_heading_over_several_columns_stands_over_each_of_them() -> None:
    page = Page()
    page.text(325, 80, "Quarter ended", bold=True).line(300, 83, 455)
    page.text(505, 80, "Year ended", bold=True).line(480, 83, 640)
    for x, name in ((360, "2024"), (450, "2023"), (540, "2024"), (610, "2023")):
        page.right(x, 95, name)
    for y, label, cells in (
        (112, "Revenue", ("250", "210", "900", "850")),
        (127, "Net profit", ("25", "21", "90", "85")),
    ):
        page.text(60, y, label)
        for x, cell in zip((360, 450, 540, 610), cells, strict=True):
            page.right(x, y, cell)
    page.width = 700
    assert tables(read([page]))[0] == [
        ["", "Quarter ended", "Quarter ended", "Year ended", "Year ended"],
        ["", "2024", "2023", "2024", "2023"],
        ["Revenue", "250", "210", "900", "850"],
        ["Net profit", "25", "21", "90", "85"],
    ]


def test_a_table_over_two_pages_is_one_and_its_repeated_heading_stands_once() -> None:
    first, second = Page(), Page()
    for page, rows in (
        (first, [("Cash", "10", "9"), ("Receivables", "20", "18")]),
        (second, [("Inventories", "30", "27"), ("Total assets", "60", "54")]),
    ):
        page.text(60, 60, "Balance sheet", 14, bold=True)
        page.right(390, 90, "2024").right(480, 90, "2023")
        statement(page, 110, rows)
    found = read([first, second])
    assert [[row[0] for row in table] for table in tables(found)] == [
        ["", "Cash", "Receivables", "Inventories", "Total assets"]
    ]
    start = found.text.index("30 | 27")
    assert [box.page for box in found.source.boxes_of(Span(start, start + 2))] == [2]


def test_tables_side_by_side_are_two() -> None:
    page = Page(width=800)
    for x, rows in (
        (40, [("Cash", "10", "9"), ("Receivables", "20", "18"), ("Total assets", "30", "27")]),
        (420, [("Payables", "5", "4"), ("Equity", "25", "23"), ("Total liabilities", "30", "27")]),
    ):
        page.right(x + 240, 90, "2024").right(x + 320, 90, "2023")
        y = 110.0
        for label, *cells in rows:
            page.text(x, y, label)
            for right, cell in zip((x + 240, x + 320), cells, strict=True):
                page.right(right, y, cell)
            y += 15
    assert tables(read([page])) == [
        [
            ["", "2024", "2023"],
            ["Cash", "10", "9"],
            ["Receivables", "20", "18"],
            ["Total assets", "30", "27"],
        ],
        [
            ["", "2024", "2023"],
            ["Payables", "5", "4"],
            ["Equity", "25", "23"],
            ["Total liabilities", "30", "27"],
        ],
    ]


def test_ruled_cells_hold_wrapped_and_merged_headings_and_words() -> None:
    page = Page()
    grid(page, (60, 200, 300, 400, 520), (100, 120, 140, 170, 190), merged=((0, 1, 2), (3, 3, 3)))
    page.text(66, 128, "Item").text(206, 114, "Half year to 30 June").text(412, 128, "Change")
    page.text(240, 134, "2025").text(340, 134, "2024")
    page.text(66, 152, "Revenue of the").text(66, 164, "whole group").text(240, 158, "1,250").text(
        340, 158, "1,100"
    ).text(420, 158, "13.6%")
    page.text(66, 184, "Auditor").text(206, 184, "Smith and Sons").text(
        306, 184, "Smith and Sons"
    ).text(406, 184, "none")
    assert tables(read([page])) == [
        [
            ["Item", "Half year to 30 June", "Half year to 30 June", "Change"],
            ["Item", "2025", "2024", "Change"],
            ["Revenue of the whole group", "1,250", "1,100", "13.6%"],
            ["Auditor", "Smith and Sons", "Smith and Sons", "none"],
        ]
    ]


def grid(
    page: Page,
    xs: Sequence[float],
    ys: Sequence[float],
    *,
    merged: Sequence[tuple[int, int, int]] = (),
) -> None:
    """The lines around the cells; the first column and the last one are merged over the first two
    rows, and so are the columns `first` to `last` of each (row, first, last) in `merged`."""
    for number, y in enumerate(ys):
        page.line(xs[1] if number == 1 else xs[0], y, xs[-2] if number == 1 else xs[-1])
    for number, x in enumerate(xs):
        top = ys[1] if any(first < number <= last for _, first, last in merged) else ys[0]
        page.upright(x, top, ys[-1])


def test_the_lines_of_a_wrapped_heading_are_one_heading_beside_a_shorter_one() -> None:
    page = Page(width=700)
    page.text(330, 76, "Nine months ended 30").text(365, 88, "September").text(520, 82, "Full year")
    for x, name in ((370, "2025"), (450, "2024"), (540, "2024"), (610, "2023")):
        page.right(x, 106, name)
    page.line(300, 92, 455).line(480, 92, 640)
    for y, label, cells in (
        (122, "Revenue", ("250", "210", "900", "850")),
        (137, "Net profit", ("25", "21", "90", "85")),
    ):
        page.text(60, y, label)
        for x, cell in zip((370, 450, 540, 610), cells, strict=True):
            page.right(x, y, cell)
    nine = "Nine months ended 30 September"
    assert tables(read([page]))[0][:2] == [
        ["", nine, nine, "Full year", "Full year"],
        ["", "2025", "2024", "2024", "2023"],
    ]


def test_years_down_the_side_are_labels() -> None:
    page = Page()
    page.text(60, 60, "Debt falls due as follows, in millions of dollars, at the end of the year.")
    statement(
        page, 100, [("2026", "$120"), ("2027", "85"), ("Thereafter", "300"), ("Total", "$505")]
    )
    assert tables(read([page])) == [
        [["2026", "$120"], ["2027", "85"], ["Thereafter", "300"], ["Total", "$505"]]
    ]


def test_a_table_under_another_keeps_its_own_headings() -> None:
    page = Page()
    page.right(390, 90, "2024").right(480, 90, "2023")
    statement(page, 105, [("Revenue", "250", "210"), ("Net profit", "25", "21")])
    page.right(390, 160, "Units").right(480, 160, "Share")
    statement(page, 175, [("Phones", "12", "60%"), ("Tablets", "8", "40%")])
    assert [table[0] for table in tables(read([page]))] == [
        ["", "2024", "2023"],
        ["", "Units", "Share"],
    ]


def test_notes_beside_a_table_are_not_its_labels() -> None:
    page = Page(width=900, height=500)
    page.text(300, 60, "Income statement", 24)
    for n in (1, 2, 3):
        page.content.append(f"0.9 g 290 {500 - 95 - 20 * n} 560 18 re f 0 g")
    for x, name in ((620, "2Q25"), (720, "1Q25"), (820, "2Q24")):
        page.right(x, 90, name)
    for y, label, cells in (
        (110, "Revenue", ("250", "240", "210")),
        (130, "Gross profit", ("100", "95", "80")),
        (150, "Net profit", ("25", "24", "21")),
    ):
        page.text(300, y, label)
        for x, cell in zip((620, 720, 820), cells, strict=True):
            page.right(x, y, cell)
    for y, note in (
        (112, "Sales grew as new"),
        (124, "shops opened and the"),
        (136, "old ones sold more."),
    ):
        page.text(40, y, note)
    found = read([page])
    assert [row[0] for row in tables(found)[0]] == ["", "Revenue", "Gross profit", "Net profit"]
    assert "Sales grew as new shops opened and the old ones sold more." in paragraphs(found)


def test_the_numbers_of_a_chart_are_no_table() -> None:
    page = Page(width=720, height=405)
    page.text(30, 40, "Revenue by quarter", 24)
    for number, height in enumerate((160, 140, 190, 110)):
        page.text(120 + 120 * number, 400 - height, f"${1200 + 37 * number:,}", 11)
        page.text(125 + 120 * number, 370, f"{number + 1}Q24", 11)
    for step in range(5):
        page.text(60, 350 - 50 * step, str(500 * step), 9)
    found = read([page])
    assert tables(found) == []
    assert all(f"${1200 + 37 * n:,}" in found.text for n in range(4))


def test_a_table_of_contents_is_no_table_of_figures() -> None:
    page = Page()
    for number, (title, at) in enumerate(
        (("Business", 3), ("Risk factors", 9), ("Properties", 14), ("Exhibits", 20))
    ):
        page.text(60, 100 + 16 * number, f"Item {number + 1}. {title}").right(
            540, 100 + 16 * number, str(at)
        )
    assert tables(read([page])) == []


def test_characters_drawn_twice_for_bold_are_read_once() -> None:
    page = Page().text(60, 100, "Illegally billed").text(60.3, 100, "Illegally billed")
    assert read([page]).text == "Illegally billed"


def test_digits_set_apart_a_little_are_one_figure_and_a_narrow_space_stays_a_space() -> None:
    page = Page()
    page.content.append("BT /F1 10 Tf 60 700 Td [(It paid 1) -180 (11,293 units of) ] TJ ET")
    page.content.append("BT /F1 10 Tf 60 680 Td -2.2 Tw (the goods of all kinds) Tj ET")
    found = read([page]).text
    assert "111,293 units" in found
    assert "the goods of all kinds" in found


def test_text_off_the_page_is_not_read() -> None:
    page = (
        Page()
        .text(60, 100, "Seen by all.")
        .text(60, 900, "Seen by nobody.")
        .text(700, 100, "Nor this.")
    )
    assert read([page]).text == "Seen by all."


def test_raised_footnote_marks_do_not_become_digits_of_a_figure() -> None:
    page = Page()
    page.right(390, 90, "2024").right(480, 90, "2023")
    page.text(60, 110, "Revenue").right(390, 110, "1,250").text(390.5, 106, "2", 6).right(
        480, 110, "1,100"
    )
    statement(page, 125, [("Net profit", "125", "110")])
    assert tables(read([page]))[0][1] == ["Revenue", "1,250", "1,100"]


def test_spaces_inside_chinese_are_removed_and_chinese_labels_are_cells() -> None:
    page = Page(width=720, height=405)
    page.chinese(40, 50, "損益表", 24)
    for n, name in enumerate(("4Q25", "3Q25", "4Q24")):
        page.text(320 + 110 * n, 100, name)
    for row, (label, cells) in enumerate(
        (("營業收入", ("22,799", "18,137", "12,572")), ("營 業 毛 利", ("9,500", "5,878", "3,876")))
    ):
        page.chinese(40, 125 + 25 * row, label)
        for n, cell in enumerate(cells):
            page.text(320 + 110 * n, 125 + 25 * row, cell)
    found = read([page])
    assert found.language == "zh-Hant"
    assert found.source.page_name == "slide"
    assert tables(found) == [
        [
            ["", "4Q25", "3Q25", "4Q24"],
            ["營業收入", "22,799", "18,137", "12,572"],
            ["營業毛利", "9,500", "5,878", "3,876"],
        ]
    ]


def test_every_cell_lies_in_its_box() -> None:
    page = Page()
    page.right(390, 90, "2024").right(480, 90, "2023")
    statement(
        page,
        110,
        [
            ("Revenue", "$1,250", "$1,100"),
            ("Cost of sales", "(750)", "(640)"),
            ("Gross profit", "$500", "$460"),
        ],
    )
    data = pdf_of([page])
    found = read_pdf(data, "r", lambda done, total: None)
    seen = 0
    for cell in ("Revenue", "$1,250", "(640)", "$460", "Gross profit"):
        start = found.text.index(cell)
        (box,) = found.source.boxes_of(Span(start, start + len(cell)))
        assert text_in(data, box.page, box.left, box.top, box.right, box.bottom) == cell.replace(
            " ", ""
        )
        seen += 1
    assert seen == 5


def text_in(data: bytes, page: int, left: float, top: float, right: float, bottom: float) -> str:
    with open_pdf(data) as pdf:
        return (
            "".join(
                glyph.text
                for glyph in pdf.glyphs(page)
                if left - 1 <= glyph.rect.center <= right + 1
                and top - 1 <= glyph.rect.middle <= bottom + 1
            )
            .replace(" ", "")
            .replace("\r", "")
            .replace("\n", "")
        )


def test_a_turned_page_is_read_as_it_is_displayed() -> None:
    page = Page(width=612, height=792, turn=90)
    page.content.append(
        "q 0 1 -1 0 612 0 cm BT /F1 10 Tf 60 500 Td (Upright once the page is turned) Tj ET Q"
    )
    found = read([page])
    assert found.text == "Upright once the page is turned"
    (box,) = found.source.boxes_of(Span(0, 5))
    assert 55 <= box.left <= 65 and 95 <= box.top <= 115


@pytest.mark.parametrize("matrix", ["0 1 -1 0 612 0", "0 -1 1 0 0 792", "-1 0 0 -1 612 792"])
def test_a_table_set_sideways_is_read_and_its_boxes_lie_on_the_page_as_displayed(
    matrix: str,
) -> None:
    page = Page()
    page.content.append(f"q {matrix} cm")
    for y, cells in (
        (500, ("", "2024", "2023")),
        (485, ("Revenue of the group", "1,250", "1,100")),
        (470, ("Net profit of the group", "125", "110")),
    ):
        for x, cell in zip((60, 300, 400), cells, strict=True):
            page.content.append(f"BT /F1 10 Tf {x} {y} Td ({cell}) Tj ET")
    page.content.append("Q")
    data = pdf_of([page])
    found = read_pdf(data, "r", lambda done, total: None)
    assert tables(found) == [
        [
            ["", "2024", "2023"],
            ["Revenue of the group", "1,250", "1,100"],
            ["Net profit of the group", "125", "110"],
        ]
    ]
    start = found.text.index("1,100")
    boxes = found.source.boxes_of(Span(start, start + 5))
    picture = Image.open(io.BytesIO(render_page(data, 1, (), 2.0))).convert("L")
    (box,) = boxes
    assert 0 < box.left < box.right < 612
    edges = (int(2 * box.left), int(2 * box.top), int(2 * box.right) + 1, int(2 * box.bottom) + 1)
    assert min(picture.crop(edges).tobytes()) < 100  # ink
    for across, down in ((box.left - 12, box.top - 12), (box.right + 12, box.bottom + 12)):
        left, top = int(2 * across), int(2 * down)
        corner = picture.crop((left, top, left + 2, top + 2))
        assert min(corner.tobytes()) > 250


def test_progress_is_told_page_by_page() -> None:
    told: list[tuple[int, int]] = []
    read_pdf(
        pdf_of([Page().text(60, 100, "One."), Page().text(60, 100, "Two.")]),
        "r",
        lambda d, t: told.append((d, t)),
    )
    assert told == [(1, 2), (2, 2)]


def test_a_pdf_that_asks_for_a_password_says_so() -> None:
    data = pdf_of([Page().text(60, 100, "Secret.")], user_password=b"abc")
    with pytest.raises(EncryptedReport, match="password"):
        read_pdf(data, "r", lambda done, total: None)


def test_a_pdf_with_an_owner_password_only_is_read() -> None:
    data = pdf_of([Page().text(60, 100, "May be read, not changed.")], owner_only=True)
    assert read_pdf(data, "r", lambda done, total: None).text == "May be read, not changed."


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyReport),
        (b"plain text, named a PDF", UnsupportedFormat),
        (b"%PDF-1.7\n" + bytes(200), UnreadableReport),
        (pdf_of([Page().text(60, 100, "Cut.")])[:180], UnreadableReport),
        (pdf_of([]), UnreadableReport),
    ],
    ids=["no bytes", "no PDF", "header alone", "cut off", "no pages"],
)
def test_a_bad_file_is_refused_with_a_reason(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"."):
        read_pdf(data, "r", lambda done, total: None)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PAGES", 2)
    with pytest.raises(ReportTooLarge, match=r"3 pages, more than 2"):
        read([Page().text(60, 100, "One.")] * 3)


def scanned(text: str) -> bytes:
    picture = Image.new("RGB", (850, 1100), "white")
    ImageDraw.Draw(picture).text((80, 120), text, fill="black", font_size=36)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=100)
    return out.getvalue()


def test_pictures_of_pages_take_the_extra_for_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_scan, "find_spec", lambda name: None)
    with pytest.raises(ScannedReport, match=r"report-assistant\[ocr\]"):
        read_pdf(scanned("Revenue grew."), "r", lambda done, total: None)


@pytest.mark.slow
def test_pictures_of_pages_are_read_by_ocr_with_their_places() -> None:
    pytest.importorskip("rapidocr_onnxruntime")
    found = read_pdf(scanned("Revenue grew by 12 percent."), "r", lambda done, total: None)
    assert found.text.replace(" ", "") == "Revenuegrewby12percent."
    (box,) = found.source.boxes_of(Span(0, 5))
    assert 50 <= box.left <= 65 and 80 <= box.top <= 95


def test_a_page_is_drawn_with_its_boxes_in_yellow() -> None:
    data = pdf_of([Page().text(60, 100, "Look here")])
    found = read_pdf(data, "r", lambda done, total: None)
    boxes = found.source.boxes_of(Span(0, 4))
    picture = Image.open(io.BytesIO(render_page(data, 1, boxes, 2.0))).convert("RGB")
    assert picture.size == (1224, 1584)
    at = int(2 * boxes[0].left) + 1, int(2 * boxes[0].top) + 1
    red, _, blue = picture.crop((*at, at[0] + 1, at[1] + 1)).tobytes()
    assert blue < 200 < red
    assert picture.getpixel((20, 20)) == (255, 255, 255)


def test_a_page_that_is_not_there_cannot_be_drawn() -> None:
    with pytest.raises(UnreadableReport, match="no page 2"):
        render_page(pdf_of([Page()]), 2, (), 1.0)
