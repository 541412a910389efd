"""Writes the model folder: the sentence-transformers layout with 8-bit rows.

The weights file is of the form that model2vec writes and `StaticEmbedding` reads: `embeddings`
(int8, rows × dimension) and `weights` (float32, one factor per row). Both the program's own
NumPy encoder and `SentenceTransformer(folder)` read this one copy.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save
from tokenizers import Tokenizer

from index.encode import Vectors

STATIC = "0_StaticEmbedding"
_MODULES = [
    (STATIC, "sentence_transformers.models.StaticEmbedding"),
    ("1_Normalize", "sentence_transformers.models.Normalize"),
]


def store(folder: Path, tokenizer: Tokenizer, table: Vectors) -> None:
    """Writes tokeniser, weights and the description of the modules into `folder`."""
    for place, _ in _MODULES:
        (folder / place).mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / STATIC / "tokenizer.json"), pretty=False)
    scales = np.abs(table).max(axis=1) / 127
    rows = np.rint(table / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    weights = save({"embeddings": rows, "weights": scales.astype(np.float32)})
    (folder / STATIC / "model.safetensors").write_bytes(weights)
    modules = [
        {"idx": place, "name": str(place), "path": path, "type": kind}
        for place, (path, kind) in enumerate(_MODULES)
    ]
    _write(folder / "modules.json", modules)
    _write(
        folder / "config_sentence_transformers.json",
        {"prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )
    _write(folder / "1_Normalize" / "config.json", {})


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
