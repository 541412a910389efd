"""A report to its KPI table: every figure of its text, bound."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from corpus.bind.bind_figures import bind_figures
from corpus.bind.bind_tables import bind_table
from corpus.bind.binding import Binding, Context
from corpus.bind.compounds import compound_names
from corpus.bind.conditions import without_what_might_be
from corpus.bind.contents import is_contents
from corpus.bind.lead_lines import Lead, lead_of
from corpus.bind.name_words import is_over_parts, is_stock_heading
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
    longer = compound_names(edition.text, vocabulary())
    named = [*own, *(name for name in longer if name not in own)]
    names = Matcher.of((name, "segment", name) for name in named) if named else None
    told = _Told()
    columns: tuple[Told, ...] = ()
    tabled, names_only = -1, False  # the last table's section; whether it only names columns
    lead: Lead | None = None
    for paragraph in edition.paragraphs:
        if paragraph.start in heading_starts and _is_heading(edition, paragraph):
            told.under(edition.section_at(paragraph.start))
            continue
        segment = segments[edition.section_at(paragraph.start).number]
        context = Context(report.subject, report.period, report.currency, segment)
        first, last = bisect_left(starts, paragraph.start), bisect_left(starts, paragraph.end)
        here = [_shifted(period, -paragraph.start) for period in periods[first:last]]
        text = paragraph.of(edition.text)
        number = edition.section_at(paragraph.start).number
        if lead is not None and lead.holds_for(text, number, report.period):
            context = lead.applied(context)
        lead = lead_of(text, here, number, vocabulary())
        topic = told.before(text, number, caption=_is_kind(edition, paragraph, "caption"))
        if _is_table(edition, paragraph, text):
            note = edition.text[max(paragraph.start - _NOTE, 0) : paragraph.start]
            columns = columns if number == tabled or names_only else ()
            tabled = number
            bound, columns = bind_table(text, context, note=note, columns=columns)
            names_only = not bound
        elif is_contents(text):
            continue
        else:
            bound = bind_figures(text, context, periods=here, names=names, topic=topic)
            columns = () if bound else columns
        for binding in bound:
            told_of = without_what_might_be(_as_comparison(binding, text), text)
            yield _moved(told_of, paragraph.start)
        told.after(text, edition.title)


@dataclass(slots=True)
class _Told:
    """The label that the paragraphs of a section go on to speak of, from heading to heading: its
    bullets do, and what follows a caption, which ends nothing."""

    topic: str = ""
    section: int = -1
    caption: bool = False

    def under(self, section: Section) -> None:
        named = topics(section.title, vocabulary()) if section.number else ()
        self.topic, self.section = named[-1].segment if named else "", section.number
        self.caption = bool(named)

    def before(self, text: str, section: int, *, caption: bool) -> str:
        """The topic of a paragraph, before it is read."""
        goes_on = text[:1] in BULLETS or self.caption or caption
        if section != self.section or not goes_on:
            self.topic = ""
        self.section, self.caption = section, caption
        return self.topic

    def after(self, text: str, title: str) -> None:
        labels = [label for label in topics(text, vocabulary()) if label.segment not in title]
        self.topic = labels[-1].segment if labels else self.topic


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
    return _is_kind(edition, paragraph, "table") and "|" in text


def _is_kind(edition: Edition, paragraph: Span, kind: str) -> bool:
    passage = edition.passage_at(paragraph.start)
    return passage is not None and passage.kind == kind


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
    labels = _row_labels(edition)
    found += [s.title for s in edition.sections if s.title in labels and s.title not in found]
    return tuple(found)


def _row_labels(edition: Edition) -> frozenset[str]:
    """What the rows of the report's tables are called, where it can be a business."""
    words = vocabulary()
    tables = [p.of(edition.text) for p in edition.paragraphs if _is_kind(edition, p, "table")]
    first = {line.partition("|")[0].strip() for text in tables for line in text.splitlines()}
    return frozenset(label for label in first if label and _may_be_business(label, words))


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
        labelled = section.title not in own and any(
            label.segment not in words.names
            and not any(m.kind == "segment" for m in words.mentions(label.segment))
            for label in topics(section.title, words)
        )
        if is_over_parts(section.title) or labelled or (section.level <= 1 and section.number == 0):
            segment = ""  # a label leads its text as one in it does: 5.4 甲公司：線上增長
        if not segment and above and not labelled:
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
