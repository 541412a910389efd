"""Building, storing and finding again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.vector_stores import SimpleVectorStore

import index.build
from corpus.report import Report
from index.build import PassageIndex, open_index
from index.errors import IndexingError, StaleIndex
from index.llama.store_vectors import StoreVectors
from index.passage import Hit
from index.progress import listening
from index.terms import TermIndex
from index.testing import DIMENSION, HashingEncoder, report_of
from index.vectors import FaissVectors

QUESTIONS = ("gross margin of cars", "毛利率", "SU7 deliveries", "interest margin", "zebra")
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
Change = Callable[[dict[str, Any]], object]


def answers(index: PassageIndex) -> list[tuple[Hit, ...]]:
    return [index.search(question) for question in QUESTIONS]


def stored_files(folder: Path) -> list[Path]:
    inside = folder / json.loads((folder / "manifest.json").read_text())["folder"]
    return sorted(inside.iterdir())


def test_all_passages_of_all_editions_are_indexed(
    reports: Sequence[Report], encoder: HashingEncoder
) -> None:
    built = PassageIndex.build(reports, encoder)
    assert len(built) == 3 * 3 + 2
    assert len({item.passage.id for item in built.items}) == 11
    assert len(built.vectors) == 11


def test_the_title_moves_a_passages_vector_a_little(encoder: HashingEncoder) -> None:
    texts = ["Shipments rose.", "Deposits fell."]
    titled = PassageIndex.build([report_of("r", {"en": texts}, title="Smartphones")], encoder)
    assert isinstance(titled.vectors, FaissVectors)
    stored = titled.vectors.client.reconstruct_n(0, 2)
    plain = encoder.encode(texts)
    title = encoder.encode(["Smartphones"])[0]
    assert (stored @ title > plain @ title).all()
    assert (np.sum(stored * plain, axis=1) > 0.95).all()
    assert np.linalg.norm(stored, axis=1) == pytest.approx([1, 1], abs=1e-6)


def test_progress_is_told_and_ends_with_all(
    reports: Sequence[Report], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.build, "BATCH", 4)
    told: list[tuple[int, int]] = []
    PassageIndex.build(reports, encoder, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 11), (8, 11), (11, 11)]


def test_no_report_no_passage_and_twice_the_same_id_are_errors(
    reports: Sequence[Report], encoder: HashingEncoder
) -> None:
    with pytest.raises(IndexingError, match="no report"):
        PassageIndex.build([], encoder)
    with pytest.raises(IndexingError, match="no passage"):
        PassageIndex.build([report_of("empty", {"en": []})], encoder)
    with pytest.raises(IndexingError, match="share an id"):
        PassageIndex.build([reports[0], reports[0]], encoder)


def test_what_is_saved_is_what_is_loaded(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    built = PassageIndex.build(reports, encoder)
    built.save(tmp_path / "deep" / "folder")
    loaded = PassageIndex.load(tmp_path / "deep" / "folder", encoder, reports)
    assert answers(loaded) == answers(built)


def test_the_manifest_tells_what_the_index_was_made_of(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    PassageIndex.build(reports, encoder).save(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert (manifest["encoder"], manifest["dimension"], manifest["count"]) == (
        "hashing",
        DIMENSION,
        11,
    )
    assert manifest["faiss"] and manifest["llama_index"] and manifest["format"] >= 1
    assert sorted(manifest["files"]) == [path.name for path in stored_files(tmp_path)]
    assert {len(checksum) for checksum in manifest["files"].values()} == {64}


def test_nothing_stored_is_stale(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    with pytest.raises(StaleIndex, match="no index"):
        PassageIndex.load(tmp_path / "nowhere", encoder, reports)


def test_another_encoder_is_stale(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    PassageIndex.build(reports, encoder).save(tmp_path)
    with pytest.raises(StaleIndex, match="encoder: hashing, not other"):
        PassageIndex.load(tmp_path, replace(encoder, name="other"), reports)


def test_a_changed_word_is_stale(encoder: HashingEncoder, tmp_path: Path) -> None:
    before = report_of("r", {"en": ["Revenue rose 5%."]})
    PassageIndex.build([before], encoder).save(tmp_path)
    for after in (
        report_of("r", {"en": ["Revenue rose 6%."]}),
        report_of("r", {"en": ["Revenue rose 5%."]}, title="Overvieu"),
        report_of("s", {"en": ["Revenue rose 5%."]}),
    ):
        with pytest.raises(StaleIndex, match="text of the passages"):
            PassageIndex.load(tmp_path, encoder, [after])


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.update(format=0),
        lambda manifest: manifest.update(faiss="0.1"),
        lambda manifest: manifest.pop("passages"),
        lambda manifest: manifest.update(files=None),
        lambda manifest: manifest.update(folder="../elsewhere"),
        lambda manifest: manifest.update(folder="gone"),
        lambda manifest: manifest.update(count="11"),
    ],
)
def test_a_manifest_that_does_not_fit_is_stale(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path, change: Change
) -> None:
    PassageIndex.build(reports, encoder).save(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    change(manifest)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(StaleIndex):
        PassageIndex.load(tmp_path, encoder, reports)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"format": 1}'])
def test_a_damaged_manifest_is_stale(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path, content: bytes
) -> None:
    PassageIndex.build(reports, encoder).save(tmp_path)
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(StaleIndex):
        PassageIndex.load(tmp_path, encoder, reports)


def test_a_single_changed_byte_in_any_file_is_stale_and_mended(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    built = open_index(tmp_path, reports, encoder)
    for number in range(len(stored_files(tmp_path))):
        path = stored_files(tmp_path)[number]
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        with pytest.raises(StaleIndex, match=path.name):
            PassageIndex.load(tmp_path, encoder, reports)
        assert answers(open_index(tmp_path, reports, encoder)) == answers(built)
        PassageIndex.load(tmp_path, encoder, reports)


def test_a_rebuild_for_another_encoder_is_told_to_those_who_listen(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    open_index(tmp_path, reports, encoder)
    heard: list[str] = []
    with listening(heard.append):
        open_index(tmp_path, reports, encoder)
        assert heard == []
        open_index(tmp_path, reports, replace(encoder, name="other"))
    assert heard == ["Indexing passages: 11 of 11"]
    open_index(tmp_path, reports, encoder)
    assert len(heard) == 1


def test_an_index_is_opened_without_encoding_a_passage_again(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    told: list[int] = []

    def progress(done: int, total: int) -> None:
        told.append(done)

    open_index(tmp_path, reports, encoder, progress=progress)
    assert told == [11]
    open_index(tmp_path, reports, encoder, progress=progress)
    assert told == [11]


@pytest.mark.parametrize("step", ["vectors", "terms", "manifest"])
def test_a_crash_while_saving_leaves_the_old_index(
    reports: Sequence[Report],
    encoder: HashingEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    old = PassageIndex.build(reports[:1], encoder)
    old.save(tmp_path)

    def crash(*arguments: object) -> None:
        raise OSError("disk full")

    target, name = {
        "vectors": (FaissVectors, "save"),
        "terms": (TermIndex, "save"),
        "manifest": (os, "replace"),
    }[step]
    with monkeypatch.context() as broken:
        broken.setattr(target, name, crash)
        with pytest.raises(OSError, match="disk full"):
            PassageIndex.build(reports, encoder).save(tmp_path)
    assert answers(PassageIndex.load(tmp_path, encoder, reports[:1])) == answers(old)
    assert len(list(tmp_path.iterdir())) == 2  # nothing is left of the attempt


def test_what_a_crash_left_is_tidied_later_and_strangers_files_are_not(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    left, fresh, foreign = (tmp_path / name for name in ("0" * 32, "1" * 32, "my reports"))
    for folder in (left, fresh, foreign):
        folder.mkdir()
        (folder / "file").touch()
    for folder in (left, foreign):
        os.utime(folder, (0, 0))
    PassageIndex.build(reports, encoder).save(tmp_path)
    assert not left.exists()
    assert fresh.exists(), "another process may be writing it"
    assert (foreign / "file").exists()


OPEN_OFTEN = """
import json, sys
from pathlib import Path
from index.build import PassageIndex, open_index
from index.testing import HashingEncoder, report_of
folder, seed = Path(sys.argv[1]), int(sys.argv[2])
texts = {"en": ["Revenue rose 5%.", "Margins fell."], "zh-Hans": ["收入增长5%。"]}
reports = [report_of("r", texts)]
questions = ("revenue", "margin", "收入增长多少")
def answers(index):
    return [index.search(question) for question in questions]
