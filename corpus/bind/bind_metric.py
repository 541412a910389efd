"""What is measured: the metric that a figure is a value, a change or a share of."""

from __future__ import annotations

from corpus.bind.bare_rates import rate_of_the_amount
from corpus.bind.bind_measure import is_percent_metric
from corpus.bind.bind_parts import is_of_market, market_named, part_named
from corpus.bind.bind_view import AMOUNTS, CHANGES, POINTS, RATES, FigureView
from corpus.bind.name_words import names_a_metric
from corpus.bind.open_names import han_noun_after, noun_after, phrase_before, whole_after
from corpus.bind.spoken_of import is_expected_of_the_last, of_their_own
from corpus.figure import UnitKind
from corpus.kpi import Measure
from corpus.kpi_names import Mention
from corpus.script import has_han

_AND = ("and", ", and", ",", "，", "與", "和")
_CITATIONS = ("根据", "根據", "据", "據", "according to", "data from")
_ANY_COUNTER = frozenset({"item", "business", "event", "kind"})  # of whatever noun follows
_OF_MARKETS = ("market_share", "market_size")
_SMALL = 1000  # a bare number below this beside a noun of its own counts that noun


def metric_of(view: FigureView, measure: Measure) -> tuple[str, Measure]:
    """The metric and the measure, which a metric can change: a percentage of an amount is a
    share or a change."""
    names = view.words.vocabulary
    whole = view.last.metric if part_named(view) and view.last is not None else ""
    if whole:
        view.said.add("metric")
        return whole, Measure.SHARE
    theirs = of_their_own(view) if measure in CHANGES else ""
    if theirs:
        view.said.add("metric")
        return theirs, measure
    chosen = rate_of_the_amount(view, _stated(view, measure))
    if chosen:
        view.said.add("metric")
    else:
        chosen = _unstated(view, measure)
    if measure is Measure.SHARE and view.kind is UnitKind.PERCENT and is_of_market(view):
        return "market_share", Measure.LEVEL
    if view.kind is UnitKind.PERCENT and chosen in names.names:
        percent = is_percent_metric(view, chosen)
        if measure is Measure.SHARE and percent:
            measure = Measure.LEVEL
        elif measure is Measure.LEVEL and not percent:
            shared = view.last is not None and view.last.measure is Measure.SHARE
            measure = Measure.SHARE if shared or _is_still(view) else Measure.CHANGE
    elif measure is Measure.LEVEL and view.kind is UnitKind.PERCENT and _goes_on(view, chosen):
        measure = Measure.SHARE
    if chosen in names.measured and view.kind is UnitKind.PERCENT:
        chosen, named = names.measured[chosen]
        return chosen, Measure(named) if measure is Measure.LEVEL else measure
    if view.is_duration and view.figure.unit.code == "day":
        chosen = names.in_days.get(chosen, chosen)
    per_unit = names.per_unit.get(chosen, "")
    if measure is Measure.PER_UNIT and per_unit:
        return per_unit, Measure.LEVEL
    return chosen, measure


def _is_still(view: FigureView) -> bool:
    """Whether a sentence in which nothing moves deals a percentage to a name: 分別為A26.5%."""
    words = view.words
    start = words.span.start
    moves = words.between(start, words.span.end, "direction", "growth")
    timed = [m for m in words.between(start, words.span.end, "measure") if m.key in ("yoy", "qoq")]
    dealt = words.between(start, view.start, "respective")
    return bool(dealt) and not moves and not timed and view.figure.text[0].isdigit()


def _goes_on(view: FigureView, metric: str) -> bool:
    """Whether the figure before it was a share of the same, unknown, metric."""
    last = view.last
    return last is not None and last.measure is Measure.SHARE and last.metric == metric


def open_metric(view: FigureView) -> str:
    """A name that the vocabulary does not hold, right before an amount, a level or a change."""
    if view.kind is UnitKind.RANK or view.is_duration:
        return ""
    if view.kind in POINTS and view.before("adds"):
        return ""  # what adds to a rate is not the rate
    return phrase_before(view.words, view.clause, view.start)


def inheritable(view: FigureView, key: str) -> bool:
    """Whether a figure that names no metric can be of the one spoken of before."""
    if key in view.words.vocabulary.names:
        points = view.kind in POINTS and bool(view.before("adds"))
        return _fits(view, key) and (not points or is_percent_metric(view, key))
    if view.kind in POINTS:
        known = [*view.earlier, *view.done]
        return any(b.metric == key and b.figure.unit.kind is UnitKind.PERCENT for b in known)
    last = view.last
    rises = last is not None and last.base and last.figure.unit == view.figure.unit
    alike = last is not None and last.figure.unit == view.figure.unit
    rises = rises or (alike and bool(view.before("direction", "growth")))
    return bool(key) and (view.kind in RATES or rises)


