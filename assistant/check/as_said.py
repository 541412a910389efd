"""What the check makes of a claim's binding before it judges it.

A binding says what a figure is of as a report would say it; a claim about a report is read a
little otherwise: its date makes no plan of it, and a figure can take its subject from the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.check.dealt_out import dealt_out
from assistant.check.nearby import inside, starts_after
from corpus.bind.binding import Binding
from corpus.figure import Qualifier, Span
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Mention, vocabulary
from corpus.report import Report

_PLANNED = (SourceKind.TARGET, SourceKind.FORECAST)
_MARKS = ("，", "；", "。", ", ", "; ", ". ", "\n", " and ", " while ")
_WEAK = (Measure.BAND, Measure.STREAK, Measure.SPAN, Measure.RANK, Measure.SHARE)
_SUBJECT = ("entity", "segment", "region")


def as_said(
    bound: Sequence[Binding], text: str, names: Sequence[Mention], report: Report
) -> list[Binding]:
    """The bindings of a text as claims about `report`; `names` are the vocabulary's in it."""
    told = [
        _as_level(_undated_plan(binding, text, report), text, names, at, bound)
        for at, binding in enumerate(bound)
    ]
    told = dealt_out(told, text, names)
    for at, binding in enumerate(told):
        if at + 1 < len(told):
            binding = _with_subject(binding, told[at + 1])
        if not at or told[at - 1].sentence != binding.sentence:
            end = told[at + 1].figure.span.start if at + 1 < len(told) else len(text)
            binding = _with_subject_after(binding, names, min(end, binding.sentence.end))
        told[at] = binding
    return [_before_consensus(told, at, names) for at in range(len(told))]


def _before_consensus(bound: Sequence[Binding], at: int, names: Sequence[Mention]) -> Binding:
    """A result that is held against what the market expected ("revenue of 111 beat the consensus
    of 109") is none of what it expected."""
    binding = bound[at]
    after = bound[at + 1] if at + 1 < len(bound) else None
    if after is None or not binding.source is after.source is SourceKind.CONSENSUS:
        return binding
    sentence = binding.sentence
    told = [m for m in inside(names, sentence.start, sentence.end) if m.key == "consensus"]
    between = Span(binding.figure.span.end, after.figure.span.start)
    if binding.metric != after.metric or not told or not all(between.covers(m.span) for m in told):
        return binding
    return replace(binding, source=SourceKind.REPORTED)


def _undated_plan(binding: Binding, text: str, report: Report) -> Binding:
    """`binding` without a plan that only its date tells: "deliveries were 350,000 in 2025"
    against a report of the first quarter states a result, true or not."""
    period, now = binding.period, report.period
    dated = period is not None and now is not None and period.end > now.end
    if not dated or binding.source not in _PLANNED or "source" in binding.said:
        return binding
    said = vocabulary().mentions(binding.sentence.of(text))
    if any(mention.kind in ("source", "future", "speaker") for mention in said):
        return binding
    return replace(binding, source=SourceKind.REPORTED)


def _as_level(
    binding: Binding, text: str, names: Sequence[Mention], at: int, bound: Sequence[Binding]
) -> Binding:
    """`binding` with what its own words leave of it: a level where "less than 22%" or "higher
    than a peer's margin (10.5%)" looked like a fall or a rise, no region that is another's, and
    the business that its own counter names ("75,869 phones")."""
    span, sentence = binding.figure.span, binding.sentence
    own = inside(names, span.start, span.end)
    counted = next((m.key for m in own if m.kind == "segment"), "")
    if counted and not binding.segment:
        binding = replace(binding, segment=counted, said=binding.said | {"segment"})
    before = inside(names, starts_after(bound, at), span.start)
    if binding.measure is Measure.CHANGE and binding.metric in vocabulary().names:
        moves = [m for m in before if m.kind in ("direction", "growth")]
        bounds = [m for m in moves if text.startswith(" than", m.span.end)]
        level = vocabulary().names[binding.metric].has_unit(binding.figure.unit)
        if level and moves and len(moves) == len(bounds):
            binding = replace(binding, measure=Measure.LEVEL, direction="")
    if binding.region and not any(m.kind == "region" for m in _told(names, sentence, span.start)):
        after = inside(names, span.end, sentence.end)
        first = next((m for m in after if m.kind == "region"), None)
        anew = first and any(
            m.kind in ("entity", "metric", "segment") for m in _until(after, first)
        )
        if anew and first is not None and first.key == binding.region:
            binding = replace(binding, region="", said=binding.said - {"region"})
    return binding


