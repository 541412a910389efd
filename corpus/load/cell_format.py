"""A workbook's value → the text that its number format shows."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

_QUOTED = re.compile(r'"([^"]{0,50})"|\\(.)|\[\$([^\]-]{0,5})[^\]]{0,20}\]')
_BRACKETED = re.compile(r"\[[^\]]{0,40}\]")
_DIGITS = re.compile(r"[#0?](?:[#0?,]{0,40}[#0?])?(?:\.([#0?]{1,30}))?(,{0,4})")
_SIGNIFICANT = 15  # digits that a binary fraction holds for sure


def shown(value: object, number_format: str) -> str:
    """The text of a cell: numbers with the format's decimals, grouping, percent sign,
    brackets for negatives and currency sign; dates in ISO form; text as it is."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        if value != value or value in (float("inf"), float("-inf")):
            return ""
        return _number(Decimal(f"{value:.{_SIGNIFICANT}g}"), number_format)
    return str(value)


def _number(value: Decimal, number_format: str) -> str:
    sections = number_format.split(";")
    negative = value < 0
    own = negative and len(sections) > 1
    if value == 0 and len(sections) > 2 and not _DIGITS.search(sections[2]):
        return _words(sections[2]) or "-"
    section = sections[1] if own else sections[0]
    bare = _BRACKETED.sub("", _QUOTED.sub("", section))
    digits = _DIGITS.search(bare)
    if digits is None or "general" in bare.lower() or "E" in bare:
        return _plain(value)
    percent = "%" in bare
    value = value * 100 if percent else value
    value = value.scaleb(-3 * len(digits[2]))  # a comma behind the digits counts thousands
    decimals = len(digits[1] or "")
    rounded = abs(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in digits[0].split(".")[0].rstrip(",") else f"{rounded:f}"
    before, behind = _around(section)
    text = f"{before}{text}{'%' if percent else ''}{behind}"
    if own and ("(" in section or "-" in bare):
        return f"({text})" if "(" in section else f"-{text}"
    return f"-{text}" if negative and not own else text


def _around(section: str) -> tuple[str, str]:
    """The words of a format before and behind its digits."""
    place = _DIGITS.search(_masked(section))
    if place is None:
        return "", ""
    return _words(section[: place.start()]), _words(section[place.end() :])


def _masked(section: str) -> str:
    """`section` with quoted words and brackets blanked out, at the same length."""
    masked = _QUOTED.sub(lambda found: " " * len(found.group()), section)
    return _BRACKETED.sub(lambda found: " " * len(found.group()), masked)


def _words(part: str) -> str:
    """Currency signs and quoted words of a part of a format."""
    found = [next((g for g in match.groups() if g), "") for match in _QUOTED.finditer(part)]
    signs = re.findall(r"[$¥€£]", _masked(part))
    words = "".join([*found, *signs])
    return words.replace("(", "").replace(")", "").strip()


def _plain(value: Decimal) -> str:
    rounded = value.quantize(Decimal("1e-10")).normalize() if abs(value) < 10**15 else value
    return f"{rounded:f}"
