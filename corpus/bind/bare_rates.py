"""Rates that name no more than what kind they are: "profit was 276, a margin of 21.5%"."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from corpus.bind.bind_view import FigureView
from corpus.figure import UnitKind
from corpus.kpi_names import read_rows
from corpus.script import fold

_FOLDER = Path(__file__).parent.parent / "names"


@cache
def _bare() -> frozenset[str]:
    data = tomllib.loads((_FOLDER / "open_names.toml").read_text(encoding="utf-8"))
    return frozenset(fold(name) for name in data["bare_rates"])


@cache
def _rates() -> dict[str, str]:
    """An amount's own rate: operating profit's is the operating margin."""
    rates: dict[str, str] = {}
    for row in read_rows(_FOLDER / "formulas.csv"):
        if row["formula"] == "share":
            rates.setdefault(row["one"], row["metric"])
    return rates


def rate_of_the_amount(view: FigureView, chosen: str) -> str:
    """The rate that a bare name means, from the amount before it in the sentence; `chosen` where
    the name is no bare one, or nothing has a rate."""
    if view.kind is not UnitKind.PERCENT or not chosen:
        return chosen
    last = [m for m in view.before("metric") if m.key == chosen]
    written = view.words.written(last[-1]) if last else chosen
    if fold(written) not in _bare():
        return chosen
    amounts = [b for b in view.done if b.figure.unit.kind is UnitKind.CURRENCY and not b.base]
    return _rates().get(amounts[-1].metric, chosen) if amounts else chosen
