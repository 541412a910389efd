"""One figure stated twice, in one edition or in two, and words that the figures belie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from assistant.audit.audit_facts import AMOUNTS, CHANGES, Facts, same_amount, words
from assistant.audit.audit_finding import Finding, Relation, Severity
from assistant.audit.audit_interval import allowed
from assistant.check.tolerance import comparable
from corpus.figure import Figure, Qualifier, Span, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.read.read_figures import read_figures
from corpus.report import Edition, Place
from corpus.script import fold

_STATED = (Measure.LEVEL, Measure.SHARE, Measure.CUMULATIVE, *CHANGES)
_LEAST_DIGITS = 3  # shorter numbers are alike by chance
_REACH = 120  # characters between two figures that a word between them compares
_COMPARED = (SourceKind.OTHER, SourceKind.CONSENSUS)
_MOST_STATEMENTS = 3  # so many of one thing differ because they are of several
_AVERAGE_GROWTH = "growth_rate"


def restated(facts: Facts) -> Iterator[Finding]:
    """Two statements of one thing whose amounts differ by more than rounding."""
    for measure in _STATED:
        for _, rows in facts.groups(measure):
            by_detail: dict[str, list[KpiRow]] = {}
            for row in rows:
                by_detail.setdefault(row.detail, []).append(row)
            for alike in by_detail.values():
                yield from _restated(facts, alike)


def _restated(facts: Facts, rows: Sequence[KpiRow]) -> Iterator[Finding]:
    for one, other in combinations(rows[:8], 2):
        if same_amount(one, other) or not comparable(one.figure.unit, other.figure.unit):
            continue
        severity = _one_thing(facts, one, other, len(rows))
        if severity is not None:
            value = allowed(one.figure)
            yield facts.finding(
                Relation.RESTATED, severity, "restated", "{0} ≠ {1}", (other, one), value,
                one.figure.unit,
            )  # fmt: skip
            return


def _one_thing(facts: Facts, one: KpiRow, other: KpiRow, count: int) -> Severity | None:
    """How sure it is that two rows speak of one thing; `None` where they rather do not.

    What a program has bound alike may be two things of one sentence, or two that a word outside
    the vocabulary tells apart. A misprint, and a metric named in both, speak against that.
    """
    if one.curated and other.curated:
        return Severity.CONFLICT
    if one.figure.is_range or other.figure.is_range or count > _MOST_STATEMENTS:
        return None
    if one.measure is Measure.SHARE and not (one.segment or one.region):
        return None  # of which part, the binding did not tell
    if one.figure.unit.kind is UnitKind.NUMBER or other.figure.unit.kind is UnitKind.NUMBER:
        return None
    if facts.sentence(one) == facts.sentence(other) or not (one.period and other.period):
        return None
    if one.metric not in vocabulary().names:
        return None
    if not (facts.plainly_said(one) and facts.plainly_said(other)):
        return None
    if facts.names(one, _AVERAGE_GROWTH) or facts.names(other, _AVERAGE_GROWTH):
        return None  # a growth rate over several years
    return Severity.DOUBTFUL if _misprint(one.figure, other.figure) else None


def _misprint(one: Figure, other: Figure) -> bool:
    """Whether two numbers differ as misprints do: by one digit, two swapped, or the scale."""
    written = [_digits(figure) for figure in (one, other)]
    if min(len(text) for text in written) < _LEAST_DIGITS:
        return False
    bare = [text.rstrip("0") for text in written]
    if bare[0] == bare[1]:
        return len(bare[0]) >= _LEAST_DIGITS  # the scale
    if one.value.adjusted() != other.value.adjusted():
        return False
    width = max(len(text) for text in bare)
    first, second = (text.ljust(width, "0") for text in bare)
    unlike = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(unlike) == 1:
        return True
    swapped = len(unlike) == 2 and unlike[1] == unlike[0] + 1
    return swapped and [first[i] for i in unlike] == [second[i] for i in reversed(unlike)]


def _digits(figure: Figure) -> str:
    """The digits that a figure is written with."""
    amount = figure.value / figure.quantum if figure.quantum else figure.value
    return f"{abs(amount).to_integral_value():f}"


def editions(facts: Facts) -> Iterator[Finding]:
    """Figures that paired editions give differently in the same paragraph."""
    report = facts.report
    if not report.paired or len(report.editions) < 2:
        return
    first = report.editions[0]
    rows = {p.span: row for row in facts.rows for p in row.places if p.language == first.language}
    for other in report.editions[1:]:
        if len(other.paragraphs) != len(first.paragraphs):
            continue
        for number in range(len(first.paragraphs)):
            yield from _paragraph(facts, rows, first, other, number)


def _paragraph(
    facts: Facts, rows: dict[Span, KpiRow], first: Edition, other: Edition, number: int
) -> Iterator[Finding]:
    """The one figure of a paragraph that has no equal in the other edition, and its counterpart."""
    ours = _written(first, number, facts.report.currency)
    theirs = _written(other, number, facts.report.currency)
    for figure in tuple(ours):
        equal = next((f for f in theirs if f.same_amount(figure)), None)
        if equal is not None:
            ours.remove(figure)
            theirs.remove(equal)
    if len(ours) != 1 or len(theirs) != 1 or not comparable(ours[0].unit, theirs[0].unit):
        return
    row = rows.get(ours[0].span)
    if row is None or allowed(ours[0]).meets(allowed(theirs[0])):
        return
    here, there = (
        replace(
            row,
            figure=figure,
            places=(Place(row.report_id, edition.language, figure.span, figure.text),),
        )
        for edition, figure in ((first, ours[0]), (other, theirs[0]))
    )
    yield facts.finding(
        Relation.EDITIONS, Severity.CONFLICT, "editions", "{0} ≠ {1}",
        (here, there), allowed(ours[0]), ours[0].unit,
    )  # fmt: skip


def _written(edition: Edition, number: int, currency: str) -> list[Figure]:
    """The figures of a paragraph that are written in digits, with spans in the edition."""
    start = edition.paragraphs[number].start
    text = edition.paragraphs[number].of(edition.text)
    return [
        replace(figure, span=figure.span.shifted(start))
        for figure in read_figures(text, currency=currency)
        if any(character.isdigit() for character in figure.text)
        and figure.unit.kind is not UnitKind.RANK
    ]


def comparisons(facts: Facts) -> Iterator[Finding]:
    """ "Above expectations", "ahead of its peer" against the two figures that it compares."""
    own = [
        row
        for row in facts.rows
        if row.source is SourceKind.REPORTED and row.measure is Measure.LEVEL and row.places
    ]
    by_sentence: dict[Span | None, list[KpiRow]] = {}
    for row in facts.rows:
        if row.source in _COMPARED and row.measure is Measure.LEVEL and row.places:
            by_sentence.setdefault(facts.sentence(row), []).append(row)
    for sentence, others in by_sentence.items():
        if sentence is None:
            continue
        for other in others:
            mates = [
                row
                for row in own
                if row.metric == other.metric
                and row.period == other.period
                and facts.sentence(row) == sentence
            ]
            if len(mates) == 1 and not other.figure.is_range and not mates[0].figure.is_range:
                yield from _compared(facts, mates[0], other)


def _compared(facts: Facts, own: KpiRow, other: KpiRow) -> Iterator[Finding]:
    said = _said_between(facts, own, other)
    one, two = allowed(own.figure), allowed(other.figure)
    same = comparable(own.figure.unit, other.figure.unit)
    bounded = Qualifier.EXACT is not other.figure.qualifier
    if (
        not said
        or not same
        or bounded
        or other.figure.unit.kind not in (*AMOUNTS, UnitKind.PERCENT)
    ):
        return
    if (said == "above" and one.high < two.low) or (said == "below" and one.low > two.high):
        sign = "<" if said == "above" else ">"
        yield facts.finding(
            Relation.LABEL, Severity.DOUBTFUL, f"label_{said}", f"{{0}} {sign} {{1}}",
            (own, other), one, own.figure.unit,
        )  # fmt: skip


def _said_between(facts: Facts, own: KpiRow, other: KpiRow) -> str:
    """ "above" or "below" where the words between two figures say one of them and no other."""
    start, end = own.places[0].span.end, other.places[0].span.start
    if not start < end <= start + _REACH:
        return ""
    between = fold(facts.report.editions[0].text[start:end])
    said = [
        key for key in ("above", "below", "neither")
        if any(fold(word) in between for word in words()["comparison"][key])
    ]  # fmt: skip
    return said[0] if len(said) == 1 and said[0] != "neither" else ""
