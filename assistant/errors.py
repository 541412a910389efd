"""What can go wrong while answering.

AssistantError
├── BadSettings        a setting that cannot be used
├── BadQuestion        an empty or overlong question
└── ModelUnavailable   the plugged-in language model did not answer; the answer by rules stands
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of all errors of this package."""


class BadSettings(AssistantError):
    """A setting that cannot be used."""


class BadQuestion(AssistantError):
    """A question that cannot be taken: empty, or beyond the limit."""


class ModelUnavailable(AssistantError):
    """The language model did not answer."""
