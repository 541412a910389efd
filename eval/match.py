"""What matches what: figures, facts, words and scripts, apart from any answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.figure import Figure, UnitKind
from corpus.read.read_figures import parse_figure, read_figures
from corpus.script import Language, detect_language, fold, has_han, is_han, to_script
from corpus.sentences import sentence_spans

COMPUTED = "~"  # marks an expected figure that was computed, not quoted
_COUNTS = (UnitKind.COUNT, UnitKind.NUMBER)
_QUOTES = (("「", "」"), ("『", "』"), ("“", "”"), ('"', '"'), ("‘", "’"))
_SHORTEST_QUOTATION = 6  # characters; less is a phrase that anybody would write


def expected_figure(text: str) -> Figure:
    """The figure that an expectation writes, its "~" left off.

    Raises:
        ValueError: it is not one figure.
    """
    figure = parse_figure(text.removeprefix(COMPUTED))
    if figure is None:
        raise ValueError(f"not a figure: {text!r}")
    return figure


def same_unit(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same thing.

    Counters are not compared (輛, 臺, units and cars are a matter of wording), and a count may
    be written bare. A currency that the text leaves open agrees with any; two named ones
    must be the same. Percent and percentage points are unlike.
    """
    if one.unit.kind in _COUNTS and other.unit.kind in _COUNTS:
        return True
    if one.unit.kind is not other.unit.kind:
        return False
    if one.unit.kind is UnitKind.CURRENCY:
        return one.unit.code == other.unit.code or not (one.unit.code and other.unit.code)
    return True


def same_number(shown: Figure, wanted: Figure, *, computed: bool = False) -> bool:
    """Whether `shown` gives the number of `wanted`, units aside.

    A quoted figure has to be met exactly, both ends of a range. A computed one is met
    within half a unit of the last digit of whichever is written more coarsely, as long as
    `shown` keeps two significant digits.
    """
    if (shown.value, shown.upper) == (wanted.value, wanted.upper):
        return True
    if not computed or shown.is_range or wanted.is_range:
        return False
    coarser = max(shown.quantum, wanted.quantum)
    enough = abs(shown.value) >= 10 * shown.quantum
    return enough and abs(shown.value - wanted.value) <= coarser / 2


def readings(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, and two neighbours of one unit also as the range from one to the other."""
    listed = list(figures)
    pairs: list[Figure] = []
    for low, high in pairwise(listed):
        if not low.is_range and not high.is_range and low.value < high.value:
            pairs.append(replace(low, unit=high.unit, upper=high.value))
    return listed + pairs


def is_shown(wanted: str, shown: Iterable[Figure]) -> bool:
    """Whether the expected figure `wanted` is among `shown`, in value and unit."""
    gold, computed = expected_figure(wanted), wanted.startswith(COMPUTED)
    return any(
        same_unit(figure, gold) and same_number(figure, gold, computed=computed)
        for figure in readings(shown)
    )


def holds_fact(text: str, fact: str) -> bool:
    """Whether `text` says `fact`, a figure in any wording or words in any script."""
    return says_words(text, fact) or has_figure(read_figures(text), fact)


def has_figure(figures: Iterable[Figure], fact: str) -> bool:
    """Whether `fact` is a figure and exactly that amount is among `figures`."""
    wanted = parse_figure(fact)
    return wanted is not None and any(
        same_unit(figure, wanted) and same_number(figure, wanted) for figure in figures
    )


def says_words(text: str, words: str) -> bool:
    """Whether `words` stand in `text`, whatever the script, width and case.

    Latin letters and digits match as whole words and numbers ("no" is not in "now", "3%"
    not in "47.3%"); a trailing "*" lets any ending follow. Chinese matches anywhere.
    """
    open_end = words.endswith("*")
    wanted, searched = fold(words.removesuffix("*")), fold(text)
    at = searched.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not _joins(searched[max(at - 2, 0) : at], wanted[0], before=True) and (
            open_end or not _joins(searched[end : end + 2], wanted[-1], before=False)
        ):
            return True
        at = searched.find(wanted, at + 1)
    return False


def _joins(beside: str, edge: str, *, before: bool) -> bool:
    """Whether the characters beside a match go on with the word or number at its edge."""
    if not beside or not _is_latin(edge):
        return False
    nearest, next_one = (beside[-1], beside[0]) if before else (beside[0], beside[-1])
    if edge.isdigit() and nearest in ".," and len(beside) == 2:
        return next_one.isdigit()
    return _is_latin(nearest)


def _is_latin(character: str) -> bool:
    return character.isalnum() and not is_han(character)


def unquoted(text: str, passages: Sequence[str] = ()) -> str:
    """`text` without quotations: sentences of `passages`, what paired quotation marks
    enclose, and lines that begin with ">"."""
    sentences = {
        sentence
        for passage in passages
        for span in sentence_spans(passage)
        if len(sentence := span.of(passage).strip()) >= _SHORTEST_QUOTATION
    }
    for sentence in sorted(sentences, key=len, reverse=True):
        text = text.replace(sentence, "")
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    for opening, closing in _QUOTES:
        pieces: list[str] = []
        rest = kept
        while (start := rest.find(opening)) >= 0:
            end = rest.find(closing, start + 1)
            if end < 0:
                break
            pieces.append(rest[:start])
            rest = rest[end + 1 :]
        kept = "".join([*pieces, rest])
    return kept


def has_latin(text: str) -> bool:
    """Whether any character is a Latin letter."""
    return any(character.isascii() and character.isalpha() for character in text)


def written_in(language: Language, text: str) -> bool:
    """Whether `text` is in that language and script, as `score.language_right` decides it."""
    if language == "en":
        return has_latin(text) and detect_language(text) == "en"
    if not has_han(text) or detect_language(text, default_chinese=language) == "en":
        return False
    ideographs = "".join(character for character in text if is_han(character))
    converted = to_script(ideographs, language)
    strange = sum(one != other for one, other in zip(ideographs, converted, strict=False))
    return 10 * strange <= len(ideographs)
