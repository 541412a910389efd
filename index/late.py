"""Late interaction: each word of the question looks for its best word in the passage.

A passage's score is the weighted mean, over the question's tokens, of the largest cosine between
that token and any token of the passage (MaxSim, Khattab and Zaharia 2020, arXiv:2004.12832),
over the token vectors of a static encoder. A token weighs by the length of its vector, which
training made short for common words. Weighing by how peaked its best cosines are over the
candidates as well was tried: across languages it lost four points of recall at 1, since names in
Latin letters are the most peaked and often mislead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.figure import Span
from index.encode import Ids, TokenEncoder, Vectors
from index.matches import Match, best_matches, whole_word
from index.passage import Indexed
from index.token_lists import MAX_PASSAGE_TOKENS, ReadWhenNeeded, TokenLists, Tokens
from index.vectors import unit

Floats = NDArray[np.float32]
_Number = TypeVar("_Number", np.float32, np.int32)

TITLE_FACTOR = 0.6  # a word answered by the section's title only is answered in part
MAX_QUESTION_TOKENS = 128
MATCH_SIMILARITY = 0.3  # translations are above it (EV and 汽車 at 0.34), strangers below
MATCH_NEAR_BEST = 0.75  # of the best: the same word again, or two that translate one
MATCH_SHARE = 0.35  # of the question's heaviest word: lighter ones are no reason to find a passage
SINGLE_THREADED = 200_000  # multiplications in a product that OpenBLAS leaves to one thread
MAX_KEPT = 20_000  # passages whose tokens and places are kept at hand


@dataclass(frozen=True, slots=True)
class _Placed:
    """All tokens of a passage's text as rows of the token table, with their places."""

    columns: Ids
    starts: Ids
    ends: Ids


class _TokenTable:
    """Unit vectors of the tokens seen so far; grows, never shrinks (a vocabulary is finite)."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder
        self._column_of = np.zeros(0, np.int32)  # by token id; -1 where there is no column yet
        self._rows = np.zeros((0, encoder.dimension), np.float32)
        self._size = 0

    @property
    def rows(self) -> Vectors:
        return self._rows[: self._size]

    def part(self, columns: Ids) -> tuple[Vectors, NDArray[np.intp]]:
        """The rows that `columns` name, or all where most are named, and for each column of the
        table the row that it has there."""
        used = np.zeros(self._size, bool)
        used[columns] = True
        if 2 * int(used.sum()) >= self._size:  # copying costs more than comparing with all
            return self.rows, np.arange(self._size)
        return self.rows[used], np.cumsum(used) - 1

    def columns(self, ids: Ids) -> Ids:
        """Shape of `ids`: which row of the table each token has."""
        if not len(ids):
            return ids
        self._column_of = _grown(self._column_of, int(ids.max()) + 1, -1)
        new = np.unique(ids[self._column_of[ids] < 0])
        if len(new):
            size = self._size + len(new)
            self._rows = _grown(self._rows, size, 0)
            self._rows[self._size : size] = unit(self._encoder.rows(new))
            self._column_of[new] = np.arange(self._size, size, dtype=np.int32)
            self._size = size
        return self._column_of[ids]


def _grown(array: NDArray[_Number], size: int, fill: int) -> NDArray[_Number]:
    """`array` with room for `size` rows, twice as many as before if it has to grow."""
    if size <= len(array):
        return array
    grown = np.full((max(size, 2 * len(array)), *array.shape[1:]), fill, array.dtype)
    grown[: len(array)] = array
    return grown


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question beside some passages.

    `scores` has shape (passages,): the weighted means of the best cosines, from 0 to 1. `weights`
    are those of the question's tokens and sum to 1; a question without a known token has none.
    `best` has shape (passages, tokens): the best cosine of each token in each passage.
    Row ``row_of[c]`` of `similarities` holds the cosines of token c of the table with them.
    `asked` are the words of the question, whole ones, that the tokens stand for.
    """

    scores: Floats
    weights: Floats
    similarities: Floats
    row_of: NDArray[np.intp]
    best: Floats
    asked: tuple[Span, ...] = ()

    @classmethod
    def of_nothing(cls, passages: int) -> Self:
        """Of a question without a known token."""
        nothing = np.zeros(0, np.float32)
        none = np.zeros((passages, 0), np.float32)
        return cls(np.zeros(passages, np.float32), nothing, nothing, np.zeros(0, np.intp), none)


