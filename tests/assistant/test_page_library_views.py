"""The page's library without a browser: a library in a folder, values in, HTML out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from assistant.ask import Assistant
from assistant.library.ingest_events import Event, EventKind, IngestSummary, Skipped
from assistant.page.bring_in import BringIn
from assistant.page.evidence import evidence_pane
from assistant.page.library_actions import LibraryActions, import_table
from assistant.page.library_view import SHOWN_SKIPPED, library_view, outcome_view, progress_view
from assistant.page.page_picture import page_picture
from assistant.page.pictures import Pictures
from assistant.page.scope_view import named_scope, scope_view, shown_switch
from assistant.page.session import Choice, Session, row_key
from assistant.page.tables import Filter, kpi_table, metrics_of, periods_of
from assistant.page.updates import OF_REPORTS, changed
from assistant.page.views import conversation
from assistant.settings import Settings
from corpus.bind.bind_report import bind_report
from corpus.library.library import Library
from corpus.library.records import Source
from corpus.load.load_report import report_from_bytes
from corpus.report import Box, SourceMap
from corpus.script import LANGUAGES
from index.build import open_index
from tests.assistant.test_page_views import HOSTILE, Outline
from tests.own_reports import BANK, MILL, SHOP, shop_pdf

PAGE_OF = "/page-of/"


def keep(library: Library, assistant: Assistant, name: str, data: bytes) -> str:
    """Put a report into the library as an ingestion does, its index beside it; its id."""
    report = report_from_bytes(data, name)
    source = Source(name, f"/somewhere/{name}", hashlib.sha256(data).hexdigest(), len(data))
    report_id = library.add(report, bind_report(report), source, data=data).id
    open_index(library.index_folder / report_id, [library.own(report_id)], assistant.encoder)
    return report_id


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A page over a library of a bank, a shop, and a food company's PDF, in that order."""
    assistant = Assistant.open(Settings(data_dir=tmp_path), library=True)
    assert assistant.library is not None
    for name, data in (
        ("bank.md", BANK.encode()),
        ("shop.md", SHOP.encode()),
        ("food.pdf", shop_pdf()),
    ):
        keep(assistant.library, assistant, name, data)
    return Session.start(assistant)


def ids(session: Session) -> list[str]:
    """The bundled report's id, then those of the bank, the shop and the food company."""
    return [summary.id for summary in session.listed]


def library_of(session: Session) -> Library:
    assert session.assistant.library is not None
    return session.assistant.library


def part(updates: tuple[Any, ...], name: str) -> Any:
    return updates[1 + OF_REPORTS.index(name)]


# -- which reports are asked ------------------------------------------------------------


def test_a_fresh_page_asks_the_bundled_report_and_offers_all(session: Session) -> None:
    first, *own = ids(session)
    assert session.scope == (first,)
    outline = Outline(scope_view(session))
    offered = [a["data-report"] for a in outline.of_class("choice") if "data-report" in a]
    assert offered == [first, *own]
    ticked = [a["data-report"] for a in outline.of_class("tick") if a["aria-checked"] == "true"]
    assert ticked == [first]


def test_reports_are_added_to_and_taken_from_those_asked(session: Session) -> None:
    _, bank, shop, _ = ids(session)
    both = session.asking((bank,)).toggled(shop)
    assert both.scope == (bank, shop)
    assert both.report_id == bank
    assert both.toggled(bank).scope == (shop,)
    assert both.toggled(bank).toggled(shop).scope == (shop,)  # the last one stays
    assert session.asking(()).toggled(bank).scope == (shop, ids(session)[3])
    assert session.asking(("no such",)) is session


def test_the_reports_asked_are_named(session: Session) -> None:
    _, bank, shop, food = ids(session)
    assert named_scope(session, (bank,)) == "Harbour Bank: results for 2024"
    assert named_scope(session, ()) == "All reports (3)"
    told = named_scope(session, (bank, shop))
    assert told == "Harbour Bank: results for 2024 and Lakeside Retail: results for 2024"
    assert named_scope(session, (bank, shop, food)) == "Harbour Bank: results for 2024 and 2 more"


