"""One number with its unit: candidates in prepared text and how each is read.

Works on text that is folded and in which everything that is no quantity is covered
(`not_figures.blank_out`). Ranges and qualifiers are put on top in `read_figures`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.english_numbers import MULTIPLES, ORDINALS, STARTS, read_words
from corpus.figure import MULTIPLE, NUMBER, PERCENT, RANK, Unit, UnitKind
from corpus.figure_units import Tail, currency_before, is_specific, read_tail, subunit_at
from corpus.not_figures import BLANK, numbers_a_thing
from corpus.numerals import (
    COMMA_DECIMAL,
    FINANCIAL,
    HAN_DIGITS,
    HAN_START,
    ONE,
    SPACED_DIGITS,
    Numeral,
    divide,
    quantum_of,
    read_digits,
    read_han,
    skip_spaces,
    times,
    to_decimal,
)

CANDIDATE = re.compile(
    rf"""(?P<digits>(?<!\.\.)\.[0-9]|[0-9])
       | (?P<part>[百佰千仟万][百千万亿]?[ ]?分[ ]{{0,2}}之)
       | (?P<rank>第(?=[ ]?[0-9一二三四五六七八九十百千两])|前(?=[ ]?[0-9三五六七八九十两]))
       | (?P<change>翻了?(?:一|两|二|三|四)?番|翻了?一?倍(?!数)|减半|腰斩|[一1]半|打[ ]?[对七八九]折|半[ ]?[成折个](?![人性月]))
       | (?P<han>[{"".join(sorted(HAN_START))}负]|[几数](?=[十百千]))
       | (?P<word>(?<![a-z0-9])(?:minus|negative|{"|".join(STARTS[::-1])})(?![a-z]))
       | (?P<order>(?<![a-z0-9])(?:top|nos?\.?|number|ranked|{"|".join(ORDINALS)})(?![a-z])|\#(?=[0-9]))""",
    re.VERBOSE,
)
_MINUS = frozenset("-\u2212\u2013")
_TIME_COUNTERS = frozenset("year quarter month week day hour minute half-year".split())
_LIST_END = frozenset("多余几来的和与及至到以左或比而不间之占呢吗~-")
_NAME_TAIL = re.compile(r"[a-z0-9]*(?:[-_.]?[a-z0-9]+)*+")
_PART_BASE = {"百": 2, "佰": 2, "千": 3, "仟": 3, "万": 4, "亿": 8}
_HALVES = {
    "成": (PERCENT, Decimal(5)),
    "折": (PERCENT, Decimal(50)),
    "个": (MULTIPLE, Decimal("0.5")),
}
_TO_NUMERAL = re.compile(r"[ ]?(?:到|至|-|~|\u2013|\u2014{1,2})[ ]?(?=[0-9一二三四五六七八九十两])")
_TWO_DIGIT_CUT = re.compile(r"([1-9]) ([1-9]) ?折")
_PART_OF = re.compile(r"[ ]{0,2}分[ ]{0,2}之[ ]{0,2}")
_DIGIT_PART = re.compile(r"([0-9]{1,4})[ ]?/[ ]?([0-9]{1,4})(?![0-9./])")
_RANK_AFTER = re.compile(
    r"[ ]?(?:名|位|大|强|高|多|的位置|把交椅|梯队)|[ ]?(?=[,。;、.)）\"”!?]|$|\0)"
)
_RANK_BEFORE = re.compile(
    r"(?:排名?|排在|排到|位[列居于]?|名列|列|居|占据|稳居|稳坐|升[至到为]|跃[居至升]|重返|重回|回到|提升至"
    r"|跻身|进入|保持|蝉联|夺得|夺|获|拿下|成为|全球|世界|全国|国内|行业|市场|均?为|是|达到|跌至|降至|市占率|份额|销量|规模)[ ]?$"
)
_NOT_RANK_AFTER = re.compile(
    r"[ ]?(?:季|期|次|个|家|代|阶段|章|节|条|款|页|方|手|线|天|批|年|月|周|轮|届|类|步|曲线|部分|点|项|种|层|级|段"
    r"|产业|时间|财|组|局|性|人|增长|一|二|三|四|只|台|辆|款|版|集|航|场|号|块|卷|号|编|者|述|后|期)"
)
_ENGLISH_RANK_AFTER = re.compile(
    r"[ -](?:place|position|rank|spot|largest|biggest|most|highest|best|fastest|globally|worldwide"
    r"|overall|in the (?:world|industry|market|country)|by (?:market|volume|shipments|sales))(?![a-z])"
)
_ENGLISH_RANK_BEFORE = re.compile(r"rank(?:ed|s|ing)?(?: (?:as|in|at|to|the|a|joint|its)){0,3} $")


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


