"""The page's views: values in, HTML out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.check.graded import MAX_CHARS, graded, words
from assistant.check.marks import MARKS
from assistant.page.check_view import SHOWN_FIGURES, check_view
from assistant.page.download import wanted
from assistant.page.evidence import CLAIM_CARDS, evidence_pane
from assistant.page.excerpt import context_after, context_before, excerpt
from assistant.page.labels import examples, keys, label, preferred
from assistant.page.marks import merged
from assistant.page.markup import Html, element, join, text
from assistant.page.ports import PortTaken, free_port, is_free
from assistant.page.session import Choice, Session
from assistant.page.tables import SHOWN_ROWS, Filter, kpi_table
from assistant.page.views import answer_view, conversation
from assistant.results import Answer, Citation, FigureCheck, Verdict
from assistant.testing import FakeAssistant, edition_of
from corpus.answered import Answered
from corpus.figure import PERCENT, Figure, Span
from corpus.report import Place, Report
from corpus.script import LANGUAGES, Language

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![p](http://evil.example/p.png)",
    "**bold** `code` # head",
    "\"'><svg/onload=alert(1)>",
    "{{constructor}} ${alert(1)}",
    "&lt;b&gt;",
)


class Outline(HTMLParser):
    """The elements, attributes and text that a browser would see, and whether tags balance."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("input", "img"):  # these have no end
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def of_class(self, name: str) -> list[dict[str, str]]:
        return [a for _, a in self.attributes if name in a.get("class", "").split()]


@pytest.fixture
def session() -> Session:
    return Session.start(FakeAssistant.sample())


@pytest.fixture
def two() -> Session:
    """A page on the sample report, with a second one to choose."""
    fake = FakeAssistant.sample()
    edition = edition_of("more", "en", [("More", ["Sales rose 5%."])])
    second = Report("more", "More", (edition,))
    return Session.start(replace(fake, reports=(*fake.reports, second)))


def test_text_is_escaped_and_markup_is_not_escaped_twice() -> None:
    assert text("<a href='x'>&") == "&lt;a href=&#x27;x&#x27;&gt;&amp;"
    assert text(text("<")) == "&lt;"
    assert join([element("b", "<"), None, "", "&"], " > ") == "<b>&lt;</b> &gt; &amp;"
    assert isinstance(join(["a"]), Html)


def test_attributes_are_quoted_named_with_hyphens_and_left_out_when_empty() -> None:
    made = element("p", class_='a"b', data_turn=0, hidden=True, title=None, open=False)
    assert made == '<p class="a&quot;b" data-turn="0" hidden></p>'


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_as_text_wherever_it_comes_from(
    hostile: str, session: Session
) -> None:
    """Question, answer, quote, section, title, reason and row are all data."""
    edition = edition_of("r", "en", [(hostile, (f"Quote {hostile} 7%.",))])
    report = Report("r", hostile, (edition,))
    passage = edition.passages[-1]
    start = edition.text.index("7%")
    figure = Figure(Decimal(7), PERCENT, hostile, Span(0, len(hostile)), Decimal(1))
    place = Place("r", "en", Span(start, start + 2))
    row = replace(
        session.rows[0], id=hostile, report_id="r", metric=hostile, detail=hostile,
        places=(place,), figure=figure,
    )  # fmt: skip
    check = FigureCheck(figure, Verdict.CONFLICT, row, reason=hostile)
    citation = Citation(
        1, Place("r", "en", passage.span), passage.span.of(edition.text), (place.span,), hostile,
        rows=(row,),
    )  # fmt: skip
    answer = Answer(
        hostile, f"{hostile} [1]", "en", checks=(check,), citations=(citation,),
        not_understood=(hostile,), written_by=hostile,
    )  # fmt: skip
    fake = FakeAssistant((report,), (row,))
    hosted = Session.start(fake).failed(hostile, hostile)
    hosted = replace(
        hosted,
        exchanges=(*hosted.exchanges, replace(hosted.exchanges[0], answer=answer)),
        graded=graded(f"{hostile} 7%", (check,), report),
    )
    shown = [
        conversation(hosted, pending=hostile),
        evidence_pane(hosted, Choice("cite", 1, 1)),
        evidence_pane(hosted, Choice("claim", 0, 0)),
        evidence_pane(hosted, Choice("row", row=f"r#{hostile}")),
        kpi_table(hosted),
        check_view(hosted),
    ]
    for markup in shown:
        outline = Outline(markup)
        assert hostile in outline.text
        assert not {"img", "script", "svg", "a", "iframe", "style", "link"} & set(outline.tags)
        for _, attributes in outline.attributes:
            assert not [name for name in attributes if name.startswith("on")]
            assert not {"href", "src", "style"} & set(attributes)


