"""What a question asks for, seen from the sentences that could answer it: its own words without
those of asking, the kind of figure, the form that a reason, a way or a list has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.reasons import gives_reason_or_purpose, has_words, tells_means
from assistant.understand.query import Query
from assistant.understand.question_names import stopwords
from assistant.understand.read_question import question_words
from corpus.figure import UnitKind
from corpus.kpi_names import vocabulary
from corpus.read.read_figures import read_figures
from corpus.script import fold

_CUES = frozenset({"why", "how", "list", "summarise", "who", "when", "where"})
_ASKED = frozenset({"value", "exists"})
_OPEN = frozenset({"why", "how", "which_things", "list"})
_PARTICLES = "的了呢嗎吗啊呀吧咩嘅咁啲嗰"
_RATES = (UnitKind.PERCENT, UnitKind.POINT, UnitKind.BASIS_POINT, UnitKind.MULTIPLE)
_DATE = re.compile(r"(?:19|20)\d\d|\d月|[一二三四]季|[A-Z][a-z]{2,8} \d|quarter|spring|autumn|year")
_SEVERAL = re.compile(r"、|，(?=其[一二三四])|[；;]|, (?!\d)")


def asked_text(question: str) -> str:
    """A question without the words of asking."""
    plain = list(fold(question))
    for mention in question_words().mentions(question):
        cue = mention.kind == "intent" and mention.key in _CUES
        asks = mention.kind == "ask" and mention.key in _ASKED
        long = mention.span.end - mention.span.start > 1
        if long and (cue or asks or mention.kind in ("neutral", "unit")):
            for at in range(mention.span.start, mention.span.end):
                plain[at] = " "
    text = "".join(plain)
    latin, chinese = stopwords()
    kept = " ".join(word for word in text.split() if word.strip("?.,!'\"") not in latin)
    for word in chinese:
        if len(word) > 1 or word in _PARTICLES:
            kept = kept.replace(word, " ")
    return kept if kept.strip() else question


def has_form(query: Query, texts: Sequence[str]) -> float:
    """1 where a sentence has what is asked for (a figure of the kind, a date, a reason, several
    things), 0 where it has not, one half where anything will do."""
    if "when" in query.intents:
        return 1.0 if any(_DATE.search(text) for text in texts) else 0.0
    if query.intents & _OPEN:
        return 1.0 if any(_tells(query, text) for text in texts) else 0.0
    wants = query.unit is not None or "value" in query.asks or bool(query.metrics)
    if not wants or query.intents & {"who", "where"}:
        return 0.5
    return 1.0 if has_asked_figure(query, texts[0]) else 0.0


def _tells(query: Query, text: str) -> bool:
    """Whether a sentence has a form that answers: a reason, a way, several things named."""
    if "why" in query.intents:
        return gives_reason_or_purpose(text)
    if "how" in query.intents:
        return gives_reason_or_purpose(text) or tells_means(text)
    return len(_SEVERAL.findall(text)) > 1 or has_words("several", text)


def has_asked_figure(query: Query, text: str) -> bool:
    """Whether a text has a figure of the kind that a question asks for."""
    figures = read_figures(text)
    if query.unit is not None:
        kinds = set(_RATES) if query.unit in _RATES else {query.unit}
        return any(figure.unit.kind in kinds for figure in figures)
    rated = "growth" in query.asks or query.measure is not None
    if rated and any(figure.unit.kind in _RATES for figure in figures):
        return True
    known = vocabulary().names
    units = [known[key] for key in query.metrics if key in known and known[key].units]
    if units:
        return any(name.has_unit(figure.unit) for figure in figures for name in units)
    return any(figure.unit.kind not in (UnitKind.NUMBER, UnitKind.RANK) for figure in figures)
