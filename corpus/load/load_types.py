"""What the readers of the formats share."""

from __future__ import annotations

from collections.abc import Callable

from corpus.report import Edition

Progress = Callable[[int, int], None]
"""Told (pages or other steps done, in all)."""

Reader = Callable[[bytes, str, Progress], Edition]
"""A file's bytes, the report's id, progress → the edition in it."""


def untold(done: int, total: int) -> None:
    """Progress that nobody watches."""
