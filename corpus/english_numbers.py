"""Numbers in English words: "twenty-five", "two million", "three-quarters", "half a billion"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.numerals import ONE, ZERO, Numeral, canonical, divide, times

_ONES = {
    word: Decimal(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {"nil": ZERO, "nought": ZERO, "naught": ZERO}
_TENS = {
    word: Decimal(10 * number)
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_HUNDRED = Decimal(100)
_SCALES = {
    name + ending: Decimal(10) ** power
    for name, power in {
        "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "lakh": 5, "crore": 7,
    }.items()
    for ending in ("", "s")
}  # fmt: skip
_DOZEN = {"dozen": Decimal(12), "dozens": Decimal(12), "dozs": Decimal(12)}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4,
    "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7,
    "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
    "hundredth": 100, "hundredths": 100, "twentieth": 20, "twentieths": 20,
}  # fmt: skip
MULTIPLES = {
    "double": Decimal(2), "doubled": Decimal(2), "doubles": Decimal(2), "doubling": Decimal(2),
    "twofold": Decimal(2), "twice": Decimal(2), "triple": Decimal(3), "tripled": Decimal(3),
    "triples": Decimal(3), "tripling": Decimal(3), "threefold": Decimal(3), "thrice": Decimal(3),
    "trebled": Decimal(3), "quadruple": Decimal(4), "quadrupled": Decimal(4),
    "quadrupling": Decimal(4), "fourfold": Decimal(4), "fivefold": Decimal(5),
    "sixfold": Decimal(6), "sevenfold": Decimal(7), "eightfold": Decimal(8),
    "tenfold": Decimal(10), "halved": Decimal("0.5"), "halving": Decimal("0.5"),
    "halves": Decimal("0.5"),
}  # fmt: skip
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(),
        start=1,
    )
}

_VALUES = _ONES | _TENS
STARTS = sorted({*_VALUES, "half", "a", "an", "quarter", *MULTIPLES}, key=len)
_WORD = re.compile(r"[a-z]+")
_GAP = re.compile(r"(?:[ \t]{1,3}|[ \t]?-[ \t]?)(?=[a-z])")
_AFTER_A = frozenset({"hundred", "half", "dozen", "quarter", *_SCALES, *_PARTS}) - {"second"}


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    hyphen: bool


class _Reader:
    def __init__(self, text: str, start: int) -> None:
        self.text, self.at = text, start
        self.total = self.current = ZERO
        self.step = ONE  # smallest that may still be added: 0 after ones
        self.seen = False
        self.scale = self.quantum = ONE
        self.end = start
        self.fraction = False

    def word(self, at: int) -> _Word | None:
        """The next word, its start after blanks or one hyphen."""
        hyphen = False
        if at != self.at or self.seen:
            gap = _GAP.match(self.text, at)
            if gap is None:
                return None
            hyphen, at = "-" in gap.group(), gap.end()
        found = _WORD.match(self.text, at)
        return _Word(found.group(), at, found.end(), hyphen) if found else None

    def run(self) -> Numeral | None:
        room = Decimal(10) ** 15  # what the next small word must stay under
        scale_room = Decimal(10) ** 15
        at = self.at
        while (word := self.word(at)) is not None:
            name = word.text
            if name == "and" and self.seen:
                part = self._and_part(word)
                if part is not None:
                    return part
                following = self.word(word.end)
                if not self._may_follow_and(following):
                    break
                at = word.end
                continue
            if name in ("a", "an") and not self.seen:
                if self.text[word.end : word.end + 1] != " ":
                    return None
                following = self._peek(word.end)
                if following not in _AFTER_A:
                    return None
                if following in _PARTS:
                    return self._parts(ONE, word.end)
                self.seen, at = True, word.end
                continue
            if name in _VALUES:
                value = _VALUES[name]
                if (
                    value >= room
                    or (value < 10 and self.current % 10)
                    or (value >= 10 and self.current % 100)
                ):
                    break
                part = self._parts(value, word.end) if not self.total else None
                if part is not None and not self.current:
                    return part
                self.current += value
                room = Decimal(10) if value >= 20 else ONE
                self._take(word, ONE)
            elif name == "hundred":
                if self.current >= 100:
                    break
                self.current = (self.current or ONE) * _HUNDRED
                room = _HUNDRED
                self._take(word, ONE)
            elif name in _SCALES:
                scale = _SCALES[name]
                if self.current == 0 and 0 < self.total < 10**15:
                    self.total *= scale
                elif scale < scale_room:
                    self.total += times(self.current or ONE, scale)
                else:
                    break
                self.current, room, scale_room = ZERO, Decimal(10) ** 15, scale
                self.scale = self.quantum = scale
                self._take(word, scale)
            elif name in _DOZEN:
                if not self.seen:
                    if name != "dozen":
                        return None
                    self.current = ONE
                self.current = (self.current or ONE) * 12
                self._take(word, ONE)
                break
            elif name == "point" and self.seen and not self.total:
                decimals = self._decimals(word.end)
                if decimals is None:
                    break
                return decimals
            elif name in ("half", "quarter") and not self.seen:
                return self._leading_part(word)
            else:
                break
            at = word.end
        if not self.seen or self.end == self.at:
            return None
        return self._result()

    def _take(self, word: _Word, quantum: Decimal) -> None:
        self.seen, self.end, self.quantum = True, word.end, quantum

    def _peek(self, at: int) -> str:
        gap = _GAP.match(self.text, at)
        found = _WORD.match(self.text, gap.end()) if gap else None
        return found.group() if found else ""

    def _result(self) -> Numeral:
        scale = self.scale if self.quantum == self.scale else ONE
        return Numeral(canonical(self.total + self.current), self.quantum, self.end, scale, "words")

    def _may_follow_and(self, following: _Word | None) -> bool:
        if following is None or following.text not in _VALUES:
            return False
        return bool(self.total or self.current >= 100)

    def _parts(self, count: Decimal, at: int) -> Numeral | None:
        """`count` parts ("two thirds", "three-quarters"), `at` after the count."""
        gap = _GAP.match(self.text, at)
        found = _WORD.match(self.text, gap.end()) if gap else None
        if gap is None or found is None or found.group() not in _PARTS:
            return None
        name, hyphen = found.group(), "-" in gap.group()
        after = self.text[found.end() : found.end() + 4]
        of = after.startswith(" of ") or after.strip(" ,.;)") == "" and len(after.strip()) < 2
        if name.startswith("quarter") and not hyphen and not after.startswith(" of"):
            if not (
                count == 1 and re.match(r"\s+(?:million|billion)", self.text[found.end() :][:12])
            ):
                return None  # "three quarters" are nine months
        if (
            name
            in (
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
                "twentieth",
            )
            and count != 1
        ):
            return None
        if not name.endswith("s") and name != "half" and not (hyphen or of or count == 1):
            return None
        part = Numeral(
            divide(count, Decimal(_PARTS[name])), Decimal("0.01"), found.end(), ONE, "words",
            is_fraction=True,
        )  # fmt: skip
        return self._scaled(part)

    def _leading_part(self, word: _Word) -> Numeral | None:
        value = Decimal("0.5") if word.text == "half" else Decimal("0.25")
        part = Numeral(value, Decimal("0.01"), word.end, ONE, "words", is_fraction=True)
        scaled = self._scaled(part)
        if word.text == "quarter" and scaled is part:
            return None
        return scaled

    def _scaled(self, part: Numeral) -> Numeral:
        """ "half a million", "quarter million", "two thirds of a million"."""
        found = re.compile(
            r"(?:[ ]of)?(?:[ ]an?)?[ ](thousand|million|billion|trillion|dozen)(?![a-z])"
        ).match(self.text, part.end)
        if found is None:
            return part
        name = found.group(1)
        scale = _SCALES.get(name) or _DOZEN[name]
        return replace(part.times(scale, found.end()), is_fraction=False)

    def _and_part(self, word: _Word) -> Numeral | None:
        """ "one and a half", "five and a quarter [million]", "two million and one half"."""
        found = re.compile(
            r"(?:an?|one)[ ](half|third|quarter|fifth)(?![a-z])"
            r"|(two|three)[ -](thirds|quarters|fifths)(?![a-z])"
        ).match(self.text, word.end + 1)
        if found is None:
            return None
        count = {"two": Decimal(2), "three": Decimal(3)}.get(found.group(2) or "", ONE)
        part = divide(count, Decimal(_PARTS[found.group(1) or found.group(3)]))
        unit = self.scale if not self.current else ONE
        value = canonical(self.total + self.current + times(part, unit))
        number = Numeral(value, times(Decimal("0.1"), unit), found.end(), ONE, "words")
        scale = re.compile(r"[ ](thousand|million|billion|trillion)(?![a-z])").match(
            self.text, found.end()
        )
        return number.times(_SCALES[scale.group(1)], scale.end()) if scale else number

    def _decimals(self, at: int) -> Numeral | None:
        digits, end = "", at
        while (word := self.word(at)) is not None and len(digits) < 20:
            value = _VALUES.get(word.text)
            if value is None or (digits and value >= 10):
                break
            digits += str(value if value < 10 else value / 10 if value in _TENS.values() else value)
            end = at = word.end
            if value >= 20:
                following = self.word(at)
                ones = _ONES.get(following.text) if following else None
                if following and ones is not None and 0 < ones < 10:
                    digits, end, at = digits + str(ones), following.end, following.end
        if not digits:
            return None
        step = Decimal((0, (1,), -len(digits)))
        number = Numeral(self.current + int(digits) * step, step, end, ONE, "words")
        scale = self.word(end)
        if scale and scale.text in _SCALES:
            return number.times(_SCALES[scale.text], scale.end)
        return number


def read_words(text: str, start: int) -> Numeral | None:
    """The number in English words that begins at `start` of folded text.

    "three quarters" alone is no fraction (it is nine months); "a third" is one only before "of".
    """
    return _Reader(text, start).run()
