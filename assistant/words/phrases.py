"""The assistant's own phrases, from `phrases.toml` beside this."""

from __future__ import annotations

from assistant.words.lists import word_file
from corpus.script import Language, to_script


def phrase(key: str, language: Language, **values: str) -> str:
    """The phrase `key` in `language`, with `values` in its places.

    Raises:
        KeyError: there is no such phrase, or a place is left unfilled.
    """
    entry: dict[str, str] = word_file("phrases")[key]
    if language == "en":
        return entry["en"].format(**values)
    return to_script(entry["zh"], language).format(**values)
