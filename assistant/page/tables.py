"""KPI rows as tables: those used by an answer, and all of a report with a filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.page.labels import label, word
from assistant.page.markup import Html, element, text
from assistant.page.scope_view import shown_switch
from assistant.page.session import Session, row_key
from assistant.write.numbers import row_value
from corpus.figure import Qualifier
from corpus.kpi import KpiRow, Measure
from corpus.library.records import CorrectedRow
from corpus.report import Report
from corpus.script import LANGUAGES, Language, fold

SHOWN_ROWS = 400
COLUMNS = ("metric", "entity", "segment", "region", "period", "measure", "value", "source")


@dataclass(frozen=True, slots=True)
class Names:
    """Readable names of a row's slots in one language."""

    session: Session
    language: Language
    _reports: dict[str, Report | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, session: Session) -> Names:
        return cls(session, session.language)

    def report_of(self, row: KpiRow) -> Report | None:
        """The report that a row is of, looked up once."""
        if row.report_id not in self._reports:
            self._reports[row.report_id] = self.session.report_of(row.report_id)
        return self._reports[row.report_id]

    def name(self, key: str) -> str:
        return self.session.assistant.label(key, self.language) if key else ""

    def value(self, row: KpiRow) -> str:
        """The figure as the edition in this language writes it, with its bound."""
        written = as_written(row, self.report_of(row), self.language)
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
    """The characters of the row's figure in the edition for `language`; a figure that was
    corrected by hand does not stand there."""
    if isinstance(row, CorrectedRow) and row.original and row.figure != row.original.figure:
        return row_value(row, language)
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
            cells.append(element("td", button, _corrected(row, names), class_="number"))
        elif column == "metric" and row.detail:
            detail = element("span", row.detail, class_="detail")
            cells.append(element("td", text(written), detail))
        else:
            cells.append(element("td", text(written)))
    return cells


def _corrected(row: KpiRow, names: Names) -> Html | None:
    """That a row is corrected by hand, and the figure that was read."""
    if not isinstance(row, CorrectedRow) or row.original is None:
        return None
    read = as_written(row.original, names.report_of(row), names.language)
    return element(
        "span",
        element("strong", "✎ ", label("corrected_word", names.language)),
        " ",
        element("del", read),
        class_="detail corrected",
    )


def _tells(row: KpiRow, column: str, names: Names) -> bool:
    """Whether a cell says more than nothing, or than the company that the report is about."""
    report = names.report_of(row)
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


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows of the KPI table are wanted: those that hold every word of `text`, of `metric`
    (a vocabulary key) and of `period` (in canonical form); "" is any."""

    text: str = ""
    metric: str = ""
    period: str = ""

    def rows(self, session: Session) -> list[KpiRow]:
        """Those of the shown report's rows that fit."""
        words = fold(self.text[:200]).split()
        names = [Names(session, language) for language in LANGUAGES] if words else []
        return [
            row
            for row in session.rows
            if self.metric in ("", row.metric)
            and (not self.period or self.period == str(row.period or ""))
            and _holds(row, words, names)
        ]


ANY = Filter()


def _holds(row: KpiRow, words: Sequence[str], names: Sequence[Names]) -> bool:
    """Whether every one of `words` (folded) is in the row, in whichever language."""
    if not words:
        return True
    told = [row.detail, row.figure.text]
    told += [each.cell(row, column) for each in names for column in COLUMNS]
    haystack = fold(" ".join(told))
    return all(part in haystack for part in words)


def metrics_of(session: Session) -> list[tuple[str, str]]:
    """The metrics of the shown report to choose from: words and key, in the order of the text."""
    names = Names.of(session)
    keys = dict.fromkeys(row.metric for row in session.rows if row.metric)
    return [(names.name(key)[:80], key) for key in keys]


def periods_of(session: Session) -> list[str]:
    """The periods of the shown report's figures, the latest first."""
    known = {row.period for row in session.rows if row.period is not None}
    return [str(period) for period in sorted(known, key=lambda p: (p.end, p.start), reverse=True)]


def kpi_table(session: Session, wanted: Filter = ANY) -> Html:
    """The KPI table of the report that is shown, those rows that are `wanted`."""
    language, names = session.language, Names.of(session)
    rows, found = session.rows, wanted.rows(session)
    shown = found[:SHOWN_ROWS]
    key = "showing_capped" if len(found) > len(shown) else "showing"
    total = len(found) if len(found) > len(shown) else len(rows)
    count = label(key, language, shown=len(shown), total=total)
    body: Html | None = rows_table(shown, names, label("figures_tab", language))
    return element(
        "section",
        shown_switch(session),
        element(
            "p", element("strong", count, aria_live="polite"), " ",
            element("span", label("table_hint", language)) if shown else None, class_="quiet",
        ),
        _exports(language) if rows else None,
        body or element("p", label("none_found", language), class_="quiet empty"),
        class_="kpis",
        lang=language,
    )  # fmt: skip


def _exports(language: Language) -> Html:
    buttons = [
        element(
            "button", form.upper(), type="button", class_="export", data_event="export",
            data_kind="kpis", data_form=form,
            aria_label=label("export_as", language, form=form.upper()),
        )
        for form in ("csv", "xlsx")
    ]  # fmt: skip
    told = element("span", label("export", language), class_="quiet")
    return element("div", told, *buttons, class_="exports")
