"""The library: reports are stored whole, come back equal, and keep what a person did to them."""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.bind.bind_report import bind_report
from corpus.bundled import bundled_report
from corpus.kpi import KpiRow, KpiTable, Measure
from corpus.library.errors import (
    BadCorrection,
    BadTable,
    LibraryUnusable,
    NotInLibrary,
)
from corpus.library.library import Library, name_for
from corpus.library.records import CorrectedRow, Outcome, Source
from corpus.load.load_report import report_from_text
from corpus.period import Period
from corpus.report import Report

TEXT = """# Orrin Pumps: results for the second quarter of 2024

Orrin Pumps (NYSE: ORP) reported revenue of $412.5 million for the second quarter of 2024.

Gross margin was 31.2% in the second quarter of 2024. Net profit was $40.1 million.
"""


def source_of(text: str, name: str = "orrin.md", origin: str = "") -> tuple[Source, bytes]:
    data = text.encode()
    origin = origin or f"/reports/{name}"
    return Source(name, origin, hashlib.sha256(data).hexdigest(), len(data)), data


def add(library: Library, text: str = TEXT, name: str = "orrin.md", id: str = "orrin") -> str:
    """Bring in a text; the id that its report has in the library."""
    report = report_from_text(text, id=id)
    source, data = source_of(text, name)
    return library.add(report, bind_report(report), source, data=data).id


def row_of(table: KpiTable, written: str) -> KpiRow:
    """The row whose figure is written so, corrected or not."""
    for row in table:
        original = row.original if isinstance(row, CorrectedRow) else None
        if (original or row).figure.text == written:
            return row
    raise AssertionError(written)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path)


# -- whole and equal ------------------------------------------------------------------------


def test_a_report_and_its_table_come_back_equal(library: Library) -> None:
    report = report_from_text(TEXT, id="orrin")
    table = bind_report(report)
    source, data = source_of(TEXT)
    assert library.add(report, table, source, data=data).outcome is Outcome.ADDED
    assert library.get("orrin") == report
    assert library.table("orrin") == table
    assert len(table) == 3


def test_the_bundled_report_with_both_editions_comes_back_equal_but_for_pairing(
    library: Library,
) -> None:
    report, table = bundled_report()
    library.add(report, table, Source("x.md", "/x.md", "ab" * 32, 1))
    assert library.get(report.id) == replace(report, paired=False)
    assert library.table(report.id) == table


def test_a_report_read_in_another_process_is_the_same(library: Library, tmp_path: Path) -> None:
    add(library)
    assert Library.open(tmp_path).get("orrin") == library.get("orrin")


def test_the_file_of_a_report_is_kept_byte_for_byte(library: Library) -> None:
    path = library.file_of(add(library))
    assert path is not None
    assert path.read_bytes() == TEXT.encode()


def test_the_list_tells_what_was_found_without_the_text(library: Library) -> None:
    add(library)
    (summary,) = library.list()
    assert summary.name == "Orrin Pumps: results for the second quarter of 2024"
    assert (summary.facts.ticker, summary.facts.period) == ("ORP", "2024Q2")
    assert summary.period == Period.quarter(2024, 2)
    assert (summary.language, summary.rows, summary.source.format) == ("en", 3, "md")


def test_an_addition_that_fails_half_way_leaves_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("struck by lightning")

    monkeypatch.setattr("corpus.library.store.write_content", fail)
    with pytest.raises(RuntimeError):
        add(library)
    assert library.list() == ()
    assert library.find_rows() == ()


# -- nothing twice ----------------------------------------------------------------------------


def test_the_same_content_is_not_taken_twice_whatever_its_name(library: Library) -> None:
    first = add(library)
    report = report_from_text(TEXT, id="other")
    source, _ = source_of(TEXT, "copy.md")
    again = library.add(report, bind_report(report), source)
    assert (again.outcome, again.id) == (Outcome.UNCHANGED, first)
    assert len(library.list()) == 1


