"""Names that the vocabulary does not hold: companies, businesses and metrics as written.

A figure whose own clause names something unknown must not be taken for what was spoken of
before; the unknown name is kept as written, and stays matchable.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.bind.sentence_words import SentenceWords
from corpus.figure import Span
from corpus.kpi_names import Mention
from corpus.script import fold, has_han, is_han

_FILE = Path(__file__).parent.parent / "names" / "open_names.toml"
_SHORT_NAME = 4  # letters of a first word by which a company can be called
_LONGEST = 10  # characters of a Chinese name before its ending
_POSSESSIVE = re.compile(r"(?<![\w'’])((?:[A-Z][\w&.-]{1,24} ){0,3}[A-Z][\w&.-]{1,24})['’]s\b")
_TIMES = "季月年日"  # what ends a time, not a name
_NO_END = _TIMES + "中裡里各"
_SHORTEST, _LONGEST_PHRASE = 2, 12
_MOST_WORDS = 4  # of an English name
_REACH = 120  # characters back from a figure in which its name is looked for
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z&'’/-]{0,30}$")
_WORD_AFTER = re.compile(r" (?:of the )?(?:\d{1,4} )?([a-z][a-z-]{2,24})(?![\w'])")
_WHOLE_EN = re.compile(
    r" of (?:all |the |its |our |total )?((?:[a-z][a-z-]{2,24} ?){1,3})(?=[,.;)]|$)"
)
_WHOLE_ZH = re.compile(r"的([\u3400-\u9fff]{2,8})$")
_NAMES = frozenset({"metric", "segment", "region", "entity"})
# Cue words that may stand between a name and its figure.
_TRANSPARENT = frozenset(
    {"level", "direction", "growth", "measure", "detail", "source", "future", "neutral", "past",
     "current", "respective", "revision", "band", "same_year"}
)  # fmt: skip

# Cue words that can be a part of a name (中小企業).
_WITHIN_NAMES = frozenset({"class", "mark", "facility", "rest", "level", "detail", "condition"})


@dataclass(frozen=True, slots=True)
class _Words:
    companies_zh: re.Pattern[str]
    companies_en: re.Pattern[str]
    metric_endings: tuple[str, ...]
    metric_nouns: frozenset[str]
    generic: frozenset[str]
    common: frozenset[str]
    fillers: tuple[str, ...]
    leading: tuple[str, ...]
    breakers: re.Pattern[str]
    no_names: frozenset[str]
    label_endings: tuple[str, ...]
    headings: tuple[str, ...]
    stops: frozenset[str]
    steps: frozenset[str]
    plain: frozenset[str]
    no_nouns: frozenset[str]
    no_own: frozenset[str]
    no_short: frozenset[str]
    forms: frozenset[str]


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word) for word in words}, key=len, reverse=True))


@cache
def _words() -> _Words:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    endings = "|".join(_longest_first(data["company_endings_zh"]))
    openers = "|".join(_longest_first(data["openers_zh"]))
    latin = "|".join(re.escape(e) for e in data["company_endings_en"])
    return _Words(
        re.compile(
            rf"(?:^|(?<=[，。；：、,;:\n（(「《\s]))(?:{openers})?[，,]?"
            rf"([\u3400-\u9fff]{{1,{_LONGEST}}}?(?:{endings}))(?=的|[（(\d]|$|(?:20|19)\d\d)"
        ),
        re.compile(
            rf"((?:[A-Z][\w&.'-]{{0,24}} (?:& |and |of )?){{1,4}}(?:{latin}))(?![A-Za-z0-9_])"
        ),
        _longest_first(data["metric_endings_zh"]),
        frozenset(data["metric_nouns_en"].split()),
        frozenset(data["generic_en"].split()),
        frozenset(data["common_capitals"].split()),
        _longest_first(data["fillers_zh"]),
        _longest_first(data["leading_zh"]),
        re.compile("|".join(_longest_first(data["breakers_zh"]))),
        frozenset(fold(name) for name in data["no_names_zh"]),
        _longest_first(data["label_endings_zh"]),
        _longest_first(data["stock_headings"]),
        frozenset(data["stops_en"].split()),
        frozenset(data["steps_en"].split()),
        frozenset(data["plain_en"].split()),
        frozenset(data["no_nouns_en"].split()),
        frozenset(data["no_own_en"].split()),
        frozenset(data["no_short_en"].split()),
        frozenset(data["forms_en"].split()),
    )


def open_companies(text: str, known: Sequence[Mention]) -> tuple[Mention, ...]:
    """Companies named in `text` that are not among the `known` mentions; the key of each is
    its name as written."""
    found: list[Mention] = []
    words = _words()
    candidates: Iterator[re.Match[str]] = iter(
        [
            *words.companies_zh.finditer(fold(text)),
            *words.companies_en.finditer(text),
            *_POSSESSIVE.finditer(text),
        ]
    )
    taken = [m.span for m in known if m.kind in _NAMES]
    for match in candidates:
        span = Span(match.start(1), match.end(1))
        name = span.of(text)
        if name.split()[0] in words.common or any(span.overlaps(other) for other in taken):
            continue
        taken.append(span)
        found.append(Mention("entity", name, span))
    return tuple(sorted(found, key=lambda m: m.span))


def companies_and_parts(text: str, known: Sequence[Mention]) -> tuple[Mention, ...]:
    """Companies that `known` does not hold; a name that the text also puts right before a
    metric ("Motor premiums … Motor's ratio") is a business, not a company."""
    metrics = {m.span.start for m in known if m.kind == "metric"}

    def is_part(name: str) -> bool:
        places = re.finditer(rf"(?<!\w){re.escape(name)} ", text)
        return any(match.end() in metrics for match in places)

    return tuple(
        Mention("segment", m.key, m.span) if is_part(m.key) else m
        for m in open_companies(text, known)
    )


def phrase_before(words: SentenceWords, start: int, end: int) -> str:
    """The unknown name that stands before `end` in `[start, end)` with nothing but cue words,
    periods and fillers between, as written; "" where there is none or a known name instead."""
    at = _back_over_cues(words, start, end)
    span = _name_ending_at(words, start, at) if at >= 0 else None
    return span.of(words.text) if span else ""


def modifier_of(words: SentenceWords, start: int, end: int) -> Span | None:
    """The unknown name that qualifies the known one beginning at `end`: "garden furniture" of
    sales, 進口白蛋白 of 批簽發量."""
    text = words.text
    at = end
    while at > start and text[at - 1] in " 的":
        at -= 1
    if has_han(text[start:end]):
        at = _back_over_times(words, start, at)
    found = _name_ending_at(words, start, at)
    if found is None:
        return None
    name = found.of(text)
    if has_han(name):
        return None if names_a_metric(name) else found
    kept = [word for word in name.split() if word.lower() not in _words().plain]
    if not kept or kept != name.split()[-len(kept) :]:
        return None
    if len(kept) == 1 and kept[0].islower():
        return None  # as likely a verb as a business
    return Span(found.end - len(" ".join(kept)), found.end)


def noun_after(words: SentenceWords, end: int) -> str:
    """The unknown noun that an English number right before it counts ("three divisions")."""
    match = _WORD_AFTER.match(words.text[end : end + 60])
    if match is None:
        return ""
    words_ = _words()
    other = match[1] in words_.no_nouns or match[1] in words_.stops or match[1] in words_.steps
    return "" if other or match[1] in words_.plain else match[1]


def whole_after(tail: str) -> str:
    """What a percentage before `tail` is a part of: "of online picking", 的轉帳交易."""
    match = _WHOLE_EN.match(tail[:80]) or _WHOLE_ZH.match(tail[:12])
    return match[1].strip() if match else ""


def names_a_metric(phrase: str) -> bool:
    """Whether an open phrase names something measured (費用, 率) rather than a business."""
    if has_han(phrase):
        return fold(phrase).endswith(_words().metric_endings)
    *qualified, last = phrase.lower().split() or [""]
    if not qualified and last in _words().generic:
        return False
    return last in _words().metric_nouns or last.removesuffix("s") in _words().metric_nouns


def is_no_name(phrase: str) -> bool:
    """Whether a Chinese phrase is a common word that names nothing (公司, 整體)."""
    return fold(phrase) in _words().no_names


def is_plain_word(name: str) -> bool:
    """Whether what a table's label or a sentence was kept as is one common word or a number,
    by which no text speaks of anything of the report."""
    if has_han(name):
        return is_no_name(name)
    if " " in name:
        return False
    return name.islower() or not name[:1].isalpha() or name.lower() in _words().no_own


@cache
def subject_pattern(subject: str) -> re.Pattern[str]:
    """What finds the report's company in a text: by its name, the name without its legal form
    ("Foot Locker, Inc."), or the first word of it where that is no common one."""
    names = {subject, plain_name(subject)}
    first = plain_name(subject).split()[0]
    common = first.lower() in _words().no_short or len(first) < _SHORT_NAME
    if not has_han(subject) and not common:
        names.add(first)
    longest = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in longest)
    if has_han(subject):
        return re.compile(either)
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{either})(?:['’]s)?(?![A-Za-z0-9_])")


def plain_name(company: str) -> str:
    """A company's name without its legal form: "Foot Locker, Inc." as "Foot Locker"."""
    if has_han(company):
        return company
    words = company.replace(",", " ").split()
    while len(words) > 1 and words[-1].lower().strip(".") in _words().forms:
        words.pop()
    return " ".join(words[1:] if len(words) > 1 and words[0].lower() == "the" else words)


