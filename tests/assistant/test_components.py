"""The assistant's parts as components of llama-index, over the bundled report."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence

import pytest
from llama_index.core.base.response.schema import Response
from llama_index.core.llms import MockLLM
from llama_index.core.prompts.mixin import PromptDictType
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import BaseSynthesizer
from llama_index.core.schema import MetadataMode, NodeWithScore, TextNode

from assistant.ask import Assistant
from assistant.commands.to_json import answer_json, check_json
from assistant.components import (
    CITATION,
    FIGURES,
    HIGHLIGHTS,
    MATCHED,
    FigureCheckPostprocessor,
    FigureEvaluator,
    ReportQueryEngine,
    ReportRetriever,
)
from assistant.errors import BadQuestion
from index.llama.nodes import from_node

MARGIN = "what was EV gross margin"


def text_of(found: NodeWithScore) -> str:
    return found.node.get_content(MetadataMode.NONE)


@pytest.mark.parametrize("question", [MARGIN, "小米汽車毛利率是多少", "小米汽车毛利率多少"])
def test_nodes_are_the_passages_that_the_assistant_finds_in_their_order(
    assistant: Assistant, question: str
) -> None:
    nodes = ReportRetriever(assistant, k=4).retrieve(question)
    hits = assistant.find(question, 4)
    assert [from_node(found.node).passage for found in nodes] == [hit.passage for hit in hits]
    assert [found.score for found in nodes] == [hit.score for hit in hits]
    assert "23.2%" in text_of(nodes[0])


def test_a_retrieved_node_tells_which_words_answered(assistant: Assistant) -> None:
    (found,) = ReportRetriever(assistant, k=1).retrieve(MARGIN)
    item = from_node(found.node)
    start, end = found.node.metadata[MATCHED][0]
    edition = assistant.reports[0].edition(item.passage.language)
    assert item.passage.span.start <= start < end <= item.passage.span.end
    assert edition.text[start:end] in item.text
    assert item.title == edition.sections[item.passage.section].title


def test_what_we_add_to_a_node_is_read_by_no_model(assistant: Assistant) -> None:
    (found,) = ReportRetriever(assistant, k=1).retrieve(MARGIN)
    (checked,) = FigureCheckPostprocessor(assistant).postprocess_nodes([found])
    for mode in (MetadataMode.EMBED, MetadataMode.LLM):
        assert MATCHED not in checked.node.get_content(mode)
        assert FIGURES not in checked.node.get_content(mode)


def test_a_response_is_the_checked_answer_with_its_citations_as_sources(
    assistant: Assistant,
) -> None:
    response = ReportQueryEngine(assistant).query(MARGIN)
    answer = assistant.ask(MARGIN)
    assert isinstance(response, Response)
    assert response.response == answer.text
    assert response.metadata == answer_json(answer)
    assert json.loads(json.dumps(response.metadata))["figures"][0]["verdict"] == "confirmed"
    assert [text_of(source) for source in response.source_nodes] == [
        citation.quote for citation in answer.citations
    ]
    assert [source.node.metadata[CITATION] for source in response.source_nodes] == [1]


def test_the_highlights_of_a_source_are_the_figures_of_the_answer(assistant: Assistant) -> None:
    response = ReportQueryEngine(assistant).query("小米汽車毛利率是多少")
    (source,) = response.source_nodes
    text = assistant.reports[0].edition("zh-Hant").text
    shown = [text[start:end] for start, end in source.node.metadata[HIGHLIGHTS]]
    assert shown == ["23.2%", "10個百分點", "2.8個百分點"]


def test_sources_keep_the_numbers_of_the_marks(assistant: Assistant) -> None:
    response = ReportQueryEngine(assistant).query("Summarise the report")
    numbers = [source.node.metadata[CITATION] for source in response.source_nodes]
    assert len(numbers) > 1
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(f"[{number}]" in str(response) for number in numbers)


def test_a_refusal_is_told_in_the_metadata(assistant: Assistant) -> None:
    response = ReportQueryEngine(assistant).query("How many employees does Xiaomi have?")
    assert response.metadata is not None
    assert response.metadata["refused"] is True


def test_an_awaited_query_gives_the_same_response(assistant: Assistant) -> None:
    engine = ReportQueryEngine(assistant)
    assert asyncio.run(engine.aquery(MARGIN)) == engine.query(MARGIN)


def test_an_empty_question_is_an_error(assistant: Assistant) -> None:
    with pytest.raises(BadQuestion):
        ReportQueryEngine(assistant).query(" ")
    with pytest.raises(BadQuestion):
        ReportRetriever(assistant).retrieve(" ")


def test_a_report_that_is_not_open_is_an_error(assistant: Assistant) -> None:
    with pytest.raises(KeyError):
        ReportQueryEngine(assistant, "another").query(MARGIN)


def test_a_right_response_passes(assistant: Assistant) -> None:
    result = FigureEvaluator(assistant).evaluate(
        query=MARGIN, response="Xiaomi's EV gross margin was 23.2% in the first quarter of 2025."
    )
    assert (result.passing, result.score, result.query) == (True, 1.0, MARGIN)
    assert result.feedback == "The report stands behind 1 of 1 figures."


def test_a_wrong_figure_fails_and_is_named_with_the_right_one(assistant: Assistant) -> None:
    result = FigureEvaluator(assistant).evaluate(
        response="Group revenue was RMB 111.3 billion. The EV gross margin was 32.2%."
    )
    assert (result.passing, result.score) == (False, 0.5)
    assert result.feedback is not None
    assert "32.2%: conflict." in result.feedback
    assert "23.2%" in result.feedback
    assert "111.3" not in result.feedback


@pytest.mark.parametrize(
    ("response", "passing"),
    [
        ("電動車毛利率為23.2%。", True),
        ("电动车毛利率为32.2%。", False),
        ("The board is confident.", True),
    ],
)
def test_a_response_in_any_script_is_judged_with_and_without_await(
    assistant: Assistant, response: str, passing: bool
) -> None:
    evaluator = FigureEvaluator(assistant)
    assert evaluator.evaluate(response=response).passing is passing
    awaited = asyncio.run(evaluator.aevaluate(response=response))
    assert awaited == evaluator.evaluate(response=response)


def test_the_response_of_the_query_engine_is_evaluated_as_it_is(assistant: Assistant) -> None:
    response = ReportQueryEngine(assistant).query(MARGIN)
    assert isinstance(response, Response)
    result = FigureEvaluator(assistant).evaluate_response(query=MARGIN, response=response)
    assert result.passing is True
    assert result.contexts == [text_of(source) for source in response.source_nodes]


def test_no_response_is_an_invalid_result_and_no_verdict(assistant: Assistant) -> None:
    result = FigureEvaluator(assistant).evaluate(query=MARGIN)
    assert (result.invalid_result, result.passing, result.score) == (True, None, None)
    assert result.invalid_reason


def test_every_node_comes_back_in_order_with_the_verdicts_on_its_figures(
    assistant: Assistant,
) -> None:
    texts = ["EV gross margin was 32.2%.", "No figure here.", "EV gross margin was 23.2%."]
    nodes = [
        NodeWithScore(node=TextNode(text=text), score=1 / (n + 1)) for n, text in enumerate(texts)
    ]
    checked = FigureCheckPostprocessor(assistant).postprocess_nodes(nodes)
    assert [text_of(found) for found in checked] == texts
    assert [found.score for found in checked] == [found.score for found in nodes]
    assert [
        [figure["verdict"] for figure in found.node.metadata[FIGURES]] for found in checked
    ] == [["conflict"], [], ["confirmed"]]
    assert checked[0].node.metadata[FIGURES] == [
        check_json(check) for check in assistant.check(texts[0])
    ]
    assert all(FIGURES not in found.node.metadata for found in nodes)


def test_the_report_is_behind_what_its_own_passages_say(assistant: Assistant) -> None:
    found = ReportRetriever(assistant, k=1).retrieve(MARGIN)
    (checked,) = FigureCheckPostprocessor(assistant).postprocess_nodes(found)
    assert from_node(checked.node) == from_node(found[0].node)
    verdicts = [figure["verdict"] for figure in checked.node.metadata[FIGURES]]
    assert "confirmed" in verdicts
    assert "conflict" not in verdicts


class _Quoting(BaseSynthesizer):
    """Answers with the first node's text, so that no language model is needed."""

    def get_response(self, query_str: str, text_chunks: Sequence[str], **kwargs: object) -> str:
        return text_chunks[0]

    async def aget_response(
        self, query_str: str, text_chunks: Sequence[str], **kwargs: object
    ) -> str:
        return text_chunks[0]

    def _get_prompts(self) -> PromptDictType:
        return {}

    def _update_prompts(self, prompts: PromptDictType) -> None: ...


def test_retriever_and_postprocessor_work_inside_a_query_engine_of_llama_index(
    assistant: Assistant,
) -> None:
    engine = RetrieverQueryEngine(
        ReportRetriever(assistant, k=2),
        response_synthesizer=_Quoting(llm=MockLLM()),
        node_postprocessors=[FigureCheckPostprocessor(assistant)],
    )
    response = engine.query(MARGIN)
    assert "23.2%" in str(response)
    assert len(response.source_nodes) == 2
    assert all(source.node.metadata[FIGURES] for source in response.source_nodes)


def test_nothing_on_the_way_of_a_question_imports_the_components() -> None:
    code = "import sys, assistant.cli, assistant.ask; print('assistant.components' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
