"""Question sets: what is asked, of which report, and what a right answer holds.

A set is a file of JSON lines, one case a line; `sets/README.md` documents every field.
Everything that is read from such a file passes through the models below first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.script import Language

CHECKOUT = Path(__file__).resolve().parent.parent
SETS = Path(__file__).resolve().parent / "sets"
REPORTS = SETS / "reports"
# Reports that are not ours to ship lie beside the checkout of those who have them; cases on them
# are skipped elsewhere.
SHARED = CHECKOUT.parent / "shared"
ORIGINAL = SHARED / "report" / "xiaomi-2025q1-original.txt"  # the broker's own text of the first

BUNDLED_REPORT = "xiaomi-2025q1"
ORIGINAL_REPORT = "original"
SHARED_PREFIX = "shared:"  # a path below SHARED; "#ID" after it names one line of a JSONL file
# Sets that nobody tunes on: scores are shown, failures are not.
HELD_PREFIXES = ("untouched",)

Kind = Literal[
    "lookup",
    "paraphrase",
    "comparison",
    "computation",
    "why",
    "how",
    "list",
    "follow_up",
    "false_premise",
    "yes_no",
    "unanswerable",
    "summary",
    "audit",
]


class BadQuestionSet(Exception):
    """A question set is missing or a line of it is not a case; the message names file and line."""


def _one_or_several(value: object) -> object:
    """Let a single string stand for a list of one alternative."""
    return (value,) if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]
Alternatives = Annotated[tuple[Text, ...], BeforeValidator(_one_or_several), Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(_Strict):
    """An earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Text


class Expectation(_Strict):
    """What a right answer holds.

    Figures are written as a person writes them ("23.2%", "1113億元", "RMB 111.3 billion").
    A leading "~" marks a computed one, which an answer may round or give more exactly.
    Of the tuples of alternatives each must be met, by any one of its strings.

    `figures` must all be shown; of `any_of` one group in full. `forbid` must not be
    given as the answer. `cites` are facts that the cited passages hold. `says` are words of
    the answer, whole words in English unless they end with "*". `refused` is `None` where
    answering and refusing are both right. `verdicts` narrows the verdicts that the expected
    figures may have.
    """

    figures: tuple[Text, ...] = ()
    any_of: tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...] = ()
    forbid: tuple[Text, ...] = ()
    cites: tuple[Alternatives, ...] = ()
    says: tuple[Alternatives, ...] = ()
    refused: bool | None = False
    verdicts: tuple[Literal["confirmed", "rounded", "derived"], ...] = ()

    @property
    def all_figures(self) -> tuple[str, ...]:
        """Every figure string that the case expects, alternatives included."""
        return (*self.figures, *(figure for group in self.any_of for figure in group))


class Case(_Strict):
    """One question with its expectation."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    kind: Kind
    lang: Language
    question: Text
    history: tuple[Message, ...] = ()
    report: Text = BUNDLED_REPORT
    expect: Expectation


def report_path(name: str) -> Path | None:
    """Where the report of a case lies; `None` for the one that the assistant opens by itself."""
    if name == BUNDLED_REPORT:
        return None
    if name.startswith(SHARED_PREFIX):
        return SHARED / name.removeprefix(SHARED_PREFIX).partition("#")[0]
    return ORIGINAL if name == ORIGINAL_REPORT else REPORTS / name


@contextmanager
def report_file(name: str) -> Iterator[Path | None]:
    """The file to open for the report `name`, there for as long as the context is.

    A report that is one line of a JSONL file (`{"doc": ID, "text": …}`) is a text file of its own
    meanwhile; any other is the file at `report_path`.

    Raises:
        BadQuestionSet: no line of the JSONL file has that ID.
    """
    path = report_path(name)
    _, _, doc = name.partition("#")
    if path is None or not name.startswith(SHARED_PREFIX) or not doc:
        yield path
        return
    text = _text_of(path, doc)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{doc}.txt"
        file.write_text(text, encoding="utf-8")
        yield file


def _text_of(path: Path, doc: str) -> str:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["doc"] == doc:
                return str(record["text"])
    raise BadQuestionSet(f"{path.name} has no report {doc!r}")


def available(case: Case) -> bool:
    """Whether the case's report is on this machine."""
    path = report_path(case.report)
    return path is None or path.is_file()


def set_names() -> tuple[str, ...]:
    """The names of all sets, in alphabetical order."""
    return tuple(sorted(path.stem for path in SETS.glob("*.jsonl")))


def is_held(name: str) -> bool:
    """Whether the set is one that nobody tunes on."""
    return name.startswith(HELD_PREFIXES)


def load_set(name: str, folder: Path = SETS) -> tuple[Case, ...]:
    """Read the set called `name`.

    Raises:
        BadQuestionSet: there is no such set, a line is not a case, or an id comes twice.
    """
    path = folder / f"{name}.jsonl"
    if not path.is_file():
        known = ", ".join(sorted(other.stem for other in folder.glob("*.jsonl"))) or "none"
        raise BadQuestionSet(f"no question set {name!r}; there are: {known}")
    return parse_set(path.read_text(encoding="utf-8").splitlines(), path.name)


def parse_set(lines: Iterable[str], source: str = "set") -> tuple[Case, ...]:
    """Read cases from JSON lines; blank lines are passed over.

    Raises:
        BadQuestionSet: a line is not a case, or an id comes twice.
    """
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "line"
            raise BadQuestionSet(f"{source}:{number}: {field}: {first['msg']}") from error
        if case.id in cases:
            raise BadQuestionSet(f"{source}:{number}: id {case.id} comes twice")
        cases[case.id] = case
    return tuple(cases.values())


def by_report(cases: Sequence[Case]) -> dict[str, tuple[Case, ...]]:
    """The cases of each report, reports in order of first use, so that each is opened once."""
    names = dict.fromkeys(case.report for case in cases)
    return {name: tuple(case for case in cases if case.report == name) for name in names}
