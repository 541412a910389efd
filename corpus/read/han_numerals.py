"""Chinese numerals, and digits with Chinese scales: 3亿5000万, 一千二百, 两千万点五, 十几万.

Reads folded text. A vague number (二三十) is not read.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from corpus.read.han_words import (
    BIG_UNITS,
    CONTRACTED,
    HAN_DIGITS,
    OPEN_WORDS,
    SMALL_UNITS,
)
from corpus.read.numerals import (
    ARITHMETIC,
    MAX_DIGITS,
    ONE,
    TEN,
    ZERO,
    Numeral,
    canonical,
    next_character,
    plain,
    read_digits,
    skip_spaces,
)

_HUGE = Decimal(10) ** 16
_NO_UNIT = 10**20

_UNIT_OF = {**SMALL_UNITS, **BIG_UNITS}


class _Han:
    """One pass over a Chinese numeral; digits may stand for the Chinese ones."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.at, self.start = text, start, start
        self.total = self.section = ZERO
        self.pending: Decimal | None = None
        self.pending_step = ONE  # worth of the pending number's last digit
        self.pending_digits = 0  # Chinese digits in a row, 0 when pending is in digits
        self.small = self.big = _NO_UNIT  # the last small and big unit: they must come down
        self.last_unit = 0  # the unit just before, 0 after a digit
        self.after_zero = False
        self.quantum = self.scale = ONE
        self.section_step = ONE  # worth of the last spoken digit of the section
        self.section_parts = 0
        self.is_open = self.vague = self.has_digit = self.spaced = False
        self.is_string = False
        self.step_up = ZERO
        self.end = start

    def run(self) -> Numeral | None:
        while self._step():
            pass
        if self.end == self.start or self.vague:
            return None
        if not self.total and self.section_parts == 1 and self.pending is None:
            self.scale = Decimal(self.small) if self.small >= 100 else ONE
        self._close()
        value = self.total + self.section
        bare = not self.has_digit and value >= 100
        return Numeral(
            canonical(value) if self.scale > 1 else plain(value),
            canonical(value if bare else self.quantum),
            self.end,
            self.scale,
            "string" if self.is_string else "han",
            self.is_open,
            value + self.step_up if self.step_up else None,
            bare,
        )

    def _step(self) -> bool:
        at = skip_spaces(self.text, self.at, 3 if self.end > self.start else 0)
        if at >= len(self.text):
            return False
        self.spaced = at > self.at
        character = self.text[at]
        if character in HAN_DIGITS:
            return self._digit(at, HAN_DIGITS[character])
        if character in SMALL_UNITS:
            return self._small(at, SMALL_UNITS[character])
        if character in BIG_UNITS:
            return self._big(at, BIG_UNITS[character])
        if character in CONTRACTED:
            return self._contracted(at, CONTRACTED[character])
        if character in OPEN_WORDS:
            return self._open(at)
        if character == "个" and self.text[at + 1 : at + 2] == "亿" and self.pending is not None:
            self.at = at + 1
            return True
        if "0" <= character <= "9":
            return self._arabic(at)
        return False

    def _accept(self, end: int) -> bool:
        self.at = self.end = end
        return True

    def _digit(self, at: int, digit: int) -> bool:
        if digit == 0 and self.pending is None and (self.last_unit or self.after_zero):
            self.after_zero, self.last_unit = True, 0
            self.at = at + 1
            return self.text[at + 1 : at + 2] in _AFTER_ZERO
        if self.pending is not None:
            if not self.pending_digits or self.pending_digits >= MAX_DIGITS:
                return False
            if self.section or self.total:
                self.vague = True
                return False
            self.is_string = True
            self.pending = self.pending * 10 + digit
            self.pending_digits += 1
        else:
            self.pending, self.pending_digits = Decimal(digit), 1
        self.has_digit, self.pending_step = True, ONE
        return self._accept(at + 1)

    def _arabic(self, at: int) -> bool:
        if self.pending is not None:
            return False
        number = read_digits(self.text, at)
        if number is None:
            return False
        if self.end > self.start and not self._may_add(at, number):
            return False
        lone = self.end > self.start and number.end == at + 1
        following = next_character(self.text, number.end)
        self.pending = number.value
        self.pending_digits = 1 if lone and following not in _UNIT_OF else 0
        self.pending_step, self.has_digit = number.quantum, True
        return self._accept(number.end)

    def _may_add(self, at: int, number: Numeral) -> bool:
        """Whether digits after a Chinese unit belong to the same number (3万4000)."""
        following = next_character(self.text, number.end)
        room = self.last_unit or min(self.small, self.big)
        if number.value >= room:
            return False
        if following in _UNIT_OF:
            smaller = _UNIT_OF[following] < room
            return smaller and (not self.spaced or number.value < 10)
        whole = number.quantum == 1 and "," not in self.text[at : number.end]
        return whole and not self.spaced and following not in _STOPS_ADDING

    def _small(self, at: int, unit: int) -> bool:
        if unit == 1000 and self.text[at + 1 : at + 2] in _KILO and self.has_digit:
            return False
        if unit >= self.small or self.pending_digits > 1:
            self.vague = self.vague or self.pending_digits > 1
            return False
        if self.pending is None:
            if self.section and not self.after_zero:
                return False
            self.pending, self.pending_step = ONE, ONE
            self.has_digit = self.has_digit or unit == 10
        self.section += ARITHMETIC.multiply(self.pending, Decimal(unit))
        self.section_step = self.pending_step * unit
        self.section_parts += 1
        self.quantum = self.pending_step if self.pending_digits else self.section_step
        self._unit_done(unit)
        self.small = unit
        return self._accept(at + 1)

    def _contracted(self, at: int, value: int) -> bool:
        if self.pending is not None or self.small <= 10:
            return False
        self.section += value
        self.has_digit, self.quantum, self.small = True, ONE, 10
        self.section_step, self.section_parts = TEN, self.section_parts + 1
        self._unit_done(10)
        return self._accept(at + 1)

    def _big(self, at: int, unit: int) -> bool:
        if unit == 10**12 and self.text[at + 1 : at + 2] in _MEGA:
            return False
        number = self.section + (self.pending or ZERO)
        if self.pending_digits > 1:
            return False
        step = self.section_step if self.pending is None and self.section else self.pending_step
        alone = self.section_parts == 1 and self.pending is None
        if number == 0 and self.total:  # 万亿, 万万: scales written one after the other
            if not self.last_unit or self.total > _HUGE:
                self.vague = True
                return False
            self.total = ARITHMETIC.multiply(self.total, Decimal(unit))
            self.quantum *= unit
            self.scale *= unit
        elif self.total and unit > self.big:  # 四千五百万八千亿 in one run of characters
            if any("0" <= c <= "9" or c in " \t" for c in self.text[self.start : at]):
                return False
            if self.total > _HUGE:
                self.vague = True
                return False
            self.total = ARITHMETIC.multiply(self.total + number, Decimal(unit))
            self.quantum, self.scale = step * unit, Decimal(unit)
        elif self.total and unit == self.big:
            return False
        else:
            if not self.has_digit and number == 0:
                number = ONE
            self.total += ARITHMETIC.multiply(number, Decimal(unit))
            self.quantum = step * unit
            self.scale = Decimal(unit) * (self.small if alone else 1)
        if self.step_up:
            self.step_up *= unit
        self.section, self.big, self.small = ZERO, unit, _NO_UNIT
        self.section_parts, self.pending_step = 0, ONE
        self._unit_done(unit)
        return self._accept(at + 1)

    def _unit_done(self, unit: int) -> None:
        self.pending, self.pending_digits, self.after_zero = None, 0, False
        self.last_unit = unit

    def _open(self, at: int) -> bool:
        character, after = self.text[at], next_character(self.text, at + 1)
        if self.pending is not None and self.pending_digits:
            return False
        if character == "几" and (self.last_unit or self.after_zero) and after in _AFTER_OPEN:
            self.step_up = Decimal(self.small if self.small < _NO_UNIT else 10)
            self.step_up = Decimal(10) if self.after_zero else self.step_up
        elif after not in _AFTER_OPEN or not self.has_digit:
            return False
        self.is_open = True
        return self._accept(at + 1)

    def _close(self) -> None:
        if self.pending is None:
            return
        unit = self.last_unit
        if unit > 10 and self.pending_digits == 1 and not self.after_zero:
            self.section += self.pending * unit / 10  # 四百五, 一万三
            self.quantum = Decimal(unit) / 10
        else:
            self.section += self.pending
            self.quantum = self.pending_step
        if self.section >= 1 and self.total:
            self.scale = ONE


