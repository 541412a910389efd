"""The word lists beside this: each file is read once, each list folded once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from corpus.script import fold


@cache
def word_file(name: str) -> dict[str, Any]:
    """The tables of `NAME.toml`."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def listed(key: str, name: str = "lists") -> tuple[str, ...]:
    """The words of a list in `NAME.toml`, folded: the English ones, then the Chinese ones.

    Raises:
        KeyError: there is no such list.
    """
    words = word_file(name)[key]
    return tuple(fold(word) for word in (*words["en"], *words["zh"]))
