"""Results as plain JSON values: the format of ``--json`` and ``--batch``.

Numbers that stand for money are strings, so that no reader of the JSON turns them into floats.
"""

from __future__ import annotations

from typing import Any

from assistant.results import Answer, Citation, FigureCheck, Verdict
from corpus.bind.binding import Binding
from corpus.figure import Figure, Span
from corpus.kpi import KpiRow
from index.passage import Hit

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    """An answer: text, language, refused, figures with verdicts, citations."""
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
        "citations": [citation_json(citation) for citation in answer.citations],
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
        "span": _span(figure.span),
    }


def read_figure_json(binding: Binding) -> Json:
    """A figure of any text, with the period that the text gives it."""
    period = None if binding.period is None else str(binding.period)
    return {**figure_json(binding.figure), "period": period}


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
        "places": [{"language": place.language, "span": _span(place.span)} for place in row.places],
        "curated": row.curated,
    }


def citation_json(citation: Citation) -> Json:
    """A citation: quote, offsets in the edition's text, section, page, line."""
    return {
        "number": citation.number,
        "report": citation.place.report_id,
        "edition": citation.place.language,
        "quote": citation.quote,
        "span": _span(citation.place.span),
        "highlights": [_span(span) for span in citation.highlights],
        "section": citation.section,
        "page": citation.page,
        "line": citation.line,
        "rows": [row.id for row in citation.rows],
    }


def hit_json(hit: Hit, text: str, section: str) -> Json:
    """A passage found, with its score and the words that answered."""
    return {
        "score": round(hit.score, 4),
        "report": hit.passage.report_id,
        "edition": hit.passage.language,
        "section": section,
        "span": _span(hit.passage.span),
        "text": text,
        "matched": [_span(span) for span in hit.matched],
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
