"""What a question on the agreement of figures asks: of all, or of one relation and which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.answer.metric_links import related
from assistant.audit.audit_facts import words
from assistant.audit.audit_finding import Relation
from assistant.audit.audit_tie import Tie
from assistant.check.guard import same_period
from assistant.check.tolerance import Match, match
from assistant.understand.query import Query
from corpus.figure import Figure, Qualifier, Unit, UnitKind
from corpus.kpi import KpiRow, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import fold, has_han

_SEVERAL = 3
_A_FEW = 12  # "the three divisions": how many parts, not a figure of the report
_TIMES = ("year", "quarter", "month", "week", "day")
_WHOLE_ONLY = (Relation.PARTS_GROWTH, Relation.LABEL, Relation.TARGET_PRICE)
_OTHERS = (SourceKind.CONSENSUS, SourceKind.FORECAST)


@dataclass(frozen=True, slots=True)
class Asked:
    """`reckoned` where only one figure's working out is asked of, `sums` of parts and a whole,
    `against` where the question expects that figures do not agree. `figures` are those that it
    states of the report, `parts` how many parts it speaks of; `now` is the report's period."""

    query: Query
    reckoned: bool
    sums: bool
    against: bool
    figures: tuple[Figure, ...]
    parts: int
    now: Period | None = None
    few: tuple[Figure, ...] = ()

    @property
    def named(self) -> bool:
        """Whether something narrows it; else the whole report is meant."""
        query = self.query
        return bool(query.metrics or query.segments or query.regions or self.figures or self.sums)


def asked_of(query: Query, now: Period | None) -> Asked | None:
    """What the question asks of the agreement of figures; `None` where it asks something else."""
    plain = fold(query.question).replace("’", "'")
    if says(plain, "unless") or "other_base" in query.asks:
        return None
    against, things = says(plain, "against"), says(plain, "things")
    wide = says(plain, "wide") or (things and says(plain, "loose"))
    reckoned = says(plain, "reckoned")
    works = query.yes_no and says(plain, "working") and says(plain, "equals")
    adds = says(plain, "adding") and says(plain, "equals")
    sums = query.yes_no and (says(plain, "sums") or adds) and not works and not query.comparing
    few = [f for f in query.figures if _is_few(f)]
    stated = [f for f in query.figures if f not in few and f.unit.code not in _TIMES]
    several = len(stated) > 1  # "75,869 times 6,590": no multiple
    figures = tuple(_as_number(f) if several and works else f for f in stated)
    if not (wide or reckoned or sums or works):
        return None
    if not (figures or query.yes_no or against or reckoned):
        return None
    parts = int(few[0].value) if few else 0
    alone = not (wide or sums or works)
    asked = Asked(query, alone, sums, against, figures, parts, now, tuple(few))
    everywhere = things or says(plain, "everywhere")
    return asked if asked.named or everywhere or (wide and not query.content) else None


def _as_number(figure: Figure) -> Figure:
    multiple = figure.unit.kind is UnitKind.MULTIPLE
    return replace(figure, unit=Unit(UnitKind.NUMBER)) if multiple else figure


def implied(query: Query, now: Period | None) -> Asked | None:
    """A question for a yes or a no that states so many figures that they may follow from one
    another, without a word that says so."""
    figures = tuple(f for f in query.figures if f.unit.code not in _TIMES and not f.is_range)
    if not query.yes_no or len(figures) < _SEVERAL:
        return None
    return Asked(query, True, False, False, figures, 0, now)


def _is_few(figure: Figure) -> bool:
    whole = figure.value == figure.value.to_integral_value()
    counted = figure.unit.kind in (UnitKind.COUNT, UnitKind.NUMBER) and whole
    return counted and 1 < figure.value <= _A_FEW and not figure.is_range


def says(plain: str, key: str) -> bool:
    """Whether a folded question has one of the cues of `key`."""
    latin, han = _cues(key)
    return latin.search(plain) is not None or any(word in plain for word in han)


