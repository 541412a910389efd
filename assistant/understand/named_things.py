"""What a question names that stands for no slot, and whether the report speaks of it.

"Revenue from satellites" asks for the revenue of satellites. Where the report has none, that is
what must be said: the whole company's revenue would be the answer to another question.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from assistant.answer.find import RowFinder
from assistant.answer.word_support import holds, pairs_held
from assistant.understand.query import Query
from assistant.understand.synonyms import synonyms
from corpus.figure import Span
from corpus.kpi import KpiRow, SourceKind
from corpus.kpi_names import Mention, vocabulary
from corpus.report import Place
from corpus.script import fold, has_han
from corpus.sentences import sentence_spans

_FILE = Path(__file__).parents[1] / "words" / "things.toml"
_LATIN = re.compile(r"[a-z0-9][a-z0-9.&/-]*[a-z0-9]|[a-z0-9]")
_NAME = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9-]{2,24}(?![a-z0-9])")
_HAN = re.compile(r"[\u3400-\u9fff]{2,8}")
_NUMBER = re.compile(r"\s?(?:\d{1,3}[A-Za-z]{0,3}|[A-Z]{1,3}\d{1,2})(?:'s|’s)?\s?")
_LINKS = ("", "'s", "’s")
_NO_METRICS = frozenset({"growth_rate"})
_ASKING = frozenset("哪谁几咩乜什边点怎多")
_EFFECT = ("impact of", "effect of", "impact on", "effect on", "influence of", "影响")
_NUMERALS = frozenset("一二三四五六七八九十两几每")
_OPEN = frozenset({"why", "how", "who", "when", "where", "which_things", "summarise", "outlook"})
_DEFINES = re.compile(
    r"^(?:what(?: is|'s|’s| are)|define|explain|meaning of)\b"
    r"|(?:是什么|是咩|系咩|系乜)|(?:什么|咩|乜)(?:叫|是|系)"
)
_SPENT_ON = r"\b(?:on|for|into) (?:the |its |new |own )?"
_GAP = 4  # characters of stop words between a Chinese thing and its metric
_HELD = 0.5  # the part of a Chinese thing's pairs that must stand in the text
_SHORTEST = 3
_MOST = 4  # things of one question


@cache
def _words() -> dict[str, frozenset[str]]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        key: frozenset(fold(word) for word in text.split())
        for key, text in data.items()
        if isinstance(text, str)
    }


def things_of(
    question: str,
    names: Sequence[Mention],
    taken: Sequence[Span],
    stop: frozenset[str],
    stop_han: Sequence[str],
) -> tuple[str, ...]:
    """The words of `question` that narrow its metric and stand for no slot, as written.

    `names` are its metrics and businesses, `taken` the places of all else that is understood,
    `stop` and `stop_han` words without meaning of their own.
    """
    own = [m for m in names if m.kind in ("metric", "segment") and m.key not in _NO_METRICS]
    if not any(m.kind == "metric" for m in own):
        return ()
    spans = [*(m.span for m in names), *taken]
    numbered = _numbered(question, names, own, taken)
    if numbered:
        return numbered
    headed = _headed(question, own, spans, stop)
    if headed:
        return headed
    if has_han(question):
        return _chinese(question, own, spans, stop_han)
    return _english(question, own, spans, stop)


def _numbered(
    question: str, names: Sequence[Mention], own: Sequence[Mention], taken: Sequence[Span]
) -> tuple[str, ...]:
    """A company's or a business's name with a number that the vocabulary has not ("X 14")."""
    starts = {m.span.start for m in own}
    for name in names:
        if name.kind in ("entity", "segment"):
            number = _NUMBER.match(question, name.span.end)
            if number is None or any(span.overlaps(Span(*number.span())) for span in taken):
                continue
            if number.end() in starts:
                return (question[name.span.start : number.end()].strip(),)
    return ()


def _headed(
    question: str, own: Sequence[Mention], taken: Sequence[Span], stop: frozenset[str]
) -> tuple[str, ...]:
    """What a metric's word only qualifies, where a question asks what it is ("profit cow")."""
    plain = fold(question)
    if _DEFINES.search(plain) is None:
        return ()
    for name in own:
        noun = _NAME.match(plain, name.span.end + 1)
        last = noun is not None and not _LATIN.search(plain, noun.end())
        if noun is None or not last or noun.group() in stop or not names_a_thing(noun.group()):
            continue
        if not any(span.overlaps(Span(*noun.span())) for span in taken):
            return (question[noun.start() : noun.end()],)
    return ()


