"""A report folder made by hand: editions in Markdown, a table of figures, a description.

    about.toml           what the report is
    report.<lang>.md     one edition per language, paired paragraph by paragraph
    kpi.csv              every figure, by paragraph and as written in each edition

The table holds no values: value, unit and qualifier are read from the text, so that text and table
cannot disagree.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TypeVar

from corpus.errors import BadReportFolder
from corpus.figure import Figure
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.load.split_report import edition_from_markdown
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.report import Edition, Place, Report
from corpus.script import LANGUAGES, Language

ABOUT = "about.toml"
TABLE = "kpi.csv"
SLOTS = ("metric", "entity", "segment", "region", "period", "measure", "source", "detail")

Choice = TypeVar("Choice", bound=StrEnum)


def load_curated(folder: Path) -> tuple[Report, KpiTable]:
    """Read a curated report folder: the report, and its table in the order of the text.

    The first language that `about.toml` lists is the original: rows' figures and first places are
    its. Row ids number the table's lines from 001 on.

    Raises:
        BadReportFolder: a file is missing or malformed, editions differ in their paragraphs, or a
            row does not point at one amount in all of them. The message names file and line.
    """
    about = _About.read(folder)
    editions = tuple(
        edition_from_markdown(_text_of(folder / f"report.{language}.md"), language, about.id)
        for language in about.languages
    )
    counts = {edition.language: len(edition.paragraphs) for edition in editions}
    if len(set(counts.values())) != 1:
        told = ", ".join(f"report.{language}.md has {count}" for language, count in counts.items())
        raise BadReportFolder(
            f"{folder}: the editions differ in their number of paragraphs ({told}): "
            "give every paragraph, heading and caption its counterpart"
        )
    report = Report(
        id=about.id,
        title=about.titles[about.languages[0]],
        editions=editions,
        subject=about.subject,
        issuer=about.issuer,
        ticker=about.ticker,
        period=about.period,
        currency=about.currency,
        date=about.date,
        paired=True,
    )
    return report, _read_table(folder / TABLE, report)


@dataclass(frozen=True, slots=True)
class _About:
    """The fields of `about.toml`, checked."""

    id: str
    titles: Mapping[str, str]
    languages: tuple[Language, ...]
    subject: str
    issuer: str
    ticker: str
    period: Period | None
    currency: str
    date: date | None

    @classmethod
    def read(cls, folder: Path) -> _About:
        path = folder / ABOUT
        try:
            fields = tomllib.loads(_text_of(path))
        except tomllib.TOMLDecodeError as error:
            raise BadReportFolder(f"{path} is not TOML: {error}") from error

        def word(name: str, required: bool = False) -> str:
            value = fields.get(name, "")
            if not isinstance(value, str) or (required and not value):
                raise BadReportFolder(f'{path}: write {name} = "…" (text in quotes)')
            return value

        languages = fields.get("languages")
        if not isinstance(languages, list) or not languages or set(languages) - set(LANGUAGES):
            raise BadReportFolder(f"{path}: languages must list some of {', '.join(LANGUAGES)}")
        titles = fields.get("title")
        if not isinstance(titles, dict) or not all(titles.get(name) for name in languages):
            raise BadReportFolder(f"{path}: [title] needs a line for each of the languages")
        published = fields.get("date")
        if published is not None and type(published) is not date:
            raise BadReportFolder(f"{path}: write date as YYYY-MM-DD without quotes")
        return cls(
            id=word("id", required=True),
            titles=titles,
            languages=tuple(languages),
            subject=word("subject", required=True),
            issuer=word("issuer"),
            ticker=word("ticker"),
            period=_period(word("period"), f"{path}: period"),
            currency=word("currency"),
            date=published,
        )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadReportFolder(f"{path} is missing: a curated report needs it") from error
    except UnicodeDecodeError as error:
        raise BadReportFolder(f"{path} is not UTF-8: save it as UTF-8") from error
    except OSError as error:
        raise BadReportFolder(f"{path} cannot be read: {error.strerror}") from error


def _period(text: str, where: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError as error:
        raise BadReportFolder(
            f"{where}: write it as 2025Q1, 2025H1, 2025, 2025-03 or 2025..2029, or leave it empty"
        ) from error


def _read_table(path: Path, report: Report) -> KpiTable:
    reader = csv.reader(StringIO(_text_of(path), newline=""))
    columns = ("paragraph", *(edition.language for edition in report.editions), *SLOTS)
    header = next(reader, [])
    unknown, missing = set(header) - set(columns), set(columns) - set(header)
    if unknown or missing or len(header) != len(columns):
        raise BadReportFolder(f"{path} line 1: the columns must be {','.join(columns)}")
    figures = tuple(_figures_by_paragraph(edition, report.currency) for edition in report.editions)
    rows: list[KpiRow] = []
    for cells in reader:
        if not cells:
            continue
        where = f"{path} line {reader.line_num}"
        if len(cells) != len(columns):
            raise BadReportFolder(f"{where}: {len(cells)} cells where {len(columns)} are needed")
        record = dict(zip(header, cells, strict=True))
        rows.append(_row(record, f"{report.id}#{len(rows) + 1:03d}", report, figures, where))
    rows.sort(key=lambda row: row.places[0].span)
    return KpiTable(tuple(rows))


FiguresByParagraph = tuple[tuple[Figure, ...], ...]


def _figures_by_paragraph(edition: Edition, currency: str) -> FiguresByParagraph:
    """The figures of each paragraph, with spans in the edition's text."""
    return tuple(
        tuple(
            replace(figure, span=figure.span.shifted(paragraph.start))
            for figure in read_figures(paragraph.of(edition.text), currency=currency)
        )
        for paragraph in edition.paragraphs
    )