class Atoms:
    """Reads atoms of one text. `whole`: the text is nothing but one figure."""

    def __init__(self, text: str, *, whole: bool) -> None:
        self.text = text
        self.whole = whole

    def at(self, found: re.Match[str], after: int) -> tuple[Atom | None, int]:
        """The atom at a candidate, and where to go on; nothing may begin before `after`."""
        kind, start = found.lastgroup, found.start()
        if kind == "digits":
            return self.digits(start, after)
        if kind == "part":
            return self._hundredths(start, found.end())
        if kind == "rank":
            return self._han_rank(start, found.end())
        if kind == "change":
            return self._change(found)
        if kind == "word":
            return self._word(start, after)
        if kind == "order":
            return self._english_rank(found)
        return self._han(start, after)

    # -- digits ---------------------------------------------------------------------------

    def digits(self, start: int, after: int) -> tuple[Atom | None, int]:
        text = self.text
        before = text[start - 1] if start else ""
        money = currency_before(text, start) if before else None
        if money and money[0] < after:
            money = None
        if money is None and self._in_a_name(start, before) and not self._share_class(start):
            return None, self._end_of_name(start)
        number = self._digit_number(start, money is not None)
        cut = _TWO_DIGIT_CUT.match(text, start)
        if cut is not None:
            ten = Numeral(Decimal(cut.group(1) + cut.group(2)), ONE, cut.end())
            return Atom(ten, PERCENT, start, cut.end()), cut.end()
        if number is None:
            return None, self._end_of_digits(start)
        tail = self._tail(number, money is not None)
        if self._bad_letters(tail):
            return None, self._end_of_name(tail.number.end)
        unit = tail.unit
        if (
            unit is NUMBER
            and money is None
            and not tail.had_scale
            and self._is_no_quantity(start, tail.number.end)
        ):
            return None, max(self._end_of_name(start), tail.number.end)
        return self._dressed(start, after, money, tail)

    def _digit_number(self, start: int, money: bool) -> Numeral | None:
        text = self.text
        fraction = self._fraction(start)
        if fraction is not None:
            return fraction
        plain = read_digits(text, start)
        if plain is None:
            return None
        spaced = SPACED_DIGITS.match(text, start)
        if spaced and self._spaces_group(spaced, money):
            value = to_decimal(spaced.group())
            if value is not None:
                return Numeral(value, quantum_of(value), spaced.end())
        comma = COMMA_DECIMAL.match(text, start)
        if comma and comma.end() > plain.end:
            value = to_decimal(comma.group())
            at = skip_spaces(text, comma.end(), 1)
            sure = money or self.whole or text[at : at + 1] in ("€", "%")
            if value is not None and (sure or self._money_after(at)):
                return Numeral(value, quantum_of(value), comma.end())
        han = read_han(text, start)
        if han is not None and han.end > plain.end:
            return self._part_of(start, han)
        return self._part_of(start, plain)

    def _spaces_group(self, spaced: re.Match[str], money: bool) -> bool:
        text, end = self.text, spaced.end()
        if money or self.whole:
            return True
        at = skip_spaces(text, end, 1)
        if self._money_after(at):
            return True
        tail = read_tail(text, Numeral(ONE, ONE, end), money=False, loose=False)
        return tail.unit.kind is UnitKind.COUNT

    def _money_after(self, at: int) -> bool:
        tail = read_tail(self.text, Numeral(ONE, ONE, at), money=False, loose=False)
        return tail.unit.kind is UnitKind.CURRENCY

    def _fraction(self, start: int) -> Numeral | None:
        """3/4 and 2 1/2; not a date, a fiscal year or a pair of codes."""
        text = self.text
        whole, at = Decimal(0), start
        found = _DIGIT_PART.match(text, at)
        if found is None:
            first = read_digits(text, at)
            if first is None or first.quantum != 1 or text[first.end : first.end + 1] != " ":
                return None
            found = _DIGIT_PART.match(text, first.end + 1)
            if found is None or text[start : first.end].count(","):
                return None
            whole = first.value
        over, under = Decimal(found.group(1)), Decimal(found.group(2))
        if under == 0 or text[start - 1 : start] == "/" and start:
            return None
        alone = found.end() == len(text) and text[:start].strip(" -") == ""
        if not self.whole and not alone and not (2 <= under <= 10 and over < under):
            return None
        value = whole + divide(over, under)
        return Numeral(value, Decimal("0.01"), found.end(), is_fraction=True)

    def _in_a_name(self, start: int, before: str) -> bool:
        """Whether the digits go on a name or a code (SU7, covid-19, x86.64)."""
        text = self.text
        if before.isalpha() and not "\u2e80" <= before <= "\u9fff":
            return True
        two = text[start - 2 : start - 1] if start >= 2 else ""
        if before in "-_/" and before and "a" <= two <= "z":
            return before != "/"
        return before == "." and start >= 2 and (two.isalnum() and two.isascii())

    def _share_class(self, start: int) -> bool:
        """Whether the letter before belongs to a company's name (集团-W15.44亿港元)."""
        text = self.text
        if start < 3 or text[start - 2] != "-" or not _is_han(text[start - 3]):
            return False
        number = read_han(text, start)
        return number is not None and number.scale > 1

    def _end_of_name(self, start: int) -> int:
        found = _NAME_TAIL.match(self.text, start)
        return max(found.end() if found else start, start + 1)

    def _end_of_digits(self, start: int) -> int:
        at = start + 1
        while at < len(self.text) and self.text[at] in "0123456789.":
            at += 1
        return at

    def _bad_letters(self, tail: Tail) -> bool:
        """Whether letters or further digits stick to the number (3nm, 15s, 1.2.3)."""
        text, end = self.text, tail.number.end
        following = text[end : end + 1]
        last = text[end - 1]
        if tail.unit is not NUMBER or tail.had_scale:
            return False
        if following == "." and "0" <= text[end + 1 : end + 2] <= "9":
            return True
        latin = following.isalpha() and not "\u2e80" <= following <= "\u9fff"
        return latin and "0" <= last <= "9"

    def _is_no_quantity(self, start: int, end: int) -> bool:
        if self.whole:
            return False
        text = self.text
        if numbers_a_thing(text, start, end):
            return True
        written = text[start:end]
        if len(written) > 3 and written[0] == "0" and written.isdigit():
            return end - start != len(text.strip())  # a code: 010111
        return False

    # -- Chinese --------------------------------------------------------------------------

    def _han(self, start: int, after: int) -> tuple[Atom | None, int]:
        text = self.text
        at, negative = start, False
        if text[start] == "负":
            at = skip_spaces(text, start + 1)
            negative = True
            if "0" <= text[at : at + 1] <= "9":
                atom, end = self.digits(at, after)
                return (_negated(atom, start) if atom else None), end
        number = read_han(text, at)
        run_end = self._end_of_han(at)
        if number is None:
            return None, max(run_end, start + 1)
        number = self._part_of(at, number)
        money = currency_before(text, at) if at == start else None
        if money and money[0] < after:
            money = None
        number = self._cantonese(number) if money else number
        tail = self._tail(number, money is not None)
        tentative = False
        if not self.whole and not self._is_number(start, at, number, tail, money is not None):
            if not _TO_NUMERAL.match(text, number.end):
                return None, max(run_end, start + 1)
            tentative = True
        atom, end = self._dressed(at, after, money, tail)
        if atom is None:
            return None, end
        atom = replace(atom, tentative=tentative)
        return (_negated(atom, start) if negative else atom), end

    def _end_of_han(self, start: int) -> int:
        at = start
        while at < len(self.text) and self.text[at] in HAN_START:
            at += 1
        return at

    def _is_number(self, start: int, at: int, number: Numeral, tail: Tail, money: bool) -> bool:
        """Whether a Chinese numeral counts here or is a piece of a word."""
        text, end = self.text, number.end
        written = text[at:end]
        before, following = text[start - 1 : start] if start else "", text[end : end + 1]
        isolated = not _is_han(before) and not _is_han(text[tail.number.end : tail.number.end + 1])
        if number.is_bare:
            return self._bare_scale(start, tail)
        if number.style == "string":
            rated = tail.unit is PERCENT
            return rated or (isolated and tail.unit is NUMBER) or "点" in written
        if money or number.is_fraction or (tail.had_scale and isolated):
            return True
        if len(written) == 1:
            return self._lone(written, tail, isolated, before, following)
        if tail.unit is not NUMBER or "点" in written or isolated:
            return True
        if len(written) >= 3 or number.scale > 1:
            return True
        return not _is_han(following) or following in _LIST_END

    def _lone(self, written: str, tail: Tail, isolated: bool, before: str, following: str) -> bool:
        if tail.unit is NUMBER:
            alone = not _is_han(before) and not _is_han(following)
            said = before in ("是", "为") and (not _is_han(following) or following in "不而")
            return (alone or said) and before != "(" and following not in ("、", ".")
        if written in FINANCIAL or written in "零〇":
            return tail.unit.kind is UnitKind.CURRENCY or isolated
        if written == "一" and tail.unit.kind is UnitKind.COUNT:
            return tail.unit.code in _TIME_COUNTERS or isolated
        return True

    def _bare_scale(self, start: int, tail: Tail) -> bool:
        """百亿, 千亿 without a digit: only where it is a mark that something passes."""
        text, at = self.text, start
        while at and text[at - 1] == " ":
            at -= 1
        before = text[max(0, at - 2) : at]
        after = text[tail.number.end : tail.number.end + 3]
        passing = before[-1:] in tuple("超逾破过近达上约") or before in (
            "突破",
            "跨越",
            "迈入",
            "站上",
        )
        mark = after[:2] in ("大关", "规模", "级别", "门槛", "市值") or after[:1] == "级"
        alone = tail.number.end - start >= len(text.strip()) and tail.unit is NUMBER
        return passing or mark or alone

    def _cantonese(self, number: Numeral) -> Numeral:
        """港币三个一毫四: the dollars counted with 个, then tenths and hundredths."""
        text = self.text
        if text[number.end : number.end + 1] != "个":
            return number
        tenths, mark = text[number.end + 1 : number.end + 2], text[number.end + 2 : number.end + 3]
        if tenths not in HAN_DIGITS or mark not in ("毫", "毛"):
            return number
        end, step = number.end + 3, Decimal("0.1")
        value = number.value + HAN_DIGITS[tenths] * step
        cents = text[end : end + 1]
        if cents in HAN_DIGITS:
            end, step = end + 1, Decimal("0.01")
            value += HAN_DIGITS[cents] * step
        return replace(number, value=value, quantum=step, end=end)

    def _part_of(self, start: int, base: Numeral) -> Numeral:
        """五分之三 and 三又五分之一 behind a first numeral."""
        text = self.text
        whole = Decimal(0)
        at = skip_spaces(text, base.end)
        if text[at : at + 1] == "又":
            second = read_han(text, skip_spaces(text, at + 1))
            if second is None or _PART_OF.match(text, second.end) is None:
                return base
            whole, base = base.value, second
        found = _PART_OF.match(text, base.end)
        if found is None:
            return base
        at = found.end()
        sign = -1 if text[at : at + 1] == "负" else 1
        over = read_han(text, at + (sign < 0))
        if over is None or base.value == 0:
            return base
        value = whole + divide(over.value, base.value)
        return Numeral(value, Decimal("0.01"), over.end, style="han", is_fraction=True)

    def _hundredths(self, start: int, at: int) -> tuple[Atom | None, int]:
        """百分之二十: per cent; 千分之, 万分之 likewise."""
        text = self.text
        if start and text[start - 1] in HAN_START | frozenset("0123456789"):
            return None, start + 1
        at = skip_spaces(text, at)
        sign = -1 if text[at : at + 1] in ("负", "-") else 1
        at += sign < 0
        if (
            text[at : at + 1] in ("百", "佰")
            and not read_tail(text, Numeral(ONE, ONE, at + 1), money=False, loose=False).had_scale
        ):
            number: Numeral | None = Numeral(Decimal(100), ONE, at + 1)
            longer = read_han(text, at)
            number = longer if longer and longer.end > at + 1 else number
        else:
            number = read_han(text, at)
        if number is None:
            return None, self._end_of_han(at) + 1
        at = skip_spaces(text, number.end, 1)
        if text[at : at + 1] == "k":
            number = number.times(Decimal(1000), at + 1)
        power = 2 - sum(_PART_BASE.get(c, 0) for c in text[start : start + 2])
        number = number.times(sign * Decimal(10) ** power, number.end)
        if sign < 0:
            number = replace(number, quantum=abs(number.quantum), scale=abs(number.scale))
        return Atom(number, PERCENT, start, number.end), number.end

    def _change(self, found: re.Match[str]) -> tuple[Atom | None, int]:
        """翻倍 doubles, 翻两番 is four times, 一半 and 减半 a half; 打八折 leaves 80%."""
        start, end = found.span()
        written = found.group()
        unit, value, quantum = MULTIPLE, Decimal(2), ONE
        if written[0] == "半":
            unit, value = _HALVES[written[-1]]
            return Atom(
                Numeral(value, value, end, is_fraction=unit is MULTIPLE), unit, start, end
            ), end
        if written.startswith("打"):
            times_ten = {"对": 5, "七": 7, "八": 8, "九": 9}[written[-2]]
            return Atom(
                Numeral(Decimal(10 * times_ten), Decimal(10), end), PERCENT, end - 2, end
            ), end
        if written.endswith("番"):
            value = Decimal(2) ** {"两": 2, "二": 2, "三": 3, "四": 4}.get(written[-2], 1)
        elif written in ("减半", "腰斩", "一半", "1半"):
            value, quantum = Decimal("0.5"), Decimal("0.01")
        if (
            written[0] in "一1"
            and start
            and (self.text[start - 1] in HAN_START or ("0" <= self.text[start - 1] <= "9"))
        ):
            return None, start + 1
        return Atom(Numeral(value, quantum, end, is_fraction=value < 1), unit, start, end), end

    def _han_rank(self, start: int, at: int) -> tuple[Atom | None, int]:
        """第三, 前五: a rank where the words around say so."""
        text = self.text
        number = read_han(text, skip_spaces(text, at, 1))
        if number is None or number.is_open or number.value > 10**5:
            return None, number.end if number else at
        end = number.end
        atom = Atom(replace(number, quantum=ONE), RANK, start, end)
        if self.whole or (start == 0 and end == len(text)):
            return atom, end
        if _NOT_RANK_AFTER.match(text, end) and not text.startswith(("大", "名", "位"), end):
            return None, end
        if text[start] == "前":
            return atom, end
        ranked = _RANK_BEFORE.search(text, max(0, start - 6), start)
        after = _RANK_AFTER.match(text, end)
        named = after is not None and after.group().strip() != ""
        marker = text[end : end + 1] == "," and not ranked
        return (atom if (ranked or named) and not marker else None), end

    # -- English --------------------------------------------------------------------------

    def _word(self, start: int, after: int) -> tuple[Atom | None, int]:
        text = self.text
        found = re.compile("[a-z]+").match(text, start)
        word = found.group() if found else ""
        end = found.end() if found else start + 1
        if word in ("minus", "negative"):
            return self._negative_word(start, end, after)
        if word in MULTIPLES:
            return self._doubled(word, start, end)
        number = read_words(text, start)
        if number is None:
            return None, end
        money = currency_before(text, start)
        tail = self._tail(number, False)
        if not self.whole and not self._word_counts(start, number, tail):
            return None, number.end
        return self._dressed(start, after, money if money and money[0] >= after else None, tail)

    def _negative_word(self, start: int, end: int, after: int) -> tuple[Atom | None, int]:
        at = skip_spaces(self.text, end, 1)
        found = CANDIDATE.match(self.text, at)
        if found is None or found.lastgroup not in ("digits", "word"):
            return None, end
        atom, stop = self.at(found, after) if found.lastgroup == "word" else self.digits(at, after)
        return (_negated(atom, start) if atom else None), stop

    def _doubled(self, word: str, start: int, end: int) -> tuple[Atom | None, int]:
        text = self.text
        if (
            text[end : end + 1] == "-"
            or re.compile(
                r" (?:digits?|click|down|tax\w*|count\w*|edged|check\w*|a|b)(?![a-z])"
            ).match(text, end)
            or text[start - 1 : start] == "-"
            and start
        ):
            return None, end
        if word == "halves":
            return None, end
        value = MULTIPLES[word]
        quantum = Decimal("0.01") if value < 1 else ONE
        number = Numeral(value, quantum, end, style="words", is_fraction=value < 1)
        return Atom(number, MULTIPLE, start, end), end

    def _word_counts(self, start: int, number: Numeral, tail: Tail) -> bool:
        """Whether number words count here ("one of the", "half-year" do not)."""
        text = self.text
        written = text[start : number.end]
        if written == "half":
            before = text[max(0, start - 8) : start].rstrip()
            return re.compile(r"[ ]?(?:of|the|its|their|people)(?![a-z])|$").match(
                text, number.end
            ) is not None and not before.endswith(("first", "second", "latter"))
        if written == "one":
            if tail.unit is NUMBER:
                return start == 0 and number.end == len(text)
            return tail.unit.kind is not UnitKind.COUNT or tail.unit.code in _TIME_COUNTERS
        return True

    def _english_rank(self, found: re.Match[str]) -> tuple[Atom | None, int]:
        """No. 1, top three, ranked third, the second-largest."""
        text, (start, end) = self.text, found.span()
        word = found.group()
        if word in ORDINALS:
            number = Numeral(Decimal(ORDINALS[word]), ONE, end, style="words")
            ranked = _ENGLISH_RANK_BEFORE.search(text, max(0, start - 30), start)
            place = _ENGLISH_RANK_AFTER.match(text, end)
            alone = start == 0 and end == len(text)
            return (Atom(number, RANK, start, end) if ranked or place or alone else None), end
        at = skip_spaces(text, end, 1)
        if word == "top" and text[at : at + 1] == "-":
            at += 1
        inner = read_digits(text, at) or read_words(text, at) if at < len(text) else None
        if inner is None or inner.quantum != 1 or inner.value > 1000:
            return None, end
        if word == "ranked" or (word == "number" and inner.value > 10):
            return None, end
        following = text[inner.end : inner.end + 1]
        if following.isalnum() and following.isascii() or following in ("%", "."):
            if following != "." or text[inner.end + 1 : inner.end + 2].isdigit():
                return None, end
        if word in ("no", "nos", "nos.") and not text[at : at + 1].isdigit():
            return None, end
        return Atom(inner, RANK, start, inner.end), inner.end

    # -- both -----------------------------------------------------------------------------

    def _tail(self, number: Numeral, money: bool) -> Tail:
        tail = read_tail(self.text, number, money=money, loose=self.whole)
        text = self.text
        if tail.unit is NUMBER and text[number.end :].strip() in ("角", "毛", "分", "仙", "分钱"):
            coin = subunit_at(text, number.end)
            if coin and len(text) < 12:
                return Tail(number.times(coin[1].factor, coin[0]), coin[1].unit)
        return tail

    def _dressed(
        self, start: int, after: int, money: tuple[int, object, int] | None, tail: Tail
    ) -> tuple[Atom | None, int]:
        """The atom with its currency, smaller coins, sign and brackets."""
        from corpus.figure_units import Affix

        unit, number = tail.unit, tail.number
        if number.is_fraction and unit is NUMBER:
            unit = MULTIPLE
        if money is not None:
            affix = money[1]
            assert isinstance(affix, Affix)
            other = unit.kind is UnitKind.CURRENCY and is_specific(affix.unit) and is_specific(unit)
            unit_is_counter = unit.kind is UnitKind.COUNT or (other and unit != affix.unit)
            if (
                unit is NUMBER
                or unit_is_counter
                or (
                    unit.kind is UnitKind.CURRENCY
                    and (is_specific(affix.unit) or not is_specific(unit))
                )
            ):
                unit, start = affix.unit, money[0]
                if unit_is_counter:
                    number = replace(number, end=tail.scaled_end)
                if money[2]:
                    number = number.times(Decimal(10) ** money[2], number.end)
            elif unit.kind is UnitKind.CURRENCY:
                start = money[0]
        if unit.kind is UnitKind.CURRENCY:
            number = self._coins(number)
        elif unit.kind is not UnitKind.CURRENCY and number.upper is not None and number.value >= 20:
            pass
        atom = Atom(
            number,
            unit,
            start,
            number.end,
            tail.had_scale or number.scale > 1,
            bare_end=tail.unit is NUMBER and not tail.had_scale,
        )
        atom = self._signed(atom, after)
        return atom, atom.end

    def _coins(self, number: Numeral) -> Numeral:
        """Smaller coins behind an amount: 五元三毛, 3 dollars 50 cents, 三块零四."""
        text = self.text
        end = number.end
        for _ in range(2):
            at = skip_spaces(text, end, 1)
            if text[at : at + 1] in ("又", "零"):
                at += 1
            elif text.startswith("and ", at):
                at += 4
            coin = read_digits(text, at) if text[at : at + 1].isdigit() else None
            coin = coin or (read_words(text, at) if text[at : at + 1].isalpha() else None)
            coin = coin or (
                read_han(text, at)
                if text[at : at + 1] in HAN_DIGITS or text[at : at + 1] in HAN_START
                else None
            )
            if coin is None or coin.value >= 100 or coin.quantum != 1:
                break
            sub = subunit_at(text, coin.end)
            if sub is None:
                number = self._bare_coins(number, at, coin)
                break
            value = times(coin.value, sub[1].factor)
            number = replace(number, value=number.value + value, quantum=sub[1].factor, end=sub[0])
            end = sub[0]
        return number

    def _bare_coins(self, number: Numeral, at: int, coin: Numeral) -> Numeral:
        """三块二 and 三块零四; 15 dollars and 50."""
        text = self.text
        unit_word = text[number.end - 1]
        following = text[coin.end : coin.end + 1]
        if unit_word in "块蚊" and coin.end - at == 1 and not _is_han(following):
            step = Decimal("0.01") if text[at - 1] == "零" else Decimal("0.1")
            return replace(
                number, value=number.value + coin.value * step, quantum=step, end=coin.end
            )
        if not text[number.end - 3 : number.end].isalpha() or number.scale > 1:
            return number
        written = text[at : coin.end]
        money = read_tail(text, replace(coin, end=coin.end), money=False, loose=False)
        ends = following == "" or following in ".!?" or text.startswith(" more", coin.end)
        two = (len(written) == 2 and written.isdigit()) or coin.style == "words"
        if two and ends and money.unit is NUMBER and not money.had_scale and number.quantum == 1:
            step = Decimal("0.01")
            return replace(
                number, value=number.value + coin.value * step, quantum=step, end=coin.end
            )
        return number

    def _signed(self, atom: Atom, after: int) -> Atom:
        """The atom with a minus sign or accounting brackets before it."""
        text, start = self.text, atom.start
        at = start
        if (
            at > after
            and text[at - 1] in "+"
            and not (at >= 2 and text[at - 2].isalnum() and text[at - 2].isascii())
        ):
            return replace(atom, start=at - 1)
        if "(" in text[max(after, start - 2) : start]:
            bracketed = self._bracketed(atom, after)
            if bracketed is not None:
                return bracketed
        sign = at - 1
        if sign >= after and text[sign] == " " and sign - 1 >= after and text[sign - 1] in _MINUS:
            cell = text[: sign - 1].strip() == "" and text[atom.end :].strip() == ""
            sign = sign - 1 if cell else -1
        if sign < after or sign < 0 or text[sign] not in _MINUS:
            inner = text[atom.start : atom.end]
            marked = re.match(r"[^0-9a-z]{0,3}[-\u2212](?=[0-9.])", inner)
            return _negated(atom, atom.start) if marked and atom.number.value > 0 else atom
        before = text[sign - 1 : sign] if sign else ""
        if before and (
            before.isalnum() and before.isascii() or before in "%)元-\u2013" or before == BLANK
        ):
            return atom
        if text[sign] == "\u2013" and _is_han(before):
            return atom
        return _negated(atom, sign)

    def _bracketed(self, atom: Atom, after: int) -> Atom | None:
        """(1,234) as accountants write a negative: in a table's cell, or money without a scale."""
        text, start, end = self.text, atom.start, atom.end
        if not any("0" <= character <= "9" for character in text[start:end]):
            return None
        open_at = start - 1 if text[start - 1 : start] == "(" else -1
        if open_at < after or open_at < 0 or text[end : end + 1] != ")":
            return None
        stop = end + 1
        percent = atom.unit is PERCENT
        unit = atom.unit
        if unit is NUMBER and text[stop : stop + 1] == "%":
            stop, unit, percent = stop + 1, PERCENT, True
        before = text[max(0, open_at - 3) : open_at]
        line_start = (
            before.strip(" \t") == ""
            and (open_at < 3 or before.strip() == "")
            or (before.rstrip(" ")[-1:] in ("\n", "|", "\t"))
        )
        column = before.endswith(("  ", "$ ", "\t", "$", ") ", ")"))
        number_before = before[-1:] == " " and (
            before[-2:-1].isdigit() or before[-2:-1] in ("%", ")", "-", "\u2014")
        )
        cell = line_start or column or number_before
        money = unit.kind is UnitKind.CURRENCY
        if money and not cell:
            last = before.rstrip()[-1:]
            if atom.had_scale or last.isdigit() or _is_han(last) or atom.start == after:
                return None
            cell = text[start : start + 1] in "$€£¥"
        if (
            not cell
            or (atom.had_scale and not money)
            or (unit.kind not in (UnitKind.NUMBER, UnitKind.CURRENCY, UnitKind.PERCENT))
        ):
            return None
        if (
            unit is NUMBER
            and "." not in text[start:end]
            and end - start <= 2
            and not self.whole
            and not number_before
            and not column
        ):
            return None
        begin = open_at
        return replace(_negated(replace(atom, unit=unit), begin), end=stop, from_paren=True)


def _negated(atom: Atom, start: int) -> Atom:
    number = atom.number
    value = -number.value if number.is_fraction else -abs(number.value)
    return replace(atom, number=replace(number, value=value, upper=None), start=start)


def _is_han(character: str) -> bool:
    return bool(character) and "\u4e00" <= character <= "\u9fff"
