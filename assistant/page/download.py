"""Exports of the page: a file that the browser is handed inside the page, none on the server."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.audit.audit_output import export_audit
from assistant.commands.export import Format, file_name
from assistant.commands.export_check import export_check
from assistant.page.audit_view import findings_of
from assistant.page.markup import Html, element
from assistant.page.session import Session
from corpus.kpi import KpiTable
from corpus.library.exchange import rows_to_csv, rows_to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Download:
    """A file's name, its media type and its content."""

    name: str
    mime: str
    content: bytes


def wanted(session: Session, data: object) -> Download | None:
    """The file that a browser asks for; it may ask for anything, which is then `None`."""
    if not isinstance(data, Mapping):
        return None
    if data.get("kind") == "kpis":
        return _kpis(session, data.get("form"))
    form = next((form for form in Format if form.value == data.get("form")), None)
    if form is None:
        return None
    if data.get("kind") == "audit":
        text = export_audit(session.report, findings_of(session), form, session.language)
        name = file_name("audit", session.report.id, form)
        return Download(name, form.mime, text.encode("utf-8"))
    if data.get("kind") == "check" and session.graded is not None:
        name = file_name("claim-check", session.graded.report.id, form)
        return Download(name, form.mime, export_check(session.graded, form).encode("utf-8"))
    return None


def _kpis(session: Session, form: object) -> Download | None:
    """The KPI table of the report that is shown, as a spreadsheet."""
    report, table = session.report, KpiTable(session.rows)
    called = session.name_of(report.id)
    stem = file_name("kpis", report.id, Format.CSV).removesuffix(".csv")
    if form == "csv":
        return Download(f"{stem}.csv", Format.CSV.mime, rows_to_csv(table, report, called))
    if form == "xlsx":
        return Download(f"{stem}.xlsx", XLSX, rows_to_xlsx(table, report, called))
    return None


def handed(file: Download, stamp: int) -> Html:
    """The file as an element that the page's script saves; `stamp` tells a second request for
    the same file from the first."""
    content = base64.b64encode(file.content).decode("ascii")
    return element(
        "span", data_download=file.name, data_type=file.mime, data_content=content,
        data_stamp=stamp, hidden=True,
    )  # fmt: skip
