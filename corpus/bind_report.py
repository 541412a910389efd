"""A report to its KPI table: every figure of its text, bound."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from corpus.bind_figures import bind_figures
from corpus.binding import Binding, Context
from corpus.figure import Span
from corpus.kpi import KpiRow, KpiTable
from corpus.kpi_names import Matcher, Vocabulary, vocabulary
from corpus.read_periods import PeriodMention, read_periods
from corpus.report import Edition, Place, Report, Section

_KNOWN_SIBLINGS = 2  # headings that are known businesses make their siblings businesses too
_LONGEST_NAME = 40


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
    periods = read_periods(edition.text, anchor=report.period)
    starts = [period.span.start for period in periods]
    own = own_segments(edition)
    names = Matcher.of((name, "segment", name) for name in own) if own else None
    for paragraph in edition.paragraphs:
        if paragraph.start in heading_starts and _is_heading(edition, paragraph):
            continue
        context = context_of(report, edition, paragraph.start)
        first, last = bisect_left(starts, paragraph.start), bisect_left(starts, paragraph.end)
        here = [_shifted(period, -paragraph.start) for period in periods[first:last]]
        text = paragraph.of(edition.text)
        for binding in bind_figures(text, context, periods=here, names=names):
            yield replace(
                binding,
                figure=replace(binding.figure, span=binding.figure.span.shifted(paragraph.start)),
                sentence=binding.sentence.shifted(paragraph.start),
            )


def _shifted(period: PeriodMention, by: int) -> PeriodMention:
    return replace(period, span=period.span.shifted(by))


def own_segments(edition: Edition) -> tuple[str, ...]:
    """Businesses that the report names in headings and the vocabulary does not hold: short
    headings beside others, at the same level of one part, that are names of businesses."""
    words = vocabulary()
    found: list[str] = []
    siblings: list[Section] = []
    for section in (*edition.sections, None):
        if section is not None and siblings and section.level == siblings[-1].level:
            siblings.append(section)
            continue
        known = [s for s in siblings if _names_segment(s, words)]
        if len(known) >= _KNOWN_SIBLINGS and siblings[0].level > 1:
            others = [s.title for s in siblings if s not in known]
            found += [title for title in others if len(title) <= _LONGEST_NAME]
        siblings = [section] if section is not None else []
    return tuple(found)


def _names_segment(section: Section, words: Vocabulary) -> bool:
    """Whether a heading is the name of a business and nothing more."""
    title = section.title.strip()
    return any(
        m.kind == "segment" and m.span.start == 0 and m.span.end == len(title)
        for m in words.mentions(title)
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
        if section.title in own_segments(edition):
            return section.title
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