def _told(names: Sequence[Mention], sentence: Span, end: int) -> list[Mention]:
    return inside(names, sentence.start, end)


def _until(names: Sequence[Mention], last: Mention) -> list[Mention]:
    return [m for m in names if m.span.end <= last.span.start]


def as_bound(binding: Binding) -> Binding | None:
    """`binding` as a bound of the value itself, where it is a round number that the value is said
    to have passed."""
    mark = binding.measure is Measure.BAND and binding.figure.qualifier is Qualifier.OVER
    return replace(binding, measure=Measure.LEVEL) if mark and binding.metric else None


def _with_subject(binding: Binding, after: Binding) -> Binding:
    """A base that its sentence names before its subject ("compared with 702.3 million in
    December, the users of …") is of the subject that follows."""
    same = binding.sentence == after.sentence and binding.metric == after.metric
    if not binding.base or not same or binding.said & frozenset(_SUBJECT):
        return binding
    said = binding.said | (after.said & frozenset(_SUBJECT))
    return replace(
        binding, entity=after.entity, segment=after.segment, region=after.region, said=said
    )


def _with_subject_after(binding: Binding, names: Sequence[Mention], end: int) -> Binding:
    """A figure that opens its sentence is of the subject that follows: "at RMB 50.6 billion, its
    smartphone revenue was …", "a fall of 3% took revenue to …"."""
    start, after = binding.sentence.start, binding.figure.span.end
    told = inside(names, start, end)
    if any(m.kind == "metric" and m.span.start < after for m in told):
        return binding
    told = [m for m in told if m.span.start >= after]
    metric = next((m for m in told if m.kind == "metric"), None)
    if metric is None or binding.metric not in ("", metric.key) or binding.measure in _WEAK:
        return binding
    known = vocabulary().names[metric.key]
    if binding.measure is Measure.LEVEL and not known.has_unit(binding.figure.unit):
        return binding
    named = {m.kind: m.key for m in told if m.kind in _SUBJECT and m.kind not in binding.said}
    return replace(
        binding,
        metric=metric.key,
        entity=named.get("entity", binding.entity),
        segment=named.get("segment", binding.segment),
        region=named.get("region", binding.region),
        said=binding.said | {"metric", *named},
    )


def as_whole(
    binding: Binding, previous: Binding | None, text: str, names: Sequence[Mention], subject: str
) -> Binding | None:
    """`binding` as one of the company as a whole, where nothing right before the figure names
    a business: no word of its sentence, or a subject named anew ("… and Xiaomi's margin was").

    `names` are the vocabulary's words of `text`; `None` where a business is named.
    """
    if not binding.segment:
        return None
    if "segment" not in binding.said:
        return replace(binding, segment="")
    start = binding.sentence.start
    if previous is not None and previous.sentence == binding.sentence:
        start = previous.figure.span.end
    end = binding.figure.span.start
    start = max([start, *(text.rfind(mark, start, end) + 1 for mark in _MARKS)])
    near = {m.kind: m.key for m in inside(names, start, binding.figure.span.end)}
    anew = near.get("entity") == subject or (
        previous is not None and near.get("metric") == previous.metric != ""
    )
    if "metric" not in near or "segment" in near or not anew:
        return None
    said = binding.said - {"segment"}
    region = binding.region if "region" in near else ""
    return replace(binding, segment="", region=region, said=said)
