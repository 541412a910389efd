"""One number with its unit: candidates in prepared text and how each is read.

Works on text that is folded and in which everything that is no quantity is covered
(`not_figures.blank_out`). Ranges and qualifiers are put on top in `read_figures`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from corpus.figure import MULTIPLE, NUMBER, PERCENT, UnitKind
from corpus.read.english_numbers import (
    MULTIPLES,
    ORDINALS,
    STARTS,
    read_words,
)
from corpus.read.figure_atom import Atom, negated
from corpus.read.figure_coins import cantonese, with_coins
from corpus.read.figure_digits import (
    end_of_digits,
    end_of_name,
    in_a_name,
    is_no_quantity,
    is_share_class,
    letters_stick,
    read_digit_number,
)
from corpus.read.figure_parts import (
    end_of_han,
    read_change,
    read_hundredths,
    with_part,
)
from corpus.read.figure_ranks import read_english_rank, read_han_rank
from corpus.read.figure_signs import signed
from corpus.read.figure_units import (
    Prefix,
    Tail,
    currency_before,
    is_specific,
    read_tail,
    subunit_at,
)
from corpus.read.han_in_words import counts_here
from corpus.read.han_numerals import read_han
from corpus.read.han_pairs import read_pair
from corpus.read.han_words import HAN_START
from corpus.read.numerals import (
    ONE,
    Numeral,
    skip_spaces,
)

_RATE_WORD = r"(?:percents?|per[ -]cents?|percentages?|pct)"
CANDIDATE = re.compile(
    rf"""(?P<digits>(?<!\.\.)\.[0-9]|[02-9]|1(?!半(?!年)))
       | (?P<part>[百佰千仟万][百千万亿]?[ ]?分[ ]{{0,2}}之)
       | (?P<rank>第(?=[ ]?[0-9一二三四五六七八九十百千两])|前(?=[ ]?[0-9三五六七八九十两]))
       | (?P<change>翻了?(?:一|两|二|三|四)?番|翻了?一?倍(?!数)|减半|腰斩|[一1]半
         |打[ ]?[对七八九]折|半[ ]?[成折个](?![人性月]))
       | (?P<han>[{"".join(sorted(HAN_START))}负]|[几数](?=[十百千]))
       | (?P<word>(?<![a-z0-9])(?:minus|negative|{"|".join(STARTS[::-1])})(?![a-z]))
       | (?P<order>(?<![a-z0-9])(?:top|nos?\.?|number|ranked|{"|".join(ORDINALS)})(?![a-z])
         |\#(?=[0-9]))
       | (?P<rate>(?<![a-z0-9]){_RATE_WORD}[ ]of[ ](?=[0-9]|[a-z]))""",
    re.VERBOSE,
)
_TIME_COUNTERS = frozenset(
    ["year", "quarter", "month", "week", "day", "hour", "minute", "half-year"]
)
_UNDER_MONEY = frozenset({UnitKind.NUMBER, UnitKind.COUNT, UnitKind.CURRENCY})
_LETTERS = re.compile("[a-z]+")
_OF_A_RATE = re.compile(r"(?:[ ]of)?[ ](?:an?|one)(?=[ ](?:percent|per[ ]cent|basis[ ]point))")
_CLAUSE_END = re.compile(r"[ ]?(?:[,.;:!?)\n](?![0-9])|$)")
_TO_NUMERAL = re.compile(r"[ ]?(?:到|至|-|~|\u2013|\u2014{1,2})[ ]?(?=[0-9一二三四五六七八九十两])")
_TWO_DIGIT_CUT = re.compile(r"([1-9]) ([1-9]) ?折")
_HALF_OF = re.compile(r"[ ]?(?:of|the|its|their|people)(?![a-z])|$")
_NOT_DOUBLED = re.compile(r" (?:digits?|click|down|tax\w*|count\w*|edged|check\w*|a|b)(?![a-z])")


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
            return read_hundredths(self.text, start, found.end())
        if kind == "rank":
            return read_han_rank(self.text, start, found.end(), whole=self.whole)
        if kind == "change":
            return read_change(self.text, found)
        if kind == "word":
            return self._word(start, after)
        if kind == "rate":
            return self._rate_of(start, found.end(), after)
        if kind == "order":
            return read_english_rank(self.text, found)
        return self._han(start, after)

    # -- digits ---------------------------------------------------------------------------

    def digits(self, start: int, after: int) -> tuple[Atom | None, int]:
        text = self.text
        before = text[start - 1] if start else ""
        money = self._money_before(start, after)
        upper_end = start == after and before in "-/_"  # of a range: 5k-20k
        named = money is None and not upper_end and in_a_name(text, start)
        if named and not is_share_class(text, start):
            return None, end_of_name(text, start)
        number = read_digit_number(text, start, money=money is not None, whole=self.whole)
        cut = _TWO_DIGIT_CUT.match(text, start)
        if cut is not None:
            ten = Numeral(Decimal(cut.group(1) + cut.group(2)), ONE, cut.end())
            return Atom(ten, PERCENT, start, cut.end()), cut.end()
        if number is None:
            return None, end_of_digits(text, start)
        tail = self._tail(number, money is not None)
        if letters_stick(text, tail):
            return None, end_of_name(text, tail.number.end)
        unit = tail.unit
        if (
            unit is NUMBER
            and money is None
            and not tail.had_scale
            and is_no_quantity(text, start, tail.number.end)
        ):
            return None, max(end_of_name(text, start), tail.number.end)
        return self._dressed(start, after, money, tail)

    # -- Chinese --------------------------------------------------------------------------

    def _han(self, start: int, after: int) -> tuple[Atom | None, int]:
        text = self.text
        at, negative = start, False
        if text[start] == "负":
            at = skip_spaces(text, start + 1)
            negative = True
            if "0" <= text[at : at + 1] <= "9":
                atom, end = self.digits(at, after)
                return (negated(atom, start) if atom else None), end
            hundredths = CANDIDATE.match(text, at)
            if hundredths is not None and hundredths.lastgroup == "part":
                atom, end = read_hundredths(text, at, hundredths.end())
                return (negated(atom, start) if atom else None), end
        number = read_han(text, at)
        run_end = end_of_han(text, at)
        vague = number is None or (number.style == "string" and text[number.end : run_end] != "")
        pair = read_pair(text, at) if vague else None  # 七八百, 一两万: as money only
        number = pair or number
        if number is None:
            return None, max(run_end, start + 1)
        number = with_part(text, number)
        money = self._money_before(at, after) if at == start else None
        number = cantonese(text, number) if money else number
        tail = self._tail(number, money is not None)
        if pair is not None and money is None and tail.unit.kind is not UnitKind.CURRENCY:
            return None, max(run_end, start + 1)
        tentative = False
        if not self.whole and not counts_here(
            text, start, at, number, tail, money=money is not None
        ):
            if not _TO_NUMERAL.match(text, number.end):
                return None, max(run_end, start + 1)
            tentative = True
        atom, end = self._dressed(at, after, money, tail)
        atom = replace(atom, tentative=tentative)
        return (negated(atom, start) if negative else atom), end

    # -- English --------------------------------------------------------------------------

    def _word(self, start: int, after: int) -> tuple[Atom | None, int]:
        text = self.text
        found = _LETTERS.match(text, start)
        word = found.group() if found else ""
        end = found.end() if found else start + 1
        if word in ("minus", "negative"):
            return self._negative_word(start, end, after)
        if word in MULTIPLES:
            return self._doubled(word, start, end)
        number = read_words(text, start)
        if number is None:
            return None, end
        if number.is_fraction and (rate := _OF_A_RATE.match(text, number.end)) is not None:
            number = replace(number, end=rate.end(), is_fraction=False)  # half a percentage point
        tail = self._tail(number, False)
        if not self.whole and not self._word_counts(start, number, tail):
            return None, number.end
        return self._dressed(start, after, self._money_before(start, after), tail)

    def _rate_of(self, start: int, at: int, after: int) -> tuple[Atom | None, int]:
        """ "a percentage of 22", where nothing follows that the number could count."""
        found = CANDIDATE.match(self.text, at)
        if found is None or found.lastgroup not in ("digits", "word"):
            return None, at
        atom, end = self.at(found, after)
        if atom is None or atom.start != at or atom.unit is not NUMBER or atom.had_scale:
            return None, at
        if _CLAUSE_END.match(self.text, atom.end) is None:
            return None, at
        return Atom(atom.number, PERCENT, start, atom.end), end

    def _negative_word(self, start: int, end: int, after: int) -> tuple[Atom | None, int]:
        at = skip_spaces(self.text, end, 1)
        found = CANDIDATE.match(self.text, at)
        if found is None or found.lastgroup not in ("digits", "word"):
            return None, end
        atom, stop = self.at(found, after) if found.lastgroup == "word" else self.digits(at, after)
        return (negated(atom, start) if atom else None), stop

    def _doubled(self, word: str, start: int, end: int) -> tuple[Atom | None, int]:
        text = self.text
        hyphen = text[end : end + 1] == "-" or (start > 0 and text[start - 1] == "-")
        if hyphen or word == "halves" or _NOT_DOUBLED.match(text, end):
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
            share = _HALF_OF.match(text, number.end) is not None
            return share and not before.endswith(("first", "second", "latter"))
        if written == "one":
            if tail.unit is NUMBER:
                return start == 0 and number.end == len(text)
            return tail.unit.kind is not UnitKind.COUNT or tail.unit.code in _TIME_COUNTERS
        return True

    # -- both -----------------------------------------------------------------------------

    def _money_before(self, start: int, after: int) -> Prefix | None:
        money = currency_before(self.text, start)
        return money if money is not None and money.start >= after else None

    def _tail(self, number: Numeral, money: bool) -> Tail:
        tail = read_tail(self.text, number, money=money, loose=self.whole)
        text = self.text
        if tail.unit is NUMBER and len(text) < 12:  # 五分 is money only where nothing else stands
            coin = subunit_at(text, number.end)
            if coin and text[coin[0] :].strip() == "":
                return Tail(number.times(coin[1].factor, coin[0]), coin[1].unit)
        return tail

    def _dressed(
        self, start: int, after: int, money: Prefix | None, tail: Tail
    ) -> tuple[Atom, int]:
        """The atom with its currency, smaller coins, sign and brackets."""
        unit, number = tail.unit, tail.number
        if number.is_fraction and unit is NUMBER and money is None and not tail.had_scale:
            unit = MULTIPLE
        if money is not None and unit.kind in _UNDER_MONEY:
            named = is_specific(money.affix.unit)
            both = unit.kind is UnitKind.CURRENCY and named and is_specific(unit)
            start = money.start
            if unit.kind is UnitKind.COUNT or (both and unit != money.affix.unit):
                number = replace(number, end=tail.scaled_end)  # $300 million | contract
            if unit.kind is not UnitKind.CURRENCY or named or not is_specific(unit):
                unit = money.affix.unit
            if money.power:
                number = number.times(Decimal(10) ** money.power, number.end)
        if unit.kind is UnitKind.CURRENCY:
            number = with_coins(self.text, number)
        had_scale = tail.had_scale or number.scale > 1
        bare_end = tail.unit is NUMBER and not tail.had_scale
        atom = Atom(number, unit, start, number.end, had_scale, bare_end=bare_end)
        atom = signed(self.text, atom, after, whole=self.whole)
        return atom, atom.end
