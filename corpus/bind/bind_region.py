"""Where: the region or market that a figure is of."""

from __future__ import annotations

from corpus.bind.bind_view import FigureView
from corpus.figure import UnitKind
from corpus.kpi_names import Mention

_HEAD = 24  # characters in which what opens a sentence stands
_FACILITY_REACH = 24


def region_of(view: FigureView, metric: str) -> str:
    """The market: named at the figure, before it in the sentence, or by what it continues."""
    words = view.words
    before = view.before("region")
    after = [] if before and view.kind is not UnitKind.RANK else view.after("region")
    after = [m for m in after if not begins_anew(view, m)]
    named = [m for m in (after[:1] or view.named("region")) if not _is_facility(view, m)]
    named = [m for m in named if not words.is_in_list(m) and not _is_condition(view, m)]
    if named and named[-1].span.end <= view.previous_end and _speaks_anew(view, metric):
        return ""
    if named:
        view.said.add("region")
        return named[-1].key
    if view.last is not None:
        return view.last.region if continues(view, metric) else ""
    if _goes_on(view):
        assert view.previous is not None
        return view.previous.region
    opens = words.between(words.span.start, view.start, "continues")
    return view.previous.region if opens and view.previous is not None else ""


def _goes_on(view: FigureView) -> bool:
    """Whether a region that opens the sentence holds after its semicolon too."""
    previous, words = view.previous, view.words
    if previous is None or not previous.region or "region" not in previous.said:
        return False
    start = previous.sentence.start
    if not start < words.span.start < previous.sentence.end:
        return False
    head = words.vocabulary.mentions(words.text[start : start + _HEAD])
    return any(m.kind == "region" and m.span.start <= 1 for m in head)


def _speaks_anew(view: FigureView, metric: str) -> bool:
    """Whether the company is named again, with its metric, since the figure before."""
    again = [m for m in view.named("entity") if m.span.start >= view.previous_end]
    told = [m for m in view.before("metric") if m.key == metric]
    return bool(again and told) and again[-1].span.end <= told[-1].span.start


def _is_condition(view: FigureView, mention: Mention) -> bool:
    """A place in an earlier clause of what might happen ("if the US cuts rates, …")."""
    start = view.words.clause_start(mention.span.start)
    end = view.words.clause_end(mention.span.end)
    return end < view.start and bool(view.words.between(start, end, "condition"))


def _is_facility(view: FigureView, mention: Mention) -> bool:
    """A place that names a plant (北京工廠) is no market."""
    end = mention.span.end
    return bool(
        view.words.between(end, min(end + _FACILITY_REACH, view.words.span.end), "facility")
    )


def begins_anew(view: FigureView, mention: Mention) -> bool:
    """Whether a name after the figure belongs to what follows ("… and Acme's phones")."""
    gap = view.words.text[view.end : mention.span.start].lower()
    joint = any(word in gap.split() for word in ("and", "while", "but"))
    return joint or bool(view.words.between(view.end, mention.span.start, "entity"))


def continues(view: FigureView, metric: str) -> bool:
    """Whether this figure goes on speaking of what the one before it spoke of."""
    return view.last is not None and (view.last.metric == metric or not view.before("metric"))
