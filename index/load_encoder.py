"""Chooses the encoder that the settings name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from index.encode import Encoder
from index.sentence_transformers_encoder import SentenceTransformersEncoder
from index.static_encoder import StaticEncoder


@lru_cache(maxsize=4)
def load_encoder(name: str = "") -> Encoder:
    """The encoder `name`: empty for the shipped one, else a sentence-transformers model.

    A name is a model of the hub (`BAAI/bge-m3`) or a folder; a folder that `index.train` wrote
    is run without torch. Loaded once per process.

    Raises:
        EncoderUnavailable: the model cannot be found; for models of the hub, on first use.
    """
    if not name:
        return StaticEncoder()
    folder = Path(name).expanduser()
    if StaticEncoder.reads(folder):
        return StaticEncoder(folder)
    return SentenceTransformersEncoder(str(folder) if folder.is_dir() else name)
