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
from typing import Protocol, Self, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from corpus.figure import Span
from index.encode import Vectors
from index.passage import Indexed
from index.vectors import unit

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]
_Number = TypeVar("_Number", np.float32, np.int32)

TITLE_FACTOR = 0.6  # a word answered by the section's title only is answered in part
MAX_QUESTION_TOKENS = 128
MAX_PASSAGE_TOKENS = 2_048  # a long table; what comes after decides no ranking
MATCH_SIMILARITY = 0.3  # translations are above it (EV and 汽車 at 0.34), strangers below
MATCH_NEAR_BEST = 0.75  # of the best: the same word again, or two that translate one
MATCH_SHARE = 0.35  # of the question's heaviest word: lighter ones are no reason to find a passage
MAX_MATCHES = 8
SINGLE_THREADED = 200_000  # multiplications in a product that OpenBLAS leaves to one thread
MAX_KEPT = 20_000  # passages whose tokens are kept at hand


class TokenSpans(Protocol):
    """The known tokens of a text: ids and character offsets, three arrays of one length."""

    @property
    def ids(self) -> Ids: ...

    @property
    def starts(self) -> Ids: ...

    @property
    def ends(self) -> Ids: ...


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that has one vector per token, whatever stands around it."""

    @property
    def dimension(self) -> int: ...

    def tokens(self, text: str) -> TokenSpans: ...

    def token_ids(self, texts: Sequence[str]) -> Sequence[Ids]:
        """The ids alone, of many texts at once."""
        ...

    def rows(self, ids: Ids) -> Vectors:
        """Shape (len(ids), dimension): the tokens' vectors, of whatever length they have."""
        ...


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A passage's distinct tokens as rows of the token table, those of the title alone last."""

    columns: Ids
    in_text: int


