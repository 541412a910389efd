"""Hits to pages."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.figure import Span
from corpus.report import Passage
from index.passage import Hit
from index.rank_pages import rank_pages


def pages(*scored: tuple[int, float]) -> Sequence[int]:
    """The pages in order of hits given as (page, score), best first."""
    hits = [
        Hit(Passage("r", "en", number, page, number, Span(0, 1)), score)
        for number, (page, score) in enumerate(scored)
    ]
    return rank_pages(hits, lambda hit: hit.passage.section)


def test_the_page_of_the_best_hit_comes_first() -> None:
    assert pages((4, 2.0), (2, 1.0), (4, 0.5), (3, 0.4)) == (4, 2, 3)


def test_several_good_hits_on_a_page_outweigh_one_that_is_hardly_better() -> None:
    assert pages((4, 1.05), (2, 1.0), (2, 0.9)) == (2, 4)
    assert pages((4, 2.0), (2, 1.0), (2, 0.9)) == (4, 2)


def test_hits_below_the_mean_take_nothing_from_a_page() -> None:
    assert pages((4, 1.0), (2, 0.9), (4, -3.0)) == (4, 2)


def test_no_hits_are_no_pages() -> None:
    assert pages() == ()
