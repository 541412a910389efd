"""Real filings and decks, against figures read by eye off the rendered pages.

`golden/pdf_filings.csv` (income statement, balance sheet and cash flow of six annual reports) and
`golden/pdf_decks.csv` (the same rows of two results decks in Chinese and English) hold labels,
periods, values and scales only.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from corpus.bind.bind_report import bind_report
from corpus.bind.table_words import metric_kinds
from corpus.figure import Span
from corpus.kpi import KpiRow
from corpus.kpi_names import vocabulary
from corpus.load.load_report import load_report
from corpus.load.pdf.pdfium import open_pdf
from corpus.report import Edition, Report

DOCUMENTS = Path(__file__).parents[3] / "shared" / "dev-data" / "documents"
GOLDEN = Path(__file__).parent / "golden"
MEASURES = {"Q/Q (%)": "qoq", "QoQ": "qoq", "Y/Y (%)": "yoy", "YoY": "yoy"}
FIGURE = re.compile(r"[-($NT ]*\d[\d,]*(?:\.\d+)?[)% ]*")
YEAR = re.compile(r"(?:19|20)\d\d\*?")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"{DOCUMENTS} is not there"),
]


@dataclass(frozen=True)
class Fact:
    """A figure of a table: the file, its page, the row's label, the column's heading, the value
    as displayed and what it counts in."""

    file: str
    page: int
    label: str
    column: str
    value: str
    scale: str


def filings() -> list[Fact]:
    return [
        Fact(r["report"], int(r["page"]), r["label"], r["column"], r["value"], r["scale"])
        for r in rows_of("pdf_filings.csv")
    ]


def decks(language: str) -> list[Fact]:
    ending = "_en" if language == "en" else ""
    return [
        Fact(
            r["deck"] + ending,
            int(r[f"page_{language}"]),
            r[f"label_{language}"],
            r["column"],
            r["value"],
            r["scale"],
        )
        for r in rows_of("pdf_decks.csv")
    ]


def rows_of(name: str) -> Iterator[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def report(name: str) -> Report:
    return load_report(DOCUMENTS / f"{name}.pdf")


@cache
def kpis(name: str) -> tuple[KpiRow, ...]:
    return bind_report(report(name)).rows


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


def number(text: str) -> Decimal | None:
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if found is None:
        return None
    value = Decimal(found.group().replace(",", ""))
    return -value if text.strip().startswith("-") or "(" in text else value


def tables_on(edition: Edition, page: int) -> Iterator[list[list[str]]]:
    for paragraph in edition.paragraphs:
        text = paragraph.of(edition.text)
        if " | " in text and any(b.page == page for b in edition.source.boxes_of(paragraph)):
            yield [row.split(" | ") for row in text.split("\n")]


def in_table(fact: Fact) -> bool:
    """Whether a table of the page has the value in the row of that label and the column of
    that heading."""
    for rows in tables_on(report(fact.file).editions[0], fact.page):
        first = next(
            (n for n, row in enumerate(rows) if any(is_figure(cell) for cell in row[1:])), len(rows)
        )
        width = max(len(row) for row in rows)
        heads = [" ".join(row[c] for row in rows[:first] if c < len(row)) for c in range(width)]
        for row in rows[first:]:
            if squeezed(row[0]).endswith(squeezed(fact.label)) and any(
                number(cell) == number(fact.value) and squeezed(fact.column) in squeezed(head)
                for cell, head in list(zip(row, heads, strict=False))[1:]
            ):
                return True
    return False


def is_figure(cell: str) -> bool:
    return FIGURE.fullmatch(cell) is not None and YEAR.fullmatch(cell) is None


def verdict(fact: Fact) -> str:
    """Whether the KPI table has the fact: "right", "absent", or what is wrong about it."""
    edition = report(fact.file).editions[0]
    faults = [
        faults_of(row, fact)
        for row in kpis(fact.file)
        if is_of(row.places[0].span, edition, fact)
        and number(row.figure.text) == number(fact.value)
    ]
    if not faults:
        return "absent"
    return min(faults, key=len) or "right"


def is_of(span: Span, edition: Edition, fact: Fact) -> bool:
    if not any(box.page == fact.page for box in edition.source.boxes_of(span)):
        return False
    start = edition.text.rfind("\n", 0, span.start) + 1
    line = edition.text[start : span.end]
    return " | " in line and squeezed(line.split(" | ")[0]).endswith(squeezed(fact.label))


def faults_of(row: KpiRow, fact: Fact) -> str:
    value = number(fact.value)
    assert value is not None
    wanted = value * (1 if fact.value.endswith("%") else Decimal(fact.scale))
    name, kinds = vocabulary().names.get(row.metric), metric_kinds()
    paid = row.metric in kinds.outflow or row.metric in kinds.expense
    cost = paid or (name is not None and name.good == "down")  # an amount, bracketed or not
    faults = []
    if row.figure.value != wanted and not (cost and abs(row.figure.value) == abs(wanted)):
        faults.append(f"value {row.figure.value}")
    if fact.column in MEASURES:
        if row.measure.value != MEASURES[fact.column]:
            faults.append(f"measure {row.measure}")
    elif row.period is None or not is_period(str(row.period), row.period.end.year, fact.column):
        faults.append(f"period {row.period}")
    if not row.metric:
        faults.append("no metric")
    return "; ".join(faults)


def is_period(written: str, year: int, column: str) -> bool:
    """Whether a period is the one that a column's heading names: its quarter or its year."""
    quarter = re.fullmatch(r"([1-4])Q ?(\d\d)?(\d\d)", column)
    if quarter:
        return written == f"20{quarter[3]}Q{quarter[1]}" or written.startswith(
            f"20{quarter[3]}-{3 * int(quarter[1]):02}"
        )
    named = re.search(r"(?:19|20)\d\d", column)
    return named is not None and year == int(named.group())


