"""Passages found, as JSON lines or as a list on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from assistant.commands.to_json import hit_json

if TYPE_CHECKING:
    from corpus.report import Edition, Report
    from index.passage import Hit


def put_hits(
    question: str, hits: Iterable[Hit], reports: Iterable[Report], *, as_json: bool
) -> None:
    """The hits in their order, each with its section, its line, its text, and which words of the
    question its words answer."""
    editions = {(r.id, e.language): e for r in reports for e in r.editions}
    for rank, hit in enumerate(hits, start=1):
        edition = editions[hit.passage.report_id, hit.passage.language]
        text = hit.passage.span.of(edition.text)
        section = edition.sections[hit.passage.section].title
        if as_json:
            value = {"rank": rank, **hit_json(hit, text, section, question)}
            typer.echo(json.dumps(value, ensure_ascii=False))
        else:
            line = edition.source.line(hit.passage.span.start)
            typer.echo(f"{rank}. {section} · line {line} · {hit.score:.2f}\n   {text}")
            words = " · ".join(_answered(hit, question, edition))
            typer.echo(f"   [{words}]\n" if words else "")


def _answered(hit: Hit, question: str, edition: Edition) -> Iterable[str]:
    """Words of the question → the words that answer them, each such pair once."""
    pairs = (
        f"{' '.join(span.of(question) for span in word.asked)} → {word.span.of(edition.text)}"
        for word in hit.words
    )
    return dict.fromkeys(pairs)
