"""Results as plain JSON values: the format of ``--json`` and ``--batch``.

Numbers that stand for money are strings, so that no reader of the JSON turns them into floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.results import Answer, Citation, FigureCheck, Verdict
from corpus.answered import Answered
from corpus.bind.binding import Binding
from corpus.figure import Figure, Span
from corpus.kpi import KpiRow
from index.passage import Hit

if TYPE_CHECKING:
    from corpus.library.records import Correction, Disagreement, Summary
    from corpus.report import Edition

Json = dict[str, Any]


def answer_json(answer: Answer, names: Mapping[str, str] | None = None) -> Json:
    """An answer: text, language, refused, figures with verdicts, citations; with the `names` of
    reports by id, each citation tells what its report is called."""
    return {
        "question": answer.question,
        "text": answer.text,
        "language": answer.language,
        "refused": answer.refused,
        "answered": not answer.refused,
        "intent": answer.intent,
        "written_by": answer.written_by,
        "coverage": answer.coverage,
        "figures": [check_json(check) for check in answer.checks],
        "citations": [
            {
                **citation_json(citation, answer.question),
                "report_name": names[citation.place.report_id],
            }
            if names and citation.place.report_id in names
            else citation_json(citation, answer.question)
            for citation in answer.citations
        ],
        "not_understood": list(answer.not_understood),
    }


def figure_json(figure: Figure) -> Json:
    """A figure: value in base units and as written, unit, qualifier, offsets."""
    return {
        "text": figure.text,
        "value": format(figure.value, "f"),
        "upper": None if figure.upper is None else format(figure.upper, "f"),
        "unit": figure.unit.kind.value,
        "code": figure.unit.code,
        "qualifier": figure.qualifier.value,
        "span": span_json(figure.span),
    }


def read_figure_json(binding: Binding) -> Json:
    """A figure of any text, with the period that the text gives it."""
    period = None if binding.period is None else str(binding.period)
    return {**figure_json(binding.figure), "period": period}


def binding_json(binding: Binding) -> Json:
    """What a figure of a text speaks of, by vocabulary keys; `said` are the slots that its own
    sentence tells."""
    return {
        "entity": binding.entity,
        "segment": binding.segment,
        "metric": binding.metric,
        "region": binding.region,
        "period": None if binding.period is None else str(binding.period),
        "measure": binding.measure.value,
        "direction": binding.direction,
        "source": binding.source.value,
        "detail": binding.detail,
        "said": sorted(binding.said),
    }


def check_json(check: FigureCheck) -> Json:
    """A figure with its verdict, the row it was held against and the proof of a derivation."""
    proof = check.proof
    return {
        **figure_json(check.figure),
        "verdict": check.verdict.value,
        "reason": check.reason,
        "right_value": check.row.figure.text
        if check.row is not None and check.verdict is Verdict.CONFLICT
        else None,
        "row": None if check.row is None else row_json(check.row),
        "proof": None
        if proof is None
        else {
            "formula": proof.formula,
            "expression": proof.expression,
            "low": proof.low,
            "high": proof.high,
            "operands": [row_json(row) for row in proof.operands],
        },
    }


def row_json(row: KpiRow) -> Json:
    """A KPI row with its places."""
    return {
        "id": row.id,
        "report": row.report_id,
        "entity": row.entity,
        "segment": row.segment,
        "metric": row.metric,
        "region": row.region,
        "period": None if row.period is None else str(row.period),
        "measure": row.measure.value,
        "direction": row.direction,
        "source": row.source.value,
        "detail": row.detail,
        "figure": figure_json(row.figure),
        "places": [
            {"language": place.language, "span": span_json(place.span)} for place in row.places
        ],
        "curated": row.curated,
    }


def citation_json(citation: Citation, question: str) -> Json:
    """A citation: quote, offsets in the edition's text, section, page, line, and which of its
    words answer which of the question."""
    return {
        "number": citation.number,
        "report": citation.place.report_id,
        "edition": citation.place.language,
        "quote": citation.quote,
        "span": span_json(citation.place.span),
        "highlights": [span_json(span) for span in citation.highlights],
        "section": citation.section,
        "page": citation.page,
        "line": citation.line,
        "rows": [row.id for row in citation.rows],
        "words": words_json(citation.words, question, citation.quote, citation.place.span.start),
    }


def summary_json(summary: Summary) -> Json:
    """A report of the library: its names, file, facts in force, counts, times."""
    facts = summary.facts
    return {
        "id": summary.id,
        "name": summary.name,
        "title": summary.title,
        "file": summary.source.name,
        "format": summary.source.format,
        "bytes": summary.source.size,
        "subject": facts.subject,
        "issuer": facts.issuer,
        "ticker": facts.ticker,
        "period": facts.period,
        "currency": facts.currency,
        "language": facts.language,
        "edited": sorted(summary.edited),
        "pages": summary.pages,
        "figures": summary.rows,
        "corrections": summary.corrections,
        "pair": summary.pair,
        "added": summary.added.isoformat(),
        "updated": summary.updated.isoformat(),
    }


def shown_json(
    summary: Summary,
    editions: Sequence[Edition],
    corrections: Sequence[Correction],
    disagreements: Sequence[Disagreement],
) -> Json:
    """A report of the library with its editions, its corrections, and the figures that its two
    editions give differently."""
    return {
        **summary_json(summary),
        "editions": [
            {
                "language": edition.language, "title": edition.title,
                "sections": len(edition.sections), "passages": len(edition.passages),
            }
            for edition in editions
        ],
        "corrected": [
            {
                "extracted": figure_json(one.extracted), "changed": dict(one.changed),
                "made": one.made.isoformat(), "note": one.note,
            }
            for one in corrections
        ],
        "disagreements": [[row_json(each.one), row_json(each.other)] for each in disagreements],
    }  # fmt: skip


def hit_json(hit: Hit, text: str, section: str, question: str) -> Json:
    """A passage found, with its score, the words that answered, and those that they answered."""
    return {
        "score": round(hit.score, 4),
        "report": hit.passage.report_id,
        "edition": hit.passage.language,
        "section": section,
        "span": span_json(hit.passage.span),
        "text": text,
        "matched": [span_json(span) for span in hit.matched],
        "words": words_json(hit.words, question, text, hit.passage.span.start),
    }


def words_json(words: Iterable[Answered], question: str, text: str, start: int) -> list[Json]:
    """Which words of `text`, which stands at `start`, answer which words of the question."""
    return [
        {
            "asked": [span.of(question.strip()) for span in word.asked],
            "answered": word.span.shifted(-start).of(text),
            "span": span_json(word.span),
        }
        for word in words
    ]


def span_json(span: Span) -> list[int]:
    """A span as its two offsets."""
    return [span.start, span.end]
