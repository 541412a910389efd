"""Wrong figures made of right ones: a digit, a scale, a unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from corpus.figure import PERCENT, POINT, Figure, Unit, UnitKind
from eval.claims import Material
from eval.twin_cases import AMOUNTS

_SCALES = {
    "x10": Decimal(10), "x1000": Decimal(1000), "x10000": Decimal(10_000),
    "x100000000": Decimal(100_000_000),
}  # fmt: skip


def changed(figure: Figure, material: Material, random: Random) -> Iterator[tuple[str, Figure]]:
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
    if figure.unit.kind in AMOUNTS:
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
