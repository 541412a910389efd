"""The bench's parts on what is found: in reports, in XQuAD, in decks of slides.

Beside ours stand BM25 and, where a folder with it is given, all-MiniLM-L6-v2: its vectors
compared with all, and in llama-index's default index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.ask import Assistant
from assistant.settings import Settings
from corpus.report import Report
from corpus.script import LANGUAGES, Language
from eval.bench.measure import Budget, Measure
from eval.bench.pages import page_ranks
from eval.bench.retrieval import (
    DEPTHS,
    Asked,
    Ranker,
    answering,
    compare,
    evidence_ranker,
    paragraphs_of,
    peers_of,
    rankers,
    recall,
)
from eval.bench.subject import Bench
from eval.question_set import (
    BUNDLED_REPORT,
    ORIGINAL,
    ORIGINAL_REPORT,
    SHARED,
    Case,
    load_set,
)
from index.build import PassageIndex
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
MINILM = "all-MiniLM-L6-v2"
DEV_DATA = SHARED / "dev-data"
XQUAD_LANGUAGES: Mapping[str, Language] = {"en": "en", "zh": "zh-Hans", "zh_hant": "zh-Hant"}
# Sets by how they came about: worked with from the start, and written by people who saw only
# the report, worked with later.
WORKED_WITH, WRITTEN_BLIND = ("dev", "blind"), ("opened", "watched")
ON_ORIGINAL = ("original", "opened_others", "watched_others")

FOUND = (Budget(0.85, at_least=True), Budget(0.98, at_least=True))  # at `DEPTHS`, as below
FOUND_ACROSS = (Budget(0.80, at_least=True), Budget(0.94, at_least=True))
FOUND_WITHIN = (Budget(0.95, at_least=True), Budget(0.99, at_least=True))
PAGES_FOUND = Budget(0.80, at_least=True)  # at the first page


def retrieval(bench: Bench) -> list[Measure]:
    """The paragraph with the answer to the bundled report's sets, both editions searched."""
    ways = _ways(bench.assistant, bench)
    paragraphs = paragraphs_of(bench.assistant.index.items)
    measures: list[Measure] = []
    for name, sets in (("report", WORKED_WITH), ("report, written blind", WRITTEN_BLIND)):
        cases = cases_on(BUNDLED_REPORT, sets)
        asked = [(case, answering(case, paragraphs)) for case in cases]
        measures += in_each_script(name, ways, asked)
    return measures


def original(bench: Bench) -> list[Measure]:
    """The same on the broker's own text of that report, where it is there."""
    if not ORIGINAL.is_file():
        return []
    assistant = Assistant.open(Settings(data_dir=bench.folder), ORIGINAL)
    paragraphs = paragraphs_of(assistant.index.items)
    cases = cases_on(ORIGINAL_REPORT, ON_ORIGINAL)
    asked = [(case, answering(case, paragraphs)) for case in cases]
    return in_each_script("original text", _ways(assistant, bench), asked)


def cases_on(report: str, sets: Sequence[str]) -> list[Case]:
    """The cases of these sets that ask this report."""
    return [case for name in sets for case in load_set(name) if case.report == report]


def _ways(assistant: Assistant, bench: Bench) -> dict[str, Ranker]:
    """Ours, which ranks KPI rows and passages together; the index alone; its parts; others."""
    alone = rankers(assistant.index)
    ours = {"ours": evidence_ranker(assistant), "index alone": alone.pop("ours"), **alone}
    return {**ours, **minilm_ways(bench, assistant.reports)}


def minilm_ways(bench: Bench, reports: Sequence[Report]) -> dict[str, Ranker]:
    """all-MiniLM-L6-v2 over the same reports, where the bench has it."""
    if bench.minilm is None:
        return {}
    return peers_of(load_encoder(str(bench.minilm)), reports, MINILM)


def in_each_script(
    name: str, ways: Mapping[str, Ranker], answered: Sequence[tuple[Case, frozenset[int]]]
) -> list[Measure]:
    """What is found by the questions of each language and script."""
    measures: list[Measure] = []
    for language in LANGUAGES:
        asked = [
            (case.question, right) for case, right in answered if case.lang == language and right
        ]
        measures += found_by(f"{name}, {language}", ways, asked, FOUND)
    return measures


def xquad(bench: Bench) -> list[Measure]:
    """XQuAD's passages by questions in the same and in the other language, where it is there."""
    measures: list[Measure] = []
    for asked, told in DIRECTIONS if (DEV_DATA / "xquad_questions.jsonl").is_file() else ():
        questions, passages, right = read_xquad(DEV_DATA, asked, told)
        report = report_of("xquad", {XQUAD_LANGUAGES[told]: passages}, title="")
        index = PassageIndex.build([report], bench.assistant.encoder)
        ways = {**rankers(index), **minilm_ways(bench, [report])}
        pairs = [(text, frozenset([int(at)])) for text, at in zip(questions, right, strict=True)]
        budgets = FOUND_WITHIN if asked[:2] == told[:2] else FOUND_ACROSS
        name = f"XQuAD {asked.replace('_', '-')}→{told}"
        measures += found_by(name, ways, pairs, budgets, STUDY.get((asked, told), ()))
    return measures


def pages(bench: Bench) -> list[Measure]:
    """English questions to pages of two Chinese decks, where they are there."""
    ranks = page_ranks(DEV_DATA / "documents", bench.assistant.encoder)
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
