"""Who says a figure, and what else narrows it."""

from __future__ import annotations

from corpus.bind.bind_parts import part_named
from corpus.bind.bind_view import AMOUNTS, FigureView
from corpus.bind.shares import whole_led
from corpus.figure import Qualifier, Span, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.period import Period

_BAND_REACH = 16  # characters around a price in which a word makes it a price band
_LED_TO = 24


def source_of(
    view: FigureView, source: SourceKind, base: bool, period: Period | None, metric: str
) -> SourceKind:
    """Who says it; `source` is what the company named with the figure tells."""
    if source is SourceKind.OTHER:
        return source
    key = _source_cue(view)
    if not key and metric in ("target_price", "upside"):
        return SourceKind.FORECAST
    last = view.last
    if not key and last is not None and _inherits(view, metric, base):
        view.said.update({"source"} & last.said)
        if last.source is not SourceKind.PRIOR_TARGET:
            return last.source
        standing = [b.source for b in view.done[::-1] if b.source is not SourceKind.PRIOR_TARGET]
        return next(iter(standing), SourceKind.TARGET)
    if key == "forecast" and (_management_speaks(view) or _decides(view, metric)):
        key = "target"
    if key in ("target", "prior_target"):
        view.said.add("source")
        if base:
            revised = view.words.between(view.words.span.start, view.following, "revision")
            replaced = bool(revised) or key == "prior_target"
            return SourceKind.PRIOR_TARGET if replaced else SourceKind.REPORTED
        return SourceKind(key)
    if key:
        view.said.add("source")
        return SourceKind(key)
    if base:
        replaced = last is not None and last.source in (SourceKind.TARGET, SourceKind.FORECAST)
        revised = view.words.between(view.words.span.start, view.start, "revision")
        return SourceKind.PRIOR_TARGET if replaced and revised else SourceKind.REPORTED
    if view.context.source is not SourceKind.REPORTED and not _is_told(view):
        return view.context.source
    ahead = view.before("future")
    if ahead and (view.kind in AMOUNTS or not view.before("direction", "growth")):
        return SourceKind.TARGET
    return _by_period(view, period)


def detail_of(view: FigureView) -> str:
    """What else narrows the figure, as written."""
    since = view.words.between(view.previous_end, view.start, "detail")
    if any(m.key == "monthly" for m in since):
        return "monthly"
    return view.bands[-1].figure.text if view.bands else ""


def whole_of(view: FigureView, metric: str, measure: Measure) -> str:
    """What a share is taken of where that is another metric, in English whatever the text's
    language: "of revenue" for spending of 110, 13.2% of revenue."""
    names = view.words.vocabulary.names
    if measure is not Measure.SHARE or metric not in names or part_named(view):
        return ""
    led = whole_led(view)
    if led:
        return f"of {led}"
    others = [m.key for m in (*view.before("metric"), *view.after("metric")) if m.key != metric]
    told = [key for key in others if key in names and "currency" in names[key].units]
    return f"of {names[told[0]].en}" if told and "currency" in names[metric].units else ""


def is_band(view: FigureView) -> bool:
    """A price that names a class of products ("priced at RMB 3,000 and above")."""
    if view.kind is not UnitKind.CURRENCY:
        return False
    words = view.words
    reach = min(view.end + _BAND_REACH, words.span.end)
    after = [
        m
        for m in words.between(view.end, reach, "band", "metric")
        if m.kind == "band" or m.key == "price_band"
    ]
    if after and words.is_near(view.end, after[0].span.start):
        return True
    lead = Span(max(view.start - _LED_TO, words.span.start), view.start)
    before = words.between(lead.start, lead.end, "band", "metric")[-1:]
    if any(m.kind == "band" or m.key == "price_band" for m in before):
        return True
    if view.figure.qualifier is not Qualifier.AT_LEAST:
        return False
    rest = words.text[view.end : view.end + 6]
    return "以上" in rest and not rest.rstrip("。").endswith("以上")


def is_mark(view: FigureView) -> bool:
    """A limit that a value has passed ("the 100 billion mark", 千億大關), or a class that a rank
    names ("among the top five makers")."""
    kind = "class" if view.kind is UnitKind.RANK else "mark"
    return any(m.span.start - view.end <= (1 if kind == "mark" else 3) for m in view.after(kind))


def _by_period(view: FigureView, period: Period | None) -> SourceKind:
    report = view.context.reported
    if period is None or report is None or period.end <= report.end:
        return SourceKind.REPORTED
    if view.before("past") and not view.before("future"):
        return SourceKind.REPORTED
    last = view.last
    if last is not None and last.source is SourceKind.TARGET and last.period == period:
        return SourceKind.TARGET
    future = view.words.between(view.words.span.start, view.start, "future", "speaker")
    return SourceKind.TARGET if future else SourceKind.FORECAST


def _source_cue(view: FigureView) -> str:
    """The cue nearest before the figure in its clause; a target reaches further."""
    words = view.words
    start = max(view.previous_end, words.clause_start(view.start))
    own = words.between(start, view.start, "source")
    if not own:
        wide = words.between(view.previous_end, view.start, "source")
        own = [m for m in wide if m.key in ("target", "prior_target")]
    if not own:
        own = [m for m in view.after("source") if words.adjoins(view.end, m)]
    if not own and view.last is not None and view.last.base:
        own = words.between(words.span.start, view.start, "source")
        own = [m for m in own if m.key != "prior_target"]
    keys = [m.key for m in own]
    if "consensus" in keys:
        return "consensus" if view.kind in AMOUNTS else ""
    if "prior_target" in keys:
        return "prior_target"
    return "target" if "target" in keys else keys[-1] if keys else ""


def _inherits(view: FigureView, metric: str, base: bool) -> bool:
    last = view.last
    assert last is not None
    if last.base:
        return last.source is SourceKind.PRIOR_TARGET
    if base:
        return False
    if last.source in (SourceKind.CONSENSUS, SourceKind.OTHER) or "source" not in last.said:
        return False
    if last.metric == metric:
        return not _is_past(view) and not view.before("current")
    own = view.periods(view.previous_end, view.start)
    return not own and not view.before("past", "current")


def _is_past(view: FigureView) -> bool:
    """Whether the figure's own words put it before the report's period ("上一財年收入為…")."""
    report = view.context.reported
    named = [p.period for p in view.periods(view.previous_end, view.start) if p.period]
    return bool(named) and report is not None and named[-1].end < report.start


def _is_told(view: FigureView) -> bool:
    """Whether an item of a list of aims tells what has come about ("so far 1.9 is done")."""
    return _is_past(view) or bool(view.before("current", "past"))


def _decides(view: FigureView, metric: str) -> bool:
    """Whether what is expected of the company named is its own to settle, as its spending is."""
    if metric not in view.words.vocabulary.decided:
        return False
    return any(m.key == view.context.subject for m in view.named("entity"))


def _management_speaks(view: FigureView) -> bool:
    """Whether "expects" is the management's own word here."""
    said = view.words.between(view.words.span.start, view.start, "speaker", "source")
    return any(m.kind == "speaker" or m.key == "target" for m in said)
