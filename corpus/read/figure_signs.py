"""Negative numbers: a minus sign, or brackets as accountants write them."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.figure import NUMBER, PERCENT, UnitKind
from corpus.read.figure_atom import Atom, is_han, negated
from corpus.read.figure_units import currency_before
from corpus.read.not_figures import BLANK

_MINUS = frozenset("-\u2212\u2013")
_SIGN_INSIDE = re.compile(r"[^0-9a-z]{0,3}[-\u2212](?=[0-9.])")  # $-99.99
# What cannot stand before a minus sign: the end of a number, so that the sign is a dash.
_ENDS_A_NUMBER = frozenset("%)元-\u2013") | {BLANK}


def signed(text: str, atom: Atom, after: int, *, whole: bool) -> Atom:
    """The atom with the sign or the brackets around it; nothing before `after` belongs to it."""
    start = atom.start
    if start > after and text[start - 1] == "+" and not _latin(text[start - 2 : start - 1]):
        return replace(atom, start=start - 1)
    if start > after and text[start - 1] == "(":
        bracketed = _bracketed(text, atom, after, whole=whole)
        if bracketed is not None:
            return bracketed
    sign = _minus_before(text, atom, after)
    if sign is not None:
        return negated(atom, sign)
    inside = _SIGN_INSIDE.match(text, start, atom.end)
    return negated(atom, start) if inside and atom.number.value > 0 else atom


def _latin(character: str) -> bool:
    return character.isalnum() and character.isascii()


def _minus_before(text: str, atom: Atom, after: int) -> int | None:
    """Where the minus sign before the atom stands."""
    sign = atom.start - 1
    if sign > after and text[sign] == " " and text[sign - 1] in _MINUS:
        alone = text[max(0, sign - 9) : sign - 1].strip() == "" and sign < 9
        sign = sign - 1 if alone and text[atom.end :].strip() == "" else -1
    if sign < max(after, 0) or text[sign] not in _MINUS:
        return None
    before = text[sign - 1 : sign] if sign else ""
    if before == "/" and text[max(0, sign - 2) : sign - 1] == "+":  # +/-5%
        return None
    if before and (_latin(before) or before in _ENDS_A_NUMBER):
        return None
    return None if text[sign] == "\u2013" and is_han(before) else sign


def _bracketed(text: str, atom: Atom, after: int, *, whole: bool) -> Atom | None:
    """(1,234) in a table's cell, or money without a scale that follows no other amount."""
    start, end = atom.start, atom.end
    has_digits = any("0" <= character <= "9" for character in text[start:end])
    if not has_digits or start - 1 < after or text[end : end + 1] != ")":
        return None
    stop, unit = end + 1, atom.unit
    if unit is NUMBER and text[stop : stop + 1] == "%":
        stop, unit = stop + 1, PERCENT
    before = text[max(0, start - 4) : start - 1]
    column = _is_column(before)
    opener = before.strip(" ")[-1:]
    grouped = "," in text[start:end] or "." in text[start:end]  # not a dialling code
    cell = column or opener in ("", "\n", "|") or (opener == ":" and grouped)
    money = unit.kind is UnitKind.CURRENCY
    if unit.kind not in (UnitKind.NUMBER, UnitKind.CURRENCY, UnitKind.PERCENT):
        return None
    if money and not cell:
        last = before.rstrip()[-1:]
        other_amount = atom.had_scale or last.isdigit() or is_han(last) or start == after
        cell = not other_amount and text[start] in "$€£¥"
    sign = currency_before(text, start - 1) if unit is NUMBER and not atom.had_scale else None
    if sign is not None and sign.start >= after and not sign.power:
        signed_money = replace(atom, unit=sign.affix.unit)
        return replace(negated(signed_money, sign.start), end=stop, from_paren=True)
    if not cell or (atom.had_scale and not money):
        return None
    list_number = unit is NUMBER and end - start <= 2 and "." not in text[start:end]
    if list_number and not whole and not column:
        return None
    return replace(negated(replace(atom, unit=unit), start - 1), end=stop, from_paren=True)


def _is_column(before: str) -> bool:
    """Whether a wide gap, a currency sign or another number stands before the bracket."""
    if before.endswith(("  ", "$ ", "\t", "$", ") ", ")")):
        return True
    last = before[-2:-1]
    return before[-1:] == " " and (last.isdigit() or last in ("%", ")", "-", "\u2014"))
