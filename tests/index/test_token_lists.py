"""Which tokens passages have, kept beside the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.report import Report
from index.build import PassageIndex
from index.errors import StaleIndex
from index.passage import Indexed
from index.testing import HashingEncoder
from index.token_lists import FILE_NAMES, ReadWhenNeeded, TokenLists


@dataclass(frozen=True, slots=True)
class Counting(HashingEncoder):
    """Notes how many texts were read for their tokens."""

    read: list[int] = field(default_factory=list)

    def token_ids(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        self.read.append(len(texts))
        return [self.tokens(text).ids for text in texts]


def lists_of(tokens: TokenLists) -> list[tuple[list[int], list[int]]]:
    """Each passage's tokens of the text and of the title alone."""
    found = []
    for n in range(len(tokens)):
        ids = tokens.ids[tokens.ends[n] : tokens.ends[n + 1]].tolist()
        found.append((ids[: tokens.in_text[n]], ids[tokens.in_text[n] :]))
    return found


def test_a_passage_has_its_distinct_tokens_and_those_of_the_title_that_it_lacks(
    items: tuple[Indexed, ...],
) -> None:
    encoder = HashingEncoder()
    passages = (
        Indexed(items[0].passage, "cars and more cars", "cars sold"),
        Indexed(items[1].passage, "…", ""),
    )
    tokens = TokenLists.read(encoder, passages)
    cars, and_, more, sold = encoder.tokens("cars and more sold").ids.tolist()
    assert lists_of(tokens) == [([cars, and_, more], [sold]), ([], [])]
    assert tokens.of_title.tolist() == [False, False, False, True]
    assert tokens.lengths.tolist() == [4, 0]


def test_those_of_some_come_in_the_order_asked_for_stored_or_read_when_needed(
    items: tuple[Indexed, ...],
) -> None:
    encoder = HashingEncoder()
    stored, needed = TokenLists.read(encoder, items), ReadWhenNeeded(encoder, items)
    whole = lists_of(stored)
    for numbers in ([4, 0, 9], [9, 9, 1], [], list(range(len(items)))):
        wanted = np.array(numbers, np.intp)
        assert lists_of(stored.of(wanted)) == [whole[n] for n in numbers]
        assert lists_of(needed.of(wanted)) == [whole[n] for n in numbers]


def test_what_is_saved_is_what_is_loaded(items: tuple[Indexed, ...], tmp_path: Path) -> None:
    tokens = TokenLists.read(HashingEncoder(), items)
    tokens.save(tmp_path)
    assert lists_of(TokenLists.load(tmp_path, len(items))) == lists_of(tokens)


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_missing_or_damaged_file_or_another_count_is_a_stale_index(
    items: tuple[Indexed, ...], tmp_path: Path, name: str
) -> None:
    TokenLists.read(HashingEncoder(), items).save(tmp_path)
    with pytest.raises(StaleIndex, match="not those of these passages"):
        TokenLists.load(tmp_path, len(items) + 1)
    (tmp_path / name).write_bytes(b"nothing of NumPy")
    with pytest.raises(StaleIndex, match="cannot be read"):
        TokenLists.load(tmp_path, len(items))
    (tmp_path / name).unlink()
    with pytest.raises(StaleIndex, match="cannot be read"):
        TokenLists.load(tmp_path, len(items))


def test_a_stored_index_reads_no_passage_again_to_answer(
    reports: Sequence[Report], tmp_path: Path
) -> None:
    built = PassageIndex.build(reports, HashingEncoder())
    built.save(tmp_path)
    encoder = Counting()
    loaded = PassageIndex.load(tmp_path, encoder, reports)
    question = "gross margin of SU7 deliveries"
    assert loaded.search(question) == built.search(question)
    assert encoder.read == []
