"""What every store of vectors must do, and what FAISS and llama-index add."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np
import pytest
from llama_index.core.schema import MetadataMode, TextNode
from llama_index.core.vector_stores import (
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    SimpleVectorStore,
    VectorStoreQuery,
)
from llama_index.core.vector_stores.types import FilterCondition, VectorStoreQueryMode

from index.encode import Vectors
from index.errors import StaleIndex
from index.nodes import FaissStore, StoreVectors, from_node, to_node
from index.passage import Indexed, passages_of
from index.testing import report_of
from index.vectors import FaissVectors, VectorIndex, Where, unit

DIMENSION = 16
Factory = Callable[[], VectorIndex]


@pytest.fixture(
    params=[
        pytest.param(lambda: FaissVectors(DIMENSION), id="faiss"),
        pytest.param(
            lambda: StoreVectors(FaissStore(FaissVectors(DIMENSION))), id="faiss-in-llama-index"
        ),
        pytest.param(lambda: StoreVectors(SimpleVectorStore()), id="llama-index-simple"),
    ]
)
def store(request: pytest.FixtureRequest) -> VectorIndex:
    """One of each kind of store, empty: add yours here and all tests below run over it."""
    factory: Factory = request.param
    return factory()


@pytest.fixture
def many() -> tuple[Indexed, ...]:
    """120 passages in two reports and two languages."""
    return tuple(
        item
        for name in ("a", "b")
        for item in passages_of(
            report_of(
                name,
                {
                    "en": [f"Passage {n}." for n in range(30)],
                    "zh-Hans": [f"第{n}段。" for n in range(30)],
                },
            )
        )
    )


def random_vectors(count: int, seed: int = 3) -> Vectors:
    """Vectors of many lengths, none of them 1."""
    random = np.random.default_rng(seed)
    lengths = random.uniform(0.2, 9, (count, 1))
    return (random.standard_normal((count, DIMENSION)) * lengths).astype(np.float32)


def by_numpy(
    items: Sequence[Indexed], vectors: Vectors, question: Vectors, k: int
) -> tuple[list[str], list[float]]:
    cosines = (vectors @ question) / np.linalg.norm(vectors, axis=1) / np.linalg.norm(question)
    best = np.argsort(-cosines, kind="stable")[:k]
    return [items[n].passage.id for n in best], cosines[best].tolist()


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


class TestNodes:
    """llama-index's side."""

    def test_a_passage_survives_being_a_node(self, many: tuple[Indexed, ...]) -> None:
        assert [from_node(to_node(item)) for item in many] == list(many)

    def test_a_node_has_the_passages_id_text_and_report(self, many: tuple[Indexed, ...]) -> None:
        item = many[70]
        node = to_node(item, np.array([1.0, 0.5], np.float32))
        assert (node.node_id, node.ref_doc_id) == (item.passage.id, "b")
        assert node.get_embedding() == [1.0, 0.5]
        assert node.get_content(MetadataMode.EMBED) == item.text

    def test_a_foreign_node_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not made from a passage"):
            from_node(TextNode(text="a stranger"))

    @pytest.fixture
    def faiss_store(self, many: tuple[Indexed, ...]) -> FaissStore:
        vectors = FaissVectors(DIMENSION)
        vectors.add(many, random_vectors(len(many)))
        return FaissStore(vectors, many)

    def test_a_query_gives_nodes_and_scores(
        self, faiss_store: FaissStore, many: tuple[Indexed, ...]
    ) -> None:
        vectors = random_vectors(len(many))
        result = faiss_store.query(
            VectorStoreQuery(query_embedding=vectors[4].tolist(), similarity_top_k=3)
        )
        ids, cosines = by_numpy(many, vectors, vectors[4], 3)
        assert result.ids == ids
        assert result.similarities == pytest.approx(cosines, abs=1e-5)
        assert [node.node_id for node in result.nodes or ()] == ids

    def test_filters_narrow_a_query(self, faiss_store: FaissStore) -> None:
        filters = MetadataFilters(
            filters=[
                MetadataFilter(key="language", value="en"),
                MetadataFilter(key="report_id", value=["b"], operator=FilterOperator.IN),
            ]
        )
        result = faiss_store.query(
            VectorStoreQuery(
                query_embedding=random_vectors(1)[0].tolist(), similarity_top_k=99, filters=filters
            )
        )
        assert len(result.ids or ()) == 30
        assert all(id_.startswith("b/en/") for id_ in result.ids or ())

    @pytest.mark.parametrize(
        "query",
        [
            VectorStoreQuery(query_str="no vector"),
            VectorStoreQuery(query_embedding=[1.0] * DIMENSION, mode=VectorStoreQueryMode.MMR),
            VectorStoreQuery(
                query_embedding=[1.0] * DIMENSION,
                filters=MetadataFilters(filters=[MetadataFilter(key="kind", value="text")]),
            ),
            VectorStoreQuery(
                query_embedding=[1.0] * DIMENSION,
                filters=MetadataFilters(
                    filters=[MetadataFilter(key="language", value="en")],
                    condition=FilterCondition.OR,
                ),
            ),
        ],
    )
    def test_a_query_that_cannot_be_answered_is_refused(
        self, faiss_store: FaissStore, query: VectorStoreQuery
    ) -> None:
        with pytest.raises(ValueError, match="this store"):
            faiss_store.query(query)

    def test_nodes_are_replaced_deleted_and_cleared(
        self, faiss_store: FaissStore, many: tuple[Indexed, ...]
    ) -> None:
        again = to_node(many[0], np.ones(DIMENSION, np.float32))
        assert faiss_store.add([again]) == [many[0].passage.id]
        assert faiss_store.client.ntotal == len(many)
        faiss_store.delete_nodes()
        assert faiss_store.client.ntotal == len(many)
        faiss_store.delete_nodes(node_ids=[many[0].passage.id, "unknown"])
        assert len(faiss_store.get_nodes()) == len(many) - 1
        faiss_store.delete("a")
        assert {node.ref_doc_id for node in faiss_store.get_nodes()} == {"b"}
        faiss_store.clear()
        assert faiss_store.get_nodes() == []
        assert faiss_store.client.ntotal == 0
