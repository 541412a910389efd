"""Which metrics stand in for one another, lie near one another, or follow from others.

The words are data: `related.csv`, `nearby.csv` and `formulas.csv` of `corpus/names/`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import corpus.kpi_names
from assistant.words.lists import word_file
from corpus.kpi_names import read_rows

_NAMES = Path(corpus.kpi_names.__file__).with_name("names")


@cache
def _pairs(file: str, column: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in read_rows(_NAMES / file):
        found.setdefault(row["asked"], []).append(row[column])
    return {asked: tuple(others) for asked, others in found.items()}


def related(metric: str) -> tuple[str, ...]:
    """Metrics that answer for `metric` where a report does not give it itself."""
    return _pairs("related.csv", "answer").get(metric, ())


def nearby(metric: str) -> tuple[str, ...]:
    """Metrics worth offering beside a refusal of `metric`; they never answer for it."""
    return (*related(metric), *_pairs("nearby.csv", "near").get(metric, ()))


@cache
def formulas() -> tuple[tuple[str, str, str, str], ...]:
    """(metric, formula, one, other): metrics that follow from two others."""
    rows = read_rows(_NAMES / "formulas.csv")
    return tuple((r["metric"], r["formula"], r["one"], r["other"]) for r in rows)


@cache
def flows() -> frozenset[str]:
    """Amounts that add up over time."""
    lists = word_file("lists")
    return frozenset(lists["flows"]["metrics"])


@cache
def amounts() -> frozenset[str]:
    """Amounts of a whole, over a time or at a day: what can be divided, and what tells size."""
    lists = word_file("lists")
    return flows() | frozenset(lists["stocks"]["metrics"])
