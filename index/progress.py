"""Progress of building an index, told to whoever listens: a terminal, a log, nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOG = logging.getLogger(__name__)


def tell(done: int, total: int) -> None:
    """So many of all passages are indexed."""
    _LOG.info("Indexing passages: %s of %s", f"{done:,}", f"{total:,}")


@contextmanager
def listening(heard: Callable[[str], None]) -> Iterator[None]:
    """Meanwhile `heard` is called with each line of progress, from whatever thread builds."""
    handler = _Handler(heard)
    level = _LOG.level
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    try:
        yield
    finally:
        _LOG.removeHandler(handler)
        _LOG.setLevel(level)


class _Handler(logging.Handler):
    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard(record.getMessage())
