"""Stand-ins for tests of what is built on the assistant: a small report and canned answers.

`FakeAssistant` has the assistant's shape and no machinery. Its report is about an invented
company; its answers are built from values, so that views can be tested with every verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.errors import BadQuestion
from assistant.library.reports import summary_of
from assistant.results import Answer, Citation, FigureCheck, Proof, Turn, Verdict
from assistant.settings import Settings
from corpus.figure import PERCENT, POINT, Figure, Qualifier, Span, Unit, UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.library.records import Summary
from corpus.period import Period
from corpus.report import Edition, Passage, Place, Report, Section, SourceMap
from corpus.script import Language, detect_language, fold, to_script

QUARTER = Period.quarter(2025, 1)
CNY = Unit(UnitKind.CURRENCY, "CNY")

TEXTS: dict[Language, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "zh-Hant": (
        (
            "北嶺電動車：2025年第一季度業績",
            ("北嶺集團第一季度營收為120億元，同比增長25%。董事會對前景保持審慎樂觀。",),
        ),
        (
            "電動車業務",
            (
                "本季交付四萬輛新車。電動車毛利率為18.5%，同比上升6個百分點。"
                "改善主要來自規模效應與電池成本下降。新工廠將於年底投產。",
                "管理層的目標是全年交付超過20萬輛。",
            ),
        ),
    ),
    "en": (
        (
            "Beiling Electric: results for the first quarter of 2025",
            (
                "Group revenue was RMB 12.0 billion in the first quarter, up 25% year on year. "
                "The board remains cautiously optimistic.",
            ),
        ),
        (
            "Electric vehicles",
            (
                "Forty thousand new cars were delivered in the quarter. "
                "EV gross margin was 18.5%, up 6 percentage points year on year. "
                "Scale and cheaper batteries drove most of the improvement. "
                "A new plant will start up at the end of the year.",
                "Management aims to deliver more than 200,000 cars in the full year.",
            ),
        ),
    ),
}

NAMES: dict[str, tuple[str, str]] = {
    "revenue": ("revenue", "營收"),
    "gross_margin": ("gross margin", "毛利率"),
    "deliveries": ("deliveries", "交付量"),
    "ev": ("electric vehicles", "電動車"),
    "beiling": ("Beiling", "北嶺"),
}


def edition_of(
    report_id: str, language: Language, parts: Sequence[tuple[str, Sequence[str]]]
) -> Edition:
    """An edition of titled sections; each paragraph is a passage on a line and page of its own."""
    blocks: list[str] = []
    sections: list[Section] = []
    spans: list[Span] = []
    passages: list[Passage] = []
    at = 0
    for number, (title, paragraphs) in enumerate(parts):
        start = at
        for block in (title, *paragraphs):
            span = Span(at, at + len(block))
            kind = "heading" if at == start else "text"
            passages.append(
                Passage(report_id, language, len(passages), number, len(spans), span, kind)
            )
            spans.append(span)
            blocks.append(block)
            at = span.end + 1
        sections.append(Section(number, title, Span(start, at - 1)))
    source = SourceMap(
        tuple(span.start for span in spans),
        tuple(2 * n + 1 for n in range(len(spans))),
        tuple(1 + n // 3 for n in range(len(spans))),
    )
    return Edition(
        language, parts[0][0], "\n".join(blocks), tuple(sections), tuple(spans),
        tuple(passages), source,
    )  # fmt: skip


def sample_report() -> Report:
    """The invented company's report, in two paired editions."""
    editions = tuple(edition_of("beiling-2025q1", key, parts) for key, parts in TEXTS.items())
    return Report(
        "beiling-2025q1", editions[1].title, editions, subject="beiling", period=QUARTER,
        currency="CNY", paired=True,
    )  # fmt: skip


def _row(
    report: Report, key: str, metric: str, value: str, unit: Unit, written: tuple[str, str],
    **slots: object,
) -> KpiRow:  # fmt: skip
    places = []
    for edition, words in zip(report.editions, written, strict=True):
        start = edition.text.index(words)
        places.append(Place(report.id, edition.language, Span(start, start + len(words))))
    figure = Figure(Decimal(value), unit, written[0], places[0].span, Decimal("0.1"))
    row = KpiRow(key, report.id, metric, figure, "beiling", places=tuple(places), period=QUARTER)
    return replace(row, **slots)  # type: ignore[arg-type]  # slots are the row's own fields


