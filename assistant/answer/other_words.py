"""A question that nothing else answers, by the sentence of the report that is meant.

"How full does that plant run?" names no metric that the vocabulary knows, and the report speaks of
its capacity utilisation. Where no rule has an answer, the sentence likeliest to be meant is quoted,
if it is likely enough and nothing that was understood of the question speaks against it: another
business, another time, another measure, a plan where a result is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.asked import has_asked_figure
from assistant.answer.draft import Draft, Statement
from assistant.answer.explain import names_somebody
from assistant.answer.find import PLANNED
from assistant.answer.meant import Meant
from assistant.answer.overview import left_over
from assistant.answer.passages import PassageFinder
from assistant.answer.reasons import gives_reason_or_purpose, has_reason
from assistant.answer.report_lines import Line
from assistant.understand.plain_words import naming_words
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from corpus.kpi import KpiTable, Measure
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.read.read_periods import read_periods
from corpus.report import Report
from corpus.script import fold, to_script

# How likely a sentence has to be. Of questions for a figure that are not wholly understood, 66% of
# the right sentences, 22% of the wrong ones and 16% of those on what no report gives reach 0.4.
_LIKELY = 0.42  # to give the figure asked for
_OPEN_LIKELY = 0.35  # to give a reason, a way, things named: nearly always on the same matter
_LIKELIER = 0.6  # where the names are all understood and the table still has no such row
_SURER = 0.5  # to give a figure although a word of the question is on something else
_OPEN = frozenset({"why", "how", "who", "where", "when", "which_things", "list"})
_PART = re.compile(r"[;；]")
_NUMBER = re.compile(r"\d[\d,]{2,}")
_CLAUSE = re.compile(r"[,;:，；：、。](?!\d)")
_CHANGES = {Measure.YOY: "yoy", Measure.QOQ: "qoq"}


def in_other_words(
    query: Query, draft: Draft, report: Report, table: KpiTable, passages: PassageFinder
) -> Draft:
    """`draft`, or where it is a refusal for want of a fact, the sentence that is meant."""
    if not draft.refused or draft.intent != "refusal" or query.out_of_scope or query.convert:
        return draft
    least = _least(query, table)
    if least is None:
        return draft
    for one in passages.meant.find(query):
        if one.likely >= least and not _speaks_against(query, one, report):
            told = _with_reason(query, one, passages)
            if told:
                return _quoted(told, query, passages)
    return draft


def _with_reason(query: Query, one: Meant, passages: PassageFinder) -> list[Line]:
    """The sentence, and for a reason that it does not give the next one where that does; none
    where neither does."""
    changes = bool(query.direction) or "growth" in query.asks or "metrics" in query.inherited
    gives = has_reason if changes else gives_reason_or_purpose
    if "why" not in query.intents or any(map(gives, one.line.texts)):
        return [one.line]
    after = passages.meant.next_line(one.line)
    if after is not None and any(map(gives, after.texts)):
        return [one.line, after]
    return []


def _quoted(lines: Sequence[Line], query: Query, passages: PassageFinder) -> Draft:
    """The sentences as an answer, in the edition to be read; one that announces a list, with it."""
    edition = passages.report.edition(query.language)
    told = [line.read_in(edition.language) for line in lines]
    place, text = told[-1]
    if text.endswith((":", "：")):
        own = next(e for e in passages.report.editions if e.language == place.language)
        items = passages.items_after(own, own.paragraph_at(place.span.start))
        told += [(item, item.span.of(own.text)) for item in items]
    foreign = place.language[:2] != query.language[:2]
    statements = [Statement(phrase("own_words", query.language))] if foreign else []
    for number, (where, words) in enumerate(told):
        plain = " ".join(words.split())
        shown = plain if foreign else to_script(plain, query.language)
        statements.append(Statement(shown, places=(where,), bullet=number >= len(lines)))
    return Draft(tuple(statements), "explain")


def _least(query: Query, table: KpiTable) -> float | None:
    """How likely a sentence has to be; `None` where all was understood and the report has no
    such fact, so that another sentence could only be on something else."""
    if query.intents & _OPEN:
        return _OPEN_LIKELY
    known = vocabulary().names
    plain = [metric for metric in query.metrics if metric in known]
    curated = any(row.curated for row in table.rows[:1])
    if plain and query.things and curated:
        return None  # a part of what the report gives as a whole
    if not plain or left_over(query):
        return _LIKELY
    opened = len(plain) < len(query.metrics) or any(s not in known for s in query.segments)
    return _LIKELIER if opened and not curated else None


def _speaks_against(query: Query, one: Meant, report: Report) -> bool:
    """Whether something that was understood of the question is otherwise in the sentence."""
    if one.measures.absent and (one.likely < _SURER or not query.intents & {"why", "how"}):
        return True  # a way or a reason can be told without the metric that a word is taken for
    if one.measures.kind < 0.5 and not query.intents - {"verify"}:
        return True
    if "who" in query.intents and not names_somebody(one.line.text, query, report):
        return True
    return (
        _is_of_other_time(query, one, report)
        or _is_other_change(query, one)
        or _is_planned(query, one)
        or _is_apart_from_product(query, one)
        or _is_elsewhere(query, one)
        or _is_scattered(query, one)
        or _is_of_nothing_named(query, one)
        or _has_other_number(query, one)
    )


def _is_elsewhere(query: Query, one: Meant) -> bool:
    """Whether the sentence speaks of another country or region than the one asked about."""
    words = vocabulary()
    regions = {m.key for m in words.mentions(query.question) if m.kind == "region"}
    regions |= set(query.regions)
    said = [m.key for t in one.line.texts for m in words.mentions(t) if m.kind == "region"]

    def meet(asked: str, told: str) -> bool:
        return asked == told or words.within(asked, told) or words.within(told, asked)

    apart = not any(meet(asked, told) for asked in regions for told in said)
    return bool(regions and said) and apart


def _is_scattered(query: Query, one: Meant) -> bool:
    """Whether what is asked of, and a figure of the kind, stand in different parts of a sentence
    that has several, with semicolons."""
    parts = _PART.split(one.line.text)
    if query.intents & _OPEN or len(parts) < 2:
        return False
    asked = (*query.segments, *query.metrics)
    return not any(
        has_asked_figure(query, part) and all(_names(key, part) for key in asked) for part in parts
    )


def _names(key: str, text: str) -> bool:
    """Whether a text names a key of the vocabulary, or has an open name in it."""
    return fold(key) in fold(text) or any(m.key == key for m in vocabulary().mentions(text))


def _is_of_nothing_named(query: Query, one: Meant) -> bool:
    """Whether a figure is asked for and none of the words that name something is met in a
    sentence of the question's own language, or one is not in a sentence none too likely."""
    own = any(place.language[:2] == query.language[:2] for place in one.line.places)
    asks_figure = not query.intents & _OPEN
    if not asks_figure or not one.missing:
        return False
    off = bool(set(one.missing) & set(naming_words(query.content)))
    return (own and len(one.missing) == one.named) or (off and one.likely < _SURER)


