"""The words around a figure, the period it stands under, and the stretch of time it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.check.clauses import (
    before_pointer,
    begins_anew,
    clause_end,
    clause_start,
    joined_at,
    label_places,
    without_asides,
)
from assistant.check.dealt import Share, dealt
from assistant.check.paragraph import Paragraph
from assistant.check.plain_words import is_change, is_cue
from corpus.figure import Span
from corpus.period import Period

_REACH = 160  # characters before a figure whose words can belong to it
_HEAD_LENGTH = 4  # characters before a figure of which something must be found


@dataclass(frozen=True, slots=True)
class Around:
    """The words around one figure, and the period it stands under.

    `label` are those right before it, `head` the last of them, `clause` the others of its
    clause, `before` of the clause before, `rest` of the sentence before that, `paragraph` of
    everything around. `said` tells
    that its sentence names `period`; `dates` are all that it names before the figure, `periods`
    all that the paragraph names. `horizon` is
    the key of the stretch of time that its clause names, "" for none, `horizons` those of its
    sentence before it; `as_horizon` is that of a figure that is one itself (the 3 of "近3年收益
    5%"). `in_name` marks a number that words run on from.
    """

    label: frozenset[str]
    clause: frozenset[str]
    before: frozenset[str]
    rest: frozenset[str]
    paragraph: frozenset[str] = frozenset()
    period: Period | None = None
    periods: frozenset[Period] = frozenset()
    said: bool = False
    dates: frozenset[Period] = frozenset()
    horizon: str = ""
    horizons: frozenset[str] = frozenset()
    as_horizon: str = ""
    in_name: bool = False
    head: frozenset[str] = frozenset()

    @property
    def places(self) -> tuple[frozenset[str], ...]:
        """The words from near to far, those of the paragraph last."""
        return self.label, self.clause, self.before, self.rest, self.paragraph

    @property
    def own(self) -> frozenset[str]:
        """The words of the figure's own clause."""
        return self.label | self.clause

    @property
    def changes(self) -> bool:
        """Whether the figure's own clause says that it is a change."""
        return any(is_change(word) for word in self.own)


def words_around(text: str, spans: Sequence[Span], anchor: Period | None = None) -> list[Around]:
    """The words around each figure of a paragraph; `spans` are theirs, in order. `anchor` is the
    period of the report, for dates that leave their year out."""
    paragraph = Paragraph.of(text, spans, anchor)
    named = frozenset(period.period for period in paragraph.dated if period.period)
    shares = dealt(text, spans, paragraph.dated) if paragraph.deals else {}
    everything = paragraph.plain.words(Span(0, len(text)))
    found: list[Around] = []
    for number, span in enumerate(spans):
        around = _around(paragraph, number, everything, named)
        last = found[-1] if found else None
        sentence = paragraph.sentence_of(span)
        if not around.own and last is not None and spans[number - 1].start >= sentence.start:
            around = _as_named(around, last)
        elif around.own and all(is_cue(word) for word in around.own):
            around = _named_before(around, last if _holds(paragraph, number) else None)
        share = shares.get(number)
        found.append(_with_share(paragraph, around, share) if share else around)
    looked_over = {around.horizon for around in found if around.horizon}
    for place, key in paragraph.stretches if looked_over else ():
        for number, span in enumerate(spans):
            if key in looked_over and place.covers(span):
                found[number] = replace(found[number], as_horizon=key)
    return found


def _after_last(paragraph: Paragraph, number: int, start: int) -> int:
    """Where the words of a figure begin in a clause that has another before it: right after that,
    where a name stands between ("freight brought £58 million and catering £31 million")."""
    last = paragraph.spans[number - 1].end if number else 0
    joined = joined_at(paragraph.folded, last, paragraph.spans[number].start)
    return last if start < last < joined < paragraph.spans[number].start else start


def _as_named(around: Around, last: Around) -> Around:
    """A value of a list under one name ("9.9元、8.8元"), with the words of the one before."""
    return replace(
        around,
        label=last.label,
        clause=last.clause,
        before=last.before,
        rest=last.rest,
        head=last.head,
    )


def _holds(paragraph: Paragraph, number: int) -> bool:
    """Whether the figure before stands in the same sentence, in the clause before."""
    if not number:
        return False
    text, span = paragraph.plain.text, paragraph.spans[number]
    low = max(paragraph.sentence_of(span).start, span.start - _REACH)
    start = clause_start(text, span.start, low)
    earlier = clause_start(text, max(start - 1, low), low)
    return earlier <= paragraph.spans[number - 1].start < start


def _named_before(around: Around, last: Around | None) -> Around:
    """The words of a change that only says so ("…, up 5%"): what changed stands in the clause
    before; where that has a figure of its own, it is what that figure is called."""
    named = around.before
    if last is not None:
        named |= frozenset(word for word in last.own if not is_cue(word))
    return replace(
        around, label=around.own | named, clause=frozenset(), before=around.rest, rest=frozenset()
    )


def _with_share(paragraph: Paragraph, around: Around, share: Share) -> Around:
    """The words of one figure of a list, with the name dealt out to it as its own."""
    words = paragraph.plain.words
    period = next((p.period for p in paragraph.dated if share.name.covers(p.span)), share.period)
    if period is not None:
        around = replace(around, period=period, said=True)
    name = words(share.name)
    if not name:
        return around
    told = words(share.shared)
    others = (around.own | around.before) - name - told
    return replace(around, label=name | told, clause=frozenset(), before=others)


def _around(
    paragraph: Paragraph, number: int, everything: frozenset[str], named: frozenset[Period]
) -> Around:
    """The words around a figure; `everything` are the paragraph's, `named` its periods."""
    span, plain = paragraph.spans[number], paragraph.plain
    text = plain.text
    sentence = paragraph.sentence_of(span)
    low = max(sentence.start, span.start - _REACH)
    start = clause_start(text, before_pointer(paragraph.folded, span.start), low)
    earlier = clause_start(text, max(start - 1, low), low)
    spans = paragraph.spans
    limit = spans[number + 1].start if number + 1 < len(spans) else len(text)
    end = clause_end(text, span.end, min(sentence.end, limit, span.end + _REACH))
    end = joined_at(paragraph.folded, span.end, max(end, span.end))
    right = Span(span.end, end)
    if begins_anew(paragraph.folded, span, right):
        right = Span(span.end, span.end)
    own = _after_last(paragraph, number, start)
    left, asides = without_asides(text, own, span.start)
    label, clause = label_places(text, left)
    period, said = paragraph.period_of(span, sentence)
    return Around(
        label=plain.words(*label),
        clause=plain.words(*clause, right),
        before=plain.words(Span(earlier, own), *asides),
        rest=plain.words(Span(low, earlier)),
        paragraph=everything,
        period=period,
        periods=named,
        said=said,
        dates=paragraph.dates_of(span, sentence),
        horizon=paragraph.horizon_of(left, right)
        or paragraph.horizon_of(asides, Span(0, 0))
        or paragraph.leading_horizon(earlier, start),
        horizons=frozenset(k for at, k in paragraph.stretches if low <= at.start < span.start),
        in_name=text[span.end : min(span.end + 1, end)].isalnum(),
        head=plain.words(*label_places(text, left, _HEAD_LENGTH)[0]),
    )
