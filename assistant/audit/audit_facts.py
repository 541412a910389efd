"""A report's figures as an audit asks for them: by what they speak of, one amount each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import Interval, allowed
from assistant.check.tolerance import comparable
from assistant.words.lists import word_file
from corpus.figure import Span, Unit, UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.report import Place, Report
from corpus.sentences import sentence_spans

CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE)
AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
RATES = (UnitKind.PERCENT, UnitKind.POINT, UnitKind.BASIS_POINT)
_MOST_AMOUNTS = 4  # so many amounts for one thing are of many things
_MOST_CANDIDATES = 3
_LONGEST = 250  # characters of a sentence
_FAR = 2  # operands of one relation that disagree by more speak of different things


def words() -> dict[str, Any]:
    """The audit's word lists, identities and wording."""
    return word_file("audit")


def listed(name: str) -> frozenset[str]:
    """One of the lists of metrics."""
    return frozenset(words()["metrics"][name])


@dataclass(frozen=True, slots=True)
class Slots:
    """What a figure speaks of. `period` is the last day for metrics that are as of a day."""

    metric: str
    entity: str
    segment: str
    region: str
    period: Period | date | None
    source: SourceKind


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows of one report that can be reckoned with, by what they speak of."""

    report: Report
    rows: tuple[KpiRow, ...]
    _by_slots: dict[tuple[Slots, Measure], list[KpiRow]] = field(repr=False)
    _levels: dict[tuple[str, Slots], dict[Slots, None]] = field(repr=False)
    _level: dict[tuple[Slots, str], KpiRow | None] = field(repr=False)
    _sentences: dict[int, tuple[Span, ...]] = field(repr=False)

    @classmethod
    def of(cls, report: Report, table: KpiTable) -> Facts:
        rows = tuple(row for row in table if row.report_id == report.id and _usable(row))
        facts = cls(report, rows, {}, {}, {}, {})
        for row in rows:
            slots = facts.slots(row)
            facts._by_slots.setdefault((slots, row.measure), []).append(row)
            if row.measure is Measure.LEVEL:
                for key in (("period", at(slots, period=None)), ("segment", at(slots, segment=""))):
                    facts._levels.setdefault(key, {})[slots] = None
        return facts

    def slots(self, row: KpiRow) -> Slots:
        return Slots(
            row.metric,
            row.entity or self.report.subject,
            row.segment,
            "" if row.region == "global" else row.region,
            self.when(row.metric, row.period),
            row.source,
        )

    @staticmethod
    def when(metric: str, period: Period | None) -> Period | date | None:
        """The period as a key: figures as of a day are told by that day alone."""
        return period.end if period is not None and metric in listed("as_of") else period

    def stated(self, slots: Slots, measure: Measure, detail: str = "") -> tuple[KpiRow, ...]:
        """The rows there, one of each amount: those of `detail`, else those of none."""
        found = self._by_slots.get((slots, measure), [])
        chosen = [row for row in found if row.detail == detail]
        chosen = chosen or [row for row in found if not row.detail] or _of_one_detail(found)
        distinct: list[KpiRow] = []
        for row in chosen:
            if not any(same_amount(row, other) for other in distinct):
                distinct.append(row)
            if len(distinct) > _MOST_AMOUNTS:
                break
        return tuple(distinct)

    def candidates(self, slots: Slots, detail: str = "") -> tuple[KpiRow, ...]:
        """The levels that can be meant there, where more than one amount is stated."""
        found = self.stated(slots, Measure.LEVEL, detail)
        single = [row for row in found if not row.figure.is_range]
        return tuple(single[:_MOST_CANDIDATES])

    def level(self, slots: Slots, detail: str = "") -> KpiRow | None:
        """The level there; `None` where there is none, a range, or more than one amount."""
        key = slots, detail
        if key not in self._level:
            found = self.stated(slots, Measure.LEVEL, detail)
            single = len(found) == 1 and not found[0].figure.is_range
            self._level[key] = found[0] if single else None
        return self._level[key]

    def growth(self, slots: Slots, detail: str = "") -> KpiRow | None:
        """The one growth on the year before in percent, its direction known."""
        found = [
            row
            for row in self.stated(slots, Measure.YOY, detail)
            if row.figure.unit.kind is UnitKind.PERCENT and not row.figure.is_range
        ]
        return found[0] if len(found) == 1 and len(changes(found[0])) == 1 else None

    def over_time(self, slots: Slots) -> Iterator[Slots]:
        """Where levels are stated that differ from `slots` in their period at most."""
        yield from self._levels.get(("period", at(slots, period=None)), ())

    def businesses(self, slots: Slots) -> Iterator[Slots]:
        """Where levels are stated that differ from `slots` in their business at most."""
        yield from self._levels.get(("segment", at(slots, segment="")), ())

    def groups(self, measure: Measure) -> Iterator[tuple[Slots, tuple[KpiRow, ...]]]:
        """All that is said of each thing in one measure, in the order of the report."""
        for (slots, own), rows in self._by_slots.items():
            if own is measure:
                yield slots, tuple(rows)

    def sentence(self, row: KpiRow) -> Span | None:
        """The sentence that states a row, in the original edition."""
        place = self._original(row)
        if place is None:
            return None
        edition = self.report.editions[0]
        number = edition.paragraph_at(place.span.start)
        if number not in self._sentences:
            span = edition.paragraphs[number]
            self._sentences[number] = sentence_spans(edition.text, span.start, span.end)
        return next((s for s in self._sentences[number] if s.covers(place.span)), None)

    def sentence_text(self, row: KpiRow) -> str:
        span = self.sentence(row)
        return span.of(self.report.editions[0].text) if span else ""

    def names_metric(self, row: KpiRow) -> bool:
        """Whether a row's own sentence names its metric."""
        return row.metric in self.sentence_text(row) or self.names(row, row.metric)

    def names(self, row: KpiRow, key: str) -> bool:
        """Whether a row's own sentence names `key` of the vocabulary."""
        return key in {m.key for m in vocabulary().mentions(self.sentence_text(row))}

    def plainly_said(self, row: KpiRow) -> bool:
        """Whether a sentence says it, rather than a table or the remains of a chart."""
        place = self._original(row)
        passage = self.report.editions[0].passage_at(place.span.start) if place else None
        if passage is None or passage.kind == "table":
            return False
        known = not row.segment or row.segment in vocabulary().names
        return known and len(self.sentence_text(row)) < _LONGEST and self.names_metric(row)

    def _original(self, row: KpiRow) -> Place | None:
        language = self.report.editions[0].language
        return next((place for place in row.places if place.language == language), None)

    def weigh(
        self, rows: Iterable[KpiRow], computed: Interval, stated: Interval
    ) -> Severity | None:
        """How sure a broken relation is; `None` where the rows rather speak of other things.

        Rows that a program bound can be bound amiss: such figures are far apart as a rule.
        """
        listed_rows = tuple(rows)
        if all(row.curated for row in listed_rows):
            return Severity.CONFLICT
        ratio = computed.ratio_to(stated)
        if ratio is not None and ratio < _FAR:
            return Severity.CONFLICT
        together = len({self.sentence(row) for row in listed_rows}) == 1 < len(listed_rows)
        plain = all(self.plainly_said(row) for row in listed_rows[:1])
        return Severity.DOUBTFUL if together and plain else None

    def finding(
        self,
        kind: Relation,
        severity: Severity,
        case: str,
        formula: str,
        rows: tuple[KpiRow, ...],
        result: Interval,
        unit: Unit,
    ) -> Finding:
        places = tuple(dict.fromkeys(place for row in rows for place in row.places))
        return Finding(
            kind, severity, self.report.id, rows, case, formula,
            result.value, result.low, result.high, unit, places,
        )  # fmt: skip


