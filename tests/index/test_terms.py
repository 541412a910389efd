"""Terms and BM25."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import terms
from index.errors import StaleIndex
from index.passage import Indexed
from index.terms import TITLE_WEIGHT, TermIndex, singular, terms_of, words_of


def words(text: str) -> list[str]:
    return [term.text for term in terms_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gross Margins of EVs", ["gross", "margin", "of", "ev"]),
        ("1,113億元", ["1113", "亿", "亿元", "元"]),
        ("rose 23.2%, to ¥5.0", ["rose", "23.2", "to", "5.0"]),
        ("毛利率", ["毛", "毛利", "利", "利率", "率"]),
        ("自研3nm晶片", ["自", "自研", "研", "3nm", "晶", "晶片", "片"]),
        ("ＳＵ７ Ultra", ["su7", "ultra"]),
        ("year-on-year", ["year", "on", "year"]),
        ("Überschuß über 3.", ["überschuß", "über", "3"]),
        ("", []),
        ("?!  …", []),
    ],
)
def test_a_text_becomes_words_numbers_characters_and_pairs(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_traditional_and_simplified_give_the_same_terms() -> None:
    assert words("智能電動汽車業務經營虧損收窄") == words("智能电动汽车业务经营亏损收窄")


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("vehicles", "vehicle"),
        ("companies", "company"),
        ("businesses", "business"),
        ("boxes", "box"),
        ("business", "business"),
        ("basis", "basis"),
        ("status", "status"),
        ("increases", "increase"),
        ("prices", "price"),
        ("evs", "ev"),
        ("is", "is"),
    ],
)
def test_plurals_lose_their_ending(plural: str, expected: str) -> None:
    assert singular(plural) == expected


@given(st.text())
def test_every_term_stands_inside_the_text(text: str) -> None:
    for term in terms_of(text):
        assert term.span.of(text)


@pytest.mark.parametrize("piece", ["1,", "1.", "1a", "1", "a1,", "毛", "毛1", " ", "_"])
def test_hostile_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    started = time.process_time()
    terms_of(piece * 100_000 + "a")
    assert time.process_time() - started < 5


def test_scores_are_those_of_bm25(items: tuple[Indexed, ...]) -> None:
    """Against the formula, with k1 1.2 and b 0.75, added up term by term."""
    index = TermIndex.build(items)
    question = words("gross margin of SU7")
    assert index.scores(question) == pytest.approx(
        [
            slow_bm25(question, [item.text for item in items])[n]
            + TITLE_WEIGHT * slow_bm25(question, [item.title for item in items])[n]
            for n in range(len(items))
        ],
        rel=1e-5,
    )


def slow_bm25(question: list[str], texts: list[str]) -> list[float]:
    documents = [words(text) for text in texts]
    average = sum(map(len, documents)) / len(documents)
    scores = [0.0] * len(documents)
    for term in set(question):
        having = sum(term in document for document in documents)
        weight = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
        for n, document in enumerate(documents):
            count = document.count(term)
            damped = count + 1.2 * (0.25 + 0.75 * len(document) / average)
            scores[n] += weight * count / damped
    return scores


def test_a_word_of_the_title_counts_less_than_one_of_the_text(items: tuple[Indexed, ...]) -> None:
    first, second = items[0], items[1]
    both = [
        Indexed(first.passage, "deposits grew", "Overview"),
        Indexed(second.passage, "lending grew", "Deposits"),
    ]
    in_text, in_title = TermIndex.build(both).scores(["deposit"])
    assert in_text > in_title > 0


def test_unknown_and_repeated_terms_change_nothing(items: tuple[Indexed, ...]) -> None:
    index = TermIndex.build(items)
    once = index.scores(["margin"])
    assert index.scores(["margin", "margin", "zebra"]).tolist() == once.tolist()
    assert index.scores([]).tolist() == [0.0] * len(items)


def test_the_rarer_the_term_the_higher_its_rarity(items: tuple[Indexed, ...]) -> None:
    index = TermIndex.build(items)
    assert index.rarity("zebra") == 0
    assert index.rarity("shipment") == pytest.approx(math.log(11 / 1))
    assert index.rarity("margin") == pytest.approx(math.log(11 / 2))


def test_what_is_saved_is_what_is_loaded(items: tuple[Indexed, ...], tmp_path: Path) -> None:
    index = TermIndex.build(items)
    index.save(tmp_path, "terms")
    loaded = TermIndex.load(tmp_path, len(items), "terms")
    question = words("毛利率 SU7 margin")
    assert np.array_equal(loaded.scores(question), index.scores(question))
    assert loaded.vocabulary == index.vocabulary


def test_passages_without_a_term_can_be_indexed(items: tuple[Indexed, ...], tmp_path: Path) -> None:
    index = TermIndex.build([Indexed(items[0].passage, "…", "")])
    index.save(tmp_path, "terms")
    assert TermIndex.load(tmp_path, 1, "terms").scores(["margin"]).tolist() == [0.0]


def test_a_missing_or_damaged_file_is_a_stale_index(
    items: tuple[Indexed, ...], tmp_path: Path
) -> None:
    TermIndex.build(items).save(tmp_path, "terms")
    (tmp_path / "terms-texts-data.npy").write_bytes(b"no array")
    with pytest.raises(StaleIndex):
        TermIndex.load(tmp_path, len(items), "terms")
    with pytest.raises(StaleIndex):
        TermIndex.load(tmp_path / "nowhere", len(items), "terms")


def test_scores_at_some_passages_are_the_scores_of_all_there(
    items: tuple[Indexed, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = TermIndex.build(items)
    words = words_of("the gross margin of the car business, 毛利率 of SU7")
    numbers = np.array([7, 0, 4, 4, 10])
    expected = index.scores(words)[numbers]
    assert expected.any()
    assert index.scores_at(words, numbers).tolist() == expected.tolist()
    monkeypatch.setattr(terms, "MOST_POSTINGS", 0)  # as for very many passages
    assert index.scores_at(words, numbers) == pytest.approx(expected, abs=1e-6)
    assert index.scores_at([], numbers).tolist() == [0.0] * 5


def test_of_many_places_the_rarest_terms_are_looked_through(items: tuple[Indexed, ...]) -> None:
    index = TermIndex.build(items)
    words = ["overview", "su7"]  # in nine places, and in three
    assert index.scores(words, 12).tolist() == index.scores(words).tolist()
    assert index.scores(words, 11).tolist() == index.scores(["su7"]).tolist()
    assert index.scores(words, 0).tolist() == index.scores(["su7"]).tolist(), "at least one"


def test_large_files_are_mapped_and_score_the_same(
    items: tuple[Indexed, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = TermIndex.build(items)
    index.save(tmp_path, "terms")
    monkeypatch.setattr(terms, "MAPPED_FROM", 1)
    loaded = TermIndex.load(tmp_path, len(items), "terms")
    assert isinstance(loaded.texts.data, np.memmap)
    assert loaded.scores(["margin"]).tolist() == index.scores(["margin"]).tolist()
