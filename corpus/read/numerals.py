"""Numbers as written: their values, and how digits are grouped.

Everything here reads *folded* text (`corpus.script.fold`): half-width, lower case, Simplified.
A number is read exactly or not at all; a vague one (二三十, "twenty or thirty") is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from corpus.script import fold

ARITHMETIC = Context(prec=60)
"""Wide enough that no product of a number (at most 30 digits) with a scale is rounded."""

MAX_DIGITS = 30
ZERO, ONE, TEN = Decimal(0), Decimal(1), Decimal(10)

# Grouped in threes; grouped the Indian way; continental; plain with an exponent; no leading zero.
DIGITS = re.compile(
    r"""[0-9]{1,3}(?:,[0-9]{3}){1,9}+(?![0-9])(?:\.[0-9]+)?
      | [0-9]{1,2}(?:,[0-9]{2}(?=,)){1,6},[0-9]{3}(?![0-9])(?:\.[0-9]+)?
      | [0-9]{1,3}(?:\.[0-9]{3}){1,6}+,[0-9]{1,2}(?![0-9,])
      | [0-9]++(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,2}(?![0-9a-z]))?
      | \.[0-9]+""",
    re.VERBOSE,
)
# Thousands parted by spaces: read only where a currency or a unit vouches for it.
SPACED_DIGITS = re.compile(r"[0-9]{1,3}(?:[ ][0-9]{3}){1,6}+(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?")
COMMA_DECIMAL = re.compile(r"[0-9]+,[0-9]{1,2}(?![0-9,])")

# A thin space that groups digits in threes: 1 234 567.
_THIN_GROUPS = re.compile("(?<=[0-9])[\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_POWER = re.compile(
    r"(?P<base>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?:[ ]?[x*\u00d7][ ]?(?P<ten>10))?"
    r"\^(?P<sign>[+-]{0,2})(?P<exponent>[0-9]{1,2})(?![0-9.^])"
)
_ODD_DIGITS = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u2473]")


def fold_numbers(text: str) -> str:
    """Folded `text`, as long as before, ready for numbers to be read in it.

    A full-width comma groups digits only where they are full-width too; raised, lowered and
    circled digits are marks, not numbers.
    """
    folded = fold(text)
    if "\u2009" in text or "\u202f" in text:
        groups = {found.start() for found in _THIN_GROUPS.finditer(text)}
        folded = "".join("," if at in groups else new for at, new in enumerate(folded))
    if "\uff0c" in text:
        folded = "".join(
            "\u3002" if old == "\uff0c" and "0" <= text[max(at - 1, 0)] <= "9" else new
            for at, (old, new) in enumerate(zip(text, folded, strict=True))
        )
    if _ODD_DIGITS.search(text):
        folded = "".join(
            "\0" if _ODD_DIGITS.match(old) else new for old, new in zip(text, folded, strict=True)
        )
    return folded


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number read at some place of a text; `end` is where it ends.

    `quantum` is the worth of its last quoted digit, `scale` the multiplier written.
    `style` is "digits", "han" or "words". `is_open`: more than the value is meant (多, 余, 几);
    `upper` then is the next step up for 几. `is_bare`: a scale without any digit (百亿).
    `is_fraction`: written as a part of one (三分之一, "half").
    """

    value: Decimal
    quantum: Decimal
    end: int
    scale: Decimal = ONE
    style: str = "digits"
    is_open: bool = False
    upper: Decimal | None = None
    is_bare: bool = False
    is_fraction: bool = False

    def times(self, factor: Decimal, end: int) -> Numeral:
        """The number `factor` times as large, reaching to `end`."""
        up = None if self.upper is None else times(self.upper, factor)
        return replace(
            self,
            value=times(self.value, factor),
            quantum=times(self.quantum, factor),
            scale=times(self.scale, factor),
            upper=up,
            end=end,
        )


def times(left: Decimal, right: Decimal) -> Decimal:
    """The product, exact for every number that is read here."""
    return canonical(ARITHMETIC.multiply(left, right))


def canonical(number: Decimal) -> Decimal:
    """The same number, without an exponent above zero and without needless decimals."""
    return plain(number.normalize(ARITHMETIC))


def plain(number: Decimal) -> Decimal:
    """The same number without an exponent above zero, trailing zeros of decimals kept."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return number.quantize(ONE, context=ARITHMETIC)
    return number


def divide(over: Decimal, under: Decimal) -> Decimal:
    """The quotient to 28 digits."""
    return plain(Context(prec=28).divide(over, under))


def quantum_of(number: Decimal) -> Decimal:
    """What one unit of the last written digit is worth."""
    exponent = number.as_tuple().exponent
    return Decimal((0, (1,), min(exponent, 0))) if isinstance(exponent, int) else ONE


def to_decimal(written: str) -> Decimal | None:
    """The value of one digit token, `None` where it has too many digits to be a figure."""
    if len(written) > MAX_DIGITS + 12:
        return None
    comma, dot = written.rfind(","), written.rfind(".")
    if " " in written:
        written, comma = written.replace(" ", ""), written.replace(" ", "").rfind(",")
    if comma >= 0 and (0 <= dot < comma or len(written) - comma - 1 < 3):
        written = written.replace(".", "").replace(",", ".")
    number = Decimal(written.replace(",", ""))
    exponent = number.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -MAX_DIGITS and number.adjusted() < MAX_DIGITS
    return number if fits and len(number.as_tuple().digits) <= MAX_DIGITS else None


def read_digits(text: str, start: int) -> Numeral | None:
    """The number in digits that begins at `start`."""
    found = DIGITS.match(text, start)
    if found is None:
        return None
    value = to_decimal(found.group())
    if value is None:
        return None
    return Numeral(plain(value), quantum_of(value), found.end())


def read_power(text: str, start: int) -> Numeral | None:
    """6.2x10^-4 and 1.1^23; `None` where it is no power or one too large or small to count."""
    found = _POWER.match(text, start)
    if found is None:
        return None
    written = Decimal(found["base"])
    sign = -1 if found["sign"].count("-") % 2 else 1
    exponent = sign * int(found["exponent"])
    ten = Decimal(found["ten"] or 0)
    base = ten or written
    if base == 0 or abs(exponent * base.adjusted()) > MAX_DIGITS or abs(exponent) > 99:
        return None
    power = ARITHMETIC.power(base, abs(exponent))
    power = power if exponent >= 0 else divide(ONE, power)
    value = times(written, power) if ten else canonical(power)
    if value == 0 or not -MAX_DIGITS < value.adjusted() < MAX_DIGITS:
        return None
    quantum = times(quantum_of(written), power) if ten else quantum_of(value)
    return Numeral(value, abs(quantum), found.end())


def skip_spaces(text: str, at: int, most: int = 3) -> int:
    """The place after at most `most` blanks."""
    stop = min(len(text), at + most)
    while at < stop and text[at] in " \t":
        at += 1
    return at


def next_character(text: str, at: int) -> str:
    """The first character at or after `at` that is no blank; "" at the end."""
    at = skip_spaces(text, at)
    return text[at : at + 1]