def test_figures_of_each_report_asked_can_be_shown(session: Session) -> None:
    _, bank, shop, _ = ids(session)
    both = session.asking((bank, shop))
    assert "1.93%" in Outline(kpi_table(both)).text
    buttons = Outline(shown_switch(both)).of_class("switch")
    assert [b["aria-pressed"] for b in buttons] == ["true", "false"]
    other = both.showing(shop)
    assert other.scope == (bank, shop)
    assert "31.4%" in Outline(kpi_table(other)).text
    assert shown_switch(session) == ""


def test_several_reports_are_asked_at_once_and_each_is_cited(session: Session) -> None:
    _, bank, shop, _ = ids(session)
    asked = session.asking((bank, shop)).asked(
        "What was the revenue of Harbour Bank and of Lakeside Retail?"
    )
    told = Outline(conversation(asked)).text
    assert "USD 4.2 billion" in told
    assert "USD 2.5 billion" in told
    answer = asked.answer_at(0)
    assert answer is not None
    assert {citation.place.report_id for citation in answer.citations} == {bank, shop}


def test_a_report_that_another_session_removed_is_no_longer_asked(session: Session) -> None:
    first, bank, shop, _ = ids(session)
    mine = session.asking((bank,)).asked("net interest margin?")
    library_of(session).remove(bank)
    after = mine.still()
    assert (after.scope, after.report_id) == ((first,), first)
    assert session.asking((shop,)).still().scope == (shop,)
    assert "1.93%" in Outline(conversation(after)).text
    assert "1.93%" in Outline(evidence_pane(after, Choice("cite", 0, 1))).text


# -- the table of reports, cards --------------------------------------------------------


def test_the_library_lists_each_report_with_its_facts(session: Session) -> None:
    outline = Outline(library_view(session))
    for told in ("Harbour Bank", "2024", "English", "bank.md", "food.pdf", "Reports: 3"):
        assert told in outline.text
    assert outline.tags.count("tr") == 4


def test_an_empty_library_says_what_to_do(tmp_path: Path) -> None:
    empty = Session.start(Assistant.open(Settings(data_dir=tmp_path), library=True))
    for language in LANGUAGES:
        assert "ZIP" in Outline(library_view(empty.in_language(language))).text


@pytest.mark.parametrize("hostile", [*HOSTILE, "x" * 120, "../../etc/passwd", "\u202egpj.exe"])
def test_hostile_names_are_shown_as_text(hostile: str, session: Session) -> None:
    bank = ids(session)[1]
    library_of(session).rename(bank, hostile)
    library_of(session).edit_facts(bank, subject=hostile)
    mine = session.asking((bank,))
    for view in (
        library_view(mine),
        scope_view(mine),
        evidence_pane(mine, Choice("report", row=bank)),
        outcome_view(IngestSummary(skipped=(Skipped(hostile, hostile),)), [hostile], "en"),
        progress_view(Event(EventKind.STEP, hostile, 1, 2, "reading", 3, 4), "en"),
    ):
        outline = Outline(view)
        assert not {"img", "script", "svg", "a", "b"} & set(outline.tags)
        assert not [
            name
            for _, attributes in outline.attributes
            for name in attributes
            if name.startswith("on")
        ]
    assert hostile in Outline(library_view(mine)).text


def test_the_bundled_report_has_no_card_to_change_it(session: Session) -> None:
    pane = evidence_pane(session, Choice("report", row=ids(session)[0]))
    assert "form" not in Outline(pane).tags
    row = session.rows[0]
    assert "form" not in Outline(evidence_pane(session, Choice("row", row=row_key(row)))).tags


# -- bringing in -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_tells_file_step_and_page(language: Any) -> None:
    event = Event(EventKind.STEP, "q1.pdf", 2, 4, "reading", 5, 10)
    outline = Outline(progress_view(event, language))
    for told in ("2", "4", "q1.pdf", "5/10"):
        assert told in outline.text
    (bar,) = [attributes for tag, attributes in outline.attributes if tag == "progress"]
    assert (bar["value"], bar["max"]) == ("28", "100")  # one file and an eighth of one, of four


