"""Which market a word means: "domestic" is at home for the report's company, and what lies outside
a country is not that country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from corpus.figure import Span
from corpus.kpi_names import Mention, read_rows
from corpus.script import fold

_FILE = Path(__file__).parent / "names" / "homes.csv"
_USUAL = "mainland_china"
_AT_HOME = frozenset(
    {"domestic", "domestic market", "domestically", "home market", "home country", "at home"}
)
_OUTSIDE = re.compile(r"(?:\boutside (?:of )?(?:the )?|\bnon ?-)$", re.IGNORECASE)
_BEYOND = ("以外", "之外")
_REACH = 16  # characters before a place
_ABROAD, _ELSEWHERE = "overseas", "rest_of_world"


def at_home(mentions: Iterable[Mention], text: str, currency: str) -> tuple[Mention, ...]:
    """The mentions of `text`; those of the home market are of the country whose currency the
    report is in (a US retailer's domestic stores are in the United States), those of what lies
    outside a country ("outside the U.S.", 美國以外) are of the markets abroad."""
    home = _homes().get(currency, _USUAL)
    return tuple(_placed(m, text, home) if m.kind == "region" else m for m in mentions)


def _placed(mention: Mention, text: str, home: str) -> Mention:
    key = mention.key
    if key == _USUAL and fold(mention.span.of(text)) in _AT_HOME:
        key = home
    start, end = mention.span.start, mention.span.end
    before = _OUTSIDE.search(text[max(start - _REACH, 0) : start])
    beyond = text.startswith(_BEYOND, end)
    if before is None and not beyond:
        return mention if key == mention.key else replace(mention, key=key)
    outside = _ABROAD if key == home else _ELSEWHERE
    span = Span(start - len(before.group()) if before else start, end + 2 if beyond else end)
    return replace(mention, key=outside, span=span)


@cache
def _homes() -> dict[str, str]:
    return {row["currency"]: row["region"] for row in read_rows(_FILE)}
