"""`python -m eval.bench`: how fast, how large and how well found, beside the design's budgets.

All is measured in one run on one machine. Where a peer can be run beside it (bare NumPy, BM25
alone, mean vectors alone) it is, and the ratio is shown: it says more than seconds do on a
machine that others use too. No language model takes part. Bare NumPy is what any program that
searches vectors pays at least.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import nan
from pathlib import Path
from statistics import median

from assistant.ask import Assistant
from assistant.page.ports import free_port
from assistant.results import Turn
from assistant.settings import PREFIX, Settings
from corpus.read.read_figures import read_figures
from corpus.report import Report
from corpus.sentences import sentence_spans
from eval.bench_found import minilm, pages, retrieval, xquad
from eval.measure import (
    Budget,
    Measure,
    as_record,
    percentile,
    resident_megabytes,
    seconds,
    table,
)
from eval.plot import plot
from eval.question_set import BUNDLED_REPORT, CHECKOUT, Case, load_set
from index.build import PassageIndex
from index.load_encoder import load_encoder
from index.static_encoder import StaticEncoder

QUESTION = "what was EV gross margin"
WARM_UP = (QUESTION, "汽車毛利率是多少", "汽车毛利率多少")
REPEATS = 3  # of what takes long enough for a median of three
SETS = ("dev", "blind")
SIZES = (30, 3_000, 30_000, 300_000)  # passages
HOST, PORTS_FROM = "127.0.0.1", 17860
PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.02
NUMPY, BARE_NUMPY = "import numpy", "bare NumPy"
ANSWERED = f"from assistant import Assistant; Assistant.open().ask({QUESTION!r})"
STATUS = Path("/proc/self/status")  # where Linux tells a process its memory; others do not


class BenchError(Exception):
    """What is to be measured does not run."""


COLD_SHELL, PAGE_ANSWERS = Budget(2.5), Budget(5.0)  # s
ANSWER_P50, ANSWER_P95, SENTENCE_CHECK = Budget(0.025), Budget(0.080), Budget(0.002)  # s
LOADED, ENCODED, ENCODED_OF_MANY = Budget(0.2), Budget(0.001), Budget(0.0001)  # s
PAGE_MEMORY = Budget(700)  # MB
LARGE_QUESTION, LARGE_VECTORS, LARGE_RECALL = (
    Budget(0.150),
    Budget(0.030),
    Budget(0.98, at_least=True),
)
LARGE_MEMORY = Budget(2_000)  # MB


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: an open assistant, questions, and the folder where its index is."""

    assistant: Assistant
    cases: tuple[Case, ...]
    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Bench:
        """The bundled report and its sets, whatever this user's settings are."""
        loaded = [case for name in SETS for case in load_set(name)]
        cases = tuple(case for case in loaded if case.report == BUNDLED_REPORT)
        return cls(Assistant.open(Settings(data_dir=folder)), cases, folder)

    @property
    def report(self) -> Report:
        """The report that the assistant answers from."""
        return self.assistant.reports[0]

    @property
    def environment(self) -> dict[str, str]:
        """This process's, without this user's settings and with our folder, for others."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return {**kept, f"{PREFIX}DATA_DIR": str(self.folder)}


def cold_shell(bench: Bench) -> list[Measure]:
    """A question asked in a new process, the index lying ready."""
    script = str(Path(sys.executable).with_name("report-assistant"))
    ask, bare = [script, "ask", QUESTION], [sys.executable, "-c", NUMPY]
    ours: list[float] = []
    beside: list[float] = []
    for _ in range(REPEATS):  # in turns, so that a busy moment hits both
        ours.append(seconds(partial(output_of, ask, bench.environment)))
        beside.append(seconds(partial(output_of, bare, bench.environment)))
    peers = ((BARE_NUMPY, median(beside)),)
    return [Measure("ask from a cold shell", median(ours), "s", COLD_SHELL, peers)]


def page(bench: Bench) -> list[Measure]:
    """From the start of `app.py` until it answers, and the memory it then holds."""
    port = free_port(HOST, PORTS_FROM, fixed=False)
    command = [sys.executable, str(CHECKOUT / "app.py"), "--host", HOST, "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=bench.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _is_served(f"http://{HOST}:{port}/"):
            if process.poll() is not None or time.perf_counter() - started > PATIENCE_SECONDS:
                raise BenchError("the page does not start: run `python app.py` to see why")
            time.sleep(POLL_SECONDS)
        taken = time.perf_counter() - started
        held = resident_megabytes(Path(f"/proc/{process.pid}/status"))
    finally:
        process.terminate()
        process.wait()
    measures = [Measure("page answers after its start", taken, "s", PAGE_ANSWERS)]
    if held is not None:
        measures.append(Measure("memory of the page's process", held, "MB", PAGE_MEMORY))
    return measures


def _is_served(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as response:
            return bool(response.status == 200)
    except OSError:  # not listening yet
        return False


def memory(bench: Bench) -> list[Measure]:
    """The memory of a process that has answered a question."""
    if not STATUS.is_file():
        return []
    held: list[float] = []
    for code in (ANSWERED, NUMPY):
        copy = bench.folder / "status"
        told = f"{code}; open({str(copy)!r}, 'w').write(open({str(STATUS)!r}).read())"
        output_of([sys.executable, "-c", told], bench.environment)
        held.append(resident_megabytes(copy) or nan)
    ours, bare = held
    return [
        Measure("memory of a process that has answered", ours, "MB", None, ((BARE_NUMPY, bare),))
    ]


def answers(bench: Bench) -> list[Measure]:
    """Each question of the set once, the assistant having answered one in each script."""
    for question in WARM_UP:
        bench.assistant.ask(question)
    taken = []
    for case in bench.cases:
        history = [Turn(message.role, message.content) for message in case.history]
        taken.append(seconds(partial(bench.assistant.ask, case.question, history)))
    return _quantiles(f"answer, {len(taken)} questions", taken, ANSWER_P50, ANSWER_P95)


def figure_check(bench: Bench) -> list[Measure]:
    """Each sentence of the report that has a figure, in all editions."""
    texts = [
        span.of(edition.text)
        for edition in bench.report.editions
        for span in sentence_spans(edition.text)
    ]
    texts = [text for text in texts if read_figures(text)]
    bench.assistant.check(texts[0])
    taken = [seconds(partial(bench.assistant.check, text)) for text in texts]
    return _quantiles(f"figure check, {len(taken)} sentences", taken, SENTENCE_CHECK, None)


def index_times(bench: Bench) -> list[Measure]:
    """The report's index built and loaded, and the encoder by itself."""
    reports, encoder = [bench.report], load_encoder()
    index = PassageIndex.build(reports, encoder)
    folder = bench.folder / "bench"
    index.save(folder)
    built = _median(partial(PassageIndex.build, reports, encoder))
    loaded = _median(partial(PassageIndex.load, folder, encoder, reports))
    texts = [item.text for item in index.items]
    asked = [case.question for case in bench.cases]
    encoded = median(seconds(partial(encoder.encode_query, [text])) for text in asked)
    many = _median(partial(encoder.encode, texts)) / len(texts)
    name = f"index of {len(index)} passages"
    return [
        Measure(f"{name}: build", built, "s"),
        Measure(f"{name}: load", loaded, "s", LOADED, (("building", built),)),
        Measure("encoder: load", _median(StaticEncoder), "s", LOADED),
        Measure("encoder: a question", encoded, "s", ENCODED),
        Measure("encoder: a passage, of many at once", many, "s", ENCODED_OF_MANY),
    ]