expected = answers(PassageIndex.build(reports, HashingEncoder()))
for turn in range(12):
    opened = open_index(folder, reports, HashingEncoder())
    assert answers(opened) == expected and not opened.warning, opened.warning
    if turn % 3 == seed:  # pull the index away under the others
        (folder / "manifest.json").unlink(missing_ok=True)
"""


def test_processes_that_open_at_once_do_not_break_each_other(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_OFTEN, str(tmp_path / "index"), str(seed)],
            cwd=ROOT,
            env=ENVIRONMENT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(3)
    ]
    assert [process.communicate(timeout=60)[1] for process in processes] == ["", "", ""]


def test_a_reader_follows_when_the_index_is_replaced_under_it(
    reports: Sequence[Report],
    encoder: HashingEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built = PassageIndex.build(reports, encoder)
    built.save(tmp_path)
    load = FaissVectors.load

    def load_after_replacement(folder: Path, *rest: Any) -> FaissVectors:
        monkeypatch.setattr(FaissVectors, "load", load)
        built.save(tmp_path)
        shutil.rmtree(folder)
        return load(folder, *rest)

    monkeypatch.setattr(FaissVectors, "load", load_after_replacement)
    assert answers(PassageIndex.load(tmp_path, encoder, reports)) == answers(built)


def test_a_folder_that_cannot_be_written_gives_a_warning_and_an_index(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    opened = open_index(tmp_path / "file" / "index", reports, encoder)
    assert opened.warning.startswith("The index could not be stored")
    assert answers(opened) == answers(PassageIndex.build(reports, encoder))
    assert open_index(tmp_path / "good", reports, encoder).warning == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_gives_a_warning_and_an_index(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    tmp_path.chmod(0o555)
    assert open_index(tmp_path, reports, encoder).warning


def test_another_store_of_llama_index_takes_the_place_of_faiss(
    reports: Sequence[Report], encoder: HashingEncoder, tmp_path: Path
) -> None:
    over_store = PassageIndex.build(reports, encoder, vectors=StoreVectors(SimpleVectorStore()))
    over_faiss = PassageIndex.build(reports, encoder)
    for ours, theirs in zip(answers(over_faiss), answers(over_store), strict=True):
        assert [hit.passage for hit in ours] == [hit.passage for hit in theirs]
        assert [hit.score for hit in ours] == pytest.approx([hit.score for hit in theirs], abs=1e-3)
    with pytest.raises(IndexingError):
        over_store.save(tmp_path)


COLD = """
import sys, time
from index.build import open_index
from index.testing import HashingEncoder, report_of
from pathlib import Path
reports = [report_of("r", {"en": ["Revenue rose 5%.", "Margins fell."]})]
index = open_index(Path(sys.argv[1]), reports, HashingEncoder())
assert index.search("revenue")[0].passage.number == 0
assert index.warning == ""
heavy = {"torch", "llama_index", "bm25s", "scipy", "sentence_transformers", "gradio", "pandas"}
print(sorted(heavy & sys.modules.keys()))
"""


def test_a_stored_index_is_opened_without_torch_llama_index_or_bm25s(tmp_path: Path) -> None:
    """They cost seconds at the start; building needs bm25s and nothing else of them."""
    printed = [
        subprocess.run(
            [sys.executable, "-c", COLD, str(tmp_path / "index")],
            cwd=ROOT,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert "torch" not in printed[0] and "llama_index" not in printed[0]
    assert printed[1] == "[]\n"


def test_opening_a_stored_index_is_quick(encoder: HashingEncoder, tmp_path: Path) -> None:
    """A report of the usual size: 60 passages in two editions, far under 0.2 s."""
    report = report_of(
        "r",
        {
            "en": [
                f"Revenue of business {n} rose {n}% to {n},000 million yuan." for n in range(60)
            ],
            "zh-Hans": [f"业务{n}收入增长{n}%至{n},000百万元。" for n in range(60)],
        },
    )
    open_index(tmp_path, [report], encoder)
    times = []
    for _ in range(5):
        started = time.process_time()
        open_index(tmp_path, [report], encoder)
        times.append(time.process_time() - started)
    assert min(times) < 0.2
