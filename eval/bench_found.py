"""The bench's parts on what is found: in the bundled report, in XQuAD, in decks of slides."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from assistant.ask import Assistant
from corpus.script import LANGUAGES, Language
from eval.measure import Budget, Measure
from eval.pages import page_ranks
from eval.question_set import SHARED, Case
from eval.retrieval import (
    DEPTHS,
    Asked,
    Ranker,
    answering,
    compare,
    evidence_ranker,
    paragraphs_of,
    rankers,
    recall,
)
from index.build import PassageIndex
from index.encode import Encoder
from index.errors import EncoderUnavailable
from index.load_encoder import load_encoder
from index.testing import report_of
from index.train.measure import DIRECTIONS, read_xquad

# The feasibility study's encoder on the same questions, from its own run: fixed numbers.
STUDY: Mapping[tuple[str, str], tuple[float, ...]] = {
    ("en", "zh"): (0.70, 0.89),
    ("zh", "en"): (0.74, 0.90),
    ("zh", "zh"): (0.93, 0.99),
    ("en", "en"): (0.94, 0.99),
}
MINILM = "sentence-transformers/all-MiniLM-L6-v2"
DEV_DATA = SHARED / "dev-data"
XQUAD_LANGUAGES: Mapping[str, Language] = {"en": "en", "zh": "zh-Hans", "zh_hant": "zh-Hant"}

FOUND = (Budget(0.85, at_least=True), Budget(0.98, at_least=True))  # at `DEPTHS`, as below
FOUND_ACROSS = (Budget(0.80, at_least=True), Budget(0.94, at_least=True))
FOUND_WITHIN = (Budget(0.95, at_least=True), Budget(0.99, at_least=True))
PAGES_FOUND = Budget(0.80, at_least=True)  # at the first page


def retrieval(assistant: Assistant, cases: Sequence[Case]) -> list[Measure]:
    """The paragraph with the answer to the sets' questions, both editions searched; ours ranks
    KPI rows and passages together."""
    index = assistant.index
    paragraphs, alone = paragraphs_of(index.items), rankers(index)
    ways = {"ours": evidence_ranker(assistant), "index alone": alone.pop("ours"), **alone}
    answered = [(case, answering(case, paragraphs)) for case in cases]
    measures: list[Measure] = []
    for language in LANGUAGES:
        asked = [
            (case.question, right) for case, right in answered if case.lang == language and right
        ]
        measures += found_by(f"report, {language}", ways, asked, FOUND)
    return measures


def xquad(encoder: Encoder) -> list[Measure]:
    """XQuAD's passages by questions in the same and in the other language, where it is there."""
    return _xquad(encoder, STUDY)


def minilm() -> list[Measure]:
    """The same with all-MiniLM-L6-v2: in our search, and in llama-index's default index. Only
    where that model lies in the hub's cache on this machine; nothing is fetched."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    encoder = load_encoder(MINILM)
    try:
        encoder.encode(["ready"])
    except EncoderUnavailable:
        return []
    return _xquad(encoder, {}, "all-MiniLM ")


def _xquad(
    encoder: Encoder,
    fixed: Mapping[tuple[str, str], tuple[float, ...]],
    label: str = "",
) -> list[Measure]:
    from index.nodes import default_index  # imports llama-index, a second

    measures: list[Measure] = []
    for asked, told in DIRECTIONS if (DEV_DATA / "xquad_questions.jsonl").is_file() else ():
        questions, passages, right = read_xquad(DEV_DATA, asked, told)
        report = report_of("xquad", {XQUAD_LANGUAGES[told]: passages}, title="")
        index = PassageIndex.build([report], encoder)
        theirs = default_index(index.items, encoder, max(DEPTHS))
        ways = {**rankers(index), "llama-index VectorStoreIndex": theirs}
        pairs = [(text, frozenset([int(at)])) for text, at in zip(questions, right, strict=True)]
        budgets = FOUND_WITHIN if asked[:2] == told[:2] else FOUND_ACROSS
        name = f"{label}XQuAD {asked.replace('_', '-')}→{told}"
        study = fixed.get((asked, told), ())
        measures += found_by(name, ways, pairs, budgets, study)
    return measures


def pages(encoder: Encoder) -> list[Measure]:
    """English questions to pages of two Chinese decks, where they are there."""
    ranks = page_ranks(DEV_DATA / "documents", encoder)
    if not ranks:
        return []
    label = f"pages of Chinese decks, en ({len(ranks)})"
    return [
        Measure(f"{label}: top {depth}", recall(ranks, depth), "share", budget)
        for depth, budget in ((1, PAGES_FOUND), (3, None))
    ]


def found_by(
    name: str,
    ways: Mapping[str, Ranker],
    asked: Sequence[Asked],
    budgets: Sequence[Budget],
    study: Sequence[float] = (),
) -> list[Measure]:
    """Recall at each depth and the time of a search; the first way's, the others as peers.

    `study` are the study's fixed numbers at each depth, where it has them.
    """
    if not asked:
        return []
    (_, ours), *others = compare(ways, asked).items()
    label = f"{name} ({len(asked)})"
    measures = []
    for at, (depth, budget) in enumerate(zip(DEPTHS, budgets, strict=True)):
        peers = tuple((way, found.shares[at]) for way, found in others)
        peers += (("study (fixed)", study[at]),) if study else ()
        measures.append(Measure(f"{label}: top {depth}", ours.shares[at], "share", budget, peers))
    times = tuple((way, found.seconds) for way, found in others)
    return [*measures, Measure(f"{label}: a search", ours.seconds, "s", None, times)]
