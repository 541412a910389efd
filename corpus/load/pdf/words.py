"""Characters of a page → words → runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from corpus.load.block import drop_invisible
from corpus.load.pdf.geometry import Glyph, Rect, Run, Word
from corpus.script import is_han

_NEW_WORD = 0.28  # of the font size: a gap that wide parts two words
_SPACE = 0.12  # of the font size: a gap that wide is a space, where the file has none
_DIGIT_SPACE = 0.22  # the same between digits, some of which are set apart
_NEW_HAN_WORD = 0.75  # Chinese is often set with space between its characters
_BACK = 0.6  # of the font size: a jump back by more begins a new word
_SAME_BASE = 0.12  # of the font size, between the baselines of one word
_MOST_LINES = 1_000  # of a page on which raised marks are looked for
_RAISED = 0.88  # of the font size, at most, is that of a raised mark
_FAKE_BOLD = 0.1  # of the font size: the same character drawn twice within it is one

_FAR = float("inf")

_LINE = 0.3  # of the font size, between the baselines of one line
_NEW_RUN = 1.15  # of the font size: a gap that wide parts two columns or cells
_NEW_NUMBER = 0.45  # the same between two figures
_NEW_AMOUNT = 0.2  # the same between a figure and the currency sign of the next one
_LEADER = re.compile(r"[.…·．‥_]+")
_FEWEST_DOTS = 4
_LEADER_TAIL = re.compile(r"\s?(?:\.\s?){4,}$|\s?[…‥_]{2,}$")
_FIGURE = re.compile(r"(?:[A-Z]{0,3}[$£€¥])?[(（+\-–−]{0,3}\d[\d,.]*[%)）pc]{0,2}|[-–—]+|[%]")
_COIN = re.compile(r"[(（]?(?:[A-Z]{0,3}[$£€¥]|Rs\.?)(?:[(（]?\d.*)?")
_NO_SPACE_BEFORE = frozenset(".,;:!?)")
_COINS = frozenset("$¥€£＄")
_RAISED_MARK = re.compile(r"[(（\[]?(?:\d{1,2}|[a-z*†‡§#])(?:,\d{1,2}){0,3}[)）\]]?|\*{1,3}")
_RAISED_SUFFIX = re.compile(r"st|nd|rd|th|TM|SM|[®™℠]")
_POWER_UNITS = ("m", "km", "cm", "mm", "CO", "ft", "PM", "H", "NO")

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """The words of a page in the order of the file; white space parts words and is dropped."""
    words: list[Word] = []
    current: list[Glyph] = []
    spaced = False
    drawn: dict[tuple[str, int, int], float] = {}
    for glyph in glyphs:
        text = glyph.text
        if text.isspace() or not _visible(text):
            _close(current, words, spaced)
            spaced = text != "\n"
            continue
        near = max(min(_FAKE_BOLD * glyph.size, 0.5 * glyph.rect.width), 0.01)
        left, base = glyph.rect.left, round(glyph.base)
        at = int(left / near)
        if any(abs(left - drawn.get((text, base, n), _FAR)) < near for n in (at - 1, at, at + 1)):
            continue
        drawn[text, base, at] = left
        if current and _begins_word(current[-1], glyph):
            _close(current, words, spaced)
            spaced = False
        current.append(glyph)
    _close(current, words, spaced)
    return words


def _visible(text: str) -> bool:
    return text.isprintable() if text.isascii() else bool(drop_invisible(text))


def _close(current: list[Glyph], words: list[Word], spaced: bool) -> None:
    dots = 0
    while dots < len(current) and current[-1 - dots].text in ".…_‥":
        dots += 1
    if 4 <= dots < len(current):
        del current[-dots:]  # a dot leader that begins right behind its label
    if current:
        rect = Rect.around(glyph.rect for glyph in current)
        first = current[0]
        bold = 2 * sum(glyph.bold for glyph in current) > len(current)
        text = "".join(_plain(glyph.text) for glyph in current)
        words.append(Word(drop_invisible(text), rect, first.base, first.size, bold, spaced))
        current.clear()


def _plain(text: str) -> str:
    """A ligature or a compatibility ideograph as the characters that it stands for."""
    if text.isascii():
        return text
    if text in _LIGATURES:
        return _LIGATURES[text]
    if "\u2e80" <= text <= "\u2fdf" or "\uf900" <= text <= "\ufaff":
        return unicodedata.normalize("NFKC", text)
    return text


def _begins_word(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    if abs(glyph.base - last.base) > _SAME_BASE * size:
        return True
    if min(last.size, glyph.size) < 0.75 * size:
        return True
    gap = glyph.rect.left - last.rect.right
    if gap < -_BACK * size:
        return True
    wide = is_han(last.text) and is_han(glyph.text)
    return gap > (_NEW_HAN_WORD if wide else _NEW_WORD) * size


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words that share a baseline, from the top, each line from left to right."""
    lines: list[list[Word]] = []
    base = 0.0
    for word in sorted(words, key=lambda word: (word.base, word.rect.left)):
        if lines and word.base - base <= _LINE * min(word.size, lines[-1][-1].size):
            lines[-1].append(word)
        else:
            lines.append([word])
            base = word.base
    for line in lines:
        line.sort(key=lambda word: word.rect.left)
    return _with_raised_marks(lines)


