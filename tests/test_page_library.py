"""The page's library in a browser: files added, asked, cited, corrected, removed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser_fixtures import APP, Served, served, visiting
from tests.own_reports import BANK, MILL, MILL_ZH, SHOP, shop_pdf
from tests.test_page import ask, saved, width_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

INGESTED_MS = 120_000  # a process for each file, on a machine that others use too
HOSTILE = "<img src=x onerror=alert(1)> <script>alert(2)</script>"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """The program with an empty library."""
    folder = tmp_path / "served"
    folder.mkdir()
    with served(APP, folder) as running:
        yield running


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Served]:
    """The program with a bank, a shop (a PDF) and a paper mill in its library, added by hand;
    tests leave these as they are."""
    folder = tmp_path_factory.mktemp("stocked")
    with served(APP, folder) as running:
        with visiting(browser, running) as page:
            add(page, files_in(folder))
            assert "3 added" in outcome(page)
        yield running


def files_in(folder: Path) -> list[Path]:
    """A bank's, a shop's and a paper mill's report."""
    (folder / "bank.md").write_text(BANK, "utf-8")
    (folder / "shop.pdf").write_bytes(shop_pdf())
    (folder / "mill.md").write_text(MILL, "utf-8")
    return [folder / "bank.md", folder / "shop.pdf", folder / "mill.md"]


def add(page: Page, files: list[Path]) -> None:
    page.set_input_files("input[type=file] >> nth=0", files)


def outcome(page: Page) -> str:
    """What came of the files, once it is there; it is dismissed."""
    done = page.locator(".bringing.is-done")
    done.wait_for(timeout=INGESTED_MS)
    told = done.inner_text()
    done.get_by_role("button").click()
    done.wait_for(state="detached")
    return told


def choose(page: Page, name: str) -> None:
    """Ask the report of that name alone."""
    page.locator("details.scope summary").click()
    page.locator(".choice[data-do=only]", has_text=name).click()
    page.locator("details.scope > summary strong", has_text=name).wait_for()


def open_tab(page: Page, number: int) -> None:
    page.locator("#main-pane").get_by_role("tab").nth(number).click()


FIGURES, LIBRARY = 1, 4


def test_files_are_added_together_and_asked_together(
    own: Served, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "bank.md").write_text(BANK, "utf-8")
    (tmp_path / "shop.md").write_text(SHOP, "utf-8")
    (tmp_path / "empty.md").touch()
    with visiting(browser, own) as page:
        open_tab(page, LIBRARY)
        page.locator(".library.empty", has_text="No reports of your own yet").wait_for()
        add(page, [tmp_path / "bank.md", tmp_path / "shop.md", tmp_path / "empty.md"])
        bar = page.locator(".bringing:not(.is-done)", has_text=re.compile(r"File \d of 3"))
        bar.wait_for()
        assert bar.locator("progress").count() == 1
        told = outcome(page)
        assert "2 added · 1 skipped" in told
        assert "empty.md the file is empty" in " ".join(told.split())
        assert page.locator(".library tbody tr").count() == 2
        cells = page.locator(".library tbody tr").first.inner_text().split("\t")
        assert [cell.strip() for cell in cells[2:5]] == ["Harbour Bank", "2024", "English"]
        open_tab(page, 0)
        answer = ask(page, "What was the revenue of Harbour Bank and of Lakeside Retail?")
        assert "USD 4.2 billion" in answer
        assert "USD 2.5 billion" in answer
        titles = page.locator(".card.cite .title").all_inner_texts()
        assert set(titles) == {
            "Harbour Bank: results for 2024",
            "Lakeside Retail: results for 2024",
        }
    with visiting(browser, own) as another:  # kept, and nobody else's choice is changed
        assert "Harbour" not in another.locator("#scope summary").inner_text()
        choose(another, "Harbour Bank")
        assert "1.93%" in ask(another, "What was net interest margin in 2024?")


def test_a_cited_page_of_a_pdf_is_shown_with_its_place(stocked: Served, browser: Browser) -> None:
    with visiting(browser, stocked) as page:
        choose(page, "Quayside Foods")
        assert "27.3%" in ask(page, "What was gross margin?")
        page.locator("#turn-0 .chip").first.click()
        card = page.locator(".card.cite.is-active")
        assert "page 2" in card.locator(".where").inner_text()
        picture = card.locator(".page-picture img")
        picture.scroll_into_view_if_needed()
        page.wait_for_function(
            "document.querySelector('.card.cite .page-picture img').naturalWidth > 1000"
        )
        yellow = page.evaluate(
            """() => {
                const img = document.querySelector('.card.cite .page-picture img');
                const canvas = document.createElement('canvas');
                canvas.width = img.naturalWidth; canvas.height = img.naturalHeight;
                const draw = canvas.getContext('2d');
                draw.drawImage(img, 0, 0);
                const yellow = (x, y, width, height) => {
                    const seen = draw.getImageData(2 * x, 2 * y, 2 * width, 2 * height).data;
                    let count = 0;
                    for (let at = 0; at < seen.length; at += 4) count += seen[at + 2] < seen[at] - 40;
                    return count / (4 * width * height);
                };
                return [yellow(80, 101, 200, 10), yellow(0, 150, 600, 600)];
            }"""
        )
        assert yellow[0] > 0.5  # where the sentence stands
        assert yellow[1] == 0


