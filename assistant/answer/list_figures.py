"""Lists of figures: a family of metrics, the parts of a whole, businesses and their products one by
one, plans of several metrics; complete, in the order of the report, each with its own place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import PLANNED, RowFinder
from assistant.answer.list_matching import matching
from assistant.answer.plans import list_plans
from assistant.answer.ranking import shared_growth
from assistant.answer.state import quote, state, told_once
from assistant.answer.workings import families, profits, said
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import fold

_FEWEST, _MOST = 2, 16
_CALCULATES = frozenset({"plus", "minus", "times", "over", "complement", "average"})
_SPREADS = frozenset({"per_month", "per_quarter", "per_year", "per_day"})
_OPEN = frozenset({"why", "how", "when", "where", "summarise", "outlook"})


def list_figures(query: Query, rows: RowFinder) -> Draft | None:
    """The figures asked for, one a line; `None` for questions that ask for no list, and where
    the report gives fewer than two."""
    other = query.asks & (_CALCULATES | _SPREADS) or query.intents & _OPEN or query.yes_no
    if other or query.out_of_scope or _states_a_value(query):
        return None
    forecasts = _forecasts(query, rows)
    if forecasts is not None:
        return forecasts
    ways: tuple[Callable[[Query, RowFinder], Sequence[KpiRow]], ...] = (
        _family,
        _plans_of_several,
        _parts_of_whole,
        _products,
        _businesses,
        _regions,
        matching,
    )
    for way in ways:
        found = way(query, rows)
        if len(found) >= _FEWEST:
            return _listed(found, query, rows)
    return None


def _states_a_value(query: Query) -> bool:
    """Whether a question states a figure of its own, and not only how many things it asks of."""
    few = (UnitKind.COUNT, UnitKind.NUMBER)
    return any(f.unit.kind not in few or f.value > _MOST for f in query.figures)


def _listed(found: Sequence[KpiRow], query: Query, rows: RowFinder) -> Draft:
    told = [_line(row, rows, query) for row in found[:_MOST]]
    lines = [replace(line, bullet=True) for line in told_once(told)]
    return Draft(tuple(lines), "list")


def _line(row: KpiRow, rows: RowFinder, query: Query) -> Statement:
    line = state(row, rows, query.language)
    return line if row in line.rows else quote(row, rows.report, query.language)


def _plain(query: Query) -> Query:
    """A question stripped of all but what it speaks of."""
    return replace(
        query, measure=None, direction="", comparing="", intents=frozenset(), asks=frozenset(),
        unit=None, scale=query.scale * 0, bases=(), figures=(), alternatives=(),
    )  # fmt: skip


def _levels(query: Query, rows: RowFinder, *, exact: bool = True) -> list[KpiRow]:
    """Reported levels of what is asked, those of the report's own time first."""
    return [
        row
        for row in rows.find(query, exact=exact)
        if row.measure is Measure.LEVEL and row.source is SourceKind.REPORTED and rows.is_own(row)
    ]


# -- a family of metrics --------------------------------------------------------------


