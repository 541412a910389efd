"""Figures to what they speak of: metric, segment, region, period, measure, source.

One sentence at a time. The words around a figure decide, nearest first; what a sentence
leaves out it inherits from the figure before it, then from its section and report.
`corpus.bind.bind_slots` decides slot by slot; here are sentences, and what passes between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from corpus.bind.bind_lists import told_by_each_other
from corpus.bind.bind_names import is_whole
from corpus.bind.bind_slots import bind_slots
from corpus.bind.bind_view import FigureView
from corpus.bind.binding import Binding, Context
from corpus.bind.name_words import is_adjective, is_plain_word, subject_pattern
from corpus.bind.open_names import companies_and_parts
from corpus.bind.sentence_words import SentenceWords
from corpus.bind.topics import BULLETS, topics
from corpus.figure import Figure, Span
from corpus.home_region import at_home
from corpus.kpi_names import Matcher, Mention, vocabulary
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.read.residue import is_artefact, residue_spans
from corpus.sentences import sentence_spans

NOTHING_KNOWN = Context()
_VERBS = frozenset({"lost", "owed", "brought in", "bought back"})
_MONEY = re.compile(
    r"(?: (?:about|around|nearly|over|some|up to|a further|another|almost|more than))?"
    r"(?: [\d.,]+ (?:m |million |billion )?shares? for)? ?(?:[A-Z]{0,3}[$£€¥]|[A-Z]{3} ?\d|RMB)"
)
_PARTS = re.compile(rf"[；;]|(?=[{BULLETS}])")
_RATE = re.compile(r"[\u3400-\u9fff]{1,3}率")
_REMEMBERED = 8  # figures of the sentences before
_OWN_KINDS = ("metric", "segment", "region", "entity")
_RANGE = 9  # characters of the shortest range of years ("2015-2019")
_LONGEST_PART = 600  # characters


def bind_figures(
    text: str,
    context: Context = NOTHING_KNOWN,
    *,
    periods: Sequence[PeriodMention] | None = None,
    names: Matcher | None = None,
    topic: str = "",
) -> tuple[Binding, ...]:
    """Every figure of `text`, a paragraph or a few sentences, with what it speaks of.

    Spans are offsets into `text`. Text without figures gives an empty tuple. `periods` are
    those of `text`, where a wider reading has found them; `names` finds the report's own names.
    `topic` is what a label before these lines says that they are about.
    """
    charts = residue_spans(text)
    for chart in charts:  # a line end for what no figure can be told of
        text = text[: chart.start] + "\n" * (chart.end - chart.start) + text[chart.end :]
    figures = [f for f in read_figures(text, currency=context.currency) if not is_artefact(text, f)]
    if not figures:
        return ()
    words = vocabulary()
    mentions = _mentions(text, context, names)
    if periods is None:
        periods = read_periods(text, anchor=context.period)
    periods = [_closed(p, context) for p in periods if not any(c.overlaps(p.span) for c in charts)]
    bound: list[Binding] = []
    section = context.segment
    context = replace(
        context,
        segment=section or topic,
        section=section or topic,
        headed=bool(section),
        reported=context.reported or context.period,
    )
    inherited = context
    labels = [(label.start, label.segment) for label in topics(text, words)]
    starts = [start for start, _ in labels]
    for sentence in _whole_sentences(text, figures):
        for part in _parts(text, sentence, starts):
            while labels and labels[0][0] < part.end:
                if not section or labels[0][1] in words.names:
                    context = replace(context, segment=labels[0][1], section=labels[0][1])
                    inherited = replace(inherited, segment=labels[0][1], section=labels[0][1])
                labels.pop(0)
            last = bound[-1] if bound else None
            if text[part.start] in BULLETS:
                inherited = replace(inherited, segment=context.segment)
            goes_on = last is not None and last.sentence == sentence and "period" in last.said
            found, inherited = _bind_part(
                SentenceWords(
                    text,
                    part,
                    _inside(figures, part),
                    _inside(mentions, part),
                    _inside(periods, part),
                    words,
                ),
                sentence,
                context,
                inherited,
                last.period if goes_on and last else inherited.period,
                tuple(bound[-_REMEMBERED:]),
            )
            bound.extend(found)
    return tuple(bound)


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


_Item = TypeVar("_Item", bound=_Placed)


def _inside(items: Sequence[_Item], part: Span) -> tuple[_Item, ...]:
    """The items, in the order of their places, that lie in `part`."""
    first = bisect_left(items, part.start, key=_start)
    last = bisect_left(items, part.end, lo=first, key=_start)
    return tuple(item for item in items[first:last] if item.span.end <= part.end)


def _start(item: _Placed) -> int:
    return item.span.start


def _mentions(text: str, context: Context, names: Matcher | None) -> tuple[Mention, ...]:
    """The names and cue words of `text`: the vocabulary's, companies it does not hold, the
    report's own, and its subject's."""
    found = list(at_home(vocabulary().mentions(text), text, context.currency))
    found = [m for m in found if not _is_cut_short(text, m)]
    found = [m for m in found if not is_adjective(text, m.span.start, m.span.end)]
    found = [m for m in found if not _is_verb(text, m)]
    found = [_with_rate(text, m, found) for m in found]
    companies = companies_and_parts(text, found)
    found = [m for m in found if not any(c.span.covers(m.span) for c in companies)]
    found += [_as_subject(m, context.subject) for m in companies]
    own = list(names.mentions(text)) if names is not None else []
    own = [o for o in own if not is_plain_word(o.key) and not any(_longer(m, o) for m in found)]
    own += [m for m in _subjects(text, context.subject) if not any(_over(m, o) for o in own)]
    return tuple(
        sorted((*own, *(m for m in found if not any(_over(m, o) for o in own))), key=_place)
    )


def _longer(known: Mention, own: Mention) -> bool:
    """Whether a name of the vocabulary holds the report's own with more ("total assets", Total)."""
    return known.kind in _OWN_KINDS and known.span.covers(own.span) and known.span != own.span