def test_each_citation_mark_becomes_a_chip_and_unknown_numbers_stay_text(
    session: Session,
) -> None:
    answer = session.asked("margin?").exchanges[0].answer
    assert answer is not None
    changed = replace(answer, text=answer.text + " See [9] and [x].")
    outline = Outline(answer_view(changed, 4, "en"))
    chips = outline.of_class("chip")
    assert [(chip["data-turn"], chip["data-number"]) for chip in chips] == [("4", "1")]
    assert chips[0]["aria-label"] == "Citation 1: Electric vehicles"
    assert "See [9] and [x]." in outline.text


def test_every_verdict_has_its_own_icon_and_word(session: Session) -> None:
    answer = session.asked("everything").exchanges[0].answer
    assert answer is not None
    outline = Outline(answer_view(answer, 0, "en"))
    assert len(outline.of_class("pill")) == len(answer.checks) == 7
    assert len(set(MARKS.values())) == len(Verdict) == 6
    for check in answer.checks:
        assert f"{MARKS[check.verdict]}{check.figure.text}{check.verdict.value}" in outline.text
    assert "6/7 figures checked" in outline.text
    assert "✗ 1 conflict" in outline.text


def test_a_figure_that_does_not_stand_has_its_word_in_sight(session: Session) -> None:
    answer = session.asked("everything").exchanges[0].answer
    assert answer is not None
    outline = Outline(answer_view(answer, 0, "en"))
    in_sight = [a for a in outline.of_class("word") if "in-sight" in a["class"]]
    assert len(in_sight) == 3


def test_lines_with_a_hyphen_are_one_list_and_keep_their_figures(session: Session) -> None:
    answer = session.asked("everything").exchanges[0].answer
    assert answer is not None
    markup = answer_view(answer, 0, "en")
    body = markup[markup.index('class="text"') : markup.index("<details")]
    assert body.count("<ul>") == 1
    assert body.count("<li>") == 3
    assert "- Revenue" not in Outline(markup).text


def test_marks_follow_the_page_language_and_text_keeps_its_own(session: Session) -> None:
    chinese = session.in_language("zh-Hans").asked("毛利率多少？")
    outline = Outline(conversation(chinese))
    assert "已核对 2/2 个数字" in outline.text
    assert {"zh-Hans", "zh-Hant"} & {a.get("lang") for a in outline.of_class("text")}


def test_a_refusal_says_so_and_names_what_was_not_used(session: Session) -> None:
    shown = Outline(conversation(session.asked("the weather?"))).text
    assert "Not in the report" in shown
    assert "Not used from your question: weather" in shown


def test_a_question_that_cannot_be_taken_leaves_its_problem_in_the_conversation(
    session: Session,
) -> None:
    after = session.asked("x" * 100_000)
    outline = Outline(conversation(after))
    assert "longer than 4,000 characters" in outline.text
    assert len(outline.text) < 5_000


def test_evidence_marks_exactly_the_stored_spans(session: Session) -> None:
    after = session.asked("margin?")
    answer = after.exchanges[0].answer
    assert answer is not None
    pane = evidence_pane(after, Choice("cite", 0, 1))
    marks = [piece.split("</mark>")[0] for piece in pane.split("<mark>")[1:]]
    assert marks == ["18.5%", "6 percentage points"]
    outline = Outline(pane)
    assert "Electric vehicles · page 2 · line 7" in outline.text
    for told in ("gross margin", "year on year", "2025Q1", "reported"):
        assert told in outline.text
    active = [card["id"] for card in outline.of_class("is-active")]
    assert active == ["evidence-cite-0-1"]


def test_a_citation_without_spans_has_no_highlight(session: Session) -> None:
    after = session.asked("margin?")
    answer = after.exchanges[0].answer
    assert answer is not None
    bare = replace(answer, citations=(replace(answer.citations[0], highlights=(), rows=()),))
    after = replace(after, exchanges=(replace(after.exchanges[0], answer=bare),))
    assert "<mark>" not in evidence_pane(after, Choice("cite", 0, 1))


