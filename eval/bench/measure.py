"""Measured numbers beside their budgets and peers, and how they are shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

MILLISECONDS_BELOW = 1.0  # seconds: shorter times are shown in milliseconds
MICROSECONDS_BELOW = 1e-3


@dataclass(frozen=True, slots=True)
class Budget:
    """The value that a measure is held to: at most that, or `at_least`."""

    value: float
    at_least: bool = False

    def holds(self, value: float) -> bool:
        """Whether `value` keeps to it."""
        return value >= self.value if self.at_least else value <= self.value


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured number; `unit` is "s", "MB" (2**20 bytes) or "share".

    `peers` are the same measured of something else in the same run, by its name.
    """

    name: str
    value: float
    unit: str
    budget: Budget | None = None
    peers: tuple[tuple[str, float], ...] = ()

    @property
    def within(self) -> bool | None:
        """Whether the budget is kept; `None` without one."""
        return None if self.budget is None else self.budget.holds(self.value)

    @property
    def ratios(self) -> dict[str, float]:
        """The value as a multiple of each peer's; a peer of zero has none."""
        return {name: self.value / value for name, value in self.peers if value}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed."""
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)]


def seconds(action: Callable[[], object]) -> float:
    """How long `action` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def resident_megabytes(status: Path) -> float | None:
    """The resident memory told by Linux's ``/proc/PID/status``; `None` where it is not."""
    for line in status.read_text().splitlines() if status.is_file() else ():
        name, _, value = line.partition(":")
        if name == "VmRSS":
            return int(value.split()[0]) / 1024
    return None


def table(parts: Mapping[str, Sequence[Measure]]) -> str:
    """The measures of each part as lines: name, value, budget, whether it is kept, peers."""
    rows = [("", "measured", "budget", "", "beside it")]
    for part, measures in parts.items():
        rows.append((f"[{part}]", "", "", "", "" if measures else "not measured on this machine"))
        rows += [_row(measure) for measure in measures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(_line(row, widths) for row in rows)


def _row(measure: Measure) -> tuple[str, str, str, str, str]:
    peers = []
    for name, value in measure.peers:
        ratio = measure.ratios.get(name)
        times = "" if ratio is None else f" (x{ratio:.2f})" if ratio < 10 else f" (x{ratio:.0f})"
        peers.append(f"{name} {shown(value, measure.unit)}{times}")
    return (
        measure.name,
        shown(measure.value, measure.unit),
        _limit(measure),
        {None: "", True: "kept", False: "MISSED"}[measure.within],
        ", ".join(peers),
    )


def _limit(measure: Measure) -> str:
    if measure.budget is None:
        return ""
    sign = "≥" if measure.budget.at_least else "≤"
    return f"{sign} {shown(measure.budget.value, measure.unit)}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, value, limit, kept, peers = row
    cells = (name.ljust(widths[0]), value.rjust(widths[1]), limit.rjust(widths[2]))
    return "  ".join((*cells, kept.ljust(widths[3]), peers)).rstrip()


def shown(value: float, unit: str) -> str:
    """A value for reading: 1.53 s, 24.1 ms, 38 µs, 212 MB, 0.981."""
    if unit == "MB":
        return f"{value:.0f} MB"
    if unit != "s":
        return f"{value:.3f}"
    if value < MICROSECONDS_BELOW:
        return f"{value * 1e6:.0f} µs"
    return f"{value * 1e3:.1f} ms" if value < MILLISECONDS_BELOW else f"{value:.2f} s"


def as_record(part: str, measure: Measure) -> dict[str, object]:
    """A measure as plain JSON values; times in seconds, memory in units of 2**20 bytes."""
    limit = measure.budget
    return {
        "part": part,
        "name": measure.name,
        "value": measure.value,
        "unit": measure.unit,
        "budget": None if limit is None else limit.value,
        "at_least": limit is not None and limit.at_least,
        "within": measure.within,
        "peers": dict(measure.peers),
        "ratios": measure.ratios,
    }
