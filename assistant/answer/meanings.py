"""Questions on what a term means: a report gives the figure, not the meaning."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer.draft import Draft, Statement
from assistant.answer.find import RowFinder
from assistant.answer.state import state
from assistant.answer.workings import pattern, said
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from corpus.kpi_names import vocabulary
from corpus.script import fold

_MARKS = re.compile(r"[\s?？.。!！\"'“”「」]+")
_ARTICLES = re.compile(r"\b(?:a|an|the|term|word)\b")


def meaning(query: Query, rows: RowFinder) -> Draft | None:
    """Says that the report does not explain a term, and what figure of it there is; `None` for
    a question that asks for more than the meaning."""
    if len(query.metrics) != 1 or query.figures or query.periods or not _asks(query.question):
        return None
    language = query.language
    what = vocabulary().label(query.metrics[0], language)
    statements = [Statement(phrase("refuse_meaning", language, what=what))]
    found = rows.find(replace(query, intents=frozenset(), asks=frozenset()))
    if found:
        statements.append(Statement(phrase("nearest", language)))
        statements.append(replace(state(found[0], rows, language), bullet=True))
    return Draft(tuple(statements), "refusal", refused=True)


def _asks(question: str) -> bool:
    """Whether nothing but a term's meaning is asked for."""
    plain = fold(question)
    if said(question, "meaning"):
        return True
    lead = pattern("a_term").match(plain)
    if lead is None or not plain[: lead.end()].endswith((" a", " an")):
        return False
    rest = list(plain[lead.end() :])
    for mention in vocabulary().mentions(plain[lead.end() :]):
        if mention.kind == "metric":
            for at in range(mention.span.start, mention.span.end):
                rest[at] = " "
    return not _MARKS.sub("", _ARTICLES.sub("", "".join(rest)))