def _stated(view: FigureView, measure: Measure) -> str:
    """The metric that the sentence names for this figure."""
    words = view.words
    before = [m for m in view.named("metric") if _fits(view, m.key)]
    before = [m for m in before if not _names_a_source(view, m)]
    own = [m for m in before if m.span.start >= view.clause]
    inside = words.between(view.start, view.end, "metric")  # "6.8 million members"
    counted = _own_noun(view)
    if counted:
        return counted
    lasting = phrase_before(words, view.clause, view.start) if view.is_duration else ""
    if lasting and names_a_metric(lasting):
        return lasting
    grown = _grown(view)
    if grown:
        return grown
    if not own:
        own = _in_brackets(view)
    told = own[-1:] if own and words.is_near(own[-1].span.end, view.start) else []
    own += [m for m in inside if _fits(view, m.key) and not told]
    after = [
        m
        for m in words.between(view.start + 1, view.following, "metric")
        if m.span.end > view.end and _fits(view, m.key)
    ]
    near = [m for m in after if words.adjoins(view.end, m) and not _is_next(view, m)]
    if view.kind is UnitKind.RANK:
        near = near or [m for m in view.after("metric") if _fits(view, m.key)]
    shared = view.kind is UnitKind.POINT and measure is Measure.SHARE
    if shared or (view.kind is UnitKind.PERCENT and measure in (Measure.LEVEL, Measure.SHARE)):
        chosen = _percentage(view, measure, own)
        if chosen:
            return chosen
    if measure is Measure.SHARE and near and not own:
        return near[0].key
    if own:
        return own[-1].key
    owner = _counted(view)
    if owner:
        return owner
    sized = market_named(view) is not None or (
        view.last is not None and view.last.metric in _OF_MARKETS and "segment" in view.last.said
    )
    if view.kind is UnitKind.CURRENCY and not before and sized:
        return "market_size"
    unknown = open_metric(view)
    if unknown and names_a_metric(unknown):
        return unknown
    if near and view.kind not in POINTS:
        return near[0].key
    if unknown and view.kind is UnitKind.MULTIPLE and not view.before("direction", "growth"):
        return unknown
    if view.last is not None and inheritable(view, view.last.metric):
        return view.last.metric
    if before:
        return before[-1].key
    if after and measure is Measure.LEVEL and view.kind in AMOUNTS:
        return after[0].key
    return unknown if _may_be_metric(view) else _whole(view, measure)


def _grown(view: FigureView) -> str:
    """The unknown name that a growth is of: "net system growth of 4.5%"."""
    cues = view.before("growth") if view.kind in RATES else []
    if not cues or view.before("metric") or has_han(view.words.written(cues[-1])):
        return ""
    adjoins = view.words.is_near(cues[-1].span.end, view.start)
    return phrase_before(view.words, view.clause, cues[-1].span.start) if adjoins else ""


def _is_next(view: FigureView, mention: Mention) -> bool:
    """Whether a metric after a percentage is the next of a list: "4.5% and adjusted EBITDA …"."""
    gap = view.words.text[view.end : mention.span.start].strip().lower()
    return view.kind in RATES and gap in _AND


def _names_a_source(view: FigureView, mention: Mention) -> bool:
    """Whether a word stands in a clause that only says whose data follows."""
    start = view.words.clause_start(mention.span.start)
    cited = view.words.text[start : start + 16].lstrip(" ").lower().startswith(_CITATIONS)
    return cited and view.words.clause_end(mention.span.end) < view.start


def _in_brackets(view: FigureView) -> list[Mention]:
    """A metric in the brackets that close right before the figure ("…貢獻度（ARPU）為712元")."""
    return [
        m
        for m in view.words.between(view.clause, view.start, "metric")
        if view.words.is_near(m.span.end, view.start) and _fits(view, m.key)
    ][-1:]


