"""Vectors kept and searched: over FAISS, and the Protocol that every store answers to.

`VectorIndex` is what the search needs of any store. `FaissVectors` is the default. Every
store of llama-index fits too (`index.llama.store_vectors.StoreVectors`); that costs its import of
a second, so it is paid only where such a store is chosen.

Scores are inner products of unit vectors (cosines). Vectors are made unit here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from corpus.report import Passage
from index.encode import Vectors
from index.errors import StaleIndex
from index.inner_products import InnerProducts
from index.passage import Indexed

FILE_NAME = "vectors.faiss"


@dataclass(frozen=True, slots=True)
class Where:
    """Which passages a search may find; `None` lets all through."""

    languages: Collection[str] | None = None
    report_ids: Collection[str] | None = None
    passage_ids: Collection[str] | None = None

    def allows(self, passage: Passage) -> bool:
        return (
            (self.languages is None or passage.language in self.languages)
            and (self.report_ids is None or passage.report_id in self.report_ids)
            and (self.passage_ids is None or passage.id in self.passage_ids)
        )


EVERYWHERE = Where()


@dataclass(frozen=True, slots=True)
class Nearest:
    """Passages nearest to a question, best first; ties in the order in which they were added."""

    ids: tuple[str, ...]
    scores: tuple[float, ...]


class Labels:
    """Languages and reports of many passages as arrays, to narrow a search quickly."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._languages = _Codes.of([passage.language for passage in passages])
        self._reports = _Codes.of([passage.report_id for passage in passages])

    def allowed(self, where: Where) -> NDArray[np.bool_] | None:
        """Which passages have an allowed language and report; `None` for all. Ids play no part."""
        languages = self._languages.among(where.languages)
        reports = self._reports.among(where.report_ids)
        if languages is None or reports is None:
            return reports if languages is None else languages
        return languages & reports


@dataclass(frozen=True, slots=True)
class _Codes:
    """A name for each passage, as numbers: `known` has the number of each name."""

    known: dict[str, int]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, names: Sequence[str]) -> Self:
        known = {name: code for code, name in enumerate(dict.fromkeys(names))}
        return cls(known, np.array([known[name] for name in names], np.int32))

    def among(self, names: Collection[str] | None) -> NDArray[np.bool_] | None:
        """Which passages bear one of `names`; `None` where that is all of them."""
        if names is None or self.known.keys() <= set(names):
            return None
        chosen = np.zeros(len(self.known), bool)
        chosen[[self.known[name] for name in names if name in self.known]] = True
        return chosen[self.codes]


class VectorIndex(Protocol):
    """A store of passages' vectors."""

    def __len__(self) -> int: ...

    def add(self, items: Sequence[Indexed], vectors: Vectors) -> None:
        """Store `items` with their `vectors`, shape (len(items), dimension)."""
        ...

    def delete(self, report_id: str) -> None:
        """Forget every passage of a report; an unknown report is none of its business."""
        ...

    def search(self, vector: Vectors, k: int, where: Where = EVERYWHERE) -> Nearest:
        """The at most `k` passages nearest to `vector`, shape (dimension,)."""
        ...


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1; a row of zeros stays zero.

    Raises:
        ValueError: a value is infinite or not a number.
    """
    rows = np.atleast_2d(np.asarray(vectors, np.float32))
    if not np.isfinite(rows).all():
        raise ValueError("a vector holds a value that is not finite")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.ascontiguousarray(rows / np.maximum(lengths, np.finfo(np.float32).tiny))


class FaissVectors:
    """Passages' vectors in a FAISS index of this machine."""

    def __init__(self, dimension: int) -> None:
        self._rows = InnerProducts(dimension)
        self._passages: list[Passage] = []
        self._labels: Labels | None = None
        self._number_of: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._passages)

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages stored, in the order in which FAISS numbers them."""
        return self._passages

    @property
    def client(self) -> Any:
        """The FAISS index itself."""
        return self._rows.client

    def vectors_of(self, numbers: NDArray[np.int64]) -> Vectors:
        """The unit vectors of the passages that have these numbers, as FAISS keeps them."""
        return self._rows.rows(numbers)

    def add(self, items: Sequence[Indexed], vectors: Vectors) -> None:
        """Store `items` with their `vectors`, shape (len(items), dimension).

        Raises:
            ValueError: the shape does not fit, or a value is not finite.
        """
        if not items:
            return
        if np.shape(vectors) != (len(items), self._rows.dimension):
            raise ValueError(
                f"{len(items)} passages of {self._rows.dimension} dimensions, but vectors of "
                f"shape {np.shape(vectors)}"
            )
        self._rows.add(unit(vectors))
        self._passages.extend(item.passage for item in items)
        self._forget_lookups()

    def _forget_lookups(self) -> None:
        self._labels = self._number_of = None

    def delete(self, report_id: str) -> None:
        """Forget every passage of a report."""
        self._delete(np.array([passage.report_id == report_id for passage in self._passages], bool))

    def delete_passages(self, ids: Collection[str]) -> None:
        """Forget passages by id; unknown ids are passed over."""
        self._delete(np.array([passage.id in ids for passage in self._passages], bool))

    def _delete(self, doomed: NDArray[np.bool_]) -> None:
        if doomed.any():
            self._rows.keep(~doomed)
            self._passages = [p for p, gone in zip(self._passages, doomed, strict=True) if not gone]
            self._forget_lookups()

    def search(self, vector: Vectors, k: int, where: Where = EVERYWHERE) -> Nearest:
        """The at most `k` passages nearest to `vector`, shape (dimension,)."""
        scores, numbers = self._rows.search(unit(vector), k, self._allowed(where))
        return Nearest(
            tuple(self._passages[number].id for number in numbers.tolist()),
            tuple(scores.tolist()),
        )

    def _allowed(self, where: Where) -> NDArray[np.bool_] | None:
        if self._labels is None:
            self._labels = Labels(self._passages)
        mask = self._labels.allowed(where)
        if where.passage_ids is None:
            return mask
        if self._number_of is None:
            self._number_of = {passage.id: n for n, passage in enumerate(self._passages)}
        named = [self._number_of[id_] for id_ in where.passage_ids if id_ in self._number_of]
        chosen = np.zeros(len(self), bool)
        chosen[named] = True
        return chosen if mask is None else chosen & mask

    def save(self, folder: Path) -> None:
        """Write into the existing `folder`.

        Raises:
            OSError: the file cannot be written.
        """
        self._rows.write(folder / FILE_NAME)

    @classmethod
    def load(cls, folder: Path, passages: Sequence[Passage], dimension: int) -> Self:
        """Read what `save` wrote for these passages.

        Raises:
            StaleIndex: the file is missing, cannot be read or holds something else.
        """
        try:
            rows = InnerProducts.read(folder / FILE_NAME)
        except OSError as error:
            raise StaleIndex("the stored vectors cannot be read") from error
        if (len(rows), rows.dimension) != (len(passages), dimension):
            raise StaleIndex(
                f"stored are {len(rows)} vectors of {rows.dimension} dimensions, "
                f"wanted {len(passages)} of {dimension}"
            )
        loaded = cls(dimension)
        loaded._rows, loaded._passages = rows, list(passages)
        return loaded
