"""Character folding as a table that a tokeniser applies by itself.

The `Precompiled` normaliser of the tokenizers library (the SentencePiece format) replaces
characters by looking them up in a double-array trie. We compile our folding into one, so that
the tokeniser file alone treats Traditional, Simplified, full-width, accented and capital
letters alike, wherever it is loaded, and still reports offsets into the original text.
"""

from __future__ import annotations

import struct
import sys
import unicodedata
from collections.abc import Mapping

from corpus.script import fold

_BLOCK = 256
# Where room is looked for; going through the nearly full blocks before would take long.
_OPEN_BLOCKS = 2
_HAS_LEAF = 1 << 8
_LEAF = 1 << 31
_OFFSET_LIMIT = 1 << 21


def folded_characters() -> dict[str, str]:
    """Every character that folding changes, with what it becomes (NFKC, lower case, Simplified,
    no accents)."""
    table: dict[str, str] = {}
    for code in range(0x80, sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in ("Cn", "Co", "Cs"):
            continue
        simple = fold_character(character)
        if simple and simple != character:
            table[character] = simple
    table.update({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
    return table


def fold_character(character: str) -> str:
    """`character` as the tokeniser sees it; may be several characters (`㎡` → `m2`)."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).lower())
    bare = "".join(each for each in apart if unicodedata.category(each) != "Mn")
    return fold(unicodedata.normalize("NFC", bare))


def compile_charsmap(table: Mapping[str, str]) -> bytes:
    """`table` in the precompiled form: trie size (uint32), trie units, zero-ended replacements."""
    replacements = bytearray()
    places: dict[str, int] = {}
    keys: dict[bytes, int] = {}
    for character, replacement in sorted(table.items()):
        if replacement not in places:
            places[replacement] = len(replacements)
            replacements += replacement.encode() + b"\0"
        keys[character.encode()] = places[replacement]
    units = _DoubleArray().build(keys)
    trie = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(trie)) + trie + bytes(replacements)


class _Node:
    __slots__ = ("children", "value")

    def __init__(self) -> None:
        self.children: dict[int, _Node] = {}
        self.value: int | None = None


class _DoubleArray:
    """Builds the unit array: a node's child by byte `c` lies at `node ^ offset ^ c`.

    A unit holds its own label (low 8 bits), whether a value hangs below (bit 8) and the offset
    to its children (from bit 10). No two nodes share a base, or one would find the other's child.
    """

    def __init__(self) -> None:
        self._units: list[int] = []
        self._used: list[bool] = []
        self._bases: set[int] = set()
        self._first_free = 1

    def build(self, keys: Mapping[bytes, int]) -> list[int]:
        root = _Node()
        for key, value in keys.items():
            node = root
            for byte in key:
                node = node.children.setdefault(byte, _Node())
            node.value = value
        self._grow()
        self._used[0] = True
        pending = [(root, 0)]
        while pending:
            node, position = pending.pop()
            pending += self._place_children(node, position)
        return self._units

    def _place_children(self, node: _Node, position: int) -> list[tuple[_Node, int]]:
        labels = ([0] if node.value is not None else []) + sorted(node.children)
        if not labels:
            return []
        base = self._free_base(labels)
        offset = position ^ base
        if offset >= _OFFSET_LIMIT:
            raise ValueError("too many characters for the narrow form of the trie")
        self._bases.add(base)
        self._units[position] |= offset << 10
        if node.value is not None:
            self._units[position] |= _HAS_LEAF
            self._units[base] = _LEAF | node.value
        placed = []
        for label, child in node.children.items():
            self._units[base ^ label] = label
            placed.append((child, base ^ label))
        for label in labels:
            self._used[base ^ label] = True
        return placed

    def _free_base(self, labels: list[int]) -> int:
        while self._first_free < len(self._used) and self._used[self._first_free]:
            self._first_free += 1
        position = max(self._first_free, len(self._used) - _OPEN_BLOCKS * _BLOCK)
        while True:
            if position >= len(self._used):
                self._grow()
            base = position ^ labels[0]
            free = base not in self._bases and not any(self._used[base ^ each] for each in labels)
            if base and free:
                return base
            position += 1

    def _grow(self) -> None:
        """A whole block more, so that `base ^ byte` is always inside the array."""
        self._units += [0] * _BLOCK
        self._used += [False] * _BLOCK
