"""The names and cues that a question's words are: which of them count, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.words.lists import word_file
from corpus.figure import Figure, Span, UnitKind
from corpus.kpi import SourceKind
from corpus.kpi_names import Mention, vocabulary
from corpus.script import fold, has_han

WORDS = Path(__file__).parents[1] / "words"
NAMES = ("metric", "segment", "region", "entity")
_RATES = frozenset({"gross_margin", "operating_margin", "net_margin", "market_share"})
_LOOSE = frozenset({"sales_volume"})  # metrics of verbs that say more beside another metric
_UNITS = (UnitKind.POINT, UnitKind.PERCENT, UnitKind.RANK, UnitKind.CURRENCY, UnitKind.COUNT)
_HEAD = re.compile(r" ?(business(?:es)?|unit|division|segment|arm|业务|部门|板块|分部|事业)")
_LATIN = re.compile(r"[a-z0-9][a-z0-9.&/'-]*")


@cache
def stopwords() -> tuple[frozenset[str], tuple[str, ...]]:
    """English words, and Chinese ones from the longest to the shortest."""
    data = word_file("stopwords")
    chinese = sorted({fold(word) for word in data["zh"].split()}, key=len, reverse=True)
    return frozenset(data["en"].split()), tuple(chinese)


@cache
def generic() -> frozenset[str]:
    data = word_file("lists")
    return frozenset(data["generic"]["metrics"])


def is_part_of_name(word: Mention, names: Sequence[Mention]) -> bool:
    """Whether a cue is only part of a name (the "monthly" of monthly active users)."""
    return word.kind not in NAMES and any(
        m.kind in NAMES and m.span != word.span and m.span.covers(word.span) for m in names
    )


def is_within(mention: Mention, own: Mention) -> bool:
    """Whether a name is a part of one of the report's own, or a company read out of its end
    (美的 of 醫美的)."""
    cut = mention.kind == "entity" and own.span.start < mention.span.start < own.span.end
    return own.span.covers(mention.span) or cut


def without_metrics(own: Sequence[Mention], names: Sequence[Mention]) -> tuple[Mention, ...]:
    """The report's own names, less those that mean a metric in a question that names no other:
    "how many passengers", of an airline that calls a business *Passenger*."""
    metrics = [m for m in names if m.kind == "metric"]
    alone = [m.span for m in metrics] if len({m.key for m in metrics}) == 1 else []
    return tuple(o for o in own if not any(span.covers(o.span) for span in alone))


def without_namesakes(names: Sequence[Mention], question: str) -> tuple[Mention, ...]:
    """Names, less a business whose word stands in capitals for a metric ("CAR" of a bank)."""
    capitals = {m.span for m in names if m.kind == "metric" and m.span.of(question).isupper()}
    return tuple(m for m in names if m.kind != "segment" or m.span not in capitals)


def is_wide(word: Mention, question: str) -> bool:
    """Whether a cue takes in the shorter ones within it ("the former"); one of the language to
    answer in stands at the end, or at the head before a comma."""
    if word.kind == "turn":
        return True
    if word.kind != "reply":
        return False
    stop, stop_han = stopwords()
    after = fold(question[word.span.end :])
    for idle in stop_han:
        after = after.replace(idle, " ")
    rest = [w for w in _LATIN.findall(after) if w not in stop]
    head = not question[: word.span.start].strip() and after.lstrip()[:1] in (",", "，", ":", "：")
    return head or (not rest and not has_han(after))


def without_verbs(names: Sequence[Mention], everyday: Sequence[Mention]) -> tuple[str, ...]:
    """The metrics named, less the selling of what another one counts ("how many countries do
    they sell in")."""
    keys = Keys(names).of("metric")
    own = {m.key for m in names if m.kind == "metric" and m not in everyday}
    loose = ({m.key for m in everyday if m.kind == "metric"} & _LOOSE) - own
    own = set(keys) - loose
    units = vocabulary().names
    counted = any(
        key in units and any(unit.startswith("count") for unit in units[key].units) for key in own
    )
    return tuple(key for key in keys if key not in loose) if counted else keys


def is_share(key: str) -> bool:
    """Whether a metric is itself a part of a whole."""
    name = vocabulary().names.get(key)
    return name is not None and tuple(name.units) == ("percent",) and key not in _RATES


def business_lines(question: str, names: Sequence[Mention]) -> tuple[Span, ...]:
    """Businesses called by a metric ("loan business revenue", 貸款業務收入): the metric is not
    asked for, the one after it is."""
    metrics = [m for m in names if m.kind == "metric"]
    found: list[Span] = []
    for mention in metrics:
        head = _HEAD.match(fold(question), mention.span.end)
        if head is None:
            continue
        begin, end = head.start(1), head.end()
        if any(begin <= m.span.start <= end + 1 and m.span.end > end for m in metrics):
            found.append(Span(mention.span.start, end))
    return tuple(found)


def start_of(mention: Mention) -> int:
    return mention.span.start


def asked_unit(words: Sequence[Mention]) -> UnitKind | None:
    """The most telling kind of figure asked for: points before per cent before a number."""
    named = {m.key for m in words if m.kind == "unit"}
    return next((kind for kind in _UNITS if kind.value in named), None)


def revision(revisions: Sequence[str], directions: Sequence[str]) -> str:
    """Which way a plan is said to have been changed; "cut" is a plain word of direction."""
    if revisions:
        return revisions[0]
    return directions[0] if directions and directions[0] == "down" else ""


def colloquial(names: Sequence[Mention], words: Sequence[Mention]) -> list[Mention]:
    """Everyday names ("losing money", 賣車) where the vocabulary has none, or only a shorter
    one, at that place."""
    kinds = ("metric", "segment", "region", "entity", "neutral")
    taken = [m.span for m in names if m.kind in kinds]
    return [
        word
        for word in words
        if word.kind in ("metric", "segment", "region")
        and all(
            not span.overlaps(word.span) or (word.span.covers(span) and span != word.span)
            for span in taken
        )
    ]


def is_facility(mention: Mention, names: Sequence[Mention]) -> bool:
    """A place that names a plant ("the Beijing plant") is no market."""
    return mention.kind == "region" and any(
        m.kind == "facility" and 0 <= m.span.start - mention.span.end <= 16 for m in names
    )


class Keys:
    """The distinct keys of a kind, in the order named; narrower ones before their parents."""

    def __init__(self, names: Sequence[Mention]) -> None:
        self.names = names

    def of(self, kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.key for m in self.names if m.kind == kind))


