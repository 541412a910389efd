"""One figure in its sentence, as the rules of the slots see it."""

from __future__ import annotations

from corpus.bind.binding import Binding, Context
from corpus.bind.sentence_words import SentenceWords
from corpus.figure import UnitKind
from corpus.kpi import Measure
from corpus.kpi_names import Mention
from corpus.read.read_periods import PeriodMention

DURATIONS = frozenset({"year", "quarter", "month", "day", "week", "time", "hour"})
AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
RATES = (UnitKind.PERCENT, UnitKind.POINT, UnitKind.BASIS_POINT, UnitKind.MULTIPLE)
POINTS = (UnitKind.POINT, UnitKind.BASIS_POINT)
CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE, Measure.RELATIVE)


class FigureView:
    """One figure in its sentence, while it is being bound.

    `done` are the figures of the sentence bound so far, `earlier` those of the sentences before,
    `context` what the sentence inherits. The rules of each slot are functions of a view; they add
    to `said` what the sentence itself tells.
    """

    def __init__(
        self,
        words: SentenceWords,
        index: int,
        done: tuple[Binding, ...],
        earlier: tuple[Binding, ...],
        context: Context,
    ) -> None:
        self.words = words
        self.figure = words.figures[index]
        self.kind = self.figure.unit.kind
        self.start, self.end = self.figure.span.start, self.figure.span.end
        self.done = tuple(binding for binding in done if binding.measure is not Measure.BAND)
        self.bands = tuple(binding for binding in done if binding.measure is Measure.BAND)
        self.last = self.done[-1] if self.done else None
        self.earlier = earlier
        self.previous = earlier[-1] if earlier else None
        self.context = context
        self.previous_end = self._previous_end(index)
        self.clause = max(words.clause_start(self.start), self.previous_end)
        rest = words.figures[index + 1 :]
        self.following = rest[0].span.start if rest else words.span.end
        self.after_end = min(self.following, words.clause_end(self.end))
        self.is_duration = self.kind is UnitKind.COUNT and self.figure.unit.code in DURATIONS
        self.said: set[str] = set()

    def _previous_end(self, index: int) -> int:
        """Where the figure before ends; a duration that is part of a period is none, nor is
        the price of a class of products."""
        passed = {band.figure.span for band in self.bands if band.metric == "price_band"}
        since = self.start
        for figure in reversed(self.words.figures[:index]):
            if self.words.text[figure.span.end : since] == "/":  # 4.1/6.3/9.5億元
                since = figure.span.start
                continue
            in_period = any(p.span.covers(figure.span) for p in self.words.periods)
            if not in_period and figure.span not in passed:
                return figure.span.end
        return self.words.span.start

    def before(self, *kinds: str) -> list[Mention]:
        """Words between the clause's start (or the figure before) and the figure."""
        return [
            m
            for m in self.words.between(self.clause, self.start, *kinds)
            if not self.words.is_aside(m.span, self.start)
        ]

    def after(self, *kinds: str) -> list[Mention]:
        """Words between the figure and the next figure or the clause's end; one that begins
        with the figure's own counter counts ("350,000 vehicles delivered")."""
        return [
            m
            for m in self.words.between(self.start + 1, self.after_end, *kinds)
            if m.span.end > self.end
        ]

    def named(self, *kinds: str) -> list[Mention]:
        """Names from the sentence's start to the figure, none in brackets closed before it."""
        return [
            m
            for m in self.words.between(self.words.span.start, self.start, *kinds)
            if not self.words.is_aside(m.span, self.start)
        ]

    def periods(self, start: int, end: int, *, loose: bool = False) -> list[PeriodMention]:
        """Periods inside `[start, end)`; `loose` takes one that only begins there ("over the
        next five years")."""
        return [
            p
            for p in self.words.periods
            if start <= p.span.start
            and (p.span.start < end if loose else p.span.end <= end)
            and not self.words.is_aside(p.span, self.start)
        ]

    @property
    def tail(self) -> str:
        """What follows the figure, up to the next figure or the clause's end."""
        return self.words.text[self.end : self.after_end]