def test_a_changed_file_replaces_its_report_and_keeps_id_name_facts_and_corrections(
    library: Library,
) -> None:
    add(library)
    library.rename("orrin", "Pumps")
    library.edit_facts("orrin", subject="Orrin Holdings")
    library.correct("orrin", row_of(library.table("orrin"), "31.2%").id, {"value": "32.1"})
    changed = TEXT.replace("$412.5 million", "$413.0 million").replace(
        "Gross", "Sales rose in all regions of the world. Gross"
    )
    id_ = add(library, changed, id="quite-another")
    summary = library.summary(id_)
    assert (id_, summary.name, summary.facts.subject) == ("orrin", "Pumps", "Orrin Holdings")
    table = library.table("orrin")
    assert row_of(table, "$413.0 million").figure.value == Decimal(413_000_000)
    assert row_of(table, "31.2%").figure.value == Decimal("32.1")
    assert len(library.list()) == 1


def test_known_tells_new_changed_and_unchanged_files_apart(library: Library) -> None:
    add(library)
    assert library.known(source_of("new", "new.md")[0]) is None
    unchanged, updated = library.known(source_of(TEXT)[0]), library.known(source_of("changed")[0])
    assert unchanged is not None and unchanged.outcome is Outcome.UNCHANGED
    assert updated is not None and updated.outcome is Outcome.UPDATED


@pytest.mark.parametrize(
    ("title", "file", "name"),
    [
        ("Orrin Pumps: results for 2024", "orp_2024.pdf", "Orrin Pumps: results for 2024"),
        ("FORM 10-K", "ORRIN_2024_10K.pdf", "ORRIN 2024 10K"),
        ("SECURITIES AND EXCHANGE COMMISSION", "orrin.pdf", "orrin"),
        ("歐林泵業業績", "8299.pdf", "歐林泵業業績"),
        ("", "notes_on_orrin.txt", "notes on orrin"),
        ("Two\n lines " + "x" * 200, "a.md", ("Two lines " + "x" * 200)[:120]),
    ],
)
def test_a_report_is_called_by_its_title_where_that_tells_it(
    title: str, file: str, name: str
) -> None:
    assert name_for(title, file) == name


def test_two_reports_of_one_title_get_two_names_and_two_ids(library: Library) -> None:
    add(library)
    second = add(library, TEXT + "\nMore.\n", "second.md")
    assert second == "orrin-2"
    assert [s.name[-4:] for s in library.list()] == ["2024", " (2)"]


# -- corrections ----------------------------------------------------------------------------


def test_a_correction_is_in_force_and_the_extracted_row_is_kept(library: Library) -> None:
    add(library)
    before = row_of(library.table("orrin"), "31.2%")
    library.correct("orrin", before.id, {"value": "33.7", "segment": "services"}, "typo")
    row = row_of(library.table("orrin"), "31.2%")
    assert isinstance(row, CorrectedRow)
    assert (row.figure.value, row.segment, row.note) == (Decimal("33.7"), "services", "typo")
    assert row.original == before
    assert library.summary("orrin").corrections == 1


def test_an_undone_correction_leaves_the_row_as_extracted(library: Library) -> None:
    add(library)
    before = library.table("orrin")
    row_id = row_of(before, "31.2%").id
    library.correct("orrin", row_id, {"value": "33.7"})
    library.undo_correction("orrin", row_id)
    assert library.table("orrin") == before
    with pytest.raises(NotInLibrary):
        library.undo_correction("orrin", row_id)


def test_a_second_correction_adds_to_the_first_and_stands_on_the_extracted_row(
    library: Library,
) -> None:
    add(library)
    row_id = row_of(library.table("orrin"), "31.2%").id
    library.correct("orrin", row_id, {"value": "33.7"})
    library.correct("orrin", row_id, {"period": "2024Q1"})
    row = row_of(library.table("orrin"), "31.2%")
    assert (row.figure.value, str(row.period)) == (Decimal("33.7"), "2024Q1")
    assert len(library.corrections("orrin")) == 1


