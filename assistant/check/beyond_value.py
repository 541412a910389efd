"""What a sentence says of a figure beside its value: that it is not so, a record, above another.

Such a sentence can be wrong though each of its figures is the report's. Only verdicts that
would pass are looked at again, and those on figures that a sentence itself denies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from assistant.check.guard import CHANGES
from assistant.check.memory import Memory
from assistant.check.nearby import inside, nearest, same_sentence, starts_after
from assistant.check.row_index import RowIndex
from assistant.check.tolerance import comparable
from assistant.results import FigureCheck, Verdict
from assistant.words.phrases import phrase
from assistant.write.numbers import describe_row
from corpus.bind.binding import Binding
from corpus.figure import Span
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import Matcher, Mention, read_words, vocabulary
from corpus.report import Report
from corpus.script import Language
from corpus.sentences import sentence_spans

_FILE = Path(__file__).parents[1] / "words" / "beyond_value.csv"
_CLAUSES = ("，", "；", "：", "。", ", ", "; ", ": ")
_CUTS = "，,；;。"
_MOVE = 30  # characters before a figure in which "rose to" can stand
_NEAR = 12  # characters between a move, its "to" and the figure
_LEVELS = (Measure.LEVEL, Measure.CUMULATIVE)
_NAMES = ("metric", "segment", "region")


@cache
def _cues() -> Matcher:
    return read_words(_FILE, "kind", "key")


@dataclass(frozen=True, slots=True)
class BeyondValue:
    """The figures of one text with their verdicts, and what its words say of them beside."""

    text: str
    bound: Sequence[Binding]
    checks: Sequence[FigureCheck]
    report: Report
    rows: RowIndex
    language: Language

    def settle(self) -> list[FigureCheck]:
        """The verdicts, those turned that the words turn."""
        cues = _cues().mentions(self.text)
        if not self.bound:
            return []
        records = self._called_records([m for m in cues if m.kind == "record"])
        return [
            self._settle(at, cues, records.get(at, frozenset())) for at in range(len(self.bound))
        ]

    def _settle(self, at: int, cues: Sequence[Mention], kinds: frozenset[str]) -> FigureCheck:
        check = self.checks[at]
        if self._is_denied(at, cues):
            return self._denied(check)
        row = check.row
        if not check.verdict.passes or row is None or check.verdict is Verdict.DERIVED:
            return check
        if kinds:
            records = _RECORDS.get(self.report, lambda: _records_of(self.report))
            now = self.report.period
            current = row.period is None or now is None or row.period.end == now.end
            if any(not _is_record(row, kind, records, named=current) for kind in kinds):
                reason = phrase("not_a_record", self.language)
                return FigureCheck(check.figure, Verdict.NOT_IN_REPORT, row, reason=reason)
        if self._went_otherwise(at, row):
            reason = phrase(
                "conflict_direction", self.language, row=describe_row(row, self.language)
            )
            return FigureCheck(check.figure, Verdict.CONFLICT, row, reason=reason)
        return self._compared(at, cues)

    def _went_otherwise(self, at: int, row: KpiRow) -> bool:
        """Whether a level is said to have risen or fallen to its value, and the report has it
        the other way."""
        binding = self.bound[at]
        if binding.measure is not Measure.LEVEL or binding.base:
            return False
        said = _moved_to(self.text, starts_after(self.bound, at), binding.figure.span.start)
        if not said:
            return False
        told = {
            change.direction
            for change in self.rows.of_metric(row.metric)
            if change.measure in CHANGES and change.direction
            if (change.entity, change.segment, change.region, change.period, change.detail)
            == (row.entity, row.segment, row.region, row.period, row.detail)
        }
        for place in row.places:
            text = self.report.edition(place.language).text
            told.add(_moved_to(text, max(place.span.start - _MOVE, 0), place.span.start))
        told -= {""}
        return bool(told) and said not in told

    # -- denied ------------------------------------------------------------------------

    def _is_denied(self, at: int, cues: Sequence[Mention]) -> bool:
        """Whether a "not" stands before the figure in its clause, and no "but" after that."""
        start, end = starts_after(self.bound, at), self.bound[at].figure.span.start
        cut = max(self.text.rfind(mark, start, end) for mark in _CLAUSES)
        told = inside(cues, max(start, cut), end)
        told = [m for m in told if m.kind in ("deny", "allow", "turn")]
        return bool(told) and told[-1].kind == "deny"

    def _denied(self, check: FigureCheck) -> FigureCheck:
        if check.verdict.passes and check.row is not None:
            row = describe_row(check.row, self.language)
            reason = phrase("conflict_denied", self.language, row=row)
            return FigureCheck(check.figure, Verdict.CONFLICT, check.row, reason=reason)
        reason = phrase("not_checkable_denied", self.language)
        return replace(check, verdict=Verdict.NOT_CHECKABLE, proof=None, reason=reason)

    # -- compared ----------------------------------------------------------------------

    def _compared(self, at: int, cues: Sequence[Mention]) -> FigureCheck:
        """The verdict on a figure that another is said to be above or below."""
        check, span = self.checks[at], self.bound[at].figure.span
        told = [
            m
            for m in inside(cues, starts_after(self.bound, at), span.start - 2)
            if m.kind == "compare"
        ]
        if len(told) != 1 or check.row is None or self.bound[at].measure not in _LEVELS:
            return check
        other = self._compared_with(at)
        if other is None or other.row is None or other.row is check.row:
            return check
        one, two = other.row.figure, check.row.figure
        if one.is_range or two.is_range or one.value == two.value:
            return check
        if (one.value > two.value) is (told[0].key == "over"):
            return check
        rows = (describe_row(other.row, self.language), describe_row(check.row, self.language))
        reason = phrase("conflict_compared", self.language, one=rows[0], other=rows[1])
        return FigureCheck(check.figure, Verdict.CONFLICT, check.row, reason=reason)

    def _compared_with(self, at: int) -> FigureCheck | None:
        """The nearest level of the same metric before it in its sentence, where that stands."""
        binding = self.bound[at]
        for index in range(at - 1, same_sentence(self.bound, at).start - 1, -1):
            before = self.bound[index]
            alike = before.metric == binding.metric and before.measure in _LEVELS
            if alike and comparable(before.figure.unit, binding.figure.unit):
                return self.checks[index] if self.checks[index].verdict.passes else None
        return None

    # -- called a record ----------------------------------------------------------------

    def _called_records(self, cues: Sequence[Mention]) -> dict[int, frozenset[str]]:
        """The figures that are called records, by their places, each with the kinds."""
        found: dict[int, frozenset[str]] = {}
        for cue in cues:
            at = self._called(cue)
            if at is not None:
                found[at] = found.get(at, frozenset()) | {cue.key}
        return found

    def _called(self, cue: Mention) -> int | None:
        """The figure that a word calls a record: the one it adjoins, else the level before it."""
        near = nearest(self.bound, cue.span)
        here = same_sentence(self.bound, near) if near is not None else range(0)
        before = [i for i in here if self.bound[i].figure.span.end <= cue.span.start]
        after = [i for i in here if cue.span.end <= self.bound[i].figure.span.start]
        levels = [i for i in before if self._is_level(i)]
        if levels and not self._is_cut(self.bound[before[-1]].figure.span.end, cue.span.start):
            return levels[-1]
        if after:
            start = self.bound[after[0]].figure.span.start
            if not self._is_cut(cue.span.end, start) or not levels:
                return after[0] if self._is_level(after[0]) else None
        return levels[-1] if levels else None

    def _is_level(self, at: int) -> bool:
        """Whether a figure is a value that something reached, or a mark that it passed."""
        binding = self.bound[at]
        mark = binding.measure is Measure.BAND and binding.metric != "price_band"
        return mark or binding.measure in _LEVELS

    def _is_cut(self, start: int, end: int) -> bool:
        return any(mark in _CUTS for mark in self.text[start:end])


def _moved_to(text: str, start: int, end: int) -> str:
    """The way that the words right before a figure say it went to it ("rose to", 降至), or ""."""
    start = max(start, end - _MOVE)
    told = vocabulary().mentions(text[start:end])
    moves = [m for m in told if m.kind == "direction"]
    if not moves or moves[-1].key not in ("up", "down"):
        return ""
    to = [m for m in told if m.kind == "level" and m.span.start >= moves[-1].span.end]
    near = bool(to) and to[0].key == "to" and end - start - to[0].span.end <= _NEAR
    return moves[-1].key if near and to[0].span.start - moves[-1].span.end <= _NEAR else ""


@dataclass(frozen=True, slots=True)
class _Record:
    """A sentence of the report that calls something a record."""

    kind: str
    names: frozenset[str]
    language: Language
    span: Span


_RECORDS: Memory[tuple[_Record, ...]] = Memory()


def _records_of(report: Report) -> tuple[_Record, ...]:
    found: list[_Record] = []
    for edition in report.editions:
        cues = [m for m in _cues().mentions(edition.text) if m.kind == "record"]
        if not cues:
            continue
        for sentence in sentence_spans(edition.text):
            kinds = {m.key for m in cues if sentence.covers(m.span)}
            if kinds:
                told = vocabulary().mentions(sentence.of(edition.text))
                names = frozenset(m.key for m in told if m.kind in _NAMES)
                found += [_Record(kind, names, edition.language, sentence) for kind in kinds]
    return tuple(found)


def _is_record(row: KpiRow, kind: str, records: Sequence[_Record], *, named: bool) -> bool:
    """Whether the report calls what a row is of a record: where the row stands or, if it may be
    `named` only, in a sentence with its metric and its business."""
    for record in records:
        if record.kind != kind and {record.kind, kind} != {"high", "first"}:
            continue
        if any(p.language == record.language and record.span.covers(p.span) for p in row.places):
            return True
        if named and _is_told(row, record.names):
            return True
    return False


def _is_told(row: KpiRow, names: frozenset[str]) -> bool:
    """Whether a sentence with these names speaks of what the row is of."""
    segments, regions = _of_kind(names, "segment"), _of_kind(names, "region") - {"global"}
    same_segment = row.segment in segments if row.segment else not segments
    narrow = row.region not in ("", "global")
    same_region = row.region in regions if narrow else not regions
    return row.metric in names and same_segment and same_region


def _of_kind(names: frozenset[str], kind: str) -> frozenset[str]:
    known = vocabulary().names
    return frozenset(name for name in names if name in known and known[name].kind == kind)