def sample_rows(report: Report) -> tuple[KpiRow, ...]:
    """Five rows of the sample report: revenue and its growth, margin and its change, a target."""
    cars = Unit(UnitKind.COUNT, "unit")
    target = _row(
        report, "r5", "deliveries", "200000", cars, ("20萬輛", "200,000 cars"),
        segment="ev", period=Period.year(2025), source=SourceKind.TARGET,
    )  # fmt: skip
    over = replace(target.figure, qualifier=Qualifier.OVER)
    return (
        _row(report, "r1", "revenue", "12000000000", CNY, ("120億元", "RMB 12.0 billion")),
        _row(report, "r2", "revenue", "25", PERCENT, ("25%", "25%"), measure=Measure.YOY),
        _row(report, "r3", "gross_margin", "18.5", PERCENT, ("18.5%", "18.5%"), segment="ev"),
        _row(
            report, "r4", "gross_margin", "6", POINT, ("6個百分點", "6 percentage points"),
            segment="ev", measure=Measure.YOY,
        ),
        replace(target, figure=over),
    )  # fmt: skip


_PERCENTAGE = re.compile(r"\d{1,9}(?:\.\d{1,9})?%")


@dataclass(frozen=True)
class FakeAssistant:
    """The assistant's shape with canned answers: a margin, all six verdicts, a refusal.

    It has no library. `asked` keeps what was asked, with history and report."""

    reports: tuple[Report, ...]
    rows: tuple[KpiRow, ...] = ()
    asked: list[tuple[str, tuple[Turn, ...], str]] = field(default_factory=list)

    @classmethod
    def sample(cls) -> FakeAssistant:
        report = sample_report()
        return cls((report,), sample_rows(report))

    @property
    def library(self) -> None:
        return None

    @property
    def settings(self) -> Settings:
        return Settings()

    def listed(self) -> tuple[Summary, ...]:
        return tuple(summary_of(report, self.table(report.id)) for report in self.reports)

    def report(self, report_id: str) -> Report:
        """A report by its id.

        Raises:
            KeyError: there is none.
        """
        return {report.id: report for report in self.reports}[report_id]

    def table(self, report_id: str) -> KpiTable:
        return KpiTable(tuple(row for row in self.rows if row.report_id == report_id))

    def label(self, key: str, language: Language) -> str:
        english, chinese = NAMES.get(key, (key, key))
        return english if language == "en" else to_script(chinese, language)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        report_id: str = "",
        report_ids: Sequence[str] | None = None,
    ) -> Answer:
        """The canned answer for a question.

        Raises:
            BadQuestion: the question is empty, or longer than 4,000 characters.
        """
        if not question.strip() or len(question) > 4_000:
            raise BadQuestion("The question is empty or longer than 4,000 characters.")
        self.asked.append((question, tuple(history), report_id))
        language = detect_language(question)
        words = fold(question)
        if report_id not in ("", self.reports[0].id):
            return other_answer(self.reports, report_id, question, language)
        if "everything" in words or "所有" in words:
            return verdicts_answer(self, question, language)
        if "margin" in words or "毛利" in words:
            return margin_answer(self, question, language)
        text = to_script("報告沒有提到這一點。", language)
        refusal = "The report does not say." if language == "en" else text
        return Answer(question, refusal, language, refused=True, not_understood=("weather",))

    def check(self, text: str, *, report_id: str = "") -> tuple[FigureCheck, ...]:
        """Percentages only: right where a row has the same characters."""
        known = {row.figure.text: row for row in self.rows}
        margin = self.rows[2]
        return tuple(
            FigureCheck(
                Figure(Decimal(m[0][:-1]), PERCENT, m[0], Span(*m.span()), Decimal(1)),
                Verdict.CONFIRMED if m[0] in known else Verdict.CONFLICT,
                known.get(m[0], margin),
                reason="" if m[0] in known else f"The report says {margin.figure.text}.",
            )
            for m in _PERCENTAGE.finditer(text)
        )


