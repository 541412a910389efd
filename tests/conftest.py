"""The assistant on the bundled report, opened once, and where the original report lies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from assistant.ask import Assistant
from assistant.check.check import Checker
from assistant.settings import Settings

# One Chromium and one served page for all browser tests.
from tests.browser_fixtures import app, browser, sample

__all__ = ["app", "browser", "sample"]

# CI runs the same examples every time; elsewhere each run looks at new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests wait for `make test-all`: the everyday run stays short."""
    if os.environ.get("SLOW_TESTS") or "slow" in config.getoption("markexpr", ""):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: run by make test-all"))


REPORTS = Path(__file__).resolve().parents[1] / "eval" / "sets" / "reports"
ORIGINAL = Path(__file__).resolve().parents[2] / "shared" / "report" / "xiaomi-2025q1-original.txt"


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever opens the assistant by default writes into this run's folder, not into the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("default")))
        yield


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant with the bundled report, its index in a folder of this run, no language model."""
    return Assistant.open(Settings(data_dir=tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant with the invented bank's report, in Traditional Chinese."""
    data = tmp_path_factory.mktemp("bank")
    return Assistant.open(Settings(data_dir=data), REPORTS / "haiyu-bank-2024q3.txt")


@pytest.fixture(scope="session")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant with the invented retailer's report, in English."""
    data = tmp_path_factory.mktemp("retailer")
    return Assistant.open(Settings(data_dir=data), REPORTS / "harrow-finch-fy2025q3.md")


@pytest.fixture(scope="session")
def checker(assistant: Assistant) -> Checker:
    """The figure check on the bundled report."""
    return Checker(assistant.reports[0], assistant.tables[0])


@pytest.fixture(scope="session")
def original_path() -> Path:
    """The report as its broker published it; tests that need it are skipped without it."""
    if not ORIGINAL.is_file():
        pytest.skip(f"needs {ORIGINAL}")
    return ORIGINAL


@pytest.fixture(scope="session")
def original(original_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant with the report as published, its table bound by the program."""
    return Assistant.open(Settings(data_dir=tmp_path_factory.mktemp("data")), original_path)
