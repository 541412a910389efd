"""Passages as nodes of llama-index, and back."""

from __future__ import annotations

from llama_index.core.schema import (
    BaseNode,
    MetadataMode,
    NodeRelationship,
    RelatedNodeInfo,
    TextNode,
)

from corpus.figure import Span
from corpus.report import Passage
from index.encode import Vectors
from index.passage import Indexed

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
