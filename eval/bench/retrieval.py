"""How well the passage with the answer is found: our search beside its parts, and beside others.

What is ranked are paragraphs: in paired editions the same paragraph is there in each language,
and finding it in any is finding it. It stands where the best of its passages does.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from assistant.answer.ranked_evidence import ranked_evidence
from assistant.ask import Assistant
from assistant.library.reports import OpenReport
from assistant.understand.question import understand
from corpus.figure import Figure
from corpus.read.read_figures import read_figures
from corpus.report import Passage, Report
from eval.match import has_figure, says_words
from eval.question_set import Case
from index.build import PassageIndex
from index.encode import Encoder
from index.passage import Indexed
from index.terms import TermIndex, terms_of

DEPTHS = (1, 5)
HITS = 20  # of the index, to be ranked with the rows

Ranker = Callable[[str], Sequence[Passage]]
Asked = tuple[str, frozenset[int]]  # a question and the paragraphs that answer it


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in all editions, with the figures read from it."""

    texts: tuple[str, ...]
    figures: tuple[Figure, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Paragraph:
        """Read the figures of `texts`, the paragraph's passages."""
        kept = tuple(texts)
        return cls(kept, tuple(figure for text in kept for figure in read_figures(text)))

    def holds(self, fact: str) -> bool:
        """Whether any edition says `fact`, a figure in any wording or words in any script."""
        return has_figure(self.figures, fact) or any(says_words(t, fact) for t in self.texts)


@dataclass(frozen=True, slots=True)
class Found:
    """How one way of searching did: the share of questions that found a right paragraph among
    the first `DEPTHS`, and the median seconds of a search."""

    shares: tuple[float, ...]
    seconds: float


def paragraphs_of(items: Iterable[Indexed]) -> dict[int, Paragraph]:
    """The paragraphs of one report whose editions are paired, by number."""
    texts: dict[int, list[str]] = {}
    for item in items:
        texts.setdefault(item.passage.paragraph, []).append(item.text)
    return {number: Paragraph.of(kept) for number, kept in texts.items()}


def answering(case: Case, paragraphs: Mapping[int, Paragraph]) -> frozenset[int]:
    """The paragraphs that hold every fact which the case wants cited.

    Empty for a case that wants none, is to be refused, cannot be understood without its history,
    or needs more than one paragraph. One that has the same figure by chance counts too.
    """
    expect = case.expect
    if not expect.cites or expect.refused or case.history:
        return frozenset()
    return frozenset(
        number
        for number, paragraph in paragraphs.items()
        if all(any(map(paragraph.holds, alternatives)) for alternatives in expect.cites)
    )


def rankers(index: PassageIndex) -> dict[str, Ranker]:
    """Ways from a question to passages, best first: our search, then its parts alone.

    Each gives as many passages as `depth_of` the index.
    """
    passages = {item.passage.id: item.passage for item in index.items}
    order = list(passages.values())
    terms = TermIndex.build(index.items)
    k = depth_of(index.items)

    def ours(question: str) -> Sequence[Passage]:
        return [hit.passage for hit in index.search(question, k=k, marked=False)]

    def by_terms(question: str) -> Sequence[Passage]:
        scores = terms.scores([term.text for term in terms_of(question)])
        best = np.argsort(-scores, kind="stable")[:k]
        return [order[number] for number in best.tolist() if scores[number] > 0]

    return {"ours": ours, "BM25 alone": by_terms, "mean vectors alone": by_vectors(index)}


def by_vectors(index: PassageIndex) -> Ranker:
    """The vectors of an index by themselves, whatever encoder they are of."""
    passages = {item.passage.id: item.passage for item in index.items}
    k = depth_of(index.items)

    def ranked(question: str) -> Sequence[Passage]:
        found = index.vectors.search(index.encoder.encode_query([question])[0], k)
        return [passages[id_] for id_ in found.ids]

    return ranked


def peers_of(encoder: Encoder, reports: Sequence[Report], name: str) -> dict[str, Ranker]:
    """The same reports searched as others do, by the vectors of an encoder called `name`:
    compared with all, and in llama-index's default index."""
    from index.llama.default_index import default_index  # imports llama-index, a second

    index = PassageIndex.build(reports, encoder)
    theirs = default_index(index.items, encoder, depth_of(index.items))
    return {f"{name} alone": by_vectors(index), f"llama-index VectorStoreIndex, {name}": theirs}


def depth_of(items: Sequence[Indexed]) -> int:
    """As many passages as the deepest of `DEPTHS` may need paragraphs."""
    return max(DEPTHS) * max(Counter(item.passage.paragraph for item in items).values())


def evidence_ranker(assistant: Assistant) -> Ranker:
    """Passages of the assistant's first report, KPI rows and the index's hits ranked together."""
    report = assistant.reports[0]
    on = OpenReport.of(report, assistant.tables[0], assistant.index, assistant.encoder)

    def ranked(question: str) -> Sequence[Passage]:
        query = understand(
            question,
            period=report.period,
            currency=report.currency,
            subject=report.subject,
            names=on.names,
        )
        hits = assistant.index.search(question, k=HITS)
        return [hit.passage for hit in ranked_evidence(query, on, hits, HITS)]

    return ranked


def rank_of(right: frozenset[int], ranked: Iterable[Passage]) -> int | None:
    """The 0-based rank of the first right paragraph; `None` where none was found."""
    order = dict.fromkeys(passage.paragraph for passage in ranked)
    return next((rank for rank, number in enumerate(order) if number in right), None)


def recall(ranks: Sequence[int | None], depth: int) -> float:
    """The share of questions whose right paragraph is among the first `depth`."""
    return sum(rank is not None and rank < depth for rank in ranks) / len(ranks)


def compare(ways: Mapping[str, Ranker], asked: Sequence[Asked]) -> dict[str, Found]:
    """Every way's result on the same questions, one question after another in turns."""
    ranks: dict[str, list[int | None]] = {way: [] for way in ways}
    times: dict[str, list[float]] = {way: [] for way in ways}
    for question, right in asked:
        for way, ranker in ways.items():
            started = time.perf_counter()
            ranked = ranker(question)
            times[way].append(time.perf_counter() - started)
            ranks[way].append(rank_of(right, ranked))
    return {
        way: Found(tuple(recall(ranks[way], depth) for depth in DEPTHS), median(times[way]))
        for way in ways
    }
