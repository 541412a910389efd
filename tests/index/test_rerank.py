"""A cross-encoder over the first hits; the real one here is tiny and random."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import index.search as index_search
from corpus.report import Passage, Report
from index.build import PassageIndex
from index.errors import RerankerUnavailable
from index.rerank import CrossEncoderReranker, Floats, load_reranker, reranked
from index.testing import HashingEncoder

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "the",
    "gross",
    "margin",
    "of",
    "cars",
    "su7",
    "deliveries",
    "came",
    "to",
    "rose",
]


class LongestFirst:
    """Prefers long passages, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        self.asked.append((question, tuple(passages)))
        return np.array([len(passage) for passage in passages], np.float32)


def test_the_first_are_put_in_order_and_the_rest_stay() -> None:
    order = np.array([7, 3, 9, 1])
    assert reranked(order, np.array([0.1, 0.9, 0.9], np.float32)).tolist() == [3, 9, 7, 1]
    assert reranked(order, np.zeros(0, np.float32)).tolist() == [7, 3, 9, 1]


def test_hits_come_in_the_rerankers_order_with_scores_that_fall(reports: Sequence[Report]) -> None:
    index = PassageIndex.build(reports, HashingEncoder())
    before = index.search("gross margin of cars", k=11)
    reranker = LongestFirst()
    index.rerank_by(reranker)
    after = index.search("gross margin of cars", k=11)
    lengths = [len(hit.passage.span.of(text_of(reports, hit.passage))) for hit in after]
    assert lengths == sorted(lengths, reverse=True)
    assert [hit.score for hit in after] == [hit.score for hit in before]
    assert {hit.passage for hit in after} == {hit.passage for hit in before}
    assert reranker.asked[0][0] == "gross margin of cars"
    index.rerank_by(None)
    assert index.search("gross margin of cars", k=11) == before


def test_no_more_passages_are_read_than_stand_first(
    reports: Sequence[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_search, "RERANKED", 3)
    index = PassageIndex.build(reports, HashingEncoder())
    before = index.search("margin")
    reranker = LongestFirst()
    index.rerank_by(reranker)
    after = index.search("margin")
    assert len(reranker.asked[0][1]) == 3
    assert after[3:] == before[3:]


def test_no_name_is_no_reranker() -> None:
    assert load_reranker("") is None


def test_a_model_that_is_nowhere_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    reranker = CrossEncoderReranker(str(tmp_path / "nothing"))
    assert reranker.scores("question", []).shape == (0,)
    with pytest.raises(RerankerUnavailable, match="leave the setting empty"):
        reranker.scores("question", ["passage"])


def test_a_cross_encoder_of_a_folder_scores_each_pair_for_itself(tmp_path: Path) -> None:
    model = CrossEncoderReranker(str(tiny_model(tmp_path, labels=1)))
    passages = ["the gross margin of cars rose", "su7 deliveries came", "the the the"]
    scores = model.scores("gross margin of cars", passages)
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    alone = [float(model.scores("gross margin of cars", [text])[0]) for text in passages]
    assert scores.tolist() == pytest.approx(alone, abs=1e-5)


def test_a_classifier_is_no_reranker(tmp_path: Path) -> None:
    model = CrossEncoderReranker(str(tiny_model(tmp_path, labels=3)))
    with pytest.raises(RerankerUnavailable, match="made for ranking"):
        model.scores("gross margin", ["the gross margin"])


def test_hits_are_those_of_the_cross_encoder_from_the_setting(
    reports: Sequence[Report], tmp_path: Path
) -> None:
    reranker = load_reranker(str(tiny_model(tmp_path, labels=1)))
    assert reranker is not None
    index = PassageIndex.build(reports, HashingEncoder())
    index.rerank_by(reranker)
    hits = index.search("gross margin of cars", languages=["en"])
    texts = [hit.passage.span.of(text_of(reports, hit.passage)) for hit in hits]
    scores = reranker.scores("gross margin of cars", texts)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def text_of(reports: Sequence[Report], passage: Passage) -> str:
    return next(
        report.edition(passage.language).text
        for report in reports
        if report.id == passage.report_id
    )


def tiny_model(folder: Path, labels: int) -> Path:
    """A BERT of one layer and random weights, stored in `folder`."""
    torch = pytest.importorskip("torch")
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import BertProcessing
    from transformers import (
        BertConfig,
        BertForSequenceClassification,
        PreTrainedTokenizerFast,
    )

    numbers = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = BertProcessing(
        ("[SEP]", numbers["[SEP]"]), ("[CLS]", numbers["[CLS]"])
    )
    torch.manual_seed(4)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=labels,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", sep_token="[SEP]"
    ).save_pretrained(folder)
    return folder
