"""Figures that analysts marked in real brokers' reports are in the automatic table, with their unit,
time, company and product.

The reports and their marks stay outside the project (the folder `shared` beside the checkout).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.bind.bind_report import bind_edition
from corpus.bind.binding import Binding
from corpus.figure import Figure, Span, UnitKind
from corpus.kpi import Measure
from corpus.kpi_names import vocabulary
from corpus.load.load_report import report_from_text
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.read.read_periods import read_periods
from corpus.report import Report
from corpus.script import fold

DATA = Path(__file__).resolve().parents[3] / "shared" / "dev-data"
NAMES = ("公司", "品牌", "产品")
# What is reached, of the annotated figures; of those with a company or product, for the last.
REACHED = {"value": 0.99, "value and time": 0.965, "metric": 0.84, "company or product": 0.885}

needs_data = pytest.mark.skipif(not DATA.exists(), reason="the development data is not here")


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotated figure: its indicator, its value as written at `span` of the report's text, when
    it is, and the company or product it is of."""

    doc: str
    indicator: str
    value: str
    span: Span
    time: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    mark: Mark
    rows: tuple[Binding, ...]
    value: bool
    time: bool
    metric: bool
    name: bool


def lines(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def marks() -> Iterator[Mark]:
    for row in lines("zh_broker_kpis.jsonl"):
        told = {attr["name"]: attr["text"] for attr in row["attrs"]}
        names = tuple(told[name] for name in NAMES if name in told)
        span = Span(row["start"], row["end"])
        yield Mark(row["doc"], row["indicator"], row["value"], span, told.get("时间", ""), names)


class Offsets:
    """Offsets of a text before it was cleaned, by those after: spaces and doubled signs apart, both
    hold the same characters in the same order."""

    def __init__(self, raw: str, clean: str) -> None:
        self.starts, self.raws = [0], [0]
        at = 0
        for index, character in enumerate(clean):
            found = raw.find(character, at, at + 40)
            if found >= 0:
                if found - at or index == 0:
                    self.starts.append(index)
                    self.raws.append(found)
                at = found + 1
            else:
                self.starts.append(index + 1)
                self.raws.append(at)

    def raw(self, offset: int) -> int:
        index = bisect_right(self.starts, offset) - 1
        return self.raws[index] + offset - self.starts[index]


@cache
def bound() -> dict[str, tuple[Report, list[tuple[Span, Binding]]]]:
    """Each report with its rows, by their spans in the text as it was given."""
    found = {}
    for row in lines("zh_broker_reports.jsonl"):
        report = report_from_text(row["text"], id=row["doc"])
        edition = report.editions[0]
        offsets = Offsets(row["text"], edition.text)
        rows = [
            (Span(offsets.raw(b.figure.span.start), offsets.raw(b.figure.span.end - 1) + 1), b)
            for b in bind_edition(report, edition)
        ]
        found[row["doc"]] = report, rows
    return found


def judged() -> Iterator[Verdict]:
    by_doc: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks():
        by_doc[mark.doc].append(mark)
    for doc, own in by_doc.items():
        report, rows = bound()[doc]
        for mark in own:
            yield judge(mark, report, [b for span, b in rows if span.overlaps(mark.span)])


def judge(mark: Mark, report: Report, rows: list[Binding]) -> Verdict:
    wanted = read_figures(mark.value, currency=report.currency)
    value = bool(rows) and all(any(same(f, b.figure) for b in rows) for f in wanted)
    text = report.editions[0].text
    return Verdict(
        mark,
        tuple(rows),
        value,
        not mark.time or any(same_time(mark.time, b, report, text) for b in rows),
        any(same_metric(mark.indicator, b) for b in rows),
        not mark.names or any(same_name(name, b) for b in rows for name in mark.names),
    )


def same(one: Figure, other: Figure) -> bool:
    if one.unit.kind is UnitKind.NUMBER:  # the annotator left the unit out: "17 and 4.1 billion"
        return fold(one.text) in fold(other.text)
    return (abs(one.value), one.upper, one.unit) == (abs(other.value), other.upper, other.unit)


def same_time(time: str, row: Binding, report: Report, text: str) -> bool:
    read = read_periods(time, anchor=report.period)
    wanted = read[0].period if len(read) == 1 else None
    if wanted is not None and row.period is not None:
        years = (Period.year(wanted.start.year), Period.year(wanted.end.year))
        over_years = wanted.month_count > 12 and row.period in years  # from 5 to 8 over 2015-2019
        return same_period(wanted, row.period) or over_years
    return time in row.sentence.of(text)


def same_period(one: Period, other: Period) -> bool:
    return one == other or (one.end == other.end and min(one.month_count, other.month_count) == 1)


CHANGES = {"年复合增长率": (Measure.YOY, Measure.CHANGE), "同比": (Measure.YOY, Measure.CHANGE),
           "环比": (Measure.QOQ,), "占比": (Measure.SHARE, Measure.LEVEL)}  # fmt: skip


def same_metric(indicator: str, row: Binding) -> bool:
    measures: tuple[Measure, ...] = ()
    for ending, kinds in CHANGES.items():
        if indicator.endswith(ending) and indicator != ending:
            indicator, measures = indicator.removesuffix(ending), kinds
            break
    keys = {m.key for m in vocabulary().mentions(indicator) if m.kind == "metric"}
    written = fold(row.metric)
    named = row.metric in keys or (
        bool(written) and (written in fold(indicator) or fold(indicator) in written)
    )
    if measures and row.metric == "growth_rate":
        return True
    return named and (not measures or row.measure in measures)


def same_name(name: str, row: Binding) -> bool:
    names = vocabulary().names
    keys = {m.key for m in vocabulary().mentions(name) if m.kind in ("segment", "entity")}
    for key in (row.segment, row.entity):
        own = [key, names[key].zh] if key in names else [key]
        if key and (
            key in keys or any(fold(o) in fold(name) or fold(name) in fold(o) for o in own)
        ):
            return True
    return False


def shares() -> dict[str, float]:
    verdicts = list(judged())
    right: Counter[str] = Counter()
    for v in verdicts:
        right["value"] += v.value
        right["value and time"] += v.value and v.time
        right["metric"] += v.value and v.metric
        right["company or product"] += bool(v.mark.names) and v.value and v.time and v.name
    named = sum(bool(v.mark.names) for v in verdicts)
    return {
        key: count / (named if key == "company or product" else len(verdicts))
        for key, count in right.items()
    }


@needs_data
def test_the_figures_marked_in_brokers_reports_are_bound() -> None:
    reached = shares()
    short = {k: (round(reached[k], 3), least) for k, least in REACHED.items() if reached[k] < least}
    assert short == {}