def test_a_correction_back_to_what_was_extracted_is_none(library: Library) -> None:
    add(library)
    before = library.table("orrin")
    row_id = row_of(before, "31.2%").id
    library.correct("orrin", row_id, {"value": "33.7"})
    assert library.correct("orrin", row_id, {"value": "31.2"}) is None
    assert library.table("orrin") == before


def test_a_correction_says_so_when_the_file_has_changed_what_it_corrected(
    library: Library,
) -> None:
    add(library)
    library.correct("orrin", row_of(library.table("orrin"), "31.2%").id, {"value": "33.7"})
    add(library, TEXT.replace("31.2%", "30.9%"))
    row = row_of(library.table("orrin"), "30.9%")
    assert isinstance(row, CorrectedRow)
    assert (row.figure.value, row.changed_since) == (Decimal("33.7"), True)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"value": "about 3"}, "plain number"),
        ({"value": "1e9"}, "plain number"),
        ({"value": "NaN"}, "plain number"),
        ({"unit": "furlongs"}, "unit cannot be"),
        ({"period": "last year"}, "period cannot be"),
        ({"metric": " "}, "name the metric"),
        ({"colour": "red"}, "no field"),
        ({"value": "31.2"}, "changes nothing"),
        ({"upper": "3"}, "upper end"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_nothing_is_kept(
    library: Library, changes: dict[str, str], told: str
) -> None:
    add(library)
    row_id = row_of(library.table("orrin"), "31.2%").id
    with pytest.raises(BadCorrection, match=told):
        library.correct("orrin", row_id, changes)
    assert library.corrections("orrin") == ()


def test_rows_are_found_by_what_they_are_corrected_to(library: Library) -> None:
    add(library)
    row_id = row_of(library.table("orrin"), "31.2%").id
    library.correct("orrin", row_id, {"metric": "operating_margin"})
    assert library.find_rows(metric="gross_margin") == ()
    (row,) = library.find_rows(metric="operating_margin")
    assert row.figure.value == Decimal("31.2")


# -- finding, naming, removing ------------------------------------------------------------------


def test_rows_are_found_over_all_reports_by_what_they_speak_of(library: Library) -> None:
    add(library)
    add(library, TEXT.replace("second", "third").replace("31.2%", "29.0%"), "q3.md", "q3")
    found = library.find_rows(metric="gross_margin", measure=Measure.LEVEL)
    assert [(row.report_id, row.figure.text) for row in found] == [
        ("orrin", "31.2%"),
        ("q3", "29.0%"),
    ]
    (third,) = library.find_rows(metric="gross_margin", period=Period.quarter(2024, 3))
    assert third.report_id == "q3"
    subject = library.summary("orrin").facts.subject
    assert len(library.find_rows(metric="gross_margin", entity=subject)) == 2
    assert library.find_rows(metric="gross_margin", entity="nobody") == ()


def test_a_report_is_named_by_id_name_file_or_the_beginning_of_its_name(library: Library) -> None:
    add(library)
    library.rename("orrin", "Pumps 2Q24")
    for name in ("orrin", "pumps 2q24", "orrin.md", "Pumps"):
        assert library.named(name).id == "orrin"
    with pytest.raises(NotInLibrary):
        library.named("")
    with pytest.raises(NotInLibrary):
        library.named("Valves")


def test_facts_set_by_hand_stay_apart_from_those_found(library: Library) -> None:
    add(library)
    summary = library.edit_facts("orrin", period="2024H1", currency="eur")
    assert (summary.facts.period, summary.facts.currency) == ("2024H1", "EUR")
    assert summary.found.period == "2024Q2"
    assert summary.edited == {"period", "currency"}
    assert library.get("orrin").period == Period.half(2024, 1)
    assert library.edit_facts("orrin", period=None).facts.period == "2024Q2"


def test_a_language_set_by_hand_is_that_of_text_and_rows(library: Library) -> None:
    add(library)
    library.edit_facts("orrin", language="zh-Hant")
    report, table = library.get("orrin"), library.table("orrin")
    assert report.editions[0].language == "zh-Hant"
    assert {p.language for p in report.editions[0].passages} == {"zh-Hant"}
    assert {place.language for row in table for place in row.places} == {"zh-Hant"}


def test_removing_takes_rows_corrections_and_file_and_leaves_the_others(library: Library) -> None:
    add(library)
    add(library, TEXT + "\nMore.\n", "second.md", "second")
    library.correct("orrin", row_of(library.table("orrin"), "31.2%").id, {"value": "1"})
    path = library.file_of("orrin")
    library.remove("orrin")
    assert [summary.id for summary in library.list()] == ["second"]
    assert {row.report_id for row in library.find_rows()} == {"second"}
    assert path is not None and not path.exists()
    with pytest.raises(NotInLibrary):
        library.get("orrin")


def test_every_change_is_counted_and_nothing_else_is(library: Library) -> None:
    before = library.changes()
    add(library)
    library.list()
    assert library.changes() == before + 1
    library.rename("orrin", "Pumps")
    assert library.changes() == before + 2


def test_tidying_removes_what_belongs_to_no_report_and_nothing_else(library: Library) -> None:
    add(library)
    stray = library.folder / "files" / "00" / ("0" * 64)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"left by a crash")
    for name in ("orrin", "gone"):
        (library.index_folder / name).mkdir(parents=True)
    assert library.tidy()
    assert not stray.exists()
    assert [path.name for path in library.index_folder.iterdir()] == ["orrin"]
    assert library.file_of("orrin") is not None


