"""Draws batches: pairs of texts that mean the same, or where one answers the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.train.sources import Pairs

Ids = NDArray[np.int32]
Rows = NDArray[np.int64]

# Wording of questions that says nothing of the answer: learning to see through it.
_FRAMES_ENGLISH = (
    "what is", "what was the", "how much", "how many", "who", "which", "when did", "where is the",
    "why did", "how did", "what are the", "tell me about", "did the", "what does it say about",
    "in what year", "which company", "how large is", "what happened to", "by how much did",
    "can you explain", "name the", "what percentage of", "please list", "what kind of",
)  # fmt: skip
_FRAMES_CHINESE = (
    "是什么", "是多少", "有多少", "为什么", "怎么样", "哪一个", "是谁", "什么时候", "在哪里",
    "请问", "如何", "多少", "哪些", "多大", "怎么", "哪年", "有哪些", "何时", "为何", "请介绍一下",
    "是多少个", "什么样的", "告诉我", "属于什么",
)  # fmt: skip


# A smaller source is drawn from as often as one of this size; the others by the root of theirs.
_SMALLEST_SOURCE = 4_000


@dataclass(frozen=True, slots=True)
class Ragged:
    """Token ids of many texts behind one another; text i is `ids[ends[i] : ends[i + 1]]`."""

    ids: Ids
    ends: Rows

    def __len__(self) -> int:
        return len(self.ends) - 1

    def take(self, rows: Rows) -> Ragged:
        """The texts `rows`."""
        return self.join(rows, rows + 1)

    def join(self, first: Rows, last: Rows, limit: int = 0) -> Ragged:
        """Text i of the result: texts first[i] … last[i]-1 joined, at most `limit` tokens."""
        starts = self.ends[first]
        lengths = self.ends[last] - starts
        if limit:
            lengths = np.minimum(lengths, limit)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        index = np.arange(ends[-1]) + np.repeat(starts - ends[:-1], lengths)
        return Ragged(self.ids[index], ends)

    def thin(self, kept: NDArray[np.bool_]) -> Ragged:
        """The texts less the tokens that are not `kept`."""
        running = np.concatenate([[0], np.cumsum(kept)])
        return Ragged(self.ids[kept], running[self.ends])

    @classmethod
    def concatenate(cls, parts: Sequence[Ragged]) -> Ragged:
        """All texts of all `parts`."""
        offsets = np.cumsum([0] + [int(part.ends[-1]) for part in parts])
        ends = [part.ends[1:] + shift for part, shift in zip(parts, offsets[:-1], strict=True)]
        first = np.zeros(1, dtype=np.int64)
        return cls(np.concatenate([part.ids for part in parts]), np.concatenate([first, *ends]))


@dataclass(frozen=True, slots=True)
class Source:
    """Rows `first` … `last`-1 of a corpus, from one source."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """All sentence pairs as token ids."""

    english: Ragged
    chinese: Ragged
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Text i of `left` belongs to text i of `right` and to no other."""

    left: Ragged
    right: Ragged


def tokenize(tokenizer: Tokenizer, texts: Iterable[str]) -> Ragged:
    """`texts` as ids, the unknown token left out."""
    ids: list[Ids] = []
    for encoding in tokenizer.encode_batch_fast(list(texts)):
        row = np.asarray(encoding.ids, dtype=np.int32)
        ids.append(row[row > 0])
    ends = np.cumsum([0] + [len(row) for row in ids], dtype=np.int64)
    return Ragged(np.concatenate([np.zeros(0, dtype=np.int32), *ids]), ends)


def tokenize_corpus(tokenizer: Tokenizer, pairs: Sequence[Pairs]) -> Corpus:
    """Every pair of which both sides have a known token."""
    sides: tuple[list[Ragged], list[Ragged]] = ([], [])
    sources = []
    total = 0
    for source in pairs:
        english = tokenize(tokenizer, source.english)
        chinese = tokenize(tokenizer, source.chinese)
        good = np.flatnonzero((np.diff(english.ends) > 0) & (np.diff(chinese.ends) > 0))
        sides[0].append(english.take(good))
        sides[1].append(chinese.take(good))
        sources.append(Source(total, total + len(good)))
        total += len(good)
    return Corpus(Ragged.concatenate(sides[0]), Ragged.concatenate(sides[1]), tuple(sources))


