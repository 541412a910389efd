"""Shares of a whole that an earlier clause names: 國內收入中，線上渠道佔45%."""

from __future__ import annotations

import re

from corpus.bind.bind_view import FigureView
from corpus.figure import UnitKind

_WHOLE = re.compile(r"(?P<zh>[\u3400-\u9fff]{3,14}?)(?:之中|當中|当中|中|裡|里)[，,]")
_WHOLE_EN = re.compile(r" ?(?:of|within) (?P<en>[a-z][a-z -]{3,40}),", re.IGNORECASE)
_PART = re.compile(r"([\u3400-\u9fff]{2,10}?)(?:業務|业务|部分)?[佔占](?:比)?(?:約|约|了|為|为)?")


def whole_led(view: FigureView) -> str:
    """The whole, as written, that the clause before a share names with its metric; "" where it
    names none."""
    if view.kind is not UnitKind.PERCENT:
        return ""
    words = view.words
    start = words.clause_start(max(view.clause - 1, words.span.start))
    lead = words.text[start : view.clause]
    match = _WHOLE.fullmatch(lead) or _WHOLE_EN.fullmatch(lead)
    if match is None or not words.between(start, view.clause, "metric"):
        return ""
    return str(match[1]).strip()


def part_led(view: FigureView) -> str:
    """What has a share of the whole led in, by its name as written: 自有品牌佔41%."""
    named = _PART.fullmatch(view.words.text, view.clause, view.start)
    return named[1] if named else ""