def citation_of(
    report: Report, language: Language, number: int, rows: Sequence[KpiRow]
) -> Citation:
    """A citation of the passage that holds the first of `rows`, all of them highlighted."""
    edition = report.edition(language)
    places = [row.place(edition.language) for row in rows]
    passage = edition.passage_at(places[0].span.start)
    assert passage is not None  # rows of the sample report lie in passages
    start = passage.span.start
    return Citation(
        number,
        Place(report.id, edition.language, passage.span),
        passage.span.of(edition.text),
        tuple(place.span for place in places),
        edition.section_at(start).title,
        edition.source.page(start),
        edition.source.line(start),
        tuple(rows),
    )


def checked(text: str, verdicts: Sequence[tuple[str, FigureCheck]]) -> tuple[FigureCheck, ...]:
    """The checks with their figures placed where their words next stand in `text`."""
    placed, at = [], 0
    for words, check in verdicts:
        start = text.index(words, at)
        at = start + len(words)
        placed.append(
            replace(check, figure=replace(check.figure, text=words, span=Span(start, at)))
        )
    return tuple(placed)


def margin_answer(fake: FakeAssistant, question: str, language: Language) -> Answer:
    """One sentence, two confirmed figures, one citation."""
    margin, change = fake.rows[2], fake.rows[3]
    text = "EV gross margin was 18.5% in 2025Q1, up 6 percentage points year on year. [1]"
    words = ("18.5%", "6 percentage points")
    if language != "en":
        text = to_script("2025年第一季度電動車毛利率為18.5%，同比上升6個百分點。[1]", language)
        words = ("18.5%", to_script("6個百分點", language))
    checks = [
        (word, FigureCheck(row.figure, Verdict.CONFIRMED, row))
        for word, row in zip(words, (margin, change), strict=True)
    ]
    cited = citation_of(fake.reports[0], language, 1, (margin, change))
    return Answer(question, text, language, checks=checked(text, checks), citations=(cited,))


def verdicts_answer(fake: FakeAssistant, question: str, language: Language) -> Answer:
    """A list with a figure of each of the six verdicts and two citations."""
    revenue, growth, margin, change, _ = fake.rows
    text = (
        "The quarter in figures: [1]\n"
        "- Revenue was RMB 12.0 billion, up about 30%. [1]\n"
        "- The margin of 18.5% was 12.5% a year before, not 11%. [2]\n"
        "- Some 70 stores and a 9.9 rating."
    )
    proof = Proof("difference", "18.5% − 6 pp = 12.5%", (margin, change), "12.4%", "12.6%")
    base = FigureCheck(margin.figure, Verdict.CONFIRMED, margin)
    checks = [
        ("12.0 billion", replace(base, verdict=Verdict.CONFIRMED, row=revenue)),
        ("30%", replace(base, verdict=Verdict.ROUNDED, row=growth, reason="25% to one digit.")),
        ("18.5%", base),
        ("12.5%", replace(base, verdict=Verdict.DERIVED, row=None, proof=proof)),
        ("11%", replace(base, verdict=Verdict.CONFLICT, reason="The margin is 18.5%, not 11%.")),
        ("70", replace(base, verdict=Verdict.NOT_IN_REPORT, row=None, reason="No stores here.")),
        ("9.9", replace(base, verdict=Verdict.NOT_CHECKABLE, row=None, reason="No metric read.")),
    ]
    report = fake.reports[0]
    citations = (
        citation_of(report, language, 1, (revenue, growth)),
        citation_of(report, language, 2, (margin, change)),
    )
    return Answer(
        question, text, language, checks=checked(text, checks), citations=citations, intent="list"
    )


def other_answer(
    reports: Sequence[Report], report_id: str, question: str, language: Language
) -> Answer:
    """The last passage of another report, quoted and cited."""
    report = next(report for report in reports if report.id == report_id)
    edition = report.editions[0]
    passage = edition.passages[-1]
    quote = passage.span.of(edition.text)
    place = Place(report.id, edition.language, passage.span)
    citation = Citation(1, place, quote, section=edition.sections[-1].title, line=3)
    return Answer(question, f"{quote} [1]", language, citations=(citation,), intent="explain")
