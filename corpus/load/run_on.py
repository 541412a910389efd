"""Pages whose line ends are lost: cut where captions, sources and running heads stood.

A page taken out of a PDF as one line runs its heading, its sentences, its charts and its
disclaimer together. What is no sentence is parted from what is, so that a sentence can be quoted
alone; the field codes of a broker's template ("[Table_Title]") are left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from corpus.figure import Span
from corpus.load.markers import heading_depth
from corpus.read.residue import residue_spans

_SHORTEST = 400  # characters of a line that is a page, not a paragraph
_CODE = re.compile(r"\[?Table_[A-Za-z0-9]{1,24}\]?")
_WEB = re.compile(r"(?:https?://)?www\.[a-z0-9-]{2,30}(?:\.[a-z]{2,4}){1,2}|\.{6,}-?[0-9]{0,3}-?")
_BULLET = re.compile(r"(?<=[^\s•⚫])[•⚫](?=[^\s\d])")
_SAYS = re.compile(r"[。；：！？，]")
_LONGEST_LABEL = 40  # characters
_SOURCE_REACH = 60  # characters after "source:" in which the last name of one can stand


@cache
def _words(kind: str) -> str:
    data = tomllib.loads((Path(__file__).parent / "report_words.toml").read_text("utf-8"))
    return "|".join(re.escape(word) for word in sorted(data[kind], key=len, reverse=True))


@cache
def _caption() -> re.Pattern[str]:
    """What opens a caption inside a line: its word, perhaps a number, and a colon; none that a
    sentence only points at (如圖3：)."""
    number = r"\s?[0-9]{0,3}(?:[-.][0-9]{1,2})?"
    return re.compile(rf"(?<![如见見下上看由附及各的])(?:圖表|图表|圖|图|表){number}[：:]")


@cache
def _source() -> re.Pattern[str]:
    """A source: its opener and names, up to the last word that such a name ends with."""
    openers, ends = _words("source_openers"), _words("source_ends")
    return re.compile(
        rf"(?:{openers})[：:][^。；！？\n]{{0,{_SOURCE_REACH}}}?(?:{ends}){{1,4}}"
        rf"(?:[，、,][^。；！？，、,\n0-9]{{0,24}}?(?:{ends}){{1,4}}){{0,8}}"
    )


@cache
def _running() -> re.Pattern[str]:
    """A running head or foot: its opening words, up to how such a line ends, with its page."""
    openers, ends = _words("running_openers"), _words("running_ends")
    page = r"(?:-?[0-9]{1,3}(?:/[0-9]{1,3}|-)?(?![0-9.%年月万亿]))?"
    return re.compile(rf"(?:{openers})[^。；！？\n]{{0,40}}?(?:{ends})+{page}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line; `furniture` is a page's head, foot or source, or what a chart left."""

    text: str
    furniture: bool = False


def split_run_on(text: str) -> list[Piece]:
    """The pieces of a line that is a whole page; any other line as it is."""
    if len(text) < _SHORTEST:
        return [Piece(text)]
    furniture = _joined([*_furniture(text)])
    if not furniture:
        return [Piece(text)]
    cuts = {0, len(text)}
    for pattern in (_caption(), _BULLET):
        cuts |= {match.start() for match in pattern.finditer(text)}
    cuts = {at for at in cuts if not any(f.start < at < f.end for f in furniture)}
    cuts |= {at for span in furniture for at in (span.start, span.end)}
    starts = {span.start for span in furniture}
    pieces = []
    for start, end in pairwise(sorted(cuts)):
        bare = _CODE.sub("", text[start:end]).strip()
        if bare:
            pieces.append(Piece(bare, start in starts or _is_label(bare)))
    return pieces


def _is_label(piece: str) -> bool:
    """Whether a piece is the number of a page, or words of a chart or its caption: too short for a
    sentence, without a mark and no heading with a number."""
    caption = _caption().match(piece)
    said = piece[caption.end() :] if caption else piece
    short = len(said) <= _LONGEST_LABEL and not _SAYS.search(said)
    return short and (not heading_depth(piece) or piece.isdigit())


def _furniture(text: str) -> Iterator[Span]:
    for pattern in (_CODE, _WEB, _source(), _running()):
        for match in pattern.finditer(text):
            yield Span(*match.span())
    yield from residue_spans(text)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
