"""Many texts checked, with one verdict over each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.check.check import Checker
from assistant.results import FigureCheck, Verdict
from corpus.script import Language


class Overall(StrEnum):
    """What the verdicts on a text's figures come to."""

    SUPPORTED = "supported"  # it has figures and the report stands behind all of them
    CONFLICT = "conflict"  # the report says otherwise of at least one
    UNSUPPORTED = "unsupported"  # of at least one the report says nothing, of none otherwise
    NOT_CHECKABLE = "not checkable"  # no figures, or some that could not be bound


@dataclass(frozen=True, slots=True)
class TextCheck:
    """The verdicts on one text; `id` is the caller's name for it."""

    id: str
    text: str
    overall: Overall
    checks: tuple[FigureCheck, ...] = ()

    @property
    def coverage(self) -> str:
        """Figures that could be judged, of all figures, as "3/4"."""
        judged = sum(check.verdict is not Verdict.NOT_CHECKABLE for check in self.checks)
        return f"{judged}/{len(self.checks)}"


def check_text(
    checker: Checker, text: str, *, id: str = "", language: Language | None = None
) -> TextCheck:
    """The verdicts on every figure of `text` and over it; reasons are in `language`, by default
    the text's own."""
    checks = checker.check(text, language=language)
    return TextCheck(id, text, overall(checks), checks)


def check_texts(checker: Checker, texts: Iterable[tuple[str, str]]) -> Iterator[TextCheck]:
    """One result for each (id, text), in order, as they are read."""
    for id, text in texts:
        yield check_text(checker, text, id=id)


def overall(checks: Sequence[FigureCheck]) -> Overall:
    """One verdict over several: conflict before unsupported before not checkable."""
    verdicts = {check.verdict for check in checks}
    if Verdict.CONFLICT in verdicts:
        return Overall.CONFLICT
    if Verdict.NOT_IN_REPORT in verdicts:
        return Overall.UNSUPPORTED
    if not verdicts or Verdict.NOT_CHECKABLE in verdicts:
        return Overall.NOT_CHECKABLE
    return Overall.SUPPORTED
