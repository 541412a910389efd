"""What every store of vectors must do, and what FAISS, Milvus and llama-index add."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import pytest
from llama_index.core.schema import MetadataMode, TextNode
from llama_index.core.vector_stores import (
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    SimpleVectorStore,
    VectorStoreQuery,
)
from llama_index.core.vector_stores.types import FilterCondition, VectorStoreQueryMode

import index.stores
from index import inner_products
from index.build import PassageIndex, open_index
from index.encode import Vectors
from index.errors import StaleIndex, StoreUnavailable
from index.nodes import FaissStore, StoreVectors, from_node, to_node
from index.passage import Indexed, passages_of
from index.stores import open_milvus, open_vectors
from index.testing import HashingEncoder, PlainEncoder, report_of
from index.vectors import FaissVectors, VectorIndex, Where, unit

DIMENSION = 16
Factory = Callable[[], VectorIndex]


@pytest.fixture(
    params=[
        pytest.param(lambda: FaissVectors(DIMENSION), id="faiss"),
        pytest.param(
            lambda: StoreVectors(FaissStore(FaissVectors(DIMENSION))), id="faiss-in-llama-index"
        ),
        pytest.param(lambda: StoreVectors(SimpleVectorStore()), id="llama-index-simple"),
        pytest.param("lists", id="faiss-in-lists"),
        pytest.param("milvus", id="milvus"),
    ]
)
def store(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> VectorIndex:
    """One of each kind of store, empty: add yours here and all tests below run over it."""
    if request.param == "lists":  # the kind for many, all of whose lists are probed
        monkeypatch.setattr(inner_products, "EXACT_UP_TO", 40)
        monkeypatch.setattr(inner_products, "FEW_ALLOWED", 5)
        monkeypatch.setattr(inner_products, "PROBED_SHARE", 1.0)
        return FaissVectors(DIMENSION)
    if request.param == "milvus":
        return milvus(tmp_path)
    factory: Factory = request.param
    return factory()


@dataclass(frozen=True)
class NamedEncoder(PlainEncoder):
    """Of the dimension that these tests use."""

    @property
    def dimension(self) -> int:
        return DIMENSION


def milvus(folder: Path, own: Collection[str] = ("a", "b")) -> StoreVectors:
    """Milvus embedded in this process, its data in `folder`."""
    pytest.importorskip("pymilvus", reason="needs the extra 'milvus'")
    pytest.importorskip("milvus_lite", reason="needs the extra 'milvus'")
    return open_milvus(str(folder / "vectors.db"), NamedEncoder(), own)


@pytest.fixture
def many() -> tuple[Indexed, ...]:
    """120 passages in two reports and two languages."""
    return tuple(
        item
        for name in ("a", "b")
        for item in passages_of(
            report_of(
                name,
                {
                    "en": [f"Passage {n}." for n in range(30)],
                    "zh-Hans": [f"第{n}段。" for n in range(30)],
                },
            )
        )
    )


def random_vectors(count: int, seed: int = 3) -> Vectors:
    """Vectors of many lengths, none of them 1."""
    random = np.random.default_rng(seed)
    lengths = random.uniform(0.2, 9, (count, 1))
    return (random.standard_normal((count, DIMENSION)) * lengths).astype(np.float32)


def by_numpy(
    items: Sequence[Indexed], vectors: Vectors, question: Vectors, k: int
) -> tuple[list[str], list[float]]:
    cosines = (vectors @ question) / np.linalg.norm(vectors, axis=1) / np.linalg.norm(question)
    best = np.argsort(-cosines, kind="stable")[:k]
    return [items[n].passage.id for n in best], cosines[best].tolist()


def test_ids_scores_and_order_are_those_of_numpy(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    vectors = random_vectors(len(many))
    store.add(many, vectors)
    for question in random_vectors(20, seed=4):
        ids, cosines = by_numpy(many, vectors, question, 10)
        found = store.search(question, 10)
        assert list(found.ids) == ids
        assert found.scores == pytest.approx(cosines, abs=1e-5)


def test_adding_in_parts_is_adding_at_once(store: VectorIndex, many: tuple[Indexed, ...]) -> None:
    vectors = random_vectors(len(many))
    store.add(many[:50], vectors[:50])
    store.add([], vectors[:0])
    store.add(many[50:], vectors[50:])
    assert len(store) == len(many)
    assert list(store.search(vectors[7], 3).ids) == by_numpy(many, vectors, vectors[7], 3)[0]


def test_where_narrows_by_language_report_and_id(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    vectors = random_vectors(len(many))
    store.add(many, vectors)
    wheres = [
        Where(languages={"zh-Hans"}),
        Where(report_ids={"b"}),
        Where(languages={"en"}, report_ids={"a"}),
        Where(passage_ids={many[3].passage.id, many[80].passage.id}),
        Where(languages={"en", "zh-Hans"}, passage_ids={many[5].passage.id}),
    ]
    for where in wheres:
        kept = [n for n, item in enumerate(many) if where.allows(item.passage)]
        expected = by_numpy([many[n] for n in kept], vectors[kept], vectors[0], 8)[0]
        assert list(store.search(vectors[0], 8, where).ids) == expected


@pytest.mark.parametrize(
    "where",
    [
        Where(languages=()),
        Where(report_ids=()),
        Where(passage_ids=()),
        Where(languages={"fr"}),
        Where(report_ids={"nobody's"}),
    ],
)
def test_where_that_lets_nothing_through_finds_nothing(
    store: VectorIndex, many: tuple[Indexed, ...], where: Where
) -> None:
    store.add(many, random_vectors(len(many)))
    assert store.search(random_vectors(1)[0], 5, where).ids == ()


def test_a_deleted_report_is_found_no_more_and_the_rest_stay(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    vectors = random_vectors(len(many))
    store.add(many, vectors)
    store.delete("a")
    store.delete("never-there")
    assert len(store) == 60
    assert (
        list(store.search(vectors[0], 60).ids)
        == (by_numpy(many[60:], vectors[60:], vectors[0], 60)[0])
    )


def test_more_wanted_than_there_are_gives_all(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    store.add(many, random_vectors(len(many)))
    assert len(store.search(random_vectors(1)[0], 1000).ids) == len(many)
    assert store.search(random_vectors(1)[0], 0).ids == ()


def test_an_empty_store_finds_nothing(store: VectorIndex) -> None:
    assert len(store) == 0
    assert store.search(random_vectors(1)[0], 5).ids == ()


def test_vectors_that_do_not_fit_their_passages_are_refused(
    store: VectorIndex, many: tuple[Indexed, ...]
) -> None:
    with pytest.raises(ValueError):
        store.add(many[:3], random_vectors(2))
    with pytest.raises(ValueError):
        store.add(many[:1], np.full((1, DIMENSION), np.nan, np.float32))
    assert len(store) == 0


def test_unit_keeps_directions_and_leaves_zero_alone() -> None:
    rows = unit(np.array([[3.0, 4.0], [0.0, 0.0], [-2.0, 0.0]], np.float32))
    assert rows == pytest.approx(np.array([[0.6, 0.8], [0, 0], [-1, 0]]))
    assert unit(np.array([0.0, 5.0], np.float32)).tolist() == [[0.0, 1.0]]


class TestFaiss:
    """Files and the index itself."""

    def test_the_index_is_exact_and_by_inner_product(self) -> None:
        index = FaissVectors(DIMENSION).client
        assert isinstance(index, faiss.IndexFlatIP)
        assert index.metric_type == faiss.METRIC_INNER_PRODUCT

    def test_equal_scores_come_in_the_order_of_adding(self, many: tuple[Indexed, ...]) -> None:
        store = FaissVectors(DIMENSION)
        store.add(many, np.ones((len(many), DIMENSION), np.float32))
        ids = store.search(np.ones(DIMENSION, np.float32), len(many)).ids
        assert list(ids) == [item.passage.id for item in many]

    def test_what_is_saved_is_what_is_loaded(
        self, many: tuple[Indexed, ...], tmp_path: Path
    ) -> None:
        store = FaissVectors(DIMENSION)
        store.add(many, random_vectors(len(many)))
        store.save(tmp_path)
        loaded = FaissVectors.load(tmp_path, [item.passage for item in many], DIMENSION)
        question = random_vectors(1)[0]
        assert loaded.search(question, 9) == store.search(question, 9)

    def test_a_file_that_does_not_fit_is_a_stale_index(
        self, many: tuple[Indexed, ...], tmp_path: Path
    ) -> None:
        passages = [item.passage for item in many]
        with pytest.raises(StaleIndex):
            FaissVectors.load(tmp_path, passages, DIMENSION)
        store = FaissVectors(DIMENSION)
        store.add(many, random_vectors(len(many)))
        store.save(tmp_path)
        with pytest.raises(StaleIndex):
            FaissVectors.load(tmp_path, passages[1:], DIMENSION)
        with pytest.raises(StaleIndex):
            FaissVectors.load(tmp_path, passages, DIMENSION + 1)
        (tmp_path / "vectors.faiss").write_bytes(b"nothing of FAISS")
        with pytest.raises(StaleIndex):
            FaissVectors.load(tmp_path, passages, DIMENSION)


class TestLists:
    """FAISS's kind for many vectors, from 100 on in these tests."""

    @pytest.fixture
    def clustered(self) -> tuple[tuple[Indexed, ...], Vectors]:
        """4,000 passages around 40 subjects, as texts are."""
        random = np.random.default_rng(8)
        subjects = random.standard_normal((40, DIMENSION))
        chosen = subjects[random.integers(0, 40, 4_000)]
        texts = [f"Passage {n}." for n in range(2_000)]
        reports = [report_of(name, {"en": texts}) for name in ("a", "b")]
        items = tuple(item for report in reports for item in passages_of(report))
        noise = 0.7 * random.standard_normal(chosen.shape)
        return items, np.asarray(chosen + noise, np.float32)

    @pytest.fixture
    def store(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], monkeypatch: pytest.MonkeyPatch
    ) -> FaissVectors:
        monkeypatch.setattr(inner_products, "EXACT_UP_TO", 100)
        monkeypatch.setattr(inner_products, "FEW_ALLOWED", 50)
        made = FaissVectors(DIMENSION)
        made.add(*clustered)
        return made

    def test_the_kind_is_chosen_by_size_and_back(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        assert isinstance(store.client, faiss.IndexIVFFlat)
        assert store.client.metric_type == faiss.METRIC_INNER_PRODUCT
        few = FaissVectors(DIMENSION)
        few.add(clustered[0][:100], clustered[1][:100])
        assert isinstance(few.client, faiss.IndexFlatIP)
        store.delete_passages({item.passage.id for item in clustered[0][40:]})
        assert isinstance(store.client, faiss.IndexFlatIP)
        assert len(store) == 40

    def test_lists_are_made_anew_when_there_are_many_more_vectors(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inner_products, "EXACT_UP_TO", 100)
        items, vectors = clustered
        grown = FaissVectors(DIMENSION)
        lists = []
        for start, end in ((0, 400), (400, 700), (700, 4_000)):
            grown.add(items[start:end], vectors[start:end])
            lists.append(grown.client.nlist)
        assert lists == [40, 40, 126]

    def test_nearly_all_of_the_ten_nearest_are_found_with_their_exact_scores(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        items, vectors = clustered
        found = 0
        for question in vectors[:100] + 0.3 * random_vectors(100):
            ids, cosines = by_numpy(items, vectors, question, 10)
            nearest = store.search(question, 10)
            exact = dict(zip(ids, cosines, strict=True))
            found += len(exact.keys() & set(nearest.ids))
            assert list(nearest.scores) == sorted(nearest.scores, reverse=True)
            for id_, score in zip(nearest.ids, nearest.scores, strict=True):
                assert score == pytest.approx(exact.get(id_, score), abs=1e-5)
        assert found >= 950

    def test_a_search_among_few_is_exact(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        items, vectors = clustered
        chosen = [*range(7, 4_000, 100)]
        where = Where(passage_ids={items[n].passage.id for n in chosen})
        few = [items[n] for n in chosen]
        for question in random_vectors(10, seed=4):
            expected = by_numpy(few, vectors[chosen], question, 8)[0]
            assert list(store.search(question, 8, where).ids) == expected

    def test_as_many_are_found_as_are_wanted_and_allowed(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        question = random_vectors(1)[0]
        assert len(store.search(question, 3_000).ids) == 3_000
        assert len(store.search(question, 1_900, Where(report_ids={"b"})).ids) == 1_900

    def test_a_deleted_report_is_gone_and_the_rest_keep_their_places(
        self, clustered: tuple[tuple[Indexed, ...], Vectors], store: FaissVectors
    ) -> None:
        items, vectors = clustered
        store.search(vectors[0], 1)
        store.delete("a")
        assert isinstance(store.client, faiss.IndexIVFFlat)
        for n in (2_000, 2_777, 3_999):
            assert store.search(vectors[n], 1).ids == (items[n].passage.id,)
        assert store.search(vectors[5], 1).ids != (items[5].passage.id,)

    def test_a_large_file_is_mapped_and_can_still_be_changed(
        self,
        clustered: tuple[tuple[Indexed, ...], Vectors],
        store: FaissVectors,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        items, vectors = clustered
        questions = random_vectors(5)
        before = [store.search(question, 9) for question in questions]
        store.save(tmp_path)
        monkeypatch.setattr(inner_products, "MAPPED_FROM", 1)
        loaded = FaissVectors.load(tmp_path, [item.passage for item in items], DIMENSION)
        assert [loaded.search(question, 9) for question in questions] == before
        extra = passages_of(report_of("c", {"en": ["One more."]}))
        loaded.add(extra, vectors[:1])
        loaded.delete("a")
        assert loaded.search(vectors[0], 1).ids == (extra[0].passage.id,)

    def test_a_mapped_exact_index_can_be_changed_too(
        self, many: tuple[Indexed, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = FaissVectors(DIMENSION)
        made.add(many, random_vectors(len(many)))
        made.save(tmp_path)
        monkeypatch.setattr(inner_products, "MAPPED_FROM", 1)
        loaded = FaissVectors.load(tmp_path, [item.passage for item in many], DIMENSION)
        loaded.delete("a")
        loaded.add(many[:1], random_vectors(1))
        assert len(loaded) == 61
        assert loaded.search(random_vectors(1)[0], 1).ids == (many[0].passage.id,)


class TestStores:
    """The store that the setting names."""

    def test_no_address_is_faiss(self) -> None:
        assert isinstance(open_vectors("", HashingEncoder(), ["a"]), FaissVectors)

    @pytest.mark.parametrize("address", ["faiss", "ftp://host", "/tmp/vectors.sqlite"])
    def test_an_address_of_no_kind_is_told(self, address: str) -> None:
        with pytest.raises(StoreUnavailable, match="neither a URL"):
            open_vectors(address, HashingEncoder(), ["a"])

    def test_without_the_extra_the_message_says_how_to_install_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "llama_index.vector_stores.milvus", None)
        with pytest.raises(StoreUnavailable, match=r"pip install 'report-assistant\[milvus\]'"):
            open_vectors(str(tmp_path / "vectors.db"), HashingEncoder(), ["a"])

    def test_a_password_is_not_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "llama_index.vector_stores.milvus", None)
        with pytest.raises(StoreUnavailable) as told:
            open_vectors("https://root:secret@cluster:19530", HashingEncoder(), ["a"])
        assert "secret" not in str(told.value)
        assert "https://cluster" in str(told.value)

    def test_a_cluster_that_does_not_answer_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("pymilvus", reason="needs the extra 'milvus'")
        monkeypatch.setattr(index.stores, "TIMEOUT_SECONDS", 0.5)
        with pytest.raises(StoreUnavailable, match="does not answer"):
            open_vectors("http://127.0.0.1:9", HashingEncoder(), ["a"])

    def test_milvus_finds_what_faiss_finds_and_is_opened_again_without_encoding(
        self, tmp_path: Path
    ) -> None:
        pytest.importorskip("milvus_lite", reason="needs the extra 'milvus'")
        reports = [
            report_of("a", {"en": ["Gross margin rose.", "Deposits fell."]}),
            report_of("b", {"en": ["Margins narrowed."], "zh-Hans": ["毛利率上升。"]}),
        ]
        address, encoder, told = str(tmp_path / "v.db"), HashingEncoder(), []
        over_milvus = open_index(tmp_path / "index", reports, encoder, store=address)
        over_faiss = PassageIndex.build(reports, encoder)
        again = open_index(
            tmp_path / "index", reports, encoder, store=address, progress=lambda *p: told.append(p)
        )
        assert told == []
        for question in ("margin", "毛利率", "deposits"):
            expected = over_faiss.search(question)
            for index_ in (over_milvus, again):
                hits = index_.search(question)
                assert [hit.passage for hit in hits] == [hit.passage for hit in expected]
                scores = [hit.score for hit in expected]
                assert [hit.score for hit in hits] == pytest.approx(scores, abs=1e-3)

    def test_indexes_that_share_milvus_see_their_own_reports_and_the_newest_text(
        self, tmp_path: Path
    ) -> None:
        pytest.importorskip("milvus_lite", reason="needs the extra 'milvus'")
        address, encoder = str(tmp_path / "v.db"), HashingEncoder()
        one = report_of("a", {"en": ["Gross margin rose.", "Margin notes."]})
        other = report_of("b", {"en": ["Margins narrowed."]})
        open_index(tmp_path / "b", [other], encoder, store=address)
        first = open_index(tmp_path / "a", [one], encoder, store=address)
        assert {hit.passage.report_id for hit in first.search("margin")} == {"a"}
        changed = report_of("a", {"en": ["Margin fell."]})
        second = open_index(tmp_path / "a", [changed], encoder, store=address)
        assert len(second.vectors) == 1
        assert [hit.passage.id for hit in second.search("margin")] == [
            passages_of(changed)[0].passage.id
        ]


class TestNodes:
    """llama-index's side."""

    def test_a_passage_survives_being_a_node(self, many: tuple[Indexed, ...]) -> None:
        assert [from_node(to_node(item)) for item in many] == list(many)

    def test_a_node_has_the_passages_id_text_and_report(self, many: tuple[Indexed, ...]) -> None:
        item = many[70]
        node = to_node(item, np.array([1.0, 0.5], np.float32))
        assert (node.node_id, node.ref_doc_id) == (item.passage.id, "b")
        assert node.get_embedding() == [1.0, 0.5]
        assert node.get_content(MetadataMode.EMBED) == item.text

    def test_a_foreign_node_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not made from a passage"):
            from_node(TextNode(text="a stranger"))

    @pytest.fixture
    def faiss_store(self, many: tuple[Indexed, ...]) -> FaissStore:
        vectors = FaissVectors(DIMENSION)
        vectors.add(many, random_vectors(len(many)))
        return FaissStore(vectors, many)

    def test_a_query_gives_nodes_and_scores(
        self, faiss_store: FaissStore, many: tuple[Indexed, ...]
    ) -> None:
        vectors = random_vectors(len(many))
        result = faiss_store.query(
            VectorStoreQuery(query_embedding=vectors[4].tolist(), similarity_top_k=3)
        )
        ids, cosines = by_numpy(many, vectors, vectors[4], 3)
        assert result.ids == ids
        assert result.similarities == pytest.approx(cosines, abs=1e-5)
        assert [node.node_id for node in result.nodes or ()] == ids

    def test_filters_narrow_a_query(self, faiss_store: FaissStore) -> None:
        filters = MetadataFilters(
            filters=[
                MetadataFilter(key="language", value="en"),
                MetadataFilter(key="report_id", value=["b"], operator=FilterOperator.IN),
            ]
        )
        result = faiss_store.query(
            VectorStoreQuery(
                query_embedding=random_vectors(1)[0].tolist(), similarity_top_k=99, filters=filters
            )
        )
        assert len(result.ids or ()) == 30
        assert all(id_.startswith("b/en/") for id_ in result.ids or ())

    @pytest.mark.parametrize(
        "query",
        [
            VectorStoreQuery(query_str="no vector"),
            VectorStoreQuery(query_embedding=[1.0] * DIMENSION, mode=VectorStoreQueryMode.MMR),
            VectorStoreQuery(
                query_embedding=[1.0] * DIMENSION,
                filters=MetadataFilters(filters=[MetadataFilter(key="kind", value="text")]),
            ),
            VectorStoreQuery(
                query_embedding=[1.0] * DIMENSION,
                filters=MetadataFilters(
                    filters=[MetadataFilter(key="language", value="en")],
                    condition=FilterCondition.OR,
                ),
            ),
        ],
    )
    def test_a_query_that_cannot_be_answered_is_refused(
        self, faiss_store: FaissStore, query: VectorStoreQuery
    ) -> None:
        with pytest.raises(ValueError, match="this store"):
            faiss_store.query(query)

    def test_nodes_are_replaced_deleted_and_cleared(
        self, faiss_store: FaissStore, many: tuple[Indexed, ...]
    ) -> None:
        again = to_node(many[0], np.ones(DIMENSION, np.float32))
        assert faiss_store.add([again]) == [many[0].passage.id]
        assert faiss_store.client.ntotal == len(many)
        faiss_store.delete_nodes()
        assert faiss_store.client.ntotal == len(many)
        faiss_store.delete_nodes(node_ids=[many[0].passage.id, "unknown"])
        assert len(faiss_store.get_nodes()) == len(many) - 1
        faiss_store.delete("a")
        assert {node.ref_doc_id for node in faiss_store.get_nodes()} == {"b"}
        faiss_store.clear()
        assert faiss_store.get_nodes() == []
        assert faiss_store.client.ntotal == 0
