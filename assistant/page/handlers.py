"""What happens on each event of the page: a reader's session in, updates of parts out.

Handlers hold no state of a reader. A box that was never shown or typed in comes as `None`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.page.audit_view import audit_view
from assistant.page.bring_in import BringIn
from assistant.page.check_view import check_view, checking
from assistant.page.door import gr
from assistant.page.download import handed, wanted
from assistant.page.evidence import evidence_pane
from assistant.page.labels import label, preferred
from assistant.page.library_actions import LibraryActions, import_table
from assistant.page.markup import Html
from assistant.page.scope_view import scope_view
from assistant.page.session import Choice, PageAssistant, Session
from assistant.page.tables import Filter, kpi_table
from assistant.page.updates import (
    Updates,
    changed,
    filter_boxes,
    in_words,
    latest,
    with_reports,
)
from assistant.page.views import conversation, status_line
from corpus.script import LANGUAGES

logger = logging.getLogger(__name__)


def _sent(data: object, name: str) -> str:
    """A text that a browser sends with an event; it may send anything."""
    return str(data.get(name, "")) if isinstance(data, dict) else ""


@dataclass(frozen=True, slots=True)
class Handlers:
    """The page's handlers around one assistant that all readers start from."""

    assistant: PageAssistant
    library: LibraryActions = field(default_factory=LibraryActions)
    bring_in: BringIn = field(default_factory=BringIn)

    def own(self, session: Session | None) -> Session:
        return session or Session.start(self.assistant)

    def load(self, session: Session | None, request: gr.Request) -> Updates:
        """The page in the browser's language, unless its reader has begun already."""
        if session is None:
            language = preferred(request.headers.get("accept-language", ""))
            session = Session.start(self.assistant, language)
        return in_words(session, self.library.pairs(session))

    def choose_language(self, chosen: str, session: Session | None) -> Updates:
        known = [language for language in LANGUAGES if language == chosen]
        session = self.own(session).in_language(known[0] if known else "en")
        return in_words(session, self.library.pairs(session))

    # -- asking -------------------------------------------------------------------------

    def example(self, session: Session | None, event: gr.EventData) -> Iterator[Updates]:
        yield from self.ask(_sent(event._data, "text"), session)

    def ask(self, question: str | None, session: Session | None) -> Iterator[Updates]:
        """First the question with a sign of work, then the answer with its evidence."""
        session = self.own(session)
        question = (question or "").strip()
        if not question:
            gr.Info(label("empty_question", session.language), duration=3)
            yield (session, gr.skip(), gr.skip(), "", gr.skip(), gr.skip())
            return
        busy = gr.Button(interactive=False)
        yield (gr.skip(), conversation(session, question), gr.skip(), "", busy, gr.skip())
        try:
            done = session.still().asked(question)
        except Exception:  # the page must stay usable whatever happens below it
            logger.exception("a question failed")
            done = session.failed(question, label("went_wrong", session.language))
        evidence = evidence_pane(done, latest(done))
        ready = gr.Button(interactive=True)  # and whatever was chosen meanwhile is told anew
        yield (done, conversation(done), evidence, gr.skip(), ready, scope_view(done))

    def choose(self, session: Session | None, event: gr.EventData) -> Html:
        return evidence_pane(self.own(session), Choice.read(event._data))

    def clear(self, session: Session | None) -> Updates:
        fresh = self.own(session).cleared()
        ready = gr.Button(interactive=True)
        return fresh, conversation(fresh), evidence_pane(fresh, None), "", ready, gr.skip()

    # -- figures, checks, audit -----------------------------------------------------------

    def filter(
        self, query: str | None, metric: str | None, period: str | None, session: Session | None
    ) -> Html:
        return kpi_table(self.own(session), Filter(query or "", metric or "", period or ""))

    def check(self, text: str | None, session: Session | None) -> Iterator[Updates]:
        """First a sign of work, then the text with its figures graded."""
        session = self.own(session)
        yield gr.skip(), checking(session.language), gr.skip(), gr.Button(interactive=False)
        ready = gr.Button(interactive=True)
        try:
            done = session.still().checked(text or "")
        except Exception:  # as for a question: told, logged, and the page goes on
            logger.exception("a check failed")
            gr.Warning(label("went_wrong", session.language))
            yield session, check_view(session), gr.skip(), ready
            return
        yield done, check_view(done), evidence_pane(done, first_doubt(done)), ready

    def show_audit(self, session: Session | None) -> Html:
        """The audit, made when its tab is opened."""
        return audit_view(self.own(session))

    def export(self, session: Session | None, event: gr.EventData) -> Updates:
        """Hands the browser the file, and says how it is called."""
        session = self.own(session)
        file = wanted(session, event._data)
        if file is None:
            return gr.skip(), gr.skip()
        told = label("exported", session.language, name=file.name)
        return handed(file, time.time_ns()), status_line(told)

    def import_csv(self, path: str, session: Session | None) -> Updates:
        """Takes the corrections of a CSV table for the report that is shown."""
        session = self.own(session)
        told, bad = import_table(session, path)
        return changed(
            session,
            kpis=kpi_table(session),
            status=status_line(told, bad=bad),
            **filter_boxes(session),
            **self.library.shown(session),
        )

    # -- reports ----------------------------------------------------------------------------

    def act(self, session: Session | None, event: gr.EventData) -> Updates:
        """What a button or form of ours asks for, told by its `do`."""
        session = self.own(session)
        data = event._data if isinstance(event._data, dict) else {}
        try:
            match _sent(data, "do"):
                case "all":
                    return self._on(session.asking(()))
                case "only":
                    return self._on(session.asking((_sent(data, "report"),)))
                case "toggle":
                    return self._on(session.toggled(_sent(data, "report")))
                case "display":
                    return self._on(session.showing(_sent(data, "report")))
                case "cancel":
                    return self.bring_in.cancel(session)
                case "dismiss":
                    return changed(session, progress=Html(""))
                case _:
                    return self.library.act(session, data)
        except Exception:  # as for a question
            logger.exception("an action failed")
            told = status_line(label("went_wrong", session.language), bad=True)
            return changed(session.still(), status=told)

    def _on(self, session: Session) -> Updates:
        """The page on the reports that were chosen."""
        return with_reports(session, **self.library.shown(session))

    def begin(self, paths: list[str] | None, session: Session | None) -> Updates:
        return self.bring_in.begin(paths or [], self.own(session))

    def follow(self, session: Session | None) -> Iterator[Html]:
        """The progress of the files that were added last, to its end."""
        yield from self.bring_in.follow(self.own(session))

    def finish(self, session: Session | None) -> Updates:
        return self.bring_in.finish(self.own(session), self.library.shown)


def first_doubt(session: Session) -> Choice | None:
    """The first figure of the checked text that does not stand, else its first."""
    if session.graded is None or not session.graded.figures:
        return None
    checks = session.graded.checks
    first = next((n for n, check in enumerate(checks) if not check.verdict.passes), 0)
    return Choice("claim", 0, first)