def _over(one: Mention, other: Mention) -> bool:
    return one.span.overlaps(other.span)


def _place(mention: Mention) -> Span:
    return mention.span


def _is_cut_short(text: str, mention: Mention) -> bool:
    """Whether a known name is only the beginning of a rate that is not known (投資收益|率)."""
    end = mention.span.end
    return mention.kind == "metric" and text[end - 1] != "率" and text[end : end + 1] == "率"


def _with_rate(text: str, mention: Mention, known: Sequence[Mention]) -> Mention:
    """A known amount with what makes it a rate that is not known: 新業務價值|利潤率."""
    rate = _RATE.match(text, mention.span.end) if mention.kind == "metric" else None
    if rate is None or any(m.span.overlaps(Span(*rate.span())) for m in known):
        return mention
    span = Span(mention.span.start, rate.end())
    return replace(mention, key=span.of(text), span=span)


def _is_verb(text: str, mention: Mention) -> bool:
    """Whether a verb that can be a metric has something else than money after it: "lost 12% of
    their weight" is no loss."""
    if mention.kind != "metric" or mention.span.of(text).lower() not in _VERBS:
        return False
    return _MONEY.match(text, mention.span.end) is None


def _subjects(text: str, subject: str) -> list[Mention]:
    """The places that name the report's company, where the vocabulary does not hold it."""
    if len(subject) < 2 or subject in vocabulary().names:
        return []
    name = subject_pattern(subject)
    return [Mention("entity", subject, Span(*match.span())) for match in name.finditer(text)]


def _closed(period: PeriodMention, context: Context) -> PeriodMention:
    """A range that names both its ends (從2019年到2024年) does not last on from its first."""
    if period.kind != "open" or len(period.text) < _RANGE:
        return period
    read = read_periods(period.text, anchor=context.period)
    if len(read) != 1 or read[0].period is None or read[0].kind != "absolute":
        return period
    spans = read[0].period.start.year != read[0].period.end.year
    return replace(period, period=read[0].period, kind="absolute") if spans else period


