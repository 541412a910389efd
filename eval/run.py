"""Run a question set over the assistant: cases in, scored results out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.results import Answer, Turn
from eval.question_set import Case, available, by_report, report_file
from eval.score import Scores, is_right, score


class Answers(Protocol):
    """What is put to the test: an assistant with one report open."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer `question` after the earlier turns of `history`."""
        ...


Opener = Callable[[Path | None], Answers]


@dataclass(frozen=True, slots=True)
class Result:
    """One case with its answer and scores.

    Where asking raised an error, `answer` is `None`, `error` tells it and `scores` is empty.
    `seconds` is how long the answer took, opening the report apart.
    """

    case: Case
    answer: Answer | None
    scores: Scores
    seconds: float
    error: str = ""

    @property
    def right(self) -> bool:
        """Whether the answer came and its content is right."""
        return self.answer is not None and is_right(self.scores)

    def passed(self, metric: str) -> bool | None:
        """The score on `metric`; an answer that never came fails each."""
        return False if self.answer is None else self.scores[metric]

    @property
    def failed(self) -> tuple[str, ...]:
        """The metrics that failed, content or not."""
        if self.answer is None:
            return ("error",)
        return tuple(name for name, passed in self.scores.items() if passed is False)


@dataclass(frozen=True, slots=True)
class Run:
    """The results of a set, in the order of its cases, and how many cases had no report here."""

    name: str
    results: tuple[Result, ...]
    skipped: int = 0


def open_report(path: Path | None) -> Answers:
    """The assistant over the report at `path`, or over the bundled one.

    Imported late: sets can be read and answers scored where the assistant is not there.
    """
    from assistant.ask import Assistant

    return Assistant.open(report=path)


def run_set(name: str, cases: Sequence[Case], opener: Opener = open_report) -> Run:
    """Ask every case whose report is on this machine; each report is opened once."""
    here = [case for case in cases if available(case)]
    results = {result.case.id: result for result in _ask_all(here, opener)}
    return Run(name, tuple(results[case.id] for case in here), len(cases) - len(here))


def _ask_all(cases: Sequence[Case], opener: Opener) -> Iterator[Result]:
    for report, asked in by_report(cases).items():
        with report_file(report) as path:
            try:
                assistant = opener(path)
            except Exception as error:  # what cannot be opened fails its cases, not the run
                yield from (_crashed(case, 0.0, error) for case in asked)
                continue
            for case in asked:
                yield ask_case(assistant, case)


def _crashed(case: Case, seconds: float, error: Exception) -> Result:
    return Result(case, None, {}, seconds, f"{type(error).__name__}: {error}")


def ask_case(assistant: Answers, case: Case) -> Result:
    """Ask one case and score the answer."""
    history = tuple(Turn(message.role, message.content) for message in case.history)
    start = time.perf_counter()
    try:
        answer = assistant.ask(case.question, history)
    except Exception as error:  # a crash is a wrong answer and must not end the run
        return _crashed(case, time.perf_counter() - start, error)
    seconds = time.perf_counter() - start  # of the answer alone, not of its scoring
    return Result(case, answer, score(case, answer), seconds)