def test_a_picture_is_served_for_places_of_the_library_alone(stocked: Served) -> None:
    import urllib.error
    import urllib.request

    for path in ("page-of/no-such/en/0-5.png", "page-of/..%2f..%2fetc%2fpasswd/en/0-5.png",
                 "page-of/xiaomi-2025q1/en/0-5.png", "page-of/x/en/5-0.png", "page-of/x"):  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(stocked.url + path, timeout=20)
        assert refused.value.code == 404
        refused.value.close()


def test_a_corrected_figure_stays_corrected_until_it_is_undone(
    stocked: Served, browser: Browser
) -> None:
    with visiting(browser, stocked) as page:
        choose(page, "Mill Paper")
        open_tab(page, FIGURES)
        page.locator("#kpis .value", has_text="31.27%").click()
        page.locator(".correction summary").click()
        page.fill(".correction input[name=value]", "31.72")
        page.fill(".correction input[name=note]", HOSTILE)
        page.locator(".correction [type=submit]").click()
        page.locator("#kpis .detail.corrected del", has_text="31.27%").wait_for()
        assert "31.72%" in page.locator("#kpis .value").nth(1).inner_text()
        assert page.locator("#evidence :is(img, script):not([data-top])").count() == 0
    with visiting(browser, stocked) as page:
        choose(page, "Mill Paper")
        open_tab(page, FIGURES)
        page.locator("#kpis .detail.corrected", has_text="31.27%").wait_for()
        name, text = saved(page, page.locator("#kpis .export", has_text="CSV"))
        assert name.startswith("kpis-mill")
        assert ",31.72," in text
        assert ",31.27," in text
        open_tab(page, 0)
        assert "31.72%" in ask(page, "What was gross margin?")
        open_tab(page, FIGURES)
        page.locator("#kpis .value", has_text="31.72%").click()
        page.locator(".card.row [data-do=undo]").click()
        page.locator("#kpis .value", has_text="31.27%").wait_for()
        assert page.locator("#kpis .corrected").count() == 0


def test_a_value_that_is_none_is_told_and_changes_nothing(
    stocked: Served, browser: Browser
) -> None:
    with visiting(browser, stocked) as page:
        choose(page, "Mill Paper")
        open_tab(page, FIGURES)
        page.locator("#kpis .value", has_text="13.41%").click()
        page.locator(".correction summary").click()
        page.fill(".correction input[name=value]", "a lot")
        page.locator(".correction [type=submit]").click()
        page.locator("#status [role=alert]", has_text="value must be a plain number").wait_for()
        assert page.locator("#kpis .value", has_text="13.41%").count() == 1


def test_the_figures_are_filtered_by_metric_and_period_and_imported(
    stocked: Served, browser: Browser, tmp_path: Path
) -> None:
    with visiting(browser, stocked) as page:
        choose(page, "Harbour Bank")
        open_tab(page, FIGURES)
        page.locator("#period input").click()
        page.get_by_role("option", name="2023").click()
        page.locator("#kpis", has_text="1 of 4 figures").wait_for()
        assert "2.10%" in page.locator("#kpis tbody").inner_text()
        page.locator("#period input").click()
        page.get_by_role("option", name="All periods").click()
        page.locator("#metric input").click()
        page.get_by_role("option", name="revenue").click()
        page.locator("#kpis", has_text="2 of 4 figures").wait_for()
        table = tmp_path / "table.csv"
        table.write_text("id,value\nno-such-row,1\n", "utf-8")
        page.set_input_files("input[type=file] >> nth=1", table)
        page.locator("#status [role=alert]", has_text="line 2").wait_for()


