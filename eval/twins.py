"""True sentences on reports and their wrong twins, in English and in Chinese.

A wrong twin says what its true sentence says but for one thing: a digit, a scale, a unit, a
direction, or what the figure is of. Coincidences put another real figure of the report in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from assistant.derive import difference, implied_base, ratio, total
from assistant.tolerance import Match, comparable, last_digit_unit, match
from corpus.figure import MULTIPLE, PERCENT, POINT, Figure, Qualifier, Span, Unit, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.sentences import sentence_spans
from eval.claims import (
    LANGUAGES,
    Fact,
    Material,
    Statement,
    derived_statement,
    render,
    rounded,
    state,
    wording_count,
)

_CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
_SCALES = {"x10": Decimal(10), "x10000": Decimal(10_000), "x100000000": Decimal(100_000_000)}
_OTHER_NAMES = {
    "segment": ("tablets", "televisions", "cloud", "advertising"),
    "region": ("india", "europe", "japan", "latin_america"),
    "entity": ("samsung", "byd", "huawei", "tesla"),
}
_SLOTS = ("entity", "segment", "region", "measure", "period", "metric")


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence in both languages; `true` tells whether the report bears its figure out."""

    material: str
    kind: str
    true: bool
    statements: tuple[Statement, ...]


def cases_of(material: Material, seed: int = 0) -> Iterator[Case]:
    """The true sentences of a report and their wrong twins; the same seed gives the same."""
    random = Random(f"{seed}/{material.name}")
    for fact in material.facts:
        yield from _true_cases(material, fact)
        yield from _wrong_figures(material, fact, random)
        yield from _figures_of_others(material, fact, random)
        yield from _wrong_slots(material, fact, random)
    yield from _figures_of_parts(material)
    yield from _derived_cases(material, random)
    yield from _own_sentences(material, random)


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
    if fact.figure.unit.kind in _AMOUNTS and fact.figure.value >= 1_000_000:
        yield _case(material, "converted", fact, 0, true=True, rendering=1)
        yield _case(material, "converted", fact, 1, true=True, rendering=1)
    about = rounded(fact.figure)
    if about is not None:
        yield _case(material, "rounded", replace(fact, figure=about), 1, true=True, rendering=0)


# -- the report's own sentences ----------------------------------------------------


def _own_sentences(material: Material, random: Random) -> Iterator[Case]:
    """The sentences of a report in two languages, led in so that they are no quotations, and
    the same with one figure changed."""
    if len(material.report.editions) < len(LANGUAGES):
        return
    for row in material.table:
        if row.measure not in (Measure.LEVEL, *_CHANGES) or row.figure.is_range:
            continue
        places = [row.place(language) for language in LANGUAGES]
        if {place.language for place in places} != set(LANGUAGES):
            continue
        figures = [place.text for place in places]
        yield _led_in(material, "own sentence", row, figures, true=True)
        for kind, figure in _changed(row.figure, material, random):
            wrong = replace(Fact.of(row), figure=figure)
            if kind.startswith("digit") and not (
                _is_true(material, wrong) or _is_near(figure, row.figure)
            ):
                changed = [render(figure, language, 2) for language in LANGUAGES]
                yield _led_in(material, "own sentence changed", row, changed, true=False)


def _led_in(
    material: Material, kind: str, row: KpiRow, figures: Sequence[str], *, true: bool
) -> Case:
    statements = []
    for language, figure in zip(LANGUAGES, figures, strict=True):
        place = row.place(language)
        text = material.report.edition(language).text
        sentence = next(s for s in sentence_spans(text) if s.covers(place.span))
        lead = "The report says that " if language == "en" else "報告說，"
        before = lead + text[sentence.start : place.span.start].lstrip()
        after = text[place.span.end : sentence.end].rstrip()
        target = Span(len(before), len(before) + len(figure))
        statements.append(Statement(before + figure + after, target))
    return Case(material.name, kind, true, tuple(statements))


# -- a wrong figure ----------------------------------------------------------------


def _wrong_figures(material: Material, fact: Fact, random: Random) -> Iterator[Case]:
    for kind, figure in _changed(fact.figure, material, random):
        wrong = replace(fact, figure=figure)
        if not _is_true(material, wrong) and not _is_near(figure, fact.figure):
            yield _case(material, kind, wrong, random.randrange(9), true=False)
    if fact.measure in _CHANGES and fact.direction:
        other = {"up": "down", "down": "up"}[fact.direction]
        turned = replace(fact, direction=other)
        for wording in range(wording_count(fact)):
            yield _case(material, "direction", turned, wording, true=False)


