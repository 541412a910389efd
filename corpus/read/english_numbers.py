"""Numbers in English words: "twenty-five", "two million", "three-quarters", "half a billion"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.read.numerals import ONE, TEN, ZERO, Numeral, canonical, divide, times
from corpus.read.word_tables import rows


def _with_role(role: str) -> dict[str, Decimal]:
    return {row[0]: Decimal(row[2]) for row in rows("english_numbers.csv") if row[1] == role}


_VALUES = _with_role("value")
_SCALES = _with_role("scale")
_DOZEN = _with_role("dozen")
_PARTS = _with_role("part")
MULTIPLES = _with_role("multiple")
"""doubled, twofold, twice, halved … and how many times they mean."""
ORDINALS = _with_role("ordinal")
STARTS = sorted({*_VALUES, "half", "a", "an", "quarter", *MULTIPLES}, key=len)
"""The words a number can begin with, short ones first."""
_HUNDRED = Decimal(100)
_LIMIT = Decimal(10) ** 15

_WORD = re.compile(r"[a-z]+")
_GAP = re.compile(r"(?:[ \t]{1,3}|[ \t]?-[ \t]?)(?=[a-z])")
_AFTER_A = frozenset({"hundred", "half", "dozen", "quarter", *_SCALES, *_PARTS})
_SCALE_OF_PART = re.compile(
    r"(?:[ ]of)?(?:[ ]an?)?[ ](thousand|million|billion|trillion|dozen)(?![a-z])"
)
_OF = re.compile(r" of(?: |$)")
_SCALE_AFTER = re.compile(r"[ ](thousand|million|billion|trillion)(?![a-z])")
_PART_AFTER_AND = re.compile(
    r"[ ]{1,3}(?:(?:an?|one)[ ](?P<one>[a-z]{4,10})|(?P<count>[a-z]{3,5})[ -](?P<many>[a-z]{5,11}))"
    r"(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    end: int


def read_words(text: str, start: int) -> Numeral | None:
    """The number in English words that begins at `start` of folded text.

    "three quarters" alone is no fraction (it is nine months); "a third" is one only before "of".
    """
    return _Reader(text, start).run()


class _Reader:
    """One pass over number words: hundreds build up in `current`, scales in `total`."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.at, self.end = text, start, start
        self.total = self.current = ZERO
        self.scale = self.quantum = ONE
        self.seen = False  # anything that belongs to a number, "a" of "a hundred" included
        self.room = self.scale_room = _LIMIT  # what the next word and the next scale stay under
        self.result: Numeral | None = None  # set by a word that ends the number

    def run(self) -> Numeral | None:
        at: int | None = self.at
        while at is not None and (word := self._word(at)) is not None:
            at = self._step(word)
        if self.result is not None or self.end == self.at:
            return self.result
        scale = self.scale if self.quantum == self.scale else ONE
        value = canonical(self.total + self.current)
        return self._over(Numeral(value, self.quantum, self.end, scale, "words"))

    def _over(self, number: Numeral) -> Numeral:
        """ "twenty-one fifths": parts counted by a number of several words."""
        word = self._word(number.end)
        if word is None or not word.text.endswith("s") or word.text.startswith("quarter"):
            return number
        parts = _PARTS.get(word.text)
        return _part(divide(number.value, parts), word.end) if parts else number

    def _word(self, at: int) -> _Word | None:
        """The next word, behind blanks or one hyphen unless it is the first."""
        if at != self.at:
            gap = _GAP.match(self.text, at)
            if gap is None:
                return None
            at = gap.end()
        found = _WORD.match(self.text, at)
        return _Word(found.group(), found.end()) if found else None

    def _step(self, word: _Word) -> int | None:
        """Take one word; where to go on, `None` at the number's end."""
        name = word.text
        if name in ("a", "an") and not self.seen:
            return self._article(word)
        if name == "and" and self.seen:
            return self._and(word)
        if name in _VALUES:
            return self._value(word, _VALUES[name])
        if name == "hundred" and self.seen and self.current < 100:
            self.current = (self.current or ONE) * _HUNDRED
            self.room = _HUNDRED
            return self._taken(word, ONE)
        if name in _SCALES and self.seen:
            return self._times(word, _SCALES[name])
        if name in _DOZEN and self.seen:
            self.current = (self.current or ONE) * _DOZEN[name]
            self._taken(word, ONE)
        elif name == "point" and self.seen and not self.total:
            self.result = self._decimals(word.end)
        elif name in ("half", "quarter") and not self.seen:
            self.result = self._leading_part(word)
        return None

    def _taken(self, word: _Word, quantum: Decimal) -> int:
        self.seen, self.end, self.quantum = True, word.end, quantum
        return word.end

    def _article(self, word: _Word) -> int | None:
        following = self._word(word.end) if self.text[word.end : word.end + 1] == " " else None
        if following is None or following.text not in _AFTER_A:
            return None
        if following.text in _PARTS:
            self.result = self._parts(ONE, word.end)
            return None
        self.seen = True
        return word.end

    def _and(self, word: _Word) -> int | None:
        """ "one hundred and six" goes on; "one and a half" ends; else "and" links two things."""
        self.result = self._and_part(word)
        following = self._word(word.end)
        more = following is not None and following.text in _VALUES
        may = more and bool(self.total or self.current >= 100)
        return word.end if may and self.result is None else None

    def _value(self, word: _Word, value: Decimal) -> int | None:
        taken = self.current % 10 if value < 10 else self.current % 100
        if value >= self.room or taken:
            return None
        if not self.total and not self.current:
            self.result = self._parts(value, word.end)
            if self.result is not None:
                return None
        self.current += value
        self.room = TEN if value >= 20 else ONE
        return self._taken(word, ONE)

    def _times(self, word: _Word, scale: Decimal) -> int | None:
        if self.current == 0 and 0 < self.total < _LIMIT:
            self.total *= scale  # three thousand millions
        elif scale < self.scale_room:
            self.total += times(self.current or ONE, scale)
        else:
            return None
        self.current, self.room, self.scale_room, self.scale = ZERO, _LIMIT, scale, scale
        return self._taken(word, scale)

    def _parts(self, count: Decimal, at: int) -> Numeral | None:
        """`count` parts ("two thirds", "three-quarters"), `at` after the count."""
        gap = _GAP.match(self.text, at)
        found = _WORD.match(self.text, gap.end()) if gap else None
        if gap is None or found is None or found.group() not in _PARTS:
            return None
        name, hyphen = found.group(), "-" in gap.group()
        after = self.text[found.end() : found.end() + 8]
        end = found.end()
        alone = self.at == 0 and not self.text[end:].strip() and self.text[0] == "a"
        of = _OF.match(self.text, end) is not None
        if of and name.startswith("quarter") and self.text[self.at] != "a" and not hyphen:
            end += 3  # "three quarters" alone are nine months
        if name.startswith("quarter") and not (hyphen or alone or of):
            if count != 1 or not after.startswith((" million", " billion")):
                return None  # "three quarters" are nine months
        elif count != 1 and not name.endswith(("s", "half")):
            return None
        part = _part(divide(count, _PARTS[name]), found.end())
        scaled = self._scaled(part)
        return replace(part, end=end) if scaled is part else scaled

    def _leading_part(self, word: _Word) -> Numeral | None:
        """ "half", "half a million", "quarter million"; "quarter" alone is a period."""
        part = _part(ONE / _PARTS[word.text], word.end)
        scaled = self._scaled(part)
        return None if word.text == "quarter" and scaled is part else scaled

    def _scaled(self, part: Numeral) -> Numeral:
        found = _SCALE_OF_PART.match(self.text, part.end)
        if found is None:
            return part
        name = found.group(1)
        scale = _SCALES.get(name) or _DOZEN[name]
        return replace(part.times(scale, found.end()), is_fraction=False)

    def _and_part(self, word: _Word) -> Numeral | None:
        """ "one and a half", "two million and one half", "one billion and a half million"."""
        found = _part_after_and(self.text, word.end)
        if found is None:
            return None
        part, end = found
        scaled = _SCALE_AFTER.match(self.text, end)
        unit = self.scale if not self.current else ONE
        if scaled and self.total:
            unit = _SCALES[scaled.group(1)]
            if unit >= self.scale_room or self.current:
                return None
            end = scaled.end()
        value = canonical(self.total + self.current + times(part, unit))
        number = Numeral(value, times(Decimal("0.1"), unit), end, ONE, "words")
        if scaled and not self.total:
            return number.times(_SCALES[scaled.group(1)], scaled.end())
        return number

    def _decimals(self, at: int) -> Numeral | None:
        """The digits after "point" (zero three, seventy-one), and a scale behind them."""
        digits, end = "", at
        while (word := self._word(end)) is not None and len(digits) < 20:
            value = _VALUES.get(word.text)
            if value is None or (value >= 10 and digits):
                break
            following = self._word(word.end) if value >= 20 else None
            ones = _VALUES.get(following.text, TEN) if following else TEN
            digits += str(value + ones if ones < 10 else value)
            end = following.end if following and ones < 10 else word.end
        if not digits:
            return None
        step = Decimal((0, (1,), -len(digits)))
        number = Numeral(self.current + int(digits) * step, step, end, ONE, "words")
        scale = self._word(end)
        if scale is not None and scale.text in _SCALES:
            return number.times(_SCALES[scale.text], scale.end)
        return number


def _part_after_and(text: str, at: int) -> tuple[Decimal, int] | None:
    """The part of one behind "and" ("a half", "five ninths"), and where it ends."""
    found = _PART_AFTER_AND.match(text, at)
    if found is None:
        return None
    if found["one"]:
        parts, count = _PARTS.get(found["one"]), ONE
    else:
        many = found["many"]
        parts = _PARTS.get(many) if many.endswith("s") else None
        count = _VALUES.get(found["count"], ZERO)
    return (divide(count, parts), found.end()) if parts and count else None


def with_part_in_words(text: str, number: Numeral) -> Numeral:
    """2 and a half: a whole number in digits with a part in words behind it."""
    if number.quantum != 1 or not text.startswith(" and ", number.end):
        return number
    found = _part_after_and(text, number.end + 4)
    if found is None:
        return number
    part, end = found
    return replace(number, value=number.value + part, quantum=Decimal("0.1"), end=end)


def _part(value: Decimal, end: int) -> Numeral:
    return Numeral(value, Decimal("0.01"), end, ONE, "words", is_fraction=True)
