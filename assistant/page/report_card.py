"""A report of the library in the side pane: its facts to edit, its other edition, its removal."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.page.labels import label, word
from assistant.page.marks import short
from assistant.page.markup import Html, element, join
from assistant.page.session import Session
from corpus.library.records import FACT_NAMES, Summary
from corpus.script import LANGUAGES

MOST_PAIRS = 50  # reports offered to pair with
LONGEST = 200  # characters taken from a field
_LABELS = {"subject": "entity", "language": "report_language"}


def report_card(report_id: str, session: Session) -> Html | None:
    """All that can be changed about a report; `None` where there is no such report."""
    summary = session.summary_of(report_id)
    if summary is None or summary.bundled:
        return None
    language = session.language
    where = [
        short(summary.source.name, 120), f"{summary.source.size:,} B",
        f"{summary.added:%Y-%m-%d %H:%M}",
    ]  # fmt: skip
    return element(
        "article",
        element(
            "header",
            element("span", short(summary.name, 200), class_="title"),
            element("span", " · ".join(where), class_="where"),
        ),
        element(
            "p",
            element(
                "button", label("ask_this", language), type="button", class_="act",
                data_event="act", data_do="only", data_report=summary.id,
            ),
        ),
        _facts(summary, session),
        _pair(summary, session),
        _removal(summary, session),
        class_="card report is-active",
        id=f"evidence-report-{summary.id}",
        tabindex="-1",
    )  # fmt: skip


def field(name: str, caption: str, value: str, *, hint: Html | None = None) -> Html:
    """A labelled one-line box of a form."""
    return element(
        "label",
        element("span", caption),
        element("input", name=name, value=value, maxlength=LONGEST, autocomplete="off"),
        hint,
    )


def chooser(name: str, caption: str, options: Sequence[tuple[str, str]], value: str) -> Html:
    """A labelled list of a form: values and their words."""
    return element(
        "label",
        element("span", caption),
        element(
            "select",
            *(element("option", told, value=key, selected=key == value) for key, told in options),
            name=name,
        ),
    )


def _facts(summary: Summary, session: Session) -> Html:
    language = session.language
    fields = [field("name", label("name", language), summary.name)]
    for name in FACT_NAMES:
        caption = label(_LABELS.get(name, name), language)
        value = getattr(summary.facts, name)
        if name == "language":
            known = [(key, word("languages", key, language)) for key in LANGUAGES]
            fields.append(chooser(name, caption, known, value))
        else:
            fields.append(field(name, caption, value, hint=_found(name, summary, session)))
    return element(
        "form",
        *fields,
        element("button", label("save", language), type="submit", class_="act main"),
        data_do="save",
        data_report=summary.id,
        class_="fields",
    )


def _found(name: str, summary: Summary, session: Session) -> Html | None:
    """What the text gives where something else was set by hand, with a way back to it; of a
    company that the vocabulary knows, its name."""
    language = session.language
    if name not in summary.edited:
        known = session.assistant.label(summary.facts.subject, language)
        told = known if name == "subject" and known != summary.facts.subject else ""
        return element("small", short(told, 60)) if told else None
    found = getattr(summary.found, name) or label("found_nothing", language)
    return element(
        "small",
        label("found_in_text", language, value=short(found, 60)),
        " ",
        element(
            "button", label("use_found", language), type="button", class_="link",
            data_event="act", data_do="use-found", data_report=summary.id, data_name=name,
        ),
    )  # fmt: skip


def _pair(summary: Summary, session: Session) -> Html | None:
    language, library = session.language, session.assistant.library
    other = session.summary_of(summary.pair) if summary.pair else None
    if other is not None and library is not None:
        differ = len(library.disagreements(summary.id))
        return element(
            "p",
            label("paired_with", language, name=short(other.name, 100)),
            " ",
            element(
                "button", label("unpair", language), type="button", class_="act",
                data_event="act", data_do="unpair", data_report=summary.id,
            ),
            element("span", label("editions_differ", language, count=differ), class_="detail")
            if differ
            else None,
        )  # fmt: skip
    mates = [
        each
        for each in session.listed
        if not each.bundled and not each.pair and each.language[:2] != summary.language[:2]
    ]
    if not mates:
        return None
    options = [(each.id, short(each.name, 80)) for each in mates[:MOST_PAIRS]]
    return element(
        "form",
        chooser("other", label("pair_with", language), options, ""),
        element("button", label("pair_accept", language), type="submit", class_="act"),
        data_do="pair",
        data_report=summary.id,
        class_="fields one",
    )


def _removal(summary: Summary, session: Session) -> Html:
    language = session.language
    return element(
        "details",
        element("summary", label("remove", language)),
        element("p", label("remove_sure", language)),
        element(
            "button", join([label("remove_yes", language), ": ", short(summary.name, 60)]),
            type="button", class_="act danger", data_event="act", data_do="remove",
            data_report=summary.id,
        ),
        class_="removal",
    )  # fmt: skip
