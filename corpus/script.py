"""Scripts and languages: folding for comparison, conversion for reading, detection.

Folding maps every character to one character, so offsets into folded text are offsets
into the original. Conversion is OpenCC's and may change lengths; it is for wording only.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Literal

import opencc

Language = Literal["en", "zh-Hant", "zh-Hans"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hant", "zh-Hans")


@cache
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


class _Fold(dict[int, str]):
    """A `str.translate` table that folds each character the first time it is seen."""

    def __missing__(self, code: int) -> str:
        original = chr(code)
        folded = unicodedata.normalize("NFKC", original)
        if len(folded) != 1:
            folded = original
        folded = folded.lower() if len(folded.lower()) == 1 else folded
        if is_han(folded):
            simplified = _converter("t2s").convert(folded)
            folded = simplified if len(simplified) == 1 else folded
        self[code] = folded
        return folded


_FOLD = _Fold()


def is_han(character: str) -> bool:
    """Whether `character` is a Chinese ideograph."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"


def fold(text: str) -> str:
    """`text` for comparison: half-width, lower case, Simplified. Same length as `text`."""
    return text.translate(_FOLD)


def has_han(text: str) -> bool:
    """Whether any character of `text` is a Chinese ideograph."""
    return any(is_han(character) for character in text)


def detect_language(text: str, *, default_chinese: Language = "zh-Hant") -> Language:
    """The language and script of `text`.

    Chinese as soon as it holds Chinese words beside names in Latin letters: a mixed
    question ("小米EV的gross margin?") is a Chinese one. Where every character is common to
    both scripts, `default_chinese`.
    """
    han = [character for character in text if is_han(character)]
    if not han:
        return "en"
    latin = len([word for word in text.split() if word.isascii() and word.isalpha()])
    if latin > 2 * len(han):
        return "en"
    plain = "".join(han)
    simplified, traditional = to_script(plain, "zh-Hans"), to_script(plain, "zh-Hant")
    if simplified == traditional:
        return default_chinese
    off_simplified = sum(a != b for a, b in zip(plain, simplified, strict=False))
    off_traditional = sum(a != b for a, b in zip(plain, traditional, strict=False))
    return "zh-Hans" if off_simplified < off_traditional else "zh-Hant"


def language_of(text: str) -> Language:
    """The language of a report, told from samples of its whole length."""
    size = 20_000
    if len(text) <= 4 * size:
        return detect_language(text)
    step = (len(text) - size) // 3
    return detect_language(" ".join(text[at * step : at * step + size] for at in range(4)))


def to_script(text: str, language: Language) -> str:
    """`text` written in the script of `language`; English passes unchanged."""
    if language == "en":
        return text
    return str(_converter("t2s" if language == "zh-Hans" else "s2t").convert(text))
