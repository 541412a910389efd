"""What a question takes for granted of one thing: its size, its way, its profit, its plan."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from assistant.answer.change import is_before, moved
from assistant.answer.compute_parts import part_and_whole, share_of_whole
from assistant.answer.compute_plans import plan_and_actual
from assistant.answer.draft import Statement
from assistant.answer.find import COMPANIONS, RowFinder
from assistant.answer.look_up import richest
from assistant.answer.state import is_record, quote, state
from assistant.answer.stated_figures import Finding
from assistant.understand.query import Query
from assistant.understand.read_question import question_words
from assistant.words.lists import listed, word_file
from corpus.kpi import KpiRow, Measure
from corpus.kpi_names import vocabulary
from corpus.script import fold

_CLAUSE = re.compile(r"[,;，；。]\s?")
_GAINS = ("net_profit", "adjusted_net_profit", "operating_profit", "profit_before_tax")
_LOSSES = ("net_loss", "operating_loss", "loss_per_unit")


def part(query: Query, rows: RowFinder) -> Finding | None:
    """Whether a business or region is half (a third …) of the whole, or more or less."""
    plain = fold(query.question)
    named = next((part for part, words in _parts() if any(word in plain for word in words)), None)
    if not query.yes_no or named is None or not (query.segments or query.regions):
        return None
    if "growth" in query.asks or query.measure in COMPANIONS:
        return None  # "did it grow by more than half?"
    asked = replace(query, metrics=query.metrics or ("revenue",), comparing="", figures=())
    asked = replace(asked, measure=Measure.SHARE, intents=frozenset(), group_scope=False)
    found = [r for r in rows.find(asked) if r.measure is Measure.SHARE and not r.figure.is_range]
    if found:
        share = found[0].figure.value
        statements: tuple[Statement, ...] = (state(found[0], rows, query.language),)
    else:
        pair = part_and_whole(asked, rows)
        drafted = share_of_whole(asked, rows)
        if pair is None or drafted is None:
            return None
        share = pair[0].figure.value / pair[1].figure.value * 100
        statements = drafted.statements
    below = query.comparing == "down" or query.direction == "down"
    return Finding(share < named if below else share >= named, statements)


@cache
def _parts() -> tuple[tuple[Decimal, tuple[str, ...]], ...]:
    words = word_file("lists")["parts"]
    worth = {"half": Decimal(50), "third": Decimal(100) / 3, "quarter": Decimal(25)}
    return tuple((worth[key], tuple(fold(word) for word in words[key])) for key in worth)


def reached(query: Query, rows: RowFinder) -> Finding | None:
    """Whether a result has reached its plan."""
    plain = fold(query.question)
    if not query.yes_no or not query.metrics or query.figures:
        return None
    if not any(word in plain for word in listed("reached")):
        return None
    pair = plan_and_actual(query, rows)
    if pair is None:
        return None
    plan, actual = pair
    low_is_good = getattr(vocabulary().names.get(plan.metric), "good", "") == "down"
    above = actual.figure.value >= plan.figure.value
    reached = actual.figure.value <= plan.figure.value if low_is_good else above
    shown = tuple(state(row, rows, query.language) for row in (actual, plan))
    return Finding(reached, tuple(dict.fromkeys(shown)))


def moved_so(query: Query, rows: RowFinder) -> Finding | None:
    """Whether the stated change goes the way the question says."""
    if not query.metrics or not query.direction:
        return None
    if "superlative" in query.asks and "growth" not in query.asks:
        return None  # "is it the lowest?": a place among others, no change
    several = max(len(query.segments), len(query.regions), len(query.entities)) > 1
    bound = bool(query.figures) and "moved" not in query.asks  # "fell below" is a change as well
    if query.comparing and (bound or several or "compare" in query.intents):
        return None  # "less than 800 million", "higher than the other": no change
    if not query.yes_no and "why" not in query.intents and "presumes" not in query.asks:
        return None
    found = rows.find(query)
    if not found:
        return None
    row = richest(found, rows)
    wanted = wanted_direction(query, row)
    changes = [r for r in rows.fact(row).rows if r.measure in COMPANIONS and r.direction]
    if query.measure in (Measure.YOY, Measure.QOQ):
        changes = [r for r in changes if r.measure is query.measure] or changes
    if changes:
        holds = changes[0].direction == wanted
        return Finding(holds, (state(row, rows, query.language),), row=row)
    before = [one for one in rows.table if is_before(one, row)]
    way = "" if before else told_way(row, rows)
    if way and way != wanted:
        return Finding(False, (quote(row, rows.report, query.language),), row=row)
    if way and query.yes_no:
        return Finding(True, (quote(row, rows.report, query.language),), row=row)
    if not before or row.measure is not Measure.LEVEL or row.figure.is_range:
        return None
    latest = max(before, key=lambda one: str(one.period))
    went = "up" if row.figure.value > latest.figure.value else "down"
    told = moved(latest, row, rows, query.language)
    both = (state(row, rows, query.language), state(latest, rows, query.language))
    return Finding(went == wanted, both if told is None else (told,), row=row)


def told_way(row: KpiRow, rows: RowFinder) -> str:
    """The way that a level went in the words of its own clause ("recovered to 18.8%"); "" where
    they tell none, or several."""
    ways: set[str] = set()
    for place in row.places[:1]:
        edition = next(e for e in rows.report.editions if e.language == place.language)
        number = edition.paragraph_at(place.span.start)
        paragraph = edition.paragraphs[number]
        before = _CLAUSE.split(edition.text[paragraph.start : place.span.start])[-1]
        after = _CLAUSE.split(edition.text[place.span.end : paragraph.end])[0]
        for text in (before, after):
            found = (*vocabulary().mentions(text), *question_words().mentions(text))
            ways |= {m.key for m in found if m.kind in ("direction", "growth")}
    ways &= {"up", "down"}
    return next(iter(ways)) if len(ways) == 1 else ""


def wanted_direction(query: Query, row: KpiRow) -> str:
    """The way the figure goes if the question is right: a bad-loan ratio that improves falls."""
    name = vocabulary().names.get(row.metric)
    plain = fold(query.question)
    judged = any(word in plain for word in listed("better_or_worse"))
    turns = judged and name is not None and name.good == "down"
    return {"up": "down", "down": "up"}[query.direction] if turns else query.direction


def earning(query: Query, rows: RowFinder) -> Finding | None:
    """Whether a business earns money or loses it, by what the report gives of it."""
    if query.asks & {"other_base", "below_expectation"}:
        return None  # whether it met what was expected, not whether it earned
    presumed = "why" in query.intents or "presumes" in query.asks
    if not (query.yes_no or presumed) or query.source is not None:
        return None
    if query.comparing or query.figures or (presumed and query.direction):
        return None
    if set(query.metrics) - {*_GAINS, *_LOSSES} or "record" in query.asks:
        return None
    told = query.asks & {"gaining", "losing"}
    if not told and (not query.metrics or query.direction):
        return None
    asks_of_gain = "gaining" in told or (not told and query.metrics[0] in _GAINS)
    for metrics, gains in ((_GAINS, True), (_LOSSES, False)):
        asked = replace(query, metrics=metrics, measure=None, direction="", alternatives=())
        found = [row for row in rows.find(asked, exact=True) if row.measure is Measure.LEVEL]
        if found:
            holds = gains is asks_of_gain
            return Finding(holds, (state(found[0], rows, query.language),))
    return None


def there(query: Query, rows: RowFinder) -> Finding | None:
    """Whether there is a target, a forecast or a record of what is named."""
    if not query.yes_no or not query.metrics or query.figures or query.direction:
        return None
    record = "record" in query.asks
    if not record and (query.source is None or "exists" not in query.asks):
        return None
    found = rows.find(query)
    if not found:
        return None
    if not record:
        return Finding(True, (state(found[0], rows, query.language),))
    if not is_record(found[0], rows.report):
        return None
    return Finding(True, (quote(found[0], rows.report, query.language),))