def names_a_thing(word: str) -> bool:
    """Whether a word that stands for no slot can name something: not a number, not an idle one."""
    plain = fold(word)
    if has_han(plain):
        for idle in sorted(_words()["idle_zh"], key=len, reverse=True):
            plain = plain.replace(idle, "")
        return len(plain) > 1 and not (_NUMERALS | _ASKING) & set(plain)
    known = plain in _words()["idle_en"] | _words()["heads"] or plain.endswith("ly")
    return len(plain) >= _SHORTEST and plain[:1].isalpha() and not known


def _english(
    question: str, own: Sequence[Mention], taken: Sequence[Span], stop: frozenset[str]
) -> tuple[str, ...]:
    plain = fold(question)
    words = _words()
    tokens = [Span(*found.span()) for found in _LATIN.finditer(plain)]

    def unknown(span: Span) -> bool:
        word = span.of(plain)
        idle = word in stop or word in words["idle_en"] or word.endswith("ly")
        named = len(word) > 1 and word.isalpha() and span.of(question).isupper()  # "AI"
        letters = named or (len(word) >= _SHORTEST and word[0].isalpha())
        return letters and not idle and not any(span.overlaps(t) for t in taken)

    effect = any(phrase in plain for phrase in _EFFECT)

    found: list[str] = []
    at = 0
    while at < len(tokens):
        if not unknown(tokens[at]):
            at += 1
            continue
        end = at
        while end + 1 < len(tokens) and unknown(tokens[end + 1]) and _joined(plain, tokens, end):
            end += 1
        after = end + 1
        while after < len(tokens) and tokens[after].of(plain) in words["heads"]:
            after += 1
        joined = after < len(tokens) and _gap(plain, tokens, after - 1).strip(" -") in _LINKS
        follower = next((m for m in own if joined and m.span.start == tokens[after].start), None)
        if follower is not None:
            last = follower.span if follower.kind == "segment" else tokens[after - 1]
            found.append(question[tokens[at].start : last.end])
        elif effect or _is_of(plain, tokens, at, own, words):
            found.append(question[tokens[at].start : tokens[after - 1].end])
        at = end + 1
    return tuple(dict.fromkeys(found))[:_MOST]


def _joined(plain: str, tokens: Sequence[Span], at: int) -> bool:
    return not _gap(plain, tokens, at).strip()


def _gap(plain: str, tokens: Sequence[Span], at: int) -> str:
    """What stands between a word and the next one; a possessive ending is a part of it."""
    text = plain[tokens[at].end : tokens[at + 1].start] if at + 1 < len(tokens) else ""
    return text


def _is_of(
    plain: str,
    tokens: Sequence[Span],
    at: int,
    own: Sequence[Mention],
    words: dict[str, frozenset[str]],
) -> bool:
    """Whether a word is what a metric before it is said to be of ("revenue from …")."""
    before = at - 1
    while before > 0 and tokens[before].of(plain) in words["determiners"]:
        before -= 1
    if before < 1 or tokens[before].of(plain) not in words["prepositions"]:
        return False
    while before > 1 and tokens[before - 1].of(plain) in words["spending"]:
        before -= 1
    named = [m for m in own if m.span.end == tokens[before - 1].end]
    return bool(named) and not plain[tokens[before - 1].end : tokens[before].start].strip()