def test_under_a_passage_stand_its_words_with_those_of_the_question_that_they_answer(
    session: Session,
) -> None:
    after = session.asked("margin?")
    answer = after.exchanges[0].answer
    assert answer is not None
    cited = answer.citations[0]
    start, at = cited.place.span.start, cited.quote.index("margin")
    word = Answered(Span(start + at, start + at + 6), (Span(0, 6),))
    told = replace(answer, citations=(replace(cited, words=(word, word)),))
    after = replace(after, exchanges=(replace(after.exchanges[0], answer=told),))
    pane = evidence_pane(after, Choice("cite", 0, 1))
    assert Outline(pane).text.count("margin → margin") == 1
    bare = replace(cited, words=())
    after = replace(
        after, exchanges=(replace(after.exchanges[0], answer=replace(told, citations=(bare,))),)
    )
    assert "asked-words" not in evidence_pane(after, Choice("cite", 0, 1))


def test_the_passage_stands_in_its_context(session: Session) -> None:
    edition = session.report.editions[1]
    passage = edition.passages[-2]
    shown = Outline(excerpt(edition, passage.span, ())).text
    assert shown.startswith("Electric vehicles\nForty thousand new cars")
    assert shown.endswith("in the full year.")


def test_context_is_cut_on_sentence_ends_but_not_inside_numbers() -> None:
    whole = "x" * 300 + " First. Margin was 3.5 up. NOW. " + "Then 1.5 more. " + "y" * 400
    at = whole.index("NOW")
    assert context_before(whole, at, 0) == "…Margin was 3.5 up. "
    assert context_after(whole, at + 4, len(whole)) == " Then 1.5 more. …"


def test_a_derived_figure_shows_its_proof_with_every_operand(session: Session) -> None:
    after = session.asked("everything")
    outline = Outline(evidence_pane(after, Choice("figure", 0, 3)))
    assert "18.5% − 6 pp = 12.5%" in outline.text
    assert "Rounding allows 12.4% to 12.6%" in outline.text
    links = [a["data-row"] for a in outline.of_class("link")]
    assert links == ["beiling-2025q1#r3", "beiling-2025q1#r4"]


def test_nothing_chosen_says_what_to_do(session: Session) -> None:
    for choice in (None, Choice("cite", 9, 1), Choice("row", row="none")):
        assert label("evidence_empty_text", "en") in Outline(evidence_pane(session, choice)).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 5),
        ("gross margin", 2),
        ("毛利率", 2),
        ("車 目標", 1),
        ("车 目标", 1),
        ("TARGET", 1),
        ("2025Q1 同比", 2),
        ("nothing of the kind", 0),
    ],
)
def test_the_filter_finds_rows_in_any_language_and_script(
    query: str, expected: int, session: Session
) -> None:
    outline = Outline(kpi_table(session, Filter(query)))
    assert len(outline.of_class("value")) == expected
    assert f"{expected} of 5 figures" in outline.text


def test_values_are_written_as_the_edition_in_the_page_language_writes_them(
    session: Session,
) -> None:
    assert "RMB 12.0 billion" in Outline(kpi_table(session)).text
    chinese = Outline(kpi_table(session.in_language("zh-Hant"))).text
    assert "120億元" in chinese
    assert "超過20萬輛" in chinese


def test_a_row_is_shown_in_the_edition_of_the_page_language(session: Session) -> None:
    pane = evidence_pane(session.in_language("zh-Hant"), Choice("row", row="beiling-2025q1#r4"))
    assert "<mark>6個百分點</mark>" in pane


def test_a_huge_table_is_cut_and_says_so(session: Session) -> None:
    rows = tuple(replace(session.rows[0], id=f"n{n}") for n in range(SHOWN_ROWS + 7))
    big = Session.start(FakeAssistant(session.assistant.reports, rows))
    outline = Outline(kpi_table(big))
    assert len(outline.of_class("value")) == SHOWN_ROWS
    assert f"First {SHOWN_ROWS} of {SHOWN_ROWS + 7} figures" in outline.text


