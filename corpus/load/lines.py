"""Lines of a file: numbers, pages and gaps, and what a line is by how it opens."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus.load.block import drop_invisible

_LINE_END = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank.

    `number` is its 1-based line in the file, `page` its 1-based page (0: the file has no form
    feeds), `indent` the columns of white space before `text`, `gap` the blank lines before it,
    `new_page` whether a form feed stands before it. `cut` tells that it is a part of a page whose
    line ends are lost, `furniture` that it is no text of the report but its page's.
    """

    text: str
    number: int
    page: int
    indent: int
    gap: int
    new_page: bool = False
    cut: bool = False
    furniture: bool = False


def read_lines(text: str) -> Iterator[Line]:
    """The lines of `text` that are not blank, invisible characters dropped.

    Line ends of every system count; a form feed begins a page, also inside a line.
    """
    paged = "\f" in text
    page, gap, new_page = int(paged), 0, False
    for number, raw in enumerate(_LINE_END.split(text), 1):
        parts = raw.split("\f") if paged else [raw]
        for part_number, part in enumerate(parts):
            if part_number:
                page += 1
                new_page = True
            visible = drop_invisible(part)
            bare = visible.strip()
            if not bare:
                gap += len(parts) == 1
                continue
            lead = visible[: len(visible) - len(visible.lstrip())]
            indent = columns(lead.replace("\t", "    "))
            yield Line(bare, number, page, indent, gap, new_page)
            gap, new_page = 0, False


_DIGITS = re.compile(r"\d+")
_FEWEST_PAGES = 3


def drop_running_lines(lines: list[Line]) -> list[Line]:
    """`lines` without page numbers and running heads and feet: what stands among the first
    or last two lines of at least half of the pages, whatever its numbers are."""
    if not lines or lines[-1].page < _FEWEST_PAGES:
        return lines
    edges = _page_edges(lines)
    seen = Counter(_shape(lines[at].text) for at in edges)
    pages = len({line.page for line in lines})
    enough = max(_FEWEST_PAGES, pages / 2)
    kept: list[Line] = []
    carried = False
    for at, line in enumerate(lines):
        carried = carried or line.new_page
        if at in edges and seen[_shape(line.text)] >= enough:
            continue
        kept.append(replace(line, new_page=True) if carried and not line.new_page else line)
        carried = False
    return kept


def _page_edges(lines: list[Line]) -> set[int]:
    """Places of the first and last two lines of every page."""
    edges: set[int] = set()
    for at, line in enumerate(lines):
        before = lines[at - 2].page if at >= 2 else -1
        after = lines[at + 2].page if at + 2 < len(lines) else -1
        if line.page not in (before, after) or before != after:
            edges.add(at)
    return edges


def _shape(text: str) -> str:
    return _DIGITS.sub("0", text[:200])


def columns(text: str) -> int:
    """The width of `text` in columns: about 2 for a Chinese character, 1 for a Latin one."""
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2


@cache
def _opening(kind: str) -> re.Pattern[str]:
    data = tomllib.loads((Path(__file__).parent / "report_words.toml").read_text("utf-8"))
    words = "|".join(re.escape(word) for word in data[kind])
    if kind == "caption_openers":
        number = r"\s{0,2}(?:[0-9A-Z]{1,3}|[一二三四五六七八九十百]{1,4})(?:[-.–][0-9]{1,3}){0,2}"
        return re.compile(rf"(?:{words}){number}\s{{0,2}}(?P<mark>[：:.、．|│]|\s|$)", re.I)
    if kind == "source_openers":
        return re.compile(rf"(?:{words})\s{{0,2}}[：:]", re.I)
    return re.compile(words)


def is_source_line(text: str) -> bool:
    """Whether the line says where figures come from ("資料來源：…", "Source: …")."""
    return _opening("source_openers").match(text) is not None


def is_unit_line(text: str) -> bool:
    """Whether the line tells a table's unit ("單位：百萬元", "(In millions)")."""
    if len(text) > 80:
        return False
    bracketed = text[0] in "(（" and text[-1] in ")）"
    return (bracketed and _opening("scales").search(text) is not None) or (
        _opening("unit_openers").match(text) is not None
    )


def is_caption(text: str) -> bool:
    """Whether the line names a figure or table ("圖一：…", "Table 2. …"), or its source.

    "圖 3 shows that …", a sentence, is none.
    """
    if is_source_line(text):
        return True
    found = _opening("caption_openers").match(text)
    if found is None or text[-1] in "。，；,;" or len(text) > 200:
        return False
    return found["mark"].strip() != "" or (len(text) <= 60 and text[-1] not in ".?？!！")
