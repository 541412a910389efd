"""llama-index's side: passages as its nodes, FAISS as its store."""

from __future__ import annotations

import numpy as np
import pytest
from llama_index.core.schema import MetadataMode, TextNode
from llama_index.core.vector_stores import (
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)
from llama_index.core.vector_stores.types import FilterCondition, VectorStoreQueryMode

from index.llama.faiss_store import FaissStore
from index.llama.nodes import from_node, to_node
from index.passage import Indexed
from index.vectors import FaissVectors
from tests.index.vector_cases import DIMENSION, by_numpy, random_vectors


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
