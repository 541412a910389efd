"""A number in digits, and whether its digits are a piece of a name or a code."""

from __future__ import annotations

import re

from corpus.figure import NUMBER, UnitKind
from corpus.read.english_numbers import with_part_in_words
from corpus.read.figure_atom import is_han
from corpus.read.figure_parts import read_fraction, with_part
from corpus.read.figure_units import Tail, read_tail
from corpus.read.han_numerals import read_han
from corpus.read.not_figures import numbers_a_thing
from corpus.read.numerals import (
    COMMA_DECIMAL,
    ONE,
    SPACED_DIGITS,
    Numeral,
    quantum_of,
    read_digits,
    read_power,
    skip_spaces,
    to_decimal,
)

_NAME_TAIL = re.compile(r"[a-z0-9]*+(?:[-_.][a-z0-9]++)*+")


def read_digit_number(text: str, start: int, *, money: bool, whole: bool) -> Numeral | None:
    """The number that begins with the digits at `start`, whatever its style; no unit yet.

    `money`: a currency stands before it; `whole`: it is all there is.
    """
    fraction = read_fraction(text, start, whole=whole)
    if fraction is not None:
        return fraction
    plain = read_power(text, start)
    if plain is not None:
        return plain
    plain = read_digits(text, start)
    if plain is None:
        return None
    spaced = SPACED_DIGITS.match(text, start)
    if spaced and _spaces_group(text, spaced, sure=money or whole):
        value = to_decimal(spaced.group())
        if value is not None:
            return Numeral(value, quantum_of(value), spaced.end())
    comma = COMMA_DECIMAL.match(text, start)
    if comma and comma.end() > plain.end:
        value = to_decimal(comma.group())
        at = skip_spaces(text, comma.end(), 1)
        sure = money or whole or text[at : at + 1] in ("€", "%")
        if value is not None and (sure or _money_after(text, at)):
            return Numeral(value, quantum_of(value), comma.end())
    han = read_han(text, start)
    if han is not None and han.end > plain.end:
        return with_part(text, han)
    return with_part_in_words(text, with_part(text, plain))


def _spaces_group(text: str, spaced: re.Match[str], *, sure: bool) -> bool:
    end = spaced.end()
    if sure:
        return True
    at = skip_spaces(text, end, 1)
    if _money_after(text, at):
        return True
    tail = read_tail(text, Numeral(ONE, ONE, end), money=False, loose=False)
    return tail.unit.kind is UnitKind.COUNT


def _money_after(text: str, at: int) -> bool:
    tail = read_tail(text, Numeral(ONE, ONE, at), money=False, loose=False)
    return tail.unit.kind is UnitKind.CURRENCY


def in_a_name(text: str, start: int) -> bool:
    """Whether the digits at `start` go on a name or a code (SU7, covid-19, x86.64)."""
    before = text[start - 1] if start else ""
    if before.isalpha() and not "\u2e80" <= before <= "\u9fff":
        return True
    two = text[start - 2 : start - 1] if start >= 2 else ""
    if before in "-_/" and before and "a" <= two <= "z":
        return before != "/"
    return before == "." and start >= 2 and (two.isalnum() and two.isascii())


def is_share_class(text: str, start: int) -> bool:
    """Whether the letter before belongs to a company's name (集团-W15.44亿港元)."""
    if start < 3 or text[start - 2] != "-" or not is_han(text[start - 3]):
        return False
    number = read_han(text, start)
    return number is not None and number.scale > 1


def end_of_name(text: str, start: int) -> int:
    """Where the name or code that goes on at `start` ends."""
    found = _NAME_TAIL.match(text, start)
    return max(found.end() if found else start, start + 1)


def end_of_digits(text: str, start: int) -> int:
    """Where the digits and dots at `start` end."""
    at = start + 1
    while at < len(text) and text[at] in "0123456789.":
        at += 1
    return at


def letters_stick(text: str, tail: Tail) -> bool:
    """Whether letters or further digits stick to the number (3nm, 15s, 1.2.3)."""
    end = tail.number.end
    following = text[end : end + 1]
    last = text[end - 1]
    if tail.unit is not NUMBER or tail.had_scale:
        return False
    if following == "." and "0" <= text[end + 1 : end + 2] <= "9":
        return True
    latin = following.isalpha() and not "\u2e80" <= following <= "\u9fff"
    return latin and "0" <= last <= "9"


def is_no_quantity(text: str, start: int, end: int) -> bool:
    """Whether the bare number numbers a thing (Figure 3) or is a code (010111)."""
    if numbers_a_thing(text, start, end):
        return True
    written = text[start:end]
    if len(written) > 3 and written[0] == "0" and written.isdigit():
        return end - start != len(text.strip())  # a code: 010111
    return False