def test_what_was_skipped_is_listed_with_the_reason() -> None:
    skipped = tuple(Skipped(f"{n}.pdf", "it is damaged") for n in range(SHOWN_SKIPPED + 50))
    outline = Outline(outcome_view(IngestSummary(added=("a",), skipped=skipped), ["A"], "en"))
    assert outline.tags.count("li") == SHOWN_SKIPPED
    assert f"1 added · {len(skipped)} skipped" in outline.text
    assert "0.pdf it is damaged" in outline.text


def test_nothing_begins_without_files_and_nothing_finishes_that_was_not_begun(
    session: Session,
) -> None:
    step = BringIn()
    assert step.begin([], session) == changed(session)
    assert list(step.follow(session)) == []
    assert step.finish(session, lambda _: {}) == changed(session)


# -- figures -----------------------------------------------------------------------------


def test_the_table_is_filtered_by_metric_and_period(session: Session) -> None:
    mine = session.asking((ids(session)[1],))
    assert metrics_of(mine) == [
        ("net interest margin", "net_interest_margin"),
        ("revenue", "revenue"),
    ]
    assert periods_of(mine) == ["2024", "2023"]
    assert [r.figure.text for r in Filter(period="2023").rows(mine)] == ["2.10%"]
    assert [r.figure.text for r in Filter(metric="revenue").rows(mine)] == ["USD 4.2 billion", "8%"]
    assert [r.figure.text for r in Filter("1.93", "net_interest_margin", "2024").rows(mine)] == [
        "1.93%"
    ]


def test_a_correction_is_shown_beside_what_was_read_and_undone(session: Session) -> None:
    bank = ids(session)[1]
    mine, do = session.asking((bank,)), LibraryActions()
    key = row_key(mine.rows[0])
    updates = do.act(mine, {"do": "correct", "row": key, "value": "1.95", "note": "typo"})
    told = Outline(part(updates, "evidence")).text
    assert "Corrected by hand; read from the report: 1.93%" in told
    assert "typo" in told
    table = part(updates, "kpis")
    assert "1.95%" in Outline(table).text
    assert "<del>1.93%</del>" in table
    assert "1 corrected" in Outline(part(updates, "library")).text
    undone = do.act(updates[0], {"do": "undo", "row": key})
    assert "1.95%" not in Outline(part(undone, "kpis")).text


@pytest.mark.parametrize(
    "data",
    [
        {}, {"do": "x"}, {"do": ["save"]}, {"do": "correct"}, {"do": "correct", "row": "#"},
        {"do": "remove", "report": "nobody"}, {"do": "save", "report": "nobody", "name": "x"},
        {"do": "pair", "report": "a", "other": "b"}, {"do": "unpair"}, {"do": "undo", "row": "x#y"},
        {"do": "use-found", "report": "nobody", "name": "period"},
    ],
)  # fmt: skip
def test_an_action_that_is_none_changes_nothing(data: dict[str, Any], session: Session) -> None:
    before = library_of(session).list()
    LibraryActions().act(session, data)
    assert library_of(session).list() == before


def test_facts_and_name_are_saved_and_what_was_found_comes_back(session: Session) -> None:
    bank, do = ids(session)[1], LibraryActions()
    updates = do.act(session, {"do": "save", "report": bank, "name": "Mine", "period": "2024Q4"})
    outline = Outline(part(updates, "evidence"))
    assert "found in the text: 2024" in outline.text
    assert "Mine" in Outline(part(updates, "library")).text
    do.act(session, {"do": "use-found", "report": bank, "name": "period"})
    assert library_of(session).summary(bank).facts.period == "2024"
    told = part(do.act(session, {"do": "save", "report": bank, "period": "soon"}), "status")
    assert "is-bad" in told


def test_a_removed_report_is_gone_from_every_part(session: Session) -> None:
    bank = ids(session)[1]
    updates = LibraryActions().act(session.asking((bank,)), {"do": "remove", "report": bank})
    assert updates[0].scope == (ids(session)[0],)
    for name in ("scope", "library", "kpis"):
        assert "Harbour" not in part(updates, name)


