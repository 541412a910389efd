"""A claim's figure held against the report's by the words around both.

For names that no vocabulary holds ("收盘价", "主力资金净流入", a fund's name): of all figures of
the report that could stand for the claim's, the one whose words are most like the claim's is
the one the claim speaks of. Words are pairs of Chinese characters and Latin words, weighted by
how rare they are in the report; the clause of the figure counts most, then the clause before it,
then the rest of the sentence, then the paragraph.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import log

from assistant.check.around import Around, words_around
from assistant.check.plain_words import owners
from assistant.check.tolerance import Match, comparable, match
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow, KpiTable
from corpus.period import Period
from corpus.report import Edition
from corpus.script import fold

_MOST_COMPARED = 400  # figures held against one claim, those with the most words in common
# What the words of each place weigh, and what is found there counts for a word of it, by where
# it stands around the report's figure: in the label, the clause, the one before, the rest, around.
_PLACES = (
    (1.0, (1.0, 0.9, 0.7, 0.5, 0.2)),
    (0.5, (1.0, 1.0, 0.9, 0.8, 0.5)),
    (0.4, (1.0, 1.0, 1.0, 0.8, 0.4)),
    (0.2, (1.0, 1.0, 1.0, 1.0, 0.6)),
)
_SUBJECT = 0.7  # of its weight that a word loses that stands in every paragraph
_FOREIGN = 0.3  # what words cost that the report's figure has and the claim has not
_SAME_PERIOD, _CLOSING_PERIOD, _NESTED_PERIOD, _OTHER_PERIOD = 0.2, 0.12, 0.05, -0.25
_AROUND_PERIOD, _ELSEWHERE = 0.12, -0.1  # the same for figures that only their paragraph dates
_SAME_HORIZON, _INHERITED_HORIZON, _UNTOLD_HORIZON, _OTHER_HORIZON = 0.15, 0.05, -0.1, -0.35
_UNKNOWN = 0.4  # what a word weighs that the report has not, of one that a single figure has


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a claim's words those around a row's figure are: `score` orders rows, `cover` in
    [0, 1] is the part of the claim's words found."""

    row: KpiRow
    around: Around
    score: float
    cover: float


@dataclass(frozen=True, slots=True)
class Wording:
    """The figures of one edition with the words around them; `text` is the edition's, folded."""

    rows: tuple[KpiRow, ...] = field(repr=False)
    arounds: tuple[Around, ...] = field(repr=False)
    weights: Mapping[str, float] = field(repr=False)
    holders: Mapping[str, tuple[int, ...]] = field(repr=False)
    text: str = field(repr=False)
    horizons: frozenset[str] = frozenset()

    @classmethod
    def of(cls, edition: Edition, table: KpiTable, anchor: Period | None = None) -> Wording:
        """The figures of `table` that stand in `edition`; `anchor` is the report's period."""
        placed = sorted(
            (place.span, number)
            for number, row in enumerate(table)
            for place in row.places
            if place.language == edition.language
        )
        rows: list[KpiRow] = []
        arounds: list[Around] = []
        starts = [span.start for span, _ in placed]
        for paragraph in edition.paragraphs:
            first = bisect_left(starts, paragraph.start)
            here = placed[first : bisect_left(starts, paragraph.end)]
            if here:
                spans = [span.shifted(-paragraph.start) for span, _ in here]
                arounds += words_around(paragraph.of(edition.text), spans, anchor)
                rows += [table.rows[number] for _, number in here]
        counts: Counter[str] = Counter()
        holders: dict[str, list[int]] = {}
        for index, around in enumerate(arounds):
            counts.update(around.own | around.before | around.rest)
            for word in around.own:
                holders.setdefault(word, []).append(index)
        weights = _weights(counts, len(rows), {around.paragraph for around in arounds})
        return cls(
            tuple(rows),
            tuple(arounds),
            weights,
            {word: tuple(found) for word, found in holders.items()},
            fold(edition.text),
            frozenset(around.horizon for around in arounds if around.horizon),
        )

    def nearest(
        self, claim: Around, figure: Figure, *, falling: bool = False
    ) -> tuple[Likeness | None, Likeness | None]:
        """The figure most like the claim by its words among those of the claim's amount, and
        among the others that are comparable. `falling` tells that the claim's words say so."""
        same: Likeness | None = None
        others: list[Likeness] = []
        for index in self._candidates(claim, figure):
            row, around = self.rows[index], self.arounds[index]
            fell = row.direction == "down"
            equal = agrees(figure, row.figure, falling=falling, fell=fell)
            if not equal and not _rivals(claim, figure, around, row.figure):
                continue
            likeness = self._likeness(claim, row, around)
            if equal and (same is None or likeness.score > same.score):
                same = likeness
            if not equal:
                others.append(likeness)
        if same is not None and _is_exactly_of(claim, same.around):
            others = [other for other in others if not _is_of_other(claim, other.around)]
        return same, max(others, key=lambda other: other.score, default=None)

    def _candidates(self, claim: Around, figure: Figure) -> Iterable[int]:
        if len(self.rows) <= _MOST_COMPARED:
            return range(len(self.rows))
        shared: Counter[int] = Counter()
        for word in claim.own | claim.before:
            found = self.holders.get(word, ())
            if len(found) <= _MOST_COMPARED:
                for index in found:
                    shared[index] += 1
        return [index for index, _ in shared.most_common(_MOST_COMPARED)]

    def _likeness(self, claim: Around, row: KpiRow, around: Around) -> Likeness:
        total = found = 0.0
        seen: frozenset[str] = frozenset()
        for words, (share, credits) in zip(claim.places, _PLACES, strict=False):
            cover = self._cover(words - seen, around, credits)
            seen |= words
            if cover is not None:
                total += share
                found += share * cover
        cover = found / total if total else 0.0
        own = sum(self._weight(word) for word in around.own)
        foreign = sum(self._weight(word) for word in around.own - seen)
        cost = _FOREIGN * foreign / own if own else 0.0
        told = _period_score(claim, around) + _horizon_score(claim, around)
        return Likeness(row, around, cover - cost + told, cover)

    def _cover(
        self, words: frozenset[str], around: Around, credits: tuple[float, ...]
    ) -> float | None:
        """The part of `words` found around a figure, each by where it stands; `None` for none."""
        total = found = 0.0
        places = tuple(zip(around.places, credits, strict=True))
        for word in words:
            weight = self._weight(word)
            total += weight
            found += weight * next((credit for place, credit in places if word in place), 0.0)
        return found / total if total else None

    def _weight(self, word: str) -> float:
        return self.weights.get(word, _UNKNOWN * (log(2 * (len(self.rows) + 1)) + 0.3))