@cache
def _cues(key: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    listed = [fold(word) for word in words()["asked"][key]]
    latin = "|".join(re.escape(word) for word in listed if not has_han(word))
    return re.compile(rf"(?<![a-z0-9])(?:{latin})(?![a-z0-9])"), tuple(filter(has_han, listed))


def chosen(asked: Asked, ties: Sequence[Tie]) -> list[Tie]:
    """The relation that is asked of, or those of equal standing; empty where there is none."""
    ranked = [(score, tie) for tie in ties if (score := _score(asked, tie)) is not None]
    if not ranked:
        return []
    best = max(score for score, _ in ranked)
    return [tie for score, tie in ranked if score == best]


def _score(asked: Asked, tie: Tie) -> tuple[int, ...] | None:
    """How well a relation is the one asked of, the higher the better; `None` where it is not."""
    query, rows, kind = asked.query, tie.rows, tie.finding.kind
    if (asked.reckoned or asked.sums) and kind in _WHOLE_ONLY:
        return None
    if asked.sums and kind is not Relation.PARTS and not asked.figures:
        return None
    stated = [any(meant(figure, row) for row in rows) for figure in asked.figures]
    leads = any(meant(figure, rows[0]) for figure in asked.figures)
    if asked.figures and not (all(stated) or (leads and asked.reckoned)):
        return None
    if asked.reckoned and len(asked.figures) == 1 and not leads:
        return None
    wanted = {*query.metrics, *(key for one in query.metrics for key in related(one))}
    covered = len({row.metric for row in rows} & wanted)
    if query.metrics and not (covered or (asked.figures and all(stated))):
        return None
    if not asked.figures and len(query.metrics) > 1 and covered < 2 and not asked.sums:
        return None
    places, time = _covers(rows, query), _of_time(rows[0], asked)
    if places is None or time is None or not _same_side(rows[0], query):
        return None
    summed = asked.sums or asked.parts
    parts = not summed or kind is Relation.PARTS, not asked.parts or len(rows) - 1 == asked.parts
    usual = rows[0].metric in wanted or not wanted
    fits = (sum(stated), int(leads), *map(int, parts))
    return (*fits, covered, places, time, int(usual), int(tie.kept or not asked.sums))


def meant(figure: Figure, row: KpiRow) -> bool:
    """Whether a figure of the question is that of a row, its bound apart; a bare number can be
    one as the report writes it, whose unit is elsewhere (22.8 in a column of 億港元)."""
    bare = replace(figure, qualifier=Qualifier.EXACT)
    own = replace(row.figure, qualifier=Qualifier.EXACT)
    if match(bare, own) is not Match.DIFFERENT:
        return True
    plain = figure.unit.kind is UnitKind.NUMBER and figure.scale == 1 and not figure.is_range
    return plain and figure.value == own.value / row.figure.scale


def _covers(rows: Sequence[KpiRow], query: Query) -> int | None:
    """How many of the businesses and regions named a relation has; `None` for one of others."""
    within = vocabulary().within
    businesses = {
        asked
        for asked in query.segments
        if any(row.segment == asked or within(row.segment, asked) for row in rows)
    }
    regions = {row.region for row in rows} & set(query.regions)
    if (query.segments and not businesses) or (query.regions and not regions):
        return None
    extra = any(row.segment for row in rows) and not query.segments
    return 2 * (len(businesses) + len(regions)) - int(extra)


def _of_time(row: KpiRow, asked: Asked) -> int | None:
    """How near a figure's period is to the one asked about, else to the report's."""
    periods = asked.query.periods or ((asked.now,) if asked.now is not None else ())
    if row.period is None or not periods:
        return 0
    if any(same_period(period, row.period) for period in periods):
        return 2
    if any(period.contains(row.period) for period in periods):
        return 1
    return None if asked.query.periods else 0


def _same_side(row: KpiRow, query: Query) -> bool:
    """Whether it is said by the side and of the company that the question speaks of."""
    if query.entities and row.entity and row.entity not in query.entities:
        return False
    if query.source is not None:
        return row.source is query.source
    return row.source not in _OTHERS or not query.metrics
