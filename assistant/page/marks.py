"""How a verdict looks: an icon and a word, and a colour that only repeats them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.check.graded import words
from assistant.check.marks import MARKS
from assistant.page.markup import Html, element, join
from assistant.results import FigureCheck, Verdict
from corpus.figure import Span
from corpus.script import Language


def style_of(verdict: Verdict) -> str:
    """The class that colours a verdict."""
    return "is-" + verdict.value.replace(" ", "-")


def verdict_word(verdict: Verdict, language: Language) -> str:
    return words("verdict", verdict.value, language)


def badge(verdict: Verdict, language: Language) -> Html:
    """Icon and word, on their own."""
    return element(
        "span",
        element("span", MARKS[verdict], class_="icon", aria_hidden="true"),
        " ",
        verdict_word(verdict, language),
        class_=f"badge {style_of(verdict)}",
    )


def marked_figure(
    written: str, check: FigureCheck, language: Language, *, event: str, turn: int, number: int
) -> Html:
    """A figure inside running text with its mark; a click on it asks for its evidence.

    The word follows the icon in sight where the figure does not stand; where it does, it is
    kept for screen readers, so that a line of good figures stays readable.
    """
    seen = "" if check.verdict.passes else " in-sight"
    word_ = verdict_word(check.verdict, language)
    return element(
        "span",
        element("span", written, class_="written"),
        element("span", MARKS[check.verdict], class_="icon", aria_hidden="true"),
        element("span", f" {word_}", class_="word" + seen),
        class_=f"figure {style_of(check.verdict)}",
        title=f"{word_}: {check.reason}" if check.reason else word_,
        data_event=event,
        data_turn=turn,
        data_number=number,
    )


def pill(check: FigureCheck, language: Language, *, event: str, turn: int, number: int) -> Html:
    """A button for one figure: icon, the figure as written, the word."""
    return element(
        "button",
        element("span", MARKS[check.verdict], class_="icon", aria_hidden="true"),
        element("span", short(check.figure.text, 40), class_="written"),
        element("span", verdict_word(check.verdict, language), class_="word"),
        type="button",
        class_=f"pill {style_of(check.verdict)}",
        title=check.reason or None,
        data_event=event,
        data_turn=turn,
        data_number=number,
    )


def tally(checks: Sequence[FigureCheck], language: Language) -> Html:
    """How many figures got which verdict, in the order of the verdicts."""
    counts = Counter(check.verdict for check in checks)
    return join(
        element(
            "span",
            element("span", MARKS[verdict], class_="icon", aria_hidden="true"),
            f" {counts[verdict]} {verdict_word(verdict, language)}",
            class_=f"count {style_of(verdict)}",
        )
        for verdict in Verdict
        if counts[verdict]
    )


def short(text: str, limit: int) -> str:
    """`text`, cut to `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def merged(spans: Sequence[Span], within: Span) -> tuple[Span, ...]:
    """The spans clipped to `within`, in order, those that touch made one."""
    result: list[Span] = []
    for span in sorted(spans):
        start, end = max(span.start, within.start), min(span.end, within.end)
        if start >= end:
            continue
        if result and start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(end, result[-1].end))
        else:
            result.append(Span(start, end))
    return tuple(result)
