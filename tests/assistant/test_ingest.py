"""Bringing files in: real worker processes, killed, starved and cancelled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from assistant.ask import Assistant
from assistant.library.ingest import Event, EventKind, IngestSummary, ingest, open_library
from assistant.settings import Settings
from corpus.bind.bind_report import bind_report
from corpus.library.library import Library
from corpus.load.load_report import report_from_text

ROOT = Path(__file__).resolve().parents[2]


def text_of(number: int, paragraphs: int = 1) -> str:
    """An invented company's report, whose figures tell its number."""
    lines = [f"# Velmar {number}: results for the first quarter of 2024"]
    for n in range(paragraphs):
        lines.append(f"Revenue was ${number}{n}.5 million in the first quarter of 2024.")
    return "\n\n".join(lines) + "\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def written(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = []
    for number, name in enumerate(names, start=1):
        path = folder / name
        path.write_text(text_of(number), encoding="utf-8")
        paths.append(path)
    return paths


def run(paths: list[Path], settings: Settings) -> tuple[list[Event], IngestSummary]:
    ingestion = ingest(paths, settings)
    return list(ingestion), ingestion.wait()


def names(library: Library) -> list[str]:
    return sorted(summary.source.name for summary in library.list())


# -- what comes in ----------------------------------------------------------------------------


def test_a_file_is_read_bound_indexed_and_told_step_by_step(
    tmp_path: Path, settings: Settings
) -> None:
    events, summary = run(written(tmp_path / "in", "a.md"), settings)
    assert [event.kind for event in (events[0], *events[-2:])] == [
        EventKind.STARTED,
        EventKind.ADDED,
        EventKind.FINISHED,
    ]
    steps = list(dict.fromkeys(event.step for event in events if event.step))
    assert steps == ["reading", "figures", "index", "storing"]
    parts = [event.part for event in events]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    library = open_library(settings)
    (report_id,) = summary.added
    alone = report_from_text(text_of(1), id=report_id)
    assert library.get(report_id) == alone
    assert library.table(report_id) == bind_report(alone)
    assert (library.index_folder / report_id / "manifest.json").is_file()


def test_a_bad_file_does_not_stop_the_rest_and_is_listed_with_its_reason(
    tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "in"
    written(folder, "a.md", "z.txt")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "m.pdf").write_bytes(b"%PDF-1.7 and then nothing of the kind")
    (folder / "image.png").write_bytes(b"\x89PNG")
    _, summary = run([folder, tmp_path / "missing.md"], settings)
    assert len(summary.added) == 2
    skipped = {Path(each.file).name: each.reason for each in summary.skipped}
    assert sorted(skipped) == ["empty.txt", "image.png", "m.pdf", "missing.md"]
    assert all(reason for reason in skipped.values())
    assert "does not exist" in skipped["missing.md"]


def test_files_of_an_archive_come_in_by_their_names(tmp_path: Path, settings: Settings) -> None:
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("one/report.md", text_of(1))
        archive.writestr("two/report.md", text_of(2))
        archive.writestr("../../outside.md", text_of(3))
    _, summary = run([tmp_path / "both.zip"], settings)
    assert len(summary.added) == 3
    library = open_library(settings)
    assert names(library) == ["outside.md", "report.md", "report.md"]
    assert not list(library.incoming_folder.glob("*"))
    assert not list(tmp_path.parent.glob("outside.md"))


def test_a_second_run_takes_nothing_twice(tmp_path: Path, settings: Settings) -> None:
    paths = written(tmp_path / "in", "a.md", "b.md")
    run(paths, settings)
    before = open_library(settings).list()
    events, summary = run(paths, settings)
    assert (summary.added, len(summary.unchanged)) == ((), 2)
    assert open_library(settings).list() == before
    assert not [event for event in events if event.step == "index"]


def test_a_changed_file_is_read_anew_and_keeps_its_name(tmp_path: Path, settings: Settings) -> None:
    (path,) = written(tmp_path / "in", "a.md")
    _, first = run([path], settings)
    open_library(settings).rename(first.added[0], "Mine")
    path.write_text(text_of(7), encoding="utf-8")
    _, second = run([path], settings)
    assert second.updated == first.added
    library = open_library(settings)
    assert [summary.name for summary in library.list()] == ["Mine"]
    assert "$70.5 million" in library.get(first.added[0]).editions[0].text


def test_an_upload_goes_by_the_name_it_was_given(tmp_path: Path, settings: Settings) -> None:
    (path,) = written(tmp_path / "in", "tmp123.md")
    ingestion = ingest([path], settings, names={path: "annual.md"})
    ingestion.wait()
    (summary,) = open_library(settings).list()
    assert (summary.source.name, summary.source.origin) == ("annual.md", "annual.md")


