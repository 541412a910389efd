"""The assistant's own phrases, from `phrases.toml` beside this."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from corpus.script import Language, to_script

_FILE = Path(__file__).with_name("phrases.toml")


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