def _with_raised_marks(lines: list[list[Word]]) -> list[list[Word]]:
    """Small raised words put back into the line that they belong to, or dropped."""
    kept: list[list[Word]] = []
    loose: list[Word] = []
    few = len(lines) <= _MOST_LINES
    for line in lines:
        if few and all(
            _RAISED_MARK.fullmatch(w.text) or _RAISED_SUFFIX.fullmatch(w.text) for w in line
        ):
            loose += line
        else:
            kept.append(line)
    for word in loose:
        host = _host(word, kept)
        opened = _opened_by(word, kept) if host is None else None
        if opened is not None:
            opened.insert(0, word)  # the mark that a footnote begins with
        elif host is None:
            kept.append([word])
        elif _RAISED_SUFFIX.fullmatch(word.text) or not _is_reference(word, host):
            host.append(word)
            host.sort(key=lambda word: word.rect.left)
    kept.sort(key=lambda line: min(word.base for word in line))
    return [
        [word for place, word in enumerate(line) if not _is_raised_in(line, place)] for line in kept
    ]


def _host(mark: Word, lines: Sequence[list[Word]]) -> list[Word] | None:
    """The line in which a word of larger type stands right before the raised `mark`."""
    for line in lines:
        if not 0 < line[0].base - mark.base < line[0].size:
            continue
        for word in line:
            if (
                mark.size < _RAISED * word.size
                and -0.2 * word.size <= mark.rect.left - word.rect.right <= 0.5 * word.size
                and mark.base - word.rect.top > 0
            ):
                return line
    return None


def _opened_by(mark: Word, lines: Sequence[list[Word]]) -> list[Word] | None:
    """The line whose first word stands right behind the raised `mark`."""
    for line in lines:
        first = line[0]
        gap = first.rect.left - mark.rect.right
        raised = 0 < first.base - mark.base < 0.7 * first.size
        if raised and -0.2 * first.size < gap < 0.8 * first.size:
            return line
    return None


def _is_reference(mark: Word, line: Sequence[Word]) -> bool:
    before = [word for word in line if word.rect.left < mark.rect.left]
    return not before or before[-1].text not in _POWER_UNITS


def _is_raised_in(line: Sequence[Word], place: int) -> bool:
    """Whether a word is the mark of a footnote, set small and raised behind a larger word."""
    mark = line[place]
    if not place or not _RAISED_MARK.fullmatch(mark.text):
        return False
    before = line[place - 1]
    return (
        mark.size < _RAISED * before.size
        and mark.base < before.base - 0.1 * before.size
        and mark.rect.left - before.rect.right <= 0.5 * before.size
        and _is_reference(mark, line)
    )


def runs_of(line: Sequence[Word]) -> Iterator[Run]:
    """The runs of a line: words without a column's gap between them, dot leaders left out."""
    run: list[Word] = []
    leaders = _leaders(line)
    for place, word in enumerate(line):
        if run and (place in leaders or _parts(run[-1], word)):
            yield from _finish(run)
            run = []
        if place not in leaders:
            run.append(word)
    if run:
        yield from _finish(run)


def _leaders(line: Sequence[Word]) -> set[int]:
    """The places of words that are nothing but the dots between a label and its figure."""
    found: set[int] = set()
    row: list[int] = []
    for place, word in enumerate((*line, None)):
        if word is not None and _LEADER.fullmatch(word.text):
            row.append(place)
            continue
        if sum(len(line[at].text) for at in row) >= _FEWEST_DOTS:
            found.update(row)
        row = []
    return found


def _finish(run: Sequence[Word]) -> Iterator[Run]:
    text = join_words(run)
    bare = _LEADER_TAIL.sub("", text)
    if bare.strip():
        yield Run.of(run, bare)


def _parts(last: Word, word: Word) -> bool:
    gap = word.rect.left - last.rect.right
    size = min(max(last.size, word.size), 1.5 * min(last.size, word.size))
    if gap > _NEW_RUN * size:
        return True
    if not _FIGURE.fullmatch(last.text):
        return False
    if _COIN.fullmatch(word.text):
        return gap > _NEW_AMOUNT * size
    return _FIGURE.fullmatch(word.text) is not None and gap > _NEW_NUMBER * size


def join_words(words: Sequence[Word]) -> str:
    """The text of words on one line: a space where there is room for one."""
    parts: list[str] = []
    for place, word in enumerate(words):
        if place:
            last = words[place - 1]
            gap = word.rect.left - last.rect.right
            space = _DIGIT_SPACE if last.text[-1:].isdigit() and word.text[:1].isdigit() else _SPACE
            apart = word.spaced or gap > space * max(last.size, word.size)
            if apart and not _clings(last.text, word.text):
                parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def _clings(left: str, right: str) -> bool:
    """Whether two words stand without a space, though there is a gap between them."""
    if not left or not right or right in _NO_SPACE_BEFORE:
        return True
    if right[0] in "%％":
        return left[-1].isdigit() or left[-1] == ")"
    return left[-1] in _COINS and (right[0].isdigit() or right[0] in "(—–-")