def _is_single_digit(figure: Figure) -> bool:
    """A bare digit counts something; it is no rounded amount."""
    return figure.unit.kind is UnitKind.NUMBER and abs(figure.value) < 10


def _weights(
    counts: Mapping[str, int], rows: int, paragraphs: Collection[frozenset[str]]
) -> dict[str, float]:
    """What each word tells: much where few figures have it, little where every paragraph names
    it, as its subject."""
    held = Counter(word for paragraph in paragraphs for word in paragraph)
    common = 1 / len(paragraphs) if len(paragraphs) > 2 else 0.0
    return {
        word: (log((rows + 1) / (n + 0.5)) + 0.3) * (1 - _SUBJECT * held[word] * common)
        for word, n in counts.items()
    }


def agrees(claim: Figure, truth: Figure, *, falling: bool = False, fell: bool = False) -> bool:
    """Whether two figures give one amount; "fell 4.8%" is a change of -4.8%, whichever of the
    two says so."""
    found = match(claim, truth)
    if found is not Match.DIFFERENT:
        return found is Match.EQUAL or not _is_single_digit(claim)
    if claim.value * truth.value >= 0 or claim.is_range:
        return False
    if not (falling if claim.value > 0 else fell):
        return False
    return match(replace(claim, value=-claim.value), truth) is not Match.DIFFERENT


def _rivals(claim: Around, figure: Figure, around: Around, truth: Figure) -> bool:
    """Whether a figure could have been meant instead: a number inside a name could not, nor
    a change where the claim speaks of none, one that is the claim's rounded, one plainly of
    another time or stretch of time, or another company's."""
    if around.changes and not claim.changes:
        return False
    if bool(around.as_horizon) != bool(claim.as_horizon):
        return False
    named = around.in_name and truth.unit.kind in (UnitKind.NUMBER, UnitKind.COUNT)
    if not comparable(figure.unit, truth.unit) or named:
        return False
    if match(truth, figure) is not Match.DIFFERENT:
        return False
    if claim.said and around.said and _are_apart(claim.period, around.period):
        return False
    if claim.horizon and around.horizon and claim.horizon != around.horizon:
        return False
    one, other = owners(claim.own | claim.before), owners(around.own)
    if one and other and one.isdisjoint(other):
        return False
    return truth.unit.kind is not UnitKind.NUMBER or figure.unit.kind is UnitKind.NUMBER


def _period_score(claim: Around, around: Around) -> float:
    """What the claim's period tells for or against a figure; one that its own sentence does
    not date may be of any period of its paragraph."""
    if claim.period is None or not claim.said or around.period is None:
        return 0.0
    if claim.period == around.period:
        return _SAME_PERIOD
    if _same(claim.period, around.period):
        return _CLOSING_PERIOD
    if claim.period in around.dates:
        return _CLOSING_PERIOD
    if not around.said:
        if any(_same(claim.period, p) for p in around.periods):
            return _AROUND_PERIOD
        return _ELSEWHERE if all(apart(claim.period, p) for p in around.periods) else 0.0
    nested = claim.period.contains(around.period) or around.period.contains(claim.period)
    return _NESTED_PERIOD if nested else _OTHER_PERIOD


def _horizon_score(claim: Around, around: Around) -> float:
    """What the stretches of time tell for or against a figure."""
    if claim.horizon == around.horizon:
        return _SAME_HORIZON if claim.horizon else 0.0
    if claim.horizon and around.horizon:
        return _OTHER_HORIZON
    inherited = claim.horizon in around.horizons or around.horizon in claim.horizons
    return _INHERITED_HORIZON if inherited else _UNTOLD_HORIZON


def _is_exactly_of(claim: Around, around: Around) -> bool:
    return claim.said and around.said and claim.period == around.period


def _is_of_other(claim: Around, around: Around) -> bool:
    return claim.said and around.said and claim.period != around.period


def apart(one: Period, other: Period) -> bool:
    """Whether two periods have no day in common."""
    return one.end < other.start or other.end < one.start


def _are_apart(one: Period | None, other: Period | None) -> bool:
    return one is not None and other is not None and apart(one, other)


def _same(one: Period, other: Period) -> bool:
    """Equal, or a month or day that closes the longer period."""
    return one == other or (one.end == other.end and min(one.month_count, other.month_count) == 1)
