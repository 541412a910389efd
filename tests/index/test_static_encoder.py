"""The shipped encoder: its vectors, its tokens and their places, and how it fails."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from index import static_encoder
from index.errors import EncoderUnavailable
from index.load_encoder import load_encoder
from index.sentence_transformers_encoder import SentenceTransformersEncoder
from index.static_encoder import LONGEST_TEXT, SHIPPED_MODEL, StaticEncoder
from index.train.measure import late_scores, mean_scores, read_xquad, recall, standard

SHARED = Path(__file__).parents[3] / "shared"

MIXED = [
    "what was the gross margin of the car business?",
    "汽車毛利率達 23.2%，環比提升 2.8 個百分點",
    "汽车毛利率达23.2%，环比提升2.8个百分点",
    "Café №① ㎡ ＡＢＣ１２３ naïve",
    "",
    "🙂🙂",
    "平均售价 ASP 1,211 元 (RMB)",
]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder()


def test_vectors_have_length_one_and_the_dimension_told(encoder: StaticEncoder) -> None:
    vectors = encoder.encode(["revenue", "毛利率", "a much longer sentence about 收入"])
    assert vectors.shape == (3, encoder.dimension)
    assert vectors.dtype == np.float32
    assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "🙂", "——……！！"])
def test_a_text_without_a_known_token_is_zero(encoder: StaticEncoder, text: str) -> None:
    assert not encoder.encode([text]).any()


def test_no_texts_give_an_empty_matrix(encoder: StaticEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_text_has_the_same_vector_alone_and_among_many(encoder: StaticEncoder) -> None:
    texts = [f"{text} {number}" for number in range(40) for text in MIXED]
    together = encoder.encode(texts)
    for row in (0, 63, 64, 65, len(texts) - 1):
        assert_allclose(encoder.encode([texts[row]])[0], together[row], atol=1e-6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("汽車毛利率", "汽车毛利率"),
        ("臺灣電動車銷量創歷史新高", "台湾电动车销量创历史新高"),
        ("GROSS Margin", "gross margin"),
        ("ＡＳＰ１２１１", "asp1211"),
        ("café", "cafe"),
        ("毛利率,收入", "毛利率、收入"),
    ],
)
def test_script_width_case_and_punctuation_do_not_matter(
    encoder: StaticEncoder, one: str, other: str
) -> None:
    first, second = encoder.encode([one, other])
    assert_array_equal(first, second)


def test_tokens_stand_where_their_words_stand(encoder: StaticEncoder) -> None:
    text = "  ＥＶ 的毛利率 (Gross Margin) 達23.2%"
    tokens = encoder.tokens(text)
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert words == ["ＥＶ", "的", "毛利率", "Gross", "Margin", "達", "23", "2", "%"]


def test_years_stay_whole_and_other_numbers_fall_into_threes(encoder: StaticEncoder) -> None:
    text = "2025 1113 258,000"
    tokens = encoder.tokens(text)
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert words == ["2025", "111", "3", "258", "000"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_token_places_are_ordered_and_inside_any_text(text: str) -> None:
    tokens = _SHARED_ENCODER.tokens(text)
    assert (tokens.ids > 0).all()
    assert (tokens.starts < tokens.ends).all()
    assert (tokens.ends <= len(text)).all()
    assert (np.diff(tokens.starts) >= 0).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_the_vector_is_the_unit_sum_of_the_token_vectors(texts: list[str]) -> None:
    vectors = _SHARED_ENCODER.encode(texts)
    quick = _SHARED_ENCODER.token_ids(texts)
    for text, vector, ids in zip(texts, vectors, quick, strict=True):
        assert_array_equal(ids, _SHARED_ENCODER.tokens(text).ids)
        total = _SHARED_ENCODER.rows(ids).sum(axis=0)
        assert_allclose(vector, total / max(float(np.linalg.norm(total)), 1e-9), atol=1e-4)


_SHARED_ENCODER = StaticEncoder()


def test_long_texts_are_summed_by_counting_to_the_same_vectors(
    encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["", "gross margin of cars", "毛利率", "", *(f"quarter {n}" for n in range(40)), ""]
    before = encoder.encode(texts)
    monkeypatch.setattr(static_encoder, "_COUNTED_FROM", 0)
    assert_allclose(encoder.encode(texts), before, atol=1e-6)
    assert not before[[0, 3, -1]].any()


def test_words_that_say_little_weigh_little(encoder: StaticEncoder) -> None:
    text = "what is the gross margin 是 毛利率"
    tokens = encoder.tokens(text)
    weights = dict(
        zip(
            [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)],
            np.linalg.norm(encoder.rows(tokens.ids), axis=1),
            strict=True,
        )
    )
    assert max(weights["is"], weights["the"], weights["是"]) < weights["margin"] / 2
    assert weights["毛利率"] > weights["是"] * 2


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("gross margin", "毛利率"),
        ("How many people work for the group?", "集團員工總數為4.3萬人"),
        ("air conditioner sales", "空調出貨量增長六成"),
        ("Why did the share price fall?", "公司下调展望后股价大跌"),
        ("什麼時候開始量產", "Mass production starts in the second half of next year"),
        ("貸款壞賬率", "The non-performing loan ratio was stable"),
    ],
)
def test_a_question_finds_its_passage_in_the_other_language(
    encoder: StaticEncoder, question: str, passage: str
) -> None:
    others = [
        "收入同比增长两成",
        "The board proposed a dividend",
        "五座工厂分布在三个国家",
        "存货周转天数缩短",
        "A new store opened in Paris",
        "广告收入占比过半",
    ]
    scores = encoder.encode([passage, *others]) @ encoder.encode_query([question])[0]
    assert int(scores.argmax()) == 0


def test_very_long_texts_are_cut(encoder: StaticEncoder) -> None:
    long = "收入" * (LONGEST_TEXT // 2)
    assert_array_equal(encoder.encode([long + "毛利率" * 10])[0], encoder.encode([long])[0])


def test_the_name_tells_the_weights_apart(encoder: StaticEncoder, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED_MODEL, folder)
    assert StaticEncoder(folder).name == encoder.name
    weights = folder / "0_StaticEmbedding" / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1000] ^= 1
    weights.write_bytes(data)
    assert StaticEncoder(folder).name != encoder.name


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"index\.train"):
        StaticEncoder(tmp_path)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_file_is_reported(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED_MODEL, folder)
    (folder / "0_StaticEmbedding" / file).write_bytes(b"{ not a model")
    with pytest.raises(EncoderUnavailable):
        StaticEncoder(folder)


def test_the_empty_name_means_the_shipped_encoder(encoder: StaticEncoder) -> None:
    assert load_encoder().name == encoder.name
    assert load_encoder(str(SHIPPED_MODEL)).name == encoder.name


def test_the_shipped_encoder_runs_without_torch() -> None:
    code = (
        "import sys; from index.load_encoder import load_encoder;"
        "load_encoder().encode(['x']);"
        "print([name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_sentence_transformers_reads_the_same_folder_to_the_same_vectors(
    encoder: StaticEncoder,
) -> None:
    pytest.importorskip("sentence_transformers")
    other = SentenceTransformersEncoder(str(SHIPPED_MODEL))
    assert other.dimension == encoder.dimension
    assert_allclose(other.encode(MIXED), encoder.encode(MIXED), atol=1e-5)
    assert_allclose(other.encode_query(MIXED), encoder.encode_query(MIXED), atol=1e-5)


def test_cut_vectors_are_the_first_numbers_brought_to_length_one(encoder: StaticEncoder) -> None:
    cut = StaticEncoder(dimension=128)
    first = encoder.encode(MIXED)[:, :128]
    lengths = np.linalg.norm(first, axis=1, keepdims=True)
    assert_allclose(cut.encode(MIXED), first / np.maximum(lengths, 1e-9), atol=1e-5)
    assert (cut.dimension, cut.name) == (128, encoder.name.replace("-256-", "-128-"))
    assert_allclose(cut.rows(np.array([7, 9])), encoder.rows(np.array([7, 9]))[:, :128])


@pytest.mark.parametrize("dimension", [0, -1, 257])
def test_a_cut_that_cannot_be_is_reported(dimension: int) -> None:
    with pytest.raises(EncoderUnavailable, match="can be cut to 1 up to 256"):
        StaticEncoder(dimension=dimension)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_models_of_the_e5_family_get_their_prefixes_and_others_none(
    encoder: StaticEncoder, tmp_path: Path
) -> None:
    pytest.importorskip("sentence_transformers")
    for name, query, passage in (
        ("multilingual-e5-small", "query: ", "passage: "),
        ("another", "", ""),
    ):
        (tmp_path / name).symlink_to(SHIPPED_MODEL)
        other = SentenceTransformersEncoder(str(tmp_path / name))
        for made, prefix in ((other.encode_query, query), (other.encode, passage)):
            expected = encoder.encode([prefix + text for text in MIXED])
            assert_allclose(made(MIXED), expected, atol=1e-5)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_model_that_cannot_be_had_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sentence_transformers")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderUnavailable, match="no-such-model"):
        load_encoder(str(tmp_path / "no-such-model")).encode(["x"])


@pytest.mark.skipif(not SHARED.exists(), reason="needs the development data beside the checkout")
@pytest.mark.parametrize(
    ("asked", "told", "first", "fifth"),
    [("en", "zh", 0.80, 0.94), ("zh", "en", 0.80, 0.94), ("zh_hant", "zh", 0.95, 0.99)],
)
def test_recall_on_xquad_is_kept(
    encoder: StaticEncoder, asked: str, told: str, first: float, fifth: float
) -> None:
    questions, passages, right = read_xquad(SHARED / "dev-data", asked, told)
    halved = mean_scores(StaticEncoder(dimension=128), questions, passages)
    whole = mean_scores(encoder, questions, passages)
    assert recall(halved, right, 5) >= recall(whole, right, 5) - 0.07
    scores = standard(whole)
    scores += standard(late_scores(encoder, questions, passages))
    assert recall(scores, right, 1) >= first
    assert recall(scores, right, 5) >= fifth
