"""Relations among figures that somebody names one by one: do they follow from one another?

No binding is needed: a sum, a difference, a product, a quotient, a change or a yearly rate of
growth of some of them is another one, as far as the digits of all of them allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.audit.audit_facts import AMOUNTS
from assistant.audit.audit_finding import Relation
from assistant.audit.audit_interval import HUNDRED, Interval, allowed
from assistant.check.tolerance import comparable
from corpus.figure import Figure, Unit, UnitKind

_ONE = Interval.exact(1)
_RATES = (UnitKind.PERCENT, UnitKind.POINT)
_TENTHS = (Decimal(1), Decimal(10))  # "a dividend for every ten shares"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What operands give by a formula that names them {1}, {2} …; `way` names the formula."""

    way: str
    kind: Relation
    result: Interval
    unit: Unit
    formula: str


def reckonings(
    stated: Figure, operands: Sequence[Figure], years: int = 0, signs: str = ""
) -> Iterator[Reckoned]:
    """All that `operands`, in their order, can give of the kind of `stated`; `signs` are those
    that stand before them where they are added up ("+−")."""
    values = [allowed(figure) for figure in operands]
    if signs and len(signs) == len(operands):
        yield _signed(values, signs, stated.unit)
    alike = all(comparable(figure.unit, operands[0].unit) for figure in operands)
    same = alike and _of_one_kind(stated, operands[0])
    terms = [f"{{{number}}}" for number in range(1, len(operands) + 1)]
    if same and len(operands) > 1:
        total, rest = Interval.total(values), values[0] - Interval.total(values[1:])
        yield Reckoned("sum", Relation.PARTS, total, stated.unit, " + ".join(terms) + _IS)
        yield Reckoned("difference", Relation.PARTS, rest, stated.unit, " − ".join(terms) + _IS)
    if all(f.unit.kind is UnitKind.PERCENT for f in (stated, *operands)) and len(operands) > 1:
        yield _compounded(values, terms, stated.unit)
    if len(operands) == 2:
        yield from _of_two(stated, operands, values, years)


_IS = " = {result}"


def _signed(values: Sequence[Interval], signs: str, unit: Unit) -> Reckoned:
    total = Interval.exact(0)
    formula = ""
    for number, (sign, value) in enumerate(zip(signs, values, strict=True), start=1):
        total = total - value if sign == "−" else total + value
        formula += (f" {sign} " if formula else "") + f"{{{number}}}"
    return Reckoned("signed", Relation.PARTS, total, unit, formula + _IS)


def _of_one_kind(one: Figure, other: Figure) -> bool:
    rates = one.unit.kind in _RATES and other.unit.kind in _RATES
    plain = UnitKind.NUMBER in (one.unit.kind, other.unit.kind)
    return rates or comparable(one.unit, other.unit) or (plain and one.unit.kind in _RATES)


def _compounded(values: Sequence[Interval], terms: Sequence[str], unit: Unit) -> Reckoned:
    product = _ONE
    for value in values:
        product = product * (value.times(1 / HUNDRED) + _ONE)
    formula = " × ".join(f"(1 + {term})" for term in terms) + " − 1 = {result}%"
    return Reckoned(
        "compounded", Relation.PRICE_VOLUME, (product - _ONE).times(HUNDRED), unit, formula
    )