def _row(
    record: Mapping[str, str],
    row_id: str,
    report: Report,
    figures: Sequence[FiguresByParagraph],
    where: str,
) -> KpiRow:
    number = _paragraph_number(record["paragraph"], len(report.editions[0].paragraphs), where)
    found = [
        _locate(record[edition.language], edition, number, read[number], where)
        for edition, read in zip(report.editions, figures, strict=True)
    ]
    if not record["metric"]:
        raise BadReportFolder(f"{where}: name the metric")
    for edition, figure in zip(report.editions, found, strict=True):
        if not figure.same_amount(found[0]):
            raise BadReportFolder(
                f"{where}: value or unit differs between {report.editions[0].language} and "
                f"{edition.language}: point at the same figure, or correct the text"
            )
    return KpiRow(
        id=row_id,
        report_id=report.id,
        metric=record["metric"],
        figure=found[0],
        entity=record["entity"],
        segment=record["segment"],
        region=record["region"],
        period=_period(record["period"], f"{where}, period"),
        measure=_choice(Measure, record["measure"], f"{where}, measure"),
        source=_choice(SourceKind, record["source"], f"{where}, source"),
        detail=record["detail"],
        places=tuple(
            Place(report.id, edition.language, figure.span, figure.text)
            for edition, figure in zip(report.editions, found, strict=True)
        ),
        curated=True,
    )


def _paragraph_number(text: str, count: int, where: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) < count:
        return int(text)
    raise BadReportFolder(f"{where}: paragraph must be a number from 0 to {count - 1}")


def _locate(
    cell: str, edition: Edition, number: int, figures: Sequence[Figure], where: str
) -> Figure:
    """The figure that a cell such as ``30%`` or ``65%#2`` (the second 65%) points at."""
    written, _, nth = cell.partition("#")
    same = [figure for figure in figures if figure.span.of(edition.text) == written]
    if re.fullmatch(r"([1-9][0-9]?)?", nth) and len(same) >= int(nth or 1):
        return same[int(nth or 1) - 1]
    if written and written in edition.paragraphs[number].of(edition.text) and not same:
        raise BadReportFolder(
            f"{where}, {edition.language}: no figure is read at exactly these characters of "
            f"paragraph {number}: write number, scale and unit, without words such as over or about"
        )
    raise BadReportFolder(
        f"{where}, {edition.language}: not found in paragraph {number}: write the figure "
        "exactly as the text has it, with #2 for its second occurrence there"
    )


def _choice(kinds: type[Choice], text: str, where: str) -> Choice:
    try:
        return kinds(text)
    except ValueError as error:
        raise BadReportFolder(f"{where}: must be one of {', '.join(kinds)}") from error
