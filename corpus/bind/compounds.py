"""Names of businesses that hold a known one with more: 中央空調 and 小家電 are no 空調 and 家電."""

from __future__ import annotations

from collections import Counter

from corpus.bind.name_words import is_no_name, name_words
from corpus.figure import Span
from corpus.kpi_names import Mention, Vocabulary
from corpus.script import fold, has_han, is_han

_LONGEST = 3  # characters before the known name
_TWICE = 2
_APART = '、，。；：:;,（）() \n|｜“”"「」‘’'
_GENERIC = ("業務", "业务", "分部", "產品", "产品", "板塊", "板块", "類", "类", "部門", "部门")
_NAMES = frozenset({"metric", "region", "entity", "segment"})


def compound_names(text: str, words: Vocabulary) -> tuple[str, ...]:
    """Longer names that `text` uses more than once, at least once at the start of a clause."""
    if not has_han(text):
        return ()
    counts: Counter[str] = Counter()
    opening: set[str] = set()
    mentions = words.mentions(text)
    taken = {at for m in mentions if m.kind in _NAMES for at in range(m.span.start, m.span.end)}
    starts = {m.span.end: m for m in mentions if m.kind == "segment"}
    for mention in mentions:
        if mention.kind != "segment" or not has_han(mention.span.of(text)):
            continue
        for start in _beginnings(text, mention, taken, starts):
            name = text[start : mention.span.end]
            counts[name] += 1
            if start == 0 or text[start - 1] in _APART:
                opening.add(name)
    kept = [name for name in opening if counts[name] >= _TWICE]
    return tuple(sorted(kept, key=len, reverse=True))


def _beginnings(
    text: str, mention: Mention, taken: set[int], starts: dict[int, Mention]
) -> list[int]:
    """Where longer names that end in a known one could begin."""
    at = mention.span.start
    listed = starts.get(at)
    if listed is not None and has_han(listed.span.of(text)):
        return [listed.span.start]  # 冰箱洗衣機
    found = []
    for start in range(at - 1, max(at - 1 - _LONGEST, -1), -1):
        if not is_han(text[start]) or start in taken:
            break
        if not says_something(text[start:at]):
            found.append(start)
    return found


def says_something(prefix: str) -> bool:
    """Whether what stands before a name is no part of it: 帶動|手機, 高端|手機."""
    plain = fold(prefix)
    words = name_words()
    if is_no_name(prefix) or words.breakers.search(plain) or plain in words.fillers:
        return True
    return plain.startswith(words.leading) or plain.endswith(words.qualities)


def as_written(label: str, key: str, words: Vocabulary) -> str:
    """The business that a table's label names: `key` where a known name is all of it, else the
    label as written."""
    name = label
    for word in _GENERIC:
        name = name.removesuffix(word)
    if not has_han(name):
        return key
    mentions = words.mentions(label)
    spans = [m.span for m in mentions if m.kind == "segment"]
    if not spans or any(m.kind in ("metric", "region", "entity") for m in mentions):
        return key
    first = min(span.start for span in spans)
    covered = Span(first, max(span.end for span in spans))
    joined = len({m.key for m in mentions if m.kind == "segment"}) > 1
    rest = name[:first] + name[covered.end :]
    own = rest and not says_something(rest) and all(is_han(mark) for mark in rest)
    return name if own or joined else key