def test_a_report_is_renamed_its_facts_are_edited_and_it_is_removed(
    own: Served, browser: Browser, tmp_path: Path
) -> None:
    with visiting(browser, own) as page:
        file = tmp_path / ("é" * 80 + ".md")
        file.write_text(BANK, "utf-8")
        add(page, [file])
        assert "1 added" in outcome(page)
        open_tab(page, LIBRARY)
        page.locator(".library .value").click()
        page.fill(".card.report input[name=name]", HOSTILE + "x" * 60)
        page.fill(".card.report input[name=period]", "2024Q4")
        page.locator(".card.report [type=submit]").first.click()
        page.locator(".library .value", has_text=HOSTILE).wait_for()
        assert "2024Q4" in page.locator(".library tbody").inner_text()
        assert page.locator(":is(#library, #scope, #evidence) :is(img, script)").count() == 0
        page.locator(".card.report [data-name=period]", has_text="use that").click()
        page.locator(".library td", has_text=re.compile(r"^2024$")).wait_for()
        page.locator(".removal summary").click()
        page.locator("[data-do=remove]").click()
        page.locator(".library.empty").wait_for()
        page.locator("#scope", has_text="Xiaomi").wait_for()
        open_tab(page, 0)
        assert "23.2%" in ask(page, "what was EV gross margin")


def test_an_archive_brings_names_that_are_shown_as_text_and_lead_nowhere(
    own: Served, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../<img src=x onerror=alert(1)>.md", SHOP)
        archive.writestr("x" * 200 + ".exe", "MZ")
    with visiting(browser, own) as page:
        add(page, [path])
        told = outcome(page)
        assert "1 added · 1 skipped" in told
        open_tab(page, LIBRARY)
        assert "<img src=x onerror=alert(1)>.md" in page.locator(".library tbody").inner_text()
        page.locator(".library .value").click()
        page.locator(".card.report").wait_for()
        assert page.locator(":is(#library, #progress, #evidence) img").count() == 0
        assert width_of(page) <= 1280


def test_adding_can_be_cancelled(own: Served, browser: Browser, tmp_path: Path) -> None:
    files = []
    for number in range(30):
        files.append(tmp_path / f"bank-{number}.md")
        files[-1].write_text(BANK.replace("4.2", f"4.{number}"), "utf-8")
    with visiting(browser, own) as page:
        add(page, files)
        page.locator(".bringing", has_text=re.compile(r"File [2-9] of 30")).wait_for(
            timeout=INGESTED_MS
        )
        page.locator(".bringing [data-do=cancel]").click()
        told = outcome(page)
        assert "cancelled" in told
        open_tab(page, LIBRARY)
        assert 1 <= page.locator(".library tbody tr").count() < 30


def test_two_languages_of_a_report_are_offered_as_a_pair(
    own: Served, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "mill.md").write_text(MILL, "utf-8")
    (tmp_path / "mill-zh.md").write_text(MILL_ZH, "utf-8")
    with visiting(browser, own) as page:
        add(page, [tmp_path / "mill.md", tmp_path / "mill-zh.md"])
        assert "2 added" in outcome(page)
        open_tab(page, LIBRARY)
        page.locator(".offer button").click()
        page.locator(".library .detail", has_text="paired with Mill Paper").wait_for()
        assert page.locator(".offer").count() == 0


def test_added_reports_are_there_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "bank.md").write_text(BANK, "utf-8")
    with served(APP, tmp_path) as running, visiting(browser, running) as page:
        add(page, [tmp_path / "bank.md"])
        assert "1 added" in outcome(page)
    with served(APP, tmp_path) as again, visiting(browser, again) as page:
        choose(page, "Harbour Bank")
        assert "1.93%" in ask(page, "What was net interest margin in 2024?")


def test_files_can_be_dropped_on_the_page(own: Served, browser: Browser) -> None:
    with visiting(browser, own) as page:
        dropped = page.evaluate_handle(
            """([one, other]) => {
                const data = new DataTransfer();
                data.items.add(new File([one], "bank.md", {type: "text/markdown"}));
                data.items.add(new File([other], "shop.md", {type: "text/markdown"}));
                return data;
            }""",
            [BANK, SHOP],
        )
        page.dispatch_event("body", "dragenter", {"dataTransfer": dropped})
        assert "dropping" in page.evaluate("document.body.className")
        page.dispatch_event("body", "drop", {"dataTransfer": dropped})
        assert "2 added" in outcome(page)
        assert "dropping" not in page.evaluate("document.body.className")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_library_in_its_width(
    scheme: str, stocked: Served, browser: Browser
) -> None:
    with visiting(browser, stocked, width=390, height=844, scheme=scheme) as page:
        page.get_by_role("tab", name="Library").click()
        page.locator(".library .value").first.click()
        page.locator(".card.report.is-active").wait_for()
        page.locator("details.scope summary").click()
        menu = page.locator(".scope .menu").bounding_box()
        assert menu is not None
        assert menu["x"] >= 0
        assert menu["x"] + menu["width"] <= 390
        page.keyboard.press("Escape")
        choose(page, "Quayside Foods")
        page.get_by_role("tab", name="Figures").click()
        page.locator("#kpis .value").first.click()
        page.locator(".card.row .correction summary").click()
        assert width_of(page) == 390
