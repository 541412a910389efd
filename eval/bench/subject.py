"""What the bench measures: an open assistant with its questions, and programs run beside it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.ask import Assistant
from assistant.settings import PREFIX, Settings
from corpus.report import Report
from eval.question_set import BUNDLED_REPORT, CHECKOUT, Case, load_set

SETS = ("dev", "blind")


class BenchError(Exception):
    """What is to be measured does not run."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: an open assistant, questions, and the folder where its index is.

    `minilm` is a folder with all-MiniLM-L6-v2 to measure beside our encoder, where there is one.
    """

    assistant: Assistant
    cases: tuple[Case, ...]
    folder: Path
    minilm: Path | None = None

    @classmethod
    def open(cls, folder: Path, minilm: Path | None = None) -> Bench:
        """The bundled report and its sets, whatever this user's settings are."""
        loaded = [case for name in SETS for case in load_set(name)]
        cases = tuple(case for case in loaded if case.report == BUNDLED_REPORT)
        return cls(Assistant.open(Settings(data_dir=folder)), cases, folder, minilm)

    @property
    def report(self) -> Report:
        """The report that the assistant answers from."""
        return self.assistant.reports[0]

    @property
    def environment(self) -> dict[str, str]:
        """This process's, without this user's settings and with our folder, for others."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return {**kept, f"{PREFIX}DATA_DIR": str(self.folder)}


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