def _percentage(view: FigureView, measure: Measure, own: list[Mention]) -> str:
    """The metric of a percentage that is a level or a share."""
    percent = [m for m in view.after("metric") if is_percent_metric(view, m.key)]
    mine = [m for m in own if is_percent_metric(view, m.key)]
    if percent and not mine:
        return percent[0].key
    if mine:
        return mine[-1].key
    if measure is Measure.SHARE and view.tail.startswith(" of "):
        wholes = [m for m in view.after("metric") if not is_percent_metric(view, m.key)]
        amounts = [m for m in own if _is_amount(view, m.key)]
        if wholes:
            return amounts[-1].key if amounts else _part_of_another(view) or wholes[0].key
    cues = [m for m in view.before("measure") if m.key == "share"]
    parts = [
        m for m in own if cues and m.span.end <= cues[-1].span.start and _is_amount(view, m.key)
    ]
    if measure is Measure.SHARE and parts and len({m.key for m in own}) > 1:
        return parts[-1].key  # 營銷費用佔營收的3.1%
    return _part_of_another(view) if measure is Measure.SHARE else ""


def _is_amount(view: FigureView, key: str) -> bool:
    name = view.words.vocabulary.names.get(key)
    return name is not None and "currency" in name.units


def _part_of_another(view: FigureView) -> str:
    """The subject of a share whose whole is another metric: fees of 4, 25% of income, are fees."""
    last = view.last
    if last is None or last.figure.unit.kind is not UnitKind.CURRENCY or last.base:
        last = next((b for b in view.done[::-1] if b.figure.unit.kind is UnitKind.CURRENCY), None)
    if last is None or last.metric not in view.words.vocabulary.names:
        return ""
    wholes = [*view.before("metric"), *view.after("metric")]
    other = wholes and all(m.key != last.metric for m in wholes)
    return last.metric if other and not is_percent_metric(view, last.metric) else ""


def _may_be_metric(view: FigureView) -> bool:
    """Whether an unknown phrase can be what is counted: 分行 of 152 branches."""
    return view.kind in (UnitKind.COUNT, UnitKind.NUMBER) and view.figure.text[0].isdigit()


def _whole(view: FigureView, measure: Measure) -> str:
    """The unknown whole that a share is a part of."""
    shares = view.kind is UnitKind.PERCENT and measure in (Measure.SHARE, Measure.LEVEL)
    return whole_after(view.tail) if shares else ""


def _own_noun(view: FigureView) -> str:
    """The unknown noun that a small number counts: "three divisions", 7間服務中心."""
    if view.kind is UnitKind.COUNT and view.figure.unit.code in _ANY_COUNTER:
        few = view.figure.scale == 1 and not view.figure.is_range
        return han_noun_after(view.words, view.end) if few else ""
    if view.kind is not UnitKind.NUMBER or view.figure.scale != 1 or view.figure.value >= _SMALL:
        return ""
    known = [m for m in view.after("metric") if view.words.adjoins(view.end, m)]
    return "" if known else noun_after(view.words, view.end)


def _unstated(view: FigureView, measure: Measure) -> str:
    """The metric of the sentence before, for a change or a duration that names none."""
    carries = measure in CHANGES or view.is_duration or is_expected_of_the_last(view)
    if view.kind in POINTS:
        for binding in view.earlier[::-1]:
            if is_percent_metric(view, binding.metric):
                return binding.metric
    previous = view.previous
    if carries and previous is not None and inheritable(view, previous.metric):
        return previous.metric
    words = view.words
    named = words.between(words.span.start, words.span.end, "metric")
    grows = any(m.key == "growth_rate" for m in named)
    return "growth_rate" if grows and view.kind in RATES else ""


def _fits(view: FigureView, key: str) -> bool:
    """Whether a metric can be what a figure of this unit speaks of."""
    if key == "growth_rate" or (key == "price_band" and view.kind is not UnitKind.CURRENCY):
        return False
    name = view.words.vocabulary.names.get(key)
    listed = view.words.text[view.start - 1 : view.start] == "/"
    if name is None:
        return True  # an open metric fits any unit
    if view.kind is UnitKind.MULTIPLE and listed:
        return name.has_unit(view.figure.unit)
    if view.kind in AMOUNTS and not view.is_duration:
        return name.has_unit(view.figure.unit)
    return True


def _counted(view: FigureView) -> str:
    """The metric that the counter itself names ("100 countries")."""
    if view.kind is not UnitKind.COUNT or not view.figure.unit.code or view.is_duration:
        return ""
    written = f"count:{view.figure.unit.code}"
    owners = [n.key for n in view.words.vocabulary.names.values() if written in n.units]
    return owners[0] if len(owners) == 1 else ""
