"""What stands around a number: currency before it, scale and unit behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from corpus.figure import NUMBER, POINT, Unit, UnitKind
from corpus.read.han_words import HAN_DIGITS
from corpus.read.numerals import ONE, TEN, Numeral, skip_spaces
from corpus.read.word_tables import EndIndex, WordIndex, rows, word_set
from corpus.script import has_han

DOLLARS = frozenset(["USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MOP", "BRL", "MXN"])
YUAN = frozenset(["CNY", "HKD", "TWD", "MOP", "USD", "SGD"])
# After a count, "quarter on quarter" and the like compare; they count nothing.
_COMPARES = re.compile(
    r"(?:year|quarter|month|week|day)s?[ -](?:on|over|to|by)[ -](?:year|quarter|month|week|day)s?"
    r"(?![a-z])"
)
_FAMILIES = {"$": DOLLARS, "元": YUAN, "¥": frozenset({"CNY", "JPY"})}
_SPACED_POINTS = re.compile(r"(?:个[ ]{0,2})?百[ ]{0,2}分[ ]{0,2}点")
_TO_THE_SAME_LETTER = re.compile(r"[ ]?[-~\u2013][ ]?[0-9]{1,4}(?:\.[0-9]{1,2})?k(?![a-z0-9])")
_WRAPPED = re.compile(
    r"\n[ \t]{0,12}(?=(?:million|billion|trillion|thousand|percent|percentage|basis|months|years"
    r"|quarters|days|shares|stores|users|vehicles|units)(?![a-z]))"
)
_NOT_DOZEN = frozenset("开造破通击折算包压入款下法车车样扮扰")
_UNIT_STARTS = frozenset("个家人年元万亿千百十成月台季次名")
_SINGLE_LETTER_SCALES = frozenset("kmbt")
# After these, 元 and the like are the beginning of another word.
_NOT_CURRENCY = re.compile(r"元(?:素|宇宙|旦|件|器|化|月|老|年|首)|块(?:链|头|茎)|圆(?:形|满|桌)")
_NOT_RATE = re.compile(
    r"个点(?:位|子|心|评)|成(?:绩|本|为|功|长|立|员|果|都|品|熟|分|交|人|份|就|套|色|型|因|效|批|像|片|衣|形|双|年)"
    r"|折(?:叠|扣|旧|合|算|线|价|射|现|让|腾|返|中|弯|桥|页)|倍(?:增|受|感|数)(?!长)"
)
_NOT_COUNTER = re.compile(
    r"部(?:分|门|委|署|长)|台(?:湾|北|积|风|账|式)|家(?:电|庭|居|族|具|用|里)|名(?:义|称|单|录)"
    r"|位(?:置|于|居|列|数字|移)|人(?:民|均|工|才|士|口|类|力)|股(?:价|东|息|份|市|权|比|本|指)"
    r"|年(?:报|份|级|化|轻|初|末|底|均)|季(?:报|节|度末|末)|天(?:坛|然|津|猫|气|下|使|河|合)"
    r"|周(?:边|期|转|围|年报)|件(?:数)|份(?:额|子)|项(?:目)|起(?:到|来|诉|草|步|家|源|重)"
    r"|单(?:季|月|价|车|位|一|日|店|个|品|笔)|手(?:机|段|续|里|中)|度(?:假|过|小)|代(?:表|理|工|码|替)"
    r"|对(?:比|应|于|外|标|手|冲|接|公司|此|其|方)|场(?:景|内|外|地)|支(?:付|持|出|撑|柱|行)"
    r"|套(?:餐|利|现|保)|片(?:区|面|段|式)|款(?:项|式)|种(?:植|子|业)|类(?:型|似|别|股)|条(?:件|款|例)"
    r"|站(?:在|点|上|稳)|道(?:路|德|琼)|头(?:部|条|寸|号)|座(?:椅|谈|舱)|字(?:节|体|符)|页(?:岩|面)"
    r"|城(?:市|镇|商|投|际)|国(?:际|内|家|企|债|产|外|有)|省(?:内|级|份|去|略)|架(?:构)|届(?:满|时)"
    r"|轮(?:胎|动|换)|班(?:次|子)|米(?:兰|其林|哈游|饭)|升(?:至|级|到|值|高|幅|温)|笔(?:记|者)"
    r"|克(?:服|制|隆|莱|拉)|间(?:接|隔|距|歇)|亩(?:产)|瓦(?:斯|解)|席(?:位|卷|次)|票(?:房|据|价|面)"
    r"|寸(?:土)|封(?:装|测|闭)|枚(?:举)|张(?:家|江)|级|载(?:体|货|客|荷)"
    r"|户(?:均|外|型|主)|本(?:公司|次|年|季|期|报|集团|行)|只(?:有|能|是|要)|天(?:线)|桶(?:装)"
)


@dataclass(frozen=True, slots=True)
class Affix:
    """A unit word: its unit ("" code families `$`, `元`, `¥` still open) and worth of one."""

    unit: Unit
    factor: Decimal = ONE


@cache
def _currencies() -> list[list[str]]:
    return [*rows("currencies.csv"), *rows("currencies_world.csv")]


@cache
def _before() -> EndIndex[Affix]:
    return EndIndex.build(
        (row[0], Affix(Unit(UnitKind.CURRENCY, row[2]), Decimal(row[3])))
        for row in _currencies()
        if row[1] in ("before", "both")
    )


@cache
def _after() -> WordIndex[Affix]:
    entries = [
        (row[0], Affix(Unit(UnitKind.CURRENCY, row[2]), Decimal(row[3])))
        for row in _currencies()
        if row[1] in ("after", "both")
    ]
    rates = [(row[0], Affix(Unit(UnitKind(row[1])), Decimal(row[2]))) for row in rows("rates.csv")]
    counters = [(row[0], Affix(Unit(UnitKind.COUNT, row[1]))) for row in rows("counters.csv")]
    return WordIndex.build([*counters, *entries, *rates])


@cache
def _subunits() -> WordIndex[Affix]:
    return WordIndex.build(
        (row[0], Affix(Unit(UnitKind.CURRENCY, row[2]), Decimal(row[3])))
        for row in _currencies()
        if row[1] == "sub" or Decimal(row[3]) != 1
    )


@cache
def _scales() -> WordIndex[Decimal]:
    return WordIndex.build((row[0], Decimal(row[1])) for row in rows("scales.csv"))


@cache
def _skips() -> WordIndex[bool]:
    return WordIndex.build((word, True) for word in word_set("counter_skips.csv"))


def resolve(unit: Unit, currency: str) -> Unit:
    """`unit` with a bare 元, $ or ¥ read as the report's `currency` where that can be."""
    if unit.kind is not UnitKind.CURRENCY:
        return unit
    family = _FAMILIES.get(unit.code)
    if family is not None:
        return Unit(UnitKind.CURRENCY, currency if currency in family else "")
    return Unit(UnitKind.CURRENCY, "") if unit.code.endswith("?") else unit


