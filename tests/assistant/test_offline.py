"""No network, and nothing heavy loaded to answer a question."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Refuses every name look-up and every address but this machine's, and keeps count.
BLOCKED = """
import socket, sys
tried = []
def refuse(event, args):
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if str(host) not in ("None", "", "localhost", "127.0.0.1", "::1"):
        tried.append(str(host))
        raise OSError(f"no network: {host}")
sys.addaudithook(refuse)
"""

ASK = """
import json
from pathlib import Path
from assistant import Assistant
from assistant.commands.to_json import answer_json
assistant = Assistant.open(report=Path(sys.argv[1]) if len(sys.argv) > 1 else None)
answers = [answer_json(assistant.ask(question)) for question in (
    "what was EV gross margin", "小米汽车毛利率多少", "why did EV gross margin improve")]
assistant.find("battery supplier")
heavy = [name for name in ("torch", "gradio", "sentence_transformers", "llama_index", "transformers")
         if name in sys.modules]
print(json.dumps({"answers": answers, "heavy": heavy, "tried": tried}))
"""

GUARD_WORKS = """
try:
    socket.create_connection(("192.0.2.1", 80), timeout=0.1)
except OSError as error:
    print(json.dumps({"said": str(error), "tried": tried}))
"""


def python(folder: Path, code: str, *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + "import json\n" + code, *words],
        capture_output=True,
        cwd=ROOT,
        timeout=90,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "REPORT_ASSISTANT_DATA_DIR": str(folder),
            "LC_ALL": "C.UTF-8",
        },
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a fresh process without network says, from an empty home."""
    return python(tmp_path_factory.mktemp("home"), ASK)


def test_the_guard_itself_refuses(tmp_path: Path) -> None:
    assert python(tmp_path, GUARD_WORKS) == {
        "said": "no network: 192.0.2.1",
        "tried": ["192.0.2.1"],
    }


def test_questions_are_answered_without_network(told: Any) -> None:
    english, chinese, reason = told["answers"]
    assert "23.2%" in english["text"]
    assert "23.2%" in chinese["text"]
    assert (chinese["language"], reason["intent"]) == ("zh-Hans", "explain")
    assert all(answer["citations"] for answer in told["answers"])


def test_nothing_is_even_tried(told: Any) -> None:
    assert told["tried"] == []


@pytest.mark.parametrize(
    "library", ["torch", "gradio", "sentence_transformers", "llama_index", "transformers"]
)
def test_no_heavy_library_is_loaded_to_answer(told: Any, library: str) -> None:
    assert library not in told["heavy"]


def test_the_report_as_published_is_read_without_network(
    tmp_path: Path, original_path: Path
) -> None:
    told = python(tmp_path, ASK, str(original_path))
    assert "23.2%" in told["answers"][0]["text"]
    assert (told["tried"], told["heavy"]) == ([], [])
