"""What came in less what went out: stores opened and closed, and the like."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.arithmetic import levels, same_time
from assistant.answer.calculation import calculated
from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.workings import opposites, said
from assistant.check.derive import difference
from assistant.check.tolerance import comparable
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from corpus.kpi import SourceKind
from corpus.script import fold


def net_change(query: Query, rows: RowFinder) -> Draft | None:
    """The difference of two opposite flows; `None` where it is not asked for, or the report
    gives only one of them."""
    if not said(query.question, "net_of") or query.source is not None:
        return None
    plain = fold(query.question)
    for pair in opposites():
        if pair.pattern.search(plain) is None:
            continue
        bare = Query(query.question, query.language, periods=query.periods)
        ins, outs = (
            [row for row in levels(rows.find(replace(bare, metrics=(key,)), exact=True))]
            for key in pair.metrics
        )
        for one in ins:
            for other in outs:
                results = one.source is SourceKind.REPORTED and same_time(one, other)
                if results and comparable(one.figure.unit, other.figure.unit):
                    result = difference(one.figure, other.figure)
                    subject = phrase("net_change", query.language)
                    return calculated(query, rows, result, [one, other], subject)
    return None
