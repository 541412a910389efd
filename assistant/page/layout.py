"""The page in Gradio: components, and what happens on which event. The door to it.

Handlers hold no state: a reader's `Session` lives in that reader's `gr.State` alone. A box that
was never shown or typed in comes as `None`.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

# Both are read while gradio is imported: no telemetry, and uploads in a folder of our own.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
if "GRADIO_TEMP_DIR" not in os.environ:
    os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="report-assistant-")
    atexit.register(shutil.rmtree, os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)

import gradio as gr  # after the environment above

from assistant.page.audit_view import audit_view
from assistant.page.evidence import evidence_pane
from assistant.page.labels import NAMES, label, preferred
from assistant.page.markup import Html
from assistant.page.session import Choice, PageAssistant, Session
from assistant.page.tables import kpi_table
from assistant.page.views import check_view, conversation, heading, notice, status_line
from corpus.errors import CorpusError
from corpus.script import LANGUAGES

logger = logging.getLogger(__name__)

FILE_TYPES = [".txt", ".md", ".markdown"]


def asset(name: str) -> str:
    return files("assistant.page").joinpath(name).read_text("utf-8")


class Page:
    """The components of the page and their handlers, around one assistant that all readers
    start from."""

    def __init__(self, assistant: PageAssistant) -> None:
        self.assistant = assistant
        first = Session.start(assistant)
        with gr.Blocks(
            title=label("title", "en"), analytics_enabled=False, fill_width=True,
            delete_cache=(3600, 3600),
        ) as self.blocks:  # fmt: skip
            self.state = gr.State(None)
            self._lay_out(first)
            self._connect()

    def _lay_out(self, first: Session) -> None:
        language = first.language
        with gr.Row(elem_id="top", equal_height=True):
            self.heading = _part(heading(language), "heading")
            self.report = gr.Dropdown(
                _choices(first), value=first.report_id, label=label("report", language),
                elem_id="report", filterable=False, scale=2, min_width=220, show_label=False,
                container=False,
            )  # fmt: skip
            self.upload = gr.UploadButton(
                label("upload_short", language), file_types=FILE_TYPES, elem_id="upload",
                size="sm", scale=0, min_width=140,
            )  # fmt: skip
            self.language = gr.Radio(
                [(name, key) for key, name in NAMES.items()], value=language, show_label=False,
                label=label("language", language), elem_id="language", container=False,
                scale=0, min_width=220,
            )  # fmt: skip
        self.status = _part(status_line("", busy=True), "status")
        with gr.Row(elem_id="body"):
            with gr.Column(scale=3, min_width=320, elem_id="main-pane"):
                self._lay_out_tabs(first)
            with gr.Column(scale=2, min_width=320, elem_id="side-pane"):
                self.evidence = _part(evidence_pane(first, None), "evidence")

    def _lay_out_tabs(self, first: Session) -> None:
        language = first.language
        with gr.Tab(label("ask_tab", language), id="ask") as self.ask_tab:
            self.conversation = _part(conversation(first), "conversation")
            with gr.Row(elem_id="ask-row", equal_height=True):
                self.question = gr.Textbox(
                    label=label("question", language), show_label=False, container=False,
                    placeholder=label("placeholder", language), lines=1, max_lines=6,
                    elem_id="question", scale=5, min_width=160,
                )  # fmt: skip
                self.ask = gr.Button(
                    label("ask", language), variant="primary", elem_id="ask", scale=0, min_width=84
                )
                self.clear = gr.Button(
                    label("new_chat", language), elem_id="new-chat", scale=0, min_width=96
                )
            self.notice = _part(notice(language), "notice")
        with gr.Tab(label("figures_tab", language), id="figures") as self.figures_tab:
            self.filter = gr.Textbox(
                label=label("filter", language), placeholder=label("filter_placeholder", language),
                elem_id="filter", max_lines=1, container=False, show_label=False,
            )  # fmt: skip
            self.kpis = _part(kpi_table(first), "kpis")
        with gr.Tab(label("check_tab", language), id="check") as self.check_tab:
            self.claim = gr.Textbox(
                label=label("check_input", language), lines=5, max_lines=12, elem_id="claim",
                placeholder=label("check_placeholder", language), show_label=False, container=False,
            )  # fmt: skip
            with gr.Row(elem_id="check-row"):
                self.check = gr.Button(
                    label("check", language), variant="primary", elem_id="check", scale=0,
                    min_width=120,
                )  # fmt: skip
            self.checked = _part(check_view(first), "checked")
        with gr.Tab(label("audit_tab", language), id="audit") as self.audit_tab:
            self.audit = _part(audit_view(first), "audit")

    def _connect(self) -> None:
        def on(trigger: Any, do: Any, given: list[Any], changed: list[Any], **more: Any) -> Any:
            more = {"show_progress": "hidden", "api_visibility": "private", **more}
            return trigger(do, given, changed, **more)

        answer_parts = [self.state, self.conversation, self.evidence, self.question, self.ask]
        asked = [self.question, self.state]
        asking = [
            on(self.question.submit, self.on_ask, asked, answer_parts, concurrency_limit=4),
            on(self.ask.click, self.on_ask, asked, answer_parts, concurrency_limit=4),
            on(
                self.conversation.example, self.on_example, [self.state], answer_parts,
                concurrency_limit=4,
            ),
        ]  # fmt: skip
        for part in (self.conversation, self.kpis, self.checked, self.audit, self.evidence):
            on(part.choose, self.on_choose, [self.state], [self.evidence], queue=False)
        on(self.clear.click, self.on_clear, [self.state], answer_parts, cancels=asking)
        on(
            self.filter.input, self.on_filter, [self.filter, self.state], [self.kpis],
            trigger_mode="always_last", queue=False,
        )  # fmt: skip
        checking = [self.state, self.checked, self.evidence]
        on(self.check.click, self.on_check, [self.claim, self.state], checking)
        report_parts = [
            self.state, self.report, self.conversation, self.evidence, self.kpis, self.filter,
            self.audit, self.status,
        ]  # fmt: skip
        on(self.report.input, self.on_report, [self.report, self.state], report_parts)
        on(self.upload.upload, self.on_upload, [self.upload, self.state], report_parts)
        everything = [self.state, *self._worded()]
        chosen = [self.language, self.filter, self.state]
        on(self.language.input, self.on_language, chosen, everything)
        on(self.blocks.load, self.on_load, [self.state], everything, queue=False)

    def _worded(self) -> list[Any]:
        return [
            self.heading, self.report, self.upload, self.language, self.ask_tab, self.figures_tab,
            self.check_tab, self.audit_tab, self.question, self.ask, self.clear, self.notice,
            self.filter, self.claim, self.check, self.conversation, self.evidence, self.kpis,
            self.checked, self.audit, self.status,
        ]  # fmt: skip

    def _in_words(self, session: Session, query: str) -> tuple[Any, ...]:
        """Updates for `_worded`, in its order."""
        language = session.language

        def say(key: str) -> str:
            return label(key, language)

        return (
            heading(language),
            gr.Dropdown(choices=_choices(session), value=session.report_id, label=say("report")),
            gr.UploadButton(label=say("upload_short")),
            gr.Radio(value=language, label=say("language")),
            gr.Tab(label=say("ask_tab")),
            gr.Tab(label=say("figures_tab")),
            gr.Tab(label=say("check_tab")),
            gr.Tab(label=say("audit_tab")),
            gr.Textbox(label=say("question"), placeholder=say("placeholder")),
            gr.Button(value=say("ask")),
            gr.Button(value=say("new_chat")),
            notice(language),
            gr.Textbox(label=say("filter"), placeholder=say("filter_placeholder")),
            gr.Textbox(label=say("check_input"), placeholder=say("check_placeholder")),
            gr.Button(value=say("check")),
            conversation(session),
            evidence_pane(session, latest(session)),
            kpi_table(session, query),
            check_view(session),
            audit_view(session),
            status_line(""),
        )

    def _own(self, session: Session | None) -> Session:
        return session or Session.start(self.assistant)

    def on_load(self, session: Session | None, request: gr.Request) -> tuple[Any, ...]:
        """The page in the browser's language, unless its reader has begun already."""
        if session is None:
            language = preferred(request.headers.get("accept-language", ""))
            session = Session.start(self.assistant, language)
        return (session, *self._in_words(session, ""))

    def on_language(
        self, chosen: str, query: str | None, session: Session | None
    ) -> tuple[Any, ...]:
        known = [language for language in LANGUAGES if language == chosen]
        changed = self._own(session).in_language(known[0] if known else "en")
        return (changed, *self._in_words(changed, query or ""))

    def on_example(self, session: Session | None, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        yield from self.on_ask(_text(event._data), session)

    def on_ask(self, question: str | None, session: Session | None) -> Iterator[tuple[Any, ...]]:
        """First the question with a sign of work, then the answer with its evidence."""
        session = self._own(session)
        question = (question or "").strip()
        if not question:
            gr.Info(label("empty_question", session.language), duration=3)
            yield (session, gr.skip(), gr.skip(), "", gr.skip())
            return
        busy = gr.Button(interactive=False)
        yield (gr.skip(), conversation(session, question), gr.skip(), "", busy)
        try:
            done = session.asked(question)
        except Exception:  # the page must stay usable whatever happens below it
            logger.exception("a question failed")
            done = session.failed(question, label("went_wrong", session.language))
        evidence = evidence_pane(done, latest(done))
        yield (done, conversation(done), evidence, gr.skip(), gr.Button(interactive=True))

    def on_choose(self, session: Session | None, event: gr.EventData) -> Html:
        return evidence_pane(self._own(session), Choice.read(event._data))

    def on_clear(self, session: Session | None) -> tuple[Any, ...]:
        fresh = self._own(session).cleared()
        ready = gr.Button(interactive=True)
        return fresh, conversation(fresh), evidence_pane(fresh, None), "", ready

    def on_filter(self, query: str | None, session: Session | None) -> Html:
        return kpi_table(self._own(session), query or "")

    def on_check(self, text: str | None, session: Session | None) -> tuple[Any, ...]:
        session = self._own(session)
        try:
            done = session.checked(text or "")
        except Exception:  # as for a question: told, logged, and the page goes on
            logger.exception("a check failed")
            gr.Warning(label("went_wrong", session.language))
            return session, gr.skip(), gr.skip()
        choice = Choice("claim") if done.checks else None
        return done, check_view(done), evidence_pane(done, choice)

    def on_report(self, report_id: str, session: Session | None) -> tuple[Any, ...]:
        return _with_report(self._own(session).selected(report_id))

    def on_upload(self, path: str, session: Session | None) -> Iterator[tuple[Any, ...]]:
        """First says that it reads, then selects the report or says what is wrong with it."""
        session = self._own(session)
        language, name = session.language, Path(path).name
        unchanged = [gr.skip() for _ in range(7)]
        yield (*unchanged, status_line(label("reading", language, name=name), busy=True))
        try:
            done = session.added(Path(path))
        except CorpusError as error:
            problem = label("upload_failed", language, name=name, problem=str(error))
            yield (*unchanged, status_line(problem, bad=True))
            return
        except Exception:  # a fault in a reader must not lose the session's other reports
            logger.exception("an upload failed")
            yield (*unchanged, status_line(label("went_wrong", language), bad=True))
            return
        finally:
            Path(path).unlink(missing_ok=True)  # the report is in memory now
        yield _with_report(done)


def latest(session: Session) -> Choice | None:
    """The first citation of the last answer, else its first figure."""
    turn = len(session.exchanges) - 1
    answer = session.answer_at(turn)
    if answer is None:
        return None
    if answer.citations:
        return Choice("cite", turn, answer.citations[0].number)
    return Choice("figure", turn, 0)


def _with_report(session: Session) -> tuple[Any, ...]:
    ready = label(
        "ready", session.language, title=session.title_of(session.report),
        sections=len(session.report.edition(session.language).sections),
        figures=len(session.rows),
    )  # fmt: skip
    return (
        session,
        gr.Dropdown(choices=_choices(session), value=session.report_id),
        conversation(session),
        evidence_pane(session, None),
        kpi_table(session),
        "",
        audit_view(session),
        status_line(ready),
    )


def _text(data: object) -> str:
    """The question of an example, as the browser sends it; it may send anything."""
    return str(data.get("text", "")) if isinstance(data, dict) else ""


def _part(value: Html, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=asset("events.js"), apply_default_css=False)


def _choices(session: Session) -> list[tuple[str, str]]:
    return [(session.title_of(report), report.id) for report in session.assistant.reports]


def theme() -> gr.themes.Base:
    """Gradio's plain theme without any font file; the look is `style.css`."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", radius_size="md", spacing_size="sm",
        font=["sans-serif"], font_mono=["monospace"],
    )  # fmt: skip
