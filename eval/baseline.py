"""The gate: what has once been right must not be lost.

`baseline.json` keeps, by set and kind, how many cases there were and how many were right, well
sourced and with all verdicts right. Counts, not rates: they compare exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.run import Result, Run
from eval.score import rate

BASELINE = Path(__file__).resolve().parent / "baseline.json"
ALL = "all"  # the row over all kinds

# What is guarded, and the metric behind it ("" for the content as a whole).
GUARDED: Mapping[str, str] = {"right": "", "sourced": "source", "checked": "verdict"}

Tally = Mapping[str, tuple[int, int]]  # guarded name → (passed, of those it applies to)


@dataclass(frozen=True, slots=True)
class Regression:
    """A kind of a set that does worse than the baseline, in (passed, of)."""

    set_name: str
    kind: str
    what: str
    now: tuple[int, int]
    before: tuple[int, int]

    def __str__(self) -> str:
        return (
            f"{self.set_name}/{self.kind}: {self.what} {rate(*self.now)}% "
            f"({self.now[0]}/{self.now[1]}), was {rate(*self.before)}% "
            f"({self.before[0]}/{self.before[1]})"
        )


def tally(results: Iterable[Result]) -> Tally:
    """Count what passed, of what it applies to."""
    listed = list(results)
    counts: dict[str, tuple[int, int]] = {}
    for name, metric in GUARDED.items():
        scores = [result.passed(metric) if metric else result.right for result in listed]
        judged = [passed for passed in scores if passed is not None]
        counts[name] = (sum(judged), len(judged))
    return counts


def by_kind(run: Run) -> dict[str, Tally]:
    """The tallies of each kind, in order of first use, and of all."""
    kinds = dict.fromkeys(str(result.case.kind) for result in run.results)
    tallies = {
        kind: tally(result for result in run.results if result.case.kind == kind) for kind in kinds
    }
    return {**tallies, ALL: tally(run.results)}


def regressions(run: Run, baseline: Mapping[str, Mapping[str, Tally]]) -> list[Regression]:
    """Where `run` falls below the baseline.

    A set or a kind that the baseline does not know cannot fall. Rates are compared, so that cases
    may be added; a kind that has vanished from its set fell to nothing. A run that
    lacked reports is not held against a baseline that had them.
    """
    if run.skipped:
        return []
    found: list[Regression] = []
    now = by_kind(run)
    for kind, before in baseline.get(run.name, {}).items():
        for what, (passed, of) in before.items():
            passed_now, of_now = now.get(kind, {}).get(what, (0, 0))
            lost = of > 0 and of_now == 0 and kind not in now
            if lost or passed_now * of < passed * of_now:
                found.append(Regression(run.name, kind, what, (passed_now, of_now), (passed, of)))
    return found


def read_baseline(path: Path = BASELINE) -> dict[str, dict[str, Tally]]:
    """The baseline by set and kind; empty where there is none yet."""
    if not path.is_file():
        return {}
    stored = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: {
            kind: {what: (passed, of) for what, (passed, of) in counts.items()}
            for kind, counts in kinds.items()
        }
        for name, kinds in stored.items()
    }


def write_baseline(runs: Iterable[Run], path: Path = BASELINE) -> None:
    """Put the runs' tallies into the baseline; sets that were not run keep theirs."""
    merged = {**read_baseline(path), **{run.name: by_kind(run) for run in runs if not run.skipped}}
    ordered = {name: merged[name] for name in sorted(merged)}
    lines = ",\n".join(f"  {json.dumps(name)}: {_kinds(ordered[name])}" for name in ordered)
    path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _kinds(kinds: Mapping[str, Tally]) -> str:
    """One line a kind, so that a change of the baseline reads well."""
    rows = ",\n".join(f"    {json.dumps(kind)}: {json.dumps(dict(kinds[kind]))}" for kind in kinds)
    return f"{{\n{rows}\n  }}"
