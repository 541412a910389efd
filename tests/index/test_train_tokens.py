"""How the encoder is made: folding, the tokeniser, the data files, and that it learns."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from tokenizers import Tokenizer
from tokenizers.normalizers import Precompiled

from corpus.script import fold, has_han, to_script
from index.train.batches import Ragged, tokenize
from index.train.charsmap import compile_charsmap, fold_character
from index.train.sources import (
    FIELD,
    GLOSSARY,
    read_dictionary,
    read_field,
    read_glossaries,
    read_glossary,
)
from index.train.start import meanings_of
from index.train.store import store
from index.train.vocabulary import (
    build_tokenizer,
    choose_chinese,
    choose_english,
    count_runs,
    mixed,
    runs,
)

ENGLISH = {"gross": 1e-4, "margin": 1e-4, "revenue": 1e-4, "cat": 1e-3}
CHINESE = {"毛利率": 1e-5, "毛利": 1e-5, "率": 1e-4, "汽车": 1e-4, "汽": 1e-5, "车": 1e-3}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return build_tokenizer(ENGLISH, ["con", "en", "ate"], CHINESE)


def ragged(*texts: list[int]) -> Ragged:
    flat = np.array([row for text in texts for row in text], dtype=np.int32)
    return Ragged(flat, np.cumsum([0, *map(len, texts)]))


def lists(texts: Ragged) -> list[list[int]]:
    return [texts.ids[a:b].tolist() for a, b in zip(texts.ends, texts.ends[1:], strict=False)]


def test_a_compiled_map_replaces_its_characters_and_no_other() -> None:
    table = {"車": "车", "Ａ": "a", "㎡": "m2", "É": "e", "𠮷": "吉"}
    normalizer = Precompiled(compile_charsmap(table))
    assert normalizer.normalize_str("電車ＡＢ㎡É𠮷é") == "電车aＢm2e吉é"


def test_many_characters_of_one_block_do_not_collide() -> None:
    table = {chr(code): chr(code + 1) for code in range(0x4E00, 0x5200, 2)}
    normalizer = Precompiled(compile_charsmap(table))
    for code in range(0x4E00, 0x5200):
        even = code % 2 == 0
        assert normalizer.normalize_str(chr(code)) == chr(code + 1 if even else code)


@pytest.mark.parametrize(
    ("character", "simple"), [("車", "车"), ("Ａ", "a"), ("É", "e"), ("㎡", "m2"), ("a", "a")]
)
def test_a_character_folds_to_what_all_its_forms_share(character: str, simple: str) -> None:
    assert fold_character(character) == simple


def test_runs_part_scripts_and_digits() -> None:
    assert runs("小米EV收入1,113億 (RMB)") == ["小米", "ev", "收入", "1", "113", "亿", "rmb"]
    assert count_runs(["收入 收入", "收入"]) == {"收入": 3}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("汽車毛利率", ["汽车", "毛利率"]),
        ("Gross MARGIN", ["gross", "margin"]),
        ("2025年", ["2025", "[UNK]"]),
        ("20251", ["202", "51"]),
        ("506億", ["506", "[UNK]"]),
        ("concatenate", ["con", "cat", "en", "ate"]),
        ("毛利率，(gross) -- 23%", ["毛利率", "gross", "23", "%"]),
        ("", []),
    ],
)
def test_text_is_cut_into_the_fewest_likeliest_pieces(
    tokenizer: Tokenizer, text: str, pieces: list[str]
) -> None:
    tokens = tokenizer.encode(text).ids
    assert [tokenizer.id_to_token(row) for row in tokens] == pieces


def test_both_scripts_share_their_rows(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("汽車").ids == tokenizer.encode("汽车").ids
    assert_array_equal(tokenize(tokenizer, ["？汽車"]).ids, tokenize(tokenizer, ["汽车"]).ids)


def test_the_glossary_words_are_chosen_even_when_rare() -> None:
    english = choose_english({"the": 0.1}, ["hedge fund", "R&D"])
    assert set(english) == {"the", "hedge", "fund", "r", "d"}
    chinese = choose_chinese({"收入": 0.1}, ["入"], ["毛利率", "经调整净利润"])
    assert set(chinese) == {"收入", "毛利率", "入"}


def test_frequency_tables_are_scaled_before_they_are_mixed() -> None:
    mix = mixed((0.5, {"a": 2, "b": 2}), (0.5, {"a": 1}))
    assert mix == {"a": 0.75, "b": 0.25}


def test_joining_and_thinning_keep_texts_apart() -> None:
    texts = ragged([1, 2, 3], [4], [], [5, 6])
    assert lists(texts.take(np.array([3, 0]))) == [[5, 6], [1, 2, 3]]
    joined = texts.join(np.array([0, 1]), np.array([2, 4]), limit=3)
    assert lists(joined) == [[1, 2, 3], [4, 5, 6]]
    kept = np.array([True, False, True, True, False, True])
    assert lists(texts.thin(kept)) == [[1, 3], [4], [], [6]]
    assert lists(Ragged.concatenate([texts, texts]))[4:] == [[1, 2, 3], [4], [], [5, 6]]


def test_dictionary_meanings_are_cleaned(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.gz"
    lines = [
        "# a remark",
        "毛利率 毛利率 [mao2 li4 lu:4] /gross margin (accounting)/",
        "個 个 [ge4] /CL:x/variant of 箇|个[ge4]/individual; single/",
        "某 某 [mou3] /see also 誰|谁[shei2]/",
    ]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    entries = read_dictionary(path)
    assert [(each.simplified, each.meanings) for each in entries] == [
        ("毛利率", ("gross margin",)),
        ("个", ("individual", "single")),
    ]


def test_the_glossary_gives_a_word_its_meaning() -> None:
    terms = read_glossary(GLOSSARY)
    meanings = meanings_of([], terms)
    assert meanings["毛利率"] == "gross margin"
    assert meanings[fold("殖利率")] == "dividend yield"


def test_the_glossary_is_well_formed() -> None:
    terms = read_glossary(GLOSSARY)
    assert len(terms) >= 2000
    assert len({term.english[0].lower() for term in terms}) == len(terms)
    for term in terms:
        names = (*term.english, *term.simplified, *term.traditional)
        assert all(name and name == name.strip() for name in names)
        assert not any(map(has_han, term.english))
        assert all(fold(name) == name.lower() for name in term.simplified), term
        assert {to_script(name, "zh-Hant") for name in term.simplified} <= {*term.traditional}


def test_questions_of_the_field_stand_beside_answers_in_both_languages() -> None:
    pairs, answered = read_field(FIELD)
    assert len(answered) == 2 * len(pairs.english)
    assert not any(map(has_han, pairs.english))
    assert all(map(has_han, pairs.chinese))
    assert len(set(pairs.english)) == len(pairs.english)


def test_an_earlier_state_of_our_own_files_is_the_first_of_what_they_hold_now(
    tmp_path: Path,
) -> None:
    pairs, answered = read_field(FIELD, most=3)
    whole, all_answered = read_field(FIELD)
    assert (pairs.english, answered) == (whole.english[:6], all_answered[:12])
    (tmp_path / "glossary.src.tsv").write_text("cat\t猫\t貓\n", encoding="utf-8")
    terms = read_glossaries(tmp_path, 5)
    assert [term.english[0] for term in terms] == [
        "cat",
        *(term.english[0] for term in read_glossary(GLOSSARY)[:5]),
    ]


def test_stored_rows_differ_by_at_most_half_a_step(tokenizer: Tokenizer, tmp_path: Path) -> None:
    from index.static_encoder import StaticEncoder

    random = np.random.default_rng(1)
    table = random.normal(size=(tokenizer.get_vocab_size(), 16)).astype(np.float32)
    table[0] = 0
    store(tmp_path, tokenizer, table)
    encoder = StaticEncoder(tmp_path)
    rows = encoder.rows(np.arange(len(table), dtype=np.int32))
    steps = np.abs(table).max(axis=1, keepdims=True) / 127
    assert (np.abs(rows - table) <= steps / 2 + 1e-6).all()


@pytest.mark.slow
def test_training_brings_translations_together(tokenizer: Tokenizer) -> None:
    torch = pytest.importorskip("torch")
    from index.train.batches import Batch
    from index.train.objective import contrast, late_contrast, mean_vectors

    left = tokenize(tokenizer, ["gross margin", "revenue", "cat"])
    right = tokenize(tokenizer, ["毛利率", "汽车", "率"])
    torch.manual_seed(3)
    table = torch.nn.Parameter(torch.randn(tokenizer.get_vocab_size(), 16))
    optimizer = torch.optim.Adam([table], lr=0.05)
    losses = []
    for _ in range(60):
        optimizer.zero_grad()
        vectors = mean_vectors(table, [left, right])
        loss = contrast(vectors[0], vectors[1], (16, 8)) + late_contrast(table, Batch(left, right))
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.05 < losses[0]
