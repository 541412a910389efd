"""Which reports are asked: a line that says so, and behind it a list to choose from."""

from __future__ import annotations

from assistant.page.labels import label
from assistant.page.marks import short
from assistant.page.markup import Html, element, join
from assistant.page.session import Session
from corpus.library.records import Summary

LISTED = 300  # more than that are found by the filter of the library's tab
SWITCHES = 20  # reports to switch between; the others are chosen in the list
FILTERED_FROM = 8  # a shorter list needs no filter
_NAME = 90
_LISTED_NAME = 64


def scope_view(session: Session) -> Html:
    """The chosen reports; a choice of one name asks that alone, a box adds or takes away."""
    language, listed = session.language, session.listed
    if len(listed) < 2:
        return element(
            "p",
            element("span", label("asking", language), class_="quiet"),
            " ",
            element("strong", short(named_scope(session, session.scope), _NAME)),
            class_="scope one",
            lang=language,
        )
    filter_box = element(
        "input", type="search", class_="scope-filter", placeholder=label("find_report", language),
        aria_label=label("find_report", language), data_filter="scope",
    ) if len(listed) >= FILTERED_FROM else None  # fmt: skip
    chosen = {summary.id for summary in session.in_scope}
    everything = element(
        "li",
        element(
            "button", named_scope(session, ()), type="button",
            class_="choice", data_event="act", data_do="all",
            aria_pressed="true" if not session.scope else "false",
        ),
    )  # fmt: skip
    choices = [_choice(s, s.id in chosen, session) for s in listed[:LISTED]]
    return element(
        "details",
        element(
            "summary",
            element("span", label("asking", language), class_="quiet"),
            " ",
            element("strong", short(named_scope(session, session.scope), _NAME)),
        ),
        element(
            "div",
            filter_box,
            element("ul", everything, *choices),
            class_="menu",
        ),
        class_="scope",
        lang=language,
    )


def _choice(summary: Summary, chosen: bool, session: Session) -> Html:
    name = display_name(summary, session)
    return element(
        "li",
        element(
            "button", element("span", "✓" if chosen else "", aria_hidden="true"),
            type="button", class_="tick" + (" is-on" if chosen else ""), role="checkbox",
            aria_checked="true" if chosen else "false",
            aria_label=label("ask_also", session.language, name=short(name, _NAME)),
            data_event="act", data_do="toggle", data_report=summary.id,
        ),
        element(
            "button", element("span", short(name, _LISTED_NAME)), about(summary, session),
            type="button", class_="choice", data_event="act", data_do="only",
            data_report=summary.id,
            aria_pressed="true" if session.scope == (summary.id,) else "false",
        ),
        data_text=f"{name} {summary.facts.period} {company(summary, session)}"[:400].casefold(),
    )  # fmt: skip


def about(summary: Summary, session: Session) -> Html | None:
    """Company and period of a report, quietly."""
    facts = [company(summary, session), summary.facts.period]
    told = " · ".join(part for part in facts if part)
    return element("small", short(told, 60), class_="quiet") if told else None


def company(summary: Summary, session: Session) -> str:
    subject = summary.facts.subject
    return session.assistant.label(subject, session.language) if subject else ""


def display_name(summary: Summary, session: Session) -> str:
    """What the page calls a report."""
    return session.name_of(summary.id) if summary.bundled else summary.name


def named_scope(session: Session, scope: tuple[str, ...]) -> str:
    """The reports of a scope in words."""
    if not scope:
        return label("all_reports", session.language, count=len(session.everything))
    names = [session.name_of(report_id) for report_id in scope[:2]]
    if len(scope) == 1:
        return names[0]
    key = "two_reports" if len(scope) == 2 else "several_reports"
    return label(
        key, session.language, first=short(names[0], 40), second=short(names[1], 40),
        more=len(scope) - 1,
    )  # fmt: skip


def shown_switch(session: Session) -> Html:
    """Whose figures are shown, where several reports are asked: a button for each."""
    reports = session.in_scope
    if len(reports) < 2:
        return Html("")
    number = next((n for n, s in enumerate(reports) if s.id == session.report_id), 0)
    first = max(0, min(number - SWITCHES // 2, len(reports) - SWITCHES))
    near = reports[first : first + SWITCHES]
    buttons = [
        element(
            "button", short(display_name(summary, session), 44), type="button",
            class_="switch", data_event="act", data_do="display", data_report=summary.id,
            aria_pressed="true" if summary.id == session.report_id else "false",
        )
        for summary in near
    ]  # fmt: skip
    return element(
        "div",
        element("span", label("figures_of", session.language), class_="quiet"),
        join(buttons),
        class_="switches",
        role="group",
        aria_label=label("figures_of", session.language),
    )
