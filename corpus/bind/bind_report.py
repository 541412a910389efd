"""A report to its KPI table: every figure of its text, bound."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import replace

from corpus.bind.bind_figures import bind_figures
from corpus.bind.bind_tables import bind_table
from corpus.bind.binding import Binding, Context
from corpus.bind.open_names import is_stock_heading
from corpus.bind.table_headers import Told
from corpus.bind.topics import BULLETS, topics
from corpus.figure import MULTIPLE, Span
from corpus.kpi import KpiRow, KpiTable, Measure
from corpus.kpi_names import Matcher, Vocabulary, vocabulary
from corpus.read.read_periods import PeriodMention, read_periods
from corpus.report import Edition, Place, Report, Section

_KNOWN_SIBLINGS = 2  # headings that are known businesses make their siblings businesses too
_LONGEST_NAME = 40
_LEAD = 24  # characters before a figure in which a word makes it a difference
_NOTE = 240  # characters before a table in which its caption and unit stand


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
    segments = _section_segments(edition, own)
    names = Matcher.of((name, "segment", name) for name in own) if own else None
    topic, topical = "", -1
    columns: tuple[Told, ...] = ()
    tabled = -1
    for paragraph in edition.paragraphs:
        if paragraph.start in heading_starts and _is_heading(edition, paragraph):
            continue
        segment = segments[edition.section_at(paragraph.start).number]
        context = Context(report.subject, report.period, report.currency, segment)
        first, last = bisect_left(starts, paragraph.start), bisect_left(starts, paragraph.end)
        here = [_shifted(period, -paragraph.start) for period in periods[first:last]]
        text = paragraph.of(edition.text)
        section = edition.section_at(paragraph.start).number
        goes_on = topical == section and text[:1] in BULLETS
        topic = topic if goes_on else ""
        if _is_table(edition, paragraph, text):
            note = edition.text[max(paragraph.start - _NOTE, 0) : paragraph.start]
            if edition.section_at(paragraph.start).number != tabled:
                columns = ()
            tabled = edition.section_at(paragraph.start).number
            bound, columns = bind_table(text, context, note=note, columns=columns)
        else:
            bound = bind_figures(text, context, periods=here, names=names, topic=topic)
            columns = () if bound else columns
        for binding in bound:
            yield _moved(_as_comparison(binding, text), paragraph.start)
        labels = [t for t in topics(text, vocabulary()) if t.segment not in edition.title]
        topic, topical = (labels[-1].segment if labels else topic), section


def _as_comparison(binding: Binding, text: str) -> Binding:
    """The difference of two values (相差183億元), or their ratio, is the level of neither."""
    if binding.measure is not Measure.LEVEL:
        return binding
    figure = binding.figure
    lead = text[max(binding.sentence.start, figure.span.start - _LEAD) : figure.span.start]
    named = vocabulary().mentions(lead)
    apart = [m.span.end for m in named if m.kind == "difference"]
    told = apart and not any(
        m.kind == "level" and m.key == "to" for m in named if m.span.start > apart[-1]
    )
    name = vocabulary().names.get(binding.metric)
    times = figure.unit == MULTIPLE and name is not None and not name.has_unit(MULTIPLE)
    return replace(binding, measure=Measure.RELATIVE) if told or times else binding


def _is_table(edition: Edition, paragraph: Span, text: str) -> bool:
    passage = edition.passage_at(paragraph.start)
    return passage is not None and passage.kind == "table" and "|" in text


def _moved(binding: Binding, by: int) -> Binding:
    figure = replace(binding.figure, span=binding.figure.span.shifted(by))
    return replace(binding, figure=figure, sentence=binding.sentence.shifted(by))


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
            found += [title for title in others if _may_be_business(title, words)]
        siblings = [section] if section is not None else []
    return tuple(found)


def _may_be_business(title: str, words: Vocabulary) -> bool:
    """Whether a heading beside businesses can be one: not "Outlook", nor the name of a metric."""
    tells = any(m.kind in ("metric", "source", "region", "scope") for m in words.mentions(title))
    return len(title) <= _LONGEST_NAME and not tells and not is_stock_heading(title)


def _names_segment(section: Section, words: Vocabulary) -> bool:
    """Whether a heading is the name of a business and nothing more."""
    title = section.title.strip()
    return any(
        m.kind == "segment" and m.span.start == 0 and m.span.end == len(title)
        for m in words.mentions(title)
    )


def _is_heading(edition: Edition, paragraph: Span) -> bool:
    return paragraph.of(edition.text).strip() == edition.section_at(paragraph.start).title.strip()


def _section_segments(edition: Edition, own: Collection[str]) -> tuple[str, ...]:
    """For each section, the business that its heading, or the nearest one above it in the
    outline, names; "" where none does. A report's title names no section."""
    words = vocabulary()
    found: list[str] = []
    above: list[tuple[int, str]] = []  # (level, business) of the headings that hold this one
    for section in edition.sections:
        while above and above[-1][0] >= section.level:
            above.pop()
        named = [m.key for m in words.mentions(section.title) if m.kind == "segment"]
        segment = section.title if section.title in own else named[0] if named else ""
        if section.level <= 1 and section.number == 0:
            segment = ""
        if not segment and above:
            segment = above[-1][1]
        above.append((section.level, segment))
        found.append(segment)
    return tuple(found)


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