def _family(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The metrics that the question names together ("capital ratios"), or the several that it
    names one by one where it asks for each."""
    plain = fold(query.question)
    metrics = next((one.metrics for one in families() if one.pattern.search(plain)), ())
    if not metrics or query.segments or query.source is not None:
        return []
    if len(set(query.metrics) - set(metrics)) > 0:
        return []
    asked = replace(_plain(query), group_scope=True)
    found = [_levels(replace(asked, metrics=(key,)), rows) for key in metrics]
    return [given[0] for given in found if given]


# -- the parts of a whole -------------------------------------------------------------


def _parts_of_whole(query: Query, rows: RowFinder) -> list[KpiRow]:
    """What an amount is made of: the lines that the report gives as shares of it, or the
    businesses that it gives the same amount of."""
    if len(query.metrics) != 1 or len(query.segments) > 1 or query.entities:
        return []
    if not said(query.question, "made_of") and not said(query.question, "lines"):
        return []
    whole = query.metrics[0]
    lines = _lines_of(whole, query, rows) if not query.segments else []
    parts = _of_each(replace(_plain(query), segments=(), group_scope=False), rows)
    found = lines if len(lines) >= len(parts) else parts
    return _fastest_first(found, query, rows)


def _lines_of(whole: str, query: Query, rows: RowFinder) -> list[KpiRow]:
    """The levels of the metrics that the report gives as shares of `whole`."""
    named = vocabulary()
    found: dict[str, KpiRow] = {}
    for row in rows.table:
        if row.measure is not Measure.SHARE or row.segment or not rows.is_own(row):
            continue
        of = {m.key for m in named.mentions(row.detail) if m.kind == "metric"}
        if whole in of and row.metric != whole and row.source is SourceKind.REPORTED:
            levels = _levels(replace(_plain(query), metrics=(row.metric,), group_scope=True), rows)
            found.setdefault(row.metric, levels[0] if levels else row)
    return list(found.values())


def _fastest_first(found: list[KpiRow], query: Query, rows: RowFinder) -> list[KpiRow]:
    """`found` with what grew most first, where the question asks for that."""
    growing = "superlative" in query.asks and ("growth" in query.asks or bool(query.direction))
    if not growing and not said(query.question, "fastest"):
        return found

    def grown(row: KpiRow) -> object:
        changes = rows.fact(row).of(Measure.YOY, Measure.CHANGE)
        value = changes[0].figure.value if changes else None
        if value is None:
            return (1, 0)
        return (0, value if changes[0].direction == "down" else -value)

    return sorted(found, key=grown)  # type: ignore[arg-type]


# -- businesses and products ----------------------------------------------------------


def _businesses(query: Query, rows: RowFinder) -> list[KpiRow]:
    """Each business with the metrics asked for."""
    if not query.metrics or query.segments or query.entities or query.source is not None:
        return []
    if not said(query.question, "businesses") or "rank" in query.intents:
        return []
    plain = replace(_plain(query), group_scope=False)
    found: list[KpiRow] = []
    for metric in query.metrics:
        found += _of_each(replace(plain, metrics=(metric,)), rows)
    return found


def _products(query: Query, rows: RowFinder) -> list[KpiRow]:
    """Each product of one business ("each appliance"), those with a remark too."""
    if len(query.segments) != 1 or query.entities or query.source is not None:
        return []
    if not said(query.question, "each"):
        return []
    metrics = query.metrics
    grown = "growth" in query.asks or query.measure is Measure.YOY
    written = {m.key for m in vocabulary().mentions(query.question) if m.kind == "metric"}
    if grown and not written - {"growth_rate"}:
        metrics = shared_growth(query, rows) or metrics  # else what its growth was taken for
    if not metrics:
        return []
    query = replace(query, metrics=metrics)
    words = vocabulary()
    whole = query.segments[0]
    found = _of_each(_plain(query), rows)
    inside = [r for r in found if r.segment != whole and words.within(r.segment, whole)]
    return inside if len(inside) >= _FEWEST else []


def _regions(query: Query, rows: RowFinder) -> list[KpiRow]:
    """Each region with the metrics asked for."""
    if not query.metrics or query.regions or query.entities or query.source is not None:
        return []
    if not said(query.question, "regions") or "rank" in query.intents:
        return []
    found: list[KpiRow] = []
    for metric in query.metrics:
        asked = replace(_plain(query), metrics=(metric,), group_scope=False)
        distinct: dict[str, KpiRow] = {}
        for row in sorted(_levels(asked, rows), key=lambda row: (bool(row.detail), rows.age(row))):
            if row.region not in ("", "global") and row.segment in ("", *query.segments):
                distinct.setdefault(row.region, row)
        found += sorted(distinct.values(), key=rows.table.rows.index)
    return found


def _of_each(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The first level of each business, in the order of the report; a whole is left out where
    its parts are there."""
    words = vocabulary()
    distinct: dict[str, KpiRow] = {}
    for row in sorted(_levels(query, rows), key=lambda row: bool(row.detail)):
        if row.segment and row.region in ("", "global", *query.regions):
            distinct.setdefault(row.segment, row)
    now = [row for row in distinct.values() if rows.age(row) == _least_age(distinct.values(), rows)]
    kept = (
        [
            row
            for row in now
            if not any(o is not row and words.within(row.segment, o.segment) for o in now)
        ]
        if not query.segments
        else now
    )
    alike = [row for row in kept if comparable(row.figure.unit, kept[0].figure.unit)]
    return sorted(alike, key=rows.table.rows.index)


def _least_age(found: Iterable[KpiRow], rows: RowFinder) -> int:
    return min((rows.age(row) for row in found), default=0)


# -- plans ----------------------------------------------------------------------------


def _plans_of_several(query: Query, rows: RowFinder) -> list[KpiRow]:
    """The plan for each of several metrics; "profit" is any profit that there is a plan for."""
    if len(query.metrics) < _FEWEST or query.segments or query.source not in PLANNED:
        return []
    if query.asks & {"gap", "progress", "former"} or said(query.question, "part_done"):
        return []
    found: list[KpiRow] = []
    for metric in query.metrics:
        keys = (metric, *profits()) if metric in profits() else (metric,)
        plans = (plan for key in keys if (plan := _plan(key, query, rows)) is not None)
        first = next(plans, None)
        found += [first] if first is not None and first not in found else []
    return found


def _plan(metric: str, query: Query, rows: RowFinder) -> KpiRow | None:
    """The plan for a metric of the whole company, for the time asked about or the running year."""
    for row in rows.table:
        planned = row.source in PLANNED or metric == "target_price"
        if row.metric != metric or not planned or row.segment or not rows.is_own(row):
            continue
        if row.measure is Measure.LEVEL and _is_of_time(query, row, rows):
            return row
    return None


def _is_of_time(query: Query, row: KpiRow, rows: RowFinder) -> bool:
    if not query.periods or row.period is None or said(query.question, "full_year"):
        return True
    return any(p.start.year == row.period.start.year or p == row.period for p in query.periods)


def _forecasts(query: Query, rows: RowFinder) -> Draft | None:
    """All forecasts (or targets) where they are asked for in the plural with one metric that
    only says whose, and those of what else is named beside them."""
    if query.source is None or query.segments or not said(query.question, "each"):
        return None
    if not said(query.question, "of_earnings"):
        return None
    plans = list_plans(replace(query, metrics=()), rows)
    named = [row for key in query.metrics if (row := _plan(key, query, rows)) is not None]
    others = [row for row in named if plans is None or not _tells(plans, row)]
    lines = list(plans.statements) if plans is not None else []
    lines += [replace(_line(row, rows, query), bullet=True) for row in others]
    return Draft(tuple(lines), "list") if len(lines) >= _FEWEST else None


def _tells(plans: Draft, row: KpiRow) -> bool:
    return any(row in statement.rows for statement in plans.statements)
