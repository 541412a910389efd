"""The vocabulary of metrics, segments, regions, companies and cue words, and its matcher.

The words are data: the CSV files in `corpus/names/`, described in the README beside them.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from corpus.figure import Span, Unit, UnitKind
from corpus.script import Language, fold, is_han, to_script

_HEAD = 5  # characters by which an alias is looked for, a shorter one by all that it has
_MOST_TRIED = 60_000  # beginnings remembered by one matcher
# A word does not end where one of these, in simplified script, begins: 全球|化妝品.
_COMPOUNDS = frozenset({"化妆", "化学", "化工", "化纤", "化肥", "化疗", "化验", "化石"})
# Words whose second character is no word of its own there: 飲料|收入, where 料 would be "expects".
_ENDINGS = frozenset(
    {"饮料", "材料", "原料", "物料", "燃料", "面料", "资料", "塑料", "肥料", "饲料", "染料", "涂料",
     "预料", "意料", "不料", "照料", "调料", "史料"}
)  # fmt: skip
_LATIN = r"[^\W_\u3400-\u4dbf\u4e00-\u9fff]"
# Where a listed word can begin: not inside a Latin word, and not at a space.
_START = re.compile(rf"(?<!{_LATIN}){_LATIN}|[^\w ]|_|[\u3400-\u4dbf\u4e00-\u9fff]")
_FOLDER = Path(__file__).with_name("names")
_NAME_FILES = {
    "metric": "metrics.csv",
    "segment": "segments.csv",
    "region": "regions.csv",
    "entity": "entities.csv",
}
# Counters that writers use one for another: things made and sold, people, places of business.
_ALIKE = (
    frozenset({"unit", "device", "item", "vehicle", "piece", "set", "machine", "product", "model"}),
    frozenset(
        {
            "person",
            "user",
            "member",
            "customer",
            "employee",
            "engineer",
            "passenger",
            "household",
            "account",
        }
    ),
    frozenset({"store", "outlet", "branch", "restaurant", "site", "business"}),
)
# One space for whatever writers put between words; each maps one character to one.
_PLAIN = str.maketrans(
    {"-": " ", "\n": " ", "\t": " ", "\u2019": "'", "\u00a0": " ", "\u2013": " "}
)


def same_counter(one: str, other: str) -> bool:
    """Whether two counters can count the same; one left out can stand for any."""
    return one == other or "" in (one, other) or any({one, other} <= group for group in _ALIKE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A vocabulary word in a text. `kind` is "metric", "segment", "region", "entity" or a
    kind of `cues.csv`."""

    kind: str
    key: str
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A vocabulary entry: its labels, and what its file says of it beside the aliases.

    `modifier` is the English name as it stands before a noun ("smartphone" revenue). A `worldwide`
    metric with a word for the whole world is that of no business.
    """

    kind: str
    key: str
    en: str
    zh: str
    modifier: str = ""
    parent: str = ""
    units: tuple[str, ...] = ()
    good: str = ""
    group_wide: bool = False
    worldwide: bool = False
    ticker: str = ""

    def has_unit(self, unit: Unit) -> bool:
        """Whether a level of this metric is given in `unit`.

        A plain number stands for any count, or for an amount whose currency is left out;
        counters of things ("units", "vehicles", "devices") stand for one another.
        """
        for written in self.units:
            own = Unit.parse(written)
            if unit.kind is UnitKind.NUMBER and own.kind in (UnitKind.COUNT, UnitKind.CURRENCY):
                return True
            if own.kind is not unit.kind:
                continue
            if own.kind is not UnitKind.COUNT or same_counter(own.code, unit.code):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds words of a list in a text: leftmost, longest, whole words, in either script."""

    _aliases: Mapping[str, tuple[tuple[str, str, str], ...]] = field(repr=False)
    _lengths: Mapping[str, tuple[int, ...]] = field(repr=False)
    _tried: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, words: Iterable[tuple[str, str, str]]) -> Matcher:
        """From (alias, kind, key) triples; an alias ``=Apple`` matches in that case only."""
        aliases: dict[str, dict[tuple[str, str, str], None]] = {}
        for alias, kind, key in words:
            exact = alias[1:] if alias.startswith("=") else ""
            plain = fold(alias.removeprefix("=")).translate(_PLAIN).strip()
            if plain:
                aliases.setdefault(plain, {})[kind, key, exact] = None
        lengths: dict[str, set[int]] = {}
        for alias in aliases:
            if len(alias) >= _HEAD:
                lengths.setdefault(alias[:_HEAD], set()).add(len(alias))
        return cls(
            {alias: tuple(meanings) for alias, meanings in aliases.items()},
            {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        )

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The listed words of `text` in order, none inside another; a word that stands for
        several things is given once for each."""
        plain = fold(text).translate(_PLAIN)
        found: list[Mention] = []
        passed = 0
        tried = self._tried
        for match in _START.finditer(plain):
            at = match.start()
            if at < passed:
                continue
            head = plain[at : at + _HEAD]
            lengths = tried.get(head)
            if lengths is None:
                lengths = self._worth_trying(head)
            here = self._at(text, plain, at, lengths) if lengths else []
            if here:
                found += here
                passed = here[0].span.end
        return tuple(found)

    def _worth_trying(self, head: str) -> tuple[int, ...]:
        """The lengths that a word beginning so can have, longest first; most have none."""
        short = range(min(_HEAD - 1, len(head)), 0, -1)
        lengths = (
            *self._lengths.get(head, ()),
            *(length for length in short if head[:length] in self._aliases),
        )
        if len(self._tried) >= _MOST_TRIED:
            self._tried.clear()
        self._tried[head] = lengths
        return lengths

    def _at(self, text: str, plain: str, at: int, lengths: Sequence[int]) -> list[Mention]:
        aliases = self._aliases
        for length in lengths:
            end = at + length
            meanings = aliases.get(plain[at:end]) if end <= len(plain) else None
            end = _word_end(plain, end) if meanings else 0
            if not meanings or not end or plain[end - 1 : end + 1] in _COMPOUNDS:
                continue
            if length == 1 and at and plain[at - 1 : at + 1] in _ENDINGS:
                continue
            written = text[at : at + length]
            kept = [
                Mention(kind, key, Span(at, end))
                for kind, key, exact in meanings
                if exact in ("", written)
            ]
            if kept:
                return kept
        return []


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names and cues of `corpus/names/`, matched in English and Chinese at once.

    `per_unit` leads from a metric to the one that is it divided by units, `measured` from a name
    that is a measure of another metric ("revenue share") to that metric and measure, `in_days` from
    a metric to the one that is it in days. `decided` are metrics that a company settles itself:
    what it is expected to spend is its own plan. `timeless` are what belongs to no period of the
    report's: a target price, the sales that a product can reach.
    """

    names: Mapping[str, Name] = field(repr=False)
    per_unit: Mapping[str, str] = field(repr=False)
    decided: frozenset[str] = field(repr=False)
    timeless: frozenset[str] = field(repr=False)
    in_days: Mapping[str, str] = field(repr=False)
    measured: Mapping[str, tuple[str, str]] = field(repr=False)
    matcher: Matcher = field(repr=False)

    @classmethod
    def load(cls, folder: Path = _FOLDER) -> Vocabulary:
        """Read the CSV files of `folder`."""
        names: dict[str, Name] = {}
        words: list[tuple[str, str, str]] = []
        for kind, file in _NAME_FILES.items():
            for row in read_rows(folder / file):
                names[row["key"]] = _name(kind, row)
                for column in ("en", "zh", "more_en", "more_zh"):
                    words += [(word, kind, row["key"]) for word in row.get(column, "").split("|")]
                if row.get("ticker"):  # COST is a ticker, cost a word
                    words.append(("=" + row["ticker"], kind, row["key"]))
        for row in read_rows(folder / "cues.csv"):
            for word in (row["en"] + "|" + row["zh"]).split("|"):
                words.append((word, row["kind"], row["key"]))
        per_unit = {row["whole"]: row["per_unit"] for row in read_rows(folder / "per_unit.csv")}
        in_days = {row["metric"]: row["days"] for row in read_rows(folder / "in_days.csv")}
        measured = {
            row["name"]: (row["metric"], row["measure"])
            for row in read_rows(folder / "measured.csv")
        }
        decided = frozenset(row["metric"] for row in read_rows(folder / "decided.csv"))
        timeless = frozenset(row["metric"] for row in read_rows(folder / "timeless.csv"))
        matcher = Matcher.of(words)
        return cls(names, per_unit, decided, timeless, in_days, measured, matcher)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Names and cue words of `text`; see `Matcher.mentions`."""
        return self.matcher.mentions(text)

    def label(self, key: str, language: Language) -> str:
        """The readable name of `key` in `language`; an open phrase stands for itself."""
        name = self.names.get(key)
        if name is None:
            return to_script(key, language)
        return name.en if language == "en" else to_script(name.zh, language)

    def within(self, inner: str, outer: str) -> bool:
        """Whether the segment or region `inner` is `outer` or a part of it."""
        while inner:
            if inner == outer:
                return True
            name = self.names.get(inner)
            inner = name.parent if name else ""
        return False


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with the program, read once."""
    return Vocabulary.load()


@cache
def vocabulary_checksum() -> str:
    """A short name for the state of the vocabulary's files: what was made with another is stale."""
    files = sorted(_FOLDER.glob("*.csv"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


@cache
def read_names(kind: str) -> tuple[tuple[str, str], ...]:
    """Every name of a kind ("metric", "segment", …) with its key, labels first."""
    rows = read_rows(_FOLDER / _NAME_FILES[kind])
    return tuple(
        (alias, row["key"])
        for column in ("en", "zh", "more_en", "more_zh")
        for row in rows
        for alias in row.get(column, "").split("|")
        if alias
    )


def read_words(path: Path, kind: str, key: str) -> Matcher:
    """The words of a file with columns `en` and `zh`, as mentions whose kind and key stand in
    the columns named `kind` and `key`."""
    return Matcher.of(
        (word, row[kind], row[key])
        for row in read_rows(path)
        for word in (row["en"] + "|" + row["zh"]).split("|")
    )


def _name(kind: str, row: Mapping[str, str]) -> Name:
    return Name(
        kind,
        row["key"],
        row["en"].removeprefix("="),
        row["zh"].removeprefix("="),
        modifier=row.get("more_en", "").split("|")[0].removeprefix("=") or row["en"],
        parent=row.get("parent", ""),
        units=tuple(part for part in row.get("units", "").split("|") if part),
        good=row.get("good", ""),
        group_wide=row.get("scope", "") == "group",
        worldwide=row.get("scope", "") == "world",
        ticker=row.get("ticker", ""),
    )


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV word list."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_latin(character: str) -> bool:
    return character.isalnum() and not is_han(character)


def _word_end(plain: str, end: int) -> int:
    """`end`, moved past a plural or possessive *s*; 0 when a word goes on there."""
    if not _is_latin(plain[end - 1]):
        return end
    for ending in ("'s", "s'", "s", ""):
        after = end + len(ending)
        if plain.startswith(ending, end) and not (after < len(plain) and _is_latin(plain[after])):
            return after
    return 0