_AFTER_OPEN = frozenset(
    ["", *"万亿兆元美港欧日英块台辆部家名个人户亩吨间种款项次年天倍只位条件座股"]
)
_KILO = frozenset("克瓦米卡赫帕伏")
_MEGA = frozenset("瓦字比赫帕欧")
_AFTER_ZERO = frozenset("一二三四五六七八九十百千壹贰叁参肆伍陆柒捌玖拾佰仟两几零〇0123456789万")
_STOPS_ADDING = frozenset("%.年月日-~至到:/点")


def read_han(text: str, start: int) -> Numeral | None:
    """The Chinese numeral, or digits with Chinese scales, that begins at `start`.

    Digits alone are read too. `None` for what is vague (二三十) or no number.
    """
    if text[start : start + 1] in ("几", "数"):
        return _read_some(text, start)
    number = _Han(text, start).run()
    if number is None:
        return None
    return _with_decimals(text, start, number)


def _read_some(text: str, start: int) -> Numeral | None:
    """几十万: at least ten, less than a hundred times ten thousand."""
    if text[start + 1 : start + 2] not in SMALL_UNITS:
        return None
    number = _Han(text, start + 1).run()
    if number is None:
        return None
    return replace(
        number, upper=number.value * 10, quantum=number.value, is_open=True, is_bare=False
    )


def _with_decimals(text: str, start: int, number: Numeral) -> Numeral:
    """Add the digits after 点, and what scale follows them (两千万点五, 二点五亿)."""
    at = skip_spaces(text, number.end)
    if text[at : at + 1] != "点":
        return number
    at, digits, end = at + 1, "", at
    while at < len(text) and len(digits) < MAX_DIGITS:
        character = text[at]
        if "0" <= character <= "9":
            digits += character
        elif character in HAN_DIGITS and character not in "两俩倆":
            digits += str(HAN_DIGITS[character])
        elif character != " ":
            break
        at += 1
        end = at if character != " " else end
    if not digits:
        return number
    step = Decimal((0, (1,), -len(digits)))
    value = ARITHMETIC.add(number.value, ARITHMETIC.multiply(Decimal(digits), step))
    number = replace(number, value=value, quantum=step, end=end, is_bare=False)
    while (unit := _UNIT_OF.get(next_character(text, end), 0)) and unit >= 1000:
        end = skip_spaces(text, end) + 1
        number = number.times(Decimal(unit), end)
    return number