def _of_two(
    stated: Figure, operands: Sequence[Figure], values: Sequence[Interval], years: int
) -> Iterator[Reckoned]:
    one, other = values
    kinds = {figure.unit.kind for figure in operands}
    like = comparable(operands[0].unit, operands[1].unit)
    amounts = kinds <= set(AMOUNTS)
    percent = stated.unit.kind is UnitKind.PERCENT
    if amounts and like and percent:
        yield from _in_percent(one, other, stated.unit, years)
    if amounts and like and stated.unit.kind in (UnitKind.MULTIPLE, UnitKind.NUMBER):
        for first, second, formula in ((one, other, "{1} ÷ {2}"), (other, one, "{2} ÷ {1}")):
            ratio = first.over(second)
            if ratio is not None:
                yield Reckoned("ratio", Relation.SHARE, ratio, stated.unit, formula + _IS)
    if amounts and stated.unit.kind in AMOUNTS:
        yield from _products(stated, operands, values)
    rate = next((n for n, f in enumerate(operands) if f.unit.kind is UnitKind.PERCENT), None)
    if rate is not None and operands[1 - rate].unit.kind in AMOUNTS:
        amount = operands[1 - rate]
        if comparable(amount.unit, stated.unit):
            share = values[rate].times(1 / HUNDRED)
            terms = f"{{{2 - rate}}}", f"{{{rate + 1}}}"
            part, formula = values[1 - rate] * share, f"{terms[0]} × {terms[1]}" + _IS
            yield Reckoned("part", Relation.SHARE, part, stated.unit, formula)
            for sign, factor in (("+", _ONE + share), ("−", _ONE - share)):
                grown, formula = values[1 - rate] * factor, f"{terms[0]} × (1 {sign} {terms[1]})"
                yield Reckoned("grown", Relation.GROWTH, grown, stated.unit, formula + _IS)
                base = values[1 - rate].over(factor)
                if base is not None:
                    formula = f"{terms[0]} ÷ (1 {sign} {terms[1]})" + _IS
                    yield Reckoned("base", Relation.GROWTH, base, stated.unit, formula)


def _in_percent(one: Interval, other: Interval, unit: Unit, years: int) -> Iterator[Reckoned]:
    """Shares of the first in the second, then changes from the first to the second; then the
    other way round."""
    share, growth, end = Relation.SHARE, Relation.GROWTH, " × 100 = {result}%"
    sides = (one, other, "{1} ÷ {2}"), (other, one, "{2} ÷ {1}")
    for (part, whole, quotient), (now, before, ratio_of) in (sides, sides[::-1]):
        ratio = part.over(whole)
        if ratio is not None:
            yield Reckoned("share", share, ratio.times(HUNDRED), unit, quotient + end)
            rest, formula = (_ONE - ratio).times(HUNDRED), f"(1 − {quotient})" + end
            yield Reckoned("rest", share, rest, unit, formula)
        change = now.over(before)
        if change is not None:
            formula = f"({ratio_of} − 1)" + end
            yield Reckoned("growth", growth, (change - _ONE).times(HUNDRED), unit, formula)
            yield from _yearly(change, ratio_of, unit, years)


def _yearly(change: Interval, ratio_of: str, unit: Unit, years: int) -> Iterator[Reckoned]:
    if years < 2 or change.low <= 0:
        return
    power = Decimal(1) / years
    low, value, high = (end**power for end in (change.low, change.value, change.high))
    rate = (Interval(low, value, high) - _ONE).times(HUNDRED)
    formula = f"(({ratio_of})^(1/{years}) − 1) × 100 = {{result}}%"
    yield Reckoned("yearly", Relation.GROWTH, rate, unit, formula)


def _products(
    stated: Figure, operands: Sequence[Figure], values: Sequence[Interval]
) -> Iterator[Reckoned]:
    money = [figure.unit.kind is UnitKind.CURRENCY for figure in operands]
    paid = next((f.unit for f in operands if f.unit.kind is UnitKind.CURRENCY), stated.unit)
    unit = paid if stated.unit.kind is UnitKind.NUMBER else stated.unit
    for divisor in _TENTHS if sum(money) < 2 else ():
        product = (values[0] * values[1]).times(1 / divisor)
        formula = "{1} × {2}" + ("" if divisor == 1 else f" ÷ {divisor}") + _IS
        yield Reckoned("product", Relation.PRICE_VOLUME, product, unit, formula)
    for first, second, formula in ((0, 1, "{1} ÷ {2}"), (1, 0, "{2} ÷ {1}")):
        each = values[first].over(values[second])
        if each is not None:
            yield Reckoned("per_unit", Relation.PER_UNIT, each, stated.unit, formula + _IS)
