"""What a question names that stands for no slot.

"Revenue from satellites" asks for the revenue of satellites. Where the report has none, that is
what must be said: the whole company's revenue would be the answer to another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understand.plain_words import (
    is_plain_verb,
    names_something,
    naming_runs,
    thing_words,
)
from assistant.understand.question_names import NAMES
from corpus.figure import Span
from corpus.kpi_names import Mention
from corpus.script import fold, has_han

_LATIN = re.compile(r"[a-z0-9][a-z0-9.&/-]*[a-z0-9]|[a-z0-9]")
_NAME = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9-]{2,24}(?![a-z0-9])")
_HAN = re.compile(r"[\u3400-\u9fff]{2,8}")
_HAN_ANY = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\s?(?:\d{1,3}[A-Za-z]{0,3}|[A-Z]{1,3}\d{1,2})(?:'s|’s)?\s?")
_LINKS = ("", "'s", "’s")
_NO_METRICS = frozenset({"growth_rate"})
_EFFECT = ("impact of", "effect of", "impact on", "effect on", "influence of", "影响")
_TAKE_VERBS = frozenset({"to", "by", "for", "and", "or", "please", "it", "they", "that", "company"})
_DEGREES = frozenset({"how", "so", "too", "very", "quite"})
_OPEN = frozenset({"why", "how", "who", "when", "where", "which_things", "summarise", "outlook"})
_DEFINES = re.compile(
    r"^(?:what(?: is|'s|’s| are)|define|explain|meaning of)\b"
    r"|(?:是什么|是咩|系咩|系乜)|(?:什么|咩|乜)(?:叫|是|系)"
)
_SPENT_ON = r"\b(?:on|for|into) (?:the |its |new |own )?"
_GAP = 4  # characters of stop words between a Chinese thing and its metric
_HELD = 0.5  # the part of a Chinese thing's pairs that must stand in the text
_MOST = 4  # things of one question


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
    wide = (m.span for m in names if m.kind in NAMES or m.span.end - m.span.start > 1)
    spans = [*wide, *taken]  # a single character can be a part of a word (報 of 報告)
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
        if noun is None or not last or noun.group() in stop or not names_something(noun.group()):
            continue
        if not any(span.overlaps(Span(*noun.span())) for span in taken):
            return (question[noun.start() : noun.end()],)
    return ()


def _english(
    question: str, own: Sequence[Mention], taken: Sequence[Span], stop: frozenset[str]
) -> tuple[str, ...]:
    plain = fold(question)
    words = thing_words()
    tokens = [Span(*found.span()) for found in _LATIN.finditer(plain)]

    def is_open(at: int) -> bool:
        span = tokens[at]
        word = span.of(plain)
        if word in stop or any(span.overlaps(t) for t in taken):
            return False
        if at and tokens[at - 1].of(plain) in _DEGREES:
            return False  # "how thick", "so deep": weighs, names nothing
        if at and is_plain_verb(word) and _takes_verb(tokens[at - 1].of(plain), stop, words):
            return False  # "did it lounge", "what drives revenue": a verb is meant
        named = len(word) > 1 and word.isalpha() and span.of(question).isupper()  # "AI"
        return (named and word not in words["idle_en"]) or names_something(word, before_noun=True)

    unknown = [is_open(at) for at in range(len(tokens))]
    effect = any(phrase in plain for phrase in _EFFECT)

    found: list[str] = []
    at = 0
    while at < len(tokens):
        if not unknown[at]:
            at += 1
            continue
        end = at
        while end + 1 < len(tokens) and unknown[end + 1] and _joined(plain, tokens, end):
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


def _takes_verb(before: str, stop: frozenset[str], words: dict[str, frozenset[str]]) -> bool:
    """Whether a verb can follow a word: an auxiliary, a pronoun, *to*, *and*; not an article."""
    nouns = words["determiners"] | (words["prepositions"] - _TAKE_VERBS)
    return before in _TAKE_VERBS or (before in stop and before not in nouns)


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
    for word in stop:
        rest = rest.replace(word, " " * len(word)) if len(word) > 1 else rest
    latin = (m.span() for m in _NAME.finditer(rest) if names_something(m.group()))
    runs = [*naming_runs(rest), *latin]
    for start, end in naming_runs(rest):  # what carries grammar only may stand in between
        rest = rest[:start] + "x" * (end - start) + rest[end:]
    between = _HAN_ANY.sub(" ", rest)
    effect = any(phrase in fold(question) for phrase in _EFFECT)
    found = []
    for start, end in runs:
        if effect:
            found.append(question[start:end])
            continue
        follower = next((m for m in own if 0 <= m.span.start - end <= _GAP), None)
        if follower is not None and not between[end : follower.span.start].strip():
            stop_at = follower.span.end if follower.kind == "segment" else end
            found.append(question[start:stop_at])
    return tuple(dict.fromkeys(found))[:_MOST]
