"""Reports written by dice, as many as wanted, to measure speed and memory at any size.

Their sentences are the training text's own of the field, mixed with terms of the glossary and
figures drawn anew: words, lengths and neighbourhoods of vectors are like those of reports, and
hardly two passages are alike. They say nothing of how well anything is found in real ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from corpus.report import Report
from corpus.script import Language
from index.testing import report_of
from index.train.sources import GLOSSARY, Term, read_field, read_glossary

PASSAGES_OF_A_REPORT = 300
SEED = 7

_SENTENCES: dict[Language, tuple[str, ...]] = {
    "en": (
        "In {when} {a} came to {n} billion, {p}% above the year before, helped by {b}.",
        "Behind {a} stood {b}, which made up {p}% of the total in {when}.",
    ),
    "zh-Hans": (
        "{when}，{a}为{n}亿元，较上年同期增长{p}%，主要受{b}带动。",
        "{a}的背后是{b}，{when}占总额的{p}%。",
    ),
}
_WHEN: dict[Language, tuple[str, ...]] = {
    "en": ("the first quarter of {}", "the second half of {}", "the year {}"),
    "zh-Hans": ("{}年第一季度", "{}年下半年", "{}年全年"),
}


def synthetic_reports(passages: int, seed: int = SEED) -> Iterator[Report]:
    """Reports with `passages` passages in all, English and Chinese in turns."""
    dice = random.Random(seed)
    terms = read_glossary(GLOSSARY)
    field, _ = read_field()
    said: dict[Language, tuple[str, ...]] = {"en": field.english, "zh-Hans": field.chinese}
    languages = tuple(said)
    for number, first in enumerate(range(0, passages, PASSAGES_OF_A_REPORT)):
        language = languages[number % len(languages)]
        count = min(PASSAGES_OF_A_REPORT, passages - first)
        texts = [_passage(dice, language, terms, said[language]) for _ in range(count)]
        title = _name(dice, language, terms)
        yield report_of(f"synthetic-{number}", {language: texts}, title=title)


def _passage(
    dice: random.Random, language: Language, terms: list[Term], said: tuple[str, ...]
) -> str:
    parts = [dice.choice(said)]
    for pattern in dice.sample(_SENTENCES[language], dice.randint(1, 2)):
        parts.append(
            pattern.format(
                when=dice.choice(_WHEN[language]).format(dice.randint(2005, 2025)),
                a=_name(dice, language, terms),
                b=_name(dice, language, terms),
                n=dice.randint(1, 9_999),
                p=dice.randint(1, 99),
            )
        )
    dice.shuffle(parts)
    return (" " if language == "en" else "").join(parts)


def _name(dice: random.Random, language: Language, terms: list[Term]) -> str:
    term = dice.choice(terms)
    return dice.choice(term.english if language == "en" else term.simplified)