def test_an_imported_table_corrects_and_a_wrong_one_is_told_by_line(
    session: Session, tmp_path: Path
) -> None:
    mine = session.asking((ids(session)[1],))
    file = tmp_path / "table.csv"
    file.write_text(f"id,value\n{mine.rows[0].id},1.95\n", "utf-8")
    assert import_table(mine, str(file)) == ("1 figures corrected, 0 as they were.", False)
    assert not file.exists()
    file.write_text("id,value\nnone,1.95\n", "utf-8")
    told, bad = import_table(mine, str(file))
    assert bad
    assert "line 2" in told


# -- pages of a PDF -----------------------------------------------------------------------


def test_a_citation_of_a_pdf_leads_to_the_picture_of_its_page(session: Session) -> None:
    mine = session.asking((ids(session)[3],)).asked("What was gross margin?")
    outline = Outline(evidence_pane(mine, Choice("cite", 0, 1)))
    (image,) = [attributes for tag, attributes in outline.attributes if tag == "img"]
    assert image["src"].startswith(f"{PAGE_OF}{ids(session)[3]}/en/")
    assert image["alt"] == "Page 2 of the report, with the cited place marked"
    assert "page 2" in outline.text
    served = Pictures(lambda *_: None, session.assistant)  # type: ignore[arg-type, return-value]
    picture = served.at(image["src"])
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert served.at(image["src"]) is picture  # kept


def test_a_report_of_text_has_no_picture(session: Session) -> None:
    mine = session.asking((ids(session)[1],)).asked("net interest margin?")
    pane = Outline(evidence_pane(mine, Choice("cite", 0, 1)))
    assert "img" not in pane.tags
    assert "line 3" in pane.text


@pytest.mark.parametrize(
    "path",
    [
        "x/en/0-5.png", "{food}/zh-Hant/0-5.png", "{food}/en/900000-900005.png", "{bank}/en/0-5.png",
        "{food}/en/5-0.png", "{food}/en/.png", "..%2F..%2Fetc/en/0-5.png", "{first}/en/0-5.png",
        "{food}/en/0-5.png/../../x", "{food}/en/" + ",".join(["0-5"] * 60) + ".png",
    ],
)  # fmt: skip
def test_an_address_that_somebody_makes_up_shows_nothing(path: str, session: Session) -> None:
    first, bank, _, food = ids(session)
    served = Pictures(lambda *_: None, session.assistant)  # type: ignore[arg-type, return-value]
    assert served.at(PAGE_OF + path.format(first=first, bank=bank, food=food)) is None


def test_places_on_several_pages_show_the_first(session: Session) -> None:
    food = ids(session)[3]
    report = session.report_of(food)
    assert report is not None
    edition = report.editions[0]
    assert isinstance(edition.source, SourceMap)
    assert isinstance(edition.source.boxes[0], Box)
    picture = page_picture(food, edition, edition.paragraphs, session)
    assert picture is not None
    assert "Page 1 of the report" in picture


# -- an upload, start to end ----------------------------------------------------------------


def test_uploaded_files_are_followed_to_their_end_and_their_copies_removed(
    session: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    good, bad = folder / "mill.md", folder / "empty.md"
    good.write_text(MILL, "utf-8")
    bad.touch()
    step = BringIn()
    started = step.begin([str(good), str(bad)], session)
    mine = started[0]
    assert "progress" in Outline(part(started, "progress")).tags
    shown = [Outline(each).text for each in step.follow(mine)]
    assert any("mill.md" in text for text in shown)
    mine.bringing.wait()
    done = step.finish(mine, lambda now: {"library": library_view(now)})
    told = Outline(part(done, "progress")).text
    assert "1 added · 1 skipped" in told
    assert "empty.md the file is empty" in told
    assert "Mill Paper" in Outline(part(done, "library")).text
    assert [s.name for s in done[0].in_scope] == ["Mill Paper: results for 2024"]
    assert not good.exists()
    assert not bad.exists()
