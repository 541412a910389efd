"""A question to ranked passages: candidates, late interaction, fusion.

Candidates come from two sides, the nearest vectors and the best BM25 scores. Each candidate then
has up to four scores: the cosine of mean vectors, MaxSim over token vectors, BM25 over words, and
BM25 over the names of the vocabulary (`index/concepts.py`), which are the same in all languages.
They are standardised and averaged among the passages of one script family, since the others do
not compare across languages: cosines are lower there, and BM25 sees only names and numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.answered import Answered
from corpus.report import Passage
from corpus.script import detect_language
from index.concepts import concepts_of, named_share
from index.encode import Encoder, TokenEncoder, Vectors
from index.late import Comparison, LateInteraction
from index.matches import Match, best_matches
from index.passage import Hit, Indexed
from index.rerank import RERANKED, Reranker, reranked
from index.terms import MOST_POSTINGS, Term, TermIndex, terms_of
from index.token_lists import TokenLists
from index.vectors import Labels, VectorIndex, Where

Floats = NDArray[np.float32]

MAX_QUESTION_CHARS = 4_000  # beyond it nothing is read: a question is no document
MAX_QUESTION_TERMS = 256
NEAREST = 100  # candidates by vectors in each script family
BEST_BY_TERMS = 50  # candidates by BM25: an exact name or number that vectors blur

# Weights of the standardised scores, chosen on the development half of XQuAD (five directions, and
# libraries of both languages mixed) in coarse steps; the optima are flat.
VECTOR_WEIGHT = 1.0
LATE_WEIGHT = 1.0
TERMS_WEIGHT = 0.5  # more no longer helps within a language
TERMS_WEIGHT_ALONE = 1.0  # for an encoder without token vectors: the only word-for-word view
CONCEPTS_WEIGHT = (
    1.5  # times the part of the question that is such names; chosen on our own questions
)
OTHER_TERMS_WEIGHT = 0.05  # across languages: enough for a name that the encoder does not know
TELLING_DECIMALS = 4  # of a score; what is behind them is noise, and the first passage goes first
SMALL_FAMILY = 8  # fewer candidates than this say nothing of their mean: all are taken together


class Searcher:
    """Searches passages that have been indexed; ``items[n]`` is passage n of `terms`."""

    def __init__(
        self,
        items: Sequence[Indexed],
        vectors: VectorIndex,
        terms: TermIndex,
        concepts: TermIndex,
        encoder: Encoder,
        tokens: TokenLists | None = None,
    ) -> None:
        self._items = items
        self._vectors = vectors
        self._terms = terms
        self._concepts = concepts
        self._encoder = encoder
        self.reranker: Reranker | None = None
        self._number_of = {item.passage.id: number for number, item in enumerate(items)}
        self._labels = Labels([item.passage for item in items])
        self._family = np.array([item.passage.language[:2] for item in items])
        self._families: dict[str, set[str]] = {}
        for item in items:
            language = item.passage.language
            self._families.setdefault(language[:2], set()).add(language)
        self._late: LateInteraction | None = None
        if isinstance(encoder, TokenEncoder):
            self._late = LateInteraction(encoder, items, tokens)

    def search(
        self, question: str, k: int, where: Where, *, marked: bool = True
    ) -> tuple[Hit, ...]:
        """The at most `k` best passages that `where` allows, best first; with the words that
        answered where they are to be `marked`.

        Empty for a question without a word, and for one of which no passage knows any word.
        """
        question = question.strip()[:MAX_QUESTION_CHARS]
        if not question or k <= 0:
            return ()
        terms = terms_of(question)[:MAX_QUESTION_TERMS]
        words = [term.text for term in terms]
        vector = self._encoder.encode_query([question])[0]
        candidates, cosines = self._candidates(vector, words, max(k, NEAREST), where)
        lexical = self._terms.scores_at(words, candidates)
        if not (cosines.any() or lexical.any()):
            return ()
        own = self._family[candidates] == detect_language(question)[:2]
        compared = self._late.compare(question, candidates) if self._late is not None else None
        late = compared.scores if compared is not None else None
        named = self._concepts.scores_at(concepts_of(question), candidates)
        scores = fuse(cosines, late, lexical, named, own, named_share(question))
        ranked = np.lexsort((candidates, -scores.round(TELLING_DECIMALS)))
        best = self._read_again(question, candidates, ranked)[:k]
        hits = []
        for n, score in zip(best.tolist(), scores[ranked].tolist(), strict=False):
            number = int(candidates[n])
            answered = self._answered(compared, terms, number) if marked else ()
            spans = tuple(word.span for word in answered)
            hits.append(Hit(self._items[number].passage, score, spans, answered))
        return tuple(hits)

    def words(self, question: str, passages: Sequence[Passage]) -> list[tuple[Answered, ...]]:
        """For each of `passages` its words that answer words of `question`, best first, whether or
        not it is found by it; none for one that is not here."""
        question = question.strip()[:MAX_QUESTION_CHARS]
        numbers = [self._number_of.get(passage.id) for passage in passages]
        known = np.array([number for number in dict.fromkeys(numbers) if number is not None], int)
        if not len(known) or not question:
            return [()] * len(numbers)
        compared = self._late.compare(question, known) if self._late is not None else None
        terms = terms_of(question)[:MAX_QUESTION_TERMS]
        return [
            () if number is None else self._answered(compared, terms, number) for number in numbers
        ]

    def _answered(
        self, compared: Comparison | None, asked: Sequence[Term], number: int
    ) -> tuple[Answered, ...]:
        if self._late is not None and compared is not None:
            matches = self._late.matches(compared, number)
        else:
            matches = self._terms_matched(asked, number)
        start = self._items[number].passage.span.start
        return tuple(Answered(match.span.shifted(start), match.asked) for match in matches)

    def _read_again(
        self, question: str, candidates: NDArray[np.intp], ranked: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """`ranked` with its first in the reranker's order. The scores stay where they are: the
        passage that is now first has the first one, so that they fall and keep their scale."""
        if self.reranker is None:
            return ranked
        texts = [self._items[number].text for number in candidates[ranked[:RERANKED]].tolist()]
        return reranked(ranked, self.reranker.scores(question, texts))

    def _terms_matched(self, asked: Sequence[Term], number: int) -> tuple[Match, ...]:
        """Without token vectors: where the passage has the question's terms, rare ones first."""
        text = self._items[number].text
        places = {term.text: term.span for term in reversed(asked)}
        return best_matches(
            text,
            [
                Match(term.span, self._terms.rarity(term.text), (places[term.text],))
                for term in terms_of(text)
                if term.text in places
            ],
        )

    def _candidates(
        self, vector: Vectors, words: Sequence[str], nearest: int, where: Where
    ) -> tuple[NDArray[np.intp], Floats]:
        """Numbers of the passages worth a closer look, and their cosines with the question."""
        cosine_of: dict[str, float] = {}
        cut = False  # whether any allowed passage may still be missing
        for languages in self._families.values():
            chosen = languages if where.languages is None else languages & {*where.languages}
            found = self._vectors.search(vector, nearest, replace(where, languages=chosen))
            cosine_of.update(zip(found.ids, found.scores, strict=True))
            cut = cut or len(found.ids) == nearest
        missing = self._best_by_terms(words, where, cosine_of) if cut else []
        if missing:
            found = self._vectors.search(vector, len(missing), Where(passage_ids=missing))
            cosine_of.update(zip(found.ids, found.scores, strict=True))
        numbers = np.array([self._number_of[id_] for id_ in cosine_of], np.intp)
        return numbers, np.array(list(cosine_of.values()), np.float32)

    def _best_by_terms(
        self, words: Sequence[str], where: Where, known: Collection[str]
    ) -> list[str]:
        """Ids of the passages that BM25 likes best and `known` lacks."""
        scores = self._terms.scores(words, MOST_POSTINGS)
        allowed = self._labels.allowed(where)
        having = np.flatnonzero(scores if allowed is None else np.where(allowed, scores, 0))
        if len(having) > BEST_BY_TERMS:
            best = np.argpartition(-scores[having], BEST_BY_TERMS - 1)[:BEST_BY_TERMS]
            having = having[best]
        ids = (self._items[number].passage.id for number in having.tolist())
        return [id_ for id_ in ids if id_ not in known]


