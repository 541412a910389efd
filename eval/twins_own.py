"""The report's own sentences, led in so that they are no quotations, and with a figure changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random

from corpus.figure import Span
from corpus.kpi import KpiRow, Measure
from corpus.sentences import sentence_spans
from eval.claims import LANGUAGES, Fact, Material, Statement, render
from eval.twin_cases import CHANGES, Case, is_near, is_true
from eval.twin_figures import changed


def own_sentences(material: Material, random: Random) -> Iterator[Case]:
    """The sentences of a report in two languages, led in so that they are no quotations, and
    the same with one figure changed."""
    if len(material.report.editions) < len(LANGUAGES):
        return
    for row in material.table:
        if row.measure not in (Measure.LEVEL, *CHANGES) or row.figure.is_range:
            continue
        places = [row.place(language) for language in LANGUAGES]
        if {place.language for place in places} != set(LANGUAGES):
            continue
        figures = [place.text for place in places]
        yield _led_in(material, "own sentence", row, figures, true=True)
        for kind, figure in changed(row.figure, material, random):
            wrong = replace(Fact.of(row), figure=figure)
            if kind.startswith("digit") and not (
                is_true(material, wrong) or is_near(figure, row.figure)
            ):
                figures = [render(figure, language, 2) for language in LANGUAGES]
                yield _led_in(material, "own sentence changed", row, figures, true=False)


@lru_cache(maxsize=8)
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(sentence_spans(text))


def _led_in(
    material: Material, kind: str, row: KpiRow, figures: Sequence[str], *, true: bool
) -> Case:
    statements = []
    for language, figure in zip(LANGUAGES, figures, strict=True):
        place = row.place(language)
        text = material.report.edition(language).text
        sentence = next(s for s in _sentences(text) if s.covers(place.span))
        lead = "The report says that " if language == "en" else "報告說，"
        before = lead + text[sentence.start : place.span.start].lstrip()
        after = text[place.span.end : sentence.end].rstrip()
        target = Span(len(before), len(before) + len(figure))
        statements.append(Statement(before + figure + after, target))
    return Case(material.name, kind, true, tuple(statements))
