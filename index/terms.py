"""Words to BM25 scores, the same for Traditional, Simplified and Latin text.

The same scores serve for terms of another kind, such as the names of `index/concepts.py`.

A text becomes terms by rules alone (a Chinese word dictionary takes longer to load than a question
takes to answer): Latin words lower-cased and brought to the singular, numbers whole, a run of
Chinese characters as its characters and its overlapping pairs. The pairs stand in for words.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from corpus.figure import Span
from corpus.script import fold
from index.errors import StaleIndex
from index.passage import Indexed

MAPPED_FROM = 16_000_000  # bytes of a file: what is smaller is read faster than it is mapped
MOST_POSTINGS = 400_000  # of a question's terms looked through at once: some three milliseconds
TITLE_WEIGHT = 0.3  # a section's title speaks of all its passages, so it tells less of each

_TERM = re.compile(
    r"""
    (?P<han>[㐀-䶿一-鿿]+)              # a run of Chinese characters
    | (?P<word>\d*[^\W\d_㐀-䶿一-鿿]     # a word, or a name that mixes letters and digits: su7, 3nm
               [^\W_㐀-䶿一-鿿]*)
    | (?P<number>\d+(?:[.,]\d+)*)      # a number with its separators: 1,113 or 23.2
    """,
    re.VERBOSE,
)
_SIBILANTS = ("sses", "xes", "ches", "shes")
_SINGULAR_ENDINGS = ("ss", "us", "is")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a text and where the text has it."""

    text: str
    span: Span


def terms_of(text: str) -> list[Term]:
    """The terms of `text` in their order; a pair of characters follows its first character."""
    folded = fold(text)
    found: list[Term] = []
    for match in _TERM.finditer(folded):
        start, end = match.span()
        if match.lastgroup == "han":
            for at in range(start, end):
                found.append(Term(folded[at], Span(at, at + 1)))
                if at + 1 < end:
                    found.append(Term(folded[at : at + 2], Span(at, at + 2)))
        elif match.lastgroup == "number":
            found.append(Term(match.group().replace(",", ""), Span(start, end)))
        else:
            found.append(Term(singular(match.group()), Span(start, end)))
    return found


def words_of(text: str) -> list[str]:
    """The terms of `text` without their places."""
    return [term.text for term in terms_of(text)]


def singular(word: str) -> str:
    """`word` without the ending of an English plural: crude, but the same on both sides."""
    if len(word) <= 2 or not word.endswith("s") or word.endswith(_SINGULAR_ENDINGS):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_SIBILANTS) and len(word) > 4 else word[:-1]