def fuse(
    cosines: Floats,
    late: Floats | None,
    lexical: Floats,
    named: Floats,
    own_family: NDArray[np.bool_],
    named_share: float = 1.0,
) -> Floats:
    """The weighted means of the standardised scores; all have the candidates' shape.

    Means, not sums: a passage of the question's own family has more to be praised for, and is not
    better for it. A score that is the same for all tells nothing and takes no part.
    """
    fused = np.zeros(len(cosines), np.float32)
    concepts_weight = CONCEPTS_WEIGHT * named_share
    own_weight = TERMS_WEIGHT_ALONE if late is None else TERMS_WEIGHT
    for group, terms_weight in ((own_family, own_weight), (~own_family, OTHER_TERMS_WEIGHT)):
        peers = group if group.sum() >= SMALL_FAMILY else np.ones(len(group), bool)
        parts = [(VECTOR_WEIGHT, cosines), (terms_weight, lexical), (concepts_weight, named)]
        if late is not None:
            parts.append((LATE_WEIGHT, late))
        telling = [(weight, scores) for weight, scores in parts if np.ptp(scores[peers]) > 0]
        total = sum(weight for weight, _ in telling)
        for weight, scores in telling:
            fused[group] += weight / total * standard(scores[group], scores[peers])
    return fused


def standard(scores: Floats, peers: Floats) -> Floats:
    """`scores` in standard deviations of `peers` from their mean; zeros where all are alike."""
    spread = float(peers.std()) if len(peers) else 0.0
    if spread <= 1e-9:
        return np.zeros(len(scores), np.float32)
    return np.asarray((scores - peers.mean()) / spread, np.float32)
