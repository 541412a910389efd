"""`python -m eval.bench`: how fast, how large and how well found, beside the design's budgets.

All is measured in one run on one machine. Where a peer can be run beside it (bare NumPy, BM25
alone, all-MiniLM-L6-v2) it is, and the ratio is shown: it says more than seconds do on a
machine that others use too. No language model takes part. Bare NumPy is what any program that
searches vectors pays at least.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eval.bench.found import original, pages, retrieval, xquad
from eval.bench.measure import Measure, as_record, table
from eval.bench.plot import plot
from eval.bench.scale import scale
from eval.bench.speed import answers, cold_shell, figure_check, index_times, memory, page
from eval.bench.subject import Bench, BenchError
from index.train.minilm import OtherModel, known, minilm_folder

Part = Callable[[Bench], list[Measure]]
PARTS: Mapping[str, Part] = {
    "shell": cold_shell,
    "page": page,
    "memory": memory,
    "answers": answers,
    "check": figure_check,
    "index": index_times,
    "retrieval": retrieval,
    "original": original,
    "xquad": xquad,
    "pages": pages,
    "scale": scale,
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    made.add_argument("--json", action="store_true", help="print the measures as JSON")
    made.add_argument(
        "--part",
        action="append",
        choices=tuple(PARTS),
        help="measure this part only; may be given several times (default: all)",
    )
    made.add_argument(
        "--minilm",
        type=Path,
        metavar="FOLDER",
        help="all-MiniLM-L6-v2, to measure beside ours (default: that of the extra 'bench', if "
        "it is installed; nothing is downloaded)",
    )
    made.add_argument(
        "--plot", type=Path, metavar="FILE.svg", help="draw the times of the part 'scale' into it"
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. Exit code 0 whatever the numbers are, 2 where something does not run."""
    chosen = parser().parse_args(arguments)
    try:
        minilm = minilm_folder() if chosen.minilm is None else known(chosen.minilm)
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench.open(Path(folder), minilm)
            measured = {name: PARTS[name](bench) for name in chosen.part or PARTS}
    except (BenchError, OtherModel) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if chosen.plot is not None:
        chosen.plot.write_text(plot(measured.get("scale", [])), encoding="utf-8")
    if chosen.json:
        records = [as_record(part, measure) for part in measured for measure in measured[part]]
        print(json.dumps({"machine": machine(), "measures": records}, ensure_ascii=False, indent=2))
    else:
        told = ", ".join(f"{name} {value}" for name, value in machine().items())
        print(f"{told}\n\n{table(measured)}")
    return 0


def machine() -> dict[str, str | int | float]:
    """What the numbers were measured on, and how busy it is."""
    load = {"load": round(os.getloadavg()[0], 2)} if hasattr(os, "getloadavg") else {}
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count() or 0,
        **load,
    }


if __name__ == "__main__":
    sys.exit(main())
