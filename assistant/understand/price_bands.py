"""Prices that name a class of products ("the RMB4-5k bracket", 三千以上) narrow a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.figure import Figure, Qualifier, Span, Unit, UnitKind
from corpus.kpi_names import Mention, vocabulary
from corpus.script import fold

_THOUSAND = Decimal(1000)
_BOUNDS = (Qualifier.AT_LEAST, Qualifier.OVER)
# A price in thousands: the lower end of a range or a bound, with its currency before it.
_IN_THOUSANDS = re.compile(
    r"(?<![\w.])(?P<money>rmb|cny|us\$|hk\$|nt\$|[$¥£€])?[ ]?(?P<low>\d{1,3}(?:\.\d)?)"
    r"(?:k?[ ]?(?:-|–|~|to|至|到)[ ]?(?P<high>\d{1,3}(?:\.\d)?)k"
    r"|k(?=[ -]?(?:\+|and[ -](?:up|above|over)|or[ -](?:more|above)|plus|以上|起)))(?![a-z0-9])"
)
# A range of prices before a word that also counts things ("the RMB 4,000-5,000 segment").
_OF_CLASS = re.compile(
    r"(?:rmb|cny|us\$|hk\$|nt\$|[$¥£€])[ ]?(?P<low>\d[\d,]{2,8})[ ]?(?:-|–|to)[ ]?"
    r"(?P<high>\d[\d,]{2,8})(?=[ ](?:segment|class|category|range|models?|phones?|cars?))"
)


def prices_in_thousands(question: str, currency: str) -> tuple[Figure, ...]:
    """Prices that only questions write so, as figures in the report's currency."""
    plain = fold(question)
    found: list[Figure] = []
    for match in _IN_THOUSANDS.finditer(plain):
        high = Decimal(match["high"]) * _THOUSAND if match["high"] else None
        found.append(_price(match, Decimal(match["low"]) * _THOUSAND, high, currency))
    for match in _OF_CLASS.finditer(plain):
        low, high = (Decimal(match[end].replace(",", "")) for end in ("low", "high"))
        found.append(_price(match, low, high, currency))
    return tuple(found)


def _price(match: re.Match[str], low: Decimal, high: Decimal | None, currency: str) -> Figure:
    return Figure(
        value=low,
        unit=Unit(UnitKind.CURRENCY, currency or "CNY"),
        text=match.group(),
        span=Span(*match.span()),
        quantum=_THOUSAND,
        scale=_THOUSAND,
        qualifier=Qualifier.AT_LEAST if high is None else Qualifier.EXACT,
        upper=high,
    )


def metrics_and_band(
    metrics: tuple[str, ...],
    names: Sequence[Mention],
    figures: Sequence[Figure],
    *,
    of_parts: bool = False,
) -> tuple[tuple[str, ...], Figure | None]:
    """A price that names a class of products narrows the question; it is not asked for.

    `of_parts` tells a question for a share, which no amount of money can be the answer to.
    """
    banded = "price_band" in metrics or any(m.kind == "band" for m in names)
    others = tuple(key for key in metrics if key != "price_band")
    if not others and not of_parts:
        return metrics, None
    rates = not any(_has_unit(key, "currency") for key in others)
    prices = [
        figure
        for figure in figures
        if figure.unit.kind is UnitKind.CURRENCY
        or (figure.unit.kind is UnitKind.NUMBER and (banded or (of_parts and _is_bound(figure))))
    ]
    if prices and (banded or of_parts):
        return others, prices[0]
    bounded = [figure for figure in prices if figure.is_range or figure.qualifier in _BOUNDS]
    return (others, bounded[0]) if bounded and rates else (metrics, None)


def _is_bound(figure: Figure) -> bool:
    """Whether a number can be a price that a class begins with, or its two ends."""
    return figure.value >= _THOUSAND and (figure.is_range or figure.qualifier in _BOUNDS)


def _has_unit(key: str, kind: str) -> bool:
    name = vocabulary().names.get(key)
    return name is not None and any(unit.startswith(kind) for unit in name.units)