def is_stock_heading(title: str) -> bool:
    """Whether a heading is one that any report has ("Outlook", 風險提示)."""
    plain = fold(title)
    return any(word in plain for word in _words().headings)


def is_no_label(label: str) -> bool:
    """Whether a label before a colon says something instead of naming a business or product."""
    if not has_han(label):
        return any(word.lower() in _words().stops for word in label.split())
    plain = fold(label)
    if is_no_name(label) or _words().breakers.search(plain):
        return True
    return plain.endswith(_words().label_endings) or plain[-1] in _TIMES


def _back_over_cues(words: SentenceWords, start: int, end: int) -> int:
    """The place before `end` from which a name could end; -1 where a known name does."""
    text = words.text
    start = max(start, end - _REACH)
    nearby = [m for m in words.mentions if start <= m.span.start and m.span.end <= end]
    names = {m.span.end for m in nearby if m.kind in _NAMES}
    cues = {m.span.end: m.span.start for m in nearby if m.kind in _TRANSPARENT}
    cues |= {p.span.end: p.span.start for p in words.periods if start <= p.span.start}
    at = end
    while at > start:
        mark = text[at - 1]
        if at in names:
            return -1
        if at in cues:
            at = cues[at]
        elif mark in " \u3000「」“”\"'’~≈+＋-":
            at -= 1
        elif mark in ")）":
            opened = max(text.rfind("(", start, at), text.rfind("（", start, at))
            if opened < 0:
                return -1
            at = opened
        elif is_han(mark):
            plain = fold(text[max(at - 4, start) : at])
            filler = next((f for f in _words().fillers if plain.endswith(f)), "")
            if not filler:
                return at
            at -= len(filler)
        else:
            word = _WORD_BEFORE.search(text[max(at - 30, start) : at])
            if word is None or word.group().lower() not in _words().steps:
                return at
            at -= len(word.group())
    return -1


