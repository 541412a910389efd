"""What is learnt: losses over batches of token ids.

Contrastive (van den Oord et al. 2018) over mean vectors, cut to several lengths (Kusupati et
al. 2022); contrastive over late interaction (Khattab & Zaharia 2020), each token of the question
weighted by its vector's length; and agreement with the teacher on which sentences are alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from index.encode import Vectors
from index.train.batches import Batch, Ragged

_SHARPNESS = 20.0
_LATE_SHARPNESS = 25.0


def mean_vectors(table: Tensor, parts: Sequence[Ragged]) -> list[Tensor]:
    """The sum of the token vectors of each text, per part; one pass over the table for all."""
    joined = Ragged.concatenate(parts)
    sums = functional.embedding_bag(
        torch.from_numpy(joined.ids.astype(np.int64)),
        table,
        torch.from_numpy(joined.ends[:-1].copy()),
        mode="sum",
    )
    return list(torch.split(sums, [len(part) for part in parts]))


def contrast(left: Tensor, right: Tensor, cuts: Sequence[int]) -> Tensor:
    """Each left vector finds its right one among all of the batch, and the other way round."""
    targets = torch.arange(len(left))
    total = torch.zeros(())
    for cut in cuts:
        scores = _SHARPNESS * _unit(left[:, :cut]) @ _unit(right[:, :cut]).T
        both = functional.cross_entropy(scores, targets) + functional.cross_entropy(
            scores.T, targets
        )
        total = total + both / 2
    return total / len(cuts)


def agree(student: Tensor, teacher: Vectors) -> Tensor:
    """How far the student's view of which texts are alike is from the teacher's (KL)."""
    known = torch.from_numpy(teacher)
    alone = torch.eye(len(known), dtype=torch.bool)
    wanted = (_SHARPNESS * known @ known.T).masked_fill(alone, -1e4)
    unit = _unit(student)
    given = (_SHARPNESS * unit @ unit.T).masked_fill(alone, -1e4)
    return functional.kl_div(
        functional.log_softmax(given, dim=1),
        functional.log_softmax(wanted, dim=1),
        reduction="batchmean",
        log_target=True,
    )


def late_contrast(table: Tensor, batch: Batch) -> Tensor:
    """Each question finds its passage by the best match of each of its tokens."""
    asked, asked_place = np.unique(batch.left.ids, return_inverse=True)
    told, told_place = np.unique(batch.right.ids, return_inverse=True)
    asked_rows = functional.embedding(torch.from_numpy(asked.astype(np.int64)), table)
    told_rows = functional.embedding(torch.from_numpy(told.astype(np.int64)), table)
    alike = _unit(asked_rows) @ _unit(told_rows).T
    padded = _padded(told_place, batch.right.ends, len(told))
    closed = torch.cat([alike, torch.full((len(asked), 1), -1.0)], dim=1)
    best = closed[:, padded].amax(dim=2)
    weights = asked_rows.norm(dim=1)[torch.from_numpy(asked_place)]
    weighted = best[torch.from_numpy(asked_place)] * weights[:, None]
    owner = torch.from_numpy(np.repeat(np.arange(len(batch.left)), np.diff(batch.left.ends)))
    scores = torch.zeros(len(batch.left), len(batch.right)).index_add(0, owner, weighted)
    norms = torch.zeros(len(batch.left)).index_add(0, owner, weights)
    logits = _LATE_SHARPNESS * scores / norms.clamp_min(1e-6)[:, None]
    return functional.cross_entropy(logits, torch.arange(len(batch.left)))


def _padded(places: np.ndarray, ends: np.ndarray, filler: int) -> Tensor:
    """Ragged places as a rectangle, shape (texts, longest), short rows filled."""
    lengths = np.diff(ends)
    rectangle = np.full((len(lengths), int(lengths.max())), filler, dtype=np.int64)
    rectangle[np.arange(rectangle.shape[1]) < lengths[:, None]] = places
    return torch.from_numpy(rectangle)


def _unit(vectors: Tensor) -> Tensor:
    return functional.normalize(vectors, dim=1, eps=1e-6)
