"""The commands on the library, each on a library of the test's own."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from tests.own_reports import BANK, MILL, MILL_ZH, SHOP

HOSTILE = "<img src=x onerror=alert(1)>[bold]\x1b[31m"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("REPORT_ASSISTANT_DATA_DIR", str(folder))
    monkeypatch.delenv("REPORT_ASSISTANT_LLM_URL", raising=False)
    return folder


def run(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=stdin)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def two_files(folder: Path) -> Path:
    folder.mkdir()
    (folder / "bank.md").write_text(BANK, "utf-8")
    (folder / "shop.md").write_text(SHOP, "utf-8")
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return two_files(tmp_path / "reports")


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the bank and the shop in its library, made once and copied."""
    folder = tmp_path_factory.mktemp("stocked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORT_ASSISTANT_DATA_DIR", str(folder / "data"))
        assert run("add", two_files(folder / "reports")).exit_code == 0
    return folder / "data"


@pytest.fixture
def filled(stocked: Path, data_dir: Path) -> dict[str, str]:
    """A library of the bank and the shop; their ids by the name of the file."""
    shutil.copytree(stocked, data_dir)
    return {
        entry["file"].removesuffix(".md"): entry["id"] for entry in lines(run("list", "--json"))
    }


# -- add, list -------------------------------------------------------------------------


def test_a_folder_is_added_with_a_line_for_each_file(files: Path) -> None:
    result = run("add", files)
    assert result.exit_code == 0
    told = result.stdout.splitlines()
    assert [line.split()[0] for line in told[:2]] == ["+", "+"]
    assert "bank.md  added as Harbour Bank: results for 2024 [bank-" in told[0]
    assert told[2] == "2 added"
    again = run("add", files)
    assert again.stdout.splitlines()[-1] == "2 in the library already"


def test_what_is_skipped_is_told_with_the_reason_and_exit_code_1(files: Path) -> None:
    (files / "empty.md").touch()
    (files / "program.exe").write_bytes(b"MZ")
    result = run("add", files, files / "not-there.md")
    assert result.exit_code == 1
    assert "empty.md  skipped: the file is empty" in result.stdout
    assert "program.exe  skipped: .exe is not a format that is read" in result.stdout
    assert "not-there.md  skipped: it does not exist" in result.stdout
    assert result.stdout.splitlines()[-1] == "2 added, 3 skipped"


