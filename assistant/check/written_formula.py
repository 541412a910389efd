"""A calculation as a text writes it, with brackets and signs of several kinds, worked out."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.check.derive import Result
from assistant.formula import BadFormula, Node, Worth, combine, read_formula
from corpus.figure import Figure, UnitKind

_SIGNS = str.maketrans({"÷": "/", "×": "*", "−": "-", "＋": "+", "（": "(", "）": ")"})
_KEPT = "()+-*/^"
_EQUALS = "=≈＝"
_PLAIN = (UnitKind.MULTIPLE, UnitKind.NUMBER, UnitKind.COUNT)


def result_of(
    text: str, at: int, figures: Sequence[Figure], exact: Sequence[bool], said: Figure
) -> Result | None:
    """What the calculation `text`, which begins at offset `at` and ends before its result
    `said`, comes to in the unit of `said`; `exact` tells which of its `figures` are constants.
    `None` where it is no calculation or its units do not come to that unit."""
    plain = ""
    place = at
    for number, figure in enumerate(figures):
        plain += _signs(text[place - at : figure.span.start - at]) + f" f{number} "
        place = figure.span.end
    plain += _signs(text[place - at :])
    try:
        node = read_formula(plain)
    except BadFormula:
        return None
    worths = [_worth(figure, fixed) for figure, fixed in zip(figures, exact, strict=True)]
    worth = _evaluate(node, worths)
    return None if worth is None else _as_said(worth, said)


def _signs(gap: str) -> str:
    """The signs of a calculation in what stands between two of its figures."""
    return "".join(c for c in gap.translate(_SIGNS) if c in _KEPT and c not in _EQUALS)


def _worth(figure: Figure, exact: bool) -> Worth:
    low, high = (figure.value, figure.value) if exact else figure.interval
    kind = figure.unit.kind
    if kind is UnitKind.PERCENT:
        return Worth(figure.value / 100, low / 100, high / 100)
    if kind is UnitKind.CURRENCY:
        return Worth(figure.value, low, high, 1, figure.unit.code)
    return Worth(figure.value, low, high)


def _evaluate(node: Node, worths: Sequence[Worth]) -> Worth | None:
    if node.op == "metric":
        return worths[int(node.name[1:])]
    if node.op == "number" or node.op == "either":
        return None
    one, other = (_evaluate(part, worths) for part in node.parts)
    return None if one is None or other is None else combine(node.op, one, other)


def _as_said(worth: Worth, said: Figure) -> Result | None:
    kind = said.unit.kind
    if worth.money == 1 and kind is UnitKind.CURRENCY:
        return Result("formula", worth.value, worth.low, worth.high, kind, worth.code)
    if worth.money:
        return None
    if kind is UnitKind.PERCENT:
        ends = worth.value * 100, worth.low * 100, worth.high * 100
        return Result("formula", *ends, kind)
    if kind in _PLAIN:
        return Result("formula", worth.value, worth.low, worth.high, kind)
    return None
