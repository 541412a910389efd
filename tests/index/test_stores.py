"""The store that the setting names: FAISS, Milvus embedded, a cluster that is not there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import index.stores
from index.build import PassageIndex, open_index
from index.errors import StoreUnavailable
from index.passage import passages_of
from index.stores import open_vectors
from index.testing import HashingEncoder, report_of
from index.vectors import FaissVectors


class TestStores:
    """The store that the setting names."""

    def test_no_address_is_faiss(self) -> None:
        assert isinstance(open_vectors("", HashingEncoder(), ["a"]), FaissVectors)

    @pytest.mark.parametrize("address", ["faiss", "ftp://host", "/tmp/vectors.sqlite"])
    def test_an_address_of_no_kind_is_told(self, address: str) -> None:
        with pytest.raises(StoreUnavailable, match="neither a URL"):
            open_vectors(address, HashingEncoder(), ["a"])

    def test_without_the_extra_the_message_says_how_to_install_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "llama_index.vector_stores.milvus", None)
        with pytest.raises(StoreUnavailable, match=r"pip install 'report-assistant\[milvus\]'"):
            open_vectors(str(tmp_path / "vectors.db"), HashingEncoder(), ["a"])

    def test_a_password_is_not_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "llama_index.vector_stores.milvus", None)
        with pytest.raises(StoreUnavailable) as told:
            open_vectors("https://root:secret@cluster:19530", HashingEncoder(), ["a"])
        assert "secret" not in str(told.value)
        assert "https://cluster" in str(told.value)

    def test_a_cluster_that_does_not_answer_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(index.stores, "TIMEOUT_SECONDS", 0.5)
        with pytest.raises(StoreUnavailable, match="does not answer"):
            open_vectors("http://127.0.0.1:9", HashingEncoder(), ["a"])

    def test_milvus_finds_what_faiss_finds_and_is_opened_again_without_encoding(
        self, tmp_path: Path
    ) -> None:
        reports = [
            report_of("a", {"en": ["Gross margin rose.", "Deposits fell."]}),
            report_of("b", {"en": ["Margins narrowed."], "zh-Hans": ["毛利率上升。"]}),
        ]
        address, encoder, told = str(tmp_path / "v.db"), HashingEncoder(), []
        over_milvus = open_index(tmp_path / "index", reports, encoder, store=address)
        over_faiss = PassageIndex.build(reports, encoder)
        again = open_index(
            tmp_path / "index", reports, encoder, store=address, progress=lambda *p: told.append(p)
        )
        assert told == []
        for question in ("margin", "毛利率", "deposits"):
            expected = over_faiss.search(question)
            for index_ in (over_milvus, again):
                hits = index_.search(question)
                assert [hit.passage for hit in hits] == [hit.passage for hit in expected]
                scores = [hit.score for hit in expected]
                assert [hit.score for hit in hits] == pytest.approx(scores, abs=1e-3)

    def test_indexes_that_share_milvus_see_their_own_reports_and_the_newest_text(
        self, tmp_path: Path
    ) -> None:
        address, encoder = str(tmp_path / "v.db"), HashingEncoder()
        one = report_of("a", {"en": ["Gross margin rose.", "Margin notes."]})
        other = report_of("b", {"en": ["Margins narrowed."]})
        open_index(tmp_path / "b", [other], encoder, store=address)
        first = open_index(tmp_path / "a", [one], encoder, store=address)
        assert {hit.passage.report_id for hit in first.search("margin")} == {"a"}
        changed = report_of("a", {"en": ["Margin fell."]})
        second = open_index(tmp_path / "a", [changed], encoder, store=address)
        assert len(second.vectors) == 1
        assert [hit.passage.id for hit in second.search("margin")] == [
            passages_of(changed)[0].passage.id
        ]
