"""True facts of a report, and sentences that state them in English and in Chinese.

A fact is what a curated table says (`facts_of`). `state` words it; the same fact, wording
and rendering number give the same statement in both languages, so verdicts can be compared.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from assistant.check.check import Checker
from assistant.write.numbers import figure_text, period_text
from corpus.bind.bind_report import bind_report
from corpus.bundled import bundled_report
from corpus.figure import Figure, Qualifier, Span, UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.load.load_report import load_report
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.report import Report
from corpus.script import Language, to_script
from eval.question_set import REPORTS, SETS

_WORDINGS = Path(__file__).with_name("claim_wordings.toml")
_STATED = (
    Measure.LEVEL, Measure.YOY, Measure.QOQ, Measure.CHANGE, Measure.CUMULATIVE, Measure.SHARE,
)  # fmt: skip
_AMOUNTS = (UnitKind.CURRENCY, UnitKind.COUNT, UnitKind.NUMBER)
# What narrows a row in ways that the wordings do not say.
_TOO_NARROW = ("price band", "factory", "MIUI", "models priced", "off-season", "launch month")
LANGUAGES: tuple[Language, Language] = ("en", "zh-Hant")


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of a report with what it is of; the slots are those of `corpus.kpi.KpiRow`."""

    metric: str
    figure: Figure
    entity: str = ""
    segment: str = ""
    region: str = ""
    period: Period | None = None
    measure: Measure = Measure.LEVEL
    source: SourceKind = SourceKind.REPORTED
    direction: str = ""

    @classmethod
    def of(cls, row: KpiRow) -> Fact:
        return cls(
            row.metric, row.figure, row.entity, row.segment, row.region, row.period, row.measure,
            row.source, row.direction,
        )  # fmt: skip

    @property
    def slots(self) -> tuple[object, ...]:
        """What the figure is of, the figure itself apart."""
        return (
            self.metric, self.entity, self.segment, self.region, self.period, self.measure,
            self.source,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Material:
    """A report with its checker and the facts known to be true of it."""

    name: str
    report: Report = field(repr=False)
    table: KpiTable = field(repr=False)
    facts: tuple[Fact, ...] = field(repr=False)

    @property
    def checker(self) -> Checker:
        return Checker(self.report, self.table)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and the place of the figure in it that is put to the test."""

    text: str
    target: Span


def materials() -> Iterator[Material]:
    """The bundled report with its curated table, then those in `sets/reports` whose facts are
    written beside them; their tables are made by the program."""
    report, table = bundled_report()
    facts = [Fact.of(row) for row in table if _can_be_stated(row)]
    yield Material(report.id, report, table, tuple(dict.fromkeys(facts)))
    for path in sorted(SETS.glob("claims-*.csv")):
        name = path.stem.removeprefix("claims-")
        (source,) = REPORTS.glob(f"{name}.*")
        report = load_report(source)
        yield Material(name, report, bind_report(report), tuple(_read_facts(path, report)))


def _can_be_stated(row: KpiRow) -> bool:
    return (
        row.measure in _STATED
        and row.source is not SourceKind.PRIOR_TARGET
        and row.metric in vocabulary().names
        and not any(words in row.detail for words in _TOO_NARROW)
        and _wording_key(Fact.of(row)) in wordings()
    )


def _read_facts(path: Path, report: Report) -> Iterator[Fact]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            (figure,) = read_figures(row["figure"], currency=report.currency)
            yield Fact(
                row["metric"], figure, row["entity"] or report.subject, row["segment"],
                row["region"], Period.parse(row["period"]), Measure(row["measure"]),
                SourceKind(row["source"]), row["direction"],
            )  # fmt: skip


@cache
def wordings() -> Mapping[str, Mapping[str, Sequence[str]]]:
    data: dict[str, Any] = tomllib.loads(_WORDINGS.read_text(encoding="utf-8"))
    return {f"{one}.{two}": worded for one, kinds in data.items() for two, worded in kinds.items()}


def _wording_key(fact: Fact) -> str:
    source = SourceKind.REPORTED if fact.source is SourceKind.OTHER else fact.source
    measure = fact.measure.value
    if fact.measure is Measure.SHARE:
        measure = "share_of_regions" if fact.region else "share_of_segments"
    return f"{measure}.{source.value}"


def wording_count(fact: Fact) -> int:
    """In how many ways `state` can word `fact`."""
    return len(wordings()[_wording_key(fact)]["en"])


def state(fact: Fact, language: Language, wording: int, *, rendering: int = 0) -> Statement:
    """The sentence that states `fact` in `language`, in the wording of that number."""
    english = language == "en"
    templates = wordings()[_wording_key(fact)]["en" if english else "zh"]
    way = fact.direction or "up"
    ways = wordings()[f"ways.{way}"]["en" if english else "zh"]
    words = {
        "subject": subject(fact, language),
        "segment": name_of(fact.segment, language, modifier=False),
        "region": name_of(fact.region, language),
        "metric": name_of(fact.metric, language),
        "way": ways[0] if english else ways[wording % 2],
        "adverb": ways[1],
        "verb": ways[-1],
        **when(fact.period, language),
    }
    return compose(templates[wording], words, render(fact.figure, language, rendering), language)


def compose(template: str, words: Mapping[str, str], value: str, language: Language) -> Statement:
    """`template` filled in, beginning with a capital letter."""
    text = template.format(**words, value="\0").strip()
    text = text[0].upper() + text[1:] if language == "en" else text.lstrip("，")
    if language != "en":
        value, text = to_script(value, language), to_script(text, language)
    at = text.index("\0")
    return Statement(text.replace("\0", value), Span(at, at + len(value)))


def derived_statement(
    kind: str, one: Fact, other: Fact, value: Figure, language: Language
) -> Statement:
    """The sentence that states two facts and what follows from them."""
    (template,) = wordings()[f"derived.{kind}"]["en" if language == "en" else "zh"]
    contrast = one.segment != other.segment
    words = {
        "one": subject(one, language, contrast=contrast),
        "other": subject(other, language, contrast=contrast),
        "a": figure_text(one.figure, language),
        "b": figure_text(other.figure, language),
        **when(one.period, language),
    }
    return compose(template, words, figure_text(value, language), language)


def when(period: Period | None, language: Language) -> dict[str, str]:
    """A period for the end (`in`) and the beginning (`at`) of a sentence."""
    if period is None:
        return {"in": "", "at": ""}
    told = period_text(period, language)
    if language == "en":
        word = "on" if period.start == period.end else "in"
        return {"in": f" {word} {told}", "at": f"{word.capitalize()} {told}, "}
    return {"in": told, "at": told}


def subject(fact: Fact, language: Language, *, contrast: bool = False) -> str:
    """What a fact is of: "Xiaomi's smartphone revenue in India", 小米印度智能手機收入.

    In `contrast` to a part, the whole of a company that goes unnamed is called the group's.
    """
    metric, region = name_of(fact.metric, language), name_of(fact.region, language)
    segment = name_of(fact.segment, language)
    entity = vocabulary().names.get(fact.entity)
    owner = vocabulary().label(fact.entity, language) if entity else ""
    if contrast and not entity and not fact.segment:
        owner = "the group" if language == "en" else "集團"
    if language != "en":
        return owner + region + segment + metric
    core = " ".join(part for part in (segment, metric) if part)
    if fact.region in ("global", "overseas"):
        core = f"{region} {core}"
    elif region:
        core = f"{core} in {region}"
    return f"{owner}'s {core}" if owner else core


def name_of(key: str, language: Language, *, modifier: bool = True) -> str:
    """A vocabulary key in words; an English `modifier` stands before a noun."""
    name = vocabulary().names.get(key)
    if name is not None and language == "en" and name.kind == "segment" and modifier:
        return name.modifier
    return vocabulary().label(key, language) if key else ""


def render(figure: Figure, language: Language, rendering: int = 0) -> str:
    """A figure in words: 0 with the report's bounds, 1 in another scale, 2 without bounds."""
    if rendering == 1 and figure.unit.kind in _AMOUNTS and figure.value >= 1_000_000:
        return _rescaled(figure, language)
    return figure_text(figure, language, bounds=rendering == 0)


def _rescaled(figure: Figure, language: Language) -> str:
    """All digits in English, in 萬 in Chinese."""
    if figure.is_range:
        return figure_text(figure, language)
    whole = figure_text(replace(figure, quantum=Decimal("0.1")), language, bounds=False)
    plain = f"{figure.value:,.0f}"
    english = figure_text(replace(figure, value=Decimal(7), quantum=Decimal(1)), "en", bounds=False)
    if language == "en":
        return english.replace("7", plain, 1)
    tens = figure.value / 10_000
    if tens != tens.to_integral_value():
        return whole
    chinese = figure_text(
        replace(figure, value=Decimal(7), quantum=Decimal(1)), language, bounds=False
    )
    return chinese.replace("7", f"{tens:,.0f}萬", 1)


def rounded(figure: Figure) -> Figure | None:
    """`figure` with one digit less, "about"; `None` where it has too few digits or none to lose."""
    digits = figure.value.normalize().as_tuple().digits
    exact = figure.qualifier in (Qualifier.EXACT, Qualifier.ABOUT)
    if figure.is_range or len(digits) < 3 or not exact:
        return None
    quantum = figure.quantum
    while figure.value % (quantum * 10) == 0:
        quantum *= 10
    quantum *= 10
    value = (figure.value / quantum).to_integral_value() * quantum
    if value == figure.value:
        return None
    return replace(figure, value=value, quantum=quantum, qualifier=Qualifier.ABOUT)
