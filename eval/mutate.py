"""`python -m eval.mutate`: does the figure check tell true sentences from their wrong twins?

True sentences state facts of reports in several wordings, conversions, roundings and
derivations, each in English and in Chinese. Wrong twins change one thing. Printed are, by kind:
recall (wrong twins that did not pass), false alarms (true sentences that did not pass), and parity
(pairs with the same verdict in both languages); beside them, what matching by value alone gives.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from assistant.check.check import Checker
from assistant.check.tolerance import Match, match
from assistant.results import FigureCheck, Verdict
from corpus.figure import Figure
from corpus.script import Language
from eval.claims import LANGUAGES, Statement, materials
from eval.twin_cases import Case
from eval.twins import cases_of

NOT_READ = "not read"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case with the verdict on its figure in each language, and whether value-only matching
    lets it pass in each."""

    case: Case
    verdicts: tuple[str, ...]
    by_value: tuple[bool, ...]

    @property
    def passed(self) -> tuple[bool, ...]:
        return tuple(v != NOT_READ and Verdict(v).passes for v in self.verdicts)

    @property
    def alike(self) -> bool:
        return len(set(self.verdicts)) == 1


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over sentences (each language counts for itself) and over pairs."""

    kind: str
    true: bool
    sentences: int
    right: int
    right_by_value: int
    pairs: int
    alike: int

    @property
    def share(self) -> float:
        """Recall for wrong twins, true sentences passed for true ones."""
        return self.right / self.sentences

    @property
    def share_by_value(self) -> float:
        return self.right_by_value / self.sentences

    @property
    def parity(self) -> float:
        return self.alike / self.pairs


def judge(checker: Checker, case: Case) -> Outcome:
    """The check's verdict on the figure of a case in each language, and value-only matching's."""
    verdicts, by_value = [], []
    for statement, language in zip(case.statements, LANGUAGES, strict=True):
        check = _of_target(checker, statement, language)
        verdicts.append(NOT_READ if check is None else check.verdict.value)
        by_value.append(check is not None and _has_value(checker, check.figure))
    return Outcome(case, tuple(verdicts), tuple(by_value))


def _of_target(checker: Checker, statement: Statement, language: Language) -> FigureCheck | None:
    checks = checker.check(statement.text, language=language)
    return next((c for c in checks if c.figure.span.overlaps(statement.target)), None)


def _has_value(checker: Checker, figure: Figure) -> bool:
    """Value-only matching: some row has the number."""
    return any(match(figure, row.figure) is not Match.DIFFERENT for row in checker.table)


def run(seed: int = 0, sample: int | None = None) -> list[Outcome]:
    """All cases judged, or `sample` of them for each report."""
    outcomes = []
    for material in materials():
        cases = list(cases_of(material, seed))
        if sample is not None and sample < len(cases):
            cases = Random(seed).sample(cases, sample)
        checker = material.checker
        outcomes += [judge(checker, case) for case in cases]
    return outcomes


def scores(outcomes: Iterable[Outcome]) -> list[Score]:
    """One score for each kind, true ones first; then for all true and all wrong ones."""
    counts: dict[tuple[bool, str], Counter[str]] = {}
    for outcome in outcomes:
        case = outcome.case
        kinds = [case.kind, "all true" if case.true else "all wrong"]
        if case.kind.startswith("coincidence"):
            kinds.append("all coincidences")
        for kind in kinds:
            count = counts.setdefault((case.true, kind), Counter())
            count["sentences"] += len(outcome.passed)
            count["right"] += sum(passed is case.true for passed in outcome.passed)
            count["by_value"] += sum(passed is case.true for passed in outcome.by_value)
            count["pairs"] += 1
            count["alike"] += outcome.alike
    found = [
        Score(kind, true, c["sentences"], c["right"], c["by_value"], c["pairs"], c["alike"])
        for (true, kind), c in counts.items()
    ]
    return sorted(found, key=lambda s: (not s.true, s.kind.startswith("all"), s.kind))


def as_text(found: Sequence[Score]) -> str:
    """The scores as a table."""
    lines = [f"{'kind':24}{'sentences':>10}{'right':>9}{'parity':>9}{'by value':>10}"]
    for score in found:
        lines.append(
            f"{score.kind:24}{score.sentences:>10}{score.share:>9.2%}{score.parity:>9.2%}"
            f"{score.share_by_value:>10.2%}"
        )
    return "\n".join(lines)


def failures(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The sentences judged wrongly, a line each."""
    for outcome in outcomes:
        told = zip(outcome.case.statements, outcome.verdicts, outcome.passed, strict=True)
        for statement, verdict, passed in told:
            if passed is not outcome.case.true:
                target = statement.target.of(statement.text)
                yield f"{outcome.case.kind}: {target}: {verdict}: {statement.text}"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.mutate", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    parser.add_argument("--failures", action="store_true", help="print what was judged wrongly")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sample", type=int, help="judge only so many cases of each report")
    chosen = parser.parse_args(arguments)
    outcomes = run(chosen.seed, chosen.sample)
    found = scores(outcomes)
    if chosen.json:
        records = [
            {
                "kind": score.kind, "true": score.true, "sentences": score.sentences,
                "right": score.share, "parity": score.parity, "by_value": score.share_by_value,
            }
            for score in found
        ]  # fmt: skip
        print(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        print(as_text(found))
    if chosen.failures:
        print(*failures(outcomes), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
