"""Any sentence-transformers model as an encoder. The one door to that library.

Loading it brings torch, which costs seconds: it is imported when the first text is encoded,
and only where a setting asks for such a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encode import Vectors
from index.errors import EncoderUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_E5_PROMPTS = {"query": "query: ", "passage": "passage: "}
# The names under which models keep their prompts, ours first.
_QUERY_PROMPTS = ("query",)
_PASSAGE_PROMPTS = ("passage", "document")
_BATCH = 64


class SentenceTransformersEncoder:
    """A model of the hub or of a folder, by name; prompts as the model defines them.

    Models of the e5 family that define none get "query: " and "passage: ".

    Raises:
        EncoderUnavailable: on first use, when the model can be neither found nor fetched.
    """

    def __init__(self, model: str) -> None:
        self._model_name = model

    @property
    def name(self) -> str:
        """The model as the setting names it."""
        return self._model_name

    @property
    def dimension(self) -> int:
        """Length of the vectors; loads the model."""
        size = self._model.get_embedding_dimension()
        if size is None:
            raise EncoderUnavailable(f"The model {self._model_name!r} does not tell its dimension.")
        return size

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension)."""
        return self._encode(texts, self._prompt(_PASSAGE_PROMPTS))

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension)."""
        return self._encode(texts, self._prompt(_QUERY_PROMPTS))

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            prompt=prompt or None,
            batch_size=_BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    def _prompt(self, names: tuple[str, ...]) -> str:
        prompts = {name: text for name, text in (self._model.prompts or {}).items() if text}
        if not prompts and "e5" in Path(self._model_name).name.lower().split("-"):
            prompts = _E5_PROMPTS
        return next((prompts[name] for name in names if name in prompts), "")

    @cached_property
    def _model(self) -> SentenceTransformer:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderUnavailable(
                f"The model {self._model_name!r} needs the package sentence-transformers."
            ) from error
        try:
            return SentenceTransformer(self._model_name, device="cpu")
        except Exception as error:  # the hub client raises many unrelated kinds
            raise EncoderUnavailable(
                f"The model {self._model_name!r} is neither a folder nor in the local cache, and "
                "the model hub could not be reached. Name a downloaded folder, or leave the "
                "setting empty for the encoder that ships with the program."
            ) from error
