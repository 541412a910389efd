"""The sign of each verdict, the same on the page, on a terminal and in a file."""

from __future__ import annotations

from assistant.results import Verdict

MARKS = {
    Verdict.CONFIRMED: "✓",
    Verdict.ROUNDED: "≈",
    Verdict.DERIVED: "∑",
    Verdict.CONFLICT: "✗",
    Verdict.NOT_IN_REPORT: "?",
    Verdict.NOT_CHECKABLE: "…",
}