def is_specific(unit: Unit) -> bool:
    """Whether a currency word names one currency."""
    return unit.code not in _FAMILIES and not unit.code.endswith("?")


@dataclass(frozen=True, slots=True)
class Prefix:
    """A currency before a number; `power` is the exponent of ten in it (MAUD 60 → 6)."""

    start: int
    affix: Affix
    power: int = 0


def currency_before(text: str, start: int) -> Prefix | None:
    """The currency sign or word that ends before `start`, after two blanks at most."""
    end = start
    while end > 0 and start - end < 2 and text[end - 1] in " \t":
        end -= 1
    found = _before().match(text, end)
    if found is not None:
        return Prefix(*found)
    if end >= 4 and text[end - 4 : end - 3] == "m" and text[end - 3 : end].isalpha():
        inner = _before().by_last.get(text[end - 1], ())
        before = text[end - 5 : end - 4]
        for word, affix in inner:
            if len(word) == 3 and text.endswith(word, 0, end) and not ("a" <= before <= "z"):
                return Prefix(end - 4, affix, 6)
    return None


@dataclass(frozen=True, slots=True)
class Tail:
    """What was read behind a number: the scaled number and its unit, to `number.end`."""

    number: Numeral
    unit: Unit
    had_scale: bool = False
    scaled_end: int = 0  # where the number with its scale ends, before the unit


def read_tail(text: str, number: Numeral, *, money: bool, loose: bool) -> Tail:
    """The scale and the unit behind `number`.

    `money`: a currency stands before it, so a lone letter is a scale ("$5b"). `loose`: the
    text is nothing but the figure, so it is one anyway.
    """
    scaled, had_scale = _scale(text, number, money, loose)
    found = _unit_at(text, scaled.end)
    if found and text[found[0] - 1] in "成折" and found[1].factor == TEN:
        return Tail(_tenths(text, scaled, found[0]), found[1].unit)
    if found is None and not had_scale:
        return Tail(scaled, NUMBER, False, scaled.end)
    if found is None:
        return Tail(scaled, NUMBER, True, scaled.end)
    end, affix = found
    if affix.unit.kind is UnitKind.CURRENCY and not had_scale and scaled.style != "han":
        late, moved = _scale(text, _at(scaled, end), True, loose)  # 75 USD million
        if moved:
            scaled, had_scale, end = late, True, late.end
    return Tail(
        scaled.times(affix.factor, end) if affix.factor != 1 else _at(scaled, end),
        affix.unit,
        had_scale,
        scaled.end,
    )


def _tenths(text: str, number: Numeral, end: int) -> Numeral:
    """三成五 and 三成半 are 35%; 八折 leaves 80%, 八五折 and 72折 leave 85% and 72%."""
    if text[end - 1] == "折":
        return number.times(ONE if number.value >= 10 else TEN, end)
    number = number.times(TEN, end)
    more = text[end : end + 1]
    if more == "半":
        return replace(number, value=number.value + 5, quantum=Decimal(5), end=end + 1)
    if more in HAN_DIGITS and text[end + 1 : end + 2] not in _UNIT_STARTS:
        return replace(number, value=number.value + HAN_DIGITS[more], quantum=ONE, end=end + 1)
    return number


