"""A list of subjects dealt out to a list of figures: "A, B and C were 1, 2 and 3 respectively"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.check.nearby import inside, nearest, same_sentence
from corpus.bind.binding import Binding
from corpus.figure import Span, UnitKind
from corpus.kpi import Measure
from corpus.kpi_names import Mention, vocabulary
from corpus.script import has_han

_JOINTS = ("、", "和", "與", "与", "及", ",", "and ", "&")
_CUTS = ("、", "和", "與", "与", "及", ",", " and ", "，")
_MOST = 12  # names of a list
_NAMES = ("metric", "segment", "region", "entity")


@dataclass(frozen=True, slots=True)
class _Subject:
    metric: str
    segment: str
    region: str
    entity: str


def dealt_out(bound: Sequence[Binding], text: str, names: Sequence[Mention]) -> list[Binding]:
    """`bound` with the figures of such lists bound to their own subjects."""
    out = list(bound)
    for cue in [m for m in names if m.kind == "respective"]:
        at = nearest(out, cue.span)
        if at is not None:
            _deal(out, text, names, cue, same_sentence(out, at))
    return out


def _deal(
    out: list[Binding], text: str, names: Sequence[Mention], cue: Mention, here: range
) -> None:
    leads = has_han(cue.span.of(text))
    if leads:
        group = _run(out, text, [i for i in here if out[i].figure.span.start >= cue.span.end])
        end = cue.span.start
    else:
        before = [i for i in here if out[i].figure.span.end <= cue.span.start]
        group = _run(out, text, before[::-1])[::-1]
        end = out[group[0]].figure.span.start if group else 0
    if not 2 <= len(group) <= _MOST:
        return
    subjects = _subjects(out[group[0]], text, names, end, len(group))
    if not subjects:
        return
    _give(out, group, subjects)
    rest = [i for i in here if i > group[-1]]
    after = _run(out, text, rest)
    if leads and len(after) == len(group):
        _give(out, after, subjects)  # "…, up 65%, 65% and 100%"


def _run(out: Sequence[Binding], text: str, places: Sequence[int]) -> list[int]:
    """The figures from the first of `places` on that are joined as a list."""
    run = list(places[:1])
    for place in places[1:]:
        one, other = sorted((run[-1], place))
        gap = text[out[one].figure.span.end : out[other].figure.span.start].lstrip()
        if not gap.startswith(_JOINTS):
            break
        run.append(place)
    return run


def _subjects(
    first: Binding, text: str, names: Sequence[Mention], end: int, count: int
) -> list[_Subject]:
    """The last `count` subjects listed before `end`; nothing where there are not so many."""
    told = [m for m in inside(names, first.sentence.start, end) if m.kind in _NAMES]
    pieces = _pieces(text, told, first.sentence.start, end)[-count:]
    if len(pieces) < count:
        return []
    listed = [{m.kind: m.key for m in told if piece.covers(m.span)} for piece in pieces]
    if not all(listed) or "metric" not in listed[-1]:
        return []
    whole = all("metric" in slots for slots in listed)
    if not whole and any("metric" in slots for slots in listed[:-1]):
        return []
    subjects = []
    entity = first.entity
    for slots in listed:
        entity = slots.get("entity", entity)
        shared = {} if whole else {k: v for k, v in listed[0].items() if k != "segment"}
        subjects.append(
            _Subject(
                slots.get("metric", listed[-1]["metric"]),
                slots.get("segment", ""),
                slots.get("region", shared.get("region", "")),
                entity,
            )
        )
    return subjects if len(set(subjects)) == count else []


def _pieces(text: str, told: Sequence[Mention], start: int, end: int) -> list[Span]:
    """The pieces of a list, cut at its joints; none inside a name."""
    cuts = [start]
    at = start
    while at < end:
        name = next((m for m in told if m.span.start <= at < m.span.end), None)
        if name is not None:
            at = name.span.end
            continue
        joint = next((joint for joint in _CUTS if text.startswith(joint, at)), "")
        if joint:
            cuts += [at, at + len(joint)]
        at += len(joint) or 1
    cuts.append(end)
    return [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if text[a:b].strip()]


def _give(out: list[Binding], group: Sequence[int], subjects: Sequence[_Subject]) -> None:
    for at, subject in zip(group, subjects, strict=True):
        binding = out[at]
        name = vocabulary().names[subject.metric]
        rate = binding.figure.unit.kind is UnitKind.PERCENT
        unsure = binding.measure in (Measure.CHANGE, Measure.SHARE)
        level = unsure and rate and name.has_unit(binding.figure.unit)
        out[at] = replace(
            binding,
            metric=subject.metric,
            segment=subject.segment,
            region=subject.region,
            entity=subject.entity,
            measure=Measure.LEVEL if level else binding.measure,
            direction="" if level else binding.direction,
            said=binding.said | {"metric", "segment", "entity"},
        )
