"""The KPI table: every figure of a report with what it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.figure import Figure
from corpus.period import Period
from corpus.report import Place
from corpus.script import Language


class Measure(StrEnum):
    """What a row's figure says about its metric."""

    LEVEL = "level"  # the metric itself
    YOY = "yoy"  # change on the same period a year before; the unit tells % / pp / amount
    QOQ = "qoq"  # change on the quarter before
    CHANGE = "change"  # change whose base is said otherwise or not at all
    SHARE = "share"  # the part of a whole that the metric is
    RANK = "rank"  # place in an order
    CUMULATIVE = "cumulative"  # since launch or since the start of counting
    PER_UNIT = "per_unit"  # divided by units, users, stores …
    RELATIVE = "relative"  # against another's (industry average, a peer), in % or times
    STREAK = "streak"  # for how many periods in a row
    SPAN = "span"  # how long something takes or lasts, or since when
    BAND = "band"  # a limit that names a class (price band 4,000-5,000), not a result


class SourceKind(StrEnum):
    """Who says it."""

    REPORTED = "reported"  # the company's result
    TARGET = "target"  # the management's aim
    PRIOR_TARGET = "prior_target"  # an aim that has been replaced
    FORECAST = "forecast"  # the report's author expects it
    CONSENSUS = "consensus"  # the market expected it
    OTHER = "other"  # a figure of another company or of the industry


@dataclass(frozen=True, slots=True)
class KpiRow:
    """One figure of a report, bound to what it speaks of.

    `metric`, `entity`, `segment` and `region` are vocabulary keys, or the phrase as written
    where the vocabulary has none; "" means the whole (group, all regions) or not said.
    `segment` is a business or a product of it. `period` is `None` where it is unknown.
    `detail` is what else narrows it, as written ("price band RMB 4,000-5,000", "new vehicles").
    `direction` is "up" or "down" for a change ("fell 3%" keeps the figure 3), else "".
    `figure` is as read from the first of `places`; every place re-parses to the same amount.
    `curated` tells a row of a hand-made table from one bound by the program.
    """

    id: str
    report_id: str
    metric: str
    figure: Figure
    entity: str = ""
    segment: str = ""
    region: str = ""
    period: Period | None = None
    measure: Measure = Measure.LEVEL
    source: SourceKind = SourceKind.REPORTED
    detail: str = ""
    direction: str = ""
    places: tuple[Place, ...] = ()
    curated: bool = False

    def place(self, language: Language) -> Place:
        """Where the edition in `language` says it; else the same language in the other
        script; else the first place."""
        for wanted in (language, language[:2]):
            for place in self.places:
                if place.language == wanted or place.language[:2] == wanted:
                    return place
        return self.places[0]


@dataclass(frozen=True, slots=True)
class KpiTable:
    """The rows of one or more reports, in the order of their places."""

    rows: tuple[KpiRow, ...] = field(repr=False)

    @classmethod
    def join(cls, tables: Iterable[KpiTable]) -> KpiTable:
        return cls(tuple(row for table in tables for row in table.rows))

    def __iter__(self) -> Iterator[KpiRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
