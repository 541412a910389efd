"""Words of a question that say how something is or went, beside its metric."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from assistant.understand.query import Query
from assistant.words.lists import word_file
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow
from corpus.script import Language, fold, has_han, to_script

_LOSSES = frozenset({"net_loss", "operating_loss", "loss_per_unit"})
# A statement before the question itself: "The margin slipped to 18.8%. What went wrong?"
_STATED_BEFORE = re.compile(r"[.。!！—](?:\s+\S|(?<=。)\S)")


@cache
def _ways() -> dict[str, tuple[re.Pattern[str], tuple[str, ...]]]:
    listed = word_file("yes_no")["ways"]
    found = {}
    for key, words in listed.items():
        folded = [fold(word) for word in words]
        latin = "|".join(re.escape(word) for word in folded if not has_han(word)) or "(?!)"
        han = tuple(word for word in folded if has_han(word))
        found[key] = re.compile(rf"(?<![a-z])(?:{latin})(?![a-z])"), han
    return found


def says(question: str, key: str) -> bool:
    """Whether a question has one of the words of `key`."""
    plain = fold(question)
    latin, han = _ways()[key]
    return latin.search(plain) is not None or any(word in plain for word in han)


def as_stated(query: Query) -> Query:
    """`query` with what it takes for granted said by its slots: the way that its metric went, and
    that it is taken for granted at all."""
    direction = query.direction or _way(query)
    past = bool(query.figures) or "past" in query.asks
    how = "how" in query.intents and bool(direction) and past and "future" not in query.asks
    before = _STATED_BEFORE.search(query.question) is not None
    before = before or says(query.question, "asks_how_it_is")
    asks = query.asks
    earned = bool(query.asks & {"gaining", "losing"}) and {"past", "value"} <= query.asks
    expected = bool(query.asks & {"other_base", "below_expectation"})
    stated = bool(direction) or (expected and bool(query.figures))
    if how or earned or (before and stated and bool(query.metrics)):
        asks |= {"presumes"}
    years = {period.start.year for period in query.periods}
    figures = tuple(f for f in query.figures if not (_is_bare(f) and f.value in years))
    return replace(query, direction=direction, asks=asks, figures=figures)


def _is_bare(figure: Figure) -> bool:
    """Whether a figure can be a year that was read with the word after it ("2025 EV")."""
    counted = figure.unit.kind in (UnitKind.COUNT, UnitKind.NUMBER)
    return counted and figure.scale == 1 and "," not in figure.text


def _way(query: Query) -> str:
    """Up or down, by words other than those of a change; "" where the question tells neither."""
    if "market_share" in query.metrics:
        for way in ("up", "down"):
            if says(query.question, f"share_{way}"):
                return way
    if len(query.metrics) != 1 or "compare" in query.intents or query.figures:
        return ""
    several = max(len(query.segments), len(query.regions), len(query.entities)) > 1
    if several or query.bases:
        return ""
    for way in ("up", "down"):
        if query.yes_no and says(query.question, way):
            return way
    return {"good": "up", "bad": "down"}.get(query.comparing, "")  # turned where low is good


def corrected(went: str, row: KpiRow, language: Language) -> str:
    """That something went another way than the question has it, in words."""
    words = word_file("yes_no")["corrected"]
    counted = row.figure.unit.kind is UnitKind.COUNT
    kind = "_loss" if row.metric in _LOSSES else "_count" if counted else ""
    entry = words[went + kind]
    return str(entry["en"]) if language == "en" else to_script(entry["zh"], language)
