"""Unit vectors in FAISS, numbered from 0: exact while they are few, in inverted lists when many.

Measured on two shared cores with synthetic passages (`eval/bench/synthetic.py`, 256 numbers
each). Of 300,000, comparing with all takes 27 ms; `IndexIVFFlat` with the lists and probes below
3 ms at a recall@10 of .989, built in 9 s. Of 100,000, `IndexHNSWFlat` (16 links, 80 while
building, 256 while searching) takes 0.8 ms at .982 where 128 of 1,024 lists take 1.1 ms at .992;
but it is built in 16 s instead of 2, and cannot forget a vector.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Self, TypeGuard

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encode import Vectors

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

FAISS_VERSION = str(faiss.__version__)

EXACT_UP_TO = 50_000  # vectors: 5 ms when compared one by one
LISTS_PER_ROOT = 2.0  # lists: that many times the square root of the vectors
PROBED_SHARE = 1 / 5  # of the lists, those nearest to the question: recall@10 of .99
TRAINED_PER_LIST = 48  # vectors that the lists' centres are learnt from
TRAINING_ROUNDS = 8
GROWN = 2  # lists are made anew when there are that many times the vectors they were made for
FEW_ALLOWED = 20_000  # where a search may find no more than these, and
FEW_SHARE = 1 / 8  # no more than this part of all, each of them is compared
MAPPED_FROM = 16_000_000  # bytes of a file: what is smaller is read faster than it is mapped
SEED = 5


class InnerProducts:
    """Vectors of length 1, added and removed in order. Safe to search from several threads."""

    def __init__(self, dimension: int) -> None:
        self._index: faiss.Index = faiss.IndexFlatIP(dimension)
        self._mapped = False  # a mapped file cannot be changed: FAISS would end the process
        self._lock = RLock()  # around what a first search puts in order

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def client(self) -> faiss.Index:
        """The FAISS index itself, of the kind that fits its size."""
        self._settle()
        return self._index

    def add(self, rows: Vectors) -> None:
        """Append `rows`, shape (count, dimension), each of length 1."""
        with self._lock:
            self._own()
            self._index.add(rows)

    def keep(self, kept: Mask) -> None:
        """Forget the vectors that `kept`, shape (len,), is false for; the rest move up."""
        with self._lock:
            self._own()
            if not _has_lists(self._index):
                self._index.remove_ids(faiss.IDSelectorBatch(np.flatnonzero(~kept)))
                return
            rows = self.rows(np.flatnonzero(kept))
            self._index.reset()  # the lists' centres stay
            self._index.add(rows)

    def rows(self, numbers: Numbers) -> Vectors:
        """The vectors of these numbers, shape (len(numbers), dimension)."""
        with self._lock:
            if _has_lists(self._index):
                self._index.make_direct_map()  # nothing where it is there
            found: Vectors = self._index.reconstruct_batch(numbers)
        return found

    def search(self, vector: Vectors, k: int, allowed: Mask | None) -> tuple[Vectors, Numbers]:
        """Scores and numbers of the at most `k` best of those `allowed`, best first; ties in order.

        `vector` has shape (1, dimension) and length 1.
        """
        self._settle()
        count = len(self) if allowed is None else int(allowed.sum())
        k = min(k, count)
        if k <= 0:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        if allowed is not None and count <= min(FEW_ALLOWED, FEW_SHARE * len(self)):
            return self._compared(vector, k, np.flatnonzero(allowed))
        with _one_thread():
            return _sorted(*self._nearest(vector, k, allowed))

    def _nearest(self, vector: Vectors, k: int, allowed: Mask | None) -> tuple[Vectors, Numbers]:
        if not _has_lists(self._index):
            return self._index.search(vector, k, params=_exact(allowed))
        lists = int(self._index.nlist)
        probed = max(1, math.ceil(lists * PROBED_SHARE))
        scores, numbers = self._index.search(vector, k, params=_probing(probed, allowed))
        if numbers[0, -1] < 0:  # the lists probed hold too few that are allowed
            scores, numbers = self._index.search(vector, k, params=_probing(lists, allowed))
        return scores, numbers

    def _compared(self, vector: Vectors, k: int, numbers: Numbers) -> tuple[Vectors, Numbers]:
        """The best of `numbers`, one by one."""
        scores = self.rows(numbers) @ vector[0]
        if k < len(numbers):
            best = np.argpartition(-scores, k - 1)[:k]
            # of those that tie with the last, the first in order
            best = np.flatnonzero(scores >= scores[best].min())
            scores, numbers = scores[best], numbers[best]
        ordered_scores, ordered = _sorted(scores[None], numbers[None])
        return ordered_scores[:k], ordered[:k]

    def write(self, path: Path) -> None:
        """Write into a file.

        Raises:
            OSError: it cannot be written.
        """
        self._settle()
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:  # FAISS's word for a full disk
            raise OSError("FAISS could not write its file") from error

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote; a large file is mapped, so that processes share its pages.

        Raises:
            OSError: it cannot be read, or is none of ours.
        """
        mapped = path.is_file() and path.stat().st_size >= MAPPED_FROM
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)
        except RuntimeError as error:
            raise OSError("FAISS could not read its file") from error
        found = cls(index.d)
        found._index, found._mapped = index, mapped
        return found

    def _own(self) -> None:
        """Have the vectors in memory that may be changed."""
        if self._mapped:
            self._index = faiss.deserialize_index(faiss.serialize_index(self._index))
            self._mapped = False

    def _settle(self) -> None:
        """Have the kind of index that fits the number of vectors."""
        count = len(self)
        if _fits(self._index, count):
            return
        with self._lock:
            if _fits(self._index, count):
                return
            rows = self.rows(np.arange(count))
            made = _in_lists(rows) if count > EXACT_UP_TO else faiss.IndexFlatIP(self.dimension)
            made.add(rows)
            self._index, self._mapped = made, False


