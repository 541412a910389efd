"""Runs as cells: which hold a figure, and marks set in columns of their own joined to theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.load.pdf.geometry import Run

_UNIT = "%|％|pp|ppts?|pts?|bps|x|X|倍|天|日|億元?|萬|百萬|bn|mn|[BMKbmkpc¢]"
_VALUE = re.compile(
    r"(?:about |約|~|≈|<|>|≤|≥)?"
    r"[(（]?[-–−—+＋△▲▼]?\s?(?:[A-Z]{0,3}[$＄¥€£]|[A-Z]{3} )?\s?[(（]?[-–−]?\s?"
    r"\d[\d,，]{0,30}(?:\.\d{1,12})?(?:\s?[-–~]\s?\d[\d,]{0,20}(?:\.\d{1,9})?)?"
    rf"\s?(?:{_UNIT})?\s?[)）]?\s?(?:{_UNIT})?[*]{{0,2}}"
)
_NO_VALUE = frozenset(
    (
        "-",
        "–",
        "—",
        "--",
        "——",
        "―",
        "n/a",
        "n.a.",
        "na",
        "n.m.",
        "nm",
        "n/m",
        "*",
        "**",
        "flat",
        "nil",
        "不適用",
        "不适用",
        "持平",
    )
)
_BEFORE_NUMBER = re.compile(r"[(（]?(?:[A-Z]{0,3}[$＄¥€£]|[(（])[(（]?")
_AFTER_NUMBER = re.compile(r"[)）]?\s?[%％]|[)）]|pts?|pp|bps")
_Y = r"(?:19|20)\d\d"
_YEAR = re.compile(
    rf"(?:FY\s?)?{_Y}[*AEF]?|FY\s?\d\d[*AEF]?|[1-4][QH]\s?(?:{_Y}|\d\d)[*AEF]?"
    rf"|[QH][1-4]\s?(?:{_Y}|\d\d)|{_Y}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{1,2}}/\d{{1,2}}/{_Y}"
    rf"|{_Y}\s?(?:[-–/]|vs\.?|to)\s?(?:{_Y}|\d\d)|(?:{_Y}|\d{{2,3}})\s?年(?:度|第?[1-4一二三四]季度?)?"
)
_MARK_GAP = 10.0  # of the font size, between a currency sign and its number
_TAIL_GAP = 2.2  # of the font size, between a number and its percent sign


def is_value(text: str) -> bool:
    """Whether a run is a figure, or a sign for none, and nothing else."""
    return _VALUE.fullmatch(text) is not None or text.lower() in _NO_VALUE


def is_year(text: str) -> bool:
    """Whether a run is a year or a quarter, as heads a column."""
    return _YEAR.fullmatch(text) is not None


def join_marks(line: Sequence[Run]) -> list[Run]:
    """The runs of a line with "$" joined to the number behind it, "%" and ")" to that before."""
    joined: list[Run] = []
    for run in line:
        last = joined[-1] if joined else None
        if last is not None:
            gap = run.rect.left - last.rect.right
            if (
                _BEFORE_NUMBER.fullmatch(last.text)
                and is_value(run.text)
                and gap < _MARK_GAP * run.size
            ):
                joined[-1] = Run.of([*last.words, *run.words], last.text + run.text)
                continue
            if (
                _AFTER_NUMBER.fullmatch(run.text)
                and last.text[-1:].isdigit()
                and is_value(last.text)
                and gap < _TAIL_GAP * run.size
            ):
                joined[-1] = Run.of([*last.words, *run.words], last.text + run.text)
                continue
        joined.append(run)
    return joined
