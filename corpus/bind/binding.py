"""A figure with what it speaks of, and what sentences inherit."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.figure import Figure, Span
from corpus.kpi import Measure, SourceKind
from corpus.period import Period


@dataclass(frozen=True, slots=True)
class Context:
    """What sentences inherit: the company, period and currency of their report, and the
    business of their section ("" or `None` where there is none).

    `period` goes from sentence to sentence as `segment` does; `reported` stays the report's.
    `section` keeps the section's own business while `segment` goes from sentence to sentence;
    `headed` tells that a heading names it, not a label in the text.
    In a `strict` context a sentence that names the company inherits no business: "Xiaomi's
    gross margin" is the group's, whatever was spoken of before.
    `source` is what a line over a list says of its items ("Our targets:").
    """

    subject: str = ""
    period: Period | None = None
    currency: str = ""
    segment: str = ""
    strict: bool = False
    section: str = ""
    headed: bool = False
    reported: Period | None = None
    source: SourceKind = SourceKind.REPORTED


@dataclass(frozen=True, slots=True)
class Binding:
    """A figure with what it speaks of; `said` names the slots that its own sentence tells.

    `base` marks a value that a change starts from ("from 38%"). Other fields are as in
    `corpus.kpi.KpiRow`; `sentence` is the whole sentence's span.
    """

    figure: Figure
    metric: str = ""
    entity: str = ""
    segment: str = ""
    region: str = ""
    period: Period | None = None
    measure: Measure = Measure.LEVEL
    source: SourceKind = SourceKind.REPORTED
    detail: str = ""
    direction: str = ""
    base: bool = False
    said: frozenset[str] = frozenset()
    sentence: Span = field(default=Span(0, 0))
