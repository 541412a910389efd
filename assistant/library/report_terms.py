"""Which words a report has, small enough to hold those of a thousand reports at once.

Terms are those of the passage search, each as a hash of 32 bits with how often it stands there.
Two terms that share a hash are rare, and cost a place in a ranking at most.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from corpus.report import Report
from corpus.script import has_han
from index.terms import terms_of

_K1, _B = 1.2, 0.75  # as in the passages' BM25
_KIND = np.dtype([("hash", "<u4"), ("count", "<u2")])
_MOST = 65_535


def terms_of_report(report: Report) -> bytes:
    """The distinct terms of all editions, by ascending hash, as stored."""
    counts: Counter[int] = Counter()
    for edition in report.editions:
        for paragraph in edition.paragraphs:
            counts.update(_hash(term.text) for term in terms_of(paragraph.of(edition.text)))
    stored = np.array([(h, min(n, _MOST)) for h, n in sorted(counts.items())], _KIND)
    return stored.tobytes()


class ReportRanker:
    """Ranks reports by how well their words answer a question's: BM25 over whole reports."""

    def __init__(self, stored: Mapping[str, bytes]) -> None:
        self._ids = tuple(stored)
        parts = [np.frombuffer(data, _KIND) for data in stored.values()]
        lengths = np.array([int(part["count"].sum()) for part in parts], np.float64)
        mean = lengths.mean() if len(lengths) else 1.0
        self._norms = _K1 * (1 - _B + _B * lengths / (mean or 1.0))
        together = np.concatenate(parts) if parts else np.zeros(0, _KIND)
        holder = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part) for part in parts])
        order = np.argsort(together["hash"], kind="stable")
        self._hashes = together["hash"][order]
        self._counts = together["count"][order]
        self._holders = holder[order]

    def rank(self, question: str) -> list[tuple[str, float]]:
        """(id, score) of the reports that have any of the question's terms, best first."""
        scores: NDArray[np.float64] = np.zeros(len(self._ids))
        for term in telling_terms(question):
            holders, counts = self._postings(term)
            gain = counts * (_K1 + 1) / (counts + self._norms[holders])
            scores[holders] += self._rarity(len(holders)) * gain
        order = np.argsort(-scores, kind="stable")
        return [(self._ids[n], float(scores[n])) for n in order.tolist() if scores[n] > 0]

    def rarity(self, term: str) -> float:
        """How much a term tells, the more the fewer reports have it."""
        return self._rarity(len(self._postings(term)[0]))

    def _rarity(self, holders: int) -> float:
        return float(np.log(1 + (len(self._ids) - holders + 0.5) / (holders + 0.5)))

    def _postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The numbers of the reports that have a term, and how often each has it."""
        wanted = np.uint32(_hash(term))
        first = int(np.searchsorted(self._hashes, wanted, "left"))
        last = int(np.searchsorted(self._hashes, wanted, "right"))
        return self._holders[first:last], self._counts[first:last].astype(np.float64)


def telling_terms(text: str) -> list[str]:
    """The distinct terms of `text` in their order, without single Chinese characters, which
    every report has."""
    terms = dict.fromkeys(term.text for term in terms_of(text))
    return [term for term in terms if len(term) > 1 or not has_han(term)]


def _hash(term: str) -> int:
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))
