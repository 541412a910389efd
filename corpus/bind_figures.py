"""Figures to what they speak of: metric, segment, region, period, measure, source.

One sentence at a time. The words around a figure decide, nearest first; what a sentence
leaves out it inherits from the figure before it, then from its section and report.
`corpus.bind_slots` decides slot by slot; here are sentences, and what passes between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.bind_slots import SlotBinder
from corpus.binding import Binding, Context
from corpus.figure import Qualifier, Span
from corpus.kpi import Measure
from corpus.kpi_names import Matcher, Mention, vocabulary
from corpus.open_names import open_companies
from corpus.read_figures import read_figures
from corpus.read_periods import PeriodMention, read_periods
from corpus.sentence_words import SentenceWords
from corpus.sentences import sentence_spans

NOTHING_KNOWN = Context()
_PARTS = re.compile(r"[；;]")
_LONGEST_PART = 600  # characters


def bind_figures(
    text: str,
    context: Context = NOTHING_KNOWN,
    *,
    periods: Sequence[PeriodMention] | None = None,
    names: Matcher | None = None,
) -> tuple[Binding, ...]:
    """Every figure of `text`, a paragraph or a few sentences, with what it speaks of.

    Spans are offsets into `text`. Text without figures gives an empty tuple. `periods` are
    those of `text`, where a wider reading has found them; `names` finds the report's own names.
    """
    figures = read_figures(text, currency=context.currency)
    if not figures:
        return ()
    words = vocabulary()
    mentions = words.mentions(text)
    companies = open_companies(text, mentions)
    mentions = (*mentions, *(_as_subject(m, context.subject) for m in companies))
    if names is not None:
        own = names.mentions(text)
        mentions = (*(m for m in mentions if not any(o.span.overlaps(m.span) for o in own)), *own)
    mentions = tuple(sorted(mentions, key=lambda m: m.span))
    if periods is None:
        periods = read_periods(text, anchor=context.period)
    bound: list[Binding] = []
    inherited = context
    for sentence in sentence_spans(text):
        for part in _parts(text, sentence):
            found, inherited = _bind_part(
                SentenceWords(
                    text,
                    part,
                    tuple(figure for figure in figures if part.covers(figure.span)),
                    tuple(mention for mention in mentions if part.covers(mention.span)),
                    tuple(period for period in periods if part.covers(period.span)),
                    words,
                ),
                sentence,
                context,
                inherited,
                bound[-1] if bound else None,
            )
            bound.extend(found)
    return tuple(bound)


def _as_subject(mention: Mention, subject: str) -> Mention:
    """A short form of the subject's own name ("Acme" for "Acme Motors plc") is the subject."""
    short, full = mention.key.lower(), subject.lower()
    same = bool(subject) and (full.startswith(short) or short.startswith(full))
    return replace(mention, key=subject) if same else mention


def _parts(text: str, sentence: Span) -> list[Span]:
    """The sentence cut at semicolons: each part speaks for itself. A part too long for a
    sentence (a flattened table) is cut further, so that work grows with length only."""
    cuts = [match.end() for match in _PARTS.finditer(text, sentence.start, sentence.end)]
    starts, ends = [sentence.start, *cuts], [*cuts, sentence.end]
    parts: list[Span] = []
    for start, end in zip(starts, ends, strict=True):
        while end - start > _LONGEST_PART:
            cut = start + _LONGEST_PART
            comma = max(text.rfind(mark, start, cut) for mark in "，, ")
            cut = comma + 1 if comma > start else cut
            parts.append(Span(start, cut))
            start = cut
        if start < end:
            parts.append(Span(start, end))
    return parts


def _bind_part(
    words: SentenceWords,
    sentence: Span,
    context: Context,
    inherited: Context,
    before: Binding | None,
) -> tuple[list[Binding], Context]:
    """The figures of one part, and what the next may inherit."""
    found: list[Binding] = []
    for index in range(len(words.figures)):
        binder = SlotBinder(words, index, tuple(found), before, inherited)
        found.append(replace(binder.bind(), sentence=sentence))
    return _marks_passed(_respectively(words, found)), _leaves_behind(words, context, inherited)


def _leaves_behind(words: SentenceWords, context: Context, inherited: Context) -> Context:
    """The context for what follows: the last business named, unless it is only a product of
    the section's own, and a period inside the report's (as of March 2025)."""
    segment = inherited.segment
    named = [m for m in words.mentions if m.kind in ("segment", "scope")]
    named = [m for m in named if not words.is_in_list(m)]
    if named:
        last = named[-1].key if named[-1].kind == "segment" else ""
        inside = bool(last) and words.vocabulary.within(last, context.segment)
        segment = context.segment if inside else last
        if not last and any(m.kind == "segment" for m in named):
            segment = inherited.segment
    kept = replace(inherited, segment=segment)
    named_periods = [p.period for p in words.periods if p.period]
    if not named_periods:
        return kept
    closing, report = named_periods[-1], context.period
    if report and report.contains(closing) and closing.end == report.end:
        return replace(kept, period=closing)
    return replace(kept, period=context.period)


def _marks_passed(found: list[Binding]) -> list[Binding]:
    """A round number that a value stated beside it has passed is a mark, not another value:
    "exceeded 10 billion for the first time, at 10.7 billion"."""

    def is_mark(mark: Binding, value: Binding) -> bool:
        slots = ("metric", "entity", "segment", "region", "period")
        return (
            mark.figure.qualifier is Qualifier.OVER
            and mark.measure is Measure.LEVEL is value.measure
            and bool(mark.metric)
            and all(getattr(mark, slot) == getattr(value, slot) for slot in slots)
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
    if not found or not any(m.kind == "respective" for m in words.mentions):
        return found
    levels = [binding for binding in found if binding.measure is Measure.LEVEL] or found
    kind = levels[0].figure.unit.kind
    group = [i for i, binding in enumerate(found) if binding.figure.unit.kind is kind]
    if len(group) < 2:
        return found
    first = found[group[0]].figure.span.start
    for slot in ("region", "segment", "entity", "metric"):
        names = [m.key for m in words.between(words.span.start, first, slot)]
        names = list(dict.fromkeys(names))[-len(group) :]
        if len(names) == len(group):
            for index, key in zip(group, names, strict=True):
                said = found[index].said | {slot}
                found[index] = replace(found[index], **{slot: key}, said=said)  # type: ignore[arg-type]
            break
    return found
