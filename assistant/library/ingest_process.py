"""One worker process under limits: its events, its end, and why it ended."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.library.ingest_worker import Job
from assistant.settings import Settings

_ROOT = Path(__file__).resolve().parents[2]
_LOOK_EVERY = 0.1  # seconds between two looks at a worker's time and memory
_MEGABYTE = 1_000_000

Told = dict[str, Any]


def run_worker(job: Job, settings: Settings, cancelled: Callable[[], bool]) -> Iterator[Told]:
    """The events of a worker on `job`, in order; the last one tells what came of the file:
    "added", "updated", "unchanged", "skipped" (with the reason) or "cancelled"."""
    worker = _start()
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read_lines, args=(worker, lines), daemon=True).start()
    try:
        assert worker.stdin is not None
        try:
            worker.stdin.write(job.to_line())
            worker.stdin.flush()
        except OSError:  # it ended before it could begin; its exit tells why
            pass
        yield from _watch(worker, lines, settings, cancelled)
    finally:
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                pipe.close()


def _start() -> subprocess.Popen[str]:
    path = os.pathsep.join(p for p in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if p)
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONIOENCODING": "utf-8",
        "MALLOC_ARENA_MAX": "2",  # address space is limited; arenas of idle threads take it
        "OMP_NUM_THREADS": "2",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "assistant.library.ingest_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=environment,
        start_new_session=True,  # Ctrl-C is for the program, which then ends its workers
    )


def _read_lines(worker: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    assert worker.stdout is not None
    try:
        for line in worker.stdout:
            lines.put(line)
    except (OSError, ValueError):  # the pipe was closed under it
        pass
    lines.put(None)


def _watch(
    worker: subprocess.Popen[str],
    lines: queue.SimpleQueue[str | None],
    settings: Settings,
    cancelled: Callable[[], bool],
) -> Iterator[Told]:
    started = time.monotonic()
    memory = _Memory(worker.pid)
    while True:
        try:
            line = lines.get(timeout=_LOOK_EVERY)
        except queue.Empty:
            line = ""
        if line is None:
            yield _skipped(_why_ended(worker))
            return
        if line:
            event = _event(line)
            if event.get("kind") == "memory":
                event = _skipped(_too_much(settings))
            yield event
            if event.get("kind") != "step":
                return
        if cancelled():
            yield {"kind": "cancelled"}
            return
        if settings.ingest_seconds and time.monotonic() - started > settings.ingest_seconds:
            yield _skipped(
                f"it took longer than {settings.ingest_seconds} seconds: split it, or raise the "
                "limit (REPORT_ASSISTANT_INGEST_SECONDS)"
            )
            return
        if settings.ingest_memory_mb and memory.in_use() > settings.ingest_memory_mb * _MEGABYTE:
            yield _skipped(_too_much(settings))
            return


def _event(line: str) -> Told:
    try:
        event = json.loads(line)
    except ValueError:
        return _skipped("the reader crashed")
    return event if isinstance(event, dict) else _skipped("the reader crashed")


def _skipped(reason: str) -> Told:
    return {"kind": "skipped", "reason": reason}


def _too_much(settings: Settings) -> str:
    return (
        f"it needed more than {settings.ingest_memory_mb:,} MB of memory: split it, or raise the "
        "limit (REPORT_ASSISTANT_INGEST_MEMORY_MB)"
    )


def _why_ended(worker: subprocess.Popen[str]) -> str:
    """Why a worker ended without a word."""
    code = worker.wait()
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return f"the reader crashed ({name})"
    return f"the reader crashed (exit {code})"


class _Memory:
    """What a process has in memory, in bytes; 0 when it is gone."""

    def __init__(self, pid: int) -> None:
        import psutil  # only needed while a file is read

        self._gone = psutil.Error
        try:
            self._process: Any = psutil.Process(pid)
        except psutil.Error:
            self._process = None

    def in_use(self) -> int:
        try:
            return int(self._process.memory_info().rss) if self._process is not None else 0
        except self._gone:
            return 0
