"""The two sides of a comparison as questions of their own: "A against B by C" is two of them.

Where no slots tell the sides apart ("AMOLED panels against all phone panels"), each is asked alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from corpus.kpi_names import vocabulary
from corpus.script import fold, has_han

_KINDS = ("metric", "segment", "region", "entity")
# What joins two sides in English, the plainest first.
_JOINTS = re.compile(
    r"\s(?:stacks? up against|next to|set against|against|versus|vs\.?"
    r"|compared (?:with|to)|relative to"
    r"|outpaced?|outgrew|outgrow|outsells?|outsold|than|or)\s",
    re.IGNORECASE,
)
_AND = re.compile(r"\sand\s", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:how (?:do|does|did|is|are)|did|does|do|is|are|was|were"
    r"|which(?: is| was| one)?|what(?: is|'s))\s(?:the\s)?",
    re.IGNORECASE,
)
_HIGHER = re.compile(
    r"\b(?:higher|lower|bigger|larger|smaller|more|less|better|worse|faster)\s*$", re.I
)
_COLON = re.compile(r"^([^:：]{2,60})[:：]\s*(.+)$")
_JOINTS_ZH = re.compile(
    r"对比|相比|比起|相对于|对上|对住|还是|抑或|定系|定是|vs\.?|[跟同和与對对比、]", re.IGNORECASE
)
# What begins the part of a Chinese comparison that asks.
_ASKS_ZH = re.compile(
    r"[，,]?\s?(?:相比如何|相比|对比|比较|哪个|哪一个|哪边|哪家|边个|边间|边样|谁|各自|各占|各是|各有|各|分别"
    r"|差几|差多|高几|高多|多几|多多|点样|怎么样|怎样|如何).*$"
)
_PLAIN_ASK = re.compile(
    r"哪个|哪一个|哪边|哪家|边个|边间|边样|谁|各自|各|分别|高|低|大|小|更|较|多少|几多|得多|得快|快|慢|多|少"
    r"|[？?，,。 ]|相比|对比|比较|如何|怎么样|怎样|点样|几个百分点|差|一点|啲|些"
)
_SHORTEST, _LONGEST = 2, 240  # characters
_MOST_JOINTS = 8


@dataclass(frozen=True, slots=True)
class Sides:
    """Two questions whose answers are compared."""

    one: str
    other: str


def sides_of(question: str) -> tuple[Sides, ...]:
    """The ways to take a comparison apart, the likeliest first; none where nothing is compared."""
    text = question.strip().rstrip("?？。.! ")
    if len(text) > _LONGEST:
        return ()
    found = _chinese(text) if has_han(text) else _english(text)
    return tuple(s for s in found if len(s.one) >= _SHORTEST and len(s.other) >= _SHORTEST)


def _english(text: str) -> list[Sides]:
    head, rest = "", _LEAD.sub("", text)
    colon = _COLON.match(rest)
    if colon is not None:
        head, rest = colon[1] + " ", colon[2]
    joint = _JOINTS.search(rest) or (_AND.search(rest) if colon is not None else None)
    if joint is None:
        return []
    one, _, _ = rest[: joint.start()].partition(", ")
    one = _HIGHER.sub("", rest[: joint.start()]).strip(" ,")
    other, _, tail = rest[joint.end() :].partition(", ")
    tail = f" {tail}" if tail and _named(tail) else ""
    found = [Sides(head + one + tail, head + other + tail)]
    words = one.split()
    if not _has_metric(other) and _has_metric(one) and len(words) > 1:
        skip = len(other.split())
        rest_of_one = " ".join(words[min(skip, len(words) - 1) :])
        found.insert(0, Sides(head + one + tail, f"{head}{other} {rest_of_one}{tail}"))
    return found


def _chinese(text: str) -> list[Sides]:
    plain = fold(text)
    if len(plain) != len(text):
        return []
    asks = _ASKS_ZH.search(plain)
    end = asks.start() if asks is not None and asks.start() else len(text)
    tail = _rest(plain[end:], text[end:])
    body, head = text[:end].rstrip("，, "), ""
    colon = _COLON.match(body)
    if colon is not None:
        head, body = colon[1], colon[2]
    found: list[Sides] = []
    if body.count("、") > 1:
        return found  # more than two of them
    for joint in islice(_JOINTS_ZH.finditer(fold(body)), _MOST_JOINTS):
        one, other = body[: joint.start()], body[joint.end() :]
        if not one.strip() or not other.strip() or _inside_name(body, joint.start()):
            continue
        other = re.sub(r"(?:相)?[比较]$", "", other)
        found += _shared(head, one.strip("，, "), other.strip("，, "), tail)
    return found[:4]


def _shared(head: str, one: str, other: str, tail: str) -> list[Sides]:
    """Both sides with what only one of them says: a beginning that the first has, or an end
    that the second has."""
    found = []
    own, theirs = _has_metric(one), _has_metric(other + tail)
    if theirs and not own and len(other) > len(one):
        found.append(Sides(head + one + other[len(one) :] + tail, head + other + tail))
        named = _first_name_end(other)
        if named and named != len(one):
            found.append(Sides(head + one + other[named:] + tail, head + other + tail))
    if len(one) > len(other) and not _has_metric(other):
        found.append(Sides(head + one + tail, head + one[: -len(other)] + other + tail))
    found.append(Sides(head + one + tail, head + other + tail))
    return found


def _rest(plain: str, text: str) -> str:
    """What the asking part of a comparison says of what is compared."""
    kept = _PLAIN_ASK.sub("", plain)
    return kept if _named(kept) else ""


def _named(text: str) -> bool:
    return any(m.kind in (*_KINDS, "measure") for m in vocabulary().mentions(text))


def _has_metric(text: str) -> bool:
    return any(m.kind == "metric" for m in vocabulary().mentions(text))


def _inside_name(text: str, at: int) -> bool:
    """Whether a place lies within a name ("同比", 和輝光電)."""
    return any(m.span.start <= at < m.span.end for m in vocabulary().mentions(text))


def _first_name_end(text: str) -> int:
    names = [m for m in vocabulary().mentions(text) if m.kind in ("segment", "region", "entity")]
    return min((m.span.end for m in names if m.span.start == 0), default=0)