@dataclass(frozen=True, slots=True)
class _Placed:
    """All tokens of a passage's text as rows of the token table, with their places."""

    columns: Ids
    starts: Ids
    ends: Ids


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of a passage's text (offsets into it) that answers the question, and how well."""

    span: Span
    strength: float


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
    Row ``row_of[c]`` of `similarities` holds the cosines of token c of the table with them.
    """

    scores: Floats
    weights: Floats
    similarities: Floats
    row_of: NDArray[np.intp]

    @classmethod
    def of_nothing(cls, passages: int) -> Self:
        """Of a question without a known token."""
        nothing = np.zeros(0, np.float32)
        return cls(np.zeros(passages, np.float32), nothing, nothing, np.zeros(0, np.intp))


class LateInteraction:
    """Reads passages' tokens when a passage first is a candidate, and keeps them at hand.

    Safe to use from several threads.
    """

    def __init__(self, encoder: TokenEncoder, items: Sequence[Indexed]) -> None:
        self._encoder = encoder
        self._items = items
        self._table = _TokenTable(encoder)
        self._read: dict[int, _Tokens] = {}
        self._placed: dict[int, _Placed] = {}
        self._lock = Lock()  # around what is kept at hand

    def compare(self, question: str, numbers: NDArray[np.intp]) -> Comparison:
        """Compare `question` with the passages of these numbers."""
        ids = self._encoder.token_ids([question])[0][:MAX_QUESTION_TOKENS]
        distinct = np.array(list(dict.fromkeys(ids.tolist())), np.int32)
        rows = np.asarray(self._encoder.rows(distinct), np.float32)
        lengths = np.linalg.norm(rows, axis=1)
        total = float(lengths.sum())
        if not len(numbers) or total <= 0:
            return Comparison.of_nothing(len(numbers))
        with self._lock:
            tokens = self._tokens_of(numbers.tolist())
            columns = np.concatenate([each.columns for each in tokens])
            table, row_of = self._table.part(columns)
        similarities = np.maximum(cosines(table, unit(rows)), 0)
        best = _best(similarities[row_of[columns]], tokens)
        weights = np.asarray(lengths / total, np.float32)
        return Comparison(best @ weights, weights, similarities, row_of)

    def matches(self, comparison: Comparison, number: int) -> tuple[Match, ...]:
        """The words of a compared passage's text that answer the question's, best first."""
        with self._lock:
            placed = self._placed_of(number)
        if not len(comparison.weights) or not len(placed.columns):
            return ()
        similarities = comparison.similarities[comparison.row_of[placed.columns]]
        best, weights = similarities.max(axis=0), comparison.weights
        heavy = weights >= MATCH_SHARE * weights.max()
        strengths: dict[int, float] = {}
        for word in np.flatnonzero(heavy & (best >= MATCH_SIMILARITY)).tolist():
            enough = max(MATCH_SIMILARITY, MATCH_NEAR_BEST * float(best[word]))
            for at in np.flatnonzero(similarities[:, word] >= enough).tolist():
                strength = float(weights[word] * similarities[at, word])
                strengths[at] = max(strength, strengths.get(at, 0.0))
        found = [
            Match(Span(int(placed.starts[at]), int(placed.ends[at])), strength)
            for at, strength in sorted(strengths.items())
        ]
        return best_matches(self._items[number].text, found)

    def _tokens_of(self, numbers: Sequence[int]) -> list[_Tokens]:
        unread = [number for number in numbers if number not in self._read]
        if len(self._read) + len(unread) > MAX_KEPT:
            self._read.clear()
            unread = list(numbers)
        items = [self._items[number] for number in unread]
        texts = self._encoder.token_ids([item.text for item in items])
        names = list(dict.fromkeys(item.title for item in items))
        titles = dict(zip(names, self._encoder.token_ids(names), strict=True))
        ids: list[int] = []
        bounds: list[tuple[int, int, int]] = []  # start, and the ends of the text and of the title
        for item, text_ids in zip(items, texts, strict=True):
            text = dict.fromkeys(text_ids[:MAX_PASSAGE_TOKENS].tolist())
            title = dict.fromkeys(titles[item.title][:MAX_PASSAGE_TOKENS].tolist())
            start = len(ids)
            ids += text
            in_text = len(ids)
            ids += [one for one in title if one not in text]
            bounds.append((start, in_text, len(ids)))
        columns = self._table.columns(np.array(ids, np.int32))
        for number, (start, in_text, end) in zip(unread, bounds, strict=True):
            self._read[number] = _Tokens(columns[start:end].copy(), in_text - start)
        return [self._read[number] for number in numbers]

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


def _best(similarities: Floats, tokens: Sequence[_Tokens]) -> Floats:
    """Shape (passages, question tokens): each question token's largest cosine in each passage.

    `similarities` has a row per token of the passages, one passage after the other; those of
    titles are lowered in place.
    """
    lengths = np.array([len(each.columns) for each in tokens])
    starts = np.cumsum(lengths) - lengths
    for each, start in zip(tokens, starts.tolist(), strict=True):
        similarities[start + each.in_text : start + len(each.columns)] *= TITLE_FACTOR
    best = np.zeros((len(tokens), similarities.shape[1]), np.float32)
    filled = lengths > 0
    if filled.any():
        best[filled] = np.maximum.reduceat(similarities, starts[filled], axis=0)
    return best


def best_matches(text: str, matches: Sequence[Match]) -> tuple[Match, ...]:
    """The strongest of `matches` (given in the order of the text), widened to whole Latin
    words, those that touch made one; at most `MAX_MATCHES`, best first."""
    joined: list[Match] = []
    for match in matches:
        start, end = _whole_word(text, match.span)
        if joined and text[joined[-1].span.end : start].strip(" -") == "":
            last = joined.pop()
            start, end = last.span.start, max(end, last.span.end)
            match = Match(match.span, last.strength + match.strength)
        joined.append(Match(Span(start, end), match.strength))
    joined.sort(key=lambda match: -match.strength)
    return tuple(joined[:MAX_MATCHES])


def _whole_word(text: str, span: Span) -> tuple[int, int]:
    def inside(at: int) -> bool:
        return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()

    start, end = span.start, span.end
    while inside(start) and inside(start - 1):
        start -= 1
    while inside(end - 1) and inside(end):
        end += 1
    return start, end
