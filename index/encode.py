"""Text to vectors, behind one Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Ids = NDArray[np.int32]


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
