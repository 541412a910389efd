"""What was made of an object before is not made again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

_KEPT = 16  # objects remembered; a longer memory would keep closed reports alive

_Made = TypeVar("_Made")


class Memory(Generic[_Made]):
    """Things made from objects, kept for the objects used last; objects are told apart by
    identity, because comparing two tables costs more than what is saved."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[object, _Made]] = OrderedDict()

    def get(self, owner: object, make: Callable[[], _Made]) -> _Made:
        """What was made of `owner` before, or is made now."""
        held = self._kept.get(id(owner))
        if held is not None and held[0] is owner:
            return held[1]
        made = make()
        self._kept[id(owner)] = owner, made
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made
