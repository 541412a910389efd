"""Parts against wholes: their sum, and the growth of a whole against that of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from assistant.audit.audit_facts import AMOUNTS, Facts, Slots, at, changes, listed, sign
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import HUNDRED, Interval, allowed
from assistant.check.tolerance import comparable
from corpus.figure import PERCENT
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import vocabulary
from corpus.period import Period

_HOME, _ABROAD = "mainland_china", "overseas"
_MOST_PARTS = 10
_COLLAPSE = Decimal("0.2")  # what is left of the unnamed rest after a fall nobody mentions
_LEAST_REST = Decimal("0.1")  # of the base; a smaller rest tells nothing
_ONE = Interval.exact(1)


@dataclass(frozen=True, slots=True)
class Whole:
    """A total with its parts. `complete` tells that nothing else belongs to it."""

    row: KpiRow
    slots: Slots
    parts: tuple[KpiRow, ...]
    complete: bool


def wholes(facts: Facts) -> Iterator[Whole]:
    """All totals of the report that are stated with at least two of their parts."""
    never = listed("not_additive")
    by_segment = listed("not_additive_by_segment")
    levels: dict[Slots, list[KpiRow]] = {}
    for slots, _ in facts.groups(Measure.LEVEL):
        row = facts.level(slots) if slots.metric not in never else None
        named = row is not None and (row.curated or row.metric in vocabulary().names)
        if row is not None and named and row.figure.unit.kind in AMOUNTS:
            levels.setdefault(at(slots, segment="", region=""), []).append(row)
    for rows in levels.values():
        for row in rows if len(rows) > 2 else ():
            slots = facts.slots(row)
            inside = [r for r in rows if comparable(r.figure.unit, row.figure.unit)]
            regions = [
                r
                for r in inside
                if r.segment == row.segment and not slots.region and r.region in (_HOME, _ABROAD)
            ]
            if len(regions) == 2:
                yield Whole(row, slots, tuple(regions), complete=True)
            if slots.metric not in by_segment:
                parts = _top_segments(
                    [r for r in inside if facts.slots(r).region == slots.region], row
                )
                if 2 <= len(parts) <= _MOST_PARTS:
                    yield Whole(row, slots, parts, _shares_complete(facts, parts))
    yield from _over_time(facts)


def _over_time(facts: Facts) -> Iterator[Whole]:
    """Years and halves that are stated with all their halves or quarters."""
    never = listed("not_additive") | listed("as_of")
    for slots, _ in facts.groups(Measure.LEVEL):
        period = slots.period
        if not isinstance(period, Period) or slots.metric in never:
            continue
        row = facts.level(slots) if period.month_count in (6, 12) else None
        if row is None or row.figure.unit.kind not in AMOUNTS:
            continue
        if not row.curated and row.metric not in vocabulary().names:
            continue
        inside = [
            (other.period, level)
            for other in facts.over_time(slots)
            if isinstance(other.period, Period)
            and period.contains(other.period)
            and (level := facts.level(other)) is not None
            and comparable(level.figure.unit, row.figure.unit)
        ]
        for months in (3, 6):
            parts = tuple(level for inner, level in inside if inner.month_count == months)
            if months < period.month_count and len(parts) * months == period.month_count:
                yield Whole(row, slots, parts, complete=True)


def _top_segments(rows: Sequence[KpiRow], whole: KpiRow) -> tuple[KpiRow, ...]:
    """The businesses directly under `whole`: none of them a part of another."""
    within = vocabulary().within
    under = [
        row
        for row in rows
        if row.segment != whole.segment
        and row.segment
        and (not whole.segment or within(row.segment, whole.segment))
    ]
    return tuple(
        row
        for row in under
        if not any(row.segment != o.segment and within(row.segment, o.segment) for o in under)
    )


def _shares_complete(facts: Facts, parts: Sequence[KpiRow]) -> bool:
    """Whether the shares that the report states for the parts make up the whole."""
    total = Interval.exact(0)
    for part in parts:
        shares_of = facts.stated(facts.slots(part), Measure.SHARE)
        stated = [row for row in shares_of if not row.figure.is_range]
        if len(stated) != 1:
            return False
        total = total + allowed(stated[0].figure)
    return total.meets(Interval.exact(100))


def sums(facts: Facts, totals: Sequence[Whole]) -> Iterator[Finding]:
    """Parts that are more than their whole, or that must make it up and do not."""
    for whole in totals:
        values = [allowed(part.figure) for part in whole.parts]
        stated, total = allowed(whole.row.figure), Interval.total(values)
        operands = (whole.row, *whole.parts)
        formula = " + ".join(f"{{{i}}}" for i in range(1, len(operands))) + " = {result}"
        if total.meets(stated):
            continue
        severity = facts.weigh(operands, total, stated)
        if whole.complete and severity is not None:
            case = "parts_complete"
        elif total.low > stated.high and whole.row.metric in listed("never_negative"):
            if severity is None or _some_make_up(values, stated) or not _sure(facts, operands):
                continue
            case, severity = "parts_exceed", Severity.DOUBTFUL
        else:
            continue
        unit = whole.row.figure.unit
        yield facts.finding(Relation.PARTS, severity, case, formula, operands, total, unit)


def larger_than_whole(facts: Facts, totals: Sequence[Whole]) -> Iterator[Finding]:
    """A business or a region that alone is more than the whole, where no sum tells so."""
    summed = {whole.row.id for whole in totals}
    for slots, _ in facts.groups(Measure.LEVEL):
        part = facts.level(slots) if slots.segment or slots.region else None
        if part is None or slots.metric not in listed("never_negative"):
            continue
        above = [at(slots, region="")] if slots.region else []
        above += [at(slots, segment="")] if slots.segment else []
        for outer in above:
            whole = facts.level(outer)
            if whole is None or whole == part or whole.id in summed:
                continue
            value, stated = allowed(part.figure), allowed(whole.figure)
            if not comparable(part.figure.unit, whole.figure.unit) or value.low <= stated.high:
                continue
            severity = facts.weigh((part, whole), value, stated)
            if severity is not None and _sure(facts, (part, whole)):
                yield facts.finding(
                    Relation.PARTS, severity, "part_exceeds", "{0} > {1}", (part, whole), value,
                    part.figure.unit,
                )  # fmt: skip


def _sure(facts: Facts, rows: Sequence[KpiRow]) -> bool:
    """Whether the rows are bound surely enough to compare a part with its whole."""
    return all(row.curated or facts.plainly_said(row) for row in rows)


def _some_make_up(values: Sequence[Interval], stated: Interval) -> bool:
    """Whether some of the parts make up the whole: the others then cut it another way."""
    return any(
        Interval.total(chosen).meets(stated)
        for size in range(2, len(values))
        for chosen in combinations(values, size)
    )


def growth_of_parts(facts: Facts, totals: Sequence[Whole]) -> Iterator[Finding]:
    """The growth of a whole against the bases that the growth of its parts implies."""
    for whole in totals:
        growth = facts.growth(facts.slots(whole.row), whole.row.detail)
        if growth is None or whole.row.metric not in listed("never_negative"):
            continue
        rates = [(part, facts.growth(facts.slots(part), part.detail)) for part in whole.parts]
        known = [(part, rate) for part, rate in rates if rate is not None]
        bases = [_base(part, rate) for part, rate in known]
        own = _base(whole.row, growth)
        now = Interval.total(allowed(part.figure) for part in whole.parts)
        stated = allowed(whole.row.figure)
        if own is None or any(base is None for base in bases) or now.low > stated.high:
            continue
        sure = [base for base in bases if base is not None]
        if len(sure) > 1:
            yield from _judge_growth(facts, whole, growth, own, known, sure, now)


def _judge_growth(
    facts: Facts,
    whole: Whole,
    growth: KpiRow,
    own: Interval,
    known: Sequence[tuple[KpiRow, KpiRow]],
    bases: Sequence[Interval],
    now: Interval,
) -> Iterator[Finding]:
    total = Interval.total(bases)
    operands = (growth, whole.row, *(row for pair in known for row in pair))
    severity = facts.weigh(operands, total, own)
    all_known = len(known) == len(whole.parts)
    if severity is None:
        return
    if total.low > own.high:
        case = "parts_growth_exceed"
    elif whole.complete and all_known and not total.meets(own):
        case = "parts_growth_complete"
    elif all_known and _rest_collapses(allowed(whole.row.figure) - now, own - total, own):
        case, severity = "parts_growth_rest", Severity.DOUBTFUL
    else:
        return
    at_most = allowed(whole.row.figure).over(total)
    if at_most is None:
        return
    terms = " + ".join(
        f"{{{2 * i + 2}}} ÷ (1 {sign(rate)} {{{2 * i + 3}}})" for i, (_, rate) in enumerate(known)
    )
    formula = f"({{1}} ÷ ({terms}) − 1) × 100 = {{result}}%"
    result = (at_most - _ONE).times(HUNDRED)
    yield facts.finding(Relation.PARTS_GROWTH, severity, case, formula, operands, result, PERCENT)
    if case == "parts_growth_exceed":
        yield from _without_one(facts, whole, growth, own, known, bases)


def _without_one(
    facts: Facts,
    whole: Whole,
    growth: KpiRow,
    own: Interval,
    known: Sequence[tuple[KpiRow, KpiRow]],
    bases: Sequence[Interval],
) -> Iterator[Finding]:
    """The one part whose stated growth spoils a sum that the others make up without it."""
    suspects = []
    for index in range(len(known)):
        others = [base for i, base in enumerate(bases) if i != index]
        if len(others) > 1 and Interval.total(others).meets(own):
            suspects.append(index)
    if len(suspects) != 1:
        return
    index = suspects[0]
    rest = [pair for i, pair in enumerate(known) if i != index]
    total = Interval.total(base for i, base in enumerate(bases) if i != index)
    operands: tuple[KpiRow, ...] = (known[index][1], known[index][0], whole.row, growth)
    operands += tuple(row for pair in rest for row in pair)
    terms = " + ".join(
        f"{{{2 * i + 4}}} ÷ (1 {sign(rate)} {{{2 * i + 5}}})" for i, (_, rate) in enumerate(rest)
    )
    formula = f"{terms} = {{result}} ≈ {{2}} ÷ (1 {sign(growth)} {{3}})"
    unit = whole.row.figure.unit
    yield facts.finding(
        Relation.LABEL, Severity.DOUBTFUL, "label_growth", formula, operands, total, unit
    )


def _rest_collapses(now: Interval, before: Interval, own: Interval) -> bool:
    """Whether what the parts leave over would have all but vanished."""
    return before.low > own.value * _LEAST_REST and now.high < before.low * _COLLAPSE


def _base(row: KpiRow, growth: KpiRow) -> Interval | None:
    factor = changes(growth)[0].times(1 / HUNDRED) + _ONE
    return allowed(row.figure).over(factor) if factor.low > 0 else None
