"""What only large reports have: tables of contents, headers apart, unit lines that count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.bind.bind_figures import bind_figures
from corpus.bind.bind_tables import bind_table
from corpus.bind.binding import Binding, Context
from corpus.bind.contents import is_contents
from corpus.home_region import at_home
from corpus.kpi_names import vocabulary
from corpus.period import Period

ACME = Context("Acme", Period.year(2018), "USD")


def _slots(found: Sequence[Binding]) -> list[tuple[str, str, str, str]]:
    return [(b.figure.text, b.metric, b.segment, b.region) for b in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Part I Page Business 1 Risk Factors 5 Properties 14 Legal Proceedings 15", True),
        ("Sales were 5 in Europe, 7 in Asia, 9 in Africa and 12 in America.", False),
        ("Business 4 Risk Factors $9 Properties 15 Legal Proceedings 16", False),
        ("Business 9 Risk Factors 4 Properties 15 Legal Proceedings 16", False),
    ],
)
def test_a_table_of_contents_is_told_by_titles_and_rising_pages(text: str, expected: bool) -> None:
    assert is_contents(text) is expected


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("Domestic stores", "USD", "united_states"),
        ("Domestic stores", "CNY", "mainland_china"),
        ("employees outside the United States", "USD", "overseas"),
        ("sales outside Europe", "USD", "rest_of_world"),
        ("with non-U.S. airlines", "USD", "overseas"),
    ],
)
def test_home_is_where_the_report_counts_its_money(text: str, currency: str, expected: str) -> None:
    found = at_home(vocabulary().mentions(text), text, currency)
    assert [m.key for m in found if m.kind == "region"] == [expected]


def test_a_header_of_a_table_of_its_own_dates_the_next_part() -> None:
    header = " | 12-Month | 12-Month | 12-Month | 12-Month\nYear | 2018 | (1) | 2017 | 2016"
    bound, columns = bind_table(header, ACME)
    assert bound == ()
    body, _ = bind_table("Number of stores\nTotal | 1,575 | 1,631 | 1,731", ACME, columns=columns)
    assert [(b.figure.text, b.metric, b.period) for b in body] == [
        ("1,575", "stores", Period.year(2018)),
        ("1,631", "stores", Period.year(2017)),
        ("1,731", "stores", Period.year(2016)),
    ]


def test_columns_that_name_no_time_narrow_what_their_figures_say() -> None:
    table = " | Owned | Leased\nStores | 3 | 131"
    bound, _ = bind_table(table, ACME)
    assert [(b.figure.text, b.detail) for b in bound] == [("3", "Owned"), ("131", "Leased")]


def test_figures_of_one_row_under_no_header_are_of_no_known_time() -> None:
    bound, _ = bind_table("Stores | 283 | 216 | 212\nRevenue | 5 | 6 | 7", ACME)
    assert [b.period for b in bound if b.metric == "stores"] == [None, None, None]


def test_a_unit_line_that_counts_gives_no_money() -> None:
    table = "(Square feet in thousands) | Owned | Leased\nGlobal Care | 684 | 8,140"
    bound, _ = bind_table(table, ACME)
    assert [(str(b.figure.unit), int(b.figure.value)) for b in bound] == [
        ("count:square foot", 684_000),
        ("count:square foot", 8_140_000),
    ]


def test_letters_before_total_name_the_business() -> None:
    found = bind_figures("XYZ total backlog of $412 million at December 31, 2018.", ACME)
    assert _slots(found) == [("$412 million", "order_backlog", "XYZ", "")]


def test_a_proper_name_before_what_is_counted_is_a_business() -> None:
    found = bind_figures("We closed 66 Future Shop stores.", ACME)
    assert _slots(found)[0][2] == "Future Shop"
