"""`python -m index.train.measure --shared DIR`: how well the encoder finds passages.

XQuAD's questions in English, Simplified and Traditional against its passages in English and
Chinese: recall at 1 and 5 by mean vectors alone, and by mean vectors and late interaction over
all passages (their z-scores added). Nothing of it is trained on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encode import Vectors
from index.static_encoder import SHIPPED_MODEL, StaticEncoder

Scores = NDArray[np.float32]
# Question field, passage field.
DIRECTIONS = (("en", "zh"), ("zh", "en"), ("zh", "zh"), ("en", "en"), ("zh_hant", "zh"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m index.train.measure", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with dev-data/")
    parser.add_argument("--model", type=Path, default=SHIPPED_MODEL)
    parser.add_argument("--dimension", type=int, help="cut the vectors to so many numbers")
    options = parser.parse_args(arguments)
    encoder = StaticEncoder(options.model, options.dimension)
    print(f"{'':16}{'mean':>14}{'mean + late':>14}   (recall@1 / @5)")
    for asked, told in DIRECTIONS:
        questions, passages, right = read_xquad(options.shared / "dev-data", asked, told)
        near = mean_scores(encoder, questions, passages)
        late = late_scores(encoder, questions, passages)
        both = standard(near) + standard(late)
        cells = [f"{recall(s, right, 1):.3f}/{recall(s, right, 5):.3f}" for s in (near, both)]
        print(f"{asked + ' → ' + told:16}" + "".join(f"{cell:>14}" for cell in cells))


def read_xquad(
    folder: Path, asked: str, told: str
) -> tuple[list[str], list[str], NDArray[np.intp]]:
    """Questions, passages, and the place of the right passage for each question."""
    passages = _lines(folder / "xquad_passages.jsonl")
    questions = _lines(folder / "xquad_questions.jsonl")
    place = {passage["pid"]: at for at, passage in enumerate(passages)}
    right = np.array([place[question["pid"]] for question in questions])
    return [q[asked] for q in questions], [p[told] for p in passages], right


def mean_scores(encoder: StaticEncoder, questions: list[str], passages: list[str]) -> Scores:
    """Cosine of the mean vectors, shape (questions, passages)."""
    scores: Scores = encoder.encode_query(questions) @ encoder.encode(passages).T
    return scores


def late_scores(encoder: StaticEncoder, questions: list[str], passages: list[str]) -> Scores:
    """For each token of the question its best match in the passage, averaged with the lengths of
    the token vectors as weights."""
    told = encoder.token_ids(passages)
    firsts = np.cumsum([0, *map(len, told[:-1])])  # every passage has a known token
    distinct, places = np.unique(np.concatenate(told), return_inverse=True)
    columns = _unit(encoder.rows(distinct)).T
    scores = np.zeros((len(questions), len(passages)), dtype=np.float32)
    for row, asked in enumerate(encoder.token_ids(questions)):
        rows = encoder.rows(asked)
        best = np.maximum.reduceat((_unit(rows) @ columns)[:, places], firsts, axis=1)
        weights = np.linalg.norm(rows, axis=1)
        scores[row] = weights @ best / max(float(weights.sum()), 1e-9)
    return scores


def standard(scores: Scores) -> Scores:
    """Each question's scores as z-scores over the passages."""
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    standardised: Scores = (scores - scores.mean(axis=1, keepdims=True)) / spread
    return standardised


def recall(scores: Scores, right: NDArray[np.intp], depth: int) -> float:
    """The share of questions whose right passage is among the best `depth`; ties count against."""
    own = scores[np.arange(len(right)), right][:, None]
    ahead = (scores >= own).sum(axis=1) - 1
    return float((ahead < depth).mean())


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