@dataclass(frozen=True, slots=True)
class _Matrix:
    """BM25 scores by term: those of term t are ``data[a:b]`` for passages ``rows[a:b]``, which
    ascend, with a, b = ``bounds[t : t + 2]``."""

    data: NDArray[np.float32]
    rows: NDArray[np.int32]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, documents: Sequence[list[int]], vocabulary: dict[str, int]) -> Self:
        """Weigh the term ids of each document, with bm25s in Lucene's variant of BM25."""
        if not any(documents):
            return cls(
                np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(len(vocabulary) + 1, int)
            )
        # a third of a second, and only building needs it: reading takes NumPy alone
        import bm25s

        bm25 = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        corpus = (list(documents), dict(vocabulary))
        bm25.index(corpus, create_empty_token=False, show_progress=False)
        scores = bm25.scores
        return cls(
            np.asarray(scores["data"], np.float32),
            np.asarray(scores["indices"], np.int32),
            np.asarray(scores["indptr"], np.int64),
        )

    def add_scores(self, term: int, weight: float, scores: NDArray[np.float32]) -> None:
        first, last = self.bounds[term], self.bounds[term + 1]
        scores[self.rows[first:last]] += weight * self.data[first:last]

    def having(self, term: int) -> int:
        """How many passages have the term."""
        return int(self.bounds[term + 1] - self.bounds[term])

    def scores_at(self, term: int, numbers: NDArray[np.intp]) -> NDArray[np.float32]:
        """The term's scores of the passages of these numbers."""
        first, last = self.bounds[term], self.bounds[term + 1]
        rows = self.rows[first:last]
        if not len(rows):
            return np.zeros(len(numbers), np.float32)
        places = np.minimum(np.searchsorted(rows, numbers), len(rows) - 1)
        return np.where(rows[places] == numbers, self.data[first:last][places], np.float32(0))

    def save(self, folder: Path, name: str) -> None:
        for part in ("data", "rows", "bounds"):
            np.save(folder / f"{name}-{part}.npy", getattr(self, part), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        return cls(*(_read(folder / f"{name}-{part}.npy") for part in ("data", "rows", "bounds")))


def _read(path: Path) -> NDArray[Any]:
    mapped = path.stat().st_size >= MAPPED_FROM
    return cast(NDArray[Any], np.load(path, allow_pickle=False, mmap_mode="r" if mapped else None))


@dataclass(frozen=True, slots=True)
class TermIndex:
    """BM25 over passages' texts and, at a lower weight, their sections' titles."""

    count: int
    vocabulary: dict[str, int]
    texts: _Matrix
    titles: _Matrix

    @classmethod
    def build(
        cls, items: Sequence[Indexed], words: Callable[[str], Sequence[str]] | None = None
    ) -> Self:
        """Index `items`; passage n of the index is ``items[n]``. `words` makes the terms of a
        text, by default `terms_of`."""
        vocabulary: dict[str, int] = {}
        make = words or words_of

        def ids(text: str) -> list[int]:
            return [vocabulary.setdefault(word, len(vocabulary)) for word in make(text)]

        texts = [ids(item.text) for item in items]
        by_title = {title: ids(title) for title in dict.fromkeys(item.title for item in items)}
        titles = [by_title[item.title] for item in items]
        return cls(
            len(items), vocabulary, _Matrix.of(texts, vocabulary), _Matrix.of(titles, vocabulary)
        )

    def scores(self, terms: Sequence[str], most: int | None = None) -> NDArray[np.float32]:
        """Shape (count,): how well each passage answers `terms`; 0 where it has none of them.

        With `most`, of many passages with common terms only the rarest terms are looked through,
        those that are in at most `most` places together: the others tell passages apart least.
        """
        scores = np.zeros(self.count, np.float32)
        for term in self._rarest(self._numbers(terms), most):
            self.texts.add_scores(term, 1.0, scores)
            self.titles.add_scores(term, TITLE_WEIGHT, scores)
        return scores

    def scores_at(self, terms: Sequence[str], numbers: NDArray[np.intp]) -> NDArray[np.float32]:
        """Shape of `numbers`: how well the passages of these numbers answer `terms`."""
        known = self._numbers(terms)
        if sum(map(self._places, known)) <= MOST_POSTINGS:
            return self.scores(terms)[numbers]
        scores = np.zeros(len(numbers), np.float32)
        for term in known:
            scores += self.texts.scores_at(term, numbers)
            scores += TITLE_WEIGHT * self.titles.scores_at(term, numbers)
        return scores

    def _numbers(self, terms: Sequence[str]) -> list[int]:
        """The numbers of the known ones of `terms`, each once."""
        return [self.vocabulary[term] for term in dict.fromkeys(terms) if term in self.vocabulary]

    def _places(self, term: int) -> int:
        return self.texts.having(term) + self.titles.having(term)

    def _rarest(self, terms: list[int], most: int | None) -> list[int]:
        """Those of `terms` that are in at most `most` places together, and at least one."""
        if most is None or sum(map(self._places, terms)) <= most:
            return terms
        chosen: list[int] = []
        places = 0
        for term in sorted(terms, key=self._places):
            places += self._places(term)
            if chosen and places > most:
                break
            chosen.append(term)
        return chosen

    def rarity(self, term: str) -> float:
        """How few passages have `term` in their text: the logarithm of all to those, at least 0."""
        number = self.vocabulary.get(term)
        if number is None:
            return 0.0
        having = self.texts.having(number)
        return math.log(self.count / having) if having else 0.0

    def save(self, folder: Path, name: str) -> None:
        """Write into the existing `folder`, in files that begin with `name`."""
        words = json.dumps(list(self.vocabulary), ensure_ascii=False)
        (folder / f"{name}.json").write_text(words, encoding="utf-8")
        self.texts.save(folder, f"{name}-texts")
        self.titles.save(folder, f"{name}-titles")

    @classmethod
    def load(cls, folder: Path, count: int, name: str) -> Self:
        """Read what `save` wrote for `count` passages under `name`.

        Raises:
            StaleIndex: a file is missing or cannot be read.
        """
        try:
            words = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            vocabulary = {word: number for number, word in enumerate(words)}
            texts, titles = (_Matrix.load(folder, f"{name}-{part}") for part in ("texts", "titles"))
            return cls(count, vocabulary, texts, titles)
        except (OSError, ValueError, TypeError) as error:
            raise StaleIndex(f"the stored terms cannot be read: {error}") from error
