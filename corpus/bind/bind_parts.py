"""Parts and wholes: what has a share of a total, and of a market."""

from __future__ import annotations

import re

from corpus.bind.bind_view import FigureView
from corpus.figure import Span, UnitKind
from corpus.kpi import Measure
from corpus.script import fold

_MARKET = re.compile(r"市場|市场|(?<![A-Za-z])markets?(?![A-Za-z])")
_WHOLE_MARKET = re.compile(r"(?:市場|市场)(?:的|約|约|總額的?|总额的?|份額的?)*$")
_MARKET_EN = re.compile(r" of (?:the|its|this|that) (?:[\w'-]{1,20} ){0,4}market\b")
_PART = re.compile(r"[，；;、]?(?:其中|當中|当中)?([\u3400-\u9fff]{2,10})[佔占](?:比)?[約约]?")
# Where goods come from or go: a part of what is spoken of, no business of its own.
ORIGINS = frozenset(
    {"国产", "进口", "国内", "内销", "外销", "出口", "线上", "线下", "直营", "加盟", "自营"}
)


def part_named(view: FigureView) -> str:
    """What has a share of the total before it, in a clause that says nothing else: 資產1,420億元,
    其中固定收益佔71%，股票佔14%. A known name of a metric is no part, but a word inside one is."""
    last = view.last
    if view.kind is not UnitKind.PERCENT or last is None or last.metric == "":
        return ""
    dealt = last.measure is Measure.SHARE and "segment" in last.said
    total = last.figure.unit.kind in (UnitKind.CURRENCY, UnitKind.COUNT) and not last.base
    named = _PART.fullmatch(view.words.text, view.clause, view.start)
    if named is None or not (dealt or (total and last.measure is Measure.LEVEL)):
        return ""
    span = Span(*named.span(1))
    inside = [m for m in view.words.mentions if m.kind != "rest" and m.span.overlaps(span)]
    if any(m.span == span or m.kind not in ("metric", "segment") for m in inside):
        return ""
    origin = fold(named[1]) in ORIGINS
    return named[1] if (inside or dealt) and not origin else ""


def market_named(view: FigureView) -> Span | None:
    """The word "market" of a clause that speaks of how large one is (X市場將達到100億元)."""
    words = view.words
    start = words.clause_start(view.start)
    named = list(_MARKET.finditer(words.text, start, view.start))
    if not named or words.between(named[-1].end(), view.start, "metric"):
        return None
    span = Span(*named[-1].span())
    sized = words.between(span.end, view.start, "level", "base", "future", "source", "past")
    return span if sized and words.is_near(span.end, view.start) else None


def is_of_market(view: FigureView) -> bool:
    """Whether a share is one of a market (占整個X市場的58%, "accounts for 20% of the market")."""
    text = view.words.text
    cues = [m for m in view.before("measure") if m.key == "share"]
    if cues and _WHOLE_MARKET.search(text[cues[-1].span.end : view.start]):
        return True
    return view.tail.startswith(" of ") and bool(_MARKET_EN.match(view.tail))
