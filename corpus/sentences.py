"""Sentences and clauses of Chinese, English and mixed text, as spans.

Meant for normalised text, where a line end is the end of a paragraph, row or item.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from corpus.figure import Span

_CLOSERS = "\"'”’」』）)]】》〉〗〕"
_CLOSING = re.compile(f"[{re.escape(_CLOSERS)}]{{1,8}}")
_POSSIBLE_END = re.compile(r"[。！？!?｡]+|…+|\.+|\n|[()（）]")
# After "！」" these go on with the sentence that holds the quotation.
_GOES_ON = "的地得之等和與与及或而，,、；;：:。！？"
_WORD_BEFORE = re.compile(r"[A-Za-z](?:[A-Za-z.]{0,14})$")
_WORD_AFTER = re.compile(r"[\"'“‘(\[]{0,3}([A-Za-z]{1,15})")
_LIST_NUMBER = re.compile(r"\s{0,9}\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z]|[ivxIVX]{2,5})")
_CLAUSE_END = re.compile(r"[，；、,;;﹐﹑]")
_BRACKET_REACH = 120  # a sentence may end inside brackets that do not close within this


@cache
def _words(kind: str) -> frozenset[str]:
    data = tomllib.loads((Path(__file__).parent / "sentence_words.toml").read_text("utf-8"))
    return frozenset(data[kind])


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The sentences of ``text[start:end]``, closing marks included, white space left out.

    A semicolon does not end a sentence; a line end does. In order, never overlapping; every
    character that is not white space lies in exactly one span.
    """
    end = len(text) if end is None else min(end, len(text))
    spans: list[Span] = []
    for cut in (*_sentence_ends(text, start, end), end):
        _add_trimmed(spans, text, start, cut)
        start = max(start, cut)
    return tuple(spans)


def clause_spans(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The sentences of ``text[start:end]`` cut further after commas and semicolons of both
    scripts (，；、 , ;), not inside a number. The mark belongs to the clause that it ends."""
    spans: list[Span] = []
    for sentence in sentence_spans(text, start, end):
        begin = sentence.start
        for match in _CLAUSE_END.finditer(text, sentence.start, sentence.end):
            if _groups_digits(text, match.start()):
                continue
            _add_trimmed(spans, text, begin, match.end())
            begin = match.end()
        _add_trimmed(spans, text, begin, sentence.end)
    return tuple(spans)


def _add_trimmed(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def _sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets just behind each sentence end, ascending."""
    depth, passed = 0, start
    for match in _POSSIBLE_END.finditer(text, start, end):
        mark = match.group()
        if match.start() < passed:  # a bracket taken with the sentence before
            continue
        if mark in "(（":
            depth += 1
            continue
        if mark in ")）":
            depth = max(depth - 1, 0)
            continue
        if mark == "\n":
            depth, passed = 0, match.end()
            yield match.end()
            continue
        if depth and _closes_soon(text, match.end(), end):
            continue
        closing = _CLOSING.match(text, match.end(), end)
        cut = closing.end() if closing else match.end()
        if _ends_sentence(text, match, cut, passed, end):
            depth, passed = 0, cut
            yield cut


def _closes_soon(text: str, position: int, end: int) -> bool:
    reach = min(position + _BRACKET_REACH, end)
    return text.find(")", position, reach) >= 0 or text.find("）", position, reach) >= 0


def _ends_sentence(text: str, match: re.Match[str], cut: int, start: int, end: int) -> bool:
    mark = match.group()
    following = text[cut] if cut < end else "\n"
    if mark[0] == ".":
        return _full_stop_ends(text, match, cut, start, end)
    if mark[0] == "…":  # an ellipsis in mid-sentence is as common as one at its end
        return following.isspace() or following in "“「『"
    if cut > match.end() and following in _GOES_ON:
        return False
    if mark[0] in "!?" and following.isascii() and not following.isspace():
        return following in "\"'(["  # "Yahoo!Inc", "?id=3"
    return True


def _full_stop_ends(text: str, match: re.Match[str], cut: int, start: int, end: int) -> bool:
    """Whether a full stop (or a run of them) ends the sentence."""
    if len(match.group()) > 3:  # the dots of a table of contents
        return True
    if cut < end and not text[cut].isspace():
        # "增长.其中", "5%.其中": a half-width stop in Chinese, not that of "1.其中", "小米.com"
        before = text[match.start() - 1] if match.start() > start else "1"
        if not before.isascii():
            return not ("a" <= text[cut] <= "z")
        return before in "%)" and not text[cut].isascii()
    after = cut
    while after < end and text[after] in " \t":
        after += 1
    if after >= end or text[after] == "\n":
        return True
    if text[after].islower():
        return False
    if match.start() - start < 16 and _LIST_NUMBER.fullmatch(text, start, match.start()):
        return False  # "1. Overview"
    before = text[max(start, match.start() - 16) : match.start()]
    return _word_lets_end(before, text[after : after + 20])


def _word_lets_end(before: str, after: str) -> bool:
    """Whether the word before a full stop can be a sentence's last, by what comes after."""
    found = _WORD_BEFORE.search(before)
    if found is None:
        return True
    word = found.group().lower()
    if word in _words("abbreviations"):
        return False
    if word in _words("before_number"):
        return not after[:1].isdigit()
    if word in _words("maybe") or len(word) == 1 or re.fullmatch(r"(?:[a-z]\.){1,6}[a-z]", word):
        opener = _WORD_AFTER.match(after)
        return opener is not None and opener.group(1).lower() in _words("openers")
    return True


def _groups_digits(text: str, comma: int) -> bool:
    """Whether the comma at `comma` groups the digits of one number."""
    if text[comma] not in ",，﹐" or comma == 0 or not text[comma - 1].isdigit():
        return False
    after = text[comma + 1 : comma + 5]
    return after[:3].isdigit() and len(after) >= 3 and not after[3:4].isdigit()
