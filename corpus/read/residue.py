"""What a chart leaves in the text of a page: axis ticks, cells without gaps, labels of a pie.

Taken out of a PDF without its layout, "0%10%20%30%" or 华兰生物26%上海莱士32%泰邦生物26% stands
in the middle of a paragraph. No figure of it can be told what it is of, and the sentences before
and after it have nothing to do with each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.figure import Figure, Span, UnitKind
from corpus.script import has_han

_RUN = re.compile(r"[-+−]?[0-9][0-9.%+−-]{5,3000}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}\.[0-9]{1,2}(?:\.[0-9]{1,2})?(?![0-9%])")
_DIGITS = re.compile(r"[0-9]+")
_FEWEST_PERCENT, _FEWEST_POINTS, _LONGEST_NUMBER = 3, 4, 12
# Names with percentages and nothing between: the labels of a pie.
_PIE = re.compile(r"(?:[A-Za-z\u3400-\u9fff（）()&]{2,16}[0-9]{1,2}(?:\.[0-9]{1,2})?%){3,200}")
_MARK = re.compile(r"[。，；！？：、\n]")
_UNIT_NOTE = re.compile(r"[單单]位[：:]?\s?$")
_GAP = 40  # characters without a mark that two pieces of one chart can have between them
_WHOLE = frozenset({"person", "household", "company", "store", "country", "vehicle"})
# The last characters of words that lead to a value.
_LEADS = frozenset(
    "为為达達至到约約近超是有仅僅逾过過第共均比在于於升降增减減涨漲跌的得值数數分每前率计計占佔高低多少"
)
_LONGEST_STRETCH = 300  # years


def residue_spans(text: str) -> tuple[Span, ...]:
    """The stretches of `text` that are what a chart or a table left, in order."""
    found = [
        Span(*m.span())
        for m in _RUN.finditer(text)
        if _is_run(m.group()) and not _is_number_of(text, m)
    ]
    if not found:
        return ()
    pies = [Span(*m.span()) for m in _PIE.finditer(text)]
    runs = _joined(text, found)
    near = [p for p in pies if any(_together(text, *sorted((p, run))) for run in runs)]
    return _joined(text, [*runs, *near])


def _joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """`spans` in order, those of one chart as one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and _together(text, joined[-1], span):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _together(text: str, one: Span, later: Span) -> bool:
    """Whether no mark and little else stands between two stretches."""
    gap = text[one.end : max(later.start, one.end)]
    return len(gap) <= _GAP and not _MARK.search(gap)


def _is_run(run: str) -> bool:
    """Whether signs and digits without a gap are more than one number, range or date."""
    bare = _DATE.sub("", run)
    if bare.count("%") >= _FEWEST_PERCENT or bare.count(".") >= _FEWEST_POINTS:
        return True
    return any(len(m.group()) >= _LONGEST_NUMBER for m in _DIGITS.finditer(bare))


def _is_number_of(text: str, run: re.Match[str]) -> bool:
    """Whether digits are those of a licence or an account, which begins with a letter."""
    lettered = text[run.start() - 1 : run.start()].isascii() and run.start() > 0
    return lettered and text[run.start() - 1].isalpha() and not {"%", "."} & set(run.group())


def is_artefact(text: str, figure: Figure) -> bool:
    """Whether a figure read from `text` is none: a part of a cut number, a fraction of a person,
    years without end, the number of a page between two words."""
    kind, code = figure.unit.kind, figure.unit.code
    if figure.text.startswith(".") and text[figure.span.start - 1 : figure.span.start].isalnum():
        return True
    if _UNIT_NOTE.search(text, max(0, figure.span.start - 8), figure.span.start):
        return True
    if kind is UnitKind.NUMBER and figure.scale == 1:
        return _is_between_words(text, figure.span)
    if kind is UnitKind.COUNT and code == "year":
        return abs(figure.value) > _LONGEST_STRETCH
    whole = figure.value == figure.value.to_integral_value()
    return kind is UnitKind.COUNT and code in _WHOLE and figure.scale == 1 and not whole


def _is_between_words(text: str, span: Span) -> bool:
    """Whether a bare number is glued to Chinese words on both sides, or to one at an end, with
    nothing that leads to it: the number of a page, a cell of a table without its lines."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    if not all(c.isdigit() or c == "." for c in span.of(text)) or span.start == 0:
        return False
    if after and after != "\n" and not has_han(after):
        return False
    if before in "%％）)" or (before == "\n" and has_han(after)):
        return bool(after)
    return has_han(before) and before not in _LEADS
