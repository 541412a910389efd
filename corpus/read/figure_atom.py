"""One number with its unit at a place of a text, before ranges and qualifiers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corpus.figure import Unit
from corpus.read.numerals import Numeral


@dataclass(frozen=True, slots=True)
class Atom:
    """One number with its unit at [start, end); `code` of a currency may still be a family."""

    number: Numeral
    unit: Unit
    start: int
    end: int
    had_scale: bool = False
    from_paren: bool = False
    tentative: bool = False  # counts only as the lower end of a range
    bare_end: bool = False  # no unit and no scale behind the digits


def negated(atom: Atom, start: int) -> Atom:
    """`atom` with its sign turned to minus, its text beginning at `start`."""
    number = atom.number
    value = -number.value if number.is_fraction else -abs(number.value)
    return replace(atom, number=replace(number, value=value, upper=None), start=start)


def is_han(character: str) -> bool:
    """Whether `character` is one Chinese ideograph; "" is none."""
    return bool(character) and "\u4e00" <= character <= "\u9fff"