def _has_other_number(query: Query, one: Meant) -> bool:
    """Whether a number of the question ("above 6,000") is not in the sentence."""
    said = {number for text in one.line.texts for number in _numbers(text)}
    asked = _numbers("".join(query.question.split()))
    return not query.yes_no and any(number not in said for number in asked - _times(query))


def _numbers(text: str) -> set[str]:
    return {found.replace(",", "") for found in _NUMBER.findall(fold(text))}


def _times(query: Query) -> set[str]:
    """The numbers of a question that date it."""
    return {number for number in _numbers(query.question) if query.said_period or len(number) < 3}


def _is_of_other_time(query: Query, one: Meant, report: Report) -> bool:
    if query.unknown_period and not query.periods:
        return True
    if not query.periods:
        return False
    said = [
        mention.period
        for text in one.line.texts
        for mention in read_periods(text, anchor=report.period)
        if mention.period is not None
    ]
    if not said and report.period is not None and not query.intents & _OPEN:
        said = [report.period]
    return bool(said) and not any(_meet(asked, told) for asked in query.periods for told in said)


def _meet(asked: Period, told: Period) -> bool:
    return asked.contains(told) or told.contains(asked)


def _is_other_change(query: Query, one: Meant) -> bool:
    """Year on year where quarter on quarter is asked for, or the other way round."""
    if query.measure not in _CHANGES:
        return False
    said = {m.key for text in one.line.texts for m in vocabulary().mentions(text)}
    wanted = _CHANGES[query.measure]
    return wanted not in said and bool(said & set(_CHANGES.values()))


def _is_planned(query: Query, one: Meant) -> bool:
    """A plan, where a result is asked for in so many words."""
    plain = fold(query.question)
    if query.source in PLANNED or not any(word in plain for word in ("actual", "实际")):
        return False
    planned = {source.value for source in PLANNED}
    return any(m.key in planned for text in one.line.texts for m in vocabulary().mentions(text))


def _is_apart_from_product(query: Query, one: Meant) -> bool:
    """Whether the figure of the sentence stands in another clause than the product asked about
    ("models above 6,000, and an ecosystem with the X1")."""
    known = vocabulary().names
    products = {key for key in query.segments if key in known and known[key].parent}
    if not products or query.intents or not read_figures(one.line.text):
        return False
    if {m.key for m in vocabulary().mentions(one.line.title)} & products:
        return False
    for clause in _CLAUSE.split(one.line.text):
        named = {m.key for m in vocabulary().mentions(clause)}
        if named & products and has_asked_figure(query, clause):
            return False
    return True