def test_a_checked_text_keeps_its_words_and_grades_each_figure(session: Session) -> None:
    outline = Outline(check_view(session.checked("It was 18.5%,\nnot 77%. <b>")))
    assert "The report says otherwise" in outline.text
    assert "Figures seen: 2 · checked: 2 · stand: 1 · not checkable: 0" in outline.text
    assert ",\nnot " in outline.text
    assert "The report says 18.5%." in outline.text
    assert "+58.5 percentage points" in outline.text
    rows = [a for a in outline.of_class("is-conflict") if a.get("data-event") == "claim"]
    assert {row["data-number"] for row in rows} == {"1"}


def test_each_cell_of_a_verdict_says_what_it_is_on_a_narrow_screen(session: Session) -> None:
    markup = check_view(session.checked("The margin was 77%."))
    cells = [attributes for tag, attributes in Outline(markup).attributes if tag == "td"]
    assert [cell["data-label"] for cell in cells] == [
        "Figure", "What it speaks of", "The report says", "Why",
    ]  # fmt: skip


def test_a_checked_text_is_explained_in_its_own_language(session: Session) -> None:
    after = session.checked("2025年第一季度電動車毛利率為77%。")
    shown = Outline(check_view(after)).text
    assert "與報告不符" in shown
    assert "電動車毛利率" in shown
    assert "✗ 不符" in Outline(evidence_pane(after, Choice("claim", 0, 0))).text
    simplified = Outline(check_view(session.checked("电动车毛利率为77%。"))).text
    assert "与报告不符" in simplified


def test_a_text_without_figures_says_so(session: Session) -> None:
    assert "No figure in the text." in check_view(session.checked("No figure."))
    assert label("check_empty", "en") in check_view(session.checked("  "))
    assert label("check_empty", "en") in check_view(session)


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anything_is_checked_every_verdict_is_explained(
    language: Language, session: Session
) -> None:
    shown = Outline(check_view(session.in_language(language))).text
    for verdict in Verdict:
        assert f"{MARKS[verdict]} {words('verdict', verdict.value, language)}" in shown
        assert words("meaning", verdict.value, language) in shown


@pytest.mark.parametrize("text", ["x" * (MAX_CHARS + 1), "1," * 100_000])
def test_a_text_that_is_too_much_says_what_to_do_and_the_last_result_is_gone(
    text: str, session: Session
) -> None:
    after = session.checked("18.5%").checked(text)
    assert after.graded is None
    assert "split it" in Outline(check_view(after)).text


def test_a_text_of_many_figures_shows_those_that_do_not_stand_first(session: Session) -> None:
    after = session.checked("18.5% " * (SHOWN_FIGURES + 20) + "77%")
    markup = check_view(after)
    table = markup[markup.index("<table") :]
    first = table[table.index("<tbody>") :]
    assert first.index("77%") < first.index("18.5%")
    assert Outline(markup).tags.count("tr") == SHOWN_FIGURES + 1
    assert f"{SHOWN_FIGURES} of {SHOWN_FIGURES + 21} figures" in Outline(markup).text
    cards = Outline(evidence_pane(after, Choice("claim", 0, SHOWN_FIGURES + 20))).of_class("claim")
    assert len(cards) == CLAIM_CARDS
    assert cards[-1]["id"] == f"evidence-claim-0-{SHOWN_FIGURES + 20}"


def test_another_report_takes_back_what_was_checked_against_the_first(two: Session) -> None:
    after = two.checked("18.5%")
    assert after.asking(("more",)).graded is None
    assert after.showing("more").graded is None
    assert after.asking((two.report_id,)).graded is not None


def test_the_page_hands_over_what_is_shown_in_each_format(session: Session) -> None:
    after = session.checked("The margin was 77%.")
    for form, start, name in (
        ("csv", "\ufeffFigure,Verdict", "claim-check-beiling-2025q1.csv"),
        ("markdown", "# Claim check", "claim-check-beiling-2025q1.md"),
        ("json", "{", "claim-check-beiling-2025q1.json"),
    ):
        file = wanted(after, {"kind": "check", "form": form})
        assert file is not None
        assert (file.name, file.content.decode().startswith(start)) == (name, True)
        audit = wanted(after, {"kind": "audit", "form": form})
        assert audit is not None
        assert audit.name.startswith("audit-beiling-2025q1.")


