"""Comparisons, calculations and lists that a question asks for by its words, tried before it is
taken for a look-up or for something it states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answer.compare_growth import EITHER_OR, compare_growth
from assistant.answer.compare_peers import compare_peers
from assistant.answer.compare_times import compare_times
from assistant.answer.compute_before import compute_before
from assistant.answer.compute_net import net_change
from assistant.answer.compute_plans import toward_plan
from assistant.answer.compute_rates import average_over_time
from assistant.answer.compute_revised import revised_by
from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.list_figures import list_figures
from assistant.answer.ranking import rank
from assistant.answer.state import told_once
from assistant.answer.workings import said
from assistant.understand.query import Query
from corpus.script import fold

Way = Callable[[Query, RowFinder], Draft | None]
_REASONS = frozenset({"why", "when", "where"})
_SUPPOSES = frozenset({"presumes"})


def worked(query: Query, rows: RowFinder) -> Draft | None:
    """The first of the ways that the question's words ask for; `None` where they ask for none,
    or where the report gives too little for it."""
    if "rank" in query.intents and said(query.question, "regions"):
        return rank(query, rows)
    supposes = query.asks & _SUPPOSES and not said(query.question, "every_figure")
    if query.out_of_scope or query.intents & _REASONS or supposes:
        return None
    if query.yes_no and EITHER_OR.search(fold(query.question)) is not None:
        query = replace(query, yes_no=False, intents=query.intents - {"verify"})
    for way in _ways(query):
        drafted = way(query, rows)
        if drafted is not None:
            return replace(drafted, statements=told_once(drafted.statements))
    if query.figures and not query.yes_no:
        return average_over_time(query, rows)
    return compute_before(query, rows) if said(query.question, "worked_back") else None


def _ways(query: Query) -> list[Way]:
    """The ways to try, the surest first; for a yes or a no those that tell which it is."""
    if not query.yes_no:
        return [
            compare_growth,
            net_change,
            revised_by,
            toward_plan,
            list_figures,
            compare_peers,
            compare_times,
        ]
    ways: list[Way] = [compare_growth] if query.comparing else []
    return [*ways, compare_peers] if not query.figures and _weighs(query) else ways


def _weighs(query: Query) -> bool:
    """Whether a yes or no is asked of how the company stands to others not named."""
    return said(query.question, "peers") and bool(query.comparing)
