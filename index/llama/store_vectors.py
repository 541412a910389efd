"""Any vector store of llama-index as ours, so that the search can run beyond this machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)

from index.encode import Vectors
from index.llama.nodes import to_node
from index.passage import Indexed
from index.vectors import EVERYWHERE, Nearest, Where, unit


class StoreVectors:
    """A `VectorIndex` over any of llama-index's vector stores that filters by metadata."""

    def __init__(
        self,
        store: BasePydanticVectorStore,
        stored: Mapping[str, int] | None = None,
        own: Collection[str] | None = None,
    ) -> None:
        """`stored` is how many passages of each report a store that was filled earlier holds.

        With `own`, the store may hold reports of others too: these reports alone are searched.
        """
        self._store = store
        self._counts = dict(stored or {})
        self._own = None if own is None else frozenset(own)

    def __len__(self) -> int:
        return sum(self._counts.values())

    def add(self, items: Sequence[Indexed], vectors: Vectors) -> None:
        """Store `items` with their `vectors`, shape (len(items), dimension)."""
        if not items:
            return
        if len(items) != len(vectors):
            raise ValueError(f"{len(items)} passages, but {len(vectors)} vectors")
        pairs = zip(items, unit(vectors), strict=True)
        self._store.add([to_node(item, vector) for item, vector in pairs])
        for item in items:
            name = item.passage.report_id
            self._counts[name] = self._counts.get(name, 0) + 1

    def delete(self, report_id: str) -> None:
        """Forget every passage of a report."""
        self._store.delete(report_id)
        self._counts.pop(report_id, None)

    def search(self, vector: Vectors, k: int, where: Where = EVERYWHERE) -> Nearest:
        """The at most `k` passages nearest to `vector`, shape (dimension,)."""
        if self._own is not None:
            asked = self._own if where.report_ids is None else self._own & {*where.report_ids}
            where = replace(where, report_ids=asked)
        narrowed = (where.languages, where.report_ids, where.passage_ids)
        if k <= 0 or any(names is not None and not names for names in narrowed):
            return Nearest((), ())
        ids = where.passage_ids
        result = self._store.query(
            VectorStoreQuery(
                query_embedding=unit(vector)[0].tolist(),
                similarity_top_k=k,
                node_ids=None if ids is None else sorted(ids),
                filters=_filters_of(where),
            )
        )
        found = result.ids or [node.node_id for node in result.nodes or ()]
        scores = result.similarities or []
        return Nearest(tuple(found), tuple(float(score) for score in scores))


def milvus_store(**options: Any) -> BasePydanticVectorStore:
    """Milvus as a store of llama-index.

    Raises:
        ImportError: its client is not installed.
    """
    from llama_index.vector_stores.milvus import MilvusVectorStore

    return cast(BasePydanticVectorStore, MilvusVectorStore(**options))


def _filters_of(where: Where) -> MetadataFilters | None:
    chosen: list[MetadataFilter | MetadataFilters] = [
        MetadataFilter(key=key, value=sorted(names), operator=FilterOperator.IN)
        for key, names in (("language", where.languages), ("report_id", where.report_ids))
        if names is not None
    ]
    return MetadataFilters(filters=chosen) if chosen else None
