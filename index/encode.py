"""Text to vectors, behind one Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors. `name` identifies the model and its weights."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1 (0 for texts without a
        known token)."""
        ...

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """As `encode`, for questions: models that want a prefix put it here."""
        ...
