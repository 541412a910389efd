"""llama-index's own index over our passages: a peer to measure by, and our encoder as its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding, Embedding
from llama_index.core.bridge.pydantic import PrivateAttr

from corpus.report import Passage
from index.encode import Encoder
from index.llama.nodes import to_node
from index.passage import Indexed


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
