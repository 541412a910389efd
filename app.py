"""Serves the page: opens the assistant, lays out the page around it, launches."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from assistant.ask import Assistant
from assistant.errors import AssistantError
from assistant.page.ports import PortTaken, free_port
from assistant.settings import Settings
from corpus.errors import CorpusError
from index.errors import IndexingError

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def main(host: str | None = None, port: int | None = None, report: Path | None = None) -> int:
    """Serve the page until interrupted; gives the exit status.

    A `port` that is asked for is used or refused; without one, the settings' port or the next
    that is free. `report` is the report to begin with, the bundled one if `None`.
    """
    try:
        settings = Settings.from_environment()
        settings = replace(settings, host=host or settings.host)
        with ThreadPoolExecutor(1) as pool:  # gradio takes seconds to import: open meanwhile
            opening = pool.submit(Assistant.open, settings, report, library=True)
            from assistant.page.serve import serve

            assistant = opening.result()
        wanted = settings.port if port is None else port
        chosen = free_port(settings.host, wanted, fixed=port is not None)
    except (AssistantError, CorpusError, IndexingError, PortTaken) as error:
        print(f"The page could not start. {error}", file=sys.stderr)
        return 1
    print(f"The page is at http://{settings.host}:{chosen} (stop it with Ctrl-C).", flush=True)
    serve(
        assistant, settings.host, chosen, max_upload_bytes=settings.max_report_bytes,
        in_browser=has_display(),
    )  # fmt: skip
    return 0


def has_display() -> bool:
    """Whether a browser could be opened for the person who started this."""
    if not sys.stdout.isatty():
        return False
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in DISPLAYS)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Serve the page of the report assistant.")
    parser.add_argument("--host", help="address to serve on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to serve on (7860, or the next free one)")
    parser.add_argument("--report", type=Path, help="report to begin with (the bundled one)")
    return parser.parse_args(words)


if __name__ == "__main__":
    given = arguments()
    sys.exit(main(given.host, given.port, given.report))
