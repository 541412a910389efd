"""KPI rows as tables: those used by an answer, and all of a report with a filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.page.labels import label, word
from assistant.page.markup import Html, element, text
from assistant.page.session import Session, row_key
from corpus.figure import Qualifier
from corpus.kpi import KpiRow, Measure
from corpus.report import Report
from corpus.script import LANGUAGES, Language, fold

SHOWN_ROWS = 400
COLUMNS = ("metric", "entity", "segment", "region", "period", "measure", "value", "source")


@dataclass(frozen=True, slots=True)
class Names:
    """Readable names of a row's slots in one language."""

    session: Session
    language: Language

    @classmethod
    def of(cls, session: Session) -> Names:
        return cls(session, session.language)

    def name(self, key: str) -> str:
        return self.session.assistant.label(key, self.language) if key else ""

    def value(self, row: KpiRow) -> str:
        """The figure as the edition in this language writes it, with its bound."""
        written = as_written(row, self.session.report_of(row.report_id), self.language)
        bound = word("qualifiers", row.figure.qualifier.value, self.language)
        if row.figure.qualifier is Qualifier.EXACT or bound in written:
            return written
        return f"{bound} {written}" if self.language == "en" else f"{bound}{written}"

    def cell(self, row: KpiRow, column: str) -> str:
        """The text of one cell of `COLUMNS`."""
        match column:
            case "metric":
                return self.name(row.metric)
            case "entity":
                return self.name(row.entity)
            case "segment":
                return self.name(row.segment)
            case "region":
                return self.name(row.region)
            case "period":
                return str(row.period) if row.period else ""
            case "measure":
                return word("measures", row.measure.value, self.language)
            case "value":
                return self.value(row)
            case _:
                return word("sources", row.source.value, self.language)


def as_written(row: KpiRow, report: Report | None, language: Language) -> str:
    """The characters of the row's figure in the edition for `language`."""
    if report is None or not row.places:
        return row.figure.text
    try:
        return report.text_at(row.place(language)) or row.figure.text
    except KeyError:
        return row.figure.text


def row_in_words(row: KpiRow, names: Names) -> Html:
    """A row on one line: its value, then what it speaks of."""
    columns = ["entity", "segment", "region", "metric"]
    if row.measure is not Measure.LEVEL:
        columns.append("measure")
    about = [names.cell(row, column) for column in (*columns, "period", "source")]
    return element(
        "span",
        element("strong", names.value(row)),
        " ",
        element("span", " · ".join(part for part in about if part), class_="quiet"),
        class_="row-words",
    )


def _cells(row: KpiRow, names: Names, columns: Sequence[str]) -> list[Html]:
    cells = []
    for column in columns:
        written = names.cell(row, column)
        if column == "value":
            button = element(
                "button", written, type="button", class_="value",
                data_event="row", data_row=row_key(row),
            )  # fmt: skip
            cells.append(element("td", button, class_="number"))
        elif column == "metric" and row.detail:
            detail = element("span", row.detail, class_="detail")
            cells.append(element("td", text(written), detail))
        else:
            cells.append(element("td", text(written)))
    return cells


def _tells(row: KpiRow, column: str, names: Names) -> bool:
    """Whether a cell says more than nothing, or than the company that the report is about."""
    report = names.session.report_of(row.report_id)
    if column == "entity" and report is not None and row.entity == report.subject:
        return False
    return bool(names.cell(row, column))


def rows_table(rows: Sequence[KpiRow], names: Names, caption: str) -> Html | None:
    """A table of a few rows; columns that tell nothing in any of them are not shown."""
    if not rows:
        return None
    columns = [column for column in COLUMNS if any(_tells(row, column, names) for row in rows)]
    head = [element("th", label(column, names.language), scope="col") for column in columns]
    body = [
        element("tr", *_cells(row, names, columns), data_event="row", data_row=row_key(row))
        for row in rows
    ]
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *head)),
            element("tbody", *body),
        ),
        class_="scroll rows",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def fits(row: KpiRow, wanted: Sequence[str], session: Session) -> bool:
    """Whether every word of `wanted` (folded) is in the row, in whichever language."""
    words = [row.detail, row.figure.text]
    for language in LANGUAGES:
        names = Names(session, language)
        words += [names.cell(row, column) for column in COLUMNS]
    haystack = fold(" ".join(words))
    return all(part in haystack for part in wanted)


def kpi_table(session: Session, query: str = "") -> Html:
    """The KPI table of the chosen report, those rows that hold every word of `query`."""
    language, names = session.language, Names.of(session)
    rows = session.rows
    wanted = fold(query[:200]).split()
    found = [row for row in rows if fits(row, wanted, session)] if wanted else list(rows)
    shown = found[:SHOWN_ROWS]
    key = "showing_capped" if len(found) > len(shown) else "showing"
    total = len(found) if len(found) > len(shown) else len(rows)
    count = label(key, language, shown=len(shown), total=total)
    body: Html | None = rows_table(shown, names, label("figures_tab", language))
    return element(
        "section",
        element(
            "p", element("strong", count, aria_live="polite"), " ",
            element("span", label("table_hint", language)) if shown else None, class_="quiet",
        ),
        body or element("p", label("none_found", language), class_="quiet empty"),
        class_="kpis",
        lang=language,
    )  # fmt: skip
