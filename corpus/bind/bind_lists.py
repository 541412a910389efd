"""What the figures of one sentence tell of each other, once each is bound by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.bind.bind_view import AMOUNTS, RATES
from corpus.bind.binding import Binding
from corpus.bind.sentence_words import SentenceWords
from corpus.figure import Qualifier, UnitKind
from corpus.kpi import Measure
from corpus.kpi_names import Mention
from corpus.period import Period
from corpus.script import has_han

_LIST = re.compile(r"[、與与和及]")
_JOINT = re.compile(r"[、，和與与及]|,(?: and)? |\band\b")
_BETWEEN = (",", "and", ", and", "、", "，", "和", "與", "与", "及")
_LONGEST_LISTED = 12  # characters of a name in a list
_SLOTS = ("metric", "entity", "segment", "region", "period")


def told_by_each_other(words: SentenceWords, found: list[Binding]) -> list[Binding]:
    """Names dealt out to the figures of a list, marks that a value has passed, and changes from
    the value of a year or a quarter before."""
    return _years_apart(_marks_passed(_respectively(words, found)))


def _years_apart(found: list[Binding]) -> list[Binding]:
    """A change from a value of the same period a year, or a quarter, before is yoy, or qoq."""
    out = list(found)
    pairs = [(at, change, base) for at, (change, base) in enumerate(pairwise(found))]
    pairs += [(at + 1, change, base) for at, (base, change) in enumerate(pairwise(found))]
    for at, change, base in pairs:
        told = base.base or (base.measure is Measure.LEVEL and "period" in base.said)
        if change.measure is not Measure.CHANGE or not told or base.metric != change.metric:
            continue
        if change.period is None or base.period is None:
            continue
        if base.period == change.period.previous_year():
            out[at] = replace(change, measure=Measure.YOY)
        elif change.period.is_quarter and base.period == change.period.previous():
            out[at] = replace(change, measure=Measure.QOQ)
    return out


def _marks_passed(found: list[Binding]) -> list[Binding]:
    """A round number that a value stated beside it has passed is a mark, not another value:
    "exceeded 10 billion for the first time, at 10.7 billion"."""

    def is_mark(mark: Binding, value: Binding) -> bool:
        return (
            mark.figure.qualifier is Qualifier.OVER
            and mark.measure is Measure.LEVEL is value.measure
            and bool(mark.metric)
            and all(getattr(mark, slot) == getattr(value, slot) for slot in _SLOTS)
            and len(mark.figure.value.normalize().as_tuple().digits) == 1
            and value.figure.qualifier is not Qualifier.OVER
            and mark.figure.value <= value.figure.value
        )

    return [
        replace(b, measure=Measure.BAND) if any(is_mark(b, other) for other in found) else b
        for b in found
    ]


def _respectively(words: SentenceWords, found: list[Binding]) -> list[Binding]:
    """Deal a list of names out to a list of figures: "A and B were 1 and 2, respectively"."""
    for cue in [m for m in words.mentions if m.kind == "respective"]:
        dealt = _deal_whole(words, found, cue)
        found = dealt if dealt is not None else _deal(words, found, cue)
    return found


def _deal_whole(words: SentenceWords, found: list[Binding], cue: Mention) -> list[Binding] | None:
    """Deal whole subjects out, each with a metric of its own, whatever the units: "Acme's margin,
    its profit and its cloud revenue were 5%, 1 and 2, respectively"; `None` where they are none."""
    leads = has_han(words.written(cue))
    here = _after(words, found, cue) if leads else _before(words, found, cue)
    if len(here) < 2:
        return None
    first = found[here[0]].figure.span.start
    subjects = _subjects(words, words.span.start, cue.span.start if leads else first)
    keys = [m.key for subject in subjects for m in subject if m.kind == "metric"]
    each = all(sum(m.kind == "metric" for m in subject) == 1 for subject in subjects)
    if len(subjects) != len(here) or not each or len(set(keys)) == 1:
        return None
    out = list(found)
    entity = ""
    for at, subject in zip(here, subjects, strict=True):
        told = {m.kind: m.key for m in subject}
        entity = told.get("entity", entity)
        out[at] = replace(
            out[at],
            metric=told["metric"],
            segment=told.get("segment", ""),
            region=told.get("region", ""),
            entity=entity or out[at].entity,
            said=out[at].said | {"metric", "segment"} | ({"region"} if "region" in told else set()),
        )
    return out


def _subjects(words: SentenceWords, start: int, end: int) -> list[list[Mention]]:
    """The names between two offsets, cut where a list goes on; pieces without one left out."""
    cuts = [match.span() for match in _JOINT.finditer(words.text, start, end)]
    named = words.between(start, end, "metric", "segment", "region", "entity")
    cuts = [
        cut for cut in cuts if not any(m.span.start < cut[1] and cut[0] < m.span.end for m in named)
    ]
    edges = [start, *(at for _, at in cuts), end]
    pieces = [[m for m in named if low <= m.span.start < high] for low, high in pairwise(edges)]
    return [piece for piece in pieces if piece]


