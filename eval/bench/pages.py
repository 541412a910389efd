"""English questions on Chinese slide decks: is the page with the answer found first?

The decks are not part of the project; where they are not there, nothing is measured.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.load.load_report import load_report
from corpus.report import Edition
from eval.question_set import SETS
from index.build import PassageIndex
from index.encode import Encoder
from index.rank_pages import rank_pages

SET = "pages.csv"
HITS = 40  # passages, to have the first few pages among them


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """A question, the deck's file and the pages (1-based) each of which holds the answer."""

    file: str
    question: str
    pages: frozenset[int]


def page_questions(path: Path = SETS / SET) -> tuple[PageQuestion, ...]:
    """The questions of the set; pages are separated by `|`."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            PageQuestion(row["file"], row["question"], frozenset(map(int, row["pages"].split("|"))))
            for row in csv.DictReader(file)
        )


def page_ranks(folder: Path, encoder: Encoder) -> list[int | None]:
    """For each question, the 0-based rank of the first right page; `None` where none was found.

    Empty where `folder` has not all of the decks.
    """
    asked = page_questions()
    files = list(dict.fromkeys(each.file for each in asked))
    if not all((folder / file).is_file() for file in files):
        return []
    decks = {file: _deck(folder / file, encoder) for file in files}
    return [_rank(each, decks) for each in asked]


def _deck(path: Path, encoder: Encoder) -> tuple[Edition, PassageIndex]:
    report = load_report(path)
    return report.editions[0], PassageIndex.build([report], encoder)


def _rank(each: PageQuestion, decks: Mapping[str, tuple[Edition, PassageIndex]]) -> int | None:
    edition, index = decks[each.file]
    hits = index.search(each.question, k=HITS)
    pages = rank_pages(hits, lambda hit: edition.source.page(hit.passage.span.start))
    return next((rank for rank, page in enumerate(pages) if page in each.pages), None)
