"""A report to its KPI table: every figure of its text, bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus.bind_figures import bind_figures
from corpus.binding import Binding, Context
from corpus.figure import Span
from corpus.kpi import KpiRow, KpiTable
from corpus.kpi_names import vocabulary
from corpus.report import Edition, Place, Report


def bind_report(report: Report) -> KpiTable:
    """The automatic KPI table of the report's original edition, in the order of the text."""
    edition = report.editions[0]
    rows = [
        _row(report, edition, number, binding)
        for number, binding in enumerate(bind_edition(report, edition))
    ]
    return KpiTable(tuple(rows))


def bind_edition(report: Report, edition: Edition) -> Iterator[Binding]:
    """The figures of one edition, bound; spans are offsets into the edition's text."""
    heading_starts = {section.span.start for section in edition.sections}
    for paragraph in edition.paragraphs:
        if paragraph.start in heading_starts and _is_heading(edition, paragraph):
            continue
        context = context_of(report, edition, paragraph.start)
        for binding in bind_figures(paragraph.of(edition.text), context):
            yield replace(
                binding,
                figure=replace(binding.figure, span=binding.figure.span.shifted(paragraph.start)),
                sentence=binding.sentence.shifted(paragraph.start),
            )


def context_of(report: Report, edition: Edition | None = None, offset: int = 0) -> Context:
    """What a sentence of `report`, standing at `offset` of `edition`, may leave unsaid."""
    segment = _section_segment(edition, offset) if edition is not None else ""
    return Context(report.subject, report.period, report.currency, segment)


def _is_heading(edition: Edition, paragraph: Span) -> bool:
    return paragraph.of(edition.text).strip() == edition.section_at(paragraph.start).title.strip()


def _section_segment(edition: Edition, offset: int) -> str:
    """The business that the innermost heading naming one, above `offset`, is about."""
    level = 99
    for section in reversed(edition.sections):
        if section.span.start > offset or section.level >= level:
            continue
        level = section.level
        named = [m.key for m in vocabulary().mentions(section.title) if m.kind == "segment"]
        if named and level > 1:
            return named[0]
    return ""


def _row(report: Report, edition: Edition, number: int, binding: Binding) -> KpiRow:
    return KpiRow(
        id=f"{report.id}#{number:04d}",
        report_id=report.id,
        metric=binding.metric,
        figure=binding.figure,
        entity=binding.entity,
        segment=binding.segment,
        region=binding.region,
        period=binding.period,
        measure=binding.measure,
        source=binding.source,
        detail=binding.detail,
        direction=binding.direction,
        places=(Place(report.id, edition.language, binding.figure.span, binding.figure.text),),
    )
