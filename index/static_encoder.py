"""The shipped encoder at work: a table of token vectors, read with NumPy, without torch.

A text's vector is the sum of its tokens' vectors, brought to length 1. The token vectors
themselves serve late interaction: their directions say what a token means, their lengths how
much it matters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load
from tokenizers import Tokenizer

from index.encode import Vectors
from index.errors import EncoderUnavailable

SHIPPED_MODEL = Path(__file__).with_name("model")
_MODULE = "0_StaticEmbedding"
_UNKNOWN = 0
# Longer texts are cut: a bound on memory and time, far beyond any passage.
LONGEST_TEXT = 200_000
# Texts encoded at once, and those of them summed at once: their rows stay in the cache.
_CHUNK = 64
_SUMMED = 16
# Tokens beyond which the distinct ones are counted first: a long text has few beside its length.
_COUNTED_FROM = 8_192


@dataclass(frozen=True, slots=True)
class Tokens:
    """The known tokens of a text, in order.

    `ids` are rows of the table; token i stands at `[starts[i], ends[i])` of the text.
    """

    ids: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)


class StaticEncoder:
    """The encoder of a model folder that `index.train` wrote.

    With a `dimension`, only so many of the first numbers of each vector are kept: half the memory
    for 128 of 256, at the cost that the model card tells. Training put what matters first.

    Raises:
        EncoderUnavailable: when the folder lacks the model, its files are damaged, or its vectors
            have fewer numbers than `dimension`.
    """

    def __init__(self, folder: Path = SHIPPED_MODEL, dimension: int | None = None) -> None:
        try:
            weights = (folder / _MODULE / "model.safetensors").read_bytes()
            description = (folder / _MODULE / "tokenizer.json").read_bytes()
            self._tokenizer = Tokenizer.from_buffer(description)
            stored = load(weights)
            self._codes: NDArray[np.int8] = stored["embeddings"]
            self._scales: Vectors = stored["weights"]
        except (OSError, KeyError, SafetensorError, ValueError) as error:
            raise EncoderUnavailable(
                f"No usable static encoder in {folder}: reinstall the program, or make the model "
                "anew with `python -m index.train`."
            ) from error
        whole = self._codes.shape[1]
        if dimension is not None and not 0 < dimension <= whole:
            raise EncoderUnavailable(f"The vectors in {folder} can be cut to 1 up to {whole}.")
        self._codes = self._codes[:, :dimension]
        checksum = hashlib.sha256(weights)
        checksum.update(description)
        self._name = f"static-{self._codes.shape[1]}-{checksum.hexdigest()[:12]}"

    @staticmethod
    def reads(folder: Path) -> bool:
        """Whether `folder` holds a model of the form that `index.train` writes."""
        try:
            with safe_open(folder / _MODULE / "model.safetensors", framework="numpy") as stored:
                return {"embeddings", "weights"} <= set(stored.keys())
        except (OSError, SafetensorError):
            return False

    @property
    def name(self) -> str:
        """`static-DIMENSION-CHECKSUM`; the checksum covers weights and tokeniser."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._codes.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension); zeros for a text without a known token."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            cut = [text[:LONGEST_TEXT] for text in texts[start : start + _CHUNK]]
            encodings = self._tokenizer.encode_batch_fast(cut, add_special_tokens=False)
            vectors[start : start + _CHUNK] = self._sums([each.ids for each in encodings])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """As `encode`: questions and passages share one space."""
        return self.encode(texts)

    def tokens(self, text: str) -> Tokens:
        """The known tokens of `text`, with their places in it."""
        encoding = self._tokenizer.encode(text[:LONGEST_TEXT], add_special_tokens=False)
        ids = np.array(encoding.ids, dtype=np.int32)
        places = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
        known = ids != _UNKNOWN
        return Tokens(ids[known], places[known, 0], places[known, 1])

    def token_ids(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """The ids of the known tokens of each text: quicker than `tokens`, without places."""
        cut = [text[:LONGEST_TEXT] for text in texts]
        found = []
        for encoding in self._tokenizer.encode_batch_fast(cut, add_special_tokens=False):
            ids = np.array(encoding.ids, dtype=np.int32)
            found.append(ids[ids != _UNKNOWN])
        return found

    def rows(self, ids: NDArray[np.int32]) -> Vectors:
        """The token vectors of `ids`, shape (len(ids), dimension), not of length 1: a vector's
        length is the token's weight."""
        rows: Vectors = self._codes[ids] * self._scales[ids, None]
        return rows

    def _sums(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """The sum of the token vectors of each text, shape (len(texts), dimension)."""
        sums = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _SUMMED):
            some = texts[start : start + _SUMMED]
            lengths = np.array([len(ids) for ids in some])
            filled = lengths > 0
            if not filled.any():
                continue
            flat = np.fromiter(chain.from_iterable(some), np.int32, count=int(lengths.sum()))
            part = sums[start : start + _SUMMED]
            if len(flat) > _COUNTED_FROM:
                part[:] = self._counted(flat, lengths)
            else:
                begins = (np.cumsum(lengths) - lengths)[filled]
                part[filled] = np.add.reduceat(self.rows(flat), begins, axis=0)
        return sums

    def _counted(self, flat: NDArray[np.int32], lengths: NDArray[np.intp]) -> Vectors:
        """The sums of texts whose ids stand one after the other in `flat`: how often each has
        each distinct token, times the tokens' vectors."""
        distinct, places = np.unique(flat, return_inverse=True)
        owners = np.repeat(np.arange(len(lengths)), lengths)
        counts = np.bincount(
            owners * len(distinct) + places, minlength=len(lengths) * len(distinct)
        ).reshape(len(lengths), len(distinct))
        sums: Vectors = counts.astype(np.float32) @ self.rows(distinct)
        return sums
