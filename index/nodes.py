"""The door to llama-index: passages as its nodes, and vector stores both ways.

`StoreVectors` lets the search run on any of its vector stores, beyond this machine too.
`FaissStore` offers our FAISS index as such a store, with what the integration of that name
lacks: ids that stay, deletion and filters. Importing this module takes a second, all of it
llama-index's; so it is imported only where one of them is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding, Embedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import (
    BaseNode,
    MetadataMode,
    NodeRelationship,
    RelatedNodeInfo,
    TextNode,
)
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

from corpus.figure import Span
from corpus.report import Passage
from index.encode import Encoder, Vectors
from index.passage import Indexed
from index.vectors import EVERYWHERE, FaissVectors, Nearest, Where, unit

_PLACE = ("report_id", "language", "number", "section", "paragraph", "start", "end", "kind")
_FIELDS = (*_PLACE, "title")


def to_node(item: Indexed, vector: Vectors | None = None) -> TextNode:
    """`item` as a node whose id is the passage's and whose source document is the report.

    The metadata stay out of what an embedder or a language model reads: the index has already
    weighed the title, and the rest are numbers of ours.
    """
    passage = item.passage
    values = (
        passage.report_id,
        passage.language,
        passage.number,
        passage.section,
        passage.paragraph,
        passage.span.start,
        passage.span.end,
        passage.kind,
        item.title,
    )
    return TextNode(
        id_=passage.id,
        text=item.text,
        metadata=dict(zip(_FIELDS, values, strict=True)),
        excluded_embed_metadata_keys=list(_FIELDS),
        excluded_llm_metadata_keys=[name for name in _FIELDS if name != "title"],
        embedding=None if vector is None else [float(value) for value in vector],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.report_id)},
    )


def from_node(node: BaseNode) -> Indexed:
    """The passage that `to_node` made into `node`.

    Raises:
        ValueError: the node was not made from a passage.
    """
    data = node.metadata
    try:
        passage = Passage(
            report_id=str(data["report_id"]),
            language=data["language"],
            number=int(data["number"]),
            section=int(data["section"]),
            paragraph=int(data["paragraph"]),
            span=Span(int(data["start"]), int(data["end"])),
            kind=str(data["kind"]),
        )
        return Indexed(passage, node.get_content(MetadataMode.NONE), str(data["title"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"node {node.node_id} was not made from a passage") from error


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


def milvus_store(**options: Any) -> BasePydanticVectorStore:
    """Milvus as a store of llama-index.

    Raises:
        ImportError: its client is not installed.
    """
    from llama_index.vector_stores.milvus import MilvusVectorStore

    return cast(BasePydanticVectorStore, MilvusVectorStore(**options))


class EncoderEmbedding(BaseEmbedding):
    """An encoder as an embedding model of llama-index."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.name)
        self._encoder = encoder

    def _get_text_embedding(self, text: str) -> Embedding:
        return [float(value) for value in self._encoder.encode([text])[0]]

    def _get_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        return [[float(value) for value in row] for row in self._encoder.encode(texts)]

    def _get_query_embedding(self, query: str) -> Embedding:
        return [float(value) for value in self._encoder.encode_query([query])[0]]

    async def _aget_query_embedding(self, query: str) -> Embedding:
        return self._get_query_embedding(query)


def default_index(
    items: Sequence[Indexed], encoder: Encoder, k: int
) -> Callable[[str], Sequence[Passage]]:
    """llama-index's own index as it comes, a peer to measure by: a question to the `k` best of
    the passages."""
    passages = {item.passage.id: item.passage for item in items}
    made = VectorStoreIndex([to_node(i) for i in items], embed_model=EncoderEmbedding(encoder))
    retriever = made.as_retriever(similarity_top_k=k)

    def ranked(question: str) -> Sequence[Passage]:
        return [passages[found.node.node_id] for found in retriever.retrieve(question)]

    return ranked


def _filters_of(where: Where) -> MetadataFilters | None:
    chosen: list[MetadataFilter | MetadataFilters] = [
        MetadataFilter(key=key, value=sorted(names), operator=FilterOperator.IN)
        for key, names in (("language", where.languages), ("report_id", where.report_ids))
        if names is not None
    ]
    return MetadataFilters(filters=chosen) if chosen else None


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
