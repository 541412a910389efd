"""Rows of one table that would say two things of the same: told apart by their labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.bind.binding import Binding
from corpus.bind.name_words import is_common_word
from corpus.bind.table_cells import Cell
from corpus.bind.table_headers import Told
from corpus.bind.table_words import metric_kinds, plain

_LONGEST = 60  # characters of what narrows a figure
_INEXACT = 99  # more than any name has to leave out
_Key = tuple[object, ...]


def told_apart(rows: Iterable[tuple[Told, list[Binding]]], reconciles: bool) -> Iterator[Binding]:
    """The bindings of a table's rows, in order.

    Of two rows with different labels and values for one metric, the one whose label is less
    exactly its name keeps its label as its metric ("Net income including ..." beside "Net income").
    In a table that `reconciles` stated figures with adjusted ones, a label that comes again is the
    adjusted one.
    """
    table = list(rows)
    best: dict[_Key, tuple[int, str]] = {}
    for label, bound in table:
        for binding in bound:
            if label.metric == binding.metric:
                told = (label.steps if label.whole else _INEXACT, plain(label.text))
                key = _key(binding)
                best[key] = min(best.get(key, told), told, key=lambda one: one[0])
    seen: dict[_Key, Binding] = {}
    for label, bound in table:
        for binding in bound:
            key = _key(binding)
            kept = best.get(key)
            name = plain(label.text)
            if reconciles and key in seen and seen[key].figure.value != binding.figure.value:
                adjusted = metric_kinds().adjusted
                binding = replace(binding, metric=adjusted.get(binding.metric, binding.metric))
            elif kept is not None and kept[1] != name and _differs(key, binding, table):
                binding = replace(binding, metric=label.text.strip())
            seen.setdefault(key, binding)
            yield binding


def columns_apart(
    found: list[Binding], row: Sequence[Cell], columns: Sequence[Told]
) -> list[Binding]:
    """The figures of one row that would say different things of the same: what their columns are
    called narrows them ("Leased", "Owned"); without that, it is not known of which time they are.
    A column that is called the total stays the whole."""
    values: dict[_Key, set[Decimal]] = {}
    for binding in found:
        values.setdefault(_key(binding), set()).add(binding.figure.value)
    told = []
    for binding in found:
        if len(values[_key(binding)]) > 1:
            at = next((n for n, c in enumerate(row) if c.span.covers(binding.figure.span)), 0)
            column = columns[at] if 0 < at < len(columns) else Told()
            if not column.text:
                binding = replace(binding, period=None)
            elif not is_common_word(column.text) and column.period is None:
                binding = replace(binding, detail=column.text[:_LONGEST])
        told.append(binding)
    return told


def _key(binding: Binding) -> _Key:
    return (
        binding.metric, binding.entity, binding.segment, binding.region, binding.period,
        binding.measure, binding.figure.unit,
    )  # fmt: skip


def _differs(key: _Key, binding: Binding, table: list[tuple[Told, list[Binding]]]) -> bool:
    """Whether another row of the table gives another value for the same."""
    return any(
        other.figure.value != binding.figure.value
        for _, bound in table
        for other in bound
        if other is not binding and _key(other) == key
    )
