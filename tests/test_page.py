"""The page in a browser: as a user starts it, and around the stand-in assistant."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser_fixtures import ROOT, Served, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

DRAFT = (
    "In the first quarter of 2025 Xiaomi's EV gross margin was 22.8%. "
    "Group revenue was RMB 111.3 billion. <img src=x onerror=alert(1)> **bold** =SUM(A)"
)


def ask(page: Page, question: str) -> str:
    """Type a question, press Enter; the text of its answer."""
    turn = page.locator(".exchange").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    done = page.locator(f"#turn-{turn} .answered:not(.is-pending)")
    done.wait_for()
    return done.inner_text()


def check(page: Page, text: str) -> Locator:
    """Paste a text and have it checked; the result."""
    page.locator("#main-pane").get_by_role("tab").nth(2).click()
    page.fill("#claim textarea", text)
    page.click("button#check")
    result = page.locator("#checked .verdict")
    result.wait_for()
    return result


def saved(page: Page, button: Locator) -> tuple[str, str]:
    """The name and the text of the file that a button hands over."""
    with page.expect_download() as download:
        button.click()
    file = Path(download.value.path())
    return download.value.suggested_filename, file.read_bytes().decode("utf-8")


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize(
    ("question", "locale"),
    [
        ("what was EV gross margin", "en"),
        ("小米汽車毛利率是多少", "zh-TW"),
        ("小米汽车毛利率多少", "zh-CN"),
    ],
)
def test_a_question_shows_its_figure_its_citation_and_the_highlighted_passage(
    question: str, locale: str, app: Served, browser: Browser
) -> None:
    with visiting(browser, app, locale=locale) as page:
        assert "23.2%" in ask(page, question)
        figure = page.locator("#turn-0 .text .figure.is-confirmed", has_text="23.2%")
        assert figure.count() == 1
        page.locator("#turn-0 .chip").first.click()
        card = page.locator(".card.cite.is-active")
        card.locator("mark").first.wait_for()
        assert "23.2%" in " ".join(card.locator("mark").all_inner_texts())
        assert "23.2%" in card.locator(".passage").inner_text()
        assert re.search(r"\d", card.locator(".where").inner_text())


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)> margin",
        "<script>alert(1)</script> margin",
        "[margin](javascript:alert(1)) ![p](http://evil.example/p.png)",
        "margin {{constructor.constructor('alert(1)')()}} ${alert(1)} `",
    ],
)
def test_a_hostile_question_is_shown_as_text(
    hostile: str, sample: Served, browser: Browser
) -> None:
    with visiting(browser, sample) as page:
        ask(page, hostile)
        assert page.locator("#turn-0 .asked p").inner_text() == hostile
        assert page.locator("#conversation :is(img, script, a), #evidence :is(img, a)").count() == 0
        page.wait_for_timeout(200)  # time for a script to run, if it could


def test_every_verdict_is_told_by_icon_and_word_and_opens_its_evidence(
    sample: Served, browser: Browser
) -> None:
    with visiting(browser, sample) as page:
        ask(page, "everything")
        pills = [" ".join(text.split()) for text in page.locator(".pill").all_inner_texts()]
        assert pills == [
            "✓ 12.0 billion confirmed", "≈ 30% rounded", "✓ 18.5% confirmed", "∑ 12.5% derived",
            "✗ 11% conflict", "? 70 not in report", "… 9.9 not checkable",
        ]  # fmt: skip
        page.locator(".pill.is-derived").click()
        card = page.locator(".card.is-active")
        assert "18.5% − 6 pp = 12.5%" in card.inner_text()
        card.locator(".link").first.click()
        page.locator(".card.row.is-active mark", has_text="18.5%").wait_for()


def test_a_chip_of_an_earlier_answer_brings_its_evidence_back(
    sample: Served, browser: Browser
) -> None:
    with visiting(browser, sample) as page:
        ask(page, "margin?")
        ask(page, "everything")
        assert page.locator(".evidence-pane > header").inner_text().endswith("everything")
        page.locator("#turn-0 .chip").click()
        page.locator(".evidence-pane > header", has_text="margin?").wait_for()
        assert page.locator(".card.is-active mark").all_inner_texts() == [
            "18.5%", "6 percentage points",
        ]  # fmt: skip


def test_everything_can_be_done_by_keyboard(sample: Served, browser: Browser) -> None:
    with visiting(browser, sample) as page:
        page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
        page.keyboard.type("everything")
        page.keyboard.press("Enter")
        page.locator("#turn-0 .chip").first.wait_for()
        page.locator("#turn-0 .chip").nth(2).focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'evidence-cite-0-2'")


def test_nothing_typed_is_no_question(sample: Served, browser: Browser) -> None:
    with visiting(browser, sample) as page:
        page.click("button#ask")
        page.locator(".toast-wrap", has_text="Type a question first").wait_for()
        page.get_by_role("tab", name="Check a text").click()
        page.click("button#check")
        page.locator("#checked", has_text="Paste a text").wait_for()


def test_an_example_asks_and_a_new_chat_brings_the_examples_back(
    sample: Served, browser: Browser
) -> None:
    with visiting(browser, sample) as page:
        assert page.locator(".example").count() == 9
        page.locator(".example", has_text="毛利率").first.click()
        page.locator("#turn-0 .text").wait_for()
        assert "18.5%" in page.locator("#turn-0 .text").inner_text()
        page.click("#new-chat")
        page.locator(".welcome").wait_for()
        assert page.locator(".evidence-pane .card").count() == 0
        ask(page, "margin?")
        page.locator("#turn-0").wait_for()


def test_the_figures_tab_filters_and_shows_a_row_in_the_text(
    sample: Served, browser: Browser
) -> None:
    with visiting(browser, sample) as page:
        page.get_by_role("tab", name="Figures").click()
        page.locator("#kpis tr[data-row]").first.wait_for()
        assert page.locator("#kpis tr[data-row]").count() == 5
        page.locator("#filter input").press_sequentially("毛利率 同比")
        page.locator("#kpis", has_text="1 of 5 figures").wait_for()
        page.locator("#kpis tr[data-row]").click()
        page.locator(".card.row mark", has_text="6 percentage points").wait_for()


def test_a_pasted_text_is_graded_and_each_figure_leads_to_its_passage(
    app: Served, browser: Browser
) -> None:
    with visiting(browser, app) as page:
        result = check(page, DRAFT)
        assert result.locator(".overall").inner_text() == "✗ The report says otherwise"
        assert "Figures seen: " in result.locator(".coverage").inner_text()
        assert page.locator("#checked .claim").inner_text().endswith("**bold** =SUM(A)")
        assert page.locator("#checked :is(img, script, a)").count() == 0
        first = page.locator("#checked tbody tr").first
        told = " ".join(first.inner_text().split())
        for words in ("22.8%", "✗ conflict", "EV gross margin", "23.2%", "−0.4 percentage points"):
            assert words in told
        page.locator("#checked .claim .figure", has_text="111.3").click()
        page.locator(".card.claim.is-active mark", has_text="RMB 111.3 billion").wait_for()
        first.click()
        page.locator(".card.claim.is-active mark", has_text="23.2%").wait_for()


def test_what_is_shown_can_be_exported_in_three_formats(app: Served, browser: Browser) -> None:
    with visiting(browser, app) as page:
        check(page, DRAFT)
        buttons = page.locator("#checked .export")
        name, text = saved(page, buttons.nth(0))
        assert name == "claim-check-xiaomi-2025q1.md"
        assert text.startswith("# Claim check\n")
        assert r"\<img src=x onerror=alert(1)\> \*\*bold\*\* =SUM(A)" in text
        name, text = saved(page, buttons.nth(1))
        assert name == "claim-check-xiaomi-2025q1.csv"
        assert text.startswith("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        assert [(row["Figure"], row["Verdict"]) for row in rows[:2]] == [
            ("22.8%", "conflict"), ("RMB 111.3 billion", "confirmed"),
        ]  # fmt: skip
        assert rows[0]["The report says"] == "23.2%"
        name, text = saved(page, buttons.nth(2))
        assert json.loads(text)["overall"] == "conflict"
        page.locator("#status", has_text="Saved as claim-check-xiaomi-2025q1.json.").wait_for()
        saved(page, buttons.nth(2))  # the same file again


def test_a_text_is_explained_in_its_own_script(app: Served, browser: Browser) -> None:
    with visiting(browser, app) as page:
        result = check(page, "2025年第一季度小米汽车毛利率为22.8%。")
        assert result.locator(".overall").inner_text() == "✗ 与报告不符"
        assert "毛利率" in page.locator("#checked tbody tr").first.inner_text()
        assert page.locator("#heading h1").inner_text() == "Report Assistant"


@pytest.mark.parametrize("text", ["x " * 150_001, "1," * 100_000])
def test_a_text_that_is_too_much_is_told_and_the_page_goes_on(
    text: str, sample: Served, browser: Browser
) -> None:
    with visiting(browser, sample) as page:
        page.locator("#main-pane").get_by_role("tab").nth(2).click()
        page.fill("#claim textarea", text)
        page.click("button#check")
        problem = page.locator("#checked [role=alert]")
        problem.wait_for()
        assert "split it" in problem.inner_text()
        assert "The report says otherwise" in check(page, "Margin was 77%.").inner_text()


def test_the_audit_shows_its_arithmetic_and_can_be_exported(app: Served, browser: Browser) -> None:
    with visiting(browser, app) as page:
        page.get_by_role("tab", name="Audit").click()
        card = page.locator(".finding", has_text="16.2%").first
        card.wait_for()
        assert "RMB 18.6 billion ÷ RMB 111.3 billion × 100 = 16.71%" in card.inner_text()
        card.locator(".value", has_text="16.2%").click()
        page.locator(".card.row mark", has_text="16.2%").wait_for()
        name, text = saved(page, page.locator("#audit .export", has_text="CSV"))
        assert name == "audit-xiaomi-2025q1.csv"
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        assert [row["Severity"] for row in rows][:2] == ["conflict", "conflict"]
        assert rows[1]["Arithmetic"].endswith("= 16.71%")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_a_checked_text_and_the_audit_in_its_width(
    scheme: str, app: Served, browser: Browser
) -> None:
    with visiting(browser, app, width=390, height=844, scheme=scheme) as page:
        check(page, DRAFT)
        assert width_of(page) == 390
        table = page.locator("#checked .verdicts").bounding_box()
        assert table is not None
        assert table["x"] + table["width"] <= 390
        page.get_by_role("tab", name="Audit").click()
        page.locator(".finding").first.wait_for()
        assert width_of(page) == 390


def test_the_page_speaks_the_chosen_language(sample: Served, browser: Browser) -> None:
    with visiting(browser, sample) as page:
        ask(page, "margin?")
        page.locator("#language label", has_text="繁體").click()
        page.get_by_role("tab", name="數據表").wait_for()
        assert "已核對 2/2 個數字" in page.locator("#turn-0").inner_text()
        assert page.locator("#heading h1").inner_text() == "財報助手"
        assert "北嶺電動車" in page.locator("#scope").inner_text()


def test_the_page_opens_in_the_browsers_language(sample: Served, browser: Browser) -> None:
    with visiting(browser, sample, locale="zh-CN") as page:
        page.locator("#heading h1", has_text="财报助手").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_in_its_width(
    scheme: str, sample: Served, browser: Browser
) -> None:
    """Chat first, evidence below it, nothing wider than the screen."""
    with visiting(browser, sample, width=390, height=844, scheme=scheme) as page:
        ask(page, "everything")
        assert width_of(page) == 390
        page.locator("#turn-0 .chip").nth(2).click()
        page.locator("#evidence-cite-0-2.is-active").wait_for()
        page.wait_for_timeout(600)  # the scroll is smooth
        box = page.locator("#evidence-cite-0-2 mark").first.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= 844
        page.locator(".back").click()
        page.get_by_role("tab", name="Figures").click()
        page.locator("#kpis tr[data-row]").first.wait_for()
        assert width_of(page) == 390


def test_a_wide_screen_does_not_scroll_as_a_whole(sample: Served, browser: Browser) -> None:
    with visiting(browser, sample) as page:
        for _ in range(4):
            ask(page, "everything")
        assert int(page.evaluate("document.documentElement.scrollHeight")) <= 800


def test_the_served_page_names_no_font_script_or_beacon_elsewhere(sample: Served) -> None:
    with urllib.request.urlopen(sample.url, timeout=10) as response:
        page = response.read().decode()
        policy = response.headers["Content-Security-Policy"]
    for elsewhere in ("googleapis", "gstatic", "cdn", "huggingface", "jsdelivr", "unpkg"):
        assert elsewhere not in page.lower()
    loads = re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](https?:)?//""", page)
    assert loads == []
    assert "default-src 'self'" in policy


def test_the_server_offers_no_api_and_no_files(sample: Served) -> None:
    with urllib.request.urlopen(sample.url + "gradio_api/info", timeout=10) as response:
        info = json.load(response)
    assert info["named_endpoints"] == {}
    assert info["unnamed_endpoints"] == {}
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{sample.url}gradio_api/file=/etc/hostname", timeout=10)
    assert refused.value.code in (403, 404)
    refused.value.close()


@pytest.mark.parametrize("missing", ["no-such-report.md", "assistant"])
def test_a_report_that_cannot_be_opened_ends_the_start_with_one_line(missing: str) -> None:
    done = started("--report", missing)
    assert done.returncode == 1
    assert done.stderr.startswith("The page could not start. ")
    assert "Traceback" not in done.stderr


def test_a_taken_port_ends_the_start_with_what_to_do() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        done = started("--port", str(holder.getsockname()[1]))
    assert done.returncode == 1
    assert "choose another port with --port" in done.stderr


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "app.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