class LateInteraction:
    """Compares questions with the passages ``items[n]``. Safe to use from several threads.

    `tokens` are those of `items` where they are known; else they are read when a passage first
    is a candidate.
    """

    def __init__(
        self, encoder: TokenEncoder, items: Sequence[Indexed], tokens: Tokens | None = None
    ) -> None:
        self._encoder = encoder
        self._items = items
        self._table = _TokenTable(encoder)
        self._tokens = ReadWhenNeeded(encoder, items) if tokens is None else tokens
        self._placed: dict[int, _Placed] = {}
        self._lock = Lock()  # around what is kept at hand

    def compare(self, question: str, numbers: NDArray[np.intp]) -> Comparison:
        """Compare `question` with the passages of these numbers."""
        tokens = self._encoder.tokens(question)
        places = {id_: at for at, id_ in reversed(list(enumerate(tokens.ids.tolist())))}
        firsts = sorted(places.values())[:MAX_QUESTION_TOKENS]
        distinct = np.asarray(tokens.ids[firsts], np.int32)
        asked = tuple(
            whole_word(question, Span(int(tokens.starts[at]), int(tokens.ends[at])))
            for at in firsts
        )
        rows = np.asarray(self._encoder.rows(distinct), np.float32)
        lengths = np.linalg.norm(rows, axis=1)
        total = float(lengths.sum())
        if not len(numbers) or total <= 0:
            return Comparison.of_nothing(len(numbers))
        with self._lock:
            told = self._tokens.of(numbers)
            columns = self._table.columns(told.ids)
            table, row_of = self._table.part(columns)
        similarities = np.maximum(cosines(table, unit(rows)), 0)
        best = _best(similarities[row_of[columns]], told)
        weights = np.asarray(lengths / total, np.float32)
        return Comparison(best @ weights, weights, similarities, row_of, best, asked)

    def matches(self, comparison: Comparison, number: int) -> tuple[Match, ...]:
        """The words of a compared passage's text that answer the question's, best first."""
        with self._lock:
            placed = self._placed_of(number)
        if not len(comparison.weights) or not len(placed.columns):
            return ()
        similarities = comparison.similarities[comparison.row_of[placed.columns]]
        best, weights = similarities.max(axis=0), comparison.weights
        heavy = weights >= MATCH_SHARE * weights.max()
        strongest: dict[int, tuple[float, int]] = {}
        for word in np.flatnonzero(heavy & (best >= MATCH_SIMILARITY)).tolist():
            enough = max(MATCH_SIMILARITY, MATCH_NEAR_BEST * float(best[word]))
            for at in np.flatnonzero(similarities[:, word] >= enough).tolist():
                strength = float(weights[word] * similarities[at, word])
                strongest[at] = max((strength, word), strongest.get(at, (0.0, 0)))
        found = [
            Match(
                Span(int(placed.starts[at]), int(placed.ends[at])),
                strength,
                (comparison.asked[word],),
            )
            for at, (strength, word) in sorted(strongest.items())
        ]
        return best_matches(self._items[number].text, found)

    def _placed_of(self, number: int) -> _Placed:
        known = self._placed.get(number)
        if known is None:
            if len(self._placed) >= MAX_KEPT:
                self._placed.clear()
            tokens = self._encoder.tokens(self._items[number].text)
            columns = self._table.columns(tokens.ids[:MAX_PASSAGE_TOKENS])
            known = self._placed[number] = _Placed(columns, tokens.starts, tokens.ends)
        return known


def cosines(table: Vectors, vectors: Vectors) -> Floats:
    """Shape (len(table), len(vectors)): the product of two lots of unit vectors.

    In blocks small enough that the linear algebra library takes one thread: waiting for a second
    one on a busy machine costs many times what it saves.
    """
    found = np.empty((len(table), len(vectors)), np.float32)
    other = np.ascontiguousarray(vectors.T)
    block = max(1, SINGLE_THREADED // max(1, other.size))
    whole = len(table) - len(table) % block
    blocks = table[:whole].reshape(-1, block, table.shape[1])
    np.matmul(blocks, other, out=found[:whole].reshape(-1, block, len(vectors)))
    found[whole:] = table[whole:] @ other
    return found


def _best(similarities: Floats, told: TokenLists) -> Floats:
    """Shape (passages, question tokens): each question token's largest cosine in each passage.

    `similarities` has a row per token of the passages, one passage after the other; those of
    titles are lowered in place.
    """
    similarities[told.of_title] *= TITLE_FACTOR
    best = np.zeros((len(told), similarities.shape[1]), np.float32)
    filled = told.lengths > 0
    if filled.any():
        best[filled] = np.maximum.reduceat(similarities, told.ends[:-1][filled], axis=0)
    return best
