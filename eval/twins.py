"""True sentences on reports and their wrong twins, in English and in Chinese.

A wrong twin says what its true sentence says but for one thing: a digit, a scale, a unit, a
direction, or what the figure is of. Coincidences put another real figure of the report in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from assistant.check.tolerance import Match, comparable, match
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from eval.claims import LANGUAGES, Fact, Material, rounded, state, wording_count
from eval.twin_cases import AMOUNTS, CHANGES, Case, is_near, is_true, is_whole
from eval.twin_figures import changed
from eval.twins_derived import derived_cases
from eval.twins_own import own_sentences
from eval.twins_said import said_cases

_OTHER_NAMES = {
    "segment": ("tablets", "televisions", "cloud", "advertising"),
    "region": ("india", "europe", "japan", "latin_america"),
    "entity": ("samsung", "byd", "huawei", "tesla"),
}
_SLOTS = ("entity", "segment", "region", "measure", "period", "metric")


def cases_of(material: Material, seed: int = 0) -> Iterator[Case]:
    """The true sentences of a report and their wrong twins; the same seed gives the same."""
    random = Random(f"{seed}/{material.name}")
    for fact in material.facts:
        yield from _true_cases(material, fact)
        yield from _wrong_figures(material, fact, random)
        yield from _figures_of_others(material, fact, random)
        yield from _wrong_slots(material, fact, random)
    yield from _figures_of_parts(material)
    yield from derived_cases(material, random)
    yield from own_sentences(material, random)
    yield from said_cases(material, random)


def _case(
    material: Material, kind: str, fact: Fact, wording: int, *, true: bool, rendering: int = 2
) -> Case:
    wording %= wording_count(fact)
    return Case(
        material.name,
        kind,
        true,
        tuple(state(fact, language, wording, rendering=rendering) for language in LANGUAGES),
    )


def _true_cases(material: Material, fact: Fact) -> Iterator[Case]:
    for wording in range(wording_count(fact)):
        yield _case(material, "as stated", fact, wording, true=True, rendering=0)
    if fact.figure.unit.kind in AMOUNTS and fact.figure.value >= 1_000_000:
        yield _case(material, "converted", fact, 0, true=True, rendering=1)
        yield _case(material, "converted", fact, 1, true=True, rendering=1)
    about = rounded(fact.figure)
    if about is not None:
        yield _case(material, "rounded", replace(fact, figure=about), 1, true=True, rendering=0)


# -- a wrong figure ----------------------------------------------------------------


def _wrong_figures(material: Material, fact: Fact, random: Random) -> Iterator[Case]:
    for kind, figure in changed(fact.figure, material, random):
        wrong = replace(fact, figure=figure)
        if not is_true(material, wrong) and not is_near(figure, fact.figure):
            yield _case(material, kind, wrong, random.randrange(9), true=False)
    if fact.measure in CHANGES and fact.direction:
        other = {"up": "down", "down": "up"}[fact.direction]
        turned = replace(fact, direction=other)
        for wording in range(wording_count(fact)):
            yield _case(material, "direction", turned, wording, true=False)


# -- a real figure of something else -----------------------------------------------


def _figures_of_others(material: Material, fact: Fact, random: Random) -> Iterator[Case]:
    """Another real figure of the report in the place of the fact's: coincidences."""
    by_slot: dict[str, list[Fact]] = {}
    for other in material.facts:
        if comparable(fact.figure.unit, other.figure.unit) and not other.figure.is_range:
            wrong = replace(fact, figure=other.figure)
            slot = _first_difference(fact, other)
            differs = match(fact.figure, other.figure) is Match.DIFFERENT
            if slot and differs and not is_true(material, wrong):
                by_slot.setdefault(slot, []).append(wrong)
    for slot, wrongs in by_slot.items():
        for wrong in random.sample(wrongs, min(2, len(wrongs))):
            yield _case(material, f"coincidence: {slot}", wrong, random.randrange(9), true=False)


def _figures_of_parts(material: Material) -> Iterator[Case]:
    """Figures of one price band, given for the whole of which the report has its own."""
    whole = {fact.slots for fact in material.facts}
    for row in material.table:
        fact = Fact.of(row)
        if "price band" in row.detail and fact.slots in whole and not is_whole(material, fact):
            yield _case(material, "coincidence: band", fact, 0, true=False)
            yield _case(material, "coincidence: band", fact, 1, true=False)


def _first_difference(fact: Fact, other: Fact) -> str:
    return next((s for s in _SLOTS if getattr(fact, s) != getattr(other, s)), "")


# -- a figure for something else ---------------------------------------------------


def _wrong_slots(material: Material, fact: Fact, random: Random) -> Iterator[Case]:
    for kind, wrong in _misattributed(fact, material):
        if not is_true(material, wrong, strict=True):
            yield _case(material, kind, wrong, random.randrange(9), true=False)


def _misattributed(fact: Fact, material: Material) -> Iterator[tuple[str, Fact]]:
    if fact.period is not None and fact.measure is not Measure.CUMULATIVE:
        for period in (fact.period.previous_year(), _later(fact.period)):
            yield "wrong period", replace(fact, period=period)
    if fact.segment and fact.measure is not Measure.SHARE:
        own = {other.segment for other in material.facts} - {"", fact.segment}
        for segment in (*sorted(own)[:2], *_OTHER_NAMES["segment"][:1]):
            related = vocabulary().within(segment, fact.segment) or vocabulary().within(
                fact.segment, segment
            )
            if not related:
                yield "wrong segment", replace(fact, segment=segment)
    if fact.region:
        for region in _OTHER_NAMES["region"][:2]:
            yield "wrong region", replace(fact, region=region)
    if fact.source is not SourceKind.CONSENSUS and fact.measure is not Measure.SHARE:
        for entity in _OTHER_NAMES["entity"][:2]:
            yield "wrong entity", replace(fact, entity=entity)
    swapped = {Measure.YOY: Measure.QOQ, Measure.QOQ: Measure.YOY}.get(fact.measure)
    if swapped and fact.source is SourceKind.REPORTED:
        yield "wrong measure", replace(fact, measure=swapped)
    summed = fact.measure is Measure.CUMULATIVE
    if fact.period is not None and fact.period.is_quarter and not summed:
        yield "quarter as year", replace(fact, period=Period.year(fact.period.start.year))
    if fact.period is not None and fact.period.is_year:
        quarter = Period.quarter(fact.period.start.year, 2)
        yield "year as quarter", replace(fact, period=quarter)
    told = fact.source is SourceKind.REPORTED and fact.measure is Measure.LEVEL
    if told and fact.period is not None:
        yield "fact as target", replace(fact, source=SourceKind.TARGET)
        yield "result as forecast", replace(fact, source=SourceKind.FORECAST)
    planned = (SourceKind.TARGET, SourceKind.FORECAST, SourceKind.CONSENSUS)
    dated = fact.period is not None  # a target price is one however it is put
    if fact.source in planned and dated and fact.measure in (Measure.LEVEL, Measure.YOY):
        yield "target as fact", replace(fact, source=SourceKind.REPORTED)


def _later(period: Period) -> Period:
    return period.previous_year() if period.start.year > 2100 else _next_year(period)


def _next_year(period: Period) -> Period:
    later = Period.parse(str(period).replace(str(period.start.year), str(period.start.year + 1)))
    return later if later.end > period.end else period.previous()
