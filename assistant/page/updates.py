"""The page's parts as they change together: in another language, on other reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.page.audit_view import audit_view
from assistant.page.check_view import check_view
from assistant.page.door import gr
from assistant.page.evidence import evidence_pane
from assistant.page.labels import label
from assistant.page.library_view import library_view
from assistant.page.scope_view import scope_view
from assistant.page.session import Choice, Session
from assistant.page.tables import kpi_table, metrics_of, periods_of
from assistant.page.views import conversation, heading, notice, status_line
from corpus.library.records import PairCandidate

Updates = tuple[Any, ...]

# The parts that hold words of the page, in the order of `in_words`.
WORDED = (
    "heading", "scope", "upload", "language", "ask_tab", "figures_tab", "check_tab", "audit_tab",
    "library_tab", "question", "ask", "clear", "notice", "filter", "metric", "period", "import_csv",
    "claim", "check", "conversation", "evidence", "kpis", "checked", "audit", "library", "status",
)  # fmt: skip
# The parts that change with the reports, in the order of `changed`.
OF_REPORTS = (
    "scope", "conversation", "evidence", "kpis", "filter", "metric", "period", "import_csv",
    "audit", "checked", "library", "progress", "status",
)  # fmt: skip


def in_words(session: Session, pairs: Sequence[PairCandidate] = ()) -> Updates:
    """The session, then updates of `WORDED`."""
    language = session.language

    def say(key: str) -> str:
        return label(key, language)

    updates: dict[str, Any] = {
        "heading": heading(language),
        "scope": scope_view(session),
        "upload": gr.UploadButton(label=say("upload_short")),
        "language": gr.Radio(value=language, label=say("language")),
        "ask_tab": gr.Tab(label=say("ask_tab")),
        "figures_tab": gr.Tab(label=say("figures_tab")),
        "check_tab": gr.Tab(label=say("check_tab")),
        "audit_tab": gr.Tab(label=say("audit_tab")),
        "library_tab": gr.Tab(label=say("library_tab")),
        "question": gr.Textbox(label=say("question"), placeholder=say("placeholder")),
        "ask": gr.Button(value=say("ask")),
        "clear": gr.Button(value=say("new_chat")),
        "notice": notice(language),
        **filter_boxes(session),
        "filter": gr.Textbox(label=say("filter"), placeholder=say("filter_placeholder"), value=""),
        "claim": gr.Textbox(label=say("check_input"), placeholder=say("check_placeholder")),
        "check": gr.Button(value=say("check")),
        "conversation": conversation(session),
        "evidence": evidence_pane(session, latest(session)),
        "kpis": kpi_table(session),
        "checked": check_view(session),
        "audit": audit_view(session),
        "library": library_view(session, pairs),
        "status": status_line(""),
    }
    return (session, *(updates[name] for name in WORDED))


def filter_boxes(session: Session) -> dict[str, Any]:
    """The choices of the KPI table's filter, all of it wanted, and whether it can be imported."""
    language = session.language
    summary = session.summary_of(session.report.id)
    metrics = [(label("any_metric", language), ""), *metrics_of(session)]
    periods = [(label("any_period", language), ""), *((p, p) for p in periods_of(session))]
    return {
        "metric": gr.Dropdown(choices=metrics, value="", label=label("metric", language)),
        "period": gr.Dropdown(choices=periods, value="", label=label("period", language)),
        "import_csv": gr.UploadButton(
            label=label("import_csv", language),
            visible=summary is not None and not summary.bundled,
        ),
    }


def latest(session: Session) -> Choice | None:
    """The first citation of the last answer, else its first figure."""
    turn = len(session.exchanges) - 1
    answer = session.answer_at(turn)
    if answer is None:
        return None
    if answer.citations:
        return Choice("cite", turn, answer.citations[0].number)
    return Choice("figure", turn, 0)


def changed(session: Session, **parts: Any) -> Updates:
    """The session, then updates of `OF_REPORTS`: those of `parts`, the others as they are.

    Raises:
        KeyError: a part that is not of `OF_REPORTS`.
    """
    for name in parts:
        if name not in OF_REPORTS:
            raise KeyError(name)
    return (session, *(parts.get(name, gr.skip()) for name in OF_REPORTS))


def with_reports(session: Session, **parts: Any) -> Updates:
    """The page on the session's reports, and what else changes with them in `parts`."""
    return changed(
        session,
        **{
            "scope": scope_view(session),
            "conversation": conversation(session),
            "kpis": kpi_table(session),
            "filter": "",
            "audit": audit_view(session),
            "checked": check_view(session),
            "library": library_view(session),
            "status": status_line(""),
            **filter_boxes(session),
            **parts,
        },
    )
