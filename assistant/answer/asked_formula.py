"""What a question asks to be worked out: a declared ratio, or the formula that it writes itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import corpus.kpi_names
from assistant.formula import (
    BadFormula,
    Node,
    average,
    change,
    earlier,
    number,
    read_formula,
)
from corpus.bind.table_words import metric_kinds
from corpus.figure import Span
from corpus.kpi_names import Matcher, read_rows, vocabulary

_DEFINED = re.compile(
    r"(?:\b(?:defined|calculated|computed)(?: here)? (?:here )?as(?: being)?"
    r"|\bdefine [^.?:]{1,80}? as"
    r"|定義為|定义为|定義是|定义是|計算方式為|計算公式為|计算公式为|公式為|公式为)\s?[:：]?\s?",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[.;](?=\s|$)|[?？。；]|\bround\b|\banswer in\b|\bgive (?:your|the)\b|四捨五入|四舍五入", re.I
)
_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?![\d.,]\d|\d)|\bFY\s?(\d\d)\b", re.I)
_WORDS = re.compile(
    r"(?P<op>[/÷+*×]|(?<=[\s)）])[-–−](?=[\s(（])|(?<=[\d\s)])x(?=[\s(\d]))|(?P<open>[(（])"
    r"|(?P<close>[)）])|(?P<year>(?:FY\s?)(?:20|19)?\d\d\b|\b(?:19|20)\d\d\b(?!\.\d))"
    r"|(?P<number>\b\d{1,4}(?:\.\d{1,4})?\b)"
    r"|(?P<word>\b(?:divided by|multiplied by|over|times|plus|minus|less|average"
    r"|changes? in)\b|除以|乘以|加上|減去|减去|平均|變動|变动)",
    re.IGNORECASE,
)
_SIGNS = {
    "÷": "/", "×": "*", "x": "*", "–": "-", "−": "-", "divided by": "/", "over": "/", "除以": "/",
    "multiplied by": "*", "times": "*", "乘以": "*", "plus": "+", "加上": "+", "minus": "-",
    "less": "-", "減去": "-", "减去": "-",
}  # fmt: skip
_AVERAGES, _CHANGES = ("average", "平均"), ("change in", "changes in", "變動", "变动")
_RATIOS_FILE = "ratios.csv"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio that `ratios.csv` declares: how it is given ("percent", "multiple", "days",
    "amount", "per_share"), with how many decimals, its names and its formula."""

    key: str
    kind: str
    decimals: int
    en: str
    zh: str
    formula: Node


@dataclass(frozen=True, slots=True)
class Asked:
    """A formula to work out: of a declared ratio, or the question's own (`defined`)."""

    formula: Node
    ratio: Ratio | None = None
    defined: bool = False


@cache
def ratios() -> dict[str, Ratio]:
    """The declared ratios by key."""
    return {
        row["key"]: Ratio(
            row["key"],
            row["kind"],
            int(row["decimals"]),
            row["en"].split("|")[0],
            row["zh"].split("|")[0],
            read_formula(row["expression"]),
        )
        for row in read_rows(_names() / _RATIOS_FILE)
    }


@cache
def _matcher() -> Matcher:
    return Matcher.of(
        (word, "ratio", row["key"])
        for row in read_rows(_names() / _RATIOS_FILE)
        for word in (row["en"] + "|" + row["zh"]).split("|")
    )


def _names() -> Path:
    return Path(corpus.kpi_names.__file__).with_name("names")


def ratio_in(text: str) -> Ratio | None:
    """The ratio that a text names, the longest name where it has several."""
    found = _matcher().mentions(text)
    longest = max(found, key=lambda m: m.span.end - m.span.start, default=None)
    return ratios()[longest.key] if longest is not None else None


def asked_formula(question: str, year: int) -> tuple[Asked | None, str]:
    """What `question` asks to work out for `year`, or `None`; and the question without the
    definitions it writes."""
    own, rest = _definitions(question)
    ratio = ratio_in(rest) or next((ratios()[key] for key in own if key in ratios()), None)
    unnamed = next((key for key in own if key not in ratios()), None)
    wanted = ratio.key if ratio is not None and ratio.key in own else unnamed
    if wanted is not None:
        try:
            formula = _Definition(own[wanted], own, year).read()
        except BadFormula:
            formula = None
        if formula is not None and any(True for _ in formula.leaves()):
            return Asked(formula, ratio, defined=True), rest
    return (Asked(ratio.formula, ratio) if ratio is not None else None), rest


def years_in(text: str) -> list[int]:
    """The years that a text names, in order."""
    return [int(m[1]) if m[1] else 2000 + int(m[2]) for m in _YEAR.finditer(text)]


