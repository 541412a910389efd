"""What a figure says of its metric: its level, a change, a share, a place in an order."""

from __future__ import annotations

import re

from corpus.bind.bind_view import AMOUNTS, CHANGES, POINTS, RATES, FigureView
from corpus.bind.open_names import whole_after
from corpus.bind.spoken_of import of_their_own
from corpus.figure import UnitKind
from corpus.kpi import Measure
from corpus.kpi_names import Mention
from corpus.script import has_han

_COMPARING = ("較", "较", "比", "與", "与", "compared", "versus", "vs", "against", "from")
_TO_BASE = ("的", "之", "of", "of the")
_COMPARED = frozenset({"less", "more", "lower", "higher", "fewer"})
_JOINTS = ("、", "，", ",", "和", "與", "与", "及", "and", ", and", "/")
# After a percentage: how far something has come, a part of the whole.
_DONE = re.compile(r" (?:completed?|done|finished|utili[sz]ed|funded|occupied|let|hedged)\b")
_A_YEAR = 12  # months
_TRAILING = ("yoy", "qoq", "streak", "relative", "cumulative", "per_unit")


def is_base(view: FigureView) -> bool:
    """Whether this is the value that a change starts from ("from 38%", "較…的7.023億")."""
    if view.kind in POINTS or view.kind is UnitKind.RANK:
        return False
    words = view.words
    for mention in reversed(view.before("base")):
        if words.between(mention.span.end, view.start, "direction"):
            return False
        if _opens_years(view, mention):
            continue
        if words.is_near(mention.span.end, view.start):
            return True
    if any(_leads_to_base(view, m) for m in view.before("measure")):
        return True
    return any(
        m.span.start - view.end <= 1 and has_han(words.written(m)) for m in view.after("base")
    )


def _opens_years(view: FigureView, mention: Mention) -> bool:
    """Whether "from" opens years that a rate was over: 從2015年到2019年年複合增長率達51%."""
    years = [p for p in view.words.periods if 0 <= p.span.start - mention.span.end <= 1]
    long = any(p.period is not None and p.period.month_count > _A_YEAR for p in years)
    grows = any(m.key == "growth_rate" for m in view.before("metric"))
    return long and view.kind in RATES and (grows or bool(view.before("growth")))


def _leads_to_base(view: FigureView, mention: Mention) -> bool:
    """Whether a cue such as 較去年同期 leads to the value compared with (較去年同期的80.0億元)."""
    if mention.key not in ("yoy", "qoq"):
        return False
    if not view.words.written(mention).lower().startswith(_COMPARING):
        return False
    gap = view.words.text[mention.span.end : view.start].strip("末底 ")
    return gap in _TO_BASE or (not gap and view.kind in AMOUNTS)


def measure_of(view: FigureView, base: bool) -> tuple[str, Measure]:
    """The direction and the measure that the words around the figure give it."""
    cue = _cue(view)
    if view.is_duration:
        return "", Measure.STREAK if cue is Measure.STREAK else Measure.SPAN
    if view.kind is UnitKind.RANK:
        return "", Measure.RANK
    if base:
        return "", Measure.SHARE if is_share(view) else Measure.LEVEL
    direction, changes = _movement(view)
    if cue is Measure.RELATIVE and view.kind in RATES:
        return direction, Measure.RELATIVE
    if is_share(view):
        return "", Measure.SHARE
    if cue in (Measure.YOY, Measure.QOQ) and (changes or _is_rate_of_change(view)):
        return direction or _leaning(view), cue
    if changes:
        return direction or _leaning(view), _inherited(view) or Measure.CHANGE
    if _is_listed(view):
        assert view.last is not None
        return view.last.direction, view.last.measure
    if cue is Measure.CUMULATIVE and _sums_a_stated_period(view):
        return "", Measure.LEVEL
    if cue in (Measure.CUMULATIVE, Measure.PER_UNIT):
        return "", cue
    last = view.last
    if last is not None and last.base and view.kind is last.figure.unit.kind:
        return "", last.measure
    return "", Measure.LEVEL


def is_share(view: FigureView) -> bool:
    """Whether a percentage is the part of a whole that something is."""
    if view.kind is UnitKind.POINT:
        return _is_share_in_points(view)
    if view.kind is not UnitKind.PERCENT or (of_their_own(view) and view.before("direction")):
        return False
    if any(m.key == "share" for m in view.before("measure")):
        return True
    if _in_brackets_as_before(view):
        return True
    rest = view.tail
    if _DONE.match(rest):
        return True
    if rest.startswith("的") and not view.before("metric", "direction", "growth"):
        named = view.after("metric")
        return bool(whole_after(rest)) and not any(is_percent_metric(view, m.key) for m in named)
    if rest.startswith((" of the total", " of total")):
        return True
    wholes = [m for m in view.after("metric") if not is_percent_metric(view, m.key)]
    wholes += [m for m in view.after("scope") if m.span.start - view.end <= 5]
    return rest.startswith(" of ") and bool(wholes or whole_after(rest))


def _in_brackets_as_before(view: FigureView) -> bool:
    """Whether a percentage alone in brackets goes on a list of shares: "A 5 (61% of sales), B 2
    (24%)"."""
    text = view.words.text
    if view.figure.value < 0 or not view.figure.text[0].isdigit():
        return False  # a sign makes it a change
    alone = text[view.start - 1 : view.start] in "(（" and text[view.end : view.end + 1] in ")）"
    if not alone or view.start == 0:
        return False
    rates = [b for b in view.done if b.figure.unit == view.figure.unit]
    return bool(rates) and rates[-1].measure is Measure.SHARE


