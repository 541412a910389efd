"""`python -m eval.bench.one_size build|ask PASSAGES FOLDER`: an index of synthetic passages.

Building and asking are processes of their own, so that the memory told is that of a program which
only loads what is stored. Prints a line of JSON; times in seconds, memory in units of 2**20 bytes.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from eval.bench.measure import percentile, resident_megabytes, seconds
from eval.bench.synthetic import synthetic_reports
from index.build import PassageIndex
from index.encode import Vectors
from index.load_encoder import load_encoder
from index.train.sources import read_field
from index.vectors import FaissVectors

QUESTIONS = 150  # half in each language
WARM_UP = 5
DEPTH = 10  # of the recall that is compared with exact search
STATUS = Path("/proc/self/status")


def build(passages: int, folder: Path) -> dict[str, float]:
    """Index so many passages and store them in `folder`."""
    reports, encoder = list(synthetic_reports(passages)), load_encoder()
    started = time.perf_counter()
    index = PassageIndex.build(reports, encoder)
    built = time.perf_counter() - started
    return {"build": built, "save": seconds(partial(index.save, folder))}


def ask(passages: int, folder: Path) -> dict[str, float]:
    """Load what `build` stored and ask it; `cpu` is the processor's time of a question, which
    others on the machine do not add to."""
    reports, encoder = list(synthetic_reports(passages)), load_encoder()
    started = time.perf_counter()
    index = PassageIndex.load(folder, encoder, reports)
    loaded = time.perf_counter() - started
    del reports
    gc.collect()
    asked = questions()
    for question in asked[:WARM_UP]:
        index.search(question)
    whole, cpu = [], []
    for question in asked:
        before = time.process_time()
        whole.append(seconds(partial(index.search, question)))
        cpu.append(time.process_time() - before)
    vectors = encoder.encode_query(asked)
    nearest = [seconds(partial(index.vectors.search, vector, DEPTH)) for vector in vectors]
    held = resident_megabytes(STATUS)
    recall, exact = compared_with_all(index, vectors)
    return {
        "load": loaded,
        "question_p50": percentile(whole, 0.5),
        "question_p95": percentile(whole, 0.95),
        "question_cpu_p95": percentile(cpu, 0.95),
        "vectors_p50": percentile(nearest, 0.5),
        "vectors_p95": percentile(nearest, 0.95),
        "all_p50": exact,
        "recall": recall,
        **({} if held is None else {"memory": held}),
    }


def questions() -> list[str]:
    """Questions of the field in English and Chinese, in turns."""
    field, _ = read_field()
    pairs = zip(field.english[::2], field.chinese[::2], strict=True)
    return [question for pair in pairs for question in pair][:QUESTIONS]


def compared_with_all(index: PassageIndex, vectors: Vectors) -> tuple[float, float]:
    """The share of the `DEPTH` passages nearest by comparing with all, in NumPy, that the store
    finds; and the median time of that comparison."""
    assert isinstance(index.vectors, FaissVectors)
    count = len(index)
    rows = index.vectors.vectors_of(np.arange(count))
    kept, found, times = min(DEPTH, count), 0, []
    for vector in vectors:
        started = time.perf_counter()
        scores = rows @ vector
        bound = float(np.partition(scores, count - kept)[count - kept])
        times.append(time.perf_counter() - started)
        nearest = index.vectors.search(vector, kept).scores
        found += sum(score >= bound - 1e-5 for score in nearest)
    return found / (kept * len(vectors)), median(times)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one step."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.one_size", description=__doc__)
    parser.add_argument("step", choices=("build", "ask"))
    parser.add_argument("passages", type=int)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args(arguments)
    step = build if chosen.step == "build" else ask
    print(json.dumps(step(chosen.passages, chosen.folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
