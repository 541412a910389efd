"""Whether the figure check can follow a wording: a shorter one is used only where it can."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer.find import RowFinder, open_names
from assistant.check.check import Checker
from assistant.check.memory import Memory
from corpus.kpi_names import Matcher
from corpus.script import Language

_NAMES: Memory[Matcher] = Memory()


def legible(text: str, rows: RowFinder, language: Language) -> bool:
    """Whether every figure of `text`, read again from scratch, stands by the report."""
    names = _NAMES.get(rows.table, lambda: Matcher.of(open_names(rows.table)))
    checks = Checker(rows.report, rows.table, names).check(text, language=language)
    return bool(checks) and all(check.verdict.passes for check in checks)


def first_legible(texts: Iterable[str], rows: RowFinder, language: Language) -> str:
    """The first of `texts` that the check can follow; "" where it can follow none."""
    return next((text for text in texts if text and legible(text, rows, language)), "")
