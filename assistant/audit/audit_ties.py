"""Relations of a report's figures one by one, kept or not: what a question on one is answered by.

The audit (`assistant.audit.audit`) tells only what is broken, and only where it is sure. Here every
relation that a stated figure takes part in is worked out, with the operands that fit it best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

from assistant.audit.audit_changes import between, levels_before
from assistant.audit.audit_facts import CHANGES, Facts, Slots, at, same_amount
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import HUNDRED, Interval, allowed
from assistant.audit.audit_parts import Whole, wholes
from assistant.audit.audit_ranges import one_base
from assistant.audit.audit_shares import named_metrics, wholes_of
from assistant.audit.audit_tie import Tie, Try, quotient, tie_of
from assistant.audit.audit_ties_defined import definitions, per_unit, price_and_volume
from assistant.check.tolerance import comparable
from corpus.figure import PERCENT, Span, UnitKind
from corpus.kpi import KpiRow, Measure

_MOST_PARTS = 10
_MOST_STATED = 6  # statements of one thing that are held against one another


def ties(facts: Facts) -> tuple[Tie, ...]:
    """All relations between the stated figures of a report, in the order of the kinds."""
    found = [*_shares(facts)]
    found += _sums(facts, found)
    for relation in (_growth, definitions, price_and_volume, per_unit, _ranges, _restated):
        found += relation(facts)
    found += _in_one_breath(facts)
    return _likeliest(facts, found)


def _likeliest(facts: Facts, found: Sequence[Tie]) -> tuple[Tie, ...]:
    """Without the relations that are broken of a figure that another statement of it keeps: the
    program has then bound two things alike."""

    def thing(tie: Tie) -> tuple[object, ...]:
        stated = tie.rows[0]
        return tie.finding.kind, facts.slots(stated), stated.measure, stated.detail

    held = {thing(tie) for tie in found if tie.kept}
    return tuple(
        tie
        for tie in found
        if tie.kept or thing(tie) not in held or all(row.curated for row in tie.rows)
    )


def _shares(facts: Facts) -> Iterator[Tie]:
    """A stated share and part ÷ whole."""
    for slots, rows in facts.groups(Measure.SHARE):
        for row in rows:
            if row.figure.unit == PERCENT and not row.figure.is_range:
                yield from tie_of(facts, Relation.SHARE, row, list(_of_wholes(facts, slots, row)))


def _of_wholes(facts: Facts, slots: Slots, row: KpiRow) -> Iterator[Try]:
    parts = facts.candidates(slots, row.detail)
    places = [(whole, True) for whole in wholes_of(slots)]
    metrics = named_metrics(facts, row)
    places += [(at(slots, metric=key, segment="", region=""), False) for key in metrics]
    for where, sure in places:
        for part, whole in product(parts, facts.candidates(where)):
            yield from quotient(part, whole, sure=sure)


def _sums(facts: Facts, shares: Sequence[Tie]) -> Iterator[Tie]:
    """Totals and their parts: businesses, regions, the parts of a year, or whatever the report
    gives shares of one total for."""
    told: set[tuple[KpiRow, frozenset[KpiRow]]] = set()
    for whole in (*_by_shares(shares), *wholes(facts)):
        for parts in _that_make_up(whole):
            key = whole.row, frozenset(parts)
            if key not in told:
                told.add(key)
                yield sum_of(facts, whole.row, parts)


def _by_shares(shares: Sequence[Tie]) -> Iterator[Whole]:
    by_whole: dict[KpiRow, list[KpiRow]] = {}
    for tie in shares:
        if tie.kept and len(tie.rows) > 2:
            parts = by_whole.setdefault(tie.rows[2], [])
            parts += [tie.rows[1]] if tie.rows[1] not in parts else []
    for row, parts in by_whole.items():
        if 2 <= len(parts) <= _MOST_PARTS:
            yield Whole(row, Slots(row.metric, "", "", "", None, row.source), tuple(parts), False)


def _that_make_up(whole: Whole, stated: Interval | None = None) -> Iterator[tuple[KpiRow, ...]]:
    """All the parts, and where these are no sum of it the most of them that are: the others
    then cut the whole another way."""
    yield whole.parts
    stated = stated or allowed(whole.row.figure)
    if whole.complete or Interval.total(allowed(p.figure) for p in whole.parts).meets(stated):
        return
    for size in range(len(whole.parts) - 1, 1, -1):
        for chosen in combinations(whole.parts, size):
            if Interval.total(allowed(part.figure) for part in chosen).meets(stated):
                yield chosen
                return


def sum_of(facts: Facts, whole: KpiRow, parts: Sequence[KpiRow]) -> Tie:
    """Whether parts come to a whole, and what is left where they do not."""
    total, stated = Interval.total(allowed(p.figure) for p in parts), allowed(whole.figure)
    terms = " + ".join(f"{{{number}}}" for number in range(1, len(parts) + 1))
    rows, unit = (whole, *parts), whole.figure.unit
    if unit.kind is UnitKind.BASIS_POINT:  # which are reckoned with as hundredths of a point
        total, stated = total.times(HUNDRED), stated.times(HUNDRED)

    def told(formula: str, value: Interval) -> Finding:
        return facts.finding(Relation.PARTS, Severity.NOTE, "tie", formula, rows, value, unit)

    finding = told(terms + " = {result}", total)
    if total.meets(stated):
        return Tie(finding, True)
    left = stated - total if stated.value > total.value else total - stated
    sides = ("{0}", f"({terms})") if stated.value > total.value else (f"({terms})", "{0}")
    return Tie(finding, False, rest=told(" − ".join(sides) + " = {result}", left))


def all_shares(facts: Facts, known: Sequence[Tie]) -> list[Tie]:
    """Whether the shares of the parts of one whole come to all of it."""
    found: list[Tie] = []
    for whole in _by_shares(known):
        stated = [t.rows[0] for t in known if t.kept and t.rows[1:2] and t.rows[1] in whole.parts]
        for chosen in _that_make_up(replace(whole, parts=tuple(stated)), Interval.exact(HUNDRED)):
            total = Interval.total(allowed(row.figure) for row in chosen)
            terms = " + ".join(f"{{{number}}}" for number in range(len(chosen)))
            finding = facts.finding(
                Relation.SHARE, Severity.NOTE, "all_shares", terms + " = {result}%", chosen,
                total, PERCENT,
            )  # fmt: skip
            found.append(Tie(finding, total.meets(Interval.exact(HUNDRED))))
    return [tie for tie in found if tie.kept] or found[:1]


def _growth(facts: Facts) -> Iterator[Tie]:
    """A stated change and the values before and after."""
    for measure in CHANGES:
        for slots, rows in facts.groups(measure):
            for row in rows:
                if row.figure.is_range:
                    continue
                tried = [
                    Try((now, before), result, formula, unit)
                    for now in facts.candidates(slots, row.detail)
                    for before in levels_before(facts, slots, row, now)
                    for formula, result, unit in between(now, before, row)
                ]
                yield from tie_of(facts, Relation.GROWTH, row, tried)


def _ranges(facts: Facts) -> Iterator[Tie]:
    """A range of growth and a range of amounts, which must start from one base."""
    for slots, rows in facts.groups(Measure.YOY):
        for row in rows:
            amounts = facts.stated(slots, Measure.LEVEL, row.detail) if row.figure.is_range else ()
            for amount in amounts[:1]:
                tied = one_base(row, amount)
                if tied is not None:
                    formula, base, kept = tied
                    unit, operands = amount.figure.unit, (row, amount)
                    finding = facts.finding(
                        Relation.RANGE, Severity.NOTE, "range_kept", formula, operands, base, unit
                    )
                    yield Tie(finding, kept)


def _restated(facts: Facts) -> Iterator[Tie]:
    """A figure that is stated twice, as precisely as two writers would."""
    for _, rows in facts.groups(Measure.LEVEL):
        for one, other in combinations(rows[:_MOST_STATED], 2):
            alike = one.detail == other.detail and comparable(one.figure.unit, other.figure.unit)
            unlike = one.figure.value != other.figure.value
            if alike and unlike and same_amount(one, other):
                finding = facts.finding(
                    Relation.RESTATED, Severity.NOTE, "twice", "{0} ≈ {1}", (one, other),
                    allowed(other.figure), one.figure.unit,
                )  # fmt: skip
                yield Tie(finding, True)


def _in_one_breath(facts: Facts) -> Iterator[Tie]:
    """A change and the items of the next sentence, or of its own, that come to it exactly."""
    by_sentence: dict[Span, list[KpiRow]] = {}
    for row in facts.rows:
        sentence = facts.sentence(row)
        if sentence is not None and not row.figure.is_range:
            by_sentence.setdefault(sentence, []).append(row)
    order = sorted(by_sentence)
    for span, after in zip(order, [*order[1:], None], strict=True):
        for row in by_sentence[span] if len(by_sentence[span]) <= _MOST_STATED else ():
            for place in (span, after):
                others = by_sentence[place] if place is not None else []
                parts = [o for o in others if o is not row and o.figure.unit == row.figure.unit]
                total = sum((part.figure.value for part in parts), start=Decimal(0))
                few = row.measure in CHANGES and 1 < len(parts) <= _MOST_STATED
                if few and total == row.figure.value:
                    yield sum_of(facts, row, parts)
