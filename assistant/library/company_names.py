"""Which reports a question names: by company, ticker, file or title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from assistant.library.library_words import endings
from corpus.kpi_names import Matcher, vocabulary
from corpus.library.records import Summary
from corpus.script import fold, has_han
from index.terms import terms_of

_SHORTEST_HAN, _SHORTEST = 2, 3
_RARE = 0.34  # a word of a title tells reports apart when no larger part of them has it
_LATIN_WORD = re.compile(r"[A-Za-z0-9.&'’-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """The companies that a question names, in its order, each with its reports; and the ids of
    companies of the vocabulary that it names and no report is about."""

    companies: tuple[tuple[str, tuple[Summary, ...]], ...] = ()
    strangers: tuple[str, ...] = ()


class CompanyNames:
    """The names of the companies that a library's reports are about."""

    def __init__(self, summaries: Sequence[Summary]) -> None:
        self._by_company: dict[str, list[Summary]] = {}
        names: list[tuple[str, str, str]] = []
        for summary in summaries:
            company = company_of(summary)
            if company:
                self._by_company.setdefault(company, []).append(summary)
                names += [(name, "company", company) for name in _names_of(summary)]
        self._matcher = Matcher.of(dict.fromkeys(names))
        self._titles = _TitleWords(summaries)

    def named(self, question: str) -> Named:
        """The companies that `question` names."""
        found: dict[str, None] = {}
        own = self._matcher.mentions(question)
        mentions = [(m.span.start, m.key) for m in own]
        strangers: list[str] = []
        for mention in vocabulary().mentions(question):
            if mention.kind != "entity" or mention.key == "industry":
                continue
            if mention.key in self._by_company:
                mentions.append((mention.span.start, mention.key))
            elif not any(m.span.overlaps(mention.span) for m in own):
                strangers.append(mention.key)
        for _, company in sorted(mentions):
            found[company] = None
        companies = tuple((company, tuple(self._by_company[company])) for company in found)
        return Named(companies, tuple(dict.fromkeys(strangers)))

    def titled(self, question: str) -> tuple[Summary, ...]:
        """The reports whose names, titles or files have words of the question that few others
        have; the best ones only."""
        return self._titles.best(question)


@lru_cache(maxsize=4)
def company_names(summaries: tuple[Summary, ...]) -> CompanyNames:
    """The names of a library, made once for as long as it stays as it is."""
    return CompanyNames(summaries)


def company_of(summary: Summary) -> str:
    """What tells the company of a report: its key or name, else its ticker."""
    return summary.facts.subject or summary.facts.ticker


def _names_of(summary: Summary) -> Iterator[str]:
    """What the company of a report may be called."""
    facts = summary.facts
    if facts.ticker:
        code = facts.ticker.split(".", 1)[0]
        yield "=" + facts.ticker
        if len(code) > 1:
            yield "=" + code
    name = facts.subject
    known = vocabulary().names.get(name)
    if known is not None or not name:
        return
    yield name
    latin, chinese = endings()
    if has_han(name):
        plain = fold(name)
        for ending in chinese:
            shorter = plain.removesuffix(ending)
            if shorter != plain and len(shorter) >= _SHORTEST_HAN:
                yield shorter
                plain = shorter
    words = _LATIN_WORD.findall(name)
    while len(words) > 1 and words[-1].lower().strip(".,") in latin:
        words = words[:-1]
        yield " ".join(words)
    if words and words[0].lower() == "the" and len(words) > 1:
        yield " ".join(words[1:])
    if len(words) > 1 and len(words[0]) > _SHORTEST and words[0].lower() not in latin:
        yield words[0]


class _TitleWords:
    """Words of reports' names, titles and files, and how many reports have each."""

    def __init__(self, summaries: Sequence[Summary]) -> None:
        self._summaries = tuple(summaries)
        self._words = [_title_words(summary) for summary in summaries]
        self._count = Counter(word for words in self._words for word in words)

    def best(self, question: str) -> tuple[Summary, ...]:
        asked = {term.text for term in terms_of(question)}
        most = max(1, int(_RARE * len(self._summaries)))
        telling = {w for w in asked if 0 < self._count[w] <= most and _tells(w)}
        scores = [sum(1 / self._count[word] for word in telling & words) for words in self._words]
        best = max(scores, default=0.0)
        if not best:
            return ()
        return tuple(
            summary
            for summary, score in zip(self._summaries, scores, strict=True)
            if score > 0.99 * best
        )


def _title_words(summary: Summary) -> frozenset[str]:
    stem = PurePath(summary.source.name).stem.replace("_", " ").replace("-", " ")
    return _words_of((summary.name, summary.title, stem, summary.facts.issuer))


@lru_cache(maxsize=4096)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(term.text for text in texts for term in terms_of(text))


def _tells(word: str) -> bool:
    """Whether a word of a title can tell it: a name in Latin letters, or a code of digits."""
    if has_han(word):
        return False  # pairs of characters are met everywhere
    return len(word) >= _SHORTEST + 1 and not re.fullmatch(r"(?:19|20)\d\d", word)
