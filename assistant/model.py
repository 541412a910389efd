"""The optional language model: words an answer anew; what it writes is checked like any text.

The one door of an OpenAI-compatible service. Sentences whose figures do not stand, or that cite
nothing, are dropped; when nothing is left, the answer by rules stands.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assistant.check.check import Checker
from assistant.errors import ModelUnavailable
from assistant.prompt import messages
from assistant.results import Answer, Citation
from assistant.settings import Settings
from corpus.script import Language, detect_language
from corpus.sentences import sentence_spans

_MARK = re.compile(r"\s*\[(\d{1,3})\]")
_MOST_CHARS = 6_000
_LOG = logging.getLogger(__name__)


class LanguageModel(Protocol):
    """Completes a chat. `name` is shown beside the answer."""

    @property
    def name(self) -> str: ...

    def complete(self, chat: Sequence[tuple[str, str]]) -> str:
        """The model's text.

        Raises:
            ModelUnavailable: the service did not answer in time, or refused.
        """
        ...


class OpenAICompatible:
    """A model behind an OpenAI-compatible address, through llama-index."""

    def __init__(self, settings: Settings) -> None:
        from llama_index.llms.openai_like import OpenAILike

        self.name = settings.llm_model
        self._model = OpenAILike(
            model=settings.llm_model,
            api_base=settings.llm_url,
            api_key=settings.llm_key or "none",
            timeout=float(settings.llm_timeout_seconds),
            max_retries=0,
            is_chat_model=True,
            temperature=0.0,
            max_tokens=800,
        )

    def complete(self, chat: Sequence[tuple[str, str]]) -> str:
        from llama_index.core.llms import ChatMessage

        try:
            reply = self._model.chat([ChatMessage(role=role, content=text) for role, text in chat])
        except Exception as error:  # any failure of a foreign service means: answer by rules
            raise ModelUnavailable(f"the language model did not answer: {error}") from error
        return str(reply.message.content or "")


def reworded(answer: Answer, model: LanguageModel, checker: Checker) -> Answer:
    """`answer` in the model's words, as far as they stand; else `answer` as it is.

    A refusal is never reworded, and a model that does not answer changes nothing: its silence
    is told in the log.
    """
    if answer.refused or not answer.citations:
        return answer
    language = answer.language
    chat = messages(answer.question, answer.text, answer.citations, language)
    try:
        written = model.complete(chat)[:_MOST_CHARS]
    except ModelUnavailable as error:
        _LOG.warning("%s; the answer by rules stands", error)
        return answer
    text = _what_stands(written, answer.citations, language, checker)
    if text is None:
        return answer
    checks = checker.check(text, language=language)
    if not all(check.verdict.passes for check in checks):
        return answer
    return replace(answer, text=text, checks=checks, written_by=model.name)


def _what_stands(
    written: str, citations: Sequence[Citation], language: Language, checker: Checker
) -> str | None:
    """The sentences that cite a known passage and of which every figure stands; `None` when
    there are none, or they are in another language."""
    known = {citation.number for citation in citations}
    kept: list[str] = []
    for sentence in _sentences(written):
        numbers = [int(number) for number in _MARK.findall(sentence)]
        body = _MARK.sub("", sentence).strip()
        if not body or not set(numbers) & known:
            continue
        if all(check.verdict.passes for check in checker.check(body, language=language)):
            marks = "".join(f"[{number}]" for number in dict.fromkeys(numbers) if number in known)
            kept.append(f"{body} {marks}" if language == "en" else body + marks)
    text = (" " if language == "en" else "").join(kept)
    if not text or detect_language(text)[:2] != language[:2]:
        return None
    return text


def _sentences(text: str) -> list[str]:
    """Sentences with the marks that follow them."""
    plain = _MARK.sub(lambda match: match.group().replace(" ", ""), text)
    found: list[str] = []
    for span in sentence_spans(plain):
        piece = span.of(plain)
        rest = _MARK.sub("", piece).strip()
        if found and not rest:
            found[-1] += piece
            continue
        lead = re.match(r"(?:\s*\[\d{1,3}\])+", piece)
        if found and lead:
            found[-1] += lead.group()
            piece = piece[lead.end() :]
        found.append(piece)
    return found
