"""`python -m eval`: ask the question sets, show the scores, compare with the baseline."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.baseline import BASELINE, read_baseline, regressions, write_baseline
from eval.question_set import BadQuestionSet, is_held, load_set, set_names
from eval.report import as_records, failures, table
from eval.run import Opener, open_report, run_set


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    made.add_argument(
        "--set",
        action="append",
        metavar="NAME",
        help="a set of eval/sets, or 'all'; may be given several times "
        "(default: every set that is not held out)",
    )
    made.add_argument(
        "--baseline",
        action="store_true",
        help="exit with 1 where a kind falls below eval/baseline.json",
    )
    made.add_argument("--update", action="store_true", help="write the scores to baseline.json")
    made.add_argument("--json", action="store_true", help="print one JSON record per case instead")
    return made


def main(
    arguments: Sequence[str] | None = None,
    opener: Opener = open_report,
    baseline: Path = BASELINE,
) -> int:
    """Run the chosen sets. Exit code 0, 1 below the baseline, 2 where a set cannot be read."""
    chosen = parser().parse_args(arguments)
    try:
        sets = {name: load_set(name) for name in _names(chosen.set)}
    except BadQuestionSet as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    runs = [run_set(name, cases, opener) for name, cases in sets.items()]
    if chosen.json:
        for record in as_records(runs):
            print(json.dumps(record, ensure_ascii=False))
    else:
        print("\n\n".join(f"{table(run)}\n{failures(run)}".rstrip() for run in runs))
    before = read_baseline(baseline) if chosen.baseline else {}
    fallen = [found for run in runs for found in regressions(run, before)]
    for found in fallen:
        print(f"below the baseline: {found}", file=sys.stderr)
    if chosen.update:
        write_baseline(runs, baseline)
    return 1 if fallen else 0


def _names(wanted: Sequence[str] | None) -> list[str]:
    if wanted is None:
        return [name for name in set_names() if not is_held(name)]
    return list(set_names()) if "all" in wanted else list(dict.fromkeys(wanted))


if __name__ == "__main__":
    sys.exit(main())