@pytest.mark.parametrize(
    "data",
    [None, [], {"kind": "check"}, {"kind": "x", "form": "csv"}, {"kind": "check", "form": ["csv"]}],
)
def test_an_export_that_is_none_is_ignored(data: object, session: Session) -> None:
    assert wanted(session.checked("77%"), data) is None
    assert wanted(session, {"kind": "check", "form": "csv"}) is None


def test_overlapping_highlights_become_one() -> None:
    spans = [Span(5, 9), Span(0, 3), Span(8, 12), Span(12, 14), Span(40, 50)]
    assert merged(spans, Span(1, 20)) == (Span(1, 3), Span(5, 14))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_an_excerpt_keeps_the_text_whatever_the_highlights(pairs: list[tuple[int, int]]) -> None:
    """Marks may be anywhere: no character is lost, doubled or moved."""
    report = FakeAssistant.sample().reports[0]
    edition = report.editions[0]
    passage = edition.passages[3]
    marks = [
        Span(passage.span.start + start, passage.span.start + start + length)
        for start, length in pairs
    ]
    assert passage.span.of(edition.text) in Outline(excerpt(edition, passage.span, marks)).text


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_question_gives_markup_whose_tags_balance(question: str) -> None:
    session = Session.start(FakeAssistant.sample()).failed(question, question)
    Outline(conversation(session, pending=question))


def test_history_holds_the_turns_since_the_reports_were_chosen(two: Session) -> None:
    after = two.asked("margin?").asked("why?")
    assert [turn.role for turn in after.history] == ["user", "assistant"] * 2
    assert after.history[0].content == "margin?"
    other = after.asking(("more",))
    assert other.report.title == "More"
    assert other.history == ()
    assert "Sales rose 5%." in Outline(conversation(other.asked("sales?"))).text
    assert after.asking(()).history == ()


def test_a_change_of_report_is_told_in_the_conversation(two: Session) -> None:
    after = two.asked("margin?").asking(("more",))
    assert "Now asking: More" in Outline(conversation(after)).text
    assert "Now asking: All reports (2)" in Outline(conversation(after.asking(()))).text


@pytest.mark.parametrize(
    "data",
    [None, 3, [], {}, {"kind": "x"}, {"kind": ["cite"]}],
)
def test_a_choice_that_is_none_is_ignored(data: object) -> None:
    assert Choice.read(data) is None


def test_a_choice_reads_what_the_page_sends_and_distrusts_numbers() -> None:
    assert Choice.read({"kind": "cite", "turn": "2", "number": "10"}) == Choice("cite", 2, 10)
    odd = {"kind": "figure", "turn": "-1", "number": "9" * 5000, "row": None}
    assert Choice.read(odd) == Choice("figure", 0, 0)


def test_every_language_has_the_same_labels_with_the_same_braces() -> None:
    first = keys("en")
    for language in LANGUAGES:
        assert keys(language) == first
        for key in first:
            if "." not in key:
                fields = {part.split("}")[0] for part in label(key, language).split("{")[1:]}
                assert fields == {part.split("}")[0] for part in label(key, "en").split("{")[1:]}


def test_every_verdict_measure_and_source_has_a_word_in_every_language() -> None:
    from corpus.figure import Qualifier, UnitKind
    from corpus.kpi import Measure, SourceKind

    groups = {
        "measures": Measure, "sources": SourceKind, "qualifiers": Qualifier,
        "units": [kind for kind in UnitKind if kind is not UnitKind.CURRENCY],
    }  # fmt: skip
    for group, kinds in groups.items():
        assert {f"{group}.{kind.value}" for kind in kinds} <= keys("en")


def test_examples_come_in_three_scripts_for_any_report() -> None:
    for report_id in ("never heard of", "xiaomi-2025q1"):
        offered = examples(report_id)
        assert [language for language, _ in offered] == list(LANGUAGES)
        assert all(len(questions) == 3 for _, questions in offered)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-CN,zh", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("fr-FR,en-GB", "en"),
        ("", "en"),
    ],
)
def test_the_page_opens_in_the_browsers_language(header: str, language: str) -> None:
    assert preferred(header) == language


def test_a_taken_port_is_refused_if_asked_for_and_passed_over_if_not() -> None:
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert not is_free("127.0.0.1", port)
        with pytest.raises(PortTaken, match="choose another port with --port"):
            free_port("127.0.0.1", port, fixed=True)
        assert free_port("127.0.0.1", port, fixed=False) != port
