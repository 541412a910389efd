"""A figure corrected by hand: what was read beside it, and the form that corrects one."""

from __future__ import annotations

from assistant.page.labels import label, word
from assistant.page.markup import Html, element
from assistant.page.report_card import chooser, field
from assistant.page.session import Session, row_key
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure
from corpus.library.records import CorrectedRow

FIELDS = ("value", "unit", "period", "metric", "segment", "region", "measure")
_CURRENCIES = ("USD", "CNY", "TWD", "HKD", "EUR", "JPY")


def correction(row: KpiRow, session: Session) -> Html | None:
    """What was extracted where the row is corrected, and the form; `None` for a report that is
    not in the library."""
    summary = session.summary_of(row.report_id)
    if session.assistant.library is None or summary is None or summary.bundled:
        return None
    return element("div", _corrected(row, session), _form(row, session), class_="correction")


def _corrected(row: KpiRow, session: Session) -> Html | None:
    if not isinstance(row, CorrectedRow) or row.original is None:
        return None
    language = session.language
    changed = label("changed_since", language) if row.changed_since else ""
    return element(
        "p",
        element("strong", label("corrected_line", language, value=row.original.figure.text)),
        f" {changed}" if changed else None,
        element("span", row.note, class_="detail") if row.note else None,
        " ",
        element(
            "button", label("undo", language), type="button", class_="act",
            data_event="act", data_do="undo", data_row=row_key(row),
        ),
        class_="corrected",
    )  # fmt: skip


def _form(row: KpiRow, session: Session) -> Html:
    language = session.language
    measures = [(kind.value, word("measures", kind.value, language)) for kind in Measure]
    own = str(row.figure.unit)
    return element(
        "details",
        element("summary", label("correct", language)),
        element("p", label("correct_hint", language), class_="quiet"),
        element(
            "form",
            field("value", label("value", language), format(row.figure.value, "f")),
            chooser("unit", label("unit", language), _units(own, session), own),
            field("period", label("period", language), str(row.period or "")),
            field("metric", label("metric", language), row.metric),
            field("segment", label("segment", language), row.segment),
            field("region", label("region", language), row.region),
            chooser("measure", label("measure", language), measures, row.measure.value),
            field("note", label("note", language), getattr(row, "note", "")),
            element("button", label("save", language), type="submit", class_="act main"),
            data_do="correct",
            data_row=row_key(row),
            class_="fields",
        ),
    )


def _units(own: str, session: Session) -> list[tuple[str, str]]:
    """The units to choose from: the row's own first, the plain ones, the usual currencies."""
    plain = [kind.value for kind in UnitKind if kind is not UnitKind.CURRENCY]
    money = [f"{UnitKind.CURRENCY.value}:{code}" for code in _CURRENCIES]
    return [(key, unit_word(key, session)) for key in dict.fromkeys([own, *plain, *money])]


def unit_word(unit: str, session: Session) -> str:
    """A unit's canonical text in words: the code of a currency, the counter of a count."""
    kind, _, code = unit.partition(":")
    if kind == UnitKind.CURRENCY.value:
        return code or label("currency", session.language)
    told = word("units", kind, session.language)
    return f"{told} ({code})" if code else told
