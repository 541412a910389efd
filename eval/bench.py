"""`python -m eval.bench`: how fast, how large and how well found, beside the design's budgets.

Everything is measured in one run on one machine. Where a peer can be run beside it (bare NumPy,
BM25 alone, mean vectors alone), it is, and the ratio is shown: it says more than seconds
taken on a machine that others use too. No language model takes part.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assistant.ask import Assistant
from assistant.page.ports import free_port
from assistant.results import Turn
from assistant.settings import PREFIX, Settings
from corpus.figure import Figure
from corpus.read_figures import read_figures
from corpus.report import Passage, Report
from corpus.script import LANGUAGES, Language
from corpus.sentences import sentence_spans
from eval.match import has_figure, says_words
from eval.question_set import BUNDLED_REPORT, CHECKOUT, Case, load_set
from index.build import PassageIndex
from index.load_encoder import load_encoder
from index.passage import Indexed
from index.static_encoder import StaticEncoder
from index.terms import TermIndex, terms_of
from index.testing import report_of
from index.train.measure import DIRECTIONS, read_xquad

QUESTION = "what was EV gross margin"
WARM_UP = (QUESTION, "小米汽車毛利率是多少", "小米汽车毛利率多少")
REPEATS = 3  # of whatever takes long enough to be told by a median of three
DEV_SET = "dev"
DEV_DATA = CHECKOUT.parent / "shared" / "dev-data"
DEPTHS = (1, 5)
HOST, PORTS_FROM = "127.0.0.1", 17860
PAGE_PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.02
BARE = "import numpy"
REMEMBERED = "print(open('/proc/self/status').read())"  # a process tells its own memory
XQUAD_LANGUAGE: Mapping[str, Language] = {"en": "en", "zh": "zh-Hans", "zh_hant": "zh-Hant"}


class BenchError(Exception):
    """Something that is to be measured does not run."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The value that a measure is held to: at most, or `at_least`."""

    value: float
    at_least: bool = False


COLD_SHELL = Budget(2.5)
PAGE_ANSWERS = Budget(5.0)
PAGE_MEMORY = Budget(700.0)
ANSWER_P50, ANSWER_P95 = Budget(0.025), Budget(0.080)
SENTENCE_CHECK = Budget(0.002)
LOADED = Budget(0.2)
ENCODED = Budget(0.001)
FOUND_AT = {1: Budget(0.85, at_least=True), 5: Budget(0.98, at_least=True)}
ACROSS_AT = {1: Budget(0.80, at_least=True), 5: Budget(0.94, at_least=True)}
WITHIN_AT = {1: Budget(0.95, at_least=True), 5: Budget(0.99, at_least=True)}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured number; `unit` is "s", "MB" or "share".

    `peers` are the same thing measured of something else in the same run, by its name.
    """

    part: str
    name: str
    value: float
    unit: str
    budget: Budget | None = None
    peers: tuple[tuple[str, float], ...] = ()

    @property
    def within(self) -> bool | None:
        """Whether the budget is kept; `None` without one."""
        if self.budget is None:
            return None
        if self.budget.at_least:
            return self.value >= self.budget.value
        return self.value <= self.budget.value

    @property
    def ratios(self) -> dict[str, float]:
        """The value as a multiple of each peer's; a peer of zero has none."""
        return {name: self.value / value for name, value in self.peers if value}