def _definitions(question: str) -> tuple[dict[str, str], str]:
    """By ratio key (else the words defined) the formulas that a question writes; and the rest."""
    own: dict[str, str] = {}
    rest, at = "", 0
    for cue in _DEFINED.finditer(question):
        if cue.start() < at:
            continue
        begin = max(question.rfind(mark, at, cue.start()) for mark in ".?。？;；:：\n") + 1
        begin = max(begin, at)
        named = ratio_in(question[begin : cue.end()])
        ends = _ENDS.search(question, cue.end())
        end = ends.start() if ends is not None else len(question)
        own[named.key if named is not None else question[begin : cue.start()].strip()] = question[
            cue.end() : end
        ]
        rest += question[at : cue.start()]
        at = end
    return own, rest + question[at:]


class _Definition:
    """Reads a formula in words: "365 * average inventory between FY2016 and FY2017 / COGS"."""

    def __init__(self, text: str, own: dict[str, str], year: int, depth: int = 0) -> None:
        if depth > 3:
            raise BadFormula("definitions that need one another")
        self.own, self.year, self.depth = own, year, depth
        self.tokens = _tokens(text)
        self.at = 0

    def read(self) -> Node:
        node = self._sum()
        if self.at != len(self.tokens):
            raise BadFormula("not all of it could be read")
        return node

    def _sum(self) -> Node:
        node = self._product()
        while (op := self._take("op", "+-")) is not None:
            node = Node(op, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._part()
        while (op := self._take("op", "*/")) is not None:
            node = Node(op, (node, self._part()))
        return node

    def _part(self) -> Node:
        before = self._years()
        call = self._take("call")
        before = before or self._years()
        node = self._primary()
        years = self._years() or before
        if call is not None and len(years) < 2:
            node = self._of(node, years)
            return average(node) if call == "average" else change(node)
        if call is not None:
            first, last = self._of(node, years[:1]), self._of(node, years[-1:])
            if call == "average":
                return Node("/", (Node("+", (last, first)), number(2)))
            return Node("-", (last, first))
        return self._of(node, years)

    def _primary(self) -> Node:
        if self._take("open") is not None:
            node = self._sum()
            if self._take("close") is None:
                raise BadFormula("a bracket is left open")
            return node
        value = self._take("number")
        if value is not None:
            return number(Decimal(value))
        metric = self._take("metric")
        if metric is not None:
            return Node("metric", name=metric)
        key = self._take("ratio")
        if key is None:
            raise BadFormula("a term is missing")
        if key in self.own:
            return _Definition(self.own[key], self.own, self.year, self.depth + 1).read()
        formula = ratios()[key].formula
        known = key in vocabulary().names
        return Node("either", (Node("metric", name=key), formula)) if known else formula

    def _of(self, node: Node, years: Sequence[int]) -> Node:
        return earlier(node, self.year - years[0]) if years else node

    def _years(self) -> list[int]:
        found = []
        while (year := self._take("year")) is not None:
            found.append(int(year))
        return found

    def _take(self, kind: str, signs: str = "") -> str | None:
        if self.at < len(self.tokens):
            told, value = self.tokens[self.at]
            if told == kind and (not signs or value in signs):
                self.at += 1
                return value
        return None


def _tokens(text: str) -> list[tuple[str, str]]:
    """The names, numbers, years and signs of a formula in words, in order."""
    names = [(m.span, "metric", m.key) for m in vocabulary().mentions(text) if m.kind == "metric"]
    for m in _matcher().mentions(text):
        overlapping = [span for span, _, _ in names if span.overlaps(m.span)]
        longer = all(_length(span) <= _length(m.span) for span in overlapping)
        if longer:
            names = [one for one in names if not one[0].overlaps(m.span)]
            names.append((m.span, "ratio", m.key))
    names = list({one[0]: one for one in reversed(names)}.values())
    found = []
    for span, kind, key in names:
        if key in _changes():
            found.append((span.start, ("call", "change")))
        found.append((span.end - 1, (kind, _changes().get(key, key))))
    for word in _WORDS.finditer(text):
        if any(span.start <= word.start() < span.end for span, _, _ in names):
            continue
        kind, written = word.lastgroup or "", word.group().lower()
        if kind == "year":
            digits = re.sub(r"\D", "", written)
            found.append((word.start(), ("year", digits if len(digits) == 4 else f"20{digits}")))
        elif written in _AVERAGES or written in _CHANGES:
            found.append((word.start(), ("call", "average" if written in _AVERAGES else "change")))
        elif kind in ("op", "word"):
            found.append((word.start(), ("op", _SIGNS.get(written, written))))
        else:
            found.append((word.start(), (kind, written)))
    return [token for _, token in sorted(found)]


@cache
def _changes() -> dict[str, str]:
    """The balance that a line of a cash flow statement gives the change of."""
    return {changed: balance for balance, changed in metric_kinds().change.items()}


def _length(span: Span) -> int:
    return span.end - span.start
