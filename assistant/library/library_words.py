"""The words of questions and answers over several reports, from `words/library.toml`."""

from __future__ import annotations

import re
from functools import cache

from assistant.words.lists import word_file
from corpus.script import Language, fold, to_script


def say(key: str, language: Language, **values: str) -> str:
    """The phrase `key` in `language`; what is filled in is not converted."""
    entry = word_file("library")["say"][key]
    pattern = entry["en"] if language == "en" else to_script(entry["zh"], language)
    return str(pattern.format(**values))


@cache
def over_time() -> re.Pattern[str]:
    """Words of folded text that ask for one thing over several reports."""
    return _any_of("over_time")


@cache
def which_company() -> re.Pattern[str]:
    """Words of folded text that ask for one company among those of the reports."""
    return _any_of("which_company")


@cache
def _stretch() -> re.Pattern[str]:
    data = word_file("library")
    numbers = "|".join(sorted(map(fold, data["stretch"]["numbers"]), key=len, reverse=True))
    units = "|".join(sorted(map(fold, data["stretch"]["units"]), key=len, reverse=True))
    lead = _any_of("lead").pattern
    between = r"(?: the)? ?(?:a )?"  # "over the last couple of quarters"
    return re.compile(
        rf"{lead}{between}(?P<number>[0-9]{{1,2}}|{numbers})(?: of)?[ -]?[个個]?(?P<unit>{units})"
    )


def stretch_of(folded: str) -> int:
    """The months of the stretch of time that ends now which folded text names; 0 for none."""
    found = _stretch().search(folded)
    if found is None:
        return 0
    data = word_file("library")["stretch"]
    numbers = {fold(word): int(number) for word, number in data["numbers"].items()}
    units = {fold(word): int(months) for word, months in data["units"].items()}
    number = found["number"]
    count = int(number) if number.isdigit() else numbers[number]
    return count * units[found["unit"]]


@cache
def endings() -> tuple[frozenset[str], tuple[str, ...]]:
    """What a company's name can be said without: English words, Chinese endings."""
    data = word_file("library")["company_endings"]
    chinese = sorted((fold(ending) for ending in data["zh"]), key=len, reverse=True)
    return frozenset(data["en"]), tuple(chinese)


def _any_of(name: str) -> re.Pattern[str]:
    data = word_file("library")[name]
    latin = "|".join(re.escape(word) for word in sorted(data["en"], key=len, reverse=True))
    han = "|".join(fold(word) for word in sorted(data["zh"], key=len, reverse=True))
    return re.compile(rf"(?:(?<!\w)(?:{latin})(?!\w)|{han})")