@dataclass(frozen=True, slots=True)
class Bench:
    """What the parts measure: an open assistant, the cases, and a folder for what is stored."""

    assistant: Assistant
    cases: tuple[Case, ...]
    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Bench:
        """The bundled report and the development set, whatever the settings of this user."""
        cases = tuple(case for case in load_set(DEV_SET) if case.report == BUNDLED_REPORT)
        return cls(Assistant.open(Settings(data_dir=folder)), cases, folder)

    @property
    def report(self) -> Report:
        return self.assistant.reports[0]

    @property
    def environment(self) -> dict[str, str]:
        """For other processes: this one's, without this user's settings and with our folder."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return {**kept, f"{PREFIX}DATA_DIR": str(self.folder)}


# --- time and memory --------------------------------------------------------------------------


def cold_shell(bench: Bench) -> list[Measure]:
    """A question asked in a new process, its index stored before; beside it bare NumPy."""
    ask = [str(Path(sys.executable).with_name("report-assistant")), "ask", QUESTION]
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(REPEATS):  # in turns, so that a busy moment hits both
        ours.append(seconds(lambda: output_of(ask, bench.environment)))
        bare.append(seconds(lambda: output_of([sys.executable, "-c", BARE], bench.environment)))
    peers = (("bare NumPy", median(bare)),)
    return [Measure("start", "ask from a cold shell", median(ours), "s", COLD_SHELL, peers)]


def page(bench: Bench) -> list[Measure]:
    """From starting `app.py` to its first page, and the memory that it then holds."""
    port = free_port(HOST, PORTS_FROM, fixed=False)
    command = [sys.executable, str(CHECKOUT / "app.py"), "--host", HOST, "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=bench.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(f"http://{HOST}:{port}/"):
            if process.poll() is not None or time.perf_counter() - started > PAGE_PATIENCE_SECONDS:
                raise BenchError("The page does not start: run `python app.py` to see why.")
            time.sleep(POLL_SECONDS)
        taken = time.perf_counter() - started
        status = Path(f"/proc/{process.pid}/status")
        held = resident_megabytes(status.read_text()) if status.is_file() else None
    finally:
        process.terminate()
        process.wait()
    found = [Measure("page", "page answers after its start", taken, "s", PAGE_ANSWERS)]
    if held is not None:
        found.append(Measure("page", "memory of the page", held, "MB", PAGE_MEMORY))
    return found


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=PAGE_PATIENCE_SECONDS) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def memory(bench: Bench) -> list[Measure]:
    """The memory of a process that has answered, beside one that has imported NumPy."""
    answered = f"from assistant import Assistant; Assistant.open().ask({QUESTION!r})"
    if not Path("/proc/self/status").is_file():
        return []  # only Linux tells it without another package
    told = [
        resident_megabytes(
            output_of([sys.executable, "-c", f"{code}; {REMEMBERED}"], bench.environment)
        )
        for code in (answered, BARE)
    ]
    ours, bare = (value if value is not None else math.nan for value in told)
    return [Measure("memory", "process that has answered", ours, "MB", None, (("bare NumPy", bare),))]


def answers(bench: Bench) -> list[Measure]:
    """The time of each question of the set, asked once, after one question in each script."""
    for question in WARM_UP:
        bench.assistant.ask(question)
    taken = []
    for case in bench.cases:
        history = tuple(Turn(message.role, message.content) for message in case.history)
        taken.append(seconds(lambda c=case, h=history: bench.assistant.ask(c.question, h)))  # type: ignore[misc]
    return _p50_p95("answer", f"answer, {len(taken)} questions", taken, ANSWER_P50, ANSWER_P95)


def figure_check(bench: Bench) -> list[Measure]:
    """The time to check each sentence of the report that has a figure, in both editions."""
    sentences = [
        text
        for edition in bench.report.editions
        for span in sentence_spans(edition.text)
        if read_figures(text := span.of(edition.text))
    ]
    bench.assistant.check(sentences[0])
    taken = [seconds(lambda s=text: bench.assistant.check(s)) for text in sentences]  # type: ignore[misc]
    name = f"figure check, {len(taken)} sentences"
    return _p50_p95("check", name, taken, SENTENCE_CHECK, None)


def index_times(bench: Bench) -> list[Measure]:
    """Building, storing and loading the report's index, and the encoder by itself."""
    reports, encoder = [bench.report], load_encoder()
    folder = bench.folder / "bench-index"
    index = PassageIndex.build(reports, encoder)
    built = _median(lambda: PassageIndex.build(reports, encoder))
    stored = _median(lambda: index.save(folder))
    loaded = _median(lambda: PassageIndex.load(folder, encoder, reports))
    name = f"index of {len(index)} passages"
    texts = [item.text for item in index.items]
    each = _median(lambda: encoder.encode(texts)) / len(texts)
    asked = [case.question for case in bench.cases]
    query = median(seconds(lambda q=text: encoder.encode_query([q])) for text in asked)  # type: ignore[misc]
    return [
        Measure("index", f"{name}: build", built, "s"),
        Measure("index", f"{name}: store", stored, "s"),
        Measure("index", f"{name}: load", loaded, "s", LOADED, (("building it", built),)),
        Measure("index", "encoder: load", _median(StaticEncoder), "s", LOADED),
        Measure("index", "encoder: one question", query, "s", ENCODED),
        Measure("index", "encoder: one passage of many", each, "s"),
    ]


def _p50_p95(
    part: str, name: str, taken: Sequence[float], p50: Budget | None, p95: Budget | None
) -> list[Measure]:
    return [
        Measure(part, f"{name}: p50", percentile(taken, 0.50), "s", p50),
        Measure(part, f"{name}: p95", percentile(taken, 0.95), "s", p95),
    ]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of `values` do not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def seconds(action: Callable[[], object]) -> float:
    """How long `action` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _median(action: Callable[[], object]) -> float:
    return median(seconds(action) for _ in range(REPEATS))


def output_of(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What `command` prints.

    Raises:
        BenchError: it cannot be run, or fails.
    """
    try:
        ran = subprocess.run(
            command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=True
        )
    except FileNotFoundError as error:
        raise BenchError(f"There is no {command[0]}: install with `make test` first.") from error
    except subprocess.CalledProcessError as error:
        raise BenchError(f"{' '.join(command)} fails: {error.stderr.strip()}") from error
    return ran.stdout


def resident_megabytes(status: str) -> float | None:
    """The resident memory in a text of Linux's ``/proc/PID/status``, in units of 2**20 bytes."""
    for line in status.splitlines():
        name, _, value = line.partition(":")
        if name == "VmRSS":
            return int(value.split()[0]) / 1024
    return None


# --- retrieval --------------------------------------------------------------------------------

Ranker = Callable[[str], Sequence[Passage]]


