"""The library as a table, the pairs it offers, and what a file that was brought in came to."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.library.ingest_events import Event, EventKind, IngestSummary
from assistant.page.labels import label, word
from assistant.page.marks import short
from assistant.page.markup import Html, element, join, text
from assistant.page.scope_view import company
from assistant.page.session import Session
from corpus.library.records import PairCandidate, Summary
from corpus.script import Language

SHOWN_REPORTS = 300
SHOWN_SKIPPED = 100
SHOWN_PAIRS = 3
COLUMNS = ("name", "entity", "period", "report_language", "pages", "figures_count", "added")
_NAME = 120


def library_view(session: Session, pairs: Sequence[PairCandidate] = ()) -> Html:
    """All reports of the library, those asked ticked; without any, what to do."""
    language = session.language
    kept = [summary for summary in session.listed if not summary.bundled]
    if not kept:
        return element(
            "section",
            element("p", element("strong", label("library_empty", language))),
            element("p", label("library_empty_text", language)),
            class_="quiet empty library",
            lang=language,
        )
    known = {summary.id: summary for summary in kept}
    shown, asked = kept[:SHOWN_REPORTS], {summary.id for summary in session.in_scope}
    offers = [
        _offer(known[pair.first], known[pair.second], pair, session)
        for pair in pairs
        if pair.first in known and pair.second in known
    ]
    head = [element("th", label("ask_column", language), scope="col")]
    head += [element("th", label(column, language), scope="col") for column in COLUMNS]
    count = label("library_count", language, count=len(kept))
    if len(kept) > SHOWN_REPORTS:
        count = label("library_capped", language, shown=SHOWN_REPORTS, count=len(kept))
    hint = label("library_hint", language)
    return element(
        "section",
        *offers[:SHOWN_PAIRS],
        element("p", element("strong", count), " ", hint, class_="quiet"),
        element(
            "input", type="search", class_="list-filter", data_filter="library",
            placeholder=label("find_report", language), aria_label=label("find_report", language),
        ) if len(kept) > 12 else None,
        element(
            "div",
            element(
                "table",
                element("caption", label("library_tab", language), class_="unseen"),
                element("thead", element("tr", *head)),
                element("tbody", *(_row(s, s.id in asked, known, session) for s in shown)),
            ),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label=label("library_tab", language),
        ),
        class_="library",
        lang=language,
    )  # fmt: skip


def _row(summary: Summary, chosen: bool, known: dict[str, Summary], session: Session) -> Html:
    language, facts = session.language, summary.facts
    tick = element(
        "button", element("span", "✓" if chosen else "", aria_hidden="true"), type="button",
        class_="tick" + (" is-on" if chosen else ""), role="checkbox",
        aria_checked="true" if chosen else "false",
        aria_label=label("ask_also", language, name=short(summary.name, _NAME)),
        data_event="act", data_do="toggle", data_report=summary.id,
    )  # fmt: skip
    name = element(
        "button", short(summary.name, _NAME), type="button", class_="value",
        data_event="report", data_row=summary.id,
    )  # fmt: skip
    beside = [short(summary.source.name, 60)]
    if summary.pair in known:
        beside.append(label("paired_with", language, name=short(known[summary.pair].name, 60)))
    corrected = label("corrections_count", language, count=summary.corrections)
    cells = (
        join([name, element("span", " · ".join(beside), class_="detail")]),
        text(short(company(summary, session), 60)),
        text(facts.period),
        text(word("languages", facts.language, language)),
        text(str(summary.pages or "")),
        join([
            text(str(summary.rows)),
            element("span", corrected, class_="detail") if summary.corrections else None,
        ]),
        text(f"{summary.added:%Y-%m-%d}"),
    )  # fmt: skip
    numbers = ("pages", "figures_count")
    return element(
        "tr",
        element("td", tick),
        *(
            element(
                "td", cell, data_label=label(column, language),
                class_="number" if column in numbers else None,
            )
            for column, cell in zip(COLUMNS, cells, strict=True)
        ),
        data_text=f"{summary.name} {summary.source.name} {company(summary, session)} "
        f"{facts.period}"[:500].casefold(),
    )  # fmt: skip


def _offer(one: Summary, other: Summary, pair: PairCandidate, session: Session) -> Html:
    language = session.language
    told = label(
        "pair_offer", language, one=short(one.name, 80), other=short(other.name, 80),
        shared=pair.shared, compared=pair.compared,
    )  # fmt: skip
    return element(
        "p",
        element("span", told),
        element(
            "button", label("pair_accept", language), type="button", class_="act",
            data_event="act", data_do="pair", data_report=one.id, data_other=other.id,
        ),
        class_="offer",
    )  # fmt: skip


# -- bringing in ---------------------------------------------------------------------------


def progress_view(event: Event, language: Language, cancelling: bool = False) -> Html:
    """How far the files are: a bar, the file, its step and page, and a button to stop."""
    part = 0.0 if not event.total else event.part
    told = label("file_of", language, number=event.number, total=event.total) if event.total else ""
    step = ""
    if event.kind is EventKind.STEP:
        step = word("steps", event.step, language)
        if event.of:
            step = f"{step} {event.done}/{event.of}"
    line = " · ".join(piece for piece in (told, short(event.file, 60), step) if piece)
    percent = int(part * 100)
    return element(
        "div",
        element(
            "p",
            element("span", line or label("starting", language)),
            element(
                "button", label("cancelling" if cancelling else "cancel", language), type="button",
                class_="act", data_event="act", data_do="cancel", disabled=cancelling,
            ),
        ),
        element("progress", value=percent, max=100, aria_label=label("bringing_in", language)),
        class_="bringing",
        role="status",
        lang=language,
    )  # fmt: skip


def outcome_view(done: IngestSummary, names: Sequence[str], language: Language) -> Html:
    """What came of the files: how many are in, and each that is not with the reason."""
    counts = (
        ("n_added", len(done.added)), ("n_updated", len(done.updated)),
        ("n_unchanged", len(done.unchanged)), ("n_skipped", len(done.skipped)),
    )  # fmt: skip
    told = [label(key, language, count=count) for key, count in counts if count]
    if done.cancelled:
        told.append(label("cancelled", language))
    listed = ", ".join(short(name, 60) for name in names[:5])
    head = " · ".join(told) or label("nothing_in", language)
    skipped = [
        element(
            "li", element("strong", short(one.file, 120) or "–"), " ", element("span", one.reason)
        )
        for one in done.skipped[:SHOWN_SKIPPED]
    ]
    return element(
        "div",
        element(
            "p",
            element("span", element("strong", head), f"  {listed}" if listed else None),
            element(
                "button", label("dismiss", language), type="button", class_="act",
                data_event="act", data_do="dismiss",
            ),
        ),
        element("ul", *skipped, class_="skipped") if skipped else None,
        class_="bringing is-done" + (" is-bad" if skipped else ""),
        role="alert" if skipped else "status",
        lang=language,
    )  # fmt: skip
