"""Corrections by hand: how a row is found again, and the row with its correction applied.

A row is told by what it speaks of and by which of several such rows it is, never by where it
stands: a report that is read anew keeps its corrections.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal

from corpus.figure import Figure, Qualifier, Unit
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.library.errors import BadCorrection
from corpus.library.records import CorrectedRow, Correction
from corpus.period import Period

SLOTS = ("metric", "entity", "segment", "region", "period", "measure", "source", "detail")
FIELDS = ("value", "upper", "unit", "qualifier", "direction", *SLOTS)
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?")
_LONGEST = 200  # characters of a name
_DIRECTIONS = ("", "up", "down")


def field_text(row: KpiRow, name: str) -> str:
    """One of `FIELDS` of a row in its canonical text."""
    if name in ("value", "upper"):
        number = row.figure.value if name == "value" else row.figure.upper
        return "" if number is None else format(number, "f")
    if name == "unit":
        return str(row.figure.unit)
    if name == "qualifier":
        return row.figure.qualifier.value
    value = getattr(row, name)
    return "" if value is None else str(value)


def slots_key(row: KpiRow) -> str:
    """What a row speaks of, as text."""
    return json.dumps([field_text(row, name) for name in SLOTS], ensure_ascii=True)


def keys_of(rows: Iterable[KpiRow]) -> tuple[str, ...]:
    """The key of each row: its slots, and which of the rows of those slots it is."""
    seen: dict[str, int] = {}
    keys: list[str] = []
    for row in rows:
        slots = slots_key(row)
        seen[slots] = seen.get(slots, 0) + 1
        keys.append(f"{slots}#{seen[slots]}")
    return tuple(keys)


def checked_changes(row: KpiRow, changes: Mapping[str, str]) -> dict[str, str]:
    """`changes` in canonical text, without those that change nothing.

    Raises:
        BadCorrection: an unknown field, or a value that cannot be one of it.
    """
    kept: dict[str, str] = {}
    for name, text in changes.items():
        said = checked_field(name, text)
        if said != field_text(row, name):
            kept[name] = said
    low = Decimal(kept.get("value", format(row.figure.value, "f")))
    high = kept.get("upper", field_text(row, "upper"))
    if high and Decimal(high) < low:
        raise BadCorrection("the upper end is below the lower one")
    return kept


def checked_field(name: str, text: str) -> str:
    """The canonical text of one field.

    Raises:
        BadCorrection: says what the field must be.
    """
    text = text.strip()
    if name not in FIELDS:
        raise BadCorrection(f"there is no field {name!r}; there are {', '.join(FIELDS)}")
    if name in ("value", "upper"):
        plain = text.replace(",", "").replace("−", "-")
        if name == "upper" and not plain:
            return ""
        if not _NUMBER.fullmatch(plain):
            raise BadCorrection(f"{name} must be a plain number in base units, such as 23.2")
        return format(Decimal(plain), "f")
    try:
        if name == "unit":
            return str(Unit.parse(text))
        if name == "period":
            return str(Period.parse(text)) if text else ""
        kinds = {"measure": Measure, "source": SourceKind, "qualifier": Qualifier}
        if name in kinds:
            return kinds[name](text).value
    except ValueError as error:
        raise BadCorrection(f"{name} cannot be {text[:40]!r}: {error}") from None
    if name == "direction" and text not in _DIRECTIONS:
        raise BadCorrection("direction must be up, down or empty")
    if name == "metric" and not text:
        raise BadCorrection("name the metric")
    if len(text) > _LONGEST or any(ord(character) < 32 for character in text):
        raise BadCorrection(f"{name} must be one line of at most {_LONGEST} characters")
    return text


def applied(table: KpiTable, corrections: Sequence[Correction]) -> KpiTable:
    """`table` with the corrections of its report; each finds its row by what it speaks of, and
    among several by the figure it was made on."""
    if not corrections:
        return table
    rows = list(table)
    by_slots: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        by_slots.setdefault(slots_key(row), []).append(number)
    for correction in corrections:
        slots, _, nth = correction.key.rpartition("#")
        found = _row_of(by_slots.get(slots, ()), rows, correction, int(nth))
        if found is not None:
            rows[found] = corrected(rows[found], correction)
    return KpiTable(tuple(rows))


def _row_of(
    numbers: Sequence[int], rows: Sequence[KpiRow], correction: Correction, nth: int
) -> int | None:
    free = [number for number in numbers if not isinstance(rows[number], CorrectedRow)]
    own = numbers[nth - 1] if nth <= len(numbers) else None
    alike = [n for n in free if rows[n].figure.same_amount(correction.extracted)]
    if own in alike or (own in free and not alike):
        return own
    return alike[0] if alike else free[0] if len(free) == 1 else None


def corrected(row: KpiRow, correction: Correction) -> CorrectedRow:
    """`row` with a correction applied and itself kept beside it."""
    changed = correction.changed
    figure = _figure(row.figure, changed)
    values = {each.name: getattr(row, each.name) for each in fields(KpiRow)}
    for name in ("metric", "entity", "segment", "region", "detail", "direction"):
        values[name] = changed.get(name, values[name])
    if "period" in changed:
        values["period"] = Period.parse(changed["period"]) if changed["period"] else None
    values["measure"] = Measure(changed.get("measure", row.measure))
    values["source"] = SourceKind(changed.get("source", row.source))
    values["figure"] = figure
    if figure is not row.figure:  # what stands there is no longer what the row says
        values["places"] = tuple(replace(place, text="") for place in row.places)
    return CorrectedRow(
        **values,
        original=row,
        note=correction.note,
        corrected_at=correction.made,
        correction_id=correction.id,
        changed_since=not row.figure.same_amount(correction.extracted),
    )


def _figure(figure: Figure, changed: Mapping[str, str]) -> Figure:
    """A corrected figure is as precise as it was typed, and reads as typed."""
    if not {"value", "upper", "unit", "qualifier"} & set(changed):
        return figure
    value = Decimal(changed["value"]) if "value" in changed else figure.value
    upper = figure.upper
    if "upper" in changed:
        upper = Decimal(changed["upper"]) if changed["upper"] else None
    quantum = figure.quantum
    if "value" in changed:
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        quantum = min(figure.quantum, Decimal(1).scaleb(exponent)) if exponent else figure.quantum
        if value % quantum:
            quantum = Decimal(1)
    return replace(
        figure,
        value=value,
        upper=upper,
        unit=Unit.parse(changed.get("unit", str(figure.unit))),
        qualifier=Qualifier(changed.get("qualifier", figure.qualifier)),
        quantum=quantum,
        text=changed.get("value", figure.text),
    )
