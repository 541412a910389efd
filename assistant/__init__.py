"""Question to checked answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.results import Answer, Turn

if TYPE_CHECKING:
    from assistant.ask import Assistant

__all__ = ["Answer", "Assistant", "Turn"]


def __getattr__(name: str) -> Any:
    """`Assistant` when it is asked for: commands that ask nothing need not wait for its parts."""
    if name == "Assistant":
        from assistant.ask import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
