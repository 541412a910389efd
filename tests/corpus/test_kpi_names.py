"""The vocabulary: its files are sound, and its words are found whole, longest, in either script."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus.kpi_names
from corpus.figure import Unit, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Matcher, read_names, read_rows, vocabulary
from corpus.script import fold, has_han, is_han

NAMES = Path(corpus.kpi_names.__file__).with_name("names")
FILES = {
    "metrics.csv": "metric",
    "segments.csv": "segment",
    "regions.csv": "region",
    "entities.csv": "entity",
}


def keys(text: str, kind: str) -> list[str]:
    return [m.key for m in vocabulary().mentions(text) if m.kind == kind]


# -- the files --------------------------------------------------------------------------


def test_keys_are_unique_across_all_names() -> None:
    counted = Counter(row["key"] for file in FILES for row in read_rows(NAMES / file))
    assert [key for key, count in counted.items() if count > 1] == []
    assert len(counted) > 150


@pytest.mark.parametrize("file", FILES)
def test_every_line_has_all_its_cells_and_both_labels(file: str) -> None:
    for row in read_rows(NAMES / file):
        assert None not in row and None not in row.values(), row
        assert row["key"].isidentifier(), row
        assert not has_han(row["en"]), row
        assert row["en"].strip() == row["en"] != "", row
        assert row["zh"].strip() == row["zh"] != "", row


@pytest.mark.parametrize("file", FILES)
def test_no_alias_is_a_single_letter_or_character_and_none_is_written_twice(file: str) -> None:
    for row in read_rows(NAMES / file):
        for column in ("more_en", "more_zh"):
            aliases = [alias for alias in row[column].split("|") if alias]
            assert len(aliases) == len(set(aliases)), row["key"]
            assert all(len(alias.removeprefix("=")) > 1 for alias in aliases), row["key"]


def test_no_alias_stands_for_two_metrics() -> None:
    owners: dict[str, set[str]] = {}
    for alias, key in read_names("metric"):
        owners.setdefault(fold(alias.removeprefix("=")).replace("-", " "), set()).add(key)
    assert {alias: keys for alias, keys in owners.items() if len(keys) > 1} == {}


def test_every_parent_is_a_name_of_the_same_file_and_no_chain_is_a_circle() -> None:
    names = vocabulary().names
    for name in names.values():
        if name.parent:
            assert names[name.parent].kind == name.kind
        seen, key = set(), name.key
        while key:
            assert key not in seen
            seen.add(key)
            key = names[key].parent


def test_units_of_metrics_can_be_read() -> None:
    for row in read_rows(NAMES / "metrics.csv"):
        assert row["good"] in ("up", "down", "")
        assert row["scope"] in ("group", "world", "")
        for unit in row["units"].split("|"):
            assert str(Unit.parse(unit)) == unit


def test_cues_of_measure_and_source_are_kinds_that_exist() -> None:
    for row in read_rows(NAMES / "cues.csv"):
        if row["kind"] == "measure":
            Measure(row["key"])
        if row["kind"] == "source":
            SourceKind(row["key"])
        assert row["en"] or row["zh"]


@pytest.mark.parametrize("file", ["per_unit.csv", "related.csv", "nearby.csv", "formulas.csv"])
def test_the_files_beside_name_metrics_of_the_vocabulary(file: str) -> None:
    names = vocabulary().names
    rows = read_rows(NAMES / file)
    assert rows
    for row in rows:
        for column, key in row.items():
            if column != "formula":
                assert names[key].kind == "metric"


def test_every_label_is_found_as_its_own_name() -> None:
    lost = []
    for name in vocabulary().names.values():
        for label in (name.en, name.zh):
            if name.key not in keys(label, name.kind):
                lost.append((name.key, label))
    assert lost == []


def test_a_name_and_a_ticker_that_differ_in_case_alone_are_both_found() -> None:
    assert keys("Meta and META", "entity") == ["meta", "meta"]


# -- finding ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Gross margin and gross profit rose.", "metric", ["gross_margin", "gross_profit"]),
        ("GROSS-MARGIN", "metric", ["gross_margin"]),
        ("毛利率與毛利", "metric", ["gross_margin", "gross_profit"]),
        ("经调整净利润增长", "metric", ["adjusted_net_profit"]),
        ("經調整淨利潤增長", "metric", ["adjusted_net_profit"]),
        ("operating profit margin", "metric", ["operating_margin"]),
        ("營業利益率", "metric", ["operating_margin"]),
        ("EV and IoT", "segment", ["electric_vehicles", "iot"]),
        ("the SU7 Ultra and the SU7", "segment", ["su7_ultra", "su7"]),
        ("每個Every EVangelist", "segment", []),  # no part of a word
        ("EVs' sales", "segment", ["electric_vehicles"]),
        ("in mainland China and India", "region", ["mainland_china", "india"]),
        ("中国大陆与东南亚", "region", ["mainland_china", "southeast_asia"]),
        ("Xiaomi's rival Li Auto", "entity", ["xiaomi", "li_auto"]),
        pytest.param(
            "Xiaomi's rivals NIO and Li Auto",
            "entity",
            ["xiaomi", "nio", "li_auto"],
            marks=pytest.mark.xfail(reason="a name that is its own ticker is found twice"),
        ),
        ("Apple sells an apple", "entity", ["apple"]),  # in this case only
        ("1810.HK", "entity", ["xiaomi"]),
        ("同比增長，環比下降", "measure", ["yoy", "qoq"]),
        ("up year on year, down quarter-on-quarter", "measure", ["yoy", "qoq"]),
        ("the target; market expectation", "source", ["target", "consensus"]),
        ("營收\n與\u00a0net  income", "metric", ["revenue"]),
        ("net\nincome", "metric", ["net_profit"]),  # a line may break within a name
        ("", "metric", []),
    ],
)
def test_names_are_found_leftmost_longest_and_whole(
    text: str, kind: str, wanted: list[str]
) -> None:
    assert keys(text, kind) == wanted


def test_spans_hold_the_words_as_written() -> None:
    text = "The ＥＶ business's gross margins: 毛利率。"
    found = {
        text[m.span.start : m.span.end]: m.key
        for m in vocabulary().mentions(text)
        if m.kind in ("metric", "segment")
    }
    assert found["gross margins"] == found["毛利率"] == "gross_margin"


def test_a_word_of_several_meanings_is_given_once_for_each() -> None:
    matcher = Matcher.of(
        [("margin", "metric", "a"), ("margin", "metric", "b"), ("gross margin", "metric", "c")]
    )
    assert [m.key for m in matcher.mentions("margin, gross margin")] == ["a", "b", "c"]


def test_a_case_sensitive_alias_is_found_in_that_case_only() -> None:
    matcher = Matcher.of([("=PE", "metric", "pe")])
    assert len(matcher.mentions("PE pe Pe PEs")) == 2


@given(st.text(max_size=200))
def test_mentions_of_any_text_are_ordered_and_do_not_overlap(text: str) -> None:
    found = vocabulary().mentions(text)
    spans = [m.span for m in found]
    assert spans == sorted(spans)
    for one, other in pairwise(spans):
        assert one == other or not one.overlaps(other)
    for span in spans:
        assert span.end <= len(text)
        assert span.of(text).strip()


@given(st.sampled_from(sorted(vocabulary().names)), st.sampled_from(["of ", "(", "，", "每"]))
def test_a_label_is_found_wherever_it_stands(key: str, before: str) -> None:
    name = vocabulary().names[key]
    if not is_han(name.zh[0]):
        return
    assert key in keys(f"x {before.strip()}，{name.zh}。", name.kind)


# -- what names say ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "unit", "fits"),
    [
        ("revenue", Unit(UnitKind.CURRENCY, "CNY"), True),
        ("revenue", Unit(UnitKind.NUMBER), True),
        ("revenue", Unit(UnitKind.PERCENT), False),
        ("gross_margin", Unit(UnitKind.PERCENT), True),
        ("gross_margin", Unit(UnitKind.POINT), False),
        ("gross_margin", Unit(UnitKind.NUMBER), False),
        ("shipments", Unit(UnitKind.COUNT, "unit"), True),
        ("shipments", Unit(UnitKind.COUNT, "vehicle"), True),
        ("shipments", Unit(UnitKind.COUNT, "person"), False),
        ("shipments", Unit(UnitKind.CURRENCY, "CNY"), False),
        ("inventory_days", Unit(UnitKind.COUNT, "day"), True),
        ("pe_ratio", Unit(UnitKind.MULTIPLE), True),
    ],
)
def test_the_units_a_metric_is_given_in(metric: str, unit: Unit, fits: bool) -> None:
    assert vocabulary().names[metric].has_unit(unit) is fits


def test_labels_in_three_scripts_and_open_phrases_as_they_are() -> None:
    words = vocabulary()
    assert words.label("gross_margin", "en") == "gross margin"
    assert words.label("electric_vehicles", "zh-Hans") == "智能电动汽车"
    assert words.label("electric_vehicles", "zh-Hant") == "智能電動汽車"
    assert words.label("Acme Motors", "en") == "Acme Motors"


def test_what_lies_within_what() -> None:
    words = vocabulary()
    assert words.within("su7_ultra", "electric_vehicles")
    assert words.within("su7", "su7")
    assert words.within("india", "global")
    assert not words.within("electric_vehicles", "su7")
    assert not words.within("", "su7")
    assert not words.within("no such name", "su7")