@pytest.mark.parametrize(
    "path", sorted(DOCUMENTS.glob("*.pdf")) or [None], ids=lambda p: p.stem if p else "none"
)
def test_every_document_loads_with_passages_tables_and_sections(path: Path) -> None:
    edition = report(path.stem).editions[0]
    assert len(edition.text) > 5_000
    assert sum(passage.kind == "table" for passage in edition.passages) >= 5
    assert len(edition.sections) >= 15
    assert edition.language == ("zh-Hant" if path.stem.endswith("_ir") else "en")


def test_the_statements_of_the_filings_are_in_their_tables() -> None:
    missed = [fact for fact in filings() if not in_table(fact)]
    assert len(missed) <= 0.03 * len(filings()), missed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_rows_of_the_decks_are_in_their_tables(language: str) -> None:
    missed = [fact for fact in decks(language) if not in_table(fact)]
    assert len(missed) <= 0.03 * len(decks(language)), missed


@pytest.mark.parametrize(
    "facts", [filings(), decks("zh"), decks("en")], ids=["filings", "decks zh", "decks en"]
)
def test_nine_in_ten_facts_are_right_in_the_kpi_table_and_one_in_fifty_wrong(
    facts: list[Fact],
) -> None:
    verdicts = {fact: verdict(fact) for fact in facts}
    seen = Counter(verdicts.values())
    others = [(fact, found) for fact, found in verdicts.items() if found != "right"]
    assert seen["right"] >= 0.9 * len(facts), others
    assert len(facts) - seen["right"] - seen["absent"] <= 0.02 * len(facts), others


@pytest.mark.parametrize("name", ["3231_2025_q4_ir", "8299_2025_q4_ir_en", "CORNING_2021_10K"])
def test_the_box_of_a_cell_holds_the_cell_and_nothing_else(name: str) -> None:
    edition = report(name).editions[0]
    data = (DOCUMENTS / f"{name}.pdf").read_bytes()
    wrong, seen = [], 0
    with open_pdf(data) as pdf:
        for page in range(1, pdf.page_count + 1, 1 if pdf.page_count < 50 else 7):
            glyphs = [g for g in pdf.glyphs(page) if not g.text.isspace() and g.text != "."]
            for span in cells_on(edition, page):
                boxes = edition.source.boxes_of(span)
                drawn = "".join(
                    g.text
                    for g in glyphs
                    for box in boxes
                    if box.page == page
                    and box.left - 0.5 <= g.rect.center <= box.right + 0.5
                    and box.top - 0.5 <= g.rect.middle <= box.bottom + 0.5
                )
                written = span.of(edition.text).replace(".", "")
                seen += 1
                if sorted(squeezed(drawn)) != sorted(squeezed(written)):
                    wrong.append((written, drawn))
    assert seen > 200
    assert len(wrong) <= 0.01 * seen, wrong


def cells_on(edition: Edition, page: int) -> Iterator[Span]:
    """The cells with figures of the tables on a page."""
    for paragraph in edition.paragraphs:
        text = paragraph.of(edition.text)
        if " | " not in text:
            continue
        for match in re.finditer(r"(?<=\| )[^|\n]*\d[^|\n]*?(?= \||\n|$)", text):
            span = Span(paragraph.start + match.start(), paragraph.start + match.end())
            if edition.source.page(span.start) == page:
                yield span
