"""One figure of a sentence: what it measures, of what, where, when, and who says it.

Each slot has its file (`bind_measure`, `bind_metric`, `bind_names`, `bind_time`, `bind_source`);
here is the order in which they are filled, for a slot can depend on those before it.
"""

from __future__ import annotations

from corpus.bind.bind_measure import is_base, measure_of
from corpus.bind.bind_metric import metric_of
from corpus.bind.bind_names import entity_of, segment_of
from corpus.bind.bind_region import region_of
from corpus.bind.bind_source import detail_of, is_band, is_mark, source_of, whole_of
from corpus.bind.bind_time import period_of
from corpus.bind.bind_view import CHANGES, FigureView
from corpus.bind.binding import Binding
from corpus.bind.name_words import names_a_metric
from corpus.figure import UnitKind
from corpus.kpi import Measure, SourceKind

_A_FEW = 12
_OUT_OF = (" in ", " out of ")


def _counts_things(view: FigureView, metric: str) -> bool:
    """Whether a small number in words counts things that a metric's name only describes ("six
    revenue categories"): no amount is written so."""
    name = view.words.vocabulary.names.get(metric)
    if name is None or view.kind is not UnitKind.NUMBER:
        return False
    if view.words.text[: view.start].endswith(_OUT_OF):
        return not any(character.isdigit() for character in view.figure.text)  # two in three
    in_words = not any(character.isdigit() for character in view.figure.text)
    counted = any(unit.startswith(("count", "number", "rank")) for unit in name.units)
    return in_words and abs(view.figure.value) <= _A_FEW and not counted


def bind_slots(view: FigureView) -> Binding:
    """The figure with all its slots."""
    base = is_base(view)
    direction, measure = measure_of(view, base)
    metric, measure = metric_of(view, measure)
    if _counts_things(view, metric):
        metric = ""
    entity, source, measure = entity_of(view, measure)
    segment = segment_of(view, metric, entity)
    region = region_of(view, metric)
    period = period_of(view, base, measure)
    source = source_of(view, source, base, period, metric)
    if metric in view.words.vocabulary.timeless and "period" not in view.said:
        period = None
    changed = measure is Measure.CHANGE and view.kind is UnitKind.PERCENT
    if changed and period and period.is_year:
        measure = Measure.YOY  # a year grows on the year before
    if source is SourceKind.CONSENSUS:
        measure = Measure.LEVEL
    name = view.words.vocabulary.names.get(metric)
    days = name.has_unit(view.figure.unit) if name is not None else names_a_metric(metric)
    if measure is Measure.SPAN and days:
        measure = Measure.LEVEL  # days of stock are a level, not how long something takes
    detail = detail_of(view) or whole_of(view, metric, measure)
    if is_band(view):
        metric, measure, detail = "price_band", Measure.BAND, ""
        named = view.words.vocabulary.names.get(segment)
        segment = (named.parent if named else "") or segment  # a class of its market's products
    elif is_mark(view):
        measure = Measure.BAND
        if view.kind is UnitKind.RANK:
            entity, source = "industry", SourceKind.OTHER
    return Binding(
        view.figure,
        metric,
        entity,
        segment,
        region,
        period,
        measure,
        source,
        detail,
        direction if measure in CHANGES else "",
        base,
        frozenset(view.said),
    )
