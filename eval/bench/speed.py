"""The bench's parts on how fast the program is and what it holds in memory."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from math import nan
from pathlib import Path
from statistics import median

from assistant.page.ports import free_port
from assistant.results import Turn
from corpus.read.read_figures import read_figures
from corpus.sentences import sentence_spans
from eval.bench.measure import Budget, Measure, percentile, resident_megabytes, seconds
from eval.bench.subject import Bench, BenchError, output_of
from eval.question_set import CHECKOUT
from index.build import PassageIndex
from index.load_encoder import load_encoder
from index.static_encoder import StaticEncoder

QUESTION = "what was EV gross margin"
WARM_UP = (QUESTION, "汽車毛利率是多少", "汽车毛利率多少")
REPEATS = 3  # of what takes long enough for a median of three
HOST, PORTS_FROM = "127.0.0.1", 17860
PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.02
NUMPY, BARE_NUMPY = "import numpy", "bare NumPy"
ANSWERED = f"from assistant import Assistant; Assistant.open().ask({QUESTION!r})"
STATUS = Path("/proc/self/status")  # where Linux tells a process its memory; others do not

COLD_SHELL, PAGE_ANSWERS = Budget(2.5), Budget(5.0)  # s
ANSWER_P50, ANSWER_P95, SENTENCE_CHECK = Budget(0.025), Budget(0.080), Budget(0.002)  # s
LOADED, ENCODED, ENCODED_OF_MANY = Budget(0.2), Budget(0.001), Budget(0.0001)  # s
PAGE_MEMORY = Budget(700)  # MB


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


def _quantiles(
    name: str, taken: Sequence[float], p50: Budget | None, p95: Budget | None
) -> list[Measure]:
    return [
        Measure(f"{name}: p50", percentile(taken, 0.50), "s", p50),
        Measure(f"{name}: p95", percentile(taken, 0.95), "s", p95),
    ]


def _median(action: Callable[[], object]) -> float:
    return median(seconds(action) for _ in range(REPEATS))
