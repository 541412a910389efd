"""Vectors and stores that several tests use."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encode import Vectors
from index.llama.store_vectors import StoreVectors
from index.passage import Indexed
from index.stores import open_milvus
from index.testing import PlainEncoder

DIMENSION = 16


@dataclass(frozen=True)
class NamedEncoder(PlainEncoder):
    """Of the dimension that these tests use."""

    @property
    def dimension(self) -> int:
        return DIMENSION


def milvus(folder: Path, own: Collection[str] = ("a", "b")) -> StoreVectors:
    """Milvus embedded in this process, its data in `folder`."""
    return open_milvus(str(folder / "vectors.db"), NamedEncoder(), own)


def random_vectors(count: int, seed: int = 3) -> Vectors:
    """Vectors of many lengths, none of them 1."""
    random = np.random.default_rng(seed)
    lengths = random.uniform(0.2, 9, (count, 1))
    return (random.standard_normal((count, DIMENSION)) * lengths).astype(np.float32)


def by_numpy(
    items: Sequence[Indexed], vectors: Vectors, question: Vectors, k: int
) -> tuple[list[str], list[float]]:
    cosines = (vectors @ question) / np.linalg.norm(vectors, axis=1) / np.linalg.norm(question)
    best = np.argsort(-cosines, kind="stable")[:k]
    return [items[n].passage.id for n in best], cosines[best].tolist()
