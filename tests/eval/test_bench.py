"""The bench: what it counts, how it shows it, and one small run. No test asserts a time."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.ask import Assistant
from corpus.report import Passage
from corpus.script import LANGUAGES
from eval.bench import found, one_size, scale
from eval.bench.__main__ import PARTS, main
from eval.bench.measure import (
    Budget,
    Measure,
    as_record,
    percentile,
    resident_megabytes,
    seconds,
    shown,
    table,
)
from eval.bench.pages import page_questions, page_ranks
from eval.bench.plot import plot
from eval.bench.retrieval import (
    Paragraph,
    answering,
    compare,
    paragraphs_of,
    peers_of,
    rank_of,
    rankers,
    recall,
)
from eval.bench.subject import Bench, BenchError, output_of
from eval.bench.synthetic import synthetic_reports
from eval.question_set import Case, load_set
from eval.testing import case
from index.build import PassageIndex
from index.load_encoder import load_encoder
from index.passage import passages_of
from index.testing import HashingEncoder, PlainEncoder, report_of

REPORT = report_of(
    "small",
    {
        "en": ["Revenue was RMB 111.3 billion.", "Gross margin rose to 23.2%.", "Sales grew."],
        "zh-Hant": ["收入為1113億元。", "毛利率升至23.2%。", "銷售增長。"],
    },
    title="",
)


def passage(paragraph: int) -> Passage:
    """The English passage of that paragraph."""
    return REPORT.editions[0].passages[paragraph]


# --- numbers and how they are shown -----------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.25, 1.0), (0.5, 2.0), (0.51, 3.0), (0.95, 4.0)]
)
def test_a_percentile_is_the_nearest_rank_of_the_values(share: float, expected: float) -> None:
    assert percentile([4.0, 2.0, 1.0, 3.0], share) == expected


def test_a_budget_is_kept_up_to_its_value_or_from_it() -> None:
    assert [Budget(2.5).holds(value) for value in (2.4, 2.5, 2.6)] == [True, True, False]
    least = Budget(0.98, at_least=True)
    assert [least.holds(value) for value in (0.97, 0.98, 0.99)] == [False, True, True]


def test_a_measure_without_a_budget_is_neither_within_nor_beyond() -> None:
    assert Measure("build", 9.0, "s").within is None
    assert Measure("build", 9.0, "s", Budget(1.0)).within is False


def test_ratios_are_multiples_of_the_peers_and_none_of_zero() -> None:
    measured = Measure("top 1", 0.8, "share", None, (("BM25", 0.4), ("nothing", 0.0)))
    assert measured.ratios == {"BM25": 2.0}


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1.534, "s", "1.53 s"),
        (0.0241, "s", "24.1 ms"),
        (0.000038, "s", "38 µs"),
        (212.4, "MB", "212 MB"),
        (0.98, "share", "0.980"),
    ],
)
def test_values_are_shown_in_the_unit_that_reads_best(
    value: float, unit: str, expected: str
) -> None:
    assert shown(value, unit) == expected


def test_the_table_shows_value_budget_verdict_and_peers() -> None:
    peers = (("bare NumPy", 0.15),)
    text = table(
        {
            "shell": [Measure("ask", 1.2, "s", Budget(2.5), peers)],
            "found": [Measure("top 1", 0.7, "share", Budget(0.85, at_least=True))],
            "memory": [],
        }
    )
    lines = [line.split() for line in text.splitlines()]
    assert lines[2][:7] == ["ask", "1.20", "s", "≤", "2.50", "s", "kept"]
    assert "bare NumPy 150.0 ms (x8.00)" in text
    assert lines[4] == ["top", "1", "0.700", "≥", "0.850", "MISSED"]
    assert lines[5] == ["[memory]", "not", "measured", "on", "this", "machine"]


def test_a_record_is_json_with_seconds_and_ratios() -> None:
    record = as_record("shell", Measure("ask", 1.2, "s", Budget(2.5), (("bare", 0.6),)))
    assert json.loads(json.dumps(record)) == {
        "part": "shell",
        "name": "ask",
        "value": 1.2,
        "unit": "s",
        "budget": 2.5,
        "at_least": False,
        "within": True,
        "peers": {"bare": 0.6},
        "ratios": {"bare": 2.0},
    }


def test_what_is_timed_is_done_once() -> None:
    done: list[int] = []
    assert seconds(lambda: done.append(1)) >= 0
    assert done == [1]


# --- processes --------------------------------------------------------------------------------


def test_memory_is_read_from_the_resident_line_of_linux(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nVmHWM:\t  900000 kB\nVmRSS:\t  204800 kB\n")
    assert resident_megabytes(status) == 200.0
    status.write_text("Name:\tpython\n")
    assert resident_megabytes(status) is None
    assert resident_megabytes(tmp_path / "absent") is None


def test_a_program_that_is_not_there_is_told_with_what_to_do() -> None:
    with pytest.raises(BenchError, match="make test"):
        output_of(["/nowhere/report-assistant"], {})


def test_a_program_that_fails_is_told_with_its_own_words() -> None:
    with pytest.raises(BenchError, match="no such thing"):
        output_of([sys.executable, "-c", "raise SystemExit('no such thing')"], {})


def test_other_processes_get_our_folder_and_none_of_the_users_settings(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORT_ASSISTANT_LLM_URL", "http://example.invalid")
    monkeypatch.setenv("REPORT_ASSISTANT_DATA_DIR", "/elsewhere")
    monkeypatch.setenv("SOMETHING_ELSE", "kept")
    environment = Bench(assistant, (), tmp_path).environment
    assert "REPORT_ASSISTANT_LLM_URL" not in environment
    assert environment["REPORT_ASSISTANT_DATA_DIR"] == str(tmp_path)
    assert environment["SOMETHING_ELSE"] == "kept"


# --- retrieval --------------------------------------------------------------------------------


def test_a_paragraph_holds_what_any_of_its_editions_says() -> None:
    paragraph = Paragraph.of(["Revenue was RMB 111.3 billion.", "收入為1113億元。"])
    assert paragraph.holds("1113億元")
    assert paragraph.holds("revenue")
    assert paragraph.holds("收入")
    assert not paragraph.holds("1114億元")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (case({"cites": ["23.2%"]}), {1}),
        (case({"cites": [["9.9%", "1113億元"]]}), {0}),
        (case({"cites": ["23.2%", "margin"]}), {1}),
        (case({"cites": ["23.2%", "1113億元"]}), set()),
        (case({"figures": ["23.2%"]}), set()),
        (case({"cites": ["23.2%"], "refused": True}), set()),
        (case({"cites": ["23.2%"]}, history=[{"role": "user", "content": "Margin?"}]), set()),
    ],
    ids=["figure", "alternative", "both", "apart", "uncited", "refused", "follow-up"],
)
def test_the_right_paragraphs_hold_every_fact_to_be_cited(asked: Case, expected: set[int]) -> None:
    assert answering(asked, paragraphs_of(passages_of(REPORT))) == expected


def test_a_paragraph_ranks_where_its_best_passage_does_in_whatever_edition() -> None:
    chinese = REPORT.editions[1].passages
    ranked = [chinese[2], passage(2), chinese[0], passage(1)]
    assert rank_of(frozenset([2]), ranked) == 0
    assert rank_of(frozenset([0]), ranked) == 1
    assert rank_of(frozenset([1, 0]), ranked) == 1
    assert rank_of(frozenset([7]), ranked) is None


def test_recall_counts_what_was_found_early_enough() -> None:
    ranks = [0, 1, 4, 5, None]
    assert [recall(ranks, depth) for depth in (1, 5)] == [0.2, 0.6]


def test_every_way_is_asked_the_same_questions() -> None:
    heard: list[str] = []

    def right(question: str) -> list[Passage]:
        heard.append(question)
        return [passage(0), passage(1)]

    asked = [("a", frozenset([0])), ("b", frozenset([1]))]
    found = compare({"right": right, "deaf": lambda question: []}, asked)
    assert heard == ["a", "b"]
    assert found["right"].shares == (0.5, 1.0)
    assert found["deaf"].shares == (0.0, 0.0)


@pytest.mark.parametrize("question", ["gross margin", "毛利率", "revenue of 111.3 billion"])
def test_our_search_and_its_parts_find_words_that_are_there(question: str) -> None:
    ways = rankers(PassageIndex.build([REPORT], HashingEncoder()))
    assert list(ways) == ["ours", "BM25 alone", "mean vectors alone"]
    expected = 0 if "revenue" in question else 1
    assert {way: rank(question)[0].paragraph for way, rank in ways.items()} == dict.fromkeys(
        ways, expected
    )


def test_bm25_finds_nothing_where_no_word_is_known() -> None:
    ways = rankers(PassageIndex.build([REPORT], HashingEncoder()))
    assert ways["BM25 alone"]("zzz") == []


@pytest.fixture(scope="module")
def bundled(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(assistant, load_set("dev"), tmp_path_factory.mktemp("bench"))


def test_retrieval_is_measured_in_three_scripts_at_two_depths_beside_three_peers(
    bundled: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "WORKED_WITH", ("dev",))
    monkeypatch.setattr(found, "WRITTEN_BLIND", ())
    measures = found.retrieval(bundled)
    shares = [measure for measure in measures if measure.unit == "share"]
    assert len(measures) == 3 * len(LANGUAGES)
    for language, first, fifth in zip(LANGUAGES, shares[::2], shares[1::2], strict=True):
        assert first.name.startswith(f"report, {language} (")
        assert 0 < first.value <= fifth.value <= 1
        assert [name for name, _ in first.peers] == [
            "index alone",
            "BM25 alone",
            "mean vectors alone",
        ]
        assert first.value > dict(first.peers)["index alone"] - 0.02


def test_xquad_is_left_out_where_it_is_not(
    bundled: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "DEV_DATA", tmp_path)
    assert PARTS["xquad"](bundled) == []
    assert PARTS["pages"](bundled) == []


def test_the_studys_numbers_stand_beside_ours_named_as_fixed() -> None:
    ways = {"ours": lambda question: [passage(0)], "other": lambda question: [passage(1)]}
    asked = [("a", frozenset([0]))]
    top_1, top_5, _ = found.found_by("x", ways, asked, [Budget(0.5)] * 2, (0.70, 0.89))
    assert top_1.peers == (("other", 0.0), ("study (fixed)", 0.70))
    assert top_5.peers == (("other", 0.0), ("study (fixed)", 0.89))


def test_another_encoder_is_a_peer_alone_and_in_llama_indexs_index() -> None:
    peers = peers_of(HashingEncoder(), [REPORT], "hashing")
    assert list(peers) == ["hashing alone", "llama-index VectorStoreIndex, hashing"]
    for ranked in peers.values():
        assert ranked("gross margin")[0].paragraph == 1


def test_minilm_is_measured_where_its_folder_is_given_and_nowhere_else(
    bundled: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "load_encoder", lambda name: HashingEncoder())
    assert found.minilm_ways(bundled, [REPORT]) == {}
    given = replace(bundled, minilm=Path("/somewhere"))
    assert all(found.MINILM in name for name in found.minilm_ways(given, [REPORT]))


def test_a_folder_with_another_model_is_an_error_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--part", "index", "--minilm", str(tmp_path)]) == 2
    assert "There is no model.safetensors" in capsys.readouterr().err
    (tmp_path / "model.safetensors").write_bytes(b"another")
    assert main(["--part", "index", "--minilm", str(tmp_path)]) == 2
    assert "is not all-MiniLM-L6-v2" in capsys.readouterr().err


def test_llama_indexs_own_index_ranks_as_bare_vectors_do() -> None:
    from index.llama.default_index import default_index

    ranked = default_index(passages_of(REPORT), PlainEncoder(), 2)("gross margin")
    assert [one.paragraph for one in ranked][:1] == [1]
    assert len(ranked) == 2


# --- pages ------------------------------------------------------------------------------------


def test_the_page_questions_are_many_and_name_pages() -> None:
    asked = page_questions()
    assert len(asked) >= 60
    assert len({(each.file, each.question) for each in asked}) == len(asked)
    assert all(each.pages and min(each.pages) >= 1 for each in asked)
    assert all(each.question.isascii() for each in asked)


@pytest.mark.slow
def test_english_questions_find_the_page_of_the_chinese_deck() -> None:
    folder = found.DEV_DATA / "documents"
    ranks = page_ranks(folder, load_encoder())
    if not ranks:
        pytest.skip(f"needs the decks in {folder}")
    assert recall(ranks, 1) >= 0.80
    assert recall(ranks, 3) >= 0.94


# --- size -------------------------------------------------------------------------------------


def test_synthetic_reports_have_the_passages_wanted_in_two_languages_and_the_same_each_time() -> (
    None
):
    made = list(synthetic_reports(650))
    items = [item for report in made for item in passages_of(report)]
    assert len(items) == 650
    assert len(made) == 3
    assert {item.passage.language for item in items} == {"en", "zh-Hans"}
    assert len({item.text for item in items}) > 640
    assert list(synthetic_reports(650)) == made


def test_a_size_is_built_and_asked(tmp_path: Path) -> None:
    assert one_size.build(40, tmp_path)["build"] > 0
    asked = one_size.ask(40, tmp_path)
    assert asked["recall"] == 1.0
    assert 0 < asked["question_p50"] <= asked["question_p95"]
    assert 0 < asked["vectors_p50"] <= asked["vectors_p95"]


def test_a_size_is_measured_in_processes_of_its_own(
    bundled: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale, "SIZES", (30,))
    measures = scale.scale(bundled)
    names = [measure.name for measure in measures]
    assert all(name.startswith("30 passages: ") for name in names)
    budgets = {measure.name: measure.budget for measure in measures}
    assert budgets["30 passages: recall@10 against all"] == Budget(0.98, at_least=True)
    drawn = plot(measures)
    assert drawn.count("<polyline") == 4


def test_the_drawing_has_a_line_for_each_kind_of_time_that_falls_with_the_time() -> None:
    measures = [
        Measure("30 passages: a question, p50", 0.001, "s"),
        Measure("300 passages: a question, p50", 0.1, "s"),
        Measure("300 passages: recall@10 against all", 1.0, "share"),
    ]
    tree = ElementTree.fromstring(plot(measures))
    (line,) = tree.iter("{http://www.w3.org/2000/svg}polyline")
    (x1, y1), (x2, y2) = [tuple(map(float, p.split(","))) for p in line.attrib["points"].split()]
    assert x1 < x2
    assert y1 > y2  # an SVG's y runs downwards
    assert ElementTree.fromstring(plot([])) is not None


# --- runs -------------------------------------------------------------------------------------


def test_a_part_is_run_and_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--part", "index", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["machine"]["cores"] >= 1
    assert [record["name"].split(":")[1] for record in printed["measures"]] == [
        " build",
        " load",
        " load",
        " a question",
        " a passage, of many at once",
    ]
    for record in printed["measures"]:
        assert record["part"] == "index"
        assert record["unit"] == "s"
        assert record["value"] > 0


def test_what_does_not_run_is_an_error_with_exit_code_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Bench) -> list[Measure]:
        raise BenchError("it does not run")

    monkeypatch.setitem(PARTS, "shell", broken)
    assert main(["--part", "shell"]) == 2
    assert capsys.readouterr().err == "error: it does not run\n"
