"""The word lists by which the labels of tables are read (`corpus/names/table_*`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.kpi_names import read_rows
from corpus.script import fold

_FOLDER = Path(__file__).parent.parent / "names"
_WITHIN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_PLAIN = str.maketrans(
    {"’": "'", "\u2013": "-", "\u2014": "-", "（": "(", "）": ")", "，": ",", "\n": " "}
)


@dataclass(frozen=True, slots=True)
class TableWords:
    """What the labels of rows and columns are made of, all folded."""

    openers: tuple[str, ...]
    closers: tuple[str, ...]
    tails: tuple[str, ...]
    connectors: frozenset[str]
    other_items: re.Pattern[str]
    cash_flow: tuple[str, ...]
    statements: tuple[str, ...]
    by_part: tuple[str, ...]
    at_beginning: tuple[str, ...]
    note_columns: frozenset[str]
    whole_of_column: tuple[str, ...]
    share_columns: frozenset[str]
    reconciliations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MetricKinds:
    """Sets of metrics that tables treat alike.

    `parts` can be split by business or place, those of `no_sum` do not add up then; the rows
    under one of `items` are items of their own; a `stock` in a cash flow statement is what it
    changed by (`change`: by which metric); an `outflow` is given in brackets, an `expense` is
    never negative; `per_share` is not in the table's scale; a `general` one gives way to that of
    the line over it; `rates` leads from an amount to the metric that is it as a percentage (a
    margin), `amounts` back, `adjusted` from a metric to the one that a company adjusts.
    """

    parts: frozenset[str]
    no_sum: frozenset[str]
    items: frozenset[str]
    stock: frozenset[str]
    outflow: frozenset[str]
    expense: frozenset[str]
    per_share: frozenset[str]
    general: frozenset[str]
    change: dict[str, str]
    rates: dict[str, str]
    amounts: dict[str, str]
    adjusted: dict[str, str]


def plain(text: str) -> str:
    """A label folded, with one kind of dash, quote, bracket and comma, and no
    hyphen within words."""
    return _WITHIN.sub(" ", " ".join(fold(text).translate(_PLAIN).split()))


@cache
def table_words() -> TableWords:
    data = tomllib.loads((_FOLDER / "table_labels.toml").read_text(encoding="utf-8"))

    def words(name: str) -> tuple[str, ...]:
        return tuple(sorted((plain(word) for word in data[name]), key=len, reverse=True))

    latin = [re.escape(word) for word in words("other_items") if word.isascii()]
    han = [re.escape(word) for word in words("other_items") if not word.isascii()]
    return TableWords(
        words("openers"),
        words("closers"),
        words("tails"),
        frozenset(fold(word) for word in data["connectors"].split()),
        re.compile(rf"\b(?:{'|'.join(latin)})\b|{'|'.join(han)}"),
        words("cash_flow"),
        words("statements"),
        tuple(fold(word) for word in data["by_part"]),
        words("at_beginning"),
        frozenset(words("note_columns")),
        words("whole_of_column"),
        frozenset(words("share_columns")),
        words("reconciliations"),
    )


@cache
def metric_kinds() -> MetricKinds:
    lines = read_rows(_FOLDER / "table_metrics.csv")
    rows = {row["kind"]: row["metrics"].split("|") for row in lines}

    def pairs(kind: str) -> dict[str, str]:
        found = (item.partition(":") for item in rows[kind])
        return {name: other for name, _, other in found}

    rates = pairs("rate")
    return MetricKinds(
        parts=frozenset(rows["parts"]),
        no_sum=frozenset(rows["no_sum"]),
        items=frozenset(rows["items"]),
        stock=frozenset(rows["stock"]),
        outflow=frozenset(rows["outflow"]),
        expense=frozenset(rows["expense"]),
        per_share=frozenset(rows["per_share"]),
        general=frozenset(rows["general"]),
        change=pairs("change"),
        rates=rates,
        amounts={rate: amount for amount, rate in rates.items()},
        adjusted=pairs("adjusted"),
    )


@cache
def whole_labels() -> dict[tuple[str, str], str]:
    """(label, the metric of the rows above or "") → metric, for labels that tell only whole."""
    found = {}
    for row in read_rows(_FOLDER / "table_labels.csv"):
        for label in (row["en"] + "|" + row["zh"]).split("|"):
            if label:
                found[plain(label), row["under"]] = row["key"]
    return found