def test_nothing_is_tidied_while_a_report_is_being_brought_in(library: Library) -> None:
    (library.index_folder / "on-its-way").mkdir(parents=True)
    with library.bringing_in():
        assert not library.tidy()
    assert (library.index_folder / "on-its-way").is_dir()


def test_writers_in_several_threads_lose_nothing(library: Library) -> None:
    def bring(number: int) -> None:
        add(library, TEXT + f"\nNumber {number}.\n", f"{number}.md", f"r{number}")

    threads = [threading.Thread(target=bring, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {summary.id for summary in library.list()} == {f"r{n}" for n in range(8)}


# -- the database ----------------------------------------------------------------------------


def test_a_library_of_a_newer_program_is_refused(library: Library, tmp_path: Path) -> None:
    library.close()
    with sqlite3.connect(tmp_path / "library" / "library.sqlite") as raw:
        raw.execute("update about set version = 99")
    with pytest.raises(LibraryUnusable, match="newer version"):
        Library.open(tmp_path)


def test_an_older_library_is_brought_up_to_date_step_by_step(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import Connection, text

    from corpus.library import schema

    add(library)
    library.close()

    def add_colour(connection: Connection) -> None:
        connection.execute(text("alter table reports add column colour text default 'red'"))

    monkeypatch.setattr(schema, "VERSION", 2)
    monkeypatch.setitem(schema.MIGRATIONS, 1, add_colour)
    assert [summary.id for summary in Library.open(tmp_path).list()] == ["orrin"]
    with sqlite3.connect(tmp_path / "library" / "library.sqlite") as raw:
        assert raw.execute("select colour from reports").fetchall() == [("red",)]
        assert raw.execute("select version from about").fetchall() == [(2,)]


def test_a_file_that_is_no_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(LibraryUnusable, match="cannot be opened"):
        Library.open(tmp_path)


def test_an_address_by_url_is_used_in_place_of_the_file(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "data", f"sqlite:///{tmp_path}/elsewhere.db")
    add(library)
    assert (tmp_path / "elsewhere.db").stat().st_size > 0
    assert not (tmp_path / "data" / "library" / "library.sqlite").exists()
    with pytest.raises(LibraryUnusable):
        Library.open(tmp_path, "no address at all")


# -- tables out and in --------------------------------------------------------------------------


def cells(library: Library, report_id: str = "orrin") -> list[dict[str, str]]:
    text = library.export_kpis(report_id).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_an_exported_table_taken_back_changes_nothing(library: Library) -> None:
    add(library)
    before = library.table("orrin")
    taken = library.import_kpis("orrin", library.export_kpis("orrin"))
    assert (taken.corrected, taken.unchanged) == (0, 3)
    assert library.table("orrin") == before


def test_a_value_edited_in_an_exported_table_becomes_a_correction(library: Library) -> None:
    add(library)
    rows = cells(library)
    assert rows[0]["value"] == "412500000"
    rows[0]["value"] = "412700000.25"
    assert library.import_kpis("orrin", as_csv(rows)).corrected == 1
    row = row_of(library.table("orrin"), "$412.5 million")
    assert isinstance(row, CorrectedRow)
    assert row.figure.value == Decimal("412700000.25")
    assert cells(library)[0]["extracted_value"] == "412500000"


def test_errors_of_an_imported_table_are_told_by_line_and_nothing_is_taken(
    library: Library,
) -> None:
    add(library)
    rows = cells(library)
    rows[0]["value"] = "1"
    rows[1]["value"] = "a lot"
    rows[2]["id"] = "unknown"
    with pytest.raises(BadTable) as raised:
        library.import_kpis("orrin", as_csv(rows))
    assert [(e.line, e.column) for e in raised.value.errors] == [(3, "value"), (4, "id")]
    assert library.corrections("orrin") == ()


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"id,id\n", b"\x00\x01\xff", b'id\n"' * 10])
def test_a_file_that_is_no_table_is_refused(library: Library, data: bytes) -> None:
    add(library)
    with pytest.raises(BadTable):
        library.import_kpis("orrin", data)


def hostile(library: Library) -> Report:
    """A report whose name, and one of whose rows, begin like formulas."""
    report = report_from_text(TEXT, id="orrin")
    table = bind_report(report)
    rows = (replace(table.rows[0], segment="=cmd|' /C calc'!A0", detail="@SUM(1)"), *table.rows[1:])
    source, data = source_of(TEXT)
    library.add(report, KpiTable(rows), source, data=data)
    library.rename("orrin", "+1+1")
    return report


def test_an_exported_table_holds_no_cell_that_a_spreadsheet_runs(library: Library) -> None:
    hostile(library)
    for row in cells(library):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
    assert cells(library)[0]["segment"] == "'=cmd|' /C calc'!A0"
    assert library.import_kpis("orrin", library.export_kpis("orrin")).corrected == 0


def test_a_workbook_holds_numbers_as_numbers_and_formulas_as_text(library: Library) -> None:
    from openpyxl import load_workbook

    hostile(library)
    sheet = load_workbook(io.BytesIO(library.export_kpis("orrin", "xlsx"))).active
    header, first = (list(row) for row in sheet.iter_rows(min_row=1, max_row=2))
    at = {cell.value: index for index, cell in enumerate(header)}
    assert first[at["value"]].value == 412_500_000
    assert first[at["value"]].data_type == "n"
    assert first[at["segment"]].data_type == "s"
    assert first[at["report"]].value == "'+1+1"


def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_put_in_as_text(
    library: Library,
) -> None:
    from openpyxl import load_workbook

    add(library)
    row_id = row_of(library.table("orrin"), "$412.5 million").id
    library.correct("orrin", row_id, {"value": "1234567890123456789.01"})
    sheet = load_workbook(io.BytesIO(library.export_kpis("orrin", "xlsx"))).active
    assert "1234567890123456789.01" in [cell.value for cell in next(sheet.iter_rows(min_row=2))]
