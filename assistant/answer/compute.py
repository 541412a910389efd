"""Computations by declared formulas, each operand cited, the result checked like any figure."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.arithmetic import arithmetic, by_formula
from assistant.answer.change import changed
from assistant.answer.compute_before import compute_before
from assistant.answer.compute_parts import (
    at_home,
    by_share,
    rest_of_world,
    share_of_several,
    share_of_whole,
    sum_of_segments,
)
from assistant.answer.compute_per import per_one
from assistant.answer.compute_periods import of_periods
from assistant.answer.compute_plans import toward_plan
from assistant.answer.compute_rates import (
    absolute_change,
    annualised,
    average_over_time,
    remainder,
    whole_less_part,
)
from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.state import told_once
from assistant.understand.query import Query


def compute(query: Query, rows: RowFinder) -> Draft | None:
    """A figure that the report does not state but that follows from those it does; `None`
    when it states it, or when no formula leads there."""
    if not query.metrics:
        return None
    for way in (
        per_one,
        toward_plan,
        average_over_time,
        annualised,
        sum_of_segments,
        whole_less_part,
        remainder,
        of_periods,
        compute_before,
        rest_of_world,
        at_home,
        by_share,
        share_of_several,
        share_of_whole,
        by_formula,
        arithmetic,
        changed,
        absolute_change,
    ):
        drafted = way(query, rows)
        if drafted is not None:
            return replace(drafted, statements=told_once(drafted.statements))
    return None