def test_an_archive_is_added_file_by_file_and_leads_nowhere(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.md", BANK)
        archive.writestr("inner/shop.md", SHOP)
    result = run("add", path)
    assert result.stdout.count(" added as ") == 2
    assert not (tmp_path / "outside.md").exists()
    assert not (data_dir.parent.parent / "outside.md").exists()


def test_one_report_can_be_named_when_it_is_added(files: Path) -> None:
    assert "Called: The bank" in run("add", files / "bank.md", "--name", "The bank").stdout
    assert [entry["name"] for entry in lines(run("list", "--json"))] == ["The bank"]
    assert run("add", files / "bank.md", files / "shop.md", "--name", "x").exit_code == 2
    several = run("add", files, "--name", "x")
    assert several.exit_code == 1
    assert "none was renamed" in several.stderr


def test_the_list_tells_what_each_report_is_about(filled: dict[str, str]) -> None:
    bank, shop = lines(run("list", "--json"))
    assert (bank["subject"], bank["period"], bank["language"]) == ("Harbour Bank", "2024", "en")
    assert (shop["file"], shop["figures"], shop["corrections"]) == ("shop.md", 3, 0)
    plain = run("list").stdout
    assert "2 reports" in plain
    assert plain.index(filled["bank"]) < plain.index(filled["shop"])


def test_an_empty_library_says_how_to_fill_it() -> None:
    assert "report-assistant add" in run("list").stdout


# -- show, rename, edit, remove -------------------------------------------------------------


def test_a_report_is_shown_with_its_facts_and_figures(filled: dict[str, str]) -> None:
    plain = run("show", "Harbour", "--kpis").stdout
    for told in ("Harbour Bank", "bank.md", "en:        1 sections", "1.93%", "4 figures"):
        assert told in plain
    (value,) = lines(run("show", filled["bank"], "--json", "--kpis"))
    assert [row["figure"]["text"] for row in value["kpis"]] == [
        "1.93%",
        "2.10%",
        "USD 4.2 billion",
        "8%",
    ]
    assert [edition["language"] for edition in value["editions"]] == ["en"]


@pytest.mark.parametrize("command", ["show", "rename", "edit", "remove", "unpair", "correct"])
def test_a_report_that_is_not_there_is_told_in_one_line(command: str) -> None:
    more = {"rename": ["x"], "edit": ["--period", "2024"], "correct": ["r", "--value", "1"]}
    result = run(command, "nobody", *more.get(command, []))
    assert result.exit_code == 3
    assert (
        result.stderr
        == "error: No report in the library is called 'nobody': list them to see all\n"
    )


def test_a_report_gets_another_name_by_which_it_is_found(filled: dict[str, str]) -> None:
    assert run("rename", "Harbour", "The bank").stdout == "Called: The bank\n"
    assert "1.93%" in run("ask", "net interest margin", "--report", "The bank").stdout
    assert run("rename", "Lakeside", "The bank").exit_code == 3


def test_facts_are_set_by_hand_and_set_back(filled: dict[str, str]) -> None:
    told = run("edit", filled["bank"], "--period", "2024Q4", "--subject", "Hafen").stdout
    assert "subject:   Hafen  (set by hand; found: Harbour Bank)" in told
    assert "period:    2024Q4  (set by hand; found: 2024)" in told
    assert "period:    2024\n" in run("edit", filled["bank"], "--reset", "period").stdout
    assert run("edit", filled["bank"], "--period", "someday").exit_code == 3
    assert run("edit", filled["bank"]).exit_code == 2


def test_a_report_is_removed_after_a_question_or_at_once(filled: dict[str, str]) -> None:
    kept = run("remove", "Harbour", stdin="n\n")
    assert "Kept: Harbour Bank" in kept.stdout
    assert len(lines(run("list", "--json"))) == 2
    assert run("remove", "Harbour", "Lakeside", "--yes").exit_code == 0
    assert lines(run("list", "--json")) == []


# -- pairs ---------------------------------------------------------------------------------


def test_a_report_in_two_languages_is_offered_and_paired(files: Path) -> None:
    (files / "mill.md").write_text(MILL, "utf-8")
    (files / "mill-zh.md").write_text(MILL_ZH, "utf-8")
    told = run("add", files).stdout
    ids = {entry["file"]: entry["id"] for entry in lines(run("list", "--json"))}
    one, other = ids["mill.md"], ids["mill-zh.md"]
    assert "One report in two languages?" in told
    assert (
        f"report-assistant pair {one} {other}" in told
        or f"report-assistant pair {other} {one}" in told
    )
    assert run("pair", one, other).exit_code == 0
    (shown,) = lines(run("show", one, "--json"))
    assert (shown["pair"], [e["language"] for e in shown["editions"]]) == (other, ["en", "zh-Hant"])
    assert "No two reports" in run("pair").stdout
    assert run("pair", one, ids["shop.md"]).exit_code == 3
    assert run("unpair", other).exit_code == 0
    assert run("unpair", other).exit_code == 2
    assert run("pair", one).exit_code == 2


# -- corrections, tables out and in ------------------------------------------------------------


def test_a_corrected_figure_is_answered_with_and_taken_back(filled: dict[str, str]) -> None:
    row = lines(run("kpis", "--report", "Harbour", "--json"))[0]["id"]
    told = run("correct", "Harbour", row, "--value", "1.95", "--note", "typo").stdout
    assert "1.95" in told
    assert "(corrected; extracted: 1.93%)" in told
    assert "1.95%" in run("ask", "net interest margin in 2024", "--report", "Harbour").stdout
    assert "corrected: 1.93% → value 1.95 (typo)" in run("show", "Harbour").stdout
    assert "1.93%" in run("correct", "Harbour", row, "--undo").stdout
    assert "1.95" not in run("show", "Harbour").stdout
    assert run("correct", "Harbour", row).exit_code == 2
    assert run("correct", "Harbour", row, "--value", "much").exit_code == 3
    assert run("correct", "Harbour", "no-such-row", "--value", "1").exit_code == 3


def test_a_table_goes_out_is_corrected_and_comes_in(filled: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    assert run("kpis", "--report", "Lakeside", "--export", path).exit_code == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["written"] for row in rows] == ["USD 2.5 billion", "12%", "31.4%"]
    rows[2]["value"] = "31.5"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert (
        run("kpis", "--report", "Lakeside", "--import", path).stdout
        == "1 rows corrected, 2 as they were.\n"
    )
    assert lines(run("kpis", "--report", "Lakeside", "--json"))[2]["figure"]["value"] == "31.5"


def test_a_table_that_is_none_is_told_and_nothing_changes(
    filled: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,value\nno-such-row,3\n", "utf-8")
    result = run("kpis", "--report", "Lakeside", "--import", path)
    assert result.exit_code == 3
    assert "line 2" in result.stderr
    assert run("kpis", "--report", "Lakeside", "--import", tmp_path / "none.csv").exit_code == 3
    assert run("kpis", "--report", "Lakeside", "--export", tmp_path / "table.pdf").exit_code == 2
    assert run("kpis", "--report", "Lakeside", "--export", tmp_path / "no" / "x.csv").exit_code == 4
    assert run("kpis", "--import", path).exit_code == 2


# -- asking --------------------------------------------------------------------------------


def test_several_reports_are_asked_and_each_figure_names_its_report(filled: dict[str, str]) -> None:
    result = run(
        "ask",
        "What was the revenue of Harbour Bank and of Lakeside Retail?",
        "--report",
        "Harbour",
        "--report",
        "Lakeside",
        "--json",
    )
    (answer,) = lines(result)
    assert {"USD 4.2 billion", "USD 2.5 billion"} <= {
        figure["text"] for figure in answer["figures"]
    }
    assert {citation["report_name"] for citation in answer["citations"]} == {
        "Harbour Bank: results for 2024", "Lakeside Retail: results for 2024",
    }  # fmt: skip
    plain = run(
        "ask", "What was the revenue of Harbour Bank and of Lakeside Retail?", "--all"
    ).stdout
    assert (
        "[1] Lakeside Retail: results for 2024 · " in plain
        or "[1] Harbour Bank: results for 2024 · " in plain
    )


def test_files_and_reports_of_the_library_are_asked_together(
    filled: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "mill.md"
    path.write_text(
        "# Mill Paper: results for 2024\n\nMill Paper's revenue was USD 1.1 billion in 2024.\n",
        "utf-8",
    )
    result = run(
        "ask",
        "revenue of Mill Paper and Harbour Bank",
        "--report",
        path,
        "--report",
        "Harbour",
        "--json",
    )
    (answer,) = lines(result)
    assert {"USD 1.1 billion", "USD 4.2 billion"} <= {
        figure["text"] for figure in answer["figures"]
    }


@pytest.mark.parametrize("command", [["find", "margin"], ["kpis"], ["audit"]])
def test_other_commands_take_a_report_of_the_library(
    command: list[str], filled: dict[str, str]
) -> None:
    assert run(*command, "--report", "Harbour").exit_code == 0


def test_asking_needs_no_library_and_makes_none(data_dir: Path) -> None:
    assert run("ask", "what was EV gross margin").exit_code == 0
    assert run("ask", "revenue", "--report", "no-such.md").exit_code == 3
    assert not (data_dir / "library").exists()
    assert run("ask", "revenue", "--all", "--report", "x").exit_code == 2


# -- hostile names, cancelling -----------------------------------------------------------------


def test_hostile_names_are_shown_harmlessly(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 200 + ".md")
    path.write_text(f"# {HOSTILE} {'x' * 300}\n\nRevenue was USD 3 billion in 2024.\n", "utf-8")
    result = run("add", path)
    assert result.exit_code == 0
    (entry,) = lines(run("list", "--json"))
    assert len(entry["name"]) <= 120
    for shown in (result, run("list"), run("show", entry["id"])):
        assert "\x1b" not in shown.stdout
        assert "[bold]" in shown.stdout.replace("\n", "").replace(" ", "")


def test_ctrl_c_cancels_and_leaves_whole_reports(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.md").write_text(BANK.replace("4.2", f"4.{number:02}"), "utf-8")
    command = [sys.executable, "-m", "assistant.cli", "add", str(folder)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the first file is in
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
    assert process.returncode == 130, (out, error)
    assert b"Cancelled" in error
    assert b"Traceback" not in error
    entries = lines(run("list", "--json"))
    assert 1 <= len(entries) < 40
    assert all(entry["figures"] == 4 for entry in entries)
