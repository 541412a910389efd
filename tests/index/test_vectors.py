"""What every store of vectors must do: FAISS, Milvus and llama-index's own alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.vector_stores import SimpleVectorStore

from index import inner_products
from index.llama.faiss_store import FaissStore
from index.llama.store_vectors import StoreVectors
from index.passage import Indexed
from index.vectors import FaissVectors, VectorIndex, Where, unit
from tests.index.vector_cases import DIMENSION, by_numpy, milvus, random_vectors

Factory = Callable[[], VectorIndex]


@pytest.fixture(
    params=[
        pytest.param(lambda: FaissVectors(DIMENSION), id="faiss"),
        pytest.param(
            lambda: StoreVectors(FaissStore(FaissVectors(DIMENSION))), id="faiss-in-llama-index"
        ),
        pytest.param(lambda: StoreVectors(SimpleVectorStore()), id="llama-index-simple"),
        pytest.param("lists", id="faiss-in-lists"),
        pytest.param("milvus", id="milvus"),
    ]
)
def store(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> VectorIndex:
    """One of each kind of store, empty: add yours here and all tests below run over it."""
    if request.param == "lists":  # the kind for many, all of whose lists are probed
        monkeypatch.setattr(inner_products, "EXACT_UP_TO", 40)
        monkeypatch.setattr(inner_products, "FEW_ALLOWED", 5)
        monkeypatch.setattr(inner_products, "PROBED_SHARE", 1.0)
        return FaissVectors(DIMENSION)
    if request.param == "milvus":
        return milvus(tmp_path)
    factory: Factory = request.param
    return factory()


def test_ids_scores_and_order_are_those_of_numpy(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    vectors = random_vectors(len(many))
    store.add(many, vectors)
    for question in random_vectors(20, seed=4):
        ids, cosines = by_numpy(many, vectors, question, 10)
        found = store.search(question, 10)
        assert list(found.ids) == ids
        assert found.scores == pytest.approx(cosines, abs=1e-5)


def test_adding_in_parts_is_adding_at_once(store: VectorIndex, many: tuple[Indexed, ...]) -> None:
    vectors = random_vectors(len(many))
    store.add(many[:50], vectors[:50])
    store.add([], vectors[:0])
    store.add(many[50:], vectors[50:])
    assert len(store) == len(many)
    assert list(store.search(vectors[7], 3).ids) == by_numpy(many, vectors, vectors[7], 3)[0]


def test_where_narrows_by_language_report_and_id(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    vectors = random_vectors(len(many))
    store.add(many, vectors)
    wheres = [
        Where(languages={"zh-Hans"}),
        Where(report_ids={"b"}),
        Where(languages={"en"}, report_ids={"a"}),
        Where(passage_ids={many[3].passage.id, many[80].passage.id}),
        Where(languages={"en", "zh-Hans"}, passage_ids={many[5].passage.id}),
    ]
    for where in wheres:
        kept = [n for n, item in enumerate(many) if where.allows(item.passage)]
        expected = by_numpy([many[n] for n in kept], vectors[kept], vectors[0], 8)[0]
        assert list(store.search(vectors[0], 8, where).ids) == expected


@pytest.mark.parametrize(
    "where",
    [
        Where(languages=()),
        Where(report_ids=()),
        Where(passage_ids=()),
        Where(languages={"fr"}),
        Where(report_ids={"nobody's"}),
    ],
)
def test_where_that_lets_nothing_through_finds_nothing(
    store: VectorIndex, many: tuple[Indexed, ...], where: Where
) -> None:
    store.add(many, random_vectors(len(many)))
    assert store.search(random_vectors(1)[0], 5, where).ids == ()


def test_a_deleted_report_is_found_no_more_and_the_rest_stay(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    vectors = random_vectors(len(many))
    store.add(many, vectors)
    store.delete("a")
    store.delete("never-there")
    assert len(store) == 60
    assert (
        list(store.search(vectors[0], 60).ids)
        == (by_numpy(many[60:], vectors[60:], vectors[0], 60)[0])
    )


def test_more_wanted_than_there_are_gives_all(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    store.add(many, random_vectors(len(many)))
    assert len(store.search(random_vectors(1)[0], 1000).ids) == len(many)
    assert store.search(random_vectors(1)[0], 0).ids == ()


def test_an_empty_store_finds_nothing(store: VectorIndex) -> None:
    assert len(store) == 0
    assert store.search(random_vectors(1)[0], 5).ids == ()


def test_vectors_that_do_not_fit_their_passages_are_refused(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    with pytest.raises(ValueError):
        store.add(many[:3], random_vectors(2))
    with pytest.raises(ValueError):
        store.add(many[:1], np.full((1, DIMENSION), np.nan, np.float32))
    assert len(store) == 0


def test_unit_keeps_directions_and_leaves_zero_alone() -> None:
    rows = unit(np.array([[3.0, 4.0], [0.0, 0.0], [-2.0, 0.0]], np.float32))
    assert rows == pytest.approx(np.array([[0.6, 0.8], [0, 0], [-1, 0]]))
    assert unit(np.array([0.0, 5.0], np.float32)).tolist() == [[0.0, 1.0]]
