"""A verdict settled by the words around a figure, where the vocabulary leaves it open.

Only for tables that the program made. Words decide where they are clear; they never overrule
what is plainly said of direction, company, region, business or who says it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.check.around import Around
from assistant.check.plain_words import is_cue, is_plain, words_of
from assistant.check.tolerance import Match, match
from assistant.check.wording import Likeness, Wording, apart
from assistant.results import FigureCheck, Verdict
from assistant.words.phrases import phrase
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
_TIE_COVER = 0.1  # unless the other figure has so much more of the claim's words
_CLEAR = 0.1  # a lead that leaves no doubt which figure the claim's words are nearest to
_CLEAR_COVER = 0.75  # of a claim's words that another figure must have to stand against it
_LIKELY_COVER = 0.4  # the same, where its lead leaves no doubt
_SURE, _SURE_COVER = 0.3, 0.9  # a lead and a cover beyond which names as written tell nothing more
_DAYS_KNOWN = 200  # how long the figures of a period stay the latest
_OVER_TIME = (Measure.YOY, Measure.QOQ)
_QUARTER = 3  # months
_NEWS_DAYS = 4  # how far a day's news can lie from the day it is written
_CUE_REACH = 40  # characters around a figure in which a word can say that it is a plan
_SENTENCE_END = re.compile(r"[。；;\n]")
_CLAUSE_END = re.compile(r"[。；;\n，,]")
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
        if self._is_part_of_name() or self.around.as_horizon in self.wording.horizons:
            return replace(check, verdict=Verdict.CONFIRMED, row=None, reason="")
        figure = self.binding.figure
        same, other = self.wording.nearest(
            self.around, figure, falling=self.binding.direction == "down"
        )
        if same is not None and self._supports(same, other):
            return check if check.verdict.passes else self._passed(check, same, other)
        if self._is_surely_bound(check) and not self._other_is_meant(other, same):
            return check
        if other is not None and self._stands_against(other, same, check):
            reason = phrase("conflict_value", language, row=describe_row(other.row, language))
            return FigureCheck(figure, Verdict.CONFLICT, other.row, reason=reason)
        if check.verdict.passes and not self.binding.metric:
            reason = phrase("not_checkable", language)
            return FigureCheck(figure, Verdict.NOT_CHECKABLE, reason=reason)
        return check

    def _is_surely_bound(self, check: FigureCheck) -> bool:
        """Whether the table confirms it for the very metric and business that are named; for a
        business by the report's own name, also for the very period."""
        row, binding = check.row, self.binding
        told = {"metric", "segment"} <= binding.said and bool(binding.segment)
        timed = row is not None and "period" in binding.said and row.period == binding.period
        named = told and (binding.segment in vocabulary().names or timed)
        exact = check.verdict is Verdict.CONFIRMED and row is not None and named
        return exact and row is not None and row.segment == binding.segment

    def _passed(self, check: FigureCheck, same: Likeness, other: Likeness | None) -> FigureCheck:
        if self._is_denied_by(check.row, same):
            return check
        lead = same.score - other.score if other is not None else 1.0
        sure = same.cover >= _SURE_COVER and lead >= _SURE
        if self._says_otherwise(same) or (
            not sure
            and (
                self._is_of_another_owner(same)
                or self._is_of_another_metric(same, other)
                or self._is_of_another_part(same, check)
            )
        ):
            return check
        figure = self.binding.figure
        rounded = match(figure, same.row.figure) is Match.ROUNDED
        return FigureCheck(figure, Verdict.ROUNDED if rounded else Verdict.CONFIRMED, same.row)

    def _supports(self, same: Likeness, other: Likeness | None) -> bool:
        """Whether the claim's amount stands where the claim's words stand."""
        if self._is_over_another_time(same) or self._is_unnamed(same) or not self._fits(same.row):
            return False
        lead = same.score - other.score if other is not None else 1.0
        if lead < 0 and other is not None and other.cover > same.cover + _TIE_COVER:
            return False
        return (lead >= -_TIE and same.cover >= _LEAST_COVER) or (
            lead >= _ALONE and same.cover >= _LEAST_COVER_ALONE
        )

    def _stands_against(self, other: Likeness, same: Likeness | None, check: FigureCheck) -> bool:
        """Whether another amount stands where the claim's words stand. What the table confirms
        is denied only by words that the vocabulary does not hold ("近一周" before a return)."""
        if self._is_of_another_kind(other.row, check):
            return False
        lead = other.score - same.score if same is not None else 1.0
        clear = (other.cover >= _CLEAR_COVER and lead > _TIE) or (
            other.cover >= _LIKELY_COVER and lead > _CLEAR
        )
        if self._other_is_meant(other, same):
            return clear
        return clear and not (check.verdict.passes and self._is_known(other, same))

    def _is_of_another_kind(self, row: KpiRow, check: FigureCheck) -> bool:
        """Whether another row is a level and the claim a change, or the other way round; or of
        another metric, period or company than the claim's, for which the table confirms it."""
        binding, names = self.binding, vocabulary().names
        if (binding.measure in _OVER_TIME) != (row.measure in _OVER_TIME):
            return True
        confirmed = check.row if check.verdict.passes and "metric" in binding.said else None
        if confirmed is None or binding.metric not in names or confirmed.metric != binding.metric:
            return False
        if row.metric != binding.metric:
            return row.metric in names
        if "period" not in binding.said or confirmed.period != binding.period:
            return False
        return row.period != binding.period or row.entity != confirmed.entity

    def _other_is_meant(self, other: Likeness | None, same: Likeness | None) -> bool:
        """Whether another figure has the claim's time, and the one of its amount has not."""
        if other is None or same is None:
            return False
        horizon, there = self.around.horizon, same.around
        if horizon and other.around.horizon == horizon:
            return horizon != there.horizon and (
                bool(there.horizon) or horizon not in there.horizons
            )
        dated = self.around.said and other.around.said
        exact = dated and other.around.period == self.around.period
        return exact and there.said and there.period != self.around.period

    def _is_unnamed(self, same: Likeness) -> bool:
        """Whether nothing that the claim calls its figure stands before the report's."""
        head = frozenset(word for word in self.around.head if not is_cue(word))
        there = same.around
        known = there.own | there.before | there.rest
        if there.horizon and there.horizon == self.around.horizon:
            known |= there.paragraph  # "一年1.55%、二年1.85%" under a heading
        return bool(head) and head.isdisjoint(known)

    def _is_over_another_time(self, same: Likeness | None) -> bool:
        """Whether the claim and the figure of its amount name different stretches of time."""
        if same is None:
            return False
        one, other = self.around.horizon, same.around.horizon
        return bool(one and other) and one != other

    def _is_known(self, other: Likeness, same: Likeness | None) -> bool:
        """Whether the vocabulary holds every word of the claim that the other figure has and
        the claim's own amount has not."""
        told = other.around.own | other.around.before
        if same is not None:
            told -= same.around.own | same.around.before
        said = self.binding.sentence.of(self.text)
        known = " ".join(fold(m.span.of(said)) for m in vocabulary().mentions(said))
        if self.binding.entity in vocabulary().names:
            known += " " + fold(self.binding.entity)
        plain = {word for word in (self.around.own | self.around.before) & told if is_plain(word)}
        return bool(self.binding.metric) and plain <= words_of(known)

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

    def _is_denied_by(self, row: KpiRow | None, same: Likeness) -> bool:
        """Whether the table's row is of the very things that the claim names and the vocabulary
        holds, and the row found by its words is not."""
        binding, names = self.binding, vocabulary().names
        if row is None or row is same.row or "metric" not in binding.said:
            return False
        if binding.period is None:
            return False

        if self.around.horizon and same.around.horizon == self.around.horizon:
            return False
        alike = row.metric == binding.metric and row.segment == binding.segment
        alike = alike and row.period == binding.period and row.source is binding.source
        known = binding.metric in names and (not binding.segment or binding.segment in names)
        found = same.row
        as_good = found.metric == binding.metric and found.period == binding.period
        as_good = as_good and found.source is binding.source
        part = found.segment != binding.segment and found.segment in (*names, "")
        return known and alike and row.measure is binding.measure and (part or not as_good)

    def _says_otherwise(self, same: Likeness) -> bool:
        """Whether what the claim plainly says of direction, time or source is not the row's."""
        row, binding = same.row, self.binding
        if binding.direction and row.direction and binding.direction != row.direction:
            return binding.figure.value * row.figure.value > 0
        if self._is_of_another_time(same) or not self._fits(row):
            return True
        if {binding.measure, row.measure} == {Measure.YOY, Measure.QOQ}:
            return True
        return self._differs_in_source(row)

    def _is_of_another_owner(self, same: Likeness) -> bool:
        """Whether the row is of another company, region or business that the vocabulary holds."""
        row, binding, names = same.row, self.binding, vocabulary().names
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
        start, end = row.figure.span.start, row.figure.span.end
        left = self.wording.text[max(start - _CUE_REACH, 0) : start]
        right = self.wording.text[end : end + _CUE_REACH]
        ends = _SENTENCE_END if row.source in _PLANNED else _CLAUSE_END
        words = ends.split(left)[-1] + " " + ends.split(right)[0]
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

    def _is_of_another_length(self, same: Likeness) -> bool:
        """Whether one is of a year and the other of a part of it."""
        claimed, around = self.around.period, same.around
        period = around.period if around.said else same.row.period
        if not (_is_long(claimed) and _is_long(period)) or claimed in around.periods:
            return False
        if same.row.metric not in vocabulary().names or claimed is None or period is None:
            return False
        shorter, longer = sorted((claimed.month_count, period.month_count))
        return longer >= 2 * shorter

    def _is_of_another_time(self, same: Likeness) -> bool:
        """Whether both name their period, and the two have no day in common. A figure that its
        own sentence does not date is of any period of its paragraph, else of the report's."""
        claimed, around = self.around.period, same.around
        if not self.around.said or claimed is None:
            return False
        if around.said and claimed in around.dates:
            return False
        if self._is_of_another_length(same):
            return True
        named = (around.period,) if around.said else around.periods or (same.row.period,)
        return all(
            period is not None
            and apart(claimed, period)
            and not _is_latest(claimed, period)
            and (around.said or not _is_news(claimed, period))
            for period in named
        )


def _is_long(period: Period | None) -> bool:
    return period is not None and period.month_count >= _QUARTER


def _is_news(claimed: Period, period: Period) -> bool:
    """Whether an undated sentence of a paragraph of that day can speak of the claim's: what is
    written on one day happened on one before."""
    days = claimed.start == claimed.end and period.start == period.end
    return days and abs((claimed.start - period.start).days) <= _NEWS_DAYS


def _is_latest(claimed: Period, period: Period) -> bool:
    """Whether a longer period may be the last one known on the claim's day."""
    if claimed.start != claimed.end or period.start == period.end:
        return False
    return 0 < (claimed.start - period.end).days <= _DAYS_KNOWN
