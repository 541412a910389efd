"""List markers and heading numbers: what a line opens with."""

from __future__ import annotations

import re

_HAN_NUMBER = "[一二三四五六七八九十百]{1,4}"
# What makes "1.8" at the beginning of a line a figure.
_QUANTITY = r"\s?(?:[萬万億亿兆千百元美港人倍個个]|[mb]illion|thousand|times|pp|x\b|%)"

# Style, depth as a heading (0: never one), pattern. The first that fits counts.
_STYLES = (
    ("chapter", 1, rf"第\s?(?:{_HAN_NUMBER}|\d{{1,3}})\s?[章部篇編编]"),
    ("chapter", 1, r"(?:Part|PART|Chapter|CHAPTER|Item|ITEM)\s(?:[IVX]{1,5}|\d{1,2}[A-Z]?)\b"),
    ("section", 2, rf"第\s?(?:{_HAN_NUMBER}|\d{{1,3}})\s?[節节]"),
    ("han", 3, rf"{_HAN_NUMBER}\s?[、．.]"),
    ("roman", 3, r"[IVX]{1,5}[.、]\s"),
    ("han-bracket", 4, rf"[（(]{_HAN_NUMBER}[）)]"),
    ("decimal-3", 7, r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?![\d.%])\s?"),
    ("decimal-2", 6, rf"\d{{1,2}}\.\d{{1,2}}(?![\d.%])(?!{_QUANTITY})(?=\s|[^\W\d_a-z])"),
    ("number", 5, r"\d{1,2}(?:[.．](?![\d.])|、|[)）](?=\s?\S))"),
    ("number-bracket", 8, r"[（(]\d{1,2}[）)](?![a-z%])"),
    ("circled", 0, r"[①-⑳❶-❿➀-➉]"),
    ("letter", 0, r"[（(]?[a-z][.)）]\s"),
    ("bullet", 0, r"[•●○▪■□◆◇►▶➢➤◼❖✓✔‣◦]\s{0,9}(?=[^\s•●○▪■□◆◇])"),
    ("dash", 0, r"[-–—*·]\s{1,9}(?=\S)"),
)
_OPENING = re.compile("|".join(f"({pattern})" for _, _, pattern in _STYLES))
_BULLETS = "•●○▪■□◆◇►▶➢➤◼❖✓✔‣◦"
_SYMBOL = "▪►▶➢➤◼❖■◆●"
_BULLET_INSIDE = re.compile(rf"(?<=[^\s{_SYMBOL}])\s{{0,3}}(?=[{_SYMBOL}]\s{{0,3}}[^\W_])")


def marker_style(text: str) -> str:
    """The style of the list marker or heading number that `text` opens with, "" for none."""
    found = _OPENING.match(text)
    return _STYLES[found.lastindex - 1][0] if found and found.lastindex else ""


def heading_depth(text: str) -> int:
    """How deep a heading numbered like `text` usually stands (1 the highest), 0 where the
    number is none that headings have."""
    found = _OPENING.match(text)
    return _STYLES[found.lastindex - 1][1] if found and found.lastindex else 0


def is_bare_bullet(text: str) -> bool:
    """Whether `text` is a bullet and nothing else."""
    return len(text) == 1 and text in _BULLETS


def split_at_bullets(text: str) -> list[str]:
    """`text` cut before each bullet inside it: text taken out of a PDF often lost the line
    ends between the items of a list."""
    if not any(symbol in text for symbol in _SYMBOL):
        return [text]
    return [part for part in _BULLET_INSIDE.split(text) if part.strip()]
