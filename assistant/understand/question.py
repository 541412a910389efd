"""A question to a query: what is asked, of what, for when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.results import Turn
from assistant.understand.follow_up import follow
from assistant.understand.query import Query
from assistant.understand.read_question import read_question
from assistant.understand.typos import mended
from corpus.kpi_names import Matcher
from corpus.period import Period
from corpus.script import Language, detect_language, has_han

__all__ = ["Query", "understand"]


def understand(
    question: str,
    history: Sequence[Turn] = (),
    *,
    period: Period | None = None,
    currency: str = "",
    subject: str = "",
    names: Matcher | None = None,
) -> Query:
    """Read `question` in the light of the turns before it.

    `period`, `currency` and `subject` are the report's; they resolve "last year" and a bare
    "$", and tell the report's own company from others. `names` finds the names that the report
    has and the vocabulary has not.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    default_chinese: Language = "zh-Hant"
    for earlier in asked:
        if has_han(earlier):
            default_chinese = detect_language(earlier, default_chinese=default_chinese)
    before: list[Query] = []
    for earlier in asked:
        query = read_question(earlier, period, currency, default_chinese, names)
        query = follow(query, before, subject, period)
        if not (query.out_of_scope or query.small_talk):  # "thanks" leaves the thread as it was
            before.append(query)
    query = read_question(question, period, currency, default_chinese, names)
    put_right = mended(question, query)
    if put_right != question:
        query = read_question(put_right, period, currency, default_chinese, names)
        query = replace(query, question=question)
    return follow(query, before, subject, period)
