"""What a run came to, for reading: a table by kind and language, and the failures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.script import LANGUAGES
from eval.baseline import ALL, tally
from eval.question_set import is_held
from eval.run import Result, Run
from eval.score import METRICS, rate

_WIDTH = 240  # characters of an answer shown with its failure


def table(run: Run) -> str:
    """Per kind: cases, per cent right, sourced and checked, and per cent right by language."""
    header = ("kind", "cases", "right", "sourced", "checked", *LANGUAGES)
    kinds = dict.fromkeys(result.case.kind for result in run.results)
    rows = [
        _row(kind, [result for result in run.results if result.case.kind == kind]) for kind in kinds
    ]
    lines = _aligned([header, *rows, _row(ALL, run.results)])
    lines.insert(1, "-" * len(lines[0]))
    lines.insert(-1, lines[1])
    title = f"{run.name}: {len(run.results)} cases"
    if run.skipped:
        title += f", {run.skipped} skipped because their report is not on this machine"
    return "\n".join([title, *lines, _speed(run.results), _by_metric(run.results)])


def _row(name: str, results: Sequence[Result]) -> tuple[str, ...]:
    counts = tally(results)
    by_language = [[r for r in results if r.case.lang == language] for language in LANGUAGES]
    return (
        name,
        str(len(results)),
        *(_percent(*counts[what]) for what in ("right", "sourced", "checked")),
        *(_percent(sum(r.right for r in some), len(some)) for some in by_language),
    )


def _percent(passed: int, of: int) -> str:
    return f"{rate(passed, of)}" if of else "-"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _speed(results: Sequence[Result]) -> str:
    times = sorted(result.seconds for result in results)
    if not times:
        return "no answers"
    middle, high = times[len(times) // 2], times[min(len(times) * 95 // 100, len(times) - 1)]
    return f"answer time: p50 {middle * 1000:.1f} ms, p95 {high * 1000:.1f} ms"


def _by_metric(results: Sequence[Result]) -> str:
    counts = [(name, sum(result.passed(name) is False for result in results)) for name in METRICS]
    return "failures by metric: " + ", ".join(f"{name} {count}" for name, count in counts)


def failures(run: Run) -> str:
    """The cases with a failed metric: what was asked and expected, and what came.

    Of a held-out set only the number is told, so that nobody tunes on it.
    """
    failed = [result for result in run.results if result.failed]
    if is_held(run.name):
        return f"{len(failed)} of {len(run.results)} cases failed something (held out: not shown)"
    return "\n".join(_failure(result) for result in failed)


def _failure(result: Result) -> str:
    case = result.case
    came = result.error if result.answer is None else _flat(result.answer.text)
    expected = case.expect.model_dump_json(exclude_defaults=True)
    return (
        f"{case.id}  failed: {', '.join(result.failed)}\n"
        f"    asked    {' | '.join([*(m.content for m in case.history), case.question])}\n"
        f"    expected {expected}\n"
        f"    came     {came}"
    )


def _flat(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _WIDTH else one_line[: _WIDTH - 1] + "…"


def as_records(runs: Iterable[Run]) -> list[dict[str, object]]:
    """One JSON-ready record per case, held-out ones without question and answer."""
    return [_record(run, result) for run in runs for result in run.results]


def _record(run: Run, result: Result) -> dict[str, object]:
    case = result.case
    record: dict[str, object] = {
        "set": run.name,
        "id": case.id,
        "kind": case.kind,
        "lang": case.lang,
        "right": result.right,
        "scores": dict(result.scores),
        "seconds": round(result.seconds, 6),
        "error": result.error,
    }
    if not is_held(run.name):
        record["question"] = case.question
        record["answer"] = None if result.answer is None else result.answer.text
    return record