def test_an_upload_of_the_same_name_replaces_its_own_report_and_no_other(
    tmp_path: Path, settings: Settings
) -> None:
    (path,) = written(tmp_path / "in", "tmp.md")

    def upload(text: str) -> IngestSummary:
        path.write_text(text, encoding="utf-8")
        return ingest([path], settings, names={path: "report.md"}).wait()

    first = upload(text_of(1))
    other_quarter = upload(text_of(1).replace("first quarter", "second quarter"))
    assert len(other_quarter.added) == 1
    assert upload(text_of(1, 2)).updated == first.added
    library = open_library(settings)
    assert [str(s.facts.period) for s in library.list()] == ["2024Q1", "2024Q2"]
    assert len(library.table(first.added[0])) == 2


def test_a_report_brought_in_answers_at_once(tmp_path: Path, settings: Settings) -> None:
    _, summary = run(written(tmp_path / "in", "a.md"), settings)
    answer = Assistant.open(settings, library=True).ask(
        "what was revenue?", report_id=summary.added[0]
    )
    assert "$10.5 million" in answer.text
    assert answer.passed


# -- limits -----------------------------------------------------------------------------------


def test_a_file_that_takes_too_long_is_skipped_with_the_limit_named(
    tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "in"
    written(folder, "a.md")
    (folder / "long.md").write_text(text_of(2, 40_000), encoding="utf-8")
    started = time.monotonic()
    _, summary = run([folder / "long.md"], replace(settings, ingest_seconds=2))
    assert time.monotonic() - started < 10
    (skipped,) = summary.skipped
    assert "longer than 2 seconds" in skipped.reason
    assert open_library(settings).list() == ()


def test_a_file_that_takes_too_much_memory_is_skipped_with_the_limit_named(
    tmp_path: Path, settings: Settings
) -> None:
    paths = written(tmp_path / "in", "a.md")
    _, summary = run(paths, replace(settings, ingest_memory_mb=30))
    (skipped,) = summary.skipped
    assert "more than 30 MB of memory" in skipped.reason


def test_a_file_beyond_the_size_limit_is_skipped_unread(tmp_path: Path, settings: Settings) -> None:
    paths = written(tmp_path / "in", "a.md")
    _, summary = run(paths, replace(settings, max_report_bytes=10))
    assert "larger than the limit" in summary.skipped[0].reason


def test_cancelling_stops_soon_and_keeps_what_is_whole(tmp_path: Path, settings: Settings) -> None:
    paths = written(tmp_path / "in", *(f"{n}.md" for n in range(6)))
    ingestion = ingest(paths, settings)
    for event in ingestion:
        if event.kind is EventKind.ADDED:
            ingestion.cancel()
            break
    started = time.monotonic()
    summary = ingestion.wait(20)
    assert time.monotonic() - started < 5
    assert summary.cancelled
    assert 1 <= len(summary.added) < 6
    assert len(open_library(settings).list()) == len(summary.added)


# -- killed -----------------------------------------------------------------------------------


def test_a_worker_that_is_killed_costs_its_own_file_only(
    tmp_path: Path, settings: Settings
) -> None:
    paths = written(tmp_path / "in", "a.md", "b.md")
    ingestion = ingest(paths, settings)
    killed = False
    for event in ingestion:
        if event.kind is EventKind.STEP and not killed:
            for child in psutil.Process().children():
                child.kill()
            killed = True
    summary = ingestion.wait()
    (skipped,) = summary.skipped
    assert "the reader crashed (SIGKILL)" in skipped.reason
    assert Path(skipped.file).name == "a.md"
    assert len(summary.added) == 1


PROGRAM = """
import sys
from pathlib import Path
from assistant.library.ingest import ingest
from assistant.settings import Settings
ingest([Path(sys.argv[1])], Settings(data_dir=Path(sys.argv[2]))).wait()
"""


def begin(folder: Path, data_dir: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, str(folder), str(data_dir)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def assert_whole_or_absent(settings: Settings, expected: dict[str, str]) -> int:
    """Every report there is whole: text, rows, file, and answers; how many there are."""
    library = open_library(settings)
    found = library.list()
    for summary in found:
        alone = report_from_text(expected[summary.source.name], id=summary.id)
        assert library.get(summary.id) == alone
        assert library.table(summary.id) == bind_report(alone)
        path = library.file_of(summary.id)
        assert path is not None and path.read_text("utf-8") == expected[summary.source.name]
    library.close()
    return len(found)


def tidied(settings: Settings) -> None:
    """Waits for orphaned workers to go, as they must, and tidies."""
    library = open_library(settings)
    until = time.monotonic() + 10
    while not library.tidy():
        assert time.monotonic() < until, "a worker outlived its program"
        time.sleep(0.05)
    ids = {summary.id for summary in library.list()}
    left = {path.name for path in library.index_folder.glob("*")}
    assert left <= ids
    assert len(list((library.folder / "files").glob("*/*"))) == len(ids)
    assert not list(library.incoming_folder.glob("*"))


def kill_again_and_again(tmp_path: Path, times: int) -> None:
    rng = random.Random(5)
    folder = tmp_path / "in"
    settings = Settings(data_dir=tmp_path / "data")
    files = [f"{n}.md" for n in range(1, 4)]
    for round_ in range(times):
        written(folder, *files)
        for number, name in enumerate(files, start=1):  # content is new in every round
            (folder / name).write_text(text_of(1000 * round_ + number, 5), encoding="utf-8")
        expected = {name: (folder / name).read_text("utf-8") for name in files}
        program = begin(folder, settings.data_dir)
        time.sleep(rng.uniform(0.2, 4.5))
        program.send_signal(signal.SIGKILL)
        program.wait()
        tidied(settings)
        library = open_library(settings)
        for summary in library.list():  # those of the round before, not yet replaced
            path = library.file_of(summary.id)
            assert path is not None
            whole = report_from_text(path.read_text("utf-8"), id=summary.id)
            assert library.get(summary.id) == whole
            assert library.table(summary.id) == bind_report(whole)
        library.close()
    assert begin(folder, settings.data_dir).wait(120) == 0
    assert assert_whole_or_absent(settings, expected) == len(files)


def test_ten_kills_of_the_whole_program_leave_whole_reports_and_nothing_else(
    tmp_path: Path,
) -> None:
    kill_again_and_again(tmp_path, 10)


@pytest.mark.slow
def test_fifty_kills_of_the_whole_program_leave_whole_reports_and_nothing_else(
    tmp_path: Path,
) -> None:
    kill_again_and_again(tmp_path, 50)


def test_an_index_that_is_missing_or_half_is_made_anew(tmp_path: Path, settings: Settings) -> None:
    _, summary = run(written(tmp_path / "in", "a.md"), settings)
    (report_id,) = summary.added
    folder = open_library(settings).index_folder / report_id
    for path in folder.rglob("*.npy"):
        path.unlink()
    answer = Assistant.open(settings, library=True).ask("revenue?", report_id=report_id)
    assert "$10.5 million" in answer.text
    assert list(folder.rglob("*.npy"))


# -- speed ------------------------------------------------------------------------------------


def test_a_markdown_report_of_50_kilobytes_takes_three_seconds_of_work(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "a.md"
    path.write_text(text_of(1, 700), encoding="utf-8")
    assert 40_000 < path.stat().st_size < 60_000
    before = os.times()
    _, summary = run([path], settings)
    after = os.times()
    assert len(summary.added) == 1
    spent = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    assert spent < 3  # of the processor, the process's start included: others may be at work too


# -- hostile files ------------------------------------------------------------------------------


def damaged(data: bytes, rng: random.Random) -> bytes:
    """`data` cut off, with bytes changed, or with a stretch of noise in it."""
    changed = bytearray(data)
    kind = rng.randrange(3)
    if kind == 0:
        return bytes(changed[: rng.randrange(len(changed))])
    if kind == 1:
        for _ in range(rng.randrange(1, 60)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        return bytes(changed)
    at = rng.randrange(len(changed))
    changed[at : at + rng.randrange(1, 2000)] = rng.randbytes(rng.randrange(2000))
    return bytes(changed)


@pytest.mark.slow
def test_damaged_files_are_skipped_with_a_reason_and_never_crash_the_reader(
    tmp_path: Path, settings: Settings
) -> None:
    from docx import Document

    rng = random.Random(3)
    document = Document()
    for n in range(20):
        document.add_paragraph(f"Revenue was ${n}.5 million in the first quarter of 2024.")
    document.save(str(tmp_path / "whole.docx"))
    html = "".join(f"<p>Revenue was ${n}.5 million in 2024.</p>" for n in range(20))
    whole = {
        "docx": (tmp_path / "whole.docx").read_bytes(),
        "html": f"<html><body><h1>Velmar</h1>{html}</body></html>".encode(),
        "md": text_of(1, 20).encode(),
    }
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(30):
        kind = list(whole)[n % 3]
        (folder / f"{n}.{kind}").write_bytes(damaged(whole[kind], rng))
    _, summary = run([folder], replace(settings, ingest_seconds=60))
    assert len(summary.added) + len(summary.unchanged) + len(summary.skipped) == 30
    assert not [s for s in summary.skipped if "crashed" in s.reason or "failed" in s.reason]
    assert len(open_library(settings).list()) == len(summary.added)