@contextmanager
def _one_thread() -> Iterator[None]:
    """For one question's search: waiting for other threads takes longer than it saves (16 ms
    instead of 2 over 30,000 vectors). The number is this thread's own."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def _has_lists(index: faiss.Index) -> TypeGuard[faiss.IndexIVFFlat]:
    return isinstance(index, faiss.IndexIVFFlat)


def _fits(index: faiss.Index, count: int) -> bool:
    """Whether the index is of the kind for `count` vectors; with some slack, so that one that
    hardly changes is not made anew."""
    if not _has_lists(index):
        return count <= EXACT_UP_TO
    made_for = (index.nlist / LISTS_PER_ROOT) ** 2
    return EXACT_UP_TO / GROWN < count <= GROWN * made_for


def _in_lists(rows: Vectors) -> faiss.Index:
    """An empty index in lists that are learnt from a sample of `rows`."""
    count, dimension = rows.shape
    lists = round(LISTS_PER_ROOT * math.sqrt(count))
    index = faiss.IndexIVFFlat(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.niter, index.cp.seed = TRAINING_ROUNDS, SEED
    wanted = min(count, TRAINED_PER_LIST * lists)
    sample = np.sort(np.random.default_rng(SEED).permutation(count)[:wanted])
    index.train(np.ascontiguousarray(rows[sample]))
    return index


# FAISS's annotations know neither the selectors nor the parameters as they are called here.
def _exact(allowed: Mask | None) -> faiss.SearchParameters | None:
    return None if allowed is None else faiss.SearchParameters(sel=_selector(allowed))  # type: ignore[call-arg]


def _probing(lists: int, allowed: Mask | None) -> faiss.SearchParameters:
    if allowed is None:
        return faiss.SearchParametersIVF(nprobe=lists)  # type: ignore[call-arg]
    return faiss.SearchParametersIVF(nprobe=lists, sel=_selector(allowed))  # type: ignore[call-arg]


def _selector(allowed: Mask) -> faiss.IDSelector:
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]


def _sorted(scores: Vectors, numbers: Numbers) -> tuple[Vectors, Numbers]:
    """One question's results, best first, ties by number; places left empty dropped."""
    filled = numbers[0] >= 0
    one_scores, one_numbers = scores[0][filled], numbers[0][filled]
    best = np.lexsort((one_numbers, -one_scores))
    return one_scores[best], one_numbers[best]