def _is_share_in_points(view: FigureView) -> bool:
    """Whether a share is given in the wrong unit: "made up 16.2 percentage points of revenue"."""
    cues = [m for m in view.before("measure") if m.key == "share"]
    if not cues or view.words.between(cues[-1].span.end, view.start, "direction", "growth"):
        return False
    whole = view.tail.startswith((" of ", "的")) or view.before("metric", "scope")
    return bool(whole) and view.words.is_near(cues[-1].span.end, view.start)


def is_percent_metric(view: FigureView, key: str) -> bool:
    """Whether a level of this metric is a percentage."""
    name = view.words.vocabulary.names.get(key)
    return name is not None and any(unit.startswith("percent") for unit in name.units)


def _cue(view: FigureView) -> Measure | None:
    """The measure that a cue word names: in English after the figure, else before it."""
    words = view.words
    after = [m for m in view.after("measure") if m.key in _TRAILING]
    if after and not has_han(words.written(after[0])):
        return Measure(after[0].key)
    for mention in reversed(view.before("measure")):
        belongs_to_previous = (
            view.last is not None
            and not has_han(words.written(mention))
            and mention.span.start - view.previous_end <= 2
        )
        if mention.key == "share" or belongs_to_previous:
            continue
        if mention.key == "relative" and view.kind not in RATES:
            continue
        return Measure(mention.key)
    return None


def _movement(view: FigureView) -> tuple[str, bool]:
    """Which way the words say it went, and whether the figure is the change itself."""
    words = view.words
    moves = [m for m in view.before("direction", "growth") if not _is_loss_on_each(view, m)]
    moves = [m for m in moves if not _is_bound(view, m)]
    moves = [m for m in moves if words.text[m.span.start - 1 : m.span.start] != "最"]
    grows = [m for m in view.after("growth") if words.adjoins(view.end, m)]
    compared = [
        m
        for m in view.after("direction")
        if m.span.start - view.end <= 1 and words.written(m).lower() in _COMPARED
    ]
    signed = words.text[view.start] in "+＋" or view.tail.startswith(("+）", "+)"))
    direction = "up" if signed else next((m.key for m in (*moves[::-1], *compared, *grows)), "")
    changes = view.kind in POINTS or signed or bool(compared) or bool(grows)
    if not changes and moves:
        to = [m for m in view.before("level") if m.key == "to"]
        changes = not any(m.span.start >= moves[-1].span.end for m in to)
        if view.kind in AMOUNTS:
            changes = changes and words.is_near(moves[-1].span.end, view.start)
        if moves[-1].kind == "growth" and view.kind in RATES:
            changes = True
    if view.figure.value < 0 and changes and not moves:
        direction = "down"
    return direction, changes


def _is_bound(view: FigureView, mention: Mention) -> bool:
    """Whether "less", "higher" … only sets a bound or compares with another's figure: "was less
    than 22%", "was higher than Acme's margin (10.5%)"."""
    words = view.words
    if words.written(mention).lower() not in _COMPARED:
        return False
    if not words.text.startswith(" than ", mention.span.end):
        return False
    gap = words.text[mention.span.end : view.start].strip()
    return gap == "than" or bool(words.between(mention.span.end, view.start, "metric"))


def _is_loss_on_each(view: FigureView, mention: Mention) -> bool:
    """Whether a word is a loss rather than a fall: "each vehicle sold lost US$1,300"."""
    each = [m for m in view.before("measure") if m.key == "per_unit"]
    others = [m for m in view.before("metric") if m.span != mention.span]
    if view.kind is UnitKind.CURRENCY and mention.key == "down" and not others:
        named = [m for m in view.before("metric") if m.span == mention.span]
        if named and view.words.is_near(mention.span.end, view.start):
            return True  # "the business lost RMB 500 million"
    losses = [m for m in view.before("metric") if m.span == mention.span]
    return bool(losses) and any(m.span.end <= mention.span.start for m in each)


def _is_rate_of_change(view: FigureView) -> bool:
    """A percentage beside "year on year" is a change, unless a level word leads to it."""
    if view.kind not in RATES:
        return False
    return view.kind is not UnitKind.PERCENT or not any(m.key == "to" for m in view.before("level"))


def _is_listed(view: FigureView) -> bool:
    """Whether a percentage goes on a list of changes ("15%, 10% and 11%")."""
    last = view.last
    if last is None or last.measure not in CHANGES or last.figure.unit != view.figure.unit:
        return False
    return view.words.text[last.figure.span.end : view.start].strip() in _JOINTS


def _leaning(view: FigureView) -> str:
    """A change with no word of its own goes the way of its sign, or of the figure before it."""
    if view.figure.value < 0:
        return "down"
    last = view.last
    return last.direction if last and last.measure in CHANGES else "up"


def _inherited(view: FigureView) -> Measure | None:
    """yoy or qoq named earlier in the clause for a list of changes, or by the figure that
    this one is compared with."""
    words = view.words
    since = words.clause_start(view.start)
    if view.last is None:
        since = words.span.start
    named = [m for m in words.between(since, view.start, "measure") if m.key in ("yoy", "qoq")]
    if named:
        return Measure(named[-1].key)
    continues = all(m.key == "growth_rate" for m in view.before("metric"))
    if continues and view.last is not None and view.last.measure in (Measure.YOY, Measure.QOQ):
        return view.last.measure
    return None


def _sums_a_stated_period(view: FigureView) -> bool:
    """Whether a total is that of a named period, not one since launch."""
    stated = [p for p in view.periods(view.words.span.start, view.start) if p.kind != "open"]
    return bool(stated) and view.kind is UnitKind.CURRENCY
