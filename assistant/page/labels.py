"""The page's own words, read from `labels.toml` and `examples.toml` once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.script import LANGUAGES, Language

NAMES: Mapping[Language, str] = {"en": "English", "zh-Hant": "繁體", "zh-Hans": "简体"}

GROUPS = ("measures", "sources", "qualifiers", "formulas", "languages", "steps", "units")


@cache
def _table(file: str) -> Mapping[str, Any]:
    return tomllib.loads(files("assistant.page").joinpath(file).read_text("utf-8"))


def label(key: str, language: Language, **values: object) -> str:
    """The page's word for `key`, its braces filled in.

    Raises:
        KeyError: no such key.
    """
    template = str(_table("labels.toml")[language][key])
    return template.format_map(values) if values else template


def word(group: str, key: str, language: Language) -> str:
    """The word for a value of an enumeration (`group` of `GROUPS`), the value itself if new."""
    return str(_table("labels.toml")[language][group].get(key, key))


def examples(report_id: str) -> tuple[tuple[Language, tuple[str, ...]], ...]:
    """Questions to offer for a report, by language."""
    table = _table("examples.toml")
    chosen = table.get(report_id, table["any"])
    return tuple((language, tuple(chosen[language])) for language in LANGUAGES)


def keys(language: Language) -> frozenset[str]:
    """All keys of a language, with those of its groups as ``group.key``."""
    table = _table("labels.toml")[language]
    flat = {key for key in table if key not in GROUPS}
    return frozenset(flat | {f"{group}.{key}" for group in GROUPS for key in table[group]})


def preferred(accept_language: str) -> Language:
    """The page's language for a browser's ``Accept-Language``, English where none fits."""
    for choice in accept_language[:200].lower().split(","):
        tag = choice.partition(";")[0].strip()
        if tag.startswith("zh"):
            traditional = any(mark in tag for mark in ("hant", "tw", "hk", "mo"))
            return "zh-Hant" if traditional else "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return "en"
