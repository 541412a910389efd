"""Stored editions and rows come back equal, whatever is in them."""

from __future__ import annotations

import zlib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figure import Figure, Qualifier, Span, Unit, UnitKind
from corpus.library.serialise import (
    BadEdition,
    pack_edition,
    pack_figure,
    unpack_edition,
    unpack_figure,
)
from corpus.load.load_report import report_from_text
from corpus.report import Box, Edition, SourceMap

spans = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(
    lambda ends: Span(min(ends), max(ends))
)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=None)
figures = st.builds(
    Figure,
    value=decimals,
    unit=st.builds(Unit, st.sampled_from(UnitKind), st.sampled_from(["", "CNY", "unit"])),
    text=st.text(),
    span=spans,
    quantum=decimals,
    scale=decimals,
    qualifier=st.sampled_from(Qualifier),
    upper=st.none() | decimals,
)


@given(figures)
def test_a_figure_comes_back_with_every_digit(figure: Figure) -> None:
    back = unpack_figure(pack_figure(figure))
    assert back == figure
    assert str(back.value) == str(figure.value)


@given(st.text(alphabet=st.characters(exclude_categories=()), min_size=1))
def test_an_edition_comes_back_with_every_character_of_its_text(text: str) -> None:
    edition = report_from_text("A plain line.\n\nAnother one.", id="r").editions[0]
    edition = replace(edition, text=text, title=text[::-1])
    assert unpack_edition(pack_edition(edition), "r") == edition


def with_layout() -> Edition:
    edition = report_from_text("A plain line.\n\nAnother one.", id="r").editions[0]
    box = Box(1, 0.1 + 0.2, 1e-9, 123456.789, 1 / 3)
    return replace(edition, source=SourceMap((0, 5), (1, 2), (1, 1), (box, None), "slide"))


def test_boxes_come_back_to_the_last_bit() -> None:
    edition = with_layout()
    assert unpack_edition(pack_edition(edition), "r") == edition


def test_a_stored_edition_is_one_of_whatever_report_it_is_read_for() -> None:
    back = unpack_edition(pack_edition(with_layout()), "another")
    assert {passage.report_id for passage in back.passages} == {"another"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"edition/99\n" + zlib.compress(b"{}"),
        b"edition/1\nnot zlib",
        b"edition/1\n" + zlib.compress(b"[]"),
        b"edition/1\n" + zlib.compress(b'{"language": "en"}'),
        pack_edition(with_layout())[:-20],
    ],
)
def test_damaged_or_foreign_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadEdition):
        unpack_edition(data, "r")


def test_decimals_are_told_apart_from_floats() -> None:
    with pytest.raises(TypeError):
        Figure(1.5, Unit(UnitKind.NUMBER), "1.5", Span(0, 3), Decimal(1))  # type: ignore[arg-type]
