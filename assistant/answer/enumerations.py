"""Enumerations of a report: items marked in turn (一是…二是, "First, …"), or one to a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.words.lists import word_file
from corpus.figure import Span
from corpus.report import Edition, Place
from corpus.script import fold

# An item's number or bullet, in whose place the answer has a bullet of its own.
_NUMBERED = re.compile(r"[ \t]{0,8}(?:[(（]?\d{1,2}[)）.、](?!\d)|[•●▪◆·*-])[ \t]{0,4}")
_SHORTEST_ITEM, _LONGEST_ITEM = 6, 500  # characters of an item of a list


@cache
def _series() -> tuple[tuple[str, ...], ...]:
    data = word_file("lists")
    return tuple(tuple(fold(item) for item in series["items"]) for series in data["series"])


def items_after(report_id: str, edition: Edition, paragraph: int) -> tuple[Place, ...]:
    """The items of an enumeration that `paragraph` holds or that follow it."""
    inside = _items_in(report_id, edition, edition.paragraphs[paragraph])
    inside = inside or _lines_in(report_id, edition, paragraph)
    if len(inside) > 1:
        return inside
    if _announces(edition, paragraph):
        return _lines_in(report_id, edition, paragraph + 1)
    for series in _series():
        first = _first_item(edition, paragraph, series)
        items: list[Place] = []
        for offset, marker in enumerate(series):
            number = first + offset
            if number >= len(edition.paragraphs) or not _begins(edition, number, marker):
                break
            items.append(Place(report_id, edition.language, edition.paragraphs[number]))
        if len(items) > 1:
            return tuple(items)
    return ()


def _announces(edition: Edition, paragraph: int) -> bool:
    """Whether a paragraph ends in a colon and the next one of its section is a list."""
    text = edition.paragraphs[paragraph].of(edition.text).rstrip()
    return text.endswith((":", "：")) and paragraph + 1 < len(edition.paragraphs)


def _lines_in(report_id: str, edition: Edition, paragraph: int) -> tuple[Place, ...]:
    """The items of a list that is one to a line."""
    span = edition.paragraphs[paragraph]
    passage = edition.passage_at(span.start)
    if passage is None or passage.kind != "text":
        return ()
    text = span.of(edition.text)
    if text.count("\n") < 1:
        return ()
    items, at = [], span.start
    for line in text.split("\n"):
        if line.strip():
            mark = _NUMBERED.match(line)
            start = at + (mark.end() if mark else 0)
            items.append(Place(report_id, edition.language, Span(start, at + len(line))))
        at += len(line) + 1
    whole = all(_SHORTEST_ITEM <= len(i.span.of(edition.text)) <= _LONGEST_ITEM for i in items)
    return tuple(items) if whole and len(items) > 1 else ()


def _first_item(edition: Edition, paragraph: int, series: Sequence[str]) -> int:
    """Where an enumeration begins that `paragraph` is an item of, or leads to."""
    for position, marker in enumerate(series):
        if _begins(edition, paragraph, marker):
            return max(0, paragraph - position)
    return paragraph + 1


def _begins(edition: Edition, paragraph: int, marker: str) -> bool:
    if paragraph >= len(edition.paragraphs):
        return False
    return fold(edition.paragraphs[paragraph].of(edition.text)).lstrip().startswith(marker)


def _items_in(report_id: str, edition: Edition, span: Span) -> tuple[Place, ...]:
    text = fold(span.of(edition.text))
    for series in _series():
        starts: list[int] = []
        for marker in series:
            at = text.find(marker, starts[-1] + 1 if starts else 0)
            if at < 0:
                break
            starts.append(at)
        if len(starts) > 1:
            ends = [*starts[1:], len(text)]
            return tuple(
                Place(
                    report_id,
                    edition.language,
                    Span(span.start + start, span.start + start + len(text[start:end].rstrip())),
                )
                for start, end in zip(starts, ends, strict=True)
            )
    return ()
