"""The conversation, as HTML. Pure: values in, markup out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.page.labels import NAMES, examples, label
from assistant.page.marks import marked_figure, pill, short, tally
from assistant.page.markup import Html, element, woven
from assistant.page.scope_view import named_scope
from assistant.page.session import Exchange, Scope, Session
from assistant.results import Answer
from corpus.figure import Span
from corpus.script import Language, detect_language

SHOWN_QUESTION_CHARS = 2_000
OPEN_PILLS = 8  # more figures than this are folded away while all of them stand

_CITATION_MARK = re.compile(r"\[(\d{1,4})\]")


def conversation(session: Session, pending: str = "") -> Html:
    """All exchanges, the last one perhaps still `pending`; with none, a welcome."""
    if not session.exchanges and not pending:
        return element("div", _welcome(session), class_="conversation", role="log")
    parts: list[Html] = []
    scope = session.exchanges[0].scope if session.exchanges else session.scope
    for turn, exchange in enumerate(session.exchanges):
        if exchange.scope != scope:
            parts.append(_divider(session, exchange.scope))
            scope = exchange.scope
        parts.append(_exchange(exchange, turn, session.language))
    if session.scope != scope:
        parts.append(_divider(session, session.scope))
    if pending:
        parts.append(_pending(pending, session.language))
    return element(
        "div", *parts, class_="conversation", role="log", aria_live="polite",
        aria_busy="true" if pending else None,
    )  # fmt: skip


def _welcome(session: Session) -> Html:
    language = session.language
    columns = [
        element(
            "div",
            element("h3", NAMES[of], lang=of),
            *(
                element(
                    "button", question, type="button", class_="example",
                    data_event="example", data_text=question,
                )
                for question in questions
            ),
            lang=of,
        )
        for of, questions in examples(session.scope[0] if len(session.scope) == 1 else "")
    ]  # fmt: skip
    return element(
        "section",
        element("h2", label("welcome", language)),
        element("p", label("welcome_text", language), class_="quiet"),
        element(
            "div", *columns, class_="examples", role="group",
            aria_label=label("examples", language),
        ),
        class_="welcome",
        lang=language,
    )  # fmt: skip


def _divider(session: Session, scope: Scope) -> Html:
    title = short(named_scope(session, scope), 90)
    return element(
        "p",
        element("span", label("selected", session.language, title=title)),
        class_="divider",
    )


def _question(question: str, language: Language) -> Html:
    shown = short(question, SHOWN_QUESTION_CHARS)
    return element(
        "div",
        element("span", label("you", language), class_="unseen"),
        element("p", shown, lang=detect_language(shown)),
        class_="asked",
    )


def _exchange(exchange: Exchange, turn: int, language: Language) -> Html:
    if exchange.answer is None:
        reply = element("div", element("p", exchange.problem), class_="answered is-problem")
    else:
        reply = answer_view(exchange.answer, turn, language)
    return element(
        "article", _question(exchange.question, language), reply, class_="exchange",
        id=f"turn-{turn}",
    )  # fmt: skip


def _pending(question: str, language: Language) -> Html:
    dots = element("span", *(element("i") for _ in range(3)), class_="dots", aria_hidden="true")
    waiting = element("p", dots, label("thinking", language), class_="quiet")
    return element(
        "article",
        _question(question, language),
        element("div", waiting, class_="answered is-pending"),
        class_="exchange",
    )


def answer_view(answer: Answer, turn: int, language: Language) -> Html:
    """An answer: its text with citation chips and marks, then its figures with verdicts.

    `turn` is the exchange's place in the conversation, `language` the page's.
    """
    notes = []
    if answer.not_understood:
        notes.append(label("not_understood", language, words=", ".join(answer.not_understood)))
    if answer.written_by != "rules":
        notes.append(label("written_by", language, model=answer.written_by))
    return element(
        "div",
        element("span", label("assistant", language), class_="unseen"),
        element("p", element("span", label("refused", language)), class_="refused")
        if answer.refused
        else None,
        element("div", *_blocks(answer, turn, language), class_="text", lang=answer.language),
        _figures(answer, turn, language),
        *(element("p", short(note, 200), class_="note") for note in notes),
        class_="answered",
    )


def _figures(answer: Answer, turn: int, language: Language) -> Html | None:
    if not answer.checks:
        return None
    judged, total = answer.coverage.split("/")
    summary = element(
        "summary",
        element("strong", label("figures_checked", language, judged=judged, total=total)),
        tally(answer.checks, language),
    )
    pills = element(
        "ul",
        *(
            element("li", pill(check, language, event="figure", turn=turn, number=number))
            for number, check in enumerate(answer.checks)
        ),
        class_="pills",
        aria_label=label("figures_of_answer", language),
    )
    opened = len(answer.checks) <= OPEN_PILLS or not answer.passed
    return element("details", summary, pills, class_="figures", open=opened)


def _blocks(answer: Answer, turn: int, language: Language) -> Iterator[Html]:
    """Paragraphs and lists: neighbouring lines that start with "- " are one list."""
    items: list[Html] = []
    start = 0
    for line in answer.text.split("\n"):
        end = start + len(line)
        is_item = line.startswith("- ")
        inside = _inline(answer, Span(start + 2 * is_item, end), turn, language)
        if items and not is_item:
            yield element("ul", *items)
            items = []
        if is_item:
            items.append(element("li", inside))
        elif line.strip():
            yield element("p", inside)
        start = end + 1
    if items:
        yield element("ul", *items)


def _inline(answer: Answer, line: Span, turn: int, language: Language) -> Html:
    sections = {citation.number: citation.section for citation in answer.citations}
    pieces: list[tuple[Span, Html]] = [
        (
            check.figure.span,
            marked_figure(
                check.figure.span.of(answer.text), check, language,
                event="figure", turn=turn, number=number,
            ),
        )
        for number, check in enumerate(answer.checks)
    ]  # fmt: skip
    for mark in _CITATION_MARK.finditer(answer.text, line.start, line.end):
        number = int(mark[1])
        if number in sections:
            chip = _chip(number, sections[number], turn, language)
            pieces.append((Span(*mark.span()), chip))
    return woven(answer.text, line, pieces)


def _chip(number: int, section: str, turn: int, language: Language) -> Html:
    name = label("citation", language, number=number)
    return element(
        "button",
        str(number),
        type="button",
        class_="chip",
        title=section or None,
        aria_label=f"{name}: {section}" if section else name,
        data_event="cite",
        data_turn=turn,
        data_number=number,
    )


def heading(language: Language) -> Html:
    """The page's name and what it promises."""
    return element(
        "div",
        element("h1", label("title", language)),
        element("p", label("tagline", language), class_="quiet"),
        class_="heading",
        lang=language,
    )


def notice(language: Language) -> Html:
    """The line under the question box."""
    return element("p", label("notice", language), class_="quiet notice", lang=language)


def status_line(words: str, *, bad: bool = False, busy: bool = False) -> Html:
    """What the page is doing, or why it could not."""
    return element(
        "p",
        words,
        class_="status is-bad" if bad else "status",
        role="alert" if bad else "status",
        aria_busy="true" if busy else None,
    )
