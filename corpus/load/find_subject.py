"""Which company a report is about, by the tickers in it and the names before them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from corpus.bind.name_words import plain_name
from corpus.bind.open_names import open_companies
from corpus.kpi_names import vocabulary
from corpus.script import has_han

_LONGEST_SEARCHED = 200_000
_HEAD = 400  # characters in which a report names what it is about
_MAJORITY = 0.6  # of a ticker's mentions must carry a name for it to be the company's
_MOST_TOKENS = 12
_NAME_HEAD = 4  # characters of a Chinese name by which a text goes on calling it
# A-share codes stand bare in brackets; these are the blocks in use.
_BARE = r"(?<=[（(])(?P<bare>00[0-3]\d{3}|30[01]\d{3}|60[0135]\d{3}|68[89]\d{3})(?=[)）])"
_TOKEN_BACKWARDS = re.compile(
    r"[A-Za-z0-9&.'’-]{1,40}(?:,(?= (?:Inc|Ltd|Limited|Co|Corp|LLC|PLC|plc|N\.V|S\.A)\b))?"
    r"|[\u3400-\u9fff]|\s"
)
# "Acme Motors: results for 2024", "Acme Motors reports third-quarter results"
_HEADED = re.compile(
    r"((?:[A-Z][\w&.'-]{1,24} ?){1,4}?)(?= ?[:\u2013\u2014-] ?"
    r"| (?:reports|announces|posts|results|first|second|third|fourth|full|Q[1-4]"
    r"|annual|quarterly|interim|half)\b)"
)
# A filing's cover: the company's name stands over this line, its ticker after the other.
_REGISTRANT = re.compile(r"\(?exact name of (?:the )?registrant", re.IGNORECASE)
_SYMBOL = re.compile(
    r"[Tt]rading [Ss]ymbol(?:\(s\)|s)?(?:[\s|:]|[Nn]ame of each exchange on which registered){1,12}"
    r"([A-Z]{1,5})(?![\w.])"
)
_COVER = 6_000  # characters
_OPENING = 4_000  # characters in which a presentation names its company
_OFTEN = 3
_LONGEST_NAME = 80
_INITIALS = 3
# "安和人壽：2024年度業績": the name before the colon of a title that speaks of results.
_BEFORE_RESULTS = re.compile(
    r"[#\s]{0,4}([^\s:：|#，。\d]{2,16})\s?[:：]\s?[^。]{0,30}"
    r"(?:業績|业绩|財報|财报|年報|年报|季報|季报|中報|中报|財務報告|财务报告)"
)
# 清河飲料2025年上半年業績點評: the name before the period of such a title.
_BEFORE_PERIOD = re.compile(
    r"[#\s]{0,4}([\u3400-\u9fff]{2,12}?)\s?(?:[（(][^（()）]{1,16}[)）])?\s?"
    r"(?=(?:19|20)\d\d|[1-4]Q\d|第[一二三四]季|上半年|[一二三四]季)[^。，]{0,24}?"
    r"(?:業績|业绩|財報|财报|年報|年报|季報|季报|中報|中报|財務報告|财务报告)"
)
_NO_COMPANIES = ("行業", "行业", "市場", "市场", "產業", "产业", "板塊", "板块", "公司", "集團業績")
_SMALL_WORDS = frozenset({"of", "and", "&", "the", "for", "de"})


@cache
def facts_data() -> dict[str, Any]:
    """The signs in `report_facts.toml`."""
    return tomllib.loads((Path(__file__).parent / "report_facts.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class _Mention:
    ticker: str
    start: int


def find_subject(text: str) -> tuple[str, str]:
    """The company's name as written and its ticker, each "" where the text does not tell.

    The ticker is the only one near the beginning, or the one that most mentions are of if the
    beginning names its company. The name is what stands before it in "NAME(TICKER)" in most places.
    """
    text = text[:_LONGEST_SEARCHED]
    mentions = list(_mentions(text))
    ticker = _main_ticker(mentions)
    registrant = _registrant(text)
    if registrant:
        return registrant, _trading_symbol(text) or ticker
    if not ticker:
        return _titled_company(text) or _most_named(text), ""
    places = [mention.start for mention in mentions if mention.ticker == ticker]
    name = _name_before(text, places)
    if places[0] >= _HEAD and not (name and name in text[:_HEAD]):
        return "", ""  # a company that the report only mentions
    return name, ticker


def _titled_company(text: str) -> str:
    """The company that the title names, where no ticker tells: "海嶼商業銀行2024年第三季業績"."""
    title = text[:_HEAD].split("\n", 1)[0]
    before = _BEFORE_RESULTS.match(title)
    if before is not None and text.count(before[1]) > 1:
        return before[1]
    dated = _BEFORE_PERIOD.match(title)
    if dated is not None and not dated[1].endswith(_NO_COMPANIES):
        opens = re.search(rf"(?:^|[\n。]){re.escape(dated[1])}", text[len(title) :])
        if opens is not None and not _is_listed(dated[1]):
            return dated[1]
    known = [m for m in vocabulary().mentions(title) if m.kind == "entity" and m.key != "industry"]
    written = [m for m in open_companies(title, known) if _recurs(m.key, text)]
    named = {m.key for m in (*known, *written)}
    if not named:
        headed = _HEADED.match(title)
        named = {headed[1]} if headed and headed[1].split()[0] in text[len(title) :] else set()
    return named.pop() if len(named) == 1 else ""


def _is_listed(name: str) -> bool:
    """Whether a name is one of a business, a place or a metric that the vocabulary holds."""
    return any(len(name) == m.span.end - m.span.start for m in vocabulary().mentions(name))


def _registrant(text: str) -> str:
    """The company that a filing's cover names as the one that files it."""
    label = _REGISTRANT.search(text[:_COVER])
    if label is None:
        return ""
    for line in reversed(text[: label.start()].splitlines()):
        name = line.strip(" ()")
        if name:
            named = _begins_a_name(name) and len(name) < _LONGEST_NAME
            return plain_name(_in_words(name)) if named else ""
    return ""


