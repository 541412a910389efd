"""What is told while reports are brought in: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """What has happened to a file, or to the whole."""

    STARTED = "started"  # a file's turn has come
    STEP = "step"  # it is at `step`, page `done` of `of`
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    FINISHED = "finished"

    @property
    def ends_file(self) -> bool:
        """Whether nothing more comes on the file."""
        return self not in (EventKind.STARTED, EventKind.STEP, EventKind.FINISHED)


STEPS = ("reading", "figures", "index", "storing")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing told. `number` is the file's, from 1, of `total` files; 0 where it is of the
    whole. `step` is one of `STEPS`; `done` of `of` are its pages, passages or nothing (0 of 0).
    `report_id` and `name` are the report's in the library, `reason` is why a file was skipped."""

    kind: EventKind
    file: str = ""
    number: int = 0
    total: int = 0
    step: str = ""
    done: int = 0
    of: int = 0
    report_id: str = ""
    name: str = ""
    reason: str = ""

    @property
    def part(self) -> float:
        """How much of the whole is done, 0 to 1, files counted alike."""
        if not self.total or self.kind is EventKind.FINISHED:
            return 1.0
        inner = 1.0 if self.kind.ends_file else 0.0
        if self.kind is EventKind.STEP and self.step in STEPS:
            within = self.done / self.of if self.of else 0.0
            inner = (STEPS.index(self.step) + within) / len(STEPS)
        return (self.number - 1 + inner) / self.total


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the library, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What came of it all: ids of reports, and the files that were skipped with the reasons."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    cancelled: bool = False
