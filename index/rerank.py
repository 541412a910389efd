"""A cross-encoder that reads question and passage together, to put the first hits in order.

Optional: named by a setting, loaded by sentence-transformers when the first question needs it.
It reads slowly (tens of milliseconds a passage on two cores), so only the best few are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import RerankerUnavailable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Floats = NDArray[np.float32]

RERANKED = 20  # hits that are read again
_LONGEST_PASSAGE = 4_000  # characters; the models themselves cut at some 512 tokens
_BATCH = 16


class Reranker(Protocol):
    """Says how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """Shape (len(passages),): higher is better, of whatever scale."""
        ...


class CrossEncoderReranker:
    """A cross-encoder of the hub or of a folder, by name.

    Raises:
        RerankerUnavailable: on first use, when the model can be neither found nor fetched.
    """

    def __init__(self, model: str) -> None:
        self._model_name = model

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """Shape (len(passages),): the model's scores."""
        if not passages:
            return np.zeros(0, np.float32)
        pairs = [(question, passage[:_LONGEST_PASSAGE]) for passage in passages]
        found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        scores = np.asarray(found, np.float32)
        if scores.shape != (len(passages),):
            raise RerankerUnavailable(
                f"The model {self._model_name!r} gives {scores.shape[1:]} numbers a passage where "
                "a reranker gives one: name a cross-encoder made for ranking."
            )
        return scores

    @cached_property
    def _model(self) -> CrossEncoder:
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise RerankerUnavailable(
                f"The reranker {self._model_name!r} needs the package sentence-transformers."
            ) from error
        try:
            model: CrossEncoder = CrossEncoder(self._model_name, device="cpu")
            return model
        except Exception as error:  # the hub client raises many unrelated kinds
            raise RerankerUnavailable(
                f"The reranker {self._model_name!r} is neither a folder nor in the local cache, "
                "and the model hub could not be reached. Name a downloaded folder, or leave the "
                "setting empty to rank without one."
            ) from error


@lru_cache(maxsize=4)
def load_reranker(name: str = "") -> Reranker | None:
    """The reranker `name`, a model of the hub or a folder; `None` for "". Loaded on first use."""
    return CrossEncoderReranker(name) if name else None


def reranked(order: NDArray[np.intp], better: Floats) -> NDArray[np.intp]:
    """`order`, candidates from the best on, with its first ``len(better)`` in the order of
    `better`, which has a score for each of them; ties as they were."""
    first = np.argsort(-better, kind="stable")
    return np.concatenate([order[: len(better)][first], order[len(better) :]])
