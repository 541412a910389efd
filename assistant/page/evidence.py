"""The evidence pane: where the report says it. Highlights come from stored offsets only."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.check.graded import expression_in
from assistant.page.correction import correction
from assistant.page.excerpt import excerpt
from assistant.page.labels import label, word
from assistant.page.marks import badge, short
from assistant.page.markup import Html, element, join, text
from assistant.page.page_picture import page_picture
from assistant.page.question_words import question_words
from assistant.page.report_card import report_card
from assistant.page.session import Choice, Session, row_key
from assistant.page.tables import Names, row_in_words, rows_table
from assistant.results import Answer, Citation, FigureCheck, Proof
from corpus.kpi import KpiRow
from corpus.report import Edition, Place, Report

PAGES = ("page", "slide", "sheet")  # what formats call a page, as the labels know it
CLAIM_CARDS = 40  # figures of a checked text that are shown at once


def evidence_pane(session: Session, choice: Choice | None) -> Html:
    """What stands behind `choice`; without one, what to do."""
    language = session.language
    body: list[Html | None] = []
    about = ""
    if choice is not None and choice.kind == "row":
        row = session.row(choice.row)
        body = [row_card(row, session)] if row else []
    elif choice is not None and choice.kind == "report":
        body = [report_card(choice.row, session)]
    elif choice is not None and choice.kind == "claim":
        body = list(_claim_cards(choice, session))
    elif choice is not None and (answer := session.answer_at(choice.turn)):
        about = answer.question
        body = list(_answer_cards(answer, choice, session))
    if not any(body):
        body = [_empty(session)]
    shows_report = choice is not None and choice.kind == "report"
    return element(
        "section",
        element(
            "header",
            element("h2", label("report_card" if shows_report else "evidence", language)),
            element(
                "button", "↑ ", label("back", language), type="button", class_="back",
                data_back=f"turn-{choice.turn}" if about and choice else "",
            ) if choice else None,
            element("p", label("evidence_for", language, question=short(about, 120)))
            if about
            else None,
        ),
        *body,
        class_="evidence-pane",
        aria_live="polite",
    )  # fmt: skip


def _claim_cards(choice: Choice, session: Session) -> Iterator[Html | None]:
    """The figures of the checked text around the chosen one, in the text's language."""
    graded = session.graded
    if graded is None:
        return
    spoken = session.in_language(graded.language)
    first = max(0, min(choice.number - CLAIM_CARDS // 2, len(graded.figures) - CLAIM_CARDS))
    for number in range(first, min(first + CLAIM_CARDS, len(graded.figures))):
        yield figure_card(graded.figures[number].check, number, choice, spoken, answer=None)


def _empty(session: Session) -> Html:
    return element(
        "div",
        element("p", element("strong", label("evidence_empty", session.language))),
        element("p", label("evidence_empty_text", session.language)),
        class_="quiet empty",
    )


def _answer_cards(answer: Answer, choice: Choice, session: Session) -> Iterator[Html | None]:
    language = session.language
    if answer.citations:
        yield element("h3", label("cited_passages", language))
        for citation in answer.citations:
            yield citation_card(citation, choice, session, answer.question)
    else:
        yield element("p", label("evidence_none", language), class_="quiet")
    if answer.checks:
        yield element("h3", label("figures_of_answer", language))
        for number, check in enumerate(answer.checks):
            yield figure_card(check, number, choice, session, answer)


def card_id(kind: str, turn: int, number: int) -> str:
    """The id by which the page's script finds a card that is shown already."""
    return f"evidence-{kind}-{turn}-{number}"


def _card(kind: str, number: int, choice: Choice, *parts: Html | None) -> Html:
    chosen = (choice.kind, choice.number) == (kind, number)
    return element(
        "article",
        *parts,
        class_=f"card {kind}" + (" is-active" if chosen else ""),
        id=card_id(kind, choice.turn, number),
        tabindex="-1",
    )


def citation_card(citation: Citation, choice: Choice, session: Session, question: str) -> Html:
    """A cited passage in its context, with the words of the question that it answers and the KPI
    rows it gave."""
    language = session.language
    report = session.report_of(citation.place.report_id)
    edition = _edition(report, citation.place)
    where = join(
        [
            element("span", citation.section, class_="section") if citation.section else None,
            _position(citation.page, citation.line, edition, session),
        ],
        " · ",
    )
    spans = citation.highlights or (citation.place.span,)
    picture = page_picture(citation.place.report_id, edition, spans, session) if edition else None
    passage = (
        excerpt(edition, citation.place.span, citation.highlights)
        if edition
        else element("blockquote", element("span", citation.quote, class_="passage"))
    )
    return _card(
        "cite",
        citation.number,
        choice,
        element(
            "header",
            element("span", str(citation.number), class_="number"),
            element("span", _title(report, citation.place, session), class_="title"),
            element("span", where, class_="where"),
        ),
        picture,
        passage,
        question_words(citation, question),
        rows_table(citation.rows, Names.of(session), label("rows_used", language)),
    )


def figure_card(
    check: FigureCheck, number: int, choice: Choice, session: Session, answer: Answer | None
) -> Html:
    """One figure: verdict, reason, the row it was held against, the proof.

    Its place in the text is shown unless a cited passage of `answer` shows it already.
    """
    names = Names.of(session)
    row = check.row
    cited = answer and row and _citation_of(row, answer)
    return _card(
        "figure" if answer else "claim",
        number,
        choice,
        element(
            "header",
            element("strong", short(check.figure.text, 60), class_="written"),
            badge(check.verdict, session.language),
        ),
        element("p", check.reason, class_="reason") if check.reason else None,
        element(
            "p",
            element("span", label("right_row", session.language), class_="term"),
            " ",
            row_in_words(row, names),
            " ",
            element("span", f"[{cited.number}]", class_="quiet") if cited else None,
            class_="right",
        )
        if row
        else None,
        proof_view(check.proof, session) if check.proof else None,
        _row_excerpt(row, session) if row and not cited else None,
    )


def _citation_of(row: KpiRow, answer: Answer) -> Citation | None:
    for citation in answer.citations:
        for place in row.places:
            same = (place.report_id, place.language) == (
                citation.place.report_id, citation.place.language,
            )  # fmt: skip
            if same and citation.place.span.covers(place.span):
                return citation
    return None


def proof_view(proof: Proof, session: Session) -> Html:
    """A derivation: its formula, the sum with its numbers, each operand with its row."""
    language, names = session.language, Names.of(session)
    reach = (
        element("p", label("proof_range", language, low=proof.low, high=proof.high))
        if proof.low != proof.high
        else None
    )
    operands = [
        element(
            "li",
            row_in_words(row, names),
            " ",
            element(
                "button", label("in_text", language), type="button", class_="link",
                data_event="row", data_row=row_key(row),
            ),
        )
        for row in proof.operands
    ]  # fmt: skip
    return element(
        "div",
        element(
            "p",
            element("span", label("proof", language), class_="term"),
            " ",
            word("formulas", proof.formula, language),
        ),
        element("p", element("code", expression_in(proof, language))),
        reach,
        element("ul", *operands) if operands else None,
        class_="proof",
    )


def row_card(row: KpiRow, session: Session) -> Html:
    """A KPI row with its place in the text."""
    report = session.report_of(row.report_id)
    choice = Choice("row")
    return _card(
        "row",
        0,
        choice,
        element(
            "header",
            element("span", session.name_of(row.report_id), class_="title"),
            element("span", _where(row, report, session), class_="where"),
        ),
        _row_picture(row, session),
        _row_excerpt(row, session),
        rows_table([row], Names.of(session), label("rows_used", session.language)),
        correction(row, session),
    )


def _where(row: KpiRow, report: Report | None, session: Session) -> Html | None:
    place = row.place(session.language) if row.places else None
    edition = _edition(report, place)
    if place is None or edition is None:
        return None
    start = place.span.start
    page = edition.source.page(start)
    section = edition.section_at(start).title if edition.sections else ""
    position = _position(page, edition.source.line(start), edition, session)
    return join([text(section), position], " · ")


def _position(
    page: int | None, line: int | None, edition: Edition | None, session: Session
) -> Html | None:
    """Page (slide, sheet) and line, whichever the format has."""
    kind = edition.source.page_name if edition else "page"
    words = [
        label(kind if kind in PAGES else "page", session.language, page=page) if page else "",
        label("line", session.language, line=line) if line else "",
    ]
    return join((text(part) for part in words if part), " · ") or None


def _row_picture(row: KpiRow, session: Session) -> Html | None:
    if not row.places:
        return None
    place = row.place(session.language)
    edition = _edition(session.report_of(place.report_id), place)
    return page_picture(place.report_id, edition, [place.span], session) if edition else None


def _row_excerpt(row: KpiRow, session: Session) -> Html | None:
    if not row.places:
        return None
    place = row.place(session.language)
    edition = _edition(session.report_of(place.report_id), place)
    if edition is None:
        return None
    passage = edition.passage_at(place.span.start)
    return excerpt(edition, passage.span if passage else place.span, [place.span])


def _title(report: Report | None, place: Place, session: Session) -> str:
    summary = session.summary_of(place.report_id)
    if summary is not None and not summary.bundled:
        return summary.name
    edition = _edition(report, place)
    if edition is not None and edition.title:
        return edition.title
    return session.title_of(report) if report else place.report_id


def _edition(report: Report | None, place: Place | None) -> Edition | None:
    """The very edition of a place: another one's offsets would be wrong."""
    if report is None or place is None:
        return None
    return next((e for e in report.editions if e.language == place.language), None)