def scale(bench: Bench) -> list[Measure]:
    """Synthetic passages, more and more: each size built and asked in processes of its own."""
    return [measure for size in SIZES for measure in _of_size(size, bench)]


def _of_size(passages: int, bench: Bench) -> list[Measure]:
    folder = bench.folder / f"scale-{passages}"

    def told(step: str) -> dict[str, float]:
        command = [sys.executable, "-m", "eval.scale", step, str(passages), str(folder)]
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


def _quantiles(
    name: str, taken: Sequence[float], p50: Budget | None, p95: Budget | None
) -> list[Measure]:
    return [
        Measure(f"{name}: p50", percentile(taken, 0.50), "s", p50),
        Measure(f"{name}: p95", percentile(taken, 0.95), "s", p95),
    ]


def _median(action: Callable[[], object]) -> float:
    return median(seconds(action) for _ in range(REPEATS))


def output_of(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What `command` prints.

    Raises:
        BenchError: it is not there, or fails.
    """
    try:
        ran = subprocess.run(
            command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=True
        )
    except OSError as error:
        raise BenchError(f"{command[0]} cannot be run: install with `make test` first") from error
    except subprocess.CalledProcessError as error:
        raise BenchError(f"{' '.join(command)} fails: {error.stderr.strip()}") from error
    return ran.stdout


Part = Callable[[Bench], list[Measure]]
PARTS: Mapping[str, Part] = {
    "shell": cold_shell,
    "page": page,
    "memory": memory,
    "answers": answers,
    "check": figure_check,
    "index": index_times,
    "retrieval": lambda bench: retrieval(bench.assistant, bench.cases),
    "xquad": lambda bench: xquad(bench.assistant.encoder),
    "minilm": lambda _: minilm(),
    "pages": lambda bench: pages(bench.assistant.encoder),
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
        "--plot", type=Path, metavar="FILE.svg", help="draw the times of the part 'scale' into it"
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. Exit code 0 whatever the numbers are, 2 where something does not run."""
    chosen = parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench.open(Path(folder))
            measured = {name: PARTS[name](bench) for name in chosen.part or PARTS}
    except BenchError as error:
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
