"""A checked text, as HTML: one verdict over it, a mark on each figure, a table, exports."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.check.check_batch import Overall
from assistant.check.graded import Graded, GradedText, cells, words
from assistant.check.marks import MARKS
from assistant.commands.export import Format
from assistant.page.labels import label
from assistant.page.marks import badge, marked_figure, short, style_of, tally
from assistant.page.markup import Html, element, join, woven
from assistant.page.scope_view import shown_switch
from assistant.page.session import Session
from assistant.results import Verdict
from corpus.figure import Span
from corpus.script import Language

SHOWN_FIGURES = 300  # rows of the table; the exports hold all
EXPORTS = (Format.MARKDOWN, Format.CSV, Format.JSON)

# The verdict whose sign and colour stand for one over a whole text.
_TONES = {
    Overall.SUPPORTED: Verdict.CONFIRMED,
    Overall.CONFLICT: Verdict.CONFLICT,
    Overall.UNSUPPORTED: Verdict.NOT_IN_REPORT,
    Overall.NOT_CHECKABLE: Verdict.NOT_CHECKABLE,
}


def check_view(session: Session) -> Html:
    """The text last checked, explained in its own language; without one, what to do. Above it,
    where several reports are asked, which of them it is held against."""
    return join([shown_switch(session), _checked(session)])


def _checked(session: Session) -> Html:
    graded = session.graded
    if session.claim_problem:
        return element("p", session.claim_problem, class_="problem", role="alert")
    if graded is None or not graded.text.strip():
        return _welcome(session.language)
    if not graded.figures:
        return _nothing(words("said", "none", graded.language))
    return element(
        "section",
        _verdict(graded),
        exports("check", session.language),
        element("div", _marked(graded), class_="claim", lang=graded.language),
        _table(graded, session.language),
        class_="checked",
        aria_live="polite",
        lang=graded.language,
    )


def checking(language: Language) -> Html:
    """While a text is being checked."""
    dots = element("span", *(element("i") for _ in range(3)), class_="dots", aria_hidden="true")
    waiting = element("p", dots, label("checking", language), class_="quiet")
    return element("div", waiting, class_="is-pending", role="status", aria_busy="true")


def _welcome(language: Language) -> Html:
    """What to do, and what each verdict will mean."""
    meanings = [
        join(
            [
                element("dt", badge(verdict, language)),
                element("dd", words("meaning", verdict.value, language)),
            ]
        )
        for verdict in Verdict
    ]
    return element(
        "section",
        element("p", label("check_empty", language)),
        element("dl", *meanings),
        class_="quiet empty legend",
        lang=language,
    )


def _nothing(said: str) -> Html:
    return element("p", said, class_="quiet empty")


def _verdict(graded: GradedText) -> Html:
    """The verdict over the text, with how many figures were seen, checked and not checkable."""
    language, tone = graded.language, _TONES[graded.overall]
    return element(
        "header",
        element(
            "p",
            element("span", MARKS[tone], class_="icon", aria_hidden="true"),
            " ",
            element("strong", words("overall", graded.overall.value, language)),
            class_="overall",
        ),
        element("p", words("said", "coverage", language, **graded.counts), class_="coverage"),
        element("p", tally(graded.checks, language), class_="tally"),
        class_=f"verdict {style_of(tone)}",
    )


def exports(kind: str, language: Language) -> Html:
    """A button for each format; `kind` is what is exported."""
    names = {Format.MARKDOWN: "Markdown", Format.CSV: "CSV", Format.JSON: "JSON"}
    buttons = [
        element(
            "button", names[form], type="button", class_="export", data_event="export",
            data_kind=kind, data_form=form.value,
            aria_label=label("export_as", language, form=names[form]),
        )
        for form in EXPORTS
    ]  # fmt: skip
    return element(
        "div",
        element("span", label("export", language), class_="quiet"),
        *buttons,
        class_="exports",
        lang=language,
    )


def _marked(graded: GradedText) -> Html:
    pieces = [
        (
            one.check.figure.span,
            marked_figure(
                one.check.figure.span.of(graded.text), one.check, graded.language,
                event="claim", turn=0, number=number,
            ),
        )
        for number, one in enumerate(graded.figures)
    ]  # fmt: skip
    return woven(graded.text, Span(0, len(graded.text)), pieces)


def _table(graded: GradedText, page_language: Language) -> Html:
    language = graded.language
    numbered = list(enumerate(graded.figures))
    note: Html | None = None
    if len(numbered) > SHOWN_FIGURES:
        numbered.sort(key=lambda pair: pair[1].check.verdict.passes)
        numbered = numbered[:SHOWN_FIGURES]
        total = len(graded.figures)
        cut = label("check_capped", page_language, shown=SHOWN_FIGURES, total=total)
        note = element("p", cut, class_="quiet", lang=page_language)
    heads = [words("column", key, language) for key in ("figure", "about", "reported", "reason")]
    return join(
        [
            note,
            element(
                "div",
                element(
                    "table",
                    element("caption", words("said", "figures", language), class_="unseen"),
                    element("thead", element("tr", *(_head(name) for name in heads))),
                    element("tbody", *(_row(one, n, heads, language) for n, one in numbered)),
                    class_="verdicts",
                ),
                class_="scroll",
                tabindex="0",
                role="region",
                aria_label=words("said", "figures", language),
            ),
        ]
    )


def _head(name: str) -> Html:
    return element("th", name, scope="col")


def _row(one: Graded, number: int, heads: Sequence[str], language: Language) -> Html:
    """A figure's line; a click on it shows where the report says it."""
    line = cells(one, language)
    figure = element(
        "button", short(line["figure"], 60), type="button", class_="value",
        data_event="claim", data_turn=0, data_number=number,
    )  # fmt: skip
    off = element("span", line["difference"], class_="off") if line["difference"] else None
    told = [
        element("span", part, class_=name)
        for name, part in (("reason", line["reason"]), ("sum", line["proof"]))
        if part
    ]
    where = element("span", line["where"], class_="detail") if line["where"] else None
    columns = (
        join([figure, " ", badge(one.check.verdict, language)]),
        element("span", line["about"]),
        join([element("strong", line["reported"]), " ", off]) if line["reported"] else off,
        join([*told, where]),
    )
    return element(
        "tr",
        *(element("td", cell, data_label=head) for head, cell in zip(heads, columns, strict=True)),
        class_=style_of(one.check.verdict),
        data_event="claim",
        data_turn=0,
        data_number=number,
    )