def _usable(row: KpiRow) -> bool:
    """Whether a row's figure is one to reckon with: "doubled" is not."""
    kind = row.figure.unit.kind
    if not row.metric or kind is UnitKind.RANK:
        return False
    name = vocabulary().names.get(row.metric)
    level = row.measure is Measure.LEVEL and name is not None and bool(name.units)
    if level and name is not None and not name.has_unit(row.figure.unit):
        return False  # a rate bound to an amount's name is the rate of something
    return kind in AMOUNTS or any(character.isdigit() for character in row.figure.text)


def _of_one_detail(rows: list[KpiRow]) -> list[KpiRow]:
    return rows if len({row.detail for row in rows}) == 1 else []


def same_amount(one: KpiRow, other: KpiRow) -> bool:
    """Whether two rows can state one amount, each as its digits and bounds allow."""
    if not comparable(one.figure.unit, other.figure.unit):
        return False
    if one.direction and other.direction and one.direction != other.direction:
        return False
    return allowed(one.figure).meets(allowed(other.figure))


def changes(row: KpiRow) -> tuple[Interval, ...]:
    """A change with its sign; both signs where the report does not tell which."""
    plain = allowed(row.figure)
    if row.figure.value < 0:
        return (plain,)
    if row.direction == "down":
        return (-plain,)
    return (plain,) if row.direction == "up" else (plain, -plain)


def at(slots: Slots, **changed: Any) -> Slots:
    """`slots` with some of them changed."""
    return replace(slots, **changed)


def sign(change: KpiRow) -> str:
    """The sign that a change is reckoned with."""
    return "−" if change.direction == "down" else "+"
