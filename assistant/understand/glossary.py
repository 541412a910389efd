"""Terms of business in English and Chinese: what a report may call a thing in its own language.

They are those that the encoder's training text was made with, of which only the words are read,
and the words of `synonyms.csv`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import index
from corpus.kpi_names import Matcher, read_rows
from corpus.script import fold

_SYNONYMS = Path(__file__).parents[1] / "words" / "synonyms.csv"
_FILE = Path(index.__file__).parent / "train" / "glossary.tsv"


@cache
def glossary() -> tuple[tuple[str, ...], ...]:
    """The words for each term, in all scripts, and those that questions use for one another."""
    found = [
        tuple(word for word in (*row["en"].split("|"), *row["zh"].split("|")) if word)
        for row in read_rows(_SYNONYMS)
    ]
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words = line.replace("\t", "|").split("|")
            found.append(tuple(dict.fromkeys(word.strip() for word in words if word.strip())))
    return tuple(found)


@cache
def chinese_terms() -> frozenset[str]:
    """The Chinese words for the terms, as their simplified column writes them."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    columns = (line.split("\t") for line in lines if not line.startswith("#"))
    return frozenset(word for parts in columns if len(parts) > 1 for word in parts[1].split("|"))


@cache
def _terms() -> Matcher:
    return Matcher.of(
        (word, "term", str(number))
        for number, words in enumerate(glossary())
        for word in words
        if len(word) > 1
    )


def other_words(text: str) -> dict[str, tuple[str, ...]]:
    """The terms that stand in `text`, folded, each with the words that mean the same."""
    found: dict[str, tuple[str, ...]] = {}
    for mention in _terms().mentions(text):
        written = fold(mention.span.of(text))
        alike = tuple(fold(word) for word in glossary()[int(mention.key)])
        found[written] = tuple(dict.fromkeys((*found.get(written, ()), *alike)))
    return found