def _as_subject(mention: Mention, subject: str) -> Mention:
    """A short form of the subject's own name ("Acme" for "Acme Motors plc") is the subject."""
    short, full = mention.key.lower(), subject.lower()
    same = bool(subject) and (full.startswith(short) or short.startswith(full))
    return replace(mention, key=subject) if same and mention.kind == "entity" else mention


def _whole_sentences(text: str, figures: Sequence[Figure]) -> list[Span]:
    """The sentences of `text`; one that ends inside a figure (".0") goes on to its end."""
    spans = list(sentence_spans(text))
    starts = [span.start for span in spans]

    def is_cut(figure: Figure) -> bool:
        at = bisect_right(starts, figure.span.start) - 1
        return at < 0 or not spans[at].covers(figure.span)

    for figure in [figure for figure in figures if is_cut(figure)]:
        touched = [span for span in spans if span.overlaps(figure.span)] + [figure.span]
        whole = Span(min(s.start for s in touched), max(s.end for s in touched))
        spans = [span for span in spans if not span.overlaps(figure.span)] + [whole]
    return sorted(spans)


def _parts(text: str, sentence: Span, labels: Sequence[int]) -> list[Span]:
    """The sentence cut at semicolons, bullets and labels: each part speaks for itself. A part
    too long for a sentence (a flattened table) is cut further: work grows with length only."""
    cuts = [match.end() for match in _PARTS.finditer(text, sentence.start, sentence.end)]
    cuts = sorted({*cuts, *(at for at in labels if sentence.start < at < sentence.end)})
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
    period: Period | None,
    earlier: tuple[Binding, ...],
) -> tuple[list[Binding], Context]:
    """The figures of one part, and what the next may inherit; `period` is what the parts of
    the sentence before it say, else what is inherited."""
    found: list[Binding] = []
    given = replace(inherited, period=period)
    for index in range(len(words.figures)):
        view = FigureView(words, index, tuple(found), earlier, given)
        found.append(replace(bind_slots(view), sentence=sentence))
    found = told_by_each_other(words, found)
    return found, _leaves_behind(words, (*earlier, *found), len(found), context, inherited)


def _leaves_behind(
    words: SentenceWords,
    bound: tuple[Binding, ...],
    count: int,
    context: Context,
    inherited: Context,
) -> Context:
    """The context for what follows the last `count` figures `bound`."""
    kept = replace(inherited, segment=_segment_left(words, bound, count, context, inherited))
    named = [p.period for p in words.periods if p.period]
    if not named:
        return kept
    closing, report = named[-1], context.period
    inside = report is not None and report.contains(closing) and closing.end == report.end
    return replace(kept, period=closing if inside else context.period)


def _segment_left(
    words: SentenceWords,
    bound: tuple[Binding, ...],
    count: int,
    context: Context,
    inherited: Context,
) -> str:
    """The business that goes on being spoken of: the last one named, unless it is only a
    product of the section's own or one part of several."""
    found = bound[len(bound) - count :]
    told = {binding.segment for binding in found if "segment" in binding.said}
    several = {b.segment for b in bound if "segment" in b.said and b.segment}
    if len(told) > 1 or any(m.kind == "continues" for m in words.mentions):
        return inherited.segment
    if context.section and context.section not in words.vocabulary.names:
        leads = not context.headed and bool(found) and told == {found[0].segment}
        return found[0].segment if leads else context.section
    if len(told) == 1 and told.isdisjoint(words.vocabulary.names) and "" not in told:
        leads = found[0].segment in told and not context.segment
        return found[0].segment if leads and len(several) == 1 else context.segment
    named = [m for m in words.mentions if m.kind in ("segment", "scope")]
    named = [m for m in named if not words.is_in_list(m) and not is_whole(words, m)]
    if not named:
        return inherited.segment
    last = named[-1].key if named[-1].kind == "segment" else ""
    if not last and any(m.kind == "segment" for m in named):
        return inherited.segment
    if len(several) > 1 and not context.segment:
        return ""  # one of several that the paragraph goes through
    inside = bool(last) and words.vocabulary.within(last, context.segment)
    return context.segment if inside else last
