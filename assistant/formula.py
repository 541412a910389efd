"""Formulas over the line items of statements: read from data, worked out with their rounding.

An expression names metrics, "a|b" for the first that there is and "a?" for one that may be
missing; `prev(x)` is x a year before, `avg(x)` the mean of both, `change(x)` x less x before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

_TOKEN = re.compile(r"\s{0,8}([a-z_][a-z_0-9]{0,60}\??|\d{1,6}(?:\.\d{1,6})?|[()+*/|^-])")
_DEEPEST = 40
_SUMS, _PRODUCTS = "+-", "*/"
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


class BadFormula(ValueError):
    """An expression that cannot be read."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula: an operation on `parts`, a "number", or a "metric" of `back` years
    before; "either" takes the first of its parts that can be worked out."""

    op: str
    parts: tuple[Node, ...] = ()
    name: str = ""
    value: Decimal = Decimal(0)
    back: int = 0
    optional: bool = False

    def leaves(self) -> Iterator[Node]:
        """The metrics, in the order written."""
        if self.op == "metric":
            yield self
        for part in self.parts:
            yield from part.leaves()


def number(value: int | Decimal) -> Node:
    return Node("number", value=Decimal(value))


def average(node: Node) -> Node:
    """The mean of a balance and the one a year before."""
    return Node("/", (Node("+", (node, earlier(node))), number(2)))


def change(node: Node) -> Node:
    return Node("-", (node, earlier(node)))


def earlier(node: Node, years: int = 1) -> Node:
    """The same a number of years before."""
    parts = tuple(earlier(part, years) for part in node.parts)
    return replace(node, parts=parts, back=node.back + years * (node.op == "metric"))


_CALLS = {"avg": average, "change": change, "prev": earlier}


def read_formula(text: str) -> Node:
    """The formula that an expression writes.

    Raises:
        BadFormula: it is no expression.
    """
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadFormula(text)
        tokens.append(found[1])
        at = found.end()
    reader = _Reader(tokens)
    node = reader.sum()
    if reader.at != len(tokens):
        raise BadFormula(text)
    return node


class _Reader:
    """Reads sums of products of terms, left to right."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def sum(self) -> Node:
        node = self._product()
        while self._is(_SUMS):
            op = self._next()
            node = Node(op, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._power()
        while self._is(_PRODUCTS):
            op = self._next()
            node = Node(op, (node, self._power()))
        return node

    def _power(self) -> Node:
        node = self._either()
        if self._is("^"):
            self._next()
            node = Node("^", (node, self._either()))
        return node

    def _either(self) -> Node:
        ways = [self._term()]
        while self._is("|"):
            self._next()
            ways.append(self._term())
        return ways[0] if len(ways) == 1 else Node("either", tuple(ways))

    def _term(self) -> Node:
        token = self._next()
        if token == "(":
            return self._bracketed()
        if token in _CALLS and self._is("("):
            self._next()
            return _CALLS[token](self._bracketed())
        if token[0].isdigit():
            return number(Decimal(token))
        if token[0].isalpha():
            return Node("metric", name=token.removesuffix("?"), optional=token.endswith("?"))
        raise BadFormula(token)

    def _bracketed(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadFormula("too deep")
        node = self.sum()
        if self._next() != ")":
            raise BadFormula("a bracket is left open")
        self.depth -= 1
        return node

    def _is(self, signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] in signs

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise BadFormula("it ends early")
        self.at += 1
        return self.tokens[self.at - 1]


@dataclass(frozen=True, slots=True)
class Worth:
    """A value with the lowest and highest that rounding allows. `money` is the power of the
    currency `code` in it, `things` that of a count."""

    value: Decimal
    low: Decimal
    high: Decimal
    money: int = 0
    code: str = ""
    things: int = 0

    @classmethod
    def exact(cls, value: Decimal) -> Worth:
        return cls(value, value, value)


def combine(op: str, one: Worth, other: Worth) -> Worth | None:
    """The result of an operation; `None` over zero, for unlike units, or for no number."""
    if one.code and other.code and one.code != other.code:
        return None
    alike = (one.money, one.things) == (other.money, other.things)
    if op in _SUMS and not alike:
        return None
    try:
        ends = [_apply(op, a, b) for a in (one.low, one.high) for b in (other.low, other.high)]
        value = _apply(op, one.value, other.value)
        if op == "/" and other.low <= 0 <= other.high:
            return None
    except (DivisionByZero, InvalidOperation, Overflow):
        return None
    sign = {"*": 1, "/": -1}.get(op, 0)
    money, things = one.money + sign * other.money, one.things + sign * other.things
    if op == "^" and (other.money or one.money or one.low <= 0):
        return None
    return Worth(value, min(ends), max(ends), money, one.code or other.code, things)


def _apply(op: str, one: Decimal, other: Decimal) -> Decimal:
    if op == "+":
        return one + other
    if op == "-":
        return one - other
    if op == "*":
        return one * other
    if op == "/":
        return one / other
    return one**other


def precedence(op: str) -> int:
    """How firmly an operation binds; a number or a metric binds most."""
    return _RANK.get(op, 9)