def _in_words(name: str) -> str:
    """A name set in capitals as it is written in a text: "BEST BUY CO., INC." as "Best Buy Co.,
    Inc."; short ones may be letters that stand for words."""
    if not name.isupper():
        return name
    words = name.split()
    return " ".join(w if len(w) <= _INITIALS and n == 0 else w.title() for n, w in enumerate(words))


def _trading_symbol(text: str) -> str:
    """The ticker that a filing's cover gives."""
    found = _SYMBOL.search(text[:_COVER])
    return found[1] if found is not None else ""


def _most_named(text: str) -> str:
    """The company of the vocabulary that the opening pages name again and again, several times
    as often as any other; "" where none is."""
    opening = text[:_OPENING]
    named = Counter(
        m.key for m in vocabulary().mentions(opening) if m.kind == "entity" and m.key != "industry"
    )
    (key, count), *others = named.most_common(2) or [("", 0)]
    clear = count >= _OFTEN and (not others or count >= _OFTEN * others[0][1])
    return key if clear else ""


def _recurs(name: str, text: str) -> bool:
    """Whether the text speaks of the company again, by the beginning of its name; a
    Latin name tells by its capitals that it is one."""
    if not has_han(name):
        return True
    praised = name.endswith("公司") and not name.endswith(("有限公司", "股份公司"))
    return not praised and text.count(name[:_NAME_HEAD]) > 1


@cache
def _pattern() -> re.Pattern[str]:
    data = facts_data()
    digits, letters = "|".join(data["digit_suffixes"]), "|".join(data["letter_suffixes"])
    names = sorted(data["exchanges"], key=len, reverse=True)
    exchanges = "|".join(re.escape(name) for name in names)
    words = "|".join(re.escape(word) for word in data["code_words"])
    return re.compile(
        rf"(?<![\w.])(?:(?P<suffixed>\d{{4,6}}\.(?:{digits})|[A-Z]{{1,5}}\.(?:{letters}))(?!\w)"
        rf"|(?P<exchange>{exchanges})\s{{0,2}}[:：]\s{{0,2}}(?P<listed>[A-Z]{{1,5}}|\d{{1,6}})(?!\w)"
        rf"|(?i:{words})\s{{0,2}}[:：]?\s{{0,2}}(?P<code>\d{{4,6}}|[A-Z]{{1,5}})(?![\w.])"
        rf"|{_BARE})"
    )


def _mentions(text: str) -> Iterator[_Mention]:
    for found in _pattern().finditer(text):
        if found["suffixed"]:
            code, _, suffix = found["suffixed"].rpartition(".")
        elif found["exchange"]:
            code, suffix = found["listed"], facts_data()["exchanges"][found["exchange"]]
        else:
            code, suffix = found["code"] or found["bare"], ""
            if found.group().startswith(tuple(facts_data()["hong_kong_code_words"])):
                suffix = "HK"
        if suffix == "HK":
            code = code.lstrip("0").zfill(4)
        yield _Mention(f"{code}.{suffix}" if suffix else code, found.start())


def _main_ticker(mentions: Sequence[_Mention]) -> str:
    if not mentions:
        return ""
    early = {mention.ticker for mention in mentions if mention.start < _HEAD}
    if len(early) == 1:
        return early.pop()
    best, count = Counter(mention.ticker for mention in mentions).most_common(1)[0]
    return best if len(mentions) == 1 or (count >= 2 and 2 * count > len(mentions)) else ""


def _name_before(text: str, tickers: Sequence[int]) -> str:
    """The longest run of words that stands before most of the bracketed tickers."""
    names: Counter[str] = Counter()
    places = 0
    longest = ""
    for start in tickers:
        reach = max(start - 30, 0)
        bracket = max(text.rfind("(", reach, start), text.rfind("（", reach, start))
        if bracket < 0 or ")" in text[bracket:start] or "）" in text[bracket:start]:
            continue
        suffixes = list(_suffixes(text[max(bracket - 80, 0) : bracket]))
        places += bool(suffixes)
        names.update(suffixes)
        longest = suffixes[-1] if suffixes else longest
    if places == 1:
        return _single(longest)
    enough = max(2, ceil(_MAJORITY * places))
    shared = [name for name, count in names.items() if count >= enough and _begins_a_name(name)]
    return max(shared, key=len, default="")


def _suffixes(before: str) -> Iterator[str]:
    """The last word of `before`, the last two, … up to punctuation."""
    tokens = list(_TOKEN_BACKWARDS.finditer(before.rstrip(" ")))
    end = len(before.rstrip(" "))
    expected, taken = end, 0
    for token in reversed(tokens):
        if token.end() != expected or taken == _MOST_TOKENS or "\n" in token.group():
            return
        expected = token.start()
        if not token.group().isspace():
            taken += 1
            yield before[token.start() : end]


def _begins_a_name(name: str) -> bool:
    return not name[0].islower() and not name[0].isdigit() and name.lower() not in _SMALL_WORDS


def _single(name: str) -> str:
    """The name in the only place there is: a run of capitalised words, or a short Chinese run
    that punctuation bounds."""
    if not name.isascii():
        return name if len(name) < _MOST_TOKENS and _begins_a_name(name) else ""
    words = name.split()
    at = len(words)
    while at > 0 and (words[at - 1][0].isupper() or words[at - 1] in _SMALL_WORDS):
        at -= 1
    while at < len(words) and words[at].lower() in _SMALL_WORDS:
        at += 1
    return " ".join(words[at:])
