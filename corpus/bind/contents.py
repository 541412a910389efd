"""Tables of contents: titles with the numbers of their pages, which measure nothing."""

from __future__ import annotations

import re

_FEWEST = 4  # entries
_LONGEST = 4_000  # characters
_PAGE = re.compile(r"(?<![\w.,$%-])\d{1,3}(?![\w%]|[.,]\d)")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]{3,30}")
_SIGNS = re.compile(r"[$€£¥%]")
_TITLED = 90  # of a hundred longer words begin with a capital


def is_contents(text: str) -> bool:
    """Whether a paragraph is a table of contents in a row ("Business 1 Risk Factors 5 …"): words
    of titles between numbers of pages, which never fall."""
    if len(text) > _LONGEST or _SIGNS.search(text):
        return False
    pages = [int(match.group()) for match in _PAGE.finditer(text)]
    if len(pages) < _FEWEST or pages != sorted(pages) or pages[0] == pages[-1]:
        return False
    words = _WORD.findall(text)
    titled = sum(word[0].isupper() for word in words)
    return len(words) >= len(pages) and 100 * titled >= _TITLED * len(words)
