"""Our parts as components of llama-index, for programs that are built with it.

The retriever, query engine, figure check as an evaluator and as a node postprocessor each take
an open `Assistant` and go wherever llama-index takes its own. Nobody on the way of a question
imports this module: llama-index costs a second to load.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.callbacks import CallbackManager
from llama_index.core.evaluation import BaseEvaluator, EvaluationResult
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.prompts.mixin import PromptDictType, PromptMixinType
from llama_index.core.schema import BaseNode, MetadataMode, NodeWithScore, QueryBundle

from assistant.ask import Assistant
from assistant.commands.to_json import answer_json, check_json
from assistant.results import Citation, FigureCheck
from corpus.report import Edition, Passage, Report
from index.llama.nodes import to_node
from index.passage import Indexed

RETRIEVED = 10  # passages that a retriever gives unless told otherwise

# What the components add to a node's metadata, out of sight of embedders and language models.
MATCHED = "matched"  # [start, end] of the words that answered, offsets into the edition's text
CITATION = "citation"  # the number of the mark in the response's text
HIGHLIGHTS = "highlights"  # [start, end] of what the answer stands on, as `MATCHED`
FIGURES = "figures"  # the verdicts on the node's figures, as `check_json` writes them


class ReportRetriever(BaseRetriever):
    """Finds the passages of an assistant's reports that answer a question, in any language."""

    def __init__(
        self,
        assistant: Assistant,
        k: int = RETRIEVED,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        """At most `k` nodes are retrieved, best first."""
        super().__init__(callback_manager=callback_manager)
        self._assistant = assistant
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """One node per passage found.

        Raises:
            BadQuestion: the question is empty or longer than the settings allow.
        """
        return [
            NodeWithScore(
                node=_with(
                    _node(self._assistant, hit.passage),
                    {MATCHED: [[span.start, span.end] for span in hit.matched]},
                ),
                score=hit.score,
            )
            for hit in self._assistant.find(query_bundle.query_str, self._k)
        ]


class ReportQueryEngine(BaseQueryEngine):
    """Answers questions on one report of an assistant, by default its first.

    A response's source nodes are the answer's citations in the order of their numbers; its
    metadata is the answer as `answer_json` writes it, the verdict on every figure included.
    """

    def __init__(
        self,
        assistant: Assistant,
        report_id: str = "",
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager=callback_manager)
        self._assistant = assistant
        self._report_id = report_id

    def _query(self, query_bundle: QueryBundle) -> Response:
        """The checked answer.

        Raises:
            BadQuestion: the question is empty or longer than the settings allow.
            KeyError: there is no report of the id that was given.
        """
        answer = self._assistant.ask(query_bundle.query_str, report_id=self._report_id)
        sources = [_cited(self._assistant, citation) for citation in answer.citations]
        return Response(answer.text, sources, answer_json(answer))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        # a language model may take its time, and other tasks are not to wait for it
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


class FigureEvaluator(BaseEvaluator):
    """Holds every figure of a response against a report of an assistant, by default its first.

    The result passes if the report stands behind each figure. Its score is the share of figures
    that pass, 1 where there are none; its feedback names the others, one a line, with the reason.
    Query and contexts play no part: a figure is right by the report or not at all.
    """

    def __init__(self, assistant: Assistant, report_id: str = "") -> None:
        self._assistant = assistant
        self._report_id = report_id

    def evaluate(
        self,
        query: str | None = None,
        response: str | None = None,
        contexts: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> EvaluationResult:
        """The verdict on `response`; an invalid result where there is none.

        Raises:
            KeyError: there is no report of the id that was given.
        """
        if response is None:
            return EvaluationResult(
                query=query, invalid_result=True, invalid_reason="There is no response to check."
            )
        checks = self._assistant.check(response, report_id=self._report_id)
        passed = sum(check.verdict.passes for check in checks)
        return EvaluationResult(
            query=query,
            contexts=contexts,
            response=response,
            passing=passed == len(checks),
            score=passed / len(checks) if checks else 1.0,
            feedback=_feedback(checks, passed),
        )

    async def aevaluate(
        self,
        query: str | None = None,
        response: str | None = None,
        contexts: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> EvaluationResult:
        """As `evaluate`."""
        return await asyncio.to_thread(self.evaluate, query, response, contexts)

    def _get_prompts(self) -> PromptDictType:
        return {}

    def _update_prompts(self, prompts_dict: PromptDictType) -> None:
        """There is no prompt: the check is code."""


class FigureCheckPostprocessor(BaseNodePostprocessor):
    """Writes the verdicts on a node's figures into its metadata, under `FIGURES`.

    Nodes come back in their order, none is dropped, and those that came in stay as they were.
    Without a `report_id` a node is held against the report that it came from, and one from
    elsewhere against the assistant's first.
    """

    _assistant: Assistant = PrivateAttr()
    _report_id: str = PrivateAttr()

    def __init__(self, assistant: Assistant, report_id: str = "", **fields: Any) -> None:
        super().__init__(**fields)
        self._assistant = assistant
        self._report_id = report_id

    @classmethod
    def class_name(cls) -> str:
        return "FigureCheckPostprocessor"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        """Copies of `nodes` with their verdicts.

        Raises:
            KeyError: there is no report of the id that was given.
        """
        return [
            NodeWithScore(
                node=_with(found.node, {FIGURES: self._verdicts(found.node)}), score=found.score
            )
            for found in nodes
        ]

    def _verdicts(self, node: BaseNode) -> list[dict[str, Any]]:
        known = {report.id for report in self._assistant.reports}
        own = str(node.metadata.get("report_id", ""))
        report_id = self._report_id or (own if own in known else "")
        text = node.get_content(MetadataMode.NONE)
        return [check_json(check) for check in self._assistant.check(text, report_id=report_id)]


def _feedback(checks: Sequence[FigureCheck], passed: int) -> str:
    if not checks:
        return "There is no figure to check."
    lines = [
        f"{check.figure.text}: {check.verdict}. {check.reason}".rstrip()
        for check in checks
        if not check.verdict.passes
    ]
    return "\n".join([f"The report stands behind {passed} of {len(checks)} figures.", *lines])


def _cited(assistant: Assistant, citation: Citation) -> NodeWithScore:
    """A citation as a node: its passage, or a passage of its own where it is not a whole one."""
    place = citation.place
    edition = _edition(assistant, place.report_id, place.language)
    passage = edition.passage_at(place.span.start)
    if passage is None or passage.span != place.span:
        section = edition.section_at(place.span.start).number
        paragraph = edition.paragraph_at(place.span.start)
        passage = Passage(place.report_id, place.language, -1, section, paragraph, place.span)
    added = {
        CITATION: citation.number,
        HIGHLIGHTS: [[span.start, span.end] for span in citation.highlights],
    }
    return NodeWithScore(node=_with(_node(assistant, passage), added))


def _node(assistant: Assistant, passage: Passage) -> BaseNode:
    edition = _edition(assistant, passage.report_id, passage.language)
    title = edition.sections[passage.section].title
    return to_node(Indexed(passage, passage.span.of(edition.text), title))


def _edition(assistant: Assistant, report_id: str, language: str) -> Edition:
    """The very edition that a passage of the assistant's reports is of."""
    report: Report = next(report for report in assistant.reports if report.id == report_id)
    return next(edition for edition in report.editions if edition.language == language)


def _with(node: BaseNode, added: dict[str, Any]) -> BaseNode:
    """A copy of `node` with more metadata, which neither embedder nor language model reads."""
    keys = list(added)
    copied: BaseNode = node.model_copy(
        update={
            "metadata": {**node.metadata, **added},
            "excluded_embed_metadata_keys": [*node.excluded_embed_metadata_keys, *keys],
            "excluded_llm_metadata_keys": [*node.excluded_llm_metadata_keys, *keys],
        }
    )
    return copied
