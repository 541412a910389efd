"""The documents say what is: commands, options, settings, files and the first example are real."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from assistant.cli import app
from assistant.commands.to_terminal import MARKS
from assistant.results import Verdict
from assistant.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def shell_lines(text: str) -> list[list[str]]:
    """The commands of the console blocks, their comments left off."""
    return [
        shlex.split(line.removeprefix("$ "), comments=True)
        for block in blocks(text, "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


OURS = [words[1:] for words in shell_lines(README) if words[0] == "report-assistant"]


def test_the_readme_shows_commands() -> None:
    assert len(OURS) >= 6


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_a_command_of_the_readme_is_one_that_the_program_takes(words: list[str]) -> None:
    command = COMMANDS[words[0]]
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    for word in words[1:]:
        if word.startswith("-") and word != "-":
            assert word in known


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert any(words[0] == command for words in OURS)


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (name, next(opt for opt in option.opts if opt.startswith("--")))
        for name, command in COMMANDS.items()
        for option in command.params
        if any(opt.startswith("--") for opt in option.opts)
    ],
)
def test_every_option_has_help_or_is_in_the_readme(command: str, option: str) -> None:
    help_text = CliRunner().invoke(app, [command, "--help"]).stdout
    assert option in help_text or option in README


def test_every_exit_code_is_in_the_readme() -> None:
    import assistant.cli

    codes = set(re.findall(r"\b([0-9]) ", assistant.cli.__doc__ or ""))
    assert codes == {"0", "1", "2", "3", "4"}
    told = README[README.index("Exit codes") :].split("\n\n")[0]
    assert codes <= set(re.findall(r"\b([0-9])\b", told))


def test_the_readmes_first_example_is_what_the_program_says() -> None:
    first = blocks(README, "console")[0].splitlines()
    assert first[0].startswith("$ report-assistant ask ")
    words = shlex.split(first[0].removeprefix("$ "))[1:]
    said = CliRunner().invoke(app, words).stdout
    plain = " ".join(said.split())
    shown = " ".join(" ".join(first[1:]).split())
    for part in shown.split("…"):
        assert part.strip() in plain


def test_the_readmes_python_runs_and_gives_the_margin() -> None:
    (code,) = blocks(README, "python")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=60, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "23.2%" in done.stdout
    assert "confirmed" in done.stdout


def test_every_make_target_named_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    for text in (README, CONTRIBUTING):
        named = set(re.findall(r"`make ([a-z]+)`|^\$ make ([a-z]+)", text, re.MULTILINE))
        flat = {name for pair in named for name in pair if name}
        assert flat
        assert flat <= targets


def test_every_setting_is_in_the_readme_and_none_that_is_not_one() -> None:
    fields = {PREFIX + name.upper() for name in Settings.__slots__}
    assert fields == set(re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", README))


def test_the_readmes_defaults_are_the_settings_own() -> None:
    settings = Settings()
    for name in ("host", "port", "max_report_bytes", "max_question_chars", "llm_timeout_seconds"):
        line = next(line for line in README.splitlines() if PREFIX + name.upper() in line)
        assert str(getattr(settings, name)) in line


def test_every_verdict_is_explained_with_its_mark() -> None:
    for verdict in Verdict:
        assert f"| {MARKS[verdict]} | {verdict.value} |" in README


PATHS = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|toml|csv|md|txt|json|jsonl)|(?:[\w.-]+/)+)`")
FOLDERS = (
    "",
    "assistant",
    "corpus",
    "index",
    "eval",
    "corpus/names",
    "corpus/reports/xiaomi-2025q1",
)
SOMEBODYS = {"my-report.txt", "draft.txt", "questions.jsonl"}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_file_that_a_document_names_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(PATHS.findall(text)) - SOMEBODYS
    assert len(named) >= 5
    missing = [
        path for path in sorted(named) if not any((ROOT / f / path).exists() for f in FOLDERS)
    ]
    assert missing == []


def test_links_and_pictures_lead_somewhere() -> None:
    for text in (README, CONTRIBUTING):
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert target.startswith("https://") or (ROOT / target).exists()


def test_no_document_holds_a_place_to_be_filled() -> None:
    for text in (README, CONTRIBUTING):
        assert not re.search(r"^[A-Z]+_[A-Z_]+$|TODO|FIXME|XXX", text, re.MULTILINE)


def test_a_report_a_kpi_a_question_and_a_model_can_be_added_in_under_five_steps() -> None:
    for words in ("Add a report", "Add a KPI", "Add an eval question", "Plug in a language model"):
        section = CONTRIBUTING[CONTRIBUTING.index("## " + words) :].split("\n## ")[0]
        steps = re.findall(r"^\d+\. ", section, re.MULTILINE)
        assert 1 <= len(steps) < 5


def test_the_licence_and_the_changelog_are_there() -> None:
    assert "MIT" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").startswith("# ")
