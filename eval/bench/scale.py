"""The bench's part on synthetic passages, more and more of them."""

from __future__ import annotations

import json
import shutil
import sys

from eval.bench.measure import Budget, Measure
from eval.bench.subject import Bench, output_of

SIZES = (30, 3_000, 30_000, 300_000)  # passages
LARGE_QUESTION, LARGE_VECTORS = Budget(0.150), Budget(0.030)  # s
LARGE_RECALL = Budget(0.98, at_least=True)
LARGE_MEMORY = Budget(2_000)  # MB


def scale(bench: Bench) -> list[Measure]:
    """Synthetic passages, more and more: each size built and asked in processes of its own."""
    return [measure for size in SIZES for measure in _of_size(size, bench)]


def _of_size(passages: int, bench: Bench) -> list[Measure]:
    folder = bench.folder / f"scale-{passages}"

    def told(step: str) -> dict[str, float]:
        command = [sys.executable, "-m", "eval.bench.one_size", step, str(passages), str(folder)]
        return dict(json.loads(output_of(command, bench.environment)))

    built, asked = told("build"), told("ask")
    shutil.rmtree(folder, ignore_errors=True)
    large = passages == max(SIZES)
    name = f"{passages:,} passages"
    by_all = (("comparing with all in NumPy", asked["all_p50"]),)

    def limit(budget: Budget) -> Budget | None:
        return budget if large else None

    measures = [
        Measure(f"{name}: build, a passage", built["build"] / passages, "s"),
        Measure(f"{name}: load", asked["load"], "s"),
        Measure(f"{name}: a question, p50", asked["question_p50"], "s"),
        Measure(f"{name}: a question, p95", asked["question_p95"], "s", limit(LARGE_QUESTION)),
        Measure(f"{name}: a question's processor time, p95", asked["question_cpu_p95"], "s"),
        Measure(f"{name}: nearest vectors, p50", asked["vectors_p50"], "s", None, by_all),
        Measure(f"{name}: nearest vectors, p95", asked["vectors_p95"], "s", limit(LARGE_VECTORS)),
        Measure(f"{name}: recall@10 against all", asked["recall"], "share", limit(LARGE_RECALL)),
    ]
    if "memory" in asked:
        measures.append(Measure(f"{name}: memory", asked["memory"], "MB", limit(LARGE_MEMORY)))
    return measures
