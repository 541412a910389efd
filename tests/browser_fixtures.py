"""A served page and a headless browser, both kept from reaching anything but this machine.

The server runs under an audit hook that refuses every other address and writes the attempt
down; the browser's requests are recorded. Each test ends by asserting that neither tried.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
START_SECONDS = 120
WAIT_MS = 20_000

GUARD = """
import ipaddress, sys
attempts = open(sys.argv.pop(1), "a", buffering=1)
def local(host):
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host if isinstance(host, str) else host.decode()).is_loopback
    except ValueError:
        return False
def hook(event, args):
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if not local(host):
        attempts.write(f"{event} {host}\\n")
        raise OSError("no connections out of this machine")
sys.addaudithook(hook)
"""

APP = """
import runpy
sys.argv = ["app.py", *sys.argv[1:]]
runpy.run_path("app.py", run_name="__main__")
"""

SAMPLE = """
from assistant.page.serve import serve
from assistant.testing import FakeAssistant
serve(FakeAssistant.sample(), "127.0.0.1", int(sys.argv[2]),
      max_upload_bytes=1_000_000, in_browser=False)
"""


@dataclass(frozen=True)
class Served:
    """A running page: its address, where attempts to reach elsewhere are noted."""

    url: str
    attempts: Path


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def served(program: str, folder: Path, *arguments: str) -> Iterator[Served]:
    """`program` serving on a free port, its data and uploads in `folder`."""
    port, attempts, log = free_port(), folder / "attempts.txt", folder / "log.txt"
    attempts.touch()
    words = [sys.executable, "-c", GUARD + program, str(attempts)]
    words += ["--port", str(port), *arguments]
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    environment.pop("GRADIO_TEMP_DIR", None)
    with log.open("w") as out:
        process = subprocess.Popen(
            words, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}/"
            _wait(url, process, log)
            yield Served(url, attempts)
        finally:
            process.terminate()
            process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the page did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium; tests that need it skip where there is none."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: the page is not tried in a browser")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The program as a user starts it, with the bundled report."""
    with served(APP, tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page around the stand-in assistant: every verdict, no machinery."""
    with served(SAMPLE, tmp_path_factory.mktemp("sample")) as running:
        yield running


@contextmanager
def visiting(
    browser: Browser, running: Served, *, width: int = 1280, height: int = 800, **options: str
) -> Iterator[Page]:
    """A fresh visitor's page; at the end, nothing outside this machine was asked for, and no
    script failed."""
    locale = options.get("locale", "en")
    dark = options.get("scheme") == "dark"
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=locale,
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    outside: list[str] = []
    problems: list[str] = []

    def note(url: str) -> None:
        if not url.startswith((running.url, "data:", "blob:")):
            outside.append(url)

    page.on("request", lambda request: note(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(f"dialog: {dialog.message}"))
    page.goto(running.url)
    page.wait_for_selector(".welcome")
    page.wait_for_selector("#status p:not([aria-busy])", state="attached")
    try:
        yield page
    finally:
        context.close()
    assert outside == []
    assert problems == []
    assert running.attempts.read_text() == ""