def rankers(index: PassageIndex) -> dict[str, Ranker]:
    """Three ways from a question to passages, best first: our search, and two of its parts."""
    passages = [item.passage for item in index.items]
    by_id = {passage.id: passage for passage in passages}
    terms, count = TermIndex.build(index.items), len(index)

    def ours(question: str) -> Sequence[Passage]:
        return [hit.passage for hit in index.search(question, k=count)]

    def by_terms(question: str) -> Sequence[Passage]:
        scores = terms.scores([term.text for term in terms_of(question)])
        return [passages[n] for n in np.argsort(-scores, kind="stable") if scores[n] > 0]

    def by_vectors(question: str) -> Sequence[Passage]:
        found = index.vectors.search(index.encoder.encode_query([question])[0], count)
        return [by_id[id_] for id_ in found.ids]

    return {"ours": ours, "BM25 alone": by_terms, "mean vectors alone": by_vectors}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in all editions, with the figures read from it."""

    texts: tuple[str, ...]
    figures: tuple[Figure, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Paragraph:
        kept = tuple(texts)
        return cls(kept, tuple(figure for text in kept for figure in read_figures(text)))

    def holds(self, fact: str) -> bool:
        """Whether any edition says `fact`."""
        return has_figure(self.figures, fact) or any(says_words(t, fact) for t in self.texts)


def paragraphs_of(items: Iterable[Indexed]) -> dict[int, Paragraph]:
    """The passages of a report in paired editions, by the number of their paragraph."""
    texts: dict[int, list[str]] = {}
    for item in items:
        texts.setdefault(item.passage.paragraph, []).append(item.text)
    return {number: Paragraph.of(kept) for number, kept in texts.items()}


def answering(case: Case, paragraphs: Mapping[int, Paragraph]) -> frozenset[int]:
    """The paragraphs that hold every fact which the case wants cited.

    None for a case that wants none, is to be refused, cannot be understood without its history,
    or needs more paragraphs than one. One that holds the same figure by chance counts too.
    """
    if not case.expect.cites or case.expect.refused or case.history:
        return frozenset()
    return frozenset(
        number
        for number, paragraph in paragraphs.items()
        if all(any(map(paragraph.holds, alternatives)) for alternatives in case.expect.cites)
    )


def rank_of(wanted: frozenset[int], ranked: Iterable[Passage]) -> int | None:
    """The 0-based rank of the first wanted paragraph, a paragraph standing where its best
    passage does, in whatever edition; `None` where none is found."""
    order = dict.fromkeys(passage.paragraph for passage in ranked)
    return next((rank for rank, number in enumerate(order) if number in wanted), None)


def retrieval(bench: Bench) -> list[Measure]:
    """The paragraph with the answer, over both editions, for questions in each script."""
    index = bench.assistant.index
    paragraphs = paragraphs_of(index.items)
    wanted = {case: found for case in bench.cases if (found := answering(case, paragraphs))}
    measures: list[Measure] = []
    for language in LANGUAGES:
        asked = [(case.question, found) for case, found in wanted.items() if case.lang == language]
        if asked:
            measures += recalls("retrieval", language, rankers(index), asked, FOUND_AT)
    return measures


def xquad(bench: Bench) -> list[Measure]:
    """XQuAD's passages by questions in the same and in the other language, where it is there."""
    measures: list[Measure] = []
    for asked, told in DIRECTIONS if DEV_DATA.is_dir() else ():
        questions, passages, right = read_xquad(DEV_DATA, asked, told)
        report = report_of("xquad", {XQUAD_LANGUAGE[told]: passages}, title="")
        ways = rankers(PassageIndex.build([report], bench.assistant.encoder))
        pairs = [(text, frozenset([int(at)])) for text, at in zip(questions, right, strict=True)]
        budgets = WITHIN_AT if asked[:2] == told[:2] else ACROSS_AT
        name = f"{asked.replace('_', '-')} → {told}"
        measures += recalls("XQuAD", name, ways, pairs, budgets)
    return measures


def recalls(
    part: str,
    name: str,
    ways: Mapping[str, Ranker],
    asked: Sequence[tuple[str, frozenset[int]]],
    budgets: Mapping[int, Budget],
) -> list[Measure]:
    """The share of questions with a wanted paragraph among the first 1 and 5, and the time of
    a search; the first of `ways` is measured, the others are its peers."""
    shares: dict[str, NDArray[np.float64]] = {}
    times: dict[str, float] = {}
    for way, ranker in ways.items():
        taken: list[float] = []
        ranks: list[int | None] = []
        for question, wanted in asked:
            started = time.perf_counter()
            ranked = ranker(question)
            taken.append(time.perf_counter() - started)
            ranks.append(rank_of(wanted, ranked))
        shares[way], times[way] = recall(ranks), median(taken)
    first, *others = ways
    label = f"{name}, {len(asked)} questions"
    measures = [
        Measure(
            part,
            f"{label}: top {depth}",
            float(shares[first][at]),
            "share",
            budgets.get(depth),
            tuple((way, float(shares[way][at])) for way in others),
        )
        for at, depth in enumerate(DEPTHS)
    ]
    peers = tuple((way, times[way]) for way in others)
    return [*measures, Measure(part, f"{label}: search", times[first], "s", None, peers)]