def _chinese(
    question: str, own: Sequence[Mention], taken: Sequence[Span], stop: Sequence[str]
) -> tuple[str, ...]:
    plain = list(fold(question))
    for span in taken:
        plain[span.start : span.end] = " " * (span.end - span.start)
    rest = "".join(plain)
    idle = sorted(_words()["idle_zh"], key=len, reverse=True)
    for word in (*idle, *stop):
        rest = rest.replace(word, " " * len(word))
    found = []
    effect = any(phrase in fold(question) for phrase in _EFFECT)
    for run in (*_HAN.finditer(rest), *_NAME.finditer(rest)):
        if (_NUMERALS | _ASKING) & set(run.group()):
            continue
        if effect:
            found.append(question[run.start() : run.end()])
            continue
        follower = next((m for m in own if 0 <= m.span.start - run.end() <= _GAP), None)
        between = rest[run.end() : follower.span.start] if follower else "x"
        if follower is not None and not between.strip():
            end = follower.span.end if follower.kind == "segment" else run.end()
            found.append(question[run.start() : end])
    return tuple(dict.fromkeys(found))[:_MOST]


def with_things(query: Query, rows: RowFinder) -> Query:
    """`query` asked of the things that it names, where its slots leave them out: of the business
    that a row's sentence calls so, else of an open name that the report may not have."""
    if not query.things or not query.metrics or query.intents & _OPEN:
        return query
    found = rows.find(query)
    if not found or len(query.segments) > 1:
        return query
    near = _paragraphs(found[0], rows)
    labels = [fold(vocabulary().label(key, "en")) for key in query.metrics]
    for thing in query.things:
        if any(holds(fold(thing), label) for label in labels):
            continue
        spent_on = re.search(_SPENT_ON + re.escape(fold(thing)), fold(query.question)) is not None
        if _holds(thing, _sentences(found[0], rows) if spent_on else near):
            continue
        plain = replace(query, segments=(), regions=query.regions)
        told = (r for r in rows.find(plain) if query.source is not None or _is_result(r))
        other = next((r for r in told if _holds(thing, _sentences(r, rows))), None)
        if other is None or (spent_on and not other.segment):
            named = any(m.kind == "entity" for m in vocabulary().mentions(thing))
            entities = () if named else query.entities  # the company's name is a part of it
            rest = query.inherited - {"segments"}
            return replace(query, segments=(thing,), entities=entities, inherited=rest)
        if other.segment and (not query.segments or "segments" in query.inherited):
            rest = query.inherited - {"segments"}
            return replace(query, segments=(other.segment,), inherited=rest)
    return query


def _is_result(row: KpiRow) -> bool:
    return row.source in (SourceKind.REPORTED, SourceKind.OTHER)


def _paragraphs(row: KpiRow, rows: RowFinder) -> list[str]:
    """The paragraph that a row stands in, under its heading, in every edition."""
    texts = []
    for edition in rows.report.editions:
        for place in row.places:
            if place.language == edition.language:
                number = edition.paragraph_at(place.span.start)
                title = edition.section_at(place.span.start).title
                texts.append(fold(title + "\n" + edition.paragraphs[number].of(edition.text)))
    return texts


def _sentences(row: KpiRow, rows: RowFinder) -> list[str]:
    return [fold(_sentence(place, rows)) for place in row.places]


def _sentence(place: Place, rows: RowFinder) -> str:
    edition = next(e for e in rows.report.editions if e.language == place.language)
    paragraph = edition.paragraphs[edition.paragraph_at(place.span.start)]
    spans = sentence_spans(edition.text, paragraph.start, paragraph.end)
    own = next((span for span in spans if span.covers(place.span)), paragraph)
    return own.of(edition.text)


def _holds(thing: str, texts: Sequence[str]) -> bool:
    """Whether a text has any word of a thing, as it is or in other words."""
    plain = fold(thing)
    for mention in vocabulary().mentions(thing):
        blank = " " * (mention.span.end - mention.span.start)
        plain = plain[: mention.span.start] + blank + plain[mention.span.end :]
    if has_han(plain):
        return any(pairs_held(run, text) >= _HELD for run in _HAN.findall(plain) for text in texts)
    words = [word for word in _LATIN.findall(plain) if word not in _words()["heads"]]
    there = [
        any(holds(one, text) for one in dict.fromkeys((word, *synonyms(word))) for text in texts)
        for word in words
    ]
    return 2 * sum(there) > len(there) or not words
