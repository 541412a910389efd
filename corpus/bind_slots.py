"""One figure of a sentence: what it measures, of what, where, when, and who says it."""

from __future__ import annotations

from corpus.binding import Binding, Context
from corpus.figure import Qualifier, Span, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Mention
from corpus.open_names import names_a_metric, open_phrase
from corpus.period import Period
from corpus.read_periods import PeriodMention
from corpus.script import has_han
from corpus.sentence_words import SentenceWords

DURATIONS = frozenset({"year", "quarter", "month", "day", "week", "time", "hour"})
AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
RATES = (UnitKind.PERCENT, UnitKind.POINT, UnitKind.BASIS_POINT, UnitKind.MULTIPLE)
POINTS = (UnitKind.POINT, UnitKind.BASIS_POINT)
CHANGES = (Measure.YOY, Measure.QOQ, Measure.CHANGE, Measure.RELATIVE)
_COMPARED = frozenset({"less", "more", "lower", "higher", "fewer"})
_BAND_REACH = 16  # characters around a price in which a word makes it a price band


class SlotBinder:
    """One figure in its sentence, while it is being bound.

    `done` are the figures of the sentence bound so far, `before` the last one of the sentence
    before, `context` what the sentence inherits.
    """

    def __init__(
        self,
        words: SentenceWords,
        index: int,
        done: tuple[Binding, ...],
        before: Binding | None,
        context: Context,
    ) -> None:
        self.words = words
        self.figure = words.figures[index]
        self.kind = self.figure.unit.kind
        self.start, self.end = self.figure.span.start, self.figure.span.end
        self.done = tuple(binding for binding in done if binding.measure is not Measure.BAND)
        self.bands = tuple(binding for binding in done if binding.measure is Measure.BAND)
        self.last = self.done[-1] if self.done else None
        self.before = before
        self.context = context
        self.previous_end = self._previous_end(index)
        self.clause = max(words.clause_start(self.start), self.previous_end)
        rest = words.figures[index + 1 :]
        self.following = rest[0].span.start if rest else words.span.end
        self.after_end = min(self.following, words.clause_end(self.end))
        self.is_duration = self.kind is UnitKind.COUNT and self.figure.unit.code in DURATIONS
        self.said: set[str] = set()

    def bind(self) -> Binding:
        """The figure with all its slots."""
        base = self._is_base()
        direction, measure = self._change(base)
        metric, measure = self._metric(measure)
        entity, source, measure = self._entity(measure)
        segment = self._segment(metric)
        region = self._region(metric)
        period = self._period(base, measure)
        source = self._source(source, base, period, metric)
        if (
            measure is Measure.CHANGE
            and self.kind is UnitKind.PERCENT
            and period
            and period.is_year
        ):
            measure = Measure.YOY  # a year grows on the year before
        if source is SourceKind.CONSENSUS:
            measure = Measure.LEVEL
        detail = self._detail()
        if self._is_band():
            metric, measure, detail = "price_band", Measure.BAND, ""
        return Binding(
            self.figure,
            metric,
            entity,
            segment,
            region,
            period,
            measure,
            source,
            detail,
            direction if measure in CHANGES else "",
            base,
            frozenset(self.said),
        )

    # -- the words around ---------------------------------------------------------

    def _previous_end(self, index: int) -> int:
        """Where the figure before ends; a duration that is part of a period is none."""
        for figure in reversed(self.words.figures[:index]):
            if not any(p.span.covers(figure.span) for p in self.words.periods):
                return figure.span.end
        return self.words.span.start

    def _before(self, *kinds: str) -> list[Mention]:
        """Words between the clause's start (or the figure before) and the figure."""
        return [
            m
            for m in self.words.between(self.clause, self.start, *kinds)
            if not self.words.is_aside(m.span, self.start)
        ]

    def _after(self, *kinds: str) -> list[Mention]:
        """Words between the figure and the next figure or the clause's end; one that begins
        with the figure's own counter counts ("350,000 vehicles delivered")."""
        return [
            m
            for m in self.words.between(self.start + 1, self.after_end, *kinds)
            if m.span.end > self.end
        ]

    def _named(self, *kinds: str) -> list[Mention]:
        """Names from the sentence's start to the figure, none in brackets closed before it."""
        return [
            m
            for m in self.words.between(self.words.span.start, self.start, *kinds)
            if not self.words.is_aside(m.span, self.start)
        ]

    # -- measure ------------------------------------------------------------------

    def _is_base(self) -> bool:
        """Whether this is the value that a change starts from ("from 38%", "較…的7.023億")."""
        if self.kind in POINTS or self.kind is UnitKind.RANK:
            return False
        for mention in reversed(self._before("base")):
            if self.words.between(mention.span.end, self.start, "direction"):
                return False
            if self.words.is_near(mention.span.end, self.start):
                return True
        return any(
            m.span.start - self.end <= 1 and has_han(self.words.written(m))
            for m in self._after("base")
        )

    def _cue(self) -> Measure | None:
        """The measure that a cue word names: in English after the figure, else before it."""
        trailing = ("yoy", "qoq", "streak", "relative", "cumulative", "per_unit")
        after = [m for m in self._after("measure") if m.key in trailing]
        if after and not has_han(self.words.written(after[0])):
            return Measure(after[0].key)
        for mention in reversed(self._before("measure")):
            belongs_to_previous = (
                self.last is not None
                and not has_han(self.words.written(mention))
                and mention.span.start - self.previous_end <= 2
            )
            if mention.key == "share" or belongs_to_previous:
                continue
            if mention.key == "relative" and self.kind not in RATES:
                continue
            return Measure(mention.key)
        return None

    def _change(self, base: bool) -> tuple[str, Measure]:
        """The direction and the measure that the words around the figure give it."""
        cue = self._cue()
        if self.is_duration:
            return "", Measure.STREAK if cue is Measure.STREAK else Measure.SPAN
        if self.kind is UnitKind.RANK:
            return "", Measure.RANK
        if base:
            return "", Measure.SHARE if self._share() else Measure.LEVEL
        direction, changes = self._movement()
        if cue is Measure.RELATIVE and self.kind in RATES:
            return direction, Measure.RELATIVE
        if self._share():
            return "", Measure.SHARE
        if cue in (Measure.YOY, Measure.QOQ) and (changes or self._is_rate_of_change()):
            return direction or self._leaning(), cue
        if changes:
            return direction or self._leaning(), self._inherited_measure() or Measure.CHANGE
        if cue in (Measure.CUMULATIVE, Measure.PER_UNIT):
            return "", cue
        if self.last is not None and self.last.base and self.kind is self.last.figure.unit.kind:
            return "", self.last.measure
        return "", Measure.LEVEL

    def _movement(self) -> tuple[str, bool]:
        """Which way the words say it went, and whether the figure is the change itself."""
        moves = self._before("direction", "growth")
        grows = [m for m in self._after("growth") if self.words.adjoins(self.end, m)]
        compared = [
            m
            for m in self._after("direction")
            if m.span.start - self.end <= 1 and self.words.written(m).lower() in _COMPARED
        ]
        signed = self.words.text[self.start] in "+＋"
        direction = "up" if signed else next((m.key for m in (*moves[::-1], *compared, *grows)), "")
        changes = self.kind in POINTS or signed or bool(compared) or bool(grows)
        if not changes and moves:
            to = [m for m in self._before("level") if m.key == "to"]
            changes = not any(m.span.start >= moves[-1].span.end for m in to)
            if self.kind in AMOUNTS:
                changes = changes and self.words.is_near(moves[-1].span.end, self.start)
            if moves[-1].kind == "growth" and self.kind in RATES:
                changes = True
        return direction, changes

    def _is_rate_of_change(self) -> bool:
        """A percentage beside "year on year" is a change, unless a level word leads to it."""
        if self.kind not in RATES:
            return False
        return self.kind is not UnitKind.PERCENT or not any(
            m.key == "to" for m in self._before("level")
        )

    def _leaning(self) -> str:
        """A change with no word of its own goes the way of the figure before it."""
        return self.last.direction if self.last and self.last.measure in CHANGES else "up"

    def _inherited_measure(self) -> Measure | None:
        """yoy or qoq named earlier in the clause for a list of changes, or by the figure that
        this one is compared with."""
        clause = self.words.clause_start(self.start)
        named = [
            m for m in self.words.between(clause, self.start, "measure") if m.key in ("yoy", "qoq")
        ]
        if named:
            return Measure(named[-1].key)
        continues = self.last is not None and not self._before("metric")
        if continues and self.last is not None and self.last.measure in (Measure.YOY, Measure.QOQ):
            return self.last.measure
        return None

    def _share(self) -> bool:
        if self.kind is not UnitKind.PERCENT:
            return False
        if any(m.key == "share" for m in self._before("measure")):
            return True
        rest = self.words.text[self.end : self.after_end]
        if rest.startswith((" of the total", " of total")):
            return True
        wholes = [m for m in self._after("metric") if not self._is_percent_metric(m.key)]
        wholes += [m for m in self._after("scope") if m.span.start - self.end <= 5]
        return rest.startswith(" of ") and bool(wholes)

    # -- metric -------------------------------------------------------------------

    def _metric(self, measure: Measure) -> tuple[str, Measure]:
        chosen = self._stated_metric(measure)
        if chosen:
            self.said.add("metric")
        else:
            chosen = self._unstated_metric(measure)
        if self.kind is UnitKind.PERCENT and chosen in self.words.vocabulary.names:
            percent = self._is_percent_metric(chosen)
            if measure is Measure.SHARE and percent:
                measure = Measure.LEVEL
            elif measure is Measure.LEVEL and not percent:
                shared = self.last is not None and self.last.measure is Measure.SHARE
                measure = Measure.SHARE if shared else Measure.CHANGE
        if chosen in self.words.vocabulary.measured and self.kind is UnitKind.PERCENT:
            chosen, named = self.words.vocabulary.measured[chosen]
            return chosen, Measure(named) if measure is Measure.LEVEL else measure
        per_unit = self.words.vocabulary.per_unit.get(chosen, "")
        if measure is Measure.PER_UNIT and per_unit:
            return per_unit, Measure.LEVEL
        return chosen, measure

    def _stated_metric(self, measure: Measure) -> str:
        """The metric that the sentence names for this figure."""
        before = [m for m in self._named("metric") if self._fits(m.key)]
        own = [m for m in before if m.span.start >= self.clause]
        inside = self.words.between(self.start, self.end, "metric")  # "6.8 million members"
        own += [m for m in inside if self._fits(m.key)]
        after = [
            m
            for m in self.words.between(self.start + 1, self.following, "metric")
            if m.span.end > self.end and self._fits(m.key)
        ]
        near = [m for m in after if self.words.adjoins(self.end, m)]
        if self.kind is UnitKind.RANK:
            near = near or [m for m in self._after("metric") if self._fits(m.key)]
        if self.kind is UnitKind.PERCENT and measure in (Measure.LEVEL, Measure.SHARE):
            percent = [m for m in self._after("metric") if self._is_percent_metric(m.key)]
            if percent and not any(self._is_percent_metric(m.key) for m in own):
                return percent[0].key
            percent = [m for m in own if self._is_percent_metric(m.key)]
            if percent:
                return percent[-1].key
        if measure is Measure.SHARE and near and not own:
            return near[0].key
        if own:
            return own[-1].key
        owner = self._counted()
        if owner:
            return owner
        unknown = self._open_phrase()
        if unknown and names_a_metric(unknown):
            return unknown
        if near and self.kind not in POINTS:
            return near[0].key
        if self.last is not None and self._inheritable(self.last.metric):
            return self.last.metric
        if before:
            return before[-1].key
        return after[0].key if after and measure is Measure.LEVEL and self.kind in AMOUNTS else ""

    def _open_phrase(self) -> str:
        """A name that the vocabulary does not hold, right before an amount or a level."""
        if self.kind in POINTS or self.kind is UnitKind.RANK or self.is_duration:
            return ""
        if self._before("metric", "direction", "growth", "measure", "segment", "entity", "region"):
            return ""
        spans = [m.span for m in self.words.mentions] + [p.span for p in self.words.periods]
        return open_phrase(self.words.text, self.clause, self.start, spans)

    def _unstated_metric(self, measure: Measure) -> str:
        """The metric of the sentence before, for a change or a duration that names none."""
        carries = measure in CHANGES or self.is_duration
        if carries and self.before is not None and self._inheritable(self.before.metric):
            return self.before.metric
        named = self.words.between(self.words.span.start, self.words.span.end, "metric")
        grows = any(m.key == "growth_rate" for m in named)
        return "growth_rate" if grows and self.kind in RATES else ""

    def _is_percent_metric(self, key: str) -> bool:
        name = self.words.vocabulary.names.get(key)
        return name is not None and any(unit.startswith("percent") for unit in name.units)

    def _fits(self, key: str) -> bool:
        """Whether a metric can be what a figure of this unit speaks of."""
        if key == "growth_rate" or (key == "price_band" and self.kind is not UnitKind.CURRENCY):
            return False
        name = self.words.vocabulary.names[key]
        if self.kind in AMOUNTS and not self.is_duration:
            return name.has_unit(self.figure.unit)
        return True

    def _inheritable(self, key: str) -> bool:
        return key in self.words.vocabulary.names and self._fits(key)

    def _counted(self) -> str:
        """The metric that the counter itself names ("100 countries")."""
        if self.kind is not UnitKind.COUNT or not self.figure.unit.code or self.is_duration:
            return ""
        written = f"count:{self.figure.unit.code}"
        owners = [n.key for n in self.words.vocabulary.names.values() if written in n.units]
        return owners[0] if len(owners) == 1 else ""

    # -- whose --------------------------------------------------------------------

    def _entity(self, measure: Measure) -> tuple[str, SourceKind, Measure]:
        """Whose figure it is: the subject's, unless another's name stands right at it."""
        subject = self.context.subject
        named = [m for m in self._named("entity") if m.span.start >= self.previous_end]
        if named:
            mention = named[-1]
            compared = bool(self.words.between(mention.span.end, self.start, "direction"))
            based = bool(
                self.words.between(self.words.span.start, mention.span.start, "base", "peer")
            )
            if mention.key != subject and compared and based:
                relative = based and self.kind in RATES and self.kind not in POINTS
                return subject, SourceKind.REPORTED, Measure.RELATIVE if relative else measure
            near = self.words.is_near(mention.span.end, self.start)
            if mention.key == subject or near or self._opens_clause(mention):
                self.said.add("entity")
                return mention.key, self._whose(mention.key), measure
        trailing = [
            m
            for m in self._after("entity")
            if m.key != subject
            and self.kind in RATES
            and self.words.adjoins(self.end, m)
            and not self.words.is_aside(m.span, self.start)
        ]
        if trailing and measure is not Measure.RELATIVE:
            self.said.add("entity")
            return trailing[0].key, SourceKind.OTHER, measure
        last = self.last
        if not named and last is not None and "entity" in last.said:
            aside = self.words.is_aside(last.figure.span, self.start) and last.entity != subject
            if not aside:
                self.said.add("entity")
                return last.entity, self._whose(last.entity), measure
        return subject, SourceKind.REPORTED, measure

    def _opens_clause(self, mention: Mention) -> bool:
        """Whether a company's name opens its clause, as a sentence's subject does."""
        start = self.words.clause_start(mention.span.start)
        lead = self.words.text[start : mention.span.start].strip().lower()
        return lead in ("", "而", "但", "but", "while", "and", "其中", "同期")

    def _whose(self, key: str) -> SourceKind:
        subject = self.context.subject
        return SourceKind.OTHER if subject and key != subject else SourceKind.REPORTED

    # -- segment and region -------------------------------------------------------

    def _segment(self, metric: str) -> str:
        named = [m for m in self._named("segment", "scope") if not self._is_whole(m)]
        named = [m for m in named if m.kind == "scope" or not self.words.is_in_list(m)]
        if named and named[-1].kind == "scope":
            if self.words.between(named[-1].span.end, self.start, "metric"):
                self.said.add("segment")
                return ""
            named = [m for m in named if m.kind == "segment"]
        unknown = self._open_phrase() if self.last is not None else ""
        if (
            unknown
            and metric == (self.last.metric if self.last else "")
            and not names_a_metric(unknown)
        ):
            self.said.add("segment")
            return unknown
        if named:
            self.said.add("segment")
            return named[-1].key
        after = [m for m in self._after("segment") if self.words.adjoins(self.end, m)]
        if after:
            self.said.add("segment")
            return after[0].key
        if self.last is not None and self._continues(metric):
            return self.last.segment
        name = self.words.vocabulary.names.get(metric)
        if name is not None and name.group_wide:
            return ""
        if self.context.strict and any(
            m.key == self.context.subject for m in self._named("entity")
        ):
            return ""
        return self.context.segment

    def _is_whole(self, mention: Mention) -> bool:
        """A whole that a share is taken of ("of the group's revenue") is not the subject."""
        return mention.kind == "scope" and any(
            m.kind == "measure"
            and m.key == "share"
            and m.span.start <= mention.span.start <= m.span.end + 4
            for m in self.words.mentions
        )

    def _continues(self, metric: str) -> bool:
        """Whether this figure goes on speaking of what the one before it spoke of."""
        return self.last is not None and (self.last.metric == metric or not self._before("metric"))

    def _region(self, metric: str) -> str:
        before = self._before("region")
        after = [] if before and self.kind is not UnitKind.RANK else self._after("region")
        named = [m for m in (after[:1] or self._named("region")) if not self._is_facility(m)]
        named = [m for m in named if not self.words.is_in_list(m)]
        if named:
            self.said.add("region")
            return named[-1].key
        if self.last is not None:
            return self.last.region if self._continues(metric) else ""
        opens = self.words.between(self.words.span.start, self.start, "continues")
        return self.before.region if opens and self.before is not None else ""

    def _is_facility(self, mention: Mention) -> bool:
        """A place that names a plant (北京工廠) is no market."""
        end = mention.span.end
        return bool(self.words.between(end, min(end + 24, self.words.span.end), "facility"))

    # -- period -------------------------------------------------------------------

    def _period(self, base: bool, measure: Measure) -> Period | None:
        def free(periods: list[PeriodMention]) -> list[PeriodMention]:
            return [p for p in periods if not self._is_basis(p, measure)]

        if base and self._before("current"):
            return self.context.period
        own = free(self._periods(self.previous_end, self.start))
        own = [p for p in own if not self._belongs_to_base(p)]
        after = free(self._periods(self.end, self.after_end, loose=True))
        after = [p for p in after if not has_han(p.text)]
        if after and (not own or base or self.words.is_near(self.end, after[0].span.start)):
            own = after[:1]
        if own:
            self.said.add("period")
            return own[-1].period
        if base:
            return self._period_before()
        for binding in reversed(self.done):
            if "period" in binding.said and not binding.base:
                self.said.add("period")
                return binding.period
        opening = free(self._periods(self.words.span.start, self.start))
        opening = [p for p in opening if not self._belongs_to_base(p)]
        later = self._periods(self.end, self.words.clause_end(self.end), loose=True)
        opening = opening or [p for p in free(later) if not has_han(p.text)][:1]
        if opening:
            self.said.add("period")
            return opening[0].period
        return self.context.period

    def _periods(self, start: int, end: int, *, loose: bool = False) -> list[PeriodMention]:
        """Resolved or named periods inside `[start, end)`; `loose` takes one that only begins
        there ("over the next five years")."""
        return [
            p
            for p in self.words.periods
            if start <= p.span.start
            and (p.span.start < end if loose else p.span.end <= end)
            and not self.words.is_aside(p.span, self.start)
        ]

    def _belongs_to_base(self, period: PeriodMention) -> bool:
        """A period that stands right at the value a change starts from is that value's."""
        for binding in self.done:
            value = binding.figure.span
            if not binding.base:
                continue
            just_before = 0 <= value.start - period.span.end <= 2
            same_clause = value.end <= period.span.start < self.words.clause_end(value.end)
            if just_before or (same_clause and not has_han(period.text)):
                return True
        return False

    def _is_basis(self, period: PeriodMention, measure: Measure) -> bool:
        """A period named only as what a change is measured against."""
        return period.kind == "relative" and measure in CHANGES

    def _period_before(self) -> Period | None:
        """The period of a value that a change starts from, where the cues tell."""
        report = self.context.period
        if report is None:
            return None
        cues = {m.key for m in self.words.between(self.clause, self.words.span.end, "measure")}
        if "qoq" in cues:
            return report.previous()
        return report.previous_year() if "yoy" in cues else None

    # -- who says it --------------------------------------------------------------

    def _source(
        self, source: SourceKind, base: bool, period: Period | None, metric: str
    ) -> SourceKind:
        if source is SourceKind.OTHER:
            return source
        key = self._source_cue()
        if not key and metric in ("target_price", "upside"):
            return SourceKind.FORECAST
        if not key and self.last is not None and self._inherits_source(metric):
            was = self.last.source
            return SourceKind.TARGET if was is SourceKind.PRIOR_TARGET else was
        if key == "forecast" and self._management_speaks():
            key = "target"
        if key in ("target", "prior_target"):
            self.said.add("source")
            if base:
                revised = self.words.between(self.words.span.start, self.following, "revision")
                return SourceKind.PRIOR_TARGET if revised else SourceKind.REPORTED
            return SourceKind(key)
        if key:
            self.said.add("source")
            return SourceKind(key)
        if base:
            return SourceKind.REPORTED
        if self._before("future") and self.kind in AMOUNTS:
            return SourceKind.TARGET
        report = self.context.period
        if period and report and period.end > report.end:
            if self._before("past") and not self._before("future"):
                return SourceKind.REPORTED
            future = self.words.between(self.words.span.start, self.start, "future", "speaker")
            return SourceKind.TARGET if future else SourceKind.FORECAST
        return SourceKind.REPORTED

    def _source_cue(self) -> str:
        """The cue nearest before the figure in its clause; a target reaches further."""
        start = max(self.previous_end, self.words.clause_start(self.start))
        own = self.words.between(start, self.start, "source")
        if not own:
            wide = self.words.between(self.previous_end, self.start, "source")
            own = [m for m in wide if m.key in ("target", "prior_target")]
        if not own:
            own = [m for m in self._after("source") if self.words.adjoins(self.end, m)]
        if not own and self.last is not None and self.last.base:
            own = self.words.between(self.words.span.start, self.start, "source")
        keys = [m.key for m in own]
        if "consensus" in keys:
            return "consensus" if self.kind in AMOUNTS else ""
        return "target" if "target" in keys else keys[-1] if keys else ""

    def _inherits_source(self, metric: str) -> bool:
        assert self.last is not None
        if self.last.base:
            return self.last.source is SourceKind.PRIOR_TARGET
        foreign = self.last.source in (SourceKind.CONSENSUS, SourceKind.OTHER)
        return self.last.metric == metric and not foreign and "source" in self.last.said

    def _management_speaks(self) -> bool:
        """Whether "expects" is the management's own word here."""
        said = self.words.between(self.words.span.start, self.start, "speaker", "source")
        return any(m.kind == "speaker" or m.key == "target" for m in said)

    # -- what narrows it ----------------------------------------------------------

    def _detail(self) -> str:
        if any(
            m.key == "monthly" for m in self.words.between(self.previous_end, self.start, "detail")
        ):
            return "monthly"
        return self.bands[-1].figure.text if self.bands else ""

    def _is_band(self) -> bool:
        """A price that names a class of products ("priced at RMB 3,000 and above")."""
        if self.kind is not UnitKind.CURRENCY:
            return False
        reach = min(self.end + _BAND_REACH, self.words.span.end)
        after = [
            m
            for m in self.words.between(self.end, reach, "band", "metric")
            if m.kind == "band" or m.key == "price_band"
        ]
        if after and self.words.is_near(self.end, after[0].span.start):
            return True
        lead = Span(max(self.start - 24, self.words.span.start), self.start)
        before = self.words.between(lead.start, lead.end, "band", "metric")[-1:]
        if any(m.kind == "band" or m.key == "price_band" for m in before):
            return True
        if self.figure.qualifier is not Qualifier.AT_LEAST:
            return False
        rest = self.words.text[self.end : self.end + 6]
        return "以上" in rest and not rest.rstrip("。").endswith("以上")
