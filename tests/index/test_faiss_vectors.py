"""FAISS: its kinds of index by size, its files, and the vectors as they are."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from index import inner_products
from index.encode import Vectors
from index.errors import StaleIndex
from index.passage import Indexed, passages_of
from index.testing import report_of
from index.vectors import FaissVectors, Where
from tests.index.vector_cases import DIMENSION, by_numpy, random_vectors


class TestFaiss:
    """Files and the index itself."""

    def test_the_index_is_exact_and_by_inner_product(self) -> None:
        index = FaissVectors(DIMENSION).client
        assert isinstance(index, faiss.IndexFlatIP)
        assert index.metric_type == faiss.METRIC_INNER_PRODUCT

    def test_equal_scores_come_in_the_order_of_adding(self, many: tuple[Indexed, ...]) -> None:
        store = FaissVectors(DIMENSION)
        store.add(many, np.ones((len(many), DIMENSION), np.float32))
        ids = store.search(np.ones(DIMENSION, np.float32), len(many)).ids
        assert list(ids) == [item.passage.id for item in many]

    def test_what_is_saved_is_what_is_loaded(
        self, many: tuple[Indexed, ...], tmp_path: Path
    ) -> None:
        store = FaissVectors(DIMENSION)
        store.add(many, random_vectors(len(many)))
        store.save(tmp_path)
        loaded = FaissVectors.load(tmp_path, [item.passage for item in many], DIMENSION)
        question = random_vectors(1)[0]
        assert loaded.search(question, 9) == store.search(question, 9)

    def test_a_file_that_does_not_fit_is_a_stale_index(
        self, many: tuple[Indexed, ...], tmp_path: Path
    ) -> None:
        passages = [item.passage for item in many]
        with pytest.raises(StaleIndex):
            FaissVectors.load(tmp_path, passages, DIMENSION)
        store = FaissVectors(DIMENSION)
        store.add(many, random_vectors(len(many)))
        store.save(tmp_path)
        with pytest.raises(StaleIndex):
            FaissVectors.load(tmp_path, passages[1:], DIMENSION)
        with pytest.raises(StaleIndex):
            FaissVectors.load(tmp_path, passages, DIMENSION + 1)
        (tmp_path / "vectors.faiss").write_bytes(b"nothing of FAISS")
        with pytest.raises(StaleIndex):
            FaissVectors.load(tmp_path, passages, DIMENSION)


class TestLists:
    """FAISS's kind for many vectors, from 100 on in these tests."""

    @pytest.fixture
    def clustered(self) -> tuple[tuple[Indexed, ...], Vectors]:
        """4,000 passages around 40 subjects, as texts are."""
        random = np.random.default_rng(8)
        subjects = random.standard_normal((40, DIMENSION))
        chosen = subjects[random.integers(0, 40, 4_000)]
        texts = [f"Passage {n}." for n in range(2_000)]
        reports = [report_of(name, {"en": texts}) for name in ("a", "b")]
        items = tuple(item for report in reports for item in passages_of(report))
        noise = 0.7 * random.standard_normal(chosen.shape)
        return items, np.asarray(chosen + noise, np.float32)

    @pytest.fixture
    def store(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], monkeypatch: pytest.MonkeyPatch
    ) -> FaissVectors:
        monkeypatch.setattr(inner_products, "EXACT_UP_TO", 100)
        monkeypatch.setattr(inner_products, "FEW_ALLOWED", 50)
        made = FaissVectors(DIMENSION)
        made.add(*clustered)
        return made

    def test_the_kind_is_chosen_by_size_and_back(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        assert isinstance(store.client, faiss.IndexIVFFlat)
        assert store.client.metric_type == faiss.METRIC_INNER_PRODUCT
        few = FaissVectors(DIMENSION)
        few.add(clustered[0][:100], clustered[1][:100])
        assert isinstance(few.client, faiss.IndexFlatIP)
        store.delete_passages({item.passage.id for item in clustered[0][40:]})
        assert isinstance(store.client, faiss.IndexFlatIP)
        assert len(store) == 40

    def test_lists_are_made_anew_when_there_are_many_more_vectors(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inner_products, "EXACT_UP_TO", 100)
        items, vectors = clustered
        grown = FaissVectors(DIMENSION)
        lists = []
        for start, end in ((0, 400), (400, 700), (700, 4_000)):
            grown.add(items[start:end], vectors[start:end])
            lists.append(grown.client.nlist)
        assert lists == [40, 40, 126]

    def test_nearly_all_of_the_ten_nearest_are_found_with_their_exact_scores(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        items, vectors = clustered
        found = 0
        for question in vectors[:100] + 0.3 * random_vectors(100):
            ids, cosines = by_numpy(items, vectors, question, 10)
            nearest = store.search(question, 10)
            exact = dict(zip(ids, cosines, strict=True))
            found += len(exact.keys() & set(nearest.ids))
            assert list(nearest.scores) == sorted(nearest.scores, reverse=True)
            for id_, score in zip(nearest.ids, nearest.scores, strict=True):
                assert score == pytest.approx(exact.get(id_, score), abs=1e-5)
        assert found >= 950

    def test_a_search_among_few_is_exact(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        items, vectors = clustered
        chosen = [*range(7, 4_000, 100)]
        where = Where(passage_ids={items[n].passage.id for n in chosen})
        few = [items[n] for n in chosen]
        for question in random_vectors(10, seed=4):
            expected = by_numpy(few, vectors[chosen], question, 8)[0]
            assert list(store.search(question, 8, where).ids) == expected

    def test_as_many_are_found_as_are_wanted_and_allowed(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        question = random_vectors(1)[0]
        assert len(store.search(question, 3_000).ids) == 3_000
        assert len(store.search(question, 1_900, Where(report_ids={"b"})).ids) == 1_900

    def test_a_deleted_report_is_gone_and_the_rest_keep_their_places(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        items, vectors = clustered
        store.search(vectors[0], 1)
        store.delete("a")
        assert isinstance(store.client, faiss.IndexIVFFlat)
        for n in (2_000, 2_777, 3_999):
            assert store.search(vectors[n], 1).ids == (items[n].passage.id,)
        assert store.search(vectors[5], 1).ids != (items[5].passage.id,)

    def test_a_large_file_is_mapped_and_can_still_be_changed(
        self,
        clustered: tuple[tuple[Indexed, ...], Vectors],
        store: FaissVectors,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        items, vectors = clustered
        questions = random_vectors(5)
        before = [store.search(question, 9) for question in questions]
        store.save(tmp_path)
        monkeypatch.setattr(inner_products, "MAPPED_FROM", 1)
        loaded = FaissVectors.load(tmp_path, [item.passage for item in items], DIMENSION)
        assert [loaded.search(question, 9) for question in questions] == before
        extra = passages_of(report_of("c", {"en": ["One more."]}))
        loaded.add(extra, vectors[:1])
        loaded.delete("a")
        assert loaded.search(vectors[0], 1).ids == (extra[0].passage.id,)

    def test_a_mapped_exact_index_can_be_changed_too(
        self, many: tuple[Indexed, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = FaissVectors(DIMENSION)
        made.add(many, random_vectors(len(many)))
        made.save(tmp_path)
        monkeypatch.setattr(inner_products, "MAPPED_FROM", 1)
        loaded = FaissVectors.load(tmp_path, [item.passage for item in many], DIMENSION)
        loaded.delete("a")
        loaded.add(many[:1], random_vectors(1))
        assert len(loaded) == 61
        assert loaded.search(random_vectors(1)[0], 1).ids == (many[0].passage.id,)
