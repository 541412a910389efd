"""The assistant's own phrases, from `words/phrases.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from corpus.script import Language, to_script

_FILE = Path(__file__).parents[1] / "words" / "phrases.toml"


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def phrase(key: str, language: Language, **values: str) -> str:
    """The phrase `key` in `language`, with `values` in its places.

    Raises:
        KeyError: there is no such phrase, or a place is left unfilled.
    """
    entry = _phrases()[key]
    if language == "en":
        return entry["en"].format(**values)
    return to_script(entry["zh"], language).format(**values)
