"""The main sentences of a report, for a summary where its table gives too little."""

from __future__ import annotations

from assistant.answer.draft import Statement
from assistant.words.phrases import phrase
from corpus.kpi_names import vocabulary
from corpus.report import Place, Report
from corpus.script import Language, to_script
from corpus.sentences import sentence_spans

_PARAGRAPHS = 40  # the head of a report tells what it is about
_SHORTEST, _LONGEST = 12, 320
_KINDS = ("metric", "segment", "entity", "direction", "growth")


def main_sentences(report: Report, language: Language, most: int) -> list[Statement]:
    """At most `most` sentences, those that say most with figures, in the order of the text;
    after a lead in the reader's language where the report is in another."""
    edition = report.edition(language)
    found: list[tuple[float, Place, str]] = []
    for number, paragraph in enumerate(edition.paragraphs[:_PARAGRAPHS]):
        for span in sentence_spans(edition.text, paragraph.start, paragraph.end):
            text = span.of(edition.text).strip()
            if _SHORTEST <= len(text) <= _LONGEST:
                place = Place(report.id, edition.language, span)
                found.append((_weight(text) - number / _PARAGRAPHS, place, text))
    best = sorted(found, key=lambda item: -item[0])[:most]
    chosen = sorted((item for item in best if item[0] > 0), key=lambda item: item[1].span)
    if not chosen:
        return []
    foreign = edition.language[:2] != language[:2]
    lines = [Statement(phrase("own_words", language))] if foreign else []
    for _, place, text in chosen:
        lines.append(Statement(text if foreign else to_script(text, language), places=(place,)))
    return lines


def _weight(text: str) -> float:
    """Names and moves that a sentence tells of, more with a figure, less for a table's digits."""
    digits = sum(character.isdigit() for character in text) / len(text)
    if not digits or digits > 0.25:
        return 0.0
    named = {(m.kind, m.key) for m in vocabulary().mentions(text) if m.kind in _KINDS}
    return min(4.0, float(len(named)))
