"""A formula to work out: for which years, as a mean or a growth over them, and how it is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.answer.asked_formula import Asked
from assistant.formula import Node, earlier, number
from assistant.understand.query import Query
from assistant.words.lists import word_file
from corpus.kpi_names import vocabulary
from corpus.script import Language, to_script

GROWTH_A_YEAR = re.compile(
    r"\bcagr\b|compound(?:ed)? annual|复合(?:年)?(?:均)?(?:增长|成长)率|年均复合"
)
MEAN = re.compile(
    r"(\d|two|three|four|five)[- ]?(?:year|yr)s? (?:simple )?average|\b(?:average|mean) .{0,80}"
    r"\b(?:from|between|over)\b|([二两三四五\d])年(?:的)?(?:平均|均值)|年间的平均"
)
GROWN = re.compile(
    r"year[- ]over[- ]year|\byoy\b|(?:percent(?:age)?|%) (?:change|growth|increase|decrease)"
    r"|growth rate|\bgrowth in\b|同比(?:增|变)|增长率|成长率|年增率"
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_PLACES = re.compile(
    r"\b(one|two|three|four|\d) decimal|([一二两三四\d])位小数|小数点?后([一二两三四\d])位"
)
_DIGITS = {"one": 1, "two": 2, "three": 3, "four": 4, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be worked out, for which years, and how it is given."""

    asked: Asked
    years: tuple[int, ...]
    kind: str
    decimals: int | None
    name: str


def wanted_of(asked: Asked, query: Query, plain: str, years: tuple[int, ...]) -> Wanted:
    """What a question wants of a formula, for the years that it names (or the latest)."""
    ratio = asked.ratio
    kind = ratio.kind if ratio is not None else ""
    decimals = ratio.decimals if ratio is not None else None
    told = _PLACES.search(plain)
    if told is not None:
        written = next(part for part in told.groups() if part)
        decimals = _DIGITS.get(written, int(written) if written.isdigit() else 2)
    name = _name(asked, query)
    grown_once = GROWN.search(plain) is not None and asked.ratio is None and not asked.defined
    if GROWTH_A_YEAR.search(plain) or grown_once:
        first, last = years[0], years[-1]
        if first == last:
            first = last - 1
        grown = _growth(asked.formula, last, first, compound=not grown_once)
        several = last - first > 1 and not grown_once
        name = worded("growth" if several else "growth_of_a_year", query.language, name=name)
        decimals = decimals if told is not None else 1
        return Wanted(replace(asked, formula=grown), (last,), "percent", decimals, name)
    mean = MEAN.search(plain)
    if mean is not None:
        written = mean[1] or mean[2] or ""
        count = _NUMBERS.get(written, int(written) if written.isdigit() else 0)
        last = years[-1]
        first = years[0] if len(years) > 1 else last - max(count, 1) + 1
        years = tuple(range(max(first, last - _MOST_YEARS), last + 1))
        name = worded("mean", query.language, name=name)
        return Wanted(asked, years, kind, decimals, name)
    return Wanted(asked, years[-1:], kind, decimals, name)


def _growth(formula: Node, last: int, first: int, *, compound: bool) -> Node:
    """Growth between two years, a year if `compound`: (last ÷ first) ^ (1 ÷ years) − 1."""
    share = Node("/", (formula, earlier(formula, last - first)))
    power = Node("/", (number(1), number(last - first)))
    grown = share if last - first == 1 or not compound else Node("^", (share, power))
    return Node("-", (grown, number(1)))


def _name(asked: Asked, query: Query) -> str:
    """What is worked out, in words."""
    language = query.language
    if asked.ratio is not None:
        return asked.ratio.en if language == "en" else to_script(asked.ratio.zh, language)
    if query.metrics:
        return vocabulary().label(query.metrics[0], language)
    return worded("defined", language)


def worded(key: str, language: Language, **parts: str) -> str:
    """A wording of `ratio_phrases.toml`, filled in."""
    text = word_file("ratio_phrases")["en" if language == "en" else "zh"][key]
    return to_script(text, language).format(**parts)
