"""Sentences about one thing: a plant that opens them, or what "this series" goes back to."""

from __future__ import annotations

import re

from corpus.bind.bind_view import FigureView
from corpus.figure import UnitKind

_THIS = re.compile(
    r"(?:該|该)(?:系列|產品|产品|品牌|車型|车型|機型|机型|計劃|计划|項目|项目|協議|协议)"
)
_OF_THEIR = re.compile(
    r" of (?:their|his|her) ((?:[a-z][a-z-]{2,20} ?){1,2}?)(?= on | after |[,.;)]|$)"
)
_QUOTED = re.compile(r"[「『“\"]([^「」『』“”\"]{2,16})[」』”\"]")
_PLANT = re.compile(
    r"(?:公司|集團|集团|我們|我们|旗下|位於|位于)?"
    r"(?P<name>[\u3400-\u9fff]{2,8}(?:工廠|工厂|生產基地|生产基地|園區|园区|廠|厂))"
    r"|(?:The |Our )?(?P<en>(?:[A-Z][\w-]{2,20} ){1,2}(?:plant|factory|mine|mill|refinery|campus))"
)
_REACH = 160
_OF_A_PLANT = frozenset(
    {"investment", "capital_expenditure", "capacity", "capacity_utilisation", "production"}
)


def thing_spoken_of(view: FigureView, metric: str) -> str:
    """The name, as written, of what the sentence speaks of where no business is named in it and
    none is inherited; "" where it opens with nothing of the kind."""
    words = view.words
    if view.before("segment"):
        return ""
    opening = words.text[words.span.start : view.start].lstrip(" \u3000")
    if _THIS.match(opening):
        before = words.text[max(words.span.start - _REACH, 0) : words.span.start]
        quoted = _QUOTED.findall(before)
        return str(quoted[-1]) if quoted else ""
    of_a_plant = metric in _OF_A_PLANT and not view.context.segment
    plant = _PLANT.match(opening) if of_a_plant else None
    return (plant["name"] or plant["en"]) if plant else ""


def of_their_own(view: FigureView) -> str:
    """What of their own people lost or gained a part of: "lost 12% of their body weight"."""
    found = _OF_THEIR.match(view.tail) if view.kind is UnitKind.PERCENT else None
    return found[1].strip() if found else ""


def is_expected_of_the_last(view: FigureView) -> bool:
    """Whether this is what the market expected of what its sentence has just told: "EPS were 1.24;
    the consensus had been 1.15"."""
    previous = view.previous
    if previous is None or previous.figure.unit != view.figure.unit:
        return False
    expected = any(m.key == "consensus" for m in view.before("source"))
    return expected and previous.sentence.end > view.words.span.start
