"""A passage in its context, with its highlights: slices of the edition's text, nothing searched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.page.marks import merged
from assistant.page.markup import Html, element, join, text
from corpus.figure import Span
from corpus.report import Edition
from corpus.script import has_han

CONTEXT_CHARS = 220  # shown on either side of a passage, cut to whole sentences
CONTEXT_HAN = 90  # the same in Chinese, which says as much in fewer characters
SHOWN_PASSAGE_CHARS = 6_000

_ENDS = "。！？!?\n"
_BLANK_LINES = re.compile(r"\n+")


def excerpt(edition: Edition, span: Span, highlights: Sequence[Span]) -> Html:
    """The passage at `span` with its highlights, and the sentences around it dimmed."""
    whole = edition.text
    section = edition.section_at(span.start).span if edition.sections else Span(0, len(whole))
    passage = edition.passage_at(span.start)
    is_table = passage is not None and passage.kind == "table"
    end = min(span.end, span.start + SHOWN_PASSAGE_CHARS)
    before, after = ("", "") if is_table else (
        context_before(whole, span.start, section.start),
        context_after(whole, span.end, max(section.end, span.end)),
    )  # fmt: skip
    parts: list[Html] = []
    at = span.start
    for mark in merged(highlights, Span(span.start, end)):
        parts += [text(whole[at : mark.start]), element("mark", mark.of(whole))]
        at = mark.end
    parts.append(text(whole[at:end] + ("…" if end < span.end else "")))
    return element(
        "blockquote",
        element("span", _closed_up(before), class_="around") if before else None,
        element("span", join(parts), class_="passage"),
        element("span", _closed_up(after), class_="around") if after else None,
        class_="excerpt table" if is_table else "excerpt",
        lang=edition.language,
    )


def _closed_up(around: str) -> str:
    """Without blank lines: around a passage they only push it away."""
    return _BLANK_LINES.sub("\n", around)


def _reach(beside: str) -> int:
    return CONTEXT_HAN if has_han(beside) else CONTEXT_CHARS


def context_before(whole: str, at: int, floor: int) -> str:
    """Up to `CONTEXT_CHARS` of whole sentences that end at `at`."""
    start = max(floor, at - _reach(whole[max(floor, at - CONTEXT_HAN) : at]))
    window = whole[start:at]
    if start > floor:
        first = next((i for i in range(len(window)) if _is_end(window, i)), None)
        window = "…" + window[first + 1 :].lstrip() if first is not None else "…" + window
    return window if window.strip("… \n") else ""


def context_after(whole: str, at: int, ceiling: int) -> str:
    """Up to `CONTEXT_CHARS` of whole sentences that start at `at`."""
    end = min(ceiling, at + _reach(whole[at : at + CONTEXT_HAN]))
    window = whole[at:end]
    if end < ceiling:
        last = next((i for i in reversed(range(len(window))) if _is_end(window, i)), None)
        window = window[: last + 1].rstrip() + " …" if last is not None else window + "…"
    return window if window.strip("… \n") else ""


def _is_end(window: str, at: int) -> bool:
    """Whether a sentence ends at this character; a point inside a number does not end one."""
    if window[at] == ".":
        return at + 1 == len(window) or window[at + 1].isspace()
    return window[at] in _ENDS
