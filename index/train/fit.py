"""Trains the table of token vectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from index.encode import Vectors
from index.train.batches import Batch, Corpus, Ragged, Sampler
from index.train.objective import agree, contrast, late_contrast, mean_vectors

Report = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how large; sizes are texts per step."""

    steps: int = 2000
    seed: int = 7
    rate: float = 0.015
    cuts: tuple[int, ...] = (256, 128)
    sentences: int = 1024
    questions: int = 512
    words: int = 1024
    answered: int = 192
    taught: int = 384
    late: int = 128
    late_weight: float = 1.5


@dataclass(frozen=True, slots=True)
class Lessons:
    """All there is to learn from, as token ids.

    `words` pairs meanings with Chinese words, `answered` questions with passages, `taught`
    English with Chinese sentences of which the teacher's vectors are `teacher`.
    """

    corpus: Corpus
    words: Batch
    answered: Batch
    taught: Batch
    teacher: Vectors


def fit(start: Vectors, lessons: Lessons, sampler: Sampler, plan: Plan, report: Report) -> Vectors:
    """The trained table, shape of `start`. Row 0 stays zero.

    The rate rises over the first 5 % of the steps and falls linearly to zero.
    """
    torch.manual_seed(plan.seed)
    table = torch.nn.Parameter(torch.from_numpy(start.copy()))
    optimizer = torch.optim.Adam([table], lr=plan.rate, betas=(0.9, 0.99), fused=True)
    warm = max(1, plan.steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / warm, (plan.steps - step) / max(1, plan.steps - warm)),
    )
    for step in range(plan.steps):
        optimizer.zero_grad(set_to_none=True)
        loss = _loss(table, lessons, sampler, plan)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        if step % 50 == 0 or step == plan.steps - 1:
            report(step, float(loss.detach()))
    trained: Vectors = table.detach().numpy().astype(np.float32)
    trained[0] = 0.0
    return trained


def _loss(table: Tensor, lessons: Lessons, sampler: Sampler, plan: Plan) -> Tensor:
    pairs = [
        sampler.sentences(plan.sentences),
        sampler.questions(plan.questions),
        sampler.pairs_of(lessons.words.left, lessons.words.right, plan.words),
        sampler.pairs_of(lessons.answered.left, lessons.answered.right, plan.answered),
    ]
    taught = sampler.random.choice(len(lessons.teacher), plan.taught, replace=False)
    parts: list[Ragged] = [side for pair in pairs for side in (pair.left, pair.right)]
    parts += [lessons.taught.left.take(taught), lessons.taught.right.take(taught)]
    vectors = mean_vectors(table, parts)
    loss = torch.zeros(())
    for left, right in zip(vectors[0:8:2], vectors[1:8:2], strict=True):
        loss = loss + contrast(left, right, plan.cuts)
    teacher = lessons.teacher[taught]
    loss = loss + (agree(vectors[8], teacher) + agree(vectors[9], teacher)) / 2
    if plan.late:
        late = sampler.questions(plan.late, query_limit=14, passage_limit=112)
        loss = loss + plan.late_weight * late_contrast(table, late)
    return loss
