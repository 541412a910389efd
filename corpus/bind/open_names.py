"""Names that the vocabulary does not hold: companies, businesses and metrics as written.

A figure whose own clause names something unknown must not be taken for what was spoken of
before; the unknown name is kept as written, and stays matchable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.bind.name_words import TIMES, is_no_name, name_words, names_a_metric
from corpus.bind.sentence_words import SentenceWords
from corpus.figure import Span
from corpus.kpi_names import Mention
from corpus.script import fold, has_han, is_han

_POSSESSIVE = re.compile(r"(?<![\w'’])((?:[A-Z][\w&.-]{1,24} ){0,3}[A-Z][\w&.-]{1,24})['’]s\b")
_NO_END = TIMES + "中裡里各"
_SHORTEST, _LONGEST_PHRASE = 2, 12
_MOST_WORDS = 4  # of an English name
_REACH = 120  # characters back from a figure in which its name is looked for
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z&'’/-]{0,30}$")
_WORD_AFTER = re.compile(r" (?:of the )?(?:\d{1,4} )?([a-z][a-z-]{2,24})(?![\w'])")
_PLURAL_AFTER = re.compile(r" ([a-z][a-z-]{2,20}s)(?![\w'])")
_HEAD_OF = re.compile(r"(?<![\w'])([A-Za-z-]{3,20}) (?:of|on) (?:the |a |its )?$")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,8}")
_LONGEST_NOUN = 6
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


def open_companies(text: str, known: Sequence[Mention]) -> tuple[Mention, ...]:
    """Companies named in `text` that are not among the `known` mentions; the key of each is
    its name as written."""
    found: list[Mention] = []
    words = name_words()
    candidates: Iterator[re.Match[str]] = iter(
        [
            *words.companies_zh.finditer(fold(text)),
            *words.companies_en.finditer(text),
            *_POSSESSIVE.finditer(text),
        ]
    )
    names = [m for m in known if m.kind in _NAMES]
    taken = [m.span for m in names]
    for match in candidates:
        span = Span(match.start(1), match.end(1))
        name = span.of(text)
        ends = [m.span for m in names if m.kind == "segment" and m.span.end == span.end]
        if has_han(name) and ends and ends[0].start - span.start >= _SHORTEST:
            taken.remove(ends[0])  # 安屏|保險
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
    kept = [word for word in name.split() if word.lower() not in name_words().plain]
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
    words_ = name_words()
    behind = _PLURAL_AFTER.match(words.text, end + match.end())
    if behind and not match[1].endswith("s"):
        return f"{match[1]} {behind[1]}"  # eleven flagship hotels
    other = match[1] in words_.no_nouns or match[1] in words_.stops or match[1] in words_.steps
    return "" if other or match[1] in words_.plain else match[1]


def han_noun_after(words: SentenceWords, end: int) -> str:
    """The unknown noun right after a Chinese count (7間|服務中心); "" where a known name or none
    stands there."""
    run = _HAN_RUN.match(words.text, end)
    if run is None or any(m.span.start == end for m in words.mentions if m.kind in _NAMES):
        return ""
    stop = min((m.span.start for m in words.mentions if m.span.start > end), default=run.end())
    noun = words.text[end : min(run.end(), stop)]
    plain = fold(noun)
    ends = [m.start() for m in name_words().breakers.finditer(plain) if m.start() > 1]
    ends += [plain.find(word, 2) for word in name_words().fillers if plain.find(word, 2) > 0]
    noun = noun[: min(ends)] if ends else noun
    leads = fold(noun).startswith(name_words().leading) or name_words().breakers.match(fold(noun))
    return "" if len(noun) < _SHORTEST or leads or is_no_name(noun) else noun[:_LONGEST_NOUN]


def whole_after(tail: str) -> str:
    """What a percentage before `tail` is a part of: "of online picking", 的轉帳交易."""
    match = _WHOLE_EN.match(tail[:80]) or _WHOLE_ZH.match(tail[:12])
    return match[1].strip() if match else ""


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
            filler = next((f for f in name_words().fillers if plain.endswith(f)), "")
            if not filler:
                return at
            at -= len(filler)
        else:
            word = _WORD_BEFORE.search(text[max(at - 30, start) : at])
            if word is None or word.group().lower() not in name_words().steps:
                return at
            at -= len(word.group())
    return -1


def _back_over_times(words: SentenceWords, start: int, end: int) -> int:
    """Back over periods and fillers between a Chinese name and its metric."""
    at = end
    while at > start:
        period = next((p for p in words.periods if p.span.end == at), None)
        plain = fold(words.text[max(at - 4, start) : at])
        filler = next((f for f in name_words().fillers if plain.endswith(f)), "")
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
    breaks = [match.end() for match in name_words().breakers.finditer(plain)]
    at += breaks[-1] if breaks else 0
    while at < end:
        plain = fold(text[at : min(at + 4, end)])
        filler = next((f for f in name_words().leading if plain.startswith(f)), "")
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
    others = ("scope", "source", "measure")
    known = [m.span for m in words.mentions if m.kind in _NAMES or m.kind in others]
    known += [p.span for p in words.periods]
    at, first, count = end, end, 0
    while at > start and count <= _MOST_WORDS:
        if any(span.start < at <= span.end for span in known):
            break
        word = _WORD_BEFORE.search(text[max(at - 32, start) : at])
        if word is None or word.group().lower() in name_words().stops:
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
    head = _HEAD_OF.search(text[max(at - 40, start) : first]) if first < end else None
    if head and head[1].lower() in name_words().metric_nouns:
        first = max(at - 40, start) + head.start()  # length of stay
    generic = text[first:end].lower() in name_words().generic
    if not 0 < count <= _MOST_WORDS or end - first < 3 or generic:
        return None
    return Span(first, end)


def _is_name_letter(character: str) -> bool:
    roman = "\u2160" <= character <= "\u217f"
    return roman or (character.isalpha() and not is_han(character))
