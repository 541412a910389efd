"""Reads the training data: sentence pairs, a dictionary, question-passage pairs, glossaries."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GLOSSARY = Path(__file__).with_name("glossary.tsv")
FIELD = Path(__file__).with_name("sentences.tsv")

# Sources whose rows do not follow one another in a text.
UNORDERED = ("tatoeba", "3AM")

_PARENTHESIS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,80}\]")
# Glosses about the entry rather than of it.
_REMARKS = ("CL:", "see ", "see also", "also pr.", "also written", "Taiwan pr.", "used in ")
_LEADS = (
    "variant of", "old variant of", "erhua variant of", "abbr. for", "surname ", "to ", "the ",
    "a ", "an ", "fig.", "lit.", "idiom:",
)  # fmt: skip
_GLOSSES_PER_ENTRY = 4


@dataclass(frozen=True, slots=True)
class Pairs:
    """Sentences of one source in both languages; row i translates row i.

    `ordered` says whether neighbouring rows are neighbours in the text they come from.
    """

    source: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A Chinese word in both scripts with its English meanings."""

    simplified: str
    traditional: str
    meanings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field: its names in English, Simplified and Traditional Chinese."""

    english: tuple[str, ...]
    simplified: tuple[str, ...]
    traditional: tuple[str, ...]


def read_pairs(folder: Path) -> list[Pairs]:
    """The sentence pairs of every `*.tsv.xz` in `folder`, one `Pairs` per source, in file order."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(folder.glob("*.tsv.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                source, _, english, chinese = line.rstrip("\n").split("\t")
                rows.setdefault(source, []).append((english, chinese))
    return [
        Pairs(
            source,
            tuple(english for english, _ in pairs),
            tuple(chinese for _, chinese in pairs),
            ordered=not source.startswith(UNORDERED),
        )
        for source, pairs in rows.items()
    ]


def read_field(path: Path = FIELD, most: int | None = None) -> tuple[Pairs, list[tuple[str, str]]]:
    """Our own questions and answers of the field, at `most` so many of the first: the translations,
    and who answers whom.

    Each question is answered by its sentence in either language.
    """
    rows = [tuple(line.split("\t")) for line in _lines(path)][:most]
    pairs = Pairs(
        "field",
        tuple(text for row in rows for text in (row[0], row[2])),
        tuple(text for row in rows for text in (row[1], row[3])),
        ordered=False,
    )
    answered = [(row[asked], row[told]) for row in rows for asked in (0, 1) for told in (2, 3)]
    return pairs, answered


def read_dictionary(path: Path) -> list[Entry]:
    """The entries of a gzipped CC-CEDICT that have a meaning left after cleaning."""
    entries = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                continue
            head, _, glosses = line.rstrip().rstrip("/").partition("/")
            traditional, simplified = head.split(" ", 2)[:2]
            meanings = tuple(_meanings(glosses.split("/")))[:_GLOSSES_PER_ENTRY]
            if meanings:
                entries.append(Entry(simplified, traditional, meanings))
    return entries


def _meanings(glosses: list[str]) -> Iterator[str]:
    for gloss in glosses:
        if gloss.startswith(_REMARKS):
            continue
        text = _PARENTHESIS.sub(" ", gloss)
        for lead in _LEADS:
            text = text.strip().removeprefix(lead)
        for part in text.split(";"):
            meaning = " ".join(part.split())
            if meaning and meaning.isascii():
                yield meaning


def read_questions(folder: Path) -> list[tuple[str, str]]:
    """Chinese questions with the passage that answers each."""
    found: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.json.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            data = json.load(file)
        for article in data["data"]:
            for paragraph in article["paragraphs"]:
                found += [(qa["question"], paragraph["context"]) for qa in paragraph["qas"]]
    for path in sorted(folder.glob("*.csv.xz")):
        with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["QUES_RELEVANCE"] == "Positive" and int(row["ANS_RELEVANCE"]) >= 2:
                    found.append((row["QUES"], row["ANS"]))
    return found


def read_glossary(path: Path) -> list[Term]:
    """The terms of a glossary: English ⇥ Simplified ⇥ Traditional, synonyms split by `|`."""
    terms = []
    for line in _lines(path):
        columns = [tuple(name.strip() for name in cell.split("|")) for cell in line.split("\t")]
        terms.append(Term(columns[0], columns[1], columns[2]))
    return terms


def read_glossaries(data: Path, most: int | None = None) -> list[Term]:
    """The glossary of the training data and our own, of which at `most` so many of the first."""
    return [*read_glossary(data / "glossary.src.tsv"), *read_glossary(GLOSSARY)[:most]]


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