def asks_which(mention: Mention, question: str) -> bool:
    written = fold(mention.span.of(question))
    return any(word in written for word in ("which", "what", "哪", "几", "什么", "咩", "边"))


def named_source(cues: Sequence[str]) -> SourceKind | None:
    for kind in ("consensus", "prior_target", "target", "forecast"):
        if kind in cues:
            return SourceKind(kind)
    return None


def content_words(
    question: str,
    names: Sequence[Mention],
    words: Sequence[Mention],
    figures: Sequence[Figure],
    times: Sequence[Span] = (),
) -> tuple[str, ...]:
    """Words that stand for no slot and for no time: Latin words, and runs of Chinese left over."""
    plain = list(fold(question))
    for span in times:
        plain[span.start : span.end] = " " * (span.end - span.start)
    topics = {m.span for m in words if m.key == "which_things" and not asks_which(m, question)}
    for figure in figures:
        plain[figure.span.start : figure.span.end] = " " * len(figure.text)
    for mention in (*names, *words):
        if mention.span in topics:
            continue  # "risks": what is asked for, and what the answer speaks of
        if mention.span.end - mention.span.start < 2 and mention.kind not in NAMES:
            continue  # a single character of a longer word (高 of 高端化) is no cue here
        for at in range(mention.span.start, mention.span.end):
            plain[at] = " "
    rest = "".join(plain)
    stop_latin, stop_han = stopwords()
    for word in stop_han:
        rest = rest.replace(word, " " * len(word))
    latin = [word for word in _LATIN.findall(rest) if word not in stop_latin and len(word) > 1]
    han = re.findall(r"[\u3400-\u9fff]{2,}", rest)
    return tuple(latin + han)
