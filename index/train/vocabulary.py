"""Builds the tokeniser: which words and pieces get a row, and how a text is cut into them.

A Unigram model over folded text. Han runs are cut by word frequency (the likeliest cut wins, as
a Chinese segmenter does); Latin runs into as few pieces as possible, so that a known word is
always one piece; digit runs into pieces of up to three digits, years whole.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import Precompiled
from tokenizers.pre_tokenizers import Sequence as Steps
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import UnigramTrainer

from corpus.script import fold, is_han
from index.train.charsmap import compile_charsmap, folded_characters

UNKNOWN = "[UNK]"
ENGLISH_WORDS = 24_000
ENGLISH_PIECES = 3_500
CHINESE_WORDS = 29_000
LONGEST_CHINESE_WORD = 5
# Longer terms of the glossary get a row only if they are in use as words; else their parts serve.
_ALWAYS_WHOLE = 3
YEARS = range(1950, 2036)

# Kept: letters, digits and the signs that say what a figure is. The rest carries no meaning.
_DROPPED = r"[^\p{L}\p{N}%$¥€£]+"
# A year stays whole; other digit runs fall into threes, so that 506 and 1,113 are found again.
_RUNS = r"\p{Han}+|(?:19|20)\p{N}{2}(?!\p{N})|\p{N}{1,3}"

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"[{_HAN}]+|\d+|[^\W\d_{_HAN}]+")

_PIECE_COST = -10.0
_LEAST_FREQUENCY = 1e-8


def runs(text: str) -> list[str]:
    """Folded `text` cut into runs of Han, of digits, and of other letters."""
    return _RUN.findall(fold(text))


def count_runs(texts: Iterable[str]) -> Counter[str]:
    """How often each run occurs in `texts`."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(runs(text))
    return counts


def choose_english(frequencies: Mapping[str, float], wanted: Iterable[str]) -> dict[str, float]:
    """The most frequent Latin words, and those of `wanted` (the glossary), with a frequency."""
    words = {
        word: frequency
        for word, frequency in frequencies.items()
        if word.isascii() and word.isalpha() and len(word) < 20
    }
    kept = sorted(words, key=lambda word: (-words[word], word))[:ENGLISH_WORDS]
    chosen = {word: words[word] for word in kept}
    for name in wanted:
        for word in runs(name):
            if word.isascii() and word.isalpha():
                chosen.setdefault(word, words.get(word, _LEAST_FREQUENCY))
    return chosen


def choose_chinese(
    frequencies: Mapping[str, float], dictionary: Iterable[str], wanted: Iterable[str]
) -> dict[str, float]:
    """The Chinese words that get a row: frequent ones, dictionary ones first, and `wanted`.

    A word no dictionary knows must be ten times as frequent, or it is likely a wrong cut.
    """
    known = dict.fromkeys(map(fold, dictionary))  # in order, so that runs agree on the rows
    scored: dict[str, float] = {}
    for word, frequency in frequencies.items():
        if 2 <= len(word) <= LONGEST_CHINESE_WORD and all(map(is_han, word)):
            scored[word] = frequency if word in known else frequency / 10
    kept = sorted(scored, key=lambda word: (-scored[word], word))[:CHINESE_WORDS]
    chosen = {word: frequencies[word] for word in kept}
    for name in wanted:
        for word in runs(name):
            in_use = len(word) <= _ALWAYS_WHOLE or word in frequencies
            if 2 <= len(word) <= LONGEST_CHINESE_WORD and is_han(word[0]) and in_use:
                chosen[word] = max(frequencies.get(word, 0.0), 1e-6)
    for word in frequencies:
        if len(word) == 1 and is_han(word):
            chosen[word] = frequencies[word]
    for word in known:
        if len(word) == 1 and is_han(word):
            chosen.setdefault(word, _LEAST_FREQUENCY)
    return chosen


def numbers() -> list[str]:
    """The digit pieces: one to three digits, and the years that reports speak of."""
    return [
        *(str(digit) for digit in range(10)),
        *(f"{pair:02d}" for pair in range(100)),
        *(f"{triple:03d}" for triple in range(1000)),
        *(str(year) for year in YEARS),
    ]


def learn_pieces(words: Sequence[str]) -> list[str]:
    """Parts of words for words that have no row: learnt from word forms, each counted once."""
    learner = Tokenizer(Unigram())
    trainer = UnigramTrainer(
        vocab_size=ENGLISH_PIECES, special_tokens=[], show_progress=False, max_piece_length=8
    )
    learner.train_from_iterator(list(words), trainer)
    return [piece for piece in sorted(learner.get_vocab()) if piece.isascii() and piece.isalpha()]


def build_tokenizer(
    english: Mapping[str, float], pieces: Iterable[str], chinese: Mapping[str, float]
) -> Tokenizer:
    """The tokeniser whose ids are the rows of the model; row 0 is the unknown token."""
    scores: dict[str, float] = {UNKNOWN: 10 * _PIECE_COST}
    for word, frequency in english.items():
        scores[word] = _PIECE_COST + math.log10(max(frequency, _LEAST_FREQUENCY)) / 10
    letters = "abcdefghijklmnopqrstuvwxyz"
    for piece in (*letters, *pieces, *"%$¥€£"):
        scores.setdefault(piece, _PIECE_COST - 1)
    for number in numbers():
        scores.setdefault(number, _PIECE_COST)
    for word, frequency in chinese.items():
        scores[word] = math.log(max(frequency, _LEAST_FREQUENCY))
    tokenizer = Tokenizer(Unigram(list(scores.items()), unk_id=0, byte_fallback=False))
    tokenizer.normalizer = Precompiled(_charsmap())
    tokenizer.pre_tokenizer = Steps(
        [Split(Regex(_DROPPED), "removed"), Split(Regex(_RUNS), "isolated")]
    )
    return tokenizer


@cache
def _charsmap() -> bytes:
    return compile_charsmap(folded_characters())


def pieces_of(tokenizer: Tokenizer) -> list[str]:
    """The piece of each row, in order."""
    rows = tokenizer.get_vocab()
    return sorted(rows, key=rows.__getitem__)


def cut_counts(tokenizer: Tokenizer, counts: Mapping[str, int]) -> Counter[int]:
    """How often each row is used when the runs of `counts` are cut."""
    used: Counter[int] = Counter()
    ordered = list(counts)
    for run, encoding in zip(ordered, tokenizer.encode_batch_fast(ordered), strict=True):
        for row in encoding.ids:
            used[row] += counts[run]
    return used


def mixed(*parts: tuple[float, Mapping[str, float]]) -> dict[str, float]:
    """The weighted sum of frequency tables, each scaled to sum to 1 first."""
    total: dict[str, float] = {}
    for weight, table in parts:
        whole = sum(table.values()) or 1.0
        for word, frequency in table.items():
            total[word] = total.get(word, 0.0) + weight * frequency / whole
    return total