def _at(number: Numeral, end: int) -> Numeral:
    return replace(number, end=end)


def _scale(text: str, number: Numeral, money: bool, loose: bool) -> tuple[Numeral, bool]:
    at = _unit_start(text, number.end)
    if text[at : at + 1] == "-" and text.startswith(
        ("million", "billion", "trillion", "thousand"), at + 1
    ):
        at += 1  # "a 5-million-unit order"
    if text[at : at + 1] == "打" and text[at + 1 : at + 2] not in _NOT_DOZEN:
        return number.times(Decimal(12), at + 1), True
    if not "a" <= text[at : at + 1] <= "z":
        return number, False
    found = _scales().match(text, at)
    if found is None:
        inner = text[at : at + 4]
        if inner[:1] == "m" and len(inner) == 4 and _unit_at(text, at + 1) is not None:
            unit_end, affix = _unit_at(text, at + 1) or (0, None)
            if affix and affix.unit.kind is UnitKind.CURRENCY and unit_end == at + 4:
                return number.times(Decimal(10**6), at + 1), True
        return number, False
    end, scale = found
    letter = text[at:end] in _SINGLE_LETTER_SCALES
    if letter and not _letter_is_scale(text, at, end, number, money or loose):
        return number, False
    if "0" <= text[end : end + 1] <= "9":
        return number, False
    second = _scales().match(text, skip_spaces(text, end)) if scale < 10**6 and not letter else None
    if second is not None and second[1] > scale and second[0] - end > 3:  # 3 hundred million
        return number.times(scale, end).times(second[1], second[0]), True
    return number.times(scale, end), True


def _unit_start(text: str, end: int) -> int:
    """Where a scale or unit behind `end` would begin, over blanks or a wrapped line's end."""
    at = skip_spaces(text, end)
    if text[at : at + 1] == "\n" and (wrapped := _WRAPPED.match(text, at)) is not None:
        return wrapped.end()
    return at


def _letter_is_scale(text: str, at: int, end: int, number: Numeral, sure: bool) -> bool:
    letter = text[at:end]
    if sure:
        return True
    if letter in "bt":
        return _counts(text, end)
    if at > number.end:
        return False
    if letter == "m" or number.value >= 10 or _counts(text, end):
        return True
    return _TO_THE_SAME_LETTER.match(text, end) is not None or _is_decimal_end(text, at, number)


def _is_decimal_end(text: str, at: int, number: Numeral) -> bool:
    """Whether a decimal number and its letter stand alone (9.9k, but not a 2.5k屏)."""
    following = text[at + 1 : at + 2]
    return number.quantum < 1 and not (following.isalnum() or following == "-")


def _counts(text: str, end: int) -> bool:
    found = _unit_at(text, end)
    return found is not None and found[1].unit.kind in (UnitKind.COUNT, UnitKind.CURRENCY)


def _unit_at(text: str, end: int) -> tuple[int, Affix] | None:
    """The unit word behind `end`, after blanks, a hyphen or words that may stand between."""
    at = _unit_start(text, end)
    if text[at : at + 1] == "-" and "a" <= text[at + 1 : at + 2] <= "z":
        found = _after().match(text, at + 1)
        return found or _after().match(text, at)
    spaced = _SPACED_POINTS.match(text, at)
    if spaced is not None:
        return spaced.end(), Affix(POINT)
    found = _after().match(text, at)
    if found is not None:
        if _NOT_RATE.match(text, at) or _COMPARES.match(text, at):
            return None
        if _NOT_COUNTER.match(text, at) and found[0] - at < 2:
            return None
        if _NOT_CURRENCY.match(text, at):
            return None
        if text[at : found[0]] == "x" and text[found[0] : found[0] + 1].isalnum():
            return None
        if text[at : found[0]] == "pct" and at == end:
            return found[0], Affix(POINT)  # 1.28pct, unlike "10 pct"
        return found
    if at == end or not "a" <= text[at : at + 1] <= "z":
        return None
    for _ in range(3):
        skipped = _skips().match(text, at)
        if skipped is None:
            return None
        at = skip_spaces(text, skipped[0], 2)
        found = _after().match(text, at)
        if found is not None:
            return found if found[1].unit.kind is UnitKind.COUNT else None
    return None


def subunit_at(text: str, at: int) -> tuple[int, Affix] | None:
    """角, 分, cents …: the smaller coin named at `at`."""
    return _subunits().match(text, skip_spaces(text, at, 2))


def counter_words() -> tuple[tuple[str, str], ...]:
    """(Chinese counter, canonical code), the first Chinese one of each code."""
    first: dict[str, str] = {}
    for row in rows("counters.csv"):
        if has_han(row[0]):
            first.setdefault(row[1], row[0])
    return tuple((word, code) for code, word in first.items())
