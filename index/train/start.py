"""The first vector of each row: what the English teacher makes of the word or of its meaning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.script import fold
from index.encode import Vectors
from index.sentence_transformers_encoder import SentenceTransformersEncoder
from index.train.sources import Entry, Term

# Weight of a word against its frequency (Arora et al. 2017, "A simple but tough-to-beat
# baseline for sentence embeddings").
_SMOOTH = 1e-3


class Teacher:
    """An English sentence encoder whose answers are kept on disk between runs."""

    def __init__(self, model: str, cache: Path) -> None:
        self._encoder = SentenceTransformersEncoder(model)
        self._texts = cache / "teacher.json"
        self._vectors = cache / "teacher.npy"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 384 for MiniLM); asks only for what is not kept."""
        kept: list[str] = []
        vectors = np.zeros((0, self._encoder.dimension), dtype=np.float16)
        if self._texts.exists() and self._vectors.exists():
            kept = json.loads(self._texts.read_text(encoding="utf-8"))
            vectors = np.load(self._vectors)
        known = set(kept)
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            kept += new
            vectors = np.concatenate([vectors, self._encoder.encode(new).astype(np.float16)])
            self._texts.parent.mkdir(parents=True, exist_ok=True)
            np.save(self._vectors, vectors)
            self._texts.write_text(json.dumps(kept), encoding="utf-8")
        place = {text: row for row, text in enumerate(kept)}
        wanted: Vectors = vectors[[place[text] for text in texts]].astype(np.float32)
        return wanted


def meanings_of(dictionary: Iterable[Entry], terms: Iterable[Term]) -> dict[str, str]:
    """What each Chinese word means, in English words; the glossary's meaning where it has one."""
    meanings: dict[str, str] = {}
    for entry in dictionary:
        word = fold(entry.simplified)
        if len(meanings.get(word, "")) < 40:
            more = "; ".join(entry.meanings[:3])
            meanings[word] = f"{meanings[word]}; {more}" if word in meanings else more
    for term in terms:
        for word in (*term.simplified, *term.traditional):
            meanings[fold(word)] = term.english[0]
    return meanings


def start_vectors(
    pieces: Sequence[str],
    meanings: Mapping[str, str],
    frequencies: NDArray[np.float64],
    teacher: Teacher,
    dimension: int,
) -> Vectors:
    """A first matrix, shape (len(pieces), dimension), rows weighted by rarity.

    A Chinese word that no dictionary knows starts as the mean of its characters.
    """
    texts = [meanings.get(piece, piece) for piece in pieces]
    vectors = _reduced(teacher.encode(texts), dimension)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    place = {piece: row for row, piece in enumerate(pieces)}
    for row, piece in enumerate(pieces):
        if piece not in meanings and not piece.isascii():
            parts = [place[each] for each in piece if each in place and each in meanings]
            vectors[row] = vectors[parts].mean(axis=0) if parts and len(piece) > 1 else 0.0
    weights = _SMOOTH / (_SMOOTH + frequencies)
    weights[0] = 0.0
    started: Vectors = (vectors * weights[:, None]).astype(np.float32)
    return started


def _reduced(vectors: Vectors, dimension: int) -> Vectors:
    """The principal directions of `vectors`, strongest first, the mean removed."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    reduced: Vectors = centred @ directions[:, ::-1][:, :dimension]
    return reduced
