"""Our FAISS index as a vector store of llama-index, with what the integration of that name lacks:
ids that stay, deletion and filters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

import numpy as np
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)

from index.llama.nodes import from_node, to_node
from index.passage import Indexed
from index.vectors import FaissVectors, Where


class FaissStore(BasePydanticVectorStore):
    """`FaissVectors` as a vector store of llama-index, for nodes that `to_node` made."""

    stores_text: bool = True
    is_embedding_query: bool = True

    _vectors: FaissVectors = PrivateAttr()
    _items: dict[str, Indexed] = PrivateAttr()

    def __init__(self, vectors: FaissVectors, items: Iterable[Indexed] = ()) -> None:
        """`items` are the passages that `vectors` already holds."""
        super().__init__(stores_text=True)
        self._vectors = vectors
        self._items = {item.passage.id: item for item in items}

    @classmethod
    def class_name(cls) -> str:
        return "FaissStore"

    @property
    def client(self) -> Any:
        """The FAISS index."""
        return self._vectors.client

    def add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:
        """Store nodes with their embeddings; a node stored before is replaced.

        Raises:
            ValueError: a node has no embedding, or was not made from a passage.
        """
        items = [from_node(node) for node in nodes]
        if not items:
            return []
        ids = [item.passage.id for item in items]
        vectors = np.array([node.get_embedding() for node in nodes], np.float32)
        self._vectors.delete_passages(set(ids) & self._items.keys())
        self._vectors.add(items, vectors)
        self._items.update(zip(ids, items, strict=True))
        return ids

    def delete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:
        """Forget every node of a report."""
        self._vectors.delete(ref_doc_id)
        self._keep_stored()

    def delete_nodes(
        self,
        node_ids: list[str] | None = None,
        filters: MetadataFilters | None = None,
        **delete_kwargs: Any,
    ) -> None:
        """Forget nodes by id and filters; without either, none."""
        if node_ids is None and filters is None:
            return
        where = _where_of(filters, node_ids, None)
        doomed = {p.id for p in self._vectors.passages if where.allows(p)}
        self._vectors.delete_passages(doomed)
        self._keep_stored()

    def clear(self) -> None:
        """Forget all."""
        self._vectors.delete_passages(set(self._items))
        self._items.clear()

    def get_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None
    ) -> list[BaseNode]:
        """The nodes by id and filters, in the order in which they were added."""
        where = _where_of(filters, node_ids, None)
        return [to_node(self._items[p.id]) for p in self._vectors.passages if where.allows(p)]

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """The nodes nearest to the query's embedding, best first.

        Raises:
            ValueError: no embedding, another mode than the default, or a filter other than
                equality or membership of language and report_id.
        """
        if query.query_embedding is None or query.mode != VectorStoreQueryMode.DEFAULT:
            raise ValueError("this store answers embeddings in the default mode only")
        where = _where_of(query.filters, query.node_ids, query.doc_ids)
        vector = np.array(query.query_embedding, np.float32)
        found = self._vectors.search(vector, query.similarity_top_k, where)
        return VectorStoreQueryResult(
            nodes=[to_node(self._items[id_]) for id_ in found.ids],
            similarities=list(found.scores),
            ids=list(found.ids),
        )

    def _keep_stored(self) -> None:
        stored = {passage.id for passage in self._vectors.passages}
        self._items = {id_: item for id_, item in self._items.items() if id_ in stored}


def _where_of(
    filters: MetadataFilters | None, node_ids: list[str] | None, doc_ids: list[str] | None
) -> Where:
    allowed: dict[str, set[str]] = {} if doc_ids is None else {"report_id": set(doc_ids)}
    if filters is not None and filters.condition not in (None, FilterCondition.AND):
        raise ValueError("this store joins filters by AND only")
    for each in filters.filters if filters is not None else ():
        names = _names_of(each)
        key = cast(MetadataFilter, each).key
        allowed[key] = allowed[key] & names if key in allowed else names
    return Where(allowed.get("language"), allowed.get("report_id"), _set_or_none(node_ids))


def _names_of(each: MetadataFilter | MetadataFilters) -> set[str]:
    if isinstance(each, MetadataFilter) and each.key in ("language", "report_id"):
        if each.operator == FilterOperator.EQ:
            return {str(each.value)}
        if each.operator == FilterOperator.IN and isinstance(each.value, list):
            return {str(value) for value in each.value}
    raise ValueError("this store filters by equality or membership of language and report_id only")


def _set_or_none(names: Collection[str] | None) -> set[str] | None:
    return None if names is None else set(names)
