"""For tests: small reports, and encoders without files or training.

`HashingEncoder` knows a text by its terms only; two texts are alike as far as they share terms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from corpus.figure import Span
from corpus.report import Edition, Passage, Report, Section
from corpus.script import Language
from index.encode import Vectors
from index.terms import Term, terms_of

DIMENSION = 64
_ROWS = 1 << 12


@cache
def _table() -> Vectors:
    return np.random.default_rng(7).standard_normal((_ROWS, DIMENSION)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class TokenArrays:
    """Tokens of a text: ids, and where each starts and ends."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PlainEncoder:
    """Means of random vectors of terms, without token vectors of its own.

    `same` maps a term to the one it means the same as, such as 毛利 to "margin".
    """

    name: str = "hashing-plain"
    same: Mapping[str, str] = field(default_factory=dict)

    @property
    def dimension(self) -> int:
        return DIMENSION

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in zip(rows, texts, strict=True):
            ids = [self._id(term) for term in terms_of(text)]
            if ids:
                row += _table()[ids].sum(axis=0)
                row /= np.linalg.norm(row)
        return rows

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self.encode(texts)

    def _id(self, term: Term) -> int:
        word = self.same.get(term.text, term.text)
        return int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "big") % _ROWS


@dataclass(frozen=True, slots=True)
class HashingEncoder(PlainEncoder):
    """`PlainEncoder` with token vectors, so that late interaction takes part."""

    name: str = "hashing"

    def tokens(self, text: str) -> TokenArrays:
        terms = terms_of(text)
        spans = [term.span for term in terms]
        return TokenArrays(
            np.array([self._id(term) for term in terms], np.int32),
            np.array([span.start for span in spans], np.int32),
            np.array([span.end for span in spans], np.int32),
        )

    def token_ids(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        return [self.tokens(text).ids for text in texts]

    def rows(self, ids: NDArray[np.int32]) -> Vectors:
        return _table()[ids]


def report_of(
    report_id: str, editions: Mapping[Language, Sequence[str]], title: str = "Overview"
) -> Report:
    """A report of one section, its paragraphs given per edition, each one passage."""
    return Report(
        report_id,
        f"Report {report_id}",
        tuple(_edition(report_id, language, texts, title) for language, texts in editions.items()),
        paired=len(editions) > 1,
    )


def _edition(report_id: str, language: Language, paragraphs: Sequence[str], title: str) -> Edition:
    spans: list[Span] = []
    start = len(title) + 2
    for paragraph in paragraphs:
        spans.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + 2
    text = "\n\n".join((title, *paragraphs))
    return Edition(
        language=language,
        title=f"Report {report_id}",
        text=text,
        sections=(Section(0, title, Span(0, len(text))),),
        paragraphs=tuple(spans),
        passages=tuple(
            Passage(report_id, language, number, 0, number, span)
            for number, span in enumerate(spans)
        ),
    )
