"""HTML out of values: the one place where text becomes markup.

`element` escapes whatever is not already `Html`, so that a view cannot forget to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from corpus.figure import Span


class Html(str):
    """Text that is markup already. Made by this module only; everything else is escaped."""

    __slots__ = ()


Content = str | None
Attribute = str | int | bool | None

_VOID = frozenset({"br", "hr", "wbr", "input", "img"})


def text(value: str) -> Html:
    """`value` as text: no character of it is read as markup."""
    return value if isinstance(value, Html) else Html(escape(value, quote=True))


def join(parts: Iterable[Content], between: str = "") -> Html:
    """The parts side by side, `None` and "" left out; whatever is not `Html` is escaped."""
    return Html(text(between).join(text(part) for part in parts if part))


def element(tag: str, *children: Content, **attributes: Attribute) -> Html:
    """``<tag …>children</tag>``.

    A trailing underscore of an attribute's name is dropped (`class_`), others become hyphens.
    `None` and `False` leave the attribute out, `True` writes it without a value.
    """
    words = [tag]
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        written = name.rstrip("_").replace("_", "-")
        words.append(written if value is True else f'{written}="{text(str(value))}"')
    if tag in _VOID:
        return Html(f"<{' '.join(words)}>")
    return Html(f"<{' '.join(words)}>{join(children)}</{tag}>")


def woven(whole: str, line: Span, pieces: Sequence[tuple[Span, Html]]) -> Html:
    """`line` of `whole` with `pieces` in place of their spans, everything else as text.

    A piece that is not inside the line, or overlaps one before it, is left out.
    """
    parts: list[Html] = []
    at = line.start
    for span, piece in sorted(pieces, key=lambda pair: pair[0]):
        if span.start < at or span.end > line.end or span.start == span.end:
            continue
        parts += [text(whole[at : span.start]), piece]
        at = span.end
    return join([*parts, text(whole[at : line.end])])