def _changed(figure: Figure, material: Material, random: Random) -> Iterator[tuple[str, Figure]]:
    if figure.is_range:
        return
    digits, exponent = _digits(figure.value)
    at = random.randrange(len(digits))
    swapped = digits[:at] + str((int(digits[at]) + random.randrange(1, 9)) % 10) + digits[at + 1 :]
    if swapped.strip("0") and not swapped.startswith("0"):
        yield "digit swapped", replace(figure, value=Decimal(swapped).scaleb(exponent))
    if len(digits) > 1:
        at = random.randrange(len(digits))
        dropped = (digits[:at] + digits[at + 1 :]).lstrip("0")
        if dropped:
            yield "digit dropped", replace(figure, value=Decimal(dropped).scaleb(exponent))
    if figure.unit.kind in _AMOUNTS:
        for kind, factor in _SCALES.items():
            big = figure.value * factor >= 10**14
            value = figure.value / factor if big else figure.value * factor
            yield kind, replace(figure, value=value, quantum=min(figure.quantum, value))
    else:
        yield "x10", replace(figure, value=figure.value * 10)
    yield from _other_units(figure, material)


def _other_units(figure: Figure, material: Material) -> Iterator[tuple[str, Figure]]:
    kind = figure.unit.kind
    if kind is UnitKind.PERCENT:
        yield "points for %", replace(figure, unit=POINT)
    elif kind is UnitKind.POINT or kind is UnitKind.BASIS_POINT:
        yield "% for points", replace(figure, unit=PERCENT)
    elif kind is UnitKind.CURRENCY:
        for code in ("USD", "EUR"):
            yield "wrong unit", replace(figure, unit=Unit(UnitKind.CURRENCY, code))
    elif kind is UnitKind.COUNT:
        currency = material.report.currency
        yield "wrong unit", replace(figure, unit=Unit(UnitKind.CURRENCY, currency))


def _digits(value: Decimal) -> tuple[str, int]:
    _, digits, exponent = value.normalize().as_tuple()
    assert isinstance(exponent, int)
    return "".join(map(str, digits)), exponent


# -- a real figure of something else -----------------------------------------------


def _figures_of_others(material: Material, fact: Fact, random: Random) -> Iterator[Case]:
    """Another real figure of the report in the place of the fact's: coincidences."""
    by_slot: dict[str, list[Fact]] = {}
    for other in material.facts:
        if comparable(fact.figure.unit, other.figure.unit) and not other.figure.is_range:
            wrong = replace(fact, figure=other.figure)
            slot = _first_difference(fact, other)
            differs = match(fact.figure, other.figure) is Match.DIFFERENT
            if slot and differs and not _is_true(material, wrong):
                by_slot.setdefault(slot, []).append(wrong)
    for slot, wrongs in by_slot.items():
        for wrong in random.sample(wrongs, min(2, len(wrongs))):
            yield _case(material, f"coincidence: {slot}", wrong, random.randrange(9), true=False)


def _figures_of_parts(material: Material) -> Iterator[Case]:
    """Figures of one price band, given for the whole of which the report has its own."""
    whole = {fact.slots for fact in material.facts}
    for row in material.table:
        fact = Fact.of(row)
        if "price band" in row.detail and fact.slots in whole and not _is_whole(material, fact):
            yield _case(material, "coincidence: band", fact, 0, true=False)
            yield _case(material, "coincidence: band", fact, 1, true=False)


def _is_whole(material: Material, fact: Fact) -> bool:
    return any(
        other.slots == fact.slots and match(fact.figure, other.figure) is not Match.DIFFERENT
        for other in material.facts
    )


def _first_difference(fact: Fact, other: Fact) -> str:
    return next((s for s in _SLOTS if getattr(fact, s) != getattr(other, s)), "")


# -- a figure for something else ---------------------------------------------------


def _wrong_slots(material: Material, fact: Fact, random: Random) -> Iterator[Case]:
    for kind, wrong in _misattributed(fact, material):
        if not _is_true(material, wrong, strict=True):
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
    planned = (SourceKind.TARGET, SourceKind.FORECAST, SourceKind.CONSENSUS)
    dated = fact.period is not None  # a target price is one however it is put
    if fact.source in planned and dated and fact.measure in (Measure.LEVEL, Measure.YOY):
        yield "target as fact", replace(fact, source=SourceKind.REPORTED)


def _later(period: Period) -> Period:
    return period.previous_year() if period.start.year > 2100 else _next_year(period)


def _next_year(period: Period) -> Period:
    later = Period.parse(str(period).replace(str(period.start.year), str(period.start.year + 1)))
    return later if later.end > period.end else period.previous()


def _is_near(figure: Figure, truth: Figure) -> bool:
    """Whether `figure` may be `truth` rounded to fewer digits."""
    coarse = replace(figure, quantum=last_digit_unit(figure.value, figure.quantum))
    return match(coarse, truth) is not Match.DIFFERENT


