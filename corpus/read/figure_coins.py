"""Amounts said in two coins: 五元三毛, 3 dollars 50 cents, 三块零四, 港币三个一毫四."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from corpus.figure import NUMBER
from corpus.read.english_numbers import read_words
from corpus.read.figure_atom import is_han
from corpus.read.figure_units import read_tail, subunit_at
from corpus.read.han_numerals import read_han
from corpus.read.han_words import HAN_DIGITS, HAN_START
from corpus.read.numerals import Numeral, read_digits, skip_spaces, times


def with_coins(text: str, number: Numeral) -> Numeral:
    """Smaller coins behind an amount: 五元三毛, 3 dollars 50 cents, 三块零四."""
    end = number.end
    for _ in range(2):
        at = skip_spaces(text, end, 1)
        if text[at : at + 1] in ("又", "零"):
            at += 1
        elif text.startswith("and ", at):
            at += 4
        coin = _coin_number(text, at)
        if coin is None or coin.value >= 100 or coin.quantum != 1:
            break
        sub = subunit_at(text, coin.end)
        if sub is None and number.quantum == Decimal("0.1") and text[end - 1 : end] in ("毛", "角"):
            single = coin.style == "han" and coin.end - at == 1 and not is_han(text[coin.end :][:1])
            return _added(number, coin, Decimal("0.01")) if single else number  # 三块五毛二
        if sub is None:
            number = _bare_coins(text, number, at, coin)
            break
        number = _added(number, replace(coin, end=sub[0]), sub[1].factor)
        end = sub[0]
    return number


def _coin_number(text: str, at: int) -> Numeral | None:
    character = text[at : at + 1]
    if character.isdigit():
        return read_digits(text, at)
    if character in HAN_START:
        return read_han(text, at)
    return read_words(text, at) if "a" <= character <= "z" else None


def _bare_coins(text: str, number: Numeral, at: int, coin: Numeral) -> Numeral:
    """三块二 and 三块零四; 15 dollars and 50."""
    unit_word = text[number.end - 1]
    following = text[coin.end : coin.end + 1]
    if unit_word in "块蚊" and coin.end - at == 1 and not is_han(following):
        return _added(number, coin, Decimal("0.01" if text[at - 1] == "零" else "0.1"))
    if not text[number.end - 3 : number.end].isalpha() or number.scale > 1:
        return number
    written = text[at : coin.end]
    money = read_tail(text, replace(coin, end=coin.end), money=False, loose=False)
    ends = following == "" or following in ".!?" or text.startswith(" more", coin.end)
    two = (len(written) == 2 and written.isdigit()) or coin.style == "words"
    if two and ends and money.unit is NUMBER and not money.had_scale and number.quantum == 1:
        return _added(number, coin, Decimal("0.01"))
    return number


def _added(number: Numeral, coin: Numeral, worth: Decimal) -> Numeral:
    value = number.value + times(coin.value, worth)
    return replace(number, value=value, quantum=worth, end=coin.end)


def cantonese(text: str, number: Numeral) -> Numeral:
    """港币三个一毫四: the dollars counted with 个, then tenths and hundredths."""
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