def _deal(words: SentenceWords, found: list[Binding], cue: Mention) -> list[Binding]:
    leads = has_han(words.written(cue))  # 分別 stands before its figures, "respectively" after
    here = _after(words, found, cue) if leads else _before(words, found, cue)
    levels = [i for i in here if found[i].measure is Measure.LEVEL] or here
    kind = found[levels[-1]].figure.unit.kind if levels else None
    # "110萬、88萬和74萬台": what the last counts, the numbers before it count too
    alike = (kind, UnitKind.NUMBER) if kind in (UnitKind.COUNT, UnitKind.CURRENCY) else (kind,)
    group = [i for i in levels if found[i].figure.unit.kind in alike]
    if len(group) < 2:
        return found
    owned = _as_before(found, group, cue) if leads else None
    if owned is not None:
        return owned
    first = cue.span.start if leads else found[group[0]].figure.span.start
    years = _years(found[group[0]].period, len(group))
    if years:
        return _dealt(found, group, "period", years)
    for slot in ("region", "segment", "entity", "metric"):
        names = [m.key for m in words.between(words.span.start, first, slot)]
        names = list(dict.fromkeys(names))[-len(group) :]
        if len(names) == len(group):
            return _dealt(found, group, slot, names)
    listed = _listed(words, first, len(group)) if leads else []
    return _dealt(found, group, "segment", listed) if listed else found


def _as_before(found: list[Binding], group: list[int], cue: Mention) -> list[Binding] | None:
    """Shares or changes dealt to those whose amounts stand before them:
    甲53台、乙43台，分別佔55%和45%;
    `None` where the amounts are of none."""
    before = [b for b in found if b.figure.span.end <= cue.span.start][-len(group) :]
    kinds = {b.figure.unit.kind for b in before}
    owners = {(b.metric, b.entity, b.segment) for b in before}
    rates = all(found[i].figure.unit.kind in RATES for i in group)
    listed = len(before) == len(group) and len(owners) >= max(2, len(group) - 1)
    if not listed or not rates or not kinds <= {*AMOUNTS}:
        return None
    out = list(found)
    for index, owner in zip(group, before, strict=True):
        measure = out[index].measure
        measure = Measure.SHARE if measure is Measure.LEVEL else measure
        out[index] = replace(
            out[index],
            metric=owner.metric,
            entity=owner.entity,
            segment=owner.segment,
            region=owner.region,
            measure=measure,
            said=out[index].said | {"segment", "metric"},
        )
    return out


def _after(words: SentenceWords, found: Sequence[Binding], cue: Mention) -> list[int]:
    """The figures that follow a cue, up to the next."""
    later = [m.span.start for m in words.mentions if m.kind == "respective"]
    end = min([at for at in later if at > cue.span.start], default=words.span.end)
    return [i for i, b in enumerate(found) if cue.span.start <= b.figure.span.start < end]


def _before(words: SentenceWords, found: Sequence[Binding], cue: Mention) -> list[int]:
    """The figures of the clause that a cue closes; of the sentence, where the clause has one."""
    before = [i for i, b in enumerate(found) if b.figure.span.start < cue.span.start]
    run = before[-1:]
    for index in before[-2::-1]:
        gap = words.text[found[index].figure.span.end : found[run[0]].figure.span.start]
        if gap.strip() not in _BETWEEN:
            break
        run.insert(0, index)
    if len(run) > 1:
        return run
    start = words.clause_start(max(cue.span.start - 2, words.span.start))
    here = [i for i, b in enumerate(found) if start <= b.figure.span.start < cue.span.start]
    return here if len(here) > 1 else list(range(len(found)))


def _years(period: Period | None, count: int) -> list[Period]:
    """The single years of a period of as many years as there are figures."""
    if period is None or period.month_count != 12 * count:
        return []
    return [Period.year(period.start.year + index) for index in range(count)]


def _listed(words: SentenceWords, end: int, count: int) -> list[str]:
    """The names of a Chinese list that ends at `end`, known or as written: 雲端與資安業務."""
    text = words.text[words.clause_start(end) : end]
    parts = [part.removeprefix("其中").strip() for part in _LIST.split(text)]
    if len(parts) != count or not all(1 < len(part) <= _LONGEST_LISTED for part in parts):
        return []
    keys = []
    for part in parts:
        named = words.vocabulary.mentions(part)
        known = [m.key for m in named if m.kind == "segment"]
        measured = [m.span.start for m in named if m.kind == "metric" and m.span.end == len(part)]
        keys.append(known[-1] if known else part[: measured[-1]] if measured else part)
    return keys


def _dealt(
    found: list[Binding], group: list[int], slot: str, names: Sequence[str | Period]
) -> list[Binding]:
    """Each name to its figure, and to what follows in brackets up to the next of the list."""
    out = list(found)
    ends = [*group[1:], len(found)]
    for start, end, key in zip(group, ends, names, strict=True):
        for index in range(start, end if end < len(found) else start + 1):
            said = out[index].said | {slot}
            out[index] = replace(out[index], **{slot: key}, said=said)  # type: ignore[arg-type]
    return out
