"""Every quantity in a text, English and Chinese mixed as it comes.

`read_figures` goes through the folded text once: what is no quantity is covered
(`not_figures`), candidates are found by one pattern and read by small parsers (`figure_atoms`);
here two ends become a range, and the words around become a qualifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from corpus.figure import NUMBER, PERCENT, Figure, Qualifier, Span, UnitKind
from corpus.read.figure_atom import Atom
from corpus.read.figure_atoms import CANDIDATE, Atoms
from corpus.read.figure_units import is_specific, resolve
from corpus.read.not_figures import blank_out
from corpus.read.numerals import fold_numbers
from corpus.read.word_tables import EndIndex, WordIndex, rows
from corpus.script import fold

_SEPARATOR = re.compile(
    r"""[ ]{0,2}(?:(?P<dash>-{1,2}|[\u2010-\u2013]|\u2014{1,2}|~)
      | (?P<to>至|到|(?:to|through)(?![a-z])) | (?P<and>与|和|(?:and)(?![a-z])))[ ]{0,2}""",
    re.VERBOSE,
)
_FROM = re.compile(r"(?:from|从|由|自)[ ]?$")
_BETWEEN = re.compile(r"(?:between|在|介于)[ ]?$")
_CHANGES = re.compile(
    r"(?:increas|decreas|grew|grow|rose|ris|fell|fall|declin|drop|improv|expand|narrow|widen|climb|jump"
    r"|surg|rais|cut|lift|chang|up|down|slid|shr[aiu]nk|doubl|[增升降减涨跌变收扩缩]|提高|提升|上调|下调)"
)
_CHANGED_BY = re.compile(
    r"(?:[增减]少|增[加长]|[上下][升涨降跌滑调]|提[高升]|rose|rises?|grew|grows?|fell|falls?|declined"
    r"|dropped|(?:in|de)creased?|climbed|jumped)了?(?:[ ]?(?:by|约|超|about|over))?[ ]?$"
)
# "from 3% to 4%" is a range where it is that range which goes on to another value.
_GOES_ON = re.compile(
    r"[ ]?[\u4e00-\u9fff]{0,4}[至到为](?=[ ]?[0-9])|[ ](?:up |down )?to (?=[0-9])"
)
_CAPITAL_AFTER = re.compile(r"[ ][A-Z][a-z]")
_CLAUSE = re.compile(r"[,.;:!?。;、\n()]")


def read_figures(text: str, *, currency: str = "") -> tuple[Figure, ...]:
    """All quantities of `text`, in order, none overlapping another.

    `currency` is the ISO code that a bare 元, $ or ¥ stands for ("" where unknown). What is
    vague or only looks like a number is left out.
    """
    return tuple(_figures(text, currency, whole=False))


def parse_figure(text: str, *, currency: str = "") -> Figure | None:
    """The one figure that makes up the whole of `text`; `None` where there is none.

    Reads every `Figure.text` that `read_figures` gives to the same amount.
    """
    found = list(_figures(text, currency, whole=True))
    return found[0] if len(found) == 1 and found[0].text == text.strip() else None


def _prepare(text: str, whole: bool) -> str:
    """The folded text, as long as `text`, with everything covered that is no quantity."""
    folded = fold_numbers(text)
    return folded if whole else blank_out(folded)


def _figures(text: str, currency: str, *, whole: bool) -> Iterator[Figure]:
    prepared = _prepare(text, whole)
    atoms = Atoms(prepared, whole=whole)
    at, after = 0, 0
    while (found := CANDIDATE.search(prepared, at)) is not None:
        atom, at = atoms.at(found, after)
        at = max(at, found.end())
        if atom is None:
            continue
        first, second = _range(prepared, atoms, atom, after, whole)
        if (first.tentative and second is None) or _is_title(text, first):
            continue
        end = second.end if second else first.end
        yield _figure(text, prepared, first, second, currency, after)
        at = after = end


def _is_title(text: str, atom: Atom) -> bool:
    """Whether a number word is part of a name in capitals (Five Star, the Five-Year Facility)."""
    if atom.number.style != "words" or not text[atom.start].isupper():
        return False
    return _CAPITAL_AFTER.match(text, atom.end) is not None


def _range(
    text: str, atoms: Atoms, atom: Atom, after: int, whole: bool
) -> tuple[Atom, Atom | None]:
    """The atom with the unit it shares, and the upper end where it is one end of a range."""
    sep = _SEPARATOR.match(text, atom.end)
    if sep is None or atom.from_paren or atom.number.upper is not None:
        return atom, None
    found = CANDIDATE.search(text, sep.end(), sep.end() + 8)
    if found is None or not _reaches(text, sep.end(), found.start()):
        return atom, None
    found = CANDIDATE.match(text, found.start())
    if found is None or found.lastgroup not in ("digits", "han", "word"):
        return atom, None
    second, _ = atoms.at(found, sep.end())
    if second is None or second.start != sep.end() or second.number.upper is not None:
        return atom, None
    between = whole or _BETWEEN.search(text, max(0, atom.start - 9), atom.start)
    if sep.lastgroup == "and" and not between and not text.startswith("之间", second.end):
        return atom, None
    joined = _join(atom, second)
    if joined is None or (sep.lastgroup == "to" and _is_change(text, atom, second)):
        return atom, None
    return joined, second


def _reaches(text: str, start: int, at: int) -> bool:
    """Whether nothing but a currency stands between a separator and the second number."""
    return not any(character in "0123456789,.;\n\0" for character in text[start:at])


def _join(first: Atom, second: Atom) -> Atom | None:
    """The lower end with the unit, and the scale if it has none, of the upper."""
    low, high = first.number, second.number
    if first.unit is NUMBER:
        unit = second.unit
    elif first.unit == second.unit or (second.unit is NUMBER and first.bare_end):
        unit = first.unit
    elif first.unit.kind is second.unit.kind is UnitKind.CURRENCY:
        unit = second.unit if is_specific(second.unit) else first.unit
        if is_specific(first.unit) and is_specific(second.unit):
            return None
    else:
        return None
    if first.bare_end and low.scale < 10**4 and low.scale < high.scale:
        big = _big_scale(high.scale) if high.style == "han" else high.scale
        for scale in dict.fromkeys((big, high.scale)):
            if low.value * scale < high.value:
                low = low.times(scale, low.end)
                break
    if not low.value < high.value or second.number.value < 0:
        return None
    if unit is NUMBER and low.value > 0 and low.value * 1000 <= high.value:
        return None  # 333-144957 is a code
    return replace(first, number=low, unit=unit)


def _big_scale(scale: Decimal) -> Decimal:
    """The myriad or English scale of a scale written together (3千万 → 万)."""
    return next((s for s in _BIG_SCALES if scale >= s and scale % s == 0), scale)


_BIG_SCALES = tuple(Decimal(10) ** power for power in (12, 8, 4, 3, 2))


def _is_change(text: str, first: Atom, second: Atom) -> bool:
    """Whether "from A to B" tells of a change rather than a range."""
    if first.bare_end:
        return False
    if not _FROM.search(text, max(0, first.start - 6), first.start):
        by = _CHANGED_BY.search(text, max(0, first.start - 12), first.start)
        far = second.number.value > first.number.value * Decimal("2.5")
        return by is not None and (far or first.unit != PERCENT)
    if _GOES_ON.match(text, second.end):
        return False
    before = _CLAUSE.split(text[max(0, first.start - 60) : first.start])[-1]
    after = text[second.end : second.end + 12]
    return bool(_CHANGES.search(before) or _CHANGES.search(after))


def _figure(
    text: str, prepared: str, atom: Atom, second: Atom | None, currency: str, after: int
) -> Figure:
    number, unit = atom.number, atom.unit
    end = second.end if second else atom.end
    upper = number.upper if second is None else second.number.value
    quantum = number.quantum if second is None else max(number.quantum, second.number.quantum)
    qualifier = _qualifier(prepared, atom.start, end, after)
    if (
        number.is_bare
        and qualifier is Qualifier.EXACT
        and prepared[atom.start - 1 : atom.start] == "上"
    ):
        qualifier = Qualifier.OVER  # 上百家
    if second is None and number.is_open:
        if (
            unit.kind is not UnitKind.CURRENCY
            and text[atom.start : atom.start + 1] not in "几幾数數"
        ):
            upper = None
        if upper is None and qualifier is Qualifier.EXACT:
            qualifier = Qualifier.OVER
    return Figure(
        value=number.value,
        unit=resolve(unit, currency),
        text=text[atom.start : end],
        span=Span(atom.start, end),
        quantum=quantum,
        scale=number.scale if second is None else second.number.scale,
        qualifier=qualifier,
        upper=upper,
    )


@cache
def _words_before() -> EndIndex[tuple[Qualifier, str]]:
    return EndIndex.build(
        (row[0], (Qualifier(row[2]), fold(row[3]) if len(row) > 3 else ""))
        for row in rows("qualifiers.csv")
        if row[1] == "before"
    )


@cache
def _words_after() -> WordIndex[tuple[Qualifier, str]]:
    return WordIndex.build(
        (row[0], (Qualifier(row[2]), fold(row[3]) if len(row) > 3 else ""))
        for row in rows("qualifiers.csv")
        if row[1] == "after"
    )


# Right behind a figure these compare it with the next ("8% more than the 20 million").
_COMPARES = re.compile(r"[ ](?:[a-z]{2,8}[ ]than|above|below|over|under)")
_NUMBER_AFTER = re.compile(r"[ ](?:[0-9$\u20ac\u00a3\u00a5]|an?[ ]|[a-z]{2,3}\$|rmb|usd|eur)")
_LINK = re.compile(r"(?:[ ]?(?:了|有|为|是|达到|达|an?|the|a total of|到))?[ ]{0,2}$")


def _qualifier(text: str, start: int, end: int, after: int) -> Qualifier:
    """The bound that the words directly before or behind [start, end) put on it."""
    at = end
    if text[at : at + 1] != "+":
        while text[at : at + 1] in (" ", "(", ")") and at - end < 2:
            at += 1
        at = end if text[at : at + 1] == "+" else at
    elif "0" <= text[at + 1 : at + 2] <= "9":
        at += 1
    behind = _words_after().match(text, at)
    if behind and text.startswith(("and ", "or "), at) and _NUMBER_AFTER.match(text, behind[0]):
        behind = None  # above 1,000 and below 1,500
    if (behind and text[behind[0] : behind[0] + 1] not in behind[1][1]) or (
        behind and behind[0] == len(text)
    ):
        return behind[1][0]
    link = _LINK.search(text, max(after, start - 12), start)
    for stop in dict.fromkeys((_stripped(text, start, after), link.start() if link else start)):
        before = _words_before().match(text, stop)
        if before and before[0] >= after:
            if after and _COMPARES.fullmatch(text, after, stop):
                return Qualifier.EXACT
            far = text[before[0] - 1 : before[0]] if before[0] else ""
            if not far or far not in before[1][1]:
                return before[1][0]
    return Qualifier.EXACT


def _stripped(text: str, end: int, after: int) -> int:
    while end > after and text[end - 1] == " ":
        end -= 1
    return end
