"""What the assistant gives back: frozen values, no behaviour beyond ratios."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.audit.audit_finding import Finding
from corpus.answered import Answered
from corpus.bind.binding import Binding
from corpus.figure import Figure, Span
from corpus.kpi import KpiRow
from corpus.report import Place
from corpus.script import Language


class Verdict(StrEnum):
    """The six verdicts on a figure, as the design defines them."""

    CONFIRMED = "confirmed"
    ROUNDED = "rounded"
    DERIVED = "derived"
    CONFLICT = "conflict"
    NOT_IN_REPORT = "not in report"
    NOT_CHECKABLE = "not checkable"

    @property
    def passes(self) -> bool:
        """Whether the report stands behind the figure."""
        return self in (Verdict.CONFIRMED, Verdict.ROUNDED, Verdict.DERIVED)


@dataclass(frozen=True, slots=True)
class Proof:
    """How a derived figure follows: `formula` in words of the vocabulary
    ("difference", "share", …), `expression` with the numbers in it, the rows it stands on,
    and the lowest and highest value that the operands' rounding allows (base units)."""

    formula: str
    expression: str
    operands: tuple[KpiRow, ...]
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """The verdict on one figure of a text. `figure.span` is its place in that text.

    `row` is the KPI row it was held against (for a conflict: the row that is right), `reason`
    one sentence in the text's language on why; `binding` what the text says that it is of. A
    conflict has a proof where a calculation that the text states gives another value.
    """

    figure: Figure
    verdict: Verdict
    row: KpiRow | None = None
    proof: Proof | None = None
    reason: str = ""
    binding: Binding | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference of an answer to a passage.

    `place` is the passage, `quote` its exact characters, `highlights` the spans in the
    edition's text that the answer stands on (inside `place.span`), `rows` the KPI rows used.
    `page` and `line` are 1-based, `None` where the format has none. `words` tell which words of the
    passage answer which words of the question.
    """

    number: int
    place: Place
    quote: str
    highlights: tuple[Span, ...] = ()
    section: str = ""
    page: int | None = None
    line: int | None = None
    rows: tuple[KpiRow, ...] = ()
    words: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that has been checked.

    `text` is plain text (never HTML) in `language`; it carries citation marks such as
    ``[1]`` at sentence ends; lines starting with "- " are list items. `refused` is true when
    the report does not say what was asked; `text` then says so. `checks` are in the order of the
    figures in `text`. `not_understood` are words of the question that played no part. `intent`
    is what kind of question it was taken for. `written_by` is "rules" or the language model's
    name. `findings` are those of the audit that the answer tells.
    """

    question: str
    text: str
    language: Language
    refused: bool = False
    checks: tuple[FigureCheck, ...] = ()
    citations: tuple[Citation, ...] = ()
    intent: str = "lookup"
    not_understood: tuple[str, ...] = ()
    written_by: str = "rules"
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the report stands behind every figure of the answer."""
        return all(check.verdict.passes for check in self.checks)

    @property
    def coverage(self) -> str:
        """Figures that could be judged, of all figures, as "3/4"."""
        judged = sum(check.verdict is not Verdict.NOT_CHECKABLE for check in self.checks)
        return f"{judged}/{len(self.checks)}"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: str  # "user" or "assistant"
    content: str
