"""Figures of what might be: "a 10% stronger dollar would lower revenue by 3%" reports nothing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus.bind.binding import Binding
from corpus.kpi import Measure, SourceKind
from corpus.script import fold

_FILE = Path(__file__).parent.parent / "names" / "conditions.toml"
_PART_ENDS = "。；;！？!?\n"
_LED_TO = 80  # characters from "if" to the figures that it leads to
_REACH = 300  # characters of a sentence that are looked at


@dataclass(frozen=True, slots=True)
class _Words:
    opens: re.Pattern[str]
    apart: re.Pattern[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    moves_en, moves_zh = "|".join(data["moves_en"]), "|".join(fold(w) for w in data["moves_zh"])
    ifs_en, ifs_zh = "|".join(data["ifs_en"]), "|".join(fold(w) for w in data["ifs_zh"])
    return _Words(
        re.compile(
            rf"(?<![A-Za-z])(?:{ifs_en})(?![A-Za-z])"
            rf"|(?<![A-Za-z])(?:would|could|might) (?:{moves_en})(?![A-Za-z])"
            rf"|{ifs_zh}|每(?:{moves_zh})",
            re.IGNORECASE,
        ),
        re.compile("|".join(fold(word) for word in data["apart"]), re.IGNORECASE),
    )


def without_what_might_be(binding: Binding, text: str) -> Binding:
    """The binding, with no metric where its sentence only says what would follow from what: the
    sentence can be quoted, the figure is nobody's result."""
    dated = "period" in binding.said and binding.source is not SourceKind.REPORTED
    if not binding.metric or binding.measure is Measure.LEVEL or dated:
        return binding  # what is foreseen of a year, on whatever assumptions, is a forecast
    span = binding.figure.span
    start = max(text.rfind(mark, 0, span.start) for mark in _PART_ENDS) + 1
    start = max(start, binding.sentence.start, span.start - _REACH)
    ends = [text.find(mark, span.end) for mark in _PART_ENDS]
    end = min([at for at in ends if at >= 0] + [binding.sentence.end, span.end + _REACH])
    part = fold(text[start : max(end, span.end)])
    opened = _words().opens.search(part)
    if opened is None or _words().apart.search(part):
        return binding
    would = part[opened.start()] in "wcm"  # "a 10% fall would lower …": what stands before, too
    if not (would or 0 <= span.start - start - opened.end() <= _LED_TO):
        return binding
    return replace(binding, metric="", said=binding.said - {"metric"})
