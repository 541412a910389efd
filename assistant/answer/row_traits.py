"""What single rows and names are like: their unit, their scope, their price class."""

from __future__ import annotations

from assistant.understand.query import Query
from corpus.bind.name_words import is_common_word
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure
from corpus.kpi_names import vocabulary
from corpus.read.read_figures import read_figures
from corpus.script import has_han

COMPANIONS = (Measure.YOY, Measure.QOQ, Measure.CHANGE)


def named_alike(segment: str, asked: str) -> bool:
    """Whether the report's own name of a business and the one asked for begin alike
    ("Enterprise", "Enterprise services")."""
    known = vocabulary().names
    if not segment or (segment in known and asked in known):
        return False
    one, other = (vocabulary().label(key, "en").casefold() for key in (segment, asked))
    if has_han(one) or has_han(other):
        return min(len(one), len(other)) > 1 and (one.startswith(other) or other.startswith(one))
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return longer[: len(shorter)] == shorter


def has_unit(query: Query, row: KpiRow) -> bool:
    """Whether a row's figure is of the kind and size that the question asks for."""
    kind = row.figure.unit.kind
    if kind is UnitKind.POINT and query.unit is UnitKind.PERCENT:
        return row.measure in COMPANIONS
    if query.unit is UnitKind.COUNT and kind is UnitKind.NUMBER:
        return _counts(row)  # "125,000 full- and part-time employees"
    if query.unit is not None and kind is not query.unit:
        return False
    return abs(row.figure.value) >= query.scale


def _counts(row: KpiRow) -> bool:
    """Whether a bare number counts, because nothing else of its metric is told."""
    name = vocabulary().names.get(row.metric)
    return name is not None and bool(name.units) and all(u.startswith("count") for u in name.units)


def in_currency(query: Query, row: KpiRow) -> bool:
    """Whether a row is an amount in the currency that the question names, if it names one."""
    unit = row.figure.unit
    return not query.currency or (unit.kind is UnitKind.CURRENCY and unit.code == query.currency)


def same_scope(one: str, other: str) -> bool:
    """Details narrow alike, or one only remarks on what it is ("of group revenue")."""
    remarks = not any(character.isdigit() for character in one + other)
    return one == other or (remarks and "" in (one, other))


def in_band(band: Figure, row: KpiRow) -> bool:
    """Whether a row is narrowed to the price class that the question names."""
    return any(
        (figure.value, figure.upper) == (band.value, band.upper)
        for figure in read_figures(row.detail, currency=band.unit.code)
        if figure.unit.kind is UnitKind.CURRENCY
    )


def open_names(table: KpiTable) -> tuple[tuple[str, str, str], ...]:
    """(name, kind, name) of what a table speaks of in the report's own words only."""
    known = vocabulary().names
    found: dict[tuple[str, str, str], None] = {}
    for row in table:
        for kind in ("entity", "segment", "metric"):
            name = getattr(row, kind)
            if name and name not in known and len(name) > 1 and not is_common_word(name):
                found[name, kind, name] = None
    return tuple(found)
