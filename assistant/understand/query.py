"""What a question is understood as."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from corpus.figure import Figure, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.period import Period
from corpus.script import Language


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    Slots hold vocabulary keys in the order named. `inherited` names the slots taken from
    earlier turns; `figures` are those the question itself states; `direction` is "up", "down" or
    "". `content` are the words that carry meaning but stand for no slot. `weighs` tells a
    question that holds one thing against another ("above", 是否超出), `yes_no` one that asks
    for a yes or a no. `bases` are periods to measure a change from, never the period asked
    about. `unit` and `scale` are the kind and least size of figure that the question asks for
    ("how many billion"). `alternatives` are metrics that an ambiguous word can mean as well
    ("sales": the amount, or the number sold). `revision` is which way a plan is said to have
    been changed. `comparing` is how one thing is said to stand to another: "up" (above), "down",
    "good" (better) or "bad"; `leads_with_entity` tells that another company stands before
    that word. `from_to` asks for the value before a change as well. `things` are words that narrow
    the metric and stand for no slot, `plants` the places of plants, `banded` tells a question on
    a class of prices. `turns` are cues that only mean something after an earlier question ("the
    latter", "are you sure"); `reply` is the language that the answer is asked for in, where that is
    not the question's. `currency` is the one that amounts are asked for in, `convert` tells that
    they are to be turned into one. `asked_source` is the source named, where the report has
    another one only; `pinned` are the ids of the rows that alone speak of a thing.
    """

    question: str
    language: Language
    intents: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    metrics: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    unknown_period: bool = False
    measure: Measure | None = None
    source: SourceKind | None = None
    direction: str = ""
    monthly: bool = False
    band: Figure | None = None
    refers_back: bool = False
    weighs: bool = False
    revised: bool = False
    revision: str = ""
    yes_no: bool = False
    bases: tuple[Period, ...] = ()
    unit: UnitKind | None = None
    scale: Decimal = Decimal(0)
    alternatives: tuple[str, ...] = ()
    comparing: str = ""
    from_to: bool = False
    leads_with_entity: bool = False
    group_scope: bool = False
    figures: tuple[Figure, ...] = ()
    out_of_scope: str = ""
    small_talk: str = ""
    convert: bool = False
    content: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    plants: tuple[str, ...] = ()
    banded: bool = False
    turns: frozenset[str] = frozenset()
    reply: Language | None = None
    currency: str = ""
    asked_source: SourceKind | None = None
    pinned: frozenset[str] = frozenset()
    inherited: frozenset[str] = field(default_factory=frozenset)
    said_period: bool = False