class Sampler:
    """Draws from a corpus; the same seed draws the same batches."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, seed: int) -> None:
        self._corpus = corpus
        self.random = np.random.default_rng(seed)
        sizes = np.array([source.last - source.first for source in corpus.sources], dtype=float)
        shares = np.maximum(sizes, _SMALLEST_SOURCE) ** 0.5
        self._weights = shares / shares.sum()
        self._frames = (
            tokenize(tokenizer, _FRAMES_ENGLISH),
            tokenize(tokenizer, _FRAMES_CHINESE),
        )

    def sentences(self, size: int) -> Batch:
        """Sentences and their translations; every other batch from neighbourhoods of one source."""
        rows = self._rows(size, span=8)
        return Batch(self._corpus.english.take(rows), self._corpus.chinese.take(rows))

    def questions(self, size: int, *, query_limit: int = 0, passage_limit: int = 160) -> Batch:
        """A thinned sentence in the wording of a question, and a passage of it and its neighbours.

        Question and passage in the same or in the other language, by turns.
        """
        sides = (self._corpus.english, self._corpus.chinese)
        asked, told = self.random.integers(2), self.random.integers(2)
        rows, first, last = self._windows(size)
        return Batch(
            self._worded(self._thinned(sides[asked].take(rows), query_limit), int(asked)),
            sides[told].join(first, last, passage_limit),
        )

    def pairs_of(self, left: Ragged, right: Ragged, size: int) -> Batch:
        """Any `size` rows of two parallel lists."""
        rows = self.random.choice(len(left), min(size, len(left)), replace=False)
        return Batch(left.take(rows), right.take(rows))

    def _rows(self, size: int, span: int) -> Rows:
        """Distinct rows: from all sources, or stretches of `span` from one."""
        random = self.random
        if random.random() < 0.5:
            picked = random.choice(len(self._corpus.sources), size, p=self._weights)
            rows = [
                random.integers(self._corpus.sources[each].first, self._corpus.sources[each].last)
                for each in picked
            ]
            return np.unique(np.array(rows, dtype=np.int64))
        source = self._corpus.sources[random.choice(len(self._corpus.sources), p=self._weights)]
        starts = random.integers(source.first, source.last, max(1, size // span))
        rows_near = (starts[:, None] + np.arange(span)).ravel()
        near: Rows = np.unique(np.minimum(rows_near, source.last - 1))
        return near

    def _windows(self, size: int) -> tuple[Rows, Rows, Rows]:
        """A row each, and the stretch of 3 to 8 rows of the same source around it."""
        rows = self._rows(size, span=4)
        sources = self._corpus.sources
        firsts = np.array([source.first for source in sources])
        lasts = np.array([source.last for source in sources])
        place = np.searchsorted(lasts, rows, side="right")
        before = self.random.integers(0, 4, len(rows))
        after = self.random.integers(2, 5, len(rows))
        first = np.maximum(rows - before, firsts[place])
        last = np.minimum(rows + 1 + after, lasts[place])
        return rows, first, last

    def _thinned(self, texts: Ragged, limit: int) -> Ragged:
        """Each text with 30 to 80 per cent of its tokens, at least one."""
        lengths = np.diff(texts.ends)
        share = self.random.uniform(0.3, 0.8, len(lengths))
        if limit:
            share = np.minimum(share, limit / np.maximum(lengths, 1))
        kept = self.random.random(len(texts.ids)) < np.repeat(share, lengths)
        always = texts.ends[:-1] + self.random.integers(0, np.maximum(lengths, 1))
        kept[always[lengths > 0]] = True
        return texts.thin(kept)

    def _worded(self, texts: Ragged, language: int) -> Ragged:
        """Half of the texts with the wording of a question behind them."""
        frames = self._frames[language]
        chosen = self.random.integers(0, 2 * len(frames), len(texts))
        empty = np.zeros(0, dtype=np.int32)
        parts: list[Ids] = []
        for row, frame in enumerate(chosen):
            words = empty
            if frame < len(frames):
                words = frames.ids[frames.ends[frame] : frames.ends[frame + 1]]
            parts += [texts.ids[texts.ends[row] : texts.ends[row + 1]], words]
        lengths = np.array([len(part) for part in parts]).reshape(-1, 2).sum(axis=1)
        return Ragged(np.concatenate(parts), np.concatenate([[0], np.cumsum(lengths)]))
