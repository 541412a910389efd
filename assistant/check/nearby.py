"""What lies near a figure of a text: the other figures of its sentence, and words between two
places. All are looked up by place, so that a long text costs no more than its length."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol, TypeVar

from corpus.bind.binding import Binding
from corpus.figure import Span

_REACH = 24  # figures before and after one that can belong with it


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


_Item = TypeVar("_Item", bound=_Placed)


def same_sentence(bound: Sequence[Binding], at: int) -> range:
    """The places of the figures of the sentence of the figure at `at`, itself among them."""
    sentence = bound[at].sentence
    first = last = at
    while first > max(at - _REACH, 0) and bound[first - 1].sentence == sentence:
        first -= 1
    while last + 1 < min(at + _REACH, len(bound)) and bound[last + 1].sentence == sentence:
        last += 1
    return range(first, last + 1)


def inside(items: Sequence[_Item], start: int, end: int) -> list[_Item]:
    """The items, in the order of their places, that lie in ``[start, end)``."""
    first = bisect_left(items, start, key=_start)
    last = bisect_left(items, end, lo=first, key=_start)
    return [item for item in items[first:last] if item.span.end <= end]


def nearest(bound: Sequence[Binding], span: Span) -> int | None:
    """The place of a figure of the sentence in which `span` lies: the first after it, else the
    last before it; `None` where that sentence has none."""
    at = bisect_left(bound, span.start, key=_figure_start)
    for place in (at, at - 1):
        if 0 <= place < len(bound) and bound[place].sentence.covers(span):
            return place
    return None


def starts_after(bound: Sequence[Binding], at: int) -> int:
    """Where the words before a figure begin: after the figure before it in its sentence, or
    where the sentence does."""
    start = bound[at].sentence.start
    if at and bound[at - 1].sentence == bound[at].sentence:
        start = max(start, bound[at - 1].figure.span.end)
    return start


def _figure_start(binding: Binding) -> int:
    return binding.figure.span.start


def _start(item: _Placed) -> int:
    return item.span.start