def _back_over_times(words: SentenceWords, start: int, end: int) -> int:
    """Back over periods and fillers between a Chinese name and its metric."""
    at = end
    while at > start:
        period = next((p for p in words.periods if p.span.end == at), None)
        plain = fold(words.text[max(at - 4, start) : at])
        filler = next((f for f in _words().fillers if plain.endswith(f)), "")
        if period is not None and period.span.start >= start:
            at = period.span.start
        elif filler:
            at -= len(filler)
        else:
            break
    return at


def _name_ending_at(words: SentenceWords, start: int, end: int) -> Span | None:
    start = max(start, end - 2 * _REACH)
    if end <= start:
        return None
    if has_han(words.text[max(end - 12, start) : end]):
        return _chinese_name(words, start, end)
    return _english_name(words, start, end)


def _chinese_name(words: SentenceWords, start: int, end: int) -> Span | None:
    """The run of characters that ends at `end` and holds no known name and no breaking word."""
    text = words.text
    start = max(start, end - 3 * _LONGEST_PHRASE)
    at = end
    while at > start and (is_han(text[at - 1]) or _is_name_letter(text[at - 1])):
        at -= 1
    for mention in words.mentions:
        long = mention.span.end - mention.span.start > 1
        if long and mention.kind not in _WITHIN_NAMES and at < mention.span.end <= end:
            at = mention.span.end
    for period in words.periods:
        if at < period.span.end <= end:
            at = period.span.end
    plain = fold(text[at:end])
    breaks = [match.end() for match in _words().breakers.finditer(plain)]
    at += breaks[-1] if breaks else 0
    while at < end:
        plain = fold(text[at : min(at + 4, end)])
        filler = next((f for f in _words().leading if plain.startswith(f)), "")
        if not filler:
            break
        at += len(filler)
    name = text[at:end]
    if not _SHORTEST <= len(name) <= _LONGEST_PHRASE or is_no_name(name) or name[-1] in _NO_END:
        return None
    return Span(at, end) if any(c.isalpha() for c in name) else None


def _english_name(words: SentenceWords, start: int, end: int) -> Span | None:
    """Up to four words that end at `end`, back to a word that no name holds."""
    text = words.text
    known = [m.span for m in words.mentions if m.kind in _NAMES or m.kind in ("scope", "source")]
    known += [p.span for p in words.periods]
    at, first, count = end, end, 0
    while at > start and count <= _MOST_WORDS:
        if any(span.start < at <= span.end for span in known):
            break
        word = _WORD_BEFORE.search(text[max(at - 32, start) : at])
        if word is None or word.group().lower() in _words().stops:
            break
        if word.group().endswith(("'s", "’s")):
            break
        first = at - len(word.group())
        count += 1
        at = first
        if at > start and text[at - 1] == " ":
            at -= 1
        else:
            break
    generic = text[first:end].lower() in _words().generic
    if not 0 < count <= _MOST_WORDS or end - first < 3 or generic:
        return None
    return Span(first, end)


def _is_name_letter(character: str) -> bool:
    roman = "\u2160" <= character <= "\u217f"
    return roman or (character.isalpha() and not is_han(character))
