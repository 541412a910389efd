"""The assistant on the bundled report, opened once, and where the original report lies."""

from __future__ import annotations

import os
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


ORIGINAL = Path(__file__).resolve().parents[2] / "shared" / "report" / "xiaomi-2025q1-original.txt"


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant with the bundled report, its index in a folder of this run, no language model."""
    return Assistant.open(Settings(data_dir=tmp_path_factory.mktemp("data")))


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
