"""A verdict settled by the words around a figure, where the vocabulary leaves it open.

Only for tables that the program made. Words decide where they are clear; they never overrule
what is plainly said of direction, company, region, business or who says it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.around import Around, words_of
from assistant.phrases import phrase
from assistant.results import FigureCheck, Verdict
from assistant.tolerance import Match, match
from assistant.wording import Likeness, Wording, apart
from assistant.write.numbers import describe_row
from corpus.bind.binding import Binding
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import Language, fold

_LEAST_COVER = 0.35  # of a claim's words that a figure must have around it to be the one meant
_LEAST_COVER_ALONE = 0.2  # the same, where no other figure comes near
_ALONE = 0.2  # by how much the second must fall behind for that
_TIE = 0.05  # scores this near are alike
_CLEAR = 0.15  # a lead that leaves no doubt which figure the claim's words are nearest to
_CLEAR_COVER = 0.75  # of a claim's words that another figure must have to stand against it
_LIKELY_COVER = 0.5  # the same, where its lead leaves no doubt
_DAYS_KNOWN = 200  # how long the figures of a period stay the latest
_CUE_REACH = 40  # characters around a figure in which a word can say that it is a plan
_PLANNED = (SourceKind.TARGET, SourceKind.FORECAST, SourceKind.PRIOR_TARGET)


@dataclass(frozen=True, slots=True)
class ByWording:
    """One claim's figure with the words around it, and the report's figures with theirs."""

    binding: Binding
    around: Around
    wording: Wording
    text: str

    def settle(self, check: FigureCheck, language: Language) -> FigureCheck:
        """`check`, or what the words tell where they tell it clearly."""
        if self._is_part_of_name():
            return replace(check, verdict=Verdict.CONFIRMED, row=None, reason="")
        figure = self.binding.figure
        same, other = self.wording.nearest(
            self.around, figure, falling=self.binding.direction == "down"
        )
        if same is not None and self._supports(same, other):
            return check if check.verdict.passes else self._passed(check, same, other)
        if self._is_surely_bound(check):
            return check
        if other is not None and self._stands_against(other, same, check):
            reason = phrase("conflict_value", language, row=describe_row(other.row, language))
            return FigureCheck(figure, Verdict.CONFLICT, other.row, reason=reason)
        if check.verdict.passes and not self.binding.metric:
            reason = phrase("not_checkable", language)
            return FigureCheck(figure, Verdict.NOT_CHECKABLE, reason=reason)
        return check

    def _is_surely_bound(self, check: FigureCheck) -> bool:
        """Whether the table confirms it for the very metric and business that are named."""
        row, binding = check.row, self.binding
        named = {"metric", "segment"} <= binding.said and bool(binding.segment)
        exact = check.verdict is Verdict.CONFIRMED and row is not None and named
        return exact and row is not None and row.segment == binding.segment

    def _passed(self, check: FigureCheck, same: Likeness, other: Likeness | None) -> FigureCheck:
        if (
            self._forbids(same)
            or self._is_of_another_metric(same, other)
            or self._is_of_another_part(same, check)
        ):
            return check
        figure = self.binding.figure
        rounded = match(figure, same.row.figure) is Match.ROUNDED
        return FigureCheck(figure, Verdict.ROUNDED if rounded else Verdict.CONFIRMED, same.row)

    def _supports(self, same: Likeness, other: Likeness | None) -> bool:
        """Whether the claim's amount stands where the claim's words stand."""
        lead = same.score - other.score if other is not None else 1.0
        return (lead >= -_TIE and same.cover >= _LEAST_COVER) or (
            lead >= _ALONE and same.cover >= _LEAST_COVER_ALONE
        )

    def _stands_against(self, other: Likeness, same: Likeness | None, check: FigureCheck) -> bool:
        """Whether another amount stands where the claim's words stand. What the table confirms
        is denied only by words that the vocabulary does not hold ("近一周" before a return)."""
        lead = other.score - same.score if same is not None else 1.0
        clear = (other.cover >= _CLEAR_COVER and lead > _TIE) or (
            other.cover >= _LIKELY_COVER and lead > _CLEAR
        )
        return clear and not (check.verdict.passes and self._is_known(other, same))

    def _is_known(self, other: Likeness, same: Likeness | None) -> bool:
        """Whether the vocabulary holds every word of the claim that the other figure has and
        the claim's own amount has not."""
        told = other.around.own | other.around.before
        if same is not None:
            told -= same.around.own
        said = self.binding.sentence.of(self.text)
        known = " ".join(fold(m.span.of(said)) for m in vocabulary().mentions(said))
        known += " " + fold(self.binding.entity)
        return bool(self.binding.metric) and (self.around.own & told) <= words_of(known)

    def _is_part_of_name(self) -> bool:
        """A number that words run on from, as they do in the report ("近10日涨幅", "CSI 300
        fund"), names something; it is no amount."""
        figure = self.binding.figure
        kinds = (UnitKind.NUMBER, UnitKind.COUNT)
        if figure.unit.kind not in kinds or self.binding.measure is Measure.STREAK:
            return False
        start, end = figure.span.start, figure.span.end
        after = self.text[end : end + 2]
        if not self.around.in_name or len(after) < 2 or not after.isalnum():
            return False
        if figure.unit.kind is UnitKind.COUNT and self.binding.measure is not Measure.SPAN:
            return False
        return fold(self.text[max(start - 1, 0) : end + 2]) in self.wording.text

    def _forbids(self, same: Likeness) -> bool:
        """Whether what the claim plainly says is not what the row is of."""
        row = same.row
        binding, names = self.binding, vocabulary().names
        if binding.direction and row.direction and binding.direction != row.direction:
            return binding.figure.value * row.figure.value > 0
        if self._is_of_another_time(same) or not self._fits(row):
            return True
        if {binding.measure, row.measure} == {Measure.YOY, Measure.QOQ}:
            return True
        if self._differs_in_source(row):
            return True
        if binding.entity in names and row.entity and binding.entity != row.entity:
            return True
        if binding.region in names and row.region in names and binding.region != row.region:
            return True
        one, other = binding.segment, row.segment
        if one in names and other in names:
            within = vocabulary().within
            return not (within(one, other) or within(other, one))
        return False

    def _differs_in_source(self, row: KpiRow) -> bool:
        """Whether one is a plan and the other a result, by words that say so."""
        binding = self.binding
        if (binding.source in _PLANNED) == (row.source in _PLANNED):
            return False
        if binding.metric not in vocabulary().names:
            return False
        if binding.source in _PLANNED and "source" not in binding.said:
            return False
        start = row.figure.span.start
        words = self.wording.text[max(start - _CUE_REACH, 0) : row.figure.span.end + _CUE_REACH]
        cued = any(m.kind in ("source", "future") for m in vocabulary().mentions(words))
        return cued is (row.source in _PLANNED)

    def _fits(self, row: KpiRow) -> bool:
        """Whether the row's metric is given in the claim's unit."""
        name = vocabulary().names.get(row.metric)
        if name is None or self.binding.measure is not Measure.LEVEL:
            return True
        return row.measure is not Measure.LEVEL or name.has_unit(self.binding.figure.unit)

    def _is_of_another_metric(self, same: Likeness, other: Likeness | None) -> bool:
        """Whether both name a metric, not the same one, and the claim's words are as near to
        another figure."""
        one, another = self.binding.metric, same.row.metric
        names = vocabulary().names
        if one == another or one not in names or another not in names:
            return False
        return other is not None and other.row.metric == one and other.score > same.score - _CLEAR

    def _is_of_another_part(self, same: Likeness, check: FigureCheck) -> bool:
        """Whether the amount is a business's, and the table has another for what is claimed."""
        part, row = same.row.segment, check.row
        if part not in vocabulary().names or part == self.binding.segment or row is None:
            return False
        return (row.metric, row.segment) == (self.binding.metric, self.binding.segment)

    def _is_of_another_time(self, same: Likeness) -> bool:
        """Whether both name their period, and the two have no day in common. A figure that its
        own sentence does not date is of any period of its paragraph, else of the report's."""
        claimed, around = self.around.period, same.around
        if not self.around.said or claimed is None:
            return False
        named = (around.period,) if around.said else around.periods or (same.row.period,)
        return all(
            period is not None and apart(claimed, period) and not _is_latest(claimed, period)
            for period in named
        )


def _is_latest(claimed: Period, period: Period) -> bool:
    """Whether a longer period may be the last one known on the claim's day."""
    if claimed.start != claimed.end or period.start == period.end:
        return False
    return 0 < (claimed.start - period.end).days <= _DAYS_KNOWN