def _is_true(material: Material, fact: Fact, *, strict: bool = False) -> bool:
    """Whether the report may bear `fact` out after all: a row of its metric and measure has the
    figure, and does not differ from it in what the fact is of.

    `strict` lets a row that leaves its region or period open stand for any.
    """
    borne_out = any(_bears_out(row, fact, strict=strict) for row in material.table)
    return borne_out or _is_whole(material, fact)


def _bears_out(row: KpiRow, fact: Fact, *, strict: bool) -> bool:
    if row.metric != fact.metric or match(fact.figure, row.figure) is Match.DIFFERENT:
        return False
    if (row.entity, row.segment) != (fact.entity, fact.segment):
        return False
    if row.source is not fact.source or row.direction != fact.direction:
        return False
    same_period = row.period == fact.period or (strict and row.period is None)
    either = {row.region, fact.region} <= {"", "global"}
    same_region = row.region == fact.region or (strict and either)
    changes = row.measure in _CHANGES and fact.measure in _CHANGES
    same_measure = row.measure is fact.measure or (
        changes and Measure.CHANGE in (row.measure, fact.measure)
    )
    return same_period and same_region and same_measure


# -- what follows from two facts ---------------------------------------------------


def _derived_cases(material: Material, random: Random) -> Iterator[Case]:
    for kind, one, other, value in _derivations(material):
        yield _derived(material, "derived", kind, one, other, value, true=True)
        off = value.value * (Decimal(1) + Decimal(random.choice((-8, -5, 5, 8))) / 100)
        quantum = value.quantum
        off = (off / quantum).to_integral_value() * quantum
        off += quantum * 2 * (1 if off >= value.value else -1)
        if off > 0:
            wrong = replace(value, value=off)
            yield _derived(material, "derived off", kind, one, other, wrong, true=False)


def _derived(
    material: Material, name: str, kind: str, one: Fact, other: Fact, value: Figure, *, true: bool
) -> Case:
    return Case(
        material.name,
        name,
        true,
        tuple(derived_statement(kind, one, other, value, language) for language in LANGUAGES),
    )


def _derivations(material: Material) -> Iterator[tuple[str, Fact, Fact, Figure]]:
    levels = [
        fact
        for fact in material.facts
        if fact.measure is Measure.LEVEL and not fact.figure.is_range
        and fact.figure.qualifier is Qualifier.EXACT
        and fact.source in (SourceKind.REPORTED, SourceKind.OTHER) and fact.period is not None
    ]  # fmt: skip
    shares = {
        (fact.metric, fact.segment) for fact in material.facts if fact.measure is Measure.SHARE
    }
    for one in levels:
        for other in levels:
            same = (one.metric, one.period, one.figure.unit) == (
                other.metric, other.period, other.figure.unit
            )  # fmt: skip
            if not same or one.figure.value <= other.figure.value or one.slots == other.slots:
                continue
            gap = difference(one.figure, other.figure)
            unit = POINT if one.figure.unit == PERCENT else one.figure.unit
            quantum = min(one.figure.quantum, other.figure.quantum)
            yield "difference", one, other, _figure(gap.value, unit, quantum)
            if one.figure.unit == PERCENT:
                continue
            times = ratio(one.figure, other.figure)
            if times is not None and times.value < 40:
                yield "ratio", one, other, _figure(times.value, MULTIPLE, Decimal("0.1"))
            share = ratio(other.figure, one.figure, percent=True)
            if share is not None and (other.metric, other.segment) not in shares:
                yield "share", other, one, _figure(share.value, PERCENT, Decimal("0.1"))
            if one.segment and other.segment and one.region == other.region == "":
                both = total([one.figure, other.figure])
                yield "sum", one, other, _figure(both.value, one.figure.unit, quantum)
    yield from _bases(material, levels)


def _bases(material: Material, levels: Sequence[Fact]) -> Iterator[tuple[str, Fact, Fact, Figure]]:
    """Levels a year before, from levels and their growth."""
    for change in material.facts:
        if change.measure is not Measure.YOY or change.figure.unit != PERCENT:
            continue
        if change.figure.is_range or change.direction != "up":
            continue
        for level in levels:
            if replace(change, figure=level.figure, measure=Measure.LEVEL, direction="") == level:
                base = implied_base(level.figure, change.figure)
                digits = level.figure.quantum
                yield "base", level, change, _figure(base.value, level.figure.unit, digits)


def _figure(value: Decimal, unit: Unit, quantum: Decimal) -> Figure:
    """A computed figure, rounded to `quantum`."""
    shown = (value / quantum).to_integral_value() * quantum
    return Figure(shown, unit, "", Span(0, 0), quantum)
