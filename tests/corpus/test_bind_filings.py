"""What a filing's cover and tables tell: the company, its names, notes that are no scales."""

from __future__ import annotations

import pytest

from corpus.bind.name_words import is_plain_word, plain_name, subject_pattern
from corpus.bind.table_cells import read_scale
from corpus.load.find_subject import find_subject

COVER = """SECURITIES AND EXCHANGE COMMISSION

FORM 10-K

For the fiscal year ended December 31, 2019

{name}

(Exact name of registrant as specified in its charter)

{symbol}
"""


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Pellworth Tools, Inc.", "Pellworth Tools"),
        ("THE PELLWORTH COMPANY", "Pellworth"),
        ("PELLWORTH TOOLS CO., INC.", "Pellworth Tools"),
        ("PTX Holdings Corporation", "PTX"),
    ],
)
def test_the_registrant_of_a_filing_is_its_subject(name: str, subject: str) -> None:
    assert find_subject(COVER.format(name=name, symbol=""))[0] == subject


def test_the_trading_symbol_of_a_cover_is_the_ticker() -> None:
    symbol = (
        "Trading Symbol(s) Name of each exchange on which registered PTX New York Stock Exchange"
    )
    cover = COVER.format(name="Pellworth Tools, Inc.", symbol=symbol)
    assert find_subject(cover) == ("Pellworth Tools", "PTX")


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("平和人壽：2024年度業績", "平和人壽"),
        ("青川半导体：2025年第二季度业绩", "青川半导体"),
        ("商贸零售：医美产业链深度剖析之四", ""),
    ],
)
def test_the_name_before_the_colon_of_a_title_on_results_is_the_subject(
    title: str, subject: str
) -> None:
    name = title.partition("：")[0]
    assert find_subject(f"{title}\n\n{name}的保費收入增長。")[0] == subject


def test_a_company_is_found_by_its_name_without_the_legal_form() -> None:
    assert plain_name("Foot Rack, Inc.") == "Foot Rack"
    pattern = subject_pattern("Pellworth Tools, Inc.")
    found = [
        m.group() for m in pattern.finditer("Pellworth's sales; Pellworth Tools grew; Pellworths")
    ]
    assert found == ["Pellworth's", "Pellworth Tools"]


def test_a_common_first_word_names_no_company() -> None:
    pattern = subject_pattern("General Looms, Inc.")
    assert [m.group() for m in pattern.finditer("General and administrative; General Looms")] == [
        "General Looms"
    ]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Total", True),
        ("as", True),
        ("2019", True),
        ("Cloud", False),
        ("Pet care", False),
        ("車用", False),
    ],
)
def test_common_words_of_tables_are_no_names_of_the_report(name: str, plain: bool) -> None:
    assert is_plain_word(name) is plain


def test_the_second_footnote_is_no_scale() -> None:
    assert read_scale("(b) (d)").factor is None
    assert read_scale("(US$ b)").factor == 1_000_000_000
