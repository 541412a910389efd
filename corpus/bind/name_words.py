"""The words by which names are known that the vocabulary does not hold, and what they tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.script import fold, has_han

_FILE = Path(__file__).parent.parent / "names" / "open_names.toml"
_SHORT_NAME = 4  # letters of a first word by which a company can be called
_LONGEST = 10  # characters of a Chinese name before its ending
TIMES = "季月年日"  # what ends a time, not a name


@dataclass(frozen=True, slots=True)
class NameWords:
    companies_zh: re.Pattern[str]
    companies_en: re.Pattern[str]
    metric_endings: tuple[str, ...]
    metric_nouns: frozenset[str]
    generic: frozenset[str]
    common: frozenset[str]
    fillers: tuple[str, ...]
    leading: tuple[str, ...]
    breakers: re.Pattern[str]
    no_names: frozenset[str]
    label_endings: tuple[str, ...]
    headings: tuple[str, ...]
    stops: frozenset[str]
    steps: frozenset[str]
    plain: frozenset[str]
    no_nouns: frozenset[str]
    no_own: frozenset[str]
    no_short: frozenset[str]
    forms: frozenset[str]
    adjectives: frozenset[str]
    after_metric: frozenset[str]
    qualities: tuple[str, ...]
    parts: tuple[str, ...]
    no_lead_ins: frozenset[str]


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word) for word in words}, key=len, reverse=True))


@cache
def name_words() -> NameWords:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    endings = "|".join(_longest_first(data["company_endings_zh"]))
    openers = "|".join(_longest_first(data["openers_zh"]))
    latin = "|".join(re.escape(e) for e in data["company_endings_en"])
    return NameWords(
        re.compile(
            rf"(?:^|(?<=[，。；：、,;:\n（(「《\s]))(?:{openers})?[，,]?"
            rf"([\u3400-\u9fff]{{1,{_LONGEST}}}?(?:{endings}))(?=的|同期|[（(\d]|$|(?:20|19)\d\d)"
        ),
        re.compile(
            rf"((?:[A-Z][\w&.'-]{{0,24}} (?:& |and |of )?){{1,4}}(?:{latin}))(?![A-Za-z0-9_])"
        ),
        _longest_first(data["metric_endings_zh"]),
        frozenset(data["metric_nouns_en"].split()),
        frozenset(data["generic_en"].split()),
        frozenset(data["common_capitals"].split()),
        _longest_first(data["fillers_zh"]),
        _longest_first(data["leading_zh"]),
        re.compile("|".join(_longest_first(data["breakers_zh"]))),
        frozenset(fold(name) for name in data["no_names_zh"]),
        _longest_first(data["label_endings_zh"]),
        _longest_first(data["stock_headings"]),
        frozenset(data["stops_en"].split()),
        frozenset(data["steps_en"].split()),
        frozenset(data["plain_en"].split()),
        frozenset(data["no_nouns_en"].split()),
        frozenset(data["no_own_en"].split()),
        frozenset(data["no_short_en"].split()),
        frozenset(data["forms_en"].split()),
        frozenset(fold(word) for word in data["adjectives_zh"]),
        frozenset(fold(data["after_metric_zh"])),
        _longest_first(data["qualities_zh"]),
        _longest_first(data["parts_headings"]),
        frozenset(data["no_lead_ins"].split()),
    )


def names_a_metric(phrase: str) -> bool:
    """Whether an open phrase names something measured (費用, 率) rather than a business."""
    if has_han(phrase):
        return fold(phrase).endswith(name_words().metric_endings)
    phrase = phrase.lower().split(" of ")[0]
    *qualified, last = phrase.split() or [""]
    if not qualified and last in name_words().generic:
        return False
    return last in name_words().metric_nouns or last.removesuffix("s") in name_words().metric_nouns


def is_no_name(phrase: str) -> bool:
    """Whether a Chinese phrase is a common word that names nothing (公司, 整體)."""
    return fold(phrase) in name_words().no_names


def is_common_word(name: str) -> bool:
    """Whether a name is one common word of tables and headings ("Total", "Domestic")."""
    return " " not in name and name.lower() in name_words().no_own


def is_plain_word(name: str) -> bool:
    """Whether what a table's label or a sentence was kept as is one common word or a number,
    by which no text speaks of anything of the report."""
    if has_han(name):
        return is_no_name(name)
    if " " in name:
        return False
    return name.islower() or not name[:1].isalpha() or name.lower() in name_words().no_own


@cache
def subject_pattern(subject: str) -> re.Pattern[str]:
    """What finds the report's company in a text: by its name, the name without its legal form
    ("Foot Locker, Inc."), or the first word of it where that is no common one."""
    names = {subject, plain_name(subject)}
    first = plain_name(subject).split()[0]
    common = first.lower() in name_words().no_short or len(first) < _SHORT_NAME
    if not has_han(subject) and not common:
        names.add(first)
    longest = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in longest)
    if has_han(subject):
        return re.compile(either)
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{either})(?:['’]s)?(?![A-Za-z0-9_])")


def plain_name(company: str) -> str:
    """A company's name without its legal form: "Foot Locker, Inc." as "Foot Locker"."""
    if has_han(company):
        return company
    words = company.replace(",", " ").split()
    while len(words) > 1 and words[-1].lower().strip(".") in name_words().forms:
        words.pop()
    return " ".join(words[1:] if len(words) > 1 and words[0].lower() == "the" else words)


def is_stock_heading(title: str) -> bool:
    """Whether a heading is one that any report has ("Outlook", 風險提示)."""
    plain = fold(title)
    return any(word in plain for word in name_words().headings)


def is_over_parts(title: str) -> bool:
    """Whether a heading stands over all products or channels and names none ("Product sales")."""
    plain = fold(title)
    return any(word in plain for word in name_words().parts)


def is_adjective(text: str, start: int, end: int) -> bool:
    """Whether a metric's name at `[start, end)` only tells which things follow it: 進口白蛋白."""
    if fold(text[start:end]) not in name_words().adjectives:
        return False
    following = fold(text[end : end + 1])
    return has_han(following) and following not in name_words().after_metric


def is_no_label(label: str) -> bool:
    """Whether a label before a colon says something instead of naming a business or product."""
    if not has_han(label):
        return any(word.lower() in name_words().stops for word in label.split())
    plain = fold(label)
    if is_no_name(label) or name_words().breakers.search(plain):
        return True
    return plain.endswith(name_words().label_endings) or plain[-1] in TIMES
