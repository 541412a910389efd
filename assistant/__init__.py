"""Question to checked answer."""

from __future__ import annotations

from assistant.ask import Assistant
from assistant.results import Answer, Turn

__all__ = ["Answer", "Assistant", "Turn"]
