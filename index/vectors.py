"""Vectors kept and searched: the one door to FAISS, and the Protocol it answers to.

`VectorIndex` is what the search needs of any store. `FaissVectors` is the default. Every
store of llama-index fits too (`index.nodes.StoreVectors`); that costs its import of a second, so
it is paid only where such a store is chosen.

Scores are inner products of unit vectors (cosines). Vectors are made unit here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.report import Passage
from index.encode import Vectors
from index.errors import StaleIndex
from index.passage import Indexed

FILE_NAME = "vectors.faiss"
FAISS_VERSION = str(faiss.__version__)


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
        self._columns = tuple(
            _codes([getattr(passage, name) for passage in passages])
            for name in ("language", "report_id")
        )

    def allowed(self, where: Where) -> NDArray[np.bool_] | None:
        """Which passages have an allowed language and report; `None` for all. Ids play no part."""
        mask: NDArray[np.bool_] | None = None
        for names, (known, codes) in zip(
            (where.languages, where.report_ids), self._columns, strict=True
        ):
            if names is not None:
                here = np.isin(codes, [known[name] for name in names if name in known])
                mask = here if mask is None else mask & here
        return mask


def _codes(names: Sequence[str]) -> tuple[dict[str, int], NDArray[np.int32]]:
    known = {name: code for code, name in enumerate(dict.fromkeys(names))}
    return known, np.array([known[name] for name in names], np.int32)


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


def _choose_index(dimension: int) -> faiss.Index:
    """The kind of FAISS index: the one place where it is chosen.

    Exact for now. Comparing with each of 100,000 passages takes under 20 ms on two cores;
    beyond that an approximate kind belongs here.
    """
    return faiss.IndexFlatIP(dimension)


class FaissVectors:
    """Passages' vectors in a FAISS index in memory."""

    def __init__(self, dimension: int) -> None:
        self._index = _choose_index(dimension)
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
    def client(self) -> faiss.Index:
        """The FAISS index itself."""
        return self._index

    def add(self, items: Sequence[Indexed], vectors: Vectors) -> None:
        """Store `items` with their `vectors`, shape (len(items), dimension).

        Raises:
            ValueError: the shape does not fit, or a value is not finite.
        """
        if not items:
            return
        if np.shape(vectors) != (len(items), self._index.d):
            raise ValueError(
                f"{len(items)} passages of {self._index.d} dimensions, but vectors of "
                f"shape {np.shape(vectors)}"
            )
        self._index.add(unit(vectors))
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
        if doomed.any():  # FAISS moves the rest up in order, and so does the list
            self._index.remove_ids(faiss.IDSelectorBatch(np.flatnonzero(doomed)))
            self._passages = [p for p, gone in zip(self._passages, doomed, strict=True) if not gone]
            self._forget_lookups()

    def search(self, vector: Vectors, k: int, where: Where = EVERYWHERE) -> Nearest:
        """The at most `k` passages nearest to `vector`, shape (dimension,)."""
        allowed = self._allowed(where)
        count = len(self) if allowed is None else int(allowed.sum())
        k = min(k, count)
        if k <= 0:
            return Nearest((), ())
        parameters = None
        if allowed is not None:
            # FAISS's annotations know neither of these two calls
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, numbers = self._index.search(unit(vector), k, params=parameters)
        best = np.lexsort((numbers[0], -scores[0]))
        return Nearest(
            tuple(self._passages[n].id for n in numbers[0][best]),
            tuple(float(score) for score in scores[0][best]),
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
        try:
            faiss.write_index(self._index, str(folder / FILE_NAME))
        except RuntimeError as error:  # FAISS's word for a full disk
            raise OSError("FAISS could not write its file") from error

    @classmethod
    def load(cls, folder: Path, passages: Sequence[Passage], dimension: int) -> Self:
        """Read what `save` wrote for these passages.

        Raises:
            StaleIndex: the file is missing, cannot be read or holds something else.
        """
        try:
            index = faiss.read_index(str(folder / FILE_NAME))
        except RuntimeError as error:
            raise StaleIndex("the stored vectors cannot be read") from error
        if (index.ntotal, index.d) != (len(passages), dimension):
            raise StaleIndex(
                f"stored are {index.ntotal} vectors of {index.d} dimensions, "
                f"wanted {len(passages)} of {dimension}"
            )
        loaded = cls(dimension)
        loaded._index, loaded._passages = index, list(passages)
        return loaded
