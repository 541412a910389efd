"""The page in Gradio: its components, and which event leads to which handler.

A reader's `Session` lives in that reader's `gr.State` alone.
"""

from __future__ import annotations

from typing import Any

from assistant.page.audit_view import audit_view
from assistant.page.check_view import check_view
from assistant.page.door import gr, part
from assistant.page.evidence import evidence_pane
from assistant.page.handlers import Handlers
from assistant.page.labels import NAMES, label
from assistant.page.library_view import library_view
from assistant.page.markup import Html
from assistant.page.scope_view import scope_view
from assistant.page.session import PageAssistant, Session
from assistant.page.tables import kpi_table
from assistant.page.updates import OF_REPORTS, WORDED
from assistant.page.views import conversation, heading, notice, status_line
from corpus.load.formats import SUFFIXES

ADDING_AT_ONCE = 8  # readers whose files are followed at the same time


class Page:
    """The components of the page around one assistant that all readers start from."""

    def __init__(self, assistant: PageAssistant) -> None:
        self.first = Session.start(assistant)
        self.handlers = Handlers(assistant)
        with gr.Blocks(
            title=label("title", "en"), analytics_enabled=False, fill_width=True,
            delete_cache=(3600, 3600),
        ) as self.blocks:  # fmt: skip
            self.state = gr.State(None)
            self._lay_out()
            self._connect()

    def _say(self, key: str) -> str:
        return label(key, self.first.language)

    def _lay_out(self) -> None:
        say, first = self._say, self.first
        with gr.Row(elem_id="top", equal_height=True):
            self.heading = part(heading(first.language), "heading")
            self.scope = part(scope_view(first), "scope")
            self.upload = gr.UploadButton(
                say("upload_short"), file_types=list(SUFFIXES), file_count="multiple",
                elem_id="upload", size="sm", scale=0, min_width=140,
                visible=first.assistant.library is not None,
            )  # fmt: skip
            self.language = gr.Radio(
                [(name, key) for key, name in NAMES.items()], value=first.language,
                label=say("language"), show_label=False, elem_id="language", container=False,
                scale=0, min_width=220,
            )  # fmt: skip
        self.status = part(status_line("", busy=True), "status")
        self.progress = part(Html(""), "progress")
        self.download = part(Html(""), "download")
        with gr.Row(elem_id="body"):
            with gr.Column(scale=3, min_width=320, elem_id="main-pane"):
                self._lay_out_ask()
                self._lay_out_figures()
                self._lay_out_check()
                self._lay_out_audit()
                self._lay_out_library()
            with gr.Column(scale=2, min_width=320, elem_id="side-pane"):
                self.evidence = part(evidence_pane(first, None), "evidence")

    def _lay_out_ask(self) -> None:
        say = self._say
        with gr.Tab(say("ask_tab"), id="ask") as self.ask_tab:
            self.conversation = part(conversation(self.first), "conversation")
            with gr.Row(elem_id="ask-row", equal_height=True):
                self.question = gr.Textbox(
                    label=say("question"), show_label=False, container=False, lines=1,
                    placeholder=say("placeholder"), max_lines=6, elem_id="question", scale=5,
                    min_width=160,
                )  # fmt: skip
                self.ask = gr.Button(
                    say("ask"), variant="primary", elem_id="ask", scale=0, min_width=84
                )
                self.clear = gr.Button(say("new_chat"), elem_id="new-chat", scale=0, min_width=96)
            self.notice = part(notice(self.first.language), "notice")

    def _lay_out_figures(self) -> None:
        say = self._say
        with gr.Tab(say("figures_tab"), id="figures") as self.figures_tab:
            with gr.Row(elem_id="filter-row", equal_height=True):
                self.filter = gr.Textbox(
                    label=say("filter"), placeholder=say("filter_placeholder"), elem_id="filter",
                    max_lines=1, container=False, show_label=False, scale=3, min_width=160,
                )  # fmt: skip
                self.metric = self._filter_box("metric", "any_metric")
                self.period = self._filter_box("period", "any_period")
                self.import_csv = gr.UploadButton(
                    say("import_csv"), file_types=[".csv"], elem_id="import-csv", size="sm",
                    scale=0, min_width=110, visible=False,
                )  # fmt: skip
            self.kpis = part(kpi_table(self.first), "kpis")

    def _filter_box(self, name: str, everything: str) -> gr.Dropdown:
        """A list to choose one of the table's metrics or periods from."""
        return gr.Dropdown(
            [(self._say(everything), "")], value="", label=self._say(name), elem_id=name,
            container=False, show_label=False, scale=2, min_width=110,
        )  # fmt: skip

    def _lay_out_check(self) -> None:
        say = self._say
        with gr.Tab(say("check_tab"), id="check") as self.check_tab:
            self.claim = gr.Textbox(
                label=say("check_input"), lines=5, max_lines=12, elem_id="claim",
                placeholder=say("check_placeholder"), show_label=False, container=False,
            )  # fmt: skip
            with gr.Row(elem_id="check-row"):
                self.check = gr.Button(
                    say("check"), variant="primary", elem_id="check", scale=0, min_width=120
                )
            self.checked = part(check_view(self.first), "checked")

    def _lay_out_audit(self) -> None:
        with gr.Tab(self._say("audit_tab"), id="audit") as self.audit_tab:
            self.audit = part(audit_view(self.first), "audit")

    def _lay_out_library(self) -> None:
        has_library = self.first.assistant.library is not None
        with gr.Tab(self._say("library_tab"), id="library", visible=has_library) as (
            self.library_tab
        ):
            self.library = part(library_view(self.first), "library")

    def _connect(self) -> None:
        do = self.handlers
        answer = [
            self.state, self.conversation, self.evidence, self.question, self.ask, self.scope,
        ]  # fmt: skip
        asked = [self.question, self.state]
        example = self.conversation.example
        asking = [
            on(self.question.submit, do.ask, asked, answer, concurrency_limit=4),
            on(self.ask.click, do.ask, asked, answer, concurrency_limit=4),
            on(example, do.example, [self.state], answer, concurrency_limit=4),
        ]
        on(self.clear.click, do.clear, [self.state], answer, cancels=asking)
        shown = (self.conversation, self.kpis, self.checked, self.audit, self.evidence)
        for each in (*shown, self.library):
            on(each.choose, do.choose, [self.state], [self.evidence], queue=False)
        query = [self.filter, self.metric, self.period, self.state]
        on(
            self.filter.input, do.filter, query, [self.kpis], trigger_mode="always_last",
            queue=False,
        )  # fmt: skip
        for box in (self.metric, self.period):
            on(box.input, do.filter, query, [self.kpis], queue=False)
        checking = [self.state, self.checked, self.evidence, self.check]
        on(self.check.click, do.check, [self.claim, self.state], checking, concurrency_limit=2)
        for each in (self.checked, self.audit, self.kpis):
            on(each.export, do.export, [self.state], [self.download, self.status], queue=False)
        self._connect_reports()
        worded = [self.state, *(getattr(self, name) for name in WORDED)]
        on(self.language.input, do.choose_language, [self.language, self.state], worded)
        on(self.blocks.load, do.load, [self.state], worded, queue=False)

    def _connect_reports(self) -> None:
        do = self.handlers
        of_reports = [self.state, *(getattr(self, name) for name in OF_REPORTS)]
        acting = (
            self.scope, self.progress, self.kpis, self.checked, self.audit, self.library,
            self.evidence,
        )  # fmt: skip
        for each in acting:
            on(each.act, do.act, [self.state], of_reports)
        on(self.import_csv.upload, do.import_csv, [self.import_csv, self.state], of_reports)
        begun = on(self.upload.upload, do.begin, [self.upload, self.state], of_reports)
        followed = on(
            begun.then, do.follow, [self.state], [self.progress],
            concurrency_limit=ADDING_AT_ONCE,
        )  # fmt: skip
        on(followed.then, do.finish, [self.state], of_reports)


def on(trigger: Any, do: Any, given: list[Any], changed: list[Any], **more: Any) -> Any:
    """Connects an event with its handler: quietly, and not as an interface for programs."""
    return trigger(
        do, given, changed, **{"show_progress": "hidden", "api_visibility": "private", **more}
    )
